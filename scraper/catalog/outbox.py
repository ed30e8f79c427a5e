"""What hooks are to be told: put here in the transaction that makes it true, and taken out once it was delivered.

So nothing is told that was not committed, and nothing that was is lost by a crash. Where no hook is configured nothing
is put. The daemon's own account: what is lost with it was not told, and no evidence lacks by that.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.account import hooks, outbox
from scraper.notices import Notice, Occasion, Wish

KEPT = timedelta(days=3)  # for so long a delivery is tried
REFUSED = timedelta(hours=1)  # and for so long one that its receiver refuses for what it says
MOST = 10_000  # deliveries that wait for one hook; of more the oldest are given up

_WISHES = select(hooks.c.name, hooks.c.wish).where(hooks.c.wish.is_not(None), hooks.c.shut == 0)
_CROWDED = text(
    "DELETE FROM outbox WHERE hook = :hook AND id <="
    " (SELECT id FROM outbox WHERE hook = :hook ORDER BY id DESC LIMIT 1 OFFSET :most)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a hook was not told yet."""

    number: int
    message: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """A try in vain: why, and not before when the next; `refused`: it is this very message that is not taken."""

    at: datetime
    next_at: datetime
    words: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with a hook."""

    name: str
    configured: bool
    shut: bool
    waiting: int
    oldest: datetime | None  # of what waits
    delivered: int
    given_up: int
    failures: int  # in a row
    next_at: datetime | None
    failure: str | None
    failed_at: datetime | None


def enlist(transaction: Transaction, wishes: Collection[Wish], now: datetime) -> None:
    """From now on these hooks are told of what they want, and no others; each is tried at once, shut or not.

    What waits for one that is not among them is kept for it for three days.
    """
    transaction.execute(update(hooks).values(wish=None))
    for wish in wishes:
        row = {"wish": _packed(wish), "shut": 0, "failures": 0, "next_at": None}
        put_in = insert(hooks).values(name=wish.hook, **row)
        transaction.execute(put_in.on_conflict_do_update(index_elements=["name"], set_=row))
    idle = select(hooks.c.name).where(hooks.c.wish.is_(None))
    transaction.execute(delete(outbox).where(outbox.c.hook.in_(idle), outbox.c.at < to_text(now - KEPT)))
    transaction.execute(delete(hooks).where(hooks.c.wish.is_(None), hooks.c.name.not_in(select(outbox.c.hook))))


def wishes(transaction: Transaction) -> list[Wish]:
    """What the hooks want that can be told just now."""
    return [_unpacked(row.name, row.wish) for row in transaction.execute(_WISHES)]


def put(transaction: Transaction, notices: Iterable[Notice], now: datetime, wanted: Sequence[Wish] = ()) -> None:
    """Have the hooks told that want it, once this transaction is committed. What waits already is not put twice.

    `wanted`: their wishes, where the caller has read them.
    """
    wanted = wanted or wishes(transaction)
    rows = [
        {"hook": wish.hook, "message": notice.id, "at": to_text(now), "body": notice.body()}
        for notice in (notices if wanted else ())
        for wish in wanted
        if wish.wants(notice)
    ]
    if not rows:
        return
    transaction.execute(insert(outbox).on_conflict_do_nothing(), rows)
    for hook in sorted({str(row["hook"]) for row in rows}):
        crowded = transaction.execute(_CROWDED, {"hook": hook, "most": MOST}).rowcount
        if crowded:
            lost = {"given_up": hooks.c.given_up + crowded, "crowded_out": hooks.c.crowded_out + crowded}
            transaction.execute(update(hooks).where(hooks.c.name == hook).values(lost))


def due(transaction: Transaction, hook: str, now: datetime, most: int) -> list[Entry]:
    """What a hook is to be told next, in order; nothing while it is left alone. One that is not known is not told."""
    open_ = select(hooks.c.name).where(hooks.c.name == hook, hooks.c.wish.is_not(None), hooks.c.shut == 0)
    open_ = open_.where(func.coalesce(hooks.c.next_at, "") <= to_text(now))
    query = select(outbox).where(outbox.c.hook.in_(open_)).order_by(outbox.c.id).limit(most)
    return [Entry(row.id, row.message, row.body) for row in transaction.execute(query)]


def deliver(transaction: Transaction, hook: str, entry: Entry) -> bool:
    """It was delivered. Whether the try before it had failed."""
    here = hooks.c.name == hook
    failed = bool(transaction.scalar(select(hooks.c.failures).where(here)))
    transaction.execute(delete(outbox).where(outbox.c.id == entry.number))
    told = {"delivered": hooks.c.delivered + 1, "failures": 0, "next_at": None}
    transaction.execute(update(hooks).where(here).values(told))
    return failed


def fail(transaction: Transaction, hook: str, entry: Entry, failure: Failure) -> int:
    """It was not. Gives up whatever has waited for three days, and this one where it is refused for an hour.

    Returns how many were given up, those included that were too many to wait since the last time.
    """
    here, at = hooks.c.name == hook, to_text(failure.at)
    old = outbox.c.hook == hook, outbox.c.at < to_text(failure.at - KEPT)
    lost = transaction.execute(delete(outbox).where(*old)).rowcount
    this = outbox.c.id == entry.number
    values: dict[str, Any] = {"failed_at": at, "failure": failure.words, "next_at": to_text(failure.next_at)}
    values["failures"] = hooks.c.failures + 1
    if failure.refused:
        transaction.execute(update(outbox).where(this, outbox.c.refused_at.is_(None)).values(refused_at=at))
        late = outbox.c.refused_at <= to_text(failure.at - REFUSED)
        if transaction.execute(delete(outbox).where(this, late)).rowcount:
            lost += 1
            values |= {"failures": 0, "next_at": None}  # the next one may well be taken
    crowded = transaction.scalar(select(hooks.c.crowded_out).where(here)) or 0
    values |= {"given_up": hooks.c.given_up + lost, "crowded_out": 0}
    transaction.execute(update(hooks).where(here).values(values))
    return lost + crowded


def shut(transaction: Transaction, hook: str, at: datetime, words: str) -> None:
    """Tell a hook nothing more until it is enlisted anew; what waits for it stays."""
    values = {"shut": 1, "failed_at": to_text(at), "failure": words}
    transaction.execute(update(hooks).where(hooks.c.name == hook).values(values))


def states(transaction: Transaction) -> list[State]:
    """How it stands with each hook, by name."""
    count = select(outbox.c.hook, func.count().label("n"), func.min(outbox.c.at).label("first")).group_by(outbox.c.hook)
    waiting = {row.hook: (row.n, from_text(row.first)) for row in transaction.execute(count)}
    found = list[State]()
    for row in transaction.execute(select(hooks).order_by(hooks.c.name)):
        number, oldest = waiting.get(row.name, (0, None))
        times = [from_text(at) if at else None for at in (row.next_at, row.failed_at)]
        told = row.delivered, row.given_up, row.failures
        shut_ = bool(row.shut)
        standing = State(row.name, row.wish is not None, shut_, number, oldest, *told, times[0], row.failure, times[1])
        found.append(standing)
    return found


def _packed(wish: Wish) -> str:
    return "\n".join((" ".join(sorted(wish.occasions)), " ".join(sorted(wish.sections))))


def _unpacked(name: str, text: str) -> Wish:
    occasions, _, sections = text.partition("\n")
    wanted = {one for one in Occasion if one.value in occasions.split()}
    return Wish(name, frozenset(wanted), frozenset(sections.split()))
