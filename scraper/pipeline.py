"""From the wire to disk to catalog, beside the event loop: one thread appends to the WARC, one judges and commits.

A capture is appended before its fetch goes on, so that every hop is archived as it happens. Judging follows in the
order of appending, in batches: fsync first, commit second, so that no catalog row points at bytes that are not on disk.

A disk that is full or read-only may be so for a while: a patient pipeline keeps what it has in hand and tries again,
and `ready` holds fetching back meanwhile.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from scraper.errors import ArchiveError, CatalogError
from scraper.ingest import Shelves, Source, Stored, find_original, mend, store
from scraper.judging import Rules, judge_safely
from scraper.model import Capture, Exchange, Kind, Visit
from scraper.warc import Writer, WriterSettings

BATCH = 64  # captures a commit; SQLite rows cost 0.04 ms each in batches of 50 and ten times that alone
BACKLOG = 64_000_000  # response bytes that may wait to be judged before fetching has to wait
RETRY = 2.0  # seconds until what failed for a reason that may pass is tried again

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Arrival:
    exchange: Exchange
    visit: Visit
    appended: asyncio.Future[Capture]
    source: str | None = None  # of what a browser made of a page: the record of that


class Pipeline:
    """Archives exchanges and ingests them. Made, used and closed on one event loop.

    After an ArchiveError or CatalogError nothing more is taken: `archive` raises that error from then on. A `patient`
    one waits for what may pass.
    """

    def __init__(
        self, writer: Writer, shelves: Shelves, rules: Rules, now: Callable[[], datetime], *, patient: bool = False
    ) -> None:
        self.bytes = 0  # of responses archived
        self._writer, self._shelves, self._rules, self._now = writer, shelves, rules, now
        self._patient, self._closing = patient, threading.Event()
        self._troubles = 0  # threads that wait for trouble to pass
        self._loop = asyncio.get_running_loop()
        self._arrivals: queue.SimpleQueue[_Arrival | None] = queue.SimpleQueue()
        self._captures: queue.SimpleQueue[Capture | None] = queue.SimpleQueue()
        self._writing = threading.Lock()  # the writer serves one thread at a time
        self._outcomes: dict[str, asyncio.Future[Stored]] = {}  # by target URL, for the newest capture of each
        self._waiting: dict[str, asyncio.Future[Stored]] = {}  # the same futures by record id
        self._backlog = 0
        self._room = asyncio.Condition()
        self._broken: Exception | None = None
        self._threads = [
            threading.Thread(target=self._append, name="archive", daemon=True),
            threading.Thread(target=self._ingest, name="ingest", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def troubled(self) -> bool:
        """Whether the archive cannot be written just now."""
        return self._troubles > 0

    @property
    def broken(self) -> bool:
        """Whether nothing more is taken."""
        return self._broken is not None

    @property
    def written(self) -> tuple[int, int]:
        """Bytes of WARC records, and how many exchanges they hold."""
        return self._writer.written, self._writer.appends

    def adjust(self, rules: Rules, settings: WriterSettings) -> None:
        """Judge by these rules, and write by these settings, whatever comes from now on."""
        self._rules = rules
        self._writer.adjust(settings)

    async def ready(self) -> None:
        """Return when what is fetched can be kept. Raises ArchiveError or CatalogError where it never will be."""
        async with self._room:
            await self._room.wait_for(lambda: not self.troubled or self._broken is not None)
        if self._broken is not None:
            raise self._broken

    async def archive(self, exchange: Exchange, visit: Visit, source: str | None = None) -> Capture:
        """Append an exchange to the WARC and hand it on to be judged. Raises ArchiveError or CatalogError.

        `source`: it is what a browser made of the page in that record, and is written as its conversion.
        """
        async with self._room:
            await self._room.wait_for(lambda: self._backlog < BACKLOG or self._broken is not None)
        if self._broken is not None:
            raise self._broken
        self._backlog += len(exchange.response)
        self.bytes += len(exchange.response)
        appended: asyncio.Future[Capture] = self._loop.create_future()
        self._arrivals.put(_Arrival(exchange, visit, appended, source))
        return await asyncio.shield(appended)  # a fetch that is cancelled leaves its capture archived all the same

    async def outcome(self, url: str) -> Stored:
        """What the newest capture made for a target came to, once it is committed."""
        return await self._outcomes[url]

    def forget(self, url: str) -> None:
        """Nobody will ask for the outcome of this target's visit again."""
        self._outcomes.pop(url, None)

    async def close(self) -> None:
        """Finish what was taken, then close the WARC. Raises what broke it, which perhaps nobody waited to hear."""
        self._closing.set()
        self._arrivals.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        await asyncio.to_thread(self._writer.close)
        await asyncio.sleep(0)  # what the threads told last is heard
        if self._broken is not None:
            raise self._broken

    def _append(self) -> None:
        """The archive thread: one arrival after the other, in the order they came."""
        while (arrival := self._arrivals.get()) is not None:
            try:
                capture = self._patiently(partial(self._write, arrival))
            except (ArchiveError, CatalogError) as error:
                self._tell(self._break, error, arrival.appended)
                continue
            except Exception as error:  # noqa: BLE001  a fault of ours with this exchange, of which nothing is written
                self._tell(self._refuse, error, arrival)
                continue
            self._tell(self._appended, arrival, capture)
            self._captures.put(capture)
        self._captures.put(None)

    def _write(self, arrival: _Arrival) -> Capture:
        if arrival.source is not None:
            with self._writing:
                return self._writer.convert(arrival.exchange, arrival.visit, arrival.source)
        original = find_original(self._shelves, arrival.exchange)
        with self._writing:
            return self._writer.append(arrival.exchange, arrival.visit, original)

    def _patiently(self, work: Callable[[], T]) -> T:
        """Do the work; where it fails for a reason that may pass, say so and do it again until it is done."""
        troubled = False
        while True:
            try:
                done = work()
            except (ArchiveError, CatalogError) as error:
                if not (self._patient and error.passing) or self._closing.is_set():
                    raise
                if not troubled:
                    troubled = True
                    log.error("%s; nothing is fetched until that has passed", error)
                    self._tell(self._trouble, 1)
                self._closing.wait(RETRY)
            else:
                if troubled:
                    log.warning("the archive can be written again; fetching goes on")
                    self._tell(self._trouble, -1)
                return done

    def _ingest(self) -> None:
        """The ingest thread: judge whatever has been appended, then make it durable, then commit it.

        After a batch that could not be stored none is: the catalog notes how far a file is ingested, without gaps.
        """
        more = intact = True
        while more:
            batch, more = self._next_batch()
            intact = intact and self._store(batch)

    def _store(self, batch: list[Capture]) -> bool:
        rules = self._rules  # for all of the batch, whatever is taken meanwhile
        verdicts = [judge_safely(capture, rules) for capture in batch]
        again = False

        def work() -> list[Stored]:
            nonlocal again
            before, again = again, True
            with self._writing:
                self._writer.sync()
            source = Source(self._shelves.warcs, gapless=True, news=True)
            stored = store(self._shelves, verdicts, rules, self._now(), source)
            if before:  # it may have failed between the catalog and the record files
                mend(self._shelves, rules)
            return stored

        try:
            stored = self._patiently(work)
        except Exception as error:  # noqa: BLE001  as above
            self._tell(self._break, error, None)
            return False
        self._tell(self._stored, stored)
        return True

    def _next_batch(self) -> tuple[list[Capture], bool]:
        batch: list[Capture] = []
        try:
            while len(batch) < BATCH:
                capture = self._captures.get(block=not batch)
                if capture is None:
                    return batch, False
                batch.append(capture)
        except queue.Empty:
            pass
        return batch, True

    def _tell(self, what: Callable[..., None], *arguments: object) -> None:
        self._loop.call_soon_threadsafe(what, *arguments)

    def _appended(self, arrival: _Arrival, capture: Capture) -> None:
        if arrival.visit.target.kind not in (Kind.ROBOTS, Kind.LOADED):
            outcome: asyncio.Future[Stored] = self._loop.create_future()
            self._outcomes[arrival.visit.target.url] = self._waiting[capture.record_id] = outcome
            if self._broken is not None:  # meanwhile, and nobody will judge it any more
                self._break(self._broken, None)
        if not arrival.appended.done():
            arrival.appended.set_result(capture)

    def _refuse(self, error: Exception, arrival: _Arrival) -> None:
        self._backlog -= len(arrival.exchange.response)
        if not arrival.appended.done():
            arrival.appended.set_exception(error)
            arrival.appended.exception()  # somebody may be waiting or not: never "exception was not retrieved"
        self._loop.create_task(self._wake())

    def _stored(self, batch: list[Stored]) -> None:
        for stored in batch:
            self._backlog -= stored.verdict.size
            outcome = self._waiting.pop(stored.verdict.capture.record_id, None)
            if outcome is not None and not outcome.done():
                outcome.set_result(stored)
        self._loop.create_task(self._wake())

    def _break(self, error: Exception, appended: asyncio.Future[Capture] | None) -> None:
        self._broken = self._broken or error
        for future in (*([appended] if appended else ()), *self._waiting.values()):
            if not future.done():
                future.set_exception(error)
                future.exception()  # somebody may be waiting or not: never "exception was not retrieved"
        self._waiting.clear()
        self._loop.create_task(self._wake())

    def _trouble(self, change: int) -> None:
        self._troubles += change
        self._loop.create_task(self._wake())

    async def _wake(self) -> None:
        async with self._room:
            self._room.notify_all()
