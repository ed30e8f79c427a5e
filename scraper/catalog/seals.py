"""Rows of the daemon's own account that nothing else can vouch for: each carries a checksum of what was written.

One that says otherwise is dropped, and what it knew is learned or noticed anew.
"""

from collections.abc import Collection, Iterator
from zlib import crc32

from sqlalchemy import Table, delete, select

from scraper.catalog import Transaction
from scraper.catalog.account import alerts, challenges, courses, listings

# What the seal of a row is of, its key first; when an alert healed and was told is noted later, and not in it.
_SEALED: dict[Table, tuple[str, ...]] = {
    alerts: ("id", "kind", "subject", "aspect", "raised_at", "detail", "evidence"),
    challenges: ("host", "state"),
    courses: ("section", "url", "kind", "state"),
    listings: ("url", "section", "at", "links", "memory"),
}

Key = tuple[str, str | int]  # a table and the key of a row


def seal(*values: str | int | bytes) -> int:
    """The checksum of a row's values, in the order that they are sealed in but without an alert's id."""
    return crc32(b"\x1f".join(one if isinstance(one, bytes) else str(one).encode("utf-8", "replace") for one in values))


def broken(transaction: Transaction) -> Iterator[Key]:
    """The rows that do not say what was written."""
    for table, names in _SEALED.items():
        for row in transaction.execute(select(table)):
            values = [row._mapping[name] for name in names]
            key, sealed = values[0], values[1:] if table is alerts else values
            if row.seal != seal(*sealed) or (table is alerts and not _is_turned(row.told, row.healed_at)):
                yield table.name, key


def drop_broken(transaction: Transaction, keys: Collection[Key]) -> None:
    """Drop such rows."""
    for table, names in _SEALED.items():
        wrong = [key for name, key in keys if name == table.name]
        transaction.execute(delete(table).where(table.c[names[0]].in_(wrong)))


def _is_turned(told: object, healed_at: object) -> bool:
    """Whether an alert can have been told so often."""
    return told in ((0, 1, 2) if healed_at is not None else (0, 1))
