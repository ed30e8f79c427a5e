"""The headline of the page, without the site's name and apart from the kicker."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper import urls
from scraper.extract.document import BREAKS, UNSEEN, Document
from scraper.extract.story import Story
from scraper.extract.witnesses import Element, Found, Witnesses
from scraper.extract.words import fold, key, plain

# Between a headline and a site's name: a dash, bar, dot, arrow or colon in blanks; a bar or a CJK dash without.
_DIVIDER = re.compile(
    r"(?:\s+[|–—·•»«›‹:~/<>-]+)+\s+|\s*[|｜ㅣ]\s*|:\s+|_(?=[^_]{2,12}$)|"
    r"-(?=[\u3040-\u9fff\uac00-\ud7af]{2,8}$)|(?<=[\u3040-\u9fff])-"
)
_LOGO = re.compile(r"logo|site-?title|site-?name|masthead|brand")
_CUT_TAIL = re.compile(r"^(.{12,}\S)\s+[|–—·•»«-]+\s+\S+(?:\s\S+){0,3}$")
MAX_TITLE = 400  # characters; what is longer is no headline to be cut
SUPPORT = 0.4  # share of a claim's letters that a heading must have to be that claim's headline


def find_title(document: Document, story: Story, witnesses: Witnesses, site_name: str | None) -> Found[str] | None:
    """The page's headline.

    JSON-LD's headline is the newsroom's own and comes first; then the <h1> that another witness supports; then
    og:title and <title>, cut. Every one of them loses the site's name, when the name is known or when another witness
    ends before it.
    """
    sites = site_keys(document, site_name)
    visible = [
        text
        for element in witnesses.headings
        if (text := _heading_text(element.node)) and not _is_logo(element, text, sites)
    ]
    claims = _claims(document)
    texts = [text for _, text in claims]
    if story.is_article and (said := story.text("headline")):
        headline = cut_site(said[1], visible + texts, sites, front=False)
        if key(headline) not in sites and not _is_search_title(headline, document, visible):
            return Found(headline, "json-ld")
    if heading := _choose_heading(visible, texts, sites):
        reworded = None if story.is_article else _shared_headline(document, heading, texts)
        return Found(reworded, "og:title") if reworded else Found(heading, "h1")
    for element in witnesses.property("headline"):
        if text := fold(element.attributes.get("content")) or element.text:
            return Found(text, "itemprop:headline")
    if heading := _choose_heading(
        [_heading_text(node) for node in document.tree.css("h2,h3")[:40]], texts, sites, alone=False
    ):
        return Found(heading, "h2")
    if len(visible) == 1 and not texts:
        return Found(visible[0], "h1")
    for how, text in claims:
        bare = cut_site(text, [*texts, *visible], sites)
        if bare == text and how == "title" and (match := _CUT_TAIL.match(text)):
            bare = match[1]
        if key(bare) and (key(bare) not in sites or how == claims[-1][0]):
            return Found(bare, how)
    return Found(visible[0], "h1") if visible else None


def _is_search_title(headline: str, document: Document, visible: list[str]) -> bool:
    """Whether JSON-LD repeats the <title> written for search engines, while page and og:title agree on another
    headline.
    """
    shared = {key(text) for text in document.meta.get("og:title", ())[:1]} & {key(text) for text in visible}
    mark = key(headline)
    return (
        bool(shared)
        and mark in key(document.heading or "")
        and not any(mark in other or other in mark for other in shared)
    )


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


def cut_site(title: str, others: list[str], sites: set[str], front: bool = True) -> str:
    """A title without the site's name at its end or, with `front`, at its beginning.

    What stands beyond a divider goes when it is a known name of the site, or when another witness has the title
    without it.
    """
    for _ in range(3):  # "Headline - Politics | The Harbour"
        bare = _cut_once(title, others, sites, front)
        if bare == title:
            break
        title = bare
    return title


def _cut_once(title: str, others: list[str], sites: set[str], front: bool) -> str:
    if len(title) > MAX_TITLE:
        return title
    own = key(title)
    shorter = {key(other) for other in others} - {own}
    dividers = list(_DIVIDER.finditer(title))
    for match in dividers:  # the longest tail first
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        if len(key(head)) > 3 and (key(tail) in sites or (":" not in match[0] and key(head) in shorter)):
            return head
    for match in dividers if front else ():
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        if len(key(tail)) > 3 and (key(head) in sites or (":" not in match[0] and key(tail) in shorter)):
            return tail
    return title


def _claims(document: Document) -> list[tuple[str, str]]:
    """What the head says, as (witness, words)."""
    names = ("og:title", "twitter:title", "dc.title")
    claims = [(name, plain(values[0])) for name in names if (values := document.meta.get(name))]
    if document.heading:
        claims.append(("title", plain(document.heading)))
    return [(how, text) for how, text in claims if text]


def _choose_heading(headings: list[str], claims: list[str], sites: set[str], alone: bool = True) -> str | None:
    """The heading that the head's titles support, or which holds one of them; with `alone`, else the only one of three
    words.
    """
    bare = [cut_site(claim, [], sites) for claim in claims]
    keys = [key(claim) for claim in (*bare, *claims)]
    supported = []
    for text in headings:
        own = key(text)
        if own and own not in sites and any(own in claim and len(own) >= SUPPORT * len(claim) for claim in keys):
            supported.append((len(own), text))
    if supported:
        return max(supported, key=lambda entry: entry[0])[1]
    for text in headings if alone else ():
        for claim in bare:
            # The heading holds a kicker besides the title: `<h1><span>Markets</span> Shares rise</h1>`.
            if len(key(claim)) > 12 and key(claim) in key(text) and len(text) < 300:
                return claim
    distinct = (
        list(dict.fromkeys(text for text in headings if key(text) not in sites and len(text) < 300)) if alone else []
    )
    if len(distinct) == 1 and (len(distinct[0].split()) > 2 or len(key(distinct[0])) > 14):
        return distinct[0]
    return None


def _heading_text(node: LexborNode) -> str:
    """The words of a heading. Neighbouring elements that touch are set apart: kicker and headline often are two
    <span>s.
    """
    parts: list[str] = []
    last: LexborNode | None = None
    for piece in _pieces(node):
        if not piece.is_text_node:
            if piece.tag in BREAKS:
                parts.append(" ")
            continue
        text, parent = piece.text_content or "", piece.parent
        if parent is None or parent.tag in UNSEEN or not text:
            continue
        apart = last is not None and last.mem_id != parent.mem_id and node.mem_id not in (last.mem_id, parent.mem_id)
        if apart and parts and not parts[-1][-1:].isspace() and (text[0].isupper() or text[0] in "\"„“«»'"):
            parts.append(" ")
        parts.append(text)
        last = parent
    return fold("".join(parts))


def _pieces(node: LexborNode) -> Iterator[LexborNode]:
    for count, piece in enumerate(node.traverse(include_text=True)):
        if count > 200:
            return
        yield piece


def _is_logo(element: Element, text: str, sites: set[str]) -> bool:
    """Whether a heading is the site's name or leads to its home page."""
    if key(text) in sites or _LOGO.search(element.names):
        return True
    parent = element.node.parent
    link = parent if parent is not None and parent.tag == "a" else element.node.css_first("a[href]")
    if link is None:
        return False
    try:
        parts = urlsplit(link.attributes.get("href") or "")
    except ValueError:
        return False
    return parts.path in ("/", "/index.html", "/index.php") and not parts.query and not parts.fragment


def site_keys(document: Document, site_name: str | None) -> set[str]:
    """What the site may call itself: its name as it says, its host, its domain with and without the ending."""
    # An address in a web archive holds the original one: https://archive.example/web/2016/http://example.com/
    original = document.url[document.url.rfind("http") :]
    said = (site_name or "", *document.meta.get("og:site_name", ()))
    return {mark for name in said if (mark := key(name))} | _host_keys(urls.host(original))


@lru_cache(maxsize=4096)
def _host_keys(host: str) -> frozenset[str]:
    site = urls.site(f"http://{host}/")
    names = (host, host.removeprefix("www."), site, site.partition(".")[0])
    return frozenset(mark for name in names if (mark := key(name)))
