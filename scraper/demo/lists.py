"""The demo's section pages, feed, sitemaps and robots.txt. PURE but for reading the package's own data."""

import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from scraper.demo.pages import HOME, SITE_NAME, Page, aside, document, surroundings, template, url
from scraper.demo.story import Desk, Story

TRACKING: Final = "?utm_source=front&utm_medium=splash"  # on the second link to a `tracked` story
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"  # a name, never fetched
NEWS: Final = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class Card:
    """One entry of a list, in page order."""

    url: str
    title: str
    summary: str
    published: datetime
    picture: int = 0


def story_cards(stories: Iterable[Story], scheme: str) -> list[Card]:
    """A card for each story, linked by the address that lists use for it."""
    return [
        Card(
            f"{scheme}://{story.host}{story.listed_path}",
            story.title,
            story.summary,
            story.published,
            story.id,
        )
        for story in stories
    ]


def section_cards(desk: Desk, stories: Sequence[Story], scheme: str) -> list[Card]:
    """What a section lists, all its pages together: stories, the dead links between them, a tracked link on top."""
    cards = story_cards(stories, scheme)
    for listed in sorted(desk.listed, key=lambda listed: listed.after, reverse=True):
        address = f"{scheme}://{desk.host}{listed.path}"
        cards.insert(listed.after, Card(address, listed.title, listed.summary, listed.published))
    for card, story in zip(story_cards(stories, scheme), stories, strict=True):
        if story.tracked:
            splash = Card(card.url + TRACKING, card.title, card.summary, card.published, card.picture)
            cards.insert(0, splash)
    return cards


def section_page(desk: Desk, cards: Sequence[Card], number: int, scheme: str) -> str | None:
    """Page `number` of a section, from 1; None past its end. `rel=next` stands in the head and in the pager."""
    shown = cards[(number - 1) * desk.per_page : number * desk.per_page]
    if not shown or number < 1:
        return None
    head = pager = ""
    if number * desk.per_page < len(cards):
        following = f"{desk.page}?page={number + 1}"
        head = f'<link rel="next" href="{following}">'
        label = surroundings(desk.language)["w_next"]
        pager = f'<div class="pager"><a rel="next" href="{following}">{label} ›</a></div>'
    return _listing(desk, _Listing(desk.label, desk.about, shown, head, pager), scheme)


def collection(desk: Desk, label: str, cards: Sequence[Card], scheme: str) -> str:
    """A list under another heading, in a section's layout: the front page, an author's stories, a topic's."""
    return _listing(desk, _Listing(label, desk.about, cards), scheme)


@dataclass(frozen=True, slots=True)
class _Listing:
    label: str
    about: str
    cards: Sequence[Card]
    head: str = ""
    pager: str = ""


def _listing(desk: Desk, listing: _Listing, scheme: str) -> str:
    main = template("section.html").substitute(
        section_label=escape(listing.label),
        section_about=escape(listing.about),
        cards=LAYOUTS[desk.layout](listing.cards),
        pager=listing.pager,
        aside=aside(desk.name, scheme),
    )
    return document(Page(f"{listing.label} - {SITE_NAME}", main, desk.language, listing.head), scheme)


def _cards(cards: Sequence[Card]) -> str:
    """Picture and headline are two anchors to the same address."""
    return '<div class="cards">\n' + "\n".join(
        f'<article class="card"><a href="{escape(card.url)}" tabindex="-1">{_image(card)}</a><h3>'
        f'<a href="{escape(card.url)}">{escape(card.title)}</a></h3><p>{escape(card.summary)}</p>'
        f'<time datetime="{card.published.isoformat()}">{card.published:%d %b, %H.%M}'
        "</time></article>"
        for card in cards
    ) + "\n</div>"  # fmt: skip


def _image(card: Card) -> str:
    small, large = f"/pictures/{card.picture}-small.png", f"/pictures/{card.picture}.png"
    return (
        f'<img src="{small}" srcset="{small} 480w, {large} 1680w" sizes="18rem" alt="" width="480" height="270" '
        'loading="lazy">'
    )


def _river(cards: Sequence[Card]) -> str:
    """One anchor round picture and headline, in a list."""
    return '<ul class="river">\n' + "\n".join(
        f'<li><a href="{escape(card.url)}"><img src="/pictures/{card.picture}-small.png" alt="" '
        f'width="240" height="135"></a><div>'
        f'<a href="{escape(card.url)}"><h3>{escape(card.title)}</h3></a><p>{escape(card.summary)}</p>'
        f'<time datetime="{card.published.isoformat()}">{card.published:%d %b %Y}</time></div></li>'
        for card in cards
    ) + "\n</ul>"  # fmt: skip


def _rows(cards: Sequence[Card]) -> str:
    """Headlines and a date in figures; no picture."""
    return "\n".join(
        f'<div class="row"><span class="when">{card.published:%d/%m/%Y %H:%M} WITA</span>'
        f'<h3><a href="{escape(card.url)}" title="{escape(card.title)}">{escape(card.title)}</a></h3></div>'
        for card in cards
    )


LAYOUTS: Final[dict[str, Callable[[Sequence[Card]], str]]] = {"cards": _cards, "river": _river, "rows": _rows}


def feed(desk: Desk, stories: Sequence[Story], scheme: str) -> str:
    """RSS 2.0 of one section."""
    items = "\n".join(
        f"<item><title>{escape(story.title)}</title><link>{escape(url(story, scheme))}</link>"
        f'<guid isPermaLink="false">ledger-{story.id}</guid><pubDate>{format_datetime(story.published)}</pubDate>'
        f"<description>{escape(story.summary)}</description>"
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in story.authors)
        + "</item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{SITE_NAME}: {desk.label}</title><link>{scheme}://{desk.host}{desk.page}</link>"
        f"<description>{escape(desk.about)}</description><language>{desk.language}</language>\n{items}\n"
        "</channel></rss>\n"
    )


def news_sitemap(stories: Sequence[Story], scheme: str) -> bytes:
    """A gzipped news sitemap of the stories given, which may be none."""
    entries = "\n".join(
        f"<url><loc>{escape(url(story, scheme))}</loc><lastmod>{(story.modified or story.published).isoformat()}"
        f"</lastmod><news:news><news:publication><news:name>{SITE_NAME}</news:name><news:language>{story.language}"
        f"</news:language></news:publication><news:publication_date>{story.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in stories
    )
    root = f'<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n{entries}\n</urlset>\n'
    return gzip.compress(text.encode(), mtime=0)


def sitemap_index(children: Sequence[tuple[str, datetime]]) -> str:
    """An index of (URL, last modification)."""
    entries = "\n".join(
        f"<sitemap><loc>{escape(address)}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>"
        for address, at in children
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SITEMAP}">\n{entries}\n</sitemapindex>\n'


def robots(host: str, scheme: str) -> str:
    """The rules, the same for every host: subscribers' pages and the search are not for robots."""
    sitemap = f"\nSitemap: {scheme}://{host}/sitemap.xml\n" if host != HOME else ""
    return f"# Welcome aboard.\nUser-agent: *\nDisallow: /subscriber/\nDisallow: /search\nAllow: /\n{sitemap}"
