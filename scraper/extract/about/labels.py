"""Where in the site a story stands, and what it is tagged with."""

import re
from collections.abc import Callable, Iterable, Iterator

from selectolax.lexbor import LexborNode

from scraper import urls
from scraper.dates.vocabulary import month_number
from scraper.extract.page.document import Document, split_address, text_of
from scraper.extract.page.linked import types
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Element, Found, Witnesses
from scraper.extract.page.words import key, plain, vocabulary

MAX_PATH, MAX_TAGS, MAX_LINKS = 6, 50, 40
MANY_SECTIONS = 4  # in one text: those are tags, the first of them the section
MAX_LISTED = 10_000  # characters of a text that lists several
MAX_NAME, MAX_TAG = 60, 80  # characters of a section's name and of a tag
MANY_TAGS = 20  # keywords past this are for search engines, where the page shows tags of its own
SHORT, LONG = 15, 25  # letters of a keyword that may be the title of a page about that; of one that is part of a title
SITE = 4  # letters of the site's name that a first section must have to be it

# The home page, page types and buttons that stand in paths though they are no sections.
_NO_SECTIONS = vocabulary(
    "home homepage startseite start beranda inicio início accueil hjem hem etusivu forside anasayfa главная "
    "головна αρχική الرئيسية 首页 首頁 ホーム トップ 홈 trangchủ หน้าแรก stronagłówna domů voorpagina portada capa "
    "alaune àlaune laman úvod főoldal prima početna naslovnica kezdőlap avaleht sākums pagrindinis principal "
    "article articles artikel artikelseite beitrag beiträge post posts story stories detail "
    "previous next vorheriges nächstes zurück weiter back precedente siguiente anterior sebelumnya berikutnya "
    "uncategorized uncategorised allgemein sincategoría nonclassé senzacategoria sonstiges"
)
# What systems note for themselves: "type_news", "channel:other", "Internal - not for syndication".
_MACHINE = re.compile(
    r"[a-z\d]+_\w+|[A-Za-z]+[:=]\S.*|internal\b.*|.*\bsyndication\b.*|.*@.*|https?:.*|\W*", re.IGNORECASE
)
_LISTED = re.compile(r"[,;、，；]|\s\|\s")


def find_section(
    document: Document, story: Story, witnesses: Witnesses, title: str, site_name: str | None
) -> Found[tuple[str, ...]] | None:
    """The path of sections from the widest, without the home page, the site's name, dates and the article itself."""
    for item in document.linked:
        if "BreadcrumbList" in types(item):
            if path := clean_path(_crumb_names(document, item.get("itemListElement")), title, site_name):
                return Found(path, "json-ld:breadcrumb")
            break
    for element in sorted(witnesses.crumbs, key=lambda crumb: "breadcrumb" not in crumb.names)[:3]:
        shown = [
            text_of(one) for one in element.node.css("li,a,[itemprop=name]")[:12] if not _leads_nowhere(document, one)
        ]
        if path := clean_path(shown, title, site_name):
            return Found(path, "breadcrumb")
    said = [
        text
        for value in story.values("articleSection")
        for text in map(plain, value if isinstance(value, list) else [value])
    ]
    if path := clean_path(_divide(said), title, site_name):
        return Found(path, "json-ld")
    for name in ("article:section", "section", "parsely-section", "og:article:section", "category"):
        if path := clean_path(_divide(map(plain, document.meta.get(name, ()))), title, site_name):
            return Found(path, f"meta:{name}")
    return None


def find_tags(document: Document, story: Story, witnesses: Witnesses, title: str) -> Found[tuple[str, ...]] | None:
    """Tags as the head or the page's tag links give them, each once, without those for machines and search engines.

    Keywords by the dozen give way to the tags the page shows.
    """
    meta = document.meta
    tagged = meta.get("article:tag") or meta.get("og:article:tag") or ()
    choices: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("meta:article:tag", lambda: map(plain, tagged) if len(tagged) > 1 else _split(tagged)),
        ("json-ld", lambda: [text for value in story.values("keywords") for text in _keywords(value)]),
        ("meta:news_keywords", lambda: _split(meta.get("news_keywords", ()))),
        ("rel=tag", lambda: _read_tag_links(witnesses.tags[:MAX_LINKS])),
        ("meta:keywords", lambda: _split(meta.get("keywords", ()))),
        ("meta:parsely-tags", lambda: _split(meta.get("parsely-tags", ()))),
    )
    found = (Found(tags, how) for how, read in choices if (tags := _clean_tags(read(), title)))
    first = next(found, None)
    if first is None or len(first.value) <= MANY_TAGS:
        return first
    return next((one for one in found if one.how == "rel=tag" and 1 < len(one.value) <= MANY_TAGS), first)


