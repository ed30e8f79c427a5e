"""Which connections are kept for the next request, and for how long."""

import asyncio
import resource
from collections.abc import Callable, Iterator

import pytest

from scraper.fetch import transport
from scraper.fetch.connection import Connection, iana_name
from scraper.fetch.transport import _Pool, _raise_file_limit


def run(go: Callable[[], None]) -> None:
    async def main() -> None:
        go()

    asyncio.run(main())


def kept(pool: _Pool, *origins: str) -> list[Connection]:
    """New connections, kept in this order."""
    connections = [Connection(5.0, memoryview(bytearray(1)), pool.drop) for _ in origins]
    for connection, origin in zip(connections, origins, strict=True):
        pool.adopt(connection, origin)
        pool.keep(connection)
    return connections


def test_a_connection_is_kept_for_its_own_origin_and_the_latest_is_taken_first() -> None:
    def go() -> None:
        pool = _Pool(10)
        first, second, other = kept(pool, "http://a.example", "http://a.example", "https://a.example")
        assert pool.take("http://b.example") is None
        assert [pool.take("http://a.example") for _ in range(3)] == [second, first, None]
        assert pool.take("https://a.example") is other

    run(go)


def test_the_longest_idle_gives_way_to_the_newest() -> None:
    def go() -> None:
        pool = _Pool(2)
        a, b = kept(pool, "a", "b")
        assert pool.take("a") is a
        pool.keep(a)  # now b is the longest idle
        (c,) = kept(pool, "c")
        assert [pool.take("a"), pool.take("b"), pool.take("c")] == [a, None, c]
        assert not b.reusable

    run(go)


def test_one_that_the_server_closed_is_not_taken() -> None:
    def go() -> None:
        pool = _Pool(10)
        first, second = kept(pool, "a", "a")
        second.connection_lost(None)
        assert pool.take("a") is first
        assert pool.take("a") is None

    run(go)


def test_one_that_has_been_idle_for_long_is_not_taken_but_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "IDLE_SECONDS", 0.0)

    def go() -> None:
        pool = _Pool(10)
        (a,) = kept(pool, "a")
        assert pool.take("a") is None
        assert not a.reusable

    run(go)


def test_those_that_nobody_asks_for_are_closed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "IDLE_SECONDS", 0.05)

    async def main() -> None:
        pool = _Pool(10)
        connections = kept(pool, *"abc")
        async with asyncio.timeout(60):
            while any(connection.reusable for connection in connections):
                await asyncio.sleep(0.01)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
        ("DHE-RSA-AES256-SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"),
        ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES128-CCM", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"),
        ("SOMETHING-ELSE", "SOMETHING-ELSE"),
    ],
)
def test_cipher_suites_have_their_registered_names(openssl: str, iana: str) -> None:
    assert iana_name(openssl) == iana


@pytest.fixture
def file_limits() -> Iterator[tuple[int, int]]:
    """The limits of this process, put back afterwards."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield limits
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_low_soft_limit_of_open_files_is_raised_as_far_as_wanted(file_limits: tuple[int, int]) -> None:
    hard = file_limits[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    assert _raise_file_limit(300) == 300
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, hard)


def test_a_soft_limit_that_is_high_enough_is_left_alone(file_limits: tuple[int, int]) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, file_limits[1]))
    assert _raise_file_limit(300) == 300
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 400


def test_where_the_limit_may_not_be_raised_it_is_lived_with(
    file_limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    resource.setrlimit(resource.RLIMIT_NOFILE, (200, file_limits[1]))
    monkeypatch.setattr(transport, "setrlimit", refuse)
    assert _raise_file_limit(300) == 200
