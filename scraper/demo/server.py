"""The demo site on loopback: asyncio, HTTP/1.1 with keep-alive, and a log of who asked for what, when.

GET and HEAD only. Malformed, oversized and abandoned requests get an error answer or a closed connection, never a
traceback.
"""

import asyncio
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from scraper.demo.site import Site
from scraper.demo.wire import Answer, serialise

HEAD_LIMIT: Final = 32_768
BODY_LIMIT: Final = 1_000_000  # of a request's body, which is read and ignored
IDLE: Final = 30.0  # seconds that a connection may wait for its next request
GRACE: Final = 5.0  # seconds that answers under way have when the server stops


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived."""

    at: float  # seconds, on the running loop's clock
    host: str  # the Host header or the absolute-form target, lower case, with its port if it has one
    method: str
    path: str  # with its query
    headers: Mapping[str, str]  # names in lower case; of several with one name, the last
    in_flight: int  # requests to this host being answered, this one included
    connection: int  # counted from 1 in the order they were accepted


@dataclass(frozen=True, slots=True)
class _Head:
    method: str
    target: str
    version: str
    headers: Mapping[str, str]


class Server:
    """A running server. `log` grows by one for each request, `sent` by one for each answer, head and body."""

    def __init__(self, site: Site, latency: float = 0.0) -> None:
        self.site = site
        self.latency = latency  # seconds between a request and its answer
        self.port = 0
        self.log: list[Request] = []
        self.sent: defaultdict[tuple[str, str], list[bytes]] = defaultdict(list)
        self._under_way: Counter[str] = Counter()
        self._connections = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle: set[asyncio.StreamWriter] = set()
        self._stopping = False

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side is done with it."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._connections += 1
        number = self._connections
        try:
            while not self._stopping and await self._exchange(reader, writer, number):
                pass
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the client is gone
        finally:
            self._idle.discard(writer)
            writer.close()
            with suppress(ConnectionError, TimeoutError, ssl.SSLError):
                await writer.wait_closed()

    async def stop(self) -> None:
        """Close connections that wait for a request; let answers under way be sent, within GRACE."""
        self._stopping = True
        for writer in tuple(self._idle):
            writer.close()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        """Read one request and answer it. False when the connection is to be closed."""
        self._idle.add(writer)
        try:
            async with asyncio.timeout(IDLE):
                raw = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            return await _refuse(writer, 431)
        finally:
            self._idle.discard(writer)
        head = _parse(raw)
        if head is None:
            return await _refuse(writer, 400)
        if "transfer-encoding" in head.headers:
            return await _refuse(writer, 501)
        length = head.headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()):
            return await _refuse(writer, 400)
        if len(length) > 7 or int(length) > BODY_LIMIT:
            return await _refuse(writer, 413)
        async with asyncio.timeout(IDLE):
            await reader.readexactly(int(length))
        await self._answer(head, writer, number)
        return _persists(head)

    async def _answer(self, head: _Head, writer: asyncio.StreamWriter, number: int) -> None:
        host, path = _address(head)
        self._under_way[host] += 1
        try:
            now = asyncio.get_running_loop().time()
            self.log.append(Request(now, host, head.method, path, head.headers, self._under_way[host], number))
            if self.latency:
                await asyncio.sleep(self.latency)
            data = self.site.respond(head.method, host, path, head.headers, head.version)
            self.sent[host, path].append(data)
            writer.write(data)
            await writer.drain()
        finally:
            self._under_way[host] -= 1


@asynccontextmanager
async def serve(site: Site, ssl_context: ssl.SSLContext | None = None, latency: float = 0.0) -> AsyncIterator[Server]:
    """The site on a free port of 127.0.0.1, over TLS where a context is given, until the block ends."""
    server = Server(site, latency)
    listener = await asyncio.start_server(server.accept, "127.0.0.1", 0, limit=HEAD_LIMIT, ssl=ssl_context, backlog=512)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await server.stop()
        await listener.wait_closed()


def _parse(raw: bytes) -> _Head | None:
    """Request line and headers; None where they are no HTTP/1 request (RFC 9112)."""
    first, *lines = raw.decode("latin-1").strip("\r\n").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[0].isalpha() or parts[2] not in ("HTTP/1.0", "HTTP/1.1"):
        return None
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return None
        headers[name.lower()] = value.strip()
    if parts[2] == "HTTP/1.1" and "host" not in headers:
        return None
    if not parts[1].startswith(("/", "http://", "https://")):
        return None
    return _Head(parts[0], parts[1], parts[2], headers)


def _address(head: _Head) -> tuple[str, str]:
    """(host, path with query), from an absolute-form target where a proxy would have sent one."""
    if head.target.startswith("/"):
        return head.headers.get("host", "").lower(), head.target
    authority, _, rest = head.target.partition("://")[2].partition("/")
    return authority.lower(), f"/{rest}"


def _persists(head: _Head) -> bool:
    return head.version == "HTTP/1.1" and "close" not in head.headers.get("connection", "").lower()


async def _refuse(writer: asyncio.StreamWriter, status: int) -> bool:
    """Send an error and ask for the connection to be closed."""
    writer.write(serialise(Answer(status, "text/plain", b"", headers=(("Connection", "close"),)), "GET", {}))
    await writer.drain()
    return False
