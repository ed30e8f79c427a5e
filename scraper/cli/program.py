"""The program's name, consoles and options that every command shares; commands register themselves on `cli`."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scraper import config
from scraper.errors import ConfigError
from scraper.records import EXTRACTOR_VERSION

DONE, SOME_FAILED, WRONG = 0, 1, 2

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # which folds a paragraph to the width of the terminal
    help="""Watch news sections, keep every page as it came in WARC files, and make one JSON record of each article.

    The WARC files are the evidence; the catalog and the records are made from them and can be made again.
    Start with **scraper demo**, then edit config.yaml and try **scraper crawl**.""",
)
out = Console()
err = Console(stderr=True)

ConfigOption = Annotated[Path, typer.Option("--config", "-c", metavar="FILE", help="The configuration file.")]
DEFAULT_CONFIG = Path("config.yaml")
SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Captures from then on only: 2026-11-23, 2026-11-23T06:00 (UTC) or with an offset."
    ),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"{config.PRODUCT} {EXTRACTOR_VERSION}", highlight=False)
        raise typer.Exit


@cli.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None: ...


_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\S+)?")


def moment(option: str, words: str | None) -> datetime | None:
    """The point in time that an option names, in UTC; ConfigError where it names none. Fourteen digits will do too."""
    if words is None:
        return None
    try:
        if re.fullmatch(r"\d{14}", words):
            at = datetime.strptime(words, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        elif _DATE.fullmatch(words):
            at = datetime.fromisoformat(words)
        else:
            raise ValueError
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        expected = "a time such as 2026-11-23, 2026-11-23T06:00 or 2026-11-23T06:00:00+07:00"
        raise ConfigError(f"{option}: expected {expected}, got {words!r}") from None


def text(argument: str) -> str:
    """An address as UTF-8, which the locale may not have taken it for."""
    return os.fsencode(argument).decode("utf-8", "replace")
