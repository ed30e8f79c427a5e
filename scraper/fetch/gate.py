"""When a host may be asked: the delay between requests, how many are in flight, the waits it asked for, if it is up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType

from scraper.errors import Unreachable
from scraper.fetch.circuit import LONGEST_PAUSE, Circuit, State
from scraper.fetch.pace import Pace
from scraper.fetch.places import Places

PATIENCE = 120.0  # seconds that are waited for a host that asked for them; for more one is turned back
_FORGET_ABOVE = 4_096  # hosts; above it those that nobody waits for and that may be asked at once are forgotten

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a host."""

    host: str
    state: State
    failures: int  # in a row, of its own kind
    reopens_at: datetime | None  # when it may be asked again, UTC; None: it may be now
    delay: float  # seconds between two requests, as of now
    error: str | None  # of the last failure in that row
    since: datetime | None = None  # when it was found down, UTC; None where it is not


class _Host:
    __slots__ = ("circuit", "flights", "held_until", "name", "pace", "sent_at", "start", "users")

    def __init__(self, name: str, delay: float, per_host: int) -> None:
        self.name = name
        self.pace = Pace(delay)
        self.circuit = Circuit()
        self.sent_at = self.held_until = float("-inf")
        self.flights = Places(per_host)
        self.start = asyncio.Lock()  # held from a turn until its request is sent: connecting takes nobody's delay
        self.users = 0

    @property
    def free_at(self) -> float:
        """When the next request may be sent."""
        return max(self.sent_at + self.pace.delay, self.held_until)

    def is_idle(self, now: float) -> bool:
        """Whether nothing is lost where it is forgotten."""
        reopens_at = self.circuit.reopens_at
        # One that is down and was not asked for so long after it might have been is nobody's any more.
        return not self.users and self.free_at <= now and (reopens_at is None or reopens_at + LONGEST_PAUSE < now)


class Gate:
    """At most `per_host` requests in flight to a host and `concurrency` to all, a delay between two to a host.

    `clock` counts seconds and never goes back. Hosts are served in the order in which they were asked for, and whoever
    waits for a host takes no place among the `concurrency`. Nobody waits for a host that is down, or that asked for
    more than two minutes: they are turned back with Unreachable, `host_down` or `host_busy`, and told for how long.
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
        self._places = Places(concurrency)
        self._hosts: dict[str, _Host] = {}

    def adjust(self, delay: float, per_host: int, concurrency: int) -> None:
        """Keep to these from now on: to the delay once a host is paced again, to the numbers as places are left."""
        self._delay, self._per_host = delay, per_host
        self._places.resize(concurrency)
        for state in self._hosts.values():
            state.flights.resize(per_host)

    def pace(self, host: str, crawl_delay: float) -> None:
        """Ask a host no faster than its robots.txt wants, nor than our own delay."""
        self._host(host).pace.set(self._delay, crawl_delay)

    def hold(self, host: str, seconds: float) -> None:
        """Send nothing to a host for so many seconds from now: it said so in Retry-After."""
        state = self._host(host)
        state.held_until = max(state.held_until, self._clock() + seconds)

    def turn(self, host: str) -> "Turn":
        """One request's leave to be sent to a host: `async with gate.turn(host) as turn: ... turn.sent() ...`."""
        return Turn(self, self._host(host))

    def refusal(self, host: str) -> Unreachable | None:
        """With what whoever asks for a host now would be turned back; None where it may be waited for."""
        state = self._hosts.get(host)
        return _refusal(state, self._clock()) if state is not None else None

    def standings(self, now: datetime) -> list[Standing]:
        """Every host that is remembered: those asked of late, and those that are down. May be called on any thread."""
        seconds = self._clock()
        return [_standing(state, seconds, now) for state in list(self._hosts.values())]

    async def admit(self, state: _Host) -> bool:
        """Wait until a request may be sent, with the host's `start` lock held; true where it goes as a probe.

        Raises Unreachable where that is not waited for.
        """
        while True:
            if (refused := _refusal(state, self._clock())) is not None:
                raise refused
            if (wait := state.free_at - self._clock()) > 0:
                await self._sleep(wait)
                continue
            await self._places.acquire()
            if state.free_at <= self._clock() and not state.circuit.shut_for(self._clock()):
                return state.circuit.enter()
            self._places.release()  # somebody heard a Retry-After while we waited for a place, or found the host down

    def leave(self) -> None:
        self._places.release()

    def note_sent(self, state: _Host) -> None:
        state.sent_at = self._clock()

    def note_busy(self, state: _Host, said: float | None) -> None:
        self.hold(state.name, state.pace.hold(said))

    def pause(self, state: _Host, chance: float) -> None:
        if state.circuit.pause(self._clock(), chance):
            log.warning("host down: %s, until it answers again; the last of it: %s", state.name, state.circuit.error)

    def _host(self, name: str) -> _Host:
        state = self._hosts.get(name)
        if state is None:
            if len(self._hosts) > _FORGET_ABOVE:
                now = self._clock()
                self._hosts = {key: host for key, host in self._hosts.items() if not host.is_idle(now)}
            state = self._hosts[name] = _Host(name, self._delay, self._per_host)
        return state


