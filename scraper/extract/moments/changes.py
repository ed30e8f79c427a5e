"""When the page says that the story was last changed."""

import re
from collections.abc import Iterable
from datetime import datetime

from scraper.extract.moments.phrases import CHANGED_NAMES, dated_lines, part_words, read_label
from scraper.extract.moments.shown import MAX_LINE, Reader, Shown, machine_date
from scraper.extract.page.document import text_of
from scraper.extract.page.nearby import Near
from scraper.extract.page.witnesses import Element, Found
from scraper.extract.page.words import fold

MAX_LABEL = 30  # characters before an element that say what its date is
_CLOCKED = re.compile(r"\d[:.h時时]\s?\d\d")


def find_change(elements: Iterable[Element], reader: Reader) -> Found[datetime] | None:
    """The first date that an element gives as that of a change: "Diperbarui: 5 Mei 2024", <time class="updated">."""
    for element in elements:
        words = reader.line(element)
        own, said = part_words(words) if len(words) <= MAX_LINE else (words, "")
        if element.tag == "time" and not said and part_words(_label_of(element))[1]:
            own, said = "", words
        # WordPress writes class="published updated" where nothing was changed.
        if not said and (not CHANGED_NAMES.search(element.names) or "publi" in element.names):
            continue
        machine = "" if own and said else machine_date(element)  # which is the first date's
        moment = (reader.read(machine) if machine else None) or _read_change(said or words, own, reader)
        if moment is not None:
            return Found(moment, Shown(moment, element, words).how)
    return None


def _label_of(element: Element) -> str:
    """The few words before an element: "Oppdatert: <time>"; "" where a date is among them."""
    before = element.node.prev
    if before is None:
        return ""
    words = fold(before.text_content) if before.is_text_node else text_of(before, MAX_LABEL, MAX_LABEL)
    return words if len(words) <= MAX_LABEL and not any(map(str.isdigit, words)) else ""


def _read_change(said: str, own: str, reader: Reader) -> datetime | None:
    """The moment of a change; a time of day alone is of the day of publication: "3 May, updated 11:30"."""
    moment = reader.read(said)
    if moment is None and own and _CLOCKED.search(said) and (first := reader.read(own)) is not None:
        moment = reader.read(f"{first.date().isoformat()} {said}")
        # What is earlier in the day was of another one.
        return moment if moment is None or moment.replace(tzinfo=first.tzinfo) >= first else None
    return moment


def find_changed_line(near: Near, reader: Reader) -> Found[datetime] | None:
    """The date of the nearest line to the headline that gives it as that of a change, or stands under such a label."""
    for place, line in dated_lines(near):
        own, said = part_words(line)
        above = near.line(place - 1)
        if not said and own == line and not any(map(str.isdigit, above)) and read_label(near, place, line)[1]:
            own, said = "", line
        moment = _read_change(said, own, reader) if said else None
        if moment is not None:
            return Found(moment, "words")
    return None
