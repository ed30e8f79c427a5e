"""The page's headings as a reader sees them: the headline's words, and the kicker that stands in the same element."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.extract.page.document import BREAKS, UNSEEN, Document, has_elements
from scraper.extract.page.witnesses import Element
from scraper.extract.page.words import fold, key

# What sites call the short line over a headline, in the languages of the corpus.
KICKER = re.compile(
    r"kicker|top-?line|over-?line|roof-?line|dach-?zeile|eyebrow|spitzmarke|supertitle|super-?headline|pre-?title"
    r"|pre-?headline|title-?header|topic-?label|fly-?title|ante-?titulo|pre-?titulo|cintillo|volanta|epigrafe|occhiello"
    r"|sopra-?titolo|sopratitolo|soprattitolo|sur-?titre|avant-?titre|stikk-?tit|trompet|vignett|vinjett|over-?rubri"
    r"|ueber-?zeile|chapeu|(?<![a-z])hat(?![a-z])|cartola|bovenkop|nad-?tytul|nad-?titul|felcim|supratitlu|ust-?baslik"
)
# Inside the heading, first and shorter than the rest, these say the same.
_KICKER_INSIDE = re.compile(KICKER.pattern + r"|subheadline|small|label|category|prefix|strap|intro|section|rubri[ck]")
_LOGO = re.compile(r"logo|site-?title|site-?name|masthead|brand")
_HIDDEN = re.compile(r"screen-?reader|sr-only|visually-?hidden|show-for-sr|element-invisible|(?<![\w-])hidden(?![\w-])")
_SEPARATOR = re.compile(r"[|>›»/→·]\s*$")
_OPENING = re.compile(r"^[\s:|–—•·/›»>-]+")  # what divides a kicker from its headline, seen or not
_DIVIDER = re.compile(r"\s*[:–—|-]\s*")
_APART = re.compile(r"hidden|dash|colon|separator|divider")
_NAMING = (
    "class",
    "id",
    "itemprop",
    "data-testid",
    "data-test-id",
    "data-qa",
    "data-gu-name",
    "data-manual",
    "data-component",
)
_NAMING_SET = frozenset(_NAMING)
_HOME = re.compile(
    r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.\w{2,5})?(?:\?(?:lang|locale|language)=[\w-]+)?", re.IGNORECASE
)
MAX_HEADINGS = 30  # <h1> read
MAX_PIECES, MAX_LETTERS = 200, 2000  # nodes of a heading read, and letters of each
MAX_WHOLE = 1_000  # characters of a heading; more are a page cut short in it
MAX_KICKER = 80  # characters
MAX_NAMES = 300  # characters of an element's names; more name everything
MAX_BELOW = 40  # <h2> and <h3> looked at where no <h1> is the headline


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that may be the headline."""

    node: LexborNode
    text: str  # without the kicker
    whole: str
    kicker: str | None
    hidden: bool  # from sight; screen readers get it


@dataclass(frozen=True, slots=True)
class Headings:
    """The <h1> of a page, sorted by what they are."""

    visible: tuple[Heading, ...]
    logos: tuple[str, ...]  # the words of those that are the site's name
    searched: tuple[str, ...]  # the words of those that are search titles: the last step of the breadcrumb


def read_headings(elements: tuple[Element, ...]) -> tuple[Heading, ...]:
    """The <h1> of a page, each in the place of its element."""
    return tuple([read_heading(element.node, element.names) for element in elements[:MAX_HEADINGS]])


def sort_headings(
    elements: tuple[Element, ...], shown: tuple[Heading, ...], sites: frozenset[str], shared: str
) -> Headings:
    """The <h1> of a page by what they are. `shared` is what the head gives as its title.

    An <h1> that closes a breadcrumb has the title written for search engines, while the headline stands below it in an
    <h2>; unless the head shares it as the page's own [record.title +2.4; segments.title -0.7, see
    tests/quality/disputed.md].
    """
    told = key(shared)
    visible: list[Heading] = []
    logos: list[str] = []
    searched: list[str] = []
    for element, heading in zip(elements, shown, strict=False):
        if not heading.text:
            continue
        if _is_logo(element, heading.whole, sites):
            logos.append(heading.whole)
        elif key(heading.text) not in told and _is_crumb(element.node):
            searched.append(heading.whole)
        else:
            visible.append(heading)
    return Headings(tuple(visible), tuple(logos), tuple(searched))


def read_heading(node: LexborNode, names: str = "") -> Heading:
    """The words of a heading, with the kicker apart: what it opens with in an element named so, or what stands before a
    colon that has an element of its own [record.title +0.8, segments.title +1.0].
    """
    pieces = list(islice(node.traverse(include_text=True), MAX_PIECES))
    whole = _words(node, pieces)
    hidden = _HIDDEN.search(names) is not None
    if len(pieces) < 3:  # the heading, one element at most, one text
        return Heading(node, whole, whole, None, hidden)
    kicker, rest = _split(node, pieces)
    text, said = _OPENING.sub("", rest), kicker.strip(" :|–—-")
    # Markup says little of a headline of one word that follows a long "kicker".
    if not said or len(key(text)) < 6 or len(kicker) > min(MAX_KICKER, 2 * len(text)):
        return Heading(node, whole, whole, None, hidden)
    # A date goes from the headline too, and is no kicker.
    stamp = any(piece.tag == "time" for piece in pieces)
    return Heading(node, text, whole, None if stamp else said, hidden)


