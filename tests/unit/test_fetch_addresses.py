"""Which addresses may be connected to, and what connect_to makes of a host and port."""

import asyncio
import ipaddress

import pytest

from scraper.errors import ConfigError, Forbidden
from scraper.fetch.addresses import Networks, Resolver

REFUSED = [
    "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.251",
    "239.255.255.250", "240.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "192.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::5", "::ffff:8.8.8.8",
          "64:ff9b::8.8.8.8"]  # fmt: skip


def addresses(
    host: str, allowed: tuple[str, ...] = (), connect_to: dict[str, str] | None = None
) -> list[tuple[str, int]]:
    resolver = Resolver(Networks(allowed), connect_to or {}, 5.0)
    try:
        return asyncio.run(resolver.resolve(host, 443, f"https://{host}/"))
    finally:
        resolver.close()


@pytest.mark.parametrize("host", REFUSED)
def test_private_networks_are_refused(host: str) -> None:
    with pytest.raises(Forbidden, match="is not a public address") as caught:
        addresses(host)
    assert caught.value.reason == "private-network"
    assert host in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1."])
def test_an_address_is_refused_in_any_spelling_where_a_proxy_resolves_names(host: str) -> None:
    resolver = Resolver(Networks(), {}, 5.0)
    try:
        with pytest.raises(Forbidden, match="is not a public address"):
            resolver.refuse_literal(host, f"https://{host}/")
        resolver.refuse_literal("news.example", "https://news.example/")
        resolver.refuse_literal("8.8.8.8", "https://8.8.8.8/")
    finally:
        resolver.close()


@pytest.mark.parametrize("host", PUBLIC)
def test_public_addresses_are_not(host: str) -> None:
    assert addresses(host) == [(str(ipaddress.ip_address(host)), 443)]


@pytest.mark.parametrize(
    ("allowed", "host", "permitted"),
    [
        ("127.0.0.0/8", "127.0.0.1", True),
        ("127.0.0.0/8", "::ffff:127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("10.0.0.1/8", "10.200.0.1", True),
        ("::1", "::1", True),
        ("fd00::/8", "fd12::1", True),
        ("fd00::/8", "10.0.0.1", False),
    ],
)
def test_networks_allowed_by_name(allowed: str, host: str, permitted: bool) -> None:
    assert Networks((allowed,)).permit(ipaddress.ip_address(host)) is permitted


def test_a_name_is_judged_by_what_it_resolves_to() -> None:
    with pytest.raises(Forbidden):
        addresses("localhost")
    assert ("127.0.0.1", 443) in addresses("localhost", ("127.0.0.0/8", "::1"))


def test_connect_to_is_judged_by_where_it_leads() -> None:
    with pytest.raises(Forbidden):
        addresses("news.example", connect_to={"news.example:443": "127.0.0.1:8443"})
    assert addresses("news.example", ("127.0.0.1",), {"news.example:443": "127.0.0.1:8443"}) == [("127.0.0.1", 8443)]


@pytest.mark.parametrize(
    ("asked", "instead", "expected"),
    [
        ("news.example:443", "127.0.0.1:8443", ("127.0.0.1", 8443)),
        ("news.example:80", "127.0.0.1:8443", ("news.example", 443)),
        ("other.example:443", "127.0.0.1:8443", ("news.example", 443)),
        (":443", "127.0.0.1:8443", ("127.0.0.1", 8443)),
        ("news.example:", ":8443", ("news.example", 8443)),
        (":", "mirror.example:", ("mirror.example", 443)),
        ("NEWS.example:443", "[::1]:8443", ("::1", 8443)),
    ],
)
def test_connect_to_is_read_as_curl_reads_it(asked: str, instead: str, expected: tuple[str, int]) -> None:
    resolver = Resolver(Networks(), {asked: instead}, 5.0)
    assert resolver.detour("news.example", 443) == expected
    resolver.close()


def test_the_first_connect_to_that_matches_counts() -> None:
    resolver = Resolver(Networks(), {"news.example:": "a.example:1", ":": "b.example:2"}, 5.0)
    assert resolver.detour("news.example", 443) == ("a.example", 1)
    assert resolver.detour("x.example", 443) == ("b.example", 2)
    resolver.close()


@pytest.mark.parametrize("endpoint", ["news.example", "news.example:https", "news.example:70000"])
def test_a_connect_to_that_cannot_be_read_is_named(endpoint: str) -> None:
    with pytest.raises(ConfigError, match=endpoint):
        Resolver(Networks(), {endpoint: "127.0.0.1:1"}, 5.0)


def test_a_network_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigError, match="allow_networks"):
        Networks(("localhost",))
