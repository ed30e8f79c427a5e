"""Places whose number changes while some of them are taken."""

import asyncio

from scraper.fetch.places import Places


async def free(places: Places) -> int:
    """How many could be taken now; all of them are, and left again."""
    taken = 0
    while not places.locked():
        await places.acquire()
        taken += 1
    for _ in range(taken):
        places.release()
    return taken


def test_more_places_are_there_at_once_and_fewer_as_they_are_left() -> None:
    async def work() -> None:
        places = Places(2)
        await places.acquire()
        await places.acquire()
        waiting = asyncio.create_task(places.acquire())
        await asyncio.sleep(0)
        places.resize(3)
        await waiting  # three are taken
        places.resize(1)
        places.release()
        places.release()
        assert places.locked()  # nobody was turned out, and no place came free
        places.release()
        assert await free(places) == 1
        places.resize(4)
        assert await free(places) == 4
        places.resize(2)
        places.resize(4)
        assert await free(places) == 4

    asyncio.run(work())


def test_waiting_for_a_place_is_not_forgotten_when_there_are_fewer() -> None:
    async def work() -> None:
        places = Places(2)
        await places.acquire()
        await places.acquire()
        waiting = asyncio.create_task(places.acquire())
        await asyncio.sleep(0)
        places.resize(1)
        places.release()
        await asyncio.sleep(0)
        assert not waiting.done()
        places.release()
        await waiting

    asyncio.run(work())
