"""Records from a WARC: `scraper replay --output` against warcio + trafilatura, and against itself on two workers.

The WARC is written by warcio from the real pages of ../shared/corpus, each under an address of its own, and from
invented pages where the corpus is absent. Against the peer ours has one worker on one core; the two-worker runs are
not pinned.
"""

import json
import os
from collections.abc import Iterator
from io import BytesIO
from itertools import count as numbers
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.bench import pages
from tests.bench.measure import CORPUS, bar, contest, folder, outrun, run, table
from tests.bench.ours import write_config


def measure(quick: bool) -> bool:
    """Run both measures; whether every bar was met."""
    with folder() as place:
        met = [_against_peer(place, 300 if quick else 1_446), _on_two_workers(place, 1_446 if quick else 5_784)]
    return all(met)


def _real_pages() -> Iterator[tuple[str, bytes]]:
    """The corpus again and again, each time under other hosts, so that no address comes twice."""
    lines = [json.loads(line) for line in (CORPUS / "corpus.jsonl").read_text().splitlines()]
    for turn in numbers():
        for line in lines:
            parts = urlsplit(line["url"])
            host = f"copy{turn}-{parts.hostname}" if turn else parts.netloc
            yield parts._replace(scheme="https", netloc=host).geturl(), (CORPUS / line["page"]).read_bytes()


def _invented_pages() -> Iterator[tuple[str, bytes]]:
    rests = [pages.prepare(pages.remainder(variant)) for variant in range(50)]
    for number in numbers():
        host = f"desk{number % 40}.courier.example"
        packed = b"".join(pages.gzip_page(pages.opening(host, number), rests[number % len(rests)]))
        yield f"http://{host}{pages.path(host, number)}", packed


def write_warc(file: Path, count: int) -> None:
    """`count` gzip-coded responses as warcio writes them."""
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, packed in islice(_real_pages() if CORPUS.exists() else _invented_pages(), count):
            fields = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))]
            headers = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", payload=BytesIO(packed), http_headers=headers)
            )


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n")


def _replay(place: Path, warc: Path, workers: int) -> list[str]:
    config, output = write_config(place), place / f"ours-{workers}.jsonl"
    return ["scraper", "replay", "--config", str(config), "--output", str(output), "--workers", str(workers), str(warc)]


def _against_peer(place: Path, count: int) -> bool:
    warc, theirs = place / "peer.warc.gz", place / "theirs.jsonl"
    write_warc(warc, count)
    commands = {
        "ours, one worker": _replay(place, warc, 1),
        "warcio + trafilatura": ["tests.bench.peer_replay", str(warc), str(theirs)],
    }
    costs = contest(commands, 1)
    what = "real" if CORPUS.exists() else "invented"
    table(f"replay a WARC of {count:,} {what} pages to records", [(name, count, costs[name]) for name in commands])
    mine = _lines(place / "ours-1.jsonl")
    print(f"  records: ours {mine:,}, theirs {_lines(theirs):,}")
    if mine < 0.98 * _lines(theirs):
        print("  MISSED  the work was not the same")
        return False
    ours, peer = (costs[name] for name in commands)
    return outrun("warcio + trafilatura", ours, peer, 6)


def _on_two_workers(place: Path, count: int) -> bool:
    if len(getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)) < 2:
        print("  one core only: two workers cannot be measured here")
        return True
    warc = place / "large.warc.gz"
    write_warc(warc, count)
    one, two = (run(_replay(place, warc, workers), pin=False) for workers in (1, 2))
    table(f"replay {count:,} pages on both cores", [("one worker", count, one), ("two workers", count, two)])
    if (place / "ours-1.jsonl").read_bytes() != (place / "ours-2.jsonl").read_bytes():
        print("  MISSED  the records differ with the number of workers")
        return False
    return bar("two workers : one", one.wall / two.wall, 1.7)
