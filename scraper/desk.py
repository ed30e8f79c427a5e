"""The catalog as the event loop writes to it: one turn after the other, in a thread, with patience where that helps."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from scraper.catalog import Catalog, Transaction
from scraper.errors import CatalogError

PATIENCE = 10.0  # seconds until a catalog that could not be written is tried again

T = TypeVar("T")

log = logging.getLogger(__name__)


class Desk:
    """Takes what is to be written. With `waits`, it waits for what may pass, and calls that at each try in vain.

    Once `stopping` is set nobody waits any longer.
    """

    def __init__(self, catalog: Catalog, stopping: asyncio.Event, waits: Callable[[], None] | None) -> None:
        self.troubled = False  # it cannot be written just now, and that was said
        self._catalog, self._stopping, self._waits = catalog, stopping, waits
        self._thread = ThreadPoolExecutor(1, "catalog")  # SQLite waits for its turn here, not on the event loop

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Do something in a transaction. Raises CatalogError where that fails for good, or nobody waits."""

        def turn() -> T:
            with self._catalog.writing() as transaction:
                return work(transaction)

        while True:
            try:
                done = await asyncio.get_running_loop().run_in_executor(self._thread, turn)
            except CatalogError as error:
                if self._waits is None or not error.passing or self._stopping.is_set():
                    raise
                self._waits()
                if not self.troubled:  # once, however many wait for it and however long
                    self.troubled = True
                    log.error("%s; waiting until that has passed", error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE):
                        await self._stopping.wait()
            else:
                if self.troubled:
                    self.troubled = False
                    log.warning("the catalog can be written again")
                return done

    def close(self) -> None:
        self._thread.shutdown()
