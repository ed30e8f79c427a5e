"""What is due: targets, their leases, and how each look at them ended."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from scraper.catalog import Transaction, from_text, lanes, to_text
from scraper.catalog.schema import failures, targets
from scraper.model import FoundOn, Kind, Target
from scraper.urls import host


@dataclass(frozen=True, slots=True)
class Scope:
    """Which targets a crawl may claim: those of these sections and these very URLs; `sections` None means all."""

    sections: frozenset[str] | None = None
    urls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """How one look at a target ended, as the catalog remembers it."""

    url: str
    at: datetime
    outcome: str  # article, listing, rejected, failed
    error: str | None = None
    due_at: datetime | None = None  # when to look again; None: not until something asks


_REQUISITE = Kind.REQUISITE.value
_FOUND = ("kind", "publisher", "section", "depth", "found_url", "found_capture")  # what a target was found as
_VARIABLES = 10_000  # in one statement; SQLite takes 32,766 unless it was built to take more

# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_EARLIER = (
    update(targets)
    .where(targets.c.url == bindparam("of"), targets.c.first_at > bindparam("captured_at"))
    .values(first_at=bindparam("captured_at"))
)
# A look at a requisite that became something else meanwhile is no look at that.
_BY_THE_WAY = and_(bindparam("outcome") == "requisite", targets.c.kind != _REQUISITE)
_SETTLE = (
    update(targets)
    .where(targets.c.url == bindparam("of"))
    # What lies ahead of the clock was written before that was put right.
    .where(or_(targets.c.last_at.is_(None), targets.c.last_at <= bindparam("at"), targets.c.last_at > bindparam("now")))
    .values(
        last_at=bindparam("at"),
        first_at=func.coalesce(targets.c.first_at, bindparam("captured_at")),
        last_outcome=bindparam("outcome"),
        last_error=bindparam("error"),
        failures=case((bindparam("failed"), targets.c.failures + 1), else_=0),
        due_at=case((_BY_THE_WAY, targets.c.due_at), else_=bindparam("due")),
        lease_owner=None,
        lease_until=None,
    )
)
_RETELL = (
    update(targets)
    .where(targets.c.url == bindparam("of"), targets.c.last_at == bindparam("at"))
    .values(last_outcome=bindparam("told"), last_error=bindparam("why"))
)

_ROW = insert(targets)
_NEW = _ROW.excluded
_ANEW = {name: _NEW[name] for name in (*_FOUND, "due_at")}
_SOONER = func.min(func.coalesce(targets.c.due_at, _NEW.due_at), _NEW.due_at)
_IDLE = or_(targets.c.lease_until.is_(None), targets.c.lease_until < _NEW.due_at)
_WAS_REQUISITE = targets.c.kind == _REQUISITE
_ADD = _ROW.on_conflict_do_update(index_elements=["url"], set_=_ANEW, where=_WAS_REQUISITE)
# What is configured overrules what was found; and so does what is asked for by hand, but of a requisite alone.
_OVERRULED = {name: _NEW[name] for name in ("kind", "publisher", "section", "depth")}
_MADE_MORE = {name: case((_WAS_REQUISITE, _NEW[name]), else_=targets.c[name]) for name in _FOUND}
_PLAN_CONFIGURED, _PLAN_FOUND = (
    _ROW.on_conflict_do_update(index_elements=["url"], set_=plan | {"due_at": _SOONER}, where=_IDLE)
    for plan in (_OVERRULED, _MADE_MORE)
)
_OTHERWISE_FOUND = targets.c.found_capture.is_distinct_from(_NEW.found_capture)
_PLAN_PART = _ROW.on_conflict_do_update(index_elements=["url"], set_=_ANEW, where=and_(_OTHERWISE_FOUND, _IDLE))
_HOLD = (
    update(targets)
    .where(targets.c.url == bindparam("of"))
    .values(lease_owner=bindparam("lease_owner"), lease_until=bindparam("lease_until"))
)
_IDLE_SECTION = update(targets).where(targets.c.url == bindparam("of"), targets.c.lease_owner.is_(None))


def add(transaction: Transaction, found: Iterable[Target], now: datetime, due_at: datetime | None) -> list[str]:
    """Insert the targets that are not known yet and return their URLs. A known target keeps what is known of it.

    But one that was known for a requisite alone is found anew as what it is now, and returned too.
    """
    rows = [_row(target, now, due_at) for target in found]
    if not rows:
        return []
    urls = [row["url"] for row in rows]
    known = dict[str, str]()
    for start in range(0, len(urls), _VARIABLES):
        query = select(targets.c.url, targets.c.kind).where(targets.c.url.in_(urls[start : start + _VARIABLES]))
        known.update((row.url, row.kind) for row in transaction.execute(query))
    fresh = {str(row["url"]): row for row in rows if known.get(str(row["url"]), _REQUISITE) == _REQUISITE}
    fresh = {url: row for url, row in fresh.items() if url not in known or row["kind"] != _REQUISITE}
    if fresh:
        transaction.execute(_ADD, list(fresh.values()))
    return list(fresh)


def renew_requisites(transaction: Transaction, urls: Sequence[str], before: datetime, now: datetime) -> None:
    """Plan for now those of these requisites that were last looked at before a time and wait for nothing."""
    idle = targets.c.kind == _REQUISITE, targets.c.due_at.is_(None), targets.c.lease_owner.is_(None)
    stale = targets.c.url.in_(list(urls)), targets.c.last_at < to_text(before), *idle
    transaction.execute(update(targets).where(*stale).values(due_at=to_text(now)))


def make_due(transaction: Transaction, wanted: Iterable[Target], now: datetime) -> None:
    """Plan these targets for now, inserted where unknown. One that is being looked at now is left to that look.

    One that has been due for some time keeps its place.
    """
    found, configured = list[dict[str, object]](), list[dict[str, object]]()
    for target in wanted:
        (found if target.kind is Kind.ARTICLE else configured).append(_row(target, now, now))
    for statement, rows in ((_PLAN_FOUND, found), (_PLAN_CONFIGURED, configured)):
        if rows:
            transaction.execute(statement, rows)


def plan_parts(transaction: Transaction, wanted: Iterable[Target], now: datetime) -> None:
    """Plan further pages for now, once for each capture of the first page, whatever else they were known for.

    They name one another: one that was found by that capture already is not asked for again.
    """
    rows = [_row(target, now, now) for target in wanted]
    if rows:
        transaction.execute(_PLAN_PART, rows)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who claims and until when. Once it has run out, or its owner is found dead, anybody may claim again."""

    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """How many targets a claim may take, and the hosts that have enough of them already."""

    free: int
    busy: Collection[str] = ()
    each: int | None = None  # of one host at most
    oldest: int = 0  # of `free`, for what has been due for longest, whatever its priority


