"""The captures of an address, looked for in WARC files only when somebody asks.

A file with a fresh sidecar index is looked up there. Any other is read through once, and what it holds remembered in 16
bytes a capture. So it is in `originals`, which looks for payloads.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.model import Capture, Location
from scraper.warc import cdxj
from scraper.warc.files import find_files, location_name, opened, path_now, read_records
from scraper.warc.originals import Table
from scraper.warc.reading import read_at
from scraper.warc.record import Record, unbracket
from scraper.warc.revisit import Find

_CAPTURES = frozenset(("response", "resource", "conversion", "revisit"))


class Addresses:
    """Gives the captures of a URL in files and below folders, by time and then by where they lie. For one thread."""

    def __init__(self, paths: Iterable[Path], find: Find) -> None:
        self._paths, self._find = tuple(paths), find
        self._files: list[tuple[Path, Table | None]] | None = None  # None: it has an index
        self._last: tuple[str, list[Capture]] = ("", [])

    def captures(self, url: str) -> list[Capture]:
        """Without their visits and requests, which lie in other records."""
        if self._last[0] != url:
            found = [capture for path, offset in self._places(url) for capture in self._read(path, offset)]
            found = [capture for capture in found if capture.exchange.url == url]
            found.sort(key=lambda each: (each.exchange.fetched_at, each.location.file, each.location.offset))
            self._last = url, found
        return self._last[1]

    def _places(self, url: str) -> Iterator[tuple[Path, int]]:
        if self._files is None:
            files = find_files(path for path in self._paths if path.exists())
            self._files = [(path, None if _is_indexed(path) else Table(_pairs(path))) for path in files]
        for path, table in self._files:
            offsets = table.get("of", url) if table is not None else _listed(path, url)
            yield from ((path, offset) for offset in sorted(set(offsets)))

    def _read(self, path: Path, offset: int) -> Iterator[Capture]:
        path = path_now(path)
        with suppress(ArchiveError):
            yield read_at(path, Location(location_name(path), offset, 0), self._find)


def _is_indexed(path: Path) -> bool:
    """An index without entries tells nothing: its file may be one stream, which has none."""
    return cdxj.is_fresh(path) and cdxj.sidecar(path).stat().st_size > 0


def _listed(path: Path, url: str) -> list[int]:
    written = url.replace(" ", "%20")  # as in indexes
    with suppress(ArchiveError):
        return [entry.offset for entry in cdxj.lookup(cdxj.sidecar(path), url) if entry.url == written]
    return []


def _pairs(path: Path) -> Iterator[tuple[int, int]]:
    with suppress(ArchiveError), opened(path_now(path)) as descriptor:
        for record in read_records(descriptor, path):
            if isinstance(record, Record) and (record.first("warc-type") or "").lower() in _CAPTURES:
                yield hash(("of", unbracket(record.first("warc-target-uri") or ""))), record.offset
