"""HTTP/2 messages in the words of HTTP/1.1, which every reader of WARC files understands, and a request the other way.

A response: `HTTP/1.1 200 OK`, then the fields in the order received; a request: `GET /path HTTP/1.1`, Host as sent in
:authority, then the fields as sent, in lower case. Pseudo-fields are left out.
"""

import re
from http import HTTPStatus
from typing import TypeAlias

Fields: TypeAlias = list[tuple[bytes, bytes]]

_NAME = re.compile(rb"[!-9;-~]+")
_BREAK = re.compile(rb"[\0\r\n]")
_STATUS = re.compile(rb"[2-9]\d\d")


def to_head(fields: Fields) -> bytes | None:
    """A response's fields as the head of an HTTP/1.1 message; None where that cannot be (RFC 9113, 8.2.1, 8.3.2)."""
    statuses = [value for name, value in fields if name == b":status"]
    plain = [(name, value) for name, value in fields if name[:1] != b":"]
    if len(statuses) != 1 or len(plain) != len(fields) - 1 or not _STATUS.fullmatch(statuses[0]):
        return None
    if not all(_NAME.fullmatch(name) and not _BREAK.search(value) for name, value in plain):
        return None
    try:
        phrase = HTTPStatus(int(statuses[0])).phrase
    except ValueError:  # not registered: the reason may be empty (RFC 9112, 4)
        phrase = ""
    lines = [b"HTTP/1.1 " + statuses[0] + b" " + phrase.encode("ascii")]
    lines += [name + b": " + value for name, value in plain]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def lower_names(request: bytes) -> bytes:
    """A request with its fields as HTTP/2 sends them, names in lower case; Host, which goes as :authority, stays."""
    first, *lines = request[:-4].split(b"\r\n")
    fields = [line.partition(b":") for line in lines]
    written = [(name if name == b"Host" else name.lower()) + b": " + value.strip() for name, _, value in fields]
    return b"\r\n".join((first, *written)) + b"\r\n\r\n"


def to_fields(request: bytes) -> Fields:
    """What `lower_names` gives, as the fields of an HTTP/2 request."""
    first, *lines = request[:-4].split(b"\r\n")
    method, target, _ = first.split(b" ")
    fields = [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]
    authority = b"".join(value for name, value in fields if name == b"Host")
    pseudo = [(b":method", method), (b":scheme", b"https"), (b":authority", authority), (b":path", target)]
    return pseudo + [field for field in fields if field[0] != b"Host"]
