"""CDXJ: which records are listed and how, the file beside a WARC, look-up and merging."""

import gzip
import os
import random
import resource
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import ArchiveError
from scraper.warc import cdxj
from scraper.warc.cdxj import Entry
from scraper.warc.members import Fault
from scraper.warc.record import sha1
from scraper.warc.surt import surt
from tests.unit.warc_files import make_exchange, make_record, make_writer, write_members

URI = ("WARC-Target-URI", "http://www.gazette.example/tides?b=2&a=1")
HTTP = ("Content-Type", "application/http; msgtype=response")
BODY = b"<p>High water at six.</p>"
RESPONSE = b"HTTP/1.1 200 OK\r\nX: y\r\ncontent-type: text/html; charset=utf-8\r\n\r\n" + BODY
ENTRY = Entry(
    "example,gazette)/", "20190601100000", "http://gazette.example/", "text/html", "200", "AAAA", 7, 0, "a.warc.gz"
)


def _listed(found: Iterable[Entry | Fault]) -> list[Entry]:
    return [item for item in found if isinstance(item, Entry)]


def _digest(data: bytes) -> str:
    return sha1(data).removeprefix("sha1:")


@pytest.mark.parametrize(
    ("record", "mime", "status", "digest"),
    [
        (make_record("response", RESPONSE, URI, HTTP), "text/html", "200", _digest(BODY)),
        (make_record("response", RESPONSE, URI, HTTP, ("WARC-Payload-Digest", "sha1:ABC")), "text/html", "200", "ABC"),
        (make_record("response", RESPONSE, URI, ("WARC-Payload-Digest", "md5:00")), "text/html", "200", "md5:00"),
        (make_record("response", b"HTTP/1.0 302\n\n", URI, HTTP), "unk", "302", _digest(b"")),
        (make_record("response", b"", URI, HTTP), "application/http", "200", _digest(b"")),
        (make_record("revisit", RESPONSE, URI, HTTP, ("WARC-Payload-Digest", "sha1:ABC")), "warc/revisit", None, "ABC"),
        (make_record("revisit", b"", URI), "warc/revisit", None, None),
        (make_record("resource", BODY, URI, ("Content-Type", "text/html; x")), "text/html", None, _digest(BODY)),
        (make_record("conversion", BODY, URI, ("Content-Type", "image/png")), "image/png", None, _digest(BODY)),
        (make_record("metadata", BODY, URI, ("Content-Type", "text/plain")), "text/plain", None, _digest(BODY)),
    ],
)
def test_what_is_listed_of_a_record(
    tmp_path: Path, record: bytes, mime: str, status: str | None, digest: str | None
) -> None:
    path = tmp_path / "others.warc.gz"
    first, second = write_members(path, [make_record("warcinfo", b"software: x\r\n"), record])
    assert list(cdxj.entries(path)) == [
        Entry(
            "example,gazette)/tides?a=1&b=2",
            "20190601100000",
            URI[1],
            mime,
            status,
            digest,
            path.stat().st_size - second,
            second,
            "others.warc.gz",
        )
    ]
    assert first == 0


@pytest.mark.parametrize(
    "record",
    [
        make_record("request", b"GET / HTTP/1.1\r\n\r\n", URI),
        make_record("metadata", b"via: x\r\n", URI, ("Content-Type", "application/warc-fields")),
        make_record("metadata", b"via: x\r\n", URI, ("Content-Type", "text/anvl")),
        make_record("resource", b"software: x\r\n", ("Content-Type", "text/plain")),
    ],
)
def test_what_is_not_listed(tmp_path: Path, record: bytes) -> None:
    path = tmp_path / "others.warc"
    path.write_bytes(record)
    assert list(cdxj.entries(path)) == []


def test_damages_are_told_and_the_rest_is_listed(tmp_path: Path) -> None:
    records = [make_record("response", RESPONSE, URI, ("WARC-Record-ID", f"<urn:uuid:{n}>")) for n in range(4)]
    undated = make_record("response", RESPONSE, URI, ("WARC-Date", "yesterday"))
    undated = undated.replace(b"WARC-Date: 2019-06-01T10:00:00Z\r\n", b"")
    path = tmp_path / "others.warc.gz"
    offsets = write_members(path, [*records[:3], undated, *records[3:]])
    data = bytearray(path.read_bytes())
    data[offsets[1] + 40] ^= 0xFF
    path.write_bytes(data[:-5])
    found = list(cdxj.entries(path))
    assert [(type(item), item.offset) for item in found] == [
        (Entry, offsets[0]),
        (Fault, offsets[1]),
        (Entry, offsets[2]),
        (Fault, offsets[3]),
        (Fault, offsets[4]),
    ]
    kept = cdxj.keep_sidecar(path)
    assert kept.lines == 2
    assert [fault.reason.partition(":")[0] for fault in kept.faults] == [
        "its gzip member is damaged",
        "WARC-Date is 'yesterday', not a date",
        "the file ends inside this record",
    ]


