"""Captures of WARC and ARC files judged side by side, on every core.

Files are cut into ranges that processes judge independently; verdicts come back in the order of the bytes, so that what
is made of them is the same with any number of workers.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from scraper import profiles
from scraper.errors import ArchiveError, ScraperError
from scraper.joining import Seen, Shown, join
from scraper.judging import Rules, SectionSettings, Verdict, judge_safely
from scraper.model import Capture, RevisitProfile
from scraper.urls import normalise
from scraper.warc import Addresses, Damage, Find, Originals, Range, find_files, path_now, read, split

RANGE = 4_000_000  # compressed bytes a worker judges at a time: some 80 pages of 50 kB


@dataclass(frozen=True, slots=True)
class Selection:
    """Which captures to replay: all, or those fetched at or after `since`, or of one URL."""

    since: datetime | None = None
    url: str | None = None

    def wants(self, capture: Capture) -> bool:
        exchange, visit = capture.exchange, capture.visit
        if self.since is not None and exchange.fetched_at < self.since:
            return False
        if self.url is None:
            return True
        addresses = (exchange.url, visit.target.url if visit else exchange.url)
        return any(address == self.url or normalise(address) == normalise(self.url) for address in addresses)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a part of a file came to."""

    path: Path
    size: int  # bytes of the file that this takes progress forward
    results: tuple[Verdict | Damage, ...]
    last: bool  # nothing of the file comes after it


