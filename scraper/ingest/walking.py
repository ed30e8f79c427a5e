"""Walks through a section's older lists: what a list comes to that a walk has asked for, and where the walk goes next.

The lists are targets as any; they are known for steps of a walk by their addresses when their captures are stored, in
the same transaction, so that a walk goes on from wherever it was interrupted.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scraper.alerts import Alert, AlertKind
from scraper.catalog import alerts, targets, walked, walks
from scraper.catalog.walks import Count, Source, State, Step, Walk, Why
from scraper.discover.ranges import Range, Sorted, is_there, is_within, places_of, sort_links
from scraper.ingest.lookback import Ground, date_known, is_known, known_places
from scraper.ingest.sources import children, days, is_own, sitemaps
from scraper.judging import Verdict
from scraper.model import Discovery, FoundOn, Kind, Target

log = logging.getLogger(__name__)

MOST = {Why.OVERFLOW: 50, Why.BACKFILL: 40_000}  # steps of one source
UNFILLED = "gap"  # the aspect of an overflow that could not be made up for
PER_DAY = 100  # pages of a day's list
_LONGEST = timedelta(days=1)  # that a gap is looked for when there is a newer one
_PASSING = frozenset({"http-408", "http-425", "http-429", "protocol", "internal"})  # and 5xx: the crawl tries again


@dataclass(frozen=True, slots=True)
class Led:
    """What a capture led to."""

    found: int = 0  # new targets
    overflow: bool = False  # nothing that it lists was known
    walk: Why | None = None  # it is a step of one, for this


@dataclass(frozen=True, slots=True)
class _Read:
    """A list that was read for a walk, and its links by when they were published."""

    listed: Discovery
    found_on: FoundOn
    origin: Target
    links: Sorted


def tread(ground: Ground, verdict: Verdict) -> Led | None:
    """What a list that walks have asked for comes to; None where it is no step of any."""
    visit = verdict.capture.visit
    steps = walks.steps_at(ground.transaction, visit.target.url) if visit is not None else []
    if visit is None or not steps:
        return None
    found = sum(_take_step(ground, walk, step, verdict) for walk, step in steps)
    asked = any(walk.why is Why.BACKFILL for walk, _ in steps)
    return Led(found, walk=Why.BACKFILL if asked else Why.OVERFLOW)


def begin(ground: Ground, walk: Walk, listed: Discovery, target: Target) -> Walk:
    """Begin to fill a gap, from the pages after the list that overflowed, or else from elsewhere.

    `target`: what that list was fetched for. It is being looked at, and so no step of this walk.
    """
    stale = walks.newest(ground.transaction, walk.section, Why.OVERFLOW)
    if stale is not None and stale.ended_at is None and stale.began_at < walk.began_at - _LONGEST:
        _close(ground, replace(stale, told=(*stale.told, "given up for a newer one")), whole=False)
    walk = walks.begin(ground.transaction, walk)
    if listed.kind is Kind.SITEMAP:
        index = [Step(target.found_on.url, Source.SITEMAP)] if target.found_on is not None else []
        steps = [step for step in (*index, *sitemaps(ground, walk)) if step.url != target.url]
        if not steps:
            return _turn(ground, walk, "no other sitemap is known")
        return _set_out(ground, replace(walk, source=Source.SITEMAP), steps, Kind.SITEMAP)
    walk = replace(walk, sources=(Source.INDEX, Source.SITEMAP))
    if listed.next_page:
        walk = replace(walk, source=Source.PAGES)
        return _set_out(ground, walk, [Step(listed.next_page, Source.PAGES, target.depth + 2)], listed.kind)
    return _turn(ground, walk, "its list names no further page")


def give_up(ground: Ground, walk: Walk, *, lost: bool = False) -> bool:
    """Give up the steps that could not be read, and go on by what else there is; False where there was none to give up.

    For the end of a crawl that is not to wait until they may be tried again; `lost`: only those that will not be.
    """
    steps = {step.url: step for step in walks.open_steps(ground.transaction, walk)}
    troubles = walked.troubles(ground.transaction, list(steps), lost=lost)
    for url, why in troubles.items():
        walks.fail_step(ground.transaction, walk, steps[url], why)
    if troubles:
        _go_on(ground, walks.get(ground.transaction, walk.number))
    return bool(troubles)


def _take_step(ground: Ground, walk: Walk, step: Step, verdict: Verdict) -> int:
    listed, visit = verdict.discovery, verdict.capture.visit
    if listed is None or visit is None:
        if verdict.outcome != "redirect" and not _may_pass(verdict):
            detail = verdict.detail or f"was answered with what is no list ({verdict.outcome})"
            walks.fail_step(ground.transaction, walk, step, detail)
            _go_on(ground, walk)
        return 0
    exchange = verdict.capture.exchange
    found_on = FoundOn(exchange.url, verdict.capture.record_id)
    links = sort_links(listed.links, walk.within, exchange.fetched_at)
    read = _Read(listed, found_on, visit.target, links)
    if step.source is None:
        walk, step = _choose(ground, walk, step, read)
    if step.source is None:  # it is known how to go on, and not by this list
        walks.read_step(ground.transaction, walk, step, found_on.capture, Count(len(listed.links)))
        _turn(ground, walk, None)
        return 0
    walk = replace(walk, source=step.source)
    count = _take(ground, walk, step, read)
    walks.read_step(ground.transaction, walk, step, found_on.capture, count)
    match step.source:
        case Source.PAGES:
            _turn_page(ground, walk, step, read)
        case Source.INDEX:
            following = [replace(step, url=listed.next_page, number=step.number + 1)] if listed.next_page else []
            if following and step.number >= PER_DAY:
                walk = _leave(ground, walk, f"of {step.day} no more than {PER_DAY} pages are read")
                following = []
            _go_on(ground, _set_out(ground, walk, following, listed.kind))
        case Source.SITEMAP:
            _go_on(ground, _set_out(ground, walk, children(walk, step, listed), Kind.SITEMAP))
    return count.taken


def _choose(ground: Ground, walk: Walk, step: Step, read: _Read) -> tuple[Walk, Step]:
    """Where to look for a range, now that the section itself was read: in lists of its days, its pages, or sitemaps."""
    walk = replace(walk, found_on=read.found_on, places=places_of(read.listed.links))
    sources = walk.sources
    if read.listed.kind is Kind.SITEMAP and Source.SITEMAP in sources:
        walk, step = replace(walk, source=Source.SITEMAP, sources=()), replace(step, source=Source.SITEMAP)
    elif Source.PAGES in sources and not (Source.INDEX in sources and days(ground, walk)):
        others = tuple(each for each in sources if each is Source.SITEMAP)
        walk, step = replace(walk, source=Source.PAGES, sources=others), replace(step, source=Source.PAGES)
    else:
        walk = replace(walk, sources=tuple(each for each in sources if each is not Source.PAGES))
    walks.note(ground.transaction, walk)
    return walk, step


def _take(ground: Ground, walk: Walk, step: Step, read: _Read) -> Count:
    """Make targets of what a list has of the range, and count what is left."""
    links = read.links
    if walk.why is Why.OVERFLOW and step.source is not Source.SITEMAP:
        dated, outside, edited = list(read.listed.links), 0, 0  # it ends where all is known, dates or not
    else:
        undated = step.source is not Source.SITEMAP or is_within(step.url, walk.within)
        dated = [*links.inside, *(links.undated if undated else ())]
        outside, edited = len(links.early) + len(links.late), len(links.edited)
    chosen = [link.url for link in dated if is_own(ground, walk, step) or is_there(link.url, walk.places)]
    child = Target("", read.origin.publisher, Kind.ARTICLE, read.origin.section, read.found_on, step.number)
    found = [replace(child, url=url) for url in chosen]
    fresh = targets.add(ground.transaction, found, ground.now, ground.now)
    walked.note_finds(ground.transaction, walk, found, read.found_on, ground.now)
    known, elsewhere = len(chosen) - len(fresh), len(dated) - len(chosen)
    left = len(read.listed.links) - len(dated) - outside - edited
    return Count(len(read.listed.links), len(fresh), known, outside, edited, elsewhere, left)


def _turn_page(ground: Ground, walk: Walk, step: Step, read: _Read) -> None:
    """From one of a section's pages to the next, until the gap is filled or the range left behind."""
    further = read.listed.next_page
    if walk.why is Why.OVERFLOW and is_known(ground, walk, read.listed.links):
        _finish(ground, walk, f"what was known began on page {step.number}")
    elif walk.why is Why.BACKFILL and _is_past(ground, walk, step, read):
        _finish(ground, walk, f"what lies before {walk.within.first} began on page {step.number}, or just before it")
    elif not further:
        _turn(ground, walk, f"page {step.number} was the last")
    elif step.number >= MOST[walk.why]:
        _turn(ground, walk, f"{step.number} pages were read, and no more are")
    else:
        following = walks.add_steps(ground.transaction, walk, [Step(further, Source.PAGES, step.number + 1)])
        _make_due(ground, walk, following, read.listed.kind)
        if not following:
            _turn(ground, walk, f"page {step.number} leads back to one that was read")


