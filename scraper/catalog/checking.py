"""The catalog held against what it should say: each row of a capture or article beside the expected one."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select, text, update

from scraper.catalog import Transaction, to_text
from scraper.catalog.captures import UNKNOWN_LENGTH, File, row_number, row_of, set_day
from scraper.catalog.editions import Day
from scraper.catalog.schema import articles, captures, days, files, parts
from scraper.model import Capture, Edition

# An edition is a revision where a reader sees another article than before it (see editions.Editions).
_NOTED_LATER = ("found", "size", "facets")  # and null in rows of before
_UNTRUE_REVISIONS = text(
    "SELECT * FROM (SELECT article_id, publisher, day, place, url, revision, fingerprint IS NOT"
    " LAG(fingerprint) OVER (PARTITION BY article_id ORDER BY fetched_at, place) AS differs FROM articles)"
    " WHERE revision IS NOT differs ORDER BY place"
)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A WARC file as the catalog knows it, and how many captures it has of it."""

    number: int
    name: str
    mark: str
    folder: str  # relative to the archive, or absolute
    ingested: int
    captures: int


@dataclass(frozen=True, slots=True)
class Known:
    """The row of a capture, and that of its article where it is one, by column names."""

    capture: dict[str, Any]
    article: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a capture was found to be just now: what its rows have to say."""

    capture: Capture
    outcome: str
    detail: str | None
    reason: str | None
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a day's record file must have."""

    capture_id: int
    file: str
    offset: int
    url: str
    digest: str


def file_rows(transaction: Transaction) -> list[FileRow]:
    """Every WARC file that the catalog knows, by name."""
    count = select(captures.c.file_id, func.count().label("n")).group_by(captures.c.file_id)
    counts = {row.file_id: row.n for row in transaction.execute(count)}
    rows = transaction.execute(select(files).order_by(files.c.name, files.c.id))
    return [FileRow(row.id, row.name, row.mark, row.folder, row.ingested, counts.get(row.id, 0)) for row in rows]


def known_of(transaction: Transaction, number: int) -> dict[int, Known]:
    """The rows of every capture of a file, by offset as their ids have it."""
    query = select(captures).where(captures.c.file_id == number).order_by(captures.c.offset)
    rows = [dict(row._mapping) for row in transaction.execute(query)]
    told = select(articles).join(captures, captures.c.id == articles.c.capture_id).where(captures.c.file_id == number)
    articles_of = {row.capture_id: dict(row._mapping) for row in transaction.execute(told)}
    first = row_number(number, 0)
    return {row["id"] - first: Known(row, articles_of.get(row["id"])) for row in rows}


def differences(known: Known, number: int, place: str, judged: Judgement) -> tuple[list[str], list[str]]:
    """The columns of `captures` and of `articles` that say otherwise than a judgement; revisions are not looked at.

    `place` is where the capture lies, as articles are ordered by.
    """
    wanted = row_of(number, judged.capture, judged.outcome, judged.detail, judged.reason)
    said = {name: value for name, value in known.capture.items() if value is not None or name != "reason"}
    wrong = [name for name, value in wanted.items() if name in said and said[name] != value]
    if judged.edition is None or known.article is None:
        return wrong, [] if judged.edition is None and known.article is None else ["capture_id"]
    at = to_text(judged.capture.exchange.fetched_at)
    moments = {"capture_id": wanted["id"], "fetched_at": at, "day": at[:10], "place": place}
    edition = asdict(judged.edition) | moments
    told = {name: value for name, value in known.article.items() if value is not None or name not in _NOTED_LATER}
    return wrong, [name for name, value in edition.items() if name in told and told[name] != value]


@dataclass(frozen=True, slots=True)
class Untrue:
    """An edition that is taken for a revision and is none, or the other way round."""

    article_id: str
    day: Day
    place: str
    url: str


def untrue_revisions(transaction: Transaction) -> list[Untrue]:
    """Every edition whose flag goes against its article's history, in the order they lie in."""
    rows = transaction.execute(_UNTRUE_REVISIONS)
    return [Untrue(row.article_id, (row.publisher, row.day), row.place, row.url) for row in rows]


def all_days(transaction: Transaction) -> dict[Day, int | None]:
    """Every day that has, or should have, a record file: how long it is said to be, None where that is not said."""
    found: dict[Day, int | None] = {(row.publisher, row.day): row.bytes for row in transaction.execute(select(days))}
    told = select(articles.c.publisher, articles.c.day).where(articles.c.revision == 1).distinct()
    for row in transaction.execute(told):
        found.setdefault((row.publisher, row.day), None)
    return dict(sorted(found.items()))


def size_of(transaction: Transaction, day: Day) -> int | None:
    """How long a day's record file is said to be; None where that is not said."""
    return transaction.scalar(select(days.c.bytes).where(days.c.publisher == day[0], days.c.day == day[1]))


def lines_of(transaction: Transaction, day: Day) -> list[Line]:
    """The lines that make up a day's record file, in order."""
    query = select(captures.c.id, files.c.name, captures.c.offset, articles.c.url, articles.c.line_digest)
    query = query.join(articles, articles.c.capture_id == captures.c.id).join(files, files.c.id == captures.c.file_id)
    query = query.where(articles.c.publisher == day[0], articles.c.day == day[1], articles.c.revision == 1)
    return [Line(*row) for row in transaction.execute(query.order_by(articles.c.place))]


def rename(transaction: Transaction, number: int, file: File) -> None:
    """Call a file by its name, mark and folder."""
    held = update(files).where(files.c.id == number)
    transaction.execute(held.values(name=file.name, mark=file.mark, folder=file.folder))


def forget(transaction: Transaction, number: int) -> None:
    """Drop what is known of a file's captures, so that it is ingested, and their days are written, anew."""
    held = select(captures.c.id).where(captures.c.file_id == number)
    told = select(articles.c.publisher, articles.c.day).where(articles.c.capture_id.in_(held)).distinct()
    for row in transaction.execute(told).all():
        set_day(transaction, row.publisher, row.day, UNKNOWN_LENGTH)
    transaction.execute(delete(articles).where(articles.c.capture_id.in_(held)))
    transaction.execute(delete(parts).where(parts.c.capture_id.in_(held)))
    transaction.execute(delete(captures).where(captures.c.file_id == number))
    transaction.execute(update(files).where(files.c.id == number).values(ingested=0))
