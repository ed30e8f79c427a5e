"""A loopback TLS server that speaks HTTP/2 as a test says, and logs what it was asked.

Where ALPN chose HTTP/1.1 it answers 200 to whatever comes.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    Event,
    RequestReceived,
    StreamReset,
    WindowUpdated,
)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    fields: Pairs
    connection: int  # counted from 1
    stream: int

    @property
    def path(self) -> str:
        return dict(self.fields)[":path"]


@dataclass(slots=True)
class Server:
    port: int
    log: list[Asked] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)  # all but requests, of all connections
    connections: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)  # set when the last connection is gone
    open: int = 0

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def resets(self) -> list[int]:
        """The error codes of the RST_STREAM and GOAWAY frames we were sent."""
        return [
            int(event.error_code or 0) for event in self.events if isinstance(event, StreamReset | ConnectionTerminated)
        ]


class Talk(asyncio.Protocol):
    """One connection. A test's answer calls `head` and `body`, or whatever h2 offers, or sends octets of its own."""

    def __init__(self, server: Server, answer: "Answer") -> None:
        lax = H2Configuration(
            client_side=False,
            header_encoding="utf-8",
            validate_outbound_headers=False,
            normalize_outbound_headers=False,
        )
        self.h2 = H2Connection(lax)
        self._server, self._answer = server, answer
        self._unsent: dict[int, bytes] = {}
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._server.connections += 1
        self._server.open += 1
        self._server.left.clear()
        self.number = self._server.connections
        self.protocol = transport.get_extra_info("ssl_object").selected_alpn_protocol()
        if self.protocol == "h2":
            self.h2.initiate_connection()
            self.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.open -= 1
        if self._server.open == 0:
            self._server.left.set()

    def data_received(self, data: bytes) -> None:
        if self.protocol != "h2":
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            return
        for event in self.h2.receive_data(data):
            if isinstance(event, RequestReceived):
                fields = [(str(name), str(value)) for name, value in event.headers]
                asked = Asked(fields, self.number, event.stream_id)
                self._server.log.append(asked)
                if asked.path == "/robots.txt":
                    self.head(asked, (":status", "404"), end=True)
                else:
                    self._answer(self, asked)
            else:
                self._server.events.append(event)
            if isinstance(event, WindowUpdated):
                for stream in [event.stream_id] if event.stream_id else list(self._unsent):
                    self._pump(stream)
        self.flush()

    def head(self, asked: Asked, *fields: tuple[str, str], end: bool = False) -> None:
        self.h2.send_headers(asked.stream, list(fields), end_stream=end)

    def body(self, asked: Asked, data: bytes) -> None:
        """The whole body, as fast as the windows allow, and the end of the stream."""
        self._unsent[asked.stream] = data
        self._pump(asked.stream)

    def flush(self, octets: bytes = b"") -> None:
        """Send what h2 has ready, then any octets."""
        self.transport.write(self.h2.data_to_send() + octets)

    def _pump(self, stream: int) -> None:
        while (data := self._unsent.get(stream)) is not None:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if room <= 0 and data:
                return
            last = len(data) <= room
            self.h2.send_data(stream, data[:room], end_stream=last)
            if last:
                del self._unsent[stream]
            else:
                self._unsent[stream] = data[room:]


Answer = Callable[[Talk, Asked], None]


@asynccontextmanager
async def serve(answer: Answer, tls: ssl.SSLContext) -> AsyncIterator[Server]:
    """Serve on a free port of 127.0.0.1; robots.txt is not found."""
    server = Server(0)
    talks: list[Talk] = []

    def meet() -> Talk:
        talks.append(Talk(server, answer))
        return talks[-1]

    listening = await asyncio.get_running_loop().create_server(meet, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for talk in talks:
            talk.transport.abort()
        for _ in range(5):
            await asyncio.sleep(0)
