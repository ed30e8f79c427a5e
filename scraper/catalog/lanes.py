"""Which lanes may be claimed from, in what order, and what stands at their heads."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from scraper.catalog import Transaction
from scraper.catalog.triggers import FREE, HIGHEST
from scraper.timetable import PRIORITY

Lane = tuple[str, str, int]  # section, empty for none; host; priority

FEW = 100  # sections whose lanes are looked up; with more, all lanes are looked through in the order they became due
_OPEN = " AND due_at <= :now AND +host NOT IN (SELECT value FROM json_each(:busy)) ORDER BY due_at LIMIT :count"
_LANES = "SELECT section, host, priority FROM lanes WHERE "
_NEXT_PRIORITY = "SELECT max(priority) FROM lanes WHERE requisite = :requisite AND priority < :below"
# In the order they became due, what lies nearer to its section first, then as they were found, which is how they stood.
_HEADS = (
    "SELECT targets.* FROM json_each(:lanes) AS lane CROSS JOIN targets ON targets.rowid IN (SELECT rowid FROM targets"
    " WHERE section IS nullif(json_extract(lane.value, '$[0]'), '') AND host = json_extract(lane.value, '$[1]')"
    " AND (kind = 'requisite') = :requisite"
    f" AND {FREE} AND due_at <= :now ORDER BY due_at, depth, rowid LIMIT :each)"
)
_ASKED_FOR = (
    "SELECT targets.* FROM json_each(:urls) AS asked CROSS JOIN targets ON targets.url = asked.value"
    f" WHERE {FREE} AND due_at <= :now AND +host NOT IN (SELECT value FROM json_each(:busy))"
)
_FIRST = "SELECT due_at FROM lanes WHERE "
_FIRST_ASKED_FOR = (
    "SELECT min(due_at) FROM json_each(:urls) AS asked CROSS JOIN targets ON targets.url = asked.value"
    f" WHERE {FREE} AND due_at > :after"
)
_FIRST_HELD = (
    "SELECT min(max(due_at, lease_until)) FROM targets"
    " WHERE lease_owner IS NOT NULL AND max(due_at, lease_until) > :after"
)
_HELD_WITHIN = (
    " AND (+section IN (SELECT value FROM json_each(:sections)) OR +url IN (SELECT value FROM json_each(:urls)))"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be claimed now: what is due by `now`, of these sections (None: of all) and these very addresses.

    But of no host in `busy`, and `each` at most of any other.
    """

    now: str
    sections: Collection[str] | None = None
    urls: Collection[str] = ()
    busy: Collection[str] = ()
    each: int = 1

    def words(self) -> dict[str, Any]:
        sections = None if self.sections is None else json.dumps(list(self.sections))
        return {"now": self.now, "busy": json.dumps(list(self.busy)), "sections": sections}


def candidates(transaction: Transaction, wanted: Wanted, free: int, oldest: int) -> Iterator[list[Row[Any]]]:
    """What a claim of `free` may take, in lists, those to be taken first first: no list is longer than is of use.

    `oldest` of it is what has been due for longest, whatever its priority. Requisites come last.
    """
    if wanted.sections is not None:
        yield _asked_for(transaction, wanted)
    words = wanted.words()
    for requisite in (0, 1):
        words["requisite"] = requisite
        longest = _longest_waiting(transaction, wanted, words, oldest) if oldest else []
        yield _heads(transaction, wanted, requisite, longest)[:oldest]
        if len(longest) < oldest:  # those are all there are
            levels = groupby(sorted(longest, key=_rank), _rank)
            found: Iterable[list[Lane]] = (list(level) for _, level in levels)
        else:
            found = _by_priority(transaction, wanted, words, free)
        for lanes in found:
            yield _heads(transaction, wanted, requisite, lanes)


def _longest_waiting(transaction: Transaction, wanted: Wanted, words: dict[str, Any], count: int) -> list[Lane]:
    """The lanes whose first target has been due for longest, whatever their priority."""
    return _lanes(transaction, _LANES + _of(wanted.sections) + _OPEN, words | {"count": count})


