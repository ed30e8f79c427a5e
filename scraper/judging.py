"""What a capture is: links, an article, or a reason why it is neither.

A judgement depends on the capture and the rules alone, so it may be made in any thread or process. Nothing here knows
the catalog: a process that only judges need not load it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from scraper import records
from scraper.discover import discover, looks_like_section
from scraper.extract import extract
from scraper.model import Article, Capture, Discovery, Edition, Kind, Reason, Rejection, Target
from scraper.profiles import Profile, Profiles

log = logging.getLogger(__name__)

LISTINGS = frozenset({Kind.PAGE, Kind.FEED, Kind.SITEMAP})


@dataclass(frozen=True, slots=True)
class SectionSettings:
    """What the configuration says of a section that its captures are judged by."""

    links: str | None = None
    max_pages: int = 1
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a judgement depends on besides the capture itself. Picklable."""

    profiles: Profiles
    sections: Mapping[str, SectionSettings] = field(default_factory=dict)
    watch: tuple[timedelta, ...] = ()  # when to look at an article again, counted from its first capture


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a capture was judged to be; it holds what has to be stored, and no captured bytes."""

    capture: Capture  # its exchange without request and response bytes
    size: int  # bytes of the response as received
    outcome: str  # article, listing, rejected, failed, redirect, robots
    reason: str | None = None  # a short word to count by, where rejected or failed
    detail: str | None = None
    edition: Edition | None = None
    line: bytes | None = None  # the record
    discovery: Discovery | None = None


def judge(capture: Capture, rules: Rules) -> Verdict:
    """What a capture is, by the profile of its day. Never raises on what a page contains."""
    exchange = capture.exchange
    target = capture.visit.target if capture.visit else None
    verdict = Verdict(_bare(capture), len(exchange.response), "rejected")
    if target is not None and target.kind is Kind.ROBOTS:
        return replace(verdict, outcome="robots")
    if 300 <= exchange.status < 400 and exchange.header("location"):
        return replace(verdict, outcome="redirect", detail=exchange.header("location"))
    if target is not None and (exchange.status == 429 or exchange.status >= 500 or exchange.status == 0):
        reason = f"http-{exchange.status}" if exchange.status else "protocol"
        return replace(verdict, outcome="failed", reason=reason, detail=f"the server answered {exchange.status}")
    if target is not None and target.kind in LISTINGS and exchange.status >= 300:
        detail = f"the server answered {exchange.status}"
        return replace(verdict, outcome="failed", reason=f"http-{exchange.status}", detail=detail)
    profile = rules.profiles.choose(exchange.url, exchange.fetched_at)
    if target is not None and (target.kind in LISTINGS or _is_listing(capture, target, profile)):
        rule = rules.sections.get(target.section or "", SectionSettings())
        kind = rule.kind if target.depth == 0 else target.kind
        return replace(verdict, outcome="listing", discovery=discover(exchange, profile, rule.links, kind))
    found = extract(exchange, profile)
    if isinstance(found, Rejection):
        reason = f"http-{exchange.status}" if found.reason is Reason.HTTP_STATUS else found.reason.value
        return replace(verdict, reason=reason, detail=found.detail)
    return _article(verdict, found)


def judge_safely(capture: Capture, rules: Rules) -> Verdict:
    """`judge`, with a fault of ours in it turned into a failed verdict: one page must not stop a daemon.

    The capture is archived, so replay makes up for it once the fault is mended.
    """
    try:
        return judge(capture, rules)
    except Exception as error:
        where = f"{capture.location.file}:{capture.location.offset} {capture.exchange.url}"
        log.exception("could not judge %s", where)
        detail = f"{type(error).__name__} at {where}"
        return Verdict(_bare(capture), len(capture.exchange.response), "failed", reason="internal", detail=detail)


def _bare(capture: Capture) -> Capture:
    return replace(capture, exchange=replace(capture.exchange, request=b"", response=b""))


def _is_listing(capture: Capture, target: Target, profile: Profile | None) -> bool:
    """A URL given by hand may be a section as well as an article: the profile knows, or else the page itself tells."""
    by_hand = target.found_on is None and target.section == target.url
    known = profile is not None and profile.is_article(capture.exchange.url)
    return by_hand and not known and looks_like_section(capture.exchange)


def _article(verdict: Verdict, article: Article) -> Verdict:
    visit = verdict.capture.visit
    publisher = visit.target.publisher if visit else article.publisher
    record = records.record(article, verdict.capture, publisher)
    line = records.line(record)
    edition = Edition(
        article_id=record["id"],
        url=article.url,
        publisher=publisher,
        title=article.title,
        fingerprint=record["fingerprint"],
        line_digest=records.digest(line),
    )
    return replace(verdict, outcome="article", edition=edition, line=line)
