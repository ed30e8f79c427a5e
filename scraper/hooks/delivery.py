"""Deliveries: what waits in the outbox is taken to each hook, in order, again and again until it has arrived.

A task for each hook, so that one that hangs keeps no other waiting; the catalog is asked in a thread, so that the crawl
does not wait either.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from scraper.catalog import Catalog, Transaction, outbox
from scraper.catalog.outbox import Entry, Failure
from scraper.errors import CatalogError
from scraper.fetch import Clock
from scraper.notices import Outcome, Receipt, Wish

log = logging.getLogger(__name__)

T = TypeVar("T")

LOOK_EVERY = 1.0  # seconds between two looks at an empty outbox
FIRST_WAIT, LONGEST_WAIT = 5.0, 3_600.0  # seconds until what failed is tried again: doubled each time
PATIENCE = 10.0  # seconds until a catalog that could not be written is tried again
_BATCH = 20  # entries read at a time


@dataclass(frozen=True, slots=True)
class Hook:
    """Somebody who wants to hear of something, and the way there: `send` takes an id and a body, and never raises."""

    wish: Wish
    send: Callable[[str, bytes], Awaitable[Outcome]]

    @property
    def name(self) -> str:
        return self.wish.hook


class Delivery:
    """Delivers while it is open. `tell` hears of each delivery: the hook, what became of it, and of how many.

    That is `delivered`, `failed` (and tried again) or `given_up`.
    """

    def __init__(self, catalog: Catalog, tell: Callable[[str, str, int], None], clock: Clock | None = None) -> None:
        self._catalog, self._tell, self._clock = catalog, tell, clock or Clock()
        self._hooks: dict[str, Hook] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = asyncio.Event()
        self._troubled = False
        self._thread = ThreadPoolExecutor(1, "hooks")

    async def take(self, hooks: Sequence[Hook]) -> None:
        """Deliver to these hooks from now on, and to no others. What is under way is not disturbed."""
        wishes = [hook.wish for hook in hooks]
        await self._write(partial(outbox.enlist, wishes=wishes, now=self._clock.now()))
        self._hooks = {hook.name: hook for hook in hooks}
        for name in self._hooks:
            task = self._tasks.get(name)
            if task is None or task.done():
                self._tasks[name] = asyncio.create_task(self._serve(name))
                self._tasks[name].add_done_callback(partial(_ended, name))

    async def close(self, seconds: float) -> int:
        """Deliver what can be delivered at once, for so many seconds at most; returns how many wait for next time."""
        self._closing.set()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._thread.shutdown)
        with suppress(CatalogError), self._catalog.reading() as transaction:
            return sum(state.waiting for state in outbox.states(transaction))
        return 0

    async def _serve(self, name: str) -> None:
        """Look after one hook until it is no more, or we close and nothing can be delivered to it at once."""
        failures, said = 0, ""
        while name in self._hooks:
            entries, failed = await self._do(partial(self._look, name)), False
            for entry in entries:
                hook = self._hooks.get(name)
                if hook is None:
                    return
                outcome = await hook.send(entry.message, entry.body)
                failed = outcome.receipt is not Receipt.DELIVERED
                if failed:
                    failures = await self._failed(name, entry, outcome, failures + 1)
                    if outcome.words != said and outcome.receipt is not Receipt.GONE:
                        said = outcome.words
                        log.warning("hook %s: not delivered: %s; it is tried again", name, said)
                    break
                await self._delivered(name, entry)
                failures, said = 0, ""
            if failed or not entries:
                if self._closing.is_set():
                    return
                await self._pause()

    async def _delivered(self, name: str, entry: Entry) -> None:
        if await self._write(partial(outbox.deliver, hook=name, entry=entry)):
            log.warning("hook %s: delivers again", name)
        self._tell(name, "delivered", 1)

    async def _failed(self, name: str, entry: Entry, outcome: Outcome, failures: int) -> int:
        """Plan the next try, as of so many failures in a row; returns how many count from then on."""
        now = self._clock.now()
        self._tell(name, "failed", 1)
        if outcome.receipt is Receipt.GONE:
            await self._write(partial(outbox.shut, hook=name, at=now, words=outcome.words))
            log.error("hook %s: %s: nothing is sent there until the configuration is read again", name, outcome.words)
            return 0
        wait = min(FIRST_WAIT * 2.0 ** min(failures - 1, 16), LONGEST_WAIT) * (0.5 + self._clock.random() / 2)
        next_at = now + timedelta(seconds=max(wait, outcome.retry_after or 0.0))
        failure = Failure(now, next_at, outcome.words, outcome.receipt is Receipt.REFUSED)
        lost = await self._write(partial(outbox.fail, hook=name, entry=entry, failure=failure))
        if lost:
            self._tell(name, "given_up", lost)
            log.error("hook %s: %d deliveries given up; the last try: %s", name, lost, outcome.words)
        return 0 if lost and failure.refused else failures  # the next one may well be taken

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        def turn() -> T:
            with self._catalog.writing() as transaction:
                return work(transaction)

        return await self._do(turn)

    async def _do(self, work: Callable[[], T]) -> T:
        """Do something in the catalog's thread, as soon as that can be done: what was delivered must not be sent again.

        Raises CatalogError where it never can.
        """
        while True:
            try:
                done = await asyncio.get_running_loop().run_in_executor(self._thread, work)
            except CatalogError as error:
                if not error.passing:
                    raise
                if not self._troubled:
                    self._troubled = True
                    log.error("hooks: %s; waiting until that has passed", error)
                await self._clock.sleep(PATIENCE)
            else:
                self._troubled = False
                return done

    def _look(self, name: str) -> list[Entry]:
        with self._catalog.reading() as transaction:
            return outbox.due(transaction, name, self._clock.now(), _BATCH)

    async def _pause(self) -> None:
        """Until the next look, or until we close."""
        waits = [asyncio.ensure_future(wait) for wait in (self._clock.sleep(LOOK_EVERY), self._closing.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def _ended(name: str, task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("hook %s: nothing is delivered until the next start: %s", name, error)
