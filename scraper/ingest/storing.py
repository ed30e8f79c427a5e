"""A batch of verdicts committed to the catalog, and then written to the record files."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.catalog import Transaction, captures, targets
from scraper.catalog.editions import Day, Editions, Moment, Standing, moments, place_of
from scraper.catalog.walks import Why
from scraper.ingest.days import grow, rewrite
from scraper.ingest.following import lead, wanted_of, with_children
from scraper.ingest.lookback import Ground
from scraper.ingest.news import tell
from scraper.ingest.observing import observe
from scraper.ingest.pages import join_stored, shows_as_before
from scraper.ingest.shelves import Shelves, Source
from scraper.ingest.walking import Led
from scraper.ingest.watching import next_looks
from scraper.joining import LATEST, MAX_PAGES
from scraper.judging import Rules, Verdict
from scraper.model import Capture, FoundOn, Kind, Reason, Target
from scraper.profiles import publisher_of

log = logging.getLogger(__name__)

_ENDING = frozenset(
    {"article", "part", "variant", "listing", "unmodified", "requisite", "rejected"}
)  # the others leave a look open
STALE = timedelta(days=1)  # a requisite last seen so long before a page names it is asked for again, within as long


@dataclass(frozen=True, slots=True)
class Stored:
    """A verdict and what it changed: the `standing` of an article, the number of new targets a listing brought."""

    verdict: Verdict
    standing: str | None = None
    found: int = 0
    overflow: bool = False  # of a section: nothing that it lists was known
    walk: Why | None = None  # of a list: it is a step of one, for this


def store(shelves: Shelves, verdicts: Sequence[Verdict], rules: Rules, now: datetime, source: Source) -> list[Stored]:
    """Commit verdicts on captures, then write the lines of new revisions.

    The caller has made sure that the captures are on disk. Raises CatalogError and ArchiveError.
    """
    # What somebody else's archive listed is theirs to visit: replaying it plans nothing.
    plans = rules if shelves.owns(source.folder) else None
    if plans:
        wanted = wanted_of(shelves, verdicts)
        verdicts = [with_children(shelves, verdict, plans, wanted) for verdict in verdicts]
    with shelves.files.turn():
        fresh, upset = defaultdict[Day, list[bytes]](list), set[Day]()
        with shelves.catalog.writing() as transaction:
            placed = _place(transaction, verdicts, (shelves, source), rules)
            for verdict, standing in placed:
                upset |= standing.upset
                if verdict.edition and verdict.line and standing.appendable:
                    fresh[verdict.edition.publisher, _day(verdict)].append(verdict.line)
            told = {each.edition.line_digest: each.line for each, _ in placed if each.edition and each.line}
            if plans:
                placed = _await_pages(transaction, shelves, placed, plans)
            if source.news:
                tell(transaction, placed, len(verdicts), now)
            placed = placed[: len(verdicts)]
            verdicts = [verdict for verdict, _ in placed]
            found = lead(Ground(transaction, shelves, plans, now), placed) if plans else [Led()] * len(placed)
            for verdict in verdicts if plans else ():
                _complete(transaction, verdict, now)
                _go_on(transaction, verdict, now)
            _settle(transaction, verdicts, plans, now)
            if plans:
                walked = {v.capture.record_id for v, led in zip(verdicts, found, strict=True) if led.walk}
                observe(transaction, verdicts, walked)
            upset |= {day for day, lines in fresh.items() if not grow(transaction, shelves, day, lines)}
            for day in upset:
                captures.set_day(transaction, *day, captures.UNKNOWN_LENGTH)
        for day, lines in fresh.items():
            if day not in upset:
                shelves.files.append(*day, lines)
        for day in sorted(upset):
            if complaint := rewrite(shelves, day, told, rules):
                log.warning("%s: a line is missing: %s", shelves.files.path(*day), complaint)
    return [
        Stored(verdict, standing.outcome or None, led.found, led.overflow, led.walk)
        for (verdict, standing), led in zip(placed, found, strict=True)
    ]


def _place(
    transaction: Transaction, verdicts: Sequence[Verdict], where: tuple[Shelves, Source], rules: Rules
) -> list[tuple[Verdict, Standing]]:
    """Give every capture its row, and every article its place in that article's history, joined with its pages.

    After these verdicts come those on captures of before whose record is another now.
    """
    shelves, source = where
    ends: dict[str, int] = {}
    for verdict in verdicts:
        lies = verdict.capture.location
        ends[lies.file] = max(ends.get(lies.file, 0), lies.offset + lies.length)
    known = {name: shelves.file(source.folder / name) for name in ends}
    numbers = {name: captures.file_id(transaction, file) for name, file in known.items()}
    for name, end in ends.items() if source.gapless else ():
        captures.note_ingested(transaction, numbers[name], end)
    files = [numbers[verdict.capture.location.file] for verdict in verdicts]
    told = [(n, v.capture, v.outcome, v.detail, v.reason) for n, v in zip(files, verdicts, strict=True)]
    captures.put(transaction, told)
    rows = [captures.row_number(n, v.capture.location.offset) for n, v in zip(files, verdicts, strict=True)]
    joined = join_stored(shelves, transaction, list(zip(rows, verdicts, strict=True)), rules)
    history = Editions(transaction, [row for row, _ in joined], {v.edition.article_id for _, v in joined if v.edition})
    places = moments(transaction, [row for row, _ in joined[len(rows) :]]) if len(joined) > len(rows) else {}
    standings: list[tuple[Verdict, Standing]] = []
    for row, verdict in joined:
        moment = places[row] if row in places else _moment(verdict.capture, known)
        standing = (
            history.put(row, moment, verdict.edition)
            if verdict.edition
            else Standing("", appendable=False, upset=history.drop(row))
        )
        standings.append((verdict, standing))
    history.flush()
    return standings


def _await_pages(
    transaction: Transaction, shelves: Shelves, placed: Sequence[tuple[Verdict, Standing]], rules: Rules
) -> list[tuple[Verdict, Standing]]:
    """What is told of an article whose pages come one by one: once they are there, and not of each as it comes.

    A page one that shows what it did before is unchanged as yet. Where the pages after it turn out to have changed,
    that is told of the last of them.
    """
    told = list(placed)
    for place, (verdict, standing) in enumerate(placed):
        if standing.outcome != "changed" or verdict.alone is None or standing.before is None:
            continue
        if not shows_as_before(shelves, transaction, verdict, standing.before, rules):
            continue
        if verdict.missing:
            told[place] = verdict, replace(standing, outcome="unchanged")
            continue
        parts = [at for at, (part, _) in enumerate(placed) if _is_page_of(part, verdict)]
        if parts and place > parts[-1]:
            told[parts[-1]] = placed[parts[-1]][0], replace(placed[parts[-1]][1], outcome="changed")
    return told


def _is_page_of(part: Verdict, whole: Verdict) -> bool:
    target = part.capture.visit.target if part.capture.visit else None
    if target is None or target.kind is not Kind.PART or target.found_on is None:
        return False
    return part.outcome in ("part", "unmodified") and target.found_on.capture == whole.capture.record_id


def _complete(transaction: Transaction, verdict: Verdict, now: datetime) -> None:
    """Make targets of what a page or stylesheet shows itself with; what was seen of late is not asked for again.

    Nor is what a page named long ago, which a replay reads: nobody knows what is there now.
    """
    capture = verdict.capture
    if capture.visit is None or not verdict.requisites or capture.exchange.fetched_at < now - STALE:
        return
    origin = capture.visit.target
    found_on = FoundOn(capture.exchange.url, capture.record_id)
    depth = origin.depth + 1 if origin.kind is Kind.REQUISITE else 1
    child = Target("", origin.publisher, Kind.REQUISITE, origin.section, found_on, depth)
    named = [replace(child, url=url) for url in verdict.requisites]
    targets.add(transaction, named, now, now)
    targets.renew_requisites(transaction, verdict.requisites, capture.exchange.fetched_at - STALE, now)


def _go_on(transaction: Transaction, verdict: Verdict, now: datetime) -> None:
    """Make targets of an article's further pages; of the article itself, where only another page or form of it came.

    Not of what was named long ago, which a replay reads.
    """
    capture, article = verdict.capture, verdict.article
    if capture.visit is None or article is None or capture.exchange.fetched_at < now - LATEST:
        return
    origin = capture.visit.target
    if verdict.outcome != "article" and origin.kind is not Kind.PART:
        targets.add(transaction, [replace(origin, url=article.url, kind=Kind.ARTICLE)], now, now)
        return
    found_on, before = FoundOn(capture.exchange.url, capture.record_id), 0
    if origin.kind is Kind.PART:
        found_on, before = origin.found_on or found_on, origin.depth
    pages = [Target(url, origin.publisher, Kind.PART, origin.section, found_on) for url in article.pages]
    numbered = [replace(page, depth=before + place) for place, page in enumerate(pages, 1)]
    targets.plan_parts(transaction, [page for page in numbered if page.depth <= MAX_PAGES], now)


def _settle(transaction: Transaction, verdicts: Sequence[Verdict], rules: Rules | None, now: datetime) -> None:
    """End the looks that these captures were taken by, and plan the next ones by the rules, where there are any.

    A failed one is left to the crawl, which may try once more.
    """
    ended = [verdict for verdict in verdicts if verdict.outcome in _ENDING]
    # Somebody's images are no targets of ours; what older code took for an article is one.
    others = [verdict for verdict in ended if not verdict.capture.visit and not verdict.edition]
    targets.retell(transaction, [_look_of(verdict, None) for verdict in others])
    ended = [verdict for verdict in ended if verdict.capture.visit or verdict.edition]
    looked = {_target(verdict).url: _target(verdict) for verdict in ended}
    # Where a redirect ends is the same article: another section that lists it there must not bring it again.
    aliases = {
        verdict.capture.exchange.url: replace(_target(verdict), url=verdict.capture.exchange.url)
        for verdict in ended
        if _target(verdict).kind is Kind.ARTICLE and verdict.reason != Reason.INDEX_PAGE.value  # which is no article
    }
    targets.add(transaction, (aliases | looked).values(), now, None)
    first = targets.first_captures(transaction, looked)
    due = next_looks(transaction, ended, first, rules, now) if rules is not None else {}
    targets.settle(transaction, [_look_of(verdict, due.get(verdict.capture.record_id)) for verdict in ended], now)


def _look_of(verdict: Verdict, due_at: datetime | None) -> targets.Look:
    at = verdict.capture.exchange.fetched_at
    return targets.Look(_target(verdict).url, at, verdict.outcome, verdict.detail, due_at)


def _target(verdict: Verdict) -> Target:
    """What a capture was taken for; a foreign one was taken for itself."""
    capture = verdict.capture
    url = capture.exchange.url
    return capture.visit.target if capture.visit else Target(url, publisher_of(url), Kind.ARTICLE)


def _day(verdict: Verdict) -> str:
    return verdict.capture.exchange.fetched_at.strftime("%Y-%m-%d")


def _moment(capture: Capture, known: Mapping[str, captures.File]) -> Moment:
    file = known[capture.location.file]
    return Moment(capture.exchange.fetched_at, place_of(file.name, file.mark, capture.location.offset))
