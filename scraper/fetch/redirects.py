"""Where a response sends us (RFC 9110, 15.4)."""

import httpx

from scraper.fetch.names import host_of
from scraper.model import Exchange

_STATUSES = frozenset({301, 302, 303, 307, 308})


def location(exchange: Exchange) -> str | None:
    """The absolute http(s) URL that a redirect names; None where it is none, or names none that can be followed."""
    value = exchange.header("location") if exchange.status in _STATUSES else None
    if not value:
        return None
    try:
        text = value.encode("latin-1").decode("utf-8")  # headers are octets; most that are not ASCII are UTF-8
    except (UnicodeEncodeError, UnicodeDecodeError):
        text = value
    try:
        url = httpx.URL(exchange.url).join(text.strip())
    except (httpx.InvalidURL, ValueError):  # ValueError: brackets that hold no address
        return None
    if url.scheme not in ("http", "https") or not host_of(url):
        return None
    return str(url.copy_with(userinfo=b"", fragment=None))
