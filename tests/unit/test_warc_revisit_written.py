"""Revisit records as written: what they say, and that independent readers find the payload they refer to by it."""

import hashlib
import tempfile
from argparse import Namespace
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper import decode
from scraper.model import Capture, Exchange, RevisitProfile
from scraper.warc import Original, payload_labels
from scraper.warc.group import BLOCK_ORIGIN
from tests.unit.warc_files import NOON, REQUEST, VISIT, make_exchange, make_writer, only

URL = "https://gazette.example/tides"
LATER = NOON + timedelta(hours=3)
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "t6"\r\n\r\n'


def original_of(capture: Capture) -> Original:
    exchange = capture.exchange
    return Original(capture.record_id, exchange.url, exchange.fetched_at, payload_labels(exchange)[1])


def records_of(path: Path, kind: str) -> list[tuple[dict[str, str], bytes]]:
    """Fields and block of each record of a type, by warcio, which parses nothing of the block."""
    with path.open("rb") as stream:
        return [
            (dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(stream, no_record_parse=True)
            if record.rec_type == kind
        ]


def sha1_of(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data).digest()).decode()


def again(exchange: Exchange, response: bytes) -> Exchange:
    return decode.exchange(exchange.url, LATER, REQUEST, response, protocol=("http/1.1",), remote_ip="192.0.2.8")


def test_an_identical_payload_is_a_revisit_with_its_own_head(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    first = writer.append(make_exchange(), VISIT)
    head = b"HTTP/1.1 200 OK\r\nDate: later\r\n\r\n"
    second = writer.append(again(first.exchange, head + decode.payload(first.exchange)), VISIT, original_of(first))
    writer.close()
    path = only(tmp_path)
    ((fields, block),) = records_of(path, "revisit")
    assert block == head
    assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert fields["WARC-Refers-To"] == f"<{first.record_id}>"
    assert fields["WARC-Refers-To-Target-URI"] == URL
    assert fields["WARC-Refers-To-Date"] == "2024-03-05T12:00:00.123456Z"
    assert fields["WARC-Date"] == "2024-03-05T15:00:00.123456Z"
    assert fields["WARC-Payload-Digest"] == first.payload_digest == second.payload_digest
    assert fields["WARC-Block-Digest"] == sha1_of(head)
    assert fields["Content-Type"] == "application/http;msgtype=response"
    assert "WARC-Truncated" not in fields
    assert second.revisit is not None
    assert (second.revisit.profile, second.revisit.url, second.revisit.fetched_at, second.revisit.record_id) == (
        RevisitProfile.IDENTICAL,
        URL,
        NOON,
        first.record_id,
    )
    for kind in ("request", "metadata"):
        *_, (beside, _) = records_of(path, kind)
        assert beside["WARC-Concurrent-To"] == fields["WARC-Record-ID"] == f"<{second.record_id}>"
        assert beside["WARC-Date"] == fields["WARC-Date"]
    assert Checker(Namespace(inputs=[str(path)], verbose=False)).process_all() == 0


def test_a_304_is_a_revisit_with_all_that_came(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    first = writer.append(make_exchange(), VISIT)
    second = writer.append(again(first.exchange, NOT_MODIFIED), VISIT, original_of(first))
    alone = writer.append(again(first.exchange, NOT_MODIFIED), VISIT)
    writer.close()
    ((fields, block),) = records_of(only(tmp_path), "revisit")
    assert block == NOT_MODIFIED
    assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert fields["WARC-Payload-Digest"] == first.payload_digest == second.payload_digest
    assert second.revisit is not None
    assert second.revisit.profile is RevisitProfile.NOT_MODIFIED
    assert alone.revisit is None  # nobody knows what was not modified: the response itself is all there is


def test_what_was_cut_short_or_has_no_head_stays_a_response(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    first = writer.append(make_exchange(), VISIT)
    whole = first.exchange.response
    cut = decode.exchange(URL, LATER, REQUEST, whole, truncated="length")
    captures = [
        writer.append(exchange, None, original_of(first))
        for exchange in (cut, again(first.exchange, b"tides"), again(first.exchange, b"HTTP/1.1 200 OK\r\nDate: x"))
    ]
    writer.close()
    assert [capture.revisit for capture in captures] == [None, None, None]
    assert [block for _, block in records_of(only(tmp_path), "response")] == [
        capture.exchange.response for capture in (first, *captures)
    ]


def test_records_of_http2_say_how_their_blocks_were_made(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    plain = make_exchange()
    exchange = decode.exchange(URL, NOON, REQUEST, plain.response, protocol=("h2", "tls/1.3"))
    first = writer.append(exchange, VISIT)
    writer.append(exchange, VISIT, original_of(first))
    writer.append(plain, VISIT)
    writer.close()
    path = only(tmp_path)
    origins = {
        kind: [fields.get("WARC-Block-Origin") for fields, _ in records_of(path, kind)]
        for kind in ("request", "metadata", "response", "revisit")
    }
    assert origins == {
        "request": [BLOCK_ORIGIN, BLOCK_ORIGIN, None],
        "metadata": [None, None, None],
        "response": [BLOCK_ORIGIN, None],
        "revisit": [BLOCK_ORIGIN],
    }


_bodies = st.binary(min_size=1, max_size=200)
_dates = st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def _respond(body: bytes, chunk: int) -> bytes:
    if not chunk:
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    parts = [body[start : start + chunk] for start in range(0, len(body), chunk)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"


@settings(max_examples=60)
@given(_bodies, st.lists(st.integers(0, 50), min_size=2, max_size=5), _dates)
def test_whatever_the_framing_readers_find_the_payload(body: bytes, chunks: list[int], date: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = make_writer(Path(folder))
        first = writer.append(decode.exchange(URL, date, REQUEST, _respond(body, chunks[0])), VISIT)
        for chunk in chunks[1:]:
            capture = writer.append(again(first.exchange, _respond(body, chunk)), VISIT, original_of(first))
            assert capture.revisit is not None
            assert capture.payload_digest == sha1_of(body)
        writer.close()
        path = only(Path(folder))
        assert Checker(Namespace(inputs=[str(path)], verbose=False)).process_all() == 0
        # By what warcio and those built on it take for the payload: what follows the head, chunked or not.
        with path.open("rb") as stream:
            (label,) = [sha1_of(r.raw_stream.read()) for r in ArchiveIterator(stream) if r.rec_type == "response"]
        for (fields, block), chunk in zip(records_of(path, "revisit"), chunks[1:], strict=True):
            assert fields["WARC-Payload-Digest"] == label
            assert fields["WARC-Refers-To-Date"] == date.isoformat(timespec="microseconds").replace("+00:00", "Z")
            assert block == _respond(body, chunk).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            assert sha1_of(block) == fields["WARC-Block-Digest"]
