"""The index: what is due, what was captured and where it lies. Only home of SQLAlchemy.

The WARC files are the truth and this can be thrown away: `scraper replay` builds it again. Functions in `targets`,
`captures` and `overview` take a `Transaction`, so that whoever calls decides what is committed together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from scraper.catalog.schema import PATIENCE, open_engine
from scraper.errors import CatalogError

__all__ = ["Catalog", "Transaction", "from_text", "open_catalog", "to_text"]


@dataclass(frozen=True, slots=True)
class Catalog:
    """One SQLite database. Safe to use from several threads and processes: writers wait for each other."""

    path: Path
    _engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction: committed when the block ends, rolled back when it raises. Raises CatalogError."""
        try:
            with self._engine.begin() as transaction:
                yield transaction
        except SQLAlchemyError as error:
            raise CatalogError(f"{self.path}: {_sentence(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent view of what is committed; takes no write lock."""
        try:
            with self._engine.connect().execution_options(reading=True) as transaction:
                yield transaction
        except SQLAlchemyError as error:
            raise CatalogError(f"{self.path}: {_sentence(error)}") from error

    def close(self) -> None:
        self._engine.dispose()


def open_catalog(path: Path) -> Catalog:
    """Open the catalog at `path`, created and migrated as needed. Raises CatalogError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Catalog(path, open_engine(path))
    except (SQLAlchemyError, OSError) as error:
        raise CatalogError(f"{path}: {_sentence(error)}") from error


def to_text(at: datetime) -> str:
    """A UTC time as the catalog stores it: fixed width, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """The inverse of `to_text`."""
    return datetime.fromisoformat(text)


def _sentence(error: Exception) -> str:
    original = str(getattr(error, "orig", None) or error).partition("\n")[0]
    if original == "database is locked":
        return f"another process has been writing to it for {PATIENCE:.0f} seconds: database is locked"
    return original
