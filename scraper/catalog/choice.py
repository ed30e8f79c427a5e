"""A choice of captures: those that are wanted, and others that they cannot be shown without.

It is held in a temporary table, which ends with its transaction, since an archive may hold more captures than memory.
No reader or writer of the catalog is kept waiting by it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.captures import Held, as_held, held_rows
from scraper.catalog.schema import articles, captures

_BATCH = 1_000  # rows read at a time
_HOP = timedelta(hours=1)  # no redirect is older than that when what it leads to is captured

CHOSEN = Table("chosen", MetaData(), Column("id", Integer, primary_key=True), prefixes=["TEMPORARY"])
_before = captures.alias()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which captures are wanted: those that are of one of the sections, and of one of the addresses, and in time.

    What is empty or None asks for nothing. An address is asked for as what was fetched, as what it was fetched for
    (a redirect may lie between), or as the article it turned out to be.
    """

    sections: tuple[str, ...] = ()
    urls: frozenset[str] = frozenset()
    article_ids: frozenset[str] = frozenset()
    since: datetime | None = None  # at or after
    until: datetime | None = None  # before


@dataclass(frozen=True, slots=True)
class Chosen:
    """A capture of the choice."""

    number: int  # of its row; rows of one file are side by side, in the order of their offsets
    held: Held


@dataclass(frozen=True, slots=True)
class Placed:
    """A capture of the choice, and where the captures around it lie in its file, chosen or not."""

    chosen: Chosen
    after: int  # where the capture before it ends; 0 where it is the first
    until: int | None  # where the next capture begins; None where it is the last


def begin(transaction: Transaction) -> None:
    """Begin a choice, empty. There can be one in a transaction."""
    CHOSEN.create(transaction)


def holds(transaction: Transaction, wanted: Wanted) -> bool:
    """Whether the catalog holds anything that is wanted."""
    return transaction.execute(_matching(wanted).limit(1)).first() is not None


def add_wanted(transaction: Transaction, wanted: Wanted) -> int:
    """Choose what is wanted; returns how many captures that adds."""
    return _add(transaction, _matching(wanted))


def add(transaction: Transaction, numbers: Collection[int]) -> list[Chosen]:
    """Choose captures by their numbers; returns those that were not chosen before."""
    if not numbers:
        return []
    new = held_rows().where(captures.c.id.in_(numbers), captures.c.id.not_in(select(CHOSEN.c.id)))
    found = [Chosen(row.id, as_held(row)) for row in transaction.execute(new.order_by(captures.c.id))]
    if found:
        transaction.execute(insert(CHOSEN), [{"id": each.number} for each in found])
    return found


def drop(transaction: Transaction, number: int) -> None:
    """Take a capture out of the choice."""
    transaction.execute(delete(CHOSEN).where(CHOSEN.c.id == number))


def add_originals(transaction: Transaction) -> int:
    """Choose the responses that chosen revisits refer to; returns how many that adds."""
    revisit = captures.alias()
    refers = and_(captures.c.url == revisit.c.refers_url, captures.c.fetched_at == revisit.c.refers_at)
    found = select(captures.c.id).join(revisit, refers).join(CHOSEN, CHOSEN.c.id == revisit.c.id)
    return _add(transaction, found.where(captures.c.revisit.is_(None)))


def add_requisites(transaction: Transaction) -> int:
    """Choose what was fetched because a chosen capture named it: requisites, further pages; returns how many that adds.

    Not chosen is what a page names as well and another had named before it.
    """
    page = captures.alias()
    pages = select(page.c.record_id).join(CHOSEN, CHOSEN.c.id == page.c.id)
    found = select(captures.c.id).where(captures.c.kind.in_(("requisite", "part")), captures.c.found_capture.in_(pages))
    return _add(transaction, found)


def known(transaction: Transaction, urls: Collection[str]) -> dict[str, int | None]:
    """Those of these URLs that were ever captured: with the number of the capture, or None where there are several."""
    query = select(captures.c.url, func.count(), func.min(captures.c.id)).where(captures.c.url.in_(urls))
    return {
        url: first if count == 1 else None for url, count, first in transaction.execute(query.group_by(captures.c.url))
    }


def without_original(transaction: Transaction) -> Iterator[Chosen]:
    """The chosen revisits whose original the catalog does not know."""
    there = exists().where(
        _before.c.url == captures.c.refers_url,
        _before.c.fetched_at == captures.c.refers_at,
        _before.c.revisit.is_(None),
    )
    query = _query().where(captures.c.revisit.is_not(None), ~there).order_by(captures.c.id)
    for row in transaction.execute(query):
        yield Chosen(row.id, as_held(row))


