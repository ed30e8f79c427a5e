"""One HTTP response as bytes: its head, its payload, its content. Media types and charsets are decided elsewhere."""

import re
from dataclasses import dataclass
from datetime import datetime

from scraper.decode.coding import CODINGS, undo
from scraper.model import Exchange

CONTENT_LIMIT = 50_000_000  # bytes; news pages stay under 5 MB, a sitemap may have 50 MB by its standard

_BLANK = b" \t\r"
_HEAD_END = re.compile(rb"\n\r*\n")
_STATUS = re.compile(rb"(HTTP|ICY)/?([\d.]*)[ \t]+(\d{3})(?!\d)[ \t]*(.*)", re.IGNORECASE | re.DOTALL)
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]{0,4096})?\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a response. `length` is the offset where the body starts; texts are latin-1, so no byte is lost."""

    status: int  # 0 where a status line is there but holds no readable code
    reason: str
    version: str  # "HTTP/1.1"
    headers: tuple[tuple[str, str], ...]
    length: int
    complete: bool = True  # False where no blank line ended the head: it then reaches to the end of the data


def parse_head(data: bytes) -> Head | None:
    """Read status line and headers as leniently as browsers do; None where the data does not begin with a status line.

    Taken as they come: LF for CRLF, blank lines before the status line, a missing reason or version, folded lines
    (RFC 9112, section 5.2: joined by a space), blanks around names. Lines without a colon are left out.
    """
    start = len(data) - len(data.lstrip(b"\r\n")) if data[:1] in (b"\r", b"\n") else 0
    if data[start : start + 4].upper() not in (b"HTTP", b"ICY "):
        return None
    end = _HEAD_END.search(data, start)
    lines = data[start : end.start() if end else len(data)].split(b"\n")
    match = _STATUS.match(lines[0].rstrip(_BLANK))
    if match is None and data[start : start + 5].upper() != b"HTTP/":
        return None
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip(_BLANK).decode('latin-1')}".strip(" "))
            continue
        raw_name, colon, raw_value = line.partition(b":")
        if colon:
            headers.append((raw_name.strip(_BLANK).decode("latin-1"), raw_value.strip(_BLANK).decode("latin-1")))
    length = end.end() if end else len(data)
    if match is None:
        return Head(0, "", "", tuple(headers), length, end is not None)
    version = f"{match[1].decode('latin-1').upper()}/{match[2].decode('latin-1')}".rstrip("/")
    return Head(int(match[3]), match[4].decode("latin-1"), version, tuple(headers), length, end is not None)


def exchange(
    url: str,
    fetched_at: datetime,
    request: bytes,
    response: bytes,
    *,
    remote_ip: str | None = None,
    truncated: str | None = None,
    protocol: tuple[str, ...] = (),
    cipher: str | None = None,
    head: Head | None = None,
) -> Exchange:
    """An exchange with status and headers read off the response bytes: status 0 and no headers where it has no head.

    `head` is what `parse_head(response)` gives, from a caller that has it already.
    """
    head = head or parse_head(response)
    status, headers = (head.status, head.headers) if head else (0, ())
    return Exchange(url, fetched_at, request, response, status, headers, remote_ip, truncated, protocol, cipher)


def payload(exchange: Exchange) -> bytes:
    """The body with transfer-coding removed and content-coding kept.

    A body that only claims to be chunked is given as it is; one whose chunks break off, as far as they go. Bytes beyond
    Content-Length stay. A response without a head (HTTP/0.9) is all body.
    """
    body = _body(exchange.response)
    for coding in reversed(_codings(exchange, "transfer-encoding")):
        if coding == "chunked":
            body = _join_chunks(body)
        elif coding in CODINGS:
            body = undo(body, coding, CONTENT_LIMIT)
    return body


def content(exchange: Exchange, limit: int = CONTENT_LIMIT) -> bytes:
    """The body with content-coding removed too, `limit` bytes at most; more is cut off, as decompression bombs are.

    gzip, deflate (zlib and raw), br and zstd, stacked in any order. Truncated streams give what they hold, garbage
    after a stream is left out, damaged ones are read up to the damage. A body that is not coded as it claims is given
    as it is, and so is one under a coding that is not known.
    """
    body = payload(exchange)
    for coding in reversed(_codings(exchange, "content-encoding")):
        if coding not in CODINGS:
            break
        body = undo(body, coding, limit)
    return body[:limit] if len(body) > limit else body


def _body(response: bytes) -> bytes:
    """What follows the head; the head's end is found without reading the headers again."""
    if response[:5] in (b"HTTP/", b"http/"):
        end = _HEAD_END.search(response)
        return response[end.end() :] if end else b""
    head = parse_head(response)
    return response[head.length :] if head else response


def _codings(exchange: Exchange, header: str) -> list[str]:
    """The codings a header lists, in the order they were applied (RFC 9110, section 8.4); `identity` left out."""
    values = [value for name, value in exchange.headers if name.lower() == header]
    names = [name.strip().lower() for value in values for name in value.split(",")]
    return [name for name in names if name and name != "identity"][:8]


def _join_chunks(body: bytes) -> bytes:
    """Remove chunked framing (RFC 9112, section 7.1); trailers are left out."""
    parts: list[bytes] = []
    position = 0
    while match := _CHUNK.match(body, position):
        size = int(match[1], 16)
        start = match.end()
        stop = start + size
        if size == 0:
            return b"".join(parts)
        parts.append(body[start:stop])
        if body.startswith(b"\r\n", stop):
            position = stop + 2
        elif body.startswith(b"\n", stop):
            position = stop + 1
        elif stop >= len(body) or parts[1:]:
            return b"".join(parts)
        else:
            return body  # no line end where the first chunk ends: this never was chunked
    return b"".join(parts) if parts else body
