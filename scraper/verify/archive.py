"""A whole archive: its WARC files first, then the catalog against them, then the record files against both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scraper.catalog import checking, soundness
from scraper.catalog.checking import FileRow
from scraper.errors import CatalogError
from scraper.ingest import Shelves
from scraper.verify.files import Evidence, Search, check_files
from scraper.verify.finding import Finding
from scraper.verify.lines import check_lines, other_versions
from scraper.verify.matching import match_files
from scraper.verify.rows import FileRows, Rows, open_rows
from scraper.workers import Plan, cut_files, judge_ranges

WORTH = 20_000_000  # bytes that take as long to judge as a process takes to start


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive to be checked: its parts, and how its captures are judged."""

    shelves: Shelves
    plan: Plan
    workers: int
    young: float | None = None  # somebody writes to it: what he did since then (seconds of the epoch) may be unfinished

    @property
    def busy(self) -> bool:
        """Whether somebody writes to it meanwhile."""
        return self.young is not None

    def search(self, *others: Path) -> Search:
        """Its own WARC files, and others."""
        home = self.shelves.warcs
        return Search((*([home] if home.exists() else []), *others), home, self.workers, self.young)


def check_archive(archive: Archive, evidence: Evidence) -> Iterator[Finding]:
    """Everything that is wrong. What the catalog tells of that lies elsewhere is looked at too, where it is there.

    A catalog that is not sound is told of, and what rests on it is not looked at. Raises ArchiveError.
    """
    shelves = archive.shelves
    try:
        files = _sound_files(archive)
    except CatalogError as error:
        yield from check_files(archive.search(), evidence)
        yield _of_catalog(shelves, str(error).removeprefix(f"{shelves.catalog.path}: "))
        return
    yield from check_files(archive.search(*_elsewhere(shelves, files)), evidence)
    try:
        yield from _check_derived(archive, evidence, files)
    except CatalogError as error:
        yield _of_catalog(shelves, str(error).removeprefix(f"{shelves.catalog.path}: "))


def _of_catalog(shelves: Shelves, what: str) -> Finding:
    return Finding(str(shelves.catalog.path), None, what)


def _sound_files(archive: Archive) -> list[FileRow]:
    """The files that the catalog knows. CatalogError where it is not sound."""
    with archive.shelves.catalog.reading() as transaction:
        complaints = soundness.complaints(transaction)
        if complaints:
            more = f" (and {len(complaints) - 1} more)" if complaints[1:] else ""
            raise CatalogError(f"it is damaged: {complaints[0]}{more}")
        return checking.file_rows(transaction)


def _elsewhere(shelves: Shelves, files: list[FileRow]) -> Iterator[Path]:
    """Files outside the archive's own folder that captures were ingested from and that are still there."""
    for row in files:
        path = shelves.folder / row.folder / row.name
        if row.captures and not shelves.owns(path.parent) and path.exists():
            yield path


def _check_derived(archive: Archive, evidence: Evidence, files: list[FileRow]) -> Iterator[Finding]:
    """Catalog and record files, from the captures judged anew."""
    rows = Rows(evidence.totals, evidence.stale, other_versions(archive.shelves))
    yield from _check_rows(archive, evidence, files, rows)
    with archive.shelves.catalog.reading() as transaction:
        untrue = checking.untrue_revisions(transaction)
    for each in untrue:
        if each.article_id in rows.told or each.day in rows.upset:
            continue  # its history cannot be told from rows that are wrong
        what = f"articles: {each.url} at {each.place} is called a revision, or none, against its history"
        yield _of_catalog(archive.shelves, what)
        evidence.stale.files |= {row.number for row in files if each.place.startswith(f"{row.name}:{row.mark}:")}
        rows.upset.add(each.day)
    evidence.stale.days |= rows.upset
    stale = evidence.stale
    if not (rows.lacking or stale.files or stale.moved or stale.days or archive.busy):
        with archive.shelves.catalog.reading() as transaction:
            for row in soundness.unsound_rows(transaction):
                stale.rows.append(row.key)
                yield _of_catalog(archive.shelves, row.what)
    yield from check_lines(archive.shelves, rows, busy=archive.busy)


def _check_rows(archive: Archive, evidence: Evidence, files: list[FileRow], rows: Rows) -> Iterator[Finding]:
    found = match_files(archive.shelves, evidence, files)
    yield from found.findings
    paths = [path for path, checked in evidence.checked.items() if checked.size and not checked.renamed]
    now: tuple[Path, FileRows] | None = None
    rules = archive.plan.rules()
    workers = min(archive.workers, 1 + evidence.totals.bytes // WORTH)
    for judged in judge_ranges(cut_files(paths), archive.plan, workers) if paths else ():
        path = judged.path
        if now is None or now[0] != path:
            if now is not None:
                yield from now[1].end(rows, busy=archive.busy)
            now = path, open_rows(archive.shelves, rules, *found.of(path))
        yield from now[1].compare(judged, rows)
    if now is not None:
        yield from now[1].end(rows, busy=archive.busy)