def claim(transaction: Transaction, scope: Scope, now: datetime, lease: Lease, room: Room) -> list[Target]:
    """Take due targets and hold them under `lease`: by priority, then oldest first, but requisites after all others.

    What it costs grows with what is taken and with the lanes that are busy or out of scope, not with what is due.
    """
    text = to_text(now)
    ran_out = update(targets).where(targets.c.lease_until < text)
    transaction.execute(ran_out.values(lease_owner=None, lease_until=None))
    each = min(room.each or room.free, room.free)
    rows, hosts = dict[str, Row[Any]](), Counter[str]()
    wanted = lanes.Wanted(text, scope.sections, scope.urls, room.busy, each)
    for found in lanes.candidates(transaction, wanted, room.free, room.oldest):
        for row in found:
            if len(rows) < room.free and row.url not in rows and hosts[row.host] < each:
                rows[row.url] = row
                hosts[row.host] += 1
        if len(rows) == room.free:
            break
    if rows:
        words = [{"of": url, "lease_owner": lease.owner, "lease_until": to_text(lease.until)} for url in rows]
        transaction.execute(_HOLD, words)
    return [_target(row) for row in rows.values()]


def renew(transaction: Transaction, lease: Lease, urls: Sequence[str]) -> None:
    """Extend the leases that their owner holds on these URLs."""
    for start in range(0, len(urls), _VARIABLES):
        held = targets.c.url.in_(urls[start : start + _VARIABLES]), targets.c.lease_owner == lease.owner
        transaction.execute(update(targets).where(*held).values(lease_until=to_text(lease.until)))


