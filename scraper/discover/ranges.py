"""Which links of a list lie in a range of days, and where the lists of those days lie. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scraper import dates
from scraper.model import Link
from scraper.profiles.sheet import PLACEHOLDER

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?!\d)")
_SOME = 0.1  # of a section's articles lie where it has articles


@dataclass(frozen=True, slots=True)
class Range:
    """Days, both ends included, as they are counted in a zone (an IANA name)."""

    first: date
    last: date
    zone: str = "UTC"

    def days(self) -> Iterator[date]:
        """Each of them, the newest first."""
        for back in range((self.last - self.first).days + 1):
            yield self.last - timedelta(days=back)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The links of a list by where they lie in time, each in the list's order."""

    inside: tuple[Link, ...]
    early: tuple[Link, ...]
    late: tuple[Link, ...]
    undated: tuple[Link, ...]
    edited: tuple[Link, ...]  # after the range, and published nobody knows when: in it, perhaps

    @property
    def is_past(self) -> bool:
        """Whether the list has left the range behind: most of it bears a date, and each of these lies before."""
        return bool(self.early) and not self.inside and not self.late and len(self.early) >= len(self.undated)


def sort_links(links: Sequence[Link], within: Range, near: datetime) -> Sorted:
    """Links by the day that each bears; `near`: when the list was captured."""
    found: dict[str, list[Link]] = {"inside": [], "early": [], "late": [], "undated": [], "edited": []}
    for link in links:
        named = _named_day(link.url, within.zone, near)
        lies = where(named or _told_day(link, within.zone, near), within)
        found["edited" if lies == "late" and named is None and link.edited_hint else lies].append(link)
    return Sorted(**{name: tuple(some) for name, some in found.items()})


def where(day: date | None, within: Range) -> str:
    """`inside`, `early`, `late` or `undated`."""
    if day is None:
        return "undated"
    return "early" if day < within.first else "late" if day > within.last else "inside"


def _named_day(url: str, zone: str, near: datetime) -> date | None:
    latest = local_day(near, zone) + timedelta(days=1)
    for match in _DAY.finditer(urlsplit(url).path):
        try:
            day = date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            continue
        if day <= latest:
            return day
    return None


def _told_day(link: Link, zone: str, near: datetime) -> date | None:
    moment = dates.parse(link.published_hint, zone, near) if link.published_hint else None
    day = local_day(moment, zone) if moment is not None else None
    return day if day is not None and day <= local_day(near, zone) + timedelta(days=1) else None


def local_day(moment: datetime, zone: str) -> date:
    """The day of a moment by the clocks of a zone; a naive one is by those clocks already."""
    return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment).date()


def places_of(links: Sequence[Link]) -> frozenset[str]:
    """Where a section's articles lie: hosts with the first step of the path, of each tenth article or more."""
    counts = Counter(place_of(link.url) for link in links)
    return frozenset(place for place, count in counts.items() if count >= _SOME * len(links))


def place_of(url: str) -> str:
    """The host of an address and the first step of its path, unless that is all there is, or a number."""
    parts = urlsplit(url)
    first, slash, _ = parts.path.lstrip("/").partition("/")
    return f"{parts.netloc}/{first if slash and not first.isdigit() else ''}"


def is_there(url: str, places: Collection[str]) -> bool:
    """Whether an address lies where a section's articles do; where nobody knows that, any does."""
    return not places or place_of(url) in places


def worth_reading(sitemap: str, changed: str | None, within: Range) -> bool:
    """Whether a child of a sitemap index may list something of the range.

    By the month or day that its address names, else by its `lastmod`: what did not change since the range began lists
    nothing of it.
    """
    if (named := _named_span(sitemap)) is not None:
        return named[0] <= within.last and named[1] >= within.first
    moment = dates.parse(changed, within.zone) if changed else None
    return moment is None or local_day(moment, within.zone) >= within.first


def is_within(sitemap: str, within: Range) -> bool:
    """Whether the address of a sitemap names a month or day that lies in the range as a whole."""
    named = _named_span(sitemap)
    return named is not None and within.first <= named[0] and named[1] <= within.last


def index_address(template: str, section: str, day: date) -> str:
    """Where a section's articles of a day are listed, by a profile's template."""
    words = {
        "yyyy": f"{day:%Y}",
        "mm": f"{day:%m}",
        "dd": f"{day:%d}",
        "m": str(day.month),
        "d": str(day.day),
        "section": section.partition("?")[0].rstrip("/"),
    }
    return PLACEHOLDER.sub(lambda match: words[match[1]], template)


def _named_span(url: str) -> tuple[date, date] | None:
    parts = urlsplit(url)
    text = f"{parts.path}?{parts.query}"
    try:
        if match := _DAY.search(text):
            day = date(int(match[1]), int(match[3]), int(match[4]))
            return day, day
        if match := _MONTH.search(text):
            first = date(int(match[1]), int(match[2]), 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except ValueError:
        pass
    return None
