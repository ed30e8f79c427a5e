"""Files that a writer left open because it died: cut back to their last whole record and given their final names."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.warc.closing import finish
from scraper.warc.fixity import sha256_of
from scraper.warc.members import Bytes, read_members
from scraper.warc.naming import lock, publish, sync_folder
from scraper.warc.record import WARC, Record

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a file left open: `path` is its final name, or None where it held no whole record."""

    path: Path | None
    records: int
    torn: Path | None  # holds the bytes that were cut off, where there were any
    torn_bytes: int


def recover(folder: Path) -> list[Recovered]:
    """Close every `.open` file in a folder whose writer is dead, in name order; a living writer's lock is respected.

    A torn tail is no capture but may be evidence: it is kept beside the file as `X.warc.gz.torn`. Raises ArchiveError.
    A line in the manifest or an index that cannot be written is a warning.
    """
    recovered: list[Recovered] = []
    for path in sorted(folder.glob("*.warc.gz.open")) if folder.is_dir() else ():
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            continue  # its writer closed it meanwhile
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be recovered: {error.strerror}") from error
        try:
            if lock(descriptor) and path.exists():
                recovered.append(_close(descriptor, path))
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be recovered: {error.strerror}") from error
        finally:
            os.close(descriptor)
    for final in (found.path for found in recovered if found.path):
        for complaint in finish(final, sha256_of(final)):
            log.warning("%s", complaint)
    return recovered


def _close(descriptor: int, path: Path) -> Recovered:
    source = Bytes(descriptor)
    records, whole = 0, 0
    for found in read_members(source, WARC, 0, None):
        if isinstance(found, Record):
            records, whole = records + 1, found.offset + found.length
    torn = _keep_tail(source, whole, path.with_suffix(".torn")) if whole < source.size else None
    os.ftruncate(descriptor, whole)
    os.fsync(descriptor)
    if records:
        return Recovered(publish(path), records, torn, source.size - whole)
    path.unlink()
    sync_folder(path.parent)
    return Recovered(None, 0, torn, source.size)


def _keep_tail(source: Bytes, start: int, path: Path) -> Path:
    """Copy the bytes from `start` on, to disk before they are cut off."""
    with path.open("wb") as tail:
        while piece := source.piece(start, 1 << 20):
            tail.write(piece)
            start += len(piece)
        tail.flush()
        os.fsync(tail.fileno())
    return path
