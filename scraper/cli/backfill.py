"""`scraper backfill`: what a section listed in a range of days, looked for on purpose."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer
from rich.text import Text

from scraper import app
from scraper.app.backfill import Backfill, Wanted, backfill
from scraper.catalog.walks import Source
from scraper.cli import tables
from scraper.cli.commands import following
from scraper.cli.program import DEFAULT_CONFIG, DONE, SOME_FAILED, ConfigOption, cli, out, text
from scraper.errors import ConfigError

_MOST = 20  # lists or articles of one sort that are named one by one


@cli.command(
    "backfill",
    epilog="Examples: scraper backfill bisnis/kabar24 --from 2026-10-01 --to 2026-10-31 · "
    "scraper backfill bbc/world --from 2026-11-20 --by sitemap",
)
def backfill_command(
    section: Annotated[str, typer.Argument(metavar="SECTION", help="A section of the configuration, by name.")],
    begin: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, such as 2026-10-01.")],
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day; default: today.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="SOURCE", help=f"By this alone: {', '.join(Source)}.")
    ] = None,
    file: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Archive what a section listed in a range of days: by lists of each day where its publisher's profile knows them
    (index), else by its further pages (pages), else by sitemaps that robots.txt or the profile names (sitemap).

    Days are those of the publisher's zone, both included. What is archived is not asked for again. Stopped at any
    point, it goes on from there when it is run again. Exits with 1 when something could not be reached; it is named.
    """
    wanted = Wanted(text(section), _day("--from", begin), _day("--to", end) if end else None, _source(by))
    settings = app.load_config(file)
    with following() as listen:
        done = backfill(settings, wanted, listen)
    for line in _lines(done):
        tables.say(out, line)
    account = done.account
    whole = account.walk.whole and not account.failed and not account.unreached
    raise typer.Exit(DONE if whole and not done.stopped else SOME_FAILED)


def _lines(done: Backfill) -> Iterator[Text]:
    account, walk, count = done.account, done.account.walk, done.account.count
    within = f"{walk.within.first} to {walk.within.last} ({walk.within.zone})"
    again = ", gone on with from before" if done.resumed else ""
    yield Text(tables.plain(f"Backfill of {walk.section}, {within}{again}"), style="bold")
    yield Text(f"walked    {tables.count(account.read, 'list')} with {tables.count(count.listed, 'entry', 'entries')}")
    for sentence in walk.told:
        yield Text(f"          {tables.plain(sentence)}")
    found = count.taken + count.known
    yield Text(f"found     {tables.count(found, 'article')}, of which {count.known:,} were known before")
    outcomes = ", ".join(f"{number:,} {_NAMES.get(name, name)}" for name, number in sorted(account.outcomes.items()))
    yield Text(f"fetched   {outcomes or 'none'}")
    beside = ""
    if account.early or account.late:
        beside = (
            f"; by their own word, {account.early:,} of the articles found lie before it and {account.late:,} after"
        )
    yield Text(f"outside   {tables.count(count.outside, 'entry', 'entries')} of the range{beside}")
    for number, what in (
        (count.edited, "edited after the range, published nobody knows when: in it, perhaps"),
        (count.undated, "without a date"),
        (count.elsewhere, "where the section has no articles"),
    ):
        if number:
            yield Text(f"left      {tables.count(number, 'entry', 'entries')} {what}", style="yellow")
    yield from _missing("list not read", [*account.failed, *((url, "not asked for yet") for url in account.left)])
    yield from _missing("article not reached", account.unreached)
    if done.stopped or walk.ended_at is None:
        yield Text("stopped: run the same command again, and it goes on from here", style="yellow")
    elif not walk.whole:
        yield Text("not whole: the range may have had more than was found", style="yellow")
    elif account.failed or account.unreached:
        yield Text("the range was walked from its end to its beginning; run it again for what is named above")
    else:
        yield Text("whole: the range was walked from its end to its beginning")


_NAMES = {"article": "archived", "": "not asked for yet", "unmodified": "archived (not modified since)"}


def _missing(what: str, several: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[Text]:
    for url, why in several[:_MOST]:
        yield Text(f"{what}: {tables.plain(url)}: {tables.plain(why)}", style="red")
    if len(several) > _MOST:
        yield Text(f"{what}: {len(several) - _MOST:,} more", style="red")


def _day(option: str, words: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", words, re.ASCII):
            raise ValueError
        day = date.fromisoformat(words)
    except ValueError:
        raise ConfigError(f"{option}: expected a day such as 2026-11-23, got {words!r}") from None
    if not 1900 <= day.year < 2200:
        raise ConfigError(f"{option}: expected a day from 1900 on, got {words}")
    return day


def _source(name: str | None) -> Source | None:
    try:
        return Source(name) if name is not None else None
    except ValueError:
        raise ConfigError(f"--by: expected one of {', '.join(Source)}, got {name!r}") from None
