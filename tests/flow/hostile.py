"""A loopback server that means us harm, host by host, and keeps the peace on those that no mischief is named for."""

import asyncio
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.flow.listening import listening

Headers = Mapping[str, str]  # names in lower case
Mischief = Callable[[asyncio.StreamWriter, str, Headers], Awaitable[None]]


@dataclass(slots=True)
class Hostile:
    """`log` holds host and path of every request in the order they came."""

    port: int
    log: list[tuple[str, str]] = field(default_factory=list)

    def count(self, host: str) -> int:
        return sum(one == host for one, _ in self.log)


@asynccontextmanager
async def serve(mischief: Mapping[str, Mischief], tls: ssl.SSLContext | None = None) -> AsyncIterator[Hostile]:
    """Serve on a free port. `mischief` is by host, or by host and path; robots.txt is 404 unless one names it."""
    server = Hostile(0)

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head[:-4].split("\r\n")
            path = first.split(" ")[1]
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            host = headers["host"]
            server.log.append((host, path))
            usual = None if path == "/robots.txt" else mischief.get(host)
            act = mischief.get(host + path) or usual or (peace if path != "/robots.txt" else not_found)
            await act(writer, path, headers)
            await writer.drain()

    async with listening(attend, tls) as server.port:
        yield server


def story(title: str) -> bytes:
    """A page that is plainly an article."""
    body = "".join(
        f"<p>The {word} boats came back before the storm, and the harbour office counted every one of them twice.</p>"
        for word in ("first", "second", "third", "fourth", "fifth")
    )
    head = f'<meta charset="utf-8"><title>{title}</title><meta property="og:type" content="article">'
    page = f"<!doctype html><html lang=en><head>{head}</head><body><article><h1>{title}</h1>{body}</article></html>"
    return page.encode()


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def peace(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
    writer.write(answer(story(f"Quiet night at {headers['host']}{path}")))


async def not_found(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
    writer.write(answer(b"", status="404 Not Found"))


def say(data: bytes, *, close: bool = False) -> Mischief:
    """These bytes, whatever is asked."""

    async def act(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
        writer.write(data)
        if close:
            await writer.drain()
            writer.close()

    return act


def reset_after(data: bytes) -> Mischief:
    """These bytes, then a TCP reset."""

    async def act(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(0.02)  # lest the reset overtake them
        raw: socket.socket = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return act


def drip(head: bytes, drop: bytes, pause: float) -> Mischief:
    """A head, then the same few bytes for ever."""

    async def act(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
        writer.write(head)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return act


def redirect(where: Callable[[str], str], *headers: str) -> Mischief:
    """Elsewhere, as a function of the path says."""

    async def act(writer: asyncio.StreamWriter, path: str, _: Headers) -> None:
        writer.write(answer(b"", f"Location: {where(path)}", *headers, status="302 Found"))

    return act


async def cookie_wall(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
    """The page for who brings the cookie, the cookie and the same address again for all others."""
    if headers.get("cookie") == "seen=yes":
        writer.write(answer(story("Behind the cookie wall")))
    else:
        await redirect(lambda path: path, "Set-Cookie: seen=yes; Path=/; HttpOnly", "Set-Cookie: x=1; Path=/else")(
            writer, path, headers
        )


async def foreign_wall(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
    """The page for who brings back the very octets of a cookie that is not ASCII."""
    if headers.get("cookie") == "ort=Gr\xf6\xdfe":
        writer.write(answer(story("Behind a wall of another country")))
    else:
        await redirect(lambda path: path, "Set-Cookie: ort=Gr\xf6\xdfe; Path=/")(writer, path, headers)


async def endless_cookies(writer: asyncio.StreamWriter, path: str, headers: Headers) -> None:
    """Another cookie and the same address each time."""
    number = int(headers.get("cookie", "n=0").rpartition("=")[2]) + 1
    await redirect(lambda path: path, f"Set-Cookie: n={number}")(writer, path, headers)


def bomb(size: int) -> bytes:
    """An answer of a few kilobytes that unpacks to `size` zeros."""
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(b"<html><body>")
    packed += b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()
    return answer(packed, "Content-Encoding: gzip")
