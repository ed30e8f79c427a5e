from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cadence import WATCH, Every, after_failure, format_span, look_again, next_poll, parse_cron, parse_span


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7_200), ("1d", 86_400), ("1h30m", 5_400), (" 5m ", 300)]
)
def test_spans_are_read(text: str, seconds: int) -> None:
    assert parse_span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "10", "0m", "-5m", "1.5h", "30m1h", "10:00", "10 m", "٣m", "999999d"])
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="expected a span such as 10m or 2h"):
        parse_span(text)


@given(st.integers(1, 10**9))
def test_a_span_written_reads_back(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert parse_span(format_span(span)) == span


def test_a_span_counts_from_the_last_poll() -> None:
    every = Every(timedelta(minutes=10))
    assert next_poll(every, at("2024-05-01T10:00"), at("2024-05-01T10:03")) == at("2024-05-01T10:10")
    assert next_poll(every, None, at("2024-05-01T10:03")) == at("2024-05-01T10:03")


def test_missed_polls_become_one_and_that_is_due_now() -> None:
    now = at("2024-05-03T12:00")
    assert next_poll(Every(timedelta(minutes=10)), at("2024-05-01T10:00"), now) == now
    assert next_poll(parse_cron("0 6 * * *", "UTC"), at("2024-05-01T06:00"), now) == now


@pytest.mark.parametrize(
    ("line", "zone", "last", "expected"),
    [
        ("*/15 * * * *", "UTC", "2024-05-01T10:00", "2024-05-01T10:15"),
        ("0 6 * * *", "Asia/Jakarta", "2024-05-01T00:00", "2024-05-01T23:00"),
        ("5,35 6-8 * * mon-fri", "UTC", "2024-05-03T08:35", "2024-05-06T06:05"),
        ("0 0 29 feb *", "UTC", "2024-03-01T00:00", "2028-02-29T00:00"),
        ("0 0 29 2 fri", "UTC", "2097-01-01T00:00", "2104-02-29T00:00"),
        ("0 12 13 * fri", "UTC", "2024-01-01T00:00", "2024-09-13T12:00"),
        ("7/20 3 * JAN-MAR/2 *", "UTC", "2024-01-31T03:47", "2024-03-01T03:07"),
    ],
)
def test_a_cron_line_gives_the_next_time(line: str, zone: str, last: str, expected: str) -> None:
    assert next_poll(parse_cron(line, zone), at(last), at(last)) == at(expected)


def test_a_time_skipped_by_daylight_saving_comes_an_hour_later() -> None:
    night = parse_cron("30 2 * * *", "Europe/Berlin")
    assert next_poll(night, None, at("2024-03-30T12:00")) == at("2024-03-31T03:30", "Europe/Berlin")


def test_a_time_repeated_by_daylight_saving_comes_once() -> None:
    night = parse_cron("30 2 * * *", "Europe/Berlin")
    first = next_poll(night, None, at("2024-10-26T12:00"))
    assert first == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert next_poll(night, first, first) == at("2024-10-28T02:30", "Europe/Berlin")


def test_frequent_polls_go_on_through_a_repeated_hour() -> None:
    cron, time = parse_cron("*/20 * * * *", "Europe/Berlin"), at("2024-10-26T23:30")
    for _ in range(12):
        following = next_poll(cron, time, time)
        assert following - time <= timedelta(minutes=20)
        time = following


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("* * * *", "five fields"),
        ("", "five fields"),
        ("60 * * * *", "minute such as"),
        ("* 24 * * *", "hour such as"),
        ("*/0 * * * *", "not \\*/0"),
        ("5-1 * * * *", "not 5-1"),
        ("* * 0 * *", "day such as"),
        ("* * 31 feb,apr *", "a day that one of the months has"),
        ("* * * 13 *", "month such as jan"),
        ("* * * * 1", "weekday such as mon, mon-fri or \\*, not 1"),
        ("1,,2 * * * *", "not nothing"),
        ("@hourly", "five fields"),
    ],
)
def test_a_wrong_cron_line_is_told_apart_by_field(line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_cron(line, "UTC")


_FIELDS = st.tuples(
    st.sampled_from(["*", "*/7", "0,30", "5-50/9", "59"]),
    st.sampled_from(["*", "*/5", "6-22", "0", "23"]),
    st.sampled_from(["*", "1", "10-20", "*/3"]),
    st.sampled_from(["*", "2", "jan,jul", "3-9/2"]),
    st.sampled_from(["*", "mon", "mon-fri", "sat,sun"]),
)


@settings(max_examples=60)
@given(_FIELDS, st.integers(0, 15 * 366 * 86_400))
def test_cron_lines_mean_what_apscheduler_takes_them_to_mean(fields: tuple[str, ...], seconds: int) -> None:
    line, after = " ".join(fields), at("2020-01-01T00:00") + timedelta(seconds=seconds)
    theirs = CronTrigger.from_crontab(line, timezone=UTC).get_next_fire_time(None, after + timedelta(microseconds=1))
    assert next_poll(parse_cron(line, "UTC"), after, after) == theirs


def test_an_article_is_looked_at_again_until_its_watch_is_over() -> None:
    first, now, looks = at("2024-05-01T10:00"), at("2024-05-01T10:00"), 0
    while due := look_again(first, now, now):
        assert due == first + WATCH[looks]
        now, looks = due, looks + 1
    assert looks == len(WATCH)


def test_an_old_archive_makes_nothing_due() -> None:
    assert look_again(at("2021-12-23T14:03"), at("2021-12-23T14:03"), at("2024-05-01T10:00")) is None


def test_what_fails_is_tried_ever_later_and_then_given_up() -> None:
    now = at("2024-05-01T10:00")
    waits: list[timedelta] = []
    while due := after_failure(len(waits) + 1, now):
        waits.append(due - now)
    assert waits == sorted(waits)
    assert timedelta(0) < waits[0] < waits[-1] <= timedelta(days=1)


def test_a_last_poll_ahead_of_the_clock_counts_as_now() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert next_poll(Every(timedelta(hours=1)), now + timedelta(days=365), now) == now + timedelta(hours=1)
    assert next_poll(parse_cron("0 * * * *", "UTC"), now + timedelta(days=365), now) == now + timedelta(hours=1)
