"""What can go wrong, sorted by what the caller should do about it.

    ScraperError
    ├── ConfigError      edit a file, then try again        exit code 2
    ├── Unreachable      the network failed: try later
    ├── Forbidden        we may not ask: never try
    ├── ArchiveError     evidence cannot be kept: stop
    └── CatalogError     the index cannot be kept: stop

A message names the thing (file, line, key, URL, offset) and what was expected of it. Outcomes that are expected, such as a
page that is no article or a damaged record in somebody's WARC, are values (`model.Rejection`, `warc.Damage`) and never raised.
"""


class ScraperError(Exception):
    """Any error of ours. Its text is a sentence for the user; no traceback is needed to understand it."""


class ConfigError(ScraperError):
    """The configuration, a profile or an argument is wrong; the message names file, line and key where there are any."""


class Unreachable(ScraperError):
    """No whole answer came from the server after every attempt.

    `reason` is a short fixed word to count by: `dns`, `connect`, `tls`, `timeout`, `disconnect`, `protocol`, `robots`,
    `redirects`, `proxy`. `retry_after` is the number of seconds the server asked us to wait, where it did.
    """

    def __init__(self, message: str, reason: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class Forbidden(ScraperError):
    """We may not ask for this URL. `reason` is `robots`, `private-network`, `scheme` or `url`."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class ArchiveError(ScraperError):
    """A WARC or record file cannot be written or read; nothing more may be fetched."""


class CatalogError(ScraperError):
    """The catalog cannot be written or read."""
