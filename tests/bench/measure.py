"""Run one contestant as a process of its own, pinned to one core, and say what it cost; tables and bars.

The server has the last core and the contestant the first, so neither takes the other's time. Cost is of the whole
process: start-up, imports and shutdown included. Where the system cannot pin, nothing is pinned and the table says
so.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
_ROOT = Path(__file__).resolve().parents[2]
_CAN_PIN = hasattr(os, "sched_setaffinity")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took. `summary` is the JSON object that its last line of output held, {} without one."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, children included
    peak: int  # bytes of resident memory, summed over the process and its children
    summary: dict[str, float]


@dataclass(frozen=True, slots=True)
class Served:
    """What the server counted between two looks."""

    sent: int
    connections: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: the port it listens on at every 127.x.y.z address."""

    port: int

    def stats(self) -> Served:
        """How many pages it has sent, how many connections are open, and its CPU seconds until now."""
        with urlopen(f"http://127.0.0.1:{self.port}/-/stats", timeout=30) as answer:
            return Served(**json.load(answer))

    def origins(self, count: int) -> list[str]:
        """The first `count` hosts, with the port: 127.0.1.1, 127.0.1.2 ... 250 to a third number."""
        return [f"127.0.{1 + index // 250}.{1 + index % 250}:{self.port}" for index in range(count)]


@contextmanager
def site(stories: int = 50, variants: int = 200, corpus: Path | None = None) -> Iterator[Site]:
    """A server process until the block ends."""
    command = [sys.executable, "-m", "tests.bench.server", "--stories", str(stories), "--variants", str(variants)]
    if corpus is not None:
        command += ["--corpus", str(corpus)]
    process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Site(json.loads(process.stdout.readline())["port"])
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(30)


def raise_file_limit() -> None:
    """Let this process open as many files as it may: a thousand idle origins are a thousand sockets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder until the block ends."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


def _descendants(pid: int) -> list[int]:
    """The process and its children at every depth; Linux only, else the process alone."""
    found = [pid]
    for parent in found:
        try:  # a process may end while it is looked at
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return found


def resident(pid: int) -> int:
    """Bytes of resident memory of a process and its children now; 0 where /proc does not tell."""
    total = 0
    for one in _descendants(pid):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue
    return total


def _pin_to_first() -> None:
    if _CAN_PIN:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextmanager
def start_pinned(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process on the contestants' core that is talked to by pipes; its standard input ends with the block."""
    with subprocess.Popen(
        [sys.executable, *command], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=_pin_to_first
    ) as process:
        yield process


def run(command: Sequence[str], *, pin: bool = True, watch: Callable[[int], object] | None = None) -> Cost:
    """Run `python -m COMMAND...` to its end and say what it cost; its failure ends the benchmark with its error output.

    `watch`, if given, is called with the resident bytes about ten times a second.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=_ROOT,
            stdout=output,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            preexec_fn=_pin_to_first if pin else None,
        )
        peaks = [0]
        done = threading.Event()

        def sample() -> None:
            while not done.wait(0.1):
                now = resident(process.pid)
                peaks[0] = max(peaks[0], now)
                if watch is not None:
                    watch(now)

        sampler = threading.Thread(target=sample)
        sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait for it again
        finally:
            done.set()
            sampler.join()
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            said = (output.read() + errors.read()).decode(errors="replace")[-4_000:]
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, peaks[0], _last_object(output.read()))


def contest(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run every contestant once a round, in turn, and keep the quickest run of each: noise only ever adds."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return {name: min(costs, key=lambda cost: cost.wall) for name, costs in runs.items()}


def _last_object(output: bytes) -> dict[str, float]:
    lines = output.strip().splitlines()
    if not lines or not lines[-1].startswith(b"{"):
        return {}
    found = json.loads(lines[-1])
    return found if isinstance(found, dict) else {}


def table(title: str, rows: Sequence[tuple[str, int, Cost]]) -> None:
    """Print a line for each contestant: its name, the pages it did, and what they cost."""
    print(f"\n{title}" + ("" if _CAN_PIN else "  (this system cannot pin a process to a core)"))
    print(f"  {'':34}{'pages':>8}{'wall s':>9}{'CPU s':>9}{'pages/s':>10}{'CPU ms/page':>13}{'peak MB':>9}")
    for name, done, cost in rows:
        print(
            f"  {name:34}{done:8,}{cost.wall:9.2f}{cost.cpu:9.2f}{done / cost.wall:10.0f}"
            f"{1000 * cost.cpu / done:13.2f}{cost.peak / 1e6:9.0f}"
        )


def bar(what: str, reached: float, wanted: float, *, below: bool = False, unit: str = "x") -> bool:
    """Print a figure beside its bar and say whether it is met."""
    met = reached <= wanted if below else reached >= wanted
    sign = "<=" if below else ">="
    print(f"  {'ok    ' if met else 'MISSED'}  {what}: {reached:.2f}{unit} (bar {sign} {wanted:g}{unit})")
    return met


def outrun(peer: str, ours: Cost, theirs: Cost, wanted: float) -> bool:
    """Whether ours did the same pages `wanted` times as fast as the peer, by the clock, the whole process counted.

    The ratio by CPU is printed with it: where the two differ much, something else was using the cores.
    """
    return bar(f"ours : {peer} (by CPU {theirs.cpu / ours.cpu:.2f}x)", theirs.wall / ours.wall, wanted)
