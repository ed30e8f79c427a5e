"""The daemon's account of its schedule: each section's rhythm and next tick, and the ticks that were no polls in time.

It may be lost without harm: rhythms are learned again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from scraper.cadence import unpack
from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.account import rhythms, ticks
from scraper.catalog.schema import targets
from scraper.timetable import Plan, Standing, Tick

KEPT = timedelta(days=30)
MOST = 500  # rows of a section

_SEVERAL = 10_000  # variables of one statement
_NEXT = update(targets).where(targets.c.url == bindparam("of")).values(next_poll=bindparam("next"))
_RHYTHM = insert(rhythms)
_LEARN = _RHYTHM.on_conflict_do_update(index_elements=["url"], set_={"state": _RHYTHM.excluded.state})


@dataclass(frozen=True, slots=True)
class Missed:
    """The ticks of a section of one sort: how many, the last of them, and why that was."""

    section: str
    what: str
    count: int
    last: datetime
    reason: str


def standings(transaction: Transaction, urls: Collection[str]) -> dict[str, Standing]:
    """What is remembered of these sections; one that was never polled is left out."""
    found = dict[str, Standing]()
    asked = list(urls)
    for start in range(0, len(asked), _SEVERAL):
        some = targets.c.url.in_(asked[start : start + _SEVERAL])
        query = select(targets.c.url, targets.c.last_at, targets.c.next_poll, rhythms.c.state)
        for row in transaction.execute(query.outerjoin(rhythms, rhythms.c.url == targets.c.url).where(some)):
            last, following = (from_text(text) if text else None for text in (row.last_at, row.next_poll))
            found[row.url] = Standing(last, following, unpack(row.state or b""))
    return found


def remember(transaction: Transaction, plans: Sequence[Plan]) -> None:
    """Write down the next ticks, for the next start and for `scraper status`, and rhythms."""
    if plans:
        transaction.execute(_NEXT, [{"of": plan.url, "next": to_text(plan.next)} for plan in plans])
    learned = [{"url": plan.url, "state": plan.rhythm.pack()} for plan in plans if plan.rhythm is not None]
    if learned:
        transaction.execute(_LEARN, learned)


def note(transaction: Transaction, missed: Sequence[Tick]) -> None:
    """Write down ticks that were no polls in time."""
    rows = [
        {
            "url": tick.url,
            "section": tick.section,
            "at": to_text(tick.at),
            "what": tick.what.value,
            "reason": tick.reason,
            "count": tick.count,
            "seconds": round(tick.seconds),
        }
        for tick in missed
    ]
    if rows:
        transaction.execute(insert(ticks), rows)


def missed_since(transaction: Transaction, since: datetime) -> list[Missed]:
    """What was missed from then on, by section and sort, the sections in order."""
    # One row of each sort is read beside the sums: SQLite takes it from where the greatest `at` is.
    sums = func.sum(ticks.c.count).label("n"), func.max(ticks.c.at).label("last")
    query = (
        select(ticks.c.section, ticks.c.what, *sums, ticks.c.reason)
        .where(ticks.c.at >= to_text(since))
        .group_by(ticks.c.section, ticks.c.what)
        .order_by(ticks.c.section, ticks.c.what)
    )
    return [Missed(row.section, row.what, row.n, from_text(row.last), row.reason) for row in transaction.execute(query)]


def prune(transaction: Transaction, now: datetime) -> None:
    """Forget what is older than 30 days, and of each section all but the newest 500 rows."""
    transaction.execute(delete(ticks).where(ticks.c.at < to_text(now - KEPT)))
    crowded = select(ticks.c.section).group_by(ticks.c.section).having(func.count() > MOST)
    for section in transaction.scalars(crowded).all():
        newest = select(ticks.c.id).where(ticks.c.section == section).order_by(ticks.c.at.desc()).limit(MOST)
        transaction.execute(delete(ticks).where(ticks.c.section == section, ticks.c.id.not_in(newest)))
