"""Packages of an archive our crawler made: judged by py-wacz, replayed by pywb, held against what the server sent."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper import app
from scraper.app.export import export_wacz
from scraper.browse import showing
from scraper.browse.process import COLLECTION
from scraper.cli import main
from scraper.discover import page_requisites
from scraper.export import Order, Selection
from scraper.model import Capture, RevisitProfile
from scraper.warc import Damage, Originals, cdxj, find_files, read
from tests.flow.archives import records
from tests.flow.polled import Answer, Polled, read_answer, stamp
from tests.flow.test_independent_readers import command, run

WHOLE = Selection()
CREATED = datetime(2026, 11, 23, 6, 0, 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Package:
    """What a WACZ file holds."""

    path: Path
    warcs: dict[str, bytes]  # by name, without the folder
    entries: list[cdxj.Entry]
    pages: list[dict[str, Any]]
    about: dict[str, Any]

    def captures(self, folder: Path) -> Iterator[Capture]:
        """Its WARC files as captures, revisits resolved within the package; a damaged record is an error."""
        for name, data in self.warcs.items():
            (folder / name).write_bytes(data)
        find = Originals([folder])
        for path in find_files([folder]):
            for each in read(path, find=find):
                assert not isinstance(each, Damage), each
                yield each


def opened(path: Path) -> Package:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        stored = {info.filename for info in archive.infolist() if info.compress_type == zipfile.ZIP_STORED}
        warcs = {name.removeprefix("archive/"): archive.read(name) for name in stored if name.startswith("archive/")}
        assert stored == {f"archive/{name}" for name in warcs} | {"indexes/index.cdx.gz"}
        lines = gzip.decompress(archive.read("indexes/index.cdx.gz")).splitlines()
        header, *pages = map(json.loads, archive.read("pages/pages.jsonl").splitlines())
        assert header == {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
        about = json.loads(archive.read("datapackage.json"))
    assert lines == sorted(lines)
    entries = [entry for line in lines if (entry := cdxj.parse_line(line))]
    assert len(entries) == len(lines)
    return Package(path, warcs, entries, pages, about)


def export(polled: Polled, path: Path, *arguments: str) -> Package:
    """What `scraper export wacz` makes."""
    assert main(["export", "wacz", "--config", str(polled.file), *arguments, str(path)]) == 0
    return opened(path)


def newest_articles(polled: Polled) -> dict[str, Capture]:
    """The last response of each article, by URL."""
    found = (capture for answers in polled.sent.values() for capture, _ in answers)
    return {capture.exchange.url: capture for capture in found if _is_article(capture)}


def _is_article(capture: Capture) -> bool:
    return capture.visit is not None and capture.visit.target.kind == "article" and capture.exchange.status == 200


@pytest.fixture(scope="module")
def whole(polled: Polled, tmp_path_factory: pytest.TempPathFactory) -> Package:
    return export(polled, tmp_path_factory.mktemp("whole") / "all.wacz")


def test_without_a_selection_every_file_is_in_it_byte_for_byte(polled: Polled, whole: Package) -> None:
    assert whole.warcs == {path.name: path.read_bytes() for path in find_files([polled.archive / "warc"])}
    for resource in whole.about["resources"]:
        with zipfile.ZipFile(whole.path) as archive:
            data = archive.read(resource["path"])
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert whole.about["wacz_version"] == "1.1.1"


def test_py_wacz_finds_packages_valid(polled: Polled, whole: Package, tmp_path: Path) -> None:
    part = export(polled, tmp_path / "part.wacz", "--section", "ledger/harbour", "--title", "Harbour")
    for package in (whole, part):
        assert "is valid" in run("wacz", "validate", "-f", str(package.path))
    assert (whole.about["title"], part.about["title"]) == ("News archive", "Harbour")


def test_the_index_lists_what_pywb_lists_but_for_answers_not_modified(polled: Polled, whole: Package) -> None:
    files = map(str, find_files([polled.archive / "warc"]))
    listed = [cdxj.parse_line(line.encode()) for line in run("cdx-indexer", "-j", *files).splitlines()]
    unmodified = {
        (capture.location.file, capture.location.offset)
        for answers in polled.sent.values()
        for capture, _ in answers
        if capture.revisit is not None and capture.revisit.profile is RevisitProfile.NOT_MODIFIED
    }
    assert unmodified
    expected = {_told(entry) for entry in listed if entry} - {
        _told(entry) for entry in listed if entry and (entry.filename, entry.offset) in unmodified
    }
    assert {_told(entry) for entry in whole.entries} == expected
    assert all(entry.digest is None or entry.digest.startswith("sha1:") for entry in whole.entries)


def _told(entry: cdxj.Entry) -> tuple[object, ...]:
    digest = (entry.digest or "").removeprefix("sha1:")
    return (entry.key, entry.timestamp, entry.url, entry.mime, entry.status, digest, entry.offset, entry.filename)


def test_the_small_index_says_where_each_block_of_the_large_one_lies(whole: Package) -> None:
    with zipfile.ZipFile(whole.path) as archive:
        large = archive.read("indexes/index.cdx.gz")
        meta, *blocks = archive.read("indexes/index.idx").decode().splitlines()
    assert json.loads(meta.removeprefix("!meta 0 "))["format"] == "cdxj-gzip-1.0"
    for line in blocks:
        key, timestamp, told = line.split(" ", 2)
        place = json.loads(told)
        block = large[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        assert gzip.decompress(block).decode().startswith(f"{key} {timestamp} {{")


def test_every_article_is_a_page_with_its_title_and_text_as_often_as_it_changed(polled: Polled, whole: Package) -> None:
    by_id = {page["id"]: page for page in whole.pages}
    told = records(polled.archive)
    assert len({record["url"] for record in told}) < len(told)
    for record in told:
        page = by_id.pop(record["capture"]["record_id"].removeprefix("urn:uuid:"))
        assert (page["title"], page["text"]) == (record["title"], "\n".join(record["paragraphs"]))
        assert page["ts"] == record["capture"]["fetched_at"][:19] + "Z"
    assert by_id
    assert all("text" not in page and page["title"] for page in by_id.values())  # section pages


def test_a_section_is_what_was_fetched_for_it_and_what_its_pages_are_shown_with(polled: Polled, tmp_path: Path) -> None:
    package = export(polled, tmp_path / "part.wacz", "--section", "ledger/harbour")
    held = {(entry.url, entry.timestamp) for entry in package.entries}
    shown = {entry.url for entry in package.entries}
    for url, answers in polled.sent.items():
        for capture, _ in answers:
            visit = capture.visit
            if visit is None or visit.target.section != "ledger/harbour" or capture.exchange.status == 304:
                continue
            assert (url, stamp(capture)) in held
            if capture.exchange.status == 200 and (capture.exchange.header("content-type") or "").startswith(
                "text/html"
            ):
                assert {each for each in page_requisites(capture.exchange) if each in polled.sent} <= shown
    assert len(shown) < len(polled.sent) / 2


def test_an_excerpt_is_made_of_the_very_members_and_whole_groups(polled: Polled, tmp_path: Path) -> None:
    url = polled.edited
    package = export(polled, tmp_path / "one.wacz", "--url", url)
    assert {page["url"] for page in package.pages} == {url}
    assert len(package.pages) == 2
    newest = max(package.pages, key=lambda page: str(page["ts"]))
    assert (package.about["mainPageUrl"], package.about["mainPageDate"]) == (url, newest["ts"])
    assert package.about["title"] == newest["title"]
    sources = {path.name: path.read_bytes() for path in find_files([polled.archive / "warc"])}
    assert {name.replace("-excerpt", "") for name in package.warcs} <= set(sources)
    for entry in package.entries:
        member = package.warcs[entry.filename][entry.offset : entry.offset + entry.length]
        assert member in sources[entry.filename.replace("-excerpt", "")]
    (tmp_path / "warcs").mkdir()
    found = list(package.captures(tmp_path / "warcs"))
    asked = [capture for capture in found if capture.exchange.url == url]
    archived = [capture for capture, _ in polled.sent[url]]
    assert [each.exchange for each in sorted(asked, key=when)] == [each.exchange for each in archived]
    assert [each.visit for each in sorted(asked, key=when)] == [each.visit for each in archived]
    for name in package.warcs:
        assert "invalid" not in run("warcio", "check", str(tmp_path / "warcs" / name)).lower()


def when(capture: Capture) -> datetime:
    return capture.exchange.fetched_at


def test_a_redirect_is_followed_from_either_end(polled: Polled, tmp_path: Path) -> None:
    source = next(url for url, answers in polled.sent.items() if answers[0][1].status == 301)
    end = next(
        url
        for url, answers in polled.sent.items()
        for capture, _ in answers
        if url != source and capture.visit is not None and capture.visit.target.url == source
    )
    for number, url in enumerate((source, end)):
        package = export(polled, tmp_path / f"{number}.wacz", "--url", url)
        assert {source, end} <= {entry.url for entry in package.entries}
        assert {page["url"] for page in package.pages} == {end}


def test_what_revisits_refer_to_comes_along_from_before_the_time_asked_for(polled: Polled, tmp_path: Path) -> None:
    last = max((capture for answers in polled.sent.values() for capture, _ in answers), key=when)
    revisits = [
        capture
        for answers in polled.sent.values()
        for capture, _ in answers
        if capture.revisit is not None and capture.revisit.profile is RevisitProfile.IDENTICAL
    ]
    assert revisits
    since = min(when(capture) for capture in revisits)
    path = tmp_path / "late.wacz"
    with_until = Selection(since=since, until=when(last) + timedelta(seconds=1))
    done = export_wacz(app.load_config(polled.file), order(path, with_until))
    assert done.complaints == []
    package = opened(path)
    (tmp_path / "warcs").mkdir()
    found = {capture.record_id: capture for capture in package.captures(tmp_path / "warcs")}
    for capture in revisits:
        assert found[capture.record_id].exchange.response == capture.exchange.response
        assert capture.revisit is not None
        assert capture.revisit.record_id in found


def order(path: Path, selection: Selection = WHOLE, created: datetime = CREATED) -> Order:
    return Order(path, selection, "news-scraper/0", created)


def test_the_same_archive_and_date_give_the_same_bytes(polled: Polled, tmp_path: Path) -> None:
    settings = app.load_config(polled.file)
    selection = Selection(sections=("ledger/sport",))
    for name in ("one", "two"):
        export_wacz(settings, order(tmp_path / f"{name}.wacz", selection))
    assert (tmp_path / "one.wacz").read_bytes() == (tmp_path / "two.wacz").read_bytes()
    export_wacz(settings, order(tmp_path / "later.wacz", selection, CREATED + timedelta(days=1)))
    one, later = opened(tmp_path / "one.wacz"), opened(tmp_path / "later.wacz")
    assert (one.warcs, one.entries, one.pages) == (later.warcs, later.entries, later.pages)
    assert one.about | {"created": None} == later.about | {"created": None}


def test_a_file_being_written_goes_in_up_to_its_last_whole_group(polled: Polled, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(polled.archive, archive)
    newest = find_files([archive / "warc"])[0]
    data = newest.read_bytes()
    originals = Originals([archive / "warc"])  # without them a revisit, which may be the last but one, is no capture
    groups = [capture for capture in read(newest, find=originals) if isinstance(capture, Capture)]
    end = groups[-2].location.offset + groups[-2].location.length
    newest.unlink()
    torn = data[: end + (groups[-1].location.offset - end) + 100]  # a whole request and metadata, and a torn response
    newest.with_name(newest.name + ".open").write_bytes(torn)
    settings = app.load_config(polled.file).model_copy(update={"archive": archive})
    done = export_wacz(settings, order(tmp_path / "begun.wacz"))
    assert done.complaints == []
    package = opened(tmp_path / "begun.wacz")
    assert package.warcs[newest.name] == data[:end]
    assert max(entry.offset for entry in package.entries if entry.filename == newest.name) == groups[-2].location.offset
    lost = groups[-1].record_id.removeprefix("urn:uuid:")
    assert lost not in {page["id"] for page in package.pages}


def test_pywb_shows_every_page_of_a_package_and_its_pictures_as_the_server_sent_them(
    polled: Polled, tmp_path: Path
) -> None:
    command("wb-manager")
    package = export(polled, tmp_path / "part.wacz", "--section", "ledger/harbour")
    folder = tmp_path / "pywb"
    folder.mkdir()
    (folder / "config.yaml").write_text("collections_root: collections\n")
    for arguments in (["init", COLLECTION], ["add", "--unpack-wacz", COLLECTION, str(package.path)]):
        done = subprocess.run([command("wb-manager"), *arguments], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    wanted = {(page["url"], _digits(page["ts"])) for page in package.pages}
    wanted |= {(entry.url, entry.timestamp) for entry in package.entries if (entry.mime or "").startswith("image/")}
    assert len(wanted) > len(package.pages) > 5
    with showing(folder, 0) as pywb:
        for url, timestamp in sorted(wanted):
            with urllib.request.urlopen(f"{pywb.url}{timestamp}id_/{url}", timeout=30) as response:
                coding, body = response.headers.get("Content-Encoding"), response.read()
            sent = _sent(polled, url, timestamp)
            assert (gzip.decompress(body) if coding == "gzip" else body) in {_decoded(each) for each in sent}, url


def _digits(moment: str) -> str:
    return "".join(filter(str.isdigit, moment))


def _sent(polled: Polled, url: str, timestamp: str) -> list[Answer]:
    """What the server sent at that second; for a 304, what it referred to."""
    return [read_answer(capture.exchange.response) for capture, _ in polled.sent[url] if stamp(capture) == timestamp]


def _decoded(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--section", "ledger/none", "new.wacz"], "ledger/none: nothing of this section is in the archive"),
        (["--url", "http://elsewhere.example/", "new.wacz"], "http://elsewhere.example/: nothing of this address"),
        (["--until", "2001-01-01", "new.wacz"], "the archive holds nothing of this selection: until 2001-01-01"),
        (["old.wacz"], "is there already; choose another name, or replace it with --overwrite"),
        (["new.zip"], "expected a name that ends in .wacz"),
        (["."], "expected a name that ends in .wacz"),
        (["--overwrite", "../packages.wacz"], "packages.wacz: is a folder"),
        (["nowhere/new.wacz"], "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_made_is_one_sentence_and_leaves_nothing(
    arguments: list[str], sentence: str, polled: Polled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.wacz").write_bytes(b"kept")
    (tmp_path.parent / "packages.wacz").mkdir(exist_ok=True)
    *options, name = arguments
    assert main(["export", "wacz", "--config", str(polled.file), *options, str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("old.wacz", b"kept")]


def test_of_files_elsewhere_a_package_is_made_by_a_selection_alone(
    polled: Polled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without one it would be empty, and nobody would be told."""
    file = tmp_path / "config.yaml"
    file.write_text("archive: another\nidentity: {name: Test, contact: test@library.example}\n")
    assert main(["replay", "--config", str(file), "--workers", "1", str(polled.archive / "warc")]) == 0
    wacz = ["export", "wacz", "--config", str(file)]
    assert main([*wacz, str(tmp_path / "all.wacz")]) == 2
    assert "holds no WARC file; no package was written" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.wacz"))
    assert main([*wacz, "--since", "2000-01-01", str(tmp_path / "all.wacz")]) == 0
    assert opened(tmp_path / "all.wacz").pages


