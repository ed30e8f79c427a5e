"""Where an archive keeps things, and how what it keeps is read back: captures by one seek, a day's records anew."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from scraper import records, warc
from scraper.catalog import Catalog, Transaction, captures
from scraper.catalog.editions import Day
from scraper.errors import ArchiveError
from scraper.judging import Rules, judge
from scraper.model import Capture, Exchange, Revisit, Visit

# Bytes: they hold the id and date of the first record and more; a file of ours with a capture in it is longer.
_BEGINNING = 1_024


@dataclass(frozen=True, slots=True)
class Source:
    """Where the captures of a batch lie: their WARC files' folder; `gapless`: all before them is stored already."""

    folder: Path
    gapless: bool = False


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


def mend(shelves: Shelves, rules: Rules) -> list[str]:
    """Write anew every day's record file that is torn, missing or out of date; returns a sentence for each."""
    with shelves.files.turn():
        with shelves.catalog.reading() as transaction:
            lengths = captures.lengths(transaction)
        torn = [day for day, size in sorted(lengths.items()) if shelves.files.size(*day) != size]
        return [
            f"{shelves.files.path(*day)}: written anew from the captures" + (f"; {complaint}" if complaint else "")
            for day in torn
            for complaint in [rewrite(shelves, day, {}, rules)]
        ]


def read_capture(shelves: Shelves, held: captures.Held) -> Capture:
    """A capture read back by one seek, with what the catalog knows of why it was fetched. Raises ArchiveError."""
    path = shelves.folder / held.folder / held.location.file
    if not path.exists():
        with suppress(ArchiveError):  # somebody is still writing it, or just now gives it its final name
            return _read_capture(shelves, path.with_name(path.name + ".open"), held)
    return _read_capture(shelves, path, held)


def original_of(shelves: Shelves, held: captures.Held) -> captures.Held | None:
    """The capture that holds the payload of this one: itself, unless it is a revisit. None where it is not known."""
    if held.revisit is None:
        return held
    if held.refers_to is None:
        return None
    with shelves.catalog.reading() as transaction:
        return captures.original(transaction, *held.refers_to)


def _read_capture(shelves: Shelves, path: Path, held: captures.Held) -> Capture:
    def find(_: Revisit) -> Exchange | None:
        original = original_of(shelves, held)
        return read_capture(shelves, original).exchange if original else None

    capture = warc.read_at(path, held.location, find)
    if capture.exchange.url != held.url or capture.exchange.fetched_at != held.fetched_at:
        raise ArchiveError(f"{path}: another capture than the catalog says lies at byte {held.location.offset}")
    return replace(capture, visit=Visit(held.target) if held.target else None)


def grow(transaction: Transaction, shelves: Shelves, day: Day, lines: list[bytes]) -> bool:
    """Note that a day's file grows; False where it is not what it was, and so has to be written anew.

    A process that died between commit and append leaves such a file; others need not wait for it to be started again.
    """
    before = captures.grow_day(transaction, *day, sum(map(len, lines)))
    return before in (captures.UNKNOWN_LENGTH, shelves.files.size(*day))


def rewrite(shelves: Shelves, day: Day, told: Mapping[str, bytes], rules: Rules) -> str | None:
    """Write a day's file anew. A capture that cannot be read is left out and told, and the next opening tries again."""
    with shelves.catalog.reading() as transaction:
        rows = captures.revisions(transaction, *day)
    lines = {**shelves.files.lines(*day), **told}
    complaint, kept = None, []
    for held, digest in rows:
        line = lines.get(digest)
        if line is None:
            try:
                line = judge(read_capture(shelves, held), rules).line
            except ArchiveError as error:
                complaint = str(error)
        if line is not None:
            kept.append(line)
    size = shelves.files.rewrite(*day, kept)
    with shelves.catalog.writing() as transaction:
        captures.set_day(transaction, *day, captures.UNKNOWN_LENGTH if complaint else size)
    return complaint


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
