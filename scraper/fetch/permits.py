"""Whether a URL may be asked, by its origin's robots.txt: fetched once a day, shared by all (RFC 9309, 2.3)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import TypeAlias

import httpx

from scraper import decode
from scraper.errors import Forbidden, Unreachable
from scraper.fetch import robots
from scraper.fetch.asker import Asker
from scraper.fetch.gate import Gate
from scraper.fetch.names import host_of
from scraper.fetch.redirects import location
from scraper.fetch.settings import Clock
from scraper.model import Exchange, Kind, Target, Visit

Recall: TypeAlias = Callable[[str], Awaitable[Exchange | None]]

KEPT = timedelta(hours=24)
UNREACHABLE_KEPT = timedelta(minutes=10)  # doubled each time
UNREACHABLE_LONGEST = timedelta(hours=2)
CRAWL_DELAY_CAP = 30.0
_REDIRECTS = 10  # RFC 9309, 2.3.1.2: at least five
_MAX_ORIGINS = 10_000


@dataclass(frozen=True, slots=True)
class _Entry:
    rules: robots.Rules | None  # None: unreachable, so nothing may be asked
    expires: datetime
    trouble: str = ""  # why it is unreachable
    kept: timedelta = UNREACHABLE_KEPT  # where it is
    kept_until: float = inf  # the same by the clock that never goes back, for the other may be put right meanwhile


class Permits:
    """Holds what the robots.txt of each origin says, for as long as it is good."""

    def __init__(self, asker: Asker, gate: Gate, token: str, clock: Clock, recall: Recall | None) -> None:
        self._asker, self._gate, self._token, self._clock, self._recall = asker, gate, token, clock, recall
        self._entries: dict[str, _Entry] = {}
        self._pending: dict[str, asyncio.Task[_Entry]] = {}

    async def check(self, url: httpx.URL, visit: Visit) -> None:
        """Return where it may be asked for, with the host's pace set to its Crawl-delay.

        Raises Forbidden (robots) where it may not, Unreachable (robots) where robots.txt could not be had.
        """
        entry = await self._entry(url, visit)
        if entry.rules is None:
            left = max(entry.kept_until - self._clock.seconds(), 0.0)
            why = f"{url}: not asked for, since its robots.txt cannot be had: {entry.trouble}"
            raise Unreachable(why, "robots", left)
        self._gate.pace(host_of(url), min(entry.rules.crawl_delay or 0.0, CRAWL_DELAY_CAP))
        if not entry.rules.allows(str(url)):
            raise Forbidden(f"{url}: robots.txt of {host_of(url)} disallows it", "robots")

    async def close(self) -> None:
        for task in self._pending.values():
            task.cancel()
        await asyncio.gather(*self._pending.values(), return_exceptions=True)

    async def _entry(self, url: httpx.URL, visit: Visit) -> _Entry:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        entry = self._entries.get(origin)
        if entry is not None and entry.expires > self._clock.now() and entry.kept_until > self._clock.seconds():
            return entry
        task = self._pending.get(origin)
        if task is None:
            task = self._pending[origin] = asyncio.create_task(self._keep(f"{origin}/robots.txt", str(url), visit))
            task.add_done_callback(lambda done: self._settle(origin, done))
        return await asyncio.shield(task)  # whoever gives up waiting does not take it from the others

    def _settle(self, origin: str, task: asyncio.Task[_Entry]) -> None:
        del self._pending[origin]
        if task.cancelled() or task.exception() is not None:
            return  # those who waited have it; the next one tries anew
        if len(self._entries) >= _MAX_ORIGINS:
            now = self._clock.now()
            self._entries = {key: entry for key, entry in self._entries.items() if entry.expires > now}
            if len(self._entries) >= _MAX_ORIGINS:
                del self._entries[next(iter(self._entries))]
        self._entries[origin] = task.result()

    async def _keep(self, url: str, asked_for: str, visit: Visit) -> _Entry:
        entry, before = await self._load(url, asked_for, visit), self._entries.get(url.removesuffix("/robots.txt"))
        if entry.rules is None and before is not None and before.rules is None:
            kept = min(2 * before.kept, UNREACHABLE_LONGEST)
            entry = replace(entry, expires=entry.expires - entry.kept + kept, kept=kept)
        left = (entry.expires - self._clock.now()).total_seconds()
        return replace(entry, kept_until=self._clock.seconds() + left)

    async def _load(self, url: str, asked_for: str, visit: Visit) -> _Entry:
        if self._recall is not None and (entry := await self._recalled(url, self._recall)) is not None:
            return entry
        target = Target(url, visit.target.publisher, Kind.ROBOTS)
        step = Visit(target, visit.hops + "P", asked_for)
        for hop in range(_REDIRECTS + 1):
            try:
                exchange = (await self._asker.ask(httpx.URL(url), step, section=visit.target.section)).exchange
            except Unreachable as error:
                if error.reason in ("host_down", "host_busy"):
                    raise  # nothing is known of its robots.txt
                return _unreachable(self._clock.now(), str(error))
            except Forbidden as error:
                if hop == 0:
                    raise
                return _unreachable(self._clock.now(), str(error))  # led to where we may not go
            onward = location(exchange)
            if onward is None:
                return self._judge(exchange)
            step = replace(step, hops=step.hops + "R", via=url)
            url = onward
        return _Entry(
            robots.parse(b"", self._token), self._clock.now() + KEPT
        )  # RFC 9309, 2.3.1.2: as if there were none

    async def _recalled(self, url: str, recall: Recall) -> _Entry | None:
        """What an earlier run was told, where that is still good; None where a hop of it is missing or too old."""
        oldest = self._clock.now()
        for _ in range(_REDIRECTS + 1):
            exchange = await recall(url)
            if exchange is None:
                return None
            oldest = min(oldest, exchange.fetched_at)
            onward = location(exchange)
            if onward is None:
                entry = self._judge(replace(exchange, fetched_at=oldest))
                return entry if entry.expires > self._clock.now() else None
            url = onward
        return None

    def _judge(self, exchange: Exchange) -> _Entry:
        """RFC 9309, 2.3.1: rules for 2xx, everything allowed for 4xx, nothing for 5xx and answers that broke off."""
        broken = exchange.truncated not in (None, "length")
        if 200 <= exchange.status < 300 and not broken:
            text = decode.content(exchange, robots.PARSED_BYTES + 1)
            return _Entry(robots.parse(text, self._token), exchange.fetched_at + KEPT)
        if 300 <= exchange.status < 500 and exchange.status != 304:  # that was not asked for, and allows nothing
            return _Entry(robots.parse(b"", self._token), exchange.fetched_at + KEPT)
        trouble = f"{exchange.url} answered {exchange.status}" + (", and broke off" if broken else "")
        return _unreachable(exchange.fetched_at, trouble)


def _unreachable(since: datetime, trouble: str) -> _Entry:
    return _Entry(None, since + UNREACHABLE_KEPT, trouble)
