"""A loopback server that answers what a test says, byte for byte, and logs what it was asked and when."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from scraper.fetch import Clock, Fetcher, FetchSettings
from scraper.fetch.asker import Conditions
from scraper.model import Capture, Exchange, Kind, Location, Target, Visit
from tests.flow.listening import listening


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    at: float  # seconds of the event loop's clock when its head had arrived
    head: bytes
    connection: int  # counted from 1
    in_flight: int  # this one included

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("latin-1")

    @property
    def host(self) -> str:
        return self.header("host") or ""

    def header(self, name: str) -> str | None:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode("latin-1").lower() == name:
                return value.strip().decode("latin-1")
        return None


@dataclass(frozen=True, slots=True)
class Reply:
    data: bytes
    close: bool = False
    drip: bytes = b""  # sent over and over after the data, every 20 ms, for as long as anybody listens


Answer = Callable[[Asked], "Reply | Awaitable[Reply]"]


@dataclass(slots=True)
class Server:
    port: int
    log: list[Asked] = field(default_factory=list)
    in_flight: int = 0
    connections: int = 0

    def paths(self, host: str | None = None) -> list[str]:
        return [asked.path for asked in self.log if host in (None, asked.host)]


@asynccontextmanager
async def serve(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve on a free port of 127.0.0.1. Nothing is answered that the test did not write."""
    server = Server(0)

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        number = server.connections
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            server.in_flight += 1
            asked = Asked(asyncio.get_running_loop().time(), head, number, server.in_flight)
            server.log.append(asked)
            try:
                said = answer(asked)
                reply = said if isinstance(said, Reply) else await said
            finally:
                server.in_flight -= 1
            writer.write(reply.data)
            await writer.drain()
            while reply.drip:
                await asyncio.sleep(0.02)
                writer.write(reply.drip)
                await writer.drain()
            if reply.close:
                break

    async with listening(attend, tls) as server.port:
        yield server


@dataclass(slots=True)
class Archive:
    """Keeps in memory what the fetcher hands over, in order."""

    kept: list[tuple[Exchange, Visit]] = field(default_factory=list)

    async def __call__(self, exchange: Exchange, visit: Visit) -> Capture:
        self.kept.append((exchange, visit))
        return Capture(exchange, Location("memory", len(self.kept), 0), f"urn:uuid:{len(self.kept)}", "", visit)

    async def recall(self, url: str) -> Exchange | None:
        return next((exchange for exchange, _ in reversed(self.kept) if exchange.url == url), None)

    def urls(self) -> list[str]:
        return [exchange.url for exchange, _ in self.kept]


@dataclass(slots=True)
class FakeTime:
    """A clock that only sleeping moves on."""

    seconds: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.fromtimestamp(1_700_000_000 + self.seconds, UTC)

    def tell(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


def page(body: bytes = b"<p>news</p>", status: str = "200 OK", *headers: str) -> Reply:
    """A well-formed answer; headers as "Name: value"."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return Reply("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def no_robots(asked: Asked, otherwise: Answer) -> "Reply | Awaitable[Reply]":
    """404 for robots.txt, and for the rest what the test says."""
    return page(b"", "404 Not Found") if asked.path == "/robots.txt" else otherwise(asked)


def settings(port: int, **changes: object) -> FetchSettings:
    """Every host leads to the server (PORT in a connect_to of the test's own); no delay, loopback permitted."""
    plain: dict[str, object] = {
        "user_agent": "news-scraper/0.1 (+https://desk.example/)",
        "sender": "desk@desk.example",
        "robots_product_token": "news-scraper",
        "delay": 0.0,
        "timeout": 5.0,
        "connect_to": {":": "127.0.0.1:PORT"},
        "allow_networks": ("127.0.0.0/8",),
    }
    values = {**plain, **changes}
    detours = cast(dict[str, str], values["connect_to"])
    values["connect_to"] = {asked: instead.replace("PORT", str(port)) for asked, instead in detours.items()}
    return FetchSettings(**values)  # type: ignore[arg-type]


def article(url: str) -> Target:
    return Target(url, "pantai", Kind.ARTICLE)


@dataclass
class Scene:
    """A fetcher, its archive, and the server all hosts lead to."""

    server: Server
    fetcher: Fetcher
    time: FakeTime
    archive: Archive = field(default_factory=Archive)
    known: dict[str, Conditions] = field(default_factory=dict)  # by URL: what a target that was seen is asked with


def play(answer: Answer, go: Callable[[Scene], Awaitable[None]], **changes: object) -> Scene:
    """Run a scene against a server; waits between requests and attempts take no time.

    robots.txt is answered with 404, or by the test where it passes `robots=True`.
    """

    own_robots = changes.pop("robots", False)

    async def main() -> Scene:
        async with (
            asyncio.timeout(30),
            serve(answer if own_robots else lambda asked: no_robots(asked, answer)) as server,
        ):
            time, archive = FakeTime(), Archive()
            known: dict[str, Conditions] = {}

            async def conditions(url: str, kind: Kind) -> Conditions:
                return known.get(url, ())

            clock = Clock(time.now, time.tell, time.sleep, lambda: 0.5)
            fetcher = Fetcher(settings(server.port, **changes), archive, conditions=conditions, clock=clock)
            scene = Scene(server, fetcher, time, archive, known)
            try:
                await go(scene)
            finally:
                await fetcher.close()
            return scene

    return asyncio.run(main())
