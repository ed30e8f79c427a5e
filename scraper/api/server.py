"""The server under the API: uvicorn in the daemon's own event loop, which leaves its signals to the daemon."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

log = logging.getLogger(__name__)

CONNECTIONS = 64  # at a time; whoever comes beyond is told to come later
SLOWEST_HEAD = 15.0  # seconds until whoever is connected has sent the head of a request, or of the next one
FAREWELL = 3  # seconds that answers under way may take once the daemon has ended


class _Protocol(H11Protocol):
    """Hangs up on whoever connects and asks nothing. uvicorn waits for them without end, and so a few dozen, or what a
    network left half open, would keep supervisors out for good."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request(None)

    def on_response_complete(self) -> None:
        self._expect_request(self.cycle)  # before a request that is there already is begun
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._patience is not None:
            self._patience.cancel()

    def _expect_request(self, last: RequestResponseCycle | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self.loop.call_later(SLOWEST_HEAD, self._hang_up, last)

    def _hang_up(self, last: RequestResponseCycle | None) -> None:
        if self.cycle is last:
            self.transport.close()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGTERM and Ctrl-C to whoever drains the crawl."""
        yield


@asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Answer on a listening socket until the block ends."""
    server = _Server(
        uvicorn.Config(
            app,
            loop="none",
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=FAREWELL,
            h11_max_incomplete_event_size=16_384,
        )
    )
    task = asyncio.create_task(server.serve([listener]), name="http")
    task.add_done_callback(_ended)
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=2 * FAREWELL)
        task.cancel()


def _ended(task: asyncio.Task[None]) -> None:
    """The crawl goes on without its API; a supervisor that asks will notice."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the API has ended: %s", error)
