"""The commands that make an archive and look at it: run, crawl, replay, config, status, show, demo."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from scraper import app, config, decode, replay, warc
from scraper.catalog import alerts, hosts, outbox, overview, ticks, to_text
from scraper.cli import tables
from scraper.cli.log import LogFormat, open_log
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
from scraper.errors import ConfigError
from scraper.events import Event
from scraper.ingest import Stored
from scraper.judging import Verdict
from scraper.tally import Tally
from scraper.workers import Selection


@cli.command(epilog="Example: scraper run --config /etc/news-scraper/config.yaml --http 127.0.0.1:8080")
def run(
    file: ConfigOption = DEFAULT_CONFIG,
    http: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS:PORT", help="Answer there: /healthz, /readyz, /metrics, /api. Extra: http."),
    ] = None,
    log_format: Annotated[
        LogFormat | None, typer.Option(help="Default: text on a terminal, else JSON lines.", show_default=False)
    ] = None,
) -> None:
    """Run as a daemon: poll every section on its schedule until SIGTERM or Ctrl-C.

    The first signal finishes what is in flight and closes the WARC; a second one stops at once.
    """
    settings = app.load_config(file)
    if not settings.sections:
        raise ConfigError(f"{file}: sections is empty; a daemon needs at least one to watch")
    log = open_log(log_format)
    log.end(app.run(settings, log.tell, http))


@cli.command(
    epilog="Examples: scraper crawl · scraper crawl bisnis/kabar24 · scraper crawl https://news.example/a/story"
)
def crawl(
    wanted: Annotated[
        list[str] | None, typer.Argument(metavar="NAME|URL", help="Sections by name, or any addresses.")
    ] = None,
    file: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Crawl now, once: the named sections and every new article they list, or any URL of a section or an article.

    Without names every configured section is crawled. Exits with 1 when a page failed; an image or
    stylesheet that is missing is told, and fails nothing.
    """
    settings = app.load_config(file)
    with following() as listen:
        tally = app.crawl(settings, [text(name) for name in wanted or []], listen)
    tables.summary(out, tally, "Crawl")
    raise typer.Exit(SOME_FAILED if tally.failed else DONE)


@cli.command(
    "replay", epilog="Examples: scraper replay archive/warc · scraper replay others.warc.gz --output records.jsonl"
)
def replay_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="WARC or ARC files, or folders of them.")],
    file: ConfigOption = DEFAULT_CONFIG,
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help="Write the records there as JSON lines and touch nothing else."),
    ] = None,
    since: SinceOption = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Captures of this address only.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes; default: one a core.")] = None,
) -> None:
    """Make records from WARC or ARC files, plain or packed by gzip or Zstandard, ours or anybody's.

    Without --output they go into the archive's catalog and records, exactly as a live crawl would put them there.
    A damaged record is named with its file and offset, and the rest is read.
    """
    job = app.ReplayJob(
        tuple(paths), Selection(moment("--since", since), text(url) if url else None), workers or app.cores()
    )
    began, tally, damaged = time.monotonic(), Tally(), 0
    results: Iterator[Stored | Verdict | warc.Damage]
    with _reading(job) as advance:
        if output is None:
            results = app.replay_into(app.load_config(file), job, advance)
        else:
            settings = app.load_config(file) if file.exists() or file != DEFAULT_CONFIG else None
            results = app.replay_to(settings, job, advance, None if output == "-" else Path(output))
        for result in results:
            if isinstance(result, warc.Damage):
                damaged += 1
                tables.say(err, tables.damage(result))
            else:
                replay.count(tally, result)
    tally.seconds = time.monotonic() - began
    tables.summary(err if output == "-" else out, tally, "Replay")
    if damaged:
        err.print(f"{damaged} damaged records were named above; the rest was read", style="red")
    raise typer.Exit(SOME_FAILED if damaged or tally.failed["internal"] else DONE)


@cli.command("config")
def config_command(file: ConfigOption = DEFAULT_CONFIG) -> None:
    """Print the effective configuration, defaults filled in, as YAML."""
    print(config.dump(app.load_config(file)), end="")  # noqa: T201  bare, so that it can be piped into a file


