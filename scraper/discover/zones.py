"""Where on a page a link stands: in the navigation, the footer, a sidebar, a "most read" box, or in none of these.

Every element between a link and the body is looked at once. It is flagged by its tag, its role, the words of its
class and id, and by the title of the box that it is ("Terpopuler"). Flags are inherited by what lies inside. They are
claims, not verdicts: a word that flags most of a page's articles names the page's own list there, and `dismissed`
takes it back.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.discover.words import BOX_PAIRS, BOX_TITLE, BOX_WORDS, LAYOUT_WORDS, PART_NAMES, PART_WORDS

Flags = frozenset[str]

_NONE: Flags = frozenset()
_CARD, _MAIN, HEADING, TITLE = "@card", "@main", "@heading", "@title"  # marks that are no reason to leave a link out
_BOX = "titled-box"
_TAGS = {"nav": "nav", "aside": "aside", "menu": "nav", "dialog": "modal", "template": "modal"}
_ROLES = {
    "navigation": "nav",
    "complementary": "aside",
    "search": "nav",
    "dialog": "modal",
    "menu": "nav",
    "menubar": "nav",
}
_FRAMES = {"banner": "header", "contentinfo": "footer"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE_WORDS = frozenset({"title", "headline", "judul", "heading", "titular", "titulo", "titre", "titolo", "caption"})
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NO_TITLES = frozenset({"script", "style", "noscript", "option", "title", "template", "textarea"})
_PANES = ("aria-controls", "data-target", "data-bs-target", "href")
_RELATED = frozenset({"related", "relacionadas", "terkait"})
_MAX_TITLES, _MAX_SIBLINGS = 200, 300  # of boxes a page may name, and of elements one title may announce
_MOST, _NEARLY_ALL = 0.5, 0.75


class Zones:
    """The flags of a page's elements, found as they are asked for."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._flags: dict[int, Flags] = {}
        self._boxes = _titled_boxes(tree)

    def flags(self, node: LexborNode) -> Flags:
        """The flags of an element and of all that it lies in."""
        path: list[LexborNode] = []
        step: LexborNode | None = node
        known = _NONE
        while step is not None:
            flags = self._flags.get(step.mem_id)
            if flags is not None:
                known = flags
                break
            path.append(step)
            step = step.parent
        for step in reversed(path):
            known = self._own(step, known)
            self._flags[step.mem_id] = known
        return known

    def _own(self, node: LexborNode, inherited: Flags) -> Flags:
        tag = node.tag or ""
        if tag in ("html", "body", "-undef", "-document"):
            return inherited
        attributes = node.attributes
        name, identity = attributes.get("class") or "", attributes.get("id") or ""
        own = _name_flags(name, identity) if name or identity else _NONE
        if _CARD in inherited:
            own -= _RELATED  # what is filed under a card's article are articles of today too
        role = attributes.get("role") or ""
        part = _TAGS.get(tag) or _ROLES.get(role)
        if part is None and (frame := tag if tag in ("header", "footer") else _FRAMES.get(role)):
            within = inherited & ({_CARD} if frame == "footer" else {_CARD, _MAIN})
            part = frame if not within else None
        if part is None and tag in _HEADINGS:
            part = HEADING
        elif part is None and tag in ("article", "li"):
            part = _CARD
        elif part is None and tag == "main":
            part = _MAIN
        if node.mem_id in self._boxes or BOX_TITLE.match(attributes.get("aria-label") or ""):
            own |= {_BOX}
        if part is not None:
            own |= {part}
        return inherited | own if own else inherited


def dismissed(places: Iterable[Flags]) -> Flags:
    """The flags that cannot mean what they say, since most of the links that may be articles have them."""
    counts: Counter[str] = Counter()
    total = 0
    for flags in places:
        total += 1
        counts.update(flags)
    return frozenset(
        word
        for word, count in counts.items()
        if count > total * (_MOST if word in PART_WORDS or word == "promo" else _NEARLY_ALL)
    )


def is_out(flags: Flags, dismissed: Flags = _NONE) -> bool:
    """Whether a link with these flags stands where no list of articles is."""
    return any(not flag.startswith("@") and flag not in dismissed for flag in flags)


