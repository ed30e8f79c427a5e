"""A program that is told a notice: JSON on its standard input, no shell, a limit of time."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from scraper.notices import Outcome, Receipt

_OURS = ("SCRAPER_API_TOKEN", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")  # nobody else's business
_TAIL = 4_096  # bytes of what it says that are kept
_LINE = 300  # characters


async def run_program(command: Sequence[str], body: bytes, seconds: float) -> Outcome:
    """Run a program in a process group of its own; what it exits with 0 after was delivered.

    One that takes longer is killed, with its group. What it writes to standard output is nobody's; the last line on its
    standard error is told where it fails.
    """
    try:
        with tempfile.TemporaryFile() as told, _overheard() as (writing, said):
            told.write(body)
            told.seek(0)
            try:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=told,
                    stdout=asyncio.subprocess.DEVNULL,
                    stderr=writing,
                    start_new_session=True,
                    env={name: value for name, value in os.environ.items() if name not in _OURS},
                )
            finally:
                writing.close()
            ended = await _wait(process, seconds)
            words = ended if ended is None or not (last := said()) else f"{ended}: {last}"
    except (OSError, ValueError) as error:  # ValueError: a NUL
        return Outcome(Receipt.FAILED, f"cannot be run: {error}")
    return Outcome(Receipt.DELIVERED) if words is None else Outcome(Receipt.FAILED, words)


async def _wait(process: asyncio.subprocess.Process, seconds: float) -> str | None:
    """How it ended, in words; None where that was well. Whatever comes between, it does not outlive us."""
    try:
        async with asyncio.timeout(seconds):
            code = await process.wait()
    except TimeoutError:
        return f"not done within {seconds:g} s, and killed"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if code < 0:
        return f"ended by signal {-code}"
    return f"exit code {code}" if code else None


class _Said:
    """The last that came out of a pipe."""

    def __init__(self, reading: int) -> None:
        self._reading, self._tail = reading, b""

    def hear(self) -> int | None:
        """Take what is there, and say how much that was: 0 where nothing more will come, None where nothing has."""
        try:
            data = os.read(self._reading, 65_536)
        except BlockingIOError:
            return None
        self._tail = (self._tail + data)[-_TAIL:]
        return len(data)

    def __call__(self) -> str:
        """The last line that is not empty, with what could steer a terminal made visible."""
        for _ in range(32):  # a pipe holds no more; one that a child was left with may be filled without end
            if not self.hear():
                break
        lines = [line.strip() for line in self._tail.decode("utf-8", "replace").splitlines()]
        last = next((line for line in reversed(lines) if line), "")
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in last)[:_LINE]


@contextmanager
def _overheard() -> Iterator[tuple[IO[bytes], _Said]]:
    """A pipe to write to, and what came out of it. A child that keeps it open keeps nobody waiting."""
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    said = _Said(reading)

    def hear() -> None:
        if said.hear() == 0:
            loop.remove_reader(reading)

    loop.add_reader(reading, hear)
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream, said
    finally:
        loop.remove_reader(reading)
        os.close(reading)
