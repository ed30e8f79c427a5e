"""What became of articles after they were published: edits, removals and returns, told from their captures."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select, text

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.captures import Held, as_held, held_rows
from scraper.catalog.presence import ELSEWHERE, batches, looks_at, missed
from scraper.catalog.schema import articles, captures, files
from scraper.changes import (
    PAGED,
    ChangeKind,
    Turn,
    is_partial,
    is_silent,
    kinds_between,
    turns,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: seen from a time on, of a section (or of a publisher), of one of these kinds; None: all."""

    since: datetime | None = None
    section: str | None = None
    kinds: frozenset[ChangeKind] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A capture: where it lies and when it was made."""

    file: str
    offset: int
    length: int
    record_id: str
    fetched_at: datetime
    status: int
    section: str | None  # that led to it


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became of an article, and the captures that show it.

    Of an edit these are the one before it and the first with it; of a removal, the last that showed the article, the
    one that made the removal certain, and all that found it gone until then.
    """

    at: datetime  # of `after`
    publisher: str
    section: str | None
    kinds: tuple[ChangeKind, ...]  # none where the captures were stored before kinds were noted: a replay tells them
    silent: bool
    url: str
    article_id: str
    title: str
    title_before: str
    before: Evidence
    after: Evidence
    missed: tuple[Evidence, ...] = ()


# Editions and the one before each.
_EDITS = (
    "SELECT a.capture_id AS key, b.capture_id AS earlier, a.article_id, a.url, a.publisher, a.title,"
    " b.title AS title_before, a.facets, b.facets AS facets_before, a.fetched_at, a.place"
    " FROM articles a JOIN articles b ON b.capture_id = (SELECT p.capture_id FROM articles p WHERE"
    " p.article_id = a.article_id AND (p.fetched_at, p.place) < (a.fetched_at, a.place)"
    " ORDER BY p.fetched_at DESC, p.place DESC LIMIT 1) JOIN captures c ON c.id = a.capture_id"
    " WHERE a.fetched_at >= :since AND (:section IS NULL OR :section IN (c.section, a.publisher)) AND "
)
_REVISIONS = text(_EDITS + "a.revision = 1")
_ALL = text(_EDITS + "a.facets != b.facets")  # with those that only move the time of modification
_ARTICLES: BindParameter[list[str]] = bindparam("articles", expanding=True)
_OF_ARTICLES = text(_EDITS + "a.revision = 1 AND a.article_id IN :articles").bindparams(_ARTICLES)

_KEYS: BindParameter[list[int]] = bindparam("keys", expanding=True)
_HELD = (
    select(captures.c.id, files.c.name, captures.c.offset, captures.c.length, captures.c.record_id)
    .add_columns(captures.c.fetched_at, captures.c.status, captures.c.section)
    .join(files, files.c.id == captures.c.file_id)
    .where(captures.c.id.in_(_KEYS))
)
_LAST_WHOLE = text(
    "SELECT capture_id, facets FROM articles WHERE article_id = :article AND (fetched_at, place) < (:at, :place)"
    " AND facets NOT LIKE '%?' ORDER BY fetched_at DESC, place DESC LIMIT 1"
)
_BETWEEN = text(
    "SELECT 1 FROM articles WHERE article_id = :article AND fetched_at > :began AND fetched_at <= :ended LIMIT 1"
)


