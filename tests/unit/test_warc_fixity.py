"""The fixity manifest: one true line for each closed file, whatever dies in between, and none ever changed."""

import errno
import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scraper.warc import complete, find_files, recover
from scraper.warc.cdxj import sidecar
from scraper.warc.fixity import MANIFEST, Complaint, note, read_manifest, sha256_of
from tests.unit.warc_files import VISIT, make_exchange, make_writer, only


def write_files(folder: Path, count: int) -> list[Path]:
    """Closed files with a capture each."""
    writer = make_writer(folder)
    for number in range(count):
        writer.append(make_exchange(b"<p>tide table %d</p>" % number), VISIT)
        writer.close()
    return find_files([folder])


def true_entries(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in find_files([folder])}


def test_each_closed_file_has_a_true_line_and_an_index(tmp_path: Path) -> None:
    files = write_files(tmp_path, 3)
    assert read_manifest(tmp_path).entries == true_entries(tmp_path)
    assert read_manifest(tmp_path).complaints == ()
    assert all(sidecar(path).exists() for path in files)
    assert complete(tmp_path) == []
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", MANIFEST], cwd=tmp_path, check=True)


def test_the_sha256_is_right_after_a_torn_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = make_writer(tmp_path)
    writer.append(make_exchange(), VISIT)
    whole = os.pwrite

    def torn(descriptor: int, data: memoryview, offset: int) -> int:
        if len(data) < 300:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(descriptor, data[:300], offset)

    monkeypatch.setattr("os.pwrite", torn)
    monkeypatch.setattr("os.ftruncate", lambda *_: torn(0, memoryview(b""), 0))
    with pytest.raises(Exception, match="No space left"):
        writer.append(make_exchange(b"torn"), VISIT)
    monkeypatch.undo()
    writer.append(make_exchange(b"kept"), VISIT)
    writer.close()
    assert read_manifest(tmp_path).entries == true_entries(tmp_path)


def test_a_recovered_file_is_noted_and_indexed(tmp_path: Path) -> None:
    path = write_files(tmp_path, 1)[0]
    (tmp_path / MANIFEST).unlink()
    sidecar(path).unlink()
    path.rename(path.with_name(path.name + ".open"))
    recover(tmp_path)
    assert read_manifest(tmp_path).entries == true_entries(tmp_path) != {}
    assert sidecar(path).exists()


def test_many_may_close_files_at_once(tmp_path: Path) -> None:
    def close_some(number: int) -> None:
        writer = make_writer(tmp_path)
        for turn in range(6):
            writer.append(make_exchange(b"tide %d %d" % (number, turn)), None)
            writer.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(close_some, range(8)))
    assert len(read_manifest(tmp_path).entries) == 48
    assert read_manifest(tmp_path).entries == true_entries(tmp_path)
    assert read_manifest(tmp_path).complaints == ()


def test_a_manifest_torn_anywhere_is_mended_and_no_whole_line_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # a thousand times would take half a minute
    write_files(tmp_path, 3)
    manifest = tmp_path / MANIFEST
    data = manifest.read_bytes()
    for cut in range(len(data)):
        for tail in (b"", b"\0" * 9 if data[:cut].endswith(b"\n") else b""):
            manifest.write_bytes(data[:cut] + tail)
            said = complete(tmp_path)
            assert manifest.read_bytes() == data
            whole = data[: cut + 1].count(b"\n")  # a line that lacks its line end alone is whole
            assert len([each for each in said if "noted as it is now" in each]) == 3 - whole


def test_a_line_that_is_there_is_never_changed(tmp_path: Path) -> None:
    path = write_files(tmp_path, 1)[0]
    manifest = tmp_path / MANIFEST
    manifest.write_text(f"{'0' * 64}  {path.name}\nsomebody's own remark, not ended by a line end")
    before = manifest.read_bytes()
    assert complete(tmp_path) == [f"{manifest}: its last line was torn; {len(before)} bytes became {len(before) + 1}"]
    assert not note(path, sha256_of(path))
    assert manifest.read_bytes() == before + b"\n"
    assert read_manifest(tmp_path).entries == {path.name: "0" * 64}


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "crawl-00001.warc.gz").write_bytes(b"somebody's")
    (tmp_path / "news-20240305120000123-00000-quay.warc.gz.open").write_bytes(b"being written")
    assert complete(tmp_path) == []
    assert complete(tmp_path / "nowhere") == []
    assert not (tmp_path / MANIFEST).exists()


def test_what_is_wrong_with_a_manifest_is_told_by_line(tmp_path: Path) -> None:
    one, two = "1" * 64, "2" * 64
    others = f"{'A' * 64} *b.warc.gz\r\n"  # as other tools may write it
    text = f"{one}  a.warc.gz\n{one[1:]}  a.warc.gz\n{two}  a.warc.gz\n\n{others}{two}  c.war"
    (tmp_path / MANIFEST).write_bytes(text.encode())
    manifest = read_manifest(tmp_path)
    assert manifest.entries == {"a.warc.gz": one, "b.warc.gz": "a" * 64}
    form = "is not a sha256 in hex, two blanks and a file name"
    assert manifest.complaints == (
        Complaint(2, form),
        Complaint(3, "gives another sha256 for a.warc.gz than a line before it"),
        Complaint(4, form),
        Complaint(6, "is torn: no line end follows it"),
    )


def test_no_room_for_the_line_loses_no_evidence_and_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write_files(tmp_path, 1)
    writer = make_writer(tmp_path)
    writer.append(make_exchange(b"the second file"), VISIT)
    before, whole = (tmp_path / MANIFEST).read_bytes(), os.pwrite

    def full(descriptor: int, data: bytes, offset: int) -> int:
        if offset > len(before):
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(descriptor, data[:20], offset)

    monkeypatch.setattr("os.pwrite", full)
    writer.close()
    monkeypatch.undo()
    assert f"{MANIFEST}: " in caplog.text
    assert "No space left" in caplog.text
    assert (tmp_path / MANIFEST).read_bytes() == before
    (said,) = complete(tmp_path)
    assert "noted as it is now" in said
    assert read_manifest(tmp_path).entries == true_entries(tmp_path)


def test_a_missing_index_is_made_up_for(tmp_path: Path) -> None:
    write_files(tmp_path, 1)
    index = sidecar(only(tmp_path))
    before = index.read_bytes()
    index.unlink()
    assert complete(tmp_path) == [f"{index}: made, since its file was closed without it"]
    assert index.read_bytes() == before