def _is_past(ground: Ground, walk: Walk, step: Step, read: _Read) -> bool:
    """Whether a section's pages have left the range behind, by the dates they bear or else those of the articles."""
    links = read.links
    if links.inside or links.late:
        return False
    if links.is_past:
        return True
    date_known(ground, walk, read.found_on.capture, links.undated)
    return walked.has_left(ground.transaction, walk, step.number)


def _go_on(ground: Ground, walk: Walk) -> Walk:
    """Once all steps of a source were read: end there, or turn to the next source."""
    if walks.is_left(ground.transaction, walk):
        return walk
    count = walks.count_steps(ground.transaction, walk, walk.source, State.FAILED)
    failed = f", but for {count} that could not be" if count else ""
    match walk.source:
        case Source.INDEX:
            said = f"the lists of {_span(walk.within)} were read{failed}"
            return _turn(ground, walk, said) if failed else _finish(ground, walk, said)
        case Source.SITEMAP:
            found = walked.has_found(ground.transaction, walk)
            said = f"all that may list {_span(walk.within)} were read{failed}"
            if found and not failed:
                return _finish(ground, walk, said)
            return _turn(ground, walk, said if found else f"{said}; nothing there is dated so")
        case Source.PAGES:
            return _turn(ground, walk, "a page could not be read")
        case None:
            return _turn(ground, walk, "the section itself could not be read")


