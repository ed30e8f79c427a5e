"""Where captures lead: what a section lists becomes targets, or that of it which a walk has asked for."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from scraper.catalog import Transaction, captures, targets, walked, walks
from scraper.catalog.editions import Standing
from scraper.discover import lists_sitemaps
from scraper.errors import ArchiveError
from scraper.ingest.lookback import Ground, note_article
from scraper.ingest.overflow import heal_overflow, look_for_overflow, overflowed
from scraper.ingest.shelves import Shelves, read_capture
from scraper.ingest.walking import Led, tread
from scraper.judging import LISTINGS, Rules, SectionSettings, Verdict, judge_safely
from scraper.model import Discovery, FoundOn, Kind, Target

log = logging.getLogger(__name__)

SITEMAPS = 3  # children of a sitemap index, newest first, that are visited where the section asks for fewer pages


def wanted_of(shelves: Shelves, verdicts: Sequence[Verdict]) -> frozenset[str]:
    """The lists that were not modified, and of which a walk wants more than was taken."""
    unmodified = [verdict.capture.visit for verdict in verdicts if verdict.outcome == "unmodified"]
    urls = [visit.target.url for visit in unmodified if visit is not None and visit.target.kind in LISTINGS]
    if not urls:
        return frozenset()
    with shelves.catalog.reading() as transaction:
        return walked.wanted(transaction, urls)


def with_children(shelves: Shelves, verdict: Verdict, rules: Rules, wanted: Collection[str]) -> Verdict:
    """An index of sitemaps that was not modified, with its children: they may have been, whatever it says of them.

    And with all that it lists, any list of which a walk wants more than was taken of it.
    """
    visit, revisit = verdict.capture.visit, verdict.capture.revisit
    if verdict.outcome != "unmodified" or visit is None or visit.target.kind not in LISTINGS:
        return verdict
    if revisit is None or revisit.fetched_at is None:
        return verdict
    whole = visit.target.url in wanted
    kind = rules.sections.get(visit.target.section or "", SectionSettings()).kind
    if kind in (Kind.PAGE, Kind.FEED) and not whole:
        return verdict  # it is no index, as its configuration says: nothing need be read to know that
    with shelves.catalog.reading() as transaction:
        original = captures.original(transaction, revisit.url, revisit.fetched_at)
    if original is None:
        return verdict
    try:
        capture = read_capture(shelves, original)
    except ArchiveError as error:
        log.warning("%s", error)
        return verdict
    capture = replace(capture, visit=visit)
    listed = judge_safely(capture, rules).discovery if whole or lists_sitemaps(capture.exchange) else None
    if listed is None or whole:
        return replace(verdict, discovery=listed)
    return replace(verdict, discovery=Discovery(listed.kind, sitemaps=listed.sitemaps))


def lead(ground: Ground, placed: Sequence[tuple[Verdict, Standing]]) -> list[Led]:
    """Where captures lead: to what they list, or that of it which a walk has asked for; and whether any overflowed."""
    verdicts, walking = [verdict for verdict, _ in placed], walks.is_any_open(ground.transaction)
    for verdict, standing in placed:
        if standing.outcome == "new":
            note_article(ground, verdict)
    stands = overflowed(ground, verdicts)
    led = list[Led]()
    for verdict in verdicts:
        trodden = tread(ground, verdict) if walking else None
        if trodden is None:
            found = _follow(ground.transaction, verdict, ground.rules, ground.now)
            lies = look_for_overflow(ground, verdict, found)
            if lies is False:
                heal_overflow(ground, verdict, stands)
            trodden = Led(found, overflow=lies is True)
        led.append(trodden)
    return led


def _follow(transaction: Transaction, verdict: Verdict, rules: Rules, now: datetime) -> int:
    """Make targets of what a listing lists; returns how many of them are new."""
    visit, listed = verdict.capture.visit, verdict.discovery
    if visit is None or listed is None:
        return 0
    origin = visit.target
    found_on = FoundOn(verdict.capture.exchange.url, verdict.capture.record_id)
    child = Target("", origin.publisher, Kind.ARTICLE, origin.section, found_on, origin.depth + 1)
    found = targets.add(transaction, [replace(child, url=link.url) for link in listed.links], now, now)
    walked.forget_partial(transaction, origin.url)
    rule = rules.sections.get(origin.section or "", SectionSettings())
    onward = [replace(child, url=url, kind=Kind.SITEMAP) for url in listed.sitemaps[: max(rule.max_pages, SITEMAPS)]]
    if listed.next_page and origin.depth + 1 < rule.max_pages:
        onward.append(replace(child, url=listed.next_page, kind=listed.kind))
    targets.make_due(transaction, onward, now)
    return len(found)
