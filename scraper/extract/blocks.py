"""A page as lines of text and the boxes that hold them: one walk over the tree, each node seen once.

A `Block` is what a reader takes for one paragraph, heading, list item or table row. A `Box` is an element that can
hold blocks; it knows its parent by number, so everything after the walk is arithmetic over two flat lists and needs
no tree. The walk keeps its own stack (nesting costs no recursion) and stops after `MAX_NODES` elements or `MAX_CHARS`
characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.noise import HEADINGS, HIDDEN, NOISE, TAGS, judge

MAX_NODES = 1_000_000
MAX_CHARS = 12_000_000
LINKS_AGAINST = -0.3  # what a linked character says of its being prose, where one unlinked says 1
SPLIT_MIN = 40  # characters on both sides of a single <br> that parts two paragraphs
SENTENCE_END = (".", "!", "?", "…", "”", "»", "“", '"', "。", "！", "？", "」", "؟", "।", ":")
RULES = "_-–—*=•·~# "  # a line of nothing else parts what it stands between
# Ideographs, kana, hangul: one says as much as two or three letters.
WIDE = re.compile("[\u2e80-\U0001faff]")

UNSEEN = """
    script style noscript template svg math iframe object embed canvas video audio map button select option textarea
    input label dialog head title progress meter optgroup datalist frameset img
"""
BOXES = """
    html body div p main article section header footer nav aside form figure figcaption ul ol li dl dt dd table thead
    tbody tfoot tr caption blockquote pre address details summary fieldset center h1 h2 h3 h4 h5 h6 hgroup search
    legend menu
"""
# Inline, and without names worth reading.
PLAIN = "b i em strong small u sup sub cite q code kbd font wbr del ins s abbr mark tt big strike var samp"

# What the walk does at an element, as plain numbers, compared once each. FRAME is a box that is not walked; OTHER is
# inline or unknown: part of its line.
SKIP, FRAME, BREAK, RULE, PLAINLY, LINK, OTHER, CELL, BOX = range(9)


def _number_texts() -> int:
    """The number that the installed lexbor gives all texts for a tag."""
    paragraph = LexborHTMLParser("<p>text").css("p")[0]
    return next(node.tag_id for node in paragraph.traverse(include_text=True) if node.is_text_node)


def _number_tags() -> dict[int, tuple[int, str]]:
    """What to do at each tag, by the number the installed lexbor gives it: numbers are faster than names."""
    doings = (
        dict.fromkeys(UNSEEN.split(), SKIP) | dict.fromkeys(BOXES.split(), BOX) | dict.fromkeys(PLAIN.split(), PLAINLY)
    )
    doings |= {"br": BREAK, "hr": RULE, "a": LINK, "td": CELL, "th": CELL, "span": OTHER, "nav": FRAME, "footer": FRAME}
    maker = LexborHTMLParser("")
    return {maker.create_node(name).tag_id: (doing, name) for name, doing in doings.items()}


TEXT_TAG = _number_texts()
DOINGS = _number_tags()
WHOLE_DOINGS = {tag: (BOX if doing == FRAME else doing, name) for tag, (doing, name) in DOINGS.items()}
UNKNOWN = (OTHER, "")


@dataclass(slots=True)
class Box:
    """An element that can hold blocks."""

    parent: int  # its number in the list of boxes; the root is its own parent
    tag: str
    node: LexborNode
    bits: int  # what its name says, see noise.py
    first: int  # number of the first block inside
    last: int = 0  # one past the last


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item or table row, its white space folded."""

    text: str
    tag: str  # of the innermost box
    box: int
    linked: float  # share of its characters inside links, about: 0 to 1 and a little over
    size: int  # length in characters of a spaced script
    worth: float  # how much it speaks for prose: about its size; links speak against it


@dataclass(slots=True)
class Page:
    """`boxes` in document order, so that a parent comes before its children, and the blocks they hold."""

    boxes: list[Box]
    blocks: list[Block]


def measure(text: str, tag: str, box: int, linked: int) -> Block:
    """A block, weighed. Headings weigh nothing, and short lines that are no paragraphs a little less than that."""
    length = size = len(text)
    if not text.isascii():
        size += len(WIDE.findall(text))
    share = linked / length if linked else 0.0
    if tag in HEADINGS:
        worth = 0.0
    elif share > 0.5:
        worth = LINKS_AGAINST * size
    elif size >= 60 or tag == "p":
        worth = size * (1 - share)
    else:
        worth = 0.5 * size * (1 - share) if tag == "li" else -5.0
    return Block(text, tag, box, share, size, worth)


