"""A story that is looked at again and again: archived by the writer and the ingest, by a clock of its own, no network.

HOST, SECTION, STORY, START             the site, the section that lists the story, the story, and the first look at it
configure                               a folder -> a configuration with an archive of its own there
story                                   the story's page, as its words are edited
archive                                 looks and what they were answered with -> when the next look is planned
replay                                  an archive's WARC files -> a fresh archive of them
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper import app, config, decode
from scraper.catalog import targets
from scraper.config import Config
from scraper.ingest import Shelves, Source, store
from scraper.judging import judge_safely
from scraper.model import Exchange, FoundOn, Kind, Target, Visit
from scraper.warc import Damage, Writer, WriterSettings
from scraper.workers import Selection
from tests.unit.page import page

START = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
HOST = "https://www.harbour.example"
SECTION = "harbour/news"
STORY = f"{HOST}/news/gates-lifted-out-41"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look so many minutes after START was answered with; where it was sent onward, what came from there."""

    minutes: float
    body: str
    status: str = "200 OK"
    url: str = STORY
    onward: str | None = None

    @property
    def asked_at(self) -> datetime:
        """When the look began; what came in the end was asked for a second later, whether it was redirected or not."""
        return START + timedelta(minutes=self.minutes)

    @property
    def answered_at(self) -> datetime:
        return self.asked_at + timedelta(seconds=1)


def configure(folder: Path, more: str = "") -> Config:
    """A configuration file in `folder`, made where there is none, with `more` lines in it; the archive lies beside."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.yaml"
    path.write_text(f"archive: archive\nidentity: {{name: Test, contact: desk@desk.example}}\n{more}")
    return config.load(path)


def story(title: str = "Gates lifted out", body: str | None = None, before: str = "") -> str:
    """The story's page; `body` is its paragraphs, five of prose unless given, and `before` stands above them."""
    return page(title=title, body=body, before=before)


def archive(settings: Config, *answers: Answer, news: bool = False) -> list[datetime | None]:
    """Put answers, in the order of time, into a WARC file of their own, and ingest each before the next is asked for.

    Returns when what was looked at is due again, as planned after each answer; None where nobody looks again. `news`:
    hooks are told, as of what was fetched just now.
    """
    with app.open_archive(settings) as world:
        shelves, due = world.shelves, list[datetime | None]()
        writer = _writer(shelves.warcs, answers[0].asked_at)
        for answer in answers:
            target = Target(answer.url, "harbour", Kind.ARTICLE, SECTION, FoundOn(f"{HOST}/news/", "urn:uuid:1"))
            captures = [writer.append(exchange, Visit(target)) for exchange in _exchanges(answer)]
            writer.sync()
            verdicts = [judge_safely(capture, world.rules) for capture in captures]
            source = Source(shelves.warcs, gapless=True, news=news)
            store(shelves, verdicts, world.rules, answer.answered_at, source)
            due.append(_due(shelves, answer.url))
        writer.close()
    return due


def replay(settings: Config, folder: Path) -> Config:
    """Replay an archive's WARC files into a fresh archive in `folder`; returns the configuration of that."""
    fresh = configure(folder)
    job = app.ReplayJob((settings.archive / "warc",), Selection(), 1)
    for result in app.replay_into(fresh, job, lambda _: None):
        assert not isinstance(result, Damage), result
    return fresh


def _writer(folder: Path, began: datetime) -> Writer:
    """A writer of one file, however long the looks go on; names and ids tell the files of an archive apart."""
    number = len(list(folder.glob("*.warc.gz")))
    ids = (f"urn:uuid:00000000-0000-4000-8000-{number:04}{each:08}" for each in itertools.count())
    about = WriterSettings(folder, "news-scraper/0.1.0", "test", "Test", "desk@desk.example", prefix=f"part{number}")
    return Writer(about, now=lambda: began, new_id=lambda: next(ids))


def _exchanges(answer: Answer) -> Iterator[Exchange]:
    if answer.onward:
        yield _exchange(answer.url, answer.asked_at, "301 Moved", "", f"Location: {answer.onward}\r\n")
    yield _exchange(answer.onward or answer.url, answer.answered_at, answer.status, answer.body)


def _exchange(url: str, at: datetime, status: str, body: str, more: str = "") -> Exchange:
    content = body.encode()
    lines = f"Content-Type: text/html; charset=utf-8\r\n{more}Content-Length: {len(content)}\r\n"
    response = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content
    return decode.exchange(url, at, f"GET {url} HTTP/1.1\r\n\r\n".encode(), response)


def _due(shelves: Shelves, url: str) -> datetime | None:
    with shelves.catalog.reading() as transaction:
        return targets.next_due(transaction, targets.Scope(frozenset(), frozenset({url})))
