"""What a host's troubles mean for all that is asked of it: turned back while it is down, left alone while busy."""

import asyncio
from itertools import pairwise

import pytest

from scraper.errors import Unreachable
from scraper.fetch import State
from tests.flow.scripted import Asked, Reply, Scene, article, page, play

HOST = "http://pantai.example"
DOWN = {"pantai.example:80": "127.0.0.1:1", ":": "127.0.0.1:PORT"}


async def turned_back(scene: Scene, url: str) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        await scene.fetcher.fetch(article(url))
    return caught.value


def states(scene: Scene) -> dict[str, State]:
    return {standing.host: standing.state for standing in scene.fetcher.hosts()}


def test_who_comes_while_it_is_down_is_turned_back_at_once_and_told_until_when() -> None:
    async def go(scene: Scene) -> None:
        first = await turned_back(scene, f"{HOST}/a")
        slept = len(scene.time.slept)
        assert first.reason == "host_down"
        for number in range(100):
            error = await turned_back(scene, f"{HOST}/{number}")
            assert error.reason == "host_down"
            assert error.retry_after == pytest.approx(26.25)  # of 30 s a quarter is left to chance, which is at a half
        assert len(scene.time.slept) == slept
        assert states(scene) == {"pantai.example": State.DOWN}
        assert (await scene.fetcher.fetch(article("http://laut.example/a"))).exchange.status == 200

    play(lambda asked: page(), go, connect_to=DOWN)


def test_of_many_who_come_when_it_may_be_up_again_one_goes() -> None:
    slow, arrived = asyncio.Event(), list[str]()

    async def answer(asked: Asked) -> Reply:
        arrived.append(asked.path)
        if len(arrived) > 7:
            await slow.wait()
            return page()
        return page(b"", "500 Oops")

    async def go(scene: Scene) -> None:
        for number in range(3):  # the third page to fail shows that it is not the pages: it is tried once
            await asyncio.gather(scene.fetcher.fetch(article(f"{HOST}/{number}")), return_exceptions=True)
        assert states(scene) == {"pantai.example": State.DOWN}
        scene.time.seconds += 30
        probing = asyncio.create_task(scene.fetcher.fetch(article(f"{HOST}/probe")))
        while len(arrived) < 8:
            await asyncio.sleep(0)
        assert states(scene) == {"pantai.example": State.PROBING}
        others = [await turned_back(scene, f"{HOST}/{number}") for number in range(20)]
        assert {error.reason for error in others} == {"host_down"}
        slow.set()
        assert (await probing).exchange.status == 200
        assert states(scene) == {"pantai.example": State.UP}
        await scene.fetcher.fetch(article(f"{HOST}/next"))

    scene = play(answer, go, per_host=8)
    assert [path for path in arrived if path in ("/probe", "/next")] == ["/probe", "/next"]
    assert len(scene.server.paths()) == 1 + 7 + 2


def test_an_error_of_one_page_is_that_pages_own() -> None:
    async def go(scene: Scene) -> None:
        for _ in range(5):
            assert (await scene.fetcher.fetch(article(f"{HOST}/broken"))).exchange.status == 500
        assert states(scene) == {"pantai.example": State.UP}

    play(lambda asked: page(b"", "500 Oops"), go)


@pytest.mark.parametrize("status", ["429 Slow down", "503 Busy"])
def test_a_host_that_wants_an_hour_gets_it_and_nobody_sleeps(status: str) -> None:
    busy = [True]

    def answer(asked: Asked) -> Reply:
        return page(b"", status, "Retry-After: 3600") if busy else page()

    async def go(scene: Scene) -> None:
        first = await scene.fetcher.fetch(article(f"{HOST}/a"))
        assert first.exchange.status == int(status[:3])  # an answer is an answer; it is not asked again
        error = await turned_back(scene, f"{HOST}/b")
        assert error.reason == "host_busy"
        assert error.retry_after == pytest.approx(3_600)
        assert scene.time.slept == []
        assert states(scene) == {"pantai.example": State.BUSY}
        await scene.fetcher.fetch(article("http://laut.example/a"))
        busy.clear()
        scene.time.seconds += 3_600
        await scene.fetcher.fetch(article(f"{HOST}/b"))

    scene = play(lambda asked: page() if asked.host == "laut.example" else answer(asked), go)
    assert scene.server.paths("pantai.example") == ["/robots.txt", "/a", "/b"]


def test_a_host_that_is_busy_without_saying_for_how_long_is_left_alone_longer_each_time() -> None:
    times: list[float] = []

    async def go(scene: Scene) -> None:
        clock.append(scene)
        for number in range(2):
            await scene.fetcher.fetch(article(f"{HOST}/{number}"))

    def answer(asked: Asked) -> Reply:
        times.append(clock[0].time.seconds)
        return page(b"", "429 Slow down")

    clock: list[Scene] = []
    play(answer, go)
    assert [round(later - earlier) for earlier, later in pairwise(times)] == [1, 2, 4, 8, 16]


def test_a_host_that_takes_long_is_asked_less_often() -> None:
    times: list[float] = []

    async def answer(asked: Asked) -> Reply:
        times.append(clock[0].time.seconds)
        await asyncio.sleep(0.4)
        return page()

    async def go(scene: Scene) -> None:
        clock.append(scene)
        for number in range(5):
            await scene.fetcher.fetch(article(f"{HOST}/{number}"))
        [standing] = scene.fetcher.hosts()
        assert standing.delay > 0.7

    clock: list[Scene] = []
    play(answer, go, delay=0.1)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == sorted(gaps)
    assert gaps[0] < 0.5 < gaps[-1]
