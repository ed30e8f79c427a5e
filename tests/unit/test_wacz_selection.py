"""What a package holds besides what was asked for, on archives put together for it."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper import decode
from scraper.cli import main
from scraper.model import Capture, FoundOn, Kind, Target, Visit
from scraper.warc import Original, Writer, cdxj, payload_labels
from tests.unit.warc_files import NOON, make_record, make_writer

HOST = "https://gazette.example"
PAGE = b"<title>Tides</title><link rel=stylesheet href=/main.css><h1>Tides</h1><p>" + b"High water at six. " * 30
Entries = list[tuple[str, str]]  # path and minute


class Archive:
    """An archive under a folder, filled by hand; times are minutes after noon."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer: Writer = make_writer(folder / "archive" / "warc")
        self.original: Original | None = None  # of what is put next
        (folder / "config.yaml").write_text(
            f"archive: {folder}/archive\nidentity: {{name: Test, contact: desk@gazette.example}}\n"
        )

    def put(self, path: str, minute: int, response: bytes, kind: Kind = Kind.ARTICLE, **more: str) -> Capture:
        """Append a response to HOST/path, fetched for `target` (default: for itself) and found by the front page."""
        at = NOON + timedelta(minutes=minute)
        exchange = decode.exchange(HOST + path, at, b"GET / HTTP/1.1\r\n\r\n", response)
        found = FoundOn(f"{HOST}/", "urn:uuid:00000000-0000-4000-8000-000000000abc")
        target = Target(HOST + more.get("target", path), "gazette", kind, more.get("section", "gazette/news"), found)
        return self.writer.append(exchange, Visit(target), self.original)

    def export(self, *arguments: str) -> Entries:
        """The captures in the index of the package that these arguments make."""
        config = ["--config", str(self.folder / "config.yaml")]
        self.writer.close()
        assert main(["replay", "--workers", "1", *config, str(self.folder / "archive" / "warc")]) == 0
        path = self.folder / "part.wacz"
        assert main(["export", "wacz", *config, *arguments, str(path)]) == 0
        return list(entries_of(path))


