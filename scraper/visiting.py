"""A look at a target: what came over the wire, or, where its section says `render`, what a browser shows of it.

A page that is to be rendered is fetched as any other, redirects and all, and then given to the browser, whose own
requests are fetched the same way: by their robots.txt, at their host's pace, and archived, all as `Kind.LOADED`. What
the browser shows in the end is archived as a conversion of the page and judged in its place. What is no page, such as
an error or a feed, is judged as it came.
"""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from scraper import decode
from scraper.cadence import not_before
from scraper.errors import Forbidden, ScraperError
from scraper.model import Capture, Exchange, FoundOn, Kind, Rendering, Target, Visit
from scraper.render import LONGEST, PAGE, Answer, Asked, Kept, Respond, Shown
from scraper.urls import host, requested, site
from scraper.warc import as_answer

Fields = tuple[tuple[str, str], ...]
Show = Callable[[str, Answer, Respond], Awaitable[Shown]]  # a page's URL and document, and who answers the rest

HTML = "text/html; charset=utf-8"
_RENDERED = frozenset({Kind.PAGE, Kind.ARTICLE, Kind.PART})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_KEPT = frozenset({"script", "stylesheet"})
# What is ours to say in a request, and what only makes sense of the browser's own connection or cache.
_OURS = ("host", "connection", "user-agent", "from", "te", "range", "priority", "cache-control", "pragma", "dnt")
_OURS_TOO = ("accept-", "content-", "sec-", "if-", "proxy-", "upgrade", "transfer-", "keep-")


class Fetch(Protocol):
    """As `Fetcher.fetch`."""

    def __call__(self, target: Target, said: Fields = ()) -> Awaitable[Capture]: ...


class Archive(Protocol):
    """As `Pipeline.archive`."""

    def __call__(self, exchange: Exchange, visit: Visit, source: str | None = None) -> Awaitable[Capture]: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What rendering needs of the world. `hosts` are let through beside those of the page's own site."""

    archive: Archive
    show: Show
    now: Callable[[], datetime]
    hosts: frozenset[str] = frozenset()


class Visiting:
    """Visits the targets of a crawl; `sections` are those that are rendered, by name."""

    def __init__(self, means: Means, sections: Iterable[str]) -> None:
        self._means, self._sections = means, frozenset(sections)
        self._kept = Kept()

    def adjust(self, sections: Iterable[str]) -> None:
        """Render the pages of these from now on."""
        self._sections = frozenset(sections)

    async def archive(self, exchange: Exchange, visit: Visit) -> Capture:
        """Archive what came; a page that the browser is to be given as what it loaded."""
        if self._renders(visit.target) and _is_page(exchange):
            visit = replace(visit, target=replace(visit.target, kind=Kind.LOADED))
        return await self._means.archive(exchange, visit)

    async def visit(self, fetch: Fetch, target: Target) -> Capture:
        """The capture that a target is judged by. Raises Unreachable and Forbidden as `fetch` does.

        Unreachable (browser) where the page came and could not be shown. A page is not asked for on condition: that
        it was not modified says nothing of what its scripts would fetch.
        """
        if not self._renders(target):
            return await fetch(target)
        capture = await fetch(replace(target, seen=False))
        if capture.visit is None or capture.visit.target.kind is not Kind.LOADED:
            return capture
        return await self._render(fetch, target, capture, capture.visit)

    def _renders(self, target: Target) -> bool:
        return target.kind in _RENDERED and target.section in self._sections

    async def _render(self, fetch: Fetch, target: Target, capture: Capture, visit: Visit) -> Capture:
        page, means, began = capture.exchange, self._means, time.monotonic()
        errand = _Errand(fetch, capture, target, means, self._kept)
        shown = await means.show(page.url, _to_answer(page), errand.respond)
        html = shown.html.encode("utf-8", "replace")
        cut = None if shown.whole else "length"
        page = errand.page.exchange  # which it may have gone to
        exchange = decode.exchange(page.url, means.now(), b"", as_answer(HTML, html), truncated=cut)
        visit = Visit(
            target,
            visit.hops,
            visit.via,
            seconds=round(time.monotonic() - began, 6),
            rendering=Rendering(shown.software, shown.ended, tuple(sorted(errand.refused)), errand.unanswered),
        )
        return await means.archive(exchange, visit, errand.page.record_id)


@dataclass(slots=True)
class _Errand:
    """Fetches what one page asks for, and the pages that it goes to instead."""

    fetch: Fetch
    page: Capture
    target: Target
    means: Means
    kept: Kept
    refused: set[str] = field(default_factory=set)
    unanswered: int = 0

    async def respond(self, asked: Asked) -> Answer | None:
        """The answer to a request of the page; None where it is refused or there is none."""
        url = requested(asked.url)
        if url is None:
            return None
        name = host(url)
        if site(url) != site(self.page.exchange.url) and name not in self.means.hosts:
            self.refused.add(name)
            return None
        if asked.kind in _KEPT and (kept := self.kept.get(self.target.section or "", url, self.means.now())):
            return kept
        try:
            return await self._fetch(asked, url)
        except Forbidden:
            self.refused.add(name)
            return None
        except ScraperError:  # what keeps the archive from being written is told of the page itself
            self.unanswered += 1
            return None

    async def _fetch(self, asked: Asked, url: str) -> Answer | None:
        found_on = FoundOn(self.page.exchange.url, self.page.record_id)
        wanted = Target(url, self.target.publisher, Kind.LOADED, self.target.section, found_on, 1)
        said = tuple(field for field in asked.fields if _is_theirs(field[0]))
        capture = await self.fetch(wanted, said)
        exchange = capture.exchange
        answer, fresh = _to_answer(exchange), not_before(exchange)
        self.unanswered += exchange.status == 429 or exchange.status >= 500
        if asked.kind == PAGE:
            if not _is_page(exchange):
                return None
            self.page = capture
        if asked.kind in _KEPT and fresh is not None and exchange.truncated is None:
            self.kept.put(wanted.section or "", url, answer, self.means.now() + min(fresh, LONGEST))
        return answer


def _is_page(exchange: Exchange) -> bool:
    """Whether a browser can make something of it."""
    return 200 <= exchange.status < 300 and decode.media_type(exchange) in _PAGES


def _is_theirs(name: str) -> bool:
    return name not in _OURS and not name.startswith(_OURS_TOO)


def _to_answer(exchange: Exchange) -> Answer:
    return Answer(exchange.status or 502, exchange.headers, decode.content(exchange))
