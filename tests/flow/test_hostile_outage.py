"""Hosts that go down, a network that goes away, clocks that jump: what it costs meanwhile, and that nothing is lost."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from scraper import app, warc
from scraper.app.settings import fetch_settings, writer_settings
from scraper.catalog import open_catalog, targets
from scraper.catalog.targets import Scope
from scraper.crawl import Crawl, Ports
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.errors import Unreachable
from scraper.events import Event
from scraper.fetch import Clock, Fetcher, State
from scraper.fetch.transport import Transport
from scraper.model import Capture, FoundOn, Kind, Target
from scraper.pipeline import Pipeline
from tests.flow import hostile
from tests.flow.test_crawl_odd import Silent

FASTER = 1_200.0  # an hour of theirs in three seconds of ours
MINUTE = 60.0
SECTION = FoundOn("http://section.example/", "urn:uuid:00000000-0000-0000-0000-000000000000")


class Compressed:
    """Time that runs faster. `jump` moves the wall clock alone."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.jump = timedelta()

    def seconds(self) -> float:
        return (time.monotonic() - self._began) * FASTER

    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self.seconds()) + self.jump

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / FASTER)


@dataclass(slots=True)
class Cable:
    """What lies between us and the hosts: those in `cut` cannot be reached, or none where all of it is cut."""

    cut: set[str] = field(default_factory=set)
    all_cut: bool = False
    tried: list[tuple[float, str, str]] = field(default_factory=list)  # seconds, host and path of every attempt

    def attempts(self, host: str) -> int:
        return sum(one == host for _, one, _ in self.tried)


