"""How often a healthy section is said to be silent, and how long one that falls silent stays untold.

Run `python -m tests.simulation.silences [SECTIONS]` from a clone: that many sections of each kind, a year of each.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from statistics import median

from scraper.alerts import AlertKind, Course, Look, Section, Seen, follow, has_ended
from scraper.model import Kind
from tests.simulation.polls import START
from tests.simulation.shapes import EVEN, SHAPES, Shape

WEEKS = 52


def _daily_for_readers_at_work(random: Random, weeks: int) -> list[float]:
    """Ten articles a working day, and nothing on weekends."""
    days = [day for day in range(weeks * 7) if day % 7 < 5]
    return sorted(day * 24 + 8 + random.random() * 10 for day in days for _ in range(10))


def _weekly(random: Random, weeks: int) -> list[float]:
    """A magazine that puts nothing online but its issue."""
    return sorted(week * 168 + 78 + random.random() * 3 for week in range(weeks) for _ in range(20))


def _monthly(random: Random, weeks: int) -> list[float]:
    """An issue each month, put online over three days."""
    return sorted(day * 24 + random.random() * 72 for day in range(5, weeks * 7, 30) for _ in range(20))


def _seldom(random: Random, weeks: int) -> list[float]:
    """An article a week, on any day, and at times none for three weeks."""
    return sorted(random.random() * weeks * 168 for _ in range(weeks))


def _clumps(random: Random, weeks: int) -> list[float]:
    """Eight articles within six hours, every four days or so, by chance."""
    starts = [random.random() * weeks * 168 for _ in range(weeks * 7 // 4)]
    return sorted(start + random.random() * 6 for start in starts for _ in range(8))


MORE = (
    Shape("weekdays", "nothing on weekends", _daily_for_readers_at_work),
    Shape("weekly issue", "and nothing else", _weekly),
    Shape("monthly issue", "over three days", _monthly),
    Shape("seldom", "few articles", _seldom),
    Shape("clumps", "by chance", _clumps),
)
ALL = (*SHAPES, EVEN, *MORE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often a section was said to be silent while it was healthy; and after how many hours, once it fell silent."""

    false: int
    after: float | None


def follow_one(articles: list[float], weeks: int) -> Outcome:
    """Poll a section each half an hour for so many weeks, of which it is silent from then on."""
    false, silent, section = 0, False, None
    for section in _polls(articles, 0.0, weeks * 168.0):
        told = not has_ended(AlertKind.SILENT, section)
        false, silent = false + (told and not silent), told
    last = max(at for at in articles if at < weeks * 168)
    for hour in range(weeks * 168, weeks * 168 * 2):
        if section is None:
            break
        look = Look(START + timedelta(hours=hour), _seen(hour), "listing", str(hour), 20)
        section = Section("", "", Kind.PAGE, follow(section.course, look))
        if not has_ended(AlertKind.SILENT, section):
            return Outcome(false, hour - last)
    return Outcome(false, None)


def _polls(articles: list[float], hour: float, end: float) -> Iterator[Section]:
    course: Course | None = None
    shown = 0
    while hour < end:
        upto = bisect_right(articles, hour)
        at = START + timedelta(hours=hour)
        course = follow(course, Look(at, _seen(hour), "listing", str(hour), 20, upto - shown))
        yield Section("", "", Kind.PAGE, course)
        shown, hour = upto, hour + 0.5


def _seen(hour: float) -> Seen:
    return Seen("https://quay.example/", START + timedelta(hours=hour), "news.warc.gz", 0, 200)


def main(sections: int) -> None:
    """Print a line for each kind of section."""
    for shape in ALL:
        outcomes = [follow_one(shape.draw(Random(seed), WEEKS), WEEKS) for seed in range(sections)]
        false = sum(outcome.false for outcome in outcomes)
        told = [outcome.after / 24 for outcome in outcomes if outcome.after is not None]
        after = f"after {min(told):.1f} to {max(told):.1f} days, {median(told):.1f} at the median" if told else "never"
        print(f"{shape.name:14} {false} times silent in {sections} years; where it is: {after} ({len(told)} told)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
