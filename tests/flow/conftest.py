"""What several modules of these tests look at, made once."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.polled import Polled, poll_demo


@pytest.fixture(scope="session")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Polled:
    """An archive of the demo site; to be looked at, not to be changed."""
    return poll_demo(tmp_path_factory.mktemp("polled"))


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where browsers begun by a test keep their profiles: at a short address, as the path of a socket is bounded."""
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("needs /proc")
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)
