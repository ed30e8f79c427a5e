"""What a reader would open of an archive: each article as often as it changed, each section page once a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from scraper.catalog import Transaction
from scraper.catalog.captures import Held, as_held, held_rows
from scraper.catalog.choice import CHOSEN
from scraper.catalog.schema import articles, captures, files

_BATCH = 1_000  # rows read at a time


@dataclass(frozen=True, slots=True)
class Story:
    """A capture of an article that says something else than the one before it, and its record's line."""

    held: Held
    title: str
    publisher: str
    day: str  # YYYY-MM-DD
    line_digest: str


def stories(transaction: Transaction, folder: str | None) -> Iterator[Story]:
    """The articles among the captures, by day, publisher and time.

    Those of the transaction's choice, where `folder` is None; else those of every file in that folder or below it.
    """
    rows = _within(select(articles, captures.c.file_id).join(captures, captures.c.id == articles.c.capture_id), folder)
    earlier = rows.subquery()
    before = func.lag(earlier.c.fingerprint).over(
        partition_by=earlier.c.article_id, order_by=(earlier.c.fetched_at, earlier.c.place)
    )
    told = select(earlier, before.label("before")).subquery()
    query = held_rows().add_columns(told.c.title, told.c.publisher.label("paper"), told.c.day, told.c.line_digest)
    query = query.join(told, told.c.capture_id == captures.c.id)
    query = query.where(or_(told.c.before.is_(None), told.c.before != told.c.fingerprint))
    query = query.order_by(told.c.day, told.c.publisher, told.c.fetched_at, captures.c.id)
    for row in transaction.execute(query).yield_per(_BATCH):
        yield Story(as_held(row), row.title, row.paper, row.day, row.line_digest)


def section_pages(transaction: Transaction, folder: str | None) -> Iterator[Held]:
    """The last capture of each day of every section page that was listed from, by time; `folder` as for `stories`."""
    day = func.substr(captures.c.fetched_at, 1, 10)
    newest = (captures.c.fetched_at.desc(), captures.c.id.desc())
    rows = select(captures.c.id, func.row_number().over(partition_by=(captures.c.url, day), order_by=newest).label("n"))
    rows = rows.where(captures.c.outcome == "listing", captures.c.kind == "page")
    numbered = _within(rows, folder).subquery()
    query = held_rows().join(numbered, numbered.c.id == captures.c.id).where(numbered.c.n == 1)
    for row in transaction.execute(query.order_by(captures.c.fetched_at, captures.c.id)).yield_per(_BATCH):
        yield as_held(row)


def _within(query: Select[Any], folder: str | None) -> Select[Any]:
    if folder is None:
        return query.join(CHOSEN, CHOSEN.c.id == captures.c.id)
    below = files.c.folder.startswith(folder + "/", autoescape=True)
    return query.join(files, files.c.id == captures.c.file_id).where(or_(files.c.folder == folder, below))