def squash(text: str) -> str:
    """A text with every run of blanks as one."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _name_flags(name: str, identity: str) -> Flags:
    flags: set[str] = set()
    for part in (*name.split(), identity):
        words = [word.lower() for word in _WORDS.findall(part)]
        if not words or words[0] in LAYOUT_WORDS or words[0] == "aspect":
            continue
        flags.update(word for word in words if word in BOX_WORDS or word in PART_WORDS)
        flags.update(pair for pair in map("-".join, pairwise(words)) if pair in BOX_PAIRS)
        if part.lower() in PART_NAMES:
            flags.add(
                "header" if "foot" not in part.lower() and part.lower() not in ("colophon", "bottom-bar") else "footer"
            )
        if not _TITLE_WORDS.isdisjoint(words):
            flags.add(TITLE)
    return frozenset(flags)


def _titled_boxes(tree: LexborHTMLParser) -> set[int]:
    """The elements that a title such as "Most read", or a tab of that name, announces."""
    boxes: set[int] = set()
    titles = 0
    if tree.body is None:
        return boxes
    for node in tree.body.traverse(include_text=True):
        if node.tag != "-text" or not 1 < len(written := node.text_content or "") < 200:
            continue
        title = node.parent
        if not _names_a_box(written) or title is None or title.tag in _NO_TITLES:
            continue
        titles += 1
        if titles > _MAX_TITLES:
            break
        if (pane := _pane(tree, title)) is not None:
            boxes.add(pane.mem_id)
        elif not _is_card_title(title):
            boxes.update(announced.mem_id for announced in _announced(title))
    return boxes


@lru_cache(maxsize=16384)
def _names_a_box(written: str) -> bool:
    text = squash(written)
    return 1 < len(text) <= 48 and BOX_TITLE.match(text) is not None


def _pane(tree: LexborHTMLParser, title: LexborNode) -> LexborNode | None:
    """What a tab shows: the element whose id the tab, or the element just around it, names."""
    for node in (title, title.parent):
        for key in _PANES if node is not None else ():
            named = (node.attributes.get(key) if node is not None else None) or ""
            if re.fullmatch(r"#[A-Za-z][\w-]*", named) or (
                key == "aria-controls" and re.fullmatch(r"[A-Za-z][\w-]*", named)
            ):
                return tree.css_first("#" + named.lstrip("#"))
    return None


def _is_card_title(title: LexborNode) -> bool:
    """Whether a title belongs to a card: it is or lies in an article's link, or is a label among a card's other parts.

    The name of a box may be a link too, to a list.
    """
    step: LexborNode | None = title
    for _ in range(6):
        if step is None or step.tag in ("body", "section", "aside", "main"):
            break
        if step.tag == "a":
            path = (step.attributes.get("href") or "").split("?")[0]
            return path.count("-") >= 3 or bool(re.search(r"\d{5}", path))
        if step.tag == "article" or (step.tag == "li" and title.tag not in _HEADINGS):
            return True
        step = step.parent
    link = title.css_first("a[href]")
    path = (link.attributes.get("href") or "").split("?")[0] if link is not None else ""
    return path.count("-") >= 3 or bool(re.search(r"\d{5}", path))


def _announced(title: LexborNode) -> list[LexborNode]:
    """What follows a box's title, up to the next title: its siblings, else those of the elements it opens."""
    step: LexborNode | None = title
    for _ in range(5):
        if step is None or step.tag in ("body", "main", "html"):
            return []
        follow: list[LexborNode] = []
        links: set[str | None] = set()
        sibling = step.next
        while sibling is not None and len(follow) < _MAX_SIBLINGS:
            if sibling.is_element_node:
                if _opens_another(sibling, title):
                    break
                follow.append(sibling)
                links.update(link.attributes.get("href") for link in sibling.css("a[href]"))
                if sibling.tag == "a":
                    links.add(sibling.attributes.get("href"))
            sibling = sibling.next
        if len(links) > 1 or (links and title.tag in _HEADINGS):
            return follow
        step = step.parent
    return []


def _opens_another(node: LexborNode, title: LexborNode) -> bool:
    """Whether an element is or holds the title of another box: a heading of the same rank that links nowhere."""
    heading = node if node.tag in _HEADINGS else node.css_first("h1,h2,h3,h4,h5,h6")
    if heading is None:
        return node.tag == title.tag and node.attributes.get("class") == title.attributes.get("class")
    if title.tag in _HEADINGS and heading.tag is not None and title.tag is not None and heading.tag > title.tag:
        return False
    return heading.css_first("a") is None and not _inside_link(heading)


def _inside_link(node: LexborNode) -> bool:
    step = node.parent
    for _ in range(4):
        if step is None:
            return False
        if step.tag == "a":
            return True
        step = step.parent
    return False
