"""read(write(x)) == x, for whatever a server may send."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import decode
from scraper.model import Capture, Exchange, FoundOn, Kind, Target, Visit
from scraper.warc import Damage, read, read_at, recover, split
from tests.unit.warc_files import NOON, REQUEST, VISIT, make_exchange, make_writer, only

_texts = st.text(max_size=30)
_names = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":"), min_size=1, max_size=12)
_values = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=30)
_urls = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), max_size=40).map(
    lambda rest: "https://gazette.example/" + rest.rstrip(" ")
)


@st.composite
def _responses(draw: st.DrawFn) -> bytes:
    if draw(st.booleans()):
        return draw(st.binary(max_size=200))  # no HTTP at all
    headers = draw(st.lists(st.tuples(_names, _values), max_size=6))
    coding = draw(st.sampled_from(["", "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n"]))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 200 OK\r\n{coding}{lines}\r\n".encode("latin-1") + draw(st.binary(max_size=300))


_exchanges = st.builds(
    decode.exchange,
    _urls,
    st.datetimes(min_value=datetime(1994, 1, 1), max_value=datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.binary(max_size=200),
    _responses(),
    remote_ip=st.sampled_from([None, "192.0.2.1", "2001:db8::1"]),
    truncated=st.sampled_from([None, "length", "time", "disconnect"]),
    protocol=st.sampled_from([(), ("http/1.0",), ("http/1.1", "tls/1.3")]),
    cipher=st.sampled_from([None, "TLS_AES_256_GCM_SHA384"]),
)
_targets = st.builds(
    Target,
    _texts,
    _texts,
    st.sampled_from(Kind),
    st.none() | _texts,
    st.none() | st.builds(FoundOn, _texts, _texts),
    st.integers(0, 9),
)
_seconds = st.floats(0, 1e6, allow_nan=False)
_visits = st.none() | st.builds(Visit, _targets, _texts, st.none() | _texts, st.integers(1, 9), _seconds)


@settings(max_examples=150)
@given(st.lists(st.tuples(_exchanges, _visits), min_size=1, max_size=4))
def test_what_is_written_is_read_back(pairs: list[tuple[Exchange, Visit | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = make_writer(Path(folder))
        written = [writer.append(exchange, visit) for exchange, visit in pairs]
        writer.close()
        path = only(Path(folder))
        found = list(read(path))
        assert [capture.exchange for capture in written] == [exchange for exchange, _ in pairs]
        assert [capture.visit for capture in written] == [visit for _, visit in pairs]
        assert found == written
        for capture in written:
            assert read_at(path, capture.location).exchange.response == capture.exchange.response
        assert [each for cut in split(path, 500) for each in read(cut.path, cut.start, cut.end)] == written


def test_cutting_a_file_into_ranges_changes_nothing(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    written = [writer.append(make_exchange(b"<p>tide table %d</p>" % number), VISIT) for number in range(60)]
    writer.close()
    path = only(tmp_path)
    for size in (700, 5_000, 20_000):
        ranges = split(path, size)
        assert len(ranges) > 1
        assert [each for cut in ranges for each in read(cut.path, cut.start, cut.end)] == written


def test_every_cut_leaves_whole_captures_and_no_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # four thousand times would take minutes
    monkeypatch.setattr("scraper.warc.recovery.finish", lambda path, sha256: [])
    archive = tmp_path / "archive"
    writer = make_writer(archive)
    written = [writer.append(make_exchange(b"tide %d" % number), VISIT) for number in range(3)]
    writer.close()
    path = only(archive)
    data = path.read_bytes()
    ends = [capture.location.offset + capture.location.length for capture in written]
    assert ends[-1] == len(data)
    for cut in range(len(data)):
        whole = [capture for capture, end in zip(written, ends, strict=True) if end <= cut]
        path.with_name(path.name + ".open").write_bytes(data[:cut])
        path.unlink(missing_ok=True)
        found = list(read(path.with_name(path.name + ".open")))
        assert [item for item in found if isinstance(item, Capture)] == whole
        (recovered,) = recover(archive)
        torn = recovered.torn.read_bytes() if recovered.torn else b""
        kept = recovered.path.read_bytes() if recovered.path else b""
        assert kept + torn == data[:cut]
        if recovered.path is not None:
            assert recovered.path == path
            assert list(read(path)) == whole
        if recovered.torn is not None:
            recovered.torn.unlink()


def test_a_damaged_member_costs_its_own_capture_alone(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    written = [writer.append(make_exchange(b"tide %d" % number), VISIT) for number in range(3)]
    writer.close()
    path = only(tmp_path)
    data = bytearray(path.read_bytes())
    middle = written[1].location
    data[middle.offset + middle.length // 2] ^= 0xFF
    path.write_bytes(data)
    found = list(read(path))
    assert [item for item in found if isinstance(item, Capture)] == [written[0], written[2]]
    damages = [item for item in found if isinstance(item, Damage)]
    assert [(item.file, item.offset) for item in damages] == [(str(path), middle.offset)]


def test_a_url_with_a_line_break_cannot_forge_a_header(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    exchange = decode.exchange(
        "https://gazette.example/a\r\nWARC-Type: warcinfo", NOON, REQUEST, b"HTTP/1.1 204 \r\n\r\n"
    )
    writer.append(exchange, None)
    writer.close()
    (capture,) = read(only(tmp_path))
    assert isinstance(capture, Capture)
    assert capture.exchange.url == "https://gazette.example/a%0D%0AWARC-Type: warcinfo"
