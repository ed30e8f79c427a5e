"""`scraper verify PATH`: anybody's files, files that are being written, and references between files."""

import fcntl
import hashlib
import shutil
from pathlib import Path

import pytest

from scraper import cli
from scraper.app.verify import VerifyJob, check
from scraper.model import Capture
from scraper.verify import Evidence, Finding
from scraper.verify.walk import CUT_OFF, UNREAD
from scraper.warc import find_files, read, recover
from scraper.warc.fixity import MANIFEST
from scraper.warc.record import MAX_BLOCK, MAX_HEAD
from tests.faults.small_archive import make_archive, verify
from tests.unit.warc_files import make_exchange, make_record, make_writer, write_members

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "warcs"

# Of files that others wrote, what is wrong with them: offset, words. All others there have no finding.
EXPECTED: dict[str, list[tuple[int, str]]] = {
    "bad.arc": [(0, "'-1', not a number"), (134, "'-1', not a number"), (262, "'abc', not a number")],
    "example-bad-non-chunked.warc.gz": [(3370, "its block is not what WARC-Block-Digest")],
    "example-digest.warc": [(0, "its payload is not what WARC-Payload-Digest")],
    "example-trunc.warc": [(1197, "its block is not what"), (2560, "no WARC record")],
    "example-wrong-chunks.warc.gz": [(0, "cut into several gzip members; its block is not what")],
}


@pytest.mark.skipif(not SHARED.exists(), reason="others' WARCs are not beside this checkout (../shared/warcs)")
def test_of_others_files_only_what_is_damaged_is_told(tmp_path: Path) -> None:
    found, evidence = verify(make_archive(tmp_path / "any"), SHARED)
    by_file: dict[str, list[Finding]] = {}
    for each in found:
        by_file.setdefault(Path(each.file).name, []).append(each)
    assert {name: [each.offset for each in told] for name, told in by_file.items()} == {
        name: [offset for offset, _ in told] for name, told in EXPECTED.items()
    }
    for name, told in EXPECTED.items():
        for each, (_, words) in zip(by_file[name], told, strict=True):
            assert words in each.what
    assert evidence.totals.files == len(find_files([SHARED]))
    assert evidence.totals.archived == 1  # example-iana.org-chunked.warc has the other reading
    assert any("revisits of other writers" in note for note in evidence.totals.notes)


@pytest.mark.skipif(not SHARED.exists(), reason="others' WARCs are not beside this checkout (../shared/warcs)")
def test_a_revisit_is_followed_into_another_file(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "any")
    original, revisit = (SHARED / f"example-url-agnostic-{name}.warc.gz" for name in ("orig", "revisit"))
    found, evidence = verify(settings, original, revisit)
    assert (found, evidence.totals.notes.total()) == ([], 0)
    found, evidence = verify(settings, revisit)
    assert (found, evidence.totals.notes.total()) == ([], 1)


def test_a_revisit_of_ours_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    second = find_files([tmp_path / "archive" / "warc"])[1]
    found, _ = verify(settings, second)  # what its revisits refer to lies in the first
    assert [each.file for each in found] == [str(second)] * 3
    assert all("is in none of the files looked at" in each.what for each in found)
    assert all(each.offset for each in found)


