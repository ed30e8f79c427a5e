"""The browser itself: what it cannot reach, pages that mean it harm, and what is left when it or we are killed."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from scraper.errors import ConfigError, Unreachable
from scraper.render import PAGE, Answer, Asked, BrowserSettings, Respond, Shown, find_chromium

pytest.importorskip("playwright", reason="playwright is not installed here")

from scraper.render import chromium, loading
from scraper.render.chromium import Chromium
from tests.flow.shells import browser_processes

try:
    EXECUTABLE = find_chromium(None)
except ConfigError as error:
    pytest.skip(str(error), allow_module_level=True)

URL = "http://shells.example/"
Show = Callable[..., Awaitable[Shown]]


def page(script: str) -> Answer:
    body = f"<!doctype html><title>x</title><body><script>{script}</script>"
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), body.encode())


async def nothing(_: Asked) -> Answer | None:
    return None


async def something(_: Asked) -> Answer | None:
    return Answer(200, (("Content-Type", "text/plain"),), b"something")


@asynccontextmanager
async def browsing(**more: float) -> AsyncIterator[tuple[Chromium, Show]]:
    settings = BrowserSettings(EXECUTABLE, os.geteuid() != 0, **{"seconds": 60.0, **more})  # type: ignore[arg-type]
    browser, before = Chromium(settings), asyncio.all_tasks()

    async def show(script: str, respond: Respond = nothing) -> Shown:
        return await browser.show(URL, page(script), respond)

    try:
        yield browser, show
    finally:
        await browser.close()
        left = asyncio.all_tasks() - before
        if left:
            _, left = await asyncio.wait(left, timeout=60)
        assert not left  # a request that nobody answers is a task for ever


# Every way out that a page has: each says so when it is closed.
OUT = """
    const say = what => document.body.append("no " + what + "; ");
    const there = "127.0.0.1:%(port)d", web = "%(scheme)s://" + there, socket = web.replace("http", "ws");
    const add = (name, more) => document.body.append(Object.assign(document.createElement(name), more));
    fetch(web + "/fetch").catch(() => say("fetch"));
    new WebSocket(socket).onerror = () => say("socket");
    new EventSource(web + "/events").onerror = () => say("events");
    try {
        new WebTransport("https://" + there + "/transport").ready.catch(() => say("transport"));
    } catch (_) { say("transport"); }
    const peer = new RTCPeerConnection({iceServers: [{urls: "stun:" + there}]});
    peer.createDataChannel("x");
    peer.onicegatheringstatechange = () => peer.iceGatheringState == "complete" && say("peer");
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
    const work = `fetch("${web}/worker").catch(() => postMessage("worker"))`;
    new Worker(URL.createObjectURL(new Blob([work]))).onmessage = told => say(told.data);
    navigator.sendBeacon(web + "/beacon", "x");
    add("link", {rel: "preconnect", href: web});
    add("iframe", {src: web + "/frame"});
    add("video", {src: web + "/film"});
    open(web + "/popup");
    setTimeout(() => { location.href = web + "/elsewhere"; }, 50);
    setTimeout(() => { for (let n = 0; n < 100; n++) add("img", {src: web + "/late" + n}); }, 500);
