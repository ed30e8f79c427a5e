"""The entries of a live blog as the page shows them.

An entry is one of many boxes alike that stand side by side, each with a time and some prose; or, where the text is
flat, all that follows a line with a time up to the next such line. Comments and teasers look just so: only a page that
claims to be a live blog is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from selectolax.lexbor import LexborNode

from scraper import dates
from scraper.extract.body import clean
from scraper.extract.body.blocks import walk
from scraper.extract.body.lines import is_byline, is_call
from scraper.extract.body.noise import COMMENT, HEADINGS, NOISE, judge
from scraper.extract.page.document import Document, text_of
from scraper.extract.page.words import fold, key
from scraper.extract.people.names import split_names
from scraper.model import Entry

MAX_ENTRIES, MAX_TIMES, MAX_DEPTH = 500, 3_000, 40
MAX_TIME = 60  # characters of a line that is a time
DAY = 24 * 60  # minutes
MIN_PROSE = 30  # characters of an entry

_TIMES = (
    "time,[datetime],[data-timestamp],[data-time],[itemprop=datePublished],[class*=time i],[class*=date i],"
    "[class*=uhr i],[class*=hora i],[class*=heure i],[class*=jam i],[class*=waktu i],[class*=tid i],"
    "h2,h3,h4,h5,p>strong:first-child,p>b:first-child"
)
_CLOCK = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-3])\s?[:.h時시]\s?([0-5]\d)(?![\d%])(?:[:.][0-5]\d)?\s?(?:([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\W{0,3}(?:uhr|jam|pukul|kl\.?|às|at|um|alle|a las)?\s*", re.IGNORECASE)
_TRAILING = re.compile(
    r"^\s*(?:uhr|h(?:rs|oras)?|wi[bt]a?|gmt|utc|bst|c?e[sd]?t|[ap]\.?m\.?)?\s*[|:–—,.-]*\s*(?=\S|$)", re.IGNORECASE
)
_MACHINE = ("datetime", "data-timestamp", "data-time", "data-date", "content", "title")
_PEOPLE = "[rel~=author],[itemprop=author],[class*=author i],[class*=byline i]"
_FLAT = frozenset(["h2", "h3", "h4", "h5", "h6", "p", "strong", "b", "time", "span"])


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry on the page: its elements, and the one that shows its time."""

    nodes: tuple[LexborNode, ...]
    time: LexborNode


@dataclass(frozen=True, slots=True)
class Clock:
    """What a time without a day is read by."""

    published: datetime | None  # when the page says it was published
    modified: datetime | None
    zone: str | None  # the profile's


def read_entries(document: Document, title: str, clock: Clock) -> tuple[Entry, ...]:
    """The entries by the page alone, each dated as far as the page tells."""
    entries: list[Entry] = []
    for place in _find_places(document):
        entry = _read_place(place, title, clock.zone)
        if (entry.published_at or entry.published_text) and (
            entry.title or sum(map(len, entry.paragraphs)) >= MIN_PROSE
        ):
            entries.append(entry)
    return _date(entries, clock)


def _find_places(document: Document) -> list[_Place]:
    """The children of one element, or of several alike, that each hold a time: those that are most."""
    parents: dict[int, list[tuple[LexborNode, LexborNode]]] = {}
    for time in _find_times(document):
        child = time
        for _ in range(MAX_DEPTH):
            parent = child.parent
            if parent is None or parent.tag in ("body", "html"):
                break
            held = parents.setdefault(parent.mem_id, [])
            if held and held[-1][0].mem_id == child.mem_id:
                break  # this child has its time, and so have all that hold it
            held.append((child, time))
            child = parent
    if not parents:
        return []
    most = max(parents.values(), key=len)
    sign, around = _sign(most[0][0]), _find_around(most)
    # The entries of each day may stand in an element of their own, side by side.
    alike = [
        held
        for held in parents.values()
        if held is most or (len(held) > 1 and _sign(held[0][0]) == sign and _find_around(held) == around)
    ]
    pairs = [pair for held in alike for pair in held][:MAX_ENTRIES]
    starts = {child.mem_id for child, _ in pairs}
    return [_Place((child, *_following(child, starts)), time) for child, time in pairs]


def _find_times(document: Document) -> Iterator[LexborNode]:
    """The elements that show a time, the innermost ones, outside comments and what is named as beside the story."""
    root = document.tree.body
    for node in root.css(_TIMES)[:MAX_TIMES] if root is not None else ():
        text = text_of(node, enough=MAX_TIME)
        heading = node.tag in _FLAT and node.tag not in ("time", "span")
        clock = _CLOCK.search(text[: 20 if heading else MAX_TIME])
        if heading and (clock is None or not _LEADING.fullmatch(text[: clock.start()])):
            continue
        if not heading and (len(text) > MAX_TIME or not (clock or _read_machine(node))):
            continue
        if not _is_beside(node):
            yield node


