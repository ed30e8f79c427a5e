"""`scraper index`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, assert_never

import typer
from rich.text import Text

from scraper import app
from scraper.app.index import Indexed, Outcome, files_of, find_entries, index_files, index_into
from scraper.app.paths import files_in
from scraper.cli import tables
from scraper.cli.program import DEFAULT_CONFIG, DONE, SOME_FAILED, ConfigOption, cli, err, moment, out, text
from scraper.errors import ConfigError
from scraper.warc import cdxj


@cli.command(
    "index",
    epilog="Examples: scraper index · scraper index others/ --output all.cdxj · scraper index --url https://a.example/",
)
def index_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="WARC or ARC files, or folders of them; default: the archive."),
    ] = None,
    file: ConfigOption = DEFAULT_CONFIG,
    output: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Write one merged index there and nothing beside the files.")
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Print the captures of this address only.")] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="With --url: the nearest to then first: 2026-11-23, 2026-11-23T06:00 (UTC) or with an offset.",
        ),
    ] = None,
) -> None:
    """Index WARC or ARC files: a sorted CDXJ beside each, as pywb, OpenWayback and ReplayWeb.page read it.

    An index that is not older than its file is left as it is. What is damaged is named with its file and offset when
    an index is made, and the rest is indexed; exits with 1 then, or when an index could not be written.
    """
    if at is not None and url is None:
        raise ConfigError("--at: goes with --url only")
    if url is not None and output is not None:
        raise ConfigError("--output: does not go with --url, whose lines are printed")
    nearest = moment("--at", at)
    files = files_in(paths) if paths else files_of(app.load_config(file))
    if url is not None:
        found = find_entries(files, text(url), nearest)
        sys.stdout.buffer.writelines(map(cdxj.to_line, found))
        if not found:
            raise ConfigError(f"{text(url)}: no capture of this address is in the files looked at")
    elif output is not None:
        damaged = 0
        for damage in index_into(files, None if output == "-" else Path(output)):
            damaged += 1
            tables.say(err, tables.damage(damage))
        raise typer.Exit(SOME_FAILED if damaged else DONE)
    else:
        raise typer.Exit(_make_sidecars(files))


def _make_sidecars(files: Sequence[Path]) -> int:
    code = DONE
    for indexed in index_files(files):
        tables.say(out, Text(_line(indexed)))
        for damage in indexed.damages:
            tables.say(err, tables.damage(damage))
        if indexed.damages or indexed.outcome is Outcome.FAILED:
            code = SOME_FAILED
    return code


def _line(indexed: Indexed) -> str:
    match indexed.outcome:
        case Outcome.MADE:
            told = f"{cdxj.sidecar(indexed.path)}  {tables.count(indexed.captures, 'capture')}"
        case Outcome.FRESH:
            told = f"{cdxj.sidecar(indexed.path)}"
        case Outcome.OPEN:
            told = f"{indexed.path}  is still being written, and indexed when it is closed"
        case Outcome.FAILED:
            told = indexed.reason
        case other:
            assert_never(other)
    return f"{indexed.outcome.value:7}{told}"
