"""Deliveries by a clock of their own: again and again until they arrive, in order, and each hook for itself."""

import asyncio
import itertools
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import pytest

from scraper.catalog import Catalog, outbox
from scraper.catalog.outbox import State
from scraper.fetch import Clock
from scraper.hooks import Delivery, Hook
from scraper.notices import Notice, Occasion, Outcome, Receipt, Wish
from tests.catalog.conftest import START, catalog

__all__ = ["catalog"]

FINE, DOWN = Outcome(Receipt.DELIVERED), Outcome(Receipt.FAILED, "answered with 503")


class Time:
    """Seconds since START; whoever sleeps moves the clock on, by `step` at least."""

    def __init__(self, step: float = 0.0) -> None:
        self.seconds, self.step = 0.0, step

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += max(seconds, self.step)
        await asyncio.sleep(0)

    def clock(self) -> Clock:
        return Clock(self.now, lambda: self.seconds, self.sleep, lambda: 1.0)


class Receiver:
    """A hook that answers what a test says, and remembers what was tried and when."""

    def __init__(self, time: Time, answer: Callable[[str], Outcome | Awaitable[Outcome]]) -> None:
        self.time, self.answer = time, answer
        self.tried: list[tuple[float, str]] = []
        self.ids: list[str] = []

    def hook(self, name: str = "desk", *occasions: Occasion) -> Hook:
        return Hook(Wish(name, frozenset(occasions or Occasion)), self.send)

    async def send(self, message: str, body: bytes) -> Outcome:
        title = json.loads(body)["data"]["title"]
        self.tried.append((self.time.seconds, title))
        self.ids.append(message)
        said = self.answer(title)
        return said if isinstance(said, Outcome) else await said

    @property
    def titles(self) -> list[str]:
        return [title for _, title in self.tried]


def put(catalog: Catalog, *titles: str, at: datetime = START) -> None:
    with catalog.writing() as transaction:
        told = [Notice(Occasion.NEW, "article.new", title, START, None, {"title": title}) for title in titles]
        outbox.put(transaction, told, at)


def states(catalog: Catalog) -> dict[str, State]:
    with catalog.reading() as transaction:
        return {state.name: state for state in outbox.states(transaction)}


def deliver(
    catalog: Catalog, time: Time, hooks: Sequence[Hook], go: Callable[[Delivery], Awaitable[None]]
) -> tuple[list[tuple[str, str, int]], int]:
    """Deliver while `go` goes on; what was told of it, and how many are left."""
    told = list[tuple[str, str, int]]()

    async def work() -> int:
        async with asyncio.timeout(60):
            delivery = Delivery(catalog, lambda *what: told.append(what), time.clock())
            await delivery.take(hooks)
            await go(delivery)
            return await delivery.close(30)

    return told, asyncio.run(work())


async def until(good: Callable[[], bool]) -> None:
    while not good():
        await asyncio.sleep(0.001)


