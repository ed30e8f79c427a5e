"""What a rhythm learns from polls, and how it plans the next; quiet hours; what publishers ask for."""

import dataclasses
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import decode
from scraper.cadence import (
    Adaptive,
    Quiet,
    Rhythm,
    after_quiet,
    feed_period,
    learn,
    learn_more,
    next_gap,
    next_poll,
    not_before,
    parse_quiet,
    unpack,
)

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def taught(days: float, zone: str = "UTC") -> Rhythm:
    """Polled each half hour, with two articles each from eight to noon on working days, by the clocks of a zone."""
    rhythm, at = Rhythm(), MONDAY
    while at < MONDAY + timedelta(days=days):
        local = at.astimezone(ZoneInfo(zone))
        busy = local.weekday() < 5 and time(8) < local.time() <= time(12)
        rhythm = learn(rhythm, at, 2 if busy else 0, zone)
        at += HOUR / 2
    return rhythm


def gap(rhythm: Rhythm, days: int, hour: int, zone: str = "UTC") -> timedelta:
    local = datetime(2026, 3, 2, tzinfo=ZoneInfo(zone)) + timedelta(days=days, hours=hour)
    idle = dataclasses.replace(rhythm, seen=0.0, expected=0.0)
    return next_gap(idle, Adaptive(zone=zone), local.astimezone(UTC))


def test_polls_follow_the_hours_and_weekdays_in_which_articles_came() -> None:
    rhythm = taught(28)
    busy, night, weekend = gap(rhythm, 29, 9), gap(rhythm, 29, 20), gap(rhythm, 33, 9)
    assert busy <= 6 * MINUTE
    assert night >= 8 * busy
    assert weekend >= 1.5 * busy


def test_the_first_day_already_tells_hours_apart() -> None:
    rhythm = taught(2)
    assert 2 * gap(rhythm, 2, 9) < gap(rhythm, 2, 20)


def test_a_poll_before_a_busy_time_is_not_put_off_into_it() -> None:
    assert gap(taught(28), 29, 7) <= HOUR + 10 * MINUTE


def test_hours_are_those_of_the_section_and_go_with_its_daylight_saving() -> None:
    there, here = taught(28, "Asia/Jakarta"), taught(28)
    assert gap(there, 29, 9, "Asia/Jakarta") == gap(here, 29, 9)
    berlin = taught(28, "Europe/Berlin")  # whose clocks were put forward on the last of these days
    assert gap(berlin, 29, 8, "Europe/Berlin") <= 6 * MINUTE


def test_a_burst_is_noticed_within_it() -> None:
    rhythm, evening = taught(28 + 20 / 24), MONDAY + timedelta(days=28, hours=20)
    calm = next_gap(learn(rhythm, evening, 0), Adaptive(), evening)
    assert next_gap(learn(rhythm, evening, 12), Adaptive(), evening) < calm / 2


def test_what_came_before_the_first_poll_or_in_a_long_silence_teaches_nothing() -> None:
    first = learn(Rhythm(), MONDAY, 500)
    assert first.weights == Rhythm().weights
    assert learn(first, MONDAY + timedelta(days=9), 500).weights == Rhythm().weights
    assert learn(first, MONDAY - timedelta(days=9), 3).until == (MONDAY - timedelta(days=9)).timestamp()


def test_further_pages_count_for_the_poll_that_led_to_them() -> None:
    before = learn(Rhythm(), MONDAY, 0)
    later = MONDAY + HOUR
    at_once, by_and_by = learn(before, later, 5), learn_more(learn(before, later, 2), 3)
    assert at_once.seen == by_and_by.seen
    assert next_gap(by_and_by, Adaptive(), later) == pytest.approx(next_gap(at_once, Adaptive(), later), rel=0.01)


def test_a_week_has_about_as_many_polls_as_the_mean_allows() -> None:
    rhythm, at, polls = dataclasses.replace(taught(28), polls=0.0, hours=0.0), MONDAY + timedelta(days=28), 0
    while at < MONDAY + timedelta(days=35):
        at = next_poll(Adaptive(), at, at, rhythm)
        polls += 1
    assert polls <= 1.02 * 7 * 24 * 60 / 17


@given(st.lists(st.tuples(st.floats(1, 200_000), st.integers(0, 3_000)), max_size=30))
def test_a_gap_lies_between_floor_and_ceiling_and_a_rhythm_survives_being_packed(
    polls: list[tuple[float, int]],
) -> None:
    rhythm, at = Rhythm(), MONDAY
    for seconds, count in polls:
        at += timedelta(seconds=seconds)
        rhythm = learn(rhythm, at, count)
    assert Adaptive().floor <= next_gap(rhythm, Adaptive(), at) <= Adaptive().ceiling
    assert unpack(rhythm.pack()) == rhythm
    assert len(rhythm.pack()) < 1_500


