"""An archive, or a selection out of it, in one WACZ file: WARCs, their index, pages, and what describes them."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from scraper.catalog import Transaction, choice, pages
from scraper.catalog.captures import Held
from scraper.catalog.choice import Placed
from scraper.errors import ConfigError
from scraper.export.excerpt import Cut, excerpts
from scraper.export.package import About, Package, unwritable
from scraper.export.pages import HEADER, Pages, to_line
from scraper.export.parts import Part, copy, index, whole_files
from scraper.export.selection import Selection, choose
from scraper.export.zipnum import NAME, write_members
from scraper.ingest import Shelves
from scraper.warc import cdxj
from scraper.warc.naming import sync_folder


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    path: Path  # of the package
    selection: Selection
    software: str  # "news-scraper/0.1.0"
    created: datetime
    title: str | None = None
    overwrite: bool = False


@dataclass(slots=True)
class Exported:
    """What came of it."""

    path: Path
    files: int = 0  # WARC files
    entries: int = 0  # lines of the index: captures
    pages: int = 0
    bytes: int = 0
    complaints: list[str] = field(default_factory=list)  # what could not be read, or was left out


Record = Callable[[Held], bytes | None]  # the line of a capture's record, made anew; raises ArchiveError


def export(shelves: Shelves, order: Order, record: Record) -> Exported:
    """Write the package. Its file has its name only once it is whole and on disk; nobody who writes has to wait for it.

    Raises ConfigError where the file is there already or cannot be made, or nothing is selected; ArchiveError where the
    archive cannot be read or the disk is full. No file is left behind then.
    """
    exported = Exported(order.path)
    with (
        _opened(order) as stream,
        shelves.catalog.reading() as transaction,
        TemporaryDirectory(prefix=f".{order.path.name}-", dir=order.path.parent) as scratch,
        Package(stream, order.path, order.created) as package,
    ):
        work = _Work(shelves, transaction, order, exported, Path(scratch))
        work.add_archive(package)
        work.add_index(package)
        work.add_pages(package, Pages(shelves, record, exported.complaints.append))
        package.finish(work.about())
    exported.bytes = order.path.stat().st_size
    return exported


@dataclass(slots=True)
class _Work:
    """A package in the making."""

    shelves: Shelves
    transaction: Transaction
    order: Order
    exported: Exported
    scratch: Path
    indexes: list[Path] = field(default_factory=list)
    ends: dict[tuple[str, str], int] = field(default_factory=dict)  # of whole files, by folder and name
    newest: dict[str, Any] | None = None  # of the pages

    def add_archive(self, package: Package) -> None:
        for part in self._parts():
            with package.add(f"archive/{part.name}", at_most=part.size) as resource:
                copy(part, resource)
            if part.sha256 is not None and resource.hash != f"sha256:{part.sha256}":
                self._complain(f"{part.path}: is not the file that its fixity manifest says: sha256 {part.sha256}")
            self.indexes.append(index(part, self.scratch, self._complain))
            self.exported.files += 1
        if self.order.selection.is_whole and not self.exported.files:
            raise ConfigError(
                f"{self.shelves.warcs}: holds no WARC file; no package was written. "
                "What was replayed from files elsewhere is exported by --since, --section or --url"
            )

    def add_index(self, package: Package) -> None:
        """The parts' indexes merged. `index.idx` comes behind `index.cdx.gz`: a ZIP takes one file after the other."""
        merged = self.scratch / "merged"
        with merged.open("w+b") as lines:
            cdxj.merge(self.indexes, lines)
            lines.seek(0)
            with package.add(f"indexes/{NAME}", at_most=merged.stat().st_size) as sink:
                summary = list(write_members(self._counted(lines), sink))
        with package.add("indexes/index.idx", packed=True) as sink:
            sink.write(b"".join(summary))

    def add_pages(self, package: Package, made: Pages) -> None:
        folder = self._folder()
        stories = pages.stories(self.transaction, folder)
        sections = pages.section_pages(self.transaction, folder)
        listed = chain(
            made.of_stories(story for story in stories if self._has(story.held)),
            made.of_sections(held for held in sections if self._has(held)),
        )
        with package.add("pages/pages.jsonl", packed=True) as sink:
            sink.write(to_line(HEADER))
            for page in listed:
                sink.write(to_line(page))
                self.exported.pages += 1
                if self.newest is None or page["ts"] >= self.newest["ts"]:
                    self.newest = page

    def about(self) -> About:
        """Where one address was asked for, the newest page is the main one, and gives the title if nobody did."""
        order, main = self.order, self.newest if len(self.order.selection.urls) == 1 else None
        title = order.title or (main["title"] if main else str(order.selection))
        first = (main["url"], datetime.fromisoformat(main["ts"])) if main else None
        return About(title, order.software, order.created, first)

    def _parts(self) -> Iterator[Part]:
        if self.order.selection.is_whole:
            for part in whole_files(self.shelves.warcs, self._complain):
                file = self.shelves.file(part.path)
                self.ends[file.folder, file.name] = part.size
                yield part
            return
        choose(self.shelves, self.transaction, self.order.selection, self._complain)
        yield from excerpts(
            self.shelves.folder, choice.placed(self.transaction), Cut(self.scratch, self.order.path, self._lose)
        )

    def _folder(self) -> str | None:
        """Where the captures lie that are in the package: in the archive's own files; None: in the choice."""
        if not self.order.selection.is_whole:
            return None
        return self.shelves.warcs.relative_to(self.shelves.folder).as_posix()

    def _has(self, held: Held) -> bool:
        """Whether a capture is in the package: its file may have grown, or been begun, since that was copied."""
        at = held.location
        end = self.ends.get((held.folder.as_posix(), at.file), 0)
        return not self.order.selection.is_whole or at.offset + at.length <= end

    def _counted(self, lines: IO[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.exported.entries += 1
            yield line

    def _lose(self, placed: Placed, sentence: str | None) -> None:
        choice.drop(self.transaction, placed.chosen.number)
        if sentence is not None:
            self._complain(sentence)

    def _complain(self, sentence: str) -> None:
        self.exported.complaints.append(sentence)


@contextmanager
def _opened(order: Order) -> Iterator[IO[bytes]]:
    """The package as `FILE.new`, which becomes FILE at the end, on disk; or is removed."""
    path = order.path
    if path.suffix != ".wacz":
        raise ConfigError(f"{path}: expected a name that ends in .wacz: viewers know a package by that")
    if path.is_dir():
        raise ConfigError(f"{path}: is a folder")
    fresh = path.with_name(path.name + ".new")
    if path.exists() and not order.overwrite:
        raise ConfigError(f"{path}: is there already; choose another name, or replace it with --overwrite")
    try:
        stream = os.fdopen(_create(fresh), "wb")
    except BlockingIOError as error:
        raise ConfigError(f"{path}: another export is writing it") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            fresh.replace(path)
        sync_folder(path.parent)
    except BaseException as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(path, error) from error
        raise


def _create(path: Path) -> int:
    """An empty file, locked until it is closed: two exports must not write the same."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
