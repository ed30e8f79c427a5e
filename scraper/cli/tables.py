"""How results look on a terminal: tables by rich, and one plain line an event where there is no terminal."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scraper.catalog.alerts import Standing
from scraper.catalog.captures import Held
from scraper.catalog.hosts import Ailing
from scraper.catalog.outbox import State
from scraper.catalog.overview import SectionState, Totals
from scraper.catalog.ticks import Missed
from scraper.events import Event
from scraper.model import RevisitProfile
from scraper.tally import Tally
from scraper.warc import Damage

if TYPE_CHECKING:
    from scraper.demo.run import Result

COLOURS = {"new": "green", "changed": "yellow", "listing": "cyan", "failed": "red"}
COLOURS |= dict.fromkeys(("rejected", "missing"), "magenta")


# What a server says must not steer the terminal it is printed on.
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], "\ufffd")


def plain(words: str) -> str:
    """Words with what could steer a terminal made visible."""
    return words.translate(_CONTROLS)


def summary(console: Console, tally: Tally, title: str) -> None:
    """The table that ends a crawl or a replay."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(justify="left")
    table.add_column(justify="right")
    table.add_row("pages", f"{tally.pages:,}")
    table.add_row("  sections, feeds, sitemaps", f"{tally.listings:,}")
    for name in ("new", "changed", "unchanged"):
        table.add_row(f"  {name}", f"{getattr(tally, name):,}", style=COLOURS.get(name))
    if tally.unmodified:
        table.add_row("  not modified (304)", f"{tally.unmodified:,}")
    if tally.parts:
        table.add_row("  further pages of articles", f"{tally.parts:,}")
    if tally.variants:
        table.add_row("  other forms of articles (AMP)", f"{tally.variants:,}")
    _reasons(table, "rejected", tally.rejected)
    _reasons(table, "failed", tally.failed)
    if tally.requisites or tally.missing:
        table.add_row("images, stylesheets and the like", f"{tally.requisites:,}")
        _reasons(table, "missing", tally.missing)
    table.add_row("bytes", f"{tally.bytes:,}")
    table.add_row("seconds", f"{tally.seconds:,.1f}")
    console.print(table)


def _reasons(table: Table, name: str, reasons: Counter[str]) -> None:
    table.add_row(f"  {name}", f"{reasons.total():,}", style=COLOURS[name] if reasons else None)
    for reason, count in sorted(reasons.items()):
        table.add_row(f"    {reason}", f"{count:,}")


def line(event: Event) -> Text:
    """One event on one line: outcome, URL, and what there is to say of it."""
    text = Text(f"{event.outcome:9} ", style=COLOURS.get(event.outcome, ""))
    text.append(plain(event.target.url), style="default")
    if event.outcome == "listing":
        text.append(f"  {event.found} new")
    why = event.title or ": ".join(part for part in (event.reason, event.detail) if part)
    if why:
        text.append(f"  {plain(why)}", style="dim")
    return text


def say(console: Console, text: Text) -> None:
    """One line as it is, however long. Where nobody sees colours, rich is passed by: a line costs it 0.5 ms."""
    if console.is_terminal:
        console.print(text, soft_wrap=True)
        return
    console.file.write(text.plain + "\n")
    console.file.flush()


