"""One connection to a server, carrying one exchange after the other; it keeps every byte that comes back."""

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from scraper.decode import Head
from scraper.fetch.framing import Limits, Message

TOTAL_TIMEOUTS = 10  # a whole exchange may take so many times the timeout between two reads


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom a connection leads to, in WARC's words."""

    remote_ip: str | None = None  # None behind a proxy
    protocol: tuple[str, ...] = ()  # ("tls/1.3",), before it "h2" where ALPN chose that
    cipher: str | None = None  # IANA's name


@dataclass(frozen=True, slots=True)
class Received:
    """What came back: the response as received, `head` None where it never was whole.

    `truncated` is as in WARC, or `protocol` where the bytes are no HTTP response. `stale` is true where a connection
    that had been used before was closed without a byte of an answer, or the server said that it had not looked at the
    request.
    """

    response: bytes
    head: Head | None
    truncated: str | None
    seconds: float
    stale: bool
    has_status: bool


class Connection(asyncio.BufferedProtocol):
    """One `ask` at a time; `reusable` then tells whether another may follow. `on_lost` is called at its end.

    All connections of a loop share `landing`, where a read lands before it is kept: the room that asyncio would make
    for each read costs more than the read.
    """

    def __init__(self, timeout: float, landing: memoryview, on_lost: Callable[["Connection"], None]) -> None:
        self.peer = Peer()
        self.reusable = True
        self.idle_since = 0.0
        self.origin = ""
        self.http1_required = False  # true where the server said over HTTP/2 that it will not answer by it
        self._timeout = timeout
        self._landing = landing
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._message: Message | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._started = self._heard = 0.0
        self._exchanges = 0

    async def ask(self, request: bytes, limits: Limits, *, bodiless: bool = False) -> Received:
        """Send a request and wait for the end of its response: `timeout` between two reads, ten times that in all.

        `bodiless` is for CONNECT, whose answer ends with its head. Raises only when cancelled, and closes itself then.
        """
        message, wire = self._open(request, limits, bodiless=bodiless)
        self._message = message
        waiter = self._waiter = self._loop.create_future()
        self._started = self._heard = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout, self._check_time)
        if self._transport is None or self._transport.is_closing():
            message.close()
        elif not message.done:
            self._transport.write(wire)
            try:
                await waiter
            except asyncio.CancelledError:
                self.abort()
                raise
        self._message = self._waiter = None
        stale = message.is_stale(used=self._exchanges > 0)
        self._exchanges += 1
        self.reusable = self.reusable and message.reusable
        if not self.reusable:
            self.abort()
        return Received(
            bytes(message.buffer),
            message.head,
            message.truncated,
            max(0.0, self._heard - self._started),
            stale,
            message.has_status,
        )

    def as_sent(self, request: bytes) -> bytes:
        """What is kept of a request: here, what is sent."""
        return request

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from here on, to whoever a proxy led us to. Raises what asyncio does."""
        if self._transport is None:
            raise ConnectionResetError("closed before the TLS handshake")
        transport = await self._loop.start_tls(self._transport, self, context, server_hostname=host)
        if transport is None:
            raise ConnectionResetError("closed during the TLS handshake")
        self.connection_made(transport)

    def abort(self) -> None:
        """Close at once; nothing of ours is left to send."""
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        tls = transport.get_extra_info("ssl_object")
        version = tls.version() if tls is not None else None
        protocol = (f"tls/{version.removeprefix('TLSv')}",) if version else ()
        cipher = tls.cipher() if tls is not None else None
        self.peer = Peer(str(peer[0]) if peer else None, protocol, iana_name(cipher[0]) if cipher else None)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio names it
        return self._landing

    def buffer_updated(self, nbytes: int) -> None:
        if self._message is None or self._message.done:
            self.abort()  # nobody asked: what follows on this connection could not be told apart
            return
        self._heard = self._loop.time()
        if self._message.feed(self._landing[:nbytes]):
            self._wake()

    def eof_received(self) -> None:
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        self._end()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._on_lost(self)

    def _open(self, request: bytes, limits: Limits, *, bodiless: bool) -> tuple[Message, bytes]:
        """What will take in the answer, and the octets to send."""
        return Message(limits, bodiless=bodiless), request

    def _end(self) -> None:
        self.reusable = False
        if self._message is not None and not self._message.done:
            self._message.close()
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _check_time(self) -> None:
        """One timer a connection, that looks when it rings whether it was too early: cheaper than one a read."""
        self._timer = None
        if self._message is None or self._message.done:
            return
        now = self._loop.time()
        left = min(self._heard + self._timeout, self._started + TOTAL_TIMEOUTS * self._timeout) - now
        if left > 0:
            self._timer = self._loop.call_later(left, self._check_time)
        else:
            self._message.cut("time")
            self._wake()


def iana_name(openssl: str) -> str:
    """The registered name of a cipher suite from OpenSSL's; the same where it is one (TLS 1.3) or none is known."""
    match = re.fullmatch(
        r"(?:(ECDHE|DHE)-(RSA|ECDSA)-)?(AES(?:128|256)|CHACHA20)-(?:(GCM|CCM|POLY1305)-?)?(SHA\d*)?", openssl
    )
    if match is None:
        return openssl
    exchange, signature, cipher, mode, digest = match.groups()
    key = f"{exchange}_{signature}" if exchange else "RSA"
    bulk = "CHACHA20_POLY1305" if cipher == "CHACHA20" else f"{cipher[:3]}_{cipher[3:]}_{mode or 'CBC'}"
    return f"TLS_{key}_WITH_{bulk}" + (f"_{digest}" if digest else "_SHA256" if mode == "POLY1305" else "")