def test_a_receiver_that_is_down_for_an_hour_gets_all_of_it_in_order(
    catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    time = Time(step=4)
    desk = Receiver(time, lambda _: FINE if time.seconds >= 3_600 else DOWN)
    other = Receiver(time, lambda _: FINE)

    async def go(_: Delivery) -> None:
        put(catalog, "a", "b", "c")
        await until(lambda: len(other.tried) == 3 and desk.titles[-1:] == ["c"])

    told, left = deliver(catalog, time, [desk.hook(), other.hook("other")], go)
    failed = [at for at, _ in desk.tried[:-3]]
    gaps = [later - at for at, later in itertools.pairwise(failed)]
    assert set(desk.titles[:-3]) == {"a"}
    assert desk.titles[-3:] == other.titles == ["a", "b", "c"]
    assert len(gaps) > 3
    assert all(gap >= 5 * 2**number for number, gap in enumerate(gaps))
    assert desk.tried[-1][0] < 3_600 * 2.2
    assert len(set(desk.ids)) == 3  # whatever was tried again bore its id
    assert told.count(("desk", "delivered", 1)) == 3
    assert told.count(("desk", "failed", 1)) == len(failed)
    assert left == 0
    assert [record.message for record in caplog.records] == [
        "hook desk: not delivered: answered with 503; it is tried again",
        "hook desk: delivers again",
    ]


def test_what_a_receiver_asks_for_is_waited(catalog: Catalog) -> None:
    time = Time()
    answers = iter([Outcome(Receipt.FAILED, "answered with 429", 600.0), FINE])
    desk = Receiver(time, lambda _: next(answers))

    async def go(_: Delivery) -> None:
        put(catalog, "a")
        await until(lambda: len(desk.tried) == 2)

    deliver(catalog, time, [desk.hook()], go)
    assert 600 <= desk.tried[1][0] - desk.tried[0][0] <= 602


def test_after_three_days_it_is_given_up_and_said(catalog: Catalog, caplog: pytest.LogCaptureFixture) -> None:
    time = Time(step=900)
    desk = Receiver(time, lambda _: DOWN)

    async def go(_: Delivery) -> None:
        put(catalog, "a", "b")
        await until(lambda: states(catalog)["desk"].given_up == 2)

    told, left = deliver(catalog, time, [desk.hook()], go)
    assert set(desk.titles) == {"a"}
    assert 3 <= timedelta(seconds=desk.tried[-1][0]).total_seconds() / 86_400 < 3.1
    assert ("desk", "given_up", 2) in told
    assert left == 0
    assert "hook desk: 2 deliveries given up; the last try: answered with 503" in caplog.messages


def test_one_that_is_refused_does_not_keep_the_others_for_long(catalog: Catalog) -> None:
    time = Time(step=30)
    desk = Receiver(time, lambda title: Outcome(Receipt.REFUSED, "answered with 422") if title == "a" else FINE)

    async def go(_: Delivery) -> None:
        put(catalog, "a", "b", "c")
        await until(lambda: desk.titles[-1:] == ["c"])

    deliver(catalog, time, [desk.hook()], go)
    assert desk.titles[-2:] == ["b", "c"]
    assert 3_600 <= desk.tried[-1][0] < 3_600 * 2.2
    assert states(catalog)["desk"].given_up == 1


def test_one_that_is_gone_is_left_alone_until_the_configuration_is_read_again(
    catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    time = Time(step=900)
    answers = [FINE, Outcome(Receipt.GONE, "answered with 410")]
    desk = Receiver(time, lambda _: answers.pop())

    async def go(delivery: Delivery) -> None:
        put(catalog, "a")
        await until(lambda: states(catalog)["desk"].shut)
        put(catalog, "b")
        asked = time.seconds
        await until(lambda: time.seconds > asked + 100_000)
        assert desk.titles == ["a"]
        await delivery.take([desk.hook()])
        await until(lambda: len(desk.tried) == 2)

    _, left = deliver(catalog, time, [desk.hook()], go)
    assert desk.titles == ["a", "a"]
    assert left == 0
    assert [record.levelno for record in caplog.records if "nothing is sent there" in record.message] == [logging.ERROR]


def test_one_that_hangs_keeps_no_other_waiting_and_the_end_waits_for_it_no_longer_than_it_may(catalog: Catalog) -> None:
    time = Time()

    async def hang() -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    stuck, desk = Receiver(time, lambda _: hang()), Receiver(time, lambda _: FINE)

    async def work() -> int:
        delivery = Delivery(catalog, lambda *_: None, time.clock())
        await delivery.take([stuck.hook("stuck"), desk.hook()])
        put(catalog, "a", "b")
        await until(lambda: len(desk.tried) == 2)
        return await delivery.close(0.05)

    assert asyncio.run(work()) == 2
    again = Receiver(time, lambda _: FINE)

    async def go(_: Delivery) -> None:
        """What is there is delivered at the end."""

    deliver(catalog, time, [again.hook("stuck")], go)
    assert again.titles == ["a", "b"]
    assert again.ids[0] == stuck.ids[0]


def test_hooks_come_and_go_and_another_way_is_taken_at_once(catalog: Catalog) -> None:
    time = Time()
    old, new, fresh = (Receiver(time, lambda _: FINE) for _ in range(3))

    async def go(delivery: Delivery) -> None:
        put(catalog, "a")
        await until(lambda: states(catalog)["desk"].delivered == 1)
        await delivery.take([new.hook(), fresh.hook("fresh")])
        put(catalog, "b")
        await until(lambda: [state.delivered for state in states(catalog).values()] == [2, 1])
        await delivery.take([fresh.hook("fresh")])
        put(catalog, "c")
        await until(lambda: len(fresh.tried) == 2)

    deliver(catalog, time, [old.hook()], go)
    assert (old.titles, new.titles, fresh.titles) == (["a"], ["b"], ["b", "c"])
