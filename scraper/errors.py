"""What can go wrong, sorted by what the caller should do about it.

    ScraperError
    ├── ConfigError      edit a file, then try again        exit code 2
    ├── Unreachable      the network failed: try later
    ├── Forbidden        we may not ask: never try
    ├── ArchiveError     evidence cannot be kept: stop, or wait where it says `passing`
    └── CatalogError     the index cannot be kept: stop

A message names the thing (file, line, key, URL, offset) and what was expected of it. Expected outcomes, such as a page
that is no article or a damaged record in somebody's WARC, are values (`model.Rejection`, `warc.Damage`).
"""

import errno


class ScraperError(Exception):
    """Any error of ours. Its text is a sentence for the user; no traceback is needed to understand it."""


class ConfigError(ScraperError):
    """The configuration, a profile or an argument is wrong; the message names file, line and key."""


class Unreachable(ScraperError):  # noqa: N818  it says what happened; every class here is an error
    """No whole answer came from the server after every attempt.

    `reason` is a short fixed word to count by: `dns`, `connect`, `tls`, `timeout`, `disconnect`, `protocol`, `robots`,
    `redirects`, `proxy`, `browser`, `internal` (a fault of ours). `retry_after` is the number of
    seconds after which it is worth trying again, where known.
    Of `host_down`, `host_busy` and `robots` the host is the cause, and not what was asked of it: all else there waits.
    """

    def __init__(self, message: str, reason: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class Forbidden(ScraperError):  # noqa: N818
    """We may not ask for this URL. `reason` is `robots`, `private-network`, `scheme` or `url`."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


# What somebody may put right while we wait: room, permissions, a disk that is plugged in again, too many open files.
_PASSING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE}
_PASSING |= {errno.ENOMEM, errno.ENFILE, errno.EMFILE, errno.ENOLCK, errno.ETIMEDOUT}


def may_pass(error: OSError) -> bool:
    """Whether what the system complains of may be gone when it is tried again."""
    return error.errno in _PASSING


class _StorageError(ScraperError):
    """`passing`: the reason may pass without us, as that of a full or read-only disk does."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class ArchiveError(_StorageError):
    """A WARC or record file cannot be written or read; nothing more may be fetched."""


class CatalogError(_StorageError):
    """The catalog cannot be written or read."""
