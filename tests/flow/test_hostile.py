"""A daemon among hosts that mean it harm: each case ends as it should, all others go on, and nothing is left behind."""

import asyncio
import gc
import os
import resource
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from scraper import app
from scraper.catalog.targets import Scope
from scraper.crawl import Crawl
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.events import Event
from scraper.model import Capture, Kind, Target
from tests.flow import hostile
from tests.flow.archives import captures

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

# host: what it does, and what becomes of its page
CASES: dict[str, tuple[hostile.Mischief | None, tuple[str, str | None]]] = {
    "nowhere.invalid": (None, ("failed", "host_down")),
    "expired.example": (None, ("failed", "robots")),
    "misnamed.example": (None, ("failed", "robots")),
    "garbage.example": (None, ("failed", "robots")),
    "refused.example": (None, ("failed", "host_down")),
    "reset-head.example": (hostile.reset_after(b"HTTP/1.1 200 OK\r\nContent-"), ("failed", "disconnect")),
    "reset-at-once.example": (hostile.reset_after(b""), ("failed", "disconnect")),
    "reset-body.example": (
        hostile.reset_after(OK + b"Content-Length: 90000\r\n\r\n" + hostile.story("Half a story")[:-300]),
        ("failed", "cut-short"),  # asked three times; half a story is no edit of the whole
    ),
    "slow-head.example": (hostile.drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.05), ("failed", "timeout")),
    "slow-body.example": (hostile.drip(OK + b"\r\n<html>", b" ", 0.05), ("failed", "cut-short")),
    "endless-body.example": (hostile.drip(OK + b"\r\n<html>", b" " * 100_000, 0.0), ("rejected", "no-body")),
    "endless-head.example": (hostile.drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 2_000, 0.0), ("failed", "protocol")),
    "no-http.example": (hostile.say(b"220 mail ready\r\n"), ("failed", "protocol")),
    "circle.example": (hostile.redirect(lambda path: "/b" if path == "/a" else "/a"), ("failed", "redirects")),
    "spiral.example": (hostile.redirect(lambda path: path + "a"), ("failed", "redirects")),
    "wall.example": (hostile.cookie_wall, ("new", None)),
    "walls.example": (hostile.endless_cookies, ("failed", "redirects")),
    "bomb.example": (hostile.say(hostile.bomb(200_000_000)), ("rejected", "no-body")),
    "short.example": (  # one body, of which the length tells a part: the rest is nobody's answer
        hostile.say(OK + b"Content-Length: 700\r\n\r\n" + hostile.story("A long story")),
        ("new", None),
    ),
    "long.example": (
        hostile.say(OK + b"Content-Length: 99999\r\n\r\n" + hostile.story("A story that ends early"), close=True),
        ("unchanged", None),  # asked three times, and all of it was there each time
    ),
    "negative.example": (
        hostile.say(OK + b"Content-Length: -5\r\n\r\n" + hostile.story("Fewer than none"), close=True),
        ("new", None),
    ),
    "charset.example": (
        hostile.say(hostile.answer(hostile.story("Kafé"), kind="text/html; charset=utf-16")),
        ("new", None),
    ),
    "no-charset.example": (
        hostile.say(hostile.answer(hostile.story("Kafé"), kind="text/html; charset=klingon\x01")),
        ("new", None),
    ),
    "robots.example": (None, ("new", None)),
    "xn--wall-zzz.example": (hostile.cookie_wall, ("new", None)),  # which no library can decode
    "foreign-wall.example": (hostile.foreign_wall, ("new", None)),
    "astray.example": (hostile.redirect(lambda _: "http:////@["), ("failed", "redirect")),
}
ROBOTS = b"User-agent: *\nDisallow: /private\n" + b"# nothing here\n" * 700_000  # 10 MB
QUIET = [f"quiet{number}.example" for number in range(6)]


@dataclass(slots=True)
class Scene:
    """What came of each host's page, and what the process held before and after."""

    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    captures: list[Capture] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)
    files: tuple[int, int] = (0, 0)
    tasks: tuple[int, int] = (0, 0)
    grown: int = 0  # octets that the process's largest size grew by


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208


def contexts(folder: Path) -> tuple[Path, ssl.SSLContext, ssl.SSLContext]:
    """A bundle to believe, a certificate by it that ran out, and one for another name."""
    issuer = trustme.CA()
    issuer.cert_pem.write_to_path(folder / "ca.pem")
    expired, misnamed = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
    past = datetime.now(UTC) - timedelta(days=1)
    issuer.issue_cert("expired.example", not_before=past - timedelta(days=9), not_after=past).configure_cert(expired)
    issuer.issue_cert("somebody.example").configure_cert(misnamed)
    return folder / "ca.pem", expired, misnamed