def _is_beside(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None or parent.tag == "body":
            return False
        if judge(parent.tag or "", parent.attributes) & (COMMENT | NOISE) or parent.tag in ("header", "nav", "footer"):
            # An entry's own header and byline hold its time on most sites; a whole page's do not.
            names = parent.attributes.get("class") or ""
            if parent.tag not in ("header", "figure") and "byline" not in names and len(text_of(parent, 60)) > MAX_TIME:
                return True
        parent = parent.parent
    return False


def _find_around(held: list[tuple[LexborNode, LexborNode]]) -> int:
    """The element around the one that holds these, by its mem_id; 0 for none."""
    parent = held[0][0].parent
    around = parent.parent if parent is not None else None
    return around.mem_id if around is not None else 0


def _sign(node: LexborNode) -> tuple[str | None, str]:
    return node.tag, (node.attributes.get("class") or "").partition(" ")[0]


def _following(child: LexborNode, starts: set[int]) -> Iterator[LexborNode]:
    """Where the text is flat, what stands after a line with a time up to the next such line."""
    if child.tag not in _FLAT:
        return
    node = child.next
    for _ in range(200):
        if node is None or node.mem_id in starts:
            return
        if not node.is_text_node and node.tag not in ("script", "style"):
            yield node
        node = node.next


def _read_place(place: _Place, title: str, zone: str | None) -> Entry:
    words = text_of(place.time, enough=MAX_TIME)
    if place.time.tag in _FLAT and (found := _CLOCK.search(words[:20])):
        after = _TRAILING.match(words[found.end() :])
        words = words[: found.end() + (after.end() if after else 0)].rstrip(" |:–—,.-")
    machine = _read_machine(place.time)
    names = [split_names(text_of(node)) for node in place.nodes[0].css(_PEOPLE)[:3]] if place.nodes else []
    heading, lines = _read_lines(place, title)
    return Entry(
        published_at=dates.parse(machine, zone) if machine else None,
        published_text=words if not words.isdecimal() else None,
        title=heading,
        authors=next((tuple(found) for found in names if found), ()),
        paragraphs=tuple(lines),
    )


def _read_lines(place: _Place, title: str) -> tuple[str | None, list[str]]:
    """The heading of an entry, and its other lines without its time and byline."""
    time = key(text_of(place.time, enough=MAX_TIME))
    heading: str | None = None
    lines: list[str] = []
    for node in place.nodes:
        if node.tag in HEADINGS or node.tag == "p":
            pieces = [(node.tag, text_of(node))]
        else:
            pieces = [(block.tag, block.text) for block in clean(walk(node, whole=True), 0, -1, key(title))]
            pieces = _with_heading(node, pieces)
        for tag, text in pieces:
            if tag in HEADINGS and heading is None:
                heading = _without_clock(text) or None
            elif text and not _repeats(text, time) and not is_call(text) and not is_byline(text):
                lines.append(text)
    return heading, lines


def _repeats(text: str, time: str) -> bool:
    """Whether a line is the entry's time again, perhaps with a name after it."""
    return len(text) < MAX_TIME and bool(time) and key(text).startswith(time) and not text.endswith((".", "!", "?"))


def _with_heading(node: LexborNode, pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The heading is put back that the body's rules take out where it is all link."""
    first = node.css_first("h1,h2,h3,h4,h5,h6")
    if first is None or any(tag in HEADINGS for tag, _ in pieces):
        return pieces
    return [(first.tag or "h3", text_of(first)), *pieces]


def _without_clock(text: str) -> str:
    found = _CLOCK.search(text[:20])
    if found is None or not _LEADING.fullmatch(text[: found.start()]):
        return text
    rest = text[found.end() :]
    after = _TRAILING.match(rest)
    return fold(rest[after.end() :] if after else rest)


def _read_machine(node: LexborNode) -> str:
    for name in _MACHINE:
        value = node.attributes.get(name)
        if value and sum(map(str.isdigit, value)) >= 8:
            return fold(value)
    return ""


def _date(entries: list[Entry], clock: Clock) -> tuple[Entry, ...]:
    """Entries that show a clock alone, given their day: that of the entry before, which midnight may have passed.

    A live blog that runs from new to old begins on the day of the last change, one from old to new on the day of
    publication.
    """
    hours = [_read_clock(entry.published_text or "") for entry in entries]
    told = [60 * hour[0] + hour[1] for hour in hours if hour is not None]
    # Whichever way round the clock is the shorter one.
    falling = sum((one - other) % DAY for one, other in pairwise(told)) <= sum(
        (other - one) % DAY for one, other in pairwise(told)
    )
    place = _find_offset(clock)
    first, last = clock.published, clock.modified
    day = ((last or first) if falling else (first or last)) if told else None
    if day is not None and day.tzinfo is not None and place is not None:
        day = day.astimezone(place)
    before: tuple[int, int] | None = None
    dated = []
    for entry, hour in zip(entries, hours, strict=True):
        if entry.published_at is not None:
            day, before = entry.published_at, (entry.published_at.hour, entry.published_at.minute)
        elif hour is not None and day is not None:
            if before is not None and falling and hour > before:
                day -= timedelta(days=1)
            elif before is not None and not falling and hour < before:
                day += timedelta(days=1)
            entry = replace(entry, published_at=_at(day, hour, clock.zone, place))
            before = hour
        dated.append(entry)
    return tuple(dated)


def _read_clock(text: str) -> tuple[int, int] | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    hour = int(found[1])
    if found[3] and hour <= 12:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return hour, int(found[2])


def _find_offset(clock: Clock) -> tzinfo | None:
    """The offset that the page's own moments are written in; "Z" tells of no place's clock."""
    return next(
        (said.tzinfo for said in (clock.published, clock.modified) if said is not None and said.utcoffset()), None
    )


def _at(day: datetime, hour: tuple[int, int], zone: str | None, place: tzinfo | None) -> datetime | None:
    """A clock reading of a day, in the profile's zone, else in the page's own offset, else in none."""
    moment = dates.parse(f"{day.date().isoformat()}T{hour[0]:02}:{hour[1]:02}:00", zone)
    return moment.replace(tzinfo=place) if moment is not None and moment.tzinfo is None else moment
