"""What our files look like, checked by hand and by warcio."""

import fcntl
import gzip
import io
import os
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper import decode
from scraper.app.settings import writer_settings
from scraper.config import parse
from scraper.warc import find_files, read, recover
from tests.unit.warc_files import NOON, REQUEST, VISIT, make_exchange, make_writer, only

BODY = b"<p>" + "The ferry Möwe is late. ".encode() * 40


def fields_of(path: Path) -> list[list[tuple[str, str]]]:
    with path.open("rb") as stream:
        return [record.rec_headers.headers for record in ArchiveIterator(stream, no_record_parse=True)]


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY,
        b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(BODY, mtime=0),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>hi\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(BODY, mtime=0)), gzip.compress(BODY, mtime=0)),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 900\r\n\r\n" + gzip.compress(BODY, mtime=0)[:40],
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 301\r\nlocation: /x\r\nX-Caf\xe9: \xff\r\nset-cookie: a\r\nset-cookie: b\r\n\r\n",
    ],
)
def test_blocks_are_the_bytes_received_and_every_digest_passes(tmp_path: Path, response: bytes) -> None:
    writer = make_writer(tmp_path)
    writer.append(decode.exchange("https://gazette.example/", NOON, REQUEST, response), VISIT)
    writer.close()
    path = only(tmp_path)
    checker = Checker(Namespace(inputs=[str(path)], verbose=False))
    assert checker.process_all() == 0
    with path.open("rb") as stream:
        blocks = {r.rec_type: r.raw_stream.read() for r in ArchiveIterator(stream, no_record_parse=True)}
    assert blocks["response"] == response
    assert blocks["request"] == REQUEST