@asynccontextmanager
async def greeting() -> AsyncIterator[int]:
    """The port of a server that speaks first, and not TLS."""

    async def attend(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP ready\r\n")
        writer.close()

    server = await asyncio.start_server(attend, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def play(folder: Path) -> Scene:
    scene = Scene()
    bundle, expired, misnamed = contexts(folder)
    mischief = {name: act for name, (act, _) in CASES.items() if act is not None}
    mischief["robots.example/robots.txt"] = hostile.say(hostile.answer(ROBOTS, kind="text/plain"))
    async with asyncio.timeout(60), AsyncExitStack() as stack:
        plain = await stack.enter_async_context(hostile.serve(mischief))
        late = await stack.enter_async_context(hostile.serve({}, expired))
        wrong = await stack.enter_async_context(hostile.serve({}, misnamed))
        mail = await stack.enter_async_context(greeting())
        ports = {f"{name}:80": plain.port for name in [*CASES, *QUIET] if name != "nowhere.invalid"}
        ports |= {"expired.example:443": late.port, "misnamed.example:443": wrong.port, "garbage.example:443": mail}
        ports["refused.example:80"] = 1
        settings = settings_for(Site(), plain.port, folder / "archive")
        fetch = settings.fetch.model_copy(
            update={
                "connect_to": {name: f"127.0.0.1:{port}" for name, port in ports.items()},
                "ca_bundle": bundle,
                "timeout": 0.6,
                "attempts": 3,
                "concurrency": 32,
                "delay": 0.0,
                "max_body": 1_000_000,
            }
        )
        settings = settings.model_copy(update={"fetch": fetch, "sections": ()})
        secure = {"expired.example", "misnamed.example", "garbage.example"}
        wanted = [
            Target(f"{'https' if name in secure else 'http'}://{name}/a", "p", Kind.ARTICLE, "p/s")
            for name in [*CASES, *QUIET]
        ]
        crawls: list[Crawl] = []

        def listen(event: Event) -> None:
            scene.events[event.target.url.split("/")[2]].append(event)
            if len(scene.events) == len(wanted):
                crawls[0].stop()

        before = open_files(), len(asyncio.all_tasks()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with app.open_archive(settings) as world:
            app.plan(world, wanted)
            async with app.open_crawl(world, Scope(), listen, forever=True) as crawl:
                crawls.append(crawl)
                await crawl.run()
        for _ in range(50):  # the servers see the connections closed
            if len(asyncio.all_tasks()) <= before[1]:
                break
            await asyncio.sleep(0.02)
        after = open_files(), len(asyncio.all_tasks()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        scene.files, scene.tasks = (before[0], after[0]), (before[1], after[1])
        scene.grown = (after[2] - before[2]) * 1_024
        scene.requests = {name: plain.count(name) for name in [*CASES, *QUIET]}
    scene.captures = captures(folder / "archive")
    return scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return asyncio.run(play(tmp_path_factory.mktemp("hostile")))


@pytest.mark.parametrize("host", CASES)
def test_each_ends_as_it_should(scene: Scene, host: str) -> None:
    [event] = scene.events[host]
    assert (event.outcome, event.reason) == CASES[host][1], event.detail


def test_all_others_go_on(scene: Scene) -> None:
    assert {host: [event.outcome for event in scene.events[host]] for host in QUIET} == {
        host: ["new"] for host in QUIET
    }


def test_nothing_is_left_behind(scene: Scene) -> None:
    assert scene.files[1] <= scene.files[0] + 2  # what asyncio and the resolver keep for the process
    assert scene.tasks[1] <= scene.tasks[0]
    assert scene.grown < 250_000_000


def test_what_came_is_archived_as_it_came_and_says_where_it_was_cut(scene: Scene) -> None:
    cut = {capture.exchange.url.split("/")[2]: capture.exchange.truncated for capture in scene.captures}
    said = {"reset-body": "disconnect", "long": "disconnect", "slow-body": "time", "endless-body": "length"}
    assert {name: cut[f"{name}.example"] for name in said} == said
    assert {cut[host] for host in QUIET} == {None}


def test_no_host_is_asked_more_often_than_there_are_attempts_and_redirects(scene: Scene) -> None:
    # Three attempts at robots.txt, where the machine is slow, and at the page; one more where an idle connection was
    # found closed. Or the page and ten redirects.
    asked = {host: number for host, number in scene.requests.items() if number > 8}
    assert asked.keys() == {"spiral.example", "walls.example"}
    assert max(asked.values()) <= 3 + 11 + 3


def test_a_cookie_goes_where_it_was_set_for_and_is_archived_as_it_was_sent(scene: Scene) -> None:
    sent = [capture.exchange.request for capture in scene.captures if capture.exchange.url == "http://wall.example/a"]
    assert [b"Cookie" in request for request in sent] == [False, True]
    assert b"\r\nCookie: seen=yes\r\n" in sent[1]
    others = [capture for capture in scene.captures if "wall" not in capture.exchange.url]
    assert not any(b"cookie" in capture.exchange.request.lower() for capture in others)