def count(number: int, noun: str, several: str | None = None) -> str:
    """`1 page`, `2 pages`; `several` where the plural is another."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def damage(found: Damage) -> Text:
    """A record that could not be read, and where it lies."""
    return Text(f"damaged: {found.file} at byte {found.offset}: {plain(found.reason)}", style="red")


def places(archive: Path, held: Held, original: Held) -> list[Text]:
    """Where a capture lies, and where the one it refers to does, if it is a revisit."""
    match held.revisit:
        case None:
            return [_place(archive, held, "captured")]
        case RevisitProfile.IDENTICAL:
            there = "the same payload as captured"
        case RevisitProfile.NOT_MODIFIED:
            there = "not modified since captured"
        case never:
            assert_never(never)
    return [_place(archive, held, "looked at"), _place(archive, original, there)]


def _place(archive: Path, held: Held, what: str) -> Text:
    file = archive / held.folder / held.location.file
    where = f"{file} at byte {held.location.offset}, {held.location.length} bytes"
    return Text(f"{what} {held.fetched_at:%Y-%m-%d %H:%M:%S} UTC, status {held.status}: {where}", style="dim")


def sections(console: Console, states: list[SectionState]) -> None:
    """The table of `scraper status`."""
    table = Table(title="Sections", title_justify="left")
    for name in ("section", "last poll", "next poll", "articles seen", "last error"):
        table.add_column(name, justify="right" if name == "articles seen" else "left", overflow="fold")
    for state in states:
        times = (_moment(state.last_poll, "never"), _moment(state.next_poll, "-"))
        table.add_row(Text(state.name), *times, f"{state.articles_seen:,}", Text(plain(state.last_error or "")))
    console.print(table)


def missed(console: Console, found: Sequence[Missed]) -> None:
    """The table of `scraper status --missed`: what the schedule missed, by section."""
    if not found:
        say(console, Text("No tick was missed."))
        return
    table = Table(title="Missed ticks", title_justify="left")
    for name in ("section", "what", "ticks", "last", "reason of the last"):
        table.add_column(name, justify="right" if name == "ticks" else "left", overflow="fold")
    for each in found:
        words = (
            Text(plain(each.section)),
            each.what,
            f"{each.count:,}",
            _moment(each.last, "-"),
            Text(plain(each.reason)),
        )
        table.add_row(*words)
    console.print(table)


def alerts(console: Console, found: Sequence[Standing]) -> None:
    """What is wrong, a line each; nothing where nothing is."""
    for one in found:
        told = f"{one.alert.kind}: {one.alert.subject}: {one.alert.detail}"
        say(console, Text(plain(told), style="yellow"))


def hooks(console: Console, found: Sequence[State]) -> None:
    """How it stands with each hook; nothing where there is none."""
    if not found:
        return
    table = Table(title="Hooks", title_justify="left")
    counted = ("delivered", "waiting", "given up")
    for name in ("hook", *counted, "oldest", "last failure"):
        table.add_column(name, justify="right" if name in counted else "left", overflow="fold")
    for state in found:
        numbers = f"{state.delivered:,}", f"{state.waiting:,}", f"{state.given_up:,}", _moment(state.oldest, "-")
        why = f"{_moment(state.failed_at, '')} {plain(state.failure or '')}".strip()
        standing = "not configured" if not state.configured else "shut" if state.shut else ""
        table.add_row(Text(state.name), *numbers, Text(": ".join(part for part in (standing, why) if part)))
    console.print(table)


def hosts(console: Console, found: Sequence[Ailing]) -> None:
    """The hosts that a running daemon leaves alone, a line each; nothing where there are none."""
    for one in found:
        times = ("since", one.since), ("until", one.until)
        words = " ".join(f"{word} {_moment(at, '')}" for word, at in times if at is not None)
        line = " ".join(part for part in (f"host {one.state}:", plain(one.host), words) if part)
        say(console, Text(f"{line}: {plain(one.error)}" if one.error else line, style="yellow"))


def totals(console: Console, found: Totals, size: int, files: int) -> None:
    """The totals below it; `size` in bytes of `files` WARC files."""
    table = Table(title="Archive", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for name, value in (
        ("articles", found.articles),
        ("revisions", found.revisions),
        ("captures", found.captures),
        *((f"  {outcome}", count) for outcome, count in sorted(found.outcomes.items())),
        ("failed looks", found.failures),
        ("targets due", found.waiting),
        ("WARC files", files),
        ("WARC bytes", size),
    ):
        table.add_row(name, f"{value:,}")
    console.print(table)


def checks(console: Console, result: "Result") -> None:
    """What the demo site does on purpose and what came of it, then where the files are."""
    table = Table(title="What the site does on purpose", title_justify="left")
    for name in ("what", "expected", "found", ""):
        table.add_column(name, overflow="fold")
    for check in result.checks:
        mark = Text("ok", style="green") if check.good else Text("no", style="red")
        table.add_row(check.what, check.expected, check.found, mark)
    console.print(table)
    console.print(Text(f"Written to {result.archive}"), soft_wrap=True)
    for path in result.files:
        console.print(Text(f"  {path}"), soft_wrap=True)


def _moment(at: datetime | None, missing: str) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if at else missing
