"""pywb as a child process: started, asked until it answers, watched, stopped."""

import http.client
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Final

from scraper.errors import ArchiveError, ConfigError

PATIENCE: Final = 60.0  # seconds until a pywb that does not answer is given up; it takes one or two
COLLECTION: Final = "archive"
_CHILD = Path(__file__).with_name("child.py")
# What would lead pywb, and requests below it, to other machines or other settings.
_UNWANTED = ("PYWB_", "SOCKS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@dataclass(frozen=True, slots=True)
class Showing:
    """A pywb that answers at `url`."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> None:
        """Return never, unless pywb ends by itself: ArchiveError."""
        self.process.wait()
        raise ArchiveError(f"pywb ended by itself, {_ending(self.process)}{_last_words(self.log)}")


def require_pywb() -> None:
    """Raises ConfigError where the extra is not installed."""
    if find_spec("pywb") is None:
        raise ConfigError("scraper browse needs pywb: pip install '.[browse]' in the scraper's source folder")


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    told: int  # a pipe's end, to read the port from
    alive: int  # a pipe's end: the child ends when it is closed


@contextmanager
def showing(folder: Path, port: int) -> Iterator[Showing]:
    """pywb over what `layout` put into `folder`, on 127.0.0.1, until the block ends; port 0 takes a free one.

    Raises ConfigError where the port is taken, ArchiveError where pywb does not come to answer. The child ends when
    this process does, however it ends, and takes the folder along.
    """
    if port:
        _claim(port)
    log = folder / "pywb.log"
    child = _start(folder, port, log)
    try:
        deadline = time.monotonic() + PATIENCE
        url = f"http://127.0.0.1:{_port_of(child, log, deadline)}/{COLLECTION}/"
        _ask(url, deadline, log)
        yield Showing(url, child.process, log)
    finally:
        _stop(child)


def _start(folder: Path, port: int, log: Path) -> _Child:
    told, telling = os.pipe()
    listening, alive = os.pipe()
    with log.open("wb") as words:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(_CHILD), str(folder), str(port)],
            stdin=listening,
            stdout=telling,
            stderr=words,
            env={name: value for name, value in os.environ.items() if not name.upper().startswith(_UNWANTED)},
            start_new_session=True,  # Ctrl-C is for us, who stop the child then
        )
    os.close(telling)
    os.close(listening)
    return _Child(process, told, alive)


def _claim(port: int) -> None:
    """Whether a port that was asked for is free, before anything is started."""
    with socket(AF_INET, SOCK_STREAM) as probe:
        probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            raise ConfigError(f"--port: {port} cannot be had: {error.strerror}") from error


def _port_of(child: _Child, log: Path, deadline: float) -> int:
    """The port that the child says it listens on."""
    line = _read_line(child.told, deadline)
    if line.endswith(b"\n"):
        return int(line)
    try:
        child.process.wait(1)
    except subprocess.TimeoutExpired:
        raise ArchiveError(f"pywb was not ready within {PATIENCE:.0f} seconds{_last_words(log)}") from None
    raise ArchiveError(f"pywb ended as it began, {_ending(child.process)}{_last_words(log)}")


def _read_line(pipe: int, deadline: float) -> bytes:
    """A line, or what there is of it when the pipe ends or the time is up."""
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while not line.endswith(b"\n") and selector.select(max(deadline - time.monotonic(), 0)):
            piece = os.read(pipe, 64)
            if not piece:
                break
            line += piece
    return line


def _ask(url: str, deadline: float, log: Path) -> None:
    """Wait for the first page, which pywb makes slower than any other."""
    _, _, address, path = url.split("/", 3)
    connection = http.client.HTTPConnection(address, timeout=max(deadline - time.monotonic(), 1))
    try:
        connection.request("GET", f"/{path}")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise ArchiveError(f"{url}: pywb does not answer: {error}{_last_words(log)}") from error
    finally:
        connection.close()
    if status != 200:
        raise ArchiveError(f"{url}: pywb answers {status}{_last_words(log)}")


def _stop(child: _Child) -> None:
    """Let the child end, and kill it where it does not."""
    os.close(child.alive)
    os.close(child.told)
    try:
        child.process.wait(5)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"by signal {-code}" if code is not None and code < 0 else f"with exit status {code}"


def _last_words(log: Path) -> str:
    """The last line that pywb wrote."""
    lines = log.read_bytes().decode("utf-8", "replace").split("\n") if log.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    return f": {said[-1]}" if said else ""
