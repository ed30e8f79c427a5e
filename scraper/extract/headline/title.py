"""The headline of the page, without the site's name and apart from the kicker.

Several witnesses repeat a headline, and newsrooms write up to three: one for the page, one for search engines, one for
sharing. The page's own comes first. Which witness holds it: JSON-LD's headline, unless it repeats the search title;
then the <h1> that the head supports; then the head itself, cut at the site's name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.extract.headline.headings import MAX_BELOW, Heading, Headings, read_heading, sort_headings
from scraper.extract.headline.site_name import MAX_TITLE, cut_site
from scraper.extract.page.document import Document, has_elements
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found, Witnesses
from scraper.extract.page.words import fold, key, plain

_CUT_TAIL = re.compile(
    r"^(.{12,}\S)\s+[|–—·•»«-]+\s+\S+(?:\s\S+){0,3}$"
    r"|^(.{6,}?)\s*[-_—|｜]+\s*[\u3040-\u9fff\uac00-\ud7af]{2,8}$"  # CJK sites divide without blanks
)
# How a template numbers an article's pages: "Headline Halaman all", "Headline - Seite 2".
_NUMBERED = re.compile(
    r"\s*(?:[-–—|(]\s*)?halaman (?:all|semua|\d{1,2})\)?$"
    r"|\s*[-–—|(]\s*(?:page|seite|página|pagina|strona|strana|side|sida|sivu|oldal|sayfa|trang|страница|"
    r"сторінка|σελίδα|hal\.?|muka surat) \d{1,2}\)?$|\s*[-–—|（(]\s*第?\d{1,2}\s?(?:ページ|页|頁|쪽)[)）]?$",
    re.IGNORECASE,
)
_NUMBERED_ENDS = frozenset("0123456789)）aAlLジ页頁쪽")  # few headlines end so: the others are not searched
_BROKEN_OFF = re.compile(r"\s*(?:\.\.\.|…)$")
_WORD = re.compile(r"[^\W\d_]{3,}")
SUPPORT = 0.4  # share of a claim's letters that an <h1> must have to be that claim's headline
SUPPORT_BELOW = 0.6  # ... and an <h2> or <h3>
STATED_LIMIT = 100  # letters; plug-ins cut JSON-LD's headline at 110, Google's limit of old
MIN_OPENING = 10  # letters that are enough to tell one headline from another
MAX_HEADING = 300  # characters


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of the title, by whom, before anything is believed."""

    headings: Headings
    head: tuple[tuple[str, str], ...]  # (witness, words): meta elements and <title>, the site's name included
    sites: frozenset[str]

    @property
    def shown(self) -> list[str]:
        return [heading.text for heading in self.headings.visible]

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.head]

    def said(self, name: str) -> str:
        """What one witness of the head says, cut; "" where it is silent."""
        text = next((text for how, text in self.head if how == name), "")
        return cut_site(text, [*self.texts, *self.shown], self.sites)


def find_title(
    document: Document, story: Story, witnesses: Witnesses, shown: tuple[Heading, ...], sites: frozenset[str]
) -> Found[str] | None:
    """The page's headline. Every witness loses the site's name, when the name is known or when another witness ends
    before it, and the number of its page.
    """
    found = _hear(document, story, witnesses, _gather(document, witnesses, shown, sites))
    if found is None or found.value[-1:] not in _NUMBERED_ENDS or len(found.value) > MAX_TITLE:
        return found
    return Found(_NUMBERED.sub("", found.value) or found.value, found.how)


