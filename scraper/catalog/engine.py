"""How the catalog's database is opened, and brought to the newest schema."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, create_engine, event, update
from sqlalchemy.schema import CreateIndex

from scraper.catalog import account  # noqa: F401  whose tables are in the metadata once it is imported
from scraper.catalog.schema import articles, captures, failures, files, metadata, parts, targets
from scraper.errors import CatalogError

PATIENCE = 60.0  # seconds to wait for another process that writes
_TURNS, _TURN = 200, 0.05  # seconds


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


def _add_watching(connection: Connection) -> None:
    """Of a catalog made before the daemon kept account of itself: the tables, columns and indexes it does that with."""
    metadata.create_all(connection)
    for table in (targets, captures, articles, failures):
        _complete(connection, table)


def _complete(connection: Connection, table: Table) -> None:
    """The columns and indexes that a table of an older version lacks."""
    there = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")}
    for column in table.columns:
        if column.name not in there:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {column.type}")
    for index in table.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))


# Each entry brings the schema from version `index` to `index + 1`; the first makes what is newest of it at once.
MIGRATIONS = (metadata.create_all, _add_revisits, _add_parts, _add_drift, _add_watching)


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
