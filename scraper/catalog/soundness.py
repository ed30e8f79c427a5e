"""What of the catalog no capture can vouch for, held against itself: its tables, and what is planned and why.

When a target was first seen, when a section is polled next, how often a look failed and in which words: nothing else
tells of that, so only its form is looked at.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, create_engine, delete, or_, select, text
from sqlalchemy.exc import DBAPIError

from scraper.catalog import Transaction, seals
from scraper.catalog.engine import MIGRATIONS
from scraper.catalog.schema import captures, failures, metadata, targets
from scraper.catalog.triggers import LANES, TRUTH
from scraper.model import Kind
from scraper.urls import host

_TIME = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z")
_WORD = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_MOST = 20  # complaints that are told
_KINDS = frozenset(kind.value for kind in Kind)
_TIMES = ("first_seen", "first_at", "last_at", "due_at", "next_poll", "lease_until")

_COLUMNS = 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)'
_REFERENCES = 'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?)'

# Captures by the target they were taken for; of somebody else's, that is their own address.
_CAPTURED = "WITH captured AS (SELECT coalesce(target_url, url) AS target, * FROM captures) "
_UNFOUNDED = {
    "first_at": "SELECT t.url FROM targets t LEFT JOIN captured c ON c.target = t.url AND c.fetched_at = t.first_at"
    " LEFT JOIN failures f ON f.url = t.url AND f.at = t.first_at"
    " WHERE t.first_at IS NOT NULL AND c.id IS NULL AND f.id IS NULL",
    "last_at, last_outcome or last_error": "SELECT t.url FROM targets t LEFT JOIN captured c ON c.target = t.url"
    " AND c.fetched_at = t.last_at AND c.outcome = t.last_outcome AND c.detail IS t.last_error"
    " LEFT JOIN failures f ON f.url = t.url AND f.at = t.last_at AND f.detail IS t.last_error"
    " WHERE coalesce(t.last_at, t.last_outcome, t.last_error) IS NOT NULL AND c.id IS NULL AND f.id IS NULL",
    "found_url or found_capture": "SELECT t.url FROM targets t"
    " LEFT JOIN captures l ON l.record_id = t.found_capture AND l.url = t.found_url LEFT JOIN captured c"
    " ON c.target = t.url AND c.found_url = t.found_url AND c.found_capture = t.found_capture"
    " WHERE coalesce(t.found_url, t.found_capture) IS NOT NULL AND l.id IS NULL AND c.id IS NULL",
    "publisher, section or kind": "SELECT t.url FROM targets t LEFT JOIN captures l"
    " ON l.record_id = t.found_capture AND l.publisher = t.publisher AND l.section IS t.section"
    " LEFT JOIN captured c ON c.target = t.url AND c.publisher = t.publisher AND c.section IS t.section"
    " AND c.kind = t.kind"
    " WHERE t.found_capture IS NOT NULL AND t.kind IN ('article', 'requisite') AND l.id IS NULL AND c.id IS NULL",
}


def complaints(transaction: Transaction) -> list[str]:
    """What SQLite finds wrong with the database, or else what tables are not as they should be; 20 sentences at most.

    Free pages and the unused bytes of others carry nothing and are not looked at.
    """
    found = [str(row[0]) for row in transaction.exec_driver_sql(f"PRAGMA integrity_check({_MOST})")]
    if found != ["ok"]:
        return found
    orphans = transaction.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST)
    found = [f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in orphans]
    return found or list(_schema_faults(transaction)) or list(_lane_faults(transaction))


def is_damaged(path: Path) -> bool:
    """Whether a catalog cannot be read for what it is; not so where it is locked, or a newer version's."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            newest = connection.exec_driver_sql("PRAGMA user_version").scalar() == len(MIGRATIONS)
            return newest and bool(complaints(connection))
    except UnicodeError:
        return True
    except DBAPIError as error:
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    finally:
        engine.dispose()


def _schema_faults(transaction: Transaction) -> Iterator[str]:
    """The tables and indexes that are not what this version makes; capitals and blanks carry nothing."""
    with create_engine("sqlite://").connect() as connection:
        metadata.create_all(connection)
        wanted = _shape(connection)
    there = _shape(transaction)
    for name in sorted(wanted.keys() | there.keys()):
        if wanted.get(name) != there.get(name):
            yield f"{name} is not made as it should be"


