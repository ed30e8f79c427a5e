"""The configuration read again while the daemon runs: what is wrong is refused, and what was in force stays."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from scraper.app.telling import Told
from scraper.config import Config, Fetch
from scraper.daemon import Poll
from scraper.errors import ConfigError
from scraper.fetch import FetchSettings
from scraper.judging import Rules

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks at the files
# What holds from the next request, record or tick on. Of anything else a change needs a restart, and is not taken.
_IN_PLACE = frozenset({"hooks", "identity", "profiles", "sections", "warc", "watch"})
_FETCH_IN_PLACE = frozenset({"delay", "per_host", "concurrency", "attempts", "full_every"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration in force, with what is made of it."""

    config: Config
    rules: Rules
    polls: tuple[Poll, ...]
    fetch: FetchSettings
    hooks: tuple[Told, ...] = ()


Take = Callable[[Loaded], Awaitable[None]]


class Reload:
    """Looks after the files of a configuration. `read` makes a Loaded of the configuration file, or raises ConfigError.

    Whoever has to hear of a new one is in `takers`; they are told one after the other, on the event loop. `begin` is
    called before the files are read and `end` after, whatever was in them.
    """

    def __init__(
        self,
        first: Loaded,
        read: Callable[[Path], Loaded],
        begin: Callable[[], None] = lambda: None,
        end: Callable[[], None] = lambda: None,
    ) -> None:
        self.now = first
        self._begin, self._end = begin, end
        self.takers: list[Take] = []
        self._read = read
        self._asked = asyncio.Event()
        self._stamps = self._seen = _stamps(first.config)
        self._digest = _digest(first.config)

    def ask(self) -> None:
        """Read the files again at once, changed or not."""
        self._asked.set()

    @asynccontextmanager
    async def watching(self, fail: Callable[[BaseException], None], every: float = EVERY) -> AsyncIterator[None]:
        """Look at the files every so many seconds until the block ends. `fail` is told what ends that too early."""
        task = asyncio.create_task(self._watch(every))
        task.add_done_callback(lambda done: None if done.cancelled() else fail(done.exception() or AssertionError()))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)  # what there was to tell, `fail` has been told

    async def look(self) -> None:
        """Take what is in the files, if that is something else than before, and was there at the last look already.

        An editor may write a file in pieces; what is there for a moment only is nobody's word.
        """
        config = self.now.config
        stamps, before = await asyncio.to_thread(_stamps, config), self._seen
        self._seen = stamps
        if stamps != before or stamps == self._stamps:
            return
        self._stamps = stamps
        digest = await asyncio.to_thread(_digest, config)
        if digest != self._digest:
            self._digest = digest
            await self.take()

    async def take(self) -> None:
        """Read the files and put them in force; where they are wrong, say so. Raises CatalogError."""
        self._begin()
        try:
            await self._take()
        finally:
            self._end()

    async def _take(self) -> None:
        path = self.now.config.path
        try:
            fresh = await asyncio.to_thread(self._read, path)
        except ConfigError as error:
            for sentence in str(error).splitlines():
                log.error("%s", sentence)
            log.error("%s: not reloaded; what was in force stays", path)
            return
        config, left = in_force(self.now.config, fresh.config)
        for key in left:
            log.warning("%s: %s: changed, which needs a restart; what was in force stays", path, key)
        said = list(changes(self.now.config, config))
        if fresh.fetch.credentials != self.now.fetch.credentials and "sections" not in _changed(
            self.now.config, config
        ):
            said.append("log-ins changed")
        self.now = replace(fresh, config=config)
        for take in self.takers:
            await take(self.now)
        self._stamps = self._seen = await asyncio.to_thread(_stamps, config)  # another folder of profiles, perhaps
        self._digest = await asyncio.to_thread(_digest, config)
        log.warning("%s: reloaded: %s", path, ", ".join(said) or "nothing in it changed")

    async def _watch(self, every: float) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await self._asked.wait()
            if self._asked.is_set():
                self._asked.clear()
                await self.take()
            else:
                await self.look()


def in_force(old: Config, new: Config) -> tuple[Config, list[str]]:
    """The new configuration, but for what needs a restart to change; and the keys of that."""
    left = {key: getattr(old, key) for key in _changed(old, new) if key not in _IN_PLACE | {"fetch"}}
    kept = {key: getattr(old.fetch, key) for key in _changed(old.fetch, new.fetch) if key not in _FETCH_IN_PLACE}
    fetch = new.fetch.model_copy(update=kept)
    return new.model_copy(update=left | {"fetch": fetch}), [*left, *(f"fetch.{key}" for key in kept)]


def changes(old: Config, new: Config) -> Iterator[str]:
    """What a reload changed, in a few words each."""
    before, after = ({section.name: section for section in config.sections} for config in (old, new))
    both = before.keys() & after.keys()
    for names, words in (
        (after.keys() - both, "added"),
        (before.keys() - both, "removed"),
        ({name for name in both if before[name] != after[name]}, "changed"),
    ):
        if names:
            yield f"{_few(sorted(names))} {words}"
    for key in _changed(old, new):
        if key == "fetch":
            yield from (f"fetch.{part} is {getattr(new.fetch, part)}" for part in _changed(old.fetch, new.fetch))
        elif key != "sections":
            yield f"{key} changed"


def _changed(old: Config | Fetch, new: Config | Fetch) -> list[str]:
    return [key for key in type(new).model_fields if getattr(old, key) != getattr(new, key)]


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 5 else f"{', '.join(names[:4])} and {len(names) - 4} more sections"


def _files(config: Config) -> list[Path]:
    """The configuration file, and the profiles of one's own."""
    return [config.path, *(sorted(config.profiles.glob("*.yaml")) if config.profiles else ())]


def _stamps(config: Config) -> dict[Path, tuple[int, int, int] | None]:
    """When each file was written, how long it is and which it is; None of one that is not there."""
    found: dict[Path, tuple[int, int, int] | None] = {}
    for path in _files(config):
        found[path] = None
        with suppress(OSError):
            status = path.stat()
            found[path] = status.st_mtime_ns, status.st_size, status.st_ino
    return found


def _digest(config: Config) -> str:
    digest = hashlib.sha256()
    for path in _files(config):
        digest.update(f"{path}\n".encode(errors="surrogatepass"))
        with suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
