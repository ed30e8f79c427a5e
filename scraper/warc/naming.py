"""Names and locks of WARC files: PREFIX-YYYYMMDDHHMMSSmmm-SERIAL-HOST.warc.gz, with `.open` behind it while written.

Names sort in the order the files were begun, over rotations, processes and restarts, even when the clock was set back:
a new file's stamp is never before the newest one's in the folder.
"""

import errno
import fcntl
import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

_ATTEMPTS = 1000
_NAME = re.compile(r"-(\d{17})-(\d{5})-[A-Za-z0-9.-]*\.warc\.gz(\.open)?")


class Lost(Exception):  # noqa: N818  (never leaves this package)
    """No free name was found."""


def create(folder: Path, prefix: str, now: datetime) -> tuple[int, Path]:
    """Make and lock a file with a name that no other has: its descriptor and its path, which ends in `.open`.

    Raises OSError, or Lost when other processes take every name tried.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp, serial = _after(folder, prefix, now.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")[:17])
    host = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname().partition(".")[0]) or "localhost"
    for number in range(serial, serial + _ATTEMPTS):
        path = folder / f"{prefix}-{stamp}-{number:05d}-{host}.warc.gz.open"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        # Until it is locked, a recovery elsewhere may take the new file for a dead writer's and remove it.
        if lock(descriptor) and os.fstat(descriptor).st_nlink and not path.with_suffix("").exists():
            return descriptor, path
        os.close(descriptor)
        if path.with_suffix("").exists():
            path.unlink(missing_ok=True)
    raise Lost(f"{_ATTEMPTS} names after {stamp} are taken")


def _after(folder: Path, prefix: str, stamp: str) -> tuple[str, int]:
    """The stamp and serial to begin with: now and 0, or just after the newest file if that is not in the past."""
    newest, serial = "", -1
    for path in folder.iterdir():
        if path.name.startswith(prefix) and (match := _NAME.fullmatch(path.name, len(prefix))):
            newest, serial = max((newest, serial), (match[1], int(match[2])))
    return (newest, serial + 1) if newest >= stamp else (stamp, 0)


def is_closed(name: str) -> bool:
    """Whether a file of this name is one of ours that is closed."""
    return re.fullmatch(rf"[A-Za-z0-9._]+{_NAME.pattern}", name) is not None and not name.endswith(".open")


def lock(descriptor: int) -> bool:
    """Take the writer's lock, which ends with its process; False where another holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def unlock(descriptor: int) -> None:
    """Give up the writer's lock, so that anybody may finish the file."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def publish(path: Path) -> Path:
    """Take `.open` off the name of a file that is on disk; nothing where that was done already. Raises OSError.

    A file that has the name already is never written over.
    """
    final = path.with_suffix("")
    if path.exists():
        if final.exists():
            raise FileExistsError(errno.EEXIST, f"{final.name} is there already")
        path.rename(final)
    sync_folder(path.parent)
    return final


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