def test_bytes_that_are_no_rhythm_are_one_that_knows_nothing() -> None:
    assert unpack(b"") == unpack(b"\xff" * 1_401) == Rhythm()


@pytest.mark.parametrize(
    ("hours", "at", "ends"),
    [
        (Quiet(time(23), time(5)), "2026-03-02T22:59", None),
        (Quiet(time(23), time(5)), "2026-03-02T23:00", "2026-03-03T05:00"),
        (Quiet(time(23), time(5)), "2026-03-03T04:59", "2026-03-03T05:00"),
        (Quiet(time(23), time(5)), "2026-03-03T05:00", None),
        (Quiet(time(9), time(17, 30)), "2026-03-02T09:00", "2026-03-02T17:30"),
        (Quiet(time(23), time(5), "Asia/Jakarta"), "2026-03-02T17:00", "2026-03-02T22:00"),
        (Quiet(time(23), time(5), "Europe/Berlin"), "2026-03-28T23:00", "2026-03-29T03:00"),  # an hour less of it
        (Quiet(time(23), time(5), "Europe/Berlin"), "2026-10-24T22:00", "2026-10-25T04:00"),  # and one more
        (
            Quiet(time(0), time(2, 30), "Europe/Berlin"),
            "2026-03-29T00:30",
            "2026-03-29T01:30",
        ),  # an end that is skipped
        (Quiet(time(0), time(2, 30), "Europe/Berlin"), "2026-10-24T23:00", "2026-10-25T00:30"),  # and one that repeats
    ],
)
def test_quiet_hours_end_by_the_clocks_of_their_place(hours: Quiet, at: str, ends: str | None) -> None:
    asked = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert after_quiet(hours, asked) == (datetime.fromisoformat(ends).replace(tzinfo=UTC) if ends else asked)


@given(st.integers(0, 366 * 1_440), st.times(), st.times())
def test_quiet_hours_end_within_a_day_and_a_little(minutes: int, start: time, stop: time) -> None:
    quiet = Quiet(start.replace(second=0, microsecond=0), stop.replace(second=0, microsecond=0), "Europe/Berlin")
    at = MONDAY + timedelta(minutes=minutes)
    end = after_quiet(quiet, at)
    assert timedelta() <= end - at <= 26 * HOUR
    assert end.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "23:00", "23-5", "24:00-05:00", "23:60-05:00", "05:00-05:00", "23:00-05:00 UTC"])
def test_anything_else_is_no_quiet_hours(text: str) -> None:
    with pytest.raises(ValueError, match="expected hours such as 23:00-05:00"):
        parse_quiet(text, "UTC")


def asked_for(status: int, *headers: str) -> float | None:
    head = "\r\n".join([f"HTTP/1.1 {status} X", *headers, "", ""]).encode()
    found = not_before(decode.exchange("https://a.example/", MONDAY, b"", head))
    return found.total_seconds() if found else None


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, ["Cache-Control: public, max-age=300"], 300),
        (304, ["cache-control: MAX-AGE=60", "Age: 20"], 40),
        (200, ['Cache-Control: private="x, max-age=9", max-age="120"'], 120),
        (200, ["Cache-Control: s-maxage=900"], None),
        (200, ["Cache-Control: max-age=300, no-cache"], None),
        (200, ["Cache-Control: max-age=300", "Age: 400"], None),
        (200, ["Cache-Control: max-age=soon"], None),
        (200, ["Cache-Control: max-age=999999999999"], 366 * 86_400),
        (200, ["Retry-After: 60"], None),
        (429, ["Retry-After: 99999999999999"], 86_400),
        (503, ["Retry-After: Thu, 31 Dec 2099 00:00:00 GMT"], 86_400),
        (503, ["Retry-After: 3600", "Cache-Control: max-age=9"], 3_600),
        (429, ["Date: Mon, 02 Mar 2026 00:00:00 GMT", "Retry-After: Mon, 02 Mar 2026 00:10:00 GMT"], 600),
        (429, ["Retry-After: Mon, 02 Mar 2020 00:10:00 GMT"], None),
        (503, ["Retry-After: \u0663"], None),
        (429, ["Retry-After: Thu, 99999999999999999999 Jan 2020 0:0:0"], None),
    ],
)
def test_how_long_an_answer_asks_to_be_left_alone(status: int, headers: list[str], seconds: float | None) -> None:
    assert asked_for(status, *headers) == seconds


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        (("60", None, None), 60),
        ((" 15 ", "hourly", "2"), 30),
        ((None, "hourly", None), 60),
        ((None, "daily", "4"), 360),
        ((None, None, "2"), None),
        (("0", None, None), None),
        (("soon", "sometimes", "-1"), None),
        (("999999999999", None, None), 366 * 24 * 60),
    ],
)
def test_how_often_a_feed_says_that_it_changes(
    said: tuple[str | None, str | None, str | None], minutes: int | None
) -> None:
    assert feed_period(*said) == (timedelta(minutes=minutes) if minutes is not None else None)
