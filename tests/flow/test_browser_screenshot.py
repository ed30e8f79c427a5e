"""An archived article in a browser, through `scraper browse`: it looks as it did when it was live."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from scraper import config
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from scraper.model import Requisites
from tests.flow.archives import crawl_sections
from tests.flow.background import serving
from tests.flow.browsing import browsing
from tests.flow.chromium import screenshot
from tests.flow.polled import Polled

BANNER = 200  # lines at the top that pywb's banner may take


def likeness(live: Sequence[bytes], replayed: Sequence[bytes]) -> float:
    """How many of the lines are the same to the pixel, below pywb's banner, however high that is."""
    shares = []
    for height in range(BANNER):
        pairs = list(zip(live, replayed[height:], strict=False))[BANNER:]
        shares.append(sum(one == other for one, other in pairs) / len(pairs))
    return max(shares)


@pytest.fixture(scope="module")
def live(polled: Polled, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The edited article as the site itself shows it."""
    site = Site()
    site.publish_edit()
    with serving(site) as server:
        reach = f"MAP *.harbour-ledger.example:80 127.0.0.1:{server.port}"
        lines = screenshot(polled.edited, tmp_path_factory.mktemp("live"), reach)
        asked = {request.path for request in server.log}
    assert {"/assets/ledger.css", "/assets/press.css", "/assets/logo.svg"} <= asked
    assert any(path.startswith("/pictures/") for path in asked)
    return lines


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of an archive of the same site without the requisites of its pages."""
    folder = tmp_path_factory.mktemp("bare")

    async def work() -> None:
        site = Site()
        site.publish_edit()
        async with serve(site) as server:
            settings = settings_for(site, server.port, folder / "archive")
            sections = [each.model_copy(update={"requisites": Requisites.NONE}) for each in settings.sections]
            settings = settings.model_copy(update={"sections": tuple(sections)})
            (folder / "config.yaml").write_text(config.dump(settings))
            await crawl_sections(settings)

    asyncio.run(work())
    return folder / "config.yaml"


def test_an_archived_article_looks_as_it_did(polled: Polled, live: list[bytes], tmp_path: Path) -> None:
    """Its stylesheets, script, logo, backgrounds and photograph come out of the archive; no other host is reached."""
    with browsing(["--config", str(polled.file)]) as shown:
        replayed = screenshot(f"{shown.url}{polled.edited}", tmp_path, "MAP * ~NOTFOUND")
    assert likeness(live, replayed) > 0.99


def test_without_its_requisites_it_does_not(polled: Polled, bare: Path, live: list[bytes], tmp_path: Path) -> None:
    with browsing(["--config", str(bare)]) as shown:
        replayed = screenshot(f"{shown.url}{polled.edited}", tmp_path, "MAP * ~NOTFOUND")
    assert likeness(live, replayed) < 0.5
