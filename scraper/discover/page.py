"""Section pages: the links that the section's rule, the profile or else a general judgement call articles."""

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper import urls
from scraper.discover import cards, shape
from scraper.discover.narrow import Narrow, admits
from scraper.discover.words import NEXT
from scraper.discover.zones import Zones, dismissed, is_out, squash
from scraper.extract.page.guard import tame
from scraper.model import Discovery, Kind, Link
from scraper.profiles import Profile

_PAGE_NUMBER = re.compile(
    r"(?:/(?:page|hal|halaman|seite|pagina|p|pg|strona|sayfa|trang)[/-]?\d+|[/_-]p?\d{1,4}(?=$|/|\.s?html?$))/?(?=$|\.|\?)"
    r"|(?<=[?&])(?:page|paged|p|pg|hal|halaman|pagina|seite|offset|start|from|skip|before|max|cursor|after|pn|nav|currentpage"
    r"|pageno|page_no|pagenum|pageindex)=[^&]*&?",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])")
_MAX_JSON = 2_000_000


def read_page(document: bytes, url: str, profile: Profile | None, narrow: Narrow | None) -> Discovery:
    """The articles that a section page lists and the page that goes on with it. `document` is UTF-8."""
    tree = LexborHTMLParser(tame(document))
    base = _base(tree, url)
    next_page = _next_page(tree, url, base, profile)
    selector = narrow.selector if narrow else None
    if selector is not None:
        links = _selected(tree, url, base, selector)
        complaint = None if links else f"has nothing that the section's selector {selector!r} matches"
        return Discovery(Kind.PAGE, _admitted(links, narrow, profile, url), next_page, complaint=complaint)
    if narrow is not None:
        links = _matching(tree, url, base, narrow)
        complaint = None if links else "has no link that the section's URL pattern matches"
        return Discovery(Kind.PAGE, _admitted(links, narrow, profile, url), next_page, complaint=complaint)
    complaint = None
    if profile is not None and profile.section.links:
        if ruled := _admitted(_selected(tree, url, base, profile.section.links), None, profile, url):
            return Discovery(Kind.PAGE, ruled, next_page)
        complaint = f"has no article that the profile's selector {profile.section.links!r} matches; judged in general"
    links = _judged(tree, url, base)
    return Discovery(Kind.PAGE, _admitted(links, None, profile, url, next_page), next_page, complaint=complaint)


def _judged(tree: LexborHTMLParser, url: str, base: str) -> list[Link]:
    """By the general judgement; what only the structured data lists comes after what the page shows."""
    listed = dict.fromkeys(address for item in _item_list(tree) if (address := urls.normalise(item, base)))
    links = cards.article_links(tree, url, base, frozenset(listed))
    shown = {link.url for link in links}
    if not listed or (links and len(shown & set(listed)) < len(listed) / 2):
        return links  # another list: of topics, of clips, of the navigation
    linked = {urls.normalise(anchor.attributes.get("href") or "", base) for anchor in tree.css("a[href]")}
    site = urls.site(url)
    return links + [
        Link(address)
        for address in listed
        if address not in linked and urls.site(address) == site and shape.shape(address).score >= 1.5
    ]


def _selected(tree: LexborHTMLParser, url: str, base: str, selector: str) -> list[Link]:
    """Links that a selector matches, lies in or holds; one entry an address, with its links' best title."""
    links: dict[str, Link] = {}
    for node in tree.css(selector):
        around = _link_around(node)
        for anchor in [around] if around is not None else node.css("a[href]"):
            address = urls.normalise(anchor.attributes.get("href") or "", base)
            if address is None or address == url:
                continue
            title, date = _headline(anchor), cards.date_hint(anchor) or cards.date_hint(anchor.parent)
            if known := links.get(address):
                title, date = max(known.title_hint or "", title, key=len), known.published_hint or date
            links[address] = Link(address, title or None, date)
    return list(links.values())


def _matching(tree: LexborHTMLParser, url: str, base: str, narrow: Narrow) -> list[Link]:
    """Links whose address matches a pattern, outside of navigation and its like; all where none is outside."""
    zones = Zones(tree)
    found = []
    for anchor in tree.css("a[href]"):
        address = urls.normalise(anchor.attributes.get("href") or "", base)
        if address is not None and address != url and narrow.admits(address):
            found.append((address, anchor, zones.flags(anchor)))
    taken_back = dismissed(flags for _, _, flags in found)
    outside = [one for one in found if not is_out(one[2], taken_back)] or found
    links: dict[str, Link] = {}
    for address, anchor, _ in outside:
        title = _headline(anchor)
        known = links.get(address, Link(address, None, cards.date_hint(anchor) or cards.date_hint(anchor.parent)))
        links[address] = Link(address, max(known.title_hint or "", title, key=len) or None, known.published_hint)
    return list(links.values())


