"""Sections that lead to the same articles by different addresses: one of them is polled in vain."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from scraper.alerts.memory import marks_in
from scraper.alerts.values import Alert, AlertKind

SAME = 0.9  # of the links that either lists
LEAST = 5  # links that both list
TURNOVER = 10  # links that both remember besides: two lists that hardly ever change may be alike by chance
_COMMON = 20  # sections; a link in more of them is told by none


@dataclass(frozen=True, slots=True)
class Listed:
    """What a section lists, and before that what it listed."""

    name: str
    url: str
    links: int  # how many of the memory are listed now
    memory: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sections that lead to the same articles, in the order they are given in."""

    first: Listed
    second: Listed
    both: int  # links that both list


def find_duplicates(listed: Mapping[str, Listed]) -> list[Pair]:
    """The sections, by name, that list the same now and did before."""
    order = list(listed)
    now = {name: marks_in(one.memory)[: one.links] for name, one in listed.items()}
    holders: dict[bytes, list[int]] = {}
    for place, name in enumerate(order):
        for link in now[name]:
            holders.setdefault(link, []).append(place)
    shared = Counter(pair for places in holders.values() if len(places) <= _COMMON for pair in combinations(places, 2))
    found = []
    for (first, second), both in sorted(shared.items()):
        one, other = listed[order[first]], listed[order[second]]
        if both >= max(LEAST, SAME * max(one.links, other.links)) and _turned_over(one, other, both):
            found.append(Pair(one, other, both))
    return found


def _turned_over(one: Listed, other: Listed, both: int) -> bool:
    return len({*marks_in(one.memory)} & {*marks_in(other.memory)}) >= both + TURNOVER


def tell_pair(pair: Pair, at: datetime) -> Alert:
    """The alert of a pair: its subject is the second, and its aspect the first."""
    first, second = pair.first, pair.second
    detail = f"leads to the same articles as {first.name}: {pair.both} of {second.links} links now, and before"
    evidence = {
        "usual": {"section": first.name, "url": first.url, "links": first.links},
        "now": {"section": second.name, "url": second.url, "links": second.links, "both": pair.both},
        "captures": [],
    }
    return Alert(AlertKind.DUPLICATE, second.name, at, detail, evidence, first.name)
