"""A catalog that an older version made: brought up to date when it is opened, with the archive it stands for."""

import sqlite3
from pathlib import Path

from scraper import app
from scraper.catalog import open_catalog
from scraper.workers import Selection
from tests.faults.small_archive import make_archive, verify
from tests.flow.archives import lines

NEW_IN_2 = ("etag", "last_modified", "revisit", "refers_url", "refers_at")


def take_back(catalog: Path) -> None:
    """Make of a catalog what version 1 would have made."""
    connection = sqlite3.connect(catalog)
    connection.execute("DROP INDEX captures_payload")
    for column in NEW_IN_2:
        connection.execute(f"ALTER TABLE captures DROP COLUMN {column}")
    connection.execute("PRAGMA user_version=1")
    connection.commit()
    connection.close()


def rows(catalog: Path) -> list[tuple[object, ...]]:
    opened = open_catalog(catalog)
    with opened.reading() as transaction:
        query = f"SELECT id, outcome, {', '.join(NEW_IN_2)} FROM captures ORDER BY id"
        found = [tuple(row) for row in transaction.exec_driver_sql(query)]
    opened.close()
    return found


def test_what_older_rows_lack_is_read_from_the_archive_when_it_is_opened(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    catalog = settings.archive / "catalog.sqlite"
    before, records = rows(catalog), lines(settings.archive)
    take_back(catalog)
    assert {row[2:] for row in rows(catalog)} == {(None,) * len(NEW_IN_2)}
    with app.open_archive(settings):
        pass
    assert rows(catalog) == before
    assert lines(settings.archive) == records
    assert verify(settings)[0] == []


def test_a_catalog_without_parts_gets_their_table(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    catalog = settings.archive / "catalog.sqlite"
    connection = sqlite3.connect(catalog)
    connection.execute("DROP TABLE parts")
    connection.execute("PRAGMA user_version=2")
    connection.commit()
    connection.close()
    with app.open_archive(settings):
        pass
    assert verify(settings)[0] == []


def test_a_replay_fills_in_what_older_rows_of_articles_lack(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    catalog = settings.archive / "catalog.sqlite"
    query = "SELECT capture_id, found, size FROM articles ORDER BY capture_id"
    connection = sqlite3.connect(catalog)
    before = connection.execute(query).fetchall()
    connection.execute("DROP INDEX captures_looks")
    for column in ("found", "size"):
        connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
    connection.execute("PRAGMA user_version=3")
    connection.commit()
    connection.close()
    job = app.ReplayJob((settings.archive / "warc",), Selection(), 1)
    for _ in app.replay_into(settings, job, lambda _: None):
        pass
    connection = sqlite3.connect(catalog)
    assert connection.execute(query).fetchall() == before
    connection.close()
    assert all(found is not None and size for _, found, size in before)
