"""The start page: HTML by its heading, which pywb shows beside its search, as what it calls a collection's metadata."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlencode

from scraper.browse.process import COLLECTION


def link_capture(url: str, words: str, at: datetime | None = None) -> str:
    """To a capture, the newest where no time is given, and to the calendar of all there are."""
    place = quote(url, safe=":/?&=#%+,;@!~*'()[]$-._")
    if at is None:
        return f"{_anchor(place, words)} {_anchor(f'*/{place}', 'all captures')}"
    moment = at.astimezone(UTC)
    here = _anchor(f"{moment:%Y%m%d%H%M%S}/{place}", words)
    return f"{here} <small>{moment:%Y-%m-%d %H:%M} UTC</small> {_anchor(f'*/{place}', 'all captures')}"


def link_host(host: str) -> str:
    """To the list of all captures from a host."""
    return _anchor("*?" + urlencode({"url": host, "matchType": "host"}), host)


def listing(items: Iterable[str]) -> str:
    """Links one below the other."""
    return "".join(f"<div>{item}</div>" for item in items) or "<p>none</p>"


def _anchor(place: str, words: str) -> str:
    return f'<a href="/{COLLECTION}/{escape(place)}">{escape(words)}</a>'
