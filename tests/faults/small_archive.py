"""A small archive with something of everything, made in a moment by the writer and the ingest, without a network."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper import app, config, decode
from scraper.app.verify import VerifyJob, check
from scraper.config import Config
from scraper.ingest import Source, store
from scraper.judging import judge_safely
from scraper.model import Capture, Exchange, FoundOn, Kind, Target, Visit
from scraper.verify import Evidence, Finding
from scraper.warc import Original, Writer, WriterSettings, payload_labels
from tests.unit.page import page, prose
from tests.unit.warc_files import count_ids

START = datetime(2024, 3, 5, 19, 0, 0, 123456, tzinfo=UTC)
SECTION = "https://www.harbour.example/news/"


def settings_for(archive: Path) -> Config:
    text = f"archive: {archive}\nidentity: {{name: Test, contact: desk@desk.example}}\n"
    return config.parse(text, archive.parent / "config.yaml")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a URL was answered with, an hour after the answer before; `original` counts answers from 0."""

    url: str
    kind: Kind
    body: bytes = b""
    status: str = "200 OK"
    chunked: bool = False
    original: int | None = None


def _story(number: int, title: str) -> tuple[str, bytes]:
    url = f"https://www.harbour.example/news/2024/03/05/{title.lower().replace(' ', '-')}-{number}"
    return url, page(title=title, body=prose()).encode()


def _answers() -> Iterator[_Answer]:
    ferry, gates = _story(1, "Ferry sails early"), _story(2, "Gates lifted out")
    whale, tide = _story(3, "Whale seen off the pier"), _story(4, "Tide table was wrong")
    links = "".join(f'<article><h2><a href="{url}">A story to read</a></h2></article>' for url, _ in (ferry, gates))
    yield _Answer("https://www.harbour.example/robots.txt", Kind.ROBOTS, b"User-agent: *\nDisallow:\n")
    yield _Answer(SECTION, Kind.PAGE, f"<html><body>{links}</body></html>".encode())
    yield _Answer(ferry[0], Kind.ARTICLE, ferry[1])
    yield _Answer(gates[0], Kind.ARTICLE, gates[1], chunked=True)
    yield _Answer(whale[0], Kind.ARTICLE, whale[1])
    yield _Answer("https://www.harbour.example/gone", Kind.ARTICLE, b"<p>nothing here</p>", "404 Not Found")
    yield _Answer(ferry[0], Kind.ARTICLE, ferry[1], original=2)
    yield _Answer(gates[0], Kind.ARTICLE, gates[1], original=3, chunked=True)
    yield _Answer(ferry[0], Kind.ARTICLE, status="304 Not Modified", original=2)
    yield _Answer(ferry[0], Kind.ARTICLE, ferry[1].replace(b"Monday", b"Friday"))
    yield _Answer(tide[0].replace("www.harbour", "www.lagoon"), Kind.ARTICLE, tide[1])


def _exchange(answer: _Answer, at: datetime) -> Exchange:
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(answer.body), answer.body) if answer.chunked else answer.body
    length = "Transfer-Encoding: chunked" if answer.chunked else f"Content-Length: {len(body)}"
    head = f'HTTP/1.1 {answer.status}\r\nContent-Type: text/html; charset=utf-8\r\nETag: "a"\r\n{length}\r\n\r\n'
    request = f"GET {answer.url} HTTP/1.1\r\nHost: www.harbour.example\r\n\r\n".encode()
    return decode.exchange(answer.url, at, request, head.encode() + body, remote_ip="192.0.2.7", protocol=("http/1.1",))


def make_archive(folder: Path, *, max_bytes: int = 9_000, close: bool = True) -> Config:
    """An archive over several WARC files, two publishers and two days. Without `close` the last file stays open."""
    settings = settings_for(folder)
    with app.open_archive(settings) as world:
        about = {
            "software": "news-scraper/0.1.0",
            "user_agent": "test",
            "operator": "Test",
            "contact": "desk@d.example",
        }
        kept = WriterSettings(world.shelves.warcs, **about, max_bytes=max_bytes)  # type: ignore[arg-type]
        clock = [START]
        writer = Writer(kept, now=lambda: clock[0], new_id=count_ids())
        captures: list[Capture] = []
        for answer in _answers():
            clock[0] += timedelta(hours=1)
            publisher = "lagoon" if "lagoon" in answer.url else "harbour"
            found = FoundOn(SECTION, captures[1].record_id) if answer.kind is Kind.ARTICLE else None
            visit = Visit(Target(answer.url, publisher, answer.kind, f"{publisher}/news", found), seconds=0.25)
            original = _original(captures[answer.original]) if answer.original is not None else None
            captures.append(writer.append(_exchange(answer, clock[0]), visit, original))
        writer.sync()
        verdicts = [judge_safely(capture, world.rules) for capture in captures]
        store(world.shelves, verdicts, world.rules, clock[0], Source(world.shelves.warcs, gapless=True))
        if close:
            writer.close()
        else:
            assert writer._file is not None
            os.close(writer._file.descriptor)  # as when the process dies
    return settings


def _original(capture: Capture) -> Original:
    exchange = capture.exchange
    return Original(capture.record_id, exchange.url, exchange.fetched_at, payload_labels(exchange)[1])


def verify(settings: Config, *paths: Path) -> tuple[list[Finding], Evidence]:
    """What `scraper verify` finds, on one process."""
    evidence = Evidence()
    return list(check(None if paths else settings, VerifyJob(paths, 1), evidence)), evidence
