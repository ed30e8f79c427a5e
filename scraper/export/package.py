"""The WACZ file itself: a ZIP whose datapackage.json names every file in it, with its size and SHA-256 (WACZ 1.1.1).

It is written once from front to back, and the same contents with the same date give the same bytes.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from scraper.errors import ArchiveError

WACZ_VERSION = "1.1.1"

_UNFIT = re.compile(r"[^a-z0-9._-]+")  # what the name of a resource must not hold (Data Package, "name")


@dataclass(frozen=True, slots=True)
class About:
    """What the package says of itself."""

    title: str
    software: str  # "news-scraper/0.1.0"
    created: datetime
    main_page: tuple[str, datetime] | None = None  # what the package is about: address and capture time


class Target:
    """A stream that is part of a package. Raises ArchiveError that names the package, not what is being read."""

    def __init__(self, stream: IO[bytes], package: Path) -> None:
        self._stream, self._package = stream, package

    def write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
        except OSError as error:
            raise unwritable(self._package, error) from error


class Resource(Target):
    """One file of a package while it is written."""

    def __init__(self, stream: IO[bytes], package: Path) -> None:
        super().__init__(stream, package)
        self.size, self._sha256 = 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        super().write(data)
        self._sha256.update(data)
        self.size += len(data)

    @property
    def hash(self) -> str:
        return "sha256:" + self._sha256.hexdigest()


class Package:
    """A package being written into a stream that can seek, to be called `path`; whole once `finish` was called.

    Raises OSError, and ArchiveError while a resource is written.
    """

    def __init__(self, stream: IO[bytes], path: Path, created: datetime) -> None:
        self._zip, self._path = zipfile.ZipFile(stream, "w"), path
        self._date = created.astimezone(UTC).timetuple()[:6]
        self._resources: list[dict[str, Any]] = []

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            self._zip.close()
            return
        with suppress(OSError, ValueError):  # the file is given up; it must not be closed again, later and unasked
            self._zip.close()

    @contextmanager
    def add(self, path: str, *, at_most: int = 0, packed: bool = False) -> Iterator[Resource]:
        """Write a file of the package, stored unless `packed`. `at_most`: bytes it may come to, where they are many.

        WARC files and their index have to be stored: viewers read single records and blocks out of them, by offset.
        """
        with self._open(path, at_most, packed=packed) as stream:
            resource = Resource(stream, self._path)
            yield resource
        self._resources.append({
            "name": _UNFIT.sub("-", path.rpartition("/")[2].lower()),
            "path": path,
            "hash": resource.hash,
            "bytes": resource.size,
        })  # fmt: skip

    def finish(self, about: About) -> None:
        """Write what describes the package, and the digest of that."""
        described: dict[str, Any] = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": about.title,
            "software": about.software,
            "created": to_iso(about.created),
            "metadata": {"title": about.title},  # where ReplayWeb.page looks for it
        }
        if about.main_page is not None:
            url, at = about.main_page
            described |= {"mainPageUrl": url, "mainPageDate": to_iso(at)}
        data = _to_json(described | {"resources": self._resources})
        digest = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(data).hexdigest()}
        for path, content in (("datapackage.json", data), ("datapackage-digest.json", _to_json(digest))):
            with self._open(path, 0, packed=True) as stream:
                stream.write(content)

    @contextmanager
    def _open(self, path: str, at_most: int, *, packed: bool) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(path, self._date)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.create_system, info.external_attr = 3, 0o100644 << 16  # a plain file, whichever system writes it
        info.file_size = at_most  # from it zipfile knows whether to leave room for 64-bit sizes
        with self._zip.open(info, "w") as stream:
            yield stream


def unwritable(package: Path, error: OSError) -> ArchiveError:
    """What stops an export: a disk that is full, most likely."""
    return ArchiveError(f"{package}: the package cannot be written: {error.strerror}")


def to_iso(at: datetime) -> str:
    """A time to the second, in UTC: what viewers and indexes tell captures apart by."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"
