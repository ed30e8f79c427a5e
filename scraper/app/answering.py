"""The API put together with the daemon's real parts. It needs the extra `http`, so it is imported when asked for."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from scraper.api import access, routes, server
from scraper.api.metrics import Reading
from scraper.api.orders import Orders
from scraper.api.wanting import Known
from scraper.app.hosts import count_states, reopenings
from scraper.app.opening import World, now, target_of
from scraper.catalog import alerts, demand, outbox, targets
from scraper.config import Config
from scraper.crawl import Crawl
from scraper.errors import CatalogError
from scraper.events import Event
from scraper.fetch.addresses import Networks
from scraper.figures import Figures
from scraper.health import Health
from scraper.records import EXTRACTOR_VERSION

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the API listens, and who is let in."""

    address: access.Address  # with the port that was given, if none was asked for
    listener: socket.socket
    token: bytes | None
    hosts: tuple[str, ...]


@contextmanager
def open_door(config: Config, text: str) -> Iterator[Door]:
    """Listen at an address such as `127.0.0.1:8080`. Raises ConfigError: no address, taken, or open to all."""
    address = access.parse_address(text)
    token = access.read_token(config.api.token_file, os.environ)
    access.require_token(address, token)
    with access.listen(address) as listener:
        found = access.Address(address.host, listener.getsockname()[1])
        log.info("http: listening at %s", found)
        yield Door(found, listener, token, config.api.hosts)


class Clerk:
    """Answers at a door on behalf of a crawl, on its event loop."""

    def __init__(self, door: Door, figures: Figures, world: Callable[[], World]) -> None:
        self._door, self._figures, self._world = door, figures, world
        self._orders: Orders | None = None
        self._known: tuple[World, Known] | None = None
        self._pool = ThreadPoolExecutor(2, "http")  # as much as the API may keep waiting for a disk

    def see(self, event: Event) -> None:
        """Take note of what became of a target."""
        if self._orders is not None:
            self._orders.see(event)

    async def settle(self) -> None:
        """End the crawls by hand of which nothing is under way any more."""
        if self._orders is not None:
            with suppress(CatalogError):  # they can wait
                await self._orders.settle(lambda scope: self._aside(partial(self._is_busy, scope)))

    @asynccontextmanager
    async def answering(self, crawl: Crawl, health: Health) -> AsyncIterator[None]:
        """Answer until the block ends."""
        clock = asyncio.get_running_loop().time
        self._orders = Orders(crawl, now)
        desk = routes.Desk(
            version=EXTRACTOR_VERSION,
            health=health,
            orders=self._orders,
            known=self._know,
            reading=lambda: self._read(crawl, clock()),
            aside=self._aside,
            guarded=self._door.token is not None,
        )
        guard = access.Guard(routes.application(desk), self._door.token, self._door.address, self._door.hosts)
        try:
            async with server.serving(guard, self._door.listener):
                yield
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _aside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _is_busy(self, scope: targets.Scope) -> bool:
        with self._world().shelves.catalog.reading() as transaction:
            return demand.is_busy(transaction, scope, now())

    def _know(self) -> Known:
        """What the configuration now in force knows."""
        world = self._world()
        if self._known is None or self._known[0] is not world:
            sections = [target_of(section) for section in world.config.sections]
            by_name = {target.section or target.url: target for target in sections}
            by_url = {target.url: target for target in sections}
            networks = Networks(world.config.fetch.allow_networks)
            self._known = world, Known(by_name, by_url, world.rules.profiles.publisher, networks)
        return self._known[1]

    def _read(self, crawl: Crawl, at: float) -> Reading:
        figures = self._figures
        with self._world().shelves.catalog.reading() as transaction:
            due = demand.measure(transaction, now())
            standing = alerts.count_standing(transaction)
            untold = {state.name: state.waiting for state in outbox.states(transaction)}
        written, writes = crawl.pipeline.written
        found = crawl.hosts
        return Reading(
            version=EXTRACTOR_VERSION,
            counts=figures.snapshot(),
            lag=figures.lag.spread(),
            lateness=figures.lateness.spread(),
            transactions=figures.transactions.spread(),
            queue={"due": due.counted, "held": crawl.held, "in_flight": crawl.in_flight},
            oldest_due=max((now() - due.oldest).total_seconds(), 0.0) if due.oldest else 0.0,
            response_bytes=crawl.pipeline.bytes,
            warc_bytes=written,
            warc_writes=writes,
            turned=at - crawl.turned_at if crawl.turned_at is not None else 0.0,
            untold=untold,
            alerts=standing,
            hosts=count_states(found),
            ailing=reopenings(found, now()),
        )
