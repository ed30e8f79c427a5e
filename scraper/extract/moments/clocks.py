"""The clock that a page shows: its offset, for moments that the head tells in UTC or without a zone."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from scraper.extract.moments.phrases import dated_lines, part_words
from scraper.extract.moments.shown import Reader, Shown, has_time, speaks_of_change
from scraper.extract.page.nearby import Near
from scraper.extract.page.witnesses import Found

OFFSETS = frozenset(  # minutes that clocks are away from UTC
    [60 * hours for hours in range(-11, 15)] + [-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765]
)


def localise(moment: datetime, shown: Iterable[Shown]) -> datetime:
    """A UTC moment told by the clock that the page shows: 23:30Z is the next day where it shows 00:30.

    The same instant; only where a visible date of the same instant has an offset, or where the first one is whole hours
    (or a real zone's half hours) away. A day shown alone tells when the moment is that day's midnight there.
    [segments.date +0.6]
    """
    if moment.tzinfo is None:
        return lend_offset(moment, (one.moment for one in shown))
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


def lend_offset(moment: datetime, shown: Iterable[datetime]) -> datetime:
    """A moment without a zone with the offset of a date shown that reads the same on the clock: of "09:30:45" in the
    head, and "09:30 WIB" over the story.
    """
    for other in shown:
        if other.tzinfo is not None and other.replace(tzinfo=None) == moment.replace(second=0, microsecond=0):
            return moment.replace(tzinfo=other.tzinfo)
    return moment


def read_clocks(near: Near, reader: Reader) -> Iterator[Found[datetime]]:
    """The moments of the lines near the headline, without those that only speak of a change."""
    for _, line in dated_lines(near):
        own, _ = part_words(line)
        found = reader.read(own, relative=False) if own else None
        if found is not None:
            yield Found(found, "words")
