"""WARC and ARC files as captures: found, cut into ranges that can be read side by side, read whole or by one seek."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.model import Capture, Location
from scraper.warc.capture import WINDOW, Damage, Joiner, tied
from scraper.warc.files import Layout, location_name, opened, sniff
from scraper.warc.members import Bytes, Fault, find_member, read_member, read_members
from scraper.warc.plain import open_plain, open_stream, read_next, read_run
from scraper.warc.record import WARC, Format, Record

_LOOK = 8 * WINDOW  # records looked at to find where a file may be cut


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a file that hold whole groups of records: those that begin from `start` on and before `end`."""

    path: Path
    start: int
    end: int | None  # None: to the end of the file


def read(path: Path, start: int = 0, end: int | None = None) -> Iterator[Capture | Damage]:
    """Every capture in a file, in file order, and what could not be read of it.

    Ours or anybody's: WARC 0.17 to 1.1 and ARC 1 and 2, plain, with one gzip member a record, or in one gzip stream.
    Raises ArchiveError where the file cannot be opened.
    """
    with opened(path) as descriptor:
        if os.fstat(descriptor).st_size == 0:
            yield Damage(str(path), 0, "the file is empty")
            return
        layout, form = sniff(descriptor, path)
        yield from Joiner(str(path), location_name(path)).join(_records(descriptor, layout, form, (start, end)))


def read_at(path: Path, location: Location) -> Capture:
    """The capture at a location, by one seek. Raises ArchiveError where none is there.

    It is read from its response record alone: its request is empty and it has no visit, which lie in other records.
    """
    with opened(path) as descriptor:
        layout, form = sniff(descriptor, path)
        if layout is Layout.MEMBERS:
            found: Iterable[Record | Fault] = [read_member(Bytes(descriptor), form, location.offset)]
        elif layout is Layout.PLAIN:
            found = [read_next(open_plain(descriptor, location.offset), form)]
        else:
            run = open_stream(descriptor)
            run.pass_over(location.offset)
            found = [read_next(run, form)]
        results = list(Joiner(str(path), location_name(path)).join(found))
    for result in results:
        if isinstance(result, Capture):
            return result
    reason = results[0].reason if results and isinstance(results[0], Damage) else "the record there is no capture"
    raise ArchiveError(f"{path}: no capture can be read at offset {location.offset}: {reason}")


def split(path: Path, size: int = 16_000_000) -> list[Range]:
    """Ranges of about `size` bytes. What `read` gives for each, one after the other, is what it gives for the file.

    A file is cut only between groups: where no record within `WINDOW` of the cut is tied to one on its other side. Only
    files with one gzip member a record are cut.
    """
    with opened(path) as descriptor:
        source = Bytes(descriptor)
        if source.size <= size or sniff(descriptor, path) != (Layout.MEMBERS, WARC):
            return [Range(path, 0, None)]
        warcinfo = _warcinfo_ids(islice(read_members(source, WARC, 0, None), 2))[-1:]
        cuts = [0]
        for near in range(size, source.size, size):
            cut = _find_cut(source, near, warcinfo)
            if cut is not None and cut > cuts[-1]:
                cuts.append(cut)
    return [Range(path, start, end) for start, end in zip(cuts, [*cuts[1:], None], strict=True)]


def _records(descriptor: int, layout: Layout, form: Format, span: tuple[int, int | None]) -> Iterator[Record | Fault]:
    start, end = span
    if layout is Layout.MEMBERS:
        return read_members(Bytes(descriptor), form, start, end)
    run = open_plain(descriptor, start) if layout is Layout.PLAIN else open_stream(descriptor)
    if layout is Layout.STREAM:
        run.pass_over(start)
    return read_run(run, form, end)


def _find_cut(source: Bytes, near: int, warcinfo: list[str | None]) -> int | None:
    """The first place after `near` to cut between groups; None where there is none within `_LOOK` records.

    A record that names another warcinfo than the file's second record does is no place to cut: it may lie in a WARC
    file that was captured into this one.
    """
    looked = list(islice(read_members(source, WARC, find_member(source, WARC, near), None), _LOOK))
    records = [replace(item, block=b"") for item in looked if isinstance(item, Record)]
    if len(records) < len(looked):
        return None
    ids = _warcinfo_ids(records)
    for place in range(WINDOW, len(records) - WINDOW):
        before, after = records[place - WINDOW : place], records[place : place + WINDOW]
        if [ids[place]] == warcinfo and not any(tied(one, other) for one in before for other in after):
            return records[place].offset
    return None


def _warcinfo_ids(records: Iterable[Record | Fault]) -> list[str | None]:
    return [record.first("warc-warcinfo-id") for record in records if isinstance(record, Record)]
