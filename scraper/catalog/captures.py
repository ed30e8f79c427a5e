"""What was captured: files, captures, and the days that their records fill."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.schema import articles, captures, days, files
from scraper.model import Capture, FoundOn, Kind, Location, RevisitProfile, Target

UNKNOWN_LENGTH = -1  # of a day's file: write it anew

_INSERT = insert(captures)
# What today's code may see otherwise, and what a catalog of an older version did not hold.
_MAY_CHANGE = ("outcome", "detail", "reason", "etag", "last_modified", "revisit", "refers_url", "refers_at")
_RENEWED = {name: _INSERT.excluded[name] for name in _MAY_CHANGE}
_PUT = _INSERT.on_conflict_do_update(index_elements=["id"], set_=_RENEWED)


@dataclass(frozen=True, slots=True)
class Held:
    """A capture as the catalog knows it, with the folder its file lies in."""

    folder: Path  # relative to the archive, or absolute
    location: Location
    url: str
    fetched_at: datetime
    record_id: str
    payload_digest: str
    status: int
    outcome: str
    detail: str | None
    target: Target | None  # what it was fetched for
    etag: str | None = None
    last_modified: str | None = None
    revisit: RevisitProfile | None = None  # None for a response, which holds its payload itself
    refers_to: tuple[str, datetime] | None = None  # URL and time of the capture that holds a revisit's payload


@dataclass(frozen=True, slots=True)
class File:
    """A WARC file: known by its name and by how it begins, so that it may move and grow, wherever it lies."""

    name: str
    mark: str
    folder: str  # relative to the archive, or absolute


@dataclass(frozen=True, slots=True)
class KnownFile:
    """Where a WARC file lay when it was last read, and how far it has been ingested, in bytes."""

    folder: str
    ingested: int


def file_id(transaction: Transaction, file: File) -> int:
    """The number of a WARC file, given one if it is new; where it lies is written down."""
    statement = insert(files).values(name=file.name, mark=file.mark, folder=file.folder)
    statement = statement.on_conflict_do_update(index_elements=["name", "mark"], set_={"folder": file.folder})
    return int(transaction.execute(statement.returning(files.c.id)).scalar_one())


def note_ingested(transaction: Transaction, number: int, size: int) -> None:
    """A file's records up to byte `size` are in the catalog."""
    behind = update(files).where(files.c.id == number, files.c.ingested < size)
    transaction.execute(behind.values(ingested=size))


def known_files(transaction: Transaction) -> dict[tuple[str, str], KnownFile]:
    """Every WARC file that captures were ingested from, by name and mark."""
    return {(row.name, row.mark): KnownFile(row.folder, row.ingested) for row in transaction.execute(select(files))}


def row_number(number: int, offset: int) -> int:
    """The row number of the capture at an offset of file `number`: known before it is stored, the same when again."""
    return (number << 40) | offset


def put(transaction: Transaction, rows: Sequence[tuple[int, Capture, str, str | None, str | None]]) -> None:
    """Insert or renew captures: the number of each one's file, the capture, its outcome, a detail and the reason."""
    if rows:
        transaction.execute(_PUT, [row_of(*row) for row in rows])


def revisions(transaction: Transaction, publisher: str, day: str) -> list[tuple[Held, str]]:
    """The captures whose lines make up one day's record file, in the order of the file, with each line's SHA-256."""
    query = held_rows().add_columns(articles.c.line_digest).join(articles, articles.c.capture_id == captures.c.id)
    query = query.where(articles.c.publisher == publisher, articles.c.day == day, articles.c.revision == 1)
    rows = transaction.execute(query.order_by(articles.c.place))
    return [(as_held(row), row.line_digest) for row in rows]


def lengths(transaction: Transaction) -> dict[tuple[str, str], int]:
    """How many bytes each day's record file must have, by (publisher, day)."""
    return {(row.publisher, row.day): row.bytes for row in transaction.execute(select(days))}


def grow_day(transaction: Transaction, publisher: str, day: str, size: int) -> int:
    """A day's record file grows by `size` bytes; returns how long it was (UNKNOWN_LENGTH stays what it is)."""
    here = (days.c.publisher == publisher) & (days.c.day == day)
    before = int(transaction.scalar(select(days.c.bytes).where(here)) or 0)
    if before != UNKNOWN_LENGTH:
        set_day(transaction, publisher, day, before + size)
    return before


def set_day(transaction: Transaction, publisher: str, day: str, size: int) -> None:
    """A day's record file has `size` bytes; UNKNOWN_LENGTH asks for it to be written anew."""
    statement = insert(days).values(publisher=publisher, day=day, bytes=size)
    transaction.execute(statement.on_conflict_do_update(index_elements=["publisher", "day"], set_={"bytes": size}))


def latest(transaction: Transaction, urls: Iterable[str], article_id: str | None = None) -> Held | None:
    """The newest capture of any of these URLs, or of the article with this id; one that is an article goes first."""
    query = held_rows()
    wanted: ColumnElement[bool] = captures.c.url.in_(list(urls))
    if article_id is not None:
        query = query.outerjoin(articles, articles.c.capture_id == captures.c.id)
        wanted = or_(wanted, articles.c.article_id == article_id)
    best = (captures.c.outcome == "article").desc(), captures.c.fetched_at.desc(), captures.c.id.desc()
    row = transaction.execute(query.where(wanted).order_by(*best).limit(1)).first()
    return as_held(row) if row else None


