"""Attempts, waits, Retry-After and redirects."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scraper.errors import Forbidden, Unreachable
from scraper.fetch import Fetcher
from tests.flow.scripted import Answer, Archive, Asked, Reply, Scene, article, no_robots, page, play, serve, settings

URL = "http://pantai.example/a"


def in_turn(*replies: Reply) -> Answer:
    left: Iterator[Reply] = iter(replies)
    return lambda asked: next(left)


def fetch(answer: Answer, url: str = URL, **changes: object) -> Scene:
    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article(url))

    return play(answer, go, **changes)


def statuses(scene: Scene) -> list[tuple[int, int]]:
    return [(exchange.status, visit.attempt) for exchange, visit in scene.archive.kept[1:]]


def test_errors_are_asked_again_with_longer_waits_and_every_answer_is_kept() -> None:
    scene = fetch(in_turn(page(b"", "500 Oops"), page(b"", "503 Busy"), page()), attempts=4)
    assert statuses(scene) == [(500, 1), (503, 2), (200, 3)]
    assert scene.time.slept == [0.75, 1.5]  # 1 s and 2 s, half of it by chance, which stands at 0.5


def test_the_last_attempts_answer_is_the_answer() -> None:
    scene = fetch(in_turn(page(b"", "502 Bad"), page(b"", "502 Bad"), page(b"", "504 Late")))
    assert statuses(scene) == [(502, 1), (502, 2), (504, 3)]


def test_fetches_side_by_side_count_their_own_attempts() -> None:
    failures = {f"/{number}": number % 3 for number in range(12)}  # how often each answers 503 before 200

    def answer(asked: Asked) -> Reply:
        failures[asked.path] -= 1
        return page(b"", "503 Busy") if failures[asked.path] >= 0 else page()

    async def go(scene: Scene) -> None:
        fetches = (scene.fetcher.fetch(article(f"http://pantai.example/{number}")) for number in range(12))
        captures = await asyncio.gather(*fetches)
        assert [capture.exchange.status for capture in captures] == [200] * 12
        assert [capture.visit.attempt for capture in captures if capture.visit] == [1, 2, 3] * 4

    play(answer, go, per_host=4)


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone", "204 No Content", "300 Many"])
def test_other_answers_are_taken_as_they_are(status: str) -> None:
    scene = fetch(in_turn(page(b"", status) if status[:3] != "204" else Reply(b"HTTP/1.1 204 No Content\r\n\r\n")))
    assert statuses(scene) == [(int(status[:3]), 1)]


@pytest.mark.parametrize(("said", "waited"), [("40", 40.0), ("120", 120.0), ("Tue, 14 Nov 2023 22:31:00 GMT", 60.0)])
def test_retry_after_is_waited_for(said: str, waited: float) -> None:
    scene = fetch(in_turn(page(b"", "429 Slow down", f"Retry-After: {said}"), page()))
    assert statuses(scene) == [(429, 1), (200, 2)]
    assert sum(scene.time.slept) == pytest.approx(waited)


def test_retry_after_on_a_redirect_is_waited_for_and_only_by_its_host() -> None:
    moved = page(b"", "302 Found", "Location: http://laut.example/b", "Retry-After: 60")

    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article(URL))
        assert scene.time.slept == []
        await scene.fetcher.fetch(article("http://pantai.example/c"))
        assert scene.time.slept == [60.0]

    play(in_turn(moved, page(), page()), go)


def test_a_real_server_that_says_retry_after_one_second_is_left_alone_for_one() -> None:
    async def main() -> None:
        said = in_turn(page(b"", "503 Busy", "Retry-After: 1"), page(), page())
        async with asyncio.timeout(60), serve(lambda asked: no_robots(asked, said)) as server:
            fetcher = Fetcher(settings(server.port), Archive())
            first = asyncio.create_task(fetcher.fetch(article(URL)))
            while len(server.log) < 2:
                await asyncio.sleep(0.01)
            await asyncio.gather(first, fetcher.fetch(article("http://pantai.example/b")))
            busy, *later = server.log[1:]
            assert len(later) == 2
            assert 0.99 < min(asked.at for asked in later) - busy.at < 3
            await fetcher.close()

    asyncio.run(main())


def test_redirects_are_followed_and_each_hop_is_kept_before_the_next_is_asked() -> None:
    hops = {
        "/a": page(b"moved", "301 Moved", "Location: /b?x=1#part"),
        "/b?x=1": page(b"", "302 Found", "Location: //laut.example/c d"),
        "/c%20d": page(b"", "303 See", "Location: http://editor:secret@laut.example/berita/\xc3\xa9"),
        "/berita/%C3%A9": page(b"", "307 Temporary", "Location: ../f"),
        "/f": page(b"", "308 Permanent", "Location: g"),
        "/g": page(),
    }
    kept_when_asked: list[int] = []

    async def go(scene: Scene) -> None:
        def answer(asked: Asked) -> Reply:
            kept_when_asked.append(len(scene.archive.kept))
            return hops[asked.path]

        answers.append(answer)
        scene.known[URL] = [("If-None-Match", '"x"')]
        got = await scene.fetcher.fetch(replace(article(URL), seen=True))
        assert got.exchange.url == "http://laut.example/g"
        assert got.visit is not None
        assert (got.visit.hops, got.visit.via) == ("RRRRR", "http://laut.example/f")

    answers: list[Answer] = []
    scene = play(lambda asked: answers[0](asked), go)
    assert [url for url in scene.archive.urls() if "robots" not in url] == [
        URL,
        "http://pantai.example/b?x=1",
        "http://laut.example/c%20d",
        "http://laut.example/berita/%C3%A9",
        "http://laut.example/f",
        "http://laut.example/g",
    ]
    assert kept_when_asked == [1, 2, 4, 5, 6, 7]
    assert [asked.header("if-none-match") for asked in scene.server.log[1:]] == ['"x"'] + [None] * 6


@pytest.mark.parametrize("where", ["", "http://[::1", "intent://open", "mailto:desk@pantai.example"])
def test_a_redirect_to_nowhere_is_an_answer(where: str) -> None:
    scene = fetch(lambda asked: page(b"", "302 Found", f"Location: {where}"))
    assert statuses(scene) == [(302, 1)]


def test_a_circle_of_redirects_is_left() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable, match=r"^http://pantai\.example/a: redirected in a circle") as caught:
            await scene.fetcher.fetch(article(URL))
        assert caught.value.reason == "redirects"

    scene = play(lambda asked: page(b"", "302 Found", f"Location: {'/b' if asked.path == '/a' else '/a'}"), go)
    assert scene.server.paths() == ["/robots.txt", "/a", "/b"]


def test_redirects_without_end_are_left_after_ten() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable, match="more than 10 redirects"):
            await scene.fetcher.fetch(article(URL))

    scene = play(lambda asked: page(b"", "302 Found", f"Location: {asked.path}a"), go)
    assert len(scene.server.paths()) == 12


def test_a_redirect_into_a_private_network_is_not_followed() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Forbidden) as caught:
            await scene.fetcher.fetch(article(URL))
        assert caught.value.reason == "private-network"

    moved = page(b"", "302 Found", "Location: http://169.254.169.254/latest")
    scene = play(lambda asked: moved, go, connect_to={"pantai.example:80": "127.0.0.1:PORT"})
    assert scene.archive.urls() == ["http://pantai.example/robots.txt", URL]


def test_a_private_address_is_not_asked_even_for_robots_txt() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Forbidden, match=r"127\.0\.0\.1 is not a public address") as caught:
            await scene.fetcher.fetch(article(URL))
        assert caught.value.reason == "private-network"

    assert play(lambda asked: page(), go, allow_networks=()).server.log == []


def test_whoever_stops_waiting_leaves_the_fetcher_fit_for_use() -> None:
    async def go(scene: Scene) -> None:
        waiting = asyncio.create_task(scene.fetcher.fetch(article("http://pantai.example/never")))
        while "/never" not in scene.server.paths():
            await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert (await scene.fetcher.fetch(article(URL))).exchange.status == 200

    async def answer(asked: Asked) -> Reply:
        if asked.path == "/never":
            await asyncio.Event().wait()
        return page()

    play(answer, go)
