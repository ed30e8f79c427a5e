"""What captures tell of how their section and host answer, noted for alerts."""

from collections.abc import Collection, Sequence

from scraper.alerts import Course, Host, Listed, Look, Section, Seen, follow, mark, meet, remember
from scraper.catalog import Transaction, courses
from scraper.judging import LISTINGS, Verdict
from scraper.model import Kind, Target
from scraper.urls import host

_GOOD = frozenset({"article", "part", "variant", "unmodified"})


def observe(transaction: Transaction, verdicts: Sequence[Verdict], walked: Collection[str] = ()) -> None:
    """Note what these captures of ours tell. One that is older than what is known tells nothing more.

    What lists that were `walked` through for older articles list, by their captures' record ids, is not new.
    """
    ours = [(v, v.capture.visit.target) for v in verdicts if v.capture.visit is not None]
    ours.sort(key=lambda one: one[0].capture.exchange.fetched_at)
    answered = [(v, target) for v, target in ours if target.kind in LISTINGS and v.outcome != "redirect"]
    polled = [(v, target) for v, target in answered if target.found_on is None or v.capture.record_id not in walked]
    _observe_sections(transaction, [(v, target) for v, target in polled if target.section])
    _observe_hosts(transaction, ours)


def _observe_sections(transaction: Transaction, answered: Sequence[tuple[Verdict, Target]]) -> None:
    if not answered:
        return
    known = courses.known_sections(transaction, {target.section or "" for _, target in answered})
    changed = dict[str, Section]()
    for verdict, target in answered:
        name = target.section or ""
        before = known.get(name)
        if target.found_on is None:
            course = before.course if before and before.url == target.url else None
            course = follow(course, _look(transaction, verdict, target, course))
            known[name] = changed[name] = Section(name, target.url, _kind(verdict, target, before), course)
        elif before is not None and target.kind is Kind.SITEMAP:  # that an index lists
            fresh = _fresh(transaction, verdict, target)
            if fresh:
                look = Look(verdict.capture.exchange.fetched_at, _seen(verdict), "listing", fresh=fresh)
                known[name] = changed[name] = Section(name, before.url, before.kind, follow(before.course, look))
    courses.keep_sections(transaction, changed.values())


def _look(transaction: Transaction, verdict: Verdict, target: Target, before: Course | None) -> Look:
    at, seen, listed = verdict.capture.exchange.fetched_at, _seen(verdict), verdict.discovery
    if verdict.challenged:
        return Look(at, seen, "challenge")
    if verdict.outcome == "unmodified":
        return Look(at, seen, "unmodified")
    if verdict.outcome != "listing" or listed is None:
        return Look(at, seen, verdict.reason or verdict.outcome)
    links = len(listed.links) + len(listed.sitemaps)
    unmatched = listed.complaint if listed.kind is Kind.PAGE else None
    digest = verdict.capture.payload_digest
    known = before is not None and digest == before.digest  # and nothing in it is new
    fresh = 0 if known else _fresh(transaction, verdict, target)
    return Look(at, seen, "listing", digest, links, fresh, unmatched)


def _fresh(transaction: Transaction, verdict: Verdict, target: Target) -> int:
    """How many links a listing lists that it did not before."""
    if verdict.discovery is None or verdict.outcome != "listing":
        return 0
    marks = [mark(link.url) for link in verdict.discovery.links]
    before = courses.memory_of(transaction, target.url)
    fresh, memory = remember(before or b"", marks)
    if memory != before:
        listed = Listed(target.section or "", target.url, len(marks), memory)
        courses.keep_listed(transaction, listed, verdict.capture.exchange.fetched_at)
    return fresh


def _kind(verdict: Verdict, target: Target, before: Section | None) -> Kind:
    """As sniffed last, where there was a document."""
    if verdict.discovery is not None:
        return verdict.discovery.kind
    return before.kind if before else target.kind


def _observe_hosts(transaction: Transaction, ours: Sequence[tuple[Verdict, Target]]) -> None:
    told = [(v, target, good) for v, target in ours if (good := _is_good(v, target)) is not None]
    if not told:
        return
    known = courses.known_hosts(transaction, {host(v.capture.exchange.url) for v, _, _ in told})
    changed = dict[str, Host]()
    for verdict, target, good in told:
        name = host(verdict.capture.exchange.url)
        before = known.get(name)
        if good and before is None:
            continue
        after = meet(before or Host(), _seen(verdict), target.kind, good=good)
        if after != before:
            known[name] = changed[name] = after
    courses.keep_hosts(transaction, changed)


def _is_good(verdict: Verdict, target: Target) -> bool | None:
    """Whether a page shows what we came for; False of a challenge, None where it tells neither."""
    if target.kind not in (Kind.ARTICLE, Kind.PART, *LISTINGS):
        return None
    if verdict.challenged:
        return False
    if verdict.outcome == "listing":
        return True if verdict.discovery and verdict.discovery.links else None
    return True if verdict.outcome in _GOOD else None


def _seen(verdict: Verdict) -> Seen:
    exchange, lies = verdict.capture.exchange, verdict.capture.location
    return Seen(exchange.url, exchange.fetched_at, lies.file, lies.offset, exchange.status)