def test_a_file_packed_as_a_whole_cannot_be_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(make_record("response", RESPONSE, URI) * 2))
    assert [(type(item), item.offset) for item in cdxj.entries(path)] == [(Fault, 0)]


def test_zstd_frames_are_listed_by_their_offsets(tmp_path: Path) -> None:
    path = tmp_path / "others.warc.zst"
    frames = [zstandard.compress(make_record("response", RESPONSE, URI, HTTP)) for _ in range(2)]
    path.write_bytes(b"".join(frames))
    assert [(entry.offset, entry.length, entry.mime) for entry in _listed(cdxj.entries(path))] == [
        (0, len(frames[0]), "text/html"),
        (len(frames[0]), len(frames[1]), "text/html"),
    ]


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text != "-")


@given(
    entry=st.builds(
        Entry,
        _WORDS.map(surt),
        st.integers(19900101000000, 20991231235959).map(str),
        _WORDS,
        st.none() | _WORDS,
        st.none() | _WORDS,
        st.none() | _WORDS,
        st.integers(0),
        st.integers(0),
        _WORDS,
    )
)
def test_a_line_reads_back(entry: Entry) -> None:
    line = cdxj.to_line(entry)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert cdxj.parse_line(line) == entry


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b" CDX N b a m s k r M S V g\n",
        b'!meta 0 {"format": "cdxj"}\n',
        b"a)/ 2019 not json\n",
        b'a)/ 2019 ["url"]\n',
        b'a)/ 2019 {"url": "a", "length": "x", "offset": "0", "filename": "a"}\n',
        b"\xff)/ 2019 {}\n",
    ],
)
def test_a_line_of_another_kind_is_none(line: bytes) -> None:
    assert cdxj.parse_line(line) is None


def test_numbers_in_a_line_of_somebody_else_are_read() -> None:
    line = b'a)/ 20190601100000 {"url":"http://a/","status":200,"length":7,"offset":0,"filename":"a.warc.gz","x":[]}'
    assert cdxj.parse_line(line) == Entry("a)/", "20190601100000", "http://a/", None, "200", None, 7, 0, "a.warc.gz")


def _write_warc(folder: Path, count: int = 5) -> Path:
    writer = make_writer(folder)
    for number in range(count):
        exchange = make_exchange(f"<p>{number}</p>".encode())
        writer.append(replace(exchange, url=f"https://gazette.example/{(number * 7) % count}"), None)
    writer.close()
    return next(folder.glob("*.warc.gz"))


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"manifest-sha256.txt"}


def test_a_sidecar_is_sorted_whole_and_fresh(tmp_path: Path) -> None:
    path = _write_warc(tmp_path)
    kept = cdxj.keep_sidecar(path)
    assert (kept.path, kept.lines, kept.faults) == (tmp_path / f"{path.name}.cdxj", 5, ())
    lines = kept.path.read_bytes().splitlines(keepends=True)
    assert lines == sorted(map(cdxj.to_line, _listed(cdxj.entries(path))))
    assert cdxj.is_fresh(path)
    assert _names(tmp_path) == {path.name, kept.path.name}


def test_a_sidecar_grows_stale(tmp_path: Path) -> None:
    path = _write_warc(tmp_path)
    index = cdxj.keep_sidecar(path).path
    made, written = index.stat().st_mtime_ns, path.stat().st_mtime_ns
    os.utime(path, ns=(made + 1, made + 1))
    assert not cdxj.is_fresh(path)
    os.utime(path, ns=(made, made))
    assert cdxj.is_fresh(path)
    data = path.read_bytes()
    path.write_bytes(data[:300])  # shorter than the index says
    os.utime(path, ns=(written, written))
    assert not cdxj.is_fresh(path)
    path.write_bytes(data)
    os.utime(path, ns=(written, written))
    renamed = path.rename(tmp_path / "renamed.warc.gz")
    index.rename(cdxj.sidecar(renamed))
    assert not cdxj.is_fresh(renamed)
    cdxj.keep_sidecar(renamed)
    assert cdxj.is_fresh(renamed)
    cdxj.sidecar(renamed).unlink()
    assert not cdxj.is_fresh(renamed)


def test_an_index_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    path = _write_warc(tmp_path)
    cdxj.sidecar(path).unlink()
    cdxj.sidecar(path).mkdir()
    with pytest.raises(ArchiveError, match=rf"{path.name}.cdxj: the index cannot be written: Is a directory"):
        cdxj.keep_sidecar(path)
    assert _names(tmp_path) == {path.name, cdxj.sidecar(path).name}
    with pytest.raises(ArchiveError, match=r"none.warc: cannot be read"):
        cdxj.keep_sidecar(tmp_path / "none.warc")
    assert not (tmp_path / "none.warc.cdxj.new").exists()


