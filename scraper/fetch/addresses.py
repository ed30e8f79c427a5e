"""Which address is connected to: connect_to, name resolution, and the refusal of networks that are not public."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, zip_longest
from typing import TypeAlias

from scraper.errors import ConfigError, Forbidden, Unreachable

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_MOST = 6  # addresses of one name that are tried


class Networks:
    """The networks that may be connected to: the public ones, and those allowed by name (CIDRs or addresses)."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        try:
            self._allowed = [ipaddress.ip_network(network, strict=False) for network in allowed]
        except ValueError as error:
            raise ConfigError(f"allow_networks: {error}; expected a network such as 127.0.0.0/8") from error

    def permit(self, address: Address) -> bool:
        """Whether it may be connected to. An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged itself."""
        inner = _embedded(address)
        if any(part in network for part in (address, inner) if part is not None for network in self._allowed):
            return True
        return _is_public(inner) and _is_public(address, mapped=True) if inner is not None else _is_public(address)


class Resolver:
    """Host and port to the addresses that may be connected to, in the order to try them."""

    def __init__(self, networks: Networks, connect_to: Mapping[str, str], timeout: float) -> None:
        self._networks, self._timeout = networks, timeout
        self._detours = [(_endpoint(asked), _endpoint(instead)) for asked, instead in connect_to.items()]
        # Threads of its own: a name server that hangs must not keep those waiting that the event loop lends to others.
        self._threads = ThreadPoolExecutor(16, thread_name_prefix="dns")

    def detour(self, host: str, port: int) -> tuple[str, int]:
        """Where connect_to sends a host and port, as curl's --connect-to: empty matches any, or keeps what it was."""
        for (asked_host, asked_port), (instead_host, instead_port) in self._detours:
            if asked_host in ("", host) and asked_port in ("", str(port)):
                return instead_host or host, int(instead_port or port)
        return host, port

    def refuse_literal(self, host: str, url: str) -> None:
        """Raise Forbidden where a host is itself an address that is not permitted; for where a proxy resolves names."""
        address = _literal(host) or _loose(host)
        if address is not None and not self._networks.permit(address):
            raise _forbidden(url, [address])

    async def resolve(self, host: str, port: int, url: str) -> list[tuple[str, int]]:
        """Addresses and port, IPv6 and IPv4 by turns. Raises Unreachable (dns) or Forbidden (private-network)."""
        host, port = self.detour(host, port)
        address = _literal(host)
        addresses = [address] if address is not None else await self._look_up(host, port, url)
        permitted = [address for address in addresses if self._networks.permit(address)]
        if not permitted:
            raise _forbidden(url, addresses)
        first = permitted[0].version
        families = (
            [one for one in permitted if one.version == first],
            [one for one in permitted if one.version != first],
        )
        ordered = [one for one in chain.from_iterable(zip_longest(*families)) if one is not None]
        return [(str(one), port) for one in ordered[:_MOST]]

    async def look_up_any(self, host: str, port: int, url: str) -> list[tuple[str, int]]:
        """The same without asking whether they are permitted: for the operator's own proxy."""
        address = _literal(host)
        addresses = [address] if address is not None else await self._look_up(host, port, url)
        return [(str(one), port) for one in addresses[:_MOST]]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _look_up(self, host: str, port: int, url: str) -> list[Address]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout):
                found = await loop.run_in_executor(self._threads, _getaddrinfo, host, port)
        except TimeoutError:
            raise Unreachable(
                f"{url}: no answer from the name service on {host} within {self._timeout:g} s", "dns"
            ) from None
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{url}: {host} does not resolve: {_reason(error)}", "dns") from error
        addresses = [_literal(text) for text in found]
        return list(dict.fromkeys(address for address in addresses if address is not None))


def _getaddrinfo(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _reason(error: Exception) -> str:
    return str(error.strerror or error) if isinstance(error, OSError) else "not a host name"


def _forbidden(url: str, addresses: Sequence[Address]) -> Forbidden:
    where = ", ".join(map(str, addresses[:3]))
    return Forbidden(f"{url}: {where} is not a public address; allow_networks can permit it", "private-network")


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _loose(host: str) -> Address | None:
    """`2130706433`, `0x7f.1` and `0177.0.0.1` are addresses to the resolver of a system, and so to a proxy's."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):  # a name; ValueError: with a NUL, or with letters beyond ASCII
        return None


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def _is_public(address: Address, *, mapped: bool = False) -> bool:
    if address.is_multicast or address.is_unspecified or address.is_loopback or address.is_link_local:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return mapped or (address.is_global and not address.is_reserved)


def _endpoint(text: str) -> tuple[str, str]:
    """ "host:port" taken apart, either may be empty; an IPv6 host stands in brackets."""
    host, colon, port = text.rpartition(":")
    if not colon or (port and not (port.isascii() and port.isdigit() and int(port) < 65_536)):
        raise ConfigError(f'connect_to: expected "host:port", got "{text}"')
    with suppress(UnicodeError):  # no name of a host, which matches none
        host = host.encode("idna").decode("ascii")
    return host.strip("[]").lower(), port
