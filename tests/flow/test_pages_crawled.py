"""A live crawl of articles over several pages, and of pages that are only another form of an article."""

import asyncio
import gzip
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text

from scraper import cli, config
from scraper.catalog import open_catalog
from scraper.config import Config
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.tally import Tally
from tests.flow.archives import captures, crawl_urls, lines, records
from tests.flow.background import Pages, response, serving
from tests.unit.page import PROSE

HOST = Site().hosts[0]
STORY = f"http://{HOST}/2024/03/ferry-sails-an-hour-early-4711"
TITLE = "Ferry sails an hour early"
HTML = "text/html; charset=utf-8"


def page(number: int, of: int = 3, prose: str = "", head: str = "") -> str:
    pager = " ".join(
        f'<a href="{STORY}{f"?page={n}" if n > 1 else ""}">{n}</a>' for n in range(1, of + 1) if n != number
    )
    return (
        f"<html{head}><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
        f"<p>{prose or PROSE[number - 1]}</p><p>{PROSE[3]}</p></article><nav>{pager}</nav></body></html>"
    )


class Asked(Pages):
    """Answers with these pages by path and query, and with 304 to who has one as it is; None: 503."""

    def __init__(self, pages: dict[str, str | None]) -> None:
        super().__init__(lambda *_: None)
        self._pages = {"/robots.txt": "User-agent: *\nAllow: /\n"}, pages

    def respond(
        self, method: str, host: str, path: str, headers: Mapping[str, str], version: str = "HTTP/1.1"
    ) -> bytes:
        found = next((pages for pages in self._pages if path in pages), None)
        if found is None:
            return super().respond(method, host, path, headers, version)
        body = (found[path] or "").encode()
        tag = f'"{zlib.crc32(body)}"'
        status = ("304 Not Modified" if headers.get("if-none-match") == tag else "200 OK") if body else "503 Busy"
        return response(body if status == "200 OK" else b"", f"{HTML}\r\nETag: {tag}", status)


def path_of(url: str) -> str:
    return url.removeprefix(f"http://{HOST}")


def crawled(
    folder: Path, pages: dict[str, str | None], *urls: str, then: Callable[[Config], None] | None = None
) -> tuple[Tally, list[str]]:
    """Crawl these URLs; returns the tally and the paths asked for."""
    folder.mkdir(exist_ok=True)
    with serving(Asked(pages)) as server:
        made = settings_for(Site(), server.port, folder / "archive")
        settings = made.model_copy(update={"fetch": made.fetch.model_copy(update={"attempts": 1})})
        (folder / "config.yaml").write_text(config.dump(settings))
        tally = asyncio.run(crawl_urls(settings, *urls))
        if then is not None:
            then(settings)
        return tally, [asked.path for asked in server.log if asked.path != "/robots.txt"]


def full(count: int = 3) -> dict[str, str | None]:
    return {path_of(STORY) + (f"?page={n}" if n > 1 else ""): page(n, count) for n in range(1, count + 1)}


def record(folder: Path) -> dict[str, Any]:
    [found] = records(folder / "archive")
    return found


def test_further_pages_are_fetched_at_once_and_make_one_record(tmp_path: Path) -> None:
    tally, asked = crawled(tmp_path, full(), STORY)
    assert sorted(asked) == sorted(full())  # each once, though they name one another
    assert (tally.new, tally.parts, tally.changed) == (1, 2, 0)
    found = record(tmp_path)
    assert found["paragraphs"] == [PROSE[0], PROSE[3], PROSE[1], PROSE[2]]
    held = {capture.record_id: capture for capture in captures(tmp_path / "archive")}
    parts = [held[each["capture"]["record_id"]] for each in found["pages"]]
    assert [part.exchange.url for part in parts] == [f"{STORY}?page=2", f"{STORY}?page=3"]
    visits = [part.visit for part in parts if part.visit]
    assert {(visit.target.kind, visit.target.found_on and visit.target.found_on.url) for visit in visits} == {
        ("part", STORY)
    }
    assert {visit.target.found_on and visit.target.found_on.capture for visit in visits} == {
        found["capture"]["record_id"]
    }
    assert cli.main(["verify", "--config", str(tmp_path / "config.yaml")]) == 0


def test_what_was_crawled_is_what_a_replay_makes_of_it(tmp_path: Path) -> None:
    crawled(tmp_path, full(), STORY)
    before = lines(tmp_path / "archive")
    warc, file = str(tmp_path / "archive" / "warc"), str(tmp_path / "config.yaml")
    output = tmp_path / "out.jsonl"
    assert cli.main(["replay", warc, "--config", file, "--output", str(output)]) == 0
    assert output.read_bytes() == b"".join(before.values())
    for path in (tmp_path / "archive").glob("catalog.sqlite*"):
        path.unlink()
    for path in (tmp_path / "archive" / "articles").rglob("*.jsonl"):
        path.unlink()
    assert cli.main(["replay", warc, "--config", file]) == 0
    assert lines(tmp_path / "archive") == before


