"""Weeks of a small site over loopback by a clock of the test's: healthy ones raise nothing, each fault is told once."""

import asyncio
import itertools
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper import app, cli, config, warc
from scraper.alerts import Alert, AlertKind, Host, Seen, meet
from scraper.app.alarms import Watch
from scraper.app.live import addresses_of
from scraper.app.settings import fetch_settings, writer_settings
from scraper.catalog import alerts, courses, open_catalog, outbox, targets
from scraper.catalog.targets import Scope
from scraper.config import Config
from scraper.crawl import Crawl, Ports
from scraper.fetch import Clock, Fetcher
from scraper.model import Kind
from scraper.notices import Occasion, Wish
from scraper.pipeline import Pipeline
from tests.flow.archives import captures
from tests.flow.background import Pages, response, serving
from tests.flow.daemon_api import running
from tests.unit.page import page, prose

START = datetime(2026, 3, 2, tzinfo=UTC)
STEP = 3  # hours between two polls
SHOWN = 24  # articles of a list: more than appear while one is frozen, so that none overflows
BROKEN, MENDED = 15 * 24, 19 * 24  # hours after START
FEED = '<rss version="2.0"><channel><title>Feed</title>{}</channel></rss>'


@dataclass(slots=True)
class Gazette:
    """Four sections, each with a new article every six hours or so; `broken` names what is wrong with which."""

    hour: int = 0
    broken: set[str] = field(default_factory=set)
    frozen: dict[str, int] = field(default_factory=dict)

    def respond(self, _: str, host: str, path: str) -> bytes | None:
        if path == "/robots.txt":
            return None
        if host == "guarded.example" and "guarded" in self.broken:
            return response(b"<title>Access denied</title><p>Access denied.</p>", status="403 Forbidden")
        name = path.split("/")[1]
        if path.count("/") > 2 or name not in ("news", "wire", "feed", "city", "copy"):
            return response(page(title=f"The pier is mended again, {path[-8:]}", body=prose() + path).encode())
        return self.listing("news" if name == "copy" else name)

    def listing(self, name: str) -> bytes:
        out = self.frozen.get(name, self.hour) // 6 + SHOWN
        numbers = range(out, out - SHOWN, -1)
        named = [
            (f"/{name}/a/{n:05d}-the-pier-is-mended-again-for-the-winter", f"The pier is mended, {n}") for n in numbers
        ]
        if name == "feed":
            items = "".join(
                f"<item><title>{words}</title><link>http://open.example{to}</link></item>" for to, words in named
            )
            return response(FEED.format(items).encode(), "application/rss+xml")
        style = "tile" if name == "news" and "selector" in self.broken else "card"
        items = "".join(f'<h3 class="{style}"><a href="{to}">{words}</a></h3>' for to, words in named)
        return response(f"<title>{name}</title><main>{items}</main><p>{self.hour} visitors</p>".encode())


@dataclass(slots=True)
class Time:
    hour: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(hours=self.hour)

    async def sleep(self, seconds: float) -> None:
        self.hour += seconds / 3_600
        await asyncio.sleep(0)

    def clock(self) -> Clock:
        return Clock(self.now, lambda: self.hour * 3_600, self.sleep, lambda: 0.5)


@dataclass(frozen=True, slots=True)
class Desk:
    """What polls all sections, as the daemon does, and looks for what is wrong."""

    site: Gazette
    time: Time
    poll: Callable[[], Awaitable[None]]

    async def until(self, hour: int) -> None:
        while self.time.hour < hour:
            self.site.hour = int(self.time.hour)
            at = self.time.hour
            await self.poll()
            self.time.hour = at + STEP


@asynccontextmanager
async def watching(settings: Config, site: Gazette, time: Time) -> AsyncIterator[Desk]:
    """The daemon's parts by the clock of a test."""
    ids = itertools.count()
    with app.open_archive(settings) as world:
        catalog = world.shelves.catalog
        name = f"urn:uuid:{round(time.hour):08}-0000-4000-8000-"
        writer = warc.Writer(writer_settings(settings), now=time.now, new_id=lambda: f"{name}{next(ids):012}")
        pipeline = Pipeline(writer, world.shelves, world.rules, time.now)
        fetcher = Fetcher(fetch_settings(settings), pipeline.archive, clock=time.clock())
        watch = Watch(catalog, lambda: addresses_of(settings), time.now)
        ports = Ports(fetcher.fetch, pipeline, catalog, time.now, watch.see, world.owner)
        asked, scope = app.resolve(settings, [])

        async def poll() -> None:
            with catalog.writing() as transaction:
                targets.make_due(transaction, asked, time.now())
            await Crawl(ports, Scope(scope.sections), forever=False).run()
            watch.tell()
            watch.compare()

        try:
            yield Desk(site, time, poll)
        finally:
            await fetcher.close()
            await pipeline.close()


