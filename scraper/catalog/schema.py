"""The catalog's tables, its migrations, and how a database is opened.

    targets    what is looked at again and again: when it is due, who holds it, how the last look ended
    files      WARC files and how far each has been ingested
    captures   one row a response or revisit record: where it lies and what it was judged to be
    articles   the captures that are articles: identity, fingerprint, whether a revision
    failures   looks that brought no capture
    parts      addresses whose captures the record of an article was made with, or would be if they came
    days       how long each record file must be, so that a torn or missing one is noticed

Times are UTC text of fixed width (`2026-01-31T06:00:00.000000Z`), which sorts as it reads.
"""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    text,
    update,
)

from scraper.errors import CatalogError

PATIENCE = 60.0  # seconds to wait for another process that writes
_TURNS, _TURN = 200, 0.05  # seconds

metadata = MetaData()

targets = Table(
    "targets",
    metadata,
    Column("url", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("section", Text),
    Column("depth", Integer, nullable=False, default=0),
    Column("found_url", Text),
    Column("found_capture", Text),
    Column("first_seen", Text, nullable=False),
    Column("first_at", Text),  # first look that brought a capture
    Column("last_at", Text),
    Column("last_outcome", Text),
    Column("last_error", Text),
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("due_at", Text),  # null: nothing planned
    Column("next_poll", Text),  # the daemon's next tick, for `scraper status`
    Column("lease_owner", Text),
    Column("lease_until", Text),
    Index("targets_due", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    Index("targets_section", "section"),
    Index("targets_lease", "lease_owner", sqlite_where=text("lease_owner IS NOT NULL")),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("mark", Text, nullable=False),  # of how it begins, which tells files of one name in two folders apart
    Column("folder", Text, nullable=False),  # relative to the archive, or absolute for a file that lies elsewhere
    Column("ingested", Integer, nullable=False, default=0),  # bytes
    UniqueConstraint("name", "mark"),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True),  # the file's id and the offset: captures.row_number
    Column("file_id", Integer, ForeignKey("files.id"), nullable=False),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("fetched_at", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("etag", Text),  # as sent, to be echoed by the next poll (RFC 9110, 13.1)
    Column("last_modified", Text),
    # What a revisit record refers to; null for a response, which holds its payload itself.
    Column("revisit", Text),  # model.RevisitProfile
    Column("refers_url", Text),
    Column("refers_at", Text),
    # Why it was fetched, as its metadata record says; null for a capture that is not ours.
    Column("target_url", Text),
    Column("kind", Text),
    Column("publisher", Text),
    Column("section", Text),
    Column("found_url", Text),
    Column("found_capture", Text),
    Column("outcome", Text, nullable=False),  # article, listing, unmodified, requisite, rejected, redirect, robots
    Column("detail", Text),
    Index("captures_url", "url", "fetched_at"),
    Index("captures_payload", "payload_digest", sqlite_where=text("revisit IS NULL")),
    Index(
        "captures_looks",
        "section",
        "fetched_at",
        sqlite_where=text("kind = 'article' AND outcome IN ('article', 'rejected')"),
    ),
)

articles = Table(
    "articles",
    metadata,
    Column("capture_id", Integer, ForeignKey("captures.id"), primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("fetched_at", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),  # file name, mark and offset, sorting as they lie
    Column("fingerprint", Text, nullable=False),
    Column("line_digest", Text, nullable=False),  # sha256 of the record's line, to notice that new code says otherwise
    Column("revision", Integer, nullable=False),  # 1 where a reader sees another article than before
    # What it had, for `drift`; null where it was stored before that was noted.
    Column("found", Integer),  # bits of drift.FIELDS
    Column("size", Integer),  # characters of the body
    Index("articles_history", "article_id", "fetched_at", "place"),
    Index("articles_url", "url"),
    Index("articles_day", "publisher", "day", "place", sqlite_where=text("revision = 1")),
)

parts = Table(
    "parts",
    metadata,
    Column("capture_id", Integer, ForeignKey("captures.id"), primary_key=True),  # of the article
    Column("url", Text, primary_key=True),
    Column("since", Text, nullable=False),  # captures from then on count
    Column("until", Text, nullable=False),  # and before then
    Index("parts_url", "url", "since"),
)

failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("section", Text),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

days = Table(
    "days",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("bytes", Integer, nullable=False),  # -1: to be written anew
)


def _add_revisits(connection: Connection) -> None:
    """Of a catalog made before there were revisits: the columns of `captures` that it lacks, and their index."""
    _complete(connection, captures)
    connection.execute(update(files).values(ingested=0))  # the next opening reads what goes into those columns


def _add_parts(connection: Connection) -> None:
    """Of a catalog made before pages were joined. A replay fills it for old captures."""
    metadata.create_all(connection, [parts])


def _add_drift(connection: Connection) -> None:
    """Of a catalog made before drift was looked for: its columns and index. A replay fills them for old captures."""
    _complete(connection, captures)
    _complete(connection, articles)


def _complete(connection: Connection, table: Table) -> None:
    """The columns and indexes that a table of an older version lacks."""
    there = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")}
    for column in table.columns:
        if column.name not in there:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {column.type}")
    for index in table.indexes:
        index.create(connection, checkfirst=True)


# Each entry brings the schema from version `index` to `index + 1`; the first makes what is newest of it at once.
MIGRATIONS = (metadata.create_all, _add_revisits, _add_parts, _add_drift)


def open_frozen(path: Path) -> Engine:
    """Open the database at `path` on a medium that cannot be written, where SQLite has no room for its locks.

    What a dead process left in its write-ahead log is not seen.
    """
    address = f"{path.absolute().as_uri()}?immutable=1&uri=true"
    engine = create_engine(f"sqlite:///{address}", connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _unguess)
    event.listen(engine, "begin", _begin)
    if _check(engine, path) < len(MIGRATIONS):
        raise CatalogError(f"{path}: made by an older version of this program; open it once where it can be written")
    return engine


def open_engine(path: Path) -> Engine:
    """Open or create the database at `path` and bring it to the newest schema. Raises CatalogError."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    if _check(engine, path) < len(MIGRATIONS):  # only then: whoever just looks need not wait for who writes
        with engine.begin() as connection:
            for step in range(_version(connection), len(MIGRATIONS)):
                MIGRATIONS[step](connection)
                connection.exec_driver_sql(f"PRAGMA user_version={step + 1}")
    return engine


def _check(engine: Engine, path: Path) -> int:
    """The schema's version. Raises CatalogError where it is one of the future."""
    with engine.connect().execution_options(reading=True) as connection:
        version = _version(connection)
    if version > len(MIGRATIONS):
        raise CatalogError(
            f"{path}: written by a newer version of this program (schema {version}, known up to {len(MIGRATIONS)})"
        )
    return version


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _unguess(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not guessed by the driver


def _prepare(connection: sqlite3.Connection, record: object) -> None:
    _unguess(connection, record)
    _choose_wal(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _choose_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait for its turn to change the mode: two that make a catalog at once would meet. So we do."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    for attempt in range(_TURNS, -1, -1):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError:
            if attempt == 0:
                raise
            time.sleep(_TURN)
        else:
            return


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: a later upgrade from a read lock would fail instead of waiting.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