"""


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_leaves_but_through_us(scheme: str) -> None:
    knocks, asked = list[object](), list[str]()

    async def trap(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(writer)
        writer.close()

    async def note(request: Asked) -> Answer | None:
        asked.append(request.url)
        return None

    async def work() -> str:
        listener = await asyncio.start_server(trap, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind(("127.0.0.1", port))
            datagrams.setblocking(False)
            async with listener, browsing() as (browser, _):
                document = page(OUT % {"port": port, "scheme": scheme})
                shown = await browser.show(f"{scheme}://shells.example/", document, note)
            with pytest.raises(BlockingIOError):
                datagrams.recv(1)
        return shown.html.rpartition("</script>")[2]

    html = asyncio.run(work())
    assert [
        what for what in ("fetch", "socket", "events", "transport", "peer", "worker") if f"no {what};" not in html
    ] == []
    assert {url.rpartition("/")[2] for url in asked} == {"fetch", "worker", "frame", "elsewhere"}
    assert not knocks


def test_a_page_that_loads_itself_again_is_let_but_not_for_ever() -> None:
    asked = list[Asked]()
    again = "document.cookie = 'checked=yes'; location.reload();"

    async def once(request: Asked) -> Answer | None:
        asked.append(request)
        return page("document.body.append('behind the wall')")

    async def always(request: Asked) -> Answer | None:
        asked.append(request)
        return page(again)

    async def work() -> tuple[Shown, Shown]:
        async with browsing() as (_, show):
            return await show(again, once), await show(again, always)

    wall, circle = asyncio.run(work())
    assert "</script>behind the wall" in wall.html
    assert (wall.ended, circle.ended) == ("quiet", "quiet")
    assert {(request.url, request.kind, dict(request.fields)["cookie"]) for request in asked} == {
        (URL, PAGE, "checked=yes")
    }
    assert len(asked) == 1 + loading.MOVES


def test_a_page_that_never_rests_is_taken_as_it_stands() -> None:
    script = "let n = 0; setInterval(() => fetch('/' + n++), 50); document.body.append('as it stands')"

    async def work() -> tuple[Shown, Shown, Shown]:
        async with browsing(seconds=5.0, requests=1_000_000) as (_, show):
            late = await show(script, something)
        async with browsing(requests=10) as (_, show):
            return late, await show(script, something), await show(script, nothing)

    late, many, refused = asyncio.run(work())
    assert (late.ended, many.ended, refused.ended) == ("time", "requests", "quiet")
    assert "</script>as it stands" in late.html


@pytest.mark.parametrize("turns", range(6))
def test_a_page_is_left_though_it_is_just_then_answered(turns: int) -> None:
    """Whoever stops may do so in any turn of the loop after an answer."""

    async def work() -> None:
        loop, answers = asyncio.get_running_loop(), 0

        async def respond(asked: Asked) -> Answer | None:
            nonlocal answers
            answers += 1
            if answers == 3:
                stop(turns)
            return await something(asked)

        def stop(later: int) -> None:
            if later:
                loop.call_soon(stop, later - 1)
            else:
                showing.cancel()

        async with browsing(seconds=600.0, requests=1_000_000) as (_, show):
            showing = asyncio.ensure_future(show("let n = 0; setInterval(() => fetch('/' + n++), 50)", respond))
            await asyncio.wait([showing], timeout=30)
            assert showing.cancelled()

    asyncio.run(work())


def test_a_script_without_end_is_given_up_and_the_next_page_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "READING", 1.0)

    async def work() -> Shown:
        async with browsing(seconds=2.0) as (_, show):
            with pytest.raises(Unreachable, match=r"shells\.example/: its scripts keep the browser busy") as caught:
                await show("while (true) {}")
            assert caught.value.reason == "browser"
            monkeypatch.undo()
            return await show("document.body.append('next')")

    assert "next" in asyncio.run(work()).html


def test_a_document_that_is_too_long_is_cut() -> None:
    async def work() -> Shown:
        async with browsing(max_html=1_000) as (_, show):
            return await show("document.body.append('x'.repeat(5000))")

    shown = asyncio.run(work())
    assert (len(shown.html), shown.whole) == (1_000, False)


def test_a_browser_that_dies_fails_its_page_and_is_begun_again(profiles: Path) -> None:
    async def work() -> Shown:
        async with browsing() as (_, show):

            async def kill(_: Asked) -> Answer | None:
                for number, line in browser_processes(profiles).items():
                    if "--type=" not in line:
                        os.kill(number, signal.SIGKILL)
                return await asyncio.Future()  # never

            with pytest.raises(Unreachable) as caught:
                await show("fetch('/')", kill)
            assert caught.value.reason == "browser"
            return await show("document.body.append('again')")

    assert "again" in asyncio.run(work()).html
    assert not browser_processes(profiles)


def drivers() -> list[int]:
    """The processes of ours that steer a browser."""
    found = list[int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = path.read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()) and "run-driver" in (path.parent / "cmdline").read_text():
                found.append(int(path.parent.name))
    return found


def test_what_steers_it_may_be_killed_between_two_pages(profiles: Path) -> None:
    async def work() -> Shown:
        async with browsing() as (_, show):
            await show("")
            for number in drivers():
                os.kill(number, signal.SIGKILL)
            return await show("document.body.append('again')")

    assert "again" in asyncio.run(work()).html
    assert not browser_processes(profiles)


def test_a_process_that_has_shown_enough_pages_is_replaced(profiles: Path) -> None:
    async def work() -> list[set[int]]:
        async with browsing(lifetime=2) as (_, show):
            seen = []
            for _ in range(4):
                await show("")
                seen.append({n for n, line in browser_processes(profiles).items() if "--type=" not in line})
            return seen

    first, second, third, fourth = asyncio.run(work())
    assert first == second
    assert not first & fourth
    assert third & fourth
    assert not browser_processes(profiles)


def test_a_browser_without_work_is_let_go_and_begun_again(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "IDLE", 0.0)

    async def work() -> Shown:
        async with browsing() as (_, show):
            await show("")
            async with asyncio.timeout(60):
                while browser_processes(profiles):
                    await asyncio.sleep(0.01)
            return await show("document.body.append('again')")

    assert "again" in asyncio.run(work()).html


CHILD = f"""
import asyncio, os
from pathlib import Path
from scraper.render import Answer, BrowserSettings
from scraper.render.chromium import Chromium
from tests.flow.shells import browser_processes

async def respond(asked):
    print("asked", flush=True)
    await asyncio.Future()

async def work():
    chromium = Chromium(BrowserSettings(Path({str(EXECUTABLE)!r}), os.geteuid() != 0))
    document = Answer(200, (("Content-Type", "text/html"),), b"<script>fetch('/')</script>")
    await chromium.show("{URL}", document, respond)

asyncio.run(work())
"""


def test_no_browser_outlives_a_kill(profiles: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == "asked\n"
        assert browser_processes(profiles)
        child.kill()
    deadline = time.monotonic() + 30
    while browser_processes(profiles) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not browser_processes(profiles)
