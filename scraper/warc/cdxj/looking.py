"""A URL looked up in a sorted CDXJ file, however large, by a binary search with seeks."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from scraper.warc.cdxj.line import Entry, parse_line
from scraper.warc.files import opened
from scraper.warc.surt import surt

_PIECE = 4_096  # bytes read at a step: some 15 lines
_FAR = datetime(1, 1, 1, tzinfo=UTC)


def lookup(index: Path, url: str) -> Iterator[Entry]:
    """The entries of a URL in a sorted index, in the order of their times. Raises ArchiveError.

    Addresses that have the same SURT are the same here: http or https, with and without `www.`.
    """
    prefix = surt(url).encode() + b" "
    with opened(index) as descriptor:
        for line in _lines(descriptor, _find(descriptor, prefix)):
            if not line.startswith(prefix):
                if line > prefix:
                    return
                continue
            entry = parse_line(line)
            if entry is not None:
                yield entry


def hosts(index: Path) -> Iterator[Entry]:
    """The first entry of each host in a sorted index: one search a host, however many captures it has."""
    with opened(index) as descriptor:
        least = b""
        while line := next((line for line in _lines(descriptor, _find(descriptor, least)) if line >= least), b""):
            key = line.partition(b" ")[0]
            host, closed, _ = key.partition(b")")
            entry = parse_line(line)
            if closed and entry is not None:
                yield entry
            least = host + b"*" if closed else key + b"!"  # what sorts next after `)`, and after a space


def nearest(entries: Iterable[Entry], at: datetime) -> Entry | None:
    """The entry whose time is nearest to `at`; the earlier of two that are equally far."""
    return next(iter(by_distance(entries, at)), None)


def by_distance(entries: Iterable[Entry], at: datetime) -> list[Entry]:
    """Entries by how far from `at` they are, the nearest first."""
    moment = at.astimezone(UTC)
    return sorted(entries, key=lambda entry: (abs(_to_moment(entry.timestamp) - moment), entry.timestamp))


def _to_moment(timestamp: str) -> datetime:
    try:
        return datetime.strptime(timestamp[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return _FAR


def _find(descriptor: int, prefix: bytes) -> int:
    """The offset of a line, with none before it that is not smaller than the prefix and few after it that are."""
    low, high = 0, os.fstat(descriptor).st_size
    while high - low > _PIECE:
        middle = (low + high) // 2
        start, line = _line_after(descriptor, middle)
        if start < high and line < prefix:
            low = start
        else:
            high = middle
    return low


def _line_after(descriptor: int, offset: int) -> tuple[int, bytes]:
    """The first line that begins after `offset`, and where; an empty one at the end of the file where none does."""
    data, start = b"", 0
    while piece := os.pread(descriptor, _PIECE, offset + len(data)):
        data += piece
        start = start or data.find(b"\n") + 1
        if start and (end := data.find(b"\n", start)) >= 0:
            return offset + start, data[start:end]
    return (offset + start, data[start:]) if start else (offset + len(data), b"")


def _lines(descriptor: int, offset: int) -> Iterator[bytes]:
    rest = b""
    while piece := os.pread(descriptor, _PIECE, offset):
        offset += len(piece)
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest
