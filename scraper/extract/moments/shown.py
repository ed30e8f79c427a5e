"""The dates that a page shows its reader, in elements and in lines, and which of them is the story's own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from scraper import dates
from scraper.extract.moments.phrases import (
    CHANGED_NAMES,
    LOOKS_DATED,
    MAX_WORDS,
    find_dated,
    fold_case,
    own_words,
    part_words,
    read_label,
    says_published,
)
from scraper.extract.page.document import text_of
from scraper.extract.page.nearby import AFTER, Near, Nearby
from scraper.extract.page.witnesses import Element, Found
from scraper.extract.page.words import fold, key

_OTHER_DATE = re.compile(r"copyright|©|geboren|born|expires|deadline|event")
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|kommentare?|comentarios?|replies|respond|related|sidebar|widget|footer|teasers?|"
    r"recommend\w*|most-?read|popular|latest|ticker)(?:$|[\s_-])"
)
_ATTRIBUTES = ("datetime", "content", "data-datetime", "data-time", "data-timestamp", "data-date", "title")
_CLOCK = re.compile(r"\D{0,12}\d{1,2}[:.h]\d\d(?:\s*(?:[ap]\.?m\.?|uhr|hs?\.?|wib))?\W*", re.IGNORECASE)
_CLOCKED = re.compile(r"\d[:.h時时]\s?\d\d(?!\d|\.\d)")
LAST_DAY = datetime(9999, 12, 29, tzinfo=UTC)
MAX_VISIBLE = 40
MAX_LINE = 120  # characters of an element that shows a date
MOST_WORDS = 7  # in a line that only says when: "Wednesday, 5 May 2021 at 10:15 CET"
MOST_BESIDE, BESIDE = 11, 5  # in one with the time of day so near the headline: "Ann Berg - 5 May 2021 | 10:15 | 5 min"
MAX_STEPS = 8  # ancestors looked at
# Steps from the headline: what marks a date brings it nearer, what speaks against it takes it away.
PLAIN, LABELLED, CHANGED, ELSEWHERE, CLOSE = 12, -25, 1000, 400, 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that an element shows."""

    moment: datetime
    element: Element
    words: str

    @property
    def how(self) -> str:
        if self.element.tag == "time":
            return "time[datetime]" if self.element.attributes.get("datetime") else "time"
        return "visible:" + (self.element.names.split() or [self.element.tag])[0]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads dates of one page; those that lie after its capture are none of its own."""

    zone: str | None
    near: datetime
    known: dict[tuple[str, bool], datetime | None] = field(default_factory=dict)  # one in three is read again
    lines: dict[int, str] = field(default_factory=dict)  # of elements, by their mem_id

    def read(self, text: str, relative: bool = True) -> datetime | None:
        asked = (text, relative)
        if asked not in self.known:
            moment = dates.parse(text, self.zone, self.near if relative else None)
            believed = moment is not None and moment.replace(tzinfo=None) < _end_of(self.near)
            self.known[asked] = moment if believed else None
        return self.known[asked]

    def line(self, element: Element) -> str:
        """The words of an element; of one with more than MAX_LINE characters only more than so many."""
        number = element.node.mem_id
        if number not in self.lines:
            self.lines[number] = element.line(MAX_LINE)
        return self.lines[number]

    def read_all(self, said: Iterable[tuple[str, str]]) -> Iterator[Found[datetime]]:
        for how, text in said:
            if moment := self.read(text):
                yield Found(moment, how)

    def read_elements(self, elements: Iterable[Element]) -> Iterator[Shown]:
        """What the elements show, by their machine-readable attribute where that has the time of day."""
        for element in elements:
            machine = machine_date(element)
            words = self.line(element)
            if len(words) > MAX_LINE or _OTHER_DATE.search(fold_case(words)):
                continue
            moment = self.read(machine) if machine else None
            if words and (moment is None or not has_time(moment)):
                moment = self._read_words(element, words) or moment
            if moment is not None:
                yield Shown(moment, element, words or machine)

    def _read_words(self, element: Element, words: str) -> datetime | None:
        moment = self.read(own_words(words))
        if moment is None and len(words) <= 20 and any(map(str.isdigit, words)):
            # A calendar sheet: <span>Apr</span><span>04</span><span>2013</span>.
            moment = self.read(fold(element.node.text(separator=" ")))
        if moment is None or has_time(moment):
            return moment
        # The time of day often stands in the next element: <span>3 May 2022</span><span>21:25</span>.
        after = element.node.next
        while after is not None and after.is_text_node and not (after.text_content or "").strip(" \t\r\n,|-–·•"):
            after = after.next
        clock = "" if after is None else fold(after.text_content) if after.is_text_node else text_of(after, 20, 20)
        return (self.read(f"{words} {clock}") if _CLOCK.fullmatch(clock) else None) or moment


@lru_cache(maxsize=1)
def _end_of(near: datetime) -> datetime:
    """The first moment that a page captured at `near` does not speak of."""
    # A clock that stands at the end of time may date a capture, and there are no days after it.
    return (min(near, LAST_DAY) + timedelta(days=2)).replace(tzinfo=None)


def machine_date(element: Element) -> str:
    """What an element's attributes say for machines; "" where they say no date."""
    attributes = element.attributes
    for name in _ATTRIBUTES:
        value = attributes.get(name)
        if value and any(map(str.isdigit, value)):
            return fold(value)
    return ""


