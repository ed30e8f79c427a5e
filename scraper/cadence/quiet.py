"""Quiet hours: a part of each day, by the clocks of a place, in which a section is left alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` until before `stop`, over midnight where that is the earlier one."""

    start: time
    stop: time
    zone: str = "UTC"  # IANA name

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.stop:%H:%M}"

    @property
    def length(self) -> timedelta:
        """By the clock; what daylight saving adds or takes is not counted."""
        minutes = 60 * (self.stop.hour - self.start.hour) + self.stop.minute - self.start.minute
        return timedelta(minutes=minutes % 1_440)

    def holds(self, clock: time) -> bool:
        """Whether it is quiet when clocks on the wall show this."""
        begun, over = clock >= self.start, clock >= self.stop
        return begun or not over if self.stop < self.start else begun and not over


def parse_quiet(text: str, zone: str) -> Quiet:
    """The hours in "23:00-05:00"; ValueError for anything else, and for a span that is empty or the whole day."""
    found = _WRITTEN.fullmatch(text.strip())
    try:
        numbers = [int(number) for number in found.groups()] if found else [24] * 4
        start, stop = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    except ValueError:
        start = stop = time()
    if start == stop:
        raise ValueError("expected hours such as 23:00-05:00")
    return Quiet(start, stop, zone)


def after_quiet(quiet: Quiet | None, at: datetime) -> datetime:
    """`at` itself, or when the quiet hours it lies in are over; UTC.

    What counts is what clocks on the wall show: where the hour of the end is skipped by daylight saving, they end an
    hour later by the clock; where it comes twice, the first ends them.
    """
    if quiet is None:
        return at.astimezone(UTC)
    local = at.astimezone(ZoneInfo(quiet.zone))
    clock = local.time()
    if not quiet.holds(clock):
        return at.astimezone(UTC)
    before_midnight = quiet.stop < quiet.start <= clock
    day = local.date() + timedelta(days=1) if before_midnight else local.date()
    end = datetime.combine(day, quiet.stop, ZoneInfo(quiet.zone)).astimezone(UTC)
    # The clock may have been put back from the end into the quiet hours: their second run ends them too.
    again = datetime.combine(day, quiet.stop.replace(fold=1), ZoneInfo(quiet.zone)).astimezone(UTC)
    return end if end > at else max(again, at).astimezone(UTC)
