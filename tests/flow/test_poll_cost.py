"""What it costs to poll a site where nothing is new: a few hundred bytes a poll."""

import asyncio
from pathlib import Path

import pytest

from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from scraper.model import RevisitProfile
from tests.flow.archives import captures, crawl_sections

POLLS = 50


def weigh(archive: Path) -> int:
    """Bytes of all that lies in an archive: WARC files, their indexes and manifest, records, catalog."""
    return sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())


@pytest.mark.timeout(240)
def test_fifty_polls_with_nothing_new_add_less_than_two_percent(tmp_path: Path) -> None:
    async def go() -> tuple[int, int]:
        async with serve(Site()) as server:
            settings = settings_for(server.site, server.port, tmp_path)
            await crawl_sections(settings)
            first, asked = weigh(tmp_path), len(server.log)
            for _ in range(POLLS):
                await crawl_sections(settings)
            return first, len(server.log) - asked

    first, asked = asyncio.run(go())
    after = captures(tmp_path)[-asked:]
    assert asked >= POLLS * len(Site().sections)
    assert all(capture.revisit for capture in after)
    assert (
        sum(capture.revisit.profile is RevisitProfile.NOT_MODIFIED for capture in after if capture.revisit)
        > asked * 0.9
    )
    grown = weigh(tmp_path) - first
    print(f"first pass {first:,} bytes; {asked} polls added {grown:,}, {grown / first:.2%}")
    assert grown < first * 0.02
