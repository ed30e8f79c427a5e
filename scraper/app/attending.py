"""What looks after a running daemon: its figures and health, what systemd hears of it, the API where one is wanted."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.app.opening import World
from scraper.config import Config
from scraper.crawl import Crawl
from scraper.errors import ConfigError
from scraper.events import Event
from scraper.figures import Figures
from scraper.health import Health, Room
from scraper.systemd import Notifier

if TYPE_CHECKING:
    from scraper.app.answering import Clerk, Door

TICK = 1.0  # seconds; a watchdog may want to hear more often


@contextmanager
def open_door(config: Config, address: str | None) -> "Iterator[Door | None]":
    """Listen where `--http` says; None where it says nothing. Raises ConfigError, before anything else is begun."""
    if address is None:
        yield None
        return
    try:
        from scraper.app import answering  # here, since it needs an extra
    except ImportError as error:
        raise ConfigError(
            f"--http: the package {error.name} is not installed; "
            "pip install '.[http]' in the scraper's source folder brings it"
        ) from error
    with answering.open_door(config, address) as door:
        yield door


class Attendance:
    """Watches over one crawl. `world` is the archive as the crawl is to use it: its catalog's time is taken."""

    def __init__(self, world: World, door: "Door | None") -> None:
        self._catalog = world.shelves.catalog  # which health looks at in between: no work of the crawl's
        self._figures = Figures()
        timed = replace(world.shelves.catalog, timed=self._figures.transactions.tell)
        self.world = replace(world, shelves=replace(world.shelves, catalog=timed))
        self.notifier = Notifier(os.environ)
        self._stopping = False  # and that was told
        self._clerk = _clerk(door, self._figures, lambda: self.world)

    def see(self, event: Event) -> None:
        """Take note of what became of a target."""
        self._figures.tell(event.target, event.outcome, event.reason)
        if event.lag is not None:
            self._figures.lag.tell(event.lag)
        if event.late is not None:
            self._figures.lateness.tell(event.late)
        if self._clerk is not None:
            self._clerk.see(event)

    def count(self, hook: str, outcome: str, number: int) -> None:
        """Take note of deliveries to a hook."""
        self._figures.deliver(hook, outcome, number)

    @asynccontextmanager
    async def over(self, crawl: Crawl) -> AsyncIterator[None]:
        """Look after a crawl until the block ends, drain and all."""
        health = Health(crawl, self._catalog, Room(self.world.config.archive, self._needed_room))
        async with AsyncExitStack() as stack:
            stack.callback(health.close)
            if self._clerk is not None:
                await stack.enter_async_context(self._clerk.answering(crawl, health))
            ticking = asyncio.create_task(self._tick(crawl, health))
            try:
                yield
            finally:
                ticking.cancel()
                with suppress(asyncio.CancelledError):
                    await ticking
                if not self._stopping:  # it was done within a tick
                    self._tell_stopping()

    def _tell_stopping(self) -> None:
        self._stopping = True
        self.notifier.stopping()

    def _needed_room(self) -> int:
        config = self.world.config
        return config.warc.min_free + config.fetch.max_body

    async def _tick(self, crawl: Crawl, health: Health) -> None:
        """Tell systemd what there is to tell, and look after the crawls by hand, each second."""
        every, ready = self.notifier.watchdog_every, False
        while True:
            if not ready and crawl.turned_at is not None:
                ready = True
                self.notifier.ready()
            if not self._stopping and crawl.stopping:
                self._tell_stopping()
            if every is not None and health.is_alive():
                self.notifier.alive()
            if self._clerk is not None:
                await self._clerk.settle()
            await asyncio.sleep(min(TICK, every or TICK))


def _clerk(door: "Door | None", figures: Figures, world: Callable[[], World]) -> "Clerk | None":
    if door is None:
        return None
    from scraper.app.answering import Clerk  # it is there, as there is a door

    return Clerk(door, figures, world)
