"""Files as others write them, and as disks and writers damage them: small ones made here."""

import base64
import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.errors import ArchiveError
from scraper.model import Capture, Location
from scraper.warc import Damage, Range, find_files, read, read_at, split
from tests.unit.warc_files import make_record, write_members

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Low water at noon.</p>"
ASKED = b"GET / HTTP/1.1\r\nHost: quay.example\r\n\r\n"
URI = ("WARC-Target-URI", "http://quay.example/")


def response(number: int, *fields: tuple[str, str], block: bytes = PAGE) -> bytes:
    return make_record("response", block, ("WARC-Record-ID", f"<urn:uuid:r{number}>"), URI, *fields)


def request(number: int, to: str) -> bytes:
    tie = ("WARC-Concurrent-To", f"<urn:uuid:{to}>")
    return make_record("request", ASKED, ("WARC-Record-ID", f"<urn:uuid:q{number}>"), URI, tie)


def outcome(path: Path) -> tuple[list[str], list[int]]:
    """Record ids of the captures, offsets of the damages."""
    found = list(read(path))
    captures = [item for item in found if isinstance(item, Capture)]
    for capture in captures:
        assert read_at(path, capture.location).exchange.response == capture.exchange.response
    return [capture.record_id for capture in captures], [item.offset for item in found if isinstance(item, Damage)]


@pytest.mark.parametrize("layout", ["plain", "members", "stream"])
def test_one_file_in_every_layout(tmp_path: Path, layout: str) -> None:
    records = [make_record("warcinfo", b"software: other\r\n"), response(1), request(1, "r1"), response(2)]
    path = tmp_path / ("a.warc" if layout == "plain" else "a.warc.gz")
    if layout == "members":
        write_members(path, records)
    else:
        path.write_bytes(b"".join(records) if layout == "plain" else gzip.compress(b"".join(records)))
    one, two = read(path)
    assert isinstance(one, Capture)
    assert isinstance(two, Capture)
    assert (one.record_id, one.exchange.request, one.exchange.status) == ("urn:uuid:r1", ASKED, 200)
    assert (two.record_id, two.exchange.request) == ("urn:uuid:r2", b"")
    assert one.exchange.fetched_at == datetime(2019, 6, 1, 10, tzinfo=UTC)
    assert read_at(path, two.location).exchange == two.exchange


@pytest.mark.parametrize(
    "order",
    [
        [request(1, "r1"), response(1), request(2, "r2"), response(2)],
        [response(1), request(1, "r1"), response(2), request(2, "r2")],
        [response(1), response(2), request(2, "r2"), request(1, "r1")],
        [
            request(1, "none"),
            response(1, ("WARC-Concurrent-To", "<urn:uuid:q1>")),
            request(2, "none"),
            response(2, ("WARC-Concurrent-To", "<urn:uuid:q2>")),
        ],
    ],
)
def test_requests_are_joined_in_any_order(tmp_path: Path, order: list[bytes]) -> None:
    path = tmp_path / "a.warc.gz"
    write_members(path, order)
    found = list(read(path))
    assert [item.record_id for item in found if isinstance(item, Capture)] == ["urn:uuid:r1", "urn:uuid:r2"]
    assert [item.exchange.request for item in found if isinstance(item, Capture)] == [ASKED, ASKED]


def test_a_request_far_away_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_members(path, [response(1), *(make_record("metadata", b"a: b\r\n") for _ in range(20)), request(1, "r1")])
    (capture,) = read(path)
    assert isinstance(capture, Capture)
    assert capture.exchange.request == b""


def test_brackets_blanks_line_ends_and_old_versions(tmp_path: Path) -> None:
    block = PAGE
    odd = make_record(
        "response",
        block,
        ("WARC-Record-ID", "<urn:uuid:r1>"),
        ("WARC-Target-URI", "<http://quay.example/a b>"),
        end="\n",
    ).replace(b"WARC/1.0", b"WARC/0.18")
    path = tmp_path / "a.warc"
    path.write_bytes(odd + response(2))
    one, two = read(path)
    assert isinstance(one, Capture)
    assert isinstance(two, Capture)
    assert one.exchange.url == "http://quay.example/a b"
    assert one.exchange.response == block


@pytest.mark.parametrize("length", ["-3", "many", "", "999999"])
@pytest.mark.parametrize("packed", [True, False])
def test_a_bad_length_is_named_and_the_rest_is_read(tmp_path: Path, length: str, packed: bool) -> None:
    records = [response(1), response(2, ("Content-Length", length)), response(3)]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    offset = write_members(path, records)[1]
    if not packed:
        path.write_bytes(b"".join(records))
        offset = len(records[0])
    ids, damaged = outcome(path)
    assert damaged == [offset]
    assert ids == (["urn:uuid:r1", "urn:uuid:r2", "urn:uuid:r3"] if packed else ["urn:uuid:r1", "urn:uuid:r3"])


