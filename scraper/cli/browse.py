"""`scraper browse`."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from scraper import app
from scraper.app.browse import View, browse, view_of
from scraper.app.paths import files_in
from scraper.cli import tables
from scraper.cli.program import DEFAULT_CONFIG, ConfigOption, cli, err, out


@cli.command("browse", epilog="Examples: scraper browse --open · scraper browse --port 8080 others.warc.gz")
def browse_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="WARC or ARC files, or folders of them; default: the archive."),
    ] = None,
    file: ConfigOption = DEFAULT_CONFIG,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, metavar="N", help="The port on 127.0.0.1; 0: one that is free.")
    ] = 0,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open it in this machine's browser.")] = False,
) -> None:
    """Show the archive in a browser, every capture as it was and at its time, until Ctrl-C or SIGTERM.

    pywb does the showing (the extra browse), on this machine alone and without the network.
    What is archived after the start is seen after the next one.
    """
    view = View(files_in(paths), port, {}) if paths else view_of(app.load_config(file), port)

    def ready(url: str) -> None:
        tables.say(out, Text(f"{url}  (Ctrl-C stops it)"))
        if open_:
            webbrowser.open(url)

    browse(view, ready, lambda sentence: tables.say(err, Text(sentence)))
