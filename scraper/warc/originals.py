"""The responses that revisit records refer to, looked for in WARC files only when a revisit asks.

A file with a fresh sidecar index is looked up there. Any other is read through once, and what it holds remembered in 16
bytes a key. Which file is asked first is told by the dates in their names (PREFIX-YYYYMMDDHHMMSS-...).
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from scraper import decode
from scraper.errors import ArchiveError
from scraper.model import Exchange, Location, Revisit
from scraper.warc import cdxj
from scraper.warc.files import find_files, location_name, opened, path_now, read_records
from scraper.warc.reading import read_at
from scraper.warc.record import Record, parse_date, payload_labels, sha1, unbracket
from scraper.warc.revisit import holds

_HOLDERS = frozenset(("response", "resource", "conversion"))
_STAMP = re.compile(r"-(\d{14})(?:\d{3})?-")


class Originals:
    """Finds the exchange that holds the payload of a revisit, in files and below folders; those missing are left out.

    By record id, or by URL and time; else the first of the same URL and digest; else of the same digest. What is found
    has that digest, where it can be checked. Used by one thread at a time.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._shelves: list[_Shelf] | None = None

    def __call__(self, revisit: Revisit) -> Exchange | None:
        if self._shelves is None:
            self._shelves = [_Shelf(path) for path in find_files(path for path in self._paths if path.exists())]
        found = _look(self._shelves, revisit)
        if found is None and (grown := [shelf for shelf in self._shelves if shelf.has_grown()]):
            found = _look(grown, revisit)
        return found


class Table:
    """Offsets by key: sorted, each key and offset in 8 bytes."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(pairs)
        self._keys = array("q", [key for key, _ in ordered])
        self._offsets = array("q", [offset for _, offset in ordered])

    def get(self, *key: str) -> list[int]:
        wanted = hash(key)
        start = bisect_left(self._keys, wanted)
        same = takewhile(lambda place: self._keys[place] == wanted, range(start, len(self._keys)))
        return [self._offsets[place] for place in same]


class _Shelf:
    """One file, and where in it records with a payload lie."""

    def __init__(self, path: Path) -> None:
        self.path = path
        index, stamp = cdxj.sidecar(path), _STAMP.search(path.name)
        self.stamp = int(stamp[1]) if stamp else None
        # One without entries tells nothing: its file may be one stream, which has no index.
        self.index = index if cdxj.is_fresh(path) and index.stat().st_size else None
        self._size = -1
        self._table: Table | None = None

    def exact(self, revisit: Revisit, second: str) -> list[int]:
        """By record id, which indexes do not hold, or by URL and time."""
        if self.index is not None:
            return [entry.offset for entry in _entries(self.index, revisit.url) if entry.timestamp == second]
        return self._all().get("id", revisit.record_id or "") + self._all().get("time", revisit.url, second)

    def of_url(self, url: str, digest: str) -> list[int]:
        if self.index is not None:
            return [entry.offset for entry in _entries(self.index, url) if _to_key(entry.digest or "") == digest]
        return self._all().get("url", url, digest)

    def of_digest(self, digest: str) -> list[int]:
        return self._all().get("digest", digest)

    def has_grown(self) -> bool:
        """Whether the file, which somebody may be writing, is larger than it was; it is then read through again."""
        with suppress(OSError):
            if self.index is None and path_now(self.path).stat().st_size != self._size:
                self._table = None
                return True
        return False

    def read(self, offset: int) -> Exchange | None:
        path = path_now(self.path)
        with suppress(ArchiveError):
            return read_at(path, Location(location_name(path), offset, 0)).exchange
        return None

    def _all(self) -> Table:
        if self._table is None:
            self._table = Table(self._pairs() if self.index is None else _pairs_of(self.index))
        return self._table

    def _pairs(self) -> Iterator[tuple[int, int]]:
        with suppress(ArchiveError), opened(path_now(self.path)) as descriptor:
            self._size = path_now(self.path).stat().st_size
            for record in read_records(descriptor, self.path):
                if isinstance(record, Record) and (record.first("warc-type") or "").lower() in _HOLDERS:
                    yield from ((hash(key), record.offset) for key in _keys(record))


def _entries(index: Path, url: str) -> Iterator[cdxj.Entry]:
    written = url.replace(" ", "%20")  # as in indexes
    with suppress(ArchiveError):
        for entry in cdxj.lookup(index, url):
            if entry.url == written and entry.mime != "warc/revisit":
                yield entry


def _pairs_of(index: Path) -> Iterator[tuple[int, int]]:
    with suppress(OSError), index.open("rb") as lines:
        for line in lines:
            entry = cdxj.parse_line(line)
            if entry is not None and entry.digest and entry.mime != "warc/revisit":
                yield hash(("digest", _to_key(entry.digest))), entry.offset


def _look(shelves: list[_Shelf], revisit: Revisit) -> Exchange | None:
    """Of several of the same URL and second, which is all that indexes know, that of the very instant goes first."""
    seen: set[tuple[Path, int]] = set()
    second_best = None
    for shelf, offset, exact in _places(shelves, revisit):
        if second_best is not None and not exact:
            break
        if (shelf.path, offset) not in seen:
            seen.add((shelf.path, offset))
            exchange = shelf.read(offset)
            if exchange is not None and holds(exchange, revisit.digest):
                if not exact or _is_of(exchange, revisit.fetched_at):
                    return exchange
                second_best = second_best or exchange
    return second_best


def _is_of(exchange: Exchange, moment: datetime | None) -> bool:
    """Whether it is of an instant, which many writers tell to the second."""
    return moment is None or moment.microsecond == 0 or exchange.fetched_at == moment


def _places(shelves: list[_Shelf], revisit: Revisit) -> Iterator[tuple[_Shelf, int, bool]]:
    """Where the original may lie, the likeliest first; whether that is by its id or time."""
    second = _to_second(revisit.fetched_at) if revisit.fetched_at else ""
    for shelf in sorted(shelves, key=lambda shelf: (shelf.index is None, _distance(shelf, second))):
        yield from ((shelf, offset, True) for offset in shelf.exact(revisit, second))
    digest = _to_key(revisit.digest)
    if digest:
        for shelf in shelves:
            yield from ((shelf, offset, False) for offset in shelf.of_url(revisit.url, digest))
        for shelf in shelves:
            yield from ((shelf, offset, False) for offset in shelf.of_digest(digest))


def _distance(shelf: _Shelf, second: str) -> int:
    """How far from a time a file was begun; 0 where its name does not tell."""
    return abs(shelf.stamp - int(second)) if shelf.stamp is not None and second else 0


def _keys(record: Record) -> Iterator[tuple[str, ...]]:
    """What a record is found by."""
    moment = parse_date(record.first("warc-date") or "")
    url = unbracket(record.first("warc-target-uri") or "")
    if moment is None or not url:
        return
    yield "time", url, _to_second(moment)
    if record.record_id:
        yield "id", record.record_id
    for digest in _digests(record, url, moment):
        yield "url", url, digest
        yield "digest", digest


def _digests(record: Record, url: str, moment: datetime) -> set[str]:
    """What the record states, else both readings of its payload."""
    label = record.first("warc-payload-digest")
    if label is not None:
        return {_to_key(label)}
    if (record.first("warc-type") or "").lower() != "response":
        return {_to_key(sha1(record.block))}
    return set(map(_to_key, payload_labels(decode.exchange(url, moment, b"", record.block))))


def _to_key(label: str) -> str:
    return label.strip().casefold().removeprefix("sha1:")


def _to_second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
