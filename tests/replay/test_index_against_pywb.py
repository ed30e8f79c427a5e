"""Our index of a file names the captures that pywb's cdx-indexer names, for archives of ours and of others.

What differs stands in `DIFFERENCES`, each with its reason.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from scraper import decode
from scraper.model import Exchange
from scraper.warc import Original, cdxj, payload_labels
from scraper.warc.members import Fault
from tests.unit.warc_files import NOON, REQUEST, VISIT, make_exchange, make_record, make_writer, write_members

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "warcs"
INDEXER = Path(sys.executable).with_name("cdx-indexer")
pytestmark = pytest.mark.skipif(not INDEXER.exists(), reason="pywb's cdx-indexer is not installed")

NAMES = ("url", "mime", "status", "digest", "length", "offset", "filename")
Line = tuple[str | None, ...]  # the key, the timestamp, and the values of NAMES


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in one of two indexes of a file, by offset and length, and why."""

    theirs: frozenset[tuple[int, int]]
    ours: frozenset[tuple[int, int]]
    reason: str


DIFFERENCES = {
    "bad.arc": Difference(
        frozenset({(134, 67), (262, 68)}),
        frozenset(),
        "their lengths in the file are -1 and 'abc': pywb lists them as empty, we name them as damaged",
    ),
    "example-wrong-chunks.warc.gz": Difference(
        frozenset({(0, 516)}),
        frozenset({(0, 1130)}),
        "one record cut into several gzip members: pywb counts the first and ends there, we count all that hold it",
    ),
}


def _theirs(files: Sequence[Path]) -> dict[str, set[Line]]:
    """What pywb lists; a file it fails at has the lines before the failure."""
    done = subprocess.run(
        [INDEXER, "--cdxj", "--sort", *files], capture_output=True, check=True, env={**os.environ, "PYTHONWARNINGS": ""}
    )
    return _by_file(files, done.stdout.decode().splitlines())


def _ours(files: Sequence[Path]) -> dict[str, set[Line]]:
    entries = [entry for file in files for entry in cdxj.entries(file) if not isinstance(entry, Fault)]
    return _by_file(files, (cdxj.to_line(entry).decode() for entry in entries))


def _by_file(files: Sequence[Path], lines: Iterator[str] | list[str]) -> dict[str, set[Line]]:
    found: dict[str, set[Line]] = {file.name: set() for file in files}
    for line in lines:
        key, timestamp, told = line.split(" ", 2)
        values = json.loads(told)
        found[values["filename"]].add((key, timestamp, *(values.get(name) for name in NAMES)))
    return found


def _places(lines: set[Line]) -> frozenset[tuple[int, int]]:
    return frozenset((int(line[7] or 0), int(line[6] or 0)) for line in lines)


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there")
def test_the_files_of_others() -> None:
    files = sorted(path for path in FOLDER.iterdir() if ".arc" in path.name or ".warc" in path.name)
    theirs, ours = _theirs(files), _ours(files)
    assert sum(map(len, ours.values())) > 35
    found = {}
    for name in theirs:
        if theirs[name] != ours[name]:
            found[name] = (_places(theirs[name] - ours[name]), _places(ours[name] - theirs[name]))
    assert found == {name: (each.theirs, each.ours) for name, each in DIFFERENCES.items()}


def _exchange(url: str, response: bytes, seconds: int) -> Exchange:
    return decode.exchange(url, NOON + timedelta(seconds=seconds), REQUEST, response, remote_ip="192.0.2.7")


def _responses() -> Iterator[tuple[str, bytes]]:
    """Answers of every kind that tells on an index, with the addresses that do."""
    site = "https://www.gazette.example"
    ok = b"HTTP/1.1 200 OK\r\n"
    yield site, ok + b"Content-Type: text/html; charset=utf-8\r\nContent-Length: 2\r\n\r\nhi"
    yield f"{site}/Tides/?b=2&a=1&PHPSESSID={'0a' * 16}", ok + b"content-type:text/html\r\n\r\nhi"
    yield f"{site}/chunked", ok + b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
    yield f"{site}/coded", ok + b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + bytes(range(256)) * 300
    yield f"{site}/old", b"HTTP/1.0 301 Moved Permanently\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
    yield f"{site}:8443/none", b"HTTP/1.1 204 No Content\r\n\r\n"
    yield f"{site}/gone", b"HTTP/1.1 404\nContent-Type: text/plain\n\nno"
    yield f"{site}/torn", b"HTTP/1.1 200 OK\r\nContent-Type: text/ht"
    yield f"{site}/odd", b"<html>no head at all"
    yield f"{site}/empty", b""
    yield f"{site}/caf\u00e9?q=\u65e5\u672c%20x y", ok + b"Content-Type: \xe9/x\r\nX: \xff\r\n\r\n"
    yield "http://192.0.2.7:80/a/../b//c/", ok + b"Content-Type: image/png\r\n\r\n\n\n\x00"


def test_an_archive_of_ours(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    for seconds, (url, response) in enumerate(_responses()):
        writer.append(_exchange(url, response, seconds), VISIT)
    first = make_exchange()
    capture = writer.append(first, VISIT)
    original = Original(capture.record_id, first.url, first.fetched_at, payload_labels(first)[1])
    writer.append(replace(first, fetched_at=NOON + timedelta(hours=1)), VISIT, original)
    unmodified = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    writer.append(_exchange(first.url, unmodified, 7_200), None, original)
    writer.close()
    files = list(tmp_path.glob("*.warc.gz"))
    theirs, ours = _theirs(files), _ours(files)
    assert len(ours[files[0].name]) == len(list(_responses())) + 3
    assert ours == theirs
    assert [line[3] for line in sorted(ours[files[0].name], key=str) if line[0] == "example,gazette)/tides"] == [
        "text/html",
        "warc/revisit",
        "warc/revisit",
    ]


def test_records_of_every_kind(tmp_path: Path) -> None:
    """Plain and packed; the odd ones that no shared file holds."""
    uris = ("http://a.example/", "<https://www.a.example/x y>", "dns:a.example", "urn:x:Y", "whois://a.example/")
    kinds = ("response", "revisit", "resource", "conversion", "metadata", "continuation", "request", "warcinfo", "odd")
    types = (
        "application/http; msgtype=response",
        "text/dns",
        "application/warc-fields",
        "text/anvl",
        "image/png;x",
        "",
    )
    blocks = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html ; x\r\nContent-Type: a/b\r\n \r\nbody",
        b"HTTP/1.1\r\n\r\nbody",
        b"\r\nbody",
        b"20190601 a.example 192.0.2.7\n",
        b"",
    )
    digests = ("", "sha1:ABC", "sha256:00", "-")
    records = [
        make_record(
            kind,
            block,
            ("WARC-Target-URI", uri),
            ("Content-Type", content_type),
            ("WARC-Payload-Digest", digests[(number + len(block)) % 4]),
            ("WARC-Record-ID", f"<urn:uuid:{number}>"),
        )
        for number, (uri, kind, content_type, block) in enumerate(product(uris, kinds, types, blocks))
    ]
    packed, plain = tmp_path / "packed.warc.gz", tmp_path / "plain.warc"
    write_members(packed, records)
    plain.write_bytes(b"".join(records))
    theirs, ours = _theirs([packed, plain]), _ours([packed, plain])
    assert len(ours["plain.warc"]) == len(ours["packed.warc.gz"]) > 500
    assert ours == theirs