def _read_tag_links(links: tuple[Element, ...]) -> list[str]:
    """The words of links to tags; of those that are categories too only where there are no others."""
    tags = [link for link in links if "category" not in (link.attributes.get("rel") or "").lower().split()]
    return [link.text for link in tags or links]


def clean_path(names: Iterable[str], title: str, site_name: str | None = None) -> tuple[str, ...]:
    """Sections out of the names in a path."""
    own, site = key(title), key(site_name or "")
    kept = []
    for place, name in enumerate(_unique(names)):
        mark = key(name)
        if not mark or mark in _NO_SECTIONS or len(name) > MAX_NAME or _is_title(mark, own) or _is_date(name):
            continue
        # "Example.com", "The Example": the home page under the site's name.
        if place == 0 and (("." in name and " " not in name) or _is_site(mark, site)):
            continue
        kept.append(name)
    return tuple(kept[:MAX_PATH])


def _is_title(mark: str, own: str) -> bool:
    return mark == own or (len(mark) > 12 and (mark in own or own in mark))


def _is_site(mark: str, site: str) -> bool:
    return bool(site) and (mark == site or (len(mark) > SITE and (site.startswith(mark) or mark.startswith(site))))


def _is_date(name: str) -> bool:
    """Whether part of a path is a year, a month or a day: some sites file by date."""
    return name.isdecimal() or month_number(name.casefold()) is not None


def _crumb_names(document: Document, elements: object) -> Iterator[str]:
    """The names of a BreadcrumbList, without those that lead to the home page or to this one."""
    for element in elements if isinstance(elements, list) else [elements]:
        if isinstance(element, dict):
            item = element.get("item")
            address = item.get("@id") or item.get("url") if isinstance(item, dict) else item
            if not (isinstance(address, str) and _is_end(document, address)):
                yield plain(element.get("name")) or (plain(item.get("name")) if isinstance(item, dict) else "")


def _leads_nowhere(document: Document, node: LexborNode) -> bool:
    link = node if node.tag == "a" else node.css_first("a")
    return link is not None and _is_end(document, link.attrs.get("href") or "")


def _is_end(document: Document, address: str) -> bool:
    """Whether an address is the home page or this page: the ends of a path, which are no sections."""
    absolute = document.resolve(address) if address and not address.startswith("#") and "[" not in address else None
    if absolute is None or "[" in document.url:
        return False
    path, query, fragment = split_address(absolute)
    if path in ("", "/"):
        # The root of a subdomain is a section's front page: "https://sport.example.com/".
        home = urls.host(absolute).removeprefix("www.") == urls.site(absolute)
        return home and not query and not fragment
    own_path, own_query, _ = split_address(document.url)
    return path.rstrip("/") == own_path.rstrip("/") and query == own_query


def _divide(texts: Iterable[str]) -> Iterator[str]:
    """Several sections in one text: "Politics,Local". "Waste, Fraud & Abuse" is one."""
    for text in texts:
        parts = [part.strip() for part in text.split(",")]
        one = len(parts) == 1 or "&" in text or " and " in text or " und " in text or (", " in text and len(parts) < 3)
        yield from [text] if one else parts[: 1 if len(parts) > MANY_SECTIONS else None]


def _clean_tags(texts: Iterable[str], title: str) -> tuple[str, ...]:
    own = key(title)
    tags = (text.strip(" #\"'«»“”„") for text in texts)
    kept = [tag for tag in tags if 0 < len(tag) <= MAX_TAG and not _MACHINE.fullmatch(tag) and not _repeats(tag, own)]
    return _unique(kept)[:MAX_TAGS]


def _repeats(tag: str, own: str) -> bool:
    """Whether a keyword is the title, or the most of it."""
    mark = key(tag)
    return len(mark) > SHORT and (mark == own or (len(mark) > LONG and mark in own))


def _keywords(value: object) -> list[str]:
    if isinstance(value, list):
        texts = [plain(one.get("name") if isinstance(one, dict) else one) for one in value]
        return texts if len(texts) > 1 else _split(texts)
    return _split([plain(value)])


def _split(texts: Iterable[str]) -> list[str]:
    return [part for text in texts for piece in _LISTED.split(plain(text[:MAX_LISTED])) if (part := piece.strip())]


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in texts:
        if text:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())
