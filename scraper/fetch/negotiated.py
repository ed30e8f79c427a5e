"""A connection whose protocol ALPN chooses (RFC 7301). It imports h2, an extra, and so is imported when asked for."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace

from scraper.fetch.connection import Connection
from scraper.fetch.framing import Limits, Message
from scraper.fetch.http2 import Dialogue
from scraper.fetch.rendering import lower_names

_MAX_UNSENT = 1_000_000  # octets that a server has us answer (PING, SETTINGS) without reading the answers


class Negotiated(Connection):
    """It speaks HTTP/2 where the server chose it, else HTTP/1.1 as its parent does.

    The choice is known when TLS is up: at once, or behind a proxy after `start_tls`.
    """

    def __init__(
        self, max_head: int, timeout: float, landing: memoryview, on_lost: Callable[[Connection], None]
    ) -> None:
        super().__init__(timeout, landing, on_lost)
        self._max_head = max_head
        self._dialogue: Dialogue | None = None
        self._early: bytearray | None = None  # while TLS begins behind a proxy

    def as_sent(self, request: bytes) -> bytes:
        return request if self._dialogue is None else lower_names(request)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == "h2":
            self.peer = replace(self.peer, protocol=("h2", *self.peer.protocol))
            self._dialogue = Dialogue(self._max_head)
            self._send()

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """As its parent does. What a server sends together with the end of its handshake waits until we are ready."""
        early = self._early = bytearray()
        try:
            await super().start_tls(context, host)
        finally:
            self._early = None
        if self._dialogue is not None:
            self._hear(self._dialogue, early)
        elif early:
            self.abort()

    def abort(self) -> None:
        if self._dialogue is not None:
            self._dialogue.leave()
            self._send()
        super().abort()

    def buffer_updated(self, nbytes: int) -> None:
        if self._early is not None:
            self._early += self._landing[:nbytes]
        elif self._dialogue is not None:
            self._heard = self._loop.time()
            self._hear(self._dialogue, self._landing[:nbytes])
        else:
            super().buffer_updated(nbytes)

    def _open(self, request: bytes, limits: Limits, *, bodiless: bool) -> tuple[Message, bytes]:
        if self._dialogue is None:
            return super()._open(request, limits, bodiless=bodiless)
        answer = self._dialogue.begin(request, limits)
        return answer, self._dialogue.outgoing()

    def _hear(self, dialogue: Dialogue, data: bytearray | memoryview) -> None:
        dialogue.feed(data)
        self._send()
        self.reusable = self.reusable and dialogue.open
        self.http1_required = dialogue.http1_required
        if self._message is not None and self._message.done:
            self._wake()
        elif self._message is None and not self.reusable:
            self.abort()

    def _send(self) -> None:
        if self._dialogue is None or self._transport is None:
            return
        data = self._dialogue.outgoing()
        if data and not self._transport.is_closing():
            self._transport.write(data)
            if self._transport.get_write_buffer_size() > _MAX_UNSENT:
                super().abort()
