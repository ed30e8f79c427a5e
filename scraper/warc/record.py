"""The record layer: one WARC record as a value, to bytes and from bytes (WARC/1.1, ISO 28500:2017).

Knows HTTP only where digests do, in `payload_labels`. A `revisit` is a record like any other here; what a type means is
decided one layer up, in `capture` and `group`.
"""

import base64
import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from isal import isal_zlib

from scraper.decode import parse_head, payload
from scraper.model import Exchange

MAX_BLOCK = 64 * 1024 * 1024  # bytes of a record held in memory at once; larger ones are named and passed over
MAX_HEAD = 65_536  # bytes of a record's own header lines
STORED, PACKED = 0, 2  # measured on 185 kB of HTML: igzip 2 takes 0.18 ms for 38.2 kB, zlib 6 3.5 ms for 33.6 kB

_HEAD_END = re.compile(rb"\n\r*\n")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_DIGEST = re.compile(r"\s*([A-Za-z0-9-]+)\s*:\s*([A-Za-z0-9+/_-]+)=*\s*")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [one + other for one in _BASE32 for other in _BASE32]  # ten bits each; base64.b32encode takes twice as long
_ALGORITHMS = frozenset(("md5", "sha1", "sha224", "sha256", "sha384", "sha512"))


@dataclass(frozen=True, slots=True)
class Record:
    """One record as read. `fields` has lower-case names and all values in order; `block` is what Content-Length covers.

    `offset` and `length` say where it lies: its gzip member, or its bytes in a plain file with the line ends after it.
    """

    fields: dict[str, list[str]]
    block: bytes
    offset: int
    length: int
    complaint: str | None = None  # what is wrong with it, in a sentence, though it was read
    missing: int = 0  # bytes by which the block is shorter than Content-Length
    head: bytes = b""  # version line and header lines as they are, the blank line included
    after: bytes = b""  # what follows the block in its member, or 4 bytes or more: two line ends, if all is well

    def first(self, name: str) -> str | None:
        values = self.fields.get(name)
        return values[0] if values else None

    @property
    def record_id(self) -> str | None:
        value = self.first("warc-record-id")
        return unbracket(value) if value else None

    @property
    def concurrent_to(self) -> list[str]:
        """The ids of the other records of the same capture event."""
        return [unbracket(value) for value in self.fields.get("warc-concurrent-to", ())]


@dataclass(frozen=True, slots=True)
class Original:
    """The capture that holds the payload a revisit record refers to."""

    record_id: str  # "urn:uuid:..."
    url: str
    fetched_at: datetime
    label: str  # the digest by which indexes know its payload: the second of its `payload_labels`


@dataclass(frozen=True, slots=True)
class Format:
    """How records of an archive format begin and where their blocks are: `WARC` here, `arc.ARC`."""

    name: str
    start: re.Pattern[bytes]  # matches where a record begins
    line_start: re.Pattern[bytes]  # the same, with the line break before it
    find_block: Callable[[bytes | bytearray], int]  # offset of the block of the record at 0; -1 where there is none
    parse_fields: Callable[[bytes], dict[str, list[str]]]  # of what comes before the block


