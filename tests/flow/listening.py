"""A loopback port, and a task for each connection to it, none of which outlives the block."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Attend = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def connection(attend: Attend, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, until `attend` returns or the client goes; broken off where this is cancelled."""
    try:
        await attend(reader, writer)
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
        pass
    except asyncio.CancelledError:
        writer.transport.abort()
    finally:
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()


@asynccontextmanager
async def listening(attend: Attend, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve each connection by `attend` until it returns or the client goes; yields the free port that was found."""
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(connection(attend, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
