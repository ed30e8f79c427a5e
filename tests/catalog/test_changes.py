"""Changes are found by their indexes, however many captures there are."""

import re
import sqlite3
from datetime import timedelta

from scraper.catalog import Catalog, captures, presence, to_text
from scraper.catalog.changes import Wanted, find_changes
from scraper.catalog.editions import Editions, Moment
from scraper.model import Edition
from tests.catalog.conftest import START, capture_at


def test_no_table_is_read_whole(catalog: Catalog) -> None:
    asked: list[str] = []
    with catalog.reading() as transaction:
        driver = transaction.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(asked.append)
        find_changes(transaction, Wanted(START, "p/news"))
        presence.missing(transaction, ["https://p.example/story"])
        driver.set_trace_callback(None)
        plans = [
            " ".join(row[3] for row in transaction.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))
            for query in asked
            if query.startswith(("SELECT", "WITH"))
        ]
    used = ["articles_time", "articles_history", "captures_gone", "captures_url", "captures_target"]
    assert [name for name in used if not any(name in plan for plan in plans)] == []
    assert not any(re.search(r"SCAN (?!captures USING INDEX captures_gone)", plan) for plan in plans), plans


def test_editions_are_held_against_the_one_before_in_time_however_they_arrive(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        number = captures.file_id(transaction, captures.File("a.warc.gz", "m", "warc"))
        for minutes, mark in ((30, "c"), (10, "a"), (20, "b")):
            capture = capture_at(minutes, minutes)
            captures.put(transaction, [(number, capture, "article", None, None)])
            row = captures.row_number(number, minutes)
            history = Editions(transaction, [row], {"i"})
            edition = Edition("i", "https://p.example/story", "p", f"Title {mark}", mark, mark)
            history.put(row, Moment(capture.exchange.fetched_at, f"a.warc.gz:m:{minutes:015d}"), edition)
            history.flush()
        found = find_changes(transaction, Wanted())
        later = find_changes(transaction, Wanted(since=START + timedelta(minutes=25)))
    assert [(each.title_before, each.title, to_text(each.at)[14:16]) for each in found] == [
        ("Title a", "Title b", "20"),
        ("Title b", "Title c", "30"),
    ]
    assert later == found[1:]
