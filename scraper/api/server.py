"""The server under the API: uvicorn in the daemon's own event loop, which leaves its signals to the daemon."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

log = logging.getLogger(__name__)

CONNECTIONS = 64  # at a time; whoever comes beyond is told to come later
FAREWELL = 3  # seconds that answers under way may take once the daemon has ended


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
            http="h11",
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
