"""One line of a CDXJ index: `SURT timestamp {json}`, as pywb writes it."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture in an index. What is None has no key in its line."""

    key: str  # the URL's SURT
    timestamp: str  # 14 digits, UTC
    url: str
    mime: str | None  # without parameters; "warc/revisit" for a revisit
    status: str | None  # of responses only
    digest: str | None  # of the payload: Base32 for SHA-1, else as WARC-Payload-Digest states it
    length: int  # bytes of the record in its file: of its gzip member, or without the line ends after it in a plain one
    offset: int
    filename: str  # the WARC file's base name


def to_line(entry: Entry) -> bytes:
    """The line of an entry, with its line end; all values are strings."""
    values = {
        "url": entry.url,
        "mime": entry.mime,
        "status": entry.status,
        "digest": entry.digest,
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": entry.filename,
    }
    told = json.dumps({name: value for name, value in values.items() if value and value != "-"})
    return f"{entry.key} {entry.timestamp} {told}\n".encode()


def parse_line(line: bytes) -> Entry | None:
    """The entry in a line, whoever wrote it; None where it holds none that says where its record lies."""
    parts = line.split(b" ", 2)
    try:
        key, timestamp, told = parts[0].decode(), parts[1].decode(), json.loads(parts[2])
        return Entry(
            key,
            timestamp,
            str(told["url"]),
            told.get("mime"),
            str(told["status"]) if "status" in told else None,
            told.get("digest"),
            int(told["length"]),
            int(told["offset"]),
            str(told["filename"]),
        )
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        return None
