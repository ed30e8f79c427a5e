"""What a daemon has done since its start, in numbers: counts, spans of time, errors by host. No metrics library.

Whoever serves the numbers reads a `Snapshot`; whoever works tells. Both may happen on any thread.
"""

import threading
from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scraper.model import Kind, Target
from scraper.urls import host

MOST_HOSTS = 100  # with errors that are told by name; a label for each host ever seen would fill a metrics database
OTHERS = "other"

LAG = (60.0, 300.0, 600.0, 1_200.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 43_200.0, 86_400.0, 604_800.0)  # seconds
LATENESS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 3_600.0)
TRANSACTION = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 60.0)

_LISTINGS = frozenset({Kind.PAGE, Kind.FEED, Kind.SITEMAP})


@dataclass(frozen=True, slots=True)
class Spread:
    """How spans of time are spread: for each bound how many were no longer, all of them, and their sum in seconds."""

    bounds: tuple[float, ...]
    counts: tuple[int, ...]  # cumulated
    total: int
    seconds: float


class Spans:
    """Spans of time counted into buckets. Safe on any thread."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(self._bounds) + 1)  # the last: longer than all bounds
        self._seconds = 0.0
        self._lock = threading.Lock()

    def tell(self, seconds: float) -> None:
        """Count one; a negative span, by clocks that differ, counts as none."""
        seconds = max(seconds, 0.0)
        with self._lock:
            self._counts[bisect_left(self._bounds, seconds)] += 1
            self._seconds += seconds

    def spread(self) -> Spread:
        with self._lock:
            counts, seconds = list(self._counts), self._seconds
        for place in range(1, len(counts)):
            counts[place] += counts[place - 1]
        return Spread(self._bounds, tuple(counts[:-1]), counts[-1], seconds)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The counts at one moment; those of the queue and of bytes are asked for where they are known."""

    polls: Mapping[str, int]  # looks at sections, feeds and sitemaps, by outcome
    articles: Mapping[str, int]  # looks at articles and their parts, by standing
    requisites: Mapping[str, int]
    rejected: Mapping[str, int]  # by reason
    failed: Mapping[str, int]
    hosts: Mapping[str, int]  # looks that failed, by host; at most MOST_HOSTS and OTHERS
    deliveries: Mapping[tuple[str, str], int]  # tried, by hook and what became of them


class Figures:
    """The account. `lag` is from publication to capture, `lateness` of polls from when they were due to their start,
    `transactions` of the catalog from the wish to write to the end of the commit."""

    def __init__(self) -> None:
        self.lag, self.lateness, self.transactions = Spans(LAG), Spans(LATENESS), Spans(TRANSACTION)
        self._polls, self._articles, self._requisites = Counter[str](), Counter[str](), Counter[str]()
        self._rejected, self._failed = Counter[str](), Counter[str]()
        self._hosts: OrderedDict[str, int] = OrderedDict()  # the one that erred last stands last
        self._other_hosts = 0
        self._deliveries = Counter[tuple[str, str]]()
        self._lock = threading.Lock()

    def tell(self, target: Target, outcome: str, reason: str | None = None) -> None:
        """Count one look at a target: what came of it, and why where it was rejected or failed."""
        with self._lock:
            self._book(target.kind)[outcome] += 1
            if outcome == "rejected":
                self._rejected[reason or "unknown"] += 1
            elif outcome == "failed":
                self._failed[reason or "unknown"] += 1
                self._blame(host(target.url))

    def deliver(self, hook: str, outcome: str, number: int) -> None:
        """Count deliveries to a hook: delivered, failed or given_up."""
        with self._lock:
            self._deliveries[hook, outcome] += number

    def snapshot(self) -> Snapshot:
        """The counts as they are now."""
        with self._lock:
            return Snapshot(
                polls=dict(self._polls),
                articles=dict(self._articles),
                requisites=dict(self._requisites),
                rejected=dict(self._rejected),
                failed=dict(self._failed),
                hosts={**self._hosts, OTHERS: self._other_hosts},
                deliveries=dict(self._deliveries),
            )

    def _book(self, kind: Kind) -> Counter[str]:
        if kind in _LISTINGS:
            return self._polls
        return self._requisites if kind is Kind.REQUISITE else self._articles

    def _blame(self, name: str) -> None:
        """Where there are too many hosts, the one that has not erred for the longest time joins the others."""
        self._hosts[name] = self._hosts.get(name, 0) + 1
        self._hosts.move_to_end(name)
        if len(self._hosts) > MOST_HOSTS:
            self._other_hosts += self._hosts.popitem(last=False)[1]
