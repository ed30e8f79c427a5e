"""What a section lists: an exchange with a feed, a sitemap or a section page in, links out. Pure.

`discover` sniffs what the document is and hands it to its reader: `feed` (RSS, Atom, RDF), `sitemap` (sitemaps, news
sitemaps, indexes) or `page` (section pages, by the section's `links` setting, the publisher's profile, or the general
judgement of `cards`, which rests on `shape`, the form of URLs, and `zones`, the place of links). `requisites` names
what a page shows itself with. Nothing is fetched, no clock is read, and no document makes it raise; what is wrong with
one stands in `Discovery.complaint`.
"""

import re
import zlib
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from scraper import decode, urls
from scraper.discover import shape
from scraper.discover.feed import read_feed
from scraper.discover.narrow import admits, check_narrow, check_selector, read_narrow
from scraper.discover.page import read_page
from scraper.discover.ranges import Range
from scraper.discover.requisites import page_requisites, sheet_requisites
from scraper.discover.selectors import draft_links
from scraper.discover.sitemap import MAX_BYTES, named_sitemaps, read_sitemap
from scraper.extract.page.guard import tame
from scraper.model import Discovery, Exchange, Kind
from scraper.profiles import Profile

__all__ = [
    "Range",
    "check_narrow",
    "check_selector",
    "discover",
    "draft_links",
    "lists_sitemaps",
    "looks_like_article",
    "looks_like_section",
    "named_sitemaps",
    "page_requisites",
    "sheet_requisites",
]

_ROOT = re.compile(
    rb"<(?:[A-Za-z][\w.-]*:)?(?:(rss|feed|RDF|channel)|(urlset|sitemapindex)|(html|head|body|!doctype\s+html))[\s>/]",
    re.IGNORECASE,
)
_ARTICLE_TYPES = re.compile(
    rb'"@type"\s*:\s*\[?\s*"(?:News|Reportage(?:News)?|AnalysisNews|OpinionNews|BackgroundNews|ReviewNews|Blog|LiveBlog|Tech)?'
    rb'(?:Article|Posting|LiveBlogPosting)"'
)
_LIST_TYPES = re.compile(rb'"@type"\s*:\s*\[?\s*"(?:CollectionPage|ItemList|SearchResultsPage)"')
_PROSE = 1_500  # characters of running text that a list of teasers seldom has outside of its links


def discover(
    exchange: Exchange, profile: Profile | None, narrow: str | None = None, kind: Kind | None = None
) -> Discovery:
    """What a section, feed or sitemap lists, in its order, without duplicates.

    `narrow` is the section's `links` setting (`narrow` tells how it is read), `kind` what the configuration says it
    is. The document decides what it is read as; a page where a feed or sitemap was told gives no links and a
    complaint.
    """
    exchange = _unpacked(exchange)
    document, _ = decode.text_utf8(exchange)
    sniffed = _sniff(document, decode.media_type(exchange), kind)
    rule = read_narrow(narrow) if narrow else None
    if sniffed is Kind.PAGE:
        if kind in (Kind.FEED, Kind.SITEMAP):
            return Discovery(Kind.PAGE, complaint=f"is an HTML page where a {kind.value} was expected")
        return read_page(document, exchange.url, profile, rule)
    found = (read_feed if sniffed is Kind.FEED else read_sitemap)(document, exchange.url)
    pattern = rule if rule and rule.pattern else None
    return replace(found, links=tuple(link for link in found.links if admits(link.url, pattern, profile)))


def lists_sitemaps(exchange: Exchange) -> bool:
    """Whether a capture may be an index of sitemaps: found out at a small part of what reading it costs."""
    document, _ = decode.text_utf8(_unpacked(exchange))
    return b"sitemapindex" in document


def looks_like_article(url: str, profile: Profile | None) -> bool | None:
    """Whether a bare URL is an article's: as the profile says, else by its shape; None where that leaves it open."""
    told = profile.is_article(url) if profile is not None else None
    if told is not None:
        return told
    judged = shape.shape(urls.normalise(url) or "")
    if judged.score >= shape.SURE + 0.5:
        return True
    return False if judged.score <= 0.0 else None


def looks_like_section(exchange: Exchange) -> bool:
    """Whether a capture is a list of articles (a section page, a feed, a sitemap) rather than an article.

    By what the page says it is (og:type, schema.org types), the shape of its URL, how much running text it has, and
    how many articles it lists.
    """
    exchange = _unpacked(exchange)
    document, _ = decode.text_utf8(exchange)
    if _sniff(document, decode.media_type(exchange), None) is not Kind.PAGE:
        return True
    tree = LexborHTMLParser(tame(document))
    said = {
        (meta.attributes.get("property") or meta.attributes.get("name") or "").lower(): meta.attributes.get("content")
        or ""
        for meta in tree.css("meta[property],meta[name]")
    }
    score = 0.0
    score -= 2.0 * (said.get("og:type", "").lower() in ("article", "newsarticle"))
    score -= 2.0 * ("article:published_time" in said)
    score += 1.0 * (said.get("og:type", "").lower() == "website")
    score -= 2.0 * bool(_ARTICLE_TYPES.search(document) and not _LIST_TYPES.search(document))
    score += 1.5 * bool(_LIST_TYPES.search(document))
    score -= 1.5 * (tree.css_first("[itemprop=articleBody]") is not None)
    judged = looks_like_article(exchange.url, None)
    score += 0.0 if judged is None else -1.5 if judged else 1.5
    prose = sum(len(text) for node in tree.css("p") if len(text := node.text(deep=False).strip()) > 60)
    score -= 2.0 if prose > 2 * _PROSE else 1.0 if prose > _PROSE else 0.0
    listed = len(read_page(document, exchange.url, None, None).links)
    score += 2.0 if listed >= 12 else 1.0 if listed >= 6 else 0.0 if listed >= 3 else -1.0
    return score > 0.0


def _sniff(document: bytes, media_type: str, told: Kind | None) -> Kind:
    root = _ROOT.search(document[:4096])
    if root is not None:
        return Kind.FEED if root[1] else Kind.SITEMAP if root[2] else Kind.PAGE
    if told in (Kind.FEED, Kind.SITEMAP):
        return told
    if "rss" in media_type or "atom" in media_type:
        return Kind.FEED
    return (
        Kind.SITEMAP if media_type == "text/plain" and document[:8].startswith((b"http://", b"https://")) else Kind.PAGE
    )


def _unpacked(exchange: Exchange) -> Exchange:
    """An exchange with a gzip file (a .xml.gz sitemap) as if it had been sent unpacked; others as they are."""
    content = decode.content(exchange)
    if not content.startswith(b"\x1f\x8b"):
        return exchange
    inflate = zlib.decompressobj(31)
    try:
        plain = inflate.decompress(content, MAX_BYTES)
    except zlib.error:
        return exchange
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n"
    return decode.exchange(exchange.url, exchange.fetched_at, exchange.request, head + plain)
