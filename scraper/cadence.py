"""When to look again: at a section, an article that may still be edited, a page that failed. Pure; `now` is passed in.

A cron line has five fields, minute hour day month weekday, and the meaning APScheduler gives them: *all* fields must
match (crontab(5) takes day *or* weekday when both are narrowed). Weekdays are written by name, since 1 is Monday to
crontab(5) and Tuesday to APScheduler.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Most edits are made in an article's first hours; the last look takes in the corrections of the day after.
WATCH = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=30))

_RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))
_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN = re.compile(r"(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# 29 February on a given weekday can be 40 years away, across a century year that is no leap year.
_HORIZON_DAYS = 366 * 41


@dataclass(frozen=True, slots=True)
class Every:
    """A poll each `span`, counted from the poll before it."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron line, read: the values each field allows. Made by `parse_cron`."""

    text: str  # as written, single-spaced
    zone: str  # IANA name of the zone the fields are read in
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Monday, as datetime.weekday()


Cadence = Every | Cron


def parse_span(text: str) -> timedelta:
    """The length of "90s", "10m", "2h", "1d" or "1h30m"; ValueError for anything else, and for zero."""
    found = _SPAN.fullmatch(text.strip())
    counts = [int(count or 0) for count in found.groups()] if found else []
    seconds = sum(count * unit for count, unit in zip(counts, _UNITS.values(), strict=False))
    if seconds == 0:
        raise ValueError("expected a span such as 10m or 2h")
    return timedelta(seconds=seconds)


def format_span(span: timedelta) -> str:
    """The shortest writing that `parse_span` reads back; fractions of a second are dropped."""
    rest, words = int(span.total_seconds()), []
    for letter, unit in _UNITS.items():
        count, rest = divmod(rest, unit)
        if count:
            words.append(f"{count}{letter}")
    return "".join(words)


def parse_cron(text: str, zone: str) -> Cron:
    """A cron line of five fields; ValueError says which field is wrong, or that no such day exists (30 February)."""
    fields = text.lower().split()
    if len(fields) != 5:
        raise ValueError("expected five fields, minute hour day month weekday, such as */15 6-22 * * mon-fri")
    cron = Cron(
        text=" ".join(text.split()),
        zone=zone,
        minutes=_values(fields[0], "minute", 0, 59),
        hours=_values(fields[1], "hour", 0, 23),
        days=_values(fields[2], "day", 1, 31),
        months=_values(fields[3], "month", 1, 12, _MONTHS),
        weekdays=_values(fields[4], "weekday", 0, 6, _WEEKDAYS),
    )
    if min(cron.days) > max(_LONGEST_MONTH[month - 1] for month in cron.months):
        raise ValueError("expected a day that one of the months has")
    return cron


def next_poll(cadence: Cadence, last: datetime | None, now: datetime) -> datetime:
    """When to poll next, UTC: `now` itself if a poll is overdue, so that ticks missed in between make one poll.

    `last` is when the last poll began, None when there was none: then a span is due at once and a cron line at its next
    time. One ahead of `now`, by a clock that has been put right since, counts as now. Both times must be aware.
    """
    last = min(last, now) if last is not None else None
    match cadence:
        case Every(span=span):
            due = now if last is None else last + span
        case Cron():
            due = _next_match(cadence, now if last is None else last)
    return max(due, now).astimezone(UTC)


def look_again(first: datetime, last: datetime, now: datetime, watch: tuple[timedelta, ...] = WATCH) -> datetime | None:
    """When to look at an article again that was first captured at `first`, last at `last`; None once that is over.

    A time that has passed is never given: replaying an old archive makes nothing due.
    """
    return min((first + span for span in watch if first + span > max(last, now)), default=None)


def after_failure(failures: int, now: datetime) -> datetime | None:
    """When to try again what has failed `failures` times in a row, at least once; None once there is no hope."""
    return now + _RETRIES[failures - 1] if failures <= len(_RETRIES) else None


def _next_match(cron: Cron, after: datetime) -> datetime:
    zone = ZoneInfo(cron.zone)
    for day in _matching_days(cron, after.astimezone(zone).date()):
        later = [instant for instant in _instants(cron, day, zone) if instant > after]
        if later:
            return min(later)
    raise ValueError(f"the cron line {cron.text!r} has no time after {after:%Y-%m-%d}")


def _matching_days(cron: Cron, first: date) -> Iterator[date]:
    for ahead in range(_HORIZON_DAYS):
        day = first + timedelta(days=ahead)
        if day.month in cron.months and day.day in cron.days and day.weekday() in cron.weekdays:
            yield day


def _instants(cron: Cron, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants of one day, UTC, unsorted.

    A time that daylight saving skips comes an hour later; one that it repeats comes once, unless every hour is asked
    for: then a poll each ten minutes does not pause for an hour.
    """
    folds = (0, 1) if len(cron.hours) == 24 else (0,)
    for hour in cron.hours:
        for minute in cron.minutes:
            for fold in folds:
                yield datetime.combine(day, time(hour, minute, fold=fold), zone).astimezone(UTC)


def _values(text: str, field: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    """The numbers a cron field such as `*/15`, `1-5/2`, `mon-fri` or `0,30` allows."""
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            start, stop = low, high
        else:
            start = _value(first, field, low, high, names)
            stop = _value(last, field, low, high, names) if dash else (high if slash else start)
        if stop < start or (slash and not (step.isdecimal() and step.isascii() and int(step) > 0)):
            raise ValueError(f"expected a {field} such as {_example(low, high, names)}, not {part}")
        found.update(range(start, stop + 1, int(step) if slash else 1))
    return frozenset(found)


def _value(text: str, field: str, low: int, high: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + low
    if names != _WEEKDAYS and text.isdecimal() and text.isascii() and low <= int(text) <= high:
        return int(text)
    raise ValueError(f"expected a {field} such as {_example(low, high, names)}, not {text or 'nothing'}")


def _example(low: int, high: int, names: tuple[str, ...]) -> str:
    if names:
        return f"{names[0]}, {names[0]}-{names[4]} or *" + ("" if names == _WEEKDAYS else f", or {low} to {high}")
    return f"*, */{5 if high > 12 else 2} or a number from {low} to {high}"