def test_the_headers_of_a_group(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    capture = writer.append(make_exchange(), VISIT)
    writer.close()
    warcinfo, request, metadata, response = fields_of(only(tmp_path))
    assert dict(warcinfo)["WARC-Type"] == "warcinfo"
    assert "WARC-Target-URI" not in dict(warcinfo)
    assert dict(warcinfo)["WARC-Filename"] == capture.location.file
    assert [dict(fields)["WARC-Type"] for fields in (request, metadata, response)] == [
        "request",
        "metadata",
        "response",
    ]
    assert {dict(fields)["WARC-Date"] for fields in (request, metadata, response)} == {"2024-03-05T12:00:00.123456Z"}
    assert {dict(fields)["WARC-Target-URI"] for fields in (request, metadata, response)} == {
        "https://gazette.example/tides"
    }
    assert dict(request)["WARC-Concurrent-To"] == dict(response)["WARC-Record-ID"] == f"<{capture.record_id}>"
    assert dict(metadata)["WARC-Concurrent-To"] == f"<{capture.record_id}>"
    assert [value for name, value in response if name == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert dict(response)["WARC-Cipher-Suite"] == "TLS_AES_128_GCM_SHA256"
    assert dict(response)["WARC-IP-Address"] == "192.0.2.7"
    assert dict(response)["WARC-Payload-Digest"] == capture.payload_digest
    assert dict(response)["WARC-Warcinfo-ID"] == dict(warcinfo)["WARC-Record-ID"]


def test_the_warcinfo_says_who_and_how(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    writer.append(make_exchange(), None)
    writer.close()
    with only(tmp_path).open("rb") as stream:
        block = next(iter(ArchiveIterator(stream))).raw_stream.read().decode()
    lines = dict(line.split(": ", 1) for line in block.splitlines())
    assert lines["http-header-from"] == "desk@gazette.example"
    assert lines["operator"] == "Harbour"
    assert lines["robots"] == "RFC 9309"
    assert lines["format"] == "WARC File Format 1.1"
    assert lines["conformsTo"].endswith("/warc-1.1/")


def test_a_chunked_payload_digest_is_the_standards_and_not_written(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    head = b"HTTP/1.1 200 OK\r\n"
    plain = decode.exchange("https://gazette.example/", NOON, b"", head + b"\r\nhello")
    chunked = decode.exchange(
        "https://gazette.example/", NOON, b"", head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    assert writer.append(plain, None).payload_digest == writer.append(chunked, None).payload_digest
    writer.close()
    digests = ["WARC-Payload-Digest" in dict(fields) for fields in fields_of(only(tmp_path))]
    assert digests == [False, True, False]


def test_coded_bodies_are_stored_and_others_packed(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    coded = gzip.compress(os.urandom(20_000), mtime=0)
    dense = writer.append(make_exchange(coded, Content_Encoding="gzip"), None)
    loose = writer.append(make_exchange(BODY * 20), None)
    writer.close()
    assert dense.location.length > len(coded)
    assert loose.location.length < len(BODY)


def test_files_rotate_by_size_and_age_and_sort_as_they_were_begun(tmp_path: Path) -> None:
    moment = [NOON]
    writer = make_writer(tmp_path, lambda: moment[0], max_bytes=3_000, max_age=60.0)
    files = []
    for minutes in (0, 0, 0, 2, 1, 1):  # the clock is even set back
        moment[0] = NOON + timedelta(minutes=minutes)
        files.append(writer.append(make_exchange(os.urandom(2_000), Content_Encoding="gzip"), VISIT).location.file)
    writer.close()
    second = make_writer(tmp_path, lambda: NOON)  # a new process whose clock is behind
    files.append(second.append(make_exchange(), None).location.file)
    second.close()
    assert files == sorted(files)
    assert len(set(files)) >= 4
    assert [path.name for path in find_files([tmp_path])] == sorted(set(files))
    assert sum(1 for path in find_files([tmp_path]) for _ in read(path)) == 7


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    one, two = make_writer(tmp_path), make_writer(tmp_path)
    files = {writer.append(make_exchange(), None).location.file for writer in (one, two)}
    assert len(files) == 2
    one.close()
    two.close()


def test_a_file_is_open_and_locked_until_it_is_closed(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    assert list(tmp_path.iterdir()) == []
    capture = writer.append(make_exchange(), VISIT)
    writer.sync()
    path = only(tmp_path)
    assert path.name == capture.location.file + ".open"
    assert recover(tmp_path) == []
    assert list(read(path)) == [capture]
    writer.close()
    assert only(tmp_path).name == capture.location.file


def test_a_file_without_a_whole_record_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "news-20240305120000123-00000-quay.warc.gz.open"
    path.write_bytes(b"\x1f\x8b\x08 torn at once")
    (recovered,) = recover(tmp_path)
    assert recovered.path is None
    assert recovered.torn is not None
    assert recovered.torn.read_bytes() == b"\x1f\x8b\x08 torn at once"
    assert not path.exists()


def test_recovery_waits_for_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "news-20240305120000123-00000-quay.warc.gz.open"
    with io.FileIO(path, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert recover(tmp_path) == []
    assert [found.path for found in recover(tmp_path)] == [None]


@pytest.mark.parametrize("level", range(10))
def test_every_level_can_be_read_and_is_smaller_than_none(tmp_path: Path, level: int) -> None:
    writer = make_writer(tmp_path, gzip_level=level)
    capture = writer.append(make_exchange(BODY * 20), VISIT)
    coded = writer.append(make_exchange(gzip.compress(BODY, mtime=0), Content_Encoding="gzip"), VISIT)
    writer.close()
    assert list(read(only(tmp_path))) == [capture, coded]
    assert Checker(Namespace(inputs=[str(only(tmp_path))], verbose=False)).process_all() == 0
    assert (capture.location.length < len(BODY)) == (level > 0)
    with only(tmp_path).open("rb") as stream:
        stream.seek(coded.location.offset)
        assert stream.read(11)[10] & 0b110 == 0  # RFC 1951, 3.2.4: a stored block, at whatever level


def test_the_configuration_says_how_files_are_written(tmp_path: Path) -> None:
    text = """
identity: {name: Harbour Archive, contact: https://archive.example/about}
archive: kept
warc: {max_size: 3MB, max_age: 2h, gzip_level: 7, min_free: 5MB, prefix: quay}
"""
    settings = writer_settings(parse(text, tmp_path / "config.yaml"))
    assert settings.folder == tmp_path / "kept" / "warc"
    assert (settings.max_bytes, settings.max_age, settings.min_free) == (3_000_000, 7_200.0, 5_000_000)
    assert (settings.gzip_level, settings.prefix) == (7, "quay")
    assert (settings.operator, settings.contact) == ("Harbour Archive", "https://archive.example/about")
