"""The sorted index beside each closed file, `X.warc.gz.cdxj`, and several of them merged into one."""

import fcntl
import heapq
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from scraper.errors import ArchiveError
from scraper.warc.cdxj.indexing import entries
from scraper.warc.cdxj.line import parse_line, to_line
from scraper.warc.members import Fault
from scraper.warc.naming import sync_folder

_AT_ONCE = 200  # files open at the same time
_HELD = 200_000  # lines sorted in memory at once, some 60 MB
_TAIL = 65_536


@dataclass(frozen=True, slots=True)
class Kept:
    """An index as it was made: how many lines, and what could not be read of the file."""

    path: Path
    lines: int
    faults: tuple[Fault, ...]


def sidecar(warc: Path) -> Path:
    """Where the index of a file lies."""
    return warc.with_name(warc.name + ".cdxj")


def is_fresh(warc: Path) -> bool:
    """Whether the file has a sidecar that is not older than it, and whose last entry lies within it."""
    index = sidecar(warc)
    try:
        made, held = index.stat(), warc.stat()
        if made.st_mtime_ns < held.st_mtime_ns:
            return False
        with index.open("rb") as stream:
            stream.seek(max(made.st_size - _TAIL, 0))
            last = stream.read().rstrip(b"\n").rpartition(b"\n")[2]
    except OSError:
        return False
    if made.st_size == 0:
        return True
    entry = parse_line(last)
    return entry is not None and entry.filename == warc.name and entry.offset + entry.length <= held.st_size


def keep_sidecar(warc: Path) -> Kept:
    """Make the sidecar of a file, or make it anew. It is replaced in one step. Raises ArchiveError."""
    return write_index(sidecar(warc), warc)


def write_index(path: Path, warc: Path) -> Kept:
    """Write the sorted index of one file to `path`, by way of `path.new`. Raises ArchiveError.

    Two processes that write the same index do so one after the other.
    """
    fresh = path.with_name(path.name + ".new")
    faults: list[Fault] = []
    try:
        with os.fdopen(_create(fresh), "wb") as stream:
            try:
                lines = _write_sorted(warc, faults, stream)
                stream.flush()
                os.fsync(stream.fileno())
                fresh.rename(path)
            except BaseException:  # Ctrl-C too
                fresh.unlink(missing_ok=True)
                raise
        sync_folder(path.parent)
    except OSError as error:
        raise ArchiveError(f"{path}: the index cannot be written: {error.strerror}") from error
    return Kept(path, lines, tuple(faults))


def _create(path: Path) -> int:
    """An empty file at `path`, locked until it is closed."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Whoever held the lock before may have given the file its final name, or removed it.
            if _is_at(path, descriptor):
                os.ftruncate(descriptor, 0)
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _write_sorted(warc: Path, faults: list[Fault], stream: BinaryIO) -> int:
    lines: list[bytes] = []
    count = 0
    with ExitStack() as stack:
        runs: list[Path] = []
        folder: Path | None = None
        for found in entries(warc):
            if isinstance(found, Fault):
                faults.append(found)
                continue
            lines.append(to_line(found))
            count += 1
            if len(lines) >= _HELD:
                folder = folder or Path(stack.enter_context(TemporaryDirectory(prefix="cdxj-")))
                runs.append(folder / str(len(runs)))
                runs[-1].write_bytes(b"".join(sorted(lines)))
                lines.clear()
        with ExitStack() as held:
            sources: list[Iterable[bytes]] = [held.enter_context(run.open("rb")) for run in runs]
            stream.writelines(heapq.merge(*sources, sorted(lines)))
    return count


def merge(paths: Sequence[Path], stream: BinaryIO) -> None:
    """Merge sorted indexes into one. No more than `_AT_ONCE` files are open at a time. Raises ArchiveError."""
    try:
        with ExitStack() as stack:
            if len(paths) > _AT_ONCE:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="cdxj-")))
                paths = _merge_some(paths, folder)
            files = [stack.enter_context(path.open("rb")) for path in paths]
            stream.writelines(heapq.merge(*files))
    except BrokenPipeError:  # whoever read it has gone
        raise
    except OSError as error:
        raise ArchiveError(f"{error.filename or 'index'}: cannot be merged: {error.strerror}") from error


def _merge_some(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The same lines in few files, in passes over `_AT_ONCE` of them."""
    left, number = list(paths), 0
    while len(left) > _AT_ONCE:
        now, left = left[:_AT_ONCE], left[_AT_ONCE:]
        target, number = folder / str(number), number + 1
        with target.open("wb") as stream, ExitStack() as stack:
            stream.writelines(heapq.merge(*[stack.enter_context(path.open("rb")) for path in now]))
        left.append(target)
    return left