def find_changes(transaction: Transaction, wanted: Wanted) -> list[Change]:
    """Every change that is wanted, in the order of time. Nothing is read but the catalog.

    A new time of modification with nothing else is told only where `date` is among the kinds wanted: some sites set it
    at every look.
    """
    found = list(_together((*_turns(transaction, wanted), *_edits(transaction, _edited(transaction, wanted)))))
    if wanted.kinds is not None:
        found = [raw for raw in found if wanted.kinds.intersection(raw.kinds)]
    held = _held(transaction, {key for raw in found for key in raw.keys})
    changes = [_change(raw, held) for raw in found]
    changes = [change for change in changes if wanted.section in (None, change.section, change.publisher)]
    return sorted(changes, key=lambda change: (change.at, change.after.file, change.after.offset))


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks that were just stored: when the first was, their records, the articles and addresses they were at."""

    since: datetime
    record_ids: frozenset[str]
    articles: frozenset[str]
    addresses: frozenset[str]


def shown_by(transaction: Transaction, looks: Looks) -> list[Change]:
    """The changes that these looks show. An article that was put back and edited meanwhile has changed twice."""
    within = {"since": to_text(looks.since), "section": None, "articles": list(looks.articles)}
    edited = transaction.execute(_OF_ARTICLES, within).all() if looks.articles else []
    turned = _turned(transaction, looks.addresses, looks.since) if looks.addresses else ()
    found = [*turned, *_edits(transaction, edited)]
    held = _held(transaction, {key for raw in found for key in raw.keys})
    return [_change(raw, held) for raw in found if held[raw.key].record_id in looks.record_ids]


def evidence(held: Held) -> Evidence:
    """A capture in what a change says of it."""
    section = held.target.section if held.target else None
    return Evidence(
        held.location.file,
        held.location.offset,
        held.location.length,
        held.record_id,
        held.fetched_at,
        held.status,
        section,
    )


def editions(transaction: Transaction, urls: Collection[str], article_id: str) -> list[tuple[Held, bool]]:
    """Every capture of an article in the order of time, and whether a reader saw another article there than before.

    The article is the one of this id, or else the one that one of these addresses showed last. Captures without some
    of its further pages are left out, unless there are no others.
    """
    shown = select(articles.c.article_id).join(captures, captures.c.id == articles.c.capture_id)
    shown = shown.order_by(articles.c.fetched_at.desc()).limit(1)
    for wanted in (captures.c.url.in_(list(urls)), captures.c.target_url.in_(list(urls)) & ELSEWHERE):
        if transaction.scalar(select(articles.c.article_id).where(articles.c.article_id == article_id).limit(1)):
            break
        article_id = transaction.scalar(shown.where(wanted)) or article_id
    query = held_rows().add_columns(articles.c.fingerprint, articles.c.facets)
    query = query.join(articles, articles.c.capture_id == captures.c.id).where(articles.c.article_id == article_id)
    rows = transaction.execute(query.order_by(articles.c.fetched_at, articles.c.place)).all()
    rows = [row for row in rows if not is_partial(row.facets or "")] or rows
    shown_before = [None, *(row.fingerprint for row in rows)]
    return [(as_held(row), row.fingerprint != before) for row, before in zip(rows, shown_before, strict=False)]


def last_turn(transaction: Transaction, urls: Collection[str]) -> Change | None:
    """The last time that what these addresses showed was taken down or put back; None where it never was."""
    found = list(_turned(transaction, urls, None))
    if not found:
        return None
    held = _held(transaction, {key for raw in found for key in raw.keys})
    return max((_change(raw, held) for raw in found), key=lambda change: change.at)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A change by the numbers of its captures; `row`: the article as it is then."""

    key: int
    earlier: int
    kinds: tuple[ChangeKind, ...]
    row: Row[Any]
    title_before: str
    silent: bool = False
    missed: tuple[int, ...] = ()

    @property
    def keys(self) -> tuple[int, ...]:
        return self.key, self.earlier, *self.missed


def _edited(transaction: Transaction, wanted: Wanted) -> Sequence[Row[Any]]:
    stamps = wanted.kinds is not None and ChangeKind.DATE in wanted.kinds
    since = to_text(wanted.since) if wanted.since else ""
    within = {"since": since, "section": wanted.section}
    return transaction.execute(_ALL if stamps else _REVISIONS, within).all()


def _edits(transaction: Transaction, rows: Iterable[Row[Any]]) -> Iterator[_Raw]:
    for row in rows:
        before, after = row.facets_before, row.facets
        if before is None or after is None:
            yield _Raw(row.key, row.earlier, (), row, row.title_before)
            continue
        # Another article to a reader, and the same in all this: a note stands elsewhere.
        kinds = kinds_between(before, after) if before != after else (ChangeKind.CORRECTION,)
        earlier = row.earlier
        if is_partial(before) and not is_partial(after):
            kinds, earlier = _between_wholes(transaction, row, kinds)
        if kinds:
            yield _Raw(row.key, earlier, kinds, row, row.title_before, is_silent(before, after, kinds))


