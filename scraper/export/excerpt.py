"""Excerpts of WARC files: new files made of the very gzip members of chosen captures, copied and not packed anew."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

from scraper.catalog.captures import Held
from scraper.catalog.choice import Placed
from scraper.errors import ArchiveError
from scraper.export.package import Target
from scraper.export.parts import Names, Part, there
from scraper.warc.capture import WINDOW, tied
from scraper.warc.files import Layout, opened, read_record, read_records, sniff
from scraper.warc.record import PACKED, WARC, Record, to_member, unbracket

SUFFIX = "-excerpt"  # in the name of the new file, behind that of the one it was made of
_BESIDE = ("request", "metadata")


Lose = Callable[[Placed, str | None], None]  # is told of each capture that is left out, and why, once a reason


@dataclass(frozen=True, slots=True)
class Cut:
    """Where excerpts are made, for which package, and who is told what is left out."""

    scratch: Path  # a folder
    package: Path
    lose: Lose


@dataclass(slots=True)
class _Source:
    """A file that captures are copied from."""

    descriptor: int
    path: Path
    verbatim: bool  # its records are gzip members: they are copied as they are
    copied: set[int] = field(default_factory=set)  # offsets


def excerpts(archive: Path, captures: Iterable[Placed], cut: Cut) -> Iterator[Part]:
    """One file for each that captures are chosen of, which is removed once it was dealt with.

    It begins with the source's warcinfo, which the records name by its id. What cannot be read is left out. Raises
    ArchiveError where the disk fails.
    """
    names = Names()
    for (folder, name), group in groupby(captures, key=lambda placed: _file_of(placed.chosen.held)):
        fresh = cut.scratch / names.take(_gzipped(name), SUFFIX)
        with ExitStack() as stack:
            try:
                source = stack.enter_context(_opened(there(archive / folder / name)))
            except ArchiveError as error:
                for number, placed in enumerate(group):
                    cut.lose(placed, None if number else f"{error}; its captures are left out")
                continue
            sink = Target(stack.enter_context(fresh.open("wb")), cut.package)
            copied = sum([_copy_capture(source, placed, sink, cut.lose) for placed in group])
        if copied:
            yield Part(fresh.name, fresh, fresh.stat().st_size)
        fresh.unlink()


def _file_of(held: Held) -> tuple[Path, str]:
    return held.folder, held.location.file


def _gzipped(name: str) -> str:
    """The name of a WARC file that is packed by gzip: `X.warc.gz` for X.warc, X.warc.zst and others."""
    return name.partition(".warc")[0] + ".warc.gz"


@contextmanager
def _opened(path: Path) -> Iterator[_Source]:
    with opened(path) as descriptor:
        layout, form = sniff(descriptor, path)
        if form is not WARC or layout is Layout.STREAM:
            raise ArchiveError(f"{path}: no WARC file whose records can be read one by one")
        yield _Source(descriptor, path, layout is Layout.MEMBERS)


def _copy_capture(source: _Source, placed: Placed, sink: Target, lose: Lose) -> bool:
    """Copy the records of one capture, the file's warcinfo before the first; False where it cannot be read."""
    held = placed.chosen.held
    at = held.location
    record = read_record(source.descriptor, source.path, at.offset)
    if not isinstance(record, Record):
        lose(placed, f"{source.path}: left out, damaged at byte {at.offset}: {record.reason}")
        return False
    if unbracket(record.first("warc-target-uri") or "") != held.url:
        lose(placed, f"{source.path}: left out: another capture than the catalog says lies at byte {at.offset}")
        return False
    if not source.copied:
        first = read_record(source.descriptor, source.path, 0)
        if isinstance(first, Record) and first.first("warc-type") == "warcinfo":
            _copy(source, first, sink)
    before, behind = _neighbours(source, placed, record)
    for each in (*before, record, *behind):
        _copy(source, each, sink)
    return True


def _neighbours(source: _Source, placed: Placed, record: Record) -> tuple[list[Record], list[Record]]:
    """The request and metadata of a capture, wherever its writer put them between the captures around it."""
    at = placed.chosen.held.location

    def beside(found: Iterable[object]) -> list[Record]:
        records = (each for each in found if isinstance(each, Record))
        return [each for each in records if each.first("warc-type") in _BESIDE and tied(record, each)]

    before = deque(read_records(source.descriptor, source.path, placed.after, at.offset), WINDOW)
    behind = read_records(source.descriptor, source.path, at.offset + at.length, placed.until)
    return beside(before), beside(islice(behind, WINDOW))


def _copy(source: _Source, record: Record, sink: Target) -> None:
    if record.offset in source.copied:
        return
    source.copied.add(record.offset)
    if source.verbatim:
        sink.write(os.pread(source.descriptor, record.length, record.offset))
    else:
        sink.write(to_member(record.head + record.block + b"\r\n\r\n", PACKED))
