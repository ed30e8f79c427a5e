"""Crawls that were asked for by hand inside a running daemon: what was asked, and what came of each. No HTTP here.

An order makes targets due and watches what the crawl tells of them; it fetches nothing itself. Orders are the daemon's
own account, kept in memory: a restart forgets them, though not what they made due.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from scraper.catalog import Transaction, demand
from scraper.catalog.targets import Scope
from scraper.events import Event
from scraper.model import Kind, Target

MOST_OPEN = 100  # orders that are not at their end
MOST_KEPT = 100  # of the others, the last
MOST_TOLD = 1_000  # pages of an order that are told one by one; beyond that they are counted
PATIENCE = 30.0  # seconds the catalog may keep whoever orders waiting


class Refused(Exception):  # noqa: N818  it is no fault
    """An order that cannot be taken now. `busy`: too many are open; else the daemon takes none just now."""

    def __init__(self, message: str, *, busy: bool = False) -> None:
        super().__init__(message)
        self.busy = busy


class Crawling(Protocol):
    """What an order needs of a crawl."""

    @property
    def stopping(self) -> bool: ...
    @property
    def troubled(self) -> bool: ...
    def wake(self) -> None: ...
    async def write(self, work: Callable[[Transaction], object]) -> object: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: sections by name, and addresses; `targets` are both."""

    sections: tuple[str, ...]
    urls: tuple[str, ...]
    targets: tuple[Target, ...]


@dataclass(slots=True)
class Order:
    """One crawl by hand. `came` holds what came of what was asked for, by URL; None while nothing has."""

    id: str
    asked_at: datetime
    wanted: Wanted
    scope: Scope
    came: dict[str, Event | None]
    before: dict[str, datetime | None] = field(default_factory=dict)  # when each was planned before
    cancelled: set[str] = field(default_factory=set)  # of what was asked for, what nobody will look at for it
    pages: list[Event] = field(default_factory=list)  # what came of what the sections led to
    counts: Counter[str] = field(default_factory=Counter)  # of all, by outcome
    ended_at: datetime | None = None

    @property
    def state(self) -> str:
        """running, done or cancelled; of what is cancelled, the rest may still run until `ended_at`."""
        if self.cancelled:
            return "cancelled"
        return "running" if self.ended_at is None else "done"

    @property
    def answered(self) -> bool:
        """Whether something came of all that was asked for, or never will."""
        return all(event is not None or url in self.cancelled for url, event in self.came.items())

    def see(self, event: Event) -> None:
        """Take note of what became of a target, if it is one of ours."""
        url, section = event.target.url, event.target.section
        if url not in self.came and section not in (self.scope.sections or ()):
            return
        self.counts[event.outcome] += 1
        if url in self.came:
            self.came[url] = self.came[url] or event
        elif event.target.kind is not Kind.REQUISITE and len(self.pages) < MOST_TOLD:
            self.pages.append(event)


class Orders:
    """All orders of a daemon. Used on the crawl's event loop."""

    def __init__(self, crawl: Crawling, now: Callable[[], datetime]) -> None:
        self._crawl, self._now = crawl, now
        self._open: dict[str, Order] = {}
        self._closed: dict[str, Order] = {}

    async def place(self, wanted: Wanted) -> Order:
        """Make these targets due. Raises Refused, or CatalogError where the catalog can no longer be written."""
        if self._crawl.stopping:
            raise Refused("the daemon is stopping")
        if self._crawl.troubled:
            raise Refused("the catalog cannot be written just now")
        if len(self._open) >= MOST_OPEN:
            raise Refused(f"{MOST_OPEN} crawls are under way; wait for one to end", busy=True)
        names = frozenset(target.section for target in wanted.targets if target.section)
        urls = [target.url for target in wanted.targets]
        order = Order(
            uuid.uuid4().hex, self._now(), wanted, Scope(names, frozenset(urls)), dict[str, Event | None].fromkeys(urls)
        )
        self._open[order.id] = order  # before anything can come of it
        try:
            async with asyncio.timeout(PATIENCE):
                await self._crawl.write(lambda transaction: _place(transaction, order))
        except BaseException as error:
            del self._open[order.id]
            if isinstance(error, TimeoutError):
                raise Refused("the catalog cannot be written just now") from None
            raise
        self._crawl.wake()
        return order

    async def cancel(self, order: Order) -> None:
        """Plan what nobody has begun to look at as it was before. What sections have led to since stays planned."""
        if order.ended_at is not None or self._crawl.stopping:
            return
        waiting = {url: order.before[url] for url, event in order.came.items() if event is None and url in order.before}
        if waiting:
            taken = set[str]()
            await self._crawl.write(lambda transaction: taken.update(demand.take_back(transaction, waiting)))
            order.cancelled |= {url for url in taken if order.came[url] is None}
        if order.cancelled and len(order.cancelled) == len(order.came):
            self._close(order)

    def find(self, order_id: str) -> Order | None:
        return self._open.get(order_id) or self._closed.get(order_id)

    def all(self) -> list[Order]:
        """The last first."""
        return sorted((*self._open.values(), *self._closed.values()), key=lambda order: order.asked_at, reverse=True)

    def see(self, event: Event) -> None:
        """Take note of what became of a target."""
        for order in self._open.values():
            order.see(event)

    async def settle(self, is_busy: Callable[[Scope], Awaitable[bool]]) -> None:
        """End the orders of which nothing is under way any more."""
        for order in [order for order in self._open.values() if order.answered]:
            if not await is_busy(order.scope) and order.id in self._open:
                self._close(order)

    def _close(self, order: Order) -> None:
        order.ended_at = self._now()
        self._closed[order.id] = self._open.pop(order.id)
        while len(self._closed) > MOST_KEPT:
            del self._closed[next(iter(self._closed))]


def _place(transaction: Transaction, order: Order) -> None:
    order.before = demand.ask_for(transaction, order.wanted.targets, order.asked_at)


def told(order: Order) -> dict[str, object]:
    """An order as JSON tells it, in short."""
    return {
        "id": order.id,
        "state": order.state,
        "asked_at": order.asked_at.isoformat(),
        "ended_at": order.ended_at.isoformat() if order.ended_at else None,
        "sections": list(order.wanted.sections),
        "urls": list(order.wanted.urls),
        "counts": dict(sorted(order.counts.items())),
    }


def told_whole(order: Order) -> dict[str, object]:
    """The same with what came of each: of what was asked for, and of the pages those led to."""
    targets = [_told(target, order.came[target.url], order.cancelled) for target in order.wanted.targets]
    return told(order) | {"targets": targets, "pages": [_told(event.target, event) for event in order.pages]}


def _told(target: Target, event: Event | None, cancelled: Collection[str] = ()) -> Mapping[str, object]:
    waiting = "cancelled" if target.url in cancelled else "waiting"
    return {
        "url": target.url,
        "section": target.section,
        "outcome": event.outcome if event else waiting,
        "reason": event.reason if event else None,
        "detail": event.detail if event else None,
        "title": event.title if event else None,
    }
