"""Where `scraper run` says what happens: JSON lines, or lines for a person."""

import logging
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from rich.text import Text

from scraper.cli import tables
from scraper.cli.program import err
from scraper.events import Event
from scraper.tally import Tally


class LogFormat(StrEnum):
    """How a daemon's log is written."""

    JSON = "json"
    TEXT = "text"


class Log(Protocol):
    """A daemon's log."""

    def tell(self, event: Event) -> None: ...
    def end(self, tally: Tally) -> None: ...


class TextLog:
    """The lines of `scraper crawl`, with key=value pairs behind them; what modules warn of comes in between."""

    def __init__(self, pairs: Callable[[Event], str]) -> None:
        self._pairs = pairs

    def tell(self, event: Event) -> None:
        """What became of a target."""
        behind = Text(f"  {tables.plain(self._pairs(event))}", style="dim")
        tables.say(err, tables.line(event).append_text(behind))

    def end(self, tally: Tally) -> None:
        """What all came to."""
        tables.summary(err, tally, "Since the start")


def open_log(wanted: LogFormat | None) -> Log:
    """A log on standard error; what nobody decided is decided by whether a person looks at it."""
    from scraper import logs  # here, since no other command needs structlog, which takes 0.1 s to import

    logging.getLogger("scraper").setLevel(logging.INFO)
    text = wanted is LogFormat.TEXT or (wanted is None and err.is_terminal)
    return TextLog(logs.pairs) if text else logs.JsonLog(sys.stderr)
