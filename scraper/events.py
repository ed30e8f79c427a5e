"""What a crawl tells of each target: to the terminal, the log, the figures and whoever else listens."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.catalog.walks import Why
from scraper.ingest import Stored
from scraper.judging import LISTINGS
from scraper.model import Capture, Target


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one target: `outcome` is new, changed, unchanged, unmodified, part, variant, listing, rejected or
    failed.

    Of a requisite it is requisite or missing.
    """

    target: Target
    outcome: str
    reason: str | None = None
    detail: str | None = None
    title: str | None = None
    found: int = 0  # new targets a listing brought
    lag: float | None = None  # seconds from an article's publication to its first capture, where it tells
    late: float | None = None  # seconds from when a section was due to the request, or to the wait for its host
    not_before: timedelta | None = None  # how long the publisher asks to be left alone
    overflow: bool = False  # of a section: nothing that it lists was known
    walk: Why | None = None  # of a list: it is a step of one, for this


def event_of(target: Target, stored: Stored) -> Event:
    """What a capture that was stored means for its target."""
    verdict = stored.verdict
    title = verdict.edition.title if verdict.edition else None
    detail = verdict.discovery.complaint if verdict.discovery else verdict.detail
    if verdict.outcome == "redirect":  # and the fetch ended there
        return Event(target, "failed", "redirect", f"redirected to where it cannot be followed: {detail}")
    event = Event(target, stored.standing or verdict.outcome, verdict.reason, detail, title, stored.found)
    event = replace(event, overflow=stored.overflow, walk=stored.walk)
    if verdict.not_before is not None:
        return replace(event, not_before=verdict.not_before)
    if event.outcome == "new" and verdict.published_at is not None:
        lag = (verdict.capture.exchange.fetched_at - verdict.published_at).total_seconds()
        return replace(event, lag=max(lag, 0.0))
    return event


def lateness(target: Target, began: datetime, capture: Capture | None = None) -> float | None:
    """Seconds that a section was asked for after it was due; None for what is no section, or was not due.

    Counted to the request, so that what it waited for its host is in it; but to when the look `began` where there is no
    capture, or a redirect or another attempt came before it.
    """
    if target.due_at is None or target.found_on is not None:
        return None
    visit = capture.visit if capture is not None else None
    at_once = visit is not None and visit.attempt == 1 and "R" not in visit.hops
    asked = capture.exchange.fetched_at if capture is not None and at_once else began
    return max((asked - target.due_at).total_seconds(), 0.0)


def may_plan(target: Target, stored: Stored) -> bool:
    """Whether a look may have made anything due: not so where a section had nothing new and leads no further."""
    verdict = stored.verdict
    listed = verdict.discovery
    if target.kind not in LISTINGS or verdict.outcome not in ("listing", "unmodified"):
        return True
    onward = listed is not None and (listed.next_page is not None or listed.sitemaps)
    return bool(stored.found or verdict.requisites or onward or stored.walk)
