"""A first profile for a publisher, drafted from an article and its section page, to be mended by a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scraper import decode, urls
from scraper.discover import discover, draft_links
from scraper.extract import extract, find_frame, find_selectors
from scraper.model import Article, Discovery, Exchange, Kind, Rejection
from scraper.profiles import publisher_of
from scraper.workbench.addresses import draft_pattern

# The zone in which most of a country's papers appear, by its domain.
_COUNTRIES = """
    id=Asia/Jakarta my=Asia/Kuala_Lumpur sg=Asia/Singapore th=Asia/Bangkok vn=Asia/Ho_Chi_Minh ph=Asia/Manila
    jp=Asia/Tokyo kr=Asia/Seoul cn=Asia/Shanghai hk=Asia/Hong_Kong tw=Asia/Taipei in=Asia/Kolkata pk=Asia/Karachi
    bd=Asia/Dhaka lk=Asia/Colombo np=Asia/Kathmandu ir=Asia/Tehran il=Asia/Jerusalem ae=Asia/Dubai sa=Asia/Riyadh
    tr=Europe/Istanbul eg=Africa/Cairo ng=Africa/Lagos ke=Africa/Nairobi za=Africa/Johannesburg gh=Africa/Accra
    ma=Africa/Casablanca de=Europe/Berlin at=Europe/Vienna ch=Europe/Zurich nl=Europe/Amsterdam be=Europe/Brussels
    fr=Europe/Paris es=Europe/Madrid pt=Europe/Lisbon it=Europe/Rome gr=Europe/Athens uk=Europe/London
    ie=Europe/Dublin dk=Europe/Copenhagen no=Europe/Oslo se=Europe/Stockholm fi=Europe/Helsinki
    is=Atlantic/Reykjavik pl=Europe/Warsaw cz=Europe/Prague sk=Europe/Bratislava hu=Europe/Budapest
    ro=Europe/Bucharest bg=Europe/Sofia rs=Europe/Belgrade hr=Europe/Zagreb si=Europe/Ljubljana ua=Europe/Kyiv
    ru=Europe/Moscow lt=Europe/Vilnius lv=Europe/Riga ee=Europe/Tallinn ar=America/Argentina/Buenos_Aires
    cl=America/Santiago co=America/Bogota pe=America/Lima mx=America/Mexico_City br=America/Sao_Paulo
    uy=America/Montevideo ve=America/Caracas nz=Pacific/Auckland
"""
_ZONES = dict(pair.split("=") for pair in _COUNTRIES.split())
# Fields in the order a profile names them; the record's name and the profile's.
_FIELDS = (
    *(("kicker", "kicker"), ("title", "title"), ("summary", "summary"), ("authors", "authors"), ("editors", "editors")),
    *(("photographers", "photographers"), ("published_text", "published_text"), ("section", "section")),
    *(("tags", "tags"), ("corrections", "corrections")),
)
SHOWN = 70  # characters of a value in a comment
# What YAML takes in no place (YAML 1.2.2, 5.1), and what it takes for the end of a line.
_UNWRITABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile as YAML, ready for `publishers/PUBLISHER.yaml`."""

    publisher: str
    text: str


def draft_profile(article: Exchange, section: Exchange | None) -> Draft | Rejection:
    """A profile from the capture of an article and of the page that lists it; or why the first is no article."""
    found = extract(article, None)
    if isinstance(found, Rejection):
        return found
    listed = discover(section, None, None, Kind.PAGE) if section else None
    lines = [*_head(article, found), "versions:", *_address(article, listed), *_section(section, listed)]
    lines += _selects(article, found)
    text = "".join(_UNWRITABLE.sub("\ufffd", line) + "\n" for line in lines)
    return Draft(publisher_of(article.url), text)


