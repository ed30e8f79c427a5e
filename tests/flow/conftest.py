"""What several modules of these tests look at, made once."""

import pytest

from tests.flow.polled import Polled, poll_demo


@pytest.fixture(scope="session")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Polled:
    """An archive of the demo site; to be looked at, not to be changed."""
    return poll_demo(tmp_path_factory.mktemp("polled"))
