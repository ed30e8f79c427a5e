"""The peer: httpx's default client with warcio. `python -m tests.bench.peer_httpx URLS FOLDER`, one run a process.

Bodies are taken raw, as they came off the wire, so that warcio need not compress decoded pages. robots.txt of each
host is asked for once before the first page, as the others do, though nothing is done with the answer. Nothing calls
fsync.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

CONCURRENCY = 32


async def _fetch(client: httpx.AsyncClient, url: str, writer: Any) -> None:
    async with client.stream("GET", url) as response:
        body = b"".join([chunk async for chunk in response.aiter_raw()])
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    record = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(body),
        http_headers=StatusAndHeaders(f"{response.status_code} {response.reason_phrase}", headers, protocol="HTTP/1.1"),
    )
    writer.write_record(record)


async def _work(
    urls: Iterator[str], robots: dict[str, asyncio.Task[None]], client: httpx.AsyncClient, writer: Any
) -> None:
    for url in urls:
        parts = urlsplit(url)
        if parts.netloc not in robots:
            address = f"{parts.scheme}://{parts.netloc}/robots.txt"
            robots[parts.netloc] = asyncio.create_task(_fetch(client, address, writer))
        await robots[parts.netloc]
        await _fetch(client, url, writer)


async def _run(urls: list[str], folder: Path) -> None:
    with (folder / "peer.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        waiting = iter(urls)
        robots: dict[str, asyncio.Task[None]] = {}
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(_work(waiting, robots, client, writer) for _ in range(CONCURRENCY)))
    print(json.dumps({"pages": len(urls)}))


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1]).read_text().split(), Path(sys.argv[2])))