def nearest(transaction: Transaction, url: str, at: datetime) -> int:
    """The number of the capture of a known URL that is nearest to `at`; of the earlier one of two equally near."""
    moment = {"url": url, "at": to_text(at)}
    found = [row for query in (_NOT_AFTER, _AFTER) if (row := transaction.execute(query, moment).first())]
    return int(min(found, key=lambda row: abs(from_text(row.fetched_at) - at)).id)


def redirect_before(transaction: Transaction, url: str, at: datetime) -> Chosen | None:
    """The last redirect that a URL gave before `at`, chosen or not; None where there was none within an hour."""
    row = transaction.execute(_REDIRECT, {"url": url, "at": to_text(at), "since": to_text(at - _HOP)}).first()
    return Chosen(row.id, as_held(row)) if row else None


def redirects(transaction: Transaction, urls: Collection[str]) -> list[tuple[str, str]]:
    """Every redirect these URLs ever gave: the URL, and the Location header as it came."""
    query = select(captures.c.url, captures.c.detail).distinct()
    query = query.where(captures.c.url.in_(urls), captures.c.outcome == "redirect", captures.c.detail.is_not(None))
    return [(row.url, row.detail) for row in transaction.execute(query.order_by(captures.c.url, captures.c.detail))]


def listings(transaction: Transaction, urls: Collection[str]) -> set[str]:
    """Those of these URLs that were section pages, feeds or sitemaps when they were captured."""
    query = select(captures.c.url).distinct().where(captures.c.url.in_(urls), captures.c.outcome == "listing")
    return set(transaction.scalars(query))


def chosen(transaction: Transaction, after: int = -1) -> Iterator[Chosen]:
    """The choice by row number, from behind `after` on. What is added meanwhile comes too, where it is still ahead."""
    query = _query().where(captures.c.id > bindparam("after")).order_by(captures.c.id).limit(_BATCH)
    while rows := transaction.execute(query, {"after": after}).all():
        yield from (Chosen(row.id, as_held(row)) for row in rows)
        after = rows[-1].id


def placed(transaction: Transaction) -> Iterator[Placed]:
    """The choice file by file, and by offset in each."""
    before = (
        select(_before.c.offset + _before.c.length)
        .where(_before.c.file_id == captures.c.file_id, _before.c.id < captures.c.id)
        .order_by(_before.c.id.desc())
    )
    behind = select(_before.c.offset).where(_before.c.file_id == captures.c.file_id, _before.c.id > captures.c.id)
    columns = (
        before.limit(1).scalar_subquery().label("ended"),
        behind.order_by(_before.c.id).limit(1).scalar_subquery().label("begins"),
    )
    query = _query().add_columns(*columns).where(captures.c.id > bindparam("after"))
    query, after = query.order_by(captures.c.id).limit(_BATCH), -1
    while rows := transaction.execute(query, {"after": after}).all():
        yield from (Placed(Chosen(row.id, as_held(row)), row.ended or 0, row.begins) for row in rows)
        after = rows[-1].id


def count(transaction: Transaction) -> int:
    """How many captures are chosen."""
    return int(transaction.scalar(select(func.count()).select_from(CHOSEN)) or 0)


def _matching(wanted: Wanted) -> Select[tuple[int]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.sections:
        conditions.append(captures.c.section.in_(wanted.sections))
    if wanted.urls:
        editions = select(articles.c.capture_id).where(articles.c.article_id.in_(wanted.article_ids))
        addressed = captures.c.url.in_(wanted.urls), captures.c.target_url.in_(wanted.urls)
        conditions.append(or_(*addressed, captures.c.id.in_(editions)))
    if wanted.since is not None:
        conditions.append(captures.c.fetched_at >= to_text(wanted.since))
    if wanted.until is not None:
        conditions.append(captures.c.fetched_at < to_text(wanted.until))
    return select(captures.c.id).where(and_(True, *conditions))


def _add(transaction: Transaction, numbers: Select[tuple[int]]) -> int:
    return transaction.execute(insert(CHOSEN).prefix_with("OR IGNORE").from_select(["id"], numbers)).rowcount


def _query() -> Select[Any]:
    return held_rows().join(CHOSEN, CHOSEN.c.id == captures.c.id)


# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_WHEN = captures.c.fetched_at
_OF_URL = select(captures.c.id, _WHEN).where(captures.c.url == bindparam("url")).limit(1)
_NOT_AFTER = _OF_URL.where(bindparam("at") >= _WHEN).order_by(_WHEN.desc(), captures.c.id)
_AFTER = _OF_URL.where(bindparam("at") < _WHEN).order_by(_WHEN, captures.c.id)
_REDIRECT = (
    held_rows()
    .where(captures.c.url == bindparam("url"), captures.c.outcome == "redirect")
    .where(bindparam("at") >= _WHEN, bindparam("since") <= _WHEN)
    .order_by(_WHEN.desc(), captures.c.id.desc())
    .limit(1)
)