@contextmanager
def gazette(folder: Path, *sections: str) -> Iterator[tuple[Gazette, Config, Path]]:
    """The site, and a configuration that watches these of its sections."""
    site, file = Gazette(), folder / "config.yaml"
    with serving(Pages(site.respond)) as server:
        there = f"'127.0.0.1:{server.port}'"
        lines = [
            "archive: archive",
            "identity: {name: Test, contact: test@library.example}",
            "watch: []",
            f"fetch: {{delay: 0, connect_to: {{'open.example:80': {there}, 'guarded.example:80': {there}}},"
            " allow_networks: [127.0.0.0/8]}",
            "sections:",
        ]
        for name in sections:
            host = "guarded.example" if name == "city" else "open.example"
            rule = ", kind: feed" if name == "feed" else ", kind: page, links: h3.card a"
            lines.append(f"  - {{name: gazette/{name}, url: 'http://{host}/{name}/'{rule}, every: 3h}}")
        file.write_text("\n".join(lines))
        yield site, config.load(file), file


def test_each_fault_is_told_once_with_its_evidence_and_once_when_it_heals(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    time = Time()
    caplog.set_level(logging.WARNING, "scraper.app.alarms")

    async def first(settings: Config, site: Gazette) -> None:
        async with watching(settings, site, time) as desk:
            await desk.until(BROKEN)
            assert caplog.messages == []  # two healthy weeks
            site.broken = {"selector", "guarded"}
            site.frozen = {"wire": BROKEN, "feed": BROKEN}
            await desk.until(MENDED - 24)

    async def second(settings: Config, site: Gazette) -> None:
        """After a restart, amid the faults."""
        async with watching(settings, site, time) as desk:
            await desk.until(MENDED)
            assert len(caplog.messages) == 4
            site.broken, site.frozen = set(), {}
            await desk.until(MENDED + 24)

    with gazette(tmp_path, "news", "wire", "feed", "city") as (site, settings, file):
        asyncio.run(first(settings, site))
        raised = {message.split(": ")[1]: message for message in caplog.messages}
        assert len(caplog.messages) == len(raised) == 4
        assert raised["selector"].startswith("alert: selector: gazette/news: lists nothing at 3 looks over")
        assert "h3.card a" in raised["selector"]
        assert raised["silent"].startswith("alert: silent: gazette/wire: nothing new for")
        assert raised["unchanging"].startswith("alert: unchanging: gazette/feed: the same document for")
        assert raised["challenged"].startswith(
            "alert: challenged: guarded.example: the last 10 captures of section pages"
        )

        assert cli.main(["alerts", "--config", str(file), "--json"]) == 0
        told = {one["kind"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
        assert told.keys() == raised.keys()
        check_evidence(settings.archive, told)
        asyncio.run(look_at_metrics(settings))
        assert cli.main(["status", "--config", str(file)]) == 0
        assert "selector: gazette/news: lists nothing" in capsys.readouterr().out

        asyncio.run(second(settings, site))
        assert len(caplog.messages) == 8
        healed = sorted(message.split(": ")[1] for message in caplog.messages[4:])
        assert healed == sorted(raised)
        assert all(message.startswith("alert healed: ") for message in caplog.messages[4:])
        assert cli.main(["alerts", "--config", str(file)]) == 0
        assert "Nothing is wrong" in capsys.readouterr().out
        assert cli.main(["alerts", "--all", "--config", str(file)]) == 0
        shown = capsys.readouterr().out
        assert shown.count("; healed 2026-03-21") == 4
        assert shown.count(" at byte ") == 9


def check_evidence(archive: Path, told: dict[str, dict[str, Any]]) -> None:
    """Each capture that is named lies where it is said to, and shows what is said of it."""
    there = {(one.location.file, one.location.offset): one.exchange for one in captures(archive)}
    shown = {}
    for kind, one in told.items():
        places = one["evidence"]["captures"]
        shown[kind] = [there[place["file"], place["offset"]] for place in places]
        assert [(each.url, each.status) for each in shown[kind]] == [
            (place["url"], place["status"]) for place in places
        ]
    good, first, last = shown["selector"]
    assert b"card" in good.response
    assert b"tile" in first.response
    assert b"tile" in last.response
    assert told["selector"]["evidence"]["usual"]["links"] == SHOWN
    assert [place.get("links") for place in told["selector"]["evidence"]["captures"]] == [SHOWN, None, 0]
    assert {each.status for each in shown["challenged"]} == {403}
    assert told["challenged"]["evidence"]["usual"]["good"]["url"].startswith("http://guarded.example/city/a/")
    first, last = shown["unchanging"]
    assert first.response == last.response
    now = told["unchanging"]["evidence"]["now"]
    assert now["answers"] == {"same": now["hours"] / STEP}
    assert told["silent"]["evidence"]["now"]["answers"].keys() == {"listing"}
    assert told["silent"]["evidence"]["usual"]["longest_hours"] == 6


async def look_at_metrics(settings: Config) -> None:
    async with running(settings) as daemon:
        text = (await daemon.client.get("/metrics")).text
    assert 'news_scraper_alerts{kind="silent"} 1.0' in text
    assert 'news_scraper_alerts{kind="duplicate"} 0.0' in text


def test_sections_that_lead_to_the_same_articles_are_pointed_out_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    time = Time()

    async def work(settings: Config, site: Gazette) -> None:
        async with watching(settings, site, time) as desk:
            await desk.until(5 * 24)
        catalog = open_catalog(settings.archive / "catalog.sqlite")
        watch = Watch(catalog, lambda: {"gazette/news": "http://open.example/news/"}, time.now)
        watch.compare()
        watch.announce()
        catalog.close()

    with gazette(tmp_path, "news", "copy", "wire") as (site, settings, _):
        asyncio.run(work(settings, site))
    first, second = caplog.messages
    assert first.startswith("alert: duplicate: gazette/copy (gazette/news): leads to the same articles as gazette/news")
    assert second.startswith("alert healed: duplicate: gazette/copy")  # it is not configured any more


def test_a_host_that_nobody_asks_any_more_is_let_go(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    time, host = Time(), Host()
    for minute in range(0, 100, 10):
        at = START + timedelta(minutes=minute)
        host = meet(host, Seen("http://guarded.example/", at, "a.warc.gz", minute, 403), Kind.PAGE, good=False)
    with gazette(tmp_path, "news") as (_, settings, _), app.open_archive(settings) as archive:
        watch = Watch(archive.shelves.catalog, lambda: addresses_of(settings), time.now)
        with archive.shelves.catalog.writing() as transaction:
            courses.keep_hosts(transaction, {"guarded.example": host})
        for time.hour in (2, 13 * 24, 15 * 24, 15 * 24 + 1):
            watch.compare()
            watch.tell()
    assert [message.split(": ")[:3] for message in caplog.messages] == [
        ["alert", "challenged", "guarded.example"],
        ["alert healed", "challenged", "guarded.example"],
    ]


def test_what_others_raise_is_told_in_the_same_way_and_to_hooks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with gazette(tmp_path, "news") as (_, settings, _), app.open_archive(settings) as archive:
        catalog = archive.shelves.catalog
        watch = Watch(catalog, lambda: addresses_of(settings), app.now)
        kind = AlertKind.OVERFLOW
        with catalog.writing() as transaction:
            outbox.enlist(transaction, [Wish("desk", frozenset({Occasion.ALERT}))], app.now())
        with catalog.writing() as transaction:
            alerts.raise_alert(transaction, Alert(kind, "gazette/news", START, "all 20 items are new"))
        watch.announce()
        watch.announce()
        watch.see_all()
        watch.tell()
        watch.compare()
        with catalog.writing() as transaction:
            alerts.heal(transaction, kind, "gazette/news", START + timedelta(hours=1))
        watch.announce()
        watch.announce()
        with catalog.reading() as transaction:
            heard = [json.loads(entry.body) for entry in outbox.due(transaction, "desk", app.now(), 10)]
    assert [(one["type"], one["data"]["kind"], one["data"]["section"]) for one in heard] == [
        ("alert.raised", "overflow", "gazette/news"),
        ("alert.healed", "overflow", "gazette/news"),
    ]
    assert [message.partition(" UTC")[0] for message in caplog.messages] == [
        "alert: overflow: gazette/news: all 20 items are new",
        "alert healed: overflow: gazette/news: it was raised at 2026-03-02 00:00",
    ]
