"""The crawl loop on a timer: a timetable says when each section is due, and is told how each poll ended.

APScheduler, at home only here, does the chores. It does not plan the polls: it looks through all of its jobs each time
one of them is due, and at 10,000 sections that is what it would do all day.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scraper.catalog import Catalog, Transaction, alerts, courses, failed, lanes, targets, ticks
from scraper.catalog.walks import Why
from scraper.crawl import Crawl
from scraper.errors import CatalogError
from scraper.events import Event
from scraper.model import Kind, Target
from scraper.timetable import Ended, Plan, Poll, Standing, Tick, Timetable

__all__ = ["Chore", "Poll", "Schedule", "serve"]

SAVE_EVERY = 10.0  # seconds for which what was learned may be lost
PRUNE_EVERY = timedelta(hours=1)
LONGEST_SLEEP = 30.0  # seconds, so that a clock that was set is noticed
_JUMP = 5.0  # seconds that a clock is off after such a sleep, if it was set or the machine slept
_BUSY, _BLOCKED = "the daemon was busy", "the archive could not be written"
_LISTINGS = frozenset({Kind.PAGE, Kind.FEED, Kind.SITEMAP})
_NOT_ASKED = frozenset({"host_down", "host_busy", "robots"})  # of failures: the section itself was not asked

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done now and then beside the crawl, in a thread; it may raise CatalogError."""

    do: Callable[[], None]
    every: timedelta


class Schedule:
    """The polls of a running crawl. Used on its event loop."""

    def __init__(
        self, crawl: Crawl, catalog: Catalog, now: Callable[[], datetime], chance: Callable[[], float] = random.random
    ) -> None:
        self._crawl, self._catalog, self._now = crawl, catalog, now
        self._table = Timetable(chance)
        self._stirred = asyncio.Event()
        self._missed: list[Tick] = []
        self._saved_at = float("-inf")
        self._blocked_at: datetime | None = None  # when that was seen last

    async def replace(self, polls: Sequence[Poll]) -> None:
        """Watch these sections, by these plans, and no others. What is under way is not disturbed.

        Raises CatalogError.
        """
        urls = [poll.target.url for poll in polls]
        gone = self._table.urls - set(urls)
        self._table.replace(polls, await asyncio.to_thread(_look_up, self._catalog, urls), self._now())
        await self._crawl.write(partial(_enlist, polls, gone, self._now()))
        self._stirred.set()

    def hear(self, event: Event) -> None:
        """Learn from how a look ended, where it was one at a section."""
        target = event.target
        if target.kind not in _LISTINGS:
            return
        if target.found_on is not None:  # a further page of a section, or a sitemap that an index lists
            self._table.learn_more(target.section or "", 0 if event.walk is Why.BACKFILL else event.found)
            self._hurry(event)
            return
        failed = f"{event.reason}: {event.detail}" if event.outcome in ("failed", "rejected") else None
        refused = failed is not None and event.reason in _NOT_ASKED
        at, late = self._now(), event.late or 0.0
        meanwhile = self._blocked_at is not None and self._blocked_at > at - timedelta(seconds=late)
        held_by = _BLOCKED if meanwhile else None
        ended = Ended(at, event.found, late, held_by, event.not_before, failed, refused)
        self._table.end(target.url, ended)
        self._hurry(event)
        self._stirred.set()

    def _hurry(self, event: Event) -> None:
        """Where a section overflowed, have it polled sooner."""
        if event.overflow:
            self._table.hurry(event.target.section or event.target.url, self._now(), event.not_before)
            self._stirred.set()

    async def keep(self) -> None:
        """Make sections due at their ticks, until cancelled. Raises CatalogError where that can never be done again."""
        clock = asyncio.get_running_loop().time
        woke, at, excuse = self._now(), clock(), _BUSY
        while True:
            self._stirred.clear()
            now = self._now()
            self._blocked_at = now if self._crawl.blocked else self._blocked_at
            if (now - woke).total_seconds() - (clock() - at) > _JUMP:
                excuse = "the machine was suspended, or its clock set forward"
            woke, at = now, clock()
            polls = self._table.take(now, excuse)
            self._missed += self._table.missed()
            if polls or self._missed or clock() - self._saved_at > SAVE_EVERY:
                await self._write([poll.target for poll in polls])
            excuse = _BLOCKED if clock() - at > _JUMP else _BUSY
            await self._sleep()

    async def _write(self, due: list[Target]) -> None:
        """Make these sections due, and write down what was missed and, now and then, what was learned."""
        clock = asyncio.get_running_loop().time
        plans: list[Plan] = []
        if clock() - self._saved_at > SAVE_EVERY:
            plans, self._saved_at = self._table.changes(), clock()
        missed, self._missed = self._missed, []
        await self._crawl.write(partial(_plan, due, self._now(), plans, missed))
        if due:
            self._crawl.wake()

    async def _sleep(self) -> None:
        """Until the next tick, or until something has changed that."""
        now = self._now()
        following = self._table.next_at(now)
        seconds = LONGEST_SLEEP if following is None else (following - now).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, 0.0), LONGEST_SLEEP, SAVE_EVERY)):
                await self._stirred.wait()

    def save(self) -> None:
        """Write down what is not yet; for the end, when the crawl writes no more."""
        with self._catalog.writing() as transaction:
            _plan([], self._now(), self._table.changes(), self._missed + self._table.missed(), transaction)


