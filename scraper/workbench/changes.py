"""Which records of an archive today's code and profiles would make otherwise, and how they differ."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import Any

from scraper.catalog.told import Told
from scraper.judging import Verdict
from scraper.records import RecordFiles
from scraper.workers import Judged

# Where a record comes from and by what code it was made is no change to what it says.
_BESIDE = frozenset(("schema_version", "fingerprint", "capture", "extractor", "provenance", "found_on"))


class Change(StrEnum):
    """What becomes of a capture's record."""

    CHANGED = "changed"
    GAINED = "gained"  # the capture was rejected, and would be an article
    LOST = "lost"  # the capture was an article, and would be rejected


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record, before and after, as JSON values; of lists of text also how many lines came and went."""

    field: str
    before: Any
    after: Any
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A capture whose record would change."""

    change: Change
    url: str
    fetched_at: datetime
    differences: tuple[Difference, ...] = ()
    detail: str | None = None  # why it was or would be rejected


def find_changes(judged: Iterable[Judged], told: dict[tuple[str, int], Told], files: RecordFiles) -> Iterator[Drawn]:
    """Hold what captures come to today against what the archive has of them, in the order of the captures.

    `told` is what the catalog knows, by file name and offset. A capture that only repeats what the one before it said
    has no record of its own, and is passed over; so is one that the catalog does not know.
    """
    lines = lru_cache(maxsize=8)(files.lines)
    for part in judged:
        for verdict in part.results:
            if not isinstance(verdict, Verdict):
                continue
            where = verdict.capture.location
            known = told.get((where.file, where.offset))
            if known is not None and (drawn := _hold(verdict, known, lines)):
                yield drawn


def _hold(verdict: Verdict, known: Told, lines: Any) -> Drawn | None:
    exchange = verdict.capture.exchange
    if known.line_digest is None:
        if verdict.line is None:
            return None
        title = json.loads(verdict.line)["title"]
        return Drawn(Change.GAINED, exchange.url, exchange.fetched_at, (Difference("title", None, title),))
    if verdict.line is None:
        return Drawn(Change.LOST, exchange.url, exchange.fetched_at, detail=_why_lost(verdict))
    before = lines(known.publisher, known.day).get(known.line_digest)
    if before is None or before == verdict.line:
        return None
    found = tuple(compare(json.loads(before), json.loads(verdict.line)))
    return Drawn(Change.CHANGED, exchange.url, exchange.fetched_at, found) if found else None


def _why_lost(verdict: Verdict) -> str:
    match verdict.outcome:
        case "part":
            return f"is a further page of {verdict.detail}"
        case "variant":
            return f"is another form of {verdict.detail}"
        case "rejected" | "failed":
            return ": ".join(part for part in (verdict.reason, verdict.detail) if part)
        case other:
            return f"is now {other}"


def compare(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    """The fields in which two records say something else, in the order of the newer one's keys."""
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        # A key that one version of the record lacks is as good as one that is empty.
        if name in _BESIDE or old == new or (not old and not new):
            continue
        removed, added = _count(old, new)
        yield Difference(name, old, new, added, removed)


def _count(old: Any, new: Any) -> tuple[int, int]:
    if not (isinstance(old, list) and isinstance(new, list)):
        return 0, 0
    a, b = [json.dumps(one, sort_keys=True) for one in old], [json.dumps(one, sort_keys=True) for one in new]
    kept = sum(block.size for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return len(a) - kept, len(b) - kept