def test_a_wrong_digest_is_named_and_the_capture_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_members(path, [response(1, ("WARC-Block-Digest", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))])
    assert outcome(path) == (["urn:uuid:r1"], [0])


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5", "SHA-256"])
def test_digests_in_any_spelling_and_either_reading_pass(tmp_path: Path, algorithm: str) -> None:
    framed = b"4\r\ntide\r\n0\r\n\r\n"
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed
    spellings = []
    for reading in (b"tide", framed):
        digest = hashlib.new(algorithm.replace("-", "").lower(), reading).digest()
        spellings += [digest.hex(), base64.b32encode(digest).decode(), base64.b64encode(digest).decode()]
    path = tmp_path / "a.warc.gz"
    write_members(
        path,
        [
            response(number, ("WARC-Payload-Digest", f"{algorithm}:{spelling}"), block=block)
            for number, spelling in enumerate([*spellings, "0"])
        ],
    )
    ids, damaged = outcome(path)
    assert len(ids) == 7
    assert len(damaged) == 1


@pytest.mark.parametrize("packed", [True, False])
def test_garbage_between_records_is_named_and_passed_over(tmp_path: Path, packed: bool) -> None:
    one, two = (gzip.compress(response(n), mtime=0) if packed else response(n) for n in (1, 2))
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(one + b"\x1f\x8b\x08garbage\nWARC\n" + two)
    assert outcome(path) == (["urn:uuid:r1", "urn:uuid:r2"], [len(one)])


@pytest.mark.parametrize("packed", [True, False])
def test_a_truncated_end_is_named(tmp_path: Path, packed: bool) -> None:
    one, two = (gzip.compress(response(n), mtime=0) if packed else response(n) for n in (1, 2))
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(one + two[:-20])
    assert outcome(path) == (["urn:uuid:r1"], [len(one)])


def test_a_damaged_stream_is_read_up_to_the_damage(tmp_path: Path) -> None:
    data = gzip.compress(response(1) + response(2))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data[:-8] + b"\0" * 8)
    found = list(read(path))
    assert [item.record_id for item in found if isinstance(item, Capture)] == ["urn:uuid:r1", "urn:uuid:r2"]
    (damage,) = (item for item in found if isinstance(item, Damage))
    assert "gzip stream" in damage.reason


def test_records_too_large_to_hold_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.warc.members.MAX_BLOCK", 100_000)
    monkeypatch.setattr("scraper.warc.plain.MAX_BLOCK", 100_000)
    records = [response(1), response(2, block=PAGE + bytes(300_000)), response(3)]
    packed, plain = tmp_path / "a.warc.gz", tmp_path / "a.warc"
    offsets = write_members(packed, records)
    plain.write_bytes(b"".join(records))
    assert outcome(packed) == (["urn:uuid:r1", "urn:uuid:r3"], [offsets[1]])
    assert outcome(plain) == (["urn:uuid:r1", "urn:uuid:r3"], [len(records[0])])


def test_a_record_cut_into_two_members_is_put_together(tmp_path: Path) -> None:
    record = response(1)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record[:-30]) + gzip.compress(record[-30:]) + gzip.compress(response(2)))
    assert outcome(path) == (["urn:uuid:r1", "urn:uuid:r2"], [0])


def test_resources_become_answers_and_other_records_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    kind = ("Content-Type", "text/html")
    write_members(
        path,
        [
            make_record("resource", b"<p>", URI, kind, ("WARC-Record-ID", "<urn:uuid:1>")),
            make_record("conversion", b"text", URI, ("Content-Type", "text/plain")),
            make_record("resource", b"log", ("WARC-Target-URI", "metadata://wget/log")),
            make_record("response", b"dns", ("WARC-Target-URI", "dns:quay.example")),
            make_record("revisit", PAGE[:46], ("WARC-Target-URI", "dns:quay.example")),
            make_record("continuation", b"more", URI),
        ],
    )
    one, two = read(path)
    assert isinstance(one, Capture)
    assert isinstance(two, Capture)
    assert (one.exchange.status, one.exchange.header("content-type")) == (200, "text/html")
    assert one.exchange.response.endswith(b"\r\n\r\n<p>")
    assert two.record_id.startswith("urn:uuid:")
    assert list(read(path)) == [one, two]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "WARC-Target-URI is missing"),
        ("", "WARC-Target-URI is missing"),
        ("quay.example/tides", "WARC-Target-URI is 'quay.example/tides', not a URI"),
    ],
)
def test_a_response_of_nobody_knows_what_is_named(tmp_path: Path, written: str | None, said: str) -> None:
    path = tmp_path / "a.warc"
    of = [] if written is None else [("WARC-Target-URI", written)]
    told = make_record("response", PAGE, *of, ("WARC-Record-ID", "<urn:uuid:0>"))
    path.write_bytes(response(1) + told + response(2))
    one, damage, two = read(path)
    assert isinstance(one, Capture)
    assert isinstance(two, Capture)
    assert damage == Damage(str(path), len(response(1)), said)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019-06-01T10:00:00.123456789Z", datetime(2019, 6, 1, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2019-06-01T12:00:00+02:00", datetime(2019, 6, 1, 10, tzinfo=UTC)),
        ("2019-06-01", datetime(2019, 6, 1, tzinfo=UTC)),
        ("2019", datetime(2019, 1, 1, tzinfo=UTC)),
        ("20190601100000", datetime(2019, 6, 1, 10, tzinfo=UTC)),
        ("yesterday", None),
    ],
)
def test_dates_of_any_precision(tmp_path: Path, written: str, meant: datetime | None) -> None:
    path = tmp_path / "a.warc.gz"
    write_members(path, [response(1).replace(b"2019-06-01T10:00:00Z", written.encode())])
    (found,) = read(path)
    assert (found.exchange.fetched_at if isinstance(found, Capture) else None) == meant


