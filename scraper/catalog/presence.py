"""The looks at articles' addresses that tell whether an article is there: which were missed, and since when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Row, bindparam, select, text, union_all

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.schema import captures
from scraper.changes import GONE, Look, missing_since

_T = TypeVar("_T")
_MANY = 500  # addresses, or captures, of one query

# Addresses at which an article was missed, and that were looked at from a time on.
_MISSING = text(
    "SELECT DISTINCT coalesce(target_url, url) AS address FROM captures INDEXED BY captures_gone"
    " WHERE reason IN ('http-404', 'http-410', 'index-page', 'soft-404') AND (kind IS NULL OR kind = 'article')"
    " AND (fetched_at >= :since OR EXISTS (SELECT 1 FROM captures l"
    " WHERE l.url = coalesce(captures.target_url, captures.url) AND l.fetched_at >= :since)"
    " OR EXISTS (SELECT 1 FROM captures l WHERE l.target_url = captures.target_url"
    " AND l.target_url != l.url AND l.fetched_at >= :since))"
)
# A capture that a redirect led to.
ELSEWHERE = captures.c.target_url != captures.c.url
_LOOKED = select(
    captures.c.id,
    captures.c.url,
    captures.c.target_url,
    captures.c.fetched_at,
    captures.c.outcome,
    captures.c.reason,
    captures.c.refers_url,
    captures.c.refers_at,
).where(text("(captures.kind IS NULL OR captures.kind = 'article')"))
_ADDRESSES: BindParameter[list[str]] = bindparam("addresses", expanding=True)
_LOOKS = union_all(
    _LOOKED.where(captures.c.url.in_(_ADDRESSES), text("coalesce(captures.target_url, captures.url) = captures.url")),
    _LOOKED.where(captures.c.target_url.in_(_ADDRESSES), ELSEWHERE),
)


def missed(transaction: Transaction, since: datetime | None) -> list[str]:
    """The addresses at which an article was missed at some time, and that were looked at since a time."""
    return list(transaction.scalars(_MISSING, {"since": to_text(since) if since else ""}))


def missing(transaction: Transaction, urls: Collection[str]) -> dict[str, datetime | None]:
    """Of those of these addresses that once showed an article: since when they have shown none, None if they do."""
    looks = looks_at(transaction, urls)
    return {url: missing_since(looks[url]) for url in urls if any(look.edition for look in looks[url])}


def looks_at(transaction: Transaction, urls: Collection[str]) -> dict[str, list[Look]]:
    """The looks at addresses that tell whether an article is there, each in the order of time."""
    rows = defaultdict[str, list[Row[Any]]](list)
    for some in batches(urls):
        for row in transaction.execute(_LOOKS, {"addresses": some}):
            rows[row.target_url or row.url].append(row)
    return defaultdict(list, {url: list(_tell(sorted(each, key=_order))) for url, each in rows.items()})


def _order(row: Row[Any]) -> tuple[str, int]:
    return row.fetched_at, row.id


def _tell(rows: Iterable[Row[Any]]) -> Iterator[Look]:
    edition, gone = None, set[tuple[str, str]]()
    for row in rows:
        if row.outcome == "article":
            edition = row.id
        elif row.outcome == "rejected" and row.reason in GONE:
            gone.add((row.url, row.fetched_at))
            yield Look(from_text(row.fetched_at), row.id, None)
            continue
        elif row.outcome != "unmodified" or edition is None:
            continue
        is_gone = (row.refers_url, row.refers_at) in gone  # it is the page that said so which was not modified
        yield Look(from_text(row.fetched_at), row.id, None if is_gone else edition)


def batches(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Values in lists of as many as one query takes."""
    rest = iter(values)
    while some := list(islice(rest, _MANY)):
        yield some
