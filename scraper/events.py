"""What a crawl tells of each target: to the terminal, the log, the figures and whoever else listens."""

from dataclasses import dataclass, replace
from datetime import timedelta

from scraper.ingest import Stored
from scraper.model import Target


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
    late: float | None = None  # seconds from when a section was due to the start of the look
    not_before: timedelta | None = None  # how long the publisher asks to be left alone


def event_of(target: Target, stored: Stored) -> Event:
    """What a capture that was stored means for its target."""
    verdict = stored.verdict
    title = verdict.edition.title if verdict.edition else None
    detail = verdict.discovery.complaint if verdict.discovery else verdict.detail
    if verdict.outcome == "redirect":  # and the fetch ended there
        return Event(target, "failed", "redirect", f"redirected to where it cannot be followed: {detail}")
    event = Event(target, stored.standing or verdict.outcome, verdict.reason, detail, title, stored.found)
    if verdict.not_before is not None:
        return replace(event, not_before=verdict.not_before)
    if event.outcome == "new" and verdict.published_at is not None:
        lag = (verdict.capture.exchange.fetched_at - verdict.published_at).total_seconds()
        return replace(event, lag=max(lag, 0.0))
    return event
