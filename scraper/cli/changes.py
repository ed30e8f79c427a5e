"""`scraper changes` and `scraper diff`."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.text import Text

from scraper import app
from scraper.app import changes
from scraper.app.changes import Difference
from scraper.catalog import telling
from scraper.catalog.changes import Change, Evidence, Wanted
from scraper.changes import ChangeKind, FieldEdit, LineEdit, Op
from scraper.cli import tables
from scraper.cli.program import DEFAULT_CONFIG, ConfigOption, cli, moment, out, text
from scraper.errors import ConfigError

_COLOURS = {ChangeKind.REMOVED: "red", ChangeKind.RETRACTION: "red", ChangeKind.RESTORED: "green"}
_STYLES = {Op.SAME: "", Op.REMOVED: "red strike", Op.ADDED: "green underline"}
_MARKS = {Op.SAME: ("", ""), Op.REMOVED: ("[-", "-]"), Op.ADDED: ("{+", "+}")}
# What turns the direction of writing would turn that of our own words as well.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_UNSEEN = {number: f"\\u{number:04x}" for number in range(0x7F, 0xA0)}  # control characters that JSON lets pass


@cli.command("changes", epilog="Examples: scraper changes --since 2026-11-01 · scraper changes --kind removed --json")
def changes_command(
    file: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Changes seen from then on: 2026-11-23, 2026-11-23T06:00 (UTC) or with an offset."
        ),
    ] = None,
    section: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of this section only, or of this publisher.")
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help=f"Of this kind: {', '.join(ChangeKind)}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each, captures and all.")] = False,
) -> None:
    """List what became of articles after they were published: edits, corrections, removals, a line each.

    A change is dated by the capture that shows it. An article is removed when three looks in a row, over half an hour
    or more, found it gone (404, 410, a page that says so, a redirect to a section), and restored when one shows it.
    """
    wanted = Wanted(moment("--since", since), section, frozenset(map(_kind, kinds)) if kinds else None)
    settings = app.load_config(file)
    with app.reading(settings) as shelves:
        found = changes.find_changes(shelves, wanted)
    named = {name for one in settings.sections for name in (one.name, one.publisher)}
    if section is not None and not found and section not in named:
        raise ConfigError(
            f"--section: {settings.path} names no section or publisher {section!r}, and nothing found is of one"
        )
    for change in found:
        if as_json:
            _print_json(telling.told(change))
        else:
            tables.say(out, _line(change))


@cli.command("diff", epilog="Example: scraper diff https://news.example/a/story --from 2026-11-01")
def diff_command(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of an article.")],
    file: ConfigOption = DEFAULT_CONFIG,
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="What it said then; default: in the revision before the other."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="And then; default: in its newest revision.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how two revisions of an article differ, word by word, with the captures that show them.

    In colour on a terminal; elsewhere **[-what went-]** and **{+what came+}**. Paragraphs that stayed are left out.
    """
    times = moment("--from", begin), moment("--to", end)
    settings = app.load_config(file)
    with app.reading(settings) as shelves:
        found = changes.diff(settings, shelves, text(url), *times)
    if as_json:
        _print_json(changes.told_diff(found))
    else:
        _show_diff(found)


def _kind(name: str) -> ChangeKind:
    try:
        return ChangeKind(name)
    except ValueError:
        raise ConfigError(f"--kind: expected one of {', '.join(ChangeKind)}, got {name!r}") from None


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False).translate(_UNSEEN) + "\n")


def _plain(words: str) -> str:
    return tables.plain(words).translate(_TURNING)


def _line(change: Change) -> Text:
    line = Text(f"{change.at:%Y-%m-%d %H:%M:%S}  {_plain(change.section or change.publisher)}  ")
    line.append(_kinds(change.kinds, silent=change.silent), style=_colour(change.kinds))
    line.append(f"  {_plain(change.title)}  ")
    line.append(_plain(change.url), style="dim")
    return line


def _kinds(kinds: tuple[ChangeKind, ...], *, silent: bool) -> str:
    return (" ".join(kinds) or "edited") + (" (silent)" if silent else "")


def _colour(kinds: tuple[ChangeKind, ...]) -> str:
    return next((_COLOURS[kind] for kind in kinds if kind in _COLOURS), "yellow")


def _show_diff(found: Difference) -> None:
    tables.say(out, Text(f"{_plain(found.title)}  {_plain(found.url)}", style="bold"))
    if found.before is not None:
        tables.say(out, _capture("from", found.before))
    tables.say(out, _capture("to", found.after))
    if found.edit is None:
        tables.say(out, Text("no other revision to hold it against"))
    elif not found.edit.fields:
        tables.say(out, Text("no difference that a reader would see"))
    else:
        told = _kinds(found.edit.kinds, silent=found.edit.silent)
        tables.say(out, Text(f"changed: {told}", style=_colour(found.edit.kinds)))
    for field in found.edit.fields if found.edit else ():
        _show_field(field)
    if found.gone is not None:
        missed = found.gone.missed
        tables.say(out, Text(f"removed: not there at {tables.count(len(missed), 'look')} in a row", style="red"))
        for held in missed:
            tables.say(out, _capture("gone", held))


def _show_field(field: FieldEdit) -> None:
    tables.say(out, Text(f"\n{field.field}", style="bold"))
    for line in field.lines:
        tables.say(out, _words(line, numbered=field.field == "paragraphs"))


def _words(line: LineEdit, *, numbered: bool) -> Text:
    shown = Text()
    shown.append(f"{line.after or line.before:>5}  " if numbered else "  ", style="dim")
    coloured = out.is_terminal and out.color_system and not out.no_color
    for op, words in line.spans:
        before, after = ("", "") if coloured else _MARKS[op]
        shown.append(f"{before}{_plain(words)}{after}", style=_STYLES[op] or "default")
    return shown


def _capture(what: str, capture: Evidence) -> Text:
    where = f"{capture.file} at byte {capture.offset}"
    return Text(f"{what:5} {capture.fetched_at:%Y-%m-%d %H:%M:%S} UTC, status {capture.status}: {where}", style="dim")