def test_arc_files_of_both_versions(tmp_path: Path) -> None:
    versions = (
        f"http://quay.example/1 192.0.2.1 20010203040506 text/html {len(PAGE)}\n",
        f"http://quay.example/2 192.0.2.1 20010203040506 text/html 200 - - 0 a.arc {len(PAGE)}\n",
    )
    header = b"filedesc://a.arc 0.0.0.0 20010203040506 text/plain 14\n1 0 Other\nURL\n"
    path = tmp_path / "a.arc"
    bad = b"http://quay.example/3 192.0.2.1 20010203040506 text/html -1\n\n"
    path.write_bytes(header + b"\n" + versions[0].encode() + PAGE + b"\n" + bad + versions[1].encode() + PAGE + b"\n")
    found = list(read(path))
    captures = [item for item in found if isinstance(item, Capture)]
    assert [capture.exchange.url for capture in captures] == ["http://quay.example/1", "http://quay.example/2"]
    assert {capture.exchange.response for capture in captures} == {PAGE}
    assert {capture.exchange.fetched_at for capture in captures} == {datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)}
    assert sum(isinstance(item, Damage) for item in found) == 1
    assert list(read(path)) == found
    for capture in captures:
        assert read_at(path, capture.location).exchange == capture.exchange


def test_files_that_are_no_archive(tmp_path: Path) -> None:
    for name, data in (("a.warc", b"<html>nothing</html>"), ("b.warc.gz", gzip.compress(b"<html>")), ("c.warc", b"")):
        path = tmp_path / name
        path.write_bytes(data)
        (damage,) = read(path)
        assert isinstance(damage, Damage)
        assert damage.offset == 0
    with pytest.raises(ArchiveError, match="gone"):
        list(read(tmp_path / "gone.warc"))
    with pytest.raises(ArchiveError, match="offset 0"):
        read_at(tmp_path / "a.warc", Location("a.warc", 0, 20))


def test_foreign_files_cut_into_ranges_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    records = [make_record("warcinfo", b"software: other\r\n")]
    for number in range(80):
        pair = [response(number), request(number, f"r{number}")]
        records += pair if number % 3 else reversed(pair)
    write_members(path, records)
    whole = list(read(path))
    assert len(whole) == 80
    ranges = split(path, 3_000)
    assert len(ranges) > 3
    assert [item for cut in ranges for item in read(cut.path, cut.start, cut.end)] == whole
    assert all(item.exchange.request for item in whole if isinstance(item, Capture))


def test_an_archived_warc_file_is_no_place_to_cut(tmp_path: Path) -> None:
    inner = tmp_path / "inner.warc.gz"
    write_members(inner, [response(number) for number in range(200)])
    outer = tmp_path / "outer.warc.gz"
    info = ("WARC-Warcinfo-ID", "<urn:uuid:outer>")
    records = [response(n, info) for n in range(900, 940)]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/warc\r\n\r\n"
    big = gzip.compress(response(1000, info, block=head + inner.read_bytes()), compresslevel=0)
    packed = [gzip.compress(record, mtime=0) for record in records]
    outer.write_bytes(b"".join([*packed, big, *packed]))
    ranges = split(outer, 2_000)
    assert len(ranges) > 1
    assert [item for cut in ranges for item in read(cut.path, cut.start, cut.end)] == list(read(outer))


def test_plain_files_are_one_range(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(response(1) * 50)
    assert split(path, 500) == [Range(path, 0, None)]


def test_files_are_found_by_name_and_taken_when_named(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.warc", "sub/a.warc.gz", "c.arc.gz", "d.warc.gz.open", "e.txt", "d.warc.gz.torn"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in find_files([tmp_path])] == ["a.warc.gz", "b.warc", "c.arc.gz", "d.warc.gz.open"]
    assert find_files([tmp_path / "e.txt", tmp_path / "e.txt"]) == [tmp_path / "e.txt"]
    with pytest.raises(ArchiveError, match=r"missing\.warc"):
        find_files([tmp_path / "missing.warc"])
