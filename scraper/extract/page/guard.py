"""Markup made to hurt, disarmed before it is parsed. Pages made to be read pass untouched, and cost a count or two.

Three things take an HTML parser more than its share, by the rules of the standard and by nobody's fault: elements
nested by the ten thousand (every end tag looks through all that are open), formatting elements left open (each new
paragraph opens them all again), and attributes by the ten thousand (each is compared with those before it).
"""

import re
from itertools import islice

_MARKUP = re.compile(rb"<[^<>]*")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
# As the tokenizer parts them: by blanks or "/", and what stands in quotes is of the one before it.
_ATTRIBUTE = re.compile(rb"""[^\s"'/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*))?""")
_FORMATTING = frozenset(b"b big code em font i s small strike strong tt u".split())
_FORMATTING_TAG = re.compile(
    rb"</?(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])[^<>]{0,500}>", re.IGNORECASE
)
# Their end may be left out, or they have none.
_CHILDLESS = frozenset(
    (
        b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option path use"
    ).split()
)
MANY_TAGS = 10_000
MANY_UNCLOSED = 2_000
MAX_PAGE = 20_000_000  # octets; a few hundred thousand are usual, and the parser takes six times as much memory
LARGE_PAGE = 2_000_000  # octets above which it matters what they are: of `<p>x` it takes 75 times as much
MAX_MARKUP = 500_000  # tags and attributes of such a page
MAX_DEPTH = 2_000
MAX_OPEN_FORMATTING = 150
LONG_TAG = 8_000  # bytes; one that is no longer cannot hold enough attributes to take long
MAX_ATTRIBUTES = 500


def tame(html: bytes) -> bytes:
    """The page itself, or as much of it as can be parsed in time and memory linear in its size.

    A page is cut at MAX_PAGE octets, at MAX_MARKUP tags and attributes and where nesting passes MAX_DEPTH, loses its
    formatting tags where too many are left open, and loses any start tag with more than MAX_ATTRIBUTES attributes.
    """
    html = html[:MAX_PAGE]
    if b"\0" in html:
        html = html.replace(b"\0", b"")  # ignored in text (HTML, 13.2.6.4.7), but three octets each to the parser
    if len(html) > LARGE_PAGE:
        html = _as_much_markup_as_fits(html)
    if len(html) > LONG_TAG:
        html = _without_long_tags(html)
    tags = len(html) - len(html.replace(b"<", b""))  # `count` goes byte by byte, and takes a third longer
    if tags < MANY_UNCLOSED or (tags < MANY_TAGS and _has_end_tags(html, (tags - MANY_UNCLOSED) // 2 + 1)):
        return html
    depth = open_formatting = most_open = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _CHILDLESS:
            continue
        step = -1 if match[1] else 1
        depth = max(0, depth + step)
        if name in _FORMATTING:
            open_formatting = max(0, open_formatting + step)
            most_open = max(most_open, open_formatting)
        if depth > MAX_DEPTH:
            html = html[: match.start()]
            break
    return _FORMATTING_TAG.sub(b"", html) if most_open > MAX_OPEN_FORMATTING else html


def _as_much_markup_as_fits(html: bytes) -> bytes:
    held = 0
    for match in _MARKUP.finditer(html):
        held += len(match[0].split(None, MAX_MARKUP))
        if held > MAX_MARKUP:
            return html[: match.start()]
    return html


def _has_end_tags(html: bytes, wanted: int) -> bool:
    """Whether there are so many end tags. The search for two bytes is dear; most pages have enough in their middle."""
    step = len(html) // 8 + 1
    for part in (2, 3, 4, 5, 6, 7, 1, 0):
        wanted -= html.count(b"</", part * step, (part + 1) * step + 1)
        if wanted <= 0:
            return True
    return False


def _without_long_tags(html: bytes) -> bytes:
    """Start tags of many attributes taken out. Long scripts and pictures inside attributes are left alone.

    Looks at a few bytes of each stretch, but for those of LONG_TAG bytes without a ">".
    """
    kept: list[bytes] = []
    copied = place = 0
    while place + LONG_TAG < len(html):
        end = html.rfind(b">", place, place + LONG_TAG)
        if end < 0:
            end = html.find(b">", place + LONG_TAG)
            end = len(html) if end < 0 else end
            start = html.rfind(b"<", place, end)
            if start >= 0 and _is_long_tag(html, start, end):
                kept += (html[copied:start], b"<wbr")
                copied = end
        place = end + 1
    return b"".join((*kept, html[copied:])) if kept else html


def _is_long_tag(html: bytes, start: int, end: int) -> bool:
    if end - start <= LONG_TAG or not _TAG.match(html, start):
        return False
    return next(islice(_ATTRIBUTE.finditer(html, start, end), MAX_ATTRIBUTES, None), None) is not None
