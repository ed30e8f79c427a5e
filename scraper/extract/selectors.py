"""CSS selectors for what was found on a page: what a person would write into a profile. For drafts, not for reading."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.page.document import text_of
from scraper.extract.page.guard import tame

MAX_NODES = 20_000  # elements looked at
MAX_READ = 2_000  # nodes of each whose text is read
MAX_HOLDERS = 5  # places that show the same paragraph
MAX_STEPS = 4  # ancestors that may be named besides the element
SLACK = 60  # characters that an element may show besides the words sought: "By", a date, a role
_FRAMES = frozenset(("article", "main", "section", "div"))
_WORD = re.compile(r"-?[A-Za-z_][\w-]*")
# Names that a build tool made up, or that say how a thing looks: they change with the next release.
_MADE_UP = re.compile(
    r"^(?:css|sc|jsx|svelte|emotion|styles?|_)[-_]|__\w*[A-Z]\w*$|-sc-\w+-\d+$|\d{3,}|(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{5,}$"
    r"|^(?:[mp][trblxy]?|w|h|text|flex|grid|col|row|lg|md|sm|xl|bg|font|leading|clearfix|active|d)(?:-|$)"
)


def name_element(node: LexborNode) -> Iterator[str]:
    """What an element may be called by, the steadiest first: `span[itemprop=name]`, `h1.headline`, `div#story`."""
    tag, attributes = node.tag or "", node.attributes
    for name in ("itemprop", "data-testid", "data-component"):
        value = attributes.get(name)
        if value and _WORD.fullmatch(value):
            yield f"{tag}[{name}={value}]"
    for word in (attributes.get("class") or "").split()[:8]:
        if _WORD.fullmatch(word) and not _MADE_UP.search(word):
            yield f"{tag}.{word}"
    name = attributes.get("id") or ""
    if _WORD.fullmatch(name) and not _MADE_UP.search(name):
        yield f"{tag}#{name}"


def find_selectors(html: bytes, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The selector of the smallest element that shows all of a field's texts; fields not found are left out."""
    tree = LexborHTMLParser(tame(html))
    found: dict[str, LexborNode] = {}
    sizes: dict[str, int] = {}
    enough = max((sum(map(len, texts)) + SLACK * len(texts) for texts in wanted.values()), default=0)
    for node in tree.css("body *")[:MAX_NODES]:
        words = text_of(node, limit=MAX_READ, enough=enough)
        for field, texts in wanted.items():
            total = sum(map(len, texts))
            if not total <= len(words) <= total + SLACK * len(texts) or not all(text in words for text in texts):
                continue
            # The one that shows least besides; of two of one size the inner one, else the first.
            least = sizes.get(field, len(words) + 1)
            if len(words) < least or (len(words) == least and _holds(found[field], node)):
                found[field], sizes[field] = node, len(words)
    return {field: _select(tree, node) for field, node in found.items()}


def find_frame(html: bytes, paragraphs: tuple[str, ...]) -> str | None:
    """The selector of the smallest container that holds the first and the last paragraph of a body."""
    if not paragraphs:
        return None
    tree = LexborHTMLParser(tame(html))
    firsts: dict[int, LexborNode] = {}
    lasts: dict[int, LexborNode] = {}
    enough = sum(map(len, paragraphs)) + MAX_READ
    for node in tree.css("body *")[:MAX_NODES]:
        words = text_of(node, limit=MAX_READ, enough=enough)
        for start, holders in ((paragraphs[0][:60], firsts), (paragraphs[-1][:60], lasts)):
            if start in words:  # in document order: the element that holds this one was there before
                if node.parent is not None:
                    holders.pop(node.parent.mem_id, None)
                holders[node.mem_id] = node
    best: list[LexborNode] = []
    for first in list(firsts.values())[:MAX_HOLDERS]:
        for last in list(lasts.values())[:MAX_HOLDERS]:
            best = max(best, _common(first, last), key=len)  # the deepest is the smallest
    frame = next((node for node in reversed(best) if node.tag in _FRAMES), None)
    return _select(tree, frame) if frame is not None else None


def _common(one: LexborNode, other: LexborNode) -> list[LexborNode]:
    """The elements that hold both, or are one of them, from the outermost in."""
    pairs = zip(reversed(list(_upward(one))), reversed(list(_upward(other))), strict=False)
    return [a for a, _ in takewhile(lambda pair: pair[0].mem_id == pair[1].mem_id, pairs)]


def _holds(outer: LexborNode, inner: LexborNode) -> bool:
    return any(step.mem_id == outer.mem_id for step in _upward(inner))


def _upward(node: LexborNode) -> Iterator[LexborNode]:
    """An element and all that it lies in."""
    step: LexborNode | None = node
    while step is not None:
        yield step
        step = step.parent


def _select(tree: LexborHTMLParser, node: LexborNode) -> str:
    """A selector that matches the element alone, or few others besides."""
    own = [*name_element(node), node.tag or "*"]
    candidates = list(own)
    step = node.parent
    for _ in range(MAX_STEPS):
        if step is None:
            break
        candidates += [f"{outer} {inner}" for outer in list(name_element(step))[:3] for inner in own[:2]]
        step = step.parent
    counts = [(len(tree.css(css)), place) for place, css in enumerate(candidates)]
    return candidates[min(counts)[1]]