def test_a_package_is_replaced_on_request(polled: Polled, tmp_path: Path) -> None:
    path = tmp_path / "old.wacz"
    path.write_bytes(b"old")
    assert export(polled, path, "--section", "ledger/sport", "--overwrite").pages
    assert [each.name for each in tmp_path.iterdir()] == ["old.wacz"]


@pytest.mark.parametrize("selection", [[], ["--section", "ledger/harbour"]])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(selection: list[str], polled: Polled, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk."""
    code = (
        "import resource, sys; from scraper.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)); sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["export", "wacz", "--config", str(polled.file), *selection, str(tmp_path / "new.wacz")]
    done = subprocess.run([sys.executable, "-W", "error", "-c", code, *arguments], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == f"error: {tmp_path / 'new.wacz'}: the package cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_capture_is_left_out_and_told(polled: Polled, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(polled.archive, archive)
    broken = next(iter(newest_articles(polled).values()))
    path = archive / "warc" / broken.location.file
    data = bytearray(path.read_bytes())
    middle = broken.location.offset + broken.location.length // 2
    data[middle : middle + 8] = b"\xff" * 8
    path.write_bytes(data)
    assert broken.visit is not None
    assert broken.visit.target.section is not None
    settings = app.load_config(polled.file).model_copy(update={"archive": archive})
    chosen = order(tmp_path / "part.wacz", Selection(sections=(broken.visit.target.section,)))
    done = export_wacz(settings, chosen)
    assert any(f"{path}: left out, damaged at byte {broken.location.offset}" in each for each in done.complaints)
    package = opened(chosen.path)
    assert broken.record_id.removeprefix("urn:uuid:") not in {page["id"] for page in package.pages}
    whole = export_wacz(settings, order(tmp_path / "all.wacz"))
    assert any("is not the file that its fixity manifest says" in each for each in whole.complaints)
    assert opened(tmp_path / "all.wacz").warcs[path.name] == bytes(data)
