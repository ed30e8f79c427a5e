"""A program that is told: JSON on its standard input, no shell, killed with its group when its time is over."""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from scraper.hooks import run_program
from scraper.notices import Outcome, Receipt

BODY = json.dumps({"type": "article.new", "data": {"title": "x" * 60_000}}).encode()


def run(code: str, *arguments: str, seconds: float = 60.0, body: bytes = BODY) -> Outcome:
    return asyncio.run(run_program([sys.executable, "-c", code, *arguments], body, seconds))


def test_it_gets_the_notice_and_its_arguments_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_API_TOKEN", "not for others")
    code = (
        "import os, sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read());"
        "print('SCRAPER_API_TOKEN' in os.environ, sys.argv[2], file=open(sys.argv[1] + '.said', 'w'))"
    )
    assert run(code, str(tmp_path / "told"), "$(id); *") == Outcome(Receipt.DELIVERED)
    assert (tmp_path / "told").read_bytes() == BODY
    assert (tmp_path / "told.said").read_text() == "False $(id); *\n"


def test_one_that_reads_nothing_is_told_all_the_same() -> None:
    assert run("pass") == Outcome(Receipt.DELIVERED)


def test_it_fails_by_its_exit_code_and_its_last_words_are_told() -> None:
    code = "import sys; sys.stderr.write('x' * 1_000_000 + '\\nno\\x1b[31m room\\n\\n'); sys.exit(3)"
    assert run(code) == Outcome(Receipt.FAILED, "exit code 3: no\ufffd[31m room")
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGTERM)") == Outcome(
        Receipt.FAILED, "ended by signal 15"
    )


def test_one_that_is_not_there_fails(tmp_path: Path) -> None:
    outcome = asyncio.run(run_program([str(tmp_path / "gone")], BODY, 60.0))
    assert outcome.receipt is Receipt.FAILED
    assert "No such file" in outcome.words


def test_one_that_hangs_is_killed() -> None:
    outcome = run("import time; time.sleep(600)", seconds=0.5)
    assert outcome == Outcome(Receipt.FAILED, "not done within 0.5 s, and killed")


def test_its_children_are_killed_with_it(tmp_path: Path) -> None:
    there = tmp_path / "pid"
    code = (
        "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '600']);"
        "open(sys.argv[1] + '.new', 'w').write(str(child.pid)); os.rename(sys.argv[1] + '.new', sys.argv[1]);"
        "time.sleep(600)"
    )

    async def work() -> None:
        running = asyncio.create_task(run_program([sys.executable, "-c", code, str(there)], BODY, 600.0))
        while not there.exists():
            assert not running.done()
            await asyncio.sleep(0.01)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(work())
    assert gone(int(there.read_text()))


def test_a_child_that_it_leaves_behind_keeps_nobody_waiting(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"import subprocess; open({str(pid)!r}, 'w').write(str(subprocess.Popen(['sleep', '600']).pid))"
    began = time.monotonic()
    try:
        assert run(code, seconds=300.0) == Outcome(Receipt.DELIVERED)
        assert time.monotonic() - began < 100
    finally:
        os.kill(int(pid.read_text()), 9)


def gone(pid: int) -> bool:
    """Whether a process has ended; nobody may have waited for it yet."""
    for _ in range(1_000):
        with suppress(FileNotFoundError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False
