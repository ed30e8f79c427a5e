"""What the network side is told; the composition root maps the configuration onto it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from scraper.fetch.credentials import Credentials


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Whose requests these are, and how hard they may press."""

    user_agent: str
    sender: str | None  # From (RFC 9110, 10.1.2)
    robots_product_token: str  # matched with robots.txt's groups (RFC 9309, 2.2.1)
    delay: float = 1.0  # seconds between two requests to a host
    per_host: int = 1  # in flight
    concurrency: int = 16  # in flight, to all hosts
    attempts: int = 3
    timeout: float = 30.0  # seconds to connect, and between two reads; a whole exchange may take ten times as long
    max_body: int = 20_000_000  # octets as received; more is cut off, and the capture says so
    max_head: int = 262_144
    proxy: str | None = None  # http://user:password@host:port
    ca_bundle: Path | None = None  # PEM, instead of the usual certificates
    connect_to: Mapping[str, str] = field(default_factory=dict)  # "host:port" -> "host:port", as curl's --connect-to
    allow_networks: tuple[str, ...] = ()  # networks or addresses that are not public and may be asked all the same
    proxies: Mapping[str, str] = field(default_factory=dict)  # by section, instead of `proxy`
    credentials: Mapping[str, Credentials] = field(default_factory=dict)  # by section
    http2: frozenset[str] = frozenset()  # hosts that are asked by HTTP/2 where they offer it, in lower case


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that tests need neither."""

    now: Callable[[], datetime] = _utc_now  # UTC: stamps captures, ages robots.txt
    seconds: Callable[[], float] = time.monotonic  # never goes back: delays
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    random: Callable[[], float] = random.random  # from 0 up to 1: jitter
