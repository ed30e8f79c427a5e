"""What a verification finds and what it counts."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the file, the byte or line in it where that is known, and what is wrong there.

    What follows from it alone is not told again: a damaged record silences the index lines, catalog rows, revisits and
    records that rest on it.
    """

    file: str
    offset: int | None  # bytes; None where the whole file is meant, or `line` says where
    what: str
    line: int | None = None  # counted from 1, in files of lines


Spans = tuple[tuple[int, int], ...]  # from an offset up to another, in order


def covers(spans: Spans, offset: int) -> bool:
    """Whether an offset lies in one of the spans."""
    place = bisect_right(spans, offset, key=lambda span: span[0])
    return place > 0 and offset < spans[place - 1][1]


@dataclass(slots=True)
class Totals:
    """What was looked at, counted, and what is worth knowing though nothing is wrong."""

    files: int = 0
    bytes: int = 0  # of WARC and ARC files, as they lie on disk
    records: int = 0
    captures: int = 0
    revisits: int = 0
    blocks: int = 0  # block digests that agree
    payloads: int = 0  # payload digests that agree with the standard's reading: transfer-coding removed
    archived: int = 0  # payload digests that agree with the other reading only: the body as archived
    sealed: int = 0  # files whose sha256 is the manifest's
    indexed: int = 0  # lines of sidecar indexes that agree
    rows: int = 0  # captures that the catalog tells of as they are
    lines: int = 0  # lines of record files that are what their captures give
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Totals") -> None:
        """Count what was counted elsewhere too."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes.update(other.notes)


_COUNTS = (
    "files",
    "bytes",
    "records",
    "captures",
    "revisits",
    "blocks",
    "payloads",
    "archived",
    "sealed",
    "indexed",
    "rows",
    "lines",
)
