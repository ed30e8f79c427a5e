"""Sections as news desks run them: when their articles appear, invented by chance from a seed, after real habits.

Times are hours since a Monday, 0:00, by the clocks of the section's own place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Draw = Callable[[Random, int], list[float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of section, and how to draw the times of its articles over so many weeks."""

    name: str
    habits: str
    draw: Draw


def _agency(random: Random, weeks: int) -> list[float]:
    """Some 150 items a day around the clock, half of them on a few events: a flash, then updates for hours.

    How many updates an event brings has a long tail: most end with the second, one in fifty brings a hundred.
    """
    found = list[float]()
    for hour in range(weeks * 168):
        day, clock = divmod(hour, 24)
        awake = 1.0 if 7 <= clock < 20 else 0.5 if clock in (6, 20, 21, 22) else 0.15
        level = awake * (0.45 if day % 7 >= 5 else 1.0)
        found += _arrivals(random, hour, 4.5 * level)
        for flash in _arrivals(random, hour, 0.7 * (0.3 + 0.7 * level)):
            updates = min(int(2.0 * random.paretovariate(1.0)), 100)
            found += [flash + random.expovariate(1.0) * min(0.25 + updates / 40, 2.0) for _ in range(updates)]
    return sorted(found)


def _daily(random: Random, weeks: int) -> list[float]:
    """The paper goes online before breakfast, the newsroom writes till the evening, and nights are still."""
    found = list[float]()
    for day in range(weeks * 7):
        weekend = day % 7 >= 5
        start = day * 24
        if day % 7 != 6:
            found += [start + 5.0 + random.betavariate(1.5, 3) * 1.5 for _ in range(random.randint(18, 30))]
        for clock in range(24):
            level = 3.0 if 8 <= clock < 18 else 1.2 if 18 <= clock < 22 else 0.05
            found += _arrivals(random, start + clock, level * (0.35 if weekend else 1.0))
    return sorted(found)


def _magazine(random: Random, weeks: int) -> list[float]:
    """A weekly issue, all at once on Thursday morning; a column now and then while the office is open."""
    found = list[float]()
    for day in range(weeks * 7):
        if day % 7 == 3:
            found += [day * 24 + 6.0 + random.betavariate(1.2, 2) * 2.5 for _ in range(random.randint(25, 40))]
        for clock in range(9, 18) if day % 7 < 5 else ():
            found += _arrivals(random, day * 24 + clock, 0.2)
    return sorted(found)


def _ministry(random: Random, weeks: int) -> list[float]:
    """Two or three releases a working day, late in the morning or before the office closes; holidays without any."""
    found = list[float]()
    for day in range(weeks * 7):
        if day % 7 >= 5 or random.random() < 0.04:
            continue
        for clock, level in ((9, 0.2), (10, 0.5), (11, 0.6), (12, 0.15), (14, 0.3), (15, 0.4), (16, 0.3), (17, 0.1)):
            found += _arrivals(random, day * 24 + clock, level)
    return sorted(found)


def _even(random: Random, weeks: int) -> list[float]:
    """An article about each twenty minutes by pure chance, day and night: there is nothing to be learned from it."""
    return [time for hour in range(weeks * 168) for time in _arrivals(random, hour, 3.0)]


def _arrivals(random: Random, hour: int, rate: float) -> list[float]:
    found, time = list[float](), 0.0
    while rate and (time := time + random.expovariate(rate)) < 1.0:
        found.append(hour + time)
    return found


SHAPES = (
    Shape("wire agency", "bursts around the clock", _agency),
    Shape("daily paper", "mornings, nights, weekends", _daily),
    Shape("magazine", "a weekly issue", _magazine),
    Shape("ministry", "office hours, little of it", _ministry),
)
EVEN = Shape("by chance", "no rhythm at all", _even)
