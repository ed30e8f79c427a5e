"""The container and its index, by themselves."""

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.errors import ArchiveError
from scraper.export.package import About, Package
from scraper.export.parts import Names
from scraper.export.zipnum import LINES, write_members

CREATED = datetime(2026, 11, 23, 6, 0, 8, tzinfo=UTC)


def test_every_line_is_in_a_block_that_the_summary_finds() -> None:
    lines = [b'example,gazette)/%06d 20240305120000 {"url": "x"}\n' % number for number in range(2 * LINES + 5)]
    sink = io.BytesIO()
    meta, *summary = write_members(lines, sink)
    assert json.loads(meta.removeprefix(b"!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    found = []
    for line in summary:
        key, timestamp, told = line.split(b" ", 2)
        place = json.loads(told)
        block = gzip.decompress(sink.getvalue()[place["offset"] : place["offset"] + place["length"]])
        assert block.startswith(key + b" " + timestamp + b" {")
        found += block.splitlines(keepends=True)
    assert found == lines
    assert len(summary) == 3


def test_no_lines_make_an_index_that_is_empty() -> None:
    sink = io.BytesIO()
    assert [line[:5] for line in write_members([], sink)] == [b"!meta"]
    assert sink.getvalue() == b""


def test_names_are_told_apart_where_letter_case_counts_for_nothing() -> None:
    names = Names()
    taken = [names.take(name) for name in ("a.warc.gz", "A.warc.gz", "a.warc.gz", "a.warc", "b")]
    assert taken == ["a.warc.gz", "A-2.warc.gz", "a-3.warc.gz", "a.warc", "b"]
    assert names.take("a.warc.gz", "-excerpt") == "a-excerpt.warc.gz"


def test_a_package_says_what_is_in_it() -> None:
    stream = io.BytesIO()
    with Package(stream, Path("x.wacz"), CREATED) as package:
        with package.add("archive/Höhe 1.warc.gz") as resource:
            resource.write(b"as it ")
            resource.write(b"is")
        package.finish(About("Tides", "news-scraper/0", CREATED, ("https://gazette.example/", CREATED)))
    with zipfile.ZipFile(stream) as archive:
        about = json.loads(archive.read("datapackage.json"))
        assert archive.read("archive/Höhe 1.warc.gz") == b"as it is"
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 23, 6, 0, 8)}
    (resource_told,) = about["resources"]
    assert (resource_told["name"], resource_told["bytes"]) == ("h-he-1.warc.gz", 8)
    assert (about["mainPageUrl"], about["mainPageDate"]) == ("https://gazette.example/", "2026-11-23T06:00:08Z")


def test_a_package_that_cannot_be_written_is_named_and_given_up() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    def fill() -> None:
        with Package(Full(), Path("x.wacz"), CREATED) as package, package.add("archive/a.warc.gz") as resource:
            resource.write(b"as it is")

    with pytest.raises((ArchiveError, OSError), match="No space left on device"):
        fill()
