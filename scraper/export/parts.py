"""The WARC files of a package, and those of an archive as such: whole, byte for byte."""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.export.package import Target
from scraper.model import RevisitProfile
from scraper.warc import cdxj, find_files
from scraper.warc.files import location_name, opened, read_records
from scraper.warc.fixity import read_manifest
from scraper.warc.members import MAGIC
from scraper.warc.record import MAX_HEAD, Record, find_block, parse_fields

Complain = Callable[[str], None]  # is told a sentence for the user

_FIT = (".warc", ".warc.gz")  # what viewers read
_PIECE = 1 << 20
# The last record of a group as it is written; warcinfo is a group by itself.
_ENDS_GROUP = frozenset({"response", "revisit", "conversion", "warcinfo"})


@dataclass(frozen=True, slots=True)
class Part:
    """A WARC file of the package: the first `size` bytes of the file at `path`."""

    name: str  # in the package, where no other has it
    path: Path
    size: int
    sha256: str | None = None  # what the fixity manifest says of these bytes, where it does


class Names:
    """Names for the files of a package: each its own, also where letter case counts for nothing."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str, suffix: str = "") -> str:
        """`name` if nobody has it, `suffix` put before its `.warc`; else with a number."""
        stem, dot, end = name.partition(".warc")
        number, free = 1, f"{stem}{suffix}{dot}{end}"
        while free.lower() in self._taken:
            number, free = number + 1, f"{stem}{suffix}-{number + 1}{dot}{end}"
        self._taken.add(free.lower())
        return free


def there(path: Path) -> Path:
    """Where a WARC file is now: its writer takes `.open` off its name when it closes it."""
    closed = path.with_name(location_name(path))
    return closed if closed.exists() else closed.with_name(closed.name + ".open")


def whole_files(folder: Path, complain: Complain) -> Iterator[Part]:
    """Every WARC file in a folder and below it: closed ones whole, one being written up to its last whole group.

    Such a one bears the name it will have, and is how that file begins. What viewers cannot read is left out and told.
    Raises ArchiveError.
    """
    names, said = Names(), dict[Path, dict[str, str]]()
    for found in find_files([folder]) if folder.exists() else ():
        path = there(found)
        if not location_name(path).endswith(_FIT):
            complain(f"{path}: left out: viewers of WACZ read .warc and .warc.gz only")
            continue
        if path.parent not in said:
            said[path.parent] = read_manifest(path.parent).entries
        size = whole_end(path) if path.suffix == ".open" else path.stat().st_size
        if size:
            yield Part(names.take(location_name(path)), path, size, said[path.parent].get(path.name))


def index(part: Part, scratch: Path, complain: Complain) -> Path:
    """The sorted CDXJ of a part, made in the folder `scratch` of its sidecar, if that is fresh. Raises ArchiveError.

    Its digests are labelled, since ReplayWeb.page takes bare ones for SHA-256. A 304 is not listed: ReplayWeb.page
    gives the payload it refers to with the headers of the 304, which do not say how that is coded. Who asks for that
    time is shown the nearest capture that holds the page. Nor is a conversion, which it cannot read: it shows the page
    that was converted, whose scripts do again what they did.
    """
    fresh = part.path.suffix != ".open" and cdxj.is_fresh(part.path)
    made = None if fresh else cdxj.write_index(scratch / f"{part.name}.all", there(part.path))
    for fault in made.faults if made else ():
        if fault.offset < part.size:
            complain(f"{part.path}: damaged at byte {fault.offset}: {fault.reason}")
    fitted = scratch / f"{part.name}.cdxj"
    with (
        opened(there(part.path)) as descriptor,
        (made.path if made else cdxj.sidecar(part.path)).open("rb") as lines,
        fitted.open("wb") as stream,
    ):
        for entry in filter(None, map(cdxj.parse_line, lines)):
            if entry.offset + entry.length > part.size or _is_unfit(descriptor, entry):
                continue
            digest = entry.digest if not entry.digest or ":" in entry.digest else f"sha1:{entry.digest}"
            stream.write(cdxj.to_line(replace(entry, filename=part.name, digest=digest)))
    if made:
        made.path.unlink()
    return fitted


def _is_unfit(descriptor: int, entry: cdxj.Entry) -> bool:
    """Whether an entry is a conversion, or a revisit because the server answered 304."""
    if entry.status is not None:  # a response
        return False
    data = os.pread(descriptor, min(entry.length, MAX_HEAD), entry.offset)
    if data.startswith(MAGIC):
        data = zlib.decompressobj(31).decompress(data, MAX_HEAD)
    block = find_block(data)
    fields = parse_fields(data[:block])
    if entry.mime != "warc/revisit":
        return fields.get("warc-type") == ["conversion"]
    profile = fields.get("warc-profile", [""])[0]
    return RevisitProfile.NOT_MODIFIED in profile or re.match(rb"HTTP/\S+ 304\b", data[block:]) is not None


def copy(part: Part, sink: Target) -> None:
    """Write the bytes of a part. Raises ArchiveError where the file cannot be read or is shorter than it was."""
    with opened(there(part.path)) as descriptor:
        offset = 0
        while offset < part.size:
            piece = os.pread(descriptor, min(_PIECE, part.size - offset), offset)
            if not piece:
                raise ArchiveError(f"{part.path}: ends at byte {offset}; {part.size} bytes were there a moment ago")
            sink.write(piece)
            offset += len(piece)


def whole_end(path: Path) -> int:
    """Where the last whole group of a file ends that somebody may be writing. Raises ArchiveError."""
    end = 0
    with opened(path) as descriptor:
        for found in read_records(descriptor, path, 0, os.fstat(descriptor).st_size):
            if isinstance(found, Record) and (found.first("warc-type") or "").lower() in _ENDS_GROUP:
                end = found.offset + found.length
    return end
