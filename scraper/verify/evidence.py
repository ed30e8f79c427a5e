"""One WARC or ARC file held against itself, its line in the manifest and its index, in one pass over its bytes."""

import fcntl
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scraper.verify.finding import Finding, Spans, Totals, covers
from scraper.verify.grammar import Grammar
from scraper.verify.references import Reference, place_key
from scraper.verify.sidecars import Compared, Ground, Sheet, compare
from scraper.verify.walk import Hashed, Pass
from scraper.warc.arc import ARC
from scraper.warc.cdxj import sidecar
from scraper.warc.files import Layout, location_name, opened, read_records, sniff
from scraper.warc.fixity import MANIFEST, sha256_of
from scraper.warc.members import Fault, read_members
from scraper.warc.naming import is_closed
from scraper.warc.record import Format, Record

TWICE = "records of other writers that have the id of another record"


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be checked. `sha256` is what the manifest says of it, None where that does not name it.

    `inside`: it lies in the archive's own folder, where a closed file of ours has its index.
    """

    path: Path
    sha256: str | None = None
    inside: bool = False
    absent: frozenset[str] = frozenset()  # sha256s that the manifest has of files that are not there

    @property
    def open(self) -> bool:
        """Whether the file bears the name of one that is being written."""
        return self.path.suffix == ".open"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file came to. Picklable, and small: no captured bytes."""

    job: Job
    findings: tuple[Finding, ...]
    totals: Totals
    sha256: str
    size: int  # bytes of it that were looked at
    changed: bool  # other bytes than when it was closed, or some that cannot be read
    renamed: bool = False  # the manifest has it under another name: what follows from that is not told
    hurt: Spans = ()  # where damaged records lie, told of already
    bereft: frozenset[int] = frozenset()  # captures whose request or metadata may be among those
    references: tuple[Reference, ...] = ()  # what its revisits refer to
    keys: "array[int]" = field(default_factory=lambda: array("Q"))  # of what its captures can be referred to by
    lost: "array[int]" = field(default_factory=lambda: array("Q"))  # of those among them that are damaged
    lost_unnamed: bool = False  # a capture may be damaged beyond telling which it was

    def is_hurt(self, offset: int) -> bool:
        return covers(self.hurt, offset)


def check_file(job: Job) -> Checked:
    """All that can be said of a file by reading it once. Raises ArchiveError where it cannot be read."""
    path, name = job.path, location_name(job.path)
    with opened(path) as descriptor:
        living = job.open and _is_held(descriptor)
        layout, form = sniff(descriptor, path)
        run = Pass(Grammar(name, form), Sheet(name, layout, is_arc=form is ARC))
        source = Hashed(descriptor)
        found = _records(descriptor, path, source, (layout, form))
        for each in found:
            run.see(each)
        sha256 = source.finish() if layout is Layout.MEMBERS else sha256_of(path)
    return _conclude(job, run, _State(sha256, source.size, living))


@dataclass(frozen=True, slots=True)
class _State:
    sha256: str
    size: int
    living: bool  # somebody is writing the file


def _records(descriptor: int, path: Path, source: Hashed, shape: tuple[Layout, Format]) -> Iterator[Record | Fault]:
    if source.size == 0:
        yield Fault(0, 0, "the file is empty")
    elif shape[0] is Layout.MEMBERS:
        yield from read_members(source, shape[1], 0, None)
    else:
        yield from read_records(descriptor, path)


def _conclude(job: Job, run: Pass, state: _State) -> Checked:
    tail = [fault for fault in run.faults if job.open and fault.end >= state.size]
    renamed = job.sha256 is None and state.sha256 in job.absent
    run.complain_of_grammar(whole=not job.open, sealed=job.sha256 == state.sha256, renamed=renamed)
    for fault in tail:
        run.complaints.pop(fault.offset, None)
    hurt = run.hurt()
    file = str(job.path)
    findings = [Finding(file, offset, "; ".join(run.complaints[offset])) for offset in sorted(run.complaints)]
    changed = bool(run.faults) or job.sha256 not in (None, state.sha256)
    if job.sha256 is not None and not job.open:
        findings = _seal(job, state.sha256, findings)
        run.totals.sealed += job.sha256 == state.sha256
    if job.open and not state.living:
        findings.append(_abandoned(job, run, tail, state.size))
    compared = None if job.open or renamed else compare(job.path, run.sheet, Ground(hurt, changed))
    if compared is not None:
        findings += compared.findings
        run.totals.indexed += compared.agreed
    elif job.inside and is_closed(job.path.name) and not renamed:
        findings.append(Finding(str(sidecar(job.path)), None, "is not there: the index of a closed file"))
    run.totals.bytes = state.size
    if run.grammar.twice:
        run.totals.notes[TWICE] += run.grammar.twice
    return Checked(
        job,
        tuple(findings),
        run.totals,
        state.sha256,
        state.size,
        changed,
        renamed,
        hurt,
        run.bereft(),
        tuple(each for each in run.references if each.offset not in run.complaints),
        array("Q", [key for keys in run.keys.values() for key in keys]),
        _lost(run, compared),
        compared is None and len(run.faults) > len(tail),
    )


def _seal(job: Job, sha256: str, findings: list[Finding]) -> list[Finding]:
    """A damage that was found is why the sha256 differs; where none was, that alone is told."""
    if job.sha256 == sha256:
        return findings
    if findings:
        first = findings[0]
        what = f"{first.what} (the file is not what it was when it was closed: {MANIFEST})"
        return [Finding(first.file, first.offset, what), *findings[1:]]
    what = f"its sha256 is {sha256}, and {MANIFEST} says {job.sha256}; yet all of its records are whole"
    return [Finding(str(job.path), None, what)]


def _abandoned(job: Job, run: Pass, tail: list[Fault], size: int) -> Finding:
    torn = size - tail[0].offset if tail else 0
    what = f"left open by a writer that died, with {run.totals.records} whole records"
    return Finding(str(job.path), tail[0].offset if tail else None, f"{what} and {torn} torn bytes" if torn else what)


def _lost(run: Pass, compared: Compared | None) -> "array[int]":
    """Keys of the captures that are damaged, as far as they or their index lines can be read."""
    keys = [key for offset in run.complaints for key in run.keys.get(offset, ())]
    entries = compared.lost if compared is not None else ()
    return array("Q", [*keys, *(place_key(entry.url, entry.timestamp) for entry in entries)])


def _is_held(descriptor: int) -> bool:
    """Whether a living writer has its lock on a file."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
