"""HTTP messages as servers send them, to documents as readers need them."""

import gzip
import zlib
from datetime import UTC, datetime

import brotlicffi
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from scraper.decode import content, exchange, media_type, parse_head, payload, text_utf8
from scraper.model import Exchange

PAGE = ("<html><body><p>" + "Die Fähre nach Möwenort fällt heute aus. " * 300).encode()


def answer(body: bytes, *headers: str) -> Exchange:
    lines = "".join(f"{header}\r\n" for header in headers)
    moment = datetime(2024, 3, 5, tzinfo=UTC)
    return exchange("https://gazette.example/", moment, b"", f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body)


@pytest.mark.parametrize(
    ("data", "status", "reason", "version", "length"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", 200, "OK", "HTTP/1.1", 25),
        (b"HTTP/1.1 200 OK\nA: b\n\nbody", 200, "OK", "HTTP/1.1", 22),
        (b"HTTP/1.0 302 \r\nA: b\r\n\r\n", 302, "", "HTTP/1.0", 23),
        (b"HTTP/1.1 404\r\n\r\n", 404, "", "HTTP/1.1", 16),
        (b"HTTP/2 200\r\n\r\n", 200, "", "HTTP/2", 14),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\n", 200, "OK", "HTTP/1.1", 21),
        (b"HTTP/1.1 200 OK\r\nA: b", 200, "OK", "HTTP/1.1", 21),
        (b"HTTP/1.1 abc\r\n\r\n", 0, "", "", 16),
        (b"ICY 200 OK\r\n\r\n", 200, "OK", "ICY", 14),
    ],
)
def test_heads_are_read_leniently(data: bytes, status: int, reason: str, version: str, length: int) -> None:
    head = parse_head(data)
    assert head is not None
    assert (head.status, head.reason, head.version, head.length) == (status, reason, version, length)
    assert head.complete is (length != len(data) or data.endswith(b"\n"))


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff\xfe", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_has_no_head(data: bytes) -> None:
    assert parse_head(data) is None


def test_headers_keep_order_case_duplicates_and_bytes() -> None:
    head = parse_head(b"HTTP/1.1 200 OK\r\nB: 2\r\na:1\r\nb : \xff\r\nFolded: one\r\n  two\r\nno colon\r\n\r\n")
    assert head is not None
    assert head.headers == (("B", "2"), ("a", "1"), ("b", "\xff"), ("Folded", "one two"))


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (b"4\r\ntide\r\n3\r\n up\r\n0\r\n\r\n", b"tide up"),
        (b"4;x=y\r\ntide\r\n0\r\nTrailer: 1\r\n\r\n", b"tide"),
        (b"04\ntide\n0\n\n", b"tide"),
        (b"4\r\ntide\r\nffff\r\n cut off", b"tide cut off"),
        (b"4\r\ntide\r\nnonsense", b"tide"),
        (b"<p>never chunked</p>", b"<p>never chunked</p>"),
        (b"4\r\ntide and much more", b"4\r\ntide and much more"),
        (b"", b""),
    ],
)
def test_chunked_framing_is_removed_where_it_is(body: bytes, meant: bytes) -> None:
    assert payload(answer(body, "Transfer-Encoding: chunked")) == meant
    assert payload(answer(body)) == body


CODED = [
    ("gzip", gzip.compress(PAGE, mtime=0)),
    ("x-gzip", gzip.compress(PAGE[:5000], mtime=0) + gzip.compress(PAGE[5000:], mtime=0)),
    ("deflate", zlib.compress(PAGE)),
    ("deflate", zlib.compress(PAGE, wbits=-15)),
    ("br", brotlicffi.compress(PAGE)),
    ("zstd", zstandard.compress(PAGE)),
    ("gzip, br", brotlicffi.compress(gzip.compress(PAGE, mtime=0))),
    ("identity", PAGE),
    ("unheard-of", PAGE),
]


@pytest.mark.parametrize(("coding", "body"), CODED)
def test_codings_are_removed(coding: str, body: bytes) -> None:
    assert content(answer(body, f"Content-Encoding: {coding}")) == PAGE
    assert payload(answer(body, f"Content-Encoding: {coding}")) == body


@pytest.mark.parametrize(("coding", "body"), CODED[:7])
def test_garbage_truncation_and_damage_cost_only_themselves(coding: str, body: bytes) -> None:
    header = f"Content-Encoding: {coding}"
    assert content(answer(body + b"<!-- appended by a proxy -->", header)) == PAGE
    for cut in (0, 1, 5, len(body) // 2, len(body) - 1):
        assert PAGE.startswith(content(answer(body[:cut], header)))
    assert content(answer(PAGE, header)) == PAGE  # not coded at all


def test_a_wrong_checksum_costs_nothing() -> None:
    assert content(answer(gzip.compress(PAGE, mtime=0)[:-8] + bytes(8), "Content-Encoding: gzip")) == PAGE


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(bytes(30_000_000), mtime=0)),
        ("br", brotlicffi.compress(bytes(30_000_000), quality=2)),
        ("zstd", zstandard.compress(bytes(30_000_000))),
    ],
)
def test_bombs_are_cut_off(coding: str, bomb: bytes) -> None:
    assert content(answer(bomb, f"Content-Encoding: {coding}"), limit=1_000_000) == bytes(1_000_000)


@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br"]), st.booleans())
def test_nothing_raises(body: bytes, coding: str, chunked: bool) -> None:
    framing = ["Transfer-Encoding: chunked"] if chunked else []
    one = answer(body, f"Content-Encoding: {coding}", *framing)
    document, _ = text_utf8(one)
    document.decode()
    assert text_utf8(one) == text_utf8(one)
    assert media_type(one)
    parse_head(body)


@pytest.mark.parametrize(
    ("kind", "body", "meant"),
    [
        ("Content-Type: Text/HTML; charset=x", b"", "text/html"),
        ("X: y", b"  <!DOCTYPE html><html>", "text/html"),
        ("Content-Type: text/plain", b"<html lang=de>", "text/html"),
        ("Content-Type: text/plain", b"tides: 6, 12", "text/plain"),
        ("Content-Type: application/octet-stream", b"<?xml version='1.0'?><rss>", "text/xml"),
        ("X: y", b"<?xml version='1.0'?><html xmlns='x'>", "application/xhtml+xml"),
        ("X: y", b"%PDF-1.4", "application/pdf"),
        ("X: y", b"\x00\x01\x02", "application/octet-stream"),
        ("X: y", b'{"tide": 1}', "application/json"),
        ("Content-Type: nonsense", b"<p>tide", "text/html"),
    ],
)
def test_media_types_are_believed_or_sniffed(kind: str, body: bytes, meant: str) -> None:
    assert media_type(answer(body, kind)) == meant
