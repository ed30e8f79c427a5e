"""WARC and ARC files: where they are, and how records lie in one, whoever wrote it and whatever it is called."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import assert_never

from scraper.errors import ArchiveError
from scraper.warc.arc import ARC
from scraper.warc.frames import DICTIONARY, FRAME, open_frame_stream, open_frames
from scraper.warc.members import MAGIC, Bytes, Fault, read_member, read_members
from scraper.warc.plain import Run, open_first_member, open_plain, open_stream, read_next, read_run
from scraper.warc.record import WARC, Format, Record

_SUFFIXES = (".warc", ".warc.gz", ".warc.gz.open", ".warc.zst", ".arc", ".arc.gz")


class Layout(Enum):
    """How records lie in a file."""

    PLAIN = "plain"
    MEMBERS = "members"  # one gzip member a record
    FRAMES = "frames"  # one zstd frame a record, or several
    STREAM = "stream"  # packed over all; a location counts unpacked bytes, so it takes reading all before it


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


def path_now(path: Path) -> Path:
    """Where a file is now: its writer may have closed it since it was found, and so taken `.open` off its name."""
    return path.with_suffix("") if path.suffix == ".open" and not path.exists() else path


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
    if beginning.startswith((MAGIC, FRAME, DICTIONARY)):
        return _sniff_packed(descriptor, path, Layout.MEMBERS if beginning.startswith(MAGIC) else Layout.FRAMES)
    form = _known(beginning)
    if form is not None:
        return Layout.PLAIN, form
    if path.name.endswith(".zst"):
        return Layout.FRAMES, _by_name(path)
    return Layout.MEMBERS if path.name.endswith((".gz", ".gz.open")) else Layout.PLAIN, _by_name(path)


def _sniff_packed(descriptor: int, path: Path, layout: Layout) -> tuple[Layout, Format]:
    run = open_first_member(descriptor) if layout is Layout.MEMBERS else open_frame_stream(descriptor, 1)
    run.need(16_384)
    form = _known(run.data) or _by_name(path)
    first = read_next(run, form)
    if isinstance(first, Record):
        run.pass_over(first.length)
    # A second record in the first member or frame: records are not packed one by one.
    return (Layout.STREAM if run.skip_blank() and form.start.match(run.data) else layout), form


def read_records(descriptor: int, path: Path, start: int = 0, end: int | None = None) -> Iterator[Record | Fault]:
    """Records that begin from `start` on and before `end`, in any layout, and what could not be read as one."""
    layout, form = sniff(descriptor, path)
    match layout:
        case Layout.MEMBERS | Layout.FRAMES:
            return read_members(_open_packed(descriptor, layout), form, start, end)
        case Layout.PLAIN | Layout.STREAM:
            return read_run(_open_run(descriptor, layout, start), form, end)
        case _:
            assert_never(layout)


def read_record(descriptor: int, path: Path, offset: int) -> Record | Fault:
    """The one record at an offset."""
    layout, form = sniff(descriptor, path)
    match layout:
        case Layout.MEMBERS | Layout.FRAMES:
            return read_member(_open_packed(descriptor, layout), form, offset)
        case Layout.PLAIN | Layout.STREAM:
            return read_next(_open_run(descriptor, layout, offset), form)
        case _:
            assert_never(layout)


def _open_packed(descriptor: int, layout: Layout) -> Bytes:
    return open_frames(descriptor) if layout is Layout.FRAMES else Bytes(descriptor)


def _open_run(descriptor: int, layout: Layout, start: int) -> Run:
    if layout is Layout.PLAIN:
        return open_plain(descriptor, start)
    packed = os.pread(descriptor, len(MAGIC), 0) == MAGIC
    run = open_stream(descriptor) if packed else open_frame_stream(descriptor)
    run.pass_over(start)
    return run


def _known(data: bytes | bytearray) -> Format | None:
    return next((form for form in (WARC, ARC) if form.start.match(data)), None)


def _by_name(path: Path) -> Format:
    return ARC if ".arc" in path.name else WARC
