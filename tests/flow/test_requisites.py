"""What pages are shown with is fetched after them, once, politely, and never mistaken for a page."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from scraper import cli
from scraper.catalog import open_catalog
from scraper.demo.server import Server
from scraper.judging import SHEETS
from scraper.model import Kind
from tests.flow.archives import captures, records
from tests.flow.background import Pages, response, serving
from tests.unit.page import page

PAPER, CDN = "www.packet.example", "cdn.packet.example"
SECTION = f"http://{PAPER}/news"
STORIES = [f"http://{PAPER}/2026/03/0{number}/the-packet-boat-came-in-{number}00" for number in range(1, 5)]
PICTURE = b"\x89PNG\r\n\x1a\n a picture of sorts"


class Paper:
    """A paper whose pages share a stylesheet; what it lists and what is broken may be changed."""

    def __init__(self) -> None:
        self.gone = False  # the last story's picture
        self.edition = 1

    def respond(self, _: str, host: str, path: str) -> bytes | None:
        address = f"http://{host}{path}"
        if path == "/robots.txt":
            return response(b"User-agent: *\nDisallow: /private/\n", "text/plain")
        if address == SECTION:
            cards = "".join(
                f'<h3><a href="{url}">Packet number {url[-3:]} came in with the tide</a></h3>' for url in STORIES
            )
            return response(page(body=cards, title=f"News {self.edition}").encode())
        if address in STORIES:
            return response(self._story(address).encode())
        if match := re.fullmatch(r"/s(\d+)\.css", path):  # each imports the next, for ever
            css = f'@import "s{int(match[1]) + 1}.css"; body {{ background: url(/b{match[1]}.png) }}'
            return response(css.encode(), "text/css")
        if path == "/moved.png":
            return f"HTTP/1.1 302 Found\r\nLocation: http://{CDN}/there.png\r\nContent-Length: 0\r\n\r\n".encode()
        if path == "/odd.png":  # a picture that has become an article
            return response(page().encode())
        if path == "/broken.png":
            return response(b"", status="503 Service Unavailable")
        return response(PICTURE, "image/png") if path.endswith((".png?utm_source=a&v=%7E", ".png")) else None

    def _story(self, url: str) -> str:
        number = url[-3:]
        head = (
            f'<meta property="og:image" content="/lead{number}.png?utm_source=a&amp;v=%7E">'
            '<link rel="stylesheet" href="/s1.css">'
        )
        more = "".join(
            f'<img src="/{name}">' for name in ("moved.png", "odd.png", "private/x.png", "broken.png", "none.gif")
        )
        return page(head, before=f"<p>Edition {self.edition}</p>", after=more, title=f"Packet {number}")


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def server(paper: Paper) -> Iterator[Server]:
    with serving(Pages(paper.respond)) as running:
        yield running


def configure(place: Path, server: Server, wanted: str | None = None, watched: bool = True) -> str:
    section = {"name": "packet/news", "url": SECTION, "kind": "page"} | ({"requisites": wanted} if wanted else {})
    told = {
        "archive": "archive",
        "identity": {"name": "Test", "contact": "https://packet.example/bot"},
        "fetch": {
            "delay": 0.01,
            "attempts": 1,
            "connect_to": {f"{host}:80": f"127.0.0.1:{server.port}" for host in (PAPER, CDN)},
            "allow_networks": ["127.0.0.0/8"],
        },
        "sections": [section] if watched else [],
    }
    place.mkdir(exist_ok=True)
    (place / "config.yaml").write_text(json.dumps(told))
    return str(place / "config.yaml")


def asked(server: Server) -> list[str]:
    return [f"http://{request.host}{request.path}" for request in server.log if request.path != "/robots.txt"]


def folded(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def rows(place: Path, query: str) -> list[tuple[object, ...]]:
    catalog = open_catalog(place / "archive" / "catalog.sqlite")
    with catalog.writing() as transaction:
        result = transaction.execute(text(query))
        found = [tuple(row) for row in result] if result.returns_rows else []
    catalog.close()
    return found


def test_images_are_archived_unless_nothing_is_said_and_a_missing_one_fails_nothing(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["crawl", "--config", configure(tmp_path, server)]) == 0
    assert [url for url in asked(server) if url not in (SECTION, *STORIES)] == [
        f"http://{PAPER}/lead{number}00.png?utm_source=a&v=%7E" for number in range(1, 5)
    ]
    said = folded(capsys)
    assert "pages 5 sections, feeds, sitemaps 1 new 4" in said
    assert "images, stylesheets and the like 4 missing 0" in said
    assert f"requisite http://{PAPER}/lead100.png" in said
    assert {record["lead_image"]["url"] for record in records(tmp_path / "archive")} <= set(asked(server))


def test_none_asks_for_pages_alone(tmp_path: Path, server: Server) -> None:
    assert cli.main(["crawl", "--config", configure(tmp_path, server, "none")]) == 0
    assert sorted(asked(server)) == sorted([SECTION, *STORIES])


def test_a_page_given_by_hand_brings_its_images(tmp_path: Path, server: Server) -> None:
    assert cli.main(["crawl", STORIES[0], "--config", configure(tmp_path, server, watched=False)]) == 0
    assert asked(server) == [STORIES[0], f"http://{PAPER}/lead100.png?utm_source=a&v=%7E"]


def test_a_whole_page_with_its_stylesheets_each_once_and_after_the_articles(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["crawl", "--config", configure(tmp_path, server, "page")]) == 0
    order = asked(server)
    assert set(order[:5]) == {SECTION, *STORIES}
    leads = {f"http://{PAPER}/lead{number}00.png?utm_source=a&v=%7E" for number in range(1, 5)}
    sheets = {f"http://{PAPER}/s{number}.css" for number in range(1, SHEETS + 2)}
    shown = {f"http://{PAPER}/b{number}.png" for number in range(1, SHEETS + 1)}
    others = {f"http://{PAPER}/{name}" for name in ("moved.png", "odd.png", "broken.png", "none.gif")}
    assert sorted(order[5:]) == sorted(leads | sheets | shown | others | {f"http://{CDN}/there.png"})
    said = folded(capsys)
    assert "new 4 changed 0 unchanged 0 rejected 0 failed 0" in said
    assert f"images, stylesheets and the like {len(leads | sheets | shown) + 2} missing 3" in said
    assert "http-404 1 http-503 1 robots 1 bytes" in said
    kinds = {capture.exchange.url: capture.visit for capture in captures(tmp_path / "archive") if capture.visit}
    style, deep = kinds[f"http://{PAPER}/s1.css"], kinds[f"http://{PAPER}/s3.css"]
    assert (style.target.kind, style.target.section, style.hops) == (Kind.REQUISITE, "packet/news", "E")
    assert style.target.found_on is not None
    assert style.target.found_on.url in STORIES
    assert (deep.hops, deep.via) == ("EEE", f"http://{PAPER}/s2.css")
    assert len(records(tmp_path / "archive")) == 4
    assert rows(tmp_path, "SELECT DISTINCT outcome FROM captures WHERE kind = 'requisite' ORDER BY 1") == [
        ("failed",),
        ("redirect",),
        ("rejected",),
        ("requisite",),
    ]
    assert cli.main(["status", "--config", str(tmp_path / "config.yaml")]) == 0
    assert re.search(r"│ packet/news │.*│ 4 │", folded(capsys))


def test_what_was_seen_within_a_day_is_not_asked_for_again(tmp_path: Path, paper: Paper, server: Server) -> None:
    file = configure(tmp_path, server)
    pictures = [f"http://{PAPER}/lead{number}00.png?utm_source=a&v=%7E" for number in (1, 2)]
    for edition, times in ((1, 1), (2, 1), (3, 2)):
        if edition == 3:
            early = "UPDATE targets SET last_at = '2026-01-01T00:00:00.000000Z' WHERE kind = 'requisite'"
            rows(tmp_path, early + " AND url LIKE '%lead1%'")
        paper.edition = edition
        assert cli.main(["crawl", *STORIES[:2], "--config", file]) == 0
        assert [asked(server).count(url) for url in pictures] == [times, 1]
    assert rows(tmp_path, "SELECT count(*) FROM targets WHERE due_at IS NOT NULL AND kind = 'requisite'") == [(0,)]


def test_one_that_failed_is_tried_again_later_like_an_article(tmp_path: Path, server: Server) -> None:
    assert cli.main(["crawl", "--config", configure(tmp_path, server, "page")]) == 0
    due = rows(tmp_path, "SELECT url, failures FROM targets WHERE due_at IS NOT NULL AND kind = 'requisite'")
    assert due == [(f"http://{PAPER}/broken.png", 1)]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_replay_judges_and_plans_the_same(tmp_path: Path, server: Server, workers: str) -> None:
    assert cli.main(["crawl", "--config", configure(tmp_path / "live", server, "page")]) == 0
    query = "SELECT url, section, last_outcome, depth FROM targets WHERE kind = 'requisite' AND last_at > '' ORDER BY 1"
    before = rows(tmp_path / "live", query)
    before = [row for row in before if row[2] != "failed" and "/private/" not in str(row[0])]
    configure(tmp_path / "anew", server, "page")
    shutil.copytree(tmp_path / "live" / "archive" / "warc", tmp_path / "anew" / "archive" / "warc")
    file = str(tmp_path / "anew" / "config.yaml")
    assert cli.main(["replay", str(tmp_path / "anew/archive/warc"), "--config", file, "--workers", workers]) == 0
    assert rows(tmp_path / "anew", query) == before
    assert len(before) > 15
    file = configure(tmp_path / "foreign", server, "page")
    assert cli.main(["replay", str(tmp_path / "live/archive/warc"), "--config", file, "--workers", workers]) == 0
    assert rows(tmp_path / "foreign", "SELECT url FROM targets WHERE due_at IS NOT NULL") == []


def test_a_next_page_that_failed_is_tried_again_though_the_section_leads_there_no_more(tmp_path: Path) -> None:
    """Where the section is not modified, nothing makes its next page due."""

    def respond(_: str, host: str, path: str) -> bytes | None:
        if path == "/news?page=2":
            return response(b"", status="503 Service Unavailable")
        links = f'<h3><a href="{STORIES[0]}">Packet number one came in</a></h3><a rel="next" href="/news?page=2">2</a>'
        return response(page(body=links, title="News").encode()) if path == "/news" else None

    with serving(Pages(respond)) as running:
        file = Path(configure(tmp_path, running))
        told = json.loads(file.read_text())
        told["sections"][0]["max_pages"] = 2
        file.write_text(json.dumps(told))
        assert cli.main(["crawl", "--config", str(file)]) == 1
    query = "SELECT url FROM targets WHERE kind = 'page' AND failures = 1 AND due_at IS NOT NULL"
    assert rows(tmp_path, query) == [(f"http://{PAPER}/news?page=2",)]
