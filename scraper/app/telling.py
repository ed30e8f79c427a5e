"""Hooks put together with the world: who is told, by which way, and which of several processes tells them."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from scraper import config
from scraper.app.opening import World
from scraper.app.sole import hold
from scraper.catalog import outbox
from scraper.config import Config
from scraper.errors import CatalogError, ConfigError
from scraper.fetch import Poster
from scraper.hooks import Delivery, Hook, read_secrets, run_program, sign
from scraper.notices import Outcome, Wish

log = logging.getLogger(__name__)

DRAIN = 10.0  # seconds that the end of a crawl waits for deliveries
_TRY_EVERY = 1.0  # seconds

Tell = Callable[[str, str, int], None]  # a hook, what became of a delivery (hooks.Delivery), and of how many


@dataclass(frozen=True, slots=True)
class Told:
    """A configured hook with all that it takes to tell it."""

    hook: config.Hook
    agent: str  # User-Agent
    secrets: tuple[bytes, ...] = field(default=(), repr=False)


def hooks_of(settings: Config) -> tuple[Told, ...]:
    """The configured hooks. Raises ConfigError where the file of a secret holds none."""
    found = list[Told]()
    for hook in settings.hooks:
        try:
            secrets = read_secrets(hook.secret_file) if hook.secret_file else ()
        except ConfigError as error:
            raise ConfigError(f"{settings.path}: hooks: {hook.name}: secret_file: {error}") from error
        found.append(Told(hook, settings.identity.user_agent, secrets))
    return tuple(found)


def _ignore(_: str, __: str, ___: int) -> None:
    """Nobody counts."""


@asynccontextmanager
async def telling(world: World, hooks: Sequence[Told], tell: Tell = _ignore) -> AsyncIterator["Teller"]:
    """Tell hooks of what is new until the block ends, and for a few seconds more. To be opened before the crawl is."""
    teller = Teller(world, tell)
    try:
        await teller.take(hooks)
        yield teller
    finally:
        await teller.close()


class Teller:
    """Tells the hooks of an archive, unless another process does: it then waits for its turn."""

    def __init__(self, world: World, tell: Tell) -> None:
        self._world, self._tell = world, tell
        self._poster = Poster(world.config.fetch.ca_bundle)
        self._delivery: Delivery | None = None
        self._hooks: Sequence[Told] = ()
        self._lock: int | None = None
        self._waiting: asyncio.Task[None] | None = None

    async def take(self, hooks: Sequence[Told]) -> None:
        """Tell these hooks, and no others. Raises CatalogError."""
        self._hooks = hooks
        if self._lock is None and self._waiting is None and (hooks or await asyncio.to_thread(self._has_any)):
            self._lock = hold(self._world.config.archive / "run" / "hooks")
            if self._lock is None:
                self._waiting = asyncio.create_task(self._wait())
        if self._lock is not None:
            await self._deliver()

    async def close(self) -> None:
        """Deliver what can be delivered at once, and say what is left."""
        if self._waiting is not None:
            self._waiting.cancel()
            await asyncio.gather(self._waiting, return_exceptions=True)
        try:
            if self._delivery is not None:
                left = await self._delivery.close(DRAIN)
                if left:
                    log.warning("hooks: %d deliveries wait for the next time", left)
            await self._poster.close()
        finally:
            if self._lock is not None:
                os.close(self._lock)

    async def _deliver(self) -> None:
        if self._delivery is None:
            self._delivery = Delivery(self._world.shelves.catalog, self._tell)
        await self._delivery.take([self._hook(told) for told in self._hooks])

    async def _wait(self) -> None:
        while self._lock is None:
            await asyncio.sleep(_TRY_EVERY)
            self._lock = hold(self._world.config.archive / "run" / "hooks")
        try:
            await self._deliver()
        except CatalogError as error:
            log.error("hooks: nothing is delivered until the next start: %s", error)

    def _has_any(self) -> bool:
        with self._world.shelves.catalog.reading() as transaction:
            return bool(outbox.states(transaction))

    def _hook(self, told: Told) -> Hook:
        hook, seconds = told.hook, told.hook.timeout.total_seconds()
        wish = Wish(hook.name, frozenset(hook.events), frozenset(hook.sections))
        if hook.url is not None:
            return Hook(wish, partial(self._post, told, hook.url))

        async def run(_: str, body: bytes) -> Outcome:
            return await run_program(hook.command or (), body, seconds)

        return Hook(wish, run)

    async def _post(self, told: Told, url: str, message: str, body: bytes) -> Outcome:
        fields = {"user-agent": told.agent, **sign(told.secrets, message, int(time.time()), body)}
        return await self._poster.post(url, fields, body, told.hook.timeout.total_seconds())
