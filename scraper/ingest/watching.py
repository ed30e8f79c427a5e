"""When an article is looked at again after it was published, by what the last look came to."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from scraper.cadence import DOUBT, look_again
from scraper.catalog import Transaction, presence
from scraper.changes import RECHECK
from scraper.judging import Rules, Verdict
from scraper.model import Kind

_THERE = ("article", "unmodified")
_DOUBTFUL = ("challenge", "empty", "no-body", "soft-404")  # and every 4xx


def next_looks(
    transaction: Transaction, verdicts: Sequence[Verdict], first: Mapping[str, datetime], rules: Rules, now: datetime
) -> dict[str, datetime | None]:
    """When to look again at what these captures were taken for, by their record ids; of what is no article, nothing.

    `first` is when each address was first captured. An article that was there and is not is looked at by a schedule of
    its own as well, until that is certain and beyond, unless it is not watched at all. What never was an article may be
    one yet: a page that is not there so soon, or that a bot check stands before. It is looked at a few times more, by a
    schedule that holds whether articles are watched or not.
    """
    ours = [(v, v.capture.visit.target) for v in verdicts if v.capture.visit is not None]
    ours = [(verdict, target) for verdict, target in ours if target.kind is Kind.ARTICLE]
    lost = {target.url for verdict, target in ours if verdict.outcome == "rejected"}
    missing = presence.missing(transaction, lost) if lost else {}
    found: dict[str, datetime | None] = {}
    for verdict, target in ours:
        at, watch = verdict.capture.exchange.fetched_at, rules.watch_of(target.section)
        if verdict.outcome == "rejected" and target.url not in missing and _may_be_one_yet(verdict):
            found[verdict.capture.record_id] = look_again(first.get(target.url, at), at, now, DOUBT)
            continue
        if not watch or (verdict.outcome not in _THERE and target.url not in missing):
            continue
        due = [look_again(first.get(target.url, at), at, now, watch)]
        since = missing.get(target.url)
        if since is not None and verdict.outcome == "rejected":
            due.append(look_again(since, at, now, RECHECK))
        found[verdict.capture.record_id] = min(filter(None, due), default=None)
    return found


def _may_be_one_yet(verdict: Verdict) -> bool:
    reason = verdict.reason or ""
    return reason in _DOUBTFUL or reason.startswith("http-4")
