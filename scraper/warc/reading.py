"""WARC and ARC files as captures: found, cut into ranges that can be read side by side, read whole or by one seek."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.model import Capture, Location
from scraper.warc.capture import WINDOW, Damage, Joiner, tied
from scraper.warc.files import Layout, location_name, opened, read_record, read_records, sniff
from scraper.warc.members import Bytes, Fault, find_member, read_members
from scraper.warc.record import WARC, Record
from scraper.warc.revisit import Find

_LOOK = 8 * WINDOW  # records looked at to find where a file may be cut


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a file that hold whole groups of records: those that begin from `start` on and before `end`."""

    path: Path
    start: int
    end: int | None  # None: to the end of the file


def read(path: Path, start: int = 0, end: int | None = None, find: Find | None = None) -> Iterator[Capture | Damage]:
    """Every capture in a file, in file order, and what could not be read of it.

    Ours or anybody's: WARC 0.17 to 1.1 and ARC 1 and 2, plain, packed record by record (gzip or zstd) or all in one.
    `find` gives the exchange that holds the payload of a revisit, as `Originals` do; a revisit for which there is none
    is a damage. Raises ArchiveError where the file cannot be opened.
    """
    with opened(path) as descriptor:
        if os.fstat(descriptor).st_size == 0:
            yield Damage(str(path), 0, "the file is empty")
            return
        yield from Joiner(str(path), location_name(path), find).join(read_records(descriptor, path, start, end))


def read_at(path: Path, location: Location, find: Find | None = None) -> Capture:
    """The capture at a location, by one seek. Raises ArchiveError where none is there.

    It is read from its response record alone: its request is empty and it has no visit, which lie in other records.
    """
    with opened(path) as descriptor:
        found = read_record(descriptor, path, location.offset)
        results = list(Joiner(str(path), location_name(path), find).join([found]))
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
