"""WARC and ARC files: where they are, and how records lie in one, whoever wrote it and whatever it is called."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.warc.arc import ARC
from scraper.warc.members import MAGIC
from scraper.warc.plain import open_first_member, read_next
from scraper.warc.record import WARC, Format, Record

_SUFFIXES = (".warc", ".warc.gz", ".warc.gz.open", ".arc", ".arc.gz")


class Layout(Enum):
    """How records lie in a file."""

    PLAIN = "plain"
    MEMBERS = "members"  # one gzip member a record
    STREAM = "stream"  # one gzip stream over all; a location counts inflated bytes, so it takes reading all before it


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The WARC and ARC files among these files and below these folders, each once, in the order of their names.

    A file that is named itself is taken whatever it is called. Raises ArchiveError for a path that does not exist.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise ArchiveError(f"{path}: no such file or folder")
        inside = path.rglob("*") if path.is_dir() else (path,)
        for file in inside:
            if file == path or (file.name.endswith(_SUFFIXES) and file.is_file()):
                found.setdefault(file.resolve(), file)
    return sorted(found.values(), key=lambda file: (file.name, file))


def location_name(path: Path) -> str:
    """The name that locations in this file bear: its base name, without the `.open` of a file being written."""
    return path.name.removesuffix(".open")


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A descriptor to read a file by; ArchiveError where that, or reading, fails."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        yield descriptor
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)


def sniff(descriptor: int, path: Path) -> tuple[Layout, Format]:
    """Layout and format by how the file begins; by its name where that is damaged."""
    beginning = os.pread(descriptor, 16_384, 0)
    if not beginning.startswith(MAGIC):
        layout = Layout.MEMBERS if path.name.endswith((".gz", ".gz.open")) and not _known(beginning) else Layout.PLAIN
        return layout, _known(beginning) or _by_name(path)
    run = open_first_member(descriptor)
    run.need(16_384)
    form = _known(run.data) or _by_name(path)
    first = read_next(run, form)
    if isinstance(first, Record):
        run.pass_over(first.length)
    # A second record in the first member: records are not compressed one by one.
    return (Layout.STREAM if run.skip_blank() and form.start.match(run.data) else Layout.MEMBERS), form


def _known(data: bytes | bytearray) -> Format | None:
    return next((form for form in (WARC, ARC) if form.start.match(data)), None)


def _by_name(path: Path) -> Format:
    return ARC if ".arc" in path.name else WARC