def test_what_the_standard_asks_of_every_record(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    response = b"HTTP/1.1 200 OK\r\n\r\nhello"
    uri = ("WARC-Target-URI", "https://paper.example/")
    offsets = write_members(
        path,
        [
            make_record("response", response, ("WARC-Record-ID", "<urn:uuid:1>"), uri),
            make_record("response", response, uri),
            make_record("", response, ("WARC-Record-ID", "<urn:uuid:2>"), uri),
            make_record(
                "request", b"GET / HTTP/1.1\r\n\r\n", ("WARC-Record-ID", "<urn:uuid:3>"), ("WARC-Date", "never")
            ),
            make_record("response", response, ("WARC-Record-ID", "<urn:uuid:4>"), uri).replace(
                b"WARC/1.0", b"WARC/7.0"
            ),
            make_record("response", response, ("WARC-Record-ID", "<urn:uuid:5>"), uri) + b"more",
        ],
    )
    found, _ = verify(make_archive(tmp_path / "any"), path)
    told = {each.offset: each.what for each in found}
    assert list(told) == offsets[1:]
    missing = [told[offset] for offset in offsets[1:4]]
    assert missing == ["WARC-Record-ID is missing", "WARC-Type is missing", "WARC-Target-URI is missing"]
    assert "version line" in told[offsets[4]]
    assert "4 bytes follow" in told[offsets[5]]


def test_a_record_too_large_to_hold_is_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "large.warc.gz"
    uri, name = ("WARC-Target-URI", "https://paper.example/film"), ("WARC-Record-ID", "<urn:uuid:1>")
    write_members(path, [make_record("response", b"HTTP/1.1 200 OK\r\n\r\n" + bytes(MAX_BLOCK + MAX_HEAD), name, uri)])
    found, evidence = verify(make_archive(tmp_path / "any"), path)
    assert found == []
    assert evidence.totals.notes == {UNREAD: 1}


def test_the_order_of_our_own_records_is_checked(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    writer.append(make_exchange(), None)
    writer.close()
    [path] = find_files([tmp_path])
    renamed = tmp_path / "renamed.warc.gz"
    renamed.write_bytes(path.read_bytes())
    settings = make_archive(tmp_path / "any")
    [finding] = verify(settings, renamed)[0]
    assert finding.offset == 0
    assert "WARC-Filename is" in finding.what
    twice = tmp_path / "twice" / path.name
    twice.parent.mkdir()
    twice.write_bytes(path.read_bytes() * 2)
    found, _ = verify(settings, twice)
    assert [each.what.partition(";")[0] for each in found][:1] == [
        "its WARC-Record-ID is that of the record at byte 0 too"
    ]
    assert all("too" in each.what for each in found)


def test_a_file_that_is_being_written_is_no_finding_and_one_left_by_the_dead_is(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive", close=False)
    [path] = (tmp_path / "archive" / "warc").glob("*.open")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:200])  # a group begun
    with path.open("rb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert verify(settings)[0] == []
    [finding] = verify(settings)[0]
    assert finding.file == str(path)
    assert finding.offset is not None
    assert "left open by a writer that died" in finding.what
    file = tmp_path / "config.yaml"
    file.write_text(f"archive: {settings.archive}\nidentity: {{name: Test, contact: desk@desk.example}}\n")
    assert cli.main(["verify", "--repair", "--config", str(file), "--workers", "1"]) == 0
    assert path.with_suffix("").read_bytes() + path.with_suffix(".torn").read_bytes() == whole + whole[:200]
    assert verify(settings)[0] == []


def test_what_was_cut_off_behind_the_catalogs_back_is_repaired_at_once(tmp_path: Path) -> None:
    """A disk that lost what it said was written: the catalog knows captures that are not there any more."""
    settings = make_archive(tmp_path / "archive", close=False)
    [path] = (tmp_path / "archive" / "warc").glob("*.open")
    path.write_bytes(path.read_bytes()[:-300])
    [finding] = verify(settings)[0]
    assert "left open by a writer that died" in finding.what
    file = tmp_path / "config.yaml"
    file.write_text(f"archive: {settings.archive}\nidentity: {{name: Test, contact: desk@desk.example}}\n")
    assert cli.main(["verify", "--repair", "--config", str(file), "--workers", "1"]) == 0
    assert verify(settings)[0] == []


@pytest.mark.parametrize("torn", [0, 40])
def test_a_request_whose_response_was_not_written_any_more_is_no_finding(tmp_path: Path, torn: int) -> None:
    """kill -9 between the records of a group: what is whole is kept, and nothing is wrong with it."""
    settings = make_archive(tmp_path / "archive", close=False)
    [path] = (tmp_path / "archive" / "warc").glob("*.open")
    [last] = [each for each in read(path) if isinstance(each, Capture)][-1:]
    path.write_bytes(path.read_bytes()[: last.location.offset + torn])
    [recovered] = recover(path.parent)
    assert recovered.torn_bytes == torn
    found, evidence = verify(settings, path.parent)
    assert found == []
    assert evidence.totals.notes[CUT_OFF] == 1
    assert recovered.path is not None
    (path.parent / MANIFEST).write_text("")  # so that nobody can say that it ended there when it was closed
    found, _ = verify(settings, recovered.path)
    assert "the response it is tied to is not in the file" in found[0].what


def test_a_bag_that_somebody_else_made_is_checked_by_its_manifest(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "archive").archive
    bag = tmp_path / "bag"
    (bag / "data").mkdir(parents=True)
    lines = []
    for path in find_files([archive / "warc"]):
        shutil.copy(path, bag / "data")
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest().upper()}  data/{path.name}\n")
    (bag / "data" / "notes.txt").write_text("by hand")
    lines.append(f"{'0' * 64}  data/notes.txt\n")
    (bag / MANIFEST).write_text("".join(lines))
    found, evidence = verify(make_archive(tmp_path / "any"), bag)
    assert [(each.file, each.what) for each in found] == [
        (str(bag / "data" / "notes.txt"), f"its sha256 is not what {MANIFEST} says")
    ]
    assert evidence.totals.sealed == 2


@pytest.mark.parametrize("workers", ["1", "3"])
def test_the_command_tells_the_same_with_any_number_of_workers(
    tmp_path: Path, workers: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.verify.files.WORTH", 1_000)
    archive = make_archive(tmp_path / "archive").archive
    assert cli.main(["verify", str(archive / "warc"), "--workers", workers]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("2 files, ")
    assert line.endswith("all is well")
    path = find_files([archive / "warc"])[1]
    path.write_bytes(path.read_bytes()[:-9])
    assert cli.main(["verify", str(archive / "warc"), "--workers", workers]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{path}: byte ")
    assert last.endswith(": 1 finding")


def test_a_path_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(tmp_path / "missing.warc.gz")]) == 2
    assert "missing.warc.gz: no such file or folder" in capsys.readouterr().err.replace("\n", "")


def test_an_archive_is_judged_on_several_processes_as_on_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_archive(tmp_path / "archive")
    one, other = Evidence(), Evidence()
    assert list(check(settings, VerifyJob((), 1), one)) == []
    monkeypatch.setattr("scraper.verify.files.WORTH", 1_000)
    monkeypatch.setattr("scraper.verify.archive.WORTH", 1_000)
    assert list(check(settings, VerifyJob((), 2), other)) == []
    assert one.totals == other.totals
