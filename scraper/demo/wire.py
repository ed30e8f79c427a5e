"""From an answer to the bytes of an HTTP/1.1 response: validators, 304, gzip and chunks (RFC 9110, RFC 9112). PURE.

No Date header: it would make two equal answers differ, and a server without a clock must not send one (RFC 9110 6.6.1).
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Final

CHUNK: Final = 4_096
PACKED: Final = ("text/", "application/rss+xml", "application/xml", "image/svg+xml")  # worth a content-coding


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path says, before a request has its say on coding and freshness."""

    status: int
    media_type: str
    body: bytes
    modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False


def serialise(answer: Answer, method: str, asked: Mapping[str, str], version: str = "HTTP/1.1") -> bytes:
    """The whole response to a request with headers `asked` (names in lower case). Chunked for HTTP/1.1 only."""
    fields = [("Server", "ledger-demo"), ("Content-Type", answer.media_type)]
    body = answer.body
    packed = answer.media_type.startswith(PACKED) and _accepts_gzip(asked.get("accept-encoding", ""))
    if answer.status == HTTPStatus.OK:
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}{"-gz" if packed else ""}"'  # one for each representation
        fields += [("ETag", etag), ("Cache-Control", "max-age=60"), ("Vary", "Accept-Encoding")]
        if answer.modified is not None:
            fields.append(("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True)))
        if method in ("GET", "HEAD") and _unchanged(asked, etag, answer.modified):
            return _head(HTTPStatus.NOT_MODIFIED, [*fields[:1], *fields[2:], *answer.headers])
    if packed:
        body = gzip.compress(body, mtime=0)
        fields.append(("Content-Encoding", "gzip"))
    fields += answer.headers
    if answer.chunked and version == "HTTP/1.1":
        fields.append(("Transfer-Encoding", "chunked"))
        body = _chunks(body)
    else:
        fields.append(("Content-Length", str(len(body))))
    return _head(answer.status, fields) + (b"" if method == "HEAD" else body)


def _head(status: int, fields: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {int(status)} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in fields)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _chunks(body: bytes) -> bytes:
    pieces = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _accepts_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip"):
            return weight.replace(" ", "").removeprefix("q=").strip("0.") != "" if weight else True
    return False


def _unchanged(asked: Mapping[str, str], etag: str, modified: datetime | None) -> bool:
    """If-None-Match decides where it is sent, If-Modified-Since only otherwise (RFC 9110 13.2.2)."""
    tags = asked.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    since = asked.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    return modified <= (known if known.tzinfo else known.replace(tzinfo=UTC))
