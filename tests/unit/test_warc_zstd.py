"""Zstandard WARC files: with and without a dictionary, record by record or all in one, whole and damaged."""

import itertools
import random
from pathlib import Path

import pytest
import zstandard

from scraper.errors import ArchiveError
from scraper.model import Capture, Location
from scraper.warc import Damage, Range, cdxj, find_files, read, read_at, split
from tests.unit.warc_files import make_record

ASKED = b"GET / HTTP/1.1\r\nHost: quay.example\r\n\r\n"
WORDS = b"tide quay harbour mooring chart beacon current sluice pilot anchor gale ferry".split()


def page(number: int) -> bytes:
    chosen = random.Random(number)
    words = b" ".join(chosen.choice(WORDS) for _ in range(200 + number))
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>%d</title><p>" % number + words


def response(number: int, block: bytes | None = None) -> bytes:
    address = ("WARC-Target-URI", f"http://quay.example/{number}")
    return make_record("response", block or page(number), ("WARC-Record-ID", f"<urn:uuid:r{number}>"), address)


def request(number: int) -> bytes:
    tie = ("WARC-Concurrent-To", f"<urn:uuid:r{number}>")
    return make_record("request", ASKED, ("WARC-Record-ID", f"<urn:uuid:q{number}>"), tie)


RECORDS = [make_record("warcinfo", b"software: other\r\n")]
for _number in range(20):
    RECORDS += [request(_number), response(_number)]
LEARNT = zstandard.train_dictionary(4_096, [page(number) for number in range(400)])


def frame(data: bytes, learnt: zstandard.ZstdCompressionDict | None = None, *, sized: bool = True) -> bytes:
    compressor = zstandard.ZstdCompressor(dict_data=learnt, write_checksum=True, write_content_size=sized)
    return compressor.compress(data)


def skipped(data: bytes, magic: int = 0x184D2A5D) -> bytes:
    return magic.to_bytes(4, "little") + len(data).to_bytes(4, "little") + data


def write(path: Path, *parts: bytes) -> list[int]:
    path.write_bytes(b"".join(parts))
    return [0, *itertools.accumulate(map(len, parts))][:-1]


def ids(path: Path) -> list[str]:
    found = list(read(path))
    for each in found:
        if isinstance(each, Capture):
            assert read_at(path, each.location).exchange.response == each.exchange.response
    return [each.record_id.removeprefix("urn:uuid:") for each in found if isinstance(each, Capture)]


def damages(path: Path) -> list[tuple[int, str]]:
    return [(each.offset, each.reason) for each in read(path) if isinstance(each, Damage)]


ALL = [f"r{number}" for number in range(20)]


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("kept", ["none", "raw", "packed"])
def test_one_frame_a_record_with_and_without_a_dictionary(tmp_path: Path, kept: str, sized: bool) -> None:
    path = tmp_path / "a.warc.zst"
    learnt = None if kept == "none" else LEARNT
    first = {"none": b"", "raw": skipped(LEARNT.as_bytes()), "packed": skipped(frame(LEARNT.as_bytes()))}[kept]
    offsets = write(path, first, *[frame(record, learnt, sized=sized) for record in RECORDS])[1:]
    assert (ids(path), damages(path)) == (ALL, [])
    found = [each for each in read(path) if isinstance(each, Capture)]
    assert [each.exchange.request for each in found] == [ASKED] * 20
    assert [each.exchange.response for each in found] == [page(number) for number in range(20)]
    assert [each.location.offset for each in found] == offsets[2::2]
    assert [each.location.length for each in found][:-1] == [
        end - start for start, end in zip(offsets[2::2], offsets[3::2], strict=False)
    ]
    assert find_files([tmp_path]) == [path]
    assert split(path, 500) == [Range(path, 0, None)]
    assert cdxj.keep_sidecar(path).lines == 20
    assert [entry.offset for entry in cdxj.lookup(cdxj.sidecar(path), "http://quay.example/7")] == [offsets[16]]