def _admitted(
    links: list[Link], narrow: Narrow | None, profile: Profile | None, url: str, next_page: str | None = None
) -> tuple[Link, ...]:
    return tuple(link for link in links if link.url not in (url, next_page) and admits(link.url, narrow, profile))


def _headline(anchor: LexborNode) -> str:
    heading = anchor.css_first("h1,h2,h3,h4,h5,h6")
    return squash((heading if heading is not None else anchor).text(separator=" "))


def _link_around(node: LexborNode) -> LexborNode | None:
    step: LexborNode | None = node
    for _ in range(6):
        if step is None or (step.tag == "a" and step.attributes.get("href")):
            return step
        step = step.parent
    return None


def _base(tree: LexborHTMLParser, url: str) -> str:
    written = tree.css_first("base[href]")
    return (urls.normalise(written.attributes.get("href") or "", url) if written is not None else None) or url


def _next_page(tree: LexborHTMLParser, url: str, base: str, profile: Profile | None) -> str | None:
    """The next page of the list: by the profile, `rel=next`, or a pager's words; never another site's."""
    rule = profile.section.next if profile else None
    marked = [*tree.css(rule)] if rule else []
    marked += tree.css("link[rel~=next],a[rel~=next]")
    for node in marked:
        if address := _other_page(node, url, base):
            return address
    return _by_words(tree, url, base)


def _by_words(tree: LexborHTMLParser, url: str, base: str) -> str | None:
    """The link that is called "next" in some language, else a pager's next number; both of the same list."""
    page = _PAGE_NUMBER.search(url)
    current = re.search(r"\d+", page[0]) if page else None
    wanted = str(int(current[0]) + 1 if current and len(current[0]) < 6 else 2)
    numbered: str | None = None
    for anchor in tree.css("a[href]"):
        said = anchor.text().strip()
        if len(said) > 60:
            continue
        attributes = anchor.attributes
        said = " ".join(said.split()) or attributes.get("aria-label") or attributes.get("title") or ""
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if (said and NEXT.fullmatch(said)) or ("next" in names and _NEXT_NAME.search(names)):
            if (address := _other_page(anchor, url, base)) and _stem(address) == _stem(url):
                return address
        elif numbered is None and said == wanted:
            address = _other_page(anchor, url, base)
            numbered = address if address and _stem(address) == _stem(url) else None
    return numbered


def _other_page(node: LexborNode, url: str, base: str) -> str | None:
    written = node.attributes.get("href") or ""
    address = urls.normalise(written, base) if written and not written.startswith("#") else None
    return address if address and address != url and urls.site(address) == urls.site(url) else None


def _stem(url: str) -> str:
    """A list's address without its page number, so that all pages of one list have one stem."""
    return re.sub(r"(?:index)?(?:\.s?html?)?[/?&]*$", "", _PAGE_NUMBER.sub("", url))


def _item_list(tree: LexborHTMLParser) -> Iterator[str]:
    """The addresses of schema.org ItemLists (not breadcrumbs or menus) in the page's JSON-LD."""
    for script in tree.css('script[type="application/ld+json"]'):
        text = script.text()
        if "ItemList" not in text or len(text) > _MAX_JSON:
            continue
        try:
            pending = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            value = pending.pop()
            if isinstance(value, list):
                pending.extend(reversed(value))
            elif isinstance(value, dict):
                if value.get("@type") == "ItemList":
                    yield from _items(value.get("itemListElement"))
                else:
                    pending.extend(reversed([child for child in value.values() if isinstance(child, (dict, list))]))


def _items(elements: object) -> Iterator[str]:
    for element in elements if isinstance(elements, list) else [elements]:
        inner = element.get("item") if isinstance(element, dict) and element.get("item") else element
        address = inner.get("url") or inner.get("@id") if isinstance(inner, dict) else inner
        if not isinstance(address, str) and isinstance(element, dict):
            address = element.get("url")
        if isinstance(address, str):
            yield address
