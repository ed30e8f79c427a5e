"""The dates that a page shows its reader, in elements and in lines, and which of them is the story's own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from scraper import dates
from scraper.extract.page.document import text_of
from scraper.extract.page.nearby import AFTER, Near, Nearby
from scraper.extract.page.witnesses import Element, Found
from scraper.extract.page.words import fold, key

# Sought in lower-cased words: a pattern that must look at both cases takes six times as long.
_CHANGED = re.compile(
    r"updat|modif|aktualis|geändert|bearbeitet|überarbeitet|actuali[sz]|mis à jour|aggiornat|atualizad|diperbarui|"
    r"diperbaharui|dikemas kini|güncel|обновл|оновл|актуализ|uppdater|oppdater|opdater|bijgewerkt|ändrad|endret|"
    r"zmodyf|aktualiz|izmijen|ažurir|frissít|módosít|edited|editiert|last change|letzte änderung|stand[ :]|更新|수정|"
    r"تحديث|cập nhật|päivitet|muokattu|ενημέρωση|به ?روز|עודכן|अपडेट|আপডেট|อัปเดต|แก้ไข",
)
_CHANGED_NAMES = re.compile("modif|updat")
_FIRST = re.compile(
    r"publish|publi[ée]|posted|submitted|written|created on|released|veröffentlicht|erschienen|erstellt|eingestellt|"
    r"online seit|publicad|pubblicat|publikováno|opublikowan|diterbitkan|dipublikasikan|ditayangkan|tayang|yayın|"
    r"опубликован|опубліков|julkaistu|publicerad|publisert|publiceret|geplaatst|gepubliceerd|δημοσ|đăng|入力|公開|掲載|"
    r"发布|發布|등록|입력|نشر|منتشر|פורסם",
)
_OTHER_DATE = re.compile(r"copyright|©|geboren|born|expires|deadline|event")
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|kommentare?|comentarios?|replies|respond|related|sidebar|widget|footer|teasers?|"
    r"recommend\w*|most-?read|popular|latest|ticker)(?:$|[\s_-])"
)
_ATTRIBUTES = ("datetime", "content", "data-datetime", "data-time", "data-timestamp", "data-date", "title")
_CLOCK = re.compile(r"\D{0,12}\d{1,2}[:.h]\d\d(?:\s*(?:[ap]\.?m\.?|uhr|hs?\.?|wib))?\W*", re.IGNORECASE)
LAST_DAY = datetime(9999, 12, 29, tzinfo=UTC)
MAX_VISIBLE = 40
MAX_LINE = 120  # characters of an element that shows a date
MAX_WORDS = 80  # characters of a line that shows a date
MOST_WORDS = 7  # in a line that only says when: "Wednesday, 5 May 2021 at 10:15 CET"
MAX_STEPS = 8  # ancestors looked at
# Steps from the headline: what marks a date brings it nearer, what speaks against it takes it away.
PLAIN, LABELLED, CHANGED, ELSEWHERE, CLOSE = 12, -25, 1000, 400, 50
OFFSETS = frozenset(  # minutes that clocks are away from UTC
    [60 * hours for hours in range(-11, 15)] + [-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765]
)
# Day and year, or day and month in digits: what every written date has. All begin with a digit, and a pattern that
# says so first passes over the rest of a line in a third of the time.
_LOOKS_DATED = re.compile(
    r"\d(?:[^\d]{1,20}(?:19|20|25)\d\d|(?:(?<=1)9|(?<=2)0)\d\d\s?[-/.年년]\s?\d|"
    r"\d?\s?[./|-]\s?\d{1,2}\s?[./|-]\s?\d{2}(?!\d)|(?<=[٠-٩۰-۹०-९০-৯๐-๙])[٠-٩۰-۹०-९০-৯๐-๙]{3})"
)


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
            if len(words) > MAX_LINE or _OTHER_DATE.search(_lower(words)):
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


def _lower(words: str) -> str:
    """Words in lower case, each letter in its place: of "İ" two would come."""
    return words.replace("İ", "i").lower()


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
    dated = [(step, place) for step, place in near.places if _LOOKS_DATED.search(near.lines[place])]
    steps = [(step, key(near.lines[place])) for step, place in dated if step < CLOSE]
    ranked = [(_rank(one, place, steps), Found(one.moment, one.how)) for place, one in enumerate(shown)]
    ranked += _from_lines(near, dated, reader)
    ranked.sort(key=lambda entry: entry[0])
    return ranked


def _rank(one: Shown, place: int, steps: list[tuple[int, str]]) -> int:
    words = key(one.words)
    step = next((step for step, line in steps if line in words), CLOSE + place)
    if speaks_of_change(one):
        step += CHANGED
    elif _FIRST.search(_lower(one.words)) or "publi" in one.element.names or "pubdate" in one.element.attributes:
        step += LABELLED
    if _stands_elsewhere(one.element):
        step += ELSEWHERE
    return step


def _from_lines(near: Near, dated: list[tuple[int, int]], reader: Reader) -> Iterator[tuple[int, Found[datetime]]]:
    """The dates of the short lines around the headline, with their steps from it."""
    for step, place in dated:
        line = near.line(place)
        if len(line) > MAX_WORDS or _OTHER_DATE.search(_lower(line)):
            continue
        above = near.line(place - 1)
        said = _lower(f"{above} {line}" if above.endswith(":") else line)
        own = _FIRST.search(said) is not None
        changed = not own and _CHANGED.search(said) is not None
        # A line of many words, or one far down, that says neither is prose which speaks of some day.
        if not (own or changed) and (line.count(" ") > MOST_WORDS or (near.found and step > AFTER)):
            continue
        moment = reader.read(own_words(line), relative=False)
        if moment is not None and not has_time(moment) and _CLOCK.fullmatch(clock := near.line(place + 1)):
            moment = reader.read(f"{own_words(line)} {clock}", relative=False)
        if moment is not None:
            from_headline = step + PLAIN if near.found else step + 2 * CLOSE
            yield from_headline + LABELLED * own + CHANGED * changed, Found(moment, "words")


def find_change(elements: Iterable[Element], reader: Reader) -> Found[datetime] | None:
    """The first date that an element gives as that of a change: "Diperbarui: 5 Mei 2024", <time class="updated">."""
    for element in elements:
        words = reader.line(element)
        match = _CHANGED.search(_lower(words)) if len(words) <= MAX_LINE else None
        # WordPress writes class="published updated" where nothing was changed.
        if match is None and (not _CHANGED_NAMES.search(element.names) or "publi" in element.names):
            continue
        said = changed_words(words)
        machine = "" if said != words else machine_date(element)
        moment = (reader.read(machine) if machine else None) or reader.read(said)
        if moment is not None:
            return Found(moment, Shown(moment, element, words).how)
    return None


def find_changed_line(near: Near, reader: Reader) -> Found[datetime] | None:
    """The change that the nearest line by the headline tells: "Last modified on 3 February 2025"."""
    for place in (place for step, place in near.places if step < CLOSE and near.found):
        if not _LOOKS_DATED.search(near.lines[place]) or len(line := near.line(place)) > MAX_WORDS:
            continue
        if _CHANGED.search(_lower(line)) and (moment := reader.read(changed_words(line), relative=False)):
            return Found(moment, "words")
    return None


def changed_words(words: str) -> str:
    """Of "Published 3 May, updated 5 May" what is said of the change."""
    changed = _CHANGED.search(_lower(words))
    first = _FIRST.search(_lower(words))
    if changed is None:
        return words
    if first is None:  # "3 May | Updated 5 May", though not "5 May, updated"
        return words[changed.start() :] if _LOOKS_DATED.search(words, changed.start()) else words
    return words[changed.start() :] if changed.start() > first.start() else words[: first.start()]


def find_line(near: Near, moment: datetime, reader: Reader) -> str | None:
    """The nearest line to the headline that shows a moment."""
    for _, place in near.places:
        if _LOOKS_DATED.search(near.lines[place]) and len(line := near.line(place)) <= MAX_WORDS:
            found = reader.read(own_words(line), relative=False)
            if found is not None and found.date() == moment.date():
                return line
    return None


def own_words(words: str) -> str:
    """Of "Updated 5 May, published 3 May" what is said of the publication."""
    first = _FIRST.search(_lower(words))
    changed = _CHANGED.search(_lower(words)) if first is not None else None
    if first is None or changed is None:
        return words
    return words[first.start() :] if first.start() > changed.start() else words[: changed.start()]


def speaks_of_change(one: Shown) -> bool:
    """Whether a date is that of a later edition: "Updated 5 May"."""
    if _FIRST.search(_lower(one.words)):
        return False
    return _CHANGED.search(_lower(one.words)) is not None or _CHANGED_NAMES.search(one.element.names) is not None


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


def localise(moment: datetime, shown: Iterable[Shown]) -> datetime:
    """A UTC moment told by the clock that the page shows: 23:30Z is the next day where it shows 00:30.

    The same instant; only where a visible date of the same instant has an offset, or where the first one is whole hours
    (or a real zone's half hours) away. A day shown alone tells when the moment is that day's midnight there.
    [segments.date +0.6]
    """
    if moment.utcoffset() != timedelta(0):
        return moment
    for place, one in enumerate(shown):
        other = one.moment
        if other.utcoffset():
            if abs(other - moment) < timedelta(minutes=1):
                return moment.astimezone(other.tzinfo)
        elif place == 0 and other.tzinfo is None and not speaks_of_change(one):
            ahead = other.replace(second=0, tzinfo=UTC) - moment.replace(second=0, microsecond=0)
            minutes = int(ahead.total_seconds()) // 60
            if minutes in OFFSETS and (has_time(other) or other.date() != moment.date()):
                return moment.astimezone(timezone(timedelta(minutes=minutes)))
    return moment


def has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)