def _by_priority(transaction: Transaction, wanted: Wanted, words: dict[str, Any], count: int) -> Iterator[list[Lane]]:
    """The lanes of each priority that there is, the highest first, and of each those longest due, `count` at most."""
    query = _LANES + _of(wanted.sections, "priority") + _OPEN
    below = {"requisite": words["requisite"], "below": HIGHEST + 1}
    while (priority := transaction.exec_driver_sql(_NEXT_PRIORITY, below).scalar()) is not None:
        yield _lanes(transaction, query, words | {"priority": priority, "count": count})
        below["below"] = priority


def _heads(transaction: Transaction, wanted: Wanted, requisite: int, lanes: Sequence[Lane]) -> list[Row[Any]]:
    """The first targets of each of these lanes, oldest first, `wanted.each` at most of a lane."""
    counts, some = Counter[str](), list[tuple[str, str]]()
    for section, host, _ in lanes:
        counts[host] += 1
        if counts[host] <= wanted.each:  # the lanes come in order: of more of a host nothing could be taken
            some.append((section, host))
    if not some:
        return []
    words = {"now": wanted.now, "requisite": requisite, "lanes": json.dumps(some), "each": wanted.each}
    return _oldest_first(transaction, _HEADS, words)


def _asked_for(transaction: Transaction, wanted: Wanted) -> list[Row[Any]]:
    """Those of these very addresses that may be claimed, oldest first."""
    if not wanted.urls:
        return []
    words = {"now": wanted.now, "busy": json.dumps(list(wanted.busy)), "urls": json.dumps(list(wanted.urls))}
    return _oldest_first(transaction, _ASKED_FOR, words)


def first_due(
    transaction: Transaction, sections: Collection[str] | None, urls: Collection[str], after: str = ""
) -> str | None:
    """When the first target of these sections and addresses (`sections` None: of all) may be claimed, held ones too.

    With `after`, the first one that may be later than that; it is none behind one of its own lane that may be now.
    """
    lists = {"sections": json.dumps(list(sections or ())), "urls": json.dumps(list(urls))}
    words: dict[str, object] = {**lists, "after": after}
    free = _FIRST + _of(sections) + " AND due_at > :after ORDER BY due_at LIMIT 1"
    queries = [(free, {"requisite": 0}), (free, {"requisite": 1})]
    if sections is None:
        queries.append((_FIRST_HELD, {}))
    else:
        queries += [(_FIRST_HELD + _HELD_WITHIN, {}), (_FIRST_ASKED_FOR, {})]
    times = [transaction.exec_driver_sql(query, words | more).scalar() for query, more in queries]
    return min((time for time in times if time is not None), default=None)


def prioritise(transaction: Transaction, wanted: Mapping[str, int]) -> None:
    """Give these sections their priorities, 0 to 9, and all others the usual one, for what waits already too."""
    rows = transaction.exec_driver_sql("SELECT section, priority FROM priorities")
    known = {row.section: row.priority for row in rows}
    for section in known.keys() | wanted.keys():
        priority = wanted.get(section, PRIORITY)
        if priority == known.get(section, PRIORITY):
            continue
        words = {"section": section, "priority": priority}
        transaction.exec_driver_sql("INSERT OR REPLACE INTO priorities VALUES (:section, :priority)", words)
        transaction.exec_driver_sql("UPDATE lanes SET priority = :priority WHERE section = :section", words)


def _rank(lane: Lane) -> int:
    return -lane[2]


def _of(sections: Collection[str] | None, *columns: str) -> str:
    """The condition that lanes are of these sections, and of one value of each of these columns.

    The lists come as JSON, so that a statement is the same however long they are. A plus sign keeps SQLite from looking
    lanes up by what stands behind it.
    """
    few = sections is not None and len(sections) <= FEW
    terms = [f"{'+' if few else ''}{column} = :{column}" for column in ("requisite", *columns)]
    if sections is not None:
        terms.append(f"{'' if few else '+'}section IN (SELECT value FROM json_each(:sections))")
    return " AND ".join(terms)


def _lanes(transaction: Transaction, query: str, words: dict[str, Any]) -> list[Lane]:
    return [(row[0], row[1], row[2]) for row in transaction.exec_driver_sql(query, words)]


def _oldest_first(transaction: Transaction, query: str, words: dict[str, Any]) -> list[Row[Any]]:
    rows = transaction.exec_driver_sql(query, words).all()
    return sorted(rows, key=lambda row: (row.due_at, row.depth))
