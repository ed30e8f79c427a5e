"""One daemon an archive: two would poll every section twice. Crawls and replays beside it are welcome.

One of all of these tells the hooks, and holds a lock for that.

The lock is the system's (flock), and is gone with the process that held it, however that ended. What the file says is
for whoever finds it locked.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from scraper.errors import ArchiveError, ConfigError


def hold(path: Path) -> int | None:
    """A descriptor of the file, locked until it is closed; None where another process has it. Raises ArchiveError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ArchiveError(f"{error.filename or path}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        if isinstance(error, BlockingIOError):
            return None
        raise ArchiveError(f"{path}: {error.strerror}") from error
    return lock


@contextmanager
def only_daemon(archive: Path, since: datetime) -> Iterator[None]:
    """Be this archive's daemon until the block ends. Raises ConfigError where there is one: who, where, since when."""
    path = archive / "run" / "daemon"
    lock = hold(path)
    if lock is None:
        raise ConfigError(f"{archive}: {_holder(path)} is its daemon already; an archive has one")
    try:
        name = {"pid": os.getpid(), "host": socket.gethostname(), "since": since.isoformat(timespec="seconds")}
        with suppress(OSError):  # on a full disk it goes without: it is locked all the same
            os.ftruncate(lock, 0)
            os.pwrite(lock, json.dumps(name).encode(), 0)
        yield
        with suppress(OSError):
            os.ftruncate(lock, 0)
    finally:
        os.close(lock)  # the file stays: whoever waits for its lock must not be left with another


def _holder(path: Path) -> str:
    """Who holds the lock, as far as they have said."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        name = json.loads(path.read_bytes())
        return f"process {int(name['pid'])} on {name['host']}, since {datetime.fromisoformat(name['since'])},"
    return "another process"
