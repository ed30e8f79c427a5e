"""When the page says it was published and last changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper import dates
from scraper.extract.document import Document
from scraper.extract.nearby import Nearby
from scraper.extract.story import Story
from scraper.extract.witnesses import Element, Found, Witnesses
from scraper.extract.words import fold, listing

_PUBLISHED_META = listing(
    "article:published_time og:article:published_time article:published og:published_time datepublished parsely- "
    "pub-date publishdate publish-date publish_date pubdate publishtime publication_date published_time "
    "date_published sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime "
    "cxenseparse:recs:articlepublishtime citation_publication_date citation_date dc.date.issued dcterms.issued "
    "dcterms.created dc.date.created dc.date dcterms.date dc.date.published date dat article.published "
    "originalpublicationdate article_date_original bt:pubdate ptime rnews:datepublished last-publish-date "
    "og:pubdate shareaholic:article_published_time content_create_date contentcreatedate vr:published_time "
    "apub:time eomportal-lastupdate-first weibo:article:create_at created datecreated"
)
_MODIFIED_META = listing(
    "article:modified_time og:updated_time og:article:modified_time datemodified article:modified lastmod last- "
    "modified dc.date.modified dcterms.modified revision_date updated_time lastmodified modified utime revised "
    "date_modified"
)
_URL_DATE = re.compile(r"(?<!\d)((?:19[9]|20[0-4])\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]((?:199|20[0-4])\d)(?!\d)")
_CHANGED = re.compile(
    r"updat|modif|aktualis|geändert|actuali[sz]|mis à jour|aggiornat|atualizad|diperbarui|güncel|обновл|оновл|"
    r"uppdater|oppdater|opdater|bijgewerkt|"
    r"zmodyf|aktualiz|edited|last change|letzte änderung|stand[ :]|更新|수정|تحديث|cập nhật|päivitet",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(r"copyright|©|geboren|born|expires|deadline|event", re.IGNORECASE)
_ATTRIBUTES = ("datetime", "content", "data-datetime", "data-time", "data-timestamp", "data-date", "title")
MAX_VISIBLE = 40
LAST_DAY = datetime(9999, 12, 29, tzinfo=UTC)
MAX_LINE = 120  # characters of an element that shows a date
MAX_WORDS = 80  # characters of a line that shows a date
# Day and year, or day and month in digits: what every written date has.
_LOOKS_DATED = re.compile(
    r"\d[^\d]{1,20}(?:19|20|25)\d\d|(?:19|20)\d\d\s?[-/.年]\s?\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Moments:
    published: Found[datetime] | None = None
    modified: Found[datetime] | None = None
    text: Found[str] | None = None  # the page's own words for the date of publication


def find_moments(document: Document, story: Story, witnesses: Witnesses, nearby: Nearby, zone: str | None) -> Moments:
    """The moment of publication, of the last change, and the visible words for the first.

    JSON-LD, then meta, then marked-up elements, then visible words, then the address. The first that can be read is
    believed, unless it has no time of day and a later one of the same day has; and a "Z" gives way to the same clock
    reading with an offset, since some sites write local times so.
    """
    # A clock that stands at the end of time may date a capture, and there are no days after it.
    latest = min(document.fetched_at, LAST_DAY) + timedelta(days=2)
    reader = _Reader(zone, document.fetched_at, latest)
    published = _settle(list(reader.read_all(_published(document, story, witnesses))))
    # Elements are read only as far as they are needed: most pages say when in their head.
    shown = reader.read_elements((*witnesses.times[:MAX_VISIBLE], *witnesses.dates[:MAX_VISIBLE]))
    if published is None or not _has_time(published.value):
        seen = list(shown)
        shown = iter(seen)
        published = _settle([*([published] if published else []), *_from_visible(seen, published)])
    if published is None and (day := _read_address(document.url)):
        published = next(reader.read_all([("url", day)]), None)
    if published is None:
        published = _from_words(nearby(), reader)
    modified = next(reader.read_all(_modified(document, story, witnesses)), None)
    text = None
    if published is not None:
        own = published.value
        text = next((Found(one.words, _name(one.element)) for one in shown if _same_day(one.moment, own)), None)
    return Moments(published, modified, text)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A date that an element shows."""

    moment: datetime
    element: Element
    words: str


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads dates of one page; those that lie after its capture are none of its own."""

    zone: str | None
    near: datetime
    latest: datetime

    def read(self, text: str, relative: bool = True) -> datetime | None:
        moment = dates.parse(text, self.zone, self.near if relative else None)
        return moment if moment and moment.replace(tzinfo=None) < self.latest.replace(tzinfo=None) else None

    def read_all(self, said: Iterable[tuple[str, str]]) -> Iterator[Found[datetime]]:
        for how, text in said:
            if moment := self.read(text):
                yield Found(moment, how)

    def read_elements(self, elements: Iterable[Element]) -> Iterator[_Shown]:
        for element in elements:
            machine = _machine(element)
            words = element.line(MAX_LINE) if element.node.child is not None else ""
            if len(words) > MAX_LINE or _OTHER_DATE.search(words):
                continue
            moment = self.read(machine) if machine else None
            if words and (moment is None or not _has_time(moment)):
                moment = self.read(words) or moment
            if moment is not None:
                yield _Shown(moment, element, words or machine)


def _published(document: Document, story: Story, witnesses: Witnesses) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        for value in story.values(name):
            if isinstance(value, str):
                yield "json-ld" if name == "datePublished" else f"json-ld:{name}", value
    for name in _PUBLISHED_META:
        if values := document.meta.get(name):
            yield f"meta:{name}", values[0]
    for name in ("datepublished", "datecreated"):
        for element in witnesses.property(name)[:2]:
            yield f"itemprop:{name}", _machine(element) or element.text
    for element in witnesses.times:
        if "pubdate" in element.attributes:
            yield "time[pubdate]", _machine(element) or element.text


def _modified(document: Document, story: Story, witnesses: Witnesses) -> Iterator[tuple[str, str]]:
    for value in story.values("dateModified"):
        if isinstance(value, str):
            yield "json-ld", value
    for name in _MODIFIED_META:
        if values := document.meta.get(name):
            yield f"meta:{name}", values[0]
    for element in witnesses.property("datemodified")[:1]:
        yield "itemprop:datemodified", _machine(element) or element.text


def _from_visible(shown: list[_Shown], known: Found[datetime] | None) -> Iterator[Found[datetime]]:
    """Visible dates, those that speak of a change last; only those of the day that is known, where one is."""
    for changed in (False, True):
        for one in shown:
            speaks_of_change = (
                _CHANGED.search(one.words) or "modif" in one.element.names or "updat" in one.element.names
            )
            if bool(speaks_of_change) == changed and (known is None or _same_day(one.moment, known.value)):
                yield Found(one.moment, _name(one.element))


def _read_address(url: str) -> str | None:
    """The day in an address, as ISO 8601: of /2024/03/05/, 20240305, 2024-03-05 or 05-03-2024."""
    if match := _URL_DATE.search(url):
        return f"{match[1]}-{match[3]}-{match[4]}"
    if match := _URL_DAY_FIRST.search(url):
        return f"{match[3]}-{match[2]}-{match[1]}"
    return None


def _from_words(lines: tuple[str, ...], reader: _Reader) -> Found[datetime] | None:
    """A date among the short lines around the headline, one that speaks of a change last."""
    changed: Found[datetime] | None = None
    for line in lines:
        if len(line) > MAX_WORDS or not _LOOKS_DATED.search(line) or _OTHER_DATE.search(line):
            continue
        moment = reader.read(line, relative=False)
        if moment is not None and not _CHANGED.search(line):
            return Found(moment, "words")
        if moment is not None:
            changed = changed or Found(moment, "words")
    return changed


def _settle(said: list[Found[datetime]]) -> Found[datetime] | None:
    if not said:
        return None
    best = said[0]
    if not _has_time(best.value):
        best = next((one for one in said if _has_time(one.value) and _same_day(one.value, best.value)), best)
    if not best.value.utcoffset():
        clock = best.value.replace(tzinfo=None, microsecond=0)
        best = next(
            (one for one in said if one.value.utcoffset() and one.value.replace(tzinfo=None, microsecond=0) == clock),
            best,
        )
    return best


def _machine(element: Element) -> str:
    for name in _ATTRIBUTES:
        value = element.attributes.get(name)
        if value and any(map(str.isdigit, value)):
            return fold(value)
    return ""


def _name(element: Element) -> str:
    if element.tag == "time":
        return "time[datetime]" if element.attributes.get("datetime") else "time"
    return "visible:" + (element.names.split() or [element.tag])[0]


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)


def _same_day(one: datetime, other: datetime) -> bool:
    return abs((one.replace(tzinfo=None).date() - other.replace(tzinfo=None).date()).days) <= 1