def _lane_faults(transaction: Transaction) -> Iterator[str]:
    """The lanes that do not say when the first of their targets is due: what waits there would never be claimed."""
    said = {tuple(row) for row in transaction.exec_driver_sql(LANES)}
    wrong = said.symmetric_difference(tuple(row) for row in transaction.exec_driver_sql(TRUTH))
    for section, place in sorted({(section, place) for section, place, *_ in wrong}, key=repr)[:_MOST]:
        yield f"lanes: the row of {section} at {place} does not say what its targets do"


@dataclass(frozen=True, slots=True)
class Unsound:
    """A row of `targets` (by its URL), of `failures` (by its id) or of a sealed table that cannot be right."""

    key: str | int | seals.Key
    what: str


def unsound_rows(transaction: Transaction) -> Iterator[Unsound]:
    """The rows of `targets`, `failures` and the sealed tables that cannot be right, and why.

    To be asked where all captures are as they should be: what is said of targets rests on them.
    """
    unfounded: dict[str, list[str]] = {}
    for what, query in _UNFOUNDED.items():
        for row in transaction.execute(text(_CAPTURED + query + " GROUP BY t.url")):
            unfounded.setdefault(row.url, []).append(what)
    for row in transaction.execute(select(targets).order_by(targets.c.url)):
        wrong = [*_malformed(row), *unfounded.get(row.url, ())]
        if wrong:
            yield Unsound(row.url, f"targets: the row of {row.url} has a {wrong[0]} that nothing bears out")
    for row in transaction.execute(select(failures).order_by(failures.c.id)):
        if not (_is_time(row.at) and isinstance(row.detail, str) and _is_word(row.reason)):
            yield Unsound(row.id, f"failures: row {row.id} cannot be read")
    for table, key in seals.broken(transaction):
        yield Unsound((table, key), f"{table}: the row of {key} does not say what was written")


def drop_unsound(transaction: Transaction, keys: Collection[str | int | seals.Key]) -> set[int]:
    """Drop such rows; returns the numbers of the files that hold captures of those targets, which bring them back."""
    urls = [key for key in keys if isinstance(key, str)]
    seals.drop_broken(transaction, [key for key in keys if isinstance(key, tuple)])
    transaction.execute(delete(failures).where(failures.c.id.in_([key for key in keys if isinstance(key, int)])))
    transaction.execute(delete(targets).where(targets.c.url.in_(urls)))
    held = select(captures.c.file_id).where(or_(captures.c.target_url.in_(urls), captures.c.url.in_(urls)))
    return set(transaction.scalars(held.distinct()))


def _malformed(row: Row[Any]) -> Iterator[str]:
    values = row._mapping
    yield from (name for name in _TIMES if values[name] is not None and not _is_time(values[name]))
    if row.host != host(row.url):
        yield "host"
    if row.kind not in _KINDS:
        yield "kind"
    for name in ("depth", "failures"):
        if not isinstance(values[name], int) or values[name] < 0:
            yield name
    if (row.lease_owner is None) != (row.lease_until is None):
        yield "lease"
    if row.last_outcome is not None and not _is_word(row.last_outcome):
        yield "last_outcome"


def _is_time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _shape(transaction: Transaction) -> dict[str, object]:
    """Tables by their columns and references, indexes by how they are made."""
    found: dict[str, object] = {}
    for kind, called, sql in transaction.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY name"):
        name = str(called)  # damaged, it may be no text
        if kind == "table" and not name.startswith("sqlite_"):
            columns = transaction.exec_driver_sql(_COLUMNS, (name,))
            others = transaction.exec_driver_sql(_REFERENCES, (name,))
            found[f"table {name}"] = (frozenset(map(tuple, columns)), frozenset(map(tuple, others)))
        elif kind == "index":
            found[f"index {name}"] = " ".join(str(sql).lower().split())
        elif kind != "table":
            found[f"{kind} {name}"] = str(sql)
    return found