@dataclass(slots=True)
class Scene:
    cable: Cable
    clock: Compressed
    crawl: Crawl
    fetcher: Fetcher
    world: app.World
    events: list[Event]

    async def pass_time(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let the daemon go on for so long by its clock, or until something is so."""
        end = self.clock.seconds() + seconds
        while self.clock.seconds() < end and not until():
            self.crawl.wake()  # it counts the seconds to its next work by a clock that is slower than its own
            await asyncio.sleep(0.01)

    def rows(self) -> list[tuple[str, int, str | None]]:
        with self.world.shelves.catalog.reading() as transaction:
            query = text("SELECT url, failures, last_outcome FROM targets WHERE depth = 7")
            return [(row.url, row.failures, row.last_outcome) for row in transaction.execute(query)]

    def archived(self) -> int:
        return sum(outcome == "article" for _, _, outcome in self.rows())


@asynccontextmanager
async def running(folder: Path, wanted: list[str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """A daemon in compressed time with these pages due, and a cable to cut."""
    clock, cable, events = Compressed(), Cable(), list[Event]()

    class Cabled(Transport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            cable.tried.append((clock.seconds(), request.url.host, request.url.path))
            if cable.all_cut or request.url.host in cable.cut:
                raise Unreachable(f"{request.url}: Network is unreachable", "connect")
            return await super().handle_async_request(request)

    monkeypatch.setattr("scraper.fetch.asker.Transport", Cabled)
    async with hostile.serve({}) as server:
        settings = settings_for(Site(), server.port, folder / "archive")
        plain = {"connect_to": {":": f"127.0.0.1:{server.port}"}, "delay": 0.0, "concurrency": 32}
        settings = settings.model_copy(update={"fetch": settings.fetch.model_copy(update=plain), "sections": ()})
        with app.open_archive(settings) as world:
            with world.shelves.catalog.writing() as transaction:
                found = [Target(url, "p", Kind.ARTICLE, "p/s", SECTION, 7) for url in wanted]
                targets.add(transaction, found, clock.now(), clock.now())
            numbers = iter(range(10**9))
            writer = warc.Writer(
                writer_settings(settings), now=clock.now, new_id=lambda: f"urn:uuid:{next(numbers):032d}"
            )
            pipeline = Pipeline(writer, world.shelves, world.rules, clock.now, patient=True)
            fetcher = Fetcher(
                fetch_settings(settings), pipeline.archive, clock=Clock(clock.now, clock.seconds, clock.sleep)
            )
            ports = Ports(
                fetcher.fetch, pipeline, world.shelves.catalog, clock.now, events.append, world.owner, concurrency=32
            )
            crawl = Crawl(ports, Scope(), forever=True)
            work = asyncio.create_task(crawl.run())
            try:
                yield Scene(cable, clock, crawl, fetcher, world, events)
            finally:
                crawl.stop()
                await work
                await fetcher.close()
                await pipeline.close()


def play(go: Awaitable[None]) -> None:
    async def main() -> None:
        async with asyncio.timeout(50):
            await go

    asyncio.run(main())


def test_a_host_that_is_down_costs_a_probe_a_step_and_no_target_pays_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "scraper.fetch")
    pages = [f"http://down.example/{number}" for number in range(200)]

    async def go() -> None:
        async with running(tmp_path, [*pages, "http://up.example/a"], monkeypatch) as scene:
            scene.cable.cut.add("down.example")
            await scene.pass_time(60 * MINUTE)
            # three attempts, then a probe after 30, 60, 120, 240, 480, 900, 900 s
            assert 4 <= scene.cable.attempts("down.example") <= 3 + 9
            assert scene.archived() == 1  # the other host's
            assert {failures for _, failures, _ in scene.rows()} == {0}
            [down] = [each for each in scene.fetcher.hosts() if each.host == "down.example"]
            assert down.state in (State.DOWN, State.PROBING)
            assert down.failures >= 4
            assert down.reopens_at is not None
            assert down.reopens_at - scene.clock.now() <= timedelta(minutes=15)
            assert "Network is unreachable" in (down.error or "")
            scene.cable.cut.clear()
            await scene.pass_time(600 * MINUTE, lambda: scene.archived() == 201)
            assert scene.archived() == 201
            assert [each.state for each in scene.fetcher.hosts()] == [State.UP, State.UP]

    play(go())
    said = [record.getMessage() for record in caplog.records if record.name == "scraper.fetch.gate"]
    assert [line.partition(":")[0] for line in said] == ["host down", "host up again"]


def test_a_network_that_is_gone_for_an_hour_loses_nothing_and_ends_in_no_storm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = [f"host{number}.example" for number in range(60)]
    pages = [f"http://{host}/{number}" for host in hosts for number in range(3)]

    async def go() -> None:
        async with running(tmp_path, pages, monkeypatch) as scene:
            scene.cable.all_cut = True
            await scene.pass_time(60 * MINUTE)
            assert max(Counter(host for _, host, _ in scene.cable.tried).values()) <= 3 + 9
            assert {failures for _, failures, _ in scene.rows()} == {0}
            # Each host comes back at a time of its own: never most of them within a tenth of the longest wait.
            planned = [each.reopens_at for each in scene.fetcher.hosts() if each.reopens_at is not None]
            assert len(planned) > len(hosts) / 2
            assert max(sum(at <= one < at + timedelta(seconds=90) for one in planned) for at in planned) < 0.8 * len(
                hosts
            )
            healed = scene.clock.seconds()
            scene.cable.all_cut = False
            await scene.pass_time(600 * MINUTE, lambda: scene.archived() == len(pages))
            assert scene.archived() == len(pages)
            after = [(at, host, path) for at, host, path in scene.cable.tried if at > healed]
            assert Counter(host for _, host, path in after if path == "/robots.txt") == dict.fromkeys(hosts, 1)

    play(go())


def test_a_wall_clock_that_jumps_an_hour_back_and_forth_changes_no_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [f"http://down.example/{number}" for number in range(5)]

    async def go() -> None:
        async with running(tmp_path, pages, monkeypatch) as scene:
            scene.cable.cut.add("down.example")
            await scene.pass_time(5 * MINUTE)
            before = scene.cable.attempts("down.example")
            assert before <= 3 + 4
            for hours in (1, -1, 0):
                scene.clock.jump = timedelta(hours=hours)
                await scene.pass_time(MINUTE)
            assert scene.cable.attempts("down.example") <= before + 2
            scene.cable.cut.clear()
            await scene.pass_time(600 * MINUTE, lambda: scene.archived() == 5)
            assert scene.archived() == 5

    play(go())


def test_a_loop_that_stood_still_for_an_hour_visits_nothing_twice(tmp_path: Path) -> None:
    """Its leases have run out by then, though it is still at them."""
    jump, answered, asked = [timedelta()], asyncio.Event(), list[str]()

    def now() -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC) + jump[0]

    async def fetch(target: Target) -> Capture:
        asked.append(target.url)
        await answered.wait()
        raise Unreachable(f"{target.url}: no whole answer in time", "timeout")

    async def go() -> None:
        catalog, told = open_catalog(tmp_path / "c.sqlite"), list[Event]()
        wanted = [Target(f"http://{name}.example/", "p", Kind.ARTICLE, "p/s", SECTION) for name in ("a", "b")]
        with catalog.writing() as transaction:
            targets.add(transaction, wanted, now(), now())
        crawl = Crawl(Ports(fetch, Ready(), catalog, now, told.append, "me"), Scope(), forever=True)  # type: ignore[arg-type]
        work = asyncio.create_task(crawl.run())
        while len(asked) < 2:
            await asyncio.sleep(0)
        jump[0] = timedelta(hours=1)
        with catalog.writing() as transaction:
            targets.add(transaction, [Target("http://c.example/", "p", Kind.ARTICLE, "p/s", SECTION)], now(), now())
        crawl.wake()
        while len(asked) < 3:
            await asyncio.sleep(0)
        assert sorted(asked) == ["http://a.example/", "http://b.example/", "http://c.example/"]
        answered.set()
        while len(told) < 3:
            await asyncio.sleep(0)
        crawl.stop()
        await work
        catalog.close()

    play(go())


@pytest.mark.parametrize("reason", ["host_down", "host_busy", "robots"])
@pytest.mark.parametrize("forever", [True, False])
def test_what_a_host_kept_from_us_is_planned_for_when_it_may_be_asked(
    tmp_path: Path, reason: str, forever: bool
) -> None:
    """A section and what it led to. A crawl that ends leaves the section to whoever asks for it again."""
    now = datetime(2026, 3, 1, tzinfo=UTC)

    async def fetch(target: Target) -> Capture:
        raise Unreachable(f"{target.url}: not now", reason, 600.0)

    async def go() -> None:
        catalog, told = open_catalog(tmp_path / "c.sqlite"), list[Event]()
        section = Target("http://a.example/", "p", Kind.PAGE, "p/s")
        with catalog.writing() as transaction:
            targets.make_due(transaction, [section], now)
            targets.add(transaction, [Target("http://a.example/1", "p", Kind.ARTICLE, "p/s", SECTION)], now, now)

        def listen(event: Event) -> None:
            told.append(event)
            if len(told) == 2:
                crawl.stop()

        crawl = Crawl(Ports(fetch, Ready(), catalog, lambda: now, listen, "me"), Scope(), forever=forever)  # type: ignore[arg-type]
        await crawl.run()
        with catalog.reading() as transaction:
            query = text("SELECT due_at, failures, last_at, last_error, lease_owner FROM targets ORDER BY url")
            first, second = transaction.execute(query).all()
            noted = transaction.execute(text("SELECT url, reason, detail FROM failures")).all()
        catalog.close()
        for row in (first, second):
            assert tuple(row)[1:] == (0, None, None, None)
        assert (first.due_at is not None) == forever
        for row in (first, second) if forever else (second,):
            assert now + timedelta(seconds=600) <= datetime.fromisoformat(row.due_at) <= now + timedelta(seconds=900)
        assert [tuple(row) for row in noted] == [("http://a.example/", reason, "http://a.example/: not now")]
        assert {(event.outcome, event.reason) for event in told} == {("failed", reason)}

    play(go())


class Ready(Silent):
    """A pipeline that nothing reaches and that is ready for it."""

    async def ready(self) -> None:
        pass