def walk(root: LexborNode, whole: bool = False) -> Page:
    """All blocks under `root`.

    Navigation and footers, a third of all nodes, are not walked unless the `whole` page is wanted.
    """
    lines = _Lines(root)
    boxes, pieces, flush = lines.boxes, lines.pieces, lines.flush
    # Where to go on after a subtree, and what to close: a box (the number of the outer one), a link, a cell, nothing.
    stack: list[tuple[LexborNode | None, int]] = []
    doings = WHOLE_DOINGS if whole else DOINGS
    links = seen = 0
    node = root.first_child
    while True:
        if node is None:
            if not stack:
                break
            node, close = stack.pop()
            if close >= 0:
                lines.leave(close)
            elif close == -LINK:
                links -= 1
            elif close == -CELL:
                pieces.append(" ")
            continue
        tag = node.tag_id
        if tag == TEXT_TAG:
            text = node.text_content or ""
            if (pieces or not text.isspace()) and (not lines.breaks or lines.take_breaks(text)):
                pieces.append(text)
                if links:
                    lines.linked += len(text)
            node = node.next
            continue
        seen += 1
        if seen > MAX_NODES or lines.chars > MAX_CHARS:
            break
        doing, name = doings.get(tag, UNKNOWN)
        if doing <= FRAME or (child := node.first_child) is None:
            if doing != SKIP:
                lines.pass_over(doing, name, node)
            node = node.next
            continue
        close = -doing
        if doing == LINK:
            links += 1
        elif doing > LINK:
            attributes = node.attributes
            bits = judge(name, attributes) if attributes or name in TAGS else 0
            if doing == BOX and pieces:
                flush()
            if bits & HIDDEN:
                node = node.next
                continue
            if doing == BOX:
                close = lines.box
                child = lines.enter(node, name, bits, child, links)
                if child is None:
                    node = node.next
                    continue
        stack.append((node.next, close))
        node = child
    while stack:
        _, close = stack.pop()
        if close >= 0:
            lines.leave(close)
    lines.leave(0)
    return Page(boxes, lines.blocks)


class _Lines:
    """The blocks gathered so far, the box we are in, and the line that is being gathered."""

    __slots__ = ("blocks", "box", "boxes", "breaks", "chars", "linked", "pieces")

    def __init__(self, root: LexborNode) -> None:
        self.boxes = [Box(0, "body", root, 0, 0)]
        self.blocks: list[Block] = []
        self.box = 0
        self.pieces: list[str] = []
        self.linked = 0
        self.breaks = 0
        self.chars = 0

    def enter(self, node: LexborNode, name: str, bits: int, child: LexborNode, links: int) -> LexborNode | None:
        """Begin a box. Where to go on inside it, or None: its first `child` was all it held, and it is done.

        Half of all boxes begin with white space, which is passed over; a quarter hold one text.
        """
        box = Box(self.box, name, node, bits, len(self.blocks))
        self.boxes.append(box)
        if child.tag_id == TEXT_TAG:
            text, after = child.text_content or "", child.next
            if after is not None:
                child = after if text.isspace() else child
            elif "\r" not in text:
                self.add(text, name, len(self.boxes) - 1, len(text) if links else 0)
                box.last = len(self.blocks)
                return None
        self.box = len(self.boxes) - 1
        return child

    def add(self, text: str, tag: str, box: int, linked: int) -> None:
        """A block of one line, where `text` has any words."""
        self.chars += len(text)
        folded = text.strip()
        if "  " in folded or not folded.isprintable():  # most need no folding: of white space, only " " is printable
            folded = " ".join(folded.split())
        if folded:
            self.blocks.append(measure(folded, tag, box, linked))

    def take_breaks(self, text: str) -> bool:
        """Two breaks with nothing but white space between them end a paragraph. Whether `text` is more than that."""
        if text.isspace():
            return False
        if self.breaks > 1:
            self.flush()
        self.breaks = 0
        return True

    def pass_over(self, doing: int, name: str, node: LexborNode) -> None:
        """Take note of a node that is not walked: it has nothing inside, or nothing of the article's."""
        if doing == BREAK or (name == "span" and "br" in (node.attributes.get("class") or "").split()):
            self.breaks += 1
            self.pieces.append("\r")
        elif doing in (RULE, BOX, FRAME):
            self.flush()
            if name == "nav":
                # The length of its links tells against the boxes that hold it.
                self.boxes.append(Box(self.box, name, node, NOISE, len(self.blocks), len(self.blocks) + 1))
                links = len(" ".join(node.text().split()))
                self.blocks.append(Block("", name, len(self.boxes) - 1, 1.0, 0, LINKS_AGAINST * links))

    def flush(self) -> None:
        """End the line."""
        if not self.pieces:
            return
        whole = "".join(self.pieces)
        self.pieces.clear()
        if "\r" in whole:
            lines = list(_join_lines(whole.split("\r")))
            total = sum(map(len, lines))
            tag = self.boxes[self.box].tag
            self.blocks.extend([measure(line, tag, self.box, self.linked * len(line) // total) for line in lines])
            self.chars += total
        else:
            self.add(whole, self.boxes[self.box].tag, self.box, self.linked)
        self.linked = self.breaks = 0

    def leave(self, outer: int) -> None:
        """End the box, and the line with it."""
        if self.pieces:
            self.flush()
        self.boxes[self.box].last = len(self.blocks)
        self.box = outer


def _join_lines(lines: list[str]) -> Iterator[str]:
    """Paragraphs out of lines between single breaks: one that ends a sentence ends a paragraph, any other runs on."""
    running: list[str] = []
    length = 0
    for raw in lines:
        line = " ".join(raw.split())
        if running and line and not line.strip(RULES):
            yield " ".join(running)
            running, length = [], 0
            continue
        if length >= SPLIT_MIN and len(line) >= SPLIT_MIN and running[-1].endswith(SENTENCE_END):
            yield " ".join(running)
            running, length = [], 0
        if line:
            running.append(line)
            length += len(line)
    if running:
        yield " ".join(running)
