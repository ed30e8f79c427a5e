"""Arguments in, exit code out; no logic. 0: done, 1: some work failed, 2: the configuration or an argument is wrong."""

import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.logging import RichHandler
from rich.text import Text

from scraper.cli import commands, tables

# Behind the others, so that --help lists them there.
# isort: split
from scraper.cli import alerts, backfill, browse, changes, export, index, profile, verify
from scraper.cli.program import DONE, SOME_FAILED, WRONG, cli, err
from scraper.errors import ConfigError, ScraperError

__all__ = ["alerts", "backfill", "browse", "changes", "cli", "commands", "export", "index", "main", "profile", "verify"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; errors of ours become one sentence on standard error."""
    _open_streams()
    _log_to_standard_error()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal need not know the letters of every headline
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except ConfigError as error:
        return _complain(error, WRONG)
    except BrokenPipeError:  # whoever read our output has gone; nothing is left to tell them
        code = SOME_FAILED
    except ScraperError as error:
        code = _complain(error, SOME_FAILED)
    except OSError as error:  # a disk that is full under our output, say
        code = _complain(f"{error.filename or 'standard output'}: {error.strerror or error}", SOME_FAILED)
    try:
        sys.stdout.flush()
    except OSError:
        # What could not be written would be tried again, and complained of, by the interpreter as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        cli(arguments)
    except SystemExit as ending:  # typer's way to hand over an exit code
        return ending.code if isinstance(ending.code, int) else DONE
    return DONE


def _open_streams() -> None:
    """Give us the standard streams that our caller closed, so that no file we open is taken for one of them."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")  # Python's is None then
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def _log_to_standard_error() -> None:
    """What there is to say meanwhile: folded on a terminal, a line each in a journal or a file."""
    if err.is_terminal:
        handler = RichHandler(console=err, show_path=False, show_level=False, rich_tracebacks=False)
        logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])
    else:
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S")


def _complain(error: Exception | str, code: int) -> int:
    for sentence in str(error).splitlines():
        tables.say(err, Text(f"error: {tables.plain(sentence)}", style="red"))
    return code
