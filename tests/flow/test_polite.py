"""What a server's log says of our manners: delay, concurrency, Retry-After, robots.txt."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from scraper.errors import Forbidden, Unreachable
from scraper.fetch import Clock, Fetcher
from scraper.model import Kind
from tests.flow.scripted import (
    Answer,
    Archive,
    Asked,
    FakeTime,
    Reply,
    Scene,
    Server,
    article,
    no_robots,
    page,
    play,
    serve,
    settings,
)

HOSTS = ("pantai.example", "laut.example", "gunung.example")


def robots(*lines: str) -> Reply:
    return page("\n".join(lines).encode())


def crawl(answer: Answer, pages: int, **changes: object) -> Server:
    """Ask three hosts for so many pages each, all at once, in real time."""

    async def main() -> Server:
        async with asyncio.timeout(30), serve(answer) as server:
            fetcher = Fetcher(settings(server.port, **changes), Archive())
            targets = [article(f"http://{host}/{number}") for number in range(pages) for host in HOSTS]
            await asyncio.gather(*(fetcher.fetch(target) for target in targets))
            await fetcher.close()
            return server

    return asyncio.run(main())


# The gaps are measured where requests arrive, by a machine that has other things to do: hence a tenth of grace.
def gaps(server: Server, host: str) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(one for one in server.log if one.host == host)]


@pytest.mark.parametrize("per_host", [1, 3])
def test_a_host_is_never_asked_faster_than_the_delay(per_host: int) -> None:
    server = crawl(lambda asked: no_robots(asked, lambda _: page()), 4, delay=0.2, per_host=per_host)
    for host in HOSTS:
        assert len(server.paths(host)) == 5
        assert min(gaps(server, host)) > 0.18
    assert server.log[-1].at - server.log[0].at < 2 * 0.2 * 5  # the hosts did not wait for each other


def test_a_host_is_asked_no_faster_than_its_crawl_delay() -> None:
    def answer(asked: Asked) -> Reply:
        return robots("User-agent: *", "Crawl-delay: 0.3") if asked.path == "/robots.txt" else page()

    server = crawl(answer, 2, delay=0.05)
    assert all(min(gaps(server, host)) > 0.28 for host in HOSTS)


def test_no_more_requests_are_in_flight_than_allowed() -> None:
    async def slow(asked: Asked) -> Reply:
        await asyncio.sleep(0.02)
        return page(b"", "404 Not Found") if asked.path == "/robots.txt" else page()

    server = crawl(slow, 6, per_host=3, concurrency=4)
    assert max(asked.in_flight for asked in server.log) == 4
    server = crawl(slow, 6, per_host=1, concurrency=16)
    assert max(asked.in_flight for asked in server.log) == 3


def test_a_disallowed_path_is_never_asked_for_and_robots_txt_once() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return robots("User-agent: *", "Disallow: /", "", "User-agent: news-scraper", "Disallow: /private")
        return page(b"", "302 Found", "Location: /private/b") if asked.path == "/open" else page()

    async def go(scene: Scene) -> None:
        async def ask(path: str) -> str:
            try:
                return str((await scene.fetcher.fetch(article(f"http://pantai.example{path}"))).exchange.status)
            except Forbidden as error:
                return error.reason

        paths = ["/a", "/private/a", "/open", "/private", "/b"]
        assert await asyncio.gather(*map(ask, paths)) == ["200", "robots", "robots", "robots", "200"]

    scene = play(answer, go, robots=True)
    assert sorted(scene.server.paths()) == ["/a", "/b", "/open", "/robots.txt"]
    kept = [(exchange.url, visit.target.kind, visit.hops) for exchange, visit in scene.archive.kept]
    assert kept[0] == ("http://pantai.example/robots.txt", Kind.ROBOTS, "P")


@pytest.mark.parametrize(
    "reply",
    [
        page(b"User-agent: *\nDisallow:\n", "503 Busy"),
        page(b"", "500 Oops"),
        Reply(b"", close=True),
        Reply(b"not http at all\r\n\r\n", close=True),
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\n", close=True),
        page(b"", "302 Found", "Location: http://169.254.169.254/robots.txt"),
        page(b"", "304 Not Modified"),  # of what was not asked on condition
    ],
)
def test_nothing_at_all_is_asked_of_a_host_whose_robots_txt_cannot_be_had(reply: Reply) -> None:
    async def go(scene: Scene) -> None:
        targets = [article(f"http://pantai.example/{number}") for number in range(5)]
        outcomes = await asyncio.gather(*map(scene.fetcher.fetch, targets), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [Unreachable] * 5
        assert {outcome.reason for outcome in outcomes if isinstance(outcome, Unreachable)} == {"robots"}
        with pytest.raises(Unreachable, match=r"its robots\.txt cannot be had: http://"):
            await scene.fetcher.fetch(article("http://pantai.example/later"))

    scene = play(lambda asked: reply, go, robots=True, connect_to={"pantai.example:80": "127.0.0.1:PORT"})
    assert set(scene.server.paths()) == {"/robots.txt"}
    assert len(scene.server.paths()) <= 3


def test_a_server_that_never_answers_is_not_asked_for_pages() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable):
            await scene.fetcher.fetch(article("http://pantai.example/a"))

    assert set(play(lambda asked: Reply(b""), go, robots=True, timeout=0.1).server.paths()) == {"/robots.txt"}


def test_a_robots_txt_that_could_not_be_had_is_tried_again_ten_minutes_later() -> None:
    broken = [True]

    async def go(scene: Scene) -> None:
        for wait, reachable in ((0.0, False), (590.0, False), (20.0, True)):
            scene.time.seconds += wait
            if reachable:
                broken.clear()
                await scene.fetcher.fetch(article("http://pantai.example/a"))
            else:
                with pytest.raises(Unreachable):
                    await scene.fetcher.fetch(article("http://pantai.example/a"))

    scene = play(lambda asked: page(b"", "503 Busy") if broken else page(b""), go, robots=True, attempts=1)
    assert scene.server.paths() == ["/robots.txt", "/robots.txt", "/a"]


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "403 Forbidden", "410 Gone", "400 Bad"])
def test_a_robots_txt_that_is_not_there_allows_everything(status: str) -> None:
    def answer(asked: Asked) -> Reply:
        return page(b"User-agent: *\nDisallow: /\n", status) if asked.path == "/robots.txt" else page()

    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article("http://pantai.example/a"))

    assert play(answer, go, robots=True).server.paths() == ["/robots.txt", "/a"]


def test_redirects_of_robots_txt_are_followed_and_its_rules_are_for_the_host_first_asked() -> None:
    def answer(asked: Asked) -> Reply:
        match asked.host, asked.path:
            case "pantai.example", "/robots.txt":
                return page(b"", "301 Moved", "Location: http://laut.example/robots.txt")
            case "laut.example", "/robots.txt":
                return page(b"", "302 Found", "Location: /1")
            case "laut.example", "/1" | "/2" | "/3" as path:
                return page(b"", "302 Found", f"Location: /{int(path[1:]) + 1}")
            case "laut.example", "/4":
                return robots("User-agent: *", "Disallow: /x")
            case _:
                return page()

    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article("http://pantai.example/a"))
        with pytest.raises(Forbidden):
            await scene.fetcher.fetch(article("http://pantai.example/x"))

    scene = play(answer, go, robots=True)
    assert [(asked.host, asked.path) for asked in scene.server.log] == [
        ("pantai.example", "/robots.txt"),
        ("laut.example", "/robots.txt"),
        *(("laut.example", f"/{number}") for number in (1, 2, 3, 4)),
        ("pantai.example", "/a"),
    ]
    assert [visit.hops for _, visit in scene.archive.kept] == ["P", "PR", "PRR", "PRRR", "PRRRR", "PRRRRR", ""]


def test_a_robots_txt_without_end_to_its_redirects_counts_as_none() -> None:
    def answer(asked: Asked) -> Reply:
        return page() if asked.path == "/a" else page(b"", "302 Found", f"Location: {asked.path}x")

    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article("http://pantai.example/a"))

    assert play(answer, go, robots=True).server.paths()[-1] == "/a"


def test_robots_txt_is_asked_for_once_a_day_and_origin() -> None:
    async def go(scene: Scene) -> None:
        for hours in (0, 23, 2, 23):
            scene.time.seconds += hours * 3_600
            for path in ("a", "b"):
                await scene.fetcher.fetch(article(f"http://pantai.example/{path}"))
        await scene.fetcher.fetch(article("http://pantai.example:8080/a"))

    scene = play(lambda asked: page(b""), go, robots=True)
    assert scene.server.paths("pantai.example").count("/robots.txt") == 2
    assert scene.server.paths("pantai.example:8080") == ["/robots.txt", "/a"]


def test_robots_txt_is_asked_for_once_a_day_across_restarts_too() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return page(b"", "301 Moved", "Location: /rules")
        return robots("User-agent: *", "Disallow: /x")

    async def main() -> None:
        async with asyncio.timeout(30), serve(answer) as server:
            archive, time = Archive(), FakeTime()
            clock = Clock(time.now, time.tell, time.sleep)
            for hours, asked_again in ((0, 1), (23, 1), (2, 2)):
                time.seconds += hours * 3_600
                fetcher = Fetcher(settings(server.port), archive, recall=archive.recall, clock=clock)
                await fetcher.fetch(article("http://pantai.example/a"))
                with pytest.raises(Forbidden):
                    await fetcher.fetch(article("http://pantai.example/x"))
                await fetcher.close()
                assert server.paths().count("/robots.txt") == server.paths().count("/rules") == asked_again
            exchange = await archive.recall("http://pantai.example/rules")
            assert exchange is not None
            assert time.now() - exchange.fetched_at < timedelta(hours=1)

    asyncio.run(main())


def test_whoever_waits_for_robots_txt_and_gives_up_does_not_take_it_from_the_others() -> None:
    asked_for = asyncio.Event()

    async def answer(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            await asked_for.wait()
        return page(b"")

    async def go(scene: Scene) -> None:
        first, second = (
            asyncio.create_task(scene.fetcher.fetch(article(f"http://pantai.example/{path}"))) for path in "ab"
        )
        while not scene.server.log:
            await asyncio.sleep(0.01)
        first.cancel()
        asked_for.set()
        assert (await second).exchange.status == 200
        assert first.cancelled()

    assert play(answer, go, robots=True).server.paths() == ["/robots.txt", "/b"]