def nearest(transaction: Transaction, urls: Iterable[str], article_id: str, at: datetime) -> Held | None:
    """The capture of any of these URLs, or of the article with this id, whose time is nearest to `at`."""
    query = held_rows().outerjoin(articles, articles.c.capture_id == captures.c.id)
    query = query.where(or_(captures.c.url.in_(list(urls)), articles.c.article_id == article_id)).limit(1)
    when, text = captures.c.fetched_at, to_text(at)
    before = transaction.execute(query.where(when <= text).order_by(when.desc(), captures.c.id.desc())).first()
    after = transaction.execute(query.where(when > text).order_by(when, captures.c.id)).first()
    found = [as_held(row) for row in (before, after) if row]
    return min(found, key=lambda held: abs(held.fetched_at - at), default=None)


def holding(transaction: Transaction, digest: str, most: int) -> list[Held]:
    """Whole pages of our own that were captured with this payload and can be referred to where they lie, newest first.

    `most` of them at most.
    """
    return [as_held(row) for row in transaction.execute(_HOLDING, {"digest": digest, "most": most})]


def last_full(transaction: Transaction, url: str, most: int) -> Held | None:
    """The newest capture of a URL, passing over what the server called not modified: `most` of those at most.

    And over redirects, as of a cookie wall, which leads to where it stands. None where there is none, or as many in a
    row said that nothing was modified.
    """
    rows = transaction.execute(_NEWEST, {"url": url, "most": most})
    unmodified = RevisitProfile.NOT_MODIFIED.value
    return next((as_held(row) for row in rows if row.revisit != unmodified and row.outcome != "redirect"), None)


def original(transaction: Transaction, url: str, at: datetime) -> Held | None:
    """The response captured from a URL at an instant: what a revisit refers to."""
    row = transaction.execute(_ORIGINAL, {"url": url, "at": to_text(at)}).first()
    return as_held(row) if row else None


def of_record(transaction: Transaction, found_on: FoundOn) -> Held | None:
    """The capture that a target was found on."""
    query = held_rows().where(captures.c.url == found_on.url, captures.c.record_id == found_on.capture)
    row = transaction.execute(query.limit(1)).first()
    return as_held(row) if row else None


def held_rows() -> Select[Any]:
    """Captures with the names and folders of their files: rows that `as_held` reads."""
    return select(files.c.folder, files.c.name, captures).join(files, files.c.id == captures.c.file_id)


# Built once: building a statement costs SQLAlchemy more than SQLite takes to run it.
_IS_RESPONSE = captures.c.revisit.is_(None)
_IS_OURS = captures.c.kind.is_not(None) & files.c.folder.not_like("/%")  # fetched by us, and lying in this archive
_HOLDING = (
    held_rows()
    .where(captures.c.payload_digest == bindparam("digest"), _IS_RESPONSE)
    .where(captures.c.status == 200, _IS_OURS)
    .order_by(captures.c.id.desc())
    .limit(bindparam("most"))
)
_NEWEST = (
    held_rows()
    .where(captures.c.url == bindparam("url"), _IS_OURS)
    .order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
    .limit(bindparam("most"))
)
_ORIGINAL = (
    held_rows()
    .where(captures.c.url == bindparam("url"), captures.c.fetched_at == bindparam("at"), _IS_RESPONSE)
    .order_by(captures.c.id)
)


def as_held(row: Row[Any]) -> Held:
    """A row of `held_rows`, whatever columns were added to it."""
    found_on = FoundOn(row.found_url, row.found_capture) if row.found_url else None
    return Held(
        folder=Path(row.folder),
        location=Location(row.name, row.offset, row.length),
        url=row.url,
        fetched_at=from_text(row.fetched_at),
        record_id=row.record_id,
        payload_digest=row.payload_digest,
        status=row.status,
        outcome=row.outcome,
        detail=row.detail,
        target=Target(row.target_url, row.publisher, Kind(row.kind), row.section, found_on) if row.target_url else None,
        etag=row.etag,
        last_modified=row.last_modified,
        revisit=RevisitProfile(row.revisit) if row.revisit else None,
        refers_to=(row.refers_url, from_text(row.refers_at)) if row.refers_at else None,
    )


def row_of(number: int, capture: Capture, outcome: str, detail: str | None, reason: str | None) -> dict[str, object]:
    """The row that a capture of file `number` has."""
    target = capture.visit.target if capture.visit else None
    found_on = target.found_on if target else None
    revisit, exchange = capture.revisit, capture.exchange
    whole = exchange.status == 200 and exchange.truncated is None
    return {
        "id": row_number(number, capture.location.offset),
        "file_id": number,
        "offset": capture.location.offset,
        "length": capture.location.length,
        "url": capture.exchange.url,
        "fetched_at": to_text(capture.exchange.fetched_at),
        "record_id": capture.record_id,
        "payload_digest": capture.payload_digest,
        "status": capture.exchange.status,
        "etag": exchange.header("etag") if whole else None,
        "last_modified": exchange.header("last-modified") if whole else None,
        "revisit": revisit.profile.value if revisit else None,
        "refers_url": revisit.url if revisit else None,
        "refers_at": to_text(revisit.fetched_at) if revisit and revisit.fetched_at else None,
        "target_url": target.url if target else None,
        "kind": target.kind.value if target else None,
        "publisher": target.publisher if target else None,
        "section": target.section if target else None,
        "found_url": found_on.url if found_on else None,
        "found_capture": found_on.capture if found_on else None,
        "outcome": outcome,
        "detail": detail,
        "reason": reason,
    }
