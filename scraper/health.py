"""Whether a daemon is alive, and whether it is ready: what a supervisor asks, answered without holding up the crawl."""

import asyncio
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scraper.catalog import Catalog
from scraper.crawl import LONGEST_WAIT, Crawl
from scraper.errors import CatalogError

LONGEST_TURN = 3 * LONGEST_WAIT  # seconds: a loop that has not come round by then hangs
PATIENCE = 3.0  # seconds a question may take


@dataclass(frozen=True, slots=True)
class Room:
    """The disk of the archive, and the bytes that must be free on it for the next answer to be kept."""

    folder: Path
    needed: Callable[[], int]  # as it is configured now


class Health:
    """Looks at a crawl and what it stands on. Used on the crawl's event loop; close it when done.

    Complaints are words for whoever may ask, so they name no file; the log does.
    """

    def __init__(self, crawl: Crawl, catalog: Catalog, room: Room) -> None:
        self._crawl, self._catalog, self._room = crawl, catalog, room
        self._thread = ThreadPoolExecutor(1, "health")  # a disk that hangs may hold this one
        self._looking: asyncio.Future[list[str]] | None = None
        self._since = 0.0

    def is_alive(self) -> bool:
        """Whether the crawl's loop has come round lately, if only to find that there is nothing to do."""
        turned_at = self._crawl.turned_at
        return turned_at is None or asyncio.get_running_loop().time() - turned_at < LONGEST_TURN

    async def complaints(self) -> list[str]:
        """Why it is not ready, a sentence each; none where it is."""
        found = []
        if self._crawl.stopping:
            found.append("stopping: what is in flight is being finished")
        elif self._crawl.turned_at is None:
            found.append("starting: nothing has been claimed yet")
        elif not self.is_alive():
            found.append(f"crawl: its loop has not come round for {LONGEST_TURN:g} seconds")
        if self._crawl.pipeline.broken or self._crawl.pipeline.troubled:
            found.append("archive: it cannot be written just now")
        return found + await self._storage()

    async def _storage(self) -> list[str]:
        """What the disk and the catalog say; whoever asks meanwhile shares the answer."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().run_in_executor(self._thread, self._look)
            self._since = time.monotonic()
        done, _ = await asyncio.wait([self._looking], timeout=PATIENCE)
        if not done:
            return [f"disk or catalog: no answer for {time.monotonic() - self._since:.0f} seconds"]
        return self._looking.result()

    def _look(self) -> list[str]:
        found = []
        try:
            free = shutil.disk_usage(self._room.folder).free
        except OSError as error:
            found.append(f"disk: the archive's folder cannot be looked at: {error.strerror}")
        else:
            if free < (needed := self._room.needed()):
                found.append(f"disk: {free:,} bytes are free, {needed:,} are needed")
        try:
            with self._catalog.writing():
                pass
        except CatalogError:
            found.append("catalog: it cannot be written just now")
        return found

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
