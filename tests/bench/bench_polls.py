"""The daemon itself on sections of a loopback site that bring nothing new: 10,000 of them, each ten minutes.

A quick run has 1,000 of them, each minute: as many polls a second. Everything is as it is in use but the site, which
stands on this machine: sockets, WARC, catalog, log. What is counted is one span of the schedule, after the first one,
in which all sections begin at once. CPU time is that of the process: whoever else uses the machine is no part of it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from scraper.catalog import open_catalog, to_text
from scraper.catalog.account import ticks
from tests.bench.measure import bar, folder
from tests.bench.polled_site import section

EACH = 5  # sections of one host
SETTLING = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Run:
    """What one span of polls came to."""

    polls: int
    cpu: float  # seconds
    wall: float
    peak: int  # bytes, of the whole run
    lates: tuple[float, ...]  # seconds, sorted
    failed: int


def measure(quick: bool) -> bool:
    """Run the daemon for two spans; whether the bars were met."""
    sections, minutes = (1_000, 1) if quick else (10_000, 10)
    with folder() as place, _site() as port:
        run = _watch(place, _write_config(place, port, sections, minutes), sections, 60.0 * minutes)
    late = run.lates[int(0.99 * len(run.lates))] if run.lates else float("inf")
    print(
        f"  {sections:,} sections, each {minutes} min, {run.polls:,} polls in {run.wall:.0f} s,"
        f" {1e3 * run.cpu / max(run.polls, 1):.1f} ms of CPU a poll, {run.failed} failed"
    )
    met = [
        bar("late at p99", late, 5.0, below=True, unit=" s"),
        bar("of a core", run.cpu / run.wall, 0.5, below=True, unit=""),
        bar("peak resident memory", run.peak / 1e6, 400, below=True, unit=" MB"),
        bar("polls made of those due", run.polls / (sections * run.wall / (60 * minutes)), 0.98, unit=""),
    ]
    return all(met) and not run.failed


@contextmanager
def _site() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.polled_site"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["port"]


def _write_config(place: Path, port: int, sections: int, minutes: int) -> Path:
    lines = [
        "archive: archive",
        "identity: {name: Bench, contact: 'https://courier.example/bench'}",
        "fetch: {delay: 1, concurrency: 64, allow_networks: [127.0.0.0/8]}",
        "watch: none",
        "sections:",
    ]
    for number in range(sections):
        host = f"127.1.{number // EACH // 250}.{1 + number // EACH % 250}:{port}"
        lines.append(
            f"  - {{name: bench{number // EACH}/s{number}, url: 'http://{host}{section(number)}', every: {minutes}m,"
            " links: 're:/harbour/2026/*', requisites: none}"
        )
    file = place / "config.yaml"
    file.write_text("\n".join(lines) + "\n")
    return file


def _watch(place: Path, config: Path, sections: int, span: float) -> Run:
    """Run the daemon until all was polled and a span is over; then the next one is what counts."""
    command = [sys.executable, "-m", "scraper", "run", "--config", str(config), "--log-format", "json"]
    log = place / "log"
    with log.open("wb") as output, subprocess.Popen(command, stderr=output) as daemon:
        try:
            started = time.monotonic()
            _wait_for(daemon, log, sections)
            time.sleep(max(started + span - time.monotonic(), 0.0) + SETTLING)
            began, cpu, first = time.monotonic(), _cpu(daemon.pid), datetime.now(UTC)
            time.sleep(span)
            cpu, wall, last = _cpu(daemon.pid) - cpu, time.monotonic() - began, datetime.now(UTC)
            peak = _peak(daemon.pid)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(120)
    lines = [line for line in _lines(log) if to_text(first) <= line["time"] < to_text(last)]
    polls = [line for line in lines if line["event"] == "visit" and line["kind"] != "article"]
    told = _told(place / "archive" / "catalog.sqlite", first, last)
    waits = sorted(float(line.get("late", 0.0)) for line in polls)
    lates = sorted([*waits[: max(len(waits) - len(told), 0)], *told])  # what is told of a tick holds its wait too
    return Run(len(polls), cpu, wall, peak, tuple(lates), sum(line["outcome"] == "failed" for line in lines))


def _wait_for(daemon: "subprocess.Popen[bytes]", log: Path, sections: int) -> None:
    """Return when each section has been polled once."""
    seen = set[str]()
    while len(seen) < sections:
        time.sleep(2.0)
        if daemon.poll() is not None:
            raise SystemExit(f"the daemon ended with {daemon.returncode}:\n{log.read_text()[-4_000:]}")
        seen = {line["url"] for line in _lines(log) if line["event"] == "visit" and line["kind"] != "article"}


def _lines(log: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]


def _told(path: Path, first: datetime, last: datetime) -> list[float]:
    """How late those ticks were that were told of, in seconds: by more than five."""
    with closing(open_catalog(path)) as catalog, catalog.reading() as transaction:
        within = ticks.c.at >= to_text(first), ticks.c.at < to_text(last)
        query = select(ticks.c.seconds, ticks.c["count"].label("number")).where(*within)
        return [float(row.seconds) for row in transaction.execute(query) for _ in range(row.number)]


def _cpu(pid: int) -> float:
    """Seconds of CPU time a process has used, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    """The most bytes a process has had resident."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(1_024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
