"""What the archive says of its captures of articles, for whoever holds it against what today's code says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from scraper.catalog import Transaction, to_text
from scraper.catalog.schema import articles, captures, files

_INSIDE = files.c.folder.not_like("/%")


@dataclass(frozen=True, slots=True)
class Told:
    """A capture's record: whose file of which day has it, and its line's digest; None where it was rejected."""

    publisher: str
    day: str
    line_digest: str | None


def told(transaction: Transaction, since: datetime | None, publisher: str | None = None) -> dict[tuple[str, int], Told]:
    """Every capture with a record of its own, or rejected with status 200, by its file's name and its offset.

    Of the archive's own files alone: others may have the same names.
    """
    place = files.c.name, captures.c.offset
    recorded = (
        select(*place, articles.c.publisher, articles.c.day, articles.c.line_digest)
        .select_from(articles.join(captures, captures.c.id == articles.c.capture_id).join(files))
        .where(articles.c.revision == 1, _INSIDE)
    )
    rejected = (
        select(*place, captures.c.publisher, captures.c.fetched_at)
        .select_from(captures.join(files))
        .where(captures.c.outcome == "rejected", captures.c.status == 200, _INSIDE)
    )
    if since is not None:
        recorded = recorded.where(captures.c.fetched_at >= to_text(since))
        rejected = rejected.where(captures.c.fetched_at >= to_text(since))
    if publisher is not None:
        recorded = recorded.where(articles.c.publisher == publisher)
        rejected = rejected.where(captures.c.publisher == publisher)
    found = {
        (row.name, row.offset): Told(row.publisher or "", row.fetched_at[:10], None)
        for row in transaction.execute(rejected)
    }
    for row in transaction.execute(recorded):
        found[row.name, row.offset] = Told(row.publisher, row.day, row.line_digest)
    return found
