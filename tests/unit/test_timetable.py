"""The heap of ticks: what is due when, what is told of those that were missed. Time is what the test says it is."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from scraper.cadence import Adaptive, Cadence, Every, Quiet, Rhythm, parse_cron
from scraper.model import Kind, Target
from scraper.timetable import Ended, Poll, Standing, Tick, Timetable, What

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEN = Every(10 * MINUTE)


def poll(name: str = "a", cadence: Cadence = TEN, **more: Any) -> Poll:
    return replace(Poll(Target(f"https://{name}.example/", name, Kind.FEED, f"{name}/news"), cadence), **more)


def table(*polls: Poll, standing: Standing | None = None) -> Timetable:
    made = Timetable(lambda: 0.5)
    made.replace(polls, {each.target.url: standing for each in polls} if standing else {}, NOON)
    return made


def end(made: Timetable, at: datetime, which: Poll | None = None, **more: Any) -> None:
    made.end((which or poll()).target.url, replace(Ended(at), **more))


def told(made: Timetable) -> list[tuple[str, str, int]]:
    return [(tick.what.value, tick.reason, tick.count) for tick in made.missed()]


def test_a_span_is_kept_to_whatever_a_poll_takes() -> None:
    made = table(poll())
    assert made.take(NOON) == [poll()]
    end(made, NOON + 3 * MINUTE)
    assert made.next_at(NOON + 3 * MINUTE) == NOON + 10 * MINUTE
    assert made.take(NOON + 9 * MINUTE) == []
    assert made.take(NOON + 10 * MINUTE) == [poll()]
    assert made.missed() == []


def test_sections_of_one_host_that_began_together_go_on_apart() -> None:
    first, second = poll("a"), poll("b")
    made = table(first, second)
    assert made.take(NOON) == [first, second]
    end(made, NOON + timedelta(seconds=1), first)
    end(made, NOON + timedelta(seconds=9), second, late=8.0)
    assert made.take(NOON + 10 * MINUTE) == [first]
    assert made.next_at(NOON + 10 * MINUTE) == NOON + 10 * MINUTE + timedelta(seconds=8)
    assert made.take(NOON + 10 * MINUTE + timedelta(seconds=8)) == [second]
    for each in (first, second):
        end(made, NOON + 10 * MINUTE + timedelta(seconds=10), each, late=2.0)
    assert made.take(NOON + 20 * MINUTE) == [first]
    assert made.take(NOON + 20 * MINUTE + timedelta(seconds=8)) == [second]
    assert made.missed() == []


def test_a_tick_whose_poll_has_not_ended_is_skipped_and_told() -> None:
    made = table(poll())
    made.take(NOON)
    assert made.take(NOON + 10 * MINUTE) == []
    assert told(made) == [("skipped", "the poll before it had not ended", 1)]
    assert made.take(NOON + 20 * MINUTE) == [poll()], "for somebody else may have made it, and nobody said so"


def test_ticks_missed_together_make_one_poll_that_counts_them() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON)
    assert made.take(NOON + 65 * MINUTE, "the machine was suspended") == [poll()]
    assert made.missed() == [
        Tick(
            "https://a.example/",
            "a/news",
            NOON + 10 * MINUTE,
            What.COALESCED,
            "the machine was suspended",
            6,
            seconds=55 * 60.0,
        )
    ]
    end(made, NOON + 65 * MINUTE)
    assert made.next_at(NOON + 65 * MINUTE) == NOON + 70 * MINUTE


def test_what_was_missed_before_the_start_is_told_and_quiet_hours_are_not() -> None:
    before = Standing(NOON - 60 * MINUTE, NOON - 50 * MINUTE)
    made = table(poll(), standing=before)
    assert told(made) == [("coalesced", "the daemon was not running", 6)]
    assert made.take(NOON) == [poll()]
    assert told(made) == []
    assert told(table(poll(quiet=Quiet(time(11), time(12, 30))), standing=before)) == []
    assert told(table(poll(quiet=Quiet(time(11, 5), time(11, 35))), standing=before))[0][2] == 3
    assert told(table(poll(cadence=Adaptive()), standing=before))[0][2] == 3
    for hours in (Quiet(time(11, 5), time(11, 35)), None):
        cron = poll(cadence=parse_cron("*/10 * * * *", "UTC"), quiet=hours)
        assert told(table(cron, standing=before))[0][2] == (3 if hours else 6)
    assert told(table(poll(), standing=Standing())) == []


def test_a_late_poll_is_told_with_where_it_waited() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON)
    made.take(NOON + 10 * MINUTE + timedelta(seconds=4))
    end(made, NOON + 11 * MINUTE, late=2.0)
    assert told(made) == [("late", "it waited for its turn, at its host or in the queue", 1)]
    made.take(NOON + 20 * MINUTE + timedelta(seconds=6))
    end(made, NOON + 21 * MINUTE)
    assert told(made) == [("late", "the daemon was busy", 1)]


def test_a_poll_that_could_not_be_made_is_refused_and_comes_when_it_may() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON + MINUTE, failed="host_busy: a.example asked for 30 min", refused=True, not_before=30 * MINUTE)
    why = "host_busy: a.example asked for 30 min"
    assert told(made) == [("refused", why, 1), ("refused", why, 3)], "the poll, and the ticks until the next"
    assert made.next_at(NOON + MINUTE) == NOON + 31 * MINUTE


@pytest.mark.parametrize(
    ("cadence", "count", "following"),
    [(TEN, 6, 61), (parse_cron("*/15 * * * *", "UTC"), 4, 75), (Adaptive(), 0, 61)],
)
def test_ticks_of_a_section_that_asked_to_be_left_alone_are_told(cadence: Cadence, count: int, following: int) -> None:
    made = table(poll(cadence=cadence))
    start = made.next_at(NOON) or NOON
    made.take(start)
    made.missed()
    end(made, start + MINUTE, failed="http-429: the server answered 429", not_before=60 * MINUTE)
    assert told(made) == ([("refused", "http-429: the server answered 429", count)] if count else [])
    assert made.next_at(start + MINUTE) == start + following * MINUTE


def test_many_that_are_due_at_once_are_let_go_by_priority_and_not_all_at_once() -> None:
    polls = [poll(f"s{number}", priority=9 if number == 999 else 5) for number in range(1_000)]
    made = table(*polls)
    first = made.take(NOON)
    assert first[0] == polls[999]
    assert len(first) < 400
    assert made.next_at(NOON) == NOON + timedelta(seconds=0.025)
    at, rest = NOON, list(first)
    while len(rest) < 1_000:
        at += timedelta(seconds=1)
        some = made.take(at)
        assert len(some) <= 40
        rest += some
    assert {each.target.url for each in rest} == {each.target.url for each in polls}
    assert made.missed() == [], "a first poll is late for nothing"


def test_an_adaptive_section_is_planned_by_what_it_brought_and_what_it_asks_for() -> None:
    adaptive = poll(cadence=Adaptive())
    made, at, gaps = table(adaptive), NOON, []
    for found in (50, 0, 0, 0, 9, 9, 9):
        assert made.take(at) == [adaptive]
        end(made, at, found=found)
        due = made.next_at(at)
        assert due is not None
        gaps.append(due - at)
        at = due
    assert gaps[3] > gaps[0]
    assert gaps[-1] == 5 * MINUTE
    made.take(at)
    end(made, at, found=9, not_before=40 * MINUTE)
    assert made.next_at(at) == at + 40 * MINUTE
    at += 40 * MINUTE
    made.take(at)
    end(made, at, found=9, not_before=timedelta(days=365))
    assert made.next_at(at) == at + timedelta(hours=2), "a lie silences nobody for longer than the ceiling"


def test_an_adaptive_poll_of_which_no_end_is_heard_is_made_again() -> None:
    adaptive = poll(cadence=Adaptive())
    made = table(adaptive)
    made.take(NOON)
    assert made.take(NOON + timedelta(hours=1)) == []
    assert made.take(NOON + timedelta(hours=2)) == [adaptive]


@pytest.mark.parametrize("cadence", [TEN, Adaptive(), parse_cron("*/10 * * * *", "UTC")])
def test_nothing_is_due_in_quiet_hours(cadence: Cadence) -> None:
    quiet = poll(cadence=cadence, quiet=Quiet(time(13), time(15)))
    made, at = table(quiet), NOON
    while at < NOON + timedelta(hours=4):
        for each in made.take(at):
            assert not 13 <= at.hour < 15
            end(made, at, each)
        due = made.next_at(at)
        assert due is not None
        assert due > at
        at = due
    assert made.missed() == []


@pytest.mark.parametrize("hours", [6, 12, 24, 48])
def test_what_is_polled_seldom_is_polled_though_its_hour_is_quiet_when_the_clocks_are_set(hours: int) -> None:
    quiet = poll(cadence=Every(timedelta(hours=hours)), quiet=Quiet(time(23), time(5), "Europe/Berlin"))
    made = Timetable(lambda: 0.5)
    at = datetime(2026, 10, 23, 1, tzinfo=UTC)  # three in the morning; two days later the clocks go back
    made.replace([quiet], {}, at)
    for _ in range(12):
        due = made.next_at(at)
        assert due is not None
        assert timedelta() < due - at <= timedelta(hours=max(hours + 1, 13))
        at = due
        assert made.take(at) == [quiet]
        end(made, at)


def test_a_first_poll_that_ends_in_quiet_hours_puts_no_later_one_there() -> None:
    daily = poll(cadence=Every(timedelta(days=1)), quiet=Quiet(time(12, 1), time(15)))
    made = table(daily)
    made.take(NOON)
    end(made, NOON + 2 * MINUTE, late=120.0)
    assert made.next_at(NOON + 2 * MINUTE) == NOON + timedelta(hours=27)


def test_jitter_moves_a_poll_and_not_those_after_it() -> None:
    made, at = table(poll(jitter=2 * MINUTE)), NOON
    for count in range(1, 5):
        made.take(at)
        end(made, at, poll(jitter=2 * MINUTE))
        due = made.next_at(at)
        assert due == NOON + (10 * count + 1) * MINUTE
        at = due


def test_a_clock_that_is_put_back_stops_nothing() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON)
    back = NOON - timedelta(days=300)
    assert made.take(back) == []
    assert made.next_at(back) == back + 10 * MINUTE


def test_other_polls_are_taken_up_and_those_that_are_as_before_keep_their_plan() -> None:
    same, changed = poll("same"), poll("changed")
    made = table(same, changed, poll("gone"))
    for each in made.take(NOON):
        end(made, NOON, each)
    at = NOON + 4 * MINUTE
    sooner, new = poll("changed", Every(2 * MINUTE)), poll("new")
    made.replace([same, sooner, new], {changed.target.url: Standing(NOON, NOON + 10 * MINUTE)}, at)
    assert {each.target.url for each in made.take(at)} == {sooner.target.url, new.target.url}
    end(made, at, sooner)
    assert made.take(NOON + 10 * MINUTE - timedelta(seconds=1)) == [sooner]
    assert same in made.take(NOON + 10 * MINUTE)


def test_what_is_to_be_remembered_is_told_once() -> None:
    made = table(poll(cadence=Adaptive()), poll("b"))
    made.changes()
    for each in made.take(NOON):
        end(made, NOON, each)
    plans = {plan.url: plan for plan in made.changes()}
    assert isinstance(plans["https://a.example/"].rhythm, Rhythm)
    assert plans["https://b.example/"].next == NOON + 10 * MINUTE
    assert plans["https://b.example/"].rhythm is None
    assert made.changes() == []


def test_what_somebody_asked_for_by_hand_is_nobodys_tick() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON)
    end(made, NOON + MINUTE, late=60.0)
    end(made, NOON + 2 * MINUTE, failed="host_down: it is", refused=True)
    assert told(made) == []


def test_a_poll_that_a_full_disk_held_back_was_refused() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON + 5 * MINUTE, late=299.0, held_by="the archive could not be written")
    assert told(made) == [("refused", "the archive could not be written", 1)]
