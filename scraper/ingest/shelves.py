"""Where an archive keeps things, and how its captures are read back, by one seek."""

import hashlib
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from scraper import records, warc
from scraper.catalog import Catalog, Transaction, captures
from scraper.errors import ArchiveError
from scraper.model import Capture, Exchange, Revisit, Visit

# Bytes: they hold the id and date of the first record and more; a file of ours with a capture in it is longer.
_BEGINNING = 1_024


@dataclass(frozen=True, slots=True)
class Source:
    """Where the captures of a batch lie: their WARC files' folder; `gapless`: all before them is stored already.

    `news`: they were made just now, or just before a crash, so that hooks are told of them.
    """

    folder: Path
    gapless: bool = False
    news: bool = False


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where an archive keeps things."""

    folder: Path
    catalog: Catalog
    files: records.RecordFiles

    @property
    def warcs(self) -> Path:
        return self.folder / "warc"

    def owns(self, folder: Path) -> bool:
        """Whether WARC files in a folder are what this archive fetched itself."""
        return folder.resolve().is_relative_to(self.warcs.resolve())

    def file(self, path: Path) -> captures.File:
        """A WARC file as the catalog knows it, its folder relative if it lies in the archive. Raises ArchiveError."""
        folder, archive = path.parent.resolve(), self.folder.resolve()
        place = folder.relative_to(archive).as_posix() if folder.is_relative_to(archive) else str(folder)
        return captures.File(path.name.removesuffix(".open"), _mark(path), place)


def read_capture(shelves: Shelves, held: captures.Held, transaction: Transaction | None = None) -> Capture:
    """A capture read back by one seek, with what the catalog knows of why it was fetched. Raises ArchiveError.

    `transaction`: one whose rows nobody else sees yet, where the caller is in the midst of it.
    """
    path = shelves.folder / held.folder / held.location.file
    if not path.exists():
        with suppress(ArchiveError):  # somebody is still writing it, or just now gives it its final name
            return _read_capture(shelves, path.with_name(path.name + ".open"), held, transaction)
    return _read_capture(shelves, path, held, transaction)


def original_of(shelves: Shelves, held: captures.Held, transaction: Transaction | None = None) -> captures.Held | None:
    """The capture that holds the payload of this one: itself, unless it is a revisit. None where it is not known."""
    if held.revisit is None:
        return held
    if held.refers_to is None:
        return None
    with nullcontext(transaction) if transaction is not None else shelves.catalog.reading() as current:
        return captures.original(current, *held.refers_to)


def _read_capture(shelves: Shelves, path: Path, held: captures.Held, transaction: Transaction | None = None) -> Capture:
    def find(_: Revisit) -> Exchange | None:
        original = original_of(shelves, held, transaction)
        return read_capture(shelves, original, transaction).exchange if original else None

    capture = warc.read_at(path, held.location, find)
    if capture.exchange.url != held.url or capture.exchange.fetched_at != held.fetched_at:
        raise ArchiveError(f"{path}: another capture than the catalog says lies at byte {held.location.offset}")
    return replace(capture, visit=Visit(held.target) if held.target else None)


def _mark(path: Path) -> str:
    """What tells a WARC file from another of its name: a digest of how it begins, which appending never changes."""
    name = path.name.removesuffix(".open")
    try:
        for each in (path.with_name(name + ".open"), path.with_name(name)):  # in the order in which a file bears them
            with suppress(FileNotFoundError), each.open("rb") as stream:
                return hashlib.sha256(stream.read(_BEGINNING)).hexdigest()[:16]
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    raise ArchiveError(f"{path}: cannot be read: no such file")