def _hear(document: Document, story: Story, witnesses: Witnesses, claims: Claims) -> Found[str] | None:
    texts, sites = claims.texts, claims.sites
    if story.is_article and (said := story.text("headline")):
        headline = cut_site(said[1], claims.shown, sites, front=False)
        if key(headline) not in sites and not _is_written_for_others(headline, document, claims):
            return _complete(headline, claims)
    if heading := _choose_heading(claims.headings.visible, claims, document.url):
        reworded = None if story.is_article else _shared_headline(document, heading, texts)
        return Found(reworded, "og:title") if reworded else Found(heading, "h1")
    for element in witnesses.property("headline"):
        if text := fold(element.attributes.get("content")) or read_heading(element.node).text:
            return Found(text, "itemprop:headline")
    others = [read_heading(node) for node in document.tree.css("h2,h3")[:MAX_BELOW]]
    if heading := _find_supported(others, claims, SUPPORT_BELOW):
        return Found(heading, "h2")
    return _choose_claim(claims)


def _gather(document: Document, witnesses: Witnesses, shown: tuple[Heading, ...], sites: frozenset[str]) -> Claims:
    shared = document.meta.get("og:title", (document.heading or "",))[0]
    headings = sort_headings(witnesses.headings, shown, sites, plain(shared))
    names = ("headline", "og:title", "twitter:title", "dc.title")
    head = [(name, plain(values[0])) for name in names if (values := document.meta.get(name))]
    head.append(("title", plain(document.heading)))
    logos = {mark for text in headings.logos if (mark := key(text))}
    return Claims(headings, tuple([(how, text) for how, text in head if text]), sites | logos)


# JSON-LD ------------------------------------------------------------------------------------


def _is_written_for_others(headline: str, document: Document, claims: Claims) -> bool:
    """Whether JSON-LD repeats what was written for search engines or for sharing, not for the page.

    That is so when the page and one more witness agree on another headline and JSON-LD only has the <title>
    [record.title 0, segments.title +0.5] or only og:title on its side [segments.title +0.2]; when it has the last step
    of the breadcrumb while og:title differs; and when it has no word in common with page and <title>, as where a
    content system puts its own name or a description of the subject [right on two pages, which have no label].
    """
    mark, title = key(headline), key(document.heading or "")
    shared = key(claims.said("og:title"))
    shown = [key(text) for text in claims.shown]
    if any(mark == key(text) for text in claims.headings.searched):
        return shared not in ("", mark)
    if any(mark in text or text in mark for text in shown if len(text) > MIN_OPENING):
        return False
    if shared in shown and shared:
        return (mark in title and not (mark in shared or shared in mark)) or _is_alien(headline, document, claims)
    seconded = any(text in title for text in shown if len(text) > MIN_OPENING)
    return seconded and (mark == shared or _is_alien(headline, document, claims))


def _is_alien(headline: str, document: Document, claims: Claims) -> bool:
    """Whether a headline shares no word with the page's heading and its <title>."""
    words = set(_WORD.findall(headline.casefold()))
    told = set(_WORD.findall(" ".join((document.heading or "", *claims.shown)).casefold()))
    return bool(words) and not words & told


def _complete(headline: str, claims: Claims) -> Found[str]:
    """JSON-LD's headline in full, and with og:title's word on the kicker.

    Plug-ins break it off where the page has it whole [segments.title +0.5]. Where it is the <h1> behind a kicker and a
    dash, a template joined them, and the newsroom's form is og:title's: without the kicker, or with a colon
    [record.title +0.8, segments.title +0.2].
    """
    mark = key(headline)
    shared = claims.said("og:title")
    whole = [text for text in (*claims.shown, shared) if key(text).startswith(mark) and key(text) != mark]
    if whole and (_BROKEN_OFF.search(headline) or (len(mark) >= STATED_LIMIT and len(whole) > 1)):
        return Found(whole[0], "h1" if whole[0] in claims.shown else "og:title")
    behind = [key(text) for text in claims.shown if mark.endswith(key(text)) and key(text) != mark]
    if behind and " - " in headline and key(shared) in (mark, behind[0]):
        return Found(shared, "og:title")
    return Found(headline, "json-ld")


# Headings -----------------------------------------------------------------------------------