@cli.command(epilog="Examples: scraper status · scraper status --missed --since 2026-11-01")
def status(
    file: ConfigOption = DEFAULT_CONFIG,
    missed: Annotated[
        bool, typer.Option("--missed", help="Show instead what the schedule missed: how often, the last time and why.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="With --missed: ticks from then on only; default: 30 days.")
    ] = None,
) -> None:
    """Show each section's last and next poll, articles seen and last error; totals; the size of the archive.

    And the alerts that stand; **scraper alerts** shows them with the captures that bear them out.
    """
    settings = app.load_config(file)
    begin = moment("--since", since)
    if missed:
        with app.reading(settings) as shelves, shelves.catalog.reading() as transaction:
            tables.missed(out, ticks.missed_since(transaction, begin or app.now() - ticks.KEPT))
        return
    if begin is not None:
        raise ConfigError("--since: goes with --missed only")
    with app.reading(settings) as shelves, shelves.catalog.reading() as transaction:
        wanted = [(section.name, app.target_of(section).url) for section in settings.sections]
        tables.sections(out, overview.section_states(transaction, wanted))
        tables.alerts(out, alerts.standing(transaction))
        tables.hooks(out, outbox.states(transaction))
        tables.hosts(out, hosts.ailing(transaction, app.now()))
        files = warc.find_files([shelves.warcs]) if shelves.warcs.exists() else []
        found = overview.totals(transaction, to_text(app.now()))
        tables.totals(out, found, app.file_bytes(files), len(files))


@cli.command(epilog="Example: scraper show https://news.example/a/story --at 2026-11-23T06:00 --html")
def show(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of an article, or of anything captured.")],
    file: ConfigOption = DEFAULT_CONFIG,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The capture nearest to then: 2026-11-23, 2026-11-23T06:00 (UTC) or with an offset.",
        ),
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Print the captured page, codings removed.")] = False,
    wire: Annotated[bool, typer.Option("--wire", help="Print the response exactly as the server sent it.")] = False,
) -> None:
    """Show the record of an article, made from its newest capture or the one nearest to a time, and where that lies.

    Of a revisit, which holds no payload, the payload is that of the capture it refers to; both are named.
    """
    if html and wire:
        raise ConfigError("--html: does not go with --wire")
    wanted = moment("--at", at)
    settings = app.load_config(file)
    with app.reading(settings) as shelves:
        held, original, capture = app.find_capture(shelves, text(url), wanted)
        if html or wire:
            sys.stdout.buffer.write(capture.exchange.response if wire else decode.content(capture.exchange))
        else:
            _show_verdict(app.judge_capture(settings, shelves, capture))
        for line in tables.places(shelves.folder, held, original):
            tables.say(err, line)


def _show_verdict(verdict: Verdict) -> None:
    if verdict.line is not None:
        out.print_json(json.dumps(json.loads(verdict.line), ensure_ascii=False))
    else:
        told = (verdict.outcome, verdict.reason, verdict.detail)
        tables.say(out, Text(": ".join(part for part in told if part)))


@cli.command("demo")
def demo_command(
    folder: Annotated[
        Path | None,
        typer.Option("--archive", metavar="FOLDER", help="Where to archive; default: a new folder."),
    ] = None,
) -> None:
    """Watch a small invented news site on this machine, no network needed, by the daemon's own code."""
    from scraper.demo.run import run as run_demo  # here, since no other command needs the site

    result = run_demo(folder, lambda event: tables.say(out, tables.line(event)))
    tables.summary(out, result.tally, "What was found")
    tables.checks(out, result)
    raise typer.Exit(DONE if result.complete else SOME_FAILED)


@contextmanager
def following() -> Iterator[Callable[[Event], None]]:
    """A bar on a terminal, plain lines elsewhere."""
    if not out.is_terminal:
        yield lambda event: tables.say(out, tables.line(event))
        return
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=out) as progress:
        task = progress.add_task("crawling", total=None)
        known = 0

        def listen(event: Event) -> None:
            nonlocal known
            known = max(known, int(progress.tasks[0].completed) + 1) + event.found
            progress.update(task, advance=1, total=known)
            if event.outcome == "failed":
                tables.say(progress.console, tables.line(event))

        yield listen


@contextmanager
def _reading(job: app.ReplayJob) -> Iterator[Callable[[int], None]]:
    """Progress by bytes on a terminal, nothing elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task("replaying", total=job.size())
        yield lambda size: progress.update(task, advance=size)
