"""Polls on condition, and the same payload again: what is asked, what is archived, what a replay makes of it."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from scraper import app, config
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from scraper.model import Kind, RevisitProfile
from scraper.warc import Damage
from scraper.workers import Selection
from tests.flow.archives import captures, crawl_sections, crawl_urls, lines, records

STORY = "<p>{}</p>".format("The harbour master closed the north gate at six, and opened it again at nine. " * 8)
HEAD = "<html lang=en><head><title>Gate closed</title></head>"
PAGE = f"{HEAD}<body><article><h1>Gate closed</h1>{STORY}</article></body></html>"


@dataclass
class Gazette:
    """A site whose section lists one article. `validators` go out with every page; who echoes them is told 304."""

    validators: dict[str, str] = field(default_factory=dict)
    chunked: bool = False
    article: str = PAGE
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    lies: bool = False  # it says "not modified" to whoever asks on condition

    def respond(
        self, method: str, host: str, path: str, headers: Mapping[str, str], version: str = "HTTP/1.1"
    ) -> bytes:
        self.asked.append((path, headers))
        pages = {
            "/": '<main><h2><a href="/2026/11/gate-closed">Gate closed</a></h2></main>',
            "/2026/11/gate-closed": self.article,
        }
        if path not in pages:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = pages[path].encode()
        tag = {name: value.replace("{}", hashlib.md5(body).hexdigest()) for name, value in self.validators.items()}
        conditional = {name: headers.get(name.lower()) for name in ("If-None-Match", "If-Modified-Since")}
        lines = "".join(f"{name}: {value}\r\n" for name, value in tag.items())
        echoed = any(conditional.values()) and set(filter(None, conditional.values())) <= set(tag.values())
        if echoed or (self.lies and any(conditional.values())):
            return f"HTTP/1.1 304 Not Modified\r\n{lines}\r\n".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{lines}"
        if self.chunked:
            half = len(self.asked) + 3  # nobody cuts chunks twice at the same place
            chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:]))
            return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks + b"0\r\n\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def settings(port: int, archive: Path, **fetch: object) -> config.Config:
    lead = {
        "archive": str(archive),
        "identity": {"name": "Test", "contact": "https://gazette.example/bot"},
        "fetch": {
            "delay": 0,
            "connect_to": {"gazette.example:80": f"127.0.0.1:{port}"},
            "allow_networks": ["127.0.0.0/8"],
            **fetch,
        },
        "sections": [{"name": "gazette/front", "url": "http://gazette.example/", "kind": "page", "requisites": "none"}],
    }
    return config.parse(json.dumps(lead), Path("test"))


def poll(site: Gazette, archive: Path, times: int, *, url: str | None = None, **fetch: object) -> None:
    """Crawl the section, or one URL, so many times."""

    async def work() -> None:
        async with serve(cast(Site, site)) as server:
            for _ in range(times):
                chosen = settings(server.port, archive, **fetch)
                await (crawl_urls(chosen, url) if url else crawl_sections(chosen))

    asyncio.run(work())


def warc_records(archive: Path) -> list[tuple[ArcWarcRecord, bytes]]:
    """Every record with its block, as warcio reads it; each digest it can check is right."""
    found = []
    for path in sorted((archive / "warc").glob("*.warc.gz")):
        with path.open("rb") as stream:
            found += [(each, each.content_stream().read()) for each in ArchiveIterator(stream, check_digests="raise")]
    return found


def of_type(archive: Path, kind: str, path: str) -> list[tuple[ArcWarcRecord, bytes]]:
    url = f"http://gazette.example{path}"
    return [
        (record, block)
        for record, block in warc_records(archive)
        if record.rec_type == kind and record.rec_headers["WARC-Target-URI"] == url
    ]


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


ARTICLE = "/2026/11/gate-closed"


def test_what_was_not_modified_is_a_revisit_of_what_was_captured(tmp_path: Path) -> None:
    site = Gazette({"ETag": 'W/"{}"', "Last-Modified": "Mon, 23 Nov 2026 06:00:00 GMT"})
    poll(site, tmp_path, 3)
    front = [headers for path, headers in site.asked if path == "/"]
    assert "if-none-match" not in front[0]
    for headers in front[1:]:
        assert headers["if-none-match"].startswith('W/"')
        assert headers["if-modified-since"] == "Mon, 23 Nov 2026 06:00:00 GMT"
    [(original, body)] = of_type(tmp_path, "response", "/")
    revisits = of_type(tmp_path, "revisit", "/")
    assert len(revisits) == 2
    for record, block in revisits:
        fields = record.rec_headers
        assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        assert fields["WARC-Refers-To"] == original.rec_headers["WARC-Record-ID"]
        assert fields["WARC-Refers-To-Target-URI"] == "http://gazette.example/"
        assert fields["WARC-Refers-To-Date"] == original.rec_headers["WARC-Date"]
        assert fields["WARC-Payload-Digest"] == original.rec_headers["WARC-Payload-Digest"] == sha1(body)
        assert (record.http_headers.get_statuscode(), block) == ("304", b"")
    front_captures = [capture for capture in captures(tmp_path) if capture.exchange.url.endswith("example/")]
    assert [capture.exchange.status for capture in front_captures] == [200, 304, 304]
    assert len(records(tmp_path)) == 1


def test_now_and_then_a_page_is_fetched_without_conditions(tmp_path: Path) -> None:
    site = Gazette({"ETag": '"{}"'})
    poll(site, tmp_path, 9, full_every=4)
    asked = ["if-none-match" in headers for path, headers in site.asked if path == "/"]
    assert asked == [False, True, True, True, False, True, True, True, False]
    kinds = [
        capture.revisit and capture.revisit.profile
        for capture in captures(tmp_path)
        if capture.exchange.url.endswith("example/")
    ]
    same, not_modified = RevisitProfile.IDENTICAL, RevisitProfile.NOT_MODIFIED
    assert kinds == [None, *[not_modified] * 3, same, *[not_modified] * 3, same]


def test_a_server_that_lies_is_found_out(tmp_path: Path) -> None:
    site = Gazette({"ETag": '"{}"'})
    url = f"http://gazette.example{ARTICLE}"
    poll(site, tmp_path, 1, url=url, full_every=3)
    site.article, site.lies = PAGE.replace("at nine", "at ten"), True
    poll(site, tmp_path, 3, url=url, full_every=3)
    assert ["at ten" in record["paragraphs"][0] for record in records(tmp_path)] == [False, True]


@pytest.mark.parametrize("chunked", [False, True])
def test_the_same_payload_again_is_a_revisit_that_replays_as_a_response(tmp_path: Path, chunked: bool) -> None:
    """Without validators nothing can be asked on condition: the page comes whole, and its payload is kept once."""
    archive, again = tmp_path / "archive", tmp_path / "again"
    site = Gazette(chunked=chunked)
    url = f"http://gazette.example{ARTICLE}"
    poll(site, archive, 2, url=url)
    site.article = PAGE.replace("at nine", "at ten")
    poll(site, archive, 1, url=url)
    site.article = PAGE
    poll(site, archive, 1, url=url)
    [(first, _), _] = of_type(archive, "response", ARTICLE)
    revisits = of_type(archive, "revisit", ARTICLE)
    assert [record.rec_headers["WARC-Refers-To"] for record, _ in revisits] == [first.rec_headers["WARC-Record-ID"]] * 2
    for record, block in revisits:
        assert record.rec_headers["WARC-Profile"].endswith("/revisit/identical-payload-digest")
        assert (record.http_headers.get_statuscode(), block) == ("200", b"")
        assert record.rec_headers["WARC-Truncated"] is None
    stated = {record.rec_headers["WARC-Payload-Digest"] for record, _ in revisits}
    assert len(stated) == 1
    assert chunked or stated == {sha1(PAGE.encode())}
    assert ["at ten" in record["paragraphs"][0] for record in records(archive)] == [False, True, False]
    assert len({record["capture"]["payload_digest"] for record in records(archive)}) == 2
    replay(archive / "warc", again)
    assert lines(again) == lines(archive)


def test_a_body_that_another_head_would_not_decode_is_kept_whole(tmp_path: Path) -> None:
    site = Gazette()
    url = f"http://gazette.example{ARTICLE}"
    poll(site, tmp_path, 1, url=url)
    site.chunked = True
    poll(site, tmp_path, 1, url=url)
    assert len(of_type(tmp_path, "response", ARTICLE)) == 2
    assert len({capture.payload_digest for capture in captures(tmp_path) if capture.exchange.url == url}) == 1


def test_an_index_of_sitemaps_that_says_it_was_not_modified_is_not_believed_of_its_children(tmp_path: Path) -> None:
    async def work() -> None:
        async with serve(Site()) as server:
            site, archive = server.site, tmp_path
            chosen = settings_for(site, server.port, archive)
            index = next(section for section in chosen.sections if section.kind is Kind.SITEMAP)
            chosen = chosen.model_copy(update={"sections": (index,)})
            await crawl_sections(chosen)
            before = len(captures(archive))
            await crawl_sections(chosen)
            again = captures(archive)[before:]
            assert again[0].exchange.url == index.url
            assert [capture.exchange.status for capture in again] == [304] * len(again)
            assert len(again) > 1

    asyncio.run(work())


def replay(folder: Path, archive: Path) -> None:
    job = app.ReplayJob((folder,), Selection(), 1)
    results = app.replay_into(settings(1, archive), job, lambda _: None)
    assert [each for each in results if isinstance(each, Damage)] == []


def test_show_takes_the_capture_nearest_to_a_time(tmp_path: Path) -> None:
    site = Gazette({"ETag": '"{}"'})
    url = f"http://gazette.example{ARTICLE}"
    for article in (PAGE, PAGE.replace("at nine", "at ten"), PAGE.replace("at nine", "at ten")):
        site.article = article
        poll(site, tmp_path, 1, url=url)
    taken = [capture for capture in captures(tmp_path) if capture.exchange.url == url]
    assert [capture.exchange.status for capture in taken] == [200, 200, 304]
    with app.reading(settings(1, tmp_path)) as shelves:
        for capture, words in zip(taken, (b"at nine", b"at ten", b"at ten"), strict=True):
            held, original, there = app.find_capture(shelves, url, capture.exchange.fetched_at)
            assert held.record_id == capture.record_id
            assert words in there.exchange.response
            assert (original.record_id == held.record_id) == (capture.revisit is None)
        before, _, _ = app.find_capture(shelves, url, taken[0].exchange.fetched_at.replace(year=2020))
        assert before.record_id == taken[0].record_id


def test_no_condition_is_made_of_what_is_not_there_any_more(tmp_path: Path) -> None:
    site = Gazette({"ETag": '"{}"'})
    poll(site, tmp_path, 1)
    for path in (tmp_path / "warc").glob("*.warc.gz"):
        path.rename(tmp_path / path.name)
    poll(site, tmp_path, 1)
    assert ["if-none-match" in headers for path, headers in site.asked if path == "/"] == [False, False]
    assert not of_type(tmp_path, "revisit", "/")
