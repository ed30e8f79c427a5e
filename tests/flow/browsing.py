"""`scraper browse` as a process, for tests."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

import pytest


@dataclass(frozen=True, slots=True)
class Browsing:
    """A `scraper browse` that answers: the process of ours, and the start page's address."""

    process: subprocess.Popen[str]
    url: str


@contextmanager
def browsing(arguments: Sequence[str]) -> Iterator[Browsing]:
    """Run it until the block ends."""
    if find_spec("pywb") is None:
        pytest.skip("pywb is not installed here")
    command = [sys.executable, "-m", "scraper", "browse", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate()[1])
        yield Browsing(process, line.split()[0])
    finally:
        process.terminate()
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
