"""What a page shows itself with: the images, stylesheets, scripts and fonts that a browser would load for it. Pure.

`page_requisites` reads a page, `sheet_requisites` a stylesheet, which may name more of them. Addresses are given as a
browser asks for them (`urls.requested`), in document order, without duplicates, LIMIT at most.

Read are: img (with `srcset`, every candidate), picture, poster of video, link (stylesheet, icon, apple-touch-icon,
preload, modulepreload), script, input of type image, image and use of SVG, style elements and attributes, and the
attributes that scripts load pictures from later (`data-src` and its like). Not read: what only scripts know of, frames,
sound and film, the other branch of `noscript`, and scripts that are data or wait for consent (`type="text/plain"`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper import decode, urls
from scraper.extract.page.guard import tame
from scraper.model import Exchange

LIMIT = 500  # of one page or stylesheet
_LONGEST = 2_000_000  # bytes of a stylesheet that are read; seconds of work where it means harm

_ELEMENTS = (
    "img,picture>source,video[poster],link[href],script[src],input[type=image i],image,use,style,"
    "[style*='url(' i],[style*='image-set(' i]"
)
_LINKS = frozenset({"stylesheet", "icon", "apple-touch-icon", "modulepreload"})
_PRELOADED = frozenset({"style", "script", "font", "image"})
_SCRIPT = re.compile(r"\s*(?:module|(?:text|application)/(?:x-)?(?:java|ecma)script\s*(?:;.*)?)?\s*\Z", re.IGNORECASE)
_NOSCRIPT, _NOSCRIPT_END = re.compile(rb"(?i)<noscript(?=[\s>/])"), re.compile(rb"(?i)</noscript(?=[\s>/])")
_CANDIDATE = re.compile(r"[\s,]*([^\s]+)((?:[^,(]|\([^)]*\)?)*)")
# A stylesheet by the words that matter (CSS Syntax Level 3, section 4.3): a comment, string or bad url() hides what it
# holds, and what @namespace and @document name is never loaded.
_STRING = r""""(?:[^"\\\n]|\\(?s:.))*+"|'(?:[^'\\\n]|\\(?s:.))*+'"""
_WORDS = re.compile(
    rf"(?=[-/@()\"'uit])(?:/\*(?s:.*?)(?:\*/|\Z)|@(?:namespace|(?:-moz-)?document)\b[^;{{]*"
    rf"|(?P<import>@import\s*(?=[\"']))|(?P<set>(?<![\w-])(?:-webkit-)?image-set\()"
    rf"|(?<![\w-])url\(\s*(?:(?P<quoted>{_STRING})|(?P<bare>(?:[^\"'()\s\\]|\\.)*+))\s*\)"
    rf"|(?<![\w-])url\((?:[^)\\]|\\.)*+"
    rf"|(?P<string>{_STRING})|(?P<type>(?<![\w-])type\()|(?P<open>\()|(?P<close>\)))",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(\n)|(.))")


def page_requisites(exchange: Exchange) -> tuple[str, ...]:
    """What a browser would load to show an HTML page."""
    document, _ = decode.text_utf8(exchange)
    tree = LexborHTMLParser(tame(_without_noscript(document)))
    written = tree.css_first("base[href]")
    base = urls.requested(written.attributes.get("href") or "", exchange.url) if written is not None else None
    named = chain.from_iterable(_named(node) for node in tree.css(_ELEMENTS))
    return _addresses(named, base or exchange.url, exchange.url)


def sheet_requisites(exchange: Exchange) -> tuple[str, ...]:
    """What a stylesheet names: other stylesheets, pictures, fonts. Nothing where the answer is no stylesheet."""
    if decode.media_type(exchange) != "text/css":
        return ()
    document, _ = decode.text_utf8(exchange)
    return _addresses(_in_css(document[:_LONGEST].decode("utf-8", "replace")), exchange.url, exchange.url)


