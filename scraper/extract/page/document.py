"""One page, parsed once: the tree, and what its metadata elements say, gathered in one walk."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from scraper.extract.page.guard import tame
from scraper.extract.page.linked import flatten, read_json
from scraper.extract.page.words import fold, vocabulary


def number_tags(names: Iterable[str]) -> frozenset[int]:
    """The numbers that the installed lexbor gives to tags: numbers are faster than names."""
    maker = LexborHTMLParser("")
    return frozenset(maker.create_node(name).tag_id for name in names)


Linked = dict[str, object]  # one JSON-LD object, as parsed

# Metadata and witnesses in one walk of lexbor's, at some 8 us a choice. An element comes once for each that it meets,
# in page order; an `:is` around them takes a fifth longer.
ELEMENTS = "meta,base,link[rel=canonical i],script[type*='ld+json'],h1,time,figure,[itemprop],[rel~=author],[rel~=tag]"
METADATA = vocabulary("meta title base link script html")
BREAKS = vocabulary(
    "address article blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p section table td tr ul"
)
UNSEEN = vocabulary("iframe noscript rp rt script style svg template")
_BREAKING, _UNSEEN = number_tags(BREAKS), number_tags(UNSEEN)
TEXT_TAG = next(node.tag_id for node in LexborHTMLParser("<p>t").css("p")[0].iter(include_text=True))
# Nobody looks at <selectedcontent>; without it parsing is a twentieth faster.
_NO_EVENTS = LexborDocumentOptions.WO_EVENTS.value
# Addresses that urljoin gives back as they are, at twenty times the price.
_ABSOLUTE = re.compile(r"https?://[\w.:-]+(?:/[\w.,:/%&=~+@!*()$'-]*(?:\?[\w.,:/%&=~+@!*()$'?-]+)?)?", re.ASCII)
# ... and those that it puts behind the host as they are: no step in them is ".", ".." or nothing.
_ROOTED = re.compile(r"(?:(?:/[\w%@~+-][\w.,:%&=~+@!*()$'-]*)+/?|/)(?:\?[\w.,:/%&=~+@!*()$'?-]+)?", re.ASCII)
_ORIGIN = re.compile(r"https?://[\w.:-]+(?=[/?#]|$)", re.ASCII)
MAX_ELEMENTS = 20_000  # read; a hostile page may hold a million
MAX_HEADING = 1_000  # characters of <title> read; a page cut short in it holds all that follows
MAX_CONTENT = 10_000  # characters of a <meta> read
MAX_LINKED = 2_000_000  # characters of one JSON-LD script; longer ones are left unread. A live blog had 841,000


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. The tree may be cut down by whoever reads the body, who comes last."""

    url: str  # as fetched
    tree: LexborHTMLParser
    marked: tuple[tuple[str, LexborNode], ...]  # headings, times, figures, itemprop, rel: with their tags
    fetched_at: datetime
    meta: Mapping[str, tuple[str, ...]]  # name, property or itemprop of <meta>, lower-cased -> folded contents
    links: Mapping[str, tuple[str, ...]]  # rel of <link>, lower-cased -> absolute addresses
    linked: tuple[Linked, ...]  # JSON-LD objects in page order, @graph and lists opened
    heading: str | None  # the words of <title>
    language: str | None  # <html lang>, as written
    base: str  # what relative addresses are resolved against

    def first(self, *names: str) -> tuple[str, str] | None:
        """The first of these meta names that has content: (name, content)."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return name, value
        return None

    def resolve(self, address: str) -> str | None:
        """An absolute http(s) address, or None."""
        absolute = _join(self.base, address) or ""
        return absolute if absolute.startswith(("http://", "https://")) else None


def parse(html: bytes, url: str, fetched_at: datetime) -> Document:
    """Parse a page given as UTF-8 bytes. Never raises: there is no HTML that does not parse."""
    tree = LexborHTMLParser(tame(html), options=_NO_EVENTS)
    meta: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    linked: list[Linked] = []
    base = url
    marked: list[tuple[str, LexborNode]] = []
    met = tree.css(ELEMENTS)[: 4 * MAX_ELEMENTS]  # an element meets four at most: by its tag, itemprop and rel twice
    for node in list({node.mem_id: node for node in met}.values())[:MAX_ELEMENTS]:
        tag = node.tag or ""
        if tag not in METADATA:
            marked.append((tag, node))
            continue
        if tag == "script":
            linked += _read_script(node)
            continue
        if tag == "title":
            continue
        attributes = node.attributes
        if "itemprop" in attributes or tag == "link":
            marked.append((tag, node))
        if tag == "meta":
            _keep_meta(attributes, meta)
        elif tag == "link":
            for rel in (attributes.get("rel") or "").lower().split():
                links.setdefault(rel, []).append(_join(url, attributes.get("href") or "") or url)
        elif tag == "base" and base == url and attributes.get("href"):
            base = _join(url, attributes["href"] or "") or url
    return Document(
        url=url,
        tree=tree,
        marked=tuple(marked),
        fetched_at=fetched_at,
        meta={name: tuple(values) for name, values in meta.items()},
        links={rel: tuple(found) for rel, found in links.items()},
        linked=tuple(linked),
        heading=_read_title(tree),
        language=_read_language(tree),
        base=base,
    )


def has_elements(node: LexborNode) -> bool:
    """Whether there is more in a node than one text. A selector asked in vain costs far more."""
    child = node.first_child
    return child is not None and (child.next is not None or not child.is_text_node)


def text_of(node: LexborNode, limit: int = 500, enough: int = 1_000_000) -> str:
    """The words of a small element in one line: inline markup joins, line breaks and blocks divide, scripts and ruby
    are out.

    Reads at most `limit` nodes, and no further once the words are more than `enough` characters.
    """
    child = node.first_child
    if child is None:
        return ""
    if child.next is None and child.is_text_node:  # by far the commonest
        return fold(child.text_content)
    parts: list[str] = []
    unseen: set[int] = set()
    length = 0
    for count, piece in enumerate(node.traverse(include_text=True)):
        if count > limit or (length > enough and len(fold("".join(parts))) > enough):
            break
        tag = piece.tag_id
        if tag == TEXT_TAG:
            if unseen and (parent := piece.parent) is not None and parent.mem_id in unseen:
                continue
            parts.append(text := piece.text_content or "")
            length += len(text.strip())
        elif tag in _BREAKING:
            parts.append(" ")
        elif tag in _UNSEEN:
            unseen.add(piece.mem_id)
    return fold("".join(parts))


def _read_title(tree: LexborHTMLParser) -> str | None:
    """The first <title> that says something. An <svg> may hold titles too, and the head need not hold one."""
    for part in (tree.head, tree):
        for node in part.css("title")[:MAX_ELEMENTS] if part is not None else ():
            if heading := fold((node.text() or "")[:MAX_HEADING]):
                return heading
    return None


def _read_language(tree: LexborHTMLParser) -> str | None:
    """What <html> says; without a language that is None or "", as it is written."""
    attributes = tree.root.attributes if tree.root is not None else {}
    return attributes.get("lang") or attributes.get("xml:lang")


def _read_script(node: LexborNode) -> Iterator[Linked]:
    if "ld+json" not in (node.attributes.get("type") or "").lower():
        return
    text = node.text() or ""
    if len(text) <= MAX_LINKED:
        yield from flatten(read_json(text))


def _keep_meta(attributes: Mapping[str, str | None], meta: dict[str, list[str]]) -> None:
    content = attributes.get("content")
    if not content:
        return
    for key in ("property", "name", "itemprop", "http-equiv"):
        # One element may carry a property and a name: `<meta property="og:title" name="title">`.
        if name := attributes.get(key):
            for word in name.lower().split() if key == "property" else (name.lower().strip(),):
                meta.setdefault(word, []).append(fold(content[:MAX_CONTENT]))


def split_address(address: str) -> tuple[str, str, str]:
    """Path, query and fragment of an absolute address, as urlsplit gives them, at a quarter of its price."""
    if not address.isprintable():  # urlsplit leaves line breaks out
        parts = urlsplit(address)
        return parts.path, parts.query, parts.fragment
    address, _, fragment = address.partition("#")
    address, _, query = address.partition("?")
    _, slash, path = address.partition("//")[2].partition("/")
    return slash + path, query, fragment


def _join(base: str, address: str) -> str | None:
    address = address.strip()
    if _ABSOLUTE.fullmatch(address):
        return address
    if address.startswith("/") and (origin := _ORIGIN.match(base)):
        if _ROOTED.fullmatch(address):
            return origin[0] + address
        if _ABSOLUTE.fullmatch(whole := origin[0].partition("//")[0] + address):  # "//example.com/a.jpg"
            return whole
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[" and the like
        return None
