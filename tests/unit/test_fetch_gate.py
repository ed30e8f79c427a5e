"""When a host may be asked."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from scraper.fetch.gate import Gate
from tests.flow.scripted import FakeTime


async def ask(gate: Gate, host: str, sends: list[tuple[str, float]], time: FakeTime) -> None:
    async with gate.turn(host) as turn:
        turn.sent()
        sends.append((host, time.tell()))


def run(go: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(60):
            await go()

    asyncio.run(main())


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_requests_to_a_host_are_a_delay_apart_and_hosts_do_not_wait_for_each_other() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(2.0, 4, 16, time.tell, time.sleep)
        sends: list[tuple[str, float]] = []
        await asyncio.gather(*(ask(gate, "a.example", sends, time) for _ in range(4)))
        assert [at for _, at in sends] == [1_000.0, 1_002.0, 1_004.0, 1_006.0]
        await ask(gate, "b.example", sends, time)
        assert sends[-1] == ("b.example", 1_006.0)

    run(go)


def test_the_delay_counts_from_the_sending_not_from_the_turn() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(2.0, 4, 16, time.tell, time.sleep)
        sends: list[tuple[str, float]] = []
        async with gate.turn("a.example") as turn:
            second = asyncio.create_task(ask(gate, "a.example", sends, time))
            await settle()
            time.seconds += 5.0  # connecting took long
            turn.sent()
            await second
        assert sends == [("a.example", 1_007.0)]

    run(go)


def test_a_request_that_could_not_be_sent_counts_as_well() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(2.0, 1, 16, time.tell, time.sleep)
        sends: list[tuple[str, float]] = []
        with pytest.raises(OSError, match="no route"):
            async with gate.turn("a.example"):
                raise OSError("no route")
        await ask(gate, "a.example", sends, time)
        assert sends == [("a.example", 1_002.0)]

    run(go)


@pytest.mark.parametrize(("per_host", "most"), [(1, 1), (3, 3), (9, 6)])
def test_no_more_are_in_flight_to_a_host_than_allowed(per_host: int, most: int) -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(0.0, per_host, 16, time.tell, time.sleep)
        answer = asyncio.Event()
        flying = 0
        seen = []

        async def one() -> None:
            nonlocal flying
            async with gate.turn("a.example") as turn:
                turn.sent()
                flying += 1
                seen.append(flying)
                await answer.wait()
                flying -= 1

        tasks = [asyncio.create_task(one()) for _ in range(6)]
        await settle()
        assert flying == most
        answer.set()
        await asyncio.gather(*tasks)
        assert max(seen) == most

    run(go)


def test_waiting_for_a_host_takes_no_place_from_the_others() -> None:
    async def go() -> None:
        time = FakeTime()
        slept = asyncio.Event()

        async def sleep(seconds: float) -> None:
            await slept.wait()
            time.seconds += seconds

        gate = Gate(5.0, 4, 1, time.tell, sleep)
        sends: list[tuple[str, float]] = []
        await ask(gate, "a.example", sends, time)
        waiting = asyncio.create_task(ask(gate, "a.example", sends, time))
        await settle()
        await ask(gate, "b.example", sends, time)  # the only place is free
        slept.set()
        await waiting
        assert [host for host, _ in sends] == ["a.example", "b.example", "a.example"]

    run(go)


def test_no_more_are_in_flight_than_there_are_places() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(0.0, 4, 2, time.tell, time.sleep)
        answer = asyncio.Event()
        flying = 0

        async def one(host: str) -> None:
            nonlocal flying
            async with gate.turn(host) as turn:
                turn.sent()
                flying += 1
                await answer.wait()

        tasks = [asyncio.create_task(one(f"h{number}.example")) for number in range(5)]
        await settle()
        assert flying == 2
        answer.set()
        await asyncio.gather(*tasks)
        assert flying == 5

    run(go)


def test_a_host_that_said_retry_after_is_left_alone_even_by_those_who_waited_for_a_place() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(0.0, 2, 1, time.tell, time.sleep)
        sends: list[tuple[str, float]] = []
        async with gate.turn("a.example") as turn:
            turn.sent()
            waiting = asyncio.create_task(ask(gate, "a.example", sends, time))
            await settle()
            gate.hold("a.example", 120.0)
        await waiting
        assert sends == [("a.example", 1_120.0)]
        gate.hold("a.example", 50.0)
        gate.hold("a.example", 10.0)  # the longer wait stands
        await ask(gate, "a.example", sends, time)
        assert sends[-1] == ("a.example", 1_170.0)

    run(go)


def test_a_crawl_delay_lengthens_the_delay_and_never_shortens_it() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(2.0, 1, 16, time.tell, time.sleep)
        sends: list[tuple[str, float]] = []
        await ask(gate, "a.example", sends, time)  # its robots.txt
        gate.pace("a.example", 7.0)
        gate.pace("b.example", 0.5)
        for host in ("a.example", "a.example", "b.example", "b.example"):
            await ask(gate, host, sends, time)
        assert [at for host, at in sends if host == "a.example"] == [1_000.0, 1_007.0, 1_014.0]
        assert [at for host, at in sends if host == "b.example"] == [1_014.0, 1_016.0]

    run(go)


def test_whoever_gives_up_waiting_leaves_nothing_locked() -> None:
    async def go() -> None:
        time = FakeTime()
        forever = asyncio.Event()

        async def sleep(seconds: float) -> None:
            await forever.wait()

        gate = Gate(5.0, 1, 1, time.tell, sleep)
        sends: list[tuple[str, float]] = []
        async with gate.turn("a.example") as turn:
            turn.sent()
            for_flight = asyncio.create_task(ask(gate, "a.example", sends, time))
            for_place = asyncio.create_task(ask(gate, "b.example", sends, time))
            await settle()
            for_flight.cancel()
            for_place.cancel()
            await asyncio.gather(for_flight, for_place, return_exceptions=True)
        for_time = asyncio.create_task(ask(gate, "a.example", sends, time))
        await settle()
        for_time.cancel()
        await asyncio.gather(for_time, return_exceptions=True)
        time.seconds += 5.0
        await ask(gate, "a.example", sends, time)
        await ask(gate, "b.example", sends, time)
        assert [host for host, _ in sends] == ["a.example", "b.example"]

    run(go)


def test_hosts_that_nobody_waits_for_are_forgotten_when_there_are_very_many() -> None:
    async def go() -> None:
        time = FakeTime()
        gate = Gate(1.0, 1, 16, time.tell, time.sleep)
        sends: list[tuple[str, float]] = []
        for number in range(10_000):
            await ask(gate, f"h{number}.example", sends, time)
            time.seconds += 0.01
        assert len(gate._hosts) <= 4_200
        await ask(gate, "h9999.example", sends, time)
        assert sends[-1][1] - sends[-2][1] == pytest.approx(1.0)

    run(go)
