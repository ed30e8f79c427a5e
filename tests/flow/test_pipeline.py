"""The pipeline by itself: what is archived is ingested in order, and whatever breaks is heard by everybody."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from scraper import pipeline as pipelines
from scraper.catalog import captures as table
from scraper.catalog import open_catalog
from scraper.errors import ArchiveError, CatalogError
from scraper.ingest import Shelves
from scraper.judging import Rules
from scraper.model import Capture, Exchange, Kind, Location, Target, Visit
from scraper.pipeline import Pipeline
from scraper.profiles import Profiles
from scraper.records import RecordFiles
from scraper.warc import Original, Writer
from tests.unit.warc_files import NOON, make_exchange, make_writer

RULES = Rules(Profiles({}))


def visit(number: int) -> Visit:
    return Visit(Target(f"https://gazette.example/{number}", "gazette", Kind.ARTICLE))


def exchange(number: int, body: bytes = b"<p>High water at six.</p>") -> Exchange:
    return replace(make_exchange(body), url=f"https://gazette.example/{number}")


@dataclass
class Held:
    """A writer whose `append` or `sync` waits for leave, or fails."""

    writer: Writer
    failing: Exception | None = None
    failing_sync: list[Exception | None] = field(default_factory=list)  # one for each sync; then all is well
    leave: threading.Event = field(default_factory=threading.Event)

    def append(self, exchange: Exchange, visit: Visit | None, original: Original | None) -> Capture:
        assert self.leave.wait(60)
        if self.failing is not None:
            raise self.failing
        return self.writer.append(exchange, visit, original)

    def sync(self) -> None:
        error = self.failing_sync.pop(0) if self.failing_sync else None
        if error is not None:
            raise error
        self.writer.sync()

    def close(self) -> None:
        self.writer.close()


@dataclass
class Scene:
    pipeline: Pipeline
    writer: Held
    shelves: Shelves

    def ingested(self) -> list[tuple[str, int]]:
        """Captures in the catalog, in the order of the file."""
        with self.shelves.catalog.reading() as transaction:
            rows = transaction.exec_driver_sql("SELECT url, offset FROM captures ORDER BY offset").all()
        return [(row[0], row[1]) for row in rows]


def play(
    folder: Path, go: Callable[[Scene], Awaitable[None]], *, open_gate: bool = True, patient: bool = False
) -> Scene:
    async def main() -> Scene:
        catalog = open_catalog(folder / "catalog.sqlite")
        shelves = Shelves(folder, catalog, RecordFiles(folder / "articles"))
        writer = Held(make_writer(shelves.warcs))
        if open_gate:
            writer.leave.set()
        pipeline = Pipeline(cast(Writer, writer), shelves, RULES, lambda: NOON, patient=patient)
        scene = Scene(pipeline, writer, shelves)
        async with asyncio.timeout(60):
            try:
                await go(scene)
            finally:
                writer.leave.set()
        return scene

    return asyncio.run(main())


async def told(results: Sequence[Awaitable[object]]) -> list[object]:
    return await asyncio.gather(*results, return_exceptions=True)


def test_the_order_of_arrival_is_the_order_on_disk_and_in_the_catalog(tmp_path: Path) -> None:
    async def go(scene: Scene) -> None:
        captures = await asyncio.gather(*(scene.pipeline.archive(exchange(n), visit(n)) for n in range(150)))
        offsets = [capture.location.offset for capture in captures]
        assert offsets == sorted(offsets)
        await scene.pipeline.close()
        assert scene.ingested() == [(c.exchange.url, c.location.offset) for c in captures]

    play(tmp_path, go)


def test_an_archive_error_reaches_every_waiting_fetch_and_later_ones(tmp_path: Path) -> None:
    error = ArchiveError("news.warc.gz: the archive cannot be written: No space left on device")

    async def go(scene: Scene) -> None:
        scene.writer.failing = error
        waiting = [asyncio.create_task(scene.pipeline.archive(exchange(n), visit(n))) for n in range(3)]
        await asyncio.sleep(0)
        scene.writer.leave.set()
        assert await told(waiting) == [error] * 3
        assert await told([scene.pipeline.archive(exchange(9), visit(9))]) == [error]
        with pytest.raises(ArchiveError):
            await scene.pipeline.close()

    play(tmp_path, go, open_gate=False)


def test_a_fault_of_ours_with_one_exchange_is_its_own(tmp_path: Path) -> None:
    fault = ValueError("an address that cannot be written")

    async def go(scene: Scene) -> None:
        scene.writer.failing = fault
        assert await told([scene.pipeline.archive(exchange(1), visit(1))]) == [fault]
        assert not scene.pipeline.broken
        scene.writer.failing = None
        await scene.pipeline.archive(exchange(2), visit(2))
        await scene.pipeline.close()
        assert [url for url, _ in scene.ingested()] == [exchange(2).url]

    play(tmp_path, go)


@pytest.mark.parametrize("error", [CatalogError("catalog.sqlite: database is locked"), RuntimeError("a fault of ours")])
def test_what_breaks_in_ingest_is_raised_and_never_waited_for(tmp_path: Path, error: Exception) -> None:
    async def go(scene: Scene) -> None:
        scene.writer.failing_sync = [error]
        await scene.pipeline.archive(exchange(1), visit(1))
        assert await told([scene.pipeline.outcome(visit(1).target.url)]) == [error]
        assert await told([scene.pipeline.archive(exchange(2), visit(2))]) == [error]
        with pytest.raises(type(error)):
            await scene.pipeline.close()

    play(tmp_path, go)


def test_a_capture_on_its_way_to_disk_when_ingest_breaks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = CatalogError("catalog.sqlite: database is locked")
    storing, on_its_way = threading.Event(), threading.Event()

    def store(*_: object) -> None:
        storing.set()
        assert on_its_way.wait(60)
        raise error

    monkeypatch.setattr(pipelines, "store", store)

    async def go(scene: Scene) -> None:
        scene.writer.leave.set()
        await scene.pipeline.archive(exchange(1), visit(1))
        assert await asyncio.to_thread(storing.wait, 10)
        scene.writer.leave.clear()
        late = asyncio.create_task(scene.pipeline.archive(exchange(2), visit(2)))
        await asyncio.sleep(0)
        on_its_way.set()
        assert await told([scene.pipeline.outcome(visit(1).target.url)]) == [error]
        scene.writer.leave.set()
        assert isinstance(await late, Capture)
        async with asyncio.timeout(60):
            assert await told([scene.pipeline.outcome(visit(2).target.url)]) == [error]

    play(tmp_path, go, open_gate=False)


def test_nothing_is_committed_behind_what_could_not_be(tmp_path: Path) -> None:
    """Else the catalog would say that the file is ingested up to there, and nobody would make up for the gap."""

    async def go(scene: Scene) -> None:
        scene.writer.failing_sync = [CatalogError("catalog.sqlite: database is locked")]
        first = asyncio.create_task(scene.pipeline.archive(exchange(1), visit(1)))
        await asyncio.sleep(0)
        rest = [asyncio.create_task(scene.pipeline.archive(exchange(n), visit(n))) for n in range(2, 200)]
        await asyncio.sleep(0)
        scene.writer.leave.set()
        await told([first, *rest])
        with pytest.raises(CatalogError):
            await scene.pipeline.close()
        assert scene.ingested() == []

    play(tmp_path, go, open_gate=False)


def test_an_error_that_nobody_waited_for_is_raised_at_the_end(tmp_path: Path) -> None:
    async def go(scene: Scene) -> None:
        scene.writer.failing_sync = [CatalogError("catalog.sqlite: database is locked")]
        robots = Visit(Target("https://gazette.example/robots.txt", "gazette", Kind.ROBOTS))
        await scene.pipeline.archive(exchange(1), robots)
        with pytest.raises(CatalogError, match="locked"):
            await scene.pipeline.close()
        assert not list(scene.shelves.warcs.glob("*.open"))

    play(tmp_path, go)


def test_a_fetch_that_is_cancelled_leaves_its_capture_archived_and_ingested(tmp_path: Path) -> None:
    async def go(scene: Scene) -> None:
        fetching = asyncio.create_task(scene.pipeline.archive(exchange(1), visit(1)))
        await asyncio.sleep(0)
        fetching.cancel()
        assert [type(each) for each in await told([fetching])] == [asyncio.CancelledError]
        scene.writer.leave.set()
        await scene.pipeline.close()
        assert [url for url, _ in scene.ingested()] == ["https://gazette.example/1"]
        assert not list(scene.shelves.warcs.glob("*.open"))

    play(tmp_path, go, open_gate=False)


def test_fetching_waits_while_too_much_is_to_be_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "BACKLOG", 1_000)

    async def go(scene: Scene) -> None:
        size = len(exchange(0, b"x" * 600).response)
        tasks = [asyncio.create_task(scene.pipeline.archive(exchange(n, b"x" * 600), visit(n))) for n in range(50)]
        await asyncio.sleep(0)
        assert scene.pipeline.bytes == 2 * size  # the third waits
        scene.writer.leave.set()
        await asyncio.gather(*tasks)
        assert scene.pipeline.bytes == 50 * size
        await scene.pipeline.close()

    play(tmp_path, go, open_gate=False)


FULL = "news.warc.gz: the archive cannot be written: No space left on device"


def test_a_full_disk_holds_fetching_back_until_there_is_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "RETRY", 0.01)

    async def go(scene: Scene) -> None:
        scene.writer.failing = ArchiveError(FULL, passing=True)
        in_hand = asyncio.create_task(scene.pipeline.archive(exchange(1), visit(1)))
        while not scene.pipeline.troubled:
            await asyncio.sleep(0)
        fetching = asyncio.create_task(scene.pipeline.ready())
        await asyncio.sleep(0)
        assert not fetching.done()
        scene.writer.failing = None
        assert (await in_hand).exchange.url == "https://gazette.example/1"
        await fetching
        assert (await scene.pipeline.outcome(visit(1).target.url)).verdict.capture == replace(
            in_hand.result(), exchange=replace(in_hand.result().exchange, request=b"", response=b"")
        )
        await scene.pipeline.close()

    play(tmp_path, go, patient=True)


def test_a_disk_that_is_full_while_captures_are_stored_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "RETRY", 0.01)

    async def go(scene: Scene) -> None:
        scene.writer.failing_sync = [ArchiveError(FULL, passing=True), CatalogError(FULL, passing=True)]
        captures = [await scene.pipeline.archive(exchange(n), visit(n)) for n in range(3)]
        await scene.pipeline.outcome(visit(2).target.url)
        await scene.pipeline.close()
        assert scene.ingested() == [(c.exchange.url, c.location.offset) for c in captures]

    play(tmp_path, go, patient=True)


@pytest.mark.parametrize("patient", [True, False])
def test_a_full_disk_is_no_reason_not_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patient: bool) -> None:
    monkeypatch.setattr(pipelines, "RETRY", 0.01)

    async def go(scene: Scene) -> None:
        scene.writer.failing = ArchiveError(FULL, passing=True)
        in_hand = asyncio.create_task(scene.pipeline.archive(exchange(1), visit(1)))
        while patient and not scene.pipeline.troubled:
            await asyncio.sleep(0)
        assert patient or await told([in_hand]) == [scene.writer.failing]
        with pytest.raises(ArchiveError, match="No space left"):
            await scene.pipeline.close()
        assert await told([in_hand]) == [scene.writer.failing]

    play(tmp_path, go, patient=patient)


def test_how_far_a_file_is_ingested_is_known_to_the_byte(tmp_path: Path) -> None:
    async def go(scene: Scene) -> None:
        capture = await scene.pipeline.archive(exchange(1), visit(1))
        await scene.pipeline.close()
        with scene.shelves.catalog.reading() as transaction:
            known = list(table.known_files(transaction).values())
        assert [each.ingested for each in known] == [end_of(capture.location)]

    play(tmp_path, go)


def end_of(location: Location) -> int:
    return location.offset + location.length
