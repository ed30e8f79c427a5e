"""RSS, Atom and RDF feeds, by feedparser, from bytes alone: nothing is fetched, no entity is expanded."""

import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax import SAXParseException

from scraper import urls
from scraper.cadence import feed_period
from scraper.model import Discovery, Kind, Link

MAX_ITEMS = 5_000
MAX_BYTES = 16_000_000

_ITEM = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?(?:item|entry)[\s>]")
_TAGS = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


def read_feed(document: bytes, url: str) -> Discovery:
    """The items of a feed, in its order: link, title and date as written. `document` is UTF-8, whatever it declares.

    The link is feedburner's original address, else `link` (Atom: rel=alternate), else a guid that is a permalink. Items
    without an http(s) link are left out. Broken XML is read as far as it goes, and said in the complaint.
    """
    import feedparser  # here, since it loads urllib's openers and ssl, which few who import this need

    document, complaint = _bounded(document)
    parsed = feedparser.parse(
        io.BytesIO(document),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        return Discovery(Kind.FEED, complaint="is no RSS, Atom or RDF feed")
    error = parsed.get("bozo_exception")
    if isinstance(error, SAXParseException):
        complaint = f"is not well-formed XML: {error.getMessage()} at line {error.getLineNumber() or 0}"
    links: dict[str, Link] = {}
    for entry in parsed.entries[:MAX_ITEMS]:
        for written in _addresses(entry):
            if address := urls.normalise(written, url):
                links.setdefault(address, Link(address, _title(entry), _date(entry)))
                break
    said = (_said(parsed.feed, key) for key in ("ttl", "sy_updateperiod", "sy_updatefrequency"))
    period, onward = feed_period(*said), _next_page(parsed.feed, url)
    return Discovery(Kind.FEED, tuple(links.values()), onward, complaint=complaint, not_before=period)


def _next_page(feed: Mapping[str, Any], url: str) -> str | None:
    """The next document of a feed that has several (RFC 5005, section 3); never another site's."""
    for link in feed.get("links", ()):
        if link.get("rel") == "next" and (address := urls.normalise(str(link.get("href") or ""), url)):
            return address if address != url and urls.site(address) == urls.site(url) else None
    return None


def _bounded(document: bytes) -> tuple[bytes, str | None]:
    """The document cut before the item that is one too many, so that a hostile feed costs no more than a long one."""
    for count, item in enumerate(_ITEM.finditer(document)):
        if count == MAX_ITEMS or item.start() > MAX_BYTES:
            return document[: item.start()], f"has more than {count} items; the rest was not read"
    return document[:MAX_BYTES], None


def _addresses(entry: Mapping[str, Any]) -> Iterator[str]:
    """The item's addresses, the best first."""
    yield from (entry[key] for key in ("feedburner_origlink",) if isinstance(entry.get(key), str))
    alternates = [link for link in entry.get("links", ()) if link.get("rel") == "alternate" and link.get("href")]
    pages = [link for link in alternates if "html" in link.get("type", "html")]
    yield from (str(link["href"]) for link in (*pages, *alternates))
    if entry.get("link"):
        yield str(entry["link"])
    if str(entry.get("id", "")).startswith(("http://", "https://")) and not entry.get("links"):
        yield str(entry["id"])


def _said(feed: Mapping[str, Any], key: str) -> str | None:
    value = feed.get(key)
    return value if isinstance(value, str) else None


def _title(entry: Mapping[str, Any]) -> str | None:
    text = html.unescape(_TAGS.sub(" ", str(entry.get("title") or "")))
    return _SPACE.sub(" ", text).strip() or None


def _date(entry: Mapping[str, Any]) -> str | None:
    for key in ("published", "updated", "created"):
        if text := str(entry.get(key) or "").strip():
            return text
    return None
