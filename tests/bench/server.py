"""A news site on every 127.x.y.z address at one port: raw asyncio, precomputed bytes, keep-alive.

Run as `python -m tests.bench.server --port 0 --stories 50 --variants 200 [--corpus FOLDER]`; it prints its port as
JSON and serves until its standard input closes. `/robots.txt` allows all, `/news` lists the stories of the host
asked, every address that `pages.path` makes is a page, `/-/stats` tells how many pages were sent, how many
connections are open and the CPU seconds used, so that a measure can prove that the server was not what it waited
for. With a corpus folder the bodies are its real pages, the same for every URL of equal number modulo their count,
instead of invented ones.
"""

import argparse
import asyncio
import functools
import gzip
import json
import os
import sys
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import pages
from tests.bench.measure import raise_file_limit

_HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: courier\r\nDate: Mon, 16 Mar 2026 09:00:00 GMT\r\nContent-Type: %s\r\n"
    b"Cache-Control: public, max-age=60, stale-while-revalidate=300\r\nVary: Accept-Encoding\r\n"
    b"X-Frame-Options: SAMEORIGIN\r\n"
    b"Strict-Transport-Security: max-age=31536000\r\nX-Cache: HIT from edge-7, HIT from shield-2\r\nAge: 17\r\n"
    b'ETag: "5f2b-%d"\r\nConnection: keep-alive\r\n%sContent-Length: %d\r\n\r\n'
)
_ROBOTS = b"User-agent: *\nDisallow: /subscriber/\nAllow: /\n"


@dataclass(slots=True)
class Newsroom:
    """What the site answers from, and the counts it keeps."""

    stories: int
    bodies: tuple[pages.Remainder, ...] = ()
    real: tuple[bytes, ...] = ()  # gzip members of real pages; they replace the invented bodies
    sent: int = 0
    connections: set[asyncio.Transport] = field(default_factory=set)

    def respond(self, request: bytes) -> tuple[bytes, ...]:
        """The response to one request head, in parts. A request that does not accept gzip for a page is refused."""
        first, _, rest = request.partition(b"\r\n")
        target = first.split(b" ", 2)[1].decode("latin-1")
        if target.startswith("/-/stats"):
            counts = {"sent": self.sent, "connections": len(self.connections) - 1, "cpu": time.process_time()}
            return _plain(b"application/json", json.dumps(counts).encode())
        if target == "/robots.txt":
            return _plain(b"text/plain", _ROBOTS)
        lower = rest.lower()
        start = lower.index(b"host:") + 5
        host = lower[start : lower.index(b"\r\n", start)].strip().decode("latin-1")
        if target == "/news":
            return _section(host, self.stories)
        if b"gzip" not in lower:
            return (b"HTTP/1.1 406 Not Acceptable\r\nContent-Length: 0\r\n\r\n",)
        try:
            number = pages.number_in(target)
        except (IndexError, ValueError):
            return (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",)
        self.sent += 1
        if self.real:
            packed = self.real[(number + zlib.crc32(host.encode())) % len(self.real)]
            # No two pages of the world are the same bytes: here they differ in the stamp of the gzip member (RFC 1952).
            stamp = zlib.crc32(f"{host}{target}".encode())
            packed = b"".join((packed[:4], stamp.to_bytes(4, "little"), packed[8:]))
            return _head(b"text/html", number, len(packed)), packed
        parts = pages.gzip_page(pages.opening(host, number), self.bodies[number % len(self.bodies)])
        return _head(b"text/html; charset=utf-8", number, sum(map(len, parts))), *parts


def _head(kind: bytes, tag: int, length: int) -> bytes:
    return _HEAD % (kind, tag, b"Content-Encoding: gzip\r\n", length)


def _plain(kind: bytes, body: bytes) -> tuple[bytes, ...]:
    return _HEAD % (kind, 0, b"", len(body)), body


@functools.lru_cache(maxsize=2048)
def _section(host: str, stories: int) -> tuple[bytes, ...]:
    packed = gzip.compress(pages.section(host, stories), 6)
    return _head(b"text/html; charset=utf-8", 0, len(packed)), packed


class _Connection(asyncio.Protocol):
    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._newsroom.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._newsroom.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._transport.write(b"".join(self._newsroom.respond(request + b"\r\n")))


async def _serve(newsroom: Newsroom, port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(newsroom), "0.0.0.0", port, backlog=2048)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ended.set)
    async with server:
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        await ended.wait()
        server.close()
        for transport in list(newsroom.connections):
            transport.abort()


def main() -> None:
    """Make the bodies, pin to the last core, serve until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--stories", type=int, default=50)
    parser.add_argument("--variants", type=int, default=200)
    parser.add_argument("--corpus", type=Path)
    given = parser.parse_args()
    raise_file_limit()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if given.corpus:
        real = tuple(file.read_bytes() for file in sorted((given.corpus / "pages").glob("*.html.gz")))
        if not real:
            parser.error(f"{given.corpus}: no pages/*.html.gz")
        newsroom = Newsroom(given.stories, real=real)
    else:
        bodies = tuple(pages.prepare(pages.remainder(variant)) for variant in range(given.variants))
        newsroom = Newsroom(given.stories, bodies)
    asyncio.run(_serve(newsroom, given.port))


if __name__ == "__main__":
    main()
