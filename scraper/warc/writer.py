"""The archive's only writer: exchanges appended to WARC/1.1 files, one gzip member a record, nothing ever rewritten.

A file is called `X.warc.gz.open` and holds an exclusive lock while it is written; closed, it is `X.warc.gz`, and has
its line in the fixity manifest and its index beside it. The records of an exchange go out in one write as request,
metadata, response: the response stands last, so that a torn tail never leaves a capture without what belongs to it.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from scraper.decode import payload
from scraper.errors import ArchiveError
from scraper.model import Capture, Exchange, Location, RevisitProfile, Visit
from scraper.warc.closing import finish
from scraper.warc.group import Group, revisit_of
from scraper.warc.naming import Lost, create, lock, publish, sync_folder, unlock
from scraper.warc.open_file import OpenFile, failed
from scraper.warc.record import PACKED, Original, serialise, sha1, to_date, to_member

log = logging.getLogger(__name__)

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """Where files go, what their warcinfo says of us, and when the next one is begun."""

    folder: Path
    software: str  # "news-scraper/0.1.0"
    user_agent: str  # as sent
    operator: str
    contact: str  # URL or mail address, as in the From header
    prefix: str = "news"
    max_bytes: int = 1_000_000_000
    max_age: float = 86_400.0  # seconds
    gzip_level: int = PACKED  # 0 (stored) to 9 (smallest); a body that is coded already is always stored
    min_free: int = 0  # bytes that are left free on the disk
    robots: str = "RFC 9309"


class Writer:
    """Appends captures. Used from one thread at a time; a file is begun by the first append and not before."""

    def __init__(self, settings: WriterSettings, *, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self.written = self.appends = 0  # bytes of records as they lie on disk, and exchanges
        self._settings, self._now, self._new_id = settings, now, new_id
        self._file: OpenFile | None = None
        self._outdated = False  # the file's warcinfo says what is so no more
        self._owed: dict[Path, str] = {}  # closed files that lack their line in the manifest or their index

    def adjust(self, settings: WriterSettings) -> None:
        """Write by these settings from the next append on, in the folder there is. May be called from any thread.

        A file that was begun under another name is closed first.
        """
        before, self._settings = self._settings, replace(settings, folder=self._settings.folder)
        self._outdated = self._outdated or _named(before) != _named(settings)

    def append(self, exchange: Exchange, visit: Visit | None, original: Original | None = None) -> Capture:
        """Write an exchange and say where it lies. It is on disk for certain only after `sync`.

        With an original, which holds this payload, or which the server says is still what it has (304), a revisit
        record is written in place of the response (but see `group.revisit_of`). A request that is empty and a visit
        that is None get no record. Raises ArchiveError when it cannot be written; the file then ends after the exchange
        before, and the next append may succeed.
        """
        file = self._ready()
        revisit = revisit_of(exchange, original)
        group = Group(exchange, file.warcinfo, self._new_id(), self._settings.gzip_level)
        before = []
        if exchange.request:
            before.append(group.request(self._new_id()))
        if visit is not None:
            before.append(group.metadata(self._new_id(), visit))
        unmodified = revisit is not None and revisit.profile is RevisitProfile.NOT_MODIFIED
        digest = revisit.digest if revisit is not None and unmodified else sha1(payload(exchange))
        last = group.response(digest) if revisit is None else group.revisit(revisit)
        offset, records = file.size + sum(map(len, before)), b"".join((*before, last))
        with _translated(file.path):
            file.append(records, self._settings.min_free)
        self.written, self.appends = self.written + len(records), self.appends + 1
        return Capture(exchange, Location(file.name, offset, len(last)), group.last_id, digest, visit, revisit)

    def convert(self, exchange: Exchange, visit: Visit, source: str) -> Capture:
        """Write what a browser made of the page in record `source`, as `capture.as_answer` puts it; see `append`."""
        file = self._ready()
        group = Group(exchange, file.warcinfo, self._new_id(), self._settings.gzip_level)
        digest = sha1(payload(exchange))
        beside, last = group.metadata(self._new_id(), visit), group.conversion(source, digest)
        location = Location(file.name, file.size + len(beside), len(last))
        with _translated(file.path):
            file.append(beside + last, self._settings.min_free)
        self.written, self.appends = self.written + len(beside) + len(last), self.appends + 1
        return Capture(exchange, location, group.last_id, digest, visit, source=source)

    def sync(self) -> None:
        """Force what was appended to disk. Raises ArchiveError; another sync may succeed."""
        if self._file is not None:
            with _translated(self._file.path):
                self._file.force()

    def close(self) -> None:
        """Force all to disk, give the file its final name, note its sha256, keep its index. Appending begins anew.

        Raises ArchiveError where the file cannot be given its name. What was appended is in it all the same: the next
        close or append finishes it, or a recovery, here or in another process. A line in the manifest or an index that
        cannot be written is a warning, and tried again at the next close.
        """
        file = self._file
        if file is not None:
            self._close(file)
            self._file = None
            os.close(file.descriptor)
        for path, sha256 in list(self._owed.items()):
            complaints = finish(path, sha256) if path.exists() else []
            for complaint in complaints:
                log.warning("%s", complaint)
            if not complaints:
                del self._owed[path]

    def _close(self, file: OpenFile) -> None:
        if file.leaving and not lock(file.descriptor):
            return  # somebody recovers it just now, and will finish it
        try:
            with _translated(file.path):
                file.force_last()
                self._owed[publish(file.path)] = file.sha256
        except ArchiveError:
            file.leaving = True
            unlock(file.descriptor)
            raise

    def _ready(self) -> OpenFile:
        """The file to append to: a new one when there is none, or the one there is full or old."""
        file, now = self._file, self._now()
        settings = self._settings
        if file is not None and (
            file.leaving
            or self._outdated
            or file.size >= settings.max_bytes
            or now - file.opened_at >= timedelta(seconds=settings.max_age)
        ):
            self.close()
            file = None
        if file is None:
            file = self._begin(now)
        return file

    def _begin(self, now: datetime) -> OpenFile:
        self._outdated = False  # before the settings are read: they may change meanwhile
        settings = self._settings
        with _translated(settings.folder):
            descriptor, path = create(settings.folder, settings.prefix, now)
        file = OpenFile(descriptor, path, now, self._new_id())
        try:
            with _translated(path):
                file.append(self._warcinfo(file, now), settings.min_free)
                sync_folder(settings.folder)
        except ArchiveError:
            with suppress(OSError):  # where it cannot be removed, recovery does
                path.unlink()
            os.close(descriptor)
            raise
        self._file = file
        return file

    def _warcinfo(self, file: OpenFile, now: datetime) -> bytes:
        settings = self._settings
        lines = (
            ("software", settings.software),
            ("operator", settings.operator),
            ("hostname", socket.gethostname()),
            ("http-header-user-agent", settings.user_agent),
            ("http-header-from", settings.contact),
            ("robots", settings.robots),
            ("isPartOf", settings.prefix),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", CONFORMS_TO),
        )
        block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in lines).encode("utf-8", "replace")
        fields = (
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<{file.warcinfo}>"),
            ("WARC-Date", to_date(now)),
            ("WARC-Filename", file.name),
            ("WARC-Block-Digest", sha1(block)),
            ("Content-Type", "application/warc-fields"),
        )
        return to_member(serialise(fields, block), PACKED)


def _named(settings: WriterSettings) -> tuple[str, ...]:
    """What a file says of us, in its name and its warcinfo."""
    return settings.software, settings.user_agent, settings.operator, settings.contact, settings.robots, settings.prefix


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """ArchiveError for an error of the system."""
    try:
        yield
    except (OSError, Lost) as error:
        raise failed(path, error) from error
