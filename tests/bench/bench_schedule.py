"""Planning alone: 10,000 sections over a day on a clock of the bench's own, which moves on by what planning takes.

Nothing is fetched: each poll ends at once. What was late was late for the planning's sake, or because many sections
were due in the same second. Beside it a day with the catalog's part, half an hour of work: sections made due, claimed,
their looks settled, ticks and rhythms written down. `python -m tests.bench polls` has what is left out here: the
network, the WARC.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from scraper.cadence import Adaptive, Cadence, Every
from scraper.catalog import Catalog, open_catalog, targets, ticks
from scraper.model import Kind, Target
from scraper.timetable import Ended, Poll, Timetable
from tests.bench.measure import bar, folder

SECTIONS = 10_000
START = datetime(2026, 3, 2, tzinfo=UTC)
SAVE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Day:
    """What planning came to."""

    polls: int
    cpu: float  # seconds
    late: float  # seconds, that 99 in 100 polls were not late by
    hours: float

    @property
    def share(self) -> float:
        """Of one core."""
        return self.cpu / (self.hours * 3_600)


def measure(quick: bool) -> bool:
    """Plan a day; whether the bars were met."""
    met = []
    for words, cadence, hours in (
        ("each ten minutes", Every(timedelta(minutes=10)), 2.0 if quick else 24.0),
        ("adaptive", Adaptive(), 1.0 if quick else 6.0),
    ):
        day = _plan(_polls(cadence), hours)
        print(
            f"  {words}: {day.polls:,} polls of {SECTIONS:,} sections in {day.hours:g} h:"
            f" {day.polls / day.cpu:,.0f} planned a second, {day.cpu / day.polls * 1e6:.0f} µs each,"
            f" {day.share:.2%} of a core"
        )
        met.append(bar(f"late at p99, {words}", day.late, 5.0, below=True, unit=" s"))
    for words, cadence, hours in (
        ("each ten minutes", Every(timedelta(minutes=10)), 0.1 if quick else 24.0),
        ("adaptive", Adaptive(), 0.1 if quick else 1.0),
    ):
        with folder() as place:
            catalog = open_catalog(place / "catalog.sqlite")
            day = _plan(_polls(cadence), hours, _written(catalog), after=0.2)
            catalog.close()
        print(
            f"  {words}, with the catalog: {day.polls:,} polls in {hours:g} h, {day.cpu / day.polls * 1e6:.0f} µs each"
        )
        met.append(bar(f"late at p99, {words}, with the catalog", day.late, 5.0, below=True, unit=" s"))
        met.append(bar("of a core", day.share, 0.1, below=True, unit=""))
    return all(met)


def _polls(cadence: Cadence) -> list[Poll]:
    numbers = range(SECTIONS)
    return [
        Poll(Target(f"https://h{number}.example/feed", "p", Kind.FEED, f"p/s{number}"), cadence) for number in numbers
    ]


Write = Callable[[Timetable, Sequence[Poll], datetime], None]


def _plan(polls: list[Poll], hours: float, write: Write = lambda *_: None, after: float = 1.0) -> Day:
    """Let the sections be polled for so many hours, after those in which all of them begin at once."""
    chance = Random(7)
    table, now = Timetable(chance.random), START
    table.replace(polls, {}, now)
    counted, began, lates = START + timedelta(hours=after), 0.0, list[float]()
    stop = counted + timedelta(hours=hours)
    while now < stop:
        if not began and now >= counted:
            began = time.process_time()
        before, due = time.perf_counter(), table.next_at(now)
        taken = table.take(now)
        write(table, taken, now)
        for poll in taken:
            table.end(poll.target.url, Ended(now, chance.random() < 0.05))
        if began and taken and due is not None:
            lates += [max((now - due).total_seconds(), 0.0)] * len(taken)
        following = table.next_at(now)
        spent = now + timedelta(seconds=time.perf_counter() - before)
        now = max(spent, following) if following is not None else spent
    cpu = time.process_time() - began
    told = [tick.seconds for tick in table.missed() if tick.at >= counted]
    lates = sorted([*sorted(lates)[: len(lates) - len(told)], *told])
    return Day(len(lates), cpu, lates[int(0.99 * len(lates))], hours)


def _written(catalog: Catalog) -> Write:
    """What the daemon writes into the catalog: sections made due, claimed and settled; each ten seconds, what it plans.

    Each of that is a transaction of its own, as there.
    """
    saved, scope, room = START, targets.Scope(), targets.Room(32, each=2, oldest=8)

    def write(table: Timetable, taken: Sequence[Poll], now: datetime) -> None:
        nonlocal saved
        if not taken and now - saved < SAVE:
            return
        with catalog.writing() as transaction:
            targets.make_due(transaction, [poll.target for poll in taken], now)
            if now - saved >= SAVE:
                saved = now
                ticks.remember(transaction, table.changes())
        left = len(taken)
        while left > 0:
            with catalog.writing() as transaction:
                lease = targets.Lease("bench", now + timedelta(minutes=15))
                claimed = targets.claim(transaction, scope, now, lease, room)
                targets.next_due(transaction, scope, now)
            with catalog.writing() as transaction:
                looks = [targets.Look(target.url, now, "unmodified") for target in claimed]
                targets.settle(transaction, looks, now)
            left -= room.free

    return write
