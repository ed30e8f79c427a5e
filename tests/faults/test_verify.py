"""`scraper verify` finds each planted damage, where it lies, and nothing else; `--repair` mends what may be mended."""

import gzip
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from scraper import cli, config
from scraper.config import Config
from scraper.records import digest
from scraper.verify import Finding
from scraper.warc.cdxj import sidecar
from scraper.warc.fixity import MANIFEST
from tests.faults.damages import (
    DAMAGES,
    Damage,
    day_file,
    edit,
    flip,
    flip_in,
    lose_a_line_of_an_index,
    of_kind,
    rename_an_article,
    warcs,
)
from tests.faults.small_archive import make_archive, verify


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "archive"
    make_archive(folder)
    return folder


@pytest.fixture
def archive(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "archive"))


def settings(archive: Path) -> Config:
    text = f"archive: {archive}\nidentity: {{name: Test, contact: desk@desk.example}}\n"
    return config.parse(text, archive.parent / "config.yaml")


def test_a_sound_archive_has_nothing_wrong(archive: Path) -> None:
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    found, evidence = verify(settings(archive))
    assert found == []
    totals = evidence.totals
    assert (totals.files, totals.captures, totals.revisits, totals.rows, totals.lines) == (2, 11, 3, 11, 5)
    assert (totals.sealed, totals.indexed, totals.archived) == (2, 11, 0)
    assert not totals.notes
    after = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before} == before
    assert verify(settings(archive), *warcs(archive))[0] == []


@pytest.mark.parametrize(
    ("damage", "words", "_"), DAMAGES, ids=[f"{n}-{each[1][:24]}" for n, each in enumerate(DAMAGES)]
)
def test_a_planted_damage_is_the_one_finding(archive: Path, damage: Damage, words: str, _: bool) -> None:
    named = damage(archive)
    [finding] = verify(settings(archive))[0]
    assert finding.file == str(named)
    assert words in finding.what


@pytest.mark.parametrize(
    ("damage", "words", "mended"), DAMAGES, ids=[f"{n}-{each[1][:24]}" for n, each in enumerate(DAMAGES)]
)
def test_repair_mends_what_is_derived_and_no_evidence(
    archive: Path, original: Path, damage: Damage, words: str, mended: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(archive)
    evidence = {path.read_bytes() for path in warcs(archive)}
    file = archive.parent / "config.yaml"
    file.write_text(config.dump(settings(archive)))
    code = cli.main(["verify", "--repair", "--workers", "1", "--config", str(file)])
    said = capsys.readouterr().out
    assert words.partition(":")[0][:20] in " ".join(said.split())
    assert "Traceback" not in said
    assert code == (0 if mended else 1), said
    assert {path.read_bytes() for path in warcs(archive)} == evidence
    if mended:
        assert verify(settings(archive))[0] == []
        assert lines(archive) == lines(original)


def lines(archive: Path) -> dict[str, bytes]:
    folder = archive / "articles"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.jsonl")}


def test_a_damage_is_told_where_it_lies(archive: Path) -> None:
    path = warcs(archive)[0]
    record = of_kind(path, "response")
    flip(path, record.offset + record.length // 2)
    [finding] = verify(settings(archive))[0]
    assert finding == Finding(str(path), record.offset, finding.what)
    edit(day_file(archive), lambda lines: [lines[0], lines[1].replace(b"ferry", b"fairy"), *lines[2:]])
    _, second = verify(settings(archive))[0]
    assert (second.file, second.line) == (str(day_file(archive)), 2)


def test_two_damages_are_two_findings(archive: Path) -> None:
    named = [flip_in("response")(archive), lose_a_line_of_an_index(archive), rename_an_article(archive)]
    assert sorted(each.file for each in verify(settings(archive))[0]) == sorted(map(str, named))


def test_lines_that_another_version_made_are_no_findings(archive: Path) -> None:
    path = day_file(archive)
    edit(path, lambda lines: [line.replace(b'"version":"0.', b'"version":"9.') for line in lines])
    records = [json.loads(line)["capture"] for line in path.read_bytes().splitlines()]
    connection = sqlite3.connect(archive / "catalog.sqlite")
    with connection:
        for record, line in zip(records, path.read_bytes().splitlines(keepends=True), strict=True):
            statement = "UPDATE articles SET line_digest = ? WHERE place LIKE ?"
            assert connection.execute(statement, (digest(line), f"{record['file']}:%{record['offset']:015d}")).rowcount
    connection.close()
    found, evidence = verify(settings(archive))
    assert found == []
    assert sum(evidence.totals.notes.values()) == len(records)


def test_a_record_altered_and_packed_again_is_found_without_any_manifest(archive: Path) -> None:
    path = warcs(archive)[0]
    record, data = of_kind(path, "response"), path.read_bytes()
    member = gzip.decompress(data[record.offset : record.offset + record.length])
    forged = gzip.compress(member.replace(b"Disallow:", b"Disallow "), mtime=0)
    path.write_bytes(data[: record.offset] + forged + data[record.offset + record.length :])
    (archive / "warc" / MANIFEST).unlink()
    sidecar(path).unlink()
    [finding] = verify(settings(archive), path)[0]
    assert finding.offset == record.offset
    assert "its block is not what WARC-Block-Digest" in finding.what
    assert "its payload is not what WARC-Payload-Digest" in finding.what
