"""Sections on every 127.x.y.z address at one port, that never bring anything new; a half of them say so with 304.

Run as `python -m tests.bench.polled_site`; it prints its port as JSON and serves until its standard input closes. A
section is `/KIND/NUMBER`: `page` and `feed` answer a condition with 304, `bare-page` and `bare-feed` have no validators
and send all of it each time, the same bytes. Each lists the host's one story and thirty other links. `/-/stats` is as
that of `tests.bench.server`.
"""

import asyncio
import gzip
import json
import sys
import time
import zlib

from tests.bench import pages
from tests.bench.measure import raise_file_limit

KINDS = ("page", "feed", "bare-page", "bare-feed")
_HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: courier\r\nDate: Mon, 16 Mar 2026 09:00:00 GMT\r\nContent-Type: %s\r\n"
    b"Content-Encoding: gzip\r\n%sContent-Length: %d\r\n\r\n"
)
_UNMODIFIED = b'HTTP/1.1 304 Not Modified\r\nServer: courier\r\nETag: "%d"\r\n\r\n'
_STORY = "/harbour/2026/03/16/ferry-to-the-island-put-back-1"


class _Site:
    def __init__(self) -> None:
        self.sent = 0
        self.connections: set[asyncio.Transport] = set()
        links = "".join(f'<li><a href="/topics/{n}">All on topic {n}, day by day</a></li>' for n in range(30))
        story = f'<article><h2><a href="{_STORY}">Ferry to the island put back once more</a></h2></article>'
        words = "<p>Weather, tides and the notices of the harbour master, as of this morning.</p>" * 300
        page = f"<!doctype html><title>Harbour</title><main>{story}<ul>{links}</ul></main><footer>{words}</footer>"
        topics = "".join(f"<item><title>Topic {n}</title><link>/topics/{n}</link></item>" for n in range(30))
        first = f"<item><title>Ferry to the island put back once more</title><link>{_STORY}</link></item>"
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>{first}{topics}</channel></rss>'
        self._bodies = {"page": gzip.compress(page.encode()), "feed": gzip.compress(feed.encode())}
        self._story = gzip.compress(pages.opening("courier.example", 1) + pages.remainder(1))

    def answer(self, request: bytes) -> bytes:
        target = request.split(b" ", 2)[1].decode("latin-1")
        if target == "/-/stats":
            counts = {"sent": self.sent, "connections": len(self.connections) - 1, "cpu": time.process_time()}
            body = gzip.compress(json.dumps(counts).encode())
            return _HEAD % (b"application/json", b"", len(body)) + body
        self.sent += 1
        if target == "/robots.txt":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        start = request.lower().index(b"host:") + 5
        stamp = zlib.crc32(request[start : request.index(b"\r\n", start)] + target.encode())
        kind = target.split("/")[1]
        if not kind.startswith("bare") and b"if-none-match" in request.lower():
            return _UNMODIFIED % stamp
        return _whole(self._bodies.get(kind.removeprefix("bare-"), self._story), stamp, kind)


def _whole(packed: bytes, stamp: int, kind: str) -> bytes:
    """No two pages of the world are the same bytes: here they differ in the stamp of the gzip member (RFC 1952)."""
    body = b"".join((packed[:4], stamp.to_bytes(4, "little"), packed[8:]))
    tag = b"" if kind.startswith("bare") else b'ETag: "%d"\r\n' % stamp
    return _HEAD % (b"application/rss+xml" if "feed" in kind else b"text/html; charset=utf-8", tag, len(body)) + body


def section(number: int) -> str:
    """The path of a section."""
    return f"/{KINDS[number % len(KINDS)]}/{number}"


class _Connection(asyncio.Protocol):
    def __init__(self, site: _Site) -> None:
        self._site, self._buffer = site, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._site.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._site.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._transport.write(self._site.answer(request + b"\r\n"))


async def _serve() -> None:
    site, loop, ended = _Site(), asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: _Connection(site), "0.0.0.0", 0, backlog=2048)
    loop.add_reader(sys.stdin.fileno(), ended.set)
    async with server:
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        await ended.wait()
        server.close()
        for transport in list(site.connections):
            transport.abort()


if __name__ == "__main__":
    raise_file_limit()
    asyncio.run(_serve())
