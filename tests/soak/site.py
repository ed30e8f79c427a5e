"""The hosts of a soak on loopback, each on a port of its own, and the ledger of what they listed and showed."""

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from tests.flow import hostile
from tests.flow.listening import connection
from tests.soak.mischief import pick
from tests.soak.newsroom import Answer, Newsroom
from tests.soak.plan import HOSTS, SECTIONS, SECURE, Course, Plan, State, Story

BREATH = 0.2  # seconds between two looks at what the plan says of a host


@dataclass(frozen=True, slots=True)
class Served:
    """An answer about a story that went out; `minute` is when it was asked for."""

    minute: float
    state: State
    whole: bool  # as it was meant, to the last byte; else mangled so that nobody can tell


@dataclass(slots=True)
class Ledger:
    listed: dict[str, Story] = field(default_factory=dict)  # by URL, all that a whole list ever named
    served: dict[str, list[Served]] = field(default_factory=dict)  # by URL, in the order of time
    requests: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def shown(self, url: str) -> list[Served]:
        return self.served.get(url, [])


class Host:
    """One listener, which can be taken away and put back on the same port."""

    def __init__(self, name: str, attend: Callable[[str, asyncio.StreamReader, asyncio.StreamWriter], None]) -> None:
        self.name, self.port = name, 0
        self.connections: set[asyncio.Task[None]] = set()
        self.what: str | None = None  # of the windows it is in
        self._attend = attend
        self._server: asyncio.Server | None = None

    async def open(self, tls: ssl.SSLContext | None) -> None:
        """Listen; the first time on any port."""

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._attend(self.name, reader, writer)

        self._server = await asyncio.start_server(accept, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more, and break off whatever is under way."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in list(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)


class Site:
    """All hosts. `minute` tells the time of the soak; `tls` are the right context and a wrong one."""

    def __init__(
        self,
        course: Course,
        plan: Plan,
        newsroom: Newsroom,
        minute: Callable[[], float],
        tls: tuple[ssl.SSLContext, ssl.SSLContext],
        chance: random.Random,
    ) -> None:
        self.ledger = Ledger()
        self._course, self._plan, self._newsroom, self._minute = course, plan, newsroom, minute
        self._right, self._wrong = tls
        self._chance = chance
        self._strikes = Counter[str]()
        self._hosts = {name: Host(name, self._accept) for name in HOSTS}

    @property
    def ports(self) -> dict[str, int]:
        return {name: host.port for name, host in self._hosts.items()}

    async def open(self) -> None:
        for host in self._hosts.values():
            await host.open(self._context(host))

    async def close(self) -> None:
        for host in self._hosts.values():
            await host.close()

    async def keep(self) -> None:
        """Let hosts fail, and recover, as planned; until cancelled."""
        while True:
            for host in self._hosts.values():
                await self._turn(host)
            await asyncio.sleep(BREATH)

    def _context(self, host: Host) -> ssl.SSLContext | None:
        if host.name != SECURE:
            return None
        return self._wrong if host.what == "tls" else self._right

    async def _turn(self, host: Host) -> None:
        now, before = self._minute(), host.what
        windows = (window for window in self._plan.windows if window.host == host.name)
        host.what = next((window.what for window in windows if window.since <= now < window.until), None)
        if host.what == before or not {host.what, before} & {"down", "tls"}:
            return
        await host.close()
        if host.what != "down":
            with suppress(OSError):  # somebody else was given the port meanwhile: it is down a little longer
                await host.open(self._context(host))
                return
            host.what = before

    def _accept(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(connection(partial(self._attend, host), reader, writer))
        connections = self._hosts[host].connections
        connections.add(task)
        task.add_done_callback(connections.discard)

    async def _attend(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head[:-4].split("\r\n")
            fields = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in fields}
            await self._answer(host, first.split(" ")[1], headers, writer)
            await writer.drain()

    async def _answer(self, host: str, path: str, headers: hostile.Headers, writer: asyncio.StreamWriter) -> None:
        self.ledger.requests += 1
        what, now = self._hosts[host].what, self._minute()
        if path == "/robots.txt":
            there = hostile.answer(b"User-agent: *\nDisallow: /private/\n", kind="text/plain")
            writer.write(hostile.answer(b"", status="503 Down") if what == "robots" else there)
            return
        if what == "busy":
            self.ledger.faults["busy host"] += 1
            writer.write(hostile.answer(b"", "Retry-After: 90", status="503 Service Unavailable"))
            return
        if what == "slow":
            self.ledger.faults["slow host"] += 1
            await asyncio.sleep(0.15)
        answer = self._meant(host, path, now, headers)
        story = self._newsroom.story(host, path)
        if now < self._course.chaos and self._chance.random() < self._course.share:
            fault = pick(self._chance, answer, self._course.drip)
            # A list is asked for again soon; an address that is a story's may be harmed so much and no more.
            if story is None or self._strikes[story.url] + fault.strikes <= self._course.strikes:
                self._strikes[story.url if story else ""] += fault.strikes
                self.ledger.faults[fault.name] += 1
                if fault.mangled and story and answer.shown:
                    self._note(story, Served(now, answer.shown, whole=False))
                await fault.act(writer, path, headers)
                return
        writer.write(answer.data)
        await writer.drain()
        self.ledger.listed |= {each.url: each for each in answer.listed}
        if story is not None and answer.shown is not None:
            self._note(story, Served(now, answer.shown, whole=True))

    def _meant(self, host: str, path: str, now: float, headers: hostile.Headers) -> Answer:
        section = next((one for one in SECTIONS if (one.host, one.path) == (host, path)), None)
        if section is not None:
            return self._newsroom.list(section, now, headers)
        story = self._newsroom.story(host, path)
        if story is None:
            return Answer(hostile.answer(b"", status="404 Not Found"), 404)
        return self._newsroom.show(story, now, headers)

    def _note(self, story: Story, served: Served) -> None:
        self.ledger.served.setdefault(story.url, []).append(served)


def settled(ledger: Ledger, stories: Iterable[Story], now: float) -> list[Story]:
    """The stories of which nobody was shown what they say in the end, three times where that is that they are gone."""
    missing = []
    for story in stories:
        last = story.at(now)
        looks = [each.minute for each in ledger.shown(story.url) if each.whole and each.state is last]
        enough = bool(looks) and (last is None or last.status == 200 or (len(looks) >= 3 and looks[-1] - looks[0] > 31))
        if not enough:
            missing.append(story)
    return missing
