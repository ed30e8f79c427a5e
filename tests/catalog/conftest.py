"""A catalog of its own for each test, and captures made without any file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper import decode
from scraper.catalog import Catalog, open_catalog
from scraper.model import Capture, Location

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = open_catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def capture_at(minutes: int, offset: int, file: str = "a.warc.gz", url: str = "https://p.example/story") -> Capture:
    """A capture `minutes` after START that lies at `offset` of a file."""
    exchange = decode.exchange(url, START + timedelta(minutes=minutes), b"", b"HTTP/1.1 200 OK\r\n\r\n")
    return Capture(exchange, Location(file, offset, 100), f"urn:uuid:{file}-{offset}", "sha1:X")
