"""The short line over a headline: topline, overline, Dachzeile, occhiello, antetítulo."""

import re
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.extract.headline.headings import KICKER, MAX_KICKER, Heading, name_of
from scraper.extract.headline.site_name import MAX_TITLE
from scraper.extract.page.document import Document, text_of
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import key, plain

_JOINED = re.compile(r":\s+|\s+[-–—:]\s+")
_EDGES = " \t:|–—-•·/"
_STAMP = re.compile(r"\d{1,2}[.:/]\d{2}|\b(?:19|20)\d\d\b|\s[/>›»|]\s")  # a date, or a path of sections
STEPS, CLIMBS = 3, 2  # elements before the headline looked at, and boxes left to find them
MAX_WORDS, MAX_UNNAMED = 10, 5  # words, where the line is named a kicker and where it only stands above the headline
MAX_PIECES = 12  # elements of a box above the headline looked at


def find_kicker(
    document: Document, story: Story, headline: Heading | None, title: str, sites: frozenset[str]
) -> Found[str] | None:
    """The line over the headline, apart from it: inside the heading, named so above it, or what og:title or JSON-LD
    join before the words of the heading ("Islands: Ferry strikes").

    The title may have it too, where that is how the newsroom declares its headline. A path of sections, the site's name
    and a date are no kickers. [74 of the 723 gold pages have one. No set has kickers to measure by.]
    """
    if headline is not None and headline.kicker and _is_kicker(headline.kicker, title, sites):
        return Found(headline.kicker, "heading")
    if headline is not None and (above := _find_above(headline.node, title, sites)):
        return above
    shown = headline.text if headline is not None else title
    declared = [("json-ld", said[1])] if (said := story.text("headline")) else []
    declared += [("og:title", plain(text)) for text in document.meta.get("og:title", ())[:1]]
    for how, text in (("title", title), *declared):
        if opening := _split_off(text, shown):
            return Found(opening, how) if _is_kicker(opening, shown, sites) else None
    return None


def _find_above(node: LexborNode, title: str, sites: frozenset[str]) -> Found[str] | None:
    """The line above the headline that is named a kicker; or a short heading of lower rank right above it."""
    current: LexborNode | None = node
    for climbed in range(CLIMBS + 1):
        before = current.prev if current is not None else None
        steps = 0
        while before is not None and steps < STEPS:
            if before.is_element_node:
                steps += 1
                named = _find_named(before)
                ranked = not climbed and steps == 1 and before.tag in ("h3", "h4", "h5", "h6")
                line = named[0] if named else before
                text = text_of(line, enough=MAX_KICKER).strip(_EDGES) if named or ranked else ""
                if text and (named or len(text.split()) <= MAX_UNNAMED) and _is_kicker(text, title, sites):
                    return Found(text, f"visible:{named[1] if named else before.tag}")
            before = before.prev
        current = current.parent if current is not None else None
        if current is None or current.tag in ("article", "main", "body"):
            return None
    return None


def _find_named(node: LexborNode) -> tuple[LexborNode, str] | None:
    """The innermost of an element and the first it holds that is named a kicker, and the name."""
    found = None
    for piece in islice(node.traverse(), MAX_PIECES):
        if (names := name_of(piece)) and (word := _judge_names(names)):
            found = (piece, word)
    return found


@lru_cache(maxsize=16_384)
def _judge_names(names: str) -> str:
    """The word in an element's names that calls it a kicker, or "". A site's pages share their names."""
    match = KICKER.search(names)
    return match[0] if match is not None else ""


def _split_off(text: str, shown: str) -> str | None:
    """What a declared headline has before the words that the page shows as its headline."""
    mark = key(shown)
    if len(mark) < 8 or len(text) > MAX_TITLE or not key(text).endswith(mark) or key(text) == mark:
        return None
    for match in _JOINED.finditer(text):
        if key(text[match.end() :]) == mark:
            return text[: match.start()].strip(_EDGES) or None
    return None


def _is_kicker(text: str, title: str, sites: frozenset[str]) -> bool:
    return (
        1 < len(key(text)) <= MAX_KICKER
        and len(text) <= MAX_KICKER
        and len(text.split()) <= MAX_WORDS
        and key(text) not in sites
        and key(text) != key(title)
        and not _STAMP.search(text)
    )
