"""The file that is being written: bytes that are whole groups of records, or nothing, whatever the disk does."""

import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scraper.errors import ArchiveError, may_pass

_PIECE = 1 << 20


@dataclass(slots=True)
class OpenFile:
    """A file named `X.warc.gz.open`, locked. `size` and `sha256` count whole groups; bytes behind are a torn write."""

    descriptor: int
    path: Path
    opened_at: datetime
    warcinfo: str
    size: int = 0
    torn: bool = False  # bytes may lie behind `size`
    leaving: bool = False  # to be closed, which has failed so far; its lock is given up
    _sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _forced: tuple[int, "hashlib._Hash"] = field(default_factory=lambda: (0, hashlib.sha256()))
    _doubtful: bool = False  # a force has failed: what the kernel dropped it takes for written

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(".open")

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def append(self, data: bytes, min_free: int) -> None:
        """All of the data behind the last whole group, or none of it. Raises OSError, or ArchiveError for lack of room.

        Room is looked for first: what is left on the disk afterwards must be `min_free` bytes at least.
        """
        room = os.fstatvfs(self.descriptor)  # 1 microsecond
        free = room.f_bavail * room.f_frsize
        if room.f_blocks and free < min_free + len(data):
            wanted = f"warc.min_free is {min_free:,}" if min_free else f"{len(data):,} are to be written"
            raise ArchiveError(f"{self.path.parent}: {free:,} bytes are free, and {wanted}", passing=True)
        self._cut()
        self.torn = True
        try:
            write(self.descriptor, data, self.size)
        except OSError:
            try:
                self._cut()
            except OSError:
                pass  # tried again before the next write
            raise
        self.torn = False
        self.size += len(data)
        self._sha256.update(data)

    def force(self) -> None:
        """Force what was appended to disk. Raises OSError; ArchiveError where bytes were lost on the way.

        Nobody would find again what is written to a file that somebody removed.
        """
        if not os.fstat(self.descriptor).st_nlink:
            raise ArchiveError(f"{self.path}: was removed while it was being written")
        if self._doubtful:
            self._write_again()
        self._doubtful = True
        os.fsync(self.descriptor)
        self._doubtful = False
        self._forced = self.size, self._sha256.copy()

    def force_last(self) -> None:
        """Cut off a torn write and force all to disk; nothing is appended afterwards."""
        self._cut()
        self.force()

    def _cut(self) -> None:
        if self.torn:
            os.ftruncate(self.descriptor, self.size)
            self.torn = False

    def _write_again(self) -> None:
        """Write anew what was appended since it was last forced: after a failure another fsync does not try again."""
        position, sha256 = self._forced[0], self._forced[1].copy()
        begun = position
        while piece := os.pread(self.descriptor, min(_PIECE, self.size - position), position):
            write(self.descriptor, piece, position)
            sha256.update(piece)
            position += len(piece)
        if sha256.digest() != self._sha256.digest():
            raise ArchiveError(f"{self.path}: the disk lost what was written from byte {begun:,} on")


def write(descriptor: int, data: bytes, offset: int) -> None:
    """Write all of the data. Raises OSError, and some of it may be written then."""
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def failed(path: Path, error: Exception) -> ArchiveError:
    """An error of the system as one of ours, which says whether it may pass."""
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return ArchiveError(f"{path}: the archive cannot be written: {reason}", passing=may_pass(error))
    return ArchiveError(f"{path}: the archive cannot be written: {error}")
