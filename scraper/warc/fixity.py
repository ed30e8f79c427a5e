"""The fixity manifest: the sha256 of each closed WARC file of a folder, in lines as BagIt has them (RFC 8493, 2.1.3).

A line is noted when its file is closed, and is never changed afterwards: it says what the file was then. Any number of
processes may note lines side by side.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.warc.naming import sync_folder

MANIFEST = "manifest-sha256.txt"
_LINE = re.compile(rb"([0-9A-Fa-f]{64})[ \t]+\*?(\S.*)")  # as RFC 8493 lets others write it
_OURS = re.compile(rb"[0-9a-f]{64}  [^\s*].*")
# What a crash may leave of a line: its beginning, or bytes that were set aside for it and never written.
_BEGUN = re.compile(rb"[0-9a-f]{0,64}|[0-9a-f]{64} |[0-9a-f]{64}  .*|\x00+")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a line of a manifest; lines count from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says: for each file name the sha256, in lower-case hex, of the first line that names it."""

    entries: dict[str, str]
    complaints: tuple[Complaint, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; an empty one where there is none. Raises ArchiveError where it cannot be read."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            with suppress(OSError):  # some file systems know no locks, and still can be read
                fcntl.flock(stream, fcntl.LOCK_SH)
            data = stream.read()
    except FileNotFoundError:
        return Manifest({})
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    return _parse(data)


def _parse(data: bytes) -> Manifest:
    entries: dict[str, str] = {}
    complaints: list[Complaint] = []
    lines = data.split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        match = _LINE.fullmatch(line.removesuffix(b"\r"))
        if match is None:
            complaints.append(Complaint(number, "is not a sha256 in hex, two blanks and a file name"))
            continue
        name, sha256 = match[2].decode("utf-8", "surrogateescape"), match[1].decode("ascii").lower()
        if entries.setdefault(name, sha256) != sha256:
            complaints.append(Complaint(number, f"gives another sha256 for {name} than a line before it"))
    if lines[-1]:
        complaints.append(Complaint(len(lines), "is torn: no line end follows it"))
    return Manifest(entries, tuple(complaints))


def note(path: Path, sha256: str) -> bool:
    """Add a file's line to the manifest of its folder, to disk; False where it has one. Raises OSError.

    All of the line is written, or none of it.
    """
    with _locked(path.parent) as descriptor:
        data = _mend(descriptor)
        if path.name in _parse(data).entries:
            return False
        try:
            _write_all(descriptor, f"{sha256}  {path.name}\n".encode("utf-8", "surrogateescape"), len(data))
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, len(data))
            raise
    return True


def mend_manifest(folder: Path) -> str | None:
    """Cut off a last line that a crash tore and say so; None where there is nothing to mend. Raises OSError.

    A line that lacks its line end alone is given it.
    """
    if not (folder / MANIFEST).exists():
        return None
    with _locked(folder) as descriptor:
        before = os.fstat(descriptor).st_size
        after = len(_mend(descriptor))
        if after == before:
            return None
        os.fsync(descriptor)
    return f"{folder / MANIFEST}: its last line was torn; {before} bytes became {after}"


def sha256_of(path: Path) -> str:
    """The sha256 of a file in lower-case hex, by reading all of it. Raises ArchiveError."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    """The manifest to write to, made where there is none, and nobody else writing to it."""
    path = folder / MANIFEST
    fresh = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
        if fresh:
            sync_folder(folder)
    finally:
        os.close(descriptor)


def _mend(descriptor: int) -> bytes:
    """What the manifest holds, its last line made whole or cut off if it was torn.

    What does not look as if we had begun to write it is somebody's: it is left, and ended by a line end.
    """
    data = _read_all(descriptor)
    tail = data[data.rfind(b"\n") + 1 :]
    if not tail:
        return data
    whole = _OURS.fullmatch(tail) and tail.endswith(b".warc.gz")
    if _BEGUN.fullmatch(tail) and not whole:
        os.ftruncate(descriptor, len(data) - len(tail))
        return data[: len(data) - len(tail)]
    _write_all(descriptor, b"\n", len(data))
    return data + b"\n"


def _read_all(descriptor: int) -> bytes:
    parts = []
    offset = 0
    while part := os.pread(descriptor, 1 << 20, offset):
        parts.append(part)
        offset += len(part)
    return b"".join(parts)


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, offset)
        data, offset = data[written:], offset + written
