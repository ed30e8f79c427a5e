"""The visible elements that may speak of title, people, dates, place in the site and pictures, gathered in one walk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Generic, NamedTuple, TypeVar

from selectolax.lexbor import LexborNode

from scraper.extract.page.document import Document, text_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value, and which witness gave it."""

    value: Value
    how: str


class Element(NamedTuple):
    """An element that may be a witness. Few of some fifty are asked for more than their names, so little is made."""

    node: LexborNode
    names: str  # class, lower-cased

    @property
    def tag(self) -> str:
        return self.node.tag or ""

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """Made anew when asked for."""
        return self.node.attributes

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
    r"|datum|fecha|tanggal|waktu|tarih|data|published|publish|posted|timestamp|meta|updated|modified)(?![a-z])"
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
        element = Element(node, (attributes.get("class") or "").lower())
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
    # Asking lexbor for [class*=author i] and twenty more costs four times what looking at every class does. Eleven of
    # twelve say nothing: they are sorted out in C.
    nodes = document.tree.css("[class]")[:MAX_ELEMENTS]
    classes = [node.attrs["class"] for node in nodes]
    speak = list(map(_said.__getitem__, classes))
    for node, names, said in compress(zip(nodes, classes, speak, strict=True), speak):
        element = Element(node, (names or "").lower())
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


class _Memory(dict[str | None, int]):
    """What classes speak of, read when first met; forgets all at MAX_KEPT. A site's pages share their classes."""

    __slots__ = ()

    def __missing__(self, names: str | None) -> int:
        if names is None:  # an attribute without a value
            return NOTHING
        if len(self) >= MAX_KEPT:
            self.clear()
        if len(names) > MAX_NAMES:
            return NOTHING
        said = self[names] = NOTHING if _mute.issuperset(words := names.split()) else _judge_words(names, words)
        return said


_said = _Memory()
_mute: set[str] = set()  # words of classes that say nothing: other classes hold them too


def _judge_words(names: str, words: list[str]) -> int:
    folded = names.lower()
    if _may_speak(folded):
        return _judge_names(folded)
    if len(_mute) >= MAX_KEPT:
        _mute.clear()
    _mute.update(words)  # no stem that the sieve lets through reaches over a blank
    return NOTHING


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
        or (
            "dat" in names
            or "modif" in names
            or "time" in names
            or "publi" in names
            or "post" in names
            or "meta" in names
        )
        or ("fecha" in names or "tanggal" in names or "waktu" in names or "tarih" in names)
        or ("correct" in names or "clarif" in names or "amend" in names or "live" in names)
        or ("erratum" in names or "corrigendum" in names or "korrektur" in names)
    )
