"""Walks through a section's older lists: what is still to be read of them, and what they came to.

A walk is begun where a section overflowed or somebody asks for a range of days. Its steps are lists that are targets
like any other; who visits them need not know that they are steps. The daemon's own account: where it is lost, a walk is
begun anew, and what is archived is not asked for again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.account import finds, steps, walks
from scraper.catalog.schema import targets
from scraper.discover import Range
from scraper.model import FoundOn

KEPT = timedelta(days=90)  # after a walk has ended
_KNOWN_STEPS = "SELECT url FROM steps WHERE walk = :walk AND url IN (SELECT value FROM json_each(:urls))"
_OPEN_STEP = "SELECT 1 FROM steps WHERE walk = :walk AND state = 'open' LIMIT 1"


class Why(StrEnum):
    """What a walk is for."""

    OVERFLOW = "overflow"  # a poll brought nothing that was known: what lies between it and the one before
    BACKFILL = "backfill"  # somebody asked for a range of days


class Source(StrEnum):
    """Where older articles of a section are listed."""

    PAGES = "pages"  # the pages after the section's own
    INDEX = "index"  # a list for each day, as the publisher's profile knows it
    SITEMAP = "sitemap"


class State(StrEnum):
    """How it stands with a step."""

    OPEN = "open"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk as it stands."""

    number: int
    section: str
    publisher: str
    url: str
    why: Why
    within: Range
    began_at: datetime
    known_at: datetime | None
    sources: tuple[Source, ...]
    source: Source | None
    found_on: FoundOn | None
    places: frozenset[str]
    told: tuple[str, ...] = ()
    ended_at: datetime | None = None
    whole: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A list that a walk leads to."""

    url: str
    source: Source | None = None
    number: int = 1
    day: date | None = None
    state: State = State.OPEN


@dataclass(frozen=True, slots=True)
class Count:
    """What the links of a list came to; the meaning of each stands in the schema."""

    listed: int = 0
    taken: int = 0
    known: int = 0
    outside: int = 0
    edited: int = 0
    elsewhere: int = 0
    undated: int = 0

    @property
    def partial(self) -> bool:
        """Whether something of it was left."""
        return self.listed > self.taken + self.known


def begin(transaction: Transaction, walk: Walk) -> Walk:
    """Write down a walk that begins; it comes back with its number."""
    row = {
        "section": walk.section,
        "publisher": walk.publisher,
        "url": walk.url,
        "why": walk.why.value,
        "first_day": walk.within.first.isoformat(),
        "last_day": walk.within.last.isoformat(),
        "zone": walk.within.zone,
        "began_at": to_text(walk.began_at),
        "known_at": to_text(walk.known_at) if walk.known_at else None,
        **_changing(walk),
    }
    number = transaction.execute(insert(walks).values(row).returning(walks.c.id)).scalar_one()
    return _walk(transaction.execute(select(walks).where(walks.c.id == number)).one())


def note(transaction: Transaction, walk: Walk) -> None:
    """Write down how a walk stands."""
    transaction.execute(update(walks).where(walks.c.id == walk.number).values(_changing(walk)))


def is_any_open(transaction: Transaction) -> bool:
    """Whether there is anything to look for."""
    return transaction.exec_driver_sql("SELECT 1 FROM walks WHERE ended_at IS NULL LIMIT 1").first() is not None


def newest(transaction: Transaction, section: str, why: Why, within: Range | None = None) -> Walk | None:
    """The walk of a section that was begun last, of one sort and of any range or this very one."""
    query = select(walks).where(walks.c.section == section, walks.c.why == why.value)
    if within is not None:
        days = walks.c.first_day == within.first.isoformat(), walks.c.last_day == within.last.isoformat()
        query = query.where(*days)
    row = transaction.execute(query.order_by(walks.c.id.desc()).limit(1)).first()
    return _walk(row) if row else None


def all_open(transaction: Transaction, why: Why) -> list[Walk]:
    """The walks of one sort that go on."""
    query = select(walks).where(walks.c.ended_at.is_(None), walks.c.why == why.value)
    return [_walk(row) for row in transaction.execute(query.order_by(walks.c.id))]


def get(transaction: Transaction, number: int) -> Walk:
    """A walk by its number."""
    return _walk(transaction.execute(select(walks).where(walks.c.id == number)).one())


def add_steps(transaction: Transaction, walk: Walk, wanted: Sequence[Step]) -> list[Step]:
    """The steps of these that the walk has not been led to before, written down."""
    words = {"walk": walk.number, "urls": json.dumps([step.url for step in wanted])}
    known = set(transaction.exec_driver_sql(_KNOWN_STEPS, words).scalars())
    fresh = {step.url: step for step in reversed(wanted) if step.url not in known}
    rows = [
        {
            "walk": walk.number,
            "url": step.url,
            "number": step.number,
            "source": step.source.value if step.source else None,
            "day": step.day.isoformat() if step.day else None,
            "state": State.OPEN.value,
        }
        for step in fresh.values()
    ]
    if rows:
        transaction.execute(insert(steps), rows)
    return list(reversed(fresh.values()))


def steps_at(transaction: Transaction, url: str) -> list[tuple[Walk, Step]]:
    """The steps that a list is of walks that go on, where it is still to be read."""
    query = select(steps.c.walk).join(walks, walks.c.id == steps.c.walk)
    query = query.where(steps.c.url == url, steps.c.state == State.OPEN.value, walks.c.ended_at.is_(None))
    found = []
    for number in transaction.scalars(query.order_by(steps.c.walk)).all():
        row = transaction.execute(select(steps).where(steps.c.walk == number, steps.c.url == url)).one()
        found.append((get(transaction, number), _step(row)))
    return found


def open_steps(transaction: Transaction, walk: Walk) -> list[Step]:
    """Its steps that are still to be read."""
    query = select(steps).where(steps.c.walk == walk.number, steps.c.state == State.OPEN.value)
    return [_step(row) for row in transaction.execute(query.order_by(steps.c.number, steps.c.url))]


def is_left(transaction: Transaction, walk: Walk) -> bool:
    """Whether it has steps that are still to be read."""
    return transaction.exec_driver_sql(_OPEN_STEP, {"walk": walk.number}).first() is not None


def read_step(transaction: Transaction, walk: Walk, step: Step, capture: str, count: Count) -> None:
    """A step was read from a capture, and this came of it."""
    values = {name: getattr(count, name) for name in Count.__dataclass_fields__}
    here = update(steps).where(steps.c.walk == walk.number, steps.c.url == step.url)
    done = values | {"state": State.READ.value, "capture": capture, "partial": int(count.partial)}
    done["source"] = step.source.value if step.source else None
    transaction.execute(here.values(done))


def fail_step(transaction: Transaction, walk: Walk, step: Step, detail: str) -> None:
    """A step cannot be read."""
    here = update(steps).where(steps.c.walk == walk.number, steps.c.url == step.url)
    transaction.execute(here.values(state=State.FAILED.value, detail=detail))


def resume(transaction: Transaction, walk: Walk, now: datetime) -> Walk:
    """Go on with a walk that was interrupted or could not do all: what failed is tried again, at once."""
    failed = update(steps).where(steps.c.walk == walk.number, steps.c.state == State.FAILED.value)
    transaction.execute(failed.values(state=State.OPEN.value, detail=None))
    walk = replace(walk, told=(), ended_at=None, whole=None)
    note(transaction, walk)
    mine = steps.c.walk == walk.number
    lists = select(steps.c.url).where(mine, steps.c.state == State.OPEN.value)
    found = select(finds.c.url).where(finds.c.walk == walk.number)
    again = update(targets).where(targets.c.lease_owner.is_(None)).values(due_at=to_text(now))
    transaction.execute(again.where(targets.c.url.in_(lists)))
    transaction.execute(again.where(targets.c.url.in_(found), targets.c.first_at.is_(None)))
    return walk


def prune(transaction: Transaction, now: datetime) -> None:
    """Forget the walks that ended three months ago."""
    old = select(walks.c.id).where(walks.c.ended_at < to_text(now - KEPT))
    for table in (steps, finds):
        transaction.execute(delete(table).where(table.c.walk.in_(old)))
    transaction.execute(delete(walks).where(walks.c.ended_at < to_text(now - KEPT)))


def walks_by(transaction: Transaction, capture: str) -> list[Walk]:
    """The walks that read a list from this capture, whether they go on or not."""
    numbers = transaction.exec_driver_sql("SELECT walk FROM steps WHERE capture = :capture", {"capture": capture})
    return [get(transaction, number) for number in numbers.scalars().all()]


def count_steps(transaction: Transaction, walk: Walk, source: Source | None, state: State | None = None) -> int:
    """How many steps of a source a walk has, or of those in one state."""
    mine = steps.c.walk == walk.number, steps.c.source.is_(source.value if source else None)
    query = select(func.count()).select_from(steps).where(*mine)
    return transaction.scalar(query if state is None else query.where(steps.c.state == state.value)) or 0


def _changing(walk: Walk) -> dict[str, Any]:
    return {
        "sources": ",".join(walk.sources),
        "source": walk.source.value if walk.source else None,
        "found_capture": walk.found_on.capture if walk.found_on else None,
        "found_url": walk.found_on.url if walk.found_on else None,
        "places": " ".join(sorted(walk.places)),
        "told": "\n".join(walk.told),
        "ended_at": to_text(walk.ended_at) if walk.ended_at else None,
        "whole": None if walk.whole is None else int(walk.whole),
    }


def _walk(row: Row[Any]) -> Walk:
    return Walk(
        number=row.id,
        section=row.section,
        publisher=row.publisher,
        url=row.url,
        why=Why(row.why),
        within=Range(date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), row.zone),
        began_at=from_text(row.began_at),
        known_at=from_text(row.known_at) if row.known_at else None,
        sources=tuple(Source(name) for name in row.sources.split(",") if name),
        source=Source(row.source) if row.source else None,
        found_on=FoundOn(row.found_url, row.found_capture) if row.found_url else None,
        places=frozenset(row.places.split()),
        told=tuple(row.told.splitlines()),
        ended_at=from_text(row.ended_at) if row.ended_at else None,
        whole=None if row.whole is None else bool(row.whole),
    )


def _step(row: Row[Any]) -> Step:
    return Step(
        url=row.url,
        source=Source(row.source) if row.source else None,
        number=row.number,
        day=date.fromisoformat(row.day) if row.day else None,
        state=State(row.state),
    )