async def serve(
    crawl: Crawl,
    polls: Sequence[Poll],
    catalog: Catalog,
    now: Callable[[], datetime],
    chores: Sequence[Chore] = (),
    *,
    started: Callable[[Schedule], None] = lambda _: None,
) -> None:
    """Run the crawl until it is stopped, with every section made due at its ticks, and the chores done at theirs.

    A tick only plans a target, so ticks that were missed together make one poll, and a section that is still being
    visited when its next tick comes is not visited twice at once. `started` is given the schedule, to change it by.
    """
    schedule = Schedule(crawl, catalog, now)
    await schedule.replace(polls)
    crawl.follow(schedule.hear)
    started(schedule)
    prune = Chore(partial(_prune, catalog, now), PRUNE_EVERY)
    scheduler = _attend(crawl, [*chores, prune])
    keeping = asyncio.create_task(schedule.keep())
    keeping.add_done_callback(partial(_ended, crawl))
    try:
        await crawl.run()
    finally:
        scheduler.shutdown(wait=False)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        with suppress(CatalogError):  # it may be lost
            await asyncio.to_thread(schedule.save)


def _attend(crawl: Crawl, chores: Sequence[Chore]) -> AsyncIOScheduler:
    # It says of each tick that another one still waits for the catalog, which the crawl has said once.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None})

    async def attend(chore: Chore) -> None:
        try:
            await asyncio.to_thread(chore.do)
        except CatalogError as error:
            crawl.fail(error)
        except asyncio.CancelledError:
            pass  # the daemon ends, and APScheduler would log a traceback

    for chore in chores:
        scheduler.add_job(attend, IntervalTrigger(seconds=chore.every.total_seconds(), timezone=UTC), [chore])
    scheduler.start()
    return scheduler


def _ended(crawl: Crawl, keeping: asyncio.Task[None]) -> None:
    error = None if keeping.cancelled() else keeping.exception()
    if error is not None:
        crawl.fail(error)


def _enlist(polls: Sequence[Poll], gone: Collection[str], now: datetime, transaction: Transaction) -> None:
    targets.add(transaction, [poll.target for poll in polls], now, None)  # so that the first tick can be told of each
    lanes.prioritise(transaction, {poll.target.section or poll.target.url: poll.priority for poll in polls})
    targets.drop_plans(transaction, gone)


def _plan(
    due: Sequence[Target], at: datetime, plans: Sequence[Plan], missed: Sequence[Tick], transaction: Transaction
) -> None:
    targets.make_due(transaction, due, at)
    ticks.remember(transaction, plans)
    ticks.note(transaction, missed)


def _look_up(catalog: Catalog, urls: Sequence[str]) -> dict[str, Standing]:
    with catalog.reading() as transaction:
        return ticks.standings(transaction, urls)


def _prune(catalog: Catalog, now: Callable[[], datetime]) -> None:
    with catalog.writing() as transaction:
        for account in (ticks, failed, alerts, courses):
            account.prune(transaction, now())
