"""What the crawl's loop sleeps for: what becomes due while a host hangs, and no more claims than there is cause for."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from scraper import app
from scraper.catalog import Transaction, open_catalog, targets
from scraper.crawl import Crawl, Ports
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from scraper.errors import Forbidden
from scraper.events import Event
from scraper.model import Capture, FoundOn, Kind, Target
from scraper.pipeline import Pipeline
from tests.flow.daemon_api import running

SECTION = FoundOn("http://hanging.example/news", "urn:uuid:1")
HANGING = Target("http://hanging.example/a", "p", Kind.ARTICLE, "p/s", SECTION)
SOON = Target("http://other.example/b", "p", Kind.ARTICLE, "p/s", SECTION)


class Silent:
    """A pipeline that nothing reaches."""

    troubled = False

    def forget(self, url: str) -> None:
        pass

    async def ready(self) -> None:
        pass


def test_what_becomes_due_while_a_host_hangs_does_not_wait_for_it(tmp_path: Path) -> None:
    """The loop's longest sleep is a minute: within half of that, nothing else would have woken it."""
    asked, both = list[str](), asyncio.Event()

    async def fetch(target: Target) -> Capture:
        asked.append(target.url)
        if target.url == HANGING.url:
            await asyncio.Event().wait()
        both.set()
        raise Forbidden(f"{target.url}: robots.txt disallows it", "robots")

    async def go() -> None:
        catalog = open_catalog(tmp_path / "c.sqlite")
        with catalog.writing() as transaction:
            targets.add(transaction, [HANGING], app.now(), app.now())
            targets.add(transaction, [SOON], app.now(), app.now() + timedelta(seconds=0.3))
        ports = Ports(fetch, cast(Pipeline, Silent()), catalog, app.now, _ignore, "me", drain=0.01)
        crawl = Crawl(ports, targets.Scope(), forever=True)
        work = asyncio.create_task(crawl.run())
        async with asyncio.timeout(30):
            await both.wait()
        crawl.stop()
        await work
        catalog.close()

    asyncio.run(go())
    assert asked == [HANGING.url, SOON.url]


def test_a_section_with_nothing_new_costs_no_claim_but_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = 0
    claim: Callable[..., list[Target]] = targets.claim

    def count(*arguments: object) -> list[Target]:
        nonlocal claims
        claims += 1
        return claim(*arguments)

    def is_busy(transaction: Transaction) -> bool:
        first = targets.next_due(transaction, targets.Scope())
        return first is not None and first <= app.now()

    async def poll(crawl: Crawl, section: Target) -> None:
        await crawl.write(lambda transaction: targets.make_due(transaction, [section], app.now()))
        crawl.wake()
        async with asyncio.timeout(30):
            while await crawl.write(is_busy) or crawl.held:
                await asyncio.sleep(0.01)

    async def go() -> None:
        site = Site()
        async with serve(site) as server:
            settings = settings_for(site, server.port, tmp_path / "archive")
            section = app.target_of(settings.sections[0])
            async with running(settings) as daemon:
                await poll(daemon.crawl, section)
                monkeypatch.setattr(targets, "claim", count)
                counts = list[int]()
                for _ in range(4):
                    before = claims
                    await poll(daemon.crawl, section)
                    assert daemon.events[-1].outcome == "unmodified"
                    counts.append(claims - before)
                assert counts[-1] == 1, "what came before the first of them may have made the loop go round once more"

    asyncio.run(go())


def _ignore(_: Event) -> None:
    pass
