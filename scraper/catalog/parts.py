"""Which captures an article's record rests on besides its own: those of its further pages, by their addresses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from scraper.catalog import Transaction, to_text
from scraper.catalog.captures import Held, as_held, held_rows
from scraper.catalog.schema import captures, files, parts

# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_ANY = select(parts.c.capture_id).limit(1)
_OF = _ANY.join(captures, captures.c.id == parts.c.capture_id)
_OF = _OF.where(captures.c.url == bindparam("url"), captures.c.record_id == bindparam("record_id"))
# By where they lie and not by number, which is given on arrival.
_SEEN = (
    held_rows()
    .where(captures.c.url == bindparam("url"), captures.c.outcome != "loaded")  # its conversion is there
    .where(captures.c.fetched_at >= bindparam("since"), captures.c.fetched_at < bindparam("until"))
    .order_by(captures.c.fetched_at, files.c.name, files.c.mark, captures.c.offset)
)


def note(transaction: Transaction, number: int, asked: Mapping[str, tuple[datetime, datetime]]) -> None:
    """The record of capture `number` rests on the captures of these URLs, from a time on and before another.

    And on no others any more.
    """
    transaction.execute(delete(parts).where(parts.c.capture_id == number))
    if asked:
        windows = {url: tuple(map(to_text, window)) for url, window in asked.items()}
        rows = [{"capture_id": number, "url": url, "since": a, "until": b} for url, (a, b) in windows.items()]
        transaction.execute(insert(parts), rows)


def rests_on_others(transaction: Transaction, held: Held) -> bool:
    """Whether the record of a capture rests on captures of other addresses."""
    return transaction.execute(_OF, {"url": held.url, "record_id": held.record_id}).first() is not None


def resting_on(transaction: Transaction, arrived: Iterable[tuple[str, datetime]]) -> list[int]:
    """The numbers of the captures whose records rest on any of these captures, given by URL and time: a batch's."""
    if transaction.execute(_ANY).first() is None:  # as in most archives of feeds and stubs
        return []
    times = defaultdict[str, list[str]](list)
    for url, at in arrived:
        times[url].append(to_text(at))
    rows = transaction.execute(select(parts).where(parts.c.url.in_(list(times))))
    return sorted({row.capture_id for row in rows if any(row.since <= at < row.until for at in times[row.url])})


def seen(transaction: Transaction, url: str, since: datetime, until: datetime) -> list[Held]:
    """The captures of a URL from `since` on and before `until`, in the order of their times."""
    window = {"url": url, "since": to_text(since), "until": to_text(until)}
    return [as_held(row) for row in transaction.execute(_SEEN, window)]


def held(transaction: Transaction, numbers: Sequence[int]) -> list[tuple[int, Held]]:
    """Captures by their numbers."""
    rows = transaction.execute(held_rows().where(captures.c.id.in_(numbers)).order_by(captures.c.id))
    return [(row.id, as_held(row)) for row in rows]