def _head(article: Exchange, found: Article) -> Iterator[str]:
    host = urls.host(article.url)
    yield f"# Drafted from {article.url} as of {article.fetched_at:%Y-%m-%d}. Try it on other pages:"
    yield "#   scraper profile try URL --profile THIS-FILE"
    yield f"publisher: {_quote(publisher_of(article.url))}"
    if found.site_name:
        yield f"site_name: {_quote(found.site_name)}"
    yield f"hosts: [{_quote(urls.site(article.url))}]"
    if found.language:
        yield f"language: {_quote(found.language)}"
    zone, told = _zone(host, found.published_at)
    yield f"{'' if zone else '# '}zone: {zone or 'Area/City'}  # {told}"


def _zone(host: str, published: datetime | None) -> tuple[str | None, str]:
    """The zone by the host's country and why it is believed."""
    zone = _ZONES.get(host.rpartition(".")[2])
    offset = published.utcoffset() if published else None
    if zone is None:
        says = f"the page gives {published:%z}" if published and offset is not None else "the page does not tell"
        return None, f"for dates that come without one; {says}"
    try:
        own = published.astimezone(ZoneInfo(zone)).utcoffset() if published and offset is not None else None
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        own = None
    if own is None:
        return zone, "by the host's country; the page gives no offset"
    return zone, "as the page's dates say" if own == offset else f"by the country, but the page gives {published:%z}"


def _address(article: Exchange, listed: Discovery | None) -> Iterator[str]:
    addresses = [link.url for link in listed.links] if listed else []
    pattern = draft_pattern(addresses, urls.normalise(article.url) or article.url)
    if pattern is None:
        yield "  # Nothing in the address tells an article's from another."
        yield f"  - article: {_quote('^https?://')}"
        return
    fits = sum(bool(re.search(pattern, address)) for address in addresses)
    told = f"; {fits} of {len(addresses)} links of the section have it" if listed else ""
    yield f"  # Searched in the whole address{told}."
    yield f"  - article: {_quote(pattern)}"


def _section(section: Exchange | None, listed: Discovery | None) -> Iterator[str]:
    if section is None or listed is None:
        yield "    # No section page was read; give one by --section URL."
        return
    html, _ = decode.text_utf8(section)
    drafted = draft_links(html, section.url, [link.url for link in listed.links])
    yield f"    # {section.url}: the general method finds {len(listed.links)} articles."
    if drafted is None:
        yield "    # No selector has just these links; leave `section` out unless that is wrong."
        return
    css, count = drafted
    yield f"    # This finds {count}. Leave `section` out where the general method is right."
    yield "    # section:"
    yield f"    #   links: {_quote(css)}"


def _selects(article: Exchange, found: Article) -> Iterator[str]:
    """What the generic method finds, with the selector for it, to be taken in where it is wrong."""
    html, _ = decode.text_utf8(article)
    wanted: dict[str, tuple[str, ...]] = {}
    for field, name in _FIELDS:
        value = getattr(found, field)
        texts = value if isinstance(value, tuple) else (value,) if value else ()
        if texts:  # one element a tag, and a name of the path: the first shows which
            wanted[name] = texts[:1] if field in ("tags", "section") else texts
    if found.lead_image and found.lead_image.caption:
        wanted["caption"] = (found.lead_image.caption,)
    places = find_selectors(html, wanted)
    how = dict(found.provenance)
    yield "    # What the generic method finds, and by what. Take a line in only where it is wrong:"
    yield "    # select:"
    for name, texts in wanted.items():
        witness = how.get("lead_image" if name == "caption" else name, "")
        shown = ", ".join(texts)
        shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
        css = _quote(places[name]) if name in places else "(not shown on the page)"
        yield f"    #   {name}: {css}  # {shown} ({witness})"
    if frame := find_frame(html, found.paragraphs):
        yield f"    #   body: {_quote(frame)}  # {len(found.paragraphs)} paragraphs ({how.get('paragraphs', '')})"
    yield "    # remove: [.newsletter]             # elements that are never part of the body"
    yield "    # drop_lines: ['^Follow us on ']    # paragraphs that are never part of the body"


def _quote(text: str) -> str:
    """A text as YAML's single-quoted scalar, on one line."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
