"""The same exchanges written by our Writer or by warcio's. `python -m tests.bench.writing WHO BODY COUNT FOLDER`.

WHO is `ours` or `warcio`, BODY `coded` (gzip, as most servers send) or `plain`. Pages are the real ones of
../shared/corpus, invented where it is absent, read before the clock starts. Ours writes a metadata record more and
counts closing: fsync, manifest and index. The last line of output is a JSON object: `cpu` in seconds, `bytes` of WARC.
"""

import gzip
import json
import sys
import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper import decode
from scraper.model import Exchange, Kind, Target, Visit
from scraper.warc import Writer, WriterSettings
from tests.bench import pages
from tests.bench.measure import CORPUS

AGENT = "news-scraper/0 (+https://courier.example/bench)"
_PAGES = 200


def _packed() -> list[bytes]:
    if CORPUS.exists():
        lines = (CORPUS / "corpus.jsonl").read_text().splitlines()[:_PAGES]
        return [(CORPUS / json.loads(line)["page"]).read_bytes() for line in lines]
    rests = [pages.prepare(pages.remainder(variant)) for variant in range(20)]
    starts = [pages.opening(f"desk{number}.courier.example", number) for number in range(_PAGES)]
    return [b"".join(pages.gzip_page(start, rests[number % 20])) for number, start in enumerate(starts)]


def make_exchanges(coded: bool) -> list[Exchange]:
    """A few hundred pages as a server sends them."""
    made = []
    for number, packed in enumerate(_packed()):
        body = packed if coded else gzip.decompress(packed)
        coding = "Content-Encoding: gzip\r\n" if coded else ""
        head = (
            f"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Mon, 02 Mar 2026 10:00:00 GMT\r\nContent-Type: text/html\r\n"
            f"{coding}Content-Length: {len(body)}\r\nCache-Control: max-age=60\r\nVary: Accept-Encoding\r\n\r\n"
        )
        host = f"desk{number % 40}.courier.example"
        request = f"GET /{number} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\nAccept: */*\r\n\r\n".encode()
        made.append(
            decode.exchange(
                f"http://{host}/{number}", datetime.now(UTC), request, head.encode() + body, remote_ip="192.0.2.7"
            )
        )
    return made


def _write_ours(exchanges: Iterable[Exchange], folder: Path) -> None:
    settings = WriterSettings(folder, "news-scraper/0", AGENT, "Bench", "https://courier.example/bench")
    writer = Writer(settings, now=lambda: datetime.now(UTC), new_id=lambda: uuid.uuid4().urn)
    for exchange in exchanges:
        writer.append(exchange, Visit(Target(exchange.url, "courier", Kind.ARTICLE)))
    writer.close()


def _write_theirs(exchanges: Iterable[Exchange], folder: Path) -> None:
    """As warcio does for those who capture with it: headers as pairs, body as a stream, at its own level."""
    with (folder / "theirs.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for exchange in exchanges:
            head = StatusAndHeaders("200 OK", list(exchange.headers), protocol="HTTP/1.1")
            body = BytesIO(decode.payload(exchange))
            response = writer.create_warc_record(exchange.url, "response", payload=body, http_headers=head)
            asked = decode.parse_head(b"HTTP/1.1 200 OK\r\n" + exchange.request.partition(b"\r\n")[2])
            assert asked is not None
            line = exchange.request.partition(b"\r\n")[0].decode()
            head = StatusAndHeaders(line, list(asked.headers), is_http_request=True)
            request = writer.create_warc_record(exchange.url, "request", http_headers=head)
            writer.write_request_response_pair(request, response)


def count_responses(folder: Path) -> int:
    """How many response records the WARC files in a folder hold."""
    count = 0
    for path in folder.glob("*.warc.gz"):
        with path.open("rb") as stream:
            count += sum(record.rec_type == "response" for record in ArchiveIterator(stream, no_record_parse=True))
    return count


def main(arguments: Sequence[str]) -> None:
    who, body, count, place = arguments
    exchanges = make_exchanges(body == "coded")
    turns = (exchanges[number % len(exchanges)] for number in range(int(count)))
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.process_time()
    (_write_ours if who == "ours" else _write_theirs)(turns, folder)
    cpu = time.process_time() - begun
    size = sum(path.stat().st_size for path in folder.glob("*.warc.gz"))
    print(json.dumps({"cpu": cpu, "bytes": size}))


if __name__ == "__main__":
    main(sys.argv[1:])
