"""Cron lines.

A line has five fields, minute hour day month weekday, and the meaning APScheduler gives them: *all* fields must match
(crontab(5) takes day *or* weekday when both are narrowed). Weekdays are written by name, since 1 is Monday to
crontab(5) and Tuesday to APScheduler.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# 29 February on a given weekday can be 40 years away, across a century year that is no leap year.
_HORIZON_DAYS = 366 * 41


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


def next_match(cron: Cron, after: datetime) -> datetime:
    """The first time after `after` that the line names, UTC. ValueError where there is none in a lifetime."""
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