def test_a_page_that_fails_is_told_and_is_missing_by_name(tmp_path: Path) -> None:
    tally, _ = crawled(tmp_path, {**full(), path_of(f"{STORY}?page=3"): None}, STORY)
    assert dict(tally.failed) == {"http-503": 1}
    found = record(tmp_path)
    assert [(each["url"], each["capture"] is None) for each in found["pages"]] == [
        (f"{STORY}?page=2", False),
        (f"{STORY}?page=3", True),
    ]
    catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
    with catalog.reading() as transaction:
        rows = transaction.execute(text("SELECT kind, last_outcome, due_at IS NULL FROM targets WHERE kind = 'part'"))
        assert sorted(map(tuple, rows)) == [("part", "failed", 0), ("part", "part", 1)]
    catalog.close()


def test_an_article_looked_at_again_has_its_pages_looked_at_again(tmp_path: Path) -> None:
    again: list[Tally] = []
    _, asked = crawled(
        tmp_path, full(), STORY, then=lambda settings: again.append(asyncio.run(crawl_urls(settings, STORY)))
    )
    assert len(asked) == 6
    tally = again[0]  # the first page was asked for in full, since a 304 would tell nothing of the others
    assert (tally.new, tally.changed, tally.unchanged, tally.parts, tally.unmodified) == (0, 0, 1, 0, 2)
    assert len(records(tmp_path / "archive")) == 1  # nothing changed on any page


def test_a_change_on_a_later_page_is_told_of_that_page(tmp_path: Path) -> None:
    pages, again = full(), list[Tally]()

    def change(settings: Config) -> None:
        pages[path_of(f"{STORY}?page=2")] = page(
            2, prose="The harbour office took all of it back on Wednesday morning."
        )
        again.append(asyncio.run(crawl_urls(settings, STORY)))

    crawled(tmp_path, pages, STORY, then=change)
    tally = again[0]  # told of the page that comes last, be it the edited one or the one that was not modified
    assert (tally.changed, tally.unchanged, tally.parts + tally.unmodified) == (1, 1, 1)
    first, second = records(tmp_path / "archive")
    assert first["paragraphs"][2] == PROSE[1]
    assert second["paragraphs"][2].endswith("on Wednesday morning.")


def test_a_later_page_leads_to_the_first(tmp_path: Path) -> None:
    tally, asked = crawled(tmp_path, full(2), f"{STORY}?page=2")
    assert set(asked) == set(full(2))
    assert tally.new == 1
    found = record(tmp_path)
    assert (found["url"], found["paragraphs"]) == (STORY, [PROSE[0], PROSE[3], PROSE[1]])


def test_an_amp_page_leads_to_its_article_and_is_none(tmp_path: Path) -> None:
    amp = f"{STORY}?amp=1"
    form = page(1, 1).replace("<html><head>", f'<html ⚡><head><link rel="canonical" href="{STORY}">')
    tally, asked = crawled(tmp_path, {path_of(amp): form, path_of(STORY): page(1, 1)}, amp)
    assert asked == [path_of(amp), path_of(STORY)]
    assert (tally.variants, tally.new) == (1, 1)
    assert (record(tmp_path)["url"], record(tmp_path)["provenance"].get("variant")) == (STORY, None)


def test_pages_without_end_are_followed_to_the_twentieth(tmp_path: Path) -> None:
    def chained(number: int) -> str:
        text = f"The tide came in for the {number}th time that day, and nobody at the pier had any word to say of it."
        pager = f'<a href="{STORY}">1</a> <a rel="next" href="{STORY}/{number + 1}">Next</a>'
        return f"<title>{TITLE}</title><article><h1>{TITLE}</h1><p>{text}</p><p>{PROSE[3]}</p>{pager}</article>"

    pages: dict[str, str | None] = {path_of(f"{STORY}/{n}" if n > 1 else STORY): chained(n) for n in range(1, 40)}
    _, asked = crawled(tmp_path, pages, STORY)
    assert len(asked) == 20
    assert len(record(tmp_path)["pages"]) == 19


def test_the_pages_of_an_article_go_into_its_package(tmp_path: Path) -> None:
    crawled(tmp_path, full(), STORY)
    wacz, file = tmp_path / "story.wacz", str(tmp_path / "config.yaml")
    assert cli.main(["export", "wacz", str(wacz), "--url", STORY, "--config", file]) == 0
    with zipfile.ZipFile(wacz) as package:
        indexes = [gzip.decompress(package.read(name)) for name in package.namelist() if name.endswith(".cdx.gz")]
    assert all(f'"{STORY}?page={n}"'.encode() in b"".join(indexes) for n in (2, 3))