@dataclass(frozen=True, slots=True)
class _Batch:
    """Captures read already, of a file that cannot be cut: plain, packed by zstd or in one gzip stream, or ARC."""

    path: Path
    size: int
    found: tuple[Capture | Damage, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What every worker is told once."""

    sections: Mapping[str, SectionSettings] = field(default_factory=dict)
    selection: Selection = Selection()
    publishers: Path | None = None  # a folder of profiles that go before the bundled ones
    originals: tuple[Path, ...] = ()  # WARC files and folders where the payloads of revisits are looked for
    parts: tuple[
        Path, ...
    ] = ()  # and where further pages of articles are; where none are, a catalog's owner joins them

    def rules(self) -> Rules:
        return Rules(profiles.load(self.publishers), self.sections)


def judge_ranges(ranges: Iterable[Range], plan: Plan, workers: int) -> Iterator[Judged]:
    """Judge ranges on `workers` processes, in order. With one worker nothing leaves this process.

    What can be cut is read by the workers; other files are read here, and the workers judge what was read.
    """
    find = Originals(plan.originals)
    jobs = (job for cut in ranges for job in _jobs(cut, find))
    if workers <= 1:
        bench = _Bench(plan, find)
        for job in jobs:
            yield bench.judge(job)
        return
    with open_pool(workers, _start_worker, plan) as pool:
        pending: deque[Future[Judged]] = deque()
        # A few jobs ahead keep every worker busy and bound what is held in memory.
        for job in islice(jobs, workers * 3):
            pending.append(pool.submit(_judge_in_worker, job))
        while pending:
            yield pending.popleft().result()
            for job in islice(jobs, 1):
                pending.append(pool.submit(_judge_in_worker, job))


def _jobs(cut: Range, find: Find) -> Iterator[Range | _Batch]:
    """A range as it is where it is small, else in batches of what it holds."""
    total = range_size(cut)
    if total <= 2 * RANGE:
        yield cut
        return
    told, held, found, last = 0, 0, list[Capture | Damage](), cut.end is None
    try:
        for each in read(path_now(cut.path), cut.start, cut.end, find):
            found.append(each)
            held += len(each.exchange.response) if isinstance(each, Capture) else 0
            if held > RANGE:
                at = each.location.offset if isinstance(each, Capture) else each.offset
                size = min(max(at - cut.start - told, 0), total - told)
                yield _Batch(cut.path, size, tuple(found), last=False)
                told, held, found = told + size, 0, []
    except ArchiveError as error:
        found, last = [*found, _unreadable(cut.path, error)], False
    yield _Batch(cut.path, total - told, tuple(found), last)


def cut_files(paths: Iterable[Path]) -> Iterator[Range]:
    """The ranges of every WARC and ARC file at these paths. One that cannot be read is told of by who judges it."""
    for path in find_files(paths):
        try:
            yield from split(path_now(path), RANGE)
        except ArchiveError:
            yield Range(path, 0, None)


def range_size(cut: Range) -> int:
    """Bytes of a range; 0 where the file is gone."""
    with suppress(OSError):
        return (cut.end if cut.end is not None else path_now(cut.path).stat().st_size) - cut.start
    return 0


def _unreadable(path: Path, error: ArchiveError) -> Damage:
    return Damage(str(path), 0, str(error).removeprefix(f"{path}: "))


_bench: "_Bench | None" = None  # a worker process's own, set once by _start_worker


@contextmanager
def open_pool(workers: int, start: Callable[..., None], *arguments: object) -> Iterator[ProcessPoolExecutor]:
    """Processes that each begin with `start(*arguments)`; one that dies is a ScraperError."""
    # Spawned, not forked: a fork would copy the locks of whatever threads the caller runs.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, start, arguments)
    # Ctrl-C goes to every process of a terminal: they are born deaf to it, and the caller alone ends the work.
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(workers):
            pool.submit(int)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise ScraperError("a worker process died, perhaps for want of memory; fewer --workers need less") from error
    finally:
        pool.shutdown(cancel_futures=True)


def collect_rarely() -> None:
    """Have the garbage collector look less often, for a process that lives on pages.

    A page makes thousands of objects and no cycles that matter: at the default threshold the collector takes a tenth of
    the time of extraction (5.1 ms a page against 4.5).
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _start_worker(plan: Plan) -> None:
    global _bench
    begin_worker()
    _bench = _Bench(plan, Originals(plan.originals))


def begin_worker() -> None:
    """What every worker process begins with."""
    collect_rarely()
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge_in_worker(job: Range | _Batch) -> Judged:
    if _bench is None:
        raise ScraperError("a worker was asked before it was told its rules")
    return _bench.judge(job)


class _Bench:
    """Where captures are judged by a plan: one in each process."""

    def __init__(self, plan: Plan, find: Find) -> None:
        self._plan, self._rules, self._find = plan, plan.rules(), find
        self._addresses = Addresses(plan.parts, find)

    def judge(self, job: Range | _Batch) -> Judged:
        """What a part of a file comes to."""
        if isinstance(job, _Batch):
            path, size, found, last = job.path, job.size, iter(job.found), job.last
        else:
            path, size, last = path_now(job.path), range_size(job), job.end is None
            found = read(path, job.start, job.end, self._find)
        results: list[Verdict | Damage] = []
        try:
            for each in found:
                if isinstance(each, Damage):
                    results.append(each)
                elif self._plan.selection.wants(each):
                    results.append(self._judge(each))
        except ArchiveError as error:
            results, last = [*results, _unreadable(path, error)], False
        return Judged(path, size, tuple(results), last)

    def _judge(self, capture: Capture) -> Verdict:
        verdict = judge_safely(capture, self._rules)
        if self._plan.parts and verdict.article is not None:
            verdict = replace(join(verdict, self._look, self._rules).verdict, article=None)
        return verdict

    def _look(self, url: str, since: datetime, until: datetime) -> Iterator[Seen]:
        found = self._addresses.captures(url)
        converted = {capture.source for capture in found}
        for capture in found:
            if since <= capture.exchange.fetched_at < until and capture.record_id not in converted:
                yield Seen(capture.exchange.fetched_at, capture.exchange.status, partial(self._show, capture))

    def _show(self, capture: Capture) -> Shown | None:
        revisit = capture.revisit
        if revisit is None or revisit.profile is not RevisitProfile.NOT_MODIFIED:
            return Shown(capture, capture.exchange)
        original = self._find(revisit)
        # By URL and time alone, as a catalog has it.
        exact = original is not None and (original.url, original.fetched_at) == (revisit.url, revisit.fetched_at)
        return Shown(capture, original) if original is not None and exact else None