def _turn(ground: Ground, walk: Walk, ended: str | None) -> Walk:
    """Go on by the next source that has anything; `ended`: how the one before it did."""
    told = [f"{walk.source or 'section'}: {ended}"] if ended else []
    walk = replace(walk, places=walk.places or known_places(ground, walk.section))
    for place, source in enumerate(walk.sources):
        if source is Source.PAGES:
            continue  # they begin with the section itself, or not at all
        steps = days(ground, walk) if source is Source.INDEX else sitemaps(ground, walk)
        if steps:
            onward = replace(walk, source=source, sources=walk.sources[place + 1 :], told=(*walk.told, *told))
            kind = Kind.PAGE if source is Source.INDEX else Kind.SITEMAP
            return _go_on(ground, _set_out(ground, onward, steps, kind))
        told.append(f"{source}: none is known")
    return _end(ground, replace(walk, sources=(), told=(*walk.told, *told)), whole=False)


def _finish(ground: Ground, walk: Walk, said: str) -> Walk:
    whole = walk.whole is not False  # something may have been left before
    return _end(ground, replace(walk, told=(*walk.told, f"{walk.source}: {said}")), whole=whole)


def _leave(ground: Ground, walk: Walk, said: str) -> Walk:
    """Say that something is left unread, so that the walk will not be whole."""
    walk = replace(walk, whole=False, told=(*walk.told, f"{walk.source}: {said}"))
    walks.note(ground.transaction, walk)
    return walk


def _end(ground: Ground, walk: Walk, *, whole: bool) -> Walk:
    """End a walk, unless lists of another source, that were tried again, are still to be read."""
    if walks.is_left(ground.transaction, walk):
        walk = replace(walk, whole=None if whole else False)
        walks.note(ground.transaction, walk)
        return walk
    return _close(ground, walk, whole=whole)


def _close(ground: Ground, walk: Walk, *, whole: bool) -> Walk:
    walk = replace(walk, ended_at=ground.now, whole=whole)
    walks.note(ground.transaction, walk)
    if walk.why is Why.OVERFLOW:
        said, since = "; ".join(walk.told), f"{walk.known_at:%Y-%m-%d %H:%M}" if walk.known_at else ""
        if whole:
            log.info("%s: the gap since the poll of %s UTC is filled: %s", walk.section, since, said)
        else:
            log.warning("%s: the gap since the poll of %s UTC may not be filled: %s", walk.section, since, said)
            if walk.source is not None:  # else the alert that was raised for it says so
                detail = f"what came between two polls, since {since} UTC, may not all be found: {said}"
                evidence = {"lists": [url for url, _ in walked.account(ground.transaction, walk).failed]}
                alert = Alert(AlertKind.OVERFLOW, walk.section, ground.now, detail, evidence, UNFILLED)
                alerts.raise_alert(ground.transaction, alert)
    return walk


def _set_out(ground: Ground, walk: Walk, steps: Sequence[Step], kind: Kind) -> Walk:
    """Write down where a walk is now, and make due what it leads to, as far as it may go."""
    walks.note(ground.transaction, walk)
    room = max(MOST[walk.why] - walks.count_steps(ground.transaction, walk, walk.source), 0)
    if len(steps) > room:
        walk = _leave(ground, walk, f"{len(steps) - room:,} lists too many were left unread")
    _make_due(ground, walk, walks.add_steps(ground.transaction, walk, steps[:room]), kind)
    return walk


def _make_due(ground: Ground, walk: Walk, steps: Sequence[Step], kind: Kind) -> None:
    found_on = walk.found_on
    wanted = [Target(step.url, walk.publisher, kind, walk.section, found_on, step.number) for step in steps]
    targets.make_due(ground.transaction, wanted, ground.now)


def _may_pass(verdict: Verdict) -> bool:
    reason = verdict.reason or ""
    return verdict.outcome == "failed" and (reason in _PASSING or reason.startswith("http-5"))


def _span(within: Range) -> str:
    return f"{within.first}" if within.first == within.last else f"{within.first} to {within.last}"
