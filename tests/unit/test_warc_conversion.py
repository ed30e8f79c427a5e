"""What a browser made of a page, written as a conversion and read back."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scraper import decode
from scraper.model import Exchange, Rendering
from scraper.verify.evidence import Job, check_file
from scraper.warc import as_answer, read, read_at, recover
from scraper.warc.visit import read_visit, write_visit
from tests.unit.warc_files import NOON, VISIT, make_exchange, make_writer, only

HTML = "<!DOCTYPE html>\n<html><body><p>Möwe</p></body></html>"
SHOWN = replace(VISIT, rendering=Rendering("Chromium/156.0", "quiet", ("ads.example",)))


def shown(html: str = HTML, truncated: str | None = None) -> Exchange:
    answer = as_answer("text/html; charset=utf-8", html.encode())
    return decode.exchange("https://gazette.example/", NOON, b"", answer, truncated=truncated)


@pytest.mark.parametrize("exchange", [shown(), shown(""), shown(HTML[:20], "length")])
def test_what_is_written_is_read_back(tmp_path: Path, exchange: Exchange) -> None:
    writer = make_writer(tmp_path)
    page = writer.append(make_exchange(), VISIT)
    capture = writer.convert(exchange, SHOWN, page.record_id)
    writer.close()
    path = only(tmp_path)
    assert list(read(path)) == [page, capture]
    assert read_at(path, capture.location) == replace(capture, visit=None)
    assert (capture.source, capture.exchange.status, capture.exchange.truncated) == (
        page.record_id,
        200,
        exchange.truncated,
    )
    assert decode.text_utf8(capture.exchange)[0].decode() == HTML[: len(decode.payload(exchange).decode())]


def test_the_headers_of_a_conversion(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    page = writer.append(make_exchange(), VISIT)
    capture = writer.convert(shown(HTML, "length"), SHOWN, page.record_id)
    writer.close()
    with only(tmp_path).open("rb") as stream:
        *_, beside, last = [
            (dict(record.rec_headers.headers), record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    headers, block = last
    assert block.decode() == HTML
    assert next(iter(headers)) == "WARC-Type"
    assert headers["WARC-Type"] == "conversion"
    assert headers["WARC-Refers-To"] == f"<{page.record_id}>"
    assert headers["WARC-Target-URI"] == "https://gazette.example/"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["WARC-Truncated"] == "length"
    assert headers["WARC-Payload-Digest"] == headers["WARC-Block-Digest"] == capture.payload_digest
    assert not headers.keys() & {"WARC-IP-Address", "WARC-Protocol", "WARC-Concurrent-To"}
    assert beside[0]["WARC-Concurrent-To"] == headers["WARC-Record-ID"]
    assert (
        b"renderedBy: Chromium/156.0\r\nrenderedUntil: quiet\r\nrefusedHosts: ads.example\r\nunanswered: 0\r\n"
        in beside[1]
    )


@pytest.mark.parametrize("cut", range(1, 400, 37))
def test_a_torn_conversion_leaves_the_page_before_it(tmp_path: Path, cut: int) -> None:
    writer = make_writer(tmp_path)
    page = writer.append(make_exchange(), VISIT)
    before = page.location.offset + page.location.length
    writer.convert(shown(), SHOWN, page.record_id)
    writer.close()
    path = only(tmp_path)
    torn = path.with_name(path.name + ".open")
    torn.write_bytes(path.read_bytes()[: before + cut])
    path.unlink()
    recover(tmp_path)
    (path,) = tmp_path.glob("*.warc.gz")
    assert list(read(path)) == [page]


def test_verify_takes_it_for_sound_and_sees_a_flipped_bit(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    page = writer.append(make_exchange(), VISIT)
    capture = writer.convert(shown(), SHOWN, page.record_id)
    writer.close()
    path = only(tmp_path)
    assert check_file(Job(path)).findings == ()
    data = path.read_bytes()
    end = capture.location.offset + capture.location.length
    member = gzip.decompress(data[capture.location.offset : end]).replace("Möwe".encode(), b"Mowe ")
    path.write_bytes(data[: capture.location.offset] + gzip.compress(member) + data[end:])
    assert any("WARC-Block-Digest" in finding.what for finding in check_file(Job(path)).findings)


_words = st.text(st.characters(exclude_characters=","), min_size=1, max_size=20).map(lambda text: text.strip() or "x")


@given(
    st.builds(Rendering, _words, st.sampled_from(["quiet", "time", "requests"]), st.just(("a.example", "b.example")))
)
def test_the_metadata_tells_how_it_was_shown(rendering: Rendering) -> None:
    visit = replace(VISIT, rendering=rendering)
    assert read_visit(write_visit(visit)) == visit
