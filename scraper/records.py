"""The normalized JSON record of an article, and the files that hold a day's records.

A record is one JSON object on one line, keys in the order of `record`, UTF-8, absent values null or []. A publisher's
day lies in `articles/PUBLISHER/YYYY/MM/DD.jsonl`, by the day of capture in UTC, in the order the captures lie in.
These files are derived: the catalog says which captures they come from, and each line can be made again from its WARC.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scraper.errors import ArchiveError, may_pass
from scraper.model import Article, Capture, Entry, Image

SCHEMA_VERSION = 2
EXTRACTOR_VERSION = version("news-scraper")
SCHEMA = Path(__file__).parent / "record.schema.json"

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def article_id(url: str) -> str:
    """The identity of an article over its revisions: 32 hex digits of the SHA-256 of its URL."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def record(
    article: Article, capture: Capture, publisher: str, parts: Mapping[str, Capture] | None = None
) -> dict[str, Any]:
    """The record of an article as captured, ready for JSON; `publisher` is whose section led to it.

    `parts` are the captures of its further pages that were joined to it, by their addresses.
    """
    found_on = capture.visit.target.found_on if capture.visit else None
    return {
        "schema_version": SCHEMA_VERSION,
        "id": article_id(article.url),
        "url": article.url,
        "publisher": publisher,
        "site_name": article.site_name,
        "kind": article.kind,
        "access": article.access,
        "kicker": article.kicker,
        "title": article.title,
        "summary": article.summary,
        "language": article.language,
        "authors": list(article.authors),
        "editors": list(article.editors),
        "photographers": list(article.photographers),
        "agencies": list(article.agencies),
        "dateline": article.dateline,
        "published_at": _moment(article.published_at),
        "modified_at": _moment(article.modified_at),
        "published_text": article.published_text,
        "section": list(article.section),
        "tags": list(article.tags),
        "lead_image": _image(article.lead_image) if article.lead_image else None,
        "images": [_image(image) for image in article.images],
        "paragraphs": list(article.paragraphs),
        "entries": [_entry(entry) for entry in article.entries],
        "corrections": list(article.corrections),
        "pages": [_page(url, (parts or {}).get(url)) for url in article.pages],
        "fingerprint": article.fingerprint,
        "found_on": {"url": found_on.url, "capture": found_on.capture} if found_on else None,
        "capture": _capture(capture),
        "extractor": {
            "version": EXTRACTOR_VERSION,
            "profile": article.profile,
            "profile_valid_from": article.profile_valid_from,
        },
        "provenance": dict(article.provenance) | ({"capture": "conversion"} if capture.source else {}),
    }


def line(fields: dict[str, Any]) -> bytes:
    """A record as its line of JSON, line feed included. Lone surrogates, which no UTF-8 can hold, become U+FFFD."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def digest(text: bytes) -> str:
    """What a line is known by: its SHA-256 in hex."""
    return hashlib.sha256(text).hexdigest()


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _image(image: Image) -> dict[str, str | None]:
    return {"url": image.url, "caption": image.caption, "credit": image.credit}


def _page(url: str, capture: Capture | None) -> dict[str, Any]:
    return {"url": url, "capture": _capture(capture) if capture else None}


def _capture(capture: Capture) -> dict[str, Any]:
    return {
        "file": capture.location.file,
        "offset": capture.location.offset,
        "length": capture.location.length,
        "record_id": capture.record_id,
        "payload_digest": capture.payload_digest,
        "fetched_at": capture.exchange.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "status": capture.exchange.status,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "published_at": _moment(entry.published_at),
        "published_text": entry.published_text,
        "title": entry.title,
        "authors": list(entry.authors),
        "paragraphs": list(entry.paragraphs),
    }


def _folder_name(publisher: str) -> str:
    """The publisher's name if it can be a folder's; else what is left of it and a digest, so that no two share one."""
    name = _UNSAFE.sub("_", publisher)[:80].strip(".")
    return name if name == publisher else f"{name}-{digest(publisher.encode('utf-8', 'surrogatepass'))[:8]}"


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """The folder of day files. Writers of several processes take turns by `turn`; errors are ArchiveError."""

    folder: Path

    def path(self, publisher: str, day: str) -> Path:
        """Where a publisher's day (`YYYY-MM-DD`) lies."""
        year, month, date = day.split("-")
        return self.folder / _folder_name(publisher) / year / month / f"{date}.jsonl"

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Exclusive use of the record files and of what the catalog says about them."""
        with _translated(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def size(self, publisher: str, day: str) -> int:
        """Bytes a day's file has; 0 where there is none."""
        path = self.path(publisher, day)
        with _translated(path):
            return path.stat().st_size if path.exists() else 0

    def append(self, publisher: str, day: str, lines: Iterable[bytes]) -> None:
        path = self.path(publisher, day)
        with _translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as stream:
                stream.writelines(lines)

    def rewrite(self, publisher: str, day: str, lines: Iterable[bytes]) -> int:
        """Replace a day's file in one step, so that a reader sees the old or the new one; returns its size."""
        path = self.path(publisher, day)
        fresh = path.with_suffix(".jsonl.new")
        with _translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as stream:
                stream.writelines(lines)
                stream.flush()
                os.fsync(stream.fileno())
            size = fresh.stat().st_size
            if size:
                fresh.replace(path)
            else:
                fresh.unlink()
                path.unlink(missing_ok=True)
        return size

    def lines(self, publisher: str, day: str) -> dict[str, bytes]:
        """The lines a day's file holds, by their digests: nobody asks for that of a torn or altered one."""
        path = self.path(publisher, day)
        with _translated(path):
            if not path.exists():
                return {}
            with path.open("rb") as stream:
                return {digest(text): text for text in stream}


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{error.filename or path}: {error.strerror or error}", passing=may_pass(error)) from error
