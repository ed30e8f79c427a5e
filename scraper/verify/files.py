"""WARC and ARC files checked side by side on processes, and what ties them: manifests, indexes, revisits."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from scraper.catalog.captures import File
from scraper.catalog.editions import Day
from scraper.errors import ArchiveError
from scraper.verify.evidence import Checked, Job, check_file
from scraper.verify.finding import Finding, Totals
from scraper.verify.manifest import Folder, Sealed, check_manifest
from scraper.verify.references import Reach, complaint_of, is_out_of_reach, wanted
from scraper.warc import find_files
from scraper.warc.cdxj import sidecar
from scraper.warc.fixity import read_manifest
from scraper.workers import begin_worker, open_pool

WORTH = 100_000_000  # bytes that take as long to check as a process takes to start
UNREACHED = "revisits of other writers whose originals are in none of the files looked at"


@dataclass(slots=True)
class Stale:
    """What is derived from evidence and says otherwise, so that it can be made anew."""

    indexes: list[Path] = field(default_factory=list)  # of WARC files that are whole themselves
    files: set[int] = field(default_factory=set)  # numbers of the catalog's files whose rows are wrong
    rows: list[str | int | tuple[str, str | int]] = field(default_factory=list)  # of the catalog: soundness.Unsound
    moved: list[tuple[int, File]] = field(default_factory=list)  # files that the catalog calls otherwise
    days: set[Day] = field(default_factory=set)  # whose record files, or what is said of them, are wrong
    strays: list[Path] = field(default_factory=list)  # record files of no day that anything was captured on


@dataclass(slots=True)
class Evidence:
    """What the files came to, for whatever rests on them."""

    totals: Totals = field(default_factory=Totals)
    checked: dict[Path, Checked] = field(default_factory=dict)  # by resolved path, in the order of their names
    sealed: Sealed = field(default_factory=Sealed)
    stale: Stale = field(default_factory=Stale)


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look: files and folders as given. `home` is the folder of an archive's own WARC files, if it is one."""

    paths: tuple[Path, ...]
    home: Path | None = None
    workers: int = 1
    young: float | None = None  # seconds of the epoch: a file closed since then may yet lack its line and index


def check_files(search: Search, evidence: Evidence) -> Iterator[Finding]:
    """Everything that is wrong with the files and between them, file after file in the order of their names.

    Raises ArchiveError for a path that does not exist.
    """
    files = find_files(search.paths)
    folders = _folders(search, files)
    stated = _stated(folders)
    absent = frozenset(sha256 for path, sha256 in stated.items() if not path.exists())
    jobs = [Job(path, stated.get(path.resolve()), _is_kept(path, search), absent) for path in files]
    for checked in _check_all(jobs, search.workers):
        yield from checked.findings
        evidence.totals.add(checked.totals)
        evidence.checked[checked.job.path.resolve()] = checked
        index = str(sidecar(checked.job.path))
        if checked.findings and all(finding.file == index for finding in checked.findings):
            evidence.stale.indexes.append(checked.job.path)
    for folder in folders:
        yield from check_manifest(folder, evidence.checked, evidence.sealed)
        if folder.whole:
            yield from _stray_indexes(folder.path, evidence.sealed)
    yield from _check_references(evidence)


def _folders(search: Search, files: Iterable[Path]) -> list[Folder]:
    """Every folder that may have a manifest: those given and those of files; whole where not a file alone was given."""
    given = [path for path in search.paths if path.is_dir()]
    there = dict.fromkeys([*given, *(path.parent for path in files)])
    roots = [path.resolve() for path in given]
    return [
        Folder(path, any(path.resolve().is_relative_to(root) for root in roots), _inside(path, search.home))
        for path in there
    ]


def _inside(folder: Path, home: Path | None) -> bool:
    return home is not None and folder.resolve() == home.resolve()


def _is_kept(path: Path, search: Search) -> bool:
    """Whether a file must have its line and its index: in the archive's own folder, unless it was closed just now."""
    if not _inside(path.parent, search.home) or search.young is None:
        return _inside(path.parent, search.home)
    try:
        return path.suffix != ".open" and path.stat().st_mtime < search.young
    except OSError:
        return False


def _stated(folders: Iterable[Folder]) -> dict[Path, str]:
    """The sha256 that is stated of each file, by resolved path."""
    return {
        (folder.path / name).resolve(): sha256
        for folder in folders
        for name, sha256 in read_manifest(folder.path).entries.items()
    }


def _check_all(jobs: list[Job], workers: int) -> Iterator[Checked]:
    """The files checked on `workers` processes, in order; with one, in this one."""
    workers = min(workers, len(jobs), 1 + sum(_size(job.path) for job in jobs) // WORTH)
    if workers <= 1:
        yield from map(_check, jobs)
        return
    with open_pool(workers, begin_worker) as pool:
        waiting = iter(jobs)
        pending: deque[Future[Checked]] = deque(pool.submit(_check, job) for job in islice(waiting, workers * 2))
        while pending:
            yield pending.popleft().result()
            pending.extend(pool.submit(_check, job) for job in islice(waiting, 1))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _check(job: Job) -> Checked:
    try:
        return check_file(job)
    except ArchiveError as error:
        if job.open and job.path.with_suffix("").exists():  # its writer closed it meanwhile
            return _check(Job(job.path.with_suffix("")))
        finding = Finding(str(job.path), None, str(error).removeprefix(f"{job.path}: "))
        return Checked(job, (finding,), Totals(files=1), "", 0, changed=True, lost_unnamed=True)


def _stray_indexes(folder: Path, sealed: Sealed) -> Iterator[Finding]:
    for path in sorted(folder.glob("*.cdxj")):
        name = path.name.removesuffix(".cdxj")
        told = name in sealed.gone or (folder / name).exists()
        if name.endswith((".warc", ".warc.gz", ".warc.zst")) and not told:
            yield Finding(str(path), None, f"is the index of {name}, which is not there")


def _check_references(evidence: Evidence) -> Iterator[Finding]:
    """What revisits refer to, once everything that they may refer to was seen."""
    checked = evidence.checked.values()
    references = [each for one in checked for each in one.references]
    reach = Reach(
        wanted(references, (one.keys for one in checked)),
        wanted(references, (one.lost for one in checked)),
        any(one.lost_unnamed for one in checked) or bool(evidence.sealed.gone),
    )
    for one in checked:
        for reference in one.references:
            complaint = complaint_of(reference, reach)
            if complaint is not None:
                yield Finding(str(one.job.path), reference.offset, complaint)
            elif not reference.ours and is_out_of_reach(reference, reach):
                evidence.totals.notes[UNREACHED] += 1
