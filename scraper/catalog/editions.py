"""The articles among the captures: the editions of each article in time, and which of them are revisions."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.schema import articles, captures, files
from scraper.model import Edition

Day = tuple[str, str]  # publisher, YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class Moment:
    """When an edition was captured, and where that lies: what orders those of the same instant."""

    at: datetime
    place: str


def moments(transaction: Transaction, numbers: Collection[int]) -> dict[int, Moment]:
    """The moments of captures that are stored, by their numbers."""
    query = select(captures.c.id, captures.c.fetched_at, files.c.name, files.c.mark, captures.c.offset)
    query = query.join(files, files.c.id == captures.c.file_id).where(captures.c.id.in_(list(numbers)))
    rows = transaction.execute(query)
    return {row.id: Moment(from_text(row.fetched_at), place_of(row.name, row.mark, row.offset)) for row in rows}


def place_of(name: str, mark: str, offset: int) -> str:
    """Where a capture lies, in words that sort as captures do."""
    return f"{name}:{mark}:{offset:015d}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an edition turned out to be: `new`, `changed`, `unchanged` or `known`, and which days' files it upsets.

    `appendable`: its line belongs at the end of its own day's file and nothing else has to be touched.
    """

    outcome: str
    appendable: bool
    upset: frozenset[Day]
    before: int | None = None  # the capture of the edition before it


# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_WHEN = tuple_(articles.c.fetched_at, articles.c.place)
_MOMENT = tuple_(bindparam("at"), bindparam("place"))
_OF_ARTICLE = select(articles).where(articles.c.article_id == bindparam("article")).limit(1)
_BEFORE = _OF_ARTICLE.where(_WHEN < _MOMENT).order_by(articles.c.fetched_at.desc(), articles.c.place.desc())
_AFTER = _OF_ARTICLE.where(_WHEN > _MOMENT).order_by(articles.c.fetched_at, articles.c.place)
_LAST_OF_DAY = select(func.max(articles.c.place)).where(
    articles.c.publisher == bindparam("publisher"), articles.c.day == bindparam("day"), articles.c.revision == 1
)
_INSERT = insert(articles)
_NOTE = update(articles).where(articles.c.capture_id == bindparam("capture"))
_NOTE = _NOTE.values(found=bindparam("had"), size=bindparam("length"), facets=bindparam("says"))
_JUDGE = update(articles).where(articles.c.capture_id == bindparam("capture")).values(revision=bindparam("is_revision"))


class Editions:
    """Puts the editions of one batch into their articles' histories.

    The outcome of any set of captures is the same in whatever order they arrive: an edition is a revision when it
    differs from the one before it in time, and the one after it is looked at again. What the catalog knows of the batch
    is read once, since most captures are of articles that it does not know at all.
    """

    def __init__(self, transaction: Transaction, capture_ids: Collection[int], article_ids: Collection[str]) -> None:
        self._transaction = transaction
        known = select(articles).where(articles.c.capture_id.in_(list(capture_ids)))
        self._old: dict[int, Row[Any]] = {row.capture_id: row for row in transaction.execute(known)}
        told = select(articles.c.article_id).where(articles.c.article_id.in_(list(article_ids))).distinct()
        self._told = {*transaction.scalars(told), *(row.article_id for row in self._old.values())}
        self._last: dict[Day, str] = {}
        self._rows: list[dict[str, object]] = []  # placed, and not yet inserted

    def put(self, capture_id: int, moment: Moment, edition: Edition) -> Standing:
        """Place an edition in its article's history and say what that makes of it and of the one after it."""
        old = self._old.get(capture_id)
        if old is not None and old.line_digest == edition.line_digest:
            # An older version did not note them.
            if (old.found, old.size, old.facets) != (edition.found, edition.size, edition.facets):
                noted = {"capture": capture_id, "had": edition.found, "length": edition.size, "says": edition.facets}
                self._transaction.execute(_NOTE, noted)
            return Standing("known", appendable=False, upset=frozenset())
        upset = self.drop(capture_id)
        at, place = to_text(moment.at), moment.place
        day = (edition.publisher, at[:10])
        before, after = self._neighbours(edition.article_id, at, place)
        revision = before is None or before.fingerprint != edition.fingerprint
        in_order = revision and old is None and place > self._last_of(day)
        row = asdict(edition) | {"capture_id": capture_id, "fetched_at": at, "day": at[:10], "place": place}
        self._rows.append(row | {"revision": int(revision)})
        self._told.add(edition.article_id)
        upset |= self._judge_again(after, edition.fingerprint)
        if in_order:
            self._last[day] = place
        elif revision:
            upset |= {day}
        outcome = "new" if before is None else "changed" if revision else "unchanged"
        return Standing(outcome, in_order, upset, before.capture_id if before else None)

    def drop(self, capture_id: int) -> frozenset[Day]:
        """Take a capture out of its article's history; returns the days whose files this upsets."""
        old = self._old.pop(capture_id, None)
        if old is None:
            return frozenset()
        self._transaction.execute(articles.delete().where(articles.c.capture_id == capture_id))
        before, after = self._neighbours(old.article_id, old.fetched_at, old.place)
        upset = self._judge_again(after, before.fingerprint if before else None)
        return upset | {(old.publisher, old.day)} if old.revision else upset

    def flush(self) -> None:
        """Insert what was placed; to be called at the end of a batch. All at once costs a fifth of one by one."""
        if self._rows:
            self._transaction.execute(_INSERT, self._rows)
            self._rows = []

    def _neighbours(self, article: str, at: str, place: str) -> tuple[Row[Any] | None, Row[Any] | None]:
        """The editions next to a moment in time; two of the same instant are ordered by where they lie."""
        if article not in self._told:
            return None, None
        self.flush()
        moment = {"article": article, "at": at, "place": place}
        return self._transaction.execute(_BEFORE, moment).first(), self._transaction.execute(_AFTER, moment).first()

    def _judge_again(self, row: Row[Any] | None, before: str | None) -> frozenset[Day]:
        """Whether an edition is a revision, now that another fingerprint stands before it."""
        if row is None or bool(row.revision) == (row.fingerprint != before):
            return frozenset()
        verdict = {"capture": row.capture_id, "is_revision": int(row.fingerprint != before)}
        self._transaction.execute(_JUDGE, verdict)
        return frozenset({(row.publisher, row.day)})

    def _last_of(self, day: Day) -> str:
        """Where the last line of a day's file lies; "" for a day without lines."""
        if day not in self._last:
            self.flush()
            self._last[day] = self._transaction.scalar(_LAST_OF_DAY, {"publisher": day[0], "day": day[1]}) or ""
        return self._last[day]
