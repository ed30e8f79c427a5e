"""The standfirst: what the newsroom says of the story in a sentence or two between headline and text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.extract.headline.headings import MAX_NAMES, Heading, join_names
from scraper.extract.page.document import TEXT_TAG, Document, number_tags, text_of
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import key, plain, vocabulary

# What sites call it, in the languages of the corpus. Only asked of elements that follow the headline.
_STANDFIRST = re.compile(
    r"stand-?first|(?<![a-z])(?:dek|deck|lead|lede|leadtext|leadin|lead-in|intro|introtext|spot|sapo|perex|anons|lid)(?![a-z])"
    r"|sub-?title|sub-?head(?:line|ing)?|sub-?hed|subtitulo|subjudul|bajada|copete|entradilla|sumario|sommario|catenaccio"
    r"|chapo|chapeau|ingress|manchet|underrubri|vorspann|anriss|unterzeile|untertitel|linha-?fina|resumo|zajawka|bajante"
    r"|teaser-?text|article[-_]*(?:teaser|intro|lead|summary|description|desc|abstract|excerpt)|(?<![a-z])(?:summary|abstract|excerpt)"
    r"|deskripsi|ringkasan|contenthead_lead|text-?intro|description"
)
_BESIDE = re.compile(
    r"by-?line|auth?or|meta|date|time|share|social|caption|credit|related|comment|breadcrumb|newsletter|subscri|advert"
    r"|(?<![a-z])(?:ad|ads|ai|tags?|toolbar|menu|nav|promo|banner|widget|popup|paywall|player)(?![a-z])"
)
_NO_TEXT = vocabulary("script style figure nav ul ol form aside footer time button svg iframe picture video audio")
_NO_NUMBERS = number_tags(_NO_TEXT) | {TEXT_TAG}
_LINES = vocabulary("div span strong em b")
_BLOCKS = vocabulary("p div h2 h3 h4 section")
_BROKEN_OFF = re.compile(r"\s*(?:\.{3}|…|\[…\]|\[\.\.\.\])$")
_BROKEN_ENDS = ("...", "…", "[…]", "[...]")  # the same at a hundredth of the price
_BYLINE = re.compile(r"(?:by|von|par|por|oleh|di|av|af|door|penulis)[\s:]", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:photo|foto|photograph|image|bild|credit)s?(?:\s*[:/]|\s+by\b)|©|copyright|rights reserved|droits réservés"
    r"|rechte vorbehalten|derechos reservados|diritti riservati",
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m|uhr|wib|h\b|$)|\bupdated\b")
BYLINE = 80  # characters; a longer line that begins as a byline does is a sentence
STAMP = 120  # characters; a longer line that tells the time tells more
LEAST, MOST = 25, 700  # characters of a standfirst
MAX_BOXES, MAX_LINES, MAX_PIECES = 8, 8, 60  # boxes named as standfirsts, lines and nodes of one of them
MAX_NODES = 200  # followed after the headline, texts included
FRAMED, FRAMED_WORDS, FRAMES = 40, 6, 4  # characters and words of a sentence in the headline's <header>; boxes between
PROSE, PROSE_LINES = 80, 2  # paragraphs this long are the story; after so many of them it has begun


def find_summary(document: Document, story: Story, headline: Heading | None, title: str) -> Found[str] | None:
    """The standfirst that the page shows after its headline, else what the head says of the story.

    og:description is often cut or written for search engines. The visible line is one that is named as a standfirst,
    that says what the description says and stands apart from the paragraphs, or that is alone in the headline's
    <header>; the first paragraph itself is none. [277 of the 723 gold pages show one; on 92 its words are not
    og:description's. No set has summaries to measure by.]
    """
    described = _find_description(document, story)
    if headline is not None and (visible := _find_visible(headline.node, described, title)):
        return visible
    return described


def _find_description(document: Document, story: Story) -> Found[str] | None:
    """What the head says; of several that begin alike, the one that is not broken off."""
    found = _describe(document, story)
    first = next(found, None)
    if first is not None and first.value.endswith(_BROKEN_ENDS):
        opening = key(first.value)
        for other in found:
            if len(other.value) <= MOST and key(other.value).startswith(opening) and key(other.value) != opening:
                return other
    return first


def _describe(document: Document, story: Story) -> Iterator[Found[str]]:
    for name in ("og:description", "description", "twitter:description", "dc.description"):
        for value in document.meta.get(name, ()):
            if text := plain(value):
                yield Found(text, name)
    if said := story.text("description", "alternativeHeadline"):
        yield Found(said[1], "json-ld")


def _find_visible(headline: LexborNode, described: Found[str] | None, title: str) -> Found[str] | None:
    broken = described is not None and described.value.endswith(_BROKEN_ENDS)
    whole = described.value if described is not None else ""
    opening = key(_BROKEN_OFF.sub("", whole) if broken else whole)
    frame = _find_frame(headline)
    prose = boxes = 0
    for node, named in _follow(headline):
        if not named and not _is_line(node):
            continue
        boxes += bool(named)
        text = _first_line(node) if named else text_of(node, enough=MOST)
        if LEAST <= len(text) <= MOST:
            mark = key(text)
            repeated = len(opening) >= LEAST and (mark.startswith(opening) if broken else mark == opening)
            called = named not in ("", "description")  # pictures have descriptions too
            if called or (repeated and (named or _stands_apart(node))):
                if _is_sentence(node, text, title):
                    return Found(text, f"visible:{named or 'description'}")
            elif frame is not None and _is_framed(node, text, frame) and _is_sentence(node, text, title):
                return Found(text, "visible:header")
        prose += node.tag == "p" and len(text) >= PROSE
        if prose == PROSE_LINES or boxes == MAX_BOXES:
            break
    return None


def _find_frame(headline: LexborNode) -> int | None:
    """The <header> that the headline stands in, by its number."""
    parent = headline.parent
    for _ in range(FRAMES):
        if parent is None or parent.tag == "header":
            break
        parent = parent.parent
    return parent.mem_id if parent is not None and parent.tag == "header" else None


def _is_framed(node: LexborNode, text: str, frame: int) -> bool:
    """Whether a sentence stands in the headline's <header>, where nothing else of its kind does: nobody needs to name
    that.
    """
    if len(text) < FRAMED or len(text.split()) < FRAMED_WORDS or (len(text) < STAMP and _YEAR.search(text)):
        return False
    parent = node.parent
    for _ in range(FRAMES):
        if parent is None or parent.mem_id == frame:
            break
        parent = parent.parent
    return parent is not None and parent.mem_id == frame and _stands_apart(node)


def _follow(start: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """The elements after this one in page order, each with the word that names it a standfirst, or "".
    What is never one is left out with all it holds.
    """
    current: LexborNode | None = start
    descend = False
    for _ in range(MAX_NODES):
        following = current.first_child if current is not None and descend else None
        while following is None and current is not None:
            following = current.next
            if following is None:
                current = current.parent
                if current is None or current.tag in ("main", "body", "html"):
                    return
        if following is None:
            return
        current, descend = following, False
        if current.tag_id not in _NO_NUMBERS and current.is_element_node:
            attributes = current.attributes
            names = attributes.get("class")
            descend = not (names and _is_beside(names))
            if descend:
                yield current, _judge_names(join_names(attributes)) if attributes else ""


@lru_cache(maxsize=65_536)
def _is_beside(names: str) -> bool:
    """Whether a class says that its element is no standfirst. A site's pages share their classes."""
    return _BESIDE.search(names[:MAX_NAMES].lower()) is not None


@lru_cache(maxsize=65_536)
def _judge_names(names: str) -> str:
    """The word in an element's names that calls it a standfirst, or ""."""
    match = _STANDFIRST.search(names)
    return match[0] if match else ""


def _is_line(node: LexborNode) -> bool:
    """Whether an element without a telling name may be a line: a paragraph or heading, or another that opens with
    words.
    """
    tag = node.tag
    if tag in ("p", "h2", "h3", "h4"):
        return True
    if tag not in _LINES:
        return False
    child = node.first_child
    return child is not None and child.is_text_node and not (child.text_content or "").isspace()


def _first_line(node: LexborNode) -> str:
    """The first line of a box named as a standfirst: byline and date may stand in it too. A long one is none."""
    whole = text_of(node, enough=MOST)
    lines = _blocks(node)
    if not lines or len(whole) > MOST:
        return whole
    texts = (text_of(line, enough=MOST) for line in lines[:MAX_LINES] if not _blocks(line))
    return next((text for text in texts if len(text) >= LEAST), "")


def _blocks(node: LexborNode) -> list[LexborNode]:
    """The first blocks inside an element, without itself."""
    pieces = islice(node.traverse(), MAX_PIECES)
    return [piece for piece in pieces if piece.tag in _BLOCKS and piece.mem_id != node.mem_id]


def _is_sentence(node: LexborNode, text: str, title: str) -> bool:
    """Whether words say something of the story: no title again, no byline, no stamp, no caption, no list of links."""
    byline = len(text) < BYLINE and _BYLINE.match(text) and not text.endswith((".", "!", "?"))
    if key(text) == key(title) or byline or _CREDIT.search(text.lower()):
        return False
    if len(text.split()) < 4 and text.isascii():
        return False
    if (len(text) < STAMP and _CLOCK.search(text.lower())) or node.css_first(
        "img,picture,figure,figcaption,video"
    ) is not None:
        return False
    linked = sum(len(text_of(link)) for link in node.css("a")[:20])
    return linked * 2 < len(text)


def _stands_apart(node: LexborNode) -> bool:
    """Whether a line is no paragraph of the story: not one of several of its kind in a box."""
    if node.tag in ("h2", "h3", "h4"):
        return True
    if _blocks(node):
        return False
    alike, other = 0, node.parent.first_child if node.parent is not None else None
    while other is not None and alike < 2:
        alike += other.tag == node.tag and other.attributes.get("class") == node.attributes.get("class")
        other = other.next
    return alike == 1
