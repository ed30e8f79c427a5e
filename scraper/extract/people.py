"""Who wrote and who edited, as names."""

import re
from collections.abc import Iterable, Iterator, Sequence

from scraper.extract.document import Document, text_of
from scraper.extract.linked import types
from scraper.extract.names import is_login, is_weak, split_names, starts_byline
from scraper.extract.nearby import Nearby
from scraper.extract.story import Story
from scraper.extract.title import site_keys
from scraper.extract.witnesses import Element, Found, Witnesses
from scraper.extract.words import key, listing, plain

_META = listing(
    "citation_author author article:author parsely-author dc.creator dcterms.creator sailthru.author byl "
    "cxenseparse:author article:author_name og:article:author vr:author authors article.author creator"
)
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|escrito por|écrit par|scritto da|geschreven door|ditulis oleh|автор", re.IGNORECASE
)
_EDITOR = re.compile(r"^(?:editor|edited by|penyunting|disunting oleh|redaktur)\s*[:|]?\s*", re.IGNORECASE)
_EDITOR_LINE = re.compile(
    r"^(?:editor|penyunting|redaktur)\s*:\s*(\S.{1,60})$|^(?:edited by|disunting oleh|editing by)\s+(\S.{1,60})$",
    re.IGNORECASE,
)
MAX_NAMES = 12
MAX_BYLINE = 150  # characters

Names = tuple[str, ...]


def find_authors(document: Document, story: Story, witnesses: Witnesses, nearby: Nearby) -> Found[Names] | None:
    """The writers' names in the page's order: JSON-LD, then meta, then marked-up bylines, then words by the headline.

    A witness that names only the site itself, or a log-in name, is believed when no other names anyone.
    """
    site = site_keys(document, None)
    weak: Found[Names] | None = None
    for how, names in _witnesses(document, story, witnesses, nearby):
        kept = _unique(names)
        # In JSON-LD a newsroom means its own name; in meta it is often the content system's default.
        people = tuple(name for name in kept if not (is_login(name) if how == "json-ld" else is_weak(name, site)))
        if people:
            return Found(people, how)
        if kept and weak is None:
            weak = Found(kept, how)
    return weak


def find_editors(document: Document, story: Story, witnesses: Witnesses) -> Found[Names] | None:
    """The editors' names, where the page sets them apart: "Editor : Edi", "Editing by Ann"."""
    if names := _unique(_linked_names(story, story.values("editor"))):
        return Found(names, "json-ld")
    if names := _unique(name for text in document.meta.get("editor", ()) for name in split_names(text)):
        return Found(names, "meta:editor")
    for element in witnesses.people:
        if "editor" not in element.names and "author" not in element.names:
            continue
        match = _EDITOR_LINE.match(element.line(MAX_BYLINE)[:MAX_BYLINE])
        if match and (names := _unique(split_names(match[1] or match[2]))):
            return Found(names, "byline")
    return None


def _witnesses(
    document: Document, story: Story, witnesses: Witnesses, nearby: Nearby
) -> Iterator[tuple[str, Iterable[str]]]:
    """Who is named, by whom; later ones are asked only if earlier ones named nobody."""
    for name in ("author", "creator"):
        yield "json-ld" if name == "author" else "json-ld:creator", _linked_names(story, story.values(name))
    for name in _META:
        if texts := document.meta.get(name):
            yield f"meta:{name}", _split(texts[:MAX_NAMES])
    if (label := document.first("twitter:label1")) and _WRITTEN_BY.match(label[1]):
        yield "twitter:data1", _split(document.meta.get("twitter:data1", ())[:1])
    yield "itemprop:author", _split(_property_texts(witnesses.property("author")))
    yield "byline", _bylines(witnesses)
    yield "words", _spoken(nearby())


def _linked_names(story: Story, values: Iterable[object]) -> list[str]:
    """Names out of JSON-LD's author: a text, an object, a reference, or a list of these; the first object that names
    anyone.
    """
    for value in values:
        found: list[str] = []
        for one in value if isinstance(value, list) else [value]:
            person = story.follow(one)
            name = person.get("name") if isinstance(person, dict) else person
            for text in name if isinstance(name, list) else [name]:
                if "Organization" in types(person) and 1 < len(plain(text)) <= 60:
                    found.append(plain(text))  # "Kantor Berita ANTARA, Jakarta" is one name
                else:
                    found += split_names(plain(text))
        if found:
            return found
    return []


def _split(texts: Iterable[str]) -> list[str]:
    return [name for text in texts for name in split_names(text)]


def _property_texts(elements: Sequence[Element]) -> Iterator[str]:
    """The authors of the first item; those of teasers hang elsewhere."""
    home = elements[0].node.parent if elements else None
    for element in elements[:MAX_NAMES]:
        parent = element.node.parent
        if home is None or parent is None or parent.mem_id != home.mem_id:
            continue
        if content := element.attributes.get("content"):
            yield content
            continue
        inner = element.node.css_first("[itemprop=name]")
        yield (inner.attributes.get("content") or text_of(inner)) if inner is not None else element.text


def _bylines(witnesses: Witnesses) -> list[str]:
    """The names of the first visible byline; rel=author before classes, the links in it before the words around."""
    for element in witnesses.people:
        text = element.line(MAX_BYLINE)
        if not text or len(text) > MAX_BYLINE or _EDITOR.match(text):
            continue
        links = [text_of(link) for link in element.node.css("a")[:6]] if element.tag != "a" else []
        people = [name for link in links for name in split_names(link) if " " in name and name[0].isupper()]
        if people:
            return people
        names = [name for name in split_names(text) if not name[0].islower()]
        if names:
            return names
    return []


def _spoken(lines: Sequence[str]) -> list[str]:
    """The names after "By" or its like in other languages, on a line of its own or on the next one."""
    for place, line in enumerate(lines):
        rest = starts_byline(line)
        if rest is None:
            continue
        words = rest or (lines[place + 1] if place + 1 < len(lines) else "")
        names = [name for name in split_names(words) if " " in name and name[0].isupper() and len(name.split()) <= 4]
        if names and len(words) <= 80:
            return names
    return []


def _unique(names: Iterable[str]) -> Names:
    kept: dict[str, str] = {}
    for name in names:
        if mark := key(name):
            kept.setdefault(mark, name)
        if len(kept) >= MAX_NAMES:
            break
    return tuple(kept.values())
