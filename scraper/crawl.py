"""Claim what is due, visit it, ingest it, say when to look again: one loop for the daemon and for a one-off crawl."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from scraper import settling
from scraper.catalog import Catalog, Transaction, targets
from scraper.desk import Desk
from scraper.errors import CatalogError, Forbidden, ScraperError, Unreachable
from scraper.events import Event, event_of, lateness, may_plan
from scraper.fetch import Standing
from scraper.model import Capture, Kind, Target
from scraper.pipeline import Pipeline
from scraper.tally import Tally, called
from scraper.urls import host

LEASE = timedelta(minutes=15)
_HOSTS_FAULT = frozenset({"host_down", "host_busy", "robots"})  # what no target pays for that is kept from being asked
LONGEST_WAIT = 60.0  # seconds the daemon's loop sleeps before it looks into the catalog again

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ports:
    """What a crawl needs of the world."""

    fetch: Callable[[Target], Awaitable[Capture]]
    pipeline: Pipeline
    catalog: Catalog
    now: Callable[[], datetime]
    listen: Callable[[Event], None]
    owner: str  # of the leases
    concurrency: int = 16
    per_host: int = 1
    drain: float = 30.0  # seconds that what is in flight may take after a stop was asked for
    hosts: Callable[[], Sequence[Standing]] = tuple  # how it stands with each that was asked of late


class Crawl:
    """The loop. `run` ends when nothing in scope is due (one-off) or when `stop` was called (daemon)."""

    def __init__(self, ports: Ports, scope: targets.Scope, *, forever: bool = False) -> None:
        self.tally = Tally()
        self._listeners = [ports.listen]
        self._ports, self._scope, self._forever = ports, scope, forever
        self._visits: dict[asyncio.Task[bool], str] = {}  # and the URL whose lease each holds
        self._error: BaseException | None = None
        self._fetching: Counter[str] = Counter()  # by host
        self._share = 0.0  # of the places claimed for, what is owed to those that have waited for longest
        self._following: datetime | None = None  # when the next target becomes due, as of the last claim
        self._left = True  # that claim may have left what is due, for want of places or since its host had enough
        self.stopped = False  # somebody asked for it
        self._stopping = asyncio.Event()
        self._woken = asyncio.Event()
        self._desk = Desk(ports.catalog, self._stopping, self._turn if forever else None)
        self.turned_at: float | None = None  # by the event loop's clock, when the loop last went round

    @property
    def pipeline(self) -> Pipeline:
        return self._ports.pipeline

    @property
    def held(self) -> int:
        """Targets that are being looked at or wait for their turn to be."""
        return len(self._visits)

    @property
    def in_flight(self) -> int:
        """Those of them whose answer is not there yet."""
        return self._fetching.total()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    @property
    def troubled(self) -> bool:
        """Whether the catalog cannot be written just now."""
        return self._desk.troubled

    @property
    def blocked(self) -> bool:
        """Whether what is fetched could not be kept just now, so that nothing is."""
        return self._desk.troubled or self._ports.pipeline.troubled

    def follow(self, listen: Callable[[Event], None]) -> None:
        """Tell this one of every event as well."""
        self._listeners.append(listen)

    @property
    def hosts(self) -> Sequence[Standing]:
        """How it stands with each host that was asked of late: up, busy, down."""
        return self._ports.hosts()

    def wake(self) -> None:
        """Something may have become due."""
        self._woken.set()

    def adjust(self, concurrency: int, per_host: int, drain: float) -> None:
        """Hold so many targets from the next claim on."""
        self._ports = replace(self._ports, concurrency=concurrency, per_host=per_host, drain=drain)
        self.wake()

    def stop(self) -> None:
        """Claim nothing more; finish what is in flight."""
        self.stopped = True
        self._stopping.set()
        self._woken.set()

    def fail(self, error: BaseException) -> None:
        """End the crawl with this error."""
        self._error = self._error or error
        self._woken.set()

    async def run(self) -> Tally:
        """Crawl until done. Raises ArchiveError or CatalogError when evidence can no longer be kept."""
        renewing = asyncio.create_task(self._renew())
        renewing.add_done_callback(self._failed)
        try:
            while not self._stopping.is_set() and self._error is None:
                self._woken.clear()
                self._turn()
                while await self._claim():
                    pass
                if self._visits or self._forever:
                    await self._wait()
                elif not self._woken.is_set():  # set: a visit ended while we claimed, and may have made something due
                    break
            if self._visits and self._error is None:
                await asyncio.wait(self._visits, timeout=self._ports.drain)
            if self._error is not None:
                raise self._error
        finally:
            self._stopping.set()
            renewing.cancel()
            for task in self._visits:
                task.cancel()
            await asyncio.gather(*self._visits, return_exceptions=True)
            with suppress(CatalogError):  # why we stop was said; leases run out by themselves
                await self.write(lambda transaction: targets.release(transaction, [self._ports.owner]))
            self._desk.close()
        return self.tally

    def _turn(self) -> None:
        self.turned_at = asyncio.get_running_loop().time()

    async def _claim(self) -> bool:
        """Begin what is due and has room; whether there may be more of it at once."""
        self._following, self._left = None, True
        free = 2 * self._ports.concurrency - self._fetching.total()
        if free < self._ports.concurrency:
            return False  # half of what is held waits to be asked; a claim for one target costs as much as for many
        # Two for each place, so that one waits at the gate while one is asked; more would starve other hosts.
        enough = 2 * self._ports.per_host
        busy = [name for name, count in self._fetching.items() if count >= enough]
        self._share += free / 4
        room = targets.Room(free, busy, enough, min(int(self._share), free))
        self._share -= room.oldest
        now = self._ports.now()
        lease = targets.Lease(self._ports.owner, now + LEASE)

        def take(transaction: Transaction) -> tuple[list[Target], datetime | None]:
            taken = targets.claim(transaction, self._scope, now, lease, room)
            return taken, targets.next_due(transaction, self._scope, now) if len(taken) < free else None

        claimed, self._following = await self.write(take)
        kept = await self._give_back(claimed, enough)
        for target in kept:
            self._start(target)
        full = len(claimed) == free
        self._left = full or any(count >= enough for count in self._fetching.values())
        return full and bool(kept)

    async def _give_back(self, claimed: list[Target], enough: int) -> list[Target]:
        """One claim may bring many targets of one host: keep what it has room for and return the rest.

        And what is being visited, whose lease ran out before its time: the clock jumped, or the loop stood still.
        """
        kept, surplus, held = list[Target](), list[Target](), set(self._visits.values())
        counts = self._fetching.copy()
        for target in claimed:
            name = host(target.url)
            counts[name] += 1
            (kept if counts[name] <= enough and target.url not in held else surplus).append(target)
        if surplus:
            urls = [target.url for target in surplus]
            await self.write(lambda transaction: targets.release(transaction, [self._ports.owner], urls))
        return kept

    def _start(self, target: Target) -> None:
        self._fetching[host(target.url)] += 1
        task = asyncio.create_task(self._visit(target))
        self._visits[task] = target.url
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[bool]) -> None:
        self._visits.pop(task, None)
        if not self._failed(task) and (self._left or not self._forever or task.cancelled() or task.result()):
            self._woken.set()

    def _failed(self, task: "asyncio.Task[bool] | asyncio.Task[None]") -> bool:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.fail(error)  # a visit turns every expected failure into an event; this one means stop
        return error is not None

    async def _visit(self, target: Target) -> bool:
        """Fetch one target, wait until what it brought is committed, and tell. Whether it may have planned anything."""
        ports, late, plans = self._ports, None, True
        try:
            await ports.pipeline.ready()
            began = ports.now()
            late = lateness(target, began)
            try:
                late = lateness(target, began, await self._fetch(target))
            finally:
                self._fetched(target)
            stored = await ports.pipeline.outcome(target.url)
            event, plans = event_of(target, stored), may_plan(target, stored)
            self.tally.pages += target.kind is not Kind.REQUISITE
            if event.outcome == "failed":
                await self.write(partial(settling.fail, event=event, now=ports.now()))
        except Unreachable as error:
            wait = timedelta(seconds=error.retry_after) if error.retry_after else None
            event = Event(target, "failed", error.reason, str(error), not_before=wait)
            put_off = partial(settling.put_off, forever=self._forever)
            settle = put_off if error.reason in _HOSTS_FAULT else settling.fail
            await self.write(partial(settle, event=event, now=ports.now()))
        except Forbidden as error:
            asked_for = target.found_on is None
            event = Event(target, "failed" if asked_for else "rejected", error.reason, str(error))
            await self.write(partial(settling.refuse, event=event, now=ports.now()))
        finally:
            ports.pipeline.forget(target.url)
        event = replace(event, outcome=called(event.outcome, event.reason, target.kind), late=late)
        self.tally.tell(event.outcome, event.reason)
        for listen in self._listeners:
            listen(event)
        return plans

    async def _fetch(self, target: Target) -> Capture:
        """`Ports.fetch`, with a fault of ours in it turned into a failure: one page must not stop a daemon.

        It stays due until it is settled, and would stop each later start as well.
        """
        try:
            return await self._ports.fetch(target)
        except ScraperError:
            raise
        except Exception as error:
            if self._ports.pipeline.broken:  # it is what broke that
                raise
            log.exception("could not fetch %s", target.url)
            raise Unreachable(f"{type(error).__name__} at {target.url}", "internal") from error

    def _fetched(self, target: Target) -> None:
        name = host(target.url)
        self._fetching[name] -= 1
        if not self._fetching[name]:
            del self._fetching[name]
        if self._left:
            self._woken.set()

    async def _wait(self) -> None:
        """Sleep until something became due, a visit ended that others may have waited for, or somebody woke us."""
        longest = LONGEST_WAIT
        if self._following is not None:
            longest = min(max((self._following - self._ports.now()).total_seconds(), 0.05), LONGEST_WAIT)
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._woken.wait()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            lease = targets.Lease(self._ports.owner, self._ports.now() + LEASE)
            urls = list(self._visits.values())  # a lease that no visit ended runs out, and is claimed again
            await self.write(partial(targets.renew, lease=lease, urls=urls))

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Do something in a transaction of the catalog; a daemon waits while that cannot be written."""
        return await self._desk.write(work)
