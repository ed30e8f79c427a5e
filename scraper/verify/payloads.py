"""What the digests of a record say of its block and payload, in each reading of a payload that is in use.

The standard takes the transfer-coding off first (ISO 28500:2017, section 5.9); others hash the body as archived, and
some the whole block. Either will do, and which of them held is told.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from scraper import decode
from scraper.warc.record import Record, agrees, is_checkable, sha1

_HEAD_END = re.compile(rb"\n\r*\n")
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class Reading(Enum):
    """In which reading a stated payload digest is that of the payload."""

    STANDARD = "standard"
    ARCHIVED = "archived"  # with its transfer-coding, or its head too
    NONE = "none"
    UNKNOWN = "unknown"  # its algorithm is


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload in the two readings, with the sha1 of each; nearly always they are one."""

    standard: bytes
    archived: bytes
    labels: tuple[str, ...]


def read_payload(record: Record, kind: str) -> Payload:
    """The payload of a response, or of what is all payload."""
    block = record.block
    standard = archived = block
    if kind in ("response", "request"):
        archived = _body(block)
        standard = archived if len(archived) == len(block) else _uncoded(block, archived)
    first = sha1(standard)
    return Payload(standard, archived, (first,) if standard is archived else (first, sha1(archived)))


def reading_of(label: str, payload: Payload, block: bytes) -> Reading:
    """In which reading a payload has the digest that is stated of it."""
    if label == payload.labels[0]:
        return Reading.STANDARD
    if not is_checkable(label):
        return Reading.UNKNOWN
    if agrees(label, payload.standard):
        return Reading.STANDARD
    return Reading.ARCHIVED if agrees(label, payload.archived) or agrees(label, block) else Reading.NONE


def _body(message: bytes) -> bytes:
    """What follows the head of an HTTP message; all of it where it has none."""
    if message[:5] == b"HTTP/":
        end = _HEAD_END.search(message)
        return message[end.end() :] if end else b""
    head = decode.parse_head(message)
    if head is not None:
        return message[head.length :]
    return message.partition(b"\r\n\r\n")[2] if message[:1].isalpha() else message


def _uncoded(message: bytes, body: bytes) -> bytes:
    """The body with its transfer-coding removed, where it has one."""
    head = message[: len(message) - len(body)]
    if b"transfer-encoding" not in head.lower():
        return body
    return decode.payload(decode.exchange("", _ANY_TIME, b"", message))
