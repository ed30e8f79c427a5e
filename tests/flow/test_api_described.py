"""The API held to its own description by schemathesis, with a token and without."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from scraper import config
from tests.flow.daemon_api import running

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a daemon answers, which may fetch nothing: its one section is on a private network."""
    folder = tmp_path_factory.mktemp("described")
    (folder / "token").write_text(TOKEN)
    text = f"""
archive: {folder / "archive"}
identity: {{name: Test, contact: test@library.example}}
fetch: {{delay: 0, attempts: 1, connect_to: {{":": "127.0.0.1:1"}}}}
api: {{token_file: {folder / "token"}}}
sections: [{{name: p/front, url: "http://front.example/"}}]
"""
    ready, done, found = threading.Event(), threading.Event(), list[str]()

    async def work() -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with running(config.parse(text, folder / "config.yaml"), headers=headers) as daemon:
            found.append(str(daemon.client.base_url))
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    assert ready.wait(20)
    yield found[0].rstrip("/")
    done.set()
    thread.join()


def _schema(address: str) -> schemathesis.schemas.BaseSchema:
    checks = schemathesis.config.ChecksConfig(
        # What is not a section, or on a private network, is of the form that is described, and refused all the same.
        positive_data_acceptance=schemathesis.config.PositiveDataAcceptanceConfig(
            expected_statuses=["2xx", "401", "404", "422", "429"]
        )
    )
    project = schemathesis.config.ProjectConfig(
        checks=checks, generation=schemathesis.config.GenerationConfig(deterministic=True, max_examples=15)
    )
    settings = schemathesis.config.SchemathesisConfig(
        seed=5, projects=schemathesis.config.ProjectsConfig(default=project)
    )
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return schemathesis.openapi.from_url(f"{address}/api/openapi.json", headers=headers, config=settings)


def test_it_is_what_it_says(address: str) -> None:
    """Every operation, with data that fits and data that does not, singly and in turn, under every check there is."""
    found, operations = list[str](), 0
    for event in from_schema(_schema(address)).execute():
        match event:
            case ScenarioFinished(recorder=recorder, status=Status.FAILURE | Status.ERROR):
                for checks in recorder.checks.values():
                    found += [f"{check.name}: {check.failure_info}" for check in checks if check.failure_info]
            case NonFatalError() | FatalError():
                found.append(str(event))
            case ScenarioFinished():
                operations += 1
    assert found == []
    assert operations > 14  # seven operations in three phases, and what follows from one another
