"""Ours: the fetcher with the archive written, and no more. `python -m tests.bench.ours_fetch URLS FOLDER`.

Every exchange, robots.txt included, goes into a WARC as request, metadata and response, and the file is fsynced each
second.
"""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from scraper.fetch import Fetcher, FetchSettings
from scraper.model import Capture, Exchange, Kind, Target, Visit
from scraper.warc import Writer, WriterSettings

CONCURRENCY = 32
PER_HOST = 8
AGENT = "news-scraper/0 (+https://courier.example/bench)"


class Archive:
    """A WARC writer that is fsynced at most once a second, on the loop: the cost is counted, not hidden."""

    def __init__(self, folder: Path) -> None:
        settings = WriterSettings(
            folder=folder,
            software="news-scraper/0",
            user_agent=AGENT,
            operator="Bench",
            contact="https://courier.example/bench",
        )
        self.writer = Writer(settings, now=lambda: datetime.now(UTC), new_id=lambda: uuid.uuid4().urn)
        self._synced = time.monotonic()

    async def append(self, exchange: Exchange, visit: Visit) -> Capture:
        capture = self.writer.append(exchange, visit)
        if time.monotonic() - self._synced >= 1:
            self.writer.sync()
            self._synced = time.monotonic()
        return capture


def new_fetcher(archive: Archive) -> Fetcher:
    """A fetcher that does not hold back."""
    settings = FetchSettings(
        user_agent=AGENT,
        sender=None,
        robots_product_token="news-scraper",
        delay=0,
        per_host=PER_HOST,
        concurrency=CONCURRENCY,
        allow_networks=("127.0.0.0/8",),
    )
    return Fetcher(settings, archive.append)


async def _work(urls: Iterator[str], fetcher: Fetcher) -> None:
    for url in urls:
        capture = await fetcher.fetch(Target(url, "bench", Kind.ARTICLE))
        if capture.exchange.status != 200:
            raise SystemExit(f"{url}: answered {capture.exchange.status}")


async def fetch_all(urls: Iterable[str], fetcher: Fetcher) -> None:
    """Fetch every URL, so many at once; one that is not answered 200 ends the benchmark."""
    waiting = iter(urls)
    await asyncio.gather(*(_work(waiting, fetcher) for _ in range(CONCURRENCY)))


async def _run(urls: list[str], folder: Path) -> dict[str, float]:
    archive = Archive(folder)
    fetcher = new_fetcher(archive)
    await fetch_all(urls, fetcher)
    await fetcher.close()
    archive.writer.close()
    return {"pages": len(urls)}


def main() -> None:
    """Fetch the URLs of a file into a folder."""
    print(json.dumps(asyncio.run(_run(Path(sys.argv[1]).read_text().split(), Path(sys.argv[2])))))


if __name__ == "__main__":
    main()