def release(transaction: Transaction, owners: Collection[str], urls: Sequence[str] | None = None) -> None:
    """Give back what these owners hold (only `urls` when given), still due."""
    given = update(targets).where(targets.c.lease_owner.in_(list(owners)))
    if urls is not None:
        given = given.where(targets.c.url.in_(list(urls)))
    transaction.execute(given.values(lease_owner=None, lease_until=None))


def settle(transaction: Transaction, looks: Sequence[Look], now: datetime) -> None:
    """Write down how looks ended and end their leases. Of an older look than the last only its date may count."""
    if looks:
        transaction.execute(_SETTLE, [_ended(look) | {"now": to_text(now)} for look in looks])
        captured = [{"of": look.url, "captured_at": to_text(look.at)} for look in looks if look.outcome != "failed"]
        if captured:
            transaction.execute(_EARLIER, captured)


def retell(transaction: Transaction, looks: Sequence[Look]) -> None:
    """Say anew what came of looks that are the last at their targets; what is planned stays, and none is added."""
    if looks:
        rows = [{"of": look.url, "at": to_text(look.at), "told": look.outcome, "why": look.error} for look in looks]
        transaction.execute(_RETELL, rows)


def fail(transaction: Transaction, target: Target, look: Look, reason: str) -> None:
    """Write down a look that brought no capture."""
    row = {"url": target.url, "section": target.section, "at": to_text(look.at), "reason": reason, "detail": look.error}
    transaction.execute(insert(failures), [row])
    settle(transaction, [look], look.at)


def failures_in_a_row(transaction: Transaction, url: str) -> int:
    """How many looks at a target have failed since one that did not."""
    return transaction.scalar(select(targets.c.failures).where(targets.c.url == url)) or 0


def first_captures(transaction: Transaction, urls: Collection[str]) -> dict[str, datetime]:
    """When each of these targets was first captured; one that never was is left out."""
    query = select(targets.c.url, targets.c.first_at).where(
        targets.c.url.in_(list(urls)), targets.c.first_at.is_not(None)
    )
    return {row.url: from_text(row.first_at) for row in transaction.execute(query)}


def next_due(transaction: Transaction, scope: Scope, after: datetime | None = None) -> datetime | None:
    """The earliest time at which anything in scope may be claimed: what somebody holds, when that lease runs out.

    With `after`, the first such time later than that.
    """
    first = lanes.first_due(transaction, scope.sections, scope.urls, to_text(after) if after else "")
    return from_text(first) if first else None


def drop_plans(transaction: Transaction, urls: Collection[str]) -> None:
    """Look at these sections no more. Where somebody is at it just now, that look ends as any."""
    if urls:
        transaction.execute(_IDLE_SECTION.values(due_at=None, next_poll=None), [{"of": url} for url in urls])


def _ended(look: Look) -> dict[str, object]:
    at, failed = to_text(look.at), look.outcome == "failed"
    return {
        "of": look.url,
        "at": at,
        "captured_at": None if failed else at,
        "outcome": look.outcome,
        "error": look.error,
        "failed": failed,
        "due": to_text(look.due_at) if look.due_at else None,
    }


def _row(target: Target, now: datetime, due_at: datetime | None) -> dict[str, object]:
    return {
        "url": target.url,
        "host": host(target.url),
        "publisher": target.publisher,
        "kind": target.kind.value,
        "section": target.section,
        "depth": target.depth,
        "found_url": target.found_on.url if target.found_on else None,
        "found_capture": target.found_on.capture if target.found_on else None,
        "first_seen": to_text(now),
        "due_at": to_text(due_at) if due_at else None,
    }


def _target(row: Row[Any]) -> Target:
    return Target(
        url=row.url,
        publisher=row.publisher,
        kind=Kind(row.kind),
        section=row.section,
        found_on=FoundOn(row.found_url, row.found_capture) if row.found_url else None,
        depth=row.depth,
        seen=row.first_at is not None,
        due_at=from_text(row.due_at) if row.due_at else None,
    )
