"""What is due, who holds it, and how looks end."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.catalog import Catalog, Transaction, engine, open_catalog, overview, targets, ticks, waiting
from scraper.errors import CatalogError
from scraper.model import FoundOn, Kind, Target
from scraper.timetable import Plan
from tests.catalog.conftest import START

SECTION = Target("https://p.example/news", "p", Kind.PAGE, "p/news")
STORY = Target(
    "https://p.example/story", "p", Kind.ARTICLE, "p/news", FoundOn("https://p.example/news", "urn:uuid:1"), 1
)
OTHER = Target("https://q.example/other", "q", Kind.ARTICLE, "q/news")
ALL = targets.Scope()
ROOM = targets.Room(10)
SOON = START + timedelta(minutes=1)
LATER = START + timedelta(days=100)


def claim(
    transaction: Transaction, owner: str = "me", scope: targets.Scope = ALL, room: targets.Room = ROOM
) -> list[Target]:
    return targets.claim(transaction, scope, SOON, targets.Lease(owner, SOON + timedelta(minutes=5)), room)


def test_a_claim_gives_back_the_very_target_and_only_once(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        assert targets.add(transaction, [STORY, STORY], START, START) == [STORY.url]
        assert targets.add(transaction, [STORY], START, START) == []
        assert claim(transaction) == [STORY]
        assert claim(transaction, "you") == []


def test_claims_keep_to_their_scope_room_and_hosts(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY, OTHER], START, START)
        assert claim(transaction, scope=targets.Scope(frozenset({"nobody/s"}))) == []
        assert claim(transaction, room=targets.Room(10, ["p.example"])) == [OTHER]
        assert claim(transaction, scope=targets.Scope(frozenset(), frozenset({STORY.url}))) == [STORY]


def test_a_lease_that_ran_out_or_was_released_may_be_claimed_again(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, START)
        claim(transaction, "dead")
        later = SOON + timedelta(minutes=6)
        again = targets.claim(
            transaction, ALL, later, targets.Lease("me", later + timedelta(minutes=5)), targets.Room(1)
        )
        assert again == [STORY]
        targets.release(transaction, ["me"])
        assert claim(transaction) == [STORY]
        targets.renew(transaction, targets.Lease("me", later + timedelta(hours=1)), [STORY.url])
        assert targets.claim(transaction, ALL, later, targets.Lease("you", later), targets.Room(1)) == []


def test_a_section_in_the_middle_of_a_visit_is_not_planned_again(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.make_due(transaction, [SECTION], START)
        assert claim(transaction) == [SECTION]
        targets.make_due(transaction, [SECTION], SOON)
        targets.settle(transaction, [targets.Look(SECTION.url, SOON, "listing")], SOON)
        assert claim(transaction) == []
        targets.make_due(transaction, [SECTION], SOON)
        assert claim(transaction) == [SECTION]


def test_what_is_configured_overrules_what_was_found(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [Target(SECTION.url, "x", Kind.ARTICLE, "x/y")], START, None)
        targets.make_due(transaction, [SECTION], START)
        assert claim(transaction) == [SECTION]


def test_a_failed_look_is_counted_until_one_succeeds(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, START)
        look = targets.Look(STORY.url, SOON, "failed", "https://p.example/story: no answer", SOON + timedelta(hours=1))
        targets.fail(transaction, STORY, look, "timeout")
        assert targets.failures_in_a_row(transaction, STORY.url) == 1
        assert targets.first_captures(transaction, [STORY.url]) == {}
        assert targets.next_due(transaction, ALL) == SOON + timedelta(hours=1)
        targets.settle(transaction, [targets.Look(STORY.url, SOON + timedelta(hours=1), "article")], SOON)
        assert targets.failures_in_a_row(transaction, STORY.url) == 0
        assert targets.first_captures(transaction, [STORY.url]) == {STORY.url: SOON + timedelta(hours=1)}
        assert targets.next_due(transaction, ALL) is None
        states = overview.section_states(transaction, [("p/news", SECTION.url), ("p/news", STORY.url)])
        assert states[0].last_poll is None
        assert states[0].articles_seen == 1
        assert overview.totals(transaction, "9").failures == 1


def test_an_older_look_changes_nothing(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, None)
        targets.settle(transaction, [targets.Look(STORY.url, SOON, "article")], SOON)
        targets.settle(transaction, [targets.Look(STORY.url, START, "rejected", "older")], SOON)
        state = overview.section_states(transaction, [("p/news", STORY.url)])[0]
    assert state.last_poll == SOON
    assert state.last_error is None


def test_the_next_poll_is_remembered(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.make_due(transaction, [SECTION], START)
        ticks.remember(transaction, [Plan(SECTION.url, SOON, None)])
        assert overview.section_states(transaction, [("p/news", SECTION.url)])[0].next_poll == SOON


def test_what_keeps_a_section_from_being_asked_is_its_last_error_until_it_is(catalog: Catalog) -> None:
    def error(transaction: Transaction) -> str | None:
        return overview.section_states(transaction, [("p/news", SECTION.url)])[0].last_error

    with catalog.writing() as transaction:
        targets.make_due(transaction, [SECTION], START)
        for at, why in ((START, "robots.txt answered 500"), (SOON, "robots.txt answered 502")):
            waiting.put_off(transaction, SECTION, targets.Look(SECTION.url, at, "failed", why), "robots")
        assert error(transaction) == "robots.txt answered 502"
        targets.settle(transaction, [targets.Look(SECTION.url, LATER, "listing")], LATER)
        assert error(transaction) is None


def test_a_transaction_that_fails_leaves_nothing(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="on purpose"), catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, START)
        raise ValueError("on purpose")
    with catalog.reading() as transaction:
        assert targets.next_due(transaction, ALL) is None


def test_a_file_that_is_no_catalog_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_text("these are not the bytes of a database, however long this text may become\n" * 20)
    with pytest.raises(CatalogError, match=r"catalog\.sqlite: file is not a database"):
        open_catalog(path)


def test_a_catalog_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    open_catalog(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(CatalogError, match="newer version"):
        open_catalog(path)


def test_what_somebody_holds_is_due_when_the_lease_runs_out(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, START)
        assert targets.next_due(transaction, ALL) == START
        claim(transaction, "somebody")
        assert targets.next_due(transaction, ALL) == SOON + timedelta(minutes=5)
        targets.add(transaction, [OTHER], START, SOON)
        assert targets.next_due(transaction, ALL) == SOON


def test_only_leases_of_visits_under_way_are_renewed(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY, OTHER], START, START)
        claim(transaction)
        later = SOON + timedelta(hours=1)
        targets.renew(transaction, targets.Lease("me", later + timedelta(hours=1)), [STORY.url])
        assert targets.claim(transaction, ALL, later, targets.Lease("you", later), ROOM) == [OTHER]


@pytest.mark.parametrize("minutes", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_the_first_capture_is_the_earliest_in_whatever_order_they_come(
    catalog: Catalog, minutes: tuple[int, ...]
) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, None)
        for minute in minutes:
            targets.settle(transaction, [targets.Look(STORY.url, START + timedelta(minutes=minute), "article")], LATER)
        assert targets.first_captures(transaction, [STORY.url]) == {STORY.url: SOON}
        [state] = overview.section_states(transaction, [("p/news", STORY.url)])
        assert state.last_poll == START + timedelta(minutes=3)


def test_more_links_are_added_than_one_statement_can_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect

    def connect(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*arguments, **more)
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)  # as SQLite comes; some systems raise it
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", connect)
    opened = open_catalog(tmp_path / "catalog.sqlite")
    links = [Target(f"https://p.example/{number}", "p", Kind.ARTICLE) for number in range(33_000)]
    with opened.writing() as transaction:
        assert len(targets.add(transaction, links, START, None)) == len(links)
        assert targets.add(transaction, links, START, None) == []
    opened.close()


def test_looking_does_not_wait_for_who_writes(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, START)
        other = open_catalog(catalog.path)
        with other.reading() as view:
            assert targets.next_due(view, ALL) is None
        other.close()


def test_a_catalog_that_another_process_keeps_locked_is_named(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.01)
    hasty = open_catalog(catalog.path)
    with (
        catalog.writing(),
        pytest.raises(CatalogError, match=r"catalog\.sqlite: another process has been writing to it for .* seconds"),
        hasty.writing(),
    ):
        pass
    hasty.close()


def test_many_may_make_a_catalog_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        path, start = tmp_path / f"{attempt}.sqlite", threading.Barrier(4)

        def make(path: Path = path, start: threading.Barrier = start) -> int:
            start.wait(60)
            opened = open_catalog(path)
            with opened.writing() as transaction:
                added = len(targets.add(transaction, [STORY], START, START))
            opened.close()
            return added

        with ThreadPoolExecutor(4) as pool:
            assert sum(future.result() for future in [pool.submit(make) for _ in range(4)]) == 1


def test_requisites_wait_until_nothing_else_is_due(catalog: Catalog) -> None:
    picture = Target("https://p.example/a.png", "p", Kind.REQUISITE, "p/news", depth=1)
    with catalog.writing() as transaction:
        targets.add(transaction, [picture], START - timedelta(hours=1), START - timedelta(hours=1))
        targets.add(transaction, [STORY], START, START)
        assert claim(transaction, room=targets.Room(1)) == [STORY]
        assert claim(transaction, room=targets.Room(1)) == [picture]


def test_a_requisite_is_due_again_once_it_was_long_not_seen(catalog: Catalog) -> None:
    pictures = [
        Target(f"https://p.example/{name}.png", "p", Kind.REQUISITE, "p/news") for name in ("old", "new", "due")
    ]
    urls = [*(picture.url for picture in pictures), STORY.url]
    with catalog.writing() as transaction:
        targets.add(transaction, [*pictures, STORY], START, None)
        looks = [(urls[0], -30, None), (urls[1], -20, None), (urls[2], -30, 5), (STORY.url, -30, None)]
        for url, hours, due in looks:
            due_at = START + timedelta(hours=due) if due else None
            targets.settle(
                transaction, [targets.Look(url, START + timedelta(hours=hours), "requisite", None, due_at)], LATER
            )
        targets.renew_requisites(transaction, urls, START - timedelta(days=1), START)
        assert [target.url for target in claim(transaction)] == [urls[0]]


PICTURE = Target(STORY.url, "x", Kind.REQUISITE, "x/y", FoundOn("https://x.example/", "urn:uuid:9"), 1)


def test_what_a_page_named_as_its_picture_is_still_found_as_an_article(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [PICTURE], START, START)
        assert claim(transaction) == [PICTURE]
        assert targets.add(transaction, [STORY], START, START) == [STORY.url]
        targets.settle(transaction, [targets.Look(STORY.url, SOON, "requisite")], SOON)  # it was under way meanwhile
        assert claim(transaction) == [STORY]
        targets.settle(transaction, [targets.Look(STORY.url, SOON, "article")], SOON)
        assert targets.add(transaction, [PICTURE], SOON, SOON) == []
        assert claim(transaction) == []


def test_what_was_a_picture_is_an_article_when_it_is_asked_for_by_hand(catalog: Catalog) -> None:
    by_hand = Target(STORY.url, "p", Kind.ARTICLE, STORY.url)
    with catalog.writing() as transaction:
        targets.add(transaction, [PICTURE], START, None)
        targets.make_due(transaction, [by_hand], START)
        assert claim(transaction) == [by_hand]
        targets.release(transaction, ["me"])
        targets.make_due(transaction, [replace(by_hand, publisher="q", section="q/s")], START)
        assert claim(transaction) == [by_hand]


def test_a_look_ahead_of_the_clock_does_not_outweigh_those_of_now(catalog: Catalog) -> None:
    """The clock was wrong for an hour. Its looks must not keep every later one from counting."""
    with catalog.writing() as transaction:
        targets.make_due(transaction, [SECTION], START)
        ahead = SOON + timedelta(days=365)
        targets.settle(transaction, [targets.Look(SECTION.url, ahead, "listing")], ahead)
        targets.make_due(transaction, [SECTION], SOON)
        assert claim(transaction) == [SECTION]
        targets.settle(transaction, [targets.Look(SECTION.url, SOON, "listing")], SOON)
        assert overview.section_states(transaction, [("p/news", SECTION.url)])[0].last_poll == SOON
        assert targets.next_due(transaction, ALL) is None


def test_an_article_asked_for_by_hand_stays_what_it_was_found_as(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [STORY], START, None)
        targets.make_due(transaction, [Target(STORY.url, "q", Kind.ARTICLE, STORY.url)], START)
        assert claim(transaction) == [STORY]
