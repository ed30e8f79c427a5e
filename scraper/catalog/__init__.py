"""The index: what is due, what was captured and where it lies. Only home of SQLAlchemy.

The WARC files are the truth and this can be thrown away: `scraper replay` builds it again. Functions in `targets`,
`captures` and `overview` take a `Transaction`, so that whoever calls decides what is committed together.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scraper.catalog.engine import PATIENCE, open_engine, open_frozen
from scraper.errors import CatalogError

# What SQLite says of a disk that is full, read-only, unreadable or not there, for a while perhaps.
_OF_DISK = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_PASSING = _OF_DISK | {sqlite3.SQLITE_BUSY}  # and of another process that goes on writing

_HAS_PAYLOAD = "SELECT 1 FROM captures WHERE payload_digest = ? AND revisit IS NULL LIMIT 1"

__all__ = ["Catalog", "Transaction", "from_text", "open_catalog", "to_text"]


@dataclass(frozen=True, slots=True)
class Catalog:
    """One SQLite database. Safe to use from several threads and processes: writers wait for each other."""

    path: Path
    _engine: Engine
    timed: Callable[[float], None] | None = None  # told the seconds of each transaction that was committed

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction: committed when the block ends, rolled back when it raises. Raises CatalogError."""
        began = time.monotonic()
        try:
            with self._engine.begin() as transaction:
                yield transaction
        except (SQLAlchemyError, UnicodeError) as error:
            raise _translated(self.path, error) from error
        if self.timed is not None:
            self.timed(time.monotonic() - began)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent view of what is committed; takes no write lock."""
        try:
            with self._engine.connect().execution_options(reading=True) as transaction:
                yield transaction
        except (SQLAlchemyError, UnicodeError) as error:
            raise _translated(self.path, error) from error

    def has_payload(self, digest: str) -> bool:
        """Whether a response with this payload is committed. Past SQLAlchemy's layers: 0.02 ms where those take 0.2."""
        try:
            connection = self._engine.raw_connection()
            try:
                return connection.cursor().execute(_HAS_PAYLOAD, (digest,)).fetchone() is not None
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise CatalogError(f"{self.path}: {error}", passing=True) from error
        except SQLAlchemyError as error:
            raise _translated(self.path, error) from error

    def close(self) -> None:
        self._engine.dispose()


def open_catalog(path: Path, *, to_look: bool = False) -> Catalog:
    """Open the catalog at `path`, created and migrated as needed. Raises CatalogError.

    `to_look`: one on a disk that cannot be written will do.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return Catalog(path, open_engine(path))
        except DBAPIError as error:
            if to_look and _code(error) in _OF_DISK:
                return Catalog(path, open_frozen(path))
            raise
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        raise _translated(path, error) from error


def to_text(at: datetime) -> str:
    """A UTC time as the catalog stores it: fixed width, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """The inverse of `to_text`."""
    return datetime.fromisoformat(text)


def _translated(path: Path, error: Exception) -> CatalogError:
    return CatalogError(f"{path}: {_sentence(error)}", passing=_code(error) in _PASSING)


def _code(error: Exception) -> int:
    """SQLite's primary result code; 0 where there is none."""
    return int(getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)) & 0xFF


def _sentence(error: Exception) -> str:
    if isinstance(error, UnicodeError):  # by the driver, of names and of SQLite's own words
        return "it is damaged: what should be text is none"
    original = str(getattr(error, "orig", None) or error).partition("\n")[0]
    if original == "database is locked":
        return f"another process has been writing to it for {PATIENCE:.0f} seconds: database is locked"
    if _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return f"it is not there, or may not be written: {original}"
    return original
