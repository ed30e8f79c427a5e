"""httpx's transport over connections of our own: kept per origin, so that the cost of one never depends on the others.

httpcore's pool scans every connection it holds at each request, and does not hand over the bytes as received (DESIGN,
section 5). Only GET is spoken. The response that httpx sees has a status and no headers: the evidence is the `received`
extension, read by `decode` as a replay reads it.
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit
from typing import TYPE_CHECKING, cast

import httpx

from scraper.errors import ConfigError, Unreachable
from scraper.fetch import tls
from scraper.fetch.addresses import Networks, Resolver
from scraper.fetch.connection import Connection, Received
from scraper.fetch.framing import Limits
from scraper.fetch.names import host_of
from scraper.fetch.proxy import Proxy
from scraper.fetch.settings import FetchSettings

if TYPE_CHECKING:
    from scraper.fetch.negotiated import Negotiated

NO_BODY = httpx.ByteStream(b"")
IDLE_SECONDS = 60.0
_MAX_IDLE = 2_048
_READ_SIZE = 262_144
_FIRST_TRIES = 5.0  # seconds for an address that is not the last one


class Transport(httpx.AsyncBaseTransport):
    """Request extensions: `sent`, called as the bytes go out; `fresh`, to use no kept connection; `proxy`, another one.

    Response extensions: `received` (Received), `request` (bytes as sent, without Proxy-Authorization), `peer` (Peer).
    Raises Unreachable or Forbidden where no connection could be made.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._limits = Limits(settings.max_head, settings.max_body)
        self._resolver = Resolver(Networks(settings.allow_networks), settings.connect_to, settings.timeout)
        self._proxies = {settings.proxy: Proxy(settings.proxy)} if settings.proxy else {}
        self._http2 = set(settings.http2)
        self._negotiated = require_http2() if settings.http2 else None
        if settings.ca_bundle:
            _ = self._tls  # a bundle that cannot be read is told before anything is fetched
        self._landing = memoryview(bytearray(_READ_SIZE))
        self._pool = _Pool(min(_MAX_IDLE, max(16, _raise_file_limit(2 * _MAX_IDLE) // 2)))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        proxy = self._proxy(request.extensions.get("proxy") or self._settings.proxy)
        way = f"{proxy.address} " if proxy else ""
        origin = f"{way}{url.scheme}://{url.netloc.decode('ascii')}"
        connection = None if request.extensions.get("fresh") else self._pool.take(origin)
        if connection is None:
            connection = await self._connect(url, proxy)
            self._pool.adopt(connection, origin)
        plain_proxy = proxy if url.scheme == "http" else None
        target = url.raw_path if plain_proxy is None else str(url).encode("ascii")
        record = connection.as_sent(_message(target, request.headers.raw))
        sent = cast(Callable[[], None], request.extensions["sent"])
        sent()
        wire = record if plain_proxy is None else plain_proxy.sign(record)
        received: Received = await connection.ask(wire, self._limits)
        if connection.reusable:
            self._pool.keep(connection)
        if connection.http1_required:
            self._http2.discard(host_of(url))
        if plain_proxy is not None and received.head is not None and received.head.status == 407:
            # The host was not asked: this says nothing of its pages, nor that it has no robots.txt.
            raise Unreachable(f"{url}: the proxy {plain_proxy.host} answered with 407: it lets us in no more", "proxy")
        extensions = {"received": received, "request": record, "peer": connection.peer}
        return httpx.Response(received.head.status if received.head else 0, stream=NO_BODY, extensions=extensions)

    async def aclose(self) -> None:
        self._resolver.close()
        await self._pool.close()

    def _proxy(self, address: str | None) -> Proxy | None:
        """One for all requests that go through it."""
        if address is None:
            return None
        proxy = self._proxies.get(address)
        if proxy is None:
            proxy = self._proxies[address] = Proxy(address)
        return proxy

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """One for all connections that are to be HTTP/1.1."""
        return tls.new_context(self._settings.ca_bundle, ["http/1.1"])

    @cached_property
    def _tls_http2(self) -> ssl.SSLContext:
        """One for all that may be HTTP/2."""
        return tls.new_context(self._settings.ca_bundle, ["h2", "http/1.1"])

    def _ways(self, url: httpx.URL) -> tuple[Callable[..., Connection], ssl.SSLContext | None]:
        """How a URL is asked for: the kind of connection, and its TLS where it has any."""
        if url.scheme != "https":
            return Connection, None
        if self._negotiated is None or host_of(url) not in self._http2:
            return Connection, self._tls
        return partial(self._negotiated, self._settings.max_head), self._tls_http2

    async def _connect(self, url: httpx.URL, proxy: Proxy | None) -> Connection:
        """A new connection for an origin, TLS included. Raises Unreachable or Forbidden."""
        port = url.port or (443 if url.scheme == "https" else 80)
        if proxy is not None:
            self._resolver.refuse_literal(host_of(url), str(url))
            return await self._connect_by_proxy(proxy, url, port)
        addresses = await self._resolver.resolve(host_of(url), port, str(url))
        return await self._try(addresses, url, *self._ways(url))

    async def _try(
        self,
        addresses: list[tuple[str, int]],
        url: httpx.URL,
        kind: Callable[..., Connection],
        context: ssl.SSLContext | None,
    ) -> Connection:
        """The first address that lets us in."""
        loop = asyncio.get_running_loop()
        timeout = self._settings.timeout
        failure = Unreachable(f"{url}: no address to connect to", "connect")
        for left, (ip, port) in enumerate(addresses, 1 - len(addresses)):
            try:
                async with asyncio.timeout(timeout if left == 0 else min(timeout, _FIRST_TRIES)):
                    _, connection = await loop.create_connection(
                        partial(kind, timeout, self._landing, self._pool.drop),
                        ip,
                        port,
                        ssl=context,
                        server_hostname=host_of(url) if context else None,
                    )
                return connection
            except TimeoutError:
                failure = Unreachable(f"{url}: no connection to {ip} port {port} within {timeout:g} s", "timeout")
            except ssl.SSLError as error:
                raise tls.failure(url, error) from error
            except (OSError, ValueError) as error:  # ValueError: a host that TLS cannot name
                failure = Unreachable(f"{url}: {ip} port {port}: {error}", "connect")
        raise failure

    async def _connect_by_proxy(self, proxy: Proxy, url: httpx.URL, port: int) -> Connection:
        """A connection to the proxy, led on to the host by CONNECT where TLS is to be spoken (RFC 9110, 9.3.6)."""
        timeout = self._settings.timeout
        kind, context = self._ways(url)
        try:
            addresses = await self._resolver.look_up_any(proxy.host, proxy.port, str(url))
            connection = await self._try(addresses, url, kind, None)
        except Unreachable as error:
            raise Unreachable(f"through the proxy {proxy.host}: {error}", "proxy") from error
        if context is not None:
            host, port = self._resolver.detour(host_of(url), port)
            asked = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            request = f"CONNECT {asked} HTTP/1.1\r\nHost: {asked}\r\n\r\n".encode("ascii")
            answer = await connection.ask(proxy.sign(request), replace(self._limits, body=0), bodiless=True)
            if answer.head is None or not 200 <= answer.head.status < 300:
                connection.abort()
                said = answer.head.status if answer.head else "nothing"
                raise Unreachable(f"{url}: the proxy {proxy.host} answered CONNECT with {said}", "proxy")
            try:
                async with asyncio.timeout(timeout):
                    await connection.start_tls(context, host_of(url))
            except TimeoutError:
                connection.abort()
                raise Unreachable(
                    f"{url}: no TLS handshake through the proxy within {timeout:g} s", "timeout"
                ) from None
            except ssl.SSLError as error:
                connection.abort()
                raise tls.failure(url, error) from error
            except (OSError, ValueError) as error:
                connection.abort()
                raise Unreachable(f"{url}: through the proxy {proxy.host}: {error}", "proxy") from error
        connection.peer = replace(connection.peer, remote_ip=None)
        return connection


class _Pool:
    """Connections that wait for their next request, per origin; the longest idle one goes when there are too many.

    Taking, keeping and dropping cost the same however many are held.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._all: set[Connection] = set()
        self._idle: dict[str, list[Connection]] = {}
        self._by_age: OrderedDict[Connection, None] = OrderedDict()  # the longest idle first
        self._sweeper: asyncio.TimerHandle | None = None

    def adopt(self, connection: Connection, origin: str) -> None:
        connection.origin = origin
        self._all.add(connection)

    def take(self, origin: str) -> Connection | None:
        while stack := self._idle.get(origin):
            connection = stack[-1]
            self._forget(connection)
            if connection.reusable and asyncio.get_running_loop().time() - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.abort()
        return None

    def keep(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        self._idle.setdefault(connection.origin, []).append(connection)
        self._by_age[connection] = None
        if len(self._by_age) > self._most:
            oldest = next(iter(self._by_age))
            self._forget(oldest)
            oldest.abort()
        if self._sweeper is None:
            self._sweeper = loop.call_later(IDLE_SECONDS, self._sweep)

    def drop(self, connection: Connection) -> None:
        """It is closed."""
        self._all.discard(connection)
        self._forget(connection)

    async def close(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connection in list(self._all):
            connection.abort()
        for _ in range(10):  # the event loop tells of the end of a connection one turn later, of TLS's some turns
            if self._all:
                await asyncio.sleep(0)

    def _forget(self, connection: Connection) -> None:
        if connection in self._by_age:
            del self._by_age[connection]
            stack = self._idle[connection.origin]
            stack.remove(connection)
            if not stack:
                del self._idle[connection.origin]

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while self._by_age and loop.time() - next(iter(self._by_age)).idle_since >= IDLE_SECONDS:
            oldest = next(iter(self._by_age))
            self._forget(oldest)
            oldest.abort()
        self._sweeper = loop.call_later(IDLE_SECONDS, self._sweep) if self._by_age else None


def require_http2() -> "type[Negotiated]":
    """The connection that speaks HTTP/2 too. Raises ConfigError where the extra is not installed."""
    try:
        from scraper.fetch.negotiated import Negotiated
    except ImportError as error:
        raise ConfigError(
            "fetch.http2: the package h2 is not installed; "
            "pip install '.[http2]' in the scraper's source folder brings it"
        ) from error
    return Negotiated


def _raise_file_limit(wanted: int) -> int:
    """Let this process open `wanted` files, or as many as it may; how many those are.

    The usual soft limit, 256 or 1,024, is for the sake of programs that call select(2).
    """
    soft, hard = getrlimit(RLIMIT_NOFILE)
    most = wanted if hard == RLIM_INFINITY else min(wanted, hard)
    if soft != RLIM_INFINITY and soft < most:
        try:
            setrlimit(RLIMIT_NOFILE, (most, hard))
        except (OSError, ValueError):  # a sandbox may forbid it
            return soft
    return most


def _message(target: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    lines = [b"GET " + target + b" HTTP/1.1\r\n"]
    lines += [name + b": " + value + b"\r\n" for name, value in headers]
    return b"".join(lines) + b"\r\n"
