"""An archive of the demo site, polled again and again: responses, redirects, errors, chunks, revisits and 304s."""

import asyncio
import http.client
import io
import socket
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from scraper import config
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from scraper.model import Capture
from tests.flow.archives import captures, crawl_sections, crawl_urls


@dataclass(frozen=True, slots=True)
class Answer:
    """What came over the wire for one request, read by nobody of ours: transfer-coding off, content-coding kept."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True, slots=True)
class Polled:
    """The archive's folder, its configuration file, and for each URL what the server sent, beside what was archived."""

    archive: Path
    file: Path
    sent: dict[str, list[tuple[Capture, Answer]]]  # in the order of time
    edited: str  # the URL of the article that was edited meanwhile


def poll_demo(folder: Path) -> Polled:
    """Crawl the demo's sections, then some of it on condition, unconditionally, and after its edit."""
    archive = folder / "archive"

    async def work() -> tuple[Site, dict[tuple[str, str], list[bytes]]]:
        site = Site()
        async with serve(site) as server:
            settings = settings_for(site, server.port, archive)
            # Several files, so that revisits refer to others than their own.
            small = settings.model_copy(update={"warc": settings.warc.model_copy(update={"max_size": 8_000_000})})
            (folder / "config.yaml").write_text(config.dump(small))
            always = small.model_copy(update={"fetch": small.fetch.model_copy(update={"full_every": 1})})
            await crawl_sections(small)
            articles = [each.url for each in site.expected()]
            await crawl_urls(small, *articles)
            await crawl_urls(always, *articles)
            site.publish_edit()
            edited = _edited(site)
            last = newest = _newest(archive, edited)
            while newest == last:  # pywb tells captures apart by the second
                await crawl_urls(small, edited)
                newest = _newest(archive, edited)
        return site, dict(server.sent)

    site, sent = asyncio.run(work())
    return Polled(archive, folder / "config.yaml", _beside(captures(archive), sent), _edited(site))


def _edited(site: Site) -> str:
    return next(each.url for each in site.expected() if each.special == "edited")


def _newest(archive: Path, url: str) -> str:
    return max(stamp(capture) for capture in captures(archive) if capture.exchange.url == url)


def stamp(capture: Capture) -> str:
    """A capture's time as pywb writes it."""
    return capture.exchange.fetched_at.strftime("%Y%m%d%H%M%S")


def _beside(found: list[Capture], sent: dict[tuple[str, str], list[bytes]]) -> dict[str, list[tuple[Capture, Answer]]]:
    """Every capture with what the server sent for it: to one URL both are in the order they were made."""
    by_url: defaultdict[str, list[Capture]] = defaultdict(list)
    for capture in sorted(found, key=lambda capture: capture.exchange.fetched_at):
        by_url[capture.exchange.url].append(capture)
    answers = {f"http://{host}{path}": [read_answer(data) for data in each] for (host, path), each in sent.items()}
    assert {url: len(each) for url, each in answers.items()} == {url: len(each) for url, each in by_url.items()}
    return {url: list(zip(each, answers[url], strict=True)) for url, each in by_url.items()}


class _Wire(io.BytesIO):
    def makefile(self, *_: object) -> "_Wire":
        return self


def read_answer(data: bytes) -> Answer:
    """A response as the standard library reads it."""
    response = http.client.HTTPResponse(cast(socket.socket, _Wire(data)))
    response.begin()
    body = response.read()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
