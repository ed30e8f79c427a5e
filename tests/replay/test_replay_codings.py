"""Pages under every content-coding, as servers send them, replayed out of a WARC that keeps them as received."""

import gzip
import json
import zlib
from pathlib import Path

import brotlicffi
import pytest
import zstandard

from scraper import cli
from scraper.warc import Damage, read
from tests.unit.warc_files import make_record, write_members

WORDS = "<p>" + "The lock gates were lifted out on Monday and will be back before the fleet returns. " * 2
PAGE = f"<title>Gates lifted</title><article><h1>Gates lifted</h1>{WORDS * 4}</article>".encode()
TRAILING = b"<!-- appended by a proxy -->"


@pytest.mark.parametrize("chunked", [False, True])
def test_every_coding_makes_the_same_record(tmp_path: Path, chunked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bodies = {
        "identity": PAGE,
        "gzip": gzip.compress(PAGE),
        "gzip ": gzip.compress(PAGE) + TRAILING,
        "x-gzip": gzip.compress(PAGE[:200]) + gzip.compress(PAGE[200:]) + bytes(40),
        "deflate": zlib.compress(PAGE),
        "Deflate": zlib.compress(PAGE, wbits=-15),
        "br": brotlicffi.compress(PAGE),
        "zstd": zstandard.compress(PAGE),
        "zstd ": zstandard.compress(PAGE[:200]) + zstandard.compress(PAGE[200:]),
        "gzip, br": brotlicffi.compress(gzip.compress(PAGE)),
    }
    path, output = tmp_path / "coded.warc.gz", tmp_path / "records.jsonl"
    records, sent = [], []
    for number, (coding, body) in enumerate(bodies.items()):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\n" % coding.encode()
        if chunked:
            head += b"Transfer-Encoding: chunked\r\n"
            body = b"5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (body[:5], len(body) - 5, body[5:])
        sent.append(head + b"\r\n" + body)
        uri = ("WARC-Target-URI", f"https://www.gazette.example/2024/03/{number}-gates-lifted")
        records.append(make_record("response", sent[-1], uri))
    write_members(path, records)
    assert cli.main(["replay", str(path), "--output", str(output), "--workers", "1"]) == 0
    found = [json.loads(line) for line in output.read_bytes().splitlines()]
    assert len(found) == len(bodies)
    assert {(record["title"], tuple(record["paragraphs"])) for record in found} == {
        ("Gates lifted", (WORDS[3:].strip(),) * 4)
    }
    kept = list(read(path))
    assert [each.exchange.response for each in kept if not isinstance(each, Damage)] == sent
