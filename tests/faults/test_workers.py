"""A replay on several processes that is stopped or loses one: no process is left, none waits, and no traceback."""

import os
import select
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from scraper.errors import ScraperError
from scraper.workers import Plan, cut_files, judge_ranges
from tests.replay.test_replay_odd import write_warc

WORKERS = 2


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with far more records than a pipe holds."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(40):
        write_warc(folder / f"{number:02d}.warc.gz", *(f"Gates {number} lifted {again}" for again in range(10)))
    return folder


def stop(
    many: Path, tmp_path: Path, number: signal.Signals, *, whole_group: bool, full: bool = False
) -> tuple[int, str]:
    """Signal a replay whose output is read no further than a line, at once or when the pipe is full.

    Its workers hold its standard error open.
    """
    pipe = tmp_path / "records"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "scraper", "replay", str(many), "--output", str(pipe), "--workers", str(WORKERS)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            with pipe.open("rb") as stream:
                assert stream.readline()
                if full:
                    fill(pipe)
                (os.killpg if whole_group else os.kill)(process.pid, number)
                _, said = process.communicate(timeout=60)  # ends when the last process that has it does
        finally:
            process.kill()
    return process.returncode, said


def fill(pipe: Path) -> None:
    """Wait until nothing more goes into a pipe."""
    descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    try:
        while select.select([], [descriptor], [], 0)[1]:
            time.sleep(0.01)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("full", [False, True])
def test_ctrl_c_ends_all_without_a_traceback(many: Path, tmp_path: Path, full: bool) -> None:
    code, said = stop(many, tmp_path, signal.SIGINT, whole_group=True, full=full)
    assert code in (1, 130)
    assert "Traceback" not in said
    assert "KeyboardInterrupt" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_a_replay_that_was_killed(many: Path, tmp_path: Path, number: signal.Signals) -> None:
    code, said = stop(many, tmp_path, number, whole_group=False)
    assert code == -number
    assert "Traceback" not in said


def test_a_worker_that_dies_is_a_sentence(tmp_path: Path) -> None:
    # Small files: who is killed in the middle of a large answer leaves ProcessPoolExecutor waiting for the rest of it.
    for number in range(40):
        write_warc(tmp_path / f"{number:02d}.warc.gz", f"Gates {number} lifted")
    judged = judge_ranges(cut_files([tmp_path]), Plan(), WORKERS)
    next(judged)
    for child in active_children():
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(ScraperError, match="a worker process died"):
        list(judged)
