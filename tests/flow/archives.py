"""Crawls of the demo site for tests: configuration, run, and what lies in the archive afterwards."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scraper import app
from scraper.catalog.targets import Scope
from scraper.config import Config
from scraper.demo.server import Server
from scraper.demo.site import Site
from scraper.events import Event
from scraper.model import Capture
from scraper.tally import Tally
from scraper.warc import Damage, Originals, find_files, read


def ignore(_: Event) -> None:
    """A listener that has nothing to do."""


async def crawl_sections(config: Config, listen: Callable[[Event], None] = ignore) -> Tally:
    """What `scraper crawl` does, inside a running event loop, where the test's server runs too."""
    asked, scope = app.resolve(config, [])
    return await crawl_targets(config, asked, scope, listen)


async def crawl_urls(config: Config, *urls: str) -> Tally:
    """What `scraper crawl URL...` does."""
    asked, scope = app.resolve(config, urls)
    return await crawl_targets(config, asked, scope, ignore)


async def crawl_targets(config: Config, asked: Any, scope: Scope, listen: Callable[[Event], None]) -> Tally:
    with app.open_archive(config) as world:
        app.plan(world, asked)
        async with app.open_crawl(world, scope, listen) as crawl:
            await crawl.run()
        return crawl.tally


def lines(archive: Path) -> dict[str, bytes]:
    """Every record file's bytes, by its path below `articles`."""
    folder = archive / "articles"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.jsonl"))}


def records(archive: Path) -> list[dict[str, Any]]:
    """Every record in the archive."""
    return [json.loads(line) for text in lines(archive).values() for line in text.splitlines()]


def captures(archive: Path) -> list[Capture]:
    """Every capture in the archive's WARC files; a damaged record is an error here."""
    found: list[Capture] = []
    originals = Originals([archive / "warc"])
    for path in find_files([archive / "warc"]):
        for each in read(path, find=originals):
            assert not isinstance(each, Damage), each
            found.append(each)
    return found


__all__ = ["Server", "Site", "captures", "crawl_sections", "crawl_urls", "ignore", "lines", "records"]
