"""CDXJ indexes of WARC files: one beside each, all merged into one, or the lines of one URL."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from scraper.config import Config
from scraper.errors import ArchiveError, ConfigError
from scraper.warc import Damage, cdxj, find_files, path_now
from scraper.warc.surt import surt


class Outcome(Enum):
    """What became of a file's index."""

    MADE = "made"
    FRESH = "fresh"  # it is there, and not older than the file
    OPEN = "open"  # none is made: the file is still being written
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Indexed:
    """A file, what became of the index beside it, how many captures it lists, and why there is none."""

    path: Path
    outcome: Outcome
    captures: int = 0
    damages: tuple[Damage, ...] = ()
    reason: str = ""


def files_of(config: Config) -> list[Path]:
    """The archive's own WARC files, those being written included. ConfigError where nothing has been archived."""
    folder = config.archive / "warc"
    if not folder.is_dir():
        raise ConfigError(f"{config.path}: archive: nothing has been archived in {config.archive} yet")
    return find_files([folder])


def index_files(files: Sequence[Path]) -> Iterator[Indexed]:
    """Make the sidecar of each file that has no fresh one, as far as the file can be read."""
    for file in files:
        if _is_open(file):
            yield Indexed(file, Outcome.OPEN)
        elif cdxj.is_fresh(file):
            yield Indexed(file, Outcome.FRESH)
        else:
            try:
                kept = cdxj.keep_sidecar(file)
            except ArchiveError as error:
                yield Indexed(file, Outcome.FAILED, reason=str(error))
                continue
            yield Indexed(file, Outcome.MADE, kept.lines, _damages(file, kept))


def index_into(files: Sequence[Path], output: Path | None) -> Iterator[Damage]:
    """Write one sorted index of all files to `output` (None: standard output) and nothing beside them.

    Yields what could not be read. The output is replaced in one step, and not at all where a file cannot be opened
    (ArchiveError). Of a file still being written the whole records are listed, and nothing is told of its end.
    """
    if output is not None and output.exists() and any(output.samefile(file) for file in files):
        raise ConfigError(f"--output: {output} is one of the files to be read")
    with TemporaryDirectory(prefix="index-") as folder, _replacing(output) as stream:
        indexes = []
        for number, file in enumerate(map(path_now, files)):
            if cdxj.is_fresh(file):
                indexes.append(cdxj.sidecar(file))
                continue
            kept = cdxj.write_index(Path(folder, str(number)), file)
            indexes.append(kept.path)
            yield from _damages(file, kept)
        cdxj.merge(indexes, stream)


def find_entries(files: Sequence[Path], url: str, at: datetime | None = None) -> list[cdxj.Entry]:
    """The captures of a URL in the order of their times, or the nearest to `at` first.

    Fresh sidecars are looked into; a file without is read from end to end, and what is damaged in it is passed over.
    """
    key = surt(url)
    found: list[cdxj.Entry] = []
    for file in map(path_now, files):
        if cdxj.is_fresh(file):
            found += cdxj.lookup(cdxj.sidecar(file), url)
        else:
            found += [each for each in cdxj.entries(file) if isinstance(each, cdxj.Entry) and each.key == key]
    return cdxj.by_distance(found, at) if at else sorted(found, key=cdxj.to_line)


def _is_open(file: Path) -> bool:
    return file.name.endswith(".open")


def _damages(file: Path, kept: cdxj.Kept) -> tuple[Damage, ...]:
    if _is_open(file):  # its last record may be half written
        return ()
    return tuple(Damage(str(file), fault.offset, fault.reason) for fault in kept.faults)


@contextmanager
def _replacing(path: Path | None) -> Iterator[BinaryIO]:
    """A stream whose bytes are the file's once the block ends well. What is no regular file is written directly."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise ConfigError(f"--output: {path} is a folder")
    special = path.exists() and not path.is_file()
    fresh = path if special else path.with_name(path.name + ".new")
    try:
        stream = fresh.open("wb")
    except OSError as error:
        raise ConfigError(f"--output: {path} cannot be written: {error.strerror}") from error
    try:
        with stream:
            yield stream
            stream.flush()
            if not special:
                os.fsync(stream.fileno())
                fresh.rename(path)
    except OSError as error:
        raise ArchiveError(f"{path}: the index cannot be written: {error.strerror}") from error
    finally:
        if not special:
            with suppress(OSError):
                fresh.unlink()
