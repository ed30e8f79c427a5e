"""Sections that list nothing but news: between the poll before and this one, something may have come and gone.

A list overflows where none of its items was known of the section, nor listed by the poll before. Of a section that is
read page by page, the last page that is read tells. What lies in the gap is then walked through (`walking`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from scraper.alerts import Alert, AlertKind, Seen
from scraper.catalog import Transaction, alerts, captures, walked
from scraper.catalog.walks import Walk, Why
from scraper.discover.ranges import Range, local_day, places_of
from scraper.ingest.lookback import Ground, listed_then
from scraper.ingest.walking import UNFILLED, begin
from scraper.judging import LISTINGS, SectionSettings, Verdict
from scraper.model import FoundOn, Kind, Target

_RECENT = timedelta(days=1)  # what an older poll brought, which a replay reads, is past looking for
_AHEAD = timedelta(hours=6)  # that an article may be dated before it is listed


def look_for_overflow(ground: Ground, verdict: Verdict, found: int) -> bool | None:
    """Whether a section's poll, of which this is a capture that led to so many new targets, brought nothing known.

    Then an alert is raised and the gap begun to be filled. None where this capture does not tell.
    """
    visit, listed = verdict.capture.visit, verdict.discovery
    section = visit.target.section if visit is not None else None
    if visit is None or section is None or visit.target.kind not in LISTINGS or section not in ground.rules.sections:
        return None
    if verdict.capture.exchange.fetched_at < ground.now - _RECENT:
        return None
    if verdict.outcome == "unmodified" and not found:
        return False if visit.target.found_on is None else None
    if listed is None or not listed.links:
        return None
    if not found:
        return False
    target, at, links = visit.target, verdict.capture.exchange.fetched_at, [link.url for link in listed.links]
    own, began = _poll(ground.transaction, target, at) if listed.kind is not Kind.SITEMAP else (target.url, at)
    if found < len(links) and walked.knows_of(ground.transaction, section, links, began):
        return False
    if not _is_last(ground.rules.sections[section], target, verdict):
        return None
    before = walked.poll_before(ground.transaction, own, began)
    known = listed_then(ground, before) if before is not None else frozenset()
    if before is None or not known:
        return None  # it was never polled, or had nothing to list
    if own == target.url and before.url != verdict.capture.exchange.url:
        return None  # it is redirected to another list than before
    if known.isdisjoint(links):
        _fill(ground, own, before, verdict)
        return True
    return False


def overflowed(ground: Ground, verdicts: Sequence[Verdict]) -> frozenset[str]:
    """The sections that have overflowed and not recovered, if any of these verdicts may tell of that."""
    told = (verdict.outcome in ("listing", "unmodified") for verdict in verdicts)
    return walked.overflowed(ground.transaction) if any(told) else frozenset()


def heal_overflow(ground: Ground, verdict: Verdict, stands: Collection[str]) -> None:
    """A poll overlaps with what was known; `stands`: the sections that have overflowed."""
    section = verdict.capture.visit.target.section if verdict.capture.visit is not None else None
    if section is not None and section in stands:
        at = verdict.capture.exchange.fetched_at
        for aspect in ("", UNFILLED):
            alerts.heal(ground.transaction, AlertKind.OVERFLOW, section, at, aspect)


def _is_last(rule: SectionSettings, target: Target, verdict: Verdict) -> bool:
    """Whether a poll ends with this page."""
    listed = verdict.discovery
    if listed is None or listed.kind is Kind.SITEMAP or not listed.next_page:
        return True
    return target.depth + 1 >= rule.max_pages


def _poll(transaction: Transaction, target: Target, at: datetime) -> tuple[str, datetime]:
    """The section whose poll led to a page, and when that began.

    A page names the poll that led to it first, which was one of before.
    """
    if target.found_on is None:
        return target.url, at
    section = target
    while section.found_on is not None:
        held = captures.of_record(transaction, section.found_on)
        if held is None or held.target is None:
            break
        section = held.target
    poll = walked.poll_before(transaction, section.url, at)
    return section.url, poll.fetched_at if poll is not None else at


def _fill(ground: Ground, url: str, before: captures.Held, verdict: Verdict) -> None:
    """Raise the alert, and begin to walk through what lies between two polls."""
    visit, listed, capture = verdict.capture.visit, verdict.discovery, verdict.capture
    if visit is None or listed is None or visit.target.section is None:
        return
    section, at = visit.target.section, capture.exchange.fetched_at
    profile = ground.rules.profiles.choose(url, at)
    zone = (profile.zone if profile else None) or "UTC"
    walk = Walk(
        number=0,
        section=section,
        publisher=visit.target.publisher,
        url=url,
        why=Why.OVERFLOW,
        within=Range(local_day(before.fetched_at - _AHEAD, zone), local_day(ground.now, zone), zone),
        began_at=at,
        known_at=before.fetched_at,
        sources=(),
        source=None,
        found_on=FoundOn(capture.exchange.url, capture.record_id),
        places=places_of(listed.links),
    )
    walk = begin(ground, walk, listed, visit.target)
    how = f"it is looked for by {walk.source}" if walk.ended_at is None else "nothing is known to look for it by"
    count = f"all {len(listed.links)} items are" if len(listed.links) > 1 else "the only item is"
    since = f"{before.fetched_at:%Y-%m-%d %H:%M} UTC"
    detail = f"{count} new since the poll of {since}; others may have come and gone between them: {how}"
    lies = capture.location
    now = Seen(capture.exchange.url, at, lies.file, lies.offset, capture.exchange.status)
    then = Seen(before.url, before.fetched_at, before.location.file, before.location.offset, before.status)
    evidence = _evidence([then, now], len(listed.links))
    alerts.raise_alert(ground.transaction, Alert(AlertKind.OVERFLOW, section, at, detail, evidence))


def _evidence(seen: Sequence[Seen], items: int) -> dict[str, object]:
    return {"captures": [one.as_json() for one in seen], "items": items}