def _split(node: LexborNode, pieces: list[LexborNode]) -> tuple[str, str]:
    """The words of a heading's kicker, "" where it has none, and those after it."""
    for place, piece in enumerate(pieces[1:], start=1):
        if piece.is_text_node:
            continue
        names = name_of(piece)
        if piece.tag in ("time", "small") or _KICKER_INSIDE.search(names):
            if _words(node, pieces[:place]):  # what the heading does not open with is no kicker
                break
            own = {one.mem_id for one in islice(piece.traverse(include_text=True), MAX_PIECES)}
            inside = [one for one in pieces if one.mem_id in own]
            return _words(node, inside), _words(node, [one for one in pieces if one.mem_id not in own])
        mark = _read_mark(piece)
        if ":" in mark or (mark and _APART.search(names)):
            return _words(node, pieces[:place]), _words(node, pieces[place:])
    return "", ""


def _read_mark(piece: LexborNode) -> str:
    """The dividing mark that is all an element holds, or ""."""
    child = piece.first_child
    if child is None or child.next is not None or not child.is_text_node:
        return ""
    text = child.text_content or ""
    return text if len(text) < 8 and _DIVIDER.fullmatch(text) else ""


def name_of(node: LexborNode) -> str:
    """What a site calls an element: its class, and the attributes that tell it where classes are hashes. Lower case."""
    return join_names(node.attributes)


def join_names(attributes: Mapping[str, str | None]) -> str:
    """The same of an element's attributes."""
    named = _NAMING_SET.intersection(attributes) if attributes else ()
    if not named:
        return ""
    if len(named) == 1 and (own := attributes.get("class")):  # by far the commonest
        return own[:MAX_NAMES].lower()
    return " ".join([value for name in _NAMING if (value := attributes.get(name))])[:MAX_NAMES].lower()


def _words(node: LexborNode, pieces: list[LexborNode]) -> str:
    """The words of these pieces of a heading. Neighbouring elements that touch are set apart: kicker and headline often
    are two <span>s.
    """
    parts: list[str] = []
    last: LexborNode | None = None
    for piece in pieces:
        if not piece.is_text_node:
            if piece.tag in BREAKS:
                parts.append(" ")
            continue
        text, parent = piece.text_content or "", piece.parent
        if parent is None or parent.tag in UNSEEN or not text:
            continue
        apart = last is not None and last.mem_id != parent.mem_id and node.mem_id not in (last.mem_id, parent.mem_id)
        if apart and parts and not parts[-1][-1:].isspace() and (text[0].isupper() or text[0] in "\"„“«»'"):
            parts.append(" ")
        parts.append(text[:MAX_LETTERS])
        last = parent
    return fold("".join(parts)[:MAX_WHOLE])


def _is_crumb(node: LexborNode) -> bool:
    """Whether a heading is the last step of a breadcrumb: in one, in navigation, or after links and a separator."""
    before = _skip_blank(node.prev)
    if before is not None and before.is_element_node and _SEPARATOR.search(_last_words(before)):
        return True
    parent = node.parent
    for _ in range(3):
        if parent is None or parent.tag in ("body", "main", "article"):
            return False
        if "breadcrumb" in (parent.attributes.get("class") or "").lower() + (parent.attributes.get("itemtype") or ""):
            return True
        if parent.tag == "nav" and parent.css_first("a") is not None:
            return True
        parent = parent.parent
    return False


def _skip_blank(node: LexborNode | None) -> LexborNode | None:
    """This node, or the nearest before it that is no blank text."""
    while node is not None and node.is_text_node and not (node.text_content or "").strip():
        node = node.prev
    return node


def _last_words(node: LexborNode) -> str:
    """The last text inside an element."""
    last: LexborNode | None = node
    for _ in range(6):
        if last is None or last.is_text_node:
            break
        last = _skip_blank(last.last_child)
    return last.text_content or "" if last is not None and last.is_text_node else ""


def _is_logo(element: Element, text: str, sites: frozenset[str]) -> bool:
    """Whether a heading is the site's name or leads to its home page."""
    if key(text) in sites or _LOGO.search(element.names) or _LOGO.search((element.attributes.get("id") or "").lower()):
        return True
    parent = element.node.parent
    link = parent if parent is not None and parent.tag == "a" else None
    if link is None and has_elements(element.node):
        link = element.node.css_first("a[href]")
    if link is None:
        return False
    try:
        parts = urlsplit(link.attributes.get("href") or "#")
    except ValueError:
        return False
    place = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return _HOME.fullmatch(place) is not None and bool(place or parts.netloc) and not parts.fragment


def spot_headline(document: Document, shown: tuple[Heading, ...], title: str) -> Heading | None:
    """The heading that shows the title: an <h1> outside the breadcrumb, else an <h2> or <h3>, else the crumb."""
    mark = key(title)
    if len(mark) < 4:
        return None
    crumb: Heading | None = None
    for heading in shown:
        if _shows(heading, mark):
            if not _is_crumb(heading.node):
                return heading
            crumb = crumb or heading
    for node in document.tree.css("h2,h3")[:MAX_BELOW]:
        heading = read_heading(node)
        if _shows(heading, mark):
            return heading
    return crumb


def _shows(heading: Heading, mark: str) -> bool:
    """Whether a heading has the title's words, perhaps without its kicker or with another."""
    whole, text = key(heading.whole), key(heading.text)
    return len(text) > 3 and (mark in whole or mark.endswith(text) or (whole in mark and 2 * len(whole) > len(mark)))
