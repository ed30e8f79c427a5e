"""Bytes of HTTP messages made readable: the one way, for live and replay, so that both see the same document.

An `Exchange` keeps its response as received. From it are read, one on top of the other: the head (`parse_head`), the
payload (`payload`: transfer-coding removed, what WARC-Payload-Digest covers), the content (`content`: content-coding
removed too) and the document (`text_utf8`: as UTF-8, with the charset that was decided). Pure; nothing here raises on
bad input, and every step is bounded: what cannot be decoded is given as it is, or as far as it goes.
"""

from scraper.decode.charset import to_utf8
from scraper.decode.media import media_type
from scraper.decode.message import Head, content, exchange, parse_head, payload
from scraper.model import Exchange

__all__ = ["Head", "content", "exchange", "media_type", "parse_head", "payload", "text_utf8"]


def text_utf8(exchange: Exchange) -> tuple[bytes, str]:
    """The document as valid UTF-8 without a byte order mark, and the charset it was read in ("windows-1252").

    `charset.to_utf8` tells how the charset is decided.
    """
    return to_utf8(content(exchange), exchange.header("content-type"))
