"""A site that is redesigned between two crawls: an alert each, once, says what its articles lost."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper import app, cli
from scraper.app import alarms
from scraper.catalog import open_catalog
from scraper.catalog.looks import last_looks
from scraper.drift import find_drifts
from scraper.errors import CatalogError
from scraper.events import Event
from scraper.model import Kind, Target
from tests.flow.archives import captures
from tests.flow.background import Pages, response, serving

HOST = "pier-post.example"
WORDS = "The harbour master said on Monday that the old pier would be mended before the winter storms set in again. "


class Paper:
    """A section of articles; from `redesigned` on they have neither byline nor date, and hardly any text."""

    def __init__(self) -> None:
        self.published = 30
        self.redesigned = 30

    def respond(self, method: str, host: str, path: str) -> bytes | None:
        if path == "/news/":
            items = "".join(
                f'<article><h3><a href="/news/{n:05d}-the-pier-is-mended-again-number-{n}">'
                f"The pier is mended again, and this is number {n}</a></h3></article>"
                for n in range(self.published)
            )
            return response(f"<title>News</title><main>{items}</main>".encode())
        if path.startswith("/news/"):
            return response(self.article(int(path[6:11])).encode())
        return None

    def article(self, number: int) -> str:
        title = f"The pier is mended again, and this is number {number}"
        if number < self.redesigned:
            byline = f'<p class="byline">By Ada Quay</p><time datetime="2026-05-01T0{number % 10}:00:00Z">1 May</time>'
            text = "".join(f"<p>{WORDS * 2}{number}-{part}.</p>" for part in range(5))
        else:
            byline, text = "", f"<p>{WORDS}{number}.</p>"
        return (
            f'<html lang="en"><head><title>{title}</title><meta property="og:type" content="article"></head>'
            f"<body><article><h1>{title}</h1>{byline}{text}</article></body></html>"
        )


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[tuple[Paper, Path]]:
    paper = Paper()
    with serving(Pages(paper.respond)) as server:
        file = tmp_path / "config.yaml"
        file.write_text(
            "archive: archive\nidentity: {name: Test, contact: test@library.example}\n"
            f"fetch: {{delay: 0, per_host: 8, connect_to: {{'{HOST}:80': '127.0.0.1:{server.port}'}},"
            " allow_networks: [127.0.0.0/8]}\n"
            f"sections: [{{name: pier/news, url: 'http://{HOST}/news/', kind: page}}]\n"
        )
        yield paper, file


def test_a_redesign_that_breaks_extraction_is_told(
    paper: tuple[Paper, Path], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    site, file = paper
    with caplog.at_level(logging.WARNING, "scraper.app.alarms"):
        assert cli.main(["crawl", "--config", str(file)]) == 0
        assert caplog.messages == []
        site.published = 42
        assert cli.main(["crawl", "--config", str(file)]) == 0
    told = {message.partition(", where")[0] for message in caplog.messages}
    assert told == {
        "alert: drift: pier/news (authors): authors found on 0% of pages",
        "alert: drift: pier/news (published_at): published_at found on 0% of pages",
        "alert: drift: pier/news (body): bodies of 110 characters",
    }
    assert all(f"compare http://{HOST}/" in message for message in caplog.messages)
    capsys.readouterr()
    assert cli.main(["status", "--config", str(file)]) == 0
    assert capsys.readouterr().out.count("drift: pier/news: ") == 3
    assert cli.main(["alerts", "--json", "--config", str(file)]) == 0
    standing = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["aspect"] for one in standing} == {"authors", "published_at", "body"}
    there = {(at.location.file, at.location.offset): at.exchange.url for at in captures(file.parent / "archive")}
    for alert in standing:
        before, after = alert["evidence"]["captures"]
        assert int(before["url"][-2:]) < 30 <= int(after["url"][-2:])
        assert [there[each["file"], each["offset"]] for each in (before, after)] == [before["url"], after["url"]]
    caplog.clear()
    for site.redesigned, ends in ((30, 0), (100, 3)):  # told once, and once when the site is mended
        site.published += 15
        assert cli.main(["crawl", "--config", str(file)]) == 0
        assert len(caplog.messages) == ends
    assert all(message.startswith("alert healed: drift: pier/news (") for message in caplog.messages)


def test_the_looks_of_a_section_are_read_by_their_index(paper: tuple[Paper, Path]) -> None:
    _, file = paper
    assert cli.main(["crawl", "--config", str(file)]) == 0
    with app.reading(app.load_config(file)) as shelves, shelves.catalog.reading() as transaction:
        looks = last_looks(transaction, "pier/news")
        assert len(looks) == 30
        assert looks == sorted(looks, key=lambda look: look.fetched_at, reverse=True)
        assert all(look.has("authors") and look.has("published_at") and look.size > 1000 for look in looks)
        plan = transaction.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT url FROM captures WHERE section = 'pier/news' AND captures.kind = 'article'"
            " AND captures.outcome IN ('article', 'rejected') ORDER BY fetched_at DESC, id DESC LIMIT 500"
        )
        assert "captures_looks" in " ".join(row[-1] for row in plan)


def test_an_article_looked_at_again_and_again_is_one_article(paper: tuple[Paper, Path]) -> None:
    _, file = paper
    assert cli.main(["crawl", "--config", str(file)]) == 0
    catalog = open_catalog(file.parent / "archive" / "catalog.sqlite")
    with catalog.writing() as transaction:
        columns = [row[1] for row in transaction.exec_driver_sql("PRAGMA table_info(captures)")]
        for number in range(1, 13):  # twelve later captures of one article, which has no byline
            changed = {"id": f"id + {number}", "fetched_at": f"'2100-01-01T{number:02}:00:00.000000Z'"}
            values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
            one = "(SELECT min(capture_id) FROM articles)"
            transaction.exec_driver_sql(f"INSERT INTO captures SELECT {values} FROM captures WHERE id = {one}")
            transaction.exec_driver_sql(
                f"INSERT INTO articles SELECT capture_id + {number}, article_id, url, publisher, title, fetched_at,"
                f" day, place, fingerprint, line_digest, 0, 0, size, facets FROM articles WHERE capture_id = {one}"
            )
    with catalog.reading() as transaction:
        looks = last_looks(transaction, "pier/news")
    assert len({look.url for look in looks}) == len(looks) == 30
    assert [look.has("authors") for look in looks] == [False, *[True] * 29]
    assert find_drifts(looks) == []
    catalog.close()


def test_articles_that_are_taken_down_are_no_drift(paper: tuple[Paper, Path]) -> None:
    _, file = paper
    assert cli.main(["crawl", "--config", str(file)]) == 0
    catalog = open_catalog(file.parent / "archive" / "catalog.sqlite")
    with catalog.writing() as transaction:
        columns = [row[1] for row in transaction.exec_driver_sql("PRAGMA table_info(captures)")]
        gone = {"id": "id + 1", "fetched_at": "'2100-01-01T00:00:00.000000Z'", "outcome": "'rejected'"}
        values = ", ".join((gone | {"reason": "'http-410'"}).get(name, f'"{name}"') for name in columns)
        transaction.exec_driver_sql(
            f"INSERT INTO captures SELECT {values} FROM captures WHERE kind = 'article' AND outcome = 'article'"
        )
    with catalog.reading() as transaction:
        looks = last_looks(transaction, "pier/news")
    assert len(looks) == 30
    assert all(look.found is not None for look in looks)
    catalog.close()


def test_a_catalog_that_cannot_be_read_for_a_while_stops_nobody(
    paper: tuple[Paper, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site, file = paper
    for site.published in (30, 42):
        assert cli.main(["crawl", "--config", str(file)]) == 0
    caplog.clear()
    with app.reading(app.load_config(file)) as shelves:
        with shelves.catalog.writing() as transaction:
            transaction.exec_driver_sql("DELETE FROM alerts")
        watch = alarms.Watch(shelves.catalog, lambda: {"pier/news": f"http://{HOST}/news/"}, app.now)
        target = Target(f"http://{HOST}/news/1", "pier", Kind.ARTICLE, "pier/news")
        watch.see(Event(target, "new", None, None))
        with monkeypatch.context() as patched:
            patched.setattr(alarms, "last_looks", _fail)
            watch.tell()
        assert caplog.messages == []
        watch.tell()
    assert len(caplog.messages) == 3


def _fail(*_: object) -> None:
    raise CatalogError("catalog.sqlite: disk I/O error", passing=True)
