"""A crawl where things are not as they should be: dead ends, WARCs moved away, a catalog that fails."""

import asyncio
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal, cast

import pytest
from sqlalchemy import text

from scraper import app, cli, config, daemon
from scraper.cadence import Every
from scraper.catalog import open_catalog, targets
from scraper.crawl import Crawl, Ports
from scraper.demo.run import settings_for
from scraper.demo.server import Server
from scraper.demo.site import Site
from scraper.errors import ArchiveError, CatalogError
from scraper.fetch import Fetcher
from scraper.model import Capture, Kind, Target
from scraper.pipeline import Pipeline
from tests.flow.archives import captures, ignore
from tests.flow.background import Pages, response, serving


def respond(_: str, host: str, path: str) -> bytes | None:
    match path:
        case "/robots.txt":
            return response(b"User-agent: *\nAllow: /\n", "text/plain")
        case "/mail":
            return b"HTTP/1.1 302 Found\r\nLocation: mailto:desk@gazette.example\r\nContent-Length: 0\r\n\r\n"
        case _:
            return None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(Pages(respond)) as running:
        yield running


@pytest.fixture
def file(server: Server, tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(config.dump(settings_for(Site(), server.port, tmp_path / "archive")))
    return path


HOST = Site().hosts[0]


def test_a_redirect_that_cannot_be_followed_is_a_failure_and_done_with(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["crawl", f"http://{HOST}/mail", "--config", str(file)]) == 1
    assert re.search(r"failed 1 redirect 1", " ".join(capsys.readouterr().out.split()))
    catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
    with catalog.reading() as transaction:
        [row] = transaction.execute(text("SELECT last_outcome, due_at, lease_owner FROM targets")).all()
    catalog.close()
    assert tuple(row) == ("failed", None, None)


def test_a_robots_txt_whose_warc_was_moved_away_is_asked_for_again(tmp_path: Path, file: Path, server: Server) -> None:
    for _ in range(2):
        assert cli.main(["crawl", f"http://{HOST}/nothing", "--config", str(file)]) == 0
        shutil.rmtree(tmp_path / "archive" / "warc")
    assert [request.path for request in server.log].count("/robots.txt") >= 2


def test_two_sections_of_one_address_are_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = config.load(file)
    twin = settings.sections[0].model_copy(update={"name": "ledger/twin", "url": settings.sections[0].url + "#top"})
    file.write_text(config.dump(settings.model_copy(update={"sections": (settings.sections[0], twin)})))
    assert cli.main(["run", "--config", str(file)]) == 2
    assert "ledger/twin have the same url" in " ".join(capsys.readouterr().err.split())


def test_an_error_of_the_work_is_not_blamed_on_the_archive(file: Path) -> None:
    with pytest.raises(BrokenPipeError), app.open_archive(config.load(file)):
        raise BrokenPipeError


def test_leases_of_the_dead_are_given_back_and_those_of_the_living_are_not(tmp_path: Path, file: Path) -> None:
    settings = config.load(file)
    story = Target(f"http://{HOST}/story", "ledger", Kind.ARTICLE)
    lease_until = app.now() + timedelta(hours=1)

    def claimed(owner: str) -> list[Target]:
        with world.shelves.catalog.writing() as transaction:
            lease = targets.Lease(owner, lease_until)
            return targets.claim(transaction, targets.Scope(), app.now(), lease, targets.Room(1))

    with app.open_archive(settings) as world:
        app.plan(world, [story])
        assert claimed(world.owner) == [story]
        with app.open_archive(settings):
            assert claimed("another") == []
        dead = tmp_path / "archive" / "run" / "dead.lock"
        dead.write_text("")
        with world.shelves.catalog.writing() as transaction:
            targets.release(transaction, [world.owner])
        assert claimed("dead") == [story]
        with app.open_archive(settings):
            assert not dead.exists()
            assert claimed("another") == [story]


class Silent:
    """A pipeline that nothing reaches."""

    troubled = False

    def forget(self, url: str) -> None:
        pass


async def never(_: Target) -> Capture:
    await asyncio.Event().wait()
    raise AssertionError


def crawl_of(folder: Path) -> Crawl:
    ports = Ports(never, cast(Pipeline, Silent()), open_catalog(folder / "c.sqlite"), app.now, ignore, "me", drain=0.01)
    return Crawl(ports, targets.Scope(), forever=True)


POLL = daemon.Poll(Target("https://p.example/news", "p", Kind.PAGE, "p/news"), Every(timedelta(hours=1)))


def test_a_tick_that_cannot_be_planned_ends_the_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise CatalogError("catalog.sqlite: database or disk is full")

    async def work() -> None:
        crawl = crawl_of(tmp_path)
        monkeypatch.setattr(daemon, "_plan", fail)
        async with asyncio.timeout(60):
            await daemon.serve(crawl, [POLL], open_catalog(tmp_path / "c.sqlite"), app.now)

    with pytest.raises(CatalogError, match="disk is full"):
        asyncio.run(work())


def test_a_stop_amid_a_chore_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    begun, over = threading.Event(), threading.Event()

    def do() -> None:
        begun.set()
        over.wait(10)

    async def work() -> None:
        crawl = crawl_of(tmp_path)
        chore = daemon.Chore(do, timedelta(seconds=0.01))
        serving = asyncio.create_task(daemon.serve(crawl, [], open_catalog(tmp_path / "c.sqlite"), app.now, [chore]))
        async with asyncio.timeout(60):
            await asyncio.to_thread(begun.wait, 10)
            crawl.stop()
            await serving
            await asyncio.sleep(0)  # APScheduler hears that the chore was cancelled
        over.set()

    asyncio.run(work())
    assert begun.is_set()
    assert [record.getMessage() for record in caplog.records] == []


def test_a_schedule_ends_though_something_stirs_it_just_then(tmp_path: Path) -> None:
    class Stirred(asyncio.Event):
        async def wait(self) -> Literal[True]:
            waiting.set()
            return await super().wait()

    async def work() -> None:
        schedule = daemon.Schedule(crawl_of(tmp_path), open_catalog(tmp_path / "c.sqlite"), app.now)
        schedule._stirred = stirred = Stirred()
        keeping = asyncio.create_task(schedule.keep())
        await waiting.wait()
        stirred.set()
        await asyncio.sleep(0)  # asyncio.wait_for, as Python 3.11 has it, now lost the cancellation
        keeping.cancel()
        await asyncio.wait([keeping], timeout=60)
        assert keeping.cancelled()

    waiting = asyncio.Event()
    asyncio.run(work())


def test_an_error_ends_a_crawl_and_cancels_what_is_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first error is the one that is raised, though giving the leases back fails as well."""

    async def work() -> None:
        crawl = crawl_of(tmp_path)
        catalog = open_catalog(tmp_path / "c.sqlite")
        with catalog.writing() as transaction:
            targets.make_due(transaction, [POLL.target], app.now())
        running = asyncio.create_task(crawl.run())
        async with asyncio.timeout(60):
            while not crawl._visits:
                await asyncio.sleep(0)
            monkeypatch.setattr(targets, "release", refuse)
            crawl.fail(ArchiveError("no space left"))
            await running

    def refuse(*_: object) -> None:
        raise CatalogError("catalog.sqlite: database or disk is full")

    with pytest.raises(ArchiveError, match="no space"):
        asyncio.run(work())


def test_leases_that_cannot_be_renewed_end_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.crawl.LEASE", timedelta(seconds=0.03))

    def refuse(*_: object, **__: object) -> None:
        raise CatalogError("catalog.sqlite: database or disk is full")

    monkeypatch.setattr(targets, "renew", refuse)

    async def work() -> None:
        async with asyncio.timeout(60):
            await crawl_of(tmp_path).run()

    with pytest.raises(CatalogError, match="disk is full"):
        asyncio.run(work())


def test_what_is_archived_of_a_dead_end_is_there(tmp_path: Path, file: Path) -> None:
    cli.main(["crawl", f"http://{HOST}/mail", "--config", str(file)])
    assert [capture.exchange.status for capture in captures(tmp_path / "archive")] == [200, 302]


def test_a_fault_of_ours_with_one_page_does_not_end_the_crawl(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    fetch = Fetcher.fetch

    async def stumble(self: Fetcher, target: Target, said: Sequence[tuple[str, str]] = ()) -> Capture:
        if target.url.endswith("/stumble"):
            raise UnicodeError("a name that nobody thought of")
        return await fetch(self, target, said)

    monkeypatch.setattr(Fetcher, "fetch", stumble)
    assert cli.main(["crawl", f"http://{HOST}/stumble", f"http://{HOST}/nothing", "--config", str(file)]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "UnicodeError at http" in told
    assert "http-404" in told
    [record] = [record for record in caplog.records if record.name == "scraper.crawl"]
    assert record.exc_info is not None
    assert record.getMessage() == f"could not fetch http://{HOST}/stumble"


def test_a_catalog_that_cannot_be_written_for_a_while_is_told_once_by_all_who_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("scraper.desk.PATIENCE", 0.001)
    failures = iter(range(60))

    def work(_: object) -> str:
        if next(failures, None) is not None:
            raise CatalogError("catalog.sqlite: database or disk is full", passing=True)
        return "done"

    async def wait() -> list[str]:
        crawl = crawl_of(tmp_path)
        return await asyncio.gather(*(crawl.write(work) for _ in range(10)))

    assert asyncio.run(wait()) == ["done"] * 10
    assert [record.message for record in caplog.records if record.name == "scraper.desk"] == [
        "catalog.sqlite: database or disk is full; waiting until that has passed",
        "the catalog can be written again",
    ]
