"""The peer: Scrapy with warcio, and with trafilatura when records are asked for. Run as a module, one crawl a process.

    fetch  URLS FOLDER       fetch a list of URLs, write the responses to a WARC
    crawl  SECTIONS FOLDER   fetch section pages, then each story they list once;
                             WARC, records as JSON lines, URLs seen in SQLite

Fair to Scrapy: log, telnet, statistics, cookies, retries, redirects, AutoThrottle and delays off; content decoding
off, so that bodies reach warcio as they came (compressing decoded pages again would cost ten times as much);
robots.txt on, as ours cannot be without. It writes response records only, where ours also writes the request and
metadata of each, and it never calls fsync.
"""

import gzip
import importlib
import json
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

scrapy: Any = importlib.import_module("scrapy")
crawler: Any = importlib.import_module("scrapy.crawler")

CONCURRENCY = 32
PER_HOST = 8
_LINK = re.compile(r"/[a-z]+/2026/03/\d\d/[a-z-]+-\d+$")


def _archive(writer: Any, response: Any) -> None:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    record = writer.create_warc_record(
        response.url,
        "response",
        payload=BytesIO(response.body),
        http_headers=StatusAndHeaders(f"{response.status} OK", headers, protocol="HTTP/1.1"),
    )
    writer.write_record(record)


class WarcPipeline:
    """Write each response as a gzip member of one WARC file."""

    def open_spider(self) -> None:
        self._file = (Path(sys.argv[3]) / "peer.warc.gz").open("wb")
        self._writer = WARCWriter(self._file, gzip=True)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        _archive(self._writer, item["response"])
        return item

    def close_spider(self) -> None:
        self._file.close()


class RecordPipeline:
    """Extract each story with trafilatura and write its record; remember its URL in SQLite, 50 to a commit."""

    def open_spider(self) -> None:
        self._extract = importlib.import_module("trafilatura").bare_extraction
        folder = Path(sys.argv[3])
        self._records = (folder / "peer.jsonl").open("w", encoding="utf-8")
        self._seen = sqlite3.connect(folder / "peer.sqlite")
        self._seen.execute("pragma journal_mode = wal")
        self._seen.execute("create table seen (url text primary key, fetched_at text, status int, length int)")
        self._count = 0

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        response = item["response"]
        self._seen.execute(
            "insert or ignore into seen values (?, datetime('now'), ?, ?)",
            (response.url, response.status, len(response.body)),
        )
        if item["story"]:
            document = self._extract(gzip.decompress(response.body), url=response.url, with_metadata=True)
            if document is not None:
                fields = {
                    name: value for name, value in document.as_dict().items() if name not in ("body", "commentsbody")
                }
                self._records.write(json.dumps(fields, ensure_ascii=False, default=str) + "\n")
                self._count += 1
        if self._count % 50 == 0:
            self._seen.commit()
        return item

    def close_spider(self) -> None:
        self._seen.commit()
        self._seen.close()
        self._records.close()
        print(json.dumps({"records": self._count}), flush=True)


class BenchSpider(scrapy.Spider):  # type: ignore[misc]
    """Ask for the URLs of a file; in `crawl`, follow the story links of each once."""

    name = "bench"

    async def start(self) -> AsyncIterator[Any]:
        with Path(sys.argv[2]).open() as lines:
            for line in lines:
                yield scrapy.Request(
                    line.strip(), callback=self.parse_section if sys.argv[1] == "crawl" else self.parse
                )

    def parse(self, response: Any) -> Iterator[dict[str, Any]]:
        yield {"response": response, "story": True}

    def parse_section(self, response: Any) -> Iterator[Any]:
        yield {"response": response, "story": False}
        selector = scrapy.Selector(text=gzip.decompress(response.body).decode())
        for link in selector.css("a::attr(href)").getall():
            if _LINK.search(link):
                yield scrapy.Request(response.urljoin(link), callback=self.parse)


def main() -> None:
    """Run the spider with the settings that the module's docstring lists."""
    pipelines = {WarcPipeline: 100} | ({RecordPipeline: 200} if sys.argv[1] == "crawl" else {})
    process = crawler.CrawlerProcess(
        {
            "AUTOTHROTTLE_ENABLED": False,
            "COMPRESSION_ENABLED": False,
            "CONCURRENT_REQUESTS": CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": PER_HOST,
            "COOKIES_ENABLED": False,
            "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"},
            "DOWNLOAD_DELAY": 0,
            "EXTENSIONS": {
                "scrapy.extensions.logstats.LogStats": None,
                "scrapy.extensions.corestats.CoreStats": None,
                "scrapy.extensions.memusage.MemoryUsage": None,
            },
            "ITEM_PIPELINES": pipelines,
            "LOG_ENABLED": False,
            "LOGSTATS_INTERVAL": 0,
            "REDIRECT_ENABLED": False,
            "RETRY_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(BenchSpider)
    process.start()


if __name__ == "__main__":
    main()
