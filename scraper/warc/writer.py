"""The archive's only writer: exchanges appended to WARC/1.1 files, one gzip member a record, nothing ever rewritten.

A file is called `X.warc.gz.open` and holds an exclusive lock while it is written; closed, it is `X.warc.gz`. The
records of an exchange go out in one write as request, metadata, response: the response stands last, so that a torn tail
never leaves a capture without what belongs to it.
"""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scraper.decode import payload
from scraper.errors import ArchiveError
from scraper.model import Capture, Exchange, Location, Visit
from scraper.warc.naming import Lost, create, publish, sync_folder
from scraper.warc.record import PACKED, STORED, serialise, sha1, to_date, to_member
from scraper.warc.visit import write_visit

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
# Bodies that are compressed already: gzip takes 30 times as long over them and gains less than 1 %.
_DENSE_CODINGS = ("gzip", "br", "zstd", "deflate", "compress")
_DENSE_TYPES = ("image/", "video/", "audio/", "font/", "application/zip", "application/gzip", "application/pdf")


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
    robots: str = "RFC 9309"


@dataclass(slots=True)
class _OpenFile:
    """The file being written. `size` counts whole groups only; bytes behind it are a torn write to be cut off."""

    descriptor: int
    path: Path  # ends in .open
    opened_at: datetime
    warcinfo: str
    size: int = 0
    torn: bool = False

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(".open")


