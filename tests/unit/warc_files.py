"""WARC files for tests: written by our writer with a fixed clock and counted ids, or put together by hand."""

import gzip
import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scraper import decode
from scraper.model import Exchange, FoundOn, Kind, Target, Visit
from scraper.warc import Writer, WriterSettings, find_files

NOON = datetime(2024, 3, 5, 12, 0, 0, 123456, tzinfo=UTC)
REQUEST = b"GET /tides HTTP/1.1\r\nHost: gazette.example\r\n\r\n"
VISIT = Visit(
    target=Target(
        "https://gazette.example/tides",
        "gazette",
        Kind.ARTICLE,
        "gazette/harbour",
        FoundOn("https://gazette.example/harbour", "urn:uuid:00000000-0000-4000-8000-000000000abc"),
        1,
    ),
    hops="LR",
    via="https://gazette.example/harbour",
    attempt=2,
    seconds=0.123456,
)


def count_ids() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"


def make_writer(folder: Path, now: Callable[[], datetime] = lambda: NOON, **settings: float | str) -> Writer:
    texts = {
        "software": "news-scraper/0",
        "user_agent": "test",
        "operator": "Harbour",
        "contact": "desk@gazette.example",
    }
    return Writer(WriterSettings(folder, **texts, **settings), now=now, new_id=count_ids())  # type: ignore[arg-type]


def only(folder: Path) -> Path:
    """The one WARC file in a folder."""
    (path,) = find_files([folder])
    return path


def make_exchange(body: bytes = b"<p>High water at six.</p>", **fields: str) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return decode.exchange(
        "https://gazette.example/tides",
        NOON,
        REQUEST,
        (head + lines + "\r\n").encode() + body,
        remote_ip="192.0.2.7",
        protocol=("http/1.1", "tls/1.3"),
        cipher="TLS_AES_128_GCM_SHA256",
    )


def make_record(kind: str, block: bytes, *fields: tuple[str, str], end: str = "\r\n") -> bytes:
    """A record as somebody else may write it: only what is given, and Content-Length unless that is given too."""
    given = dict(fields)
    lines = [("WARC-Type", kind), ("WARC-Date", "2019-06-01T10:00:00Z"), *fields]
    if "Content-Length" not in given:
        lines.append(("Content-Length", str(len(block))))
    head = "".join(f"{name}: {value}{end}" for name, value in lines if value)
    return f"WARC/1.0{end}{head}{end}".encode() + block + (end * 2).encode()


def write_members(path: Path, records: Sequence[bytes]) -> list[int]:
    """One gzip member a record; the offset of each."""
    members = [gzip.compress(record, mtime=0) for record in records]
    path.write_bytes(b"".join(members))
    return [0, *itertools.accumulate(map(len, members))][: len(members)]
