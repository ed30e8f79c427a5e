"""What the body of a request for a crawl means: sections by name and addresses, as targets. Nothing is fetched here."""

import ipaddress
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scraper.api.orders import Wanted
from scraper.fetch.addresses import Networks
from scraper.model import Kind, Target
from scraper.urls import normalise

MOST_TARGETS = 1_000
LONGEST = 2_000  # characters of a name or an address
_KEYS = ("sections", "urls")


class Malformed(Exception):  # noqa: N818
    """The body is not what the description says. Its text is a sentence for whoever sent it."""


class Unfit(Exception):  # noqa: N818
    """The body is as described, and names something that is not there or must not be fetched."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the configuration in force knows: its sections by name and by address, whose an address is, and what
    networks may be fetched from."""

    by_name: Mapping[str, Target]
    by_url: Mapping[str, Target]
    publisher: Callable[[str], str]
    networks: Networks


def read(body: bytes, known: Known) -> Wanted:
    """What a body asks for. Raises Malformed or Unfit."""
    asked = _parse(body)
    targets = dict[str, Target]()
    for name in asked["sections"]:
        if name not in known.by_name:
            raise Unfit(f"no section is named {_shown(name)}; GET /api/openapi.json lists those there are")
        target = known.by_name[name]
        targets[target.url] = target
    for text in asked["urls"]:
        target = _target(text, known)
        targets[target.url] = target
    return Wanted(tuple(asked["sections"]), tuple(asked["urls"]), tuple(targets.values()))


def _parse(body: bytes) -> dict[str, list[str]]:
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("expected a JSON object") from None
    if not isinstance(data, dict) or not data.keys() <= set(_KEYS):
        raise Malformed('expected a JSON object with "sections", "urls" or both, and nothing else')
    asked = {key: data.get(key, []) for key in _KEYS}
    for key, values in asked.items():
        fit = isinstance(values, list) and all(isinstance(one, str) and 0 < len(one) <= LONGEST for one in values)
        if not fit or (key in data and not values):
            raise Malformed(f'"{key}": expected a list of strings, each of 1 to {LONGEST:,} characters')
        if len(set(values)) != len(values):
            raise Malformed(f'"{key}": expected each once')
        if len(values) > MOST_TARGETS:
            raise Malformed(f'"{key}": expected at most {MOST_TARGETS:,}')
    if not any(asked.values()):
        raise Malformed('expected "sections", "urls" or both')
    return asked


def _target(text: str, known: Known) -> Target:
    url = normalise(text) if "://" in text else None
    host = urlsplit(url).hostname if url else _host(text)
    if host is not None and not _is_public(host, known.networks):
        raise Unfit(f"{_shown(text)} is not a public address; fetch: allow_networks can permit it")
    if url is None:
        raise Unfit(f"{_shown(text)} is no address that can be fetched; expected one that begins with https://")
    return known.by_url.get(url) or Target(url, known.publisher(url), Kind.ARTICLE, section=url)


def _host(text: str) -> str | None:
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def _is_public(host: str, networks: Networks) -> bool:
    """False where the host itself names a machine that must not be asked; of other names the fetcher judges.

    That knows `2130706433`, `0x7f.1` and `0177.0.0.1` for addresses, as the system's resolver does.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, section 6.3
        name = "127.0.0.1"
    try:
        return networks.permit(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        pass
    try:
        return networks.permit(ipaddress.IPv4Address(socket.inet_aton(name)))
    except (OSError, ValueError):  # a name; ValueError: with a NUL, or with letters beyond ASCII
        return True


def _shown(text: str) -> str:
    return json.dumps(text if len(text) <= 100 else text[:99] + "…")
