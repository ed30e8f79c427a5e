"""The program's output where nobody listens, or only to ASCII: no traceback, and the right exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scraper import config
from scraper.cli import tables
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.events import Event
from scraper.model import Kind, Target
from tests.flow.background import serving
from tests.replay.test_replay_odd import url_of, write_warc

COMMAND = [sys.executable, "-m", "scraper"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(config.dump(settings_for(Site(), 1, tmp_path / "archive")))
    return path


def into_nothing(*arguments: str | Path) -> tuple[int, str]:
    """Run with a standard output whose reader has gone before the first byte."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([*COMMAND, *map(str, arguments)], stdout=writing, stderr=subprocess.PIPE, timeout=60)
    finally:
        os.close(writing)
    return done.returncode, done.stderr.decode()


def test_nobody_listens_to_the_configuration(file: Path) -> None:
    assert into_nothing("config", "--config", file) == (1, "")


def test_nobody_listens_to_the_records(tmp_path: Path, file: Path) -> None:
    titles = [f"Gates lifted {number}" for number in range(60)]  # more than the buffer takes
    path = write_warc(tmp_path / "x.warc.gz", *titles)
    code, said = into_nothing("replay", path, "--output", "-", "--workers", "1", "--config", file)
    assert (code, "Traceback" in said, "Exception ignored" in said) == (1, False, False)


def test_nobody_listens_to_a_crawl_and_its_warc_is_closed_all_the_same(tmp_path: Path, file: Path) -> None:
    site = Site()
    with serving(site) as server:
        file.write_text(config.dump(settings_for(site, server.port, tmp_path / "archive")))
        code, said = into_nothing("crawl", "--config", file)
    assert (code, "Traceback" in said, "Exception ignored" in said) == (1, False, False), said
    assert list((tmp_path / "archive" / "warc").glob("*.warc.gz"))
    assert not list((tmp_path / "archive" / "warc").glob("*.open"))


def test_a_disk_that_is_full_is_a_sentence(tmp_path: Path, file: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip(f"{full} is not there")
    path = write_warc(tmp_path / "x.warc.gz", "Gates lifted")
    with full.open("wb") as stream:
        command = [*COMMAND, "replay", str(path), "--output", "-", "--workers", "1", "--config", str(file)]
        done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, timeout=25, text=True)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_streams_that_were_closed(tmp_path: Path, file: Path) -> None:
    """What is opened instead must not be taken for them: the catalog, say, for the place where results go."""
    write_warc(tmp_path / "archive" / "warc" / "x.warc.gz", "Gates lifted")
    shell = 'exec "$@" <&- >&- 2>&-'
    for arguments in (["replay", str(tmp_path / "archive" / "warc")], ["status"], ["show", url_of("Gates lifted")]):
        command = [*COMMAND, *arguments, "--config", str(file)]
        assert subprocess.run(["sh", "-c", shell, "sh", *command], timeout=60).returncode == 0, arguments
    done = subprocess.run([*COMMAND, "verify", "--config", str(file)], capture_output=True, timeout=25, text=True)
    assert "catalog.sqlite" not in done.stdout, done.stdout


@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_a_terminal_that_knows_ascii_only(tmp_path: Path, file: Path, locale: dict[str, str]) -> None:
    path = write_warc(tmp_path / "x.warc.gz", "Gates lifted — “déjà vu” 水")

    def run(*arguments: str) -> str:
        command = [*COMMAND, *arguments, "--config", str(file)]
        done = subprocess.run(command, capture_output=True, timeout=25, env={**os.environ, **locale})
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("ascii")

    run("replay", str(path), "--workers", "1")
    assert "ledger/harbour" in run("status")
    assert "Gates lifted" in run("show", url_of("Gates lifted — “déjà vu” 水"))
    output = tmp_path / "records.jsonl"
    run("replay", str(path), "--output", str(output), "--workers", "1")
    assert json.loads(output.read_bytes())["title"].endswith("水")  # records are UTF-8 whatever the terminal


def test_what_a_page_says_does_not_steer_the_terminal() -> None:
    event = Event(Target("https://p.example/\x1b[2J", "p", Kind.ARTICLE), "new", title="Gates \x1b[31mlifted\x9b\n")
    line = tables.line(event).plain
    assert not [character for character in line if ord(character) < 32 or 127 <= ord(character) < 160]
    assert "lifted" in line
