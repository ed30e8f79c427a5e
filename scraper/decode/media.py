"""What kind of document a response is: its media type, declared or sniffed."""

import re

from scraper.decode.message import content
from scraper.model import Exchange

_GENERIC = frozenset(
    (
        "",
        "*/*",
        "application/octet-stream",
        "binary/octet-stream",
        "application/unknown",
        "unknown/unknown",
        "text/plain",
    )
)


def media_type(exchange: Exchange) -> str:
    """The media type in lower case without parameters, "text/html"; sniffed where the header is absent or says nothing.

    `text/plain` is believed only where the content does not begin as HTML or XML does: it is what unset servers send.
    """
    declared = (exchange.header("content-type") or "").partition(";")[0].strip().lower()
    return declared if "/" in declared and declared not in _GENERIC else _sniff(content(exchange, 65_536))


_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
)
_HTML_START = re.compile(
    rb"(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|script|style|link|div|table|h1|p|a|br)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)


def _sniff(data: bytes) -> str:
    """The media type by how the content begins, after the manner of the WHATWG MIME Sniffing standard."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    start = data[:8192].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML_START.match(start):
        return "text/html"
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:RDF")):
        return "application/xhtml+xml" if re.search(rb"<html[\s>]", start[:2048]) else "text/xml"
    if start.startswith((b"{", b"[")):
        return "application/json"
    binary = any(byte < 9 or 13 < byte < 27 for byte in data[:1024]) and data[:2] not in (b"\xff\xfe", b"\xfe\xff")
    return "application/octet-stream" if binary else "text/plain"
