"""The same ingest over WARC and ARC files: ours or anybody's, whatever order they come in."""

import logging
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scraper.catalog import captures
from scraper.ingest import Shelves, Source, Stored, store
from scraper.judging import Rules, Verdict
from scraper.model import Kind
from scraper.tally import Tally, called
from scraper.warc import Damage, Range, find_files
from scraper.workers import Judged, Plan, judge_ranges, range_size

BATCH = 1_000  # verdicts a commit

log = logging.getLogger(__name__)


def catch_up(
    shelves: Shelves,
    plan: Plan,
    rules: Rules,
    now: Callable[[], datetime],
    left_open: Collection[Path] | None = None,
) -> Iterator[Damage]:
    """Ingest what the archive's own WARC files hold and its catalog lacks; files still being written are left alone.

    `left_open`: files that a dead process was writing. What it had no time to ingest is news still, and hooks are told;
    where the catalog is made anew nothing is.
    """
    plan = replace(plan, originals=(shelves.warcs,))
    tails = _tails(shelves, left_open) if left_open is not None else frozenset()
    for result in store_ranges(judge_ranges(_lacking(shelves), plan, 1), shelves, rules, now, tails=tails):
        if isinstance(result, Damage):
            yield result


def _lacking(shelves: Shelves) -> Iterator[Range]:
    """What of each closed file is not in the catalog; where one was put here since it was replayed is put right."""
    with shelves.catalog.reading() as transaction:
        known = captures.known_files(transaction)
    for path in find_files([shelves.warcs]) if shelves.warcs.exists() else []:
        size = range_size(Range(path, 0, None))
        if path.suffix == ".open" or size == 0:
            continue
        file = shelves.file(path)
        done = known.get((file.name, file.mark), captures.KnownFile(file.folder, 0))
        if done.ingested < size:
            log.warning("%s: ingesting what the catalog lacks of it", path)
            yield Range(path, done.ingested, None)
        elif done.folder != file.folder:
            with shelves.catalog.writing() as transaction:
                captures.file_id(transaction, file)


def _tails(shelves: Shelves, left_open: Collection[Path]) -> frozenset[Path]:
    """The files that a dead process was writing, or had just closed, when it ended; none where the catalog is empty."""
    with shelves.catalog.reading() as transaction:
        known = captures.known_files(transaction)
    begun = {name for (name, _), file in known.items() if file.ingested}
    there = find_files([shelves.warcs]) if begun and shelves.warcs.exists() else []
    return frozenset(path for path in there if path.name in begun or path in left_open)


def store_ranges(
    ranges: Iterable[Judged],
    shelves: Shelves,
    rules: Rules,
    now: Callable[[], datetime],
    *,
    whole: bool = True,
    tails: Container[Path] = (),
) -> Iterator[Stored | Damage]:
    """Store judged ranges into an archive and tell what each capture came to. Raises CatalogError and ArchiveError.

    `whole`: nothing was left out of the ranges, so that a file whose last range is stored is known to be ingested.
    `tails`: files whose captures are news.
    """
    for judged in ranges:
        source = Source(judged.path.parent, news=judged.path in tails)
        verdicts = [result for result in judged.results if isinstance(result, Verdict)]
        for start in range(0, len(verdicts), BATCH):
            yield from store(shelves, verdicts[start : start + BATCH], rules, now(), source)
        yield from (result for result in judged.results if isinstance(result, Damage))
        if whole and judged.last and judged.path.suffix != ".open":
            file = shelves.file(judged.path)
            with shelves.catalog.writing() as transaction:
                captures.note_ingested(transaction, captures.file_id(transaction, file), judged.path.stat().st_size)


def count(tally: Tally, result: Stored | Verdict) -> None:
    """Add what a replayed capture came to."""
    verdict = result.verdict if isinstance(result, Stored) else result
    standing = result.standing if isinstance(result, Stored) else None
    tally.bytes += verdict.size
    if verdict.outcome in ("redirect", "robots", "loaded"):
        return
    kind = verdict.capture.visit.target.kind if verdict.capture.visit else None
    tally.pages += kind is not Kind.REQUISITE
    outcome = standing or ("new" if verdict.outcome == "article" else verdict.outcome)
    tally.tell(called(outcome, verdict.reason, kind), verdict.reason)


def changed_lines(ranges: Iterable[Judged]) -> Iterator[Verdict | Damage]:
    """The verdicts whose record says something new of its article, in the order read, without any catalog."""
    last: dict[str, str] = {}
    for judged in ranges:
        for result in judged.results:
            if isinstance(result, Damage) or result.edition is None:
                yield result
            elif last.get(result.edition.article_id) != result.edition.fingerprint:
                last[result.edition.article_id] = result.edition.fingerprint
                yield result
