"""What is known of before, as a walk through a section's older lists is judged by it: polls, targets, dates."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.catalog import Transaction, captures, walked, walks
from scraper.catalog.walks import Walk
from scraper.discover.ranges import local_day, places_of, where
from scraper.errors import ArchiveError
from scraper.ingest.shelves import Shelves, original_of, read_capture
from scraper.judging import Rules, Verdict, judge_safely
from scraper.model import Link

_MANY = 500  # articles that tell where a section has them
_SAMPLE = 12  # articles of a list whose date is looked up in the archive

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a walk goes by while captures are stored."""

    transaction: Transaction
    shelves: Shelves
    rules: Rules
    now: datetime


def note_article(ground: Ground, verdict: Verdict) -> None:
    """Remember of a new article that a walk led to whether it was published in the walk's range."""
    visit = verdict.capture.visit
    if visit is None or visit.target.found_on is None:
        return
    capture = visit.target.found_on.capture
    led = walks.walks_by(ground.transaction, capture)
    moment = _published(verdict) if led else None
    if moment is not None:
        lies = {walk.number: where(local_day(moment, walk.within.zone), walk.within) for walk in led}
        walked.note_article(ground.transaction, capture, lies)


def is_known(ground: Ground, walk: Walk, links: Sequence[Link]) -> bool:
    """Whether a list has come to what was known before a gap."""
    urls = [link.url for link in links]
    if walked.knows_of(ground.transaction, walk.section, urls, walk.began_at):
        return True
    before = walked.poll_before(ground.transaction, walk.url, walk.began_at)
    return before is not None and not listed_then(ground, before).isdisjoint(urls)


def known_places(ground: Ground, section: str) -> frozenset[str]:
    """Where the articles lie that a section has led to so far."""
    return places_of([Link(url) for url in walked.articles_of(ground.transaction, section, _MANY)])


def listed_then(ground: Ground, held: captures.Held) -> frozenset[str]:
    """What a section listed at an earlier poll; nothing, where that cannot be read."""
    original = original_of(ground.shelves, held, ground.transaction) if held.outcome == "unmodified" else held
    if original is None:
        return frozenset()
    try:
        capture = read_capture(ground.shelves, original, ground.transaction)
    except ArchiveError as error:
        log.warning("%s", error)
        return frozenset()
    listed = judge_safely(capture, ground.rules).discovery
    return frozenset(link.url for link in listed.links) if listed else frozenset()


def date_known(ground: Ground, walk: Walk, capture: str, links: Sequence[Link]) -> None:
    """Remember when some of these articles, which a list gives no date for, were published, if they are archived."""
    some = [link.url for link in links]
    for url in some[:_SAMPLE]:
        held = captures.latest(ground.transaction, [url])
        if held is None or held.outcome != "article":
            continue
        try:
            shown = read_capture(ground.shelves, held, ground.transaction)
        except ArchiveError as error:
            log.warning("%s", error)
            continue
        if moment := _published(judge_safely(shown, ground.rules)):
            lies = where(local_day(moment, walk.within.zone), walk.within)
            walked.note_article(ground.transaction, capture, {walk.number: lies})


def _published(verdict: Verdict) -> datetime | None:
    said = json.loads(verdict.line)["published_at"] if verdict.line is not None else None
    return datetime.fromisoformat(said) if said else None
