"""`scraper profile try|new|diff`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from scraper import app
from scraper.app import workbench
from scraper.app.workbench import ChangesJob
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
from scraper.config import Config
from scraper.errors import ConfigError
from scraper.model import Exchange
from scraper.warc import find_files
from scraper.workbench import Difference, Drawn, Row, Trial
from scraper.workbench.trial import Standing

profile_cli = typer.Typer(
    no_args_is_help=True, help="Write publisher profiles: try one on a page, draft one, see what it changes."
)
cli.add_typer(profile_cli, name="profile")

SHOWN = 160  # characters of a value in a table
LINES = 6  # paragraphs of a body that are shown
_COLOURS = {Standing.NEEDED: "green", Standing.NEEDLESS: "yellow", Standing.EMPTY: "red", Standing.GENERIC: "dim"}

Page = Annotated[str, typer.Argument(metavar="URL|FILE", help="An address, which is fetched, or a saved page.")]
Address = Annotated[str | None, typer.Option("--url", metavar="URL", help="The address of a saved page.")]


@profile_cli.command("try", epilog="Example: scraper profile try https://news.example/a/story --profile mine.yaml")
def try_command(
    page: Page,
    file: ConfigOption = DEFAULT_CONFIG,
    profile: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A profile to try; default: the one that a crawl would take.")
    ] = None,
    url: Address = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="The archive's capture of URL nearest to then, nothing fetched.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show, field by field, what the generic method finds on a page, what the profile finds, and by what.

    A field that the profile names and need not is yellow, one that it names in vain red. What of the profile does
    nothing on this page is told below. The page is archived nowhere.
    """
    settings = _settings(file)
    exchange = _exchange(settings, page, url, at)
    found = workbench.try_profile(settings, exchange, profile)
    if as_json:
        out.print_json(json.dumps(asdict(found), ensure_ascii=False))
    else:
        _show_trial(found)
    raise typer.Exit(SOME_FAILED if found.rejected[1] else DONE)


@profile_cli.command("new", epilog="Example: scraper profile new https://news.example/a/story > publishers/news.yaml")
def new_command(
    page: Page,
    file: ConfigOption = DEFAULT_CONFIG,
    section: Annotated[
        str | None, typer.Option(metavar="URL", help="The page that lists it; default: guessed from the address.")
    ] = None,
    url: Address = None,
) -> None:
    """Draft a profile from an article and the section page that lists it, as YAML with what was found as comments.

    Put it into the folder that `profiles` names in the configuration, and mend it with **scraper profile try**.
    """
    settings = _settings(file)
    if settings is None:
        raise ConfigError(f"{file}: is not there; fetching needs its identity")
    drafted = workbench.draft(settings, _exchange(settings, page, url, None), section)
    sys.stdout.write(drafted.text)


@profile_cli.command("diff", epilog="Example: scraper profile diff --since 2026-11-01 --publisher bisnis")
def diff_command(
    file: ConfigOption = DEFAULT_CONFIG,
    since: SinceOption = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Records of this publisher only.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--profiles", metavar="FOLDER", help="Profiles to try; default: the configuration's.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes; default: one a core.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each record, values whole.")
    ] = False,
) -> None:
    """Replay the archive under today's code and profiles, and list which records change and how.

    Nothing is written: **scraper replay** makes the change. Exits with 0, whatever changes.
    """
    settings = app.load_config(file)
    job = ChangesJob(moment("--since", since), publisher, folder, workers or app.cores())
    counts: Counter[str] = Counter()
    with _reading(settings.archive / "warc") as advance:
        for drawn in workbench.changes(settings, job, advance):
            counts[drawn.change.value] += 1
            counts.update(f"  {one.field}" for one in drawn.differences if drawn.change.value == "changed")
            if as_json:
                print(json.dumps(asdict(drawn), ensure_ascii=False, default=str))  # noqa: T201  bare, for other programs
            else:
                _show_change(drawn)
    _conclude(counts)


def _settings(file: Path) -> Config | None:
    """The configuration, where there is one: a saved page needs none."""
    return app.load_config(file) if file.exists() or file != DEFAULT_CONFIG else None


