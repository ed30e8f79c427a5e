"""A disk that is full, or cannot be written, while the program runs: it says so, loses nothing, and goes on later."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scraper import config
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.flow.archives import captures, records
from tests.flow.background import serving

MOUNT = shutil.which("mount")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
SIZE = 12_000_000  # bytes: less than the demo site weighs


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not AS_ROOT or MOUNT is None or not mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)):
        pytest.skip("a disk of a test's own takes the right to mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def mount(*arguments: str) -> bool:
    return subprocess.run([str(MOUNT), *arguments], capture_output=True, check=False).returncode == 0


def write_config(site: Site, port: int, archive: Path, folder: Path) -> Path:
    file = folder / "config.yaml"
    file.write_text(config.dump(settings_for(site, port, archive)))
    return file


@contextmanager
def running(command: str, file: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-m", "scraper", command, "--config", str(file)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def fill(disk: Path, leave: int) -> Path:
    """Take what is free on a disk but for some bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(bytes(max(free - leave, 0)))
    return ballast


def check_complete(archive: Path, site: Site) -> None:
    found = Counter(record["url"] for record in records(archive))
    assert found == {each.url: 1 for each in site.expected() if each.rejected is None}
    assert captures(archive)  # none of them damaged


def test_a_crawl_on_a_full_disk_ends_with_a_sentence_and_the_next_one_makes_up_for_it(
    disk: Path, tmp_path: Path
) -> None:
    site, archive = Site(), disk / "archive"
    with serving(site) as server:
        file = write_config(site, server.port, archive, tmp_path)
        ballast = fill(disk, leave=2_500_000)
        with running("crawl", file) as crawl:
            _, said = crawl.communicate()
        assert crawl.returncode == 1
        assert "free" in said or "No space left on device" in said or "full" in said
        assert "Traceback" not in said
        ballast.unlink()
        mount("-o", "remount,size=200m", str(disk))
        with running("crawl", file) as crawl:
            _, said = crawl.communicate()
        assert crawl.returncode in (0, 1), said  # 1: the site has a dead link
        assert "Traceback" not in said
    check_complete(archive, site)


def test_a_daemon_waits_while_the_disk_is_full_and_goes_on_when_there_is_space(disk: Path, tmp_path: Path) -> None:
    site, archive = Site(), disk / "archive"
    with serving(site) as server:
        file = write_config(site, server.port, archive, tmp_path)
        ballast = fill(disk, leave=2_500_000)
        with running("run", file) as daemon:
            assert daemon.stderr is not None
            said = next((line for line in daemon.stderr if "nothing is fetched until" in line), None)
            assert said is not None
            ballast.unlink()
            mount("-o", "remount,size=200m", str(disk))
            wanted = {each.title for each in site.expected() if each.rejected is None}
            give_up = time.monotonic() + 60
            while {record["title"] for record in records(archive)} != wanted and time.monotonic() < give_up:
                line = daemon.stderr.readline()
                assert line, "the daemon ended"
            daemon.terminate()
            daemon.communicate()
            assert daemon.returncode == 0
    check_complete(archive, site)


def test_a_read_only_archive_is_told_and_can_be_looked_at(disk: Path, tmp_path: Path) -> None:
    site, archive = Site(), disk / "archive"
    assert mount("-o", "remount,size=200m", str(disk))
    with serving(site) as server:
        file = write_config(site, server.port, archive, tmp_path)
        with running("crawl", file) as crawl:
            crawl.communicate()
        assert mount("-o", "remount,ro", str(disk))
        before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
        for command, code in (("crawl", 1), ("run", 1), ("status", 0), ("verify", 0)):
            with running(command, file) as process:
                out, said = process.communicate()
            assert process.returncode == code, (command, out, said)
            assert "Traceback" not in said
            assert code == 0 or str(archive) in said.replace("\n", "")
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before
