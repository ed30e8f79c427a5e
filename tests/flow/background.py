"""Servers in a thread of their own, for tests that run the program as a process or through its command line."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from scraper.demo.server import Server, serve
from scraper.demo.site import Site

Respond = Callable[[str, str, str], bytes | None]  # method, host, path with query -> whole response; None: 404


class Pages:
    """A site made of a function."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def respond(
        self, method: str, host: str, path: str, headers: Mapping[str, str], version: str = "HTTP/1.1"
    ) -> bytes:
        answer = self._respond(method, host.partition(":")[0], path)
        return answer or response(b"nothing here", "text/plain", "404 Not Found")


def response(body: bytes, media_type: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """A plain HTTP/1.1 response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@contextmanager
def serving(site: Site | Pages, ssl_context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve a site on loopback until the block ends."""
    ready, done = threading.Event(), threading.Event()
    servers: list[Server] = []

    async def work() -> None:
        async with serve(cast(Site, site), ssl_context) as server:
            servers.append(server)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    try:
        assert ready.wait(60)
        yield servers[0]
    finally:
        done.set()
        thread.join()
