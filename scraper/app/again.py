"""What is made from captures that are already archived: replays, and one capture looked up."""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from scraper.app.alarms import Watch
from scraper.app.opening import now, open_idle, rules_of, settings_of, target_of
from scraper.app.paths import files_in
from scraper.catalog import captures
from scraper.config import Config
from scraper.errors import ArchiveError, ConfigError
from scraper.ingest import Shelves, Stored, join_known, mend, original_of, read_capture
from scraper.judging import Verdict, judge
from scraper.model import Capture
from scraper.records import article_id
from scraper.replay import changed_lines, store_ranges
from scraper.urls import normalise
from scraper.warc import Damage, cdxj, find_files
from scraper.workers import Judged, Plan, Selection, cut_files, judge_ranges

log = logging.getLogger(__name__)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class ReplayJob:
    """Which files to replay, which captures of them, and on how many processes."""

    paths: tuple[Path, ...]
    selection: Selection
    workers: int

    def size(self) -> int:
        """Bytes to read. ConfigError where a path is missing or holds no WARC or ARC file."""
        return file_bytes(files_in(self.paths))


def file_bytes(files: Iterable[Path]) -> int:
    """Bytes in all; a file that is being renamed just now, because its writer closed it, counts nothing."""
    total = 0
    for path in files:
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def replay_into(config: Config, job: ReplayJob, advance: Callable[[int], object]) -> Iterator[Stored | Damage]:
    """Replay into the archive's catalog and records; `advance` is told the bytes done."""
    with open_idle(config) as world:
        ranges = _advancing(_judged(config, job, _indexed(world.shelves)), advance)
        yield from store_ranges(ranges, world.shelves, world.rules, now, whole=job.selection == Selection())
        for sentence in mend(world.shelves, world.rules):  # the captures may be known and only their record files lost
            log.warning("%s", sentence)
        sections = {section.name: target_of(section).url for section in config.sections}
        watch = Watch(world.shelves.catalog, lambda: sections, now)
        watch.see_all()
        watch.tell()


def replay_to(
    config: Config | None, job: ReplayJob, advance: Callable[[int], object], path: Path | None
) -> Iterator[Verdict | Damage]:
    """Write records as JSON lines to a file (None: standard output) and touch no archive.

    A record is left out when it says what the one read before it of the same article said.
    """
    if path is not None and path.exists() and any(path.samefile(file) for file in find_files(job.paths)):
        raise ConfigError(f"--output: {path} is one of the files to be read")
    with _stream(path) as stream:
        for result in changed_lines(_advancing(_judged(config, job, parts=job.paths), advance)):
            if isinstance(result, Verdict) and result.line is not None:
                stream.write(result.line)
            yield result


def find_capture(
    shelves: Shelves, url: str, at: datetime | None = None
) -> tuple[captures.Held, captures.Held, Capture]:
    """The newest capture of an article's or page's address, or the one nearest to `at`, redirects followed.

    With it the one that holds its payload, itself unless it is a revisit; what is read is that payload. ConfigError
    where there is none, ArchiveError where it cannot be read.
    """
    address: str | None = normalise(url) or url
    for _ in range(10):
        if address is None:
            break
        with shelves.catalog.reading() as transaction:
            asked = {url, address}, article_id(address)
            held = captures.nearest(transaction, *asked, at) if at else captures.latest(transaction, *asked)
        if held is None:
            break
        if held.outcome != "redirect":
            original = original_of(shelves, held)
            if original is None:
                raise ArchiveError(
                    f"{held.location.file}: the capture that the revisit of {url} refers to is not known"
                )
            return held, original, read_capture(shelves, original if held.outcome == "unmodified" else held)
        url, address = address, normalise(held.detail or "", address)
    raise ConfigError(f"{url}: nothing of this address is in the archive")


def judge_capture(config: Config, shelves: Shelves, capture: Capture) -> Verdict:
    """What a capture is by today's profiles and configuration, with its further pages."""
    rules = rules_of(config)
    return join_known(shelves, judge(capture, rules), rules)


def _indexed(shelves: Shelves) -> Iterator[Path]:
    """The files replayed before, wherever they lie, that have an index beside them."""
    with shelves.catalog.reading() as transaction:
        known = captures.known_files(transaction)
    for (name, _), file in known.items():
        path = shelves.folder / file.folder / name
        if cdxj.sidecar(path).exists():
            yield path


def _judged(
    config: Config | None, job: ReplayJob, others: Iterable[Path] = (), parts: tuple[Path, ...] = ()
) -> Iterator[Judged]:
    """What revisits refer to may lie in any of the files, in the archive's own, or in one of the others."""
    places = (*job.paths, config.archive / "warc", *others) if config else job.paths
    own = config.profiles if config else None
    plan = Plan(settings_of(config) if config else {}, job.selection, publishers=own, originals=places, parts=parts)
    return judge_ranges(cut_files(job.paths), plan, job.workers)


def _advancing(ranges: Iterator[Judged], advance: Callable[[int], object]) -> Iterator[Judged]:
    for judged in ranges:
        yield judged
        advance(judged.size)


@contextmanager
def _stream(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        stream = path.open("wb")
    except OSError as error:
        raise ConfigError(f"--output: {path} cannot be written: {error.strerror or error}") from error
    try:
        with stream:
            try:
                yield stream
            except KeyboardInterrupt:
                if not path.is_file():  # closing it would wait for whoever reads a pipe, and may read no more
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
                raise
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