def _choose_heading(headings: tuple[Heading, ...], claims: Claims, url: str) -> str | None:
    """The heading that the head's titles support, or which holds one of them; else the only one of three words, or
    the one that the address repeats.
    """
    if supported := _find_supported(headings, claims, SUPPORT):
        return supported
    bare = [cut_site(claim, [], claims.sites) for claim in claims.texts]
    for heading in headings:
        for claim in bare:
            # A kicker in an element without a telling name: `<h1><span>Markets</span> Shares rise</h1>`.
            parts = has_elements(heading.node) and len(heading.whole) < MAX_HEADING
            if parts and len(key(claim)) > 12 and key(claim) in key(heading.whole):
                return claim
    distinct = list(
        dict.fromkeys(heading.text for heading in headings if len(heading.text) < MAX_HEADING and not heading.hidden)
    )
    if len(distinct) > 1:
        return _choose_by_address(distinct, url)
    if distinct and (len(distinct[0].split()) > 2 or len(key(distinct[0])) > 14 or _opens(distinct[0], claims)):
        return distinct[0]
    return None


def _find_supported(headings: Iterable[Heading], claims: Claims, share: float) -> str | None:
    """The longest heading whose words a claim holds, if it makes up this share of the claim."""
    keys = [key(claim) for claim in (*[cut_site(claim, [], claims.sites) for claim in claims.texts], *claims.texts)]
    supported: list[tuple[int, str]] = []
    for heading in headings:
        own = key(heading.text)
        if own and own not in claims.sites and any(own in claim and len(own) >= share * len(claim) for claim in keys):
            supported.append((len(own), heading.text))
    return max(supported, key=lambda entry: entry[0])[1] if supported else None


def _opens(text: str, claims: Claims) -> bool:
    """Whether a claim begins with these words: "Ferry strikeAll news from the islands", glued by a template
    [segments.title +0.2].
    """
    return len(text) >= MIN_OPENING and any(claim.startswith(text) for claim in claims.texts)


def _choose_by_address(texts: list[str], url: str) -> str | None:
    """Of several headings the one that has most of the address's words, if these are at least two [segments.title
    +0.2].
    """
    slug = set(_WORD.findall(url.rstrip("/").rpartition("/")[2].casefold()))
    counts = [(len(slug & set(_WORD.findall(text.casefold()))), text) for text in texts]
    most, text = max(counts, key=lambda entry: entry[0])
    return text if most > 1 else None


# The head -----------------------------------------------------------------------------------


def _shared_headline(document: Document, heading: str, claims: list[str]) -> str | None:
    """og:title where it rewords the heading, on an article page without JSON-LD whose <title> repeats the heading.

    Newsrooms that fill all three in by hand keep their last wording there (record.title +2.4, segments.title -0.2).
    """
    shared = plain(document.meta.get("og:title", ("",))[0])
    declared = document.meta.get("og:type", ("",))[0].lower() == "article"
    if not shared or not declared or key(heading) not in key(document.heading or ""):
        return None
    mark, words = key(shared), set(shared.casefold().split())
    if mark in key(heading) or key(heading) in mark or any(mark in key(claim) for claim in claims if claim != shared):
        return None
    alike = len(words & set(heading.casefold().split()))
    return shared if len(words) > 4 and 2 * alike >= len(words) else None


def _choose_claim(claims: Claims) -> Found[str] | None:
    """What the head says, when no heading is the headline."""
    shown = claims.shown
    if len(shown) == 1 and not claims.head:
        return Found(shown[0], "h1")
    for how, text in claims.head:
        bare = cut_site(text, [*claims.texts, *shown], claims.sites)
        if bare == text and how == "title" and len(text) <= MAX_TITLE and (match := _CUT_TAIL.match(text)):
            bare = match[1] or match[2]
        if key(bare) and (key(bare) not in claims.sites or how == claims.head[-1][0]):
            return Found(bare, how)
    return Found(shown[0], "h1") if shown else None
