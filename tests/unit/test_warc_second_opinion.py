"""warcio confirms what our writer wrote, and sees what was changed in it."""

import gzip
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.errors import ArchiveError
from scraper.warc.second_opinion import second_opinion

RECORD = (
    "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
    "WARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: text/plain\r\nWARC-Target-URI: https://x.example/\r\n"
    "WARC-Block-Digest: sha1:{digest}\r\nContent-Length: 4\r\n\r\ntide\r\n\r\n"
)
RIGHT = "C7DXFVRNN4IIYIO637QNFLT7JFNILGH2"


def write(path: Path, digest: str) -> Path:
    path.write_bytes(gzip.compress(RECORD.format(digest=digest).encode()))
    return path


def test_a_right_digest_is_confirmed_and_a_wrong_one_complained_of(tmp_path: Path) -> None:
    with write(tmp_path / "a.warc.gz", RIGHT).open("rb") as stream:
        assert [record.rec_type for record in ArchiveIterator(stream)] == ["resource"]
    good = second_opinion(write(tmp_path / "good.warc.gz", RIGHT))
    bad = second_opinion(write(tmp_path / "bad.warc.gz", "A" * 32))
    assert (good.records, good.confirmed, good.complaints) == (1, 1, ())
    assert (bad.records, bad.confirmed, len(bad.complaints)) == (1, 0, 1)


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"none\.warc\.gz"):
        second_opinion(tmp_path / "none.warc.gz")