def test_a_full_disk_leaves_the_index_that_was_there(tmp_path: Path) -> None:
    path = _write_warc(tmp_path, 40)
    before = cdxj.sidecar(path).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(ArchiveError, match=r"\.cdxj: the index cannot be written: File too large"):
            cdxj.keep_sidecar(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert cdxj.sidecar(path).read_bytes() == before
    assert _names(tmp_path) == {path.name, cdxj.sidecar(path).name}


def test_many_may_keep_one_sidecar_at_once(tmp_path: Path) -> None:
    path = _write_warc(tmp_path, 40)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(cdxj.keep_sidecar, [path] * 24))
    assert {each.lines for each in kept} == {40}
    assert cdxj.sidecar(path).read_bytes() == b"".join(sorted(map(cdxj.to_line, _listed(cdxj.entries(path)))))
    assert _names(tmp_path) == {path.name, cdxj.sidecar(path).name}


def test_more_lines_than_are_held_are_sorted_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write_warc(tmp_path, 23)
    expected = cdxj.keep_sidecar(path).path.read_bytes()
    monkeypatch.setattr("scraper.warc.cdxj.sidecars._HELD", 4)
    assert cdxj.keep_sidecar(path).path.read_bytes() == expected


def test_more_indexes_than_may_be_open_are_merged(tmp_path: Path) -> None:
    dice = random.Random(5)
    lines = [cdxj.to_line(replace(ENTRY, offset=number, key=f"example,{dice.random()})/")) for number in range(1_500)]
    paths = []
    for number in range(500):
        paths.append(tmp_path / f"{number}.cdxj")
        paths[-1].write_bytes(b"".join(sorted(lines[number * 3 : number * 3 + 3])))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    out = BytesIO()
    resource.setrlimit(resource.RLIMIT_NOFILE, (300, hard))
    try:
        cdxj.merge(paths, out)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert out.getvalue().splitlines(keepends=True) == sorted(lines)
    with pytest.raises(ArchiveError, match=r"gone.cdxj: cannot be merged: No such file"):
        cdxj.merge([tmp_path / "gone.cdxj"], BytesIO())


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), count=st.integers(0, 400), width=st.sampled_from((1, 60, 9_000)))
def test_lookup_finds_what_a_scan_finds(
    seed: int, count: int, width: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)
    index = tmp_path_factory.getbasetemp() / "looked.cdxj"
    urls = [
        f"http://gazette.example/{'a' * dice.randint(0, 3)}{dice.choice(('', '-b', '/b', '?b'))}" for _ in range(count)
    ]
    entries = [
        replace(
            ENTRY,
            key=surt(url),
            url=url + "#" * dice.randrange(width),
            timestamp=f"2019060110{dice.randrange(60):02d}00",
            offset=number,
        )
        for number, url in enumerate(urls)
    ]
    lines = sorted(map(cdxj.to_line, entries))
    index.write_bytes(b"".join(lines))
    for url in {*urls, "http://gazette.example/none", "http://a.example/", "http://z.example/"}:
        expected = [line for line in lines if line.startswith(surt(url).encode() + b" ")]
        assert [cdxj.to_line(entry) for entry in cdxj.lookup(index, url)] == expected


def test_one_entry_a_host(tmp_path: Path) -> None:
    index = tmp_path / "many.cdxj"
    keys = [f"example,{host}){path}" for host in ("b", "a", "a:8080", "a,www") for path in ("/", "/x", "/y")]
    lines = [cdxj.to_line(replace(ENTRY, key=key, url="#" * 700)) for key in [*keys, "dns:a.example"] for _ in range(9)]
    index.write_bytes(b"".join(sorted(lines)))
    assert [entry.key for entry in cdxj.hosts(index)] == [
        "example,a)/",
        "example,a,www)/",
        "example,a:8080)/",
        "example,b)/",
    ]


def test_the_nearest_in_time() -> None:
    entries = [replace(ENTRY, timestamp=f"201906011000{second:02d}") for second in (10, 30, 20, 59)]
    at = datetime(2019, 6, 1, 10, 0, 25, tzinfo=UTC)
    assert [entry.timestamp[-2:] for entry in cdxj.by_distance(entries, at)] == ["20", "30", "10", "59"]
    assert cdxj.nearest(entries, at) == entries[2]
    assert cdxj.nearest([], at) is None
    odd = replace(ENTRY, timestamp="never")
    assert cdxj.nearest([odd, entries[0]], at) == entries[0]
