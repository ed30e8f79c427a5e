"""What a capture is: links, an article, or a reason why it is neither.

A judgement depends on the capture and the rules alone, so it may be made in any thread or process. Nothing here knows
the catalog: a process that only judges need not load it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from scraper import changes, decode, drift, records
from scraper.cadence import not_before
from scraper.discover import discover, looks_like_section, page_requisites, sheet_requisites
from scraper.extract import extract
from scraper.model import (
    Article,
    Capture,
    Discovery,
    Edition,
    Exchange,
    Kind,
    Reason,
    Rejection,
    Requisites,
    RevisitProfile,
    Target,
)
from scraper.profiles import Profile, Profiles
from scraper.urls import requested

log = logging.getLogger(__name__)

LISTINGS = frozenset({Kind.PAGE, Kind.FEED, Kind.SITEMAP})
_BEFORE = frozenset({200, 401, 429, 503})  # statuses of challenges, besides 403
_END = 4_096  # bytes of a page in which it says that it ends: some have comments behind
SHEETS = 5  # stylesheets that may follow from one another by @import


@dataclass(frozen=True, slots=True)
class SectionSettings:
    """What the configuration says of a section that its captures are judged by."""

    links: str | None = None
    max_pages: int = 1
    kind: Kind | None = None
    requisites: Requisites = Requisites.IMAGES
    watch: tuple[timedelta, ...] | None = None  # None: as the others


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a judgement depends on besides the capture itself. Picklable."""

    profiles: Profiles
    sections: Mapping[str, SectionSettings] = field(default_factory=dict)
    watch: tuple[timedelta, ...] = ()  # when to look at an article again, counted from its first capture

    def watch_of(self, section: str | None) -> tuple[timedelta, ...]:
        """When to look again at an article that a section led to."""
        own = self.sections.get(section or "", SectionSettings()).watch
        return self.watch if own is None else own


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a capture was judged to be; it holds what has to be stored, and no captured bytes."""

    capture: Capture  # its exchange without request and response bytes
    size: int  # bytes of the response as received
    outcome: str  # article, part, variant, listing, unmodified, requisite, rejected, failed, redirect, robots, loaded
    reason: str | None = None  # a short word to count by, where rejected or failed
    detail: str | None = None
    edition: Edition | None = None
    line: bytes | None = None  # the record
    discovery: Discovery | None = None
    requisites: tuple[str, ...] = ()  # what is to be archived beside it, where it was fetched by a rule of ours
    article: Article | None = None  # what was read, of a page that shares its article with others: see `joining`
    alone: str | None = None  # fingerprint without the further pages, where it is joined with them
    missing: int = 0  # of them, those that no capture shows
    not_before: timedelta | None = None  # of a section: how long it asks to be left alone
    published_at: datetime | None = None  # of an article that tells the zone as well
    challenged: bool = False  # whether a bot check, a wall or a refusal stands in the page's place


def judge(capture: Capture, rules: Rules) -> Verdict:
    """What a capture is, by the profile of its day. Never raises on what a page contains."""
    exchange = capture.exchange
    target = capture.visit.target if capture.visit else None
    verdict = Verdict(_bare(capture), len(exchange.response), "rejected")
    # For how long a cache may keep an error says nothing of when to ask again; Retry-After does.
    if target is not None and target.kind in LISTINGS and (exchange.status < 400 or exchange.status in (429, 503)):
        verdict = replace(verdict, not_before=not_before(exchange))
    if target is not None and target.kind is Kind.ROBOTS:
        return replace(verdict, outcome="robots")
    if target is not None and target.kind is Kind.LOADED:
        return replace(verdict, outcome="loaded")  # what the browser made of it is a capture of its own
    if capture.revisit is not None and capture.revisit.profile is RevisitProfile.NOT_MODIFIED:
        return replace(verdict, outcome="unmodified")  # what it refers to was judged when it was captured
    # A 304 that is no revisit tells nothing: of what it speaks is not in the archive.
    if target is not None and (exchange.status in (0, 304, 429) or exchange.status >= 500):
        reason = f"http-{exchange.status}" if exchange.status else "protocol"
        verdict = replace(verdict, challenged=_is_challenge(exchange, target))
        return replace(verdict, outcome="failed", reason=reason, detail=f"the server answered {exchange.status}")
    if 300 <= exchange.status < 400 and exchange.header("location"):
        return replace(verdict, outcome="redirect", detail=exchange.header("location"))
    rule = rules.sections.get((target and target.section) or "", SectionSettings())
    if target is not None and target.kind is Kind.REQUISITE:
        return _requisite(verdict, exchange, rule, target.depth)
    if target is not None and target.kind in LISTINGS and exchange.status >= 300:
        detail = f"the server answered {exchange.status}"
        verdict = replace(verdict, challenged=_is_challenge(exchange, target))
        return replace(verdict, outcome="failed", reason=f"http-{exchange.status}", detail=detail)
    profile = rules.profiles.choose(exchange.url, exchange.fetched_at)
    if target is not None and (target.kind in LISTINGS or _is_listing(capture, target, profile)):
        kind = rule.kind if target.depth == 0 else target.kind
        found = discover(exchange, profile, rule.links, kind)
        whole = found.kind is Kind.PAGE and rule.requisites is Requisites.PAGE
        named = page_requisites(exchange) if whole else ()
        waits = [wait for wait in (verdict.not_before, found.not_before) if wait is not None]
        challenged = found.kind is Kind.PAGE and not found.links and _is_challenge(exchange, target)
        verdict = replace(verdict, not_before=max(waits, default=None), challenged=challenged)
        return replace(verdict, outcome="listing", discovery=found, requisites=named)
    if target is not None and target.kind is Kind.ARTICLE and changes.leads_up(target.url, exchange.url):
        detail = f"redirected to {exchange.url}, which is no article"
        return replace(verdict, reason=Reason.INDEX_PAGE.value, detail=detail)
    if target is not None and _lacks_its_end(exchange):
        return replace(verdict, outcome="failed", reason="cut-short", detail="the answer broke off within the page")
    article = extract(exchange, profile)
    if isinstance(article, Rejection) and _lacks_parts(capture):
        return replace(verdict, outcome="failed", reason="browser", detail="the page did not get all it asked for")
    if isinstance(article, Rejection):
        reason = f"http-{exchange.status}" if article.reason is Reason.HTTP_STATUS else article.reason.value
        refused = article.reason is Reason.HTTP_STATUS and _is_challenge(exchange, target)
        challenged = article.reason is Reason.CHALLENGE or refused
        return replace(verdict, reason=reason, detail=article.detail, challenged=challenged)
    if target is not None:
        verdict = replace(verdict, requisites=_shown_with(exchange, article, rule.requisites))
    if article.page > 1 or (target is not None and target.kind is Kind.PART):
        return replace(verdict, outcome="part", detail=article.url, article=article)
    if article.variant is None:
        return tell(replace(verdict, outcome="article", article=article if article.pages else None), article)
    verdict = replace(verdict, outcome="variant", detail=article.url, article=article)
    return tell(verdict, article) if target is None else verdict  # of ours, the article itself is fetched


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


def _lacks_parts(capture: Capture) -> bool:
    """Whether a browser showed a page that it could not load as a whole."""
    rendering = capture.visit.rendering if capture.visit is not None else None
    return rendering is not None and not rendering.whole


def _bare(capture: Capture) -> Capture:
    return replace(capture, exchange=replace(capture.exchange, request=b"", response=b""))


def _is_listing(capture: Capture, target: Target, profile: Profile | None) -> bool:
    """A URL given by hand may be a section as well as an article: the profile knows, or else the page itself tells."""
    by_hand = target.found_on is None and target.section == target.url
    known = profile is not None and profile.is_article(capture.exchange.url)
    answered = capture.exchange.status < 300  # an error page lists nothing, whatever its address looks like
    return by_hand and answered and not known and looks_like_section(capture.exchange)


def _is_challenge(exchange: Exchange, target: Target | None) -> bool:
    """Whether an answer to us is a refusal or, with a status that such have, a page that stands before another."""
    if target is None or exchange.status == 403:
        return target is not None
    if exchange.status not in _BEFORE:
        return False
    page = extract(replace(exchange, status=200), None)
    return isinstance(page, Rejection) and page.reason is Reason.CHALLENGE


def _lacks_its_end(exchange: Exchange) -> bool:
    """Whether the connection broke off within a page: what is missing there nobody has edited or taken down.

    One that a length of ours cut would be cut there each time. One that ended, though more was promised, is whole.
    """
    if exchange.truncated not in ("disconnect", "time") or not 200 <= exchange.status < 300:
        return False
    return b"</html" not in decode.content(exchange)[-_END:].replace(b"\0", b"").lower()


def _requisite(verdict: Verdict, exchange: Exchange, rule: SectionSettings, depth: int) -> Verdict:
    """A picture or the like: whatever came is what a browser gets to see."""
    if not 200 <= exchange.status < 300:
        detail = f"the server answered {exchange.status}"
        return replace(verdict, reason=f"http-{exchange.status}", detail=detail)
    whole = rule.requisites is Requisites.PAGE and depth <= SHEETS
    return replace(verdict, outcome="requisite", requisites=sheet_requisites(exchange) if whole else ())


def _shown_with(exchange: Exchange, article: Article, wanted: Requisites) -> tuple[str, ...]:
    """What is to be archived beside an article, its own pictures first."""
    pictures = (*((article.lead_image,) if article.lead_image else ()), *article.images)
    own = [address for picture in pictures if (address := requested(picture.url))]
    match wanted:
        case Requisites.NONE:
            return ()
        case Requisites.IMAGES:
            return tuple(dict.fromkeys(own))
        case Requisites.PAGE:
            return tuple(dict.fromkeys((*own, *page_requisites(exchange))))
        case never:
            assert_never(never)


def tell(verdict: Verdict, article: Article, parts: Mapping[str, Capture] | None = None) -> Verdict:
    """The verdict with the record of an article, made with these captures of its further pages."""
    visit = verdict.capture.visit
    publisher = visit.target.publisher if visit else article.publisher
    record = records.record(article, verdict.capture, publisher, parts)
    line = records.line(record)
    edition = Edition(
        article_id=record["id"],
        url=article.url,
        publisher=publisher,
        title=article.title,
        fingerprint=record["fingerprint"],
        line_digest=records.digest(line),
        found=drift.mark(article),
        size=sum(map(len, article.paragraphs)),
        facets=changes.facets(record),
    )
    aware = article.published_at is not None and article.published_at.utcoffset() is not None
    return replace(verdict, edition=edition, line=line, published_at=article.published_at if aware else None)