def entries_of(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).splitlines()
        for line in lines:
            entry = cdxj.parse_line(line)
            assert entry is not None
            minute = datetime.strptime(entry.timestamp + "+0000", "%Y%m%d%H%M%S%z") - NOON.replace(microsecond=0)
            yield entry.url.removeprefix(HOST), str(int(minute.total_seconds()) // 60)


def answer(body: bytes, media_type: str = "text/html", status: str = "200 OK", *fields: str) -> bytes:
    lines = "".join(f"{line}\r\n" for line in fields)
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    return head.encode() + body


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_requisites_come_along_whoever_named_them_first_and_from_the_nearest_time(archive: Archive) -> None:
    archive.put(
        "/main.css", 0, answer(b"@import '/print.css'; p {}", "text/css"), Kind.REQUISITE, section="gazette/sport"
    )
    archive.put("/print.css", 1, answer(b"p { background: url(/paper.png) }", "text/css"), Kind.REQUISITE)
    archive.put("/paper.png", 2, answer(b"PNG, as it were", "image/png"), Kind.REQUISITE, section="gazette/sport")
    archive.put("/other.png", 2, answer(b"PNG of another page", "image/png"), Kind.REQUISITE)
    archive.put("/tides", 60, answer(PAGE))
    archive.put("/main.css", 70, answer(b"@import '/print.css'; p { margin: 0 }", "text/css"), Kind.REQUISITE)
    archive.put("/main.css", 90, answer(b"p { margin: 1em }", "text/css"), Kind.REQUISITE)
    assert archive.export("--url", f"{HOST}/tides") == [
        ("/main.css", "70"),
        ("/paper.png", "2"),
        ("/print.css", "1"),
        ("/tides", "60"),
    ]


def test_a_picture_behind_a_redirect_comes_with_it(archive: Archive) -> None:
    moved = answer(b"", "text/html", "302 Found", "Location: /styles/9.css")
    archive.put("/main.css", 0, moved, Kind.REQUISITE)
    archive.put("/styles/9.css", 0, answer(b"p {}", "text/css"), Kind.REQUISITE, target="/main.css")
    archive.put("/tides", 1, answer(PAGE))
    assert [path for path, _ in archive.export("--url", f"{HOST}/tides")] == ["/main.css", "/styles/9.css", "/tides"]


def test_what_was_not_modified_brings_what_it_refers_to(archive: Archive) -> None:
    held = archive.put("/main.css", 0, answer(b"p {}", "text/css"), Kind.REQUISITE)
    label = payload_labels(held.exchange)[1]
    archive.original = Original(held.record_id, held.exchange.url, held.exchange.fetched_at, label)
    archive.put("/main.css", 60, b"HTTP/1.1 304 Not Modified\r\n\r\n", Kind.REQUISITE)
    archive.original = None
    archive.put("/tides", 61, answer(PAGE))
    assert archive.export("--url", f"{HOST}/tides") == [("/main.css", "0"), ("/tides", "61")]


def test_the_front_page_that_a_lost_article_leads_to_is_not_asked_for_as_well(archive: Archive) -> None:
    listing = answer(
        b"<title>Front</title>" + b"".join(b"<a href=/a-%d-long-story>Story %d</a>" % (n, n) for n in range(9))
    )
    for minute in (0, 30, 60, 90):
        archive.put("/", minute, listing, Kind.PAGE)
    archive.put("/tides", 20, answer(PAGE))
    archive.put("/tides", 61, answer(b"", "text/html", "301 Moved Permanently", "Location: /"))
    archive.put("/", 61, listing, target="/tides")
    assert archive.export("--url", f"{HOST}/tides") == [("/", "61"), ("/tides", "20"), ("/tides", "61")]


def test_a_time_asked_for_begins_with_since_and_ends_before_until(archive: Archive) -> None:
    for minute in (0, 60, 120):
        archive.put(f"/story-{minute}", minute, answer(PAGE))
    since, until = ((NOON + timedelta(minutes=minute)).isoformat()[:19] for minute in (60, 120))
    assert archive.export("--since", since, "--until", until) == [("/story-60", "60")]


def test_captures_of_other_archives_are_taken_out_of_files_of_any_kind(archive: Archive, tmp_path: Path) -> None:
    """A plain file, whose requests follow their responses, is packed record by record, and they stay as they are."""
    response = answer(PAGE)
    ids = [("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-00000000000{n}>") for n in range(3)]
    about = ("WARC-Target-URI", f"{HOST}/tides"), ("Content-Type", "application/http;msgtype=response")
    beside = *about[:1], ("Content-Type", "application/http;msgtype=request"), ("WARC-Concurrent-To", ids[1][1])
    written = [
        make_record("warcinfo", b"software: another\r\n", ids[0], ("Content-Type", "application/warc-fields")),
        make_record("response", response, ids[1], *about),
        make_record("request", b"GET /tides HTTP/1.1\r\n\r\n", ids[2], *beside),
    ]
    foreign = tmp_path / "foreign.warc"
    foreign.write_bytes(b"".join([*written, make_record("response", response, ("WARC-Target-URI", f"{HOST}/other"))]))
    config = ["--config", str(tmp_path / "config.yaml")]
    assert main(["replay", "--workers", "1", *config, str(foreign)]) == 0
    path = tmp_path / "part.wacz"
    assert main(["export", "wacz", *config, "--url", f"{HOST}/tides", str(path)]) == 0
    with zipfile.ZipFile(path) as package:
        data = package.read("archive/foreign-excerpt.warc.gz")
    assert gzip.decompress(data) == b"".join(written)
    assert list(members(data)) == written


def members(data: bytes) -> Sequence[bytes]:
    found = []
    while data:
        stream = zlib.decompressobj(31)
        found.append(stream.decompress(data))
        data = stream.unused_data
    return found
