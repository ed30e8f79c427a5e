"""The lanes: always what the targets say, found without looking at all that is due, and fair."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.catalog import Catalog, Transaction, lanes, open_catalog, soundness, targets
from scraper.catalog.triggers import LANES, TRUTH
from scraper.model import Kind, Target
from tests.catalog.conftest import START

ALL = targets.Scope()
HOUR = timedelta(hours=1)
LATE = START + 10 * HOUR


def story(number: int, section: str | None = "p/news", host: str = "p.example") -> Target:
    return Target(f"https://{host}/{number}", "p", Kind.ARTICLE, section)


def claim(transaction: Transaction, room: targets.Room, scope: targets.Scope = ALL) -> list[Target]:
    found = targets.claim(transaction, scope, LATE, targets.Lease("me", LATE + HOUR), room)
    return [replace(target, due_at=None) for target in found]


def check(transaction: Transaction) -> None:
    """Every lane says what its targets do."""
    wanted = {tuple(row) for row in transaction.exec_driver_sql(TRUTH)}
    assert {tuple(row) for row in transaction.exec_driver_sql(LANES)} == wanted


@pytest.mark.parametrize("seed", range(5))
def test_lanes_say_what_targets_do_whatever_is_done_to_them(catalog: Catalog, seed: int) -> None:
    chance = random.Random(seed)
    known = [
        Target(
            f"https://h{chance.randrange(4)}.example/{n}",
            "p",
            chance.choice(list(Kind)[:6]),
            chance.choice(("p/a", "p/b", None)),
        )
        for n in range(60)
    ]

    def some() -> list[Target]:
        return chance.sample(known, chance.randrange(1, 8))

    def at() -> timedelta:
        return timedelta(minutes=chance.randrange(600))

    def looks() -> list[targets.Look]:
        due = chance.choice((None, START + at()))
        return [targets.Look(target.url, START + at(), "requisite", None, due) for target in some()]

    with catalog.writing() as transaction:
        works: list[Callable[[], object]] = [
            lambda: targets.add(transaction, some(), START, chance.choice((None, START + at()))),
            lambda: targets.make_due(transaction, some(), START + at()),
            lambda: targets.plan_parts(transaction, some(), START + at()),
            lambda: targets.settle(transaction, looks(), LATE),
            lambda: targets.claim(
                transaction, ALL, START + at(), targets.Lease(chance.choice("ab"), START + at()), targets.Room(5)
            ),
            lambda: targets.release(transaction, ["a"]),
            lambda: targets.drop_plans(transaction, [target.url for target in some()]),
            lambda: targets.renew_requisites(transaction, [target.url for target in some()], LATE, START + at()),
            lambda: lanes.prioritise(transaction, {"p/a": chance.randrange(10)}),
        ]
        for _ in range(150):
            chance.choice(works)()
            check(transaction)
        transaction.exec_driver_sql("DELETE FROM targets WHERE url LIKE '%1'")
        check(transaction)


def test_a_section_of_higher_priority_goes_first_and_what_it_led_to_with_it(catalog: Catalog) -> None:
    low, usual = [story(n, "p/low", f"l{n}.example") for n in range(3)], story(1, "p/news", "n.example")
    high = [story(n, "p/high", f"h{n}.example") for n in range(3)]
    with catalog.writing() as transaction:
        lanes.prioritise(transaction, {"p/low": 0, "p/high": 9})
        targets.add(transaction, low, START, START)
        targets.add(transaction, [usual], START, START + HOUR)
        targets.add(transaction, high, START, START + 2 * HOUR)
        assert claim(transaction, targets.Room(4)) == [*high, usual]
        targets.release(transaction, ["me"])
        lanes.prioritise(transaction, {"p/low": 9})  # holds for what waits already, and the others are as usual again
        assert claim(transaction, targets.Room(4)) == [*low, usual]


def test_what_waits_longest_gets_its_share_whatever_its_priority(catalog: Catalog) -> None:
    """However much of the highest priority comes in, the lowest is not forgotten."""
    low, high = story(1, "p/low"), [story(n, "p/high", f"h{n}.example") for n in range(10)]
    with catalog.writing() as transaction:
        lanes.prioritise(transaction, {"p/low": 0, "p/high": 9})
        targets.add(transaction, [low], START, START)
        targets.add(transaction, high, START, START + HOUR)
        assert low not in claim(transaction, targets.Room(4))
        assert claim(transaction, targets.Room(4, oldest=1)) == [low, *high[4:7]]


def test_a_claim_takes_no_more_of_a_host_than_there_is_room_for(catalog: Catalog) -> None:
    one_host = [story(n) for n in range(9)]
    others = [story(n, "p/news", f"o{n}.example") for n in range(2)]
    with catalog.writing() as transaction:
        targets.add(transaction, one_host, START, START)
        targets.add(transaction, others, START, START + HOUR)
        assert claim(transaction, targets.Room(8, each=2)) == [one_host[0], one_host[1], *others]


def test_articles_come_in_the_order_of_the_page_that_listed_them(catalog: Catalog) -> None:
    listed = [story(n) for n in (5, 3, 9, 1)]
    with catalog.writing() as transaction:
        targets.add(transaction, listed, START, START)
        assert claim(transaction, targets.Room(3)) == listed[:3]


def test_a_tick_leaves_what_is_due_already_in_its_place(catalog: Catalog) -> None:
    section = Target("https://p.example/news", "p", Kind.PAGE, "p/news")
    with catalog.writing() as transaction:
        targets.make_due(transaction, [section], START)
        targets.make_due(transaction, [section], START + HOUR)
        assert targets.next_due(transaction, ALL) == START
        targets.drop_plans(transaction, [section.url])
        assert targets.next_due(transaction, ALL) is None


@pytest.fixture
def statements(catalog: Catalog) -> Callable[[Callable[[Transaction], object]], list[str]]:
    """The statements that some work makes, with their values."""

    def trace(work: Callable[[Transaction], object]) -> list[str]:
        said: list[str] = []
        with catalog.writing() as transaction:
            driver = transaction.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_trace_callback(said.append)
            try:
                work(transaction)
            finally:
                driver.set_trace_callback(None)
        return [text for text in said if not text.startswith(("--", "SAVEPOINT", "RELEASE"))]

    return trace


@pytest.mark.parametrize("sections", [None, 1, lanes.FEW + 1])
def test_nothing_is_claimed_by_looking_at_all_that_is_due(
    catalog: Catalog, statements: Callable[[Callable[[Transaction], object]], list[str]], sections: int | None
) -> None:
    """SQLite's plans read no table from end to end, and sort nothing but the lanes of few sections."""
    with catalog.writing() as transaction:
        lanes.prioritise(transaction, {"p/1": 3, "p/2": 8})
        targets.add(transaction, [story(n, f"p/{n % 50}", f"h{n % 30}.example") for n in range(300)], START, START)
        targets.add(transaction, [replace(story(n), kind=Kind.REQUISITE) for n in range(300, 400)], START, START)
        transaction.exec_driver_sql("ANALYZE")
    scope = ALL
    if sections is not None:
        scope = targets.Scope(frozenset(f"p/{n}" for n in range(sections)), frozenset({story(1).url}))
    room = targets.Room(200, ["p.example", "h1.example"], each=2, oldest=50)
    said = statements(
        lambda transaction: (
            targets.claim(transaction, scope, LATE, targets.Lease("me", LATE + HOUR), room),
            targets.next_due(transaction, scope),
        )
    )
    said += statements(
        lambda transaction: targets.make_due(transaction, [story(1), replace(story(2), kind=Kind.PAGE)], LATE)
    )
    said += statements(lambda transaction: targets.release(transaction, ["me"]))
    assert sum("FROM lanes" in text for text in said) >= 4
    plans = []
    with catalog.reading() as transaction:
        for text in said:
            plan = " · ".join(row.detail for row in transaction.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
            plans.append(plan)
            assert "SCAN targets" not in plan, text
            assert "SCAN lanes" not in plan or "max(priority)" in text, text
            few = sections == 1 and "FROM lanes" in text
            assert few or "TEMP B-TREE" not in plan, (text, plan)
    assert any("targets_lane" in plan for plan in plans)
    assert any("lanes_turn" in plan or sections == 1 for plan in plans)


def test_a_catalog_made_before_there_were_lanes_has_them_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    opened = open_catalog(path)
    with opened.writing() as transaction:
        targets.add(transaction, [story(n, f"p/{n % 3}") for n in range(9)], START, START)
    opened.close()
    connection = sqlite3.connect(path)
    for name in ("targets_enter", "targets_leave", "targets_move_in", "targets_move_out"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in (
        "DROP TABLE lanes",
        "DROP TABLE priorities",
        "DROP INDEX targets_lane",
        "DROP INDEX targets_held",
    ):
        connection.execute(statement)
    connection.execute("PRAGMA user_version=4")
    connection.commit()
    connection.close()
    opened = open_catalog(path)
    with opened.writing() as transaction:
        assert transaction.exec_driver_sql("SELECT count(*) FROM lanes").scalar() == 3
        check(transaction)
        assert len(claim(transaction, targets.Room(20))) == 9
        check(transaction)
    opened.close()


def test_a_lane_that_says_otherwise_than_its_targets_is_complained_of(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [story(1)], START, START)
        assert soundness.complaints(transaction) == []
        transaction.exec_driver_sql("UPDATE lanes SET due_at = '9'")
        assert soundness.complaints(transaction) == [
            "lanes: the row of p/news at p.example does not say what its targets do"
        ]