def _between_wholes(
    transaction: Transaction, row: Row[Any], kinds: tuple[ChangeKind, ...]
) -> tuple[tuple[ChangeKind, ...], int]:
    """With what is another on an article's further pages, where those were not captured with the edition before."""
    moment = {"article": row.article_id, "at": row.fetched_at, "place": row.place}
    whole = transaction.execute(_LAST_WHOLE, moment).first()
    paged = PAGED.intersection(kinds_between(whole.facets, row.facets)) if whole is not None else ()
    if whole is None or not paged:
        return kinds, row.earlier
    return tuple(kind for kind in ChangeKind if kind in paged or kind in kinds), whole.capture_id


def _turns(transaction: Transaction, wanted: Wanted) -> Iterator[_Raw]:
    return _turned(transaction, missed(transaction, wanted.since), wanted.since)


def _turned(transaction: Transaction, addresses: Collection[str], since: datetime | None) -> Iterator[_Raw]:
    looks = looks_at(transaction, addresses)
    found = [turn for address in addresses for turn in turns(looks[address])]
    found = [turn for turn in found if since is None or turn.look.at >= since]
    rows = _articles(transaction, {look.edition for turn in found for look in (turn.shown, turn.look) if look.edition})
    for turn in found:
        before, row = rows[turn.shown.edition or 0], rows[turn.look.edition or turn.shown.edition or 0]
        if not turn.restored and _is_elsewhere(transaction, before.article_id, turn):
            continue
        kind = ChangeKind.RESTORED if turn.restored else ChangeKind.REMOVED
        missed = tuple(look.key for look in turn.missed)
        yield _Raw(turn.look.key, turn.shown.key, (kind,), row, before.title, missed=missed)


def _is_elsewhere(transaction: Transaction, article_id: str, turn: Turn) -> bool:
    """Whether an article that is gone from one of its addresses was seen at another meanwhile."""
    began, ended = to_text(turn.missed[0].at), to_text(turn.look.at)
    return transaction.execute(_BETWEEN, {"article": article_id, "began": began, "ended": ended}).first() is not None


def _together(found: Iterable[_Raw]) -> Iterator[_Raw]:
    """One change for each capture: what came back may have been edited meanwhile."""
    by_key: dict[int, _Raw] = {}
    for raw in found:
        turn = by_key.get(raw.key)
        by_key[raw.key] = replace(raw, kinds=turn.kinds + raw.kinds, missed=turn.missed) if turn else raw
    yield from by_key.values()


def _change(raw: _Raw, held: Mapping[int, Evidence]) -> Change:
    row, after = raw.row, held[raw.key]
    return Change(
        at=after.fetched_at,
        publisher=row.publisher,
        section=after.section,
        kinds=raw.kinds,
        silent=raw.silent,
        url=row.url,
        article_id=row.article_id,
        title=row.title,
        title_before=raw.title_before,
        before=held[raw.earlier],
        after=after,
        missed=tuple(held[key] for key in raw.missed),
    )


def _articles(transaction: Transaction, keys: Collection[int]) -> dict[int, Row[Any]]:
    found: dict[int, Row[Any]] = {}
    for some in batches(keys):
        query = select(articles).where(articles.c.capture_id.in_(some))
        found.update((row.capture_id, row) for row in transaction.execute(query))
    return found


def _held(transaction: Transaction, keys: Collection[int]) -> dict[int, Evidence]:
    found: dict[int, Evidence] = {}
    for some in batches(keys):
        for row in transaction.execute(_HELD, {"keys": some}).all():
            at = from_text(row.fetched_at)
            found[row.id] = Evidence(row.name, row.offset, row.length, row.record_id, at, row.status, row.section)
    return found