def test_records_in_several_frames_with_others_between(tmp_path: Path) -> None:
    path, extension = tmp_path / "a.warc.zst", skipped(b"\x28\xb5\x2f\xfd WARC/1.0", 0x184D2A50)
    one, two, three = response(1), response(2), response(3)
    parts = [frame(one[:30]), extension, frame(one[30:400]), frame(b""), frame(one[400:-2]), frame(one[-2:])]
    offsets = write(path, *parts, extension, frame(two), frame(b""), extension, frame(three), extension)
    assert (ids(path), damages(path)) == (["r1", "r2", "r3"], [])
    assert [each.location.offset for each in read(path) if isinstance(each, Capture)] == [0, offsets[7], offsets[10]]
    with pytest.raises(ArchiveError, match="empty frames"):
        read_at(path, Location(path.name, offsets[11], 10))


@pytest.mark.parametrize("frames", [1, 3])
def test_frames_over_many_records(tmp_path: Path, frames: int) -> None:
    path, data = tmp_path / "a.warc.zst", b"".join(RECORDS)
    size = len(data) // frames + 1
    write(path, *[frame(data[start : start + size]) for start in range(0, len(data), size)])
    assert (ids(path), damages(path)) == (ALL, [])


def test_one_frame_over_all_is_read_up_to_where_it_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    noise = random.Random(1)
    blocks = [b"HTTP/1.1 200 OK\r\n\r\n" + noise.randbytes(300_000) for _ in range(4)]
    write(path, frame(b"".join(map(response, range(4), blocks)))[:-400_000])
    assert ids(path) == ["r0", "r1"]
    assert [reason for _, reason in damages(path)][-1] == (
        "the zstd stream is damaged: the file ends inside this record"
    )


def test_every_flipped_byte_costs_a_record_at_most(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    parts = [frame(record) for record in RECORDS[:13]]
    offsets = write(path, *parts)
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :])
        hurt = max(number for number, offset in enumerate(offsets) if offset <= place)
        lost = f"r{hurt // 2 - 1}" if hurt and hurt % 2 == 0 else None
        assert [name for name in ids(path) if name != lost] == [name for name in ALL[:6] if name != lost], place
        assert [offset for offset, _ in damages(path)] == [offsets[hurt]], place


@pytest.mark.parametrize("cut", [1, 9, 60])
def test_a_torn_end_is_named(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.warc.zst"
    offsets = write(path, *[frame(record) for record in RECORDS])
    path.write_bytes(path.read_bytes()[:-cut])
    assert (ids(path), damages(path)) == (ALL[:-1], [(offsets[-1], "the file ends inside this record")])


@pytest.mark.parametrize(
    ("dictionary", "words"),
    [
        (skipped(b"no dictionary at all"), "the dictionary cannot be read"),
        (skipped(frame(LEARNT.as_bytes())[:-4] + b"oops"), "checksum"),
        (skipped(LEARNT.as_bytes()[:9]), "the dictionary cannot be read"),
        (skipped(frame(bytes(9 << 20))), "larger than"),
        (skipped(frame(bytes(9 << 20), sized=False)), "the dictionary cannot be read"),
        (skipped(bytes(9 << 20)), "larger than"),
        (b"\x5d\x2a\x4d\x18\xff\xff\xff\xff", "the file ends"),
    ],
)
def test_a_damaged_dictionary_is_named_and_what_needs_none_is_read(
    tmp_path: Path, dictionary: bytes, words: str
) -> None:
    path = tmp_path / "a.warc.zst"
    offsets = write(path, dictionary, frame(RECORDS[2]), frame(RECORDS[4], LEARNT))
    assert ids(path) == ["r0"]
    found = damages(path)
    assert [offset for offset, _ in found] == [0, offsets[2]]
    assert words in found[0][1]


def test_records_too_large_to_hold_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.warc.frames.MAX_BLOCK", 100_000)
    path = tmp_path / "a.warc.zst"
    large = response(2, b"HTTP/1.1 200 OK\r\n\r\n" + bytes(50_000_000))
    for sized in (True, False):
        offsets = write(path, frame(response(1)), frame(large, sized=sized), frame(response(3)))
        assert ids(path) == ["r1", "r3"]
        assert damages(path) == [(offsets[1], "more than 100000 bytes are too large to hold")]


def test_files_that_are_no_zstandard_warc(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    for data in (b"<html>", frame(b"<html>"), b"\x28\xb5\x2f\xfd"):
        path.write_bytes(data)
        assert len(list(read(path))) == 1, data
        assert len(damages(path)) == 1, data
    path.write_bytes(response(1))  # as a plain file, whatever it is called
    assert ids(path) == ["r1"]
