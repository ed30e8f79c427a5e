"""When a host may be asked: the delay between requests, how many are in flight, the waits it asked for itself."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType

_FORGET_ABOVE = 4_096  # hosts; above it those that nobody waits for and that may be asked at once are forgotten


class _Host:
    __slots__ = ("delay", "flights", "held_until", "sent_at", "start", "users")

    def __init__(self, delay: float, per_host: int) -> None:
        self.delay = delay
        self.sent_at = self.held_until = float("-inf")
        self.flights = asyncio.Semaphore(per_host)
        self.start = (
            asyncio.Lock()
        )  # held from a request's turn until it is sent, so that connecting takes no one's delay
        self.users = 0

    @property
    def free_at(self) -> float:
        """When the next request may be sent."""
        return max(self.sent_at + self.delay, self.held_until)


class Gate:
    """At most `per_host` requests in flight to a host and `concurrency` to all, `delay` seconds between two to a host.

    `clock` counts seconds and never goes back. Hosts are served in the order in which they were asked for, and whoever
    waits for a host takes no place among the `concurrency`.
    """

    def __init__(
        self,
        delay: float,
        per_host: int,
        concurrency: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._delay, self._per_host = delay, per_host
        self._clock, self._sleep = clock, sleep
        self._places = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}

    def pace(self, host: str, crawl_delay: float) -> None:
        """Ask a host no faster than its robots.txt wants, nor than our own delay."""
        self._host(host).delay = max(self._delay, crawl_delay)

    def hold(self, host: str, seconds: float) -> None:
        """Send nothing to a host for so many seconds from now: it said so in Retry-After."""
        state = self._host(host)
        state.held_until = max(state.held_until, self._clock() + seconds)

    def turn(self, host: str) -> "Turn":
        """One request's leave to be sent to a host: `async with gate.turn(host) as turn: ... turn.sent() ...`."""
        return Turn(self, self._host(host))

    async def admit(self, state: _Host) -> None:
        """Wait until a request may be sent; with the host's `start` lock held."""
        while True:
            while (wait := state.free_at - self._clock()) > 0:
                await self._sleep(wait)
            await self._places.acquire()
            if state.free_at <= self._clock():
                return
            self._places.release()  # somebody heard a Retry-After while we waited for a place

    def leave(self) -> None:
        self._places.release()

    def note_sent(self, state: _Host) -> None:
        state.sent_at = self._clock()

    def _host(self, name: str) -> _Host:
        state = self._hosts.get(name)
        if state is None:
            if len(self._hosts) > _FORGET_ABOVE:
                now = self._clock()
                self._hosts = {key: host for key, host in self._hosts.items() if host.users or host.free_at > now}
            state = self._hosts[name] = _Host(self._delay, self._per_host)
        return state


class Turn:
    """Entered when the request may go; `sent` must be called when its bytes are handed to the network."""

    __slots__ = ("_gate", "_starting", "_state")

    def __init__(self, gate: Gate, state: _Host) -> None:
        self._gate, self._state = gate, state
        self._starting = False

    def sent(self) -> None:
        """The delay counts from here, and the next request to the host may begin to wait for it."""
        if self._starting:
            self._gate.note_sent(self._state)
            self._starting = False
            self._state.start.release()

    async def __aenter__(self) -> "Turn":
        state = self._state
        state.users += 1
        try:
            await state.flights.acquire()
            try:
                await state.start.acquire()
                try:
                    await self._gate.admit(state)
                except BaseException:
                    state.start.release()
                    raise
            except BaseException:
                state.flights.release()
                raise
        except BaseException:
            state.users -= 1
            raise
        self._starting = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sent()  # a request that could not be sent, for want of a connection, was an attempt on the host as well
        self._gate.leave()
        self._state.flights.release()
        self._state.users -= 1
