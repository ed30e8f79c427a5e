"""When the page says it was published and last changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice

from scraper.extract.moments.changes import find_change, find_changed_line
from scraper.extract.moments.clocks import lend_offset, localise, read_clocks
from scraper.extract.moments.shown import (
    CLOSE,
    MAX_VISIBLE,
    Reader,
    Shown,
    find_line,
    has_time,
    machine_date,
    rank_shown,
    speaks_of_change,
)
from scraper.extract.page.document import Document
from scraper.extract.page.nearby import Nearby
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found, Witnesses
from scraper.extract.page.words import listing

_PUBLISHED_META = listing(
    "article:published_time og:article:published_time article:published og:published_time datepublished "
    "parsely-pub-date publishdate publish-date publish_date pubdate pub_date publishtime publication_date "
    "publication-date published_time published_at date_published sailthru.date cxenseparse:recs:publishtime "
    "cxenseparse:publishtime cxenseparse:recs:articlepublishtime citation_publication_date citation_date "
    "dc.date.issued dcterms.issued dc.date.published dat article.published originalpublicationdate "
    "article_date_original bt:pubdate ptime rnews:datepublished last-publish-date og:pubdate "
    "shareaholic:article_published_time vr:published_time apub:time eomportal-lastupdate-first "
    "weibo:article:create_at"
)
# When the content system made the page, or was last told to; what stands by the headline is surer.
_CREATED_META = listing(
    "date dc.date dcterms.date dcterms.created dc.date.created content_create_date contentcreatedate created "
    "datecreated"
)
_MODIFIED_META = listing(
    "article:modified_time og:updated_time og:article:modified_time datemodified article:modified lastmod "
    "last-modified modified dc.date.modified dcterms.modified revision_date updated_time lastmodified modified utime "
    "revised date_modified"
)
_URL_DATE = re.compile(r"(?<!\d)((?:19[9]|20[0-4])\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SHORT = re.compile(r"/((?:199|20[0-4])\d)/(1[0-2]|[1-9])/(3[01]|[12]\d|[1-9])/")
_URL_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]((?:199|20[0-4])\d)(?!\d)")
# "publishedAt":"2024-03-05T10:15:00Z", its quotes escaped where it is JSON in a string.
_STATE = re.compile(
    r"\"(date_?published|(?:first_?)?published_?(?:at|date|time|on)|publish_?(?:ed)?_?(?:date|time)|publication_?date|pub_?date|"
    r"created_?at|date_?created)\\*\"\s*:\s*\\*\"(\d{4}-\d\d-\d\d[^\"\\<]{0,25})",
    re.IGNORECASE,
)
MAX_SCRIPTS, MAX_STATE = 60, 1_000_000  # scripts, and characters of one, read for them
UTC_OFFSET = timedelta(0)
MAX_BYLINES = 8  # "By Ann Berg | 5 March 2024"
MAX_ASKED = 8  # elements, where the moment is known
MAX_TOLD = 3  # visible dates read for the clock of the page


@dataclass(frozen=True, slots=True)
class Moments:
    published: Found[datetime] | None = None
    modified: Found[datetime] | None = None
    text: Found[str] | None = None  # the page's own words for the date of publication


def find_moments(document: Document, story: Story, witnesses: Witnesses, nearby: Nearby, zone: str | None) -> Moments:
    """The moment of publication, of the last change, and the visible words for the first.

    JSON-LD, then meta, then marked-up elements, then the day in the address, then what stands by the headline, then
    what the content system says of the page. The first that can be read is believed, unless it has no time of day and
    a later one of the same day has; and a "Z" gives way to the same clock reading with an offset, since some sites
    write local times so. A clock without an offset takes that of a line by the headline which reads the same. A change
    before the publication is none.
    """
    reader = Reader(zone, document.fetched_at)
    published = _settle(reader.read_all(_published(document, story, witnesses)))
    # Most pages say when in their head; few elements are then asked for the page's words and clock.
    if published is not None and has_time(published.value):
        shown = reader.read_elements((*witnesses.times[:MAX_ASKED], *witnesses.dates[:MAX_ASKED]))
        plain = False  # of a page whose head says when
    else:
        elements = (*witnesses.times[:MAX_VISIBLE], *witnesses.dates[:MAX_VISIBLE], *witnesses.people[:MAX_BYLINES])
        seen = list(reader.read_elements(elements))
        shown = iter(seen)
        plain = published is None
        published = _read_weaker(document, published, seen, nearby, reader)
    modified = next(reader.read_all(_modified(document, story, witnesses)), None)
    if modified is None:
        modified = find_change((*witnesses.times[:MAX_ASKED], *witnesses.dates[:MAX_ASKED]), reader)
        if modified is None and plain:
            modified = find_changed_line(nearby(), reader)
    if published is None:
        return Moments(None, modified)
    # One date tells the page's words; of a time in UTC more may tell its clock, and are read if the first does not.
    moment = published.value
    told = islice((one for one in shown if _same_day(one.moment, moment)), MAX_TOLD)
    first = next(told, None)
    text = Found(first.words, first.how) if first is not None else None
    if text is None and published.how == "words" and (line := find_line(nearby(), published.value, reader)):
        text = Found(line, "words")
    if first is not None:
        published = Found(localise(moment, chain((first,), told)), published.how)
    if published.value.tzinfo is None and has_time(moment):
        published = Found(lend_offset(moment, (one.value for one in read_clocks(nearby(), reader))), published.how)
    if modified is not None and _before(modified.value, published.value):
        modified = None
    return Moments(published, modified, text)


def _read_weaker(
    document: Document, known: Found[datetime] | None, seen: list[Shown], nearby: Nearby, reader: Reader
) -> Found[datetime] | None:
    """What is known with its time of day, where another witness has it; what the weaker witnesses say where nothing is
    known.
    """
    created = list(reader.read_all(_created(document)))
    if known is not None:
        others = [*(Found(one.moment, one.how) for one in seen if not speaks_of_change(one)), *created]
        settled = _settle([known, *(one for one in others if _same_day(one.value, known.value))]) or known
        if has_time(settled.value):
            return settled
        lines = read_clocks(nearby(), reader)
        return _settle([settled, *(one for one in lines if _same_day(one.value, known.value))])
    address = next(reader.read_all(_address_day(document.url)), None)
    found = _weigh(rank_shown(seen, nearby, reader), address, created)
    return found or next(reader.read_all(_stated(document)), None)


def _published(document: Document, story: Story, witnesses: Witnesses) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated"):
        for value in story.values(name):
            if isinstance(value, str):
                yield "json-ld" if name == "datePublished" else f"json-ld:{name}", value
    for name in _PUBLISHED_META:
        if values := document.meta.get(name):
            yield f"meta:{name}", values[0]
    # The moment a film was put up is the story's only where nothing else is told of it.
    for value in story.values("uploadDate"):
        if isinstance(value, str):
            yield "json-ld:uploadDate", value
    for name in ("datepublished", "datecreated"):
        for element in witnesses.property(name)[:2]:
            yield f"itemprop:{name}", machine_date(element) or element.text
    for element in witnesses.times:
        if "pubdate" in element.attributes:
            yield "time[pubdate]", machine_date(element) or element.text


def _created(document: Document) -> Iterator[tuple[str, str]]:
    for name in _CREATED_META:
        if values := document.meta.get(name):
            yield f"meta:{name}", values[0]


def _modified(document: Document, story: Story, witnesses: Witnesses) -> Iterator[tuple[str, str]]:
    for value in story.values("dateModified"):
        if isinstance(value, str):
            yield "json-ld", value
    for name in _MODIFIED_META:
        if values := document.meta.get(name):
            yield f"meta:{name}", values[0]
    for element in witnesses.property("datemodified")[:1]:
        yield "itemprop:datemodified", machine_date(element) or element.text


def _weigh(
    shown: list[tuple[int, Found[datetime]]], address: Found[datetime] | None, created: list[Found[datetime]]
) -> Found[datetime] | None:
    """One of the weaker witnesses: the address's day, with the time of a visible date of that day, then a visible date
    by the headline, then what the content system says, then any visible date.
    """
    visible = [found for _, found in shown]
    if address is not None:
        same = [one for one in visible if _same_day(one.value, address.value)]
        return _settle(same or [address])
    return _settle([*(found for step, found in shown if step < CLOSE), *created, *visible])


def _stated(document: Document) -> Iterator[tuple[str, str]]:
    """Dates in the data that a page built by scripts keeps in them, for pages that say nothing else: the first of
    publication, then the first of creation. [segments.date +0.6]
    """
    texts = [node.text() or "" for node in document.tree.css("script:not([src])")[:MAX_SCRIPTS]]
    said = [match for text in texts for match in islice(_STATE.finditer(text[:MAX_STATE]), MAX_SCRIPTS)]
    for match in sorted(said, key=lambda match: "creat" in match[1].lower()):
        yield f"script:{match[1]}", match[2]


def _address_day(url: str) -> Iterator[tuple[str, str]]:
    """The day in an address, as ISO 8601: of /2024/03/05/, /2024/3/5/, 20240305, 2024-03-05 or 05-03-2024."""
    if match := _URL_DATE.search(url):
        yield "url", f"{match[1]}-{match[3]}-{match[4]}"
    elif match := _URL_SHORT.search(url):
        yield "url", f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
    elif match := _URL_DAY_FIRST.search(url):
        yield "url", f"{match[3]}-{match[2]}-{match[1]}"


def _settle(witnesses: Iterable[Found[datetime]]) -> Found[datetime] | None:
    """The first witness, or a later one that tells more of the same; they are heard no further than needed."""
    heard = iter(witnesses)
    best = next(heard, None)
    if best is None or (has_time(best.value) and best.value.utcoffset()):
        return best
    said = [best, *heard]
    if not has_time(best.value):
        best = next((one for one in said if has_time(one.value) and _same_day(one.value, best.value)), best)
    if not best.value.utcoffset():
        clock = best.value.replace(tzinfo=None, microsecond=0)
        best = next(
            (one for one in said if one.value.utcoffset() and one.value.replace(tzinfo=None, microsecond=0) == clock),
            best,
        )
    return best


def _before(one: datetime, other: datetime) -> bool:
    """Whether a moment lies before another; of times without a zone, only whether its day does."""
    if one.tzinfo is not None and other.tzinfo is not None:
        return one < other
    return one.replace(tzinfo=None) + timedelta(days=1) < other.replace(tzinfo=None)


def _same_day(one: datetime, other: datetime) -> bool:
    """Whether two moments may be of one day: a UTC time may belong to the day before or after."""
    apart = abs((one.date() - other.date()).days)
    return apart == 0 or (apart == 1 and (one.utcoffset() == UTC_OFFSET or other.utcoffset() == UTC_OFFSET))
