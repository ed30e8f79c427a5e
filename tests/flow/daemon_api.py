"""A daemon in the test's own event loop, its API included, and a client to ask it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from scraper import app
from scraper.app.attending import Attendance, open_door
from scraper.catalog.targets import Scope
from scraper.config import Config
from scraper.crawl import Crawl
from scraper.events import Event


@dataclass(frozen=True, slots=True)
class Daemon:
    """What a test needs of it: the crawl, what was told, and a client at its door."""

    crawl: Crawl
    events: list[Event]
    client: httpx.AsyncClient

    async def until(self, path: str, good: Callable[[Any], bool]) -> Any:
        """Ask until the answer is good."""
        async with asyncio.timeout(30):
            while not good(answer := (await self.client.get(path)).json()):
                await asyncio.sleep(0.02)
        return answer


@asynccontextmanager
async def running(
    config: Config, address: str = "127.0.0.1:0", headers: dict[str, str] | None = None
) -> AsyncIterator[Daemon]:
    """What `scraper run --http` does, but for the schedule: only what is asked for is looked at."""
    events: list[Event] = []
    with open_door(config, address) as door, app.open_archive(config) as world:
        assert door is not None
        attendance = Attendance(world, door)

        def heard(event: Event) -> None:
            attendance.see(event)
            events.append(event)

        opened = app.open_crawl(attendance.world, Scope(), heard, forever=True)
        async with opened as crawl, attendance.over(crawl):
            going: Awaitable[object] = asyncio.create_task(crawl.run())
            url = f"http://127.0.0.1:{door.address.port}"
            async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:
                yield Daemon(crawl, events, client)
            crawl.stop()
            await going
