"""`scraper index`: the files it makes, the lines it prints, its exit codes."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import cli
from scraper.warc import cdxj
from tests.unit.warc_files import NOON, make_exchange, make_writer

Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`scraper index` with these arguments: its exit code, lines of output, and what it complained of."""

    def index(*arguments: object) -> tuple[int, list[str], str]:
        capsys.readouterr()
        code = cli.main(["index", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out.splitlines(), told.err

    return index


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two closed files and one being written, a configuration beside them; no indexes."""
    folder = tmp_path / "archive" / "warc"
    writer = make_writer(folder)
    for number in range(6):
        at = NOON + timedelta(hours=number)
        exchange = replace(make_exchange(), url=f"https://gazette.example/{number % 3}", fetched_at=at)
        writer.append(exchange, None)
        if number in (1, 3):
            writer.close()
    del writer  # as if it died: the third file stays open
    for sidecar in folder.glob("*.cdxj"):
        sidecar.unlink()
    (tmp_path / "config.yaml").write_text(
        f"archive: {tmp_path / 'archive'}\nidentity: {{name: Test, contact: desk@gazette.example}}\n"
    )
    return folder


def test_each_closed_file_is_given_an_index_once(archive: Path, run: Run) -> None:
    config = archive.parent.parent / "config.yaml"
    first, second = sorted(archive.glob("*.warc.gz"))
    (opened,) = archive.glob("*.open")
    still = f"open   {opened}  is still being written, and indexed when it is closed"
    made = [f"made   {path}.cdxj  2 captures" for path in (first, second)]
    assert run("--config", config) == (0, [*made, still], "")
    assert run(archive) == (0, [f"fresh  {first}.cdxj", f"fresh  {second}.cdxj", still], "")
    second.touch()
    os.utime(second, ns=(2**62, 2**62))
    assert run(first, second) == (0, [f"fresh  {first}.cdxj", made[1]], "")


def test_one_merged_index(archive: Path, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "all.cdxj"
    assert run(archive, "--output", output) == (0, [], "")
    lines = output.read_bytes().splitlines(keepends=True)
    assert len(lines) == 6
    assert lines == sorted(lines)
    assert {entry.filename for entry in filter(None, map(cdxj.parse_line, lines))} == {
        path.name.removesuffix(".open") for path in archive.glob("*.warc.gz*")
    }
    assert not list(archive.glob("*.cdxj"))
    assert not list(tmp_path.glob("*.new"))
    run(archive)
    printed = b"".join(lines).decode().splitlines()
    assert run(archive, "--output", "-") == (0, printed, "")


@pytest.mark.parametrize("indexed", [True, False])
def test_the_captures_of_an_address(archive: Path, run: Run, *, indexed: bool) -> None:
    if indexed:
        run(archive)
    code, lines, _ = run(archive, "--url", "http://www.gazette.example/1")
    assert code == 0
    assert [line.split(" ")[1] for line in lines] == ["20240305130000", "20240305160000"]
    _, lines, _ = run(archive, "--url", "gazette.example/1", "--at", "2024-03-05T17:00:00+00:30")
    assert [line.split(" ")[1] for line in lines] == ["20240305160000", "20240305130000"]
    code, lines, error = run(archive, "--url", "https://gazette.example/none")
    assert (code, lines) == (2, [])
    assert "https://gazette.example/none: no capture of this address" in error


def test_what_is_wrong_is_named_and_makes_the_exit_code_1(archive: Path, run: Run, tmp_path: Path) -> None:
    first, second = sorted(archive.glob("*.warc.gz"))
    cdxj.sidecar(first).mkdir()
    data = bytearray(second.read_bytes())
    data[-30] ^= 0xFF
    second.write_bytes(data)
    code, lines, error = run(first, second)
    assert code == 1
    assert lines == [
        f"failed {first}.cdxj: the index cannot be written: Is a directory",
        f"made   {second}.cdxj  1 capture",
    ]
    offset = next(item.offset for item in cdxj.entries(second) if not isinstance(item, cdxj.Entry))
    assert error.startswith(f"damaged: {second} at byte {offset}: its gzip member is damaged")
    cdxj.sidecar(second).unlink()
    output = tmp_path / "all.cdxj"
    code, _, again = run(second, "--output", output)
    assert (code, again) == (1, error)
    assert output.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.warc.gz"], "none.warc.gz: no such file or folder"),
        (["."], "no WARC or ARC file there"),
        ([], "config.yaml: no such file"),
        (["archive", "--at", "2024-03-05"], "--at: goes with --url only"),
        (["archive", "--url", "http://a.example/", "--output", "-"], "--output: does not go with --url"),
        (["one.warc.gz", "--url", "http://a.example/", "--at", "noon"], "--at: expected a time such as"),
        (["one.warc.gz", "--output", "."], "--output: . is a folder"),
        (["one.warc.gz", "--output", "none/all.cdxj"], "--output: none/all.cdxj cannot be written: No such file"),
        (["pipe.warc.gz"], "pipe.warc.gz: expected a file or a folder"),
    ],
)
def test_wrong_arguments(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.warc.gz")
    if arguments[:1] == ["one.warc.gz"]:
        Path("one.warc.gz").touch()
    code, lines, error = run(*arguments)
    assert (code, lines) == (2, [])
    assert sentence in error


def test_the_output_is_none_of_the_files(archive: Path, run: Run) -> None:
    first = min(archive.glob("*.warc.gz"))
    before = first.read_bytes()
    code, _, error = run(archive, "--output", first)
    assert code == 2
    assert f"--output: {first} is one of the files to be read" in error
    assert first.read_bytes() == before


def test_nobody_listens_to_the_merged_index(archive: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "scraper", "index", str(archive), "--output", "-"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_disk_under_the_output_is_a_sentence(archive: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "index", str(archive), "--output", "/dev/full"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "error: /dev/full: the index cannot be written: No space left on device\n"