def serialise(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """A WARC/1.1 record: header lines in the order given, Content-Length, block, two line ends.

    Control characters in a value, line breaks above all, become percent-encoded.
    """
    lines = [f"{name}: {value}" for name, value in fields]
    if not "".join(lines).isprintable():
        lines = [_CONTROL.sub(_percent, line) for line in lines]
    head = "\r\n".join(("WARC/1.1", *lines, f"Content-Length: {len(block)}\r\n\r\n"))
    return b"".join((head.encode("utf-8", "replace"), block, b"\r\n\r\n"))


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def to_member(data: bytes, level: int) -> bytes:
    """One gzip member (RFC 1952), at level 0 (stored) to 9; the same bytes for the same data by the same libraries.

    igzip packs at levels 1 to 3, zlib at those above, where igzip has none. Stored blocks (RFC 1951, section 3.2.4) are
    written here, at a quarter of what zlib's level 0 costs.
    """
    if level > 3:
        return zlib.compress(data, level, 31)
    if level != STORED:
        return bytes(isal_zlib.compress(data, level, 31))
    parts: list[bytes | memoryview] = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"]
    view = memoryview(data)
    for start in range(0, max(len(data), 1), 65_535):
        part = view[start : start + 65_535]
        parts += (struct.pack("<BHH", start + 65_535 >= len(data), len(part), len(part) ^ 0xFFFF), part)
    parts.append(struct.pack("<II", isal_zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(parts)


def find_block(data: bytes | bytearray) -> int:
    """The offset where the block of the record at 0 begins; -1 where no blank line ends its header."""
    match = _HEAD_END.search(data, 0, MAX_HEAD)
    return match.end() if match else -1


def parse_fields(head: bytes) -> dict[str, list[str]]:
    """The header lines after the version line, by lower-case name; folded ones joined, those with no colon left out."""
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in text.split("\n")[1:]:
        if line[:1] in (" ", "\t") and values:
            values[-1] += " " + line.strip(" \t\r")
            continue
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip().lower()
            if name not in fields:
                fields[name] = []
            values = fields[name]
            values.append(value.strip(" \t\r"))
    return fields


WARC = Format("WARC", re.compile(rb"WARC/\d"), re.compile(rb"\nWARC/[01]\.\d+\r*\n"), find_block, parse_fields)


def parse_length(fields: dict[str, list[str]]) -> tuple[int | None, str | None]:
    """Content-Length, or None and a complaint where it is missing or no count of bytes."""
    values = fields.get("content-length")
    if not values:
        return None, "Content-Length is missing"
    if re.fullmatch(r"[0-9]{1,18}", values[0]):
        return int(values[0]), None
    return None, f"Content-Length is {values[0][:40]!r}, not a number of bytes"


def unbracket(value: str) -> str:
    """A URI or record id without the angle brackets that WARC/1.0's grammar put around it."""
    return value[1:-1] if value[:1] == "<" and value[-1:] == ">" else value


def to_date(moment: datetime) -> str:
    """WARC-Date to the microsecond, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse_date(value: str) -> datetime | None:
    """A WARC-Date of any precision, or the 8 to 20 digits that ARC writes, in UTC; None where it is neither."""
    value = value.strip()
    if re.fullmatch(r"\d{8,20}", value):
        value = f"{value[:8]}T{value[8:14].ljust(6, '0')}Z"
    elif re.fullmatch(r"\d{4}(-\d\d)?", value):
        value = f"{value}-01-01"[:10]
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment if moment.year >= 1000 else None  # a clock that was never set; %Y writes fewer digits for it
    except (ValueError, OverflowError):
        return None


def sha1(data: bytes | memoryview) -> str:
    """`sha1:` and upper-case Base32, the label that the ecosystem looks up by."""
    bits = int.from_bytes(hashlib.sha1(data).digest(), "big")
    return "sha1:" + "".join([_PAIRS[bits >> shift & 1023] for shift in range(150, -1, -10)])


def payload_labels(exchange: Exchange) -> tuple[str, str]:
    """The sha1 of a response's payload in the standard's reading, and the one by which indexes know it.

    The standard takes the transfer-coding off first (ISO 28500:2017, section 5.9); warcio, FastWARC and pywb hash the
    body as archived. The two differ for a response with a transfer-coding alone.
    """
    standard = sha1(payload(exchange))
    if has_one_reading(exchange):
        return standard, standard
    head = parse_head(exchange.response)
    return standard, sha1(exchange.response[head.length :] if head else exchange.response)


def has_one_reading(exchange: Exchange) -> bool:
    """Whether everybody computes the same payload digest: the response has a head, and no transfer-coding."""
    return exchange.status != 0 and exchange.header("transfer-encoding") is None


def is_checkable(label: str) -> bool:
    """Whether `agrees` knows the algorithm of a labelled digest."""
    match = _DIGEST.fullmatch(label)
    return match is not None and match[1].lower().replace("-", "") in _ALGORITHMS


def agrees(label: str, data: bytes) -> bool:
    """Whether a labelled digest (hex, Base32, Base64) is that of the data. True where its algorithm is not known."""
    if label.startswith("sha1:") and label == sha1(data):  # as most are written
        return True
    match = _DIGEST.fullmatch(label)
    algorithm = match[1].lower().replace("-", "") if match else ""
    if match is None or algorithm not in _ALGORITHMS:
        return True
    digest = hashlib.new(algorithm, data).digest()
    value = match[2]
    if len(value) == 2 * len(digest):
        return value.lower() == digest.hex()
    if value.upper() == base64.b32encode(digest).decode("ascii").rstrip("="):
        return True
    plain = base64.b64encode(digest).decode("ascii").rstrip("=")
    return value in (plain, plain.replace("+", "-").replace("/", "_"))
