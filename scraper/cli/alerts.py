"""`scraper alerts`."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from scraper import app
from scraper.catalog import alerts
from scraper.catalog.alerts import Standing
from scraper.cli import tables
from scraper.cli.program import DEFAULT_CONFIG, ConfigOption, cli, moment, out


@cli.command("alerts", epilog="Examples: scraper alerts · scraper alerts --since 2026-11-01 · scraper alerts --json")
def alerts_command(
    file: ConfigOption = DEFAULT_CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="Those that have healed too, of the last year.")] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="With those that healed from then on: 2026-11-23, 2026-11-23T06:00 (UTC)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each, evidence and all.")] = False,
) -> None:
    """List what is wrong with sections and hosts, and the captures that show it.

    Sections that are **silent** beyond their rhythm, whose document is **unchanging** or whose **selector** matches no
    more, that **overflow**, **drift** or are a **duplicate** of another; hosts that answer nothing but challenges.
    """
    begin = moment("--since", since)
    with app.reading(app.load_config(file)) as shelves, shelves.catalog.reading() as transaction:
        found = alerts.since(transaction, begin) if everything or begin else alerts.standing(transaction)
    for one in found:
        if as_json:
            sys.stdout.write(json.dumps(alerts.told(one)) + "\n")
        else:
            _show(one)
    if not found and not as_json:
        tables.say(out, Text("Nothing is wrong that is known of."))


def _show(one: Standing) -> None:
    alert = one.alert
    line = Text(f"{_stamp(alert.at)}  ")
    line.append(f"{alert.kind}: ", style="green" if one.healed_at else "yellow")
    line.append(f"{tables.plain(alert.subject)}: {tables.plain(alert.detail)}")
    if one.healed_at:
        line.append(f"; healed {_stamp(one.healed_at)}", style="green")
    tables.say(out, line)
    places = alert.evidence.get("captures")
    for place in places if isinstance(places, list) else ():
        tables.say(out, Text(f"  {_place(place)}", style="dim"))


def _place(place: Mapping[str, Any]) -> str:
    listed = f", {tables.count(place['links'], 'link')}" if "links" in place else ""
    told = tables.plain(str(place.get("url", "")))
    if "file" not in place:
        return told
    at = datetime.fromisoformat(place["at"])
    where = f"{place['file']} at byte {place['offset']}"
    return f"{_stamp(at)}, status {place['status']}{listed}: {where}  {told}"


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