class Writer:
    """Appends captures. Used from one thread at a time; a file is begun by the first append and not before."""

    def __init__(self, settings: WriterSettings, *, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._settings, self._now, self._new_id = settings, now, new_id
        self._file: _OpenFile | None = None

    def append(self, exchange: Exchange, visit: Visit | None) -> Capture:
        """Write an exchange and say where it lies. It is on disk for certain only after `sync`.

        Raises ArchiveError when it cannot be written; the file then ends after the exchange before, and the next append
        may succeed. A request that is empty and a visit that is None get no record.
        """
        file = self._ready()
        record_id = self._new_id()
        digest = sha1(payload(exchange))
        group = _Group(exchange, file.warcinfo, record_id, to_date(exchange.fetched_at))
        before = []
        if exchange.request:
            before.append(group.request(self._new_id()))
        if visit is not None:
            before.append(group.metadata(self._new_id(), visit))
        response = group.response(digest)
        offset = file.size + sum(map(len, before))
        self._write(file, b"".join((*before, response)))
        return Capture(exchange, Location(file.name, offset, len(response)), record_id, digest, visit)

    def sync(self) -> None:
        """Force what was appended to disk. Raises ArchiveError."""
        if self._file is not None:
            try:
                os.fsync(self._file.descriptor)
            except OSError as error:
                raise _failed(self._file.path, error) from error

    def close(self) -> None:
        """Force all to disk and give the file its final name; the next append begins another. Raises ArchiveError."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            if file.torn:
                os.ftruncate(file.descriptor, file.size)
            publish(file.descriptor, file.path)
        except OSError as error:
            raise _failed(file.path, error) from error
        finally:
            os.close(file.descriptor)

    def _ready(self) -> _OpenFile:
        """The file to append to: a new one when there is none, or the one there is full or old."""
        file, now = self._file, self._now()
        settings = self._settings
        if file is not None and (
            file.size >= settings.max_bytes or now - file.opened_at >= timedelta(seconds=settings.max_age)
        ):
            self.close()
            file = None
        if file is None:
            file = self._begin(now)
        return file

    def _begin(self, now: datetime) -> _OpenFile:
        settings = self._settings
        try:
            descriptor, path = create(settings.folder, settings.prefix, now)
        except (OSError, Lost) as error:
            raise _failed(settings.folder, error) from error
        file = _OpenFile(descriptor, path, now, self._new_id())
        try:
            self._write(file, self._warcinfo(file, now))
            sync_folder(settings.folder)
        except (OSError, ArchiveError) as error:
            path.unlink(missing_ok=True)
            os.close(descriptor)
            raise error if isinstance(error, ArchiveError) else _failed(path, error) from error
        self._file = file
        return file

    def _warcinfo(self, file: _OpenFile, now: datetime) -> bytes:
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

    def _write(self, file: _OpenFile, data: bytes) -> None:
        """All of the data behind the last whole group, or none of it."""
        try:
            if file.torn:
                os.ftruncate(file.descriptor, file.size)
            file.torn = True
            view, offset = memoryview(data), file.size
            while view:
                written = os.pwrite(file.descriptor, view, offset)
                view, offset = view[written:], offset + written
        except OSError as error:
            try:
                os.ftruncate(file.descriptor, file.size)
                file.torn = False
            except OSError:
                pass  # tried again before the next write
            raise _failed(file.path, error) from error
        file.torn = False
        file.size += len(data)


@dataclass(frozen=True, slots=True)
class _Group:
    """The records of one exchange as gzip members. They share WARC-Date and are tied by WARC-Concurrent-To."""

    exchange: Exchange
    warcinfo: str
    response_id: str
    date: str

    def request(self, record_id: str) -> bytes:
        fields = self._beside(record_id, "request", self.exchange.request)
        fields.append(("Content-Type", "application/http;msgtype=request"))
        return to_member(serialise(fields, self.exchange.request), PACKED)

    def metadata(self, record_id: str, visit: Visit) -> bytes:
        block = write_visit(visit)
        fields = self._beside(record_id, "metadata", block)
        fields.append(("Content-Type", "application/warc-fields"))
        return to_member(serialise(fields, block), PACKED)

    def response(self, digest: str) -> bytes:
        """WARC-Payload-Digest is left out where a transfer-coding was removed (see `_has_one_reading`)."""
        exchange = self.exchange
        fields = self._head("response", self.response_id)
        fields += [("WARC-Protocol", value) for value in exchange.protocol]
        if exchange.cipher is not None:
            fields.append(("WARC-Cipher-Suite", exchange.cipher))
        if exchange.truncated is not None:
            fields.append(("WARC-Truncated", exchange.truncated))
        fields.append(("WARC-Block-Digest", sha1(exchange.response)))
        if _has_one_reading(exchange):
            fields.append(("WARC-Payload-Digest", digest))
        fields.append(("Content-Type", "application/http;msgtype=response"))
        return to_member(serialise(fields, exchange.response), STORED if _is_dense(exchange) else PACKED)

    def _head(self, kind: str, record_id: str) -> list[tuple[str, str]]:
        exchange = self.exchange
        fields = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", f"<{record_id}>"),
            ("WARC-Date", self.date),
            ("WARC-Target-URI", exchange.url),
            ("WARC-Warcinfo-ID", f"<{self.warcinfo}>"),
        ]
        if exchange.remote_ip is not None and kind != "metadata":
            fields.append(("WARC-IP-Address", exchange.remote_ip))
        return fields

    def _beside(self, record_id: str, kind: str, block: bytes) -> list[tuple[str, str]]:
        fields = self._head(kind, record_id)
        fields.append(("WARC-Concurrent-To", f"<{self.response_id}>"))
        fields.append(("WARC-Block-Digest", sha1(block)))
        return fields


def _has_one_reading(exchange: Exchange) -> bool:
    """Whether everybody computes the same payload digest.

    The standard takes the transfer-coding off first, warcio and others do not; on such a response no value would pass
    both, and the field is optional. `Capture.payload_digest` is the standard's always.
    """
    return exchange.status != 0 and exchange.header("transfer-encoding") is None


def _is_dense(exchange: Exchange) -> bool:
    coding = (exchange.header("content-encoding") or "").lower()
    kind = (exchange.header("content-type") or "").strip().lower()
    return any(name in coding for name in _DENSE_CODINGS) or kind.startswith(_DENSE_TYPES)


def _failed(path: Path, error: Exception) -> ArchiveError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ArchiveError(f"{path}: the archive cannot be written: {reason}")
