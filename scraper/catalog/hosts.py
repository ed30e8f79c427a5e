"""The hosts that a running daemon does not ask just now, for whoever looks at its catalog from another process.

The daemon's own account: it is written anew each half minute, and what was not renewed for two says nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.account import hosts

RENEWED = timedelta(seconds=30)
_GOOD_FOR = timedelta(minutes=2)  # a daemon that was killed leaves its rows behind
MOST = 1_000  # hosts that are told by name


@dataclass(frozen=True, slots=True)
class Ailing:
    """A host that is left alone."""

    host: str
    state: str  # busy, down or probing
    since: datetime | None  # None: not known
    until: datetime | None  # when it may be asked again
    error: str | None  # the last one


def tell(transaction: Transaction, found: Sequence[Ailing], now: datetime) -> None:
    """Have these hosts be told, and no others; of too many, those that were left alone last."""
    transaction.execute(delete(hosts))
    newest = sorted(found, key=lambda one: (one.since or now, one.host), reverse=True)[:MOST]
    rows = [
        {
            "host": one.host,
            "state": one.state,
            "since": to_text(one.since) if one.since else None,
            "until": to_text(one.until) if one.until else None,
            "error": one.error,
            "told_at": to_text(now),
        }
        for one in newest
    ]
    if rows:
        transaction.execute(insert(hosts), rows)


def are_told(transaction: Transaction) -> bool:
    """Whether any is told, by whichever daemon."""
    return bool(transaction.scalar(select(func.count()).select_from(hosts)))


def ailing(transaction: Transaction, now: datetime) -> list[Ailing]:
    """The hosts that a daemon now running leaves alone, by name."""
    query = select(hosts).where(hosts.c.told_at > to_text(now - _GOOD_FOR)).order_by(hosts.c.host)
    return [
        Ailing(
            row.host,
            row.state,
            from_text(row.since) if row.since else None,
            from_text(row.until) if row.until else None,
            row.error,
        )
        for row in transaction.execute(query)
    ]
