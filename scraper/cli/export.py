"""`scraper export`: the archive, or a part of it, as a file that others open."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from scraper import app
from scraper.app.export import export_wacz, order
from scraper.cli import tables
from scraper.cli.program import (
    DEFAULT_CONFIG,
    DONE,
    SOME_FAILED,
    ConfigOption,
    SinceOption,
    cli,
    err,
    moment,
    out,
    text,
)
from scraper.export import Selection

packages = typer.Typer(no_args_is_help=True, help="Make a file of the archive, or of a part of it, that others open.")
cli.add_typer(packages, name="export")


@packages.callback()
def _export() -> None: ...


@packages.command(
    epilog="Examples: scraper export wacz all.wacz · scraper export wacz --section bisnis/kabar24 --since 2026-11-01 "
    "november.wacz · scraper export wacz --url https://news.example/a/story story.wacz"
)
def wacz(
    path: Annotated[Path, typer.Argument(metavar="FILE.wacz", help="Where to write the package.")],
    file: ConfigOption = DEFAULT_CONFIG,
    section: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Captures of this section only; may be repeated.")
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Every capture of this page or article only; may be repeated."),
    ] = None,
    since: SinceOption = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Captures before then only, written as --since is.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="What viewers call the package.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE.wacz where it is there.")] = False,
) -> None:
    """Make a WACZ 1.1.1 of the archive: one file that ReplayWeb.page opens in any browser, with nothing installed.

    Without a selection the archive's own WARC files go in whole, byte for byte. With one, the captures asked for, of
    files replayed from elsewhere too, are copied into new ones, record by record, and what they are shown with:
    pictures, styles, redirects, and what revisits refer to. Sections, addresses and dates narrow one another. Exits
    with 1 when something could not be read; it is named, and the rest is exported.
    """
    asked = Selection(
        tuple(text(name) for name in section or ()),
        tuple(text(address) for address in url or ()),
        moment("--since", since),
        moment("--until", until),
    )
    done = export_wacz(app.load_config(file), order(path, asked, text(title) if title else None, overwrite=overwrite))
    for complaint in done.complaints:
        tables.say(err, Text(complaint, style="red"))
    counts = ((done.bytes, "byte"), (done.pages, "page"), (done.entries, "capture"), (done.files, "WARC file"))
    tables.say(out, Text(f"{done.path}: {', '.join(tables.count(*each) for each in counts)}"))
    raise typer.Exit(SOME_FAILED if done.complaints else DONE)