def _exchange(settings: Config | None, page: str, url: str | None, at: str | None) -> Exchange:
    path = Path(page)
    if "://" not in page and path.exists():
        return workbench.read_page(path, text(url) if url else None)
    if "://" not in page:
        raise ConfigError(f"{page}: no file of that name, and no http(s) URL")
    if settings is None:
        raise ConfigError("config.yaml: is not there; fetching needs its identity")
    if at is None:
        return workbench.fetch_page(settings, text(page))
    with app.reading(settings) as shelves:
        _, _, capture = app.find_capture(shelves, text(page), moment("--at", at))
        return capture.exchange


def _show_trial(found: Trial) -> None:
    for name, reason in zip(("the generic method", f"the profile {found.profile}"), found.rejected, strict=True):
        if reason and (found.profile or name == "the generic method"):
            tables.say(out, Text(f"{name} finds no article: {reason}", style="red"))
    title = f"{found.url}, profile {found.profile}" if found.profile else f"{found.url}, no profile"
    tables.say(out, Text(tables.plain(title)))
    if found.rows:
        out.print(_trial_table(found))
    for mark, texts in (("-", found.lost), ("+", found.gained)):
        for line in texts:
            tables.say(out, Text(f"{mark} {tables.plain(line)}", style="red" if mark == "-" else "green"))
    for complaint in found.complaints:
        tables.say(out, Text(f"note: {tables.plain(complaint)}", style="yellow"))


def _trial_table(found: Trial) -> Table:
    table = Table(show_lines=False)
    names = ("field", "generic", "by", "with the profile", "by") if found.profile else ("field", "value", "by")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in found.rows:
        if row.generic or row.found or row.standing is Standing.EMPTY:
            table.add_row(*_cells(row, whole=found.profile is not None), style=_COLOURS[row.standing])
    return table


def _cells(row: Row, *, whole: bool) -> Iterator[Text]:
    yield Text(row.field)
    yield Text(_value(row.field, row.generic))
    yield Text(tables.plain(row.generic_how or ""))
    if whole:
        same = row.generic == row.found
        yield Text("=" if same else _value(row.field, row.found))
        yield Text(tables.plain(row.found_how or "") if row.found_how != row.generic_how else "=")


def _value(field: str, values: tuple[str, ...]) -> str:
    if field == "paragraphs":
        ends = [*values[:LINES], *([f"… {len(values)} in all"] if len(values) > LINES else [])]
        return "\n".join(_short(one) for one in ends)
    return "\n".join(_short(one) for one in values) or "-"


def _short(words: str) -> str:
    words = tables.plain(words)
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def _show_change(drawn: Drawn) -> None:
    line = Text(f"{drawn.change.value:8} ", style={"changed": "yellow", "gained": "green", "lost": "red"}[drawn.change])
    line.append(f"{tables.plain(drawn.url)}  {drawn.fetched_at:%Y-%m-%d %H:%M} UTC", style="default")
    line.append(f"  {tables.plain(drawn.detail)}" if drawn.detail else "", style="dim")
    tables.say(out, line)
    for one in drawn.differences:
        for field, before, after in _parts(one):
            told = [_short(json.dumps(value, ensure_ascii=False)) for value in (before, after)]
            if (one.added or one.removed) and max(map(len, told)) >= SHOWN:
                told = [f"{len(value)}" for value in (one.before, one.after)]
                told[1] += f" (+{one.added} -{one.removed})"
            tables.say(out, Text(f"           {field}: {' -> '.join(told)}"))


def _parts(one: Difference) -> Iterator[tuple[str, Any, Any]]:
    """What of a field is another; of a picture only what is another of it, since the rest would hide that."""
    if isinstance(one.before, dict) and isinstance(one.after, dict):
        for name, after in one.after.items():
            if one.before.get(name) != after:
                yield f"{one.field}.{name}", one.before.get(name), after
    else:
        yield one.field, one.before, one.after


def _conclude(counts: Counter[str]) -> None:
    changed, gained, lost = counts["changed"], counts["gained"], counts["lost"]
    fields = ", ".join(f"{name.strip()} {count:,}" for name, count in counts.most_common() if name.startswith("  "))
    told = f"{changed:,} records change, {gained:,} are gained, {lost:,} are lost" + (f"; {fields}" if fields else "")
    tables.say(err, Text(told))


@contextmanager
def _reading(folder: Path) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    total = app.file_bytes(find_files([folder])) if folder.exists() else 0
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task("reading", total=total)
        yield lambda size: progress.update(task, advance=size)
