"""The visible elements that may speak of title, people, dates, place in the site and pictures, gathered in one walk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from selectolax.lexbor import LexborNode

from scraper.extract.page.document import Document, text_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value, and which witness gave it."""

    value: Value
    how: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element and the attributes it was found by."""

    node: LexborNode
    tag: str
    attributes: Mapping[str, str | None]
    names: str  # class, lower-cased

    @property
    def text(self) -> str:
        return text_of(self.node)

    def line(self, longest: int) -> str:
        """The text of an element that is of use if it is no longer; of a longer one, its beginning, which is longer."""
        return text_of(self.node, enough=longest)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Each list in page order, people but for rel=author, which go before classes; one that has both comes twice."""

    headings: tuple[Element, ...] = ()  # <h1>
    times: tuple[Element, ...] = ()  # <time>
    properties: Mapping[str, tuple[Element, ...]] | None = None  # itemprop, lower-cased -> elements
    figures: tuple[Element, ...] = ()
    people: tuple[Element, ...] = ()  # rel=author, and classes that speak of bylines
    dates: tuple[Element, ...] = ()  # classes that speak of dates
    crumbs: tuple[Element, ...] = ()
    tags: tuple[Element, ...] = ()  # rel=tag
    notes: tuple[Element, ...] = ()  # classes that speak of corrections and editor's notes
    live: tuple[Element, ...] = ()  # classes that speak of a live blog

    def property(self, name: str) -> tuple[Element, ...]:
        return (self.properties or {}).get(name, ())


_PEOPLE = re.compile(
    r"(?<![a-z])(?:by-?line|authou?r|autor(?:en|in|es)?|auteur|autore|redakteur|verfasser|writer|penulis|reporter|writtenby|editor)"
    r"(?!s?[-_]?(?:bio|box|image|avatar|img|pic|photo|card-desc|desc|social|icon|thumb|ial|text))"
)
_NOT_PEOPLE = re.compile(r"comment|kommentar|avatar|related|sidebar|widget|footer|share|social|copyright|authori[sz]")
_DATES = re.compile(
    r"(?<![a-z])(?:(?:pub(?:lish(?:ed)?)?|post(?:ed)?|entry|article|story|news|art|blog|release|created?)?[-_ ]*"
    r"(?:dates?|time|datetime|datum)"
    r"|datum|fecha|tanggal|waktu|tarih|data|published|publish|posted|timestamp|meta)(?![a-z])"
)
_NOT_DATES = re.compile(r"comment|kommentar|related|sidebar|widget|footer|teaser|countdown|timeline|event")
_NOTES = re.compile(
    r"(?<![a-z])(?:corrections?|editors?[-_ ]?notes?|clarifications?|erratum|amendments?|corrigendum|korrektur)"
    r"(?![a-z])"
)
_LIVE = re.compile(r"(?<![a-z])live-?_?(?:blog|ticker|updates?(?![a-z]))")

MAX_NAMES = 300  # characters of a class; a longer one names everything
NOTHING, PERSON, DATE, CRUMB, NOTE, LIVE = 0, 1, 2, 4, 8, 16  # what a class speaks of
MAX_KEPT = 100_000  # classes remembered at a time
MAX_ELEMENTS = 20_000


def gather(document: Document) -> Witnesses:
    """Sort the elements that may be witnesses."""
    kinds: dict[str, list[Element]] = {"h1": [], "time": [], "figure": []}
    people: list[Element] = []
    dates: list[Element] = []
    crumbs: list[Element] = []
    notes: list[Element] = []
    live: list[Element] = []
    tags: list[Element] = []
    properties: dict[str, list[Element]] = {}
    for tag, node in document.marked:
        attributes = node.attributes
        element = Element(node, tag, attributes, (attributes.get("class") or "").lower())
        if tag in kinds:
            kinds[tag].append(element)
        if itemprop := attributes.get("itemprop"):
            for name in itemprop.lower().split():
                properties.setdefault(name, []).append(element)
        if rel := attributes.get("rel"):
            words = rel.lower().split()
            if "tag" in words:
                tags.append(element)
            if "author" in words:
                people.append(element)
    # Asking lexbor for [class*=author i] and twenty more costs four times what looking at every class does. Most say
    # nothing, and are asked for no more than their class.
    for node in document.tree.css("[class]")[:MAX_ELEMENTS]:
        said = _said[names := node.attrs.get("class") or ""]
        if said == NOTHING:
            continue
        element = Element(node, node.tag or "", node.attributes, names.lower())
        if said & PERSON:
            people.append(element)
        if said & CRUMB:
            crumbs.append(element)
        if said & DATE:
            dates.append(element)
        if said & NOTE:
            notes.append(element)
        if said & LIVE:
            live.append(element)
    return Witnesses(
        headings=tuple(kinds["h1"]),
        times=tuple(kinds["time"]),
        properties={name: tuple(elements) for name, elements in properties.items()},
        figures=tuple(kinds["figure"]),
        people=tuple(people),
        dates=tuple(dates),
        crumbs=tuple(crumbs),
        tags=tuple(tags),
        notes=tuple(notes),
        live=tuple(live),
    )


class _Memory(dict[str, int]):
    """What classes speak of, read when first met; forgets all at MAX_KEPT. A site's pages share their classes."""

    __slots__ = ()

    def __missing__(self, names: str) -> int:
        if len(self) >= MAX_KEPT:
            self.clear()
        said = NOTHING
        if len(names) <= MAX_NAMES:
            folded = names.lower()
            said = self[names] = _judge_names(folded) if _may_speak(folded) else NOTHING
        return said


_said = _Memory()


def _judge_names(names: str) -> int:
    """Whether a class, in lower case, speaks of a byline, a date, a breadcrumb, a correction, a live blog."""
    person = _PEOPLE.search(names) is not None and not _NOT_PEOPLE.search(names)
    date = _DATES.search(names) is not None and not _NOT_DATES.search(names)
    note, live = NOTE * (_NOTES.search(names) is not None), LIVE * (_LIVE.search(names) is not None)
    return PERSON * person + DATE * date + CRUMB * ("crumb" in names) + note + live


def _may_speak(names: str) -> bool:
    """A sieve a tenth as dear as the patterns; most classes do not pass."""
    return (
        ("aut" in names or "line" in names or "edit" in names or "redakt" in names or "write" in names)
        or ("report" in names or "verfasser" in names or "penulis" in names or "crumb" in names)
        or ("dat" in names or "time" in names or "publi" in names or "post" in names or "meta" in names)
        or ("fecha" in names or "tanggal" in names or "waktu" in names or "tarih" in names)
        or ("correct" in names or "clarif" in names or "amend" in names or "live" in names)
        or ("erratum" in names or "corrigendum" in names or "korrektur" in names)
    )
