"""A writer that dies at each system call it makes: nothing forced to disk is lost, and nothing is there twice."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from scraper.model import Capture
from scraper.warc import Writer, complete, find_files, read, recover
from scraper.warc.cdxj import entries, sidecar, to_line
from scraper.warc.cdxj.line import Entry
from scraper.warc.fixity import read_manifest, sha256_of
from tests.unit.warc_files import VISIT, make_exchange, make_writer

CALLS = ("open", "pwrite", "fsync", "rename", "mkdir", "ftruncate")


def work(writer: Writer, told: int) -> None:
    """Three captures in two files, each told once it is forced to disk."""
    for turn in range(3):
        capture = writer.append(make_exchange(b"<p>tide table %d</p>" % turn), VISIT)
        writer.sync()
        os.write(told, f"{capture.record_id}\n".encode())
        if turn:
            writer.close()


def die_at(moment: int) -> None:
    """Let this process end at the so-manieth of these calls; a write is then half done."""
    left = [moment]

    def deadly(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                if name == "pwrite":
                    descriptor, data, offset = given
                    call(descriptor, bytes(data)[: len(data) // 2], offset)
                os._exit(9)
            return call(*given, **named)

        return made

    for name in CALLS:
        setattr(os, name, deadly(name, getattr(os, name)))


def run_and_die(folder: Path, moment: int) -> tuple[bool, list[str]]:
    """Whether the work was finished before that moment, and the record ids of what had been forced to disk."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        _in_child(folder, moment, tell)
    os.close(tell)
    with os.fdopen(told) as stream:
        ids = stream.read().split()
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return code == 0, ids


def _in_child(folder: Path, moment: int, tell: int) -> NoReturn:
    try:
        die_at(moment)
        work(make_writer(folder), tell)
    except BaseException as error:  # noqa: BLE001  whatever it is, this copy of the test run must not go on
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_writer_may_die_at_any_call(tmp_path: Path) -> None:
    finished, moment = False, 0
    while not finished:
        moment += 1
        folder = tmp_path / str(moment)
        folder.mkdir()
        finished, forced = run_and_die(folder, moment)
        recover(folder)
        complete(folder)
        check(folder, forced)
    assert moment > 30


def check(folder: Path, forced: list[str]) -> None:
    files = find_files([folder])
    found = [each for path in files for each in read(path)]
    captures = [each for each in found if isinstance(each, Capture)]
    assert found == captures
    ids = [capture.record_id for capture in captures]
    assert len(ids) == len(set(ids))
    assert set(forced) <= set(ids)
    assert not list(folder.glob("*.open"))
    assert read_manifest(folder).complaints == ()
    assert read_manifest(folder).entries == {path.name: sha256_of(path) for path in files}
    for path in files:
        held = [to_line(entry) for entry in entries(path) if isinstance(entry, Entry)]
        assert sidecar(path).read_bytes() == b"".join(sorted(held))
    assert complete(folder) == []
