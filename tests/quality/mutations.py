"""Pages broken on purpose: cut off, with bytes changed, with markup of other pages in them. Seeded, so that a page that
shows a fault can be made again.

`python -m tests.quality.mutations --minutes 60` breaks the gold pages (where they are) and our own for an hour and
prints what raised, with the seed that makes the page again.
"""

import argparse
import gzip
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scraper import decode
from scraper.extract import extract
from scraper.model import Article, Capture, Location, Rejection
from scraper.profiles import Profiles, load
from scraper.records import line, record
from tests.quality.adapter import FETCHED_AT, HEAD

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "pages"
OWN = ROOT / "tests"
TOKENS = (
    *(b"<div>", b"</div>", b"<p>", b"</p>", b"<a href='//['>", b"<!--", b"-->", b"<script>", b"</script>", b"<br><br>"),
    *(b'<script type="application/ld+json">', b'{"@type":"NewsArticle","author":', b'{"@graph":[', b"]}", b'"', b"'"),
    *(b"<meta property=og:title content=", b"<title>", b"<h1>", b"<time datetime=", b"<base href=http://[>", b"\x00"),
    *(b"\xff\xfe", b"&#xD800;", b"&#x110000;", b"\\ud800", b"\r\n", b"<table><td>", b"<svg><title>", b"<template>"),
    *(
        b"9999999999999999999",
        b"0000-00-00",
        b"2024-02-30T25:61:61+99:99",
        b"3 hours ago",
        b"\xe2\x80\xae",
        b"<plaintext>",
    ),
    *(
        b'itemprop="articleBody"',
        b'class="byline"',
        b"rel=next href=?page=2",
        b"<figure><img src=data:,>",
        b"<html lang=\xc0>",
    ),
)


def pages() -> list[Path]:
    """The gold pages, where they are, and every page of the tests."""
    return [*sorted(CORPUS.glob("*.gz")), *sorted(OWN.rglob("*.html"))]


def read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def cut(html: bytes, chance: random.Random) -> bytes:
    """A page whose end did not arrive."""
    return html[: chance.randrange(len(html) + 1)]


def change(html: bytes, chance: random.Random) -> bytes:
    """A page with bytes changed: one in some hundreds or thousands."""
    broken = bytearray(html)
    for _ in range(max(1, len(html) // chance.choice((100, 1_000, 10_000)))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def shuffle(html: bytes, other: bytes, chance: random.Random) -> bytes:
    """A page with pieces left out, doubled and moved, with tokens and pieces of another page put in."""
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(len(html) + 1)
        end = min(len(html), place + int(chance.paretovariate(0.6)))
        match chance.randrange(4):
            case 0:
                html = html[:place] + html[end:]
            case 1:
                html = html[:end] + html[place:]
            case 2:
                html = html[:place] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 500)) + html[place:]
            case _:
                start = chance.randrange(len(other) + 1)
                html = html[:place] + other[start : start + chance.randrange(5_000)] + html[place:]
    return html


def broken_pages(html: bytes, other: bytes, seed: int, cuts: int, changes: int) -> Iterator[bytes]:
    """A page cut at so many places, and changed and shuffled so many times."""
    chance = random.Random(seed)
    for _ in range(cuts):
        yield cut(html, chance)
    for _ in range(changes):
        if html:
            yield change(html, chance)
        yield shuffle(html, other, chance)


def read_page(html: bytes, profiles: Profiles, url: str = "https://www.ledger.example/2024/05/06/the-gates") -> bytes:
    """A page through all that a capture goes through: its record's line, or the reason why there is none."""
    exchange = decode.exchange(url, FETCHED_AT, b"", HEAD + html)
    capture = Capture(exchange, Location("a.warc.gz", 0, 1), "urn:uuid:1", "sha1:A")
    found = extract(exchange, profiles.choose(url, FETCHED_AT))
    assert isinstance(found, Article | Rejection)
    if isinstance(found, Rejection):
        return f"{found.reason}: {found.detail}".encode("utf-8", "replace")
    return line(record(found, capture, "ledger"))


def main() -> int:
    """Break pages until the time is over; 1 where any raised."""
    parser = argparse.ArgumentParser(description="Break pages at random and read them.")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cuts", type=int, default=200, help="places each page is cut at, in each round")
    parser.add_argument("--changes", type=int, default=50, help="pages changed and shuffled, of each, in each round")
    options = parser.parse_args()
    until, seed, count, faults, slowest = time.monotonic() + options.minutes * 60, options.seed, 0, 0, 0.0
    known, profiles, hosts = pages(), load(), list(load().by_host)
    order = random.Random(options.seed)
    while time.monotonic() < until:
        path, other = order.choice(known), order.choice(known)
        seed += 1
        url = f"https://www.{order.choice(hosts)}/read/2024/05/06/123456/the-gates-are-lifted"
        for number, html in enumerate(broken_pages(read(path), read(other), seed, options.cuts, options.changes)):
            address = url if number % 2 else "https://www.ledger.example/2024/05/06/the-gates"
            where = f"{path.name} with {other.name}, seed {seed}, page {number} as {address}"
            began = time.process_time()
            try:
                read_page(html, profiles, address)
            except Exception as error:  # noqa: BLE001  to be told of, and looked for again
                faults += 1
                print(f"{where}: {type(error).__name__}: {error}", flush=True)
            count += 1
            took = time.process_time() - began
            if took > max(slowest, 0.1):
                print(f"{where}: {took:.2f} s, {len(html):,} bytes", flush=True)
            slowest = max(slowest, took)
    print(f"{count:,} pages, {faults} raised, the slowest took {slowest:.2f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
