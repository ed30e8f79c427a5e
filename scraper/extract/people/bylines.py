"""The names that a page shows its reader, in bylines, by the headline and under the text."""

import re
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.extract.page.document import Document, text_of
from scraper.extract.page.nearby import Near
from scraper.extract.page.witnesses import Element, Witnesses
from scraper.extract.page.words import vocabulary
from scraper.extract.people.agencies import is_agency
from scraper.extract.people.credits import Credits, read_closing_line, read_credits
from scraper.extract.people.names import is_desk, is_organisation, is_person, split_names, starts_byline
from scraper.extract.people.reporters import read_titled

_EDITOR = re.compile(r"^(?:editor|edited by|penyunting|disunting oleh|redaktur)\s*[:|]?\s*", re.IGNORECASE)
_EDITOR_LABEL = re.compile(
    r"[|•·\s]*(?:editor|edited by|penyunting|disunting oleh|redaktur)(?: bahasa)?\s*[:|]?", re.IGNORECASE
)
# Elements whose class speaks of authors or editors, and which are none: pictures' credits, rich text, boxes elsewhere.
_NO_BYLINE = re.compile(
    r"text-editor|editor-(?:content|block|text|info)|wysiwyg|ck-editor|theme-author|(?<![a-z])(?:img|image|media(?:box|info)|photo|foto|"
    r"picture|audio|video|caption|credit|bild|teaser|slider|card|related|most)(?![a-z])"
)
_NAMED = re.compile(r"(?<![a-z])(?:fn|author|vcard|author-?_*name|byline-?_*name)(?![a-z-])")
_AND = re.compile(r"(?:and|und|dan|et|y|e|og|och|en|ja|и|і|[,;&/+])", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:by|von|oleh|par|por|di|door|autor(?::?in|en|es)?|authors?|auteurs?|autore|text|texte|texto|penulis|reporter|"
    r"pewarta|jurnalis|writer|written by|автор|текст)\s*[:|]?",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d(?:\d?\D{1,14}\d{2,4}|\d{3}\s?[-/.年]\s?\d)")
_POSTED = re.compile(  # "Posted on 11 February 2025 by Jo Lane"
    r"(?:posted|published|submitted|created|written|added)\b\D{1,20}\d.{4,40}?\sby\s+", re.IGNORECASE
)
_DIVIDED = re.compile(r"\s[-–—|•·/]\s|\s*[|•·]\s*")
_SOURCE = re.compile(
    r"(?:来源|來源|出处|quelle|source|sumber|fuente|fonte|källa|kilde|bron|kaynak|źródło|©(?:\s*\d{4})?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_MAYBE_BOXES = ":is([class*=aut],#author-info,#authorbox)"  # asking for each class costs four times as much
_BOXES = vocabulary(
    "author-bio author-box authorbox author-info author-card author-description about-author post-author autor-box "
    "autorenbox author-profile"
)
_BOX_IDS = vocabulary("author-info authorbox")
_BOX_NAMES = ":is(h2,h3,h4,h5,h6,.fn,.name,.author-name,strong,a[rel~=author])"
CLOSE = 10  # steps from the headline within which "By" names this story's writer
CLOSEST = 6  # steps from the headline within which a name beside the date is the writer's
MAX_BYLINE = 150  # characters
MAX_LABEL = 15  # characters of a folded line that is only "Written by :"
MAX_SIGNATURE = 60  # characters of a last paragraph that is the writer's name
MAX_LOOKED_AT = 400  # paragraphs searched for one
MAX_LAST = 3  # paragraphs after the last long one that are looked at
LONG = 100  # characters of a paragraph that tells something


Lines = list[tuple[LexborNode, str]]


@dataclass(frozen=True, slots=True)
class Byline:
    """What an element says that may be a byline."""

    element: Element
    text: str


def spot_bylines(witnesses: Witnesses) -> tuple[Byline, ...]:
    """The elements that may name people, read once for writers, editors and photographers; long ones name nobody."""
    lines = [Byline(element, element.line(MAX_BYLINE)) for element in witnesses.people]
    return tuple([line for line in lines if 0 < len(line.text) <= MAX_BYLINE])


def read_bylines(bylines: tuple[Byline, ...]) -> list[str]:
    """The names of the first visible byline; rel=author before classes, the links in it before the words around."""
    for byline in bylines:
        element, text = byline.element, byline.text
        if _EDITOR.match(text) or _NO_BYLINE.search(element.names):
            continue
        links = [text_of(link) for link in element.node.css("a")[:6]] if element.tag != "a" else []
        people = [name for link in links for name in split_names(link) if " " in name and name[0].isupper()]
        if people:
            return people
        named = element.attributes.get("rel") == "author" or _NAMED.search(element.names) is not None
        names = [name for name in split_names(read_credits(text).authors) if named or not name[0].islower()]
        if names:
            return names
    return []


def read_spoken(near: Near, first: int, last: int) -> list[str]:
    """The names after "By" or its like in other languages, on a line of its own or on the next ones.
    [segments.author +5.8]
    """
    for step, place in near.places:
        if step < first:
            continue
        if step >= last:
            break
        line = near.line(place)
        words = starts_byline(line)
        if words is None and " by " in line and (posted := _POSTED.match(line)):
            words = line[posted.end() :]
        if words is None:
            words = read_titled(line)
        if words is None and (len(line) > MAX_LABEL or not _LABEL.fullmatch(line)):
            continue
        if not words:
            words, place = near.line(place + 1), place + 1
        while _AND.fullmatch(near.line(place + 1)):  # each name may be a link of its own
            words, place = f"{words} {near.line(place + 1)} {near.line(place + 2)}", place + 2
        names = [
            name
            for name in split_names(read_credits(words).authors)
            if is_person(name) or (" " in name and is_organisation(name) and first == 0)
        ]
        if names and len(words) <= MAX_BYLINE:
            return names
    return []


def read_dated(near: Near) -> list[str]:
    """The name that shares a line by the headline with the date, where no word says "By": "11.12.2019 - Ann Berg".
    [segments.author +0.4]
    """
    for step, place in near.places:
        if step > CLOSEST:
            break
        line = near.line(place)
        if len(line) > MAX_SIGNATURE or not _DATED.search(line):
            continue
        for part in _DIVIDED.split(line):
            # Two or three words: places and sections stand there too.
            if 2 <= len(part.split()) <= 3 and is_person(part) and not is_desk(part) and split_names(part) == [part]:
                return [part]
    return []


def read_sources(near: Near) -> list[str]:
    """The agency that a line by the headline gives as its source: "Quelle: dpa", "© 2012 APA/AP".
    [segments.author +0.4]
    """
    for step, place in near.places:
        if step > CLOSE:
            break
        line = near.line(place)
        match = _SOURCE.match(line)
        if match is None:
            continue
        name = line[match.end() :] or near.line(place + 1)
        names = split_names(name) if len(name) <= MAX_SIGNATURE else []
        if names and all(map(is_agency, names)):
            return names
    return []


def read_signature(last: Lines) -> list[str]:
    """The names under the text: a short last paragraph of a name alone, set apart by its type or its side.

    Common where papers print no byline: "<p style='text-align:right'><strong>Lê An</strong></p>". [record.authors +0.8]
    """
    for node, text in last:
        words = starts_byline(text) or read_titled(text) or text.strip("() ")
        if not text or len(text) > MAX_SIGNATURE or not (words != text or _stands_out(node)):
            continue
        names = split_names(read_credits(words).authors)
        if names and all(is_person(name) for name in names):
            return names
    return []


def read_closing(last: Lines) -> Credits | None:
    """The credits under the text, as agencies write them: "(Reporting by Ann Berg; Editing by Cara Finn)"."""
    return next((found for _, text in last if (found := read_closing_line(text))), None)


def read_last_lines(document: Document) -> Lines:
    """The paragraphs that follow the last long one, and their words."""
    after: Lines = []
    for node in reversed(document.tree.tags("p")[:MAX_LOOKED_AT]):
        text = text_of(node, enough=MAX_BYLINE)
        if _is_prose(text):
            return after[::-1][:MAX_LAST]
        after.append((node, text))
    return []


def _is_prose(text: str) -> bool:
    return len(text) > LONG and read_closing_line(text) is None


def _stands_out(node: LexborNode) -> bool:
    """Whether a paragraph is set in another type as a whole, or to the right."""
    style = f"{node.attrs.get('style') or ''} {node.attrs.get('align') or ''} {node.attrs.get('class') or ''}".lower()
    child = node.first_child
    while child is not None and child.is_text_node and not (child.text_content or "").strip():
        child = child.next
    return "right" in style or "author" in style or (child is not None and child.tag in ("em", "strong", "b", "i"))


def read_edited(near: Near) -> list[str]:
    """The editors that a line names, or the one after a label: "Penulis: A | Editor: B"."""
    for _, place in near.places:
        line = near.line(place)
        if _EDITOR_LABEL.fullmatch(line):
            text = near.line(place + 1)
        else:
            text = read_credits(line).editors if ":" in line and len(line) <= MAX_BYLINE else ""
        if text and (names := [name for name in split_names(text) if is_person(name)]):
            return names
    return []


def read_boxes(document: Document) -> list[str]:
    """The name in the box about the writer that blogs put under a story. [segments.author +0.4]"""
    body = document.tree.body
    nodes = body.css(_MAYBE_BOXES) if body is not None else []
    for box in islice(filter(_is_box, nodes), 2):
        for node in box.css(_BOX_NAMES)[:4]:
            names = split_names(text_of(node, enough=MAX_SIGNATURE))
            if len(names) == 1 and is_person(names[0]):
                return names
    return []


def _is_box(node: LexborNode) -> bool:
    attributes = node.attrs
    return attributes.get("id") in _BOX_IDS or not _BOXES.isdisjoint((attributes.get("class") or "").split())
