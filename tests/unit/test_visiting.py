"""What of a page's own requests is let through, and what becomes of the page: without any browser or network."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper import decode
from scraper.errors import Forbidden, Unreachable
from scraper.judging import Rules, judge
from scraper.model import Capture, Exchange, Kind, Location, Rendering, Target, Visit
from scraper.profiles import Profiles
from scraper.render import Answer, Asked, Kept, Respond, Shown
from scraper.visiting import Fields, Means, Visiting
from scraper.warc import as_answer

PAGE = "https://www.tide-table.example/news/"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECTION = Target(PAGE, "tide", Kind.PAGE, "tide/news", seen=True)


def answer(body: bytes = b"<!doctype html><p>x", kind: str = "text/html", status: int = 200, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


@dataclass(slots=True)
class Scene:
    """A site made of a mapping, and a browser made of a function of who answers it."""

    pages: dict[str, bytes | Exception]
    browse: Callable[[Respond], Awaitable[object]] | None = None
    fetched: list[tuple[Target, Fields]] = field(default_factory=list)
    archived: list[tuple[Exchange, Visit, str | None]] = field(default_factory=list)
    now: datetime = NOON
    hosts: frozenset[str] = frozenset()

    def visiting(self) -> Visiting:
        return Visiting(Means(self.archive, self.show, self.tick, self.hosts), ["tide/news"])

    def tick(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    async def archive(self, exchange: Exchange, visit: Visit, source: str | None = None) -> Capture:
        self.archived.append((exchange, visit, source))
        where = Location("a.warc.gz", len(self.archived), 1)
        return Capture(exchange, where, f"urn:uuid:{len(self.archived)}", "sha1:X", visit, source=source)

    async def show(self, url: str, first: Answer, respond: Respond) -> Shown:
        if self.browse is not None:
            await self.browse(respond)
        return Shown(f"{first.body.decode()}<p>shown", True, "quiet", "Chromium/1")

    def visit(self, target: Target = SECTION) -> Capture:
        visiting = self.visiting()

        async def fetch(target: Target, said: Fields = ()) -> Capture:
            self.fetched.append((target, said))
            found = self.pages.get(target.url, answer(b"", "text/plain", 404))
            if isinstance(found, Exception):
                raise found
            exchange = decode.exchange(target.url, self.tick(), b"GET", found)
            return await visiting.archive(exchange, Visit(target, "E" if target.depth else ""))

        return asyncio.run(self._visit(visiting, fetch, target))

    @staticmethod
    async def _visit(visiting: Visiting, fetch: Callable[..., Awaitable[Capture]], target: Target) -> Capture:
        return await visiting.visit(fetch, target)


def test_a_page_is_loaded_and_what_is_shown_of_it_is_its_conversion() -> None:
    scene = Scene({PAGE: answer()})
    capture = scene.visit()
    (shell, first, none), (shown, second, source) = scene.archived
    assert (first.target.kind, none) == (Kind.LOADED, None)
    assert (second.target, source, capture.source) == (SECTION, "urn:uuid:1", "urn:uuid:1")
    assert decode.content(shown) == b"<!doctype html><p>x<p>shown"
    assert (shown.url, shown.status, shown.request) == (PAGE, 200, b"")
    assert shown.fetched_at > shell.fetched_at
    assert not scene.fetched[0][0].seen  # never on condition


@pytest.mark.parametrize(
    "came",
    [
        answer(status=404),
        answer(status=503),
        answer(b"", more="Location: /x\r\n", status=302),
        answer(b"<?xml version='1.0'?><rss/>", "application/rss+xml"),
        answer(b"{}", "application/json"),
    ],
)
def test_what_is_no_page_is_judged_as_it_came(came: bytes) -> None:
    scene = Scene({PAGE: came})
    capture = scene.visit()
    assert len(scene.archived) == 1
    assert capture.visit is not None
    assert (capture.visit.target.kind, capture.source) == (Kind.PAGE, None)


@pytest.mark.parametrize(
    "target",
    [
        replace(SECTION, section="tide/other"),
        replace(SECTION, section=None),
        replace(SECTION, kind=Kind.FEED),
        replace(SECTION, kind=Kind.REQUISITE),
    ],
)
def test_only_pages_and_articles_of_the_sections_that_say_so_are_shown(target: Target) -> None:
    scene = Scene({PAGE: answer()})
    scene.visit(target)
    assert [(visit.target.kind, source) for _, visit, source in scene.archived] == [(target.kind, None)]
    assert scene.fetched[0][0].seen


def test_whose_requests_are_let_through_and_with_what() -> None:
    scene = Scene(
        {
            PAGE: answer(),
            "https://api.tide-table.example/a?b=/../c": answer(b"{}", "application/json"),
            "https://cdn.example.net/x.js": answer(b"1", "text/javascript"),
            "https://www.tide-table.example/private": Forbidden("robots", "robots"),
            "https://static.tide-table.example/": Unreachable("down", "host_down"),
        },
        hosts=frozenset({"cdn.example.net"}),
    )
    given = dict[str, Answer | None]()

    async def browse(respond: Respond) -> None:
        said = (
            ("accept", "*/*"),
            ("x-key", "1"),
            ("referer", PAGE),
            ("cookie", "a=b"),
            ("origin", "https://x.example"),
        )
        ours = (("user-agent", "Chrome"), ("accept-encoding", "br"), ("sec-ch-ua", "x"), ("if-none-match", "x"))
        for url in (
            "https://api.tide-table.example/a?b=/../c#d",
            "https://cdn.example.net/x.js",
            "https://www.tide-table.example/private",
            "https://static.tide-table.example/",
            "https://ads.example.net/y.js",
            "chrome-extension://abc/x.js",
        ):
            given[url] = await respond(Asked(url, said + ours))

    scene.browse = browse
    capture = scene.visit()
    assert [found.status if found else None for found in given.values()] == [200, 200, None, None, None, None]
    asked = scene.fetched[1:]
    assert [target.url for target, _ in asked] == list(scene.pages)[1:]
    assert {(target.kind, target.depth, target.found_on and target.found_on.capture) for target, _ in asked} == {
        (Kind.LOADED, 1, "urn:uuid:1")
    }
    assert {names for _, said in asked for names in [tuple(name for name, _ in said)]} == {
        ("accept", "x-key", "referer", "cookie", "origin")
    }
    assert capture.visit is not None
    assert capture.visit.rendering is not None
    assert capture.visit.rendering.refused == ("ads.example.net", "www.tide-table.example")
    assert capture.visit.rendering.unanswered == 1


@pytest.mark.parametrize(
    ("there", "source"), [(answer(b"<p>behind"), "urn:uuid:2"), (answer(status=404), "urn:uuid:1")]
)
def test_the_conversion_is_of_the_page_that_it_went_to(there: bytes, source: str) -> None:
    url = "https://www.tide-table.example/behind"
    scene = Scene({PAGE: answer(), url: there})

    async def browse(respond: Respond) -> None:
        found = await respond(Asked(url, kind="page"))
        assert (found is None) == (source == "urn:uuid:1")
        assert await respond(Asked("https://other.example/", kind="page")) is None

    scene.browse = browse
    capture = scene.visit()
    assert (capture.source, capture.exchange.url) == (source, url if source == "urn:uuid:2" else PAGE)
    assert capture.visit is not None
    assert capture.visit.target == SECTION


@pytest.mark.parametrize(
    ("kind", "more", "times"),
    [
        ("script", "Cache-Control: max-age=600\r\n", 1),
        ("script", "Cache-Control: max-age=600\r\nVary: Accept-Encoding\r\n", 1),
        ("script", "Cache-Control: max-age=600\r\nVary: Cookie\r\n", 2),
        ("script", "Cache-Control: max-age=600\r\nSet-Cookie: a=b\r\n", 2),
        ("script", "Cache-Control: max-age=600, no-store\r\n", 2),
        ("script", "", 2),
        ("fetch", "Cache-Control: max-age=600\r\n", 2),
    ],
)
def test_scripts_and_styles_are_kept_while_their_server_lets_them_be(kind: str, more: str, times: int) -> None:
    url = "https://www.tide-table.example/x.js"
    scene = Scene({PAGE: answer(), url: answer(b"1", "text/javascript", more=more)})

    async def browse(respond: Respond) -> None:
        for _ in range(2):
            got = await respond(Asked(url, kind=kind))
            assert got is not None
            assert got.body == b"1"

    scene.browse = browse
    scene.visit()
    assert [target.url for target, _ in scene.fetched].count(url) == times


def test_what_is_kept_is_bounded_and_grows_old() -> None:
    kept, big = Kept(most=100), Answer(200, (), b"x" * 60)
    kept.put("a", "/1", big, NOON)
    assert kept.get("a", "/1", NOON - timedelta(seconds=1)) == big
    assert kept.get("a", "/1", NOON) is None
    assert kept.get("b", "/1", NOON - timedelta(seconds=1)) is None  # who logs in may be told otherwise
    kept.put("a", "/2", big, NOON)
    kept.put("a", "/2", big, NOON)
    early = NOON - timedelta(seconds=1)
    assert (kept.get("a", "/1", early), kept.get("a", "/2", early)) == (None, big)


@pytest.mark.parametrize(
    ("rendering", "outcome"),
    [
        (Rendering("Chromium/1", "quiet"), ("rejected", "no-title")),
        (Rendering("Chromium/1", "quiet", ("ads.example",)), ("rejected", "no-title")),
        (Rendering("Chromium/1", "quiet", (), 1), ("failed", "browser")),
        (Rendering("Chromium/1", "time"), ("failed", "browser")),
    ],
)
def test_a_page_that_lacked_something_is_tried_again_and_not_called_empty(
    rendering: Rendering, outcome: tuple[str, str]
) -> None:
    exchange = decode.exchange(f"{PAGE}a-1234", NOON, b"", as_answer("text/html", b"<!doctype html><p>Sorry!"))
    visit = Visit(replace(SECTION, url=exchange.url, kind=Kind.ARTICLE), rendering=rendering)
    capture = Capture(exchange, Location("a.warc.gz", 0, 1), "urn:uuid:2", "sha1:X", visit, source="urn:uuid:1")
    verdict = judge(capture, Rules(Profiles({})))
    assert (verdict.outcome, verdict.reason) == outcome
