"""Looks that brought no capture, and how long they are remembered."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from scraper.catalog import Transaction, to_text
from scraper.catalog.schema import failures, targets

KEPT = timedelta(days=30)
MOST = 500  # rows of an address
_AT_ONCE = 20_000  # rows that are forgotten at once, so that nobody waits long for his turn to write

# What is known of a target's last look has to be vouched for (soundness).
_VOUCHES = exists().where(
    targets.c.url == failures.c.url, or_(targets.c.last_at == failures.c.at, targets.c.first_at == failures.c.at)
)


def prune(transaction: Transaction, now: datetime) -> None:
    """Forget what is older than 30 days, and of each address all but the newest 500, but for the last look at it.

    Of very many, some now and the others another time.
    """
    _forget(transaction, failures.c.at < to_text(now - KEPT))
    crowded = select(failures.c.url).group_by(failures.c.url).having(func.count() > MOST + 1)
    for url in transaction.scalars(crowded).all():
        newest = select(failures.c.at).where(failures.c.url == url).order_by(failures.c.at.desc())
        since = newest.offset(MOST - 1).limit(1).scalar_subquery()
        _forget(transaction, failures.c.url == url, failures.c.at < since)


def _forget(transaction: Transaction, *which: ColumnElement[bool]) -> None:
    some = select(failures.c.id).where(*which, ~_VOUCHES).limit(_AT_ONCE)
    transaction.execute(delete(failures).where(failures.c.id.in_(some)))
