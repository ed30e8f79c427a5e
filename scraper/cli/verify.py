"""`scraper verify`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from scraper import app
from scraper.app.verify import VerifyJob, check, repair
from scraper.cli import tables
from scraper.cli.program import DEFAULT_CONFIG, DONE, SOME_FAILED, ConfigOption, cli, err, out
from scraper.verify import Evidence, Finding, Totals


@cli.command(
    "verify", epilog="Examples: scraper verify · scraper verify --repair · scraper verify others.warc.gz others/"
)
def verify_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="WARC or ARC files, or folders of them; default: the whole archive."),
    ] = None,
    file: ConfigOption = DEFAULT_CONFIG,
    mend: Annotated[
        bool,
        typer.Option(
            "--repair", help="Make anew what is derived and wrong, then check again; evidence is kept, every byte."
        ),
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes; default: one a core.")] = None,
) -> None:
    """Verify an archive: every record, digest, reference, checksum, index line, catalog row and record.

    With PATHs: those WARC or ARC files, whoever wrote them, and the manifests and indexes beside them. Each thing that
    is wrong is a line: the file, the byte or line in it, and what. Exits with 1 when anything is wrong.
    """
    config = None if paths else app.load_config(file)
    job = VerifyJob(tuple(paths or ()), workers or app.cores())
    evidence = Evidence()
    wrong = 0
    for finding in check(config, job, evidence):
        wrong += 1
        tables.say(out, _line(finding))
    if mend and wrong:
        for sentence in repair(config, job, evidence):
            tables.say(out, Text(f"repaired  {sentence}", style="green"))
        tables.say(out, Text("checked again:"))
        evidence, wrong = Evidence(), 0
        for finding in check(config, job, evidence):
            wrong += 1
            tables.say(out, _line(finding))
    _conclude(evidence.totals, wrong)
    raise typer.Exit(SOME_FAILED if wrong else DONE)


def _line(finding: Finding) -> Text:
    where = f"byte {finding.offset}: " if finding.offset is not None else ""
    where = f"line {finding.line}: " if finding.line is not None else where
    return Text(f"{finding.file}: {where}{finding.what}", style="red")


def _conclude(totals: Totals, wrong: int) -> None:
    for note, count in sorted(totals.notes.items()):
        tables.say(err, Text(f"note: {count:,} {note}", style="yellow"))
    parts = [
        f"{totals.files:,} files, {totals.bytes:,} bytes, {totals.records:,} records, {totals.captures:,} captures,"
        f" {totals.revisits:,} revisits",
        f"digests: {totals.blocks:,} of blocks, {totals.payloads:,} of payloads"
        + (f", {totals.archived:,} of payloads as archived" if totals.archived else ""),
        f"{totals.sealed:,} files as noted, {totals.indexed:,} index lines",
    ]
    if totals.rows or totals.lines:
        parts.append(f"{totals.rows:,} catalog rows, {totals.lines:,} record lines")
    verdict = f"{wrong:,} finding{'s' if wrong > 1 else ''}" if wrong else "all is well"
    tables.say(out, Text("; ".join(parts) + ": ") + Text(verdict, style="red" if wrong else "green"))
