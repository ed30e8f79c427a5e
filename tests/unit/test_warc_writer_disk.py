"""How the writer behaves when the disk does not: nothing whole is lost, and it goes on when the trouble has passed."""

import errno
import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from scraper.errors import ArchiveError
from scraper.warc import Damage, complete, find_files, read, recover
from scraper.warc.fixity import read_manifest, sha256_of
from tests.unit.warc_files import VISIT, make_exchange, make_writer, only

TROUBLES = [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO]


def trouble(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_full_disk_leaves_the_file_whole_and_the_writer_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = make_writer(tmp_path)
    first = writer.append(make_exchange(), VISIT)
    whole = os.pwrite

    def half(descriptor: int, data: memoryview, offset: int) -> int:
        if len(data) < 200:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(descriptor, data[:200], offset)

    monkeypatch.setattr("os.pwrite", half)
    with pytest.raises(ArchiveError, match=r"news-.*\.warc\.gz\.open.*No space left"):
        writer.append(make_exchange(b"lost"), VISIT)
    monkeypatch.undo()
    assert list(read(only(tmp_path))) == [first]
    third = writer.append(make_exchange(b"kept"), VISIT)
    writer.close()
    assert list(read(only(tmp_path))) == [first, third]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ArchiveError, match="file"):
        make_writer(tmp_path / "file").append(make_exchange(), None)


@pytest.mark.parametrize("number", TROUBLES)
@pytest.mark.parametrize("call", ["mkdir", "open", "pwrite", "fsync", "rename"])
def test_whatever_fails_at_a_rotation_the_exchange_in_hand_can_be_appended_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    folder = tmp_path / "warc"
    writer = make_writer(folder, max_bytes=1)  # every append begins a file, and closes the one before
    first = [] if call == "mkdir" else [writer.append(make_exchange(b"the first"), VISIT)]
    with monkeypatch.context() as patch:
        patch.setattr(f"os.{call}", trouble(number))
        for _ in range(3):
            with pytest.raises(ArchiveError, match=f"{tmp_path}.*{os.strerror(number)}") as caught:
                writer.append(make_exchange(b"in hand"), VISIT)
            assert caught.value.passing
    second = writer.append(make_exchange(b"in hand"), VISIT)
    writer.close()
    assert [capture for path in find_files([folder]) for capture in read(path)] == [*first, second]
    assert not list(folder.glob("*.open"))
    assert read_manifest(folder).entries == {path.name: sha256_of(path) for path in find_files([folder])}
    assert complete(folder) == []


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_close_that_failed_is_finished_by_a_recovery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    writer = make_writer(tmp_path)
    first = writer.append(make_exchange(), VISIT)
    with monkeypatch.context() as patch:
        patch.setattr(f"os.{call}", trouble(errno.EIO))
        with pytest.raises(ArchiveError):
            writer.close()
    (recovered,) = recover(tmp_path)
    assert recovered.path == only(tmp_path)
    writer.close()
    second = writer.append(make_exchange(b"another file"), VISIT)
    writer.close()
    assert [capture for path in find_files([tmp_path]) for capture in read(path)] == [first, second]
    assert read_manifest(tmp_path).entries == {path.name: sha256_of(path) for path in find_files([tmp_path])}


def test_what_the_kernel_dropped_when_fsync_failed_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = make_writer(tmp_path)
    writer.append(make_exchange(b"safe"), VISIT)
    writer.sync()
    safe = only(tmp_path).stat().st_size
    writer.append(make_exchange(b"dropped"), VISIT)
    monkeypatch.setattr("os.fsync", trouble(errno.EIO))
    with pytest.raises(ArchiveError, match="Input/output error"):
        writer.sync()
    monkeypatch.undo()
    writer.append(make_exchange(b"later"), VISIT)
    written: list[tuple[int, int]] = []
    whole = os.pwrite

    def watch(descriptor: int, data: memoryview, offset: int) -> int:
        written.append((offset, offset + len(data)))
        return whole(descriptor, data, offset)

    monkeypatch.setattr("os.pwrite", watch)
    writer.sync()
    assert written == [(safe, only(tmp_path).stat().st_size)]
    writer.sync()
    assert len(written) == 1


def test_bytes_that_are_lost_for_good_are_told_and_never_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = make_writer(tmp_path)
    first = writer.append(make_exchange(b"safe"), VISIT)
    writer.sync()
    path = only(tmp_path)
    safe = path.stat().st_size
    writer.append(make_exchange(b"lost"), VISIT)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", trouble(errno.EIO))
        with pytest.raises(ArchiveError):
            writer.sync()
    with path.open("r+b") as stream:
        stream.seek(safe)
        stream.write(b"\0" * 100)
    for force in (writer.sync, writer.close):
        with pytest.raises(ArchiveError, match=f"the disk lost what was written from byte {safe:,} on") as caught:
            force()
        assert not caught.value.passing
    (recovered,) = recover(tmp_path)
    assert recovered.path is not None
    kept, damage, *_ = read(recovered.path)
    assert kept == first
    assert isinstance(damage, Damage)
    assert damage.offset == safe


def test_a_file_that_is_removed_under_us_is_told(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    writer.append(make_exchange(), VISIT)
    only(tmp_path).unlink()
    for force in (writer.sync, writer.close):
        with pytest.raises(ArchiveError, match="was removed while it was being written"):
            force()


def test_a_disk_that_fills_up_stops_the_writer_before_it_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly = Namespace(f_bavail=5_000, f_frsize=1_000, f_blocks=1_000_000)
    writer = make_writer(tmp_path, min_free=4_999_000)
    sentence = f"{tmp_path}: 5,000,000 bytes are free, and warc.min_free is 4,999,000"
    with monkeypatch.context() as patch:
        patch.setattr("os.fstatvfs", lambda _: nearly)
        with pytest.raises(ArchiveError) as caught:
            writer.append(make_exchange(os.urandom(2_000), Content_Encoding="gzip"), VISIT)
        assert (str(caught.value), caught.value.passing) == (sentence, True)
        size = only(tmp_path).stat().st_size
        with pytest.raises(ArchiveError):
            writer.append(make_exchange(os.urandom(2_000), Content_Encoding="gzip"), VISIT)
        assert only(tmp_path).stat().st_size == size
        small = writer.append(make_exchange(), None)
    writer.close()
    assert list(read(only(tmp_path))) == [small]