class Turn:
    """Entered when the request may go; `sent` must be called when its bytes are handed to the network.

    Then `answered` or `failed` tells what came of it, unless that says nothing of the host.
    """

    __slots__ = ("_gate", "_probe", "_starting", "_state")

    def __init__(self, gate: Gate, state: _Host) -> None:
        self._gate, self._state = gate, state
        self._starting = self._probe = False

    def sent(self) -> None:
        """The delay counts from here, and the next request to the host may begin to wait for it."""
        if self._starting:
            self._gate.note_sent(self._state)
            self._starting = False
            self._state.start.release()

    def answered(self, seconds: float, *, error: bool) -> None:
        """An answer came, `error` where it is a status of 400 or more; below 500 the host is up."""
        self._state.pace.take(seconds, failed=error)
        if self._state.circuit.succeed():
            log.warning("host up again: %s", self._state.name)

    def busy(self, said: float | None) -> None:
        """It said 429 or 503, and perhaps for how long."""
        self._gate.note_busy(self._state, said)

    def relaxed(self) -> None:
        """It said something else."""
        self._state.pace.relax()

    def failed(self, why: Unreachable, url: str, seconds: float, chance: float) -> None:
        """No answer came, or one of 500 or more; `chance`, from 0 to 1, goes into how long the host is left alone."""
        self._state.pace.take(seconds, failed=True)
        if self._state.circuit.fail(why.reason, url, str(why), probe=self._probe):
            self._gate.pause(self._state, chance)

    async def __aenter__(self) -> "Turn":
        state = self._state
        state.users += 1
        try:
            await state.flights.acquire()
            try:
                await state.start.acquire()
                try:
                    self._probe = await self._gate.admit(state)
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
        if self._probe:
            self._state.circuit.leave()
        self._gate.leave()
        self._state.flights.release()
        self._state.users -= 1


def _refusal(state: _Host, now: float) -> Unreachable | None:
    circuit = state.circuit
    if wait := circuit.shut_for(now):
        return Unreachable(
            f"{state.name} is down and not asked for {wait:.0f} s more; the last of it: {circuit.error}",
            circuit.reason if circuit.is_lost(now) else "host_down",
            wait,
        )
    if (held := state.held_until - now) > PATIENCE:
        return Unreachable(f"{state.name} asked to be left alone, for {held:.0f} s more", "host_busy", held)
    return None


def _standing(state: _Host, seconds: float, now: datetime) -> Standing:
    circuit = state.circuit
    which = State.BUSY if circuit.state is State.UP and state.held_until > seconds else circuit.state
    reopens = state.held_until if circuit.reopens_at is None else circuit.reopens_at
    return Standing(
        state.name,
        which,
        circuit.failures,
        None if which is State.UP else now + timedelta(seconds=max(reopens - seconds, 0.0)),
        state.pace.delay,
        circuit.error or None,
        None if circuit.down_since is None else now - timedelta(seconds=seconds - circuit.down_since),
    )
