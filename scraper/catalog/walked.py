"""What walks are judged by and what they came to: polls of before, what was known then, what was found and what not."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, text, update

from scraper.alerts import AlertKind
from scraper.catalog import Transaction, captures, schema, to_text
from scraper.catalog.account import finds, steps
from scraper.catalog.schema import ELSEWHERE, failures, targets
from scraper.catalog.walks import Count, Source, State, Walk
from scraper.model import FoundOn, Kind, Target

_VARIABLES = 10_000  # of one statement
_PENDING = (
    update(targets)
    .where(targets.c.url == bindparam("of"), targets.c.kind == Kind.ARTICLE.value, targets.c.first_at.is_(None))
    .where(targets.c.lease_owner.is_(None))
    .values(due_at=bindparam("now"), publisher=bindparam("by"), section=bindparam("its_section"))
    .values(found_url=bindparam("on_url"), found_capture=bindparam("on_capture"))
)
# Asked at polls: SQLite takes a tenth of the time that building a statement would.
_WANTED = (
    "SELECT DISTINCT steps.url FROM json_each(:urls) AS asked CROSS JOIN steps ON steps.url = asked.value"
    " JOIN walks ON walks.id = steps.walk WHERE partial = 1 OR (state = 'open' AND ended_at IS NULL)"
)
_OVERFLOWED = "SELECT subject FROM alerts WHERE healed_at IS NULL AND kind = :kind"
_FIND = (
    "INSERT OR IGNORE INTO finds SELECT :walk, url FROM json_each(:urls) AS found CROSS JOIN targets"
    " ON targets.url = found.value WHERE first_at IS NULL"
)
_KNOWN = (
    "SELECT 1 FROM json_each(:urls) AS asked CROSS JOIN targets ON targets.url = asked.value"
    " WHERE +section = :section AND first_seen < :before LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Account:
    """What a walk came to so far."""

    walk: Walk
    read: int  # lists
    left: tuple[str, ...]  # lists that are still to be read
    failed: tuple[tuple[str, str], ...]  # lists that could not be, and why
    count: Count
    outcomes: Mapping[str, int]  # of the articles it found, by how the last look at each ended; "" is not looked at yet
    unreached: tuple[tuple[str, str], ...]  # those that failed or wait, and why
    early: int  # of the articles it led to, published before the range, as they say themselves
    late: int


def knows_of(transaction: Transaction, section: str, urls: Collection[str], before: datetime) -> bool:
    """Whether a section led to any of these before then."""
    words = {"urls": json.dumps(list(urls)), "section": section, "before": to_text(before)}
    return transaction.exec_driver_sql(_KNOWN, words).first() is not None


def overflowed(transaction: Transaction) -> frozenset[str]:
    """The sections that have overflowed, and of which no poll has overlapped with what was known since."""
    return frozenset(transaction.exec_driver_sql(_OVERFLOWED, {"kind": AlertKind.OVERFLOW.value}).scalars())


def note_finds(transaction: Transaction, walk: Walk, found: Sequence[Target], on: FoundOn, now: datetime) -> None:
    """Remember that a walk has found these articles on a list, and have them asked for now; but not what is archived.

    What somebody else had found, and nobody could reach, is found anew.
    """
    if not found:
        return
    shared = {"now": to_text(now), "on_url": on.url, "on_capture": on.capture}
    rows = [{"of": each.url, "by": each.publisher, "its_section": each.section, **shared} for each in found]
    transaction.execute(_PENDING, rows)
    words = {"walk": walk.number, "urls": json.dumps([each.url for each in found])}
    transaction.exec_driver_sql(_FIND, words)


def articles_of(transaction: Transaction, section: str, most: int) -> list[str]:
    """Addresses of articles that a section has led to, `most` at most."""
    query = select(targets.c.url).where(targets.c.section == section, targets.c.kind == Kind.ARTICLE.value)
    return list(transaction.scalars(query.limit(most)))


def troubles(transaction: Transaction, urls: Sequence[str], *, lost: bool = False) -> dict[str, str]:
    """Why the last look at these targets brought no capture; those that it did, or that had none, are left out.

    `lost`: and those that are to be looked at again.
    """
    found = dict[str, str]()
    for start in range(0, len(urls), _VARIABLES):
        query = select(targets.c.url, failures.c.detail)
        query = query.join(failures, (failures.c.url == targets.c.url) & (failures.c.at == targets.c.last_at))
        if lost:
            query = query.where(targets.c.due_at.is_(None), targets.c.lease_owner.is_(None))
        found |= {
            row.url: row.detail
            for row in transaction.execute(query.where(targets.c.url.in_(urls[start : start + _VARIABLES])))
        }
    return found


def poll_before(transaction: Transaction, url: str, at: datetime) -> captures.Held | None:
    """The newest capture of a section before then that told what it lists, or that it was as before."""
    listing = schema.captures.c.outcome.in_(("listing", "unmodified")), schema.captures.c.fetched_at < to_text(at)
    newest = schema.captures.c.fetched_at.desc(), schema.captures.c.id.desc()
    found = []
    for column in (schema.captures.c.url, schema.captures.c.target_url):
        query = captures.held_rows().where(column == url, schema.captures.c.target_url == url, *listing)
        if column is schema.captures.c.target_url:
            query = query.where(text(ELSEWHERE))
        found += [captures.as_held(row) for row in transaction.execute(query.order_by(*newest).limit(1))]
    return max(found, key=lambda held: held.fetched_at, default=None)


def account(transaction: Transaction, walk: Walk) -> Account:
    """What a walk came to so far."""
    mine = select(steps).where(steps.c.walk == walk.number)
    rows = transaction.execute(mine.order_by(steps.c.number, steps.c.url)).all()
    sums = {name: sum(getattr(row, name) for row in rows) for name in Count.__dataclass_fields__}
    found = select(targets).join(finds, finds.c.url == targets.c.url).where(finds.c.walk == walk.number)
    articles = transaction.execute(found.order_by(targets.c.url)).all()
    outcomes = dict[str, int]()
    for row in articles:
        outcomes[row.last_outcome or ""] = outcomes.get(row.last_outcome or "", 0) + 1
    refused = troubles(transaction, [row.url for row in articles])
    unreached = [
        (row.url, refused.get(row.url, "not asked for yet"))
        for row in articles
        if not row.first_at or row.url in refused
    ]
    return Account(
        walk,
        read=sum(row.state == State.READ.value for row in rows),
        left=tuple(row.url for row in rows if row.state == State.OPEN.value),
        failed=tuple((row.url, row.detail or "") for row in rows if row.state == State.FAILED.value),
        count=Count(**sums),
        outcomes=outcomes,
        unreached=tuple(unreached),
        early=sum(row.early for row in rows),
        late=sum(row.late for row in rows),
    )


def has_left(transaction: Transaction, walk: Walk, number: int) -> bool:
    """Whether this page or an earlier one led to articles that lie before the range, most of them, and none in it.

    Of a page whose articles are not fetched yet nothing is known.
    """
    pages = steps.c.walk == walk.number, steps.c.source == Source.PAGES.value, steps.c.number <= number
    past = steps.c.inside + steps.c.late == 0, steps.c.early > 0, 10 * steps.c.early >= 7 * steps.c.taken
    return transaction.execute(select(steps.c.url).where(*pages, *past).limit(1)).first() is not None


def wanted(transaction: Transaction, urls: Collection[str]) -> frozenset[str]:
    """Those of these lists that are steps to be read, or of which a walk left some: what they hold is asked for.

    Also where the server says that they are as they were.
    """
    return frozenset(transaction.exec_driver_sql(_WANTED, {"urls": json.dumps(list(urls))}).scalars())


def forget_partial(transaction: Transaction, url: str) -> None:
    """A poll has taken all of a list."""
    transaction.exec_driver_sql("UPDATE steps SET partial = 0 WHERE url = :url AND partial = 1", {"url": url})


def note_article(transaction: Transaction, capture: str, lies: Mapping[int, str]) -> None:
    """An article that a list led to was published inside, early or late of the ranges of these walks, by number."""
    for number, place in lies.items():
        column = steps.c[place]
        here = update(steps).where(steps.c.walk == number, steps.c.capture == capture)
        transaction.execute(here.values({place: column + 1}))


def has_found(transaction: Transaction, walk: Walk) -> bool:
    """Whether any list of the source that is walked now had anything of the range."""
    mine = steps.c.walk == walk.number, steps.c.source.is_(walk.source.value if walk.source else None)
    query = select(steps.c.url).where(*mine, steps.c.taken + steps.c.known > 0)
    return transaction.execute(query.limit(1)).first() is not None


def plan_forgotten(transaction: Transaction, walk: Walk, now: datetime) -> None:
    """Plan for now the steps to be read that nobody means to ask for, though nothing is wrong with them."""
    lists = select(steps.c.url).where(steps.c.walk == walk.number, steps.c.state == State.OPEN.value)
    idle = targets.c.due_at.is_(None), targets.c.lease_owner.is_(None), targets.c.failures == 0
    transaction.execute(update(targets).where(targets.c.url.in_(lists), *idle).values(due_at=to_text(now)))
