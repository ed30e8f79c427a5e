"""The crawl loop on a timer: APScheduler, at home only here, says when a section is due; the loop does the rest."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scraper.cadence import Cadence, Cron, Every, next_poll
from scraper.catalog import Catalog, Transaction, overview, targets
from scraper.crawl import Crawl
from scraper.errors import CatalogError
from scraper.model import Target

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Poll:
    """A section and when to look at it."""

    target: Target
    cadence: Cadence


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done now and then beside the crawl, in a thread; it may raise CatalogError."""

    do: Callable[[], None]
    every: timedelta


async def serve(
    crawl: Crawl, polls: Sequence[Poll], catalog: Catalog, now: Callable[[], datetime], chores: Sequence[Chore] = ()
) -> None:
    """Run the crawl until it is stopped, with every section made due at its ticks, and the chores done at theirs.

    A tick only plans a target, so ticks that were missed together make one poll, and a section that is still being
    visited when its next tick comes is not visited twice at once: its lease says so.
    """
    # It says of each tick that another one still waits for the catalog, which the crawl has said once.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None})
    with catalog.reading() as transaction:
        names = [(poll.target.section or poll.target.url, poll.target.url) for poll in polls]
        states = overview.section_states(transaction, names)

    async def tick(poll: Poll) -> None:
        upcoming = scheduler.get_job(poll.target.url)
        try:
            await crawl.write(partial(_plan, poll.target, now(), upcoming.next_run_time if upcoming else None))
        except CatalogError as error:
            crawl.fail(error)
        crawl.wake()

    async def attend(chore: Chore) -> None:
        try:
            await asyncio.to_thread(chore.do)
        except CatalogError as error:
            crawl.fail(error)

    for chore in chores:
        scheduler.add_job(attend, IntervalTrigger(seconds=chore.every.total_seconds(), timezone=UTC), [chore])
    for poll, state in zip(polls, states, strict=True):
        first = next_poll(poll.cadence, state.last_poll, now())
        scheduler.add_job(
            tick, _trigger(poll.cadence), [poll], id=poll.target.url, next_run_time=first, max_instances=1
        )
    scheduler.start()
    try:
        await crawl.run()
    finally:
        scheduler.shutdown(wait=False)


def _plan(target: Target, at: datetime, upcoming: datetime | None, transaction: Transaction) -> None:
    targets.make_due(transaction, [target], at)
    targets.plan_poll(transaction, target.url, upcoming)


def _trigger(cadence: Cadence) -> Any:
    match cadence:
        case Every(span=span):
            return IntervalTrigger(seconds=span.total_seconds(), timezone=UTC)
        case Cron(text=text, zone=zone):
            return CronTrigger.from_crontab(text, timezone=zone)