def _addresses(named: Iterable[str], base: str, own: str) -> tuple[str, ...]:
    """Resolved, and without what is written into the document itself (`data:`, `blob:`, `#fragment`)."""
    found: dict[str, None] = {}
    for name in named:
        if len(found) == LIMIT:
            break
        name = name.strip()
        if name and not name.startswith("#") and (address := urls.requested(name, base)) and address != own:
            found[address] = None
    return tuple(found)


def _without_noscript(document: bytes) -> bytes:
    """A page as a browser that runs scripts sees it. Most of what stands in these elements are counters' pixels.

    Cut out beforehand, since the parser, which runs none, ends the element and the head at the first picture.
    """
    kept, place = [], 0
    while opened := _NOSCRIPT.search(document, place):
        closed = _NOSCRIPT_END.search(document, opened.end())
        if closed is None:
            break
        kept.append(document[place : opened.start()])
        place = closed.end()
    return b"".join((*kept, document[place:])) if kept else document


def _named(node: LexborNode) -> Iterator[str]:
    """What one element names, as written."""
    tag, attributes = node.tag or "", node.attributes
    if "style" in attributes and tag != "style":
        yield from _in_css(attributes["style"] or "")
    match tag:
        case "img" | "source":
            yield from _pictures(attributes, tag)
        case "video":
            yield attributes.get("poster") or ""
        case "link":
            yield from _linked(attributes)
        case "script":
            if "nomodule" not in attributes and _SCRIPT.match(attributes.get("type") or ""):
                yield attributes.get("src") or ""
        case "input":
            yield attributes.get("src") or ""
        case "image" | "use":
            yield attributes.get("href") or attributes.get("xlink:href") or ""
        case "style":
            yield from _in_css(node.text())


def _pictures(attributes: Mapping[str, str | None], tag: str) -> Iterator[str]:
    names = ("src", "data-src", "data-lazy-src", "data-original") if tag == "img" else ()
    yield from (attributes.get(name) or "" for name in names)
    for name in ("srcset", "data-srcset", "data-lazy-srcset"):
        yield from _candidates(attributes.get(name) or "")


def _linked(attributes: Mapping[str, str | None]) -> Iterator[str]:
    relations = (attributes.get("rel") or "").lower().split()
    preloaded = "preload" in relations and (attributes.get("as") or "").lower() in _PRELOADED
    if preloaded:
        yield from _candidates(attributes.get("imagesrcset") or "")
    if preloaded or not _LINKS.isdisjoint(relations):
        yield attributes.get("href") or ""


def _candidates(srcset: str) -> Iterator[str]:
    """The addresses of a `srcset` (HTML, section 4.8.4.2.2): blanks end them, since they may hold commas."""
    place = 0
    while found := _CANDIDATE.match(srcset, place):
        address = found[1].rstrip(",")
        yield address
        place = found.end() if address == found[1] else found.end(1)


def _in_css(text: str) -> Iterator[str]:
    """What url(), @import and image-set() name. A string is an address only where @import or image-set() says so."""
    folded = text.lower()
    if not any(word in folded for word in ("url(", "@import", "image-set(")):
        return  # most style elements, at a hundredth of the price
    sets: list[int] = []  # how deep each image-set() that is open lies; 0 for a type() in it, whose string is none
    imported, depth = False, 0
    for word in _WORDS.finditer(text):
        kind = word.lastgroup
        if kind in ("quoted", "bare"):
            yield _unescape(word["bare"] if kind == "bare" else word["quoted"][1:-1])
        elif kind == "string" and (imported or (sets and sets[-1] > 0)):
            yield _unescape(word["string"][1:-1])
        elif kind in ("set", "type", "open"):
            depth += 1
            if kind != "open":
                sets.append(depth if kind == "set" else 0)
        elif kind == "close":
            if sets and sets[-1] in (depth, 0):
                sets.pop()
            depth = max(0, depth - 1)
        imported = kind == "import"


def _unescape(text: str) -> str:
    """CSS escapes undone (CSS Syntax, section 4.3.7)."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[3] or ""
    code = int(escape[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