def rank_shown(shown: list[Shown], nearby: Nearby, reader: Reader) -> list[tuple[int, Found[datetime]]]:
    """The dates shown, with their steps from the headline, the nearest first; "published" beside one brings it nearer,
    and those that speak of a change come last.

    A line that no markup calls a date has to stand nearer than one that has. [segments.date +9.3 against the page's
    order]
    """
    near = nearby()
    dated = find_dated(near)
    lines = [(step, place, near.line(place)) for step, place in dated if step < CLOSE]
    steps = [(step, key(line), read_label(near, place, line)) for step, place, line in lines]
    ranked = [(_rank(one, place, steps), Found(one.moment, one.how)) for place, one in enumerate(shown)]
    ranked += _from_lines(near, dated, reader)
    ranked.sort(key=lambda entry: entry[0])
    return ranked


def _rank(one: Shown, place: int, steps: list[tuple[int, str, tuple[bool, bool]]]) -> int:
    words = key(one.words)
    step, label = next(((step, label) for step, line, label in steps if line in words), (CLOSE + place, (False, False)))
    if speaks_of_change(one):
        step += CHANGED
    elif says_published(one.words) or "publi" in one.element.names or "pubdate" in one.element.attributes:
        step += LABELLED
    elif any(label):  # "Published: <time>"
        step += LABELLED if label[0] else CHANGED
    if _stands_elsewhere(one.element):
        step += ELSEWHERE
    return step


def _from_lines(
    near: Near, dated: tuple[tuple[int, int], ...], reader: Reader
) -> Iterator[tuple[int, Found[datetime]]]:
    """The dates of the short lines around the headline, with their steps from it."""
    for step, place in dated:
        line = near.line(place)
        if len(line) > MAX_WORDS or _OTHER_DATE.search(fold_case(line)):
            continue
        own, changed = read_label(near, place, line)
        # A line of many words, or one far down, that says neither is prose which speaks of some day.
        most = MOST_BESIDE if step < BESIDE and _CLOCKED.search(line) else MOST_WORDS
        if not (own or changed) and (line.count(" ") > most or (near.found and step > AFTER)):
            continue
        moment = reader.read(own_words(line), relative=False)
        if moment is not None and not has_time(moment) and _CLOCK.fullmatch(clock := near.line(place + 1)):
            moment = reader.read(f"{own_words(line)} {clock}", relative=False)
        if moment is not None:
            from_headline = step + PLAIN if near.found else step + 2 * CLOSE
            yield from_headline + LABELLED * own + CHANGED * changed, Found(moment, "words")


def find_line(near: Near, moment: datetime, reader: Reader) -> str | None:
    """The nearest line to the headline that shows a moment."""
    for _, place in near.places:
        if LOOKS_DATED.search(near.lines[place]) and len(line := near.line(place)) <= MAX_WORDS:
            found = reader.read(own_words(line), relative=False)
            if found is not None and found.date() == moment.date():
                return line
    return None


def speaks_of_change(one: Shown) -> bool:
    """Whether a date is that of a later edition: "Updated 5 May"."""
    if says_published(one.words):
        return False
    own, change = part_words(one.words)
    return (not own) if change else CHANGED_NAMES.search(one.element.names) is not None


def _stands_elsewhere(element: Element) -> bool:
    """Whether an element belongs to a comment, a teaser or the page's foot."""
    node = element.node
    for _ in range(MAX_STEPS):
        if node.tag in ("aside", "footer", "nav", "body", "main", "html"):
            return node.tag in ("aside", "footer", "nav")
        if _ELSEWHERE.search((node.attributes.get("class") or "").lower()[:MAX_LINE]):
            return True
        parent = node.parent
        if parent is None:
            break
        node = parent
    return False


def has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)
