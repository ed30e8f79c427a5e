"""A section that overflowed is polled sooner: at its floor, or half-way to its next tick, as its publisher allows."""

from datetime import time, timedelta

import pytest

from scraper.cadence import Adaptive, Cadence, Quiet, parse_cron
from tests.unit.test_timetable import MINUTE, NOON, TEN, end, poll, table

SLOW = Adaptive(5 * MINUTE, 120 * MINUTE, 60 * MINUTE)
HOURLY = parse_cron("0 * * * *", "UTC")


@pytest.mark.parametrize(
    ("cadence", "asked", "minutes"),
    [
        (SLOW, None, 5),
        (SLOW, 20 * MINUTE, 20),
        (TEN, None, 4.5),
        (TEN, 7 * MINUTE, 7),
        (TEN, 30 * MINUTE, 9),  # which is what it keeps to anyway
        (HOURLY, None, 29.5),
    ],
)
def test_the_next_poll_comes_sooner_but_never_too_soon(
    cadence: Cadence, asked: timedelta | None, minutes: float
) -> None:
    made = table(poll(cadence=cadence, jitter=timedelta()))
    if cadence is HOURLY:
        assert made.take(NOON + 60 * MINUTE)
        now = NOON + 61 * MINUTE
    else:
        assert made.take(NOON)
        now = NOON + MINUTE
    end(made, now, not_before=asked if cadence is SLOW else None)
    made.hurry("a/news", now, asked)
    assert made.next_at(now) == now + minutes * MINUTE


def test_ticks_at_set_times_stay_where_they_are() -> None:
    made = table(poll())
    made.take(NOON)
    end(made, NOON + 2 * MINUTE)
    made.hurry("a/news", NOON + 2 * MINUTE)
    made.take(NOON + 6 * MINUTE)
    end(made, NOON + 7 * MINUTE)
    assert made.next_at(NOON + 7 * MINUTE) == NOON + 10 * MINUTE
    made.take(NOON + 10 * MINUTE)
    end(made, NOON + 11 * MINUTE)
    assert made.next_at(NOON + 11 * MINUTE) == NOON + 20 * MINUTE
    assert made.missed() == []


def test_quiet_hours_are_kept_and_what_is_unknown_is_nobodys() -> None:
    quiet = Quiet(time(12, 2), time(12, 8))
    made = table(poll(quiet=quiet))
    made.take(NOON)
    end(made, NOON + MINUTE)
    made.hurry("a/news", NOON + MINUTE)
    assert made.next_at(NOON + MINUTE) == NOON + 8 * MINUTE
    made.hurry("b/news", NOON + MINUTE)
    assert made.next_at(NOON + MINUTE) == NOON + 8 * MINUTE
