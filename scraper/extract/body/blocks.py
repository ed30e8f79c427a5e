"""A page as lines of text and the boxes that hold them: one walk over the tree, each node seen once.

A `Block` is what a reader takes for one paragraph, heading, list item or table row. A box is an element that can hold
blocks; it is known by its number, and so is its parent, so everything after the walk is arithmetic over lists and needs
no tree. The walk keeps its own stack (nesting costs no recursion) and stops after `MAX_STEPS`, about three an element,
or `MAX_CHARS` characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from selectolax.lexbor import LexborNode

from scraper.extract.body.noise import CLASSES, HEADINGS, HIDDEN, NOISE, judge, read_attributes
from scraper.extract.body.tags import (
    BOX,
    BREAK,
    CELL,
    DOINGS,
    FRAME,
    LINK,
    PICTURE,
    RULE,
    SKIP,
    TEXT_TAG,
    UNKNOWN,
    WHOLE_DOINGS,
)

MAX_STEPS, MAX_CHARS = 1_000_000, 12_000_000
LINKS_AGAINST = -0.3  # what a linked character says of its being prose, where one unlinked says 1
SPLIT_MIN = 40  # characters on both sides of a single <br> that parts two paragraphs
SENTENCE_END = (".", "!", "?", "…", "”", "»", "“", '"', "。", "！", "？", "」", "؟", "।", ":")
RULES = "_-–—*=•·~# "  # a line of nothing else parts what it stands between
# Ideographs, kana, hangul: one says as much as two or three letters.
WIDE = re.compile("[\u2e80-\U0001faff]")


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
    """The boxes, what is known of each under its number in six lists, and the blocks they hold.

    They are in document order: a parent comes before its children. Lists cost less than an object for each box would.
    """

    parents: list[int]  # the number of the box around it; the root is its own parent
    tags: list[str]
    nodes: list[LexborNode]
    bits: list[int]  # what its name says, see noise.py
    first: list[int]  # number of the first block inside
    last: list[int]  # one past the last
    blocks: list[Block]
    pictures: list[tuple[int, int]]  # of each <img>: the box that holds it, the number of the block after it

    def begin(self, parent: int, tag: str, node: LexborNode, bits: int) -> int:
        """The number of a new box, which begins here and holds nothing yet."""
        self.parents.append(parent)
        self.tags.append(tag)
        self.nodes.append(node)
        self.bits.append(bits)
        self.first.append(len(self.blocks))
        self.last.append(len(self.blocks))
        return len(self.last) - 1


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
    page = Page([0], ["body"], [root], [0], [0], [0], [], [])
    lines = _Lines(page)
    pieces, cells, flush, add, blocks = lines.pieces, lines.cells, lines.flush, lines.add, page.blocks
    parents, tags, nodes, said, first, last = page.parents, page.tags, page.nodes, page.bits, page.first, page.last
    doings = WHOLE_DOINGS if whole else DOINGS
    known = len(doings)
    # Where to go on after a subtree, and what to close: a box (the number of the outer one), a link, a cell, nothing.
    stack: list[tuple[LexborNode | None, int]] = []
    box = links = 0
    node = root.first_child
    for _ in repeat(None, MAX_STEPS):
        if node is None:
            if not stack:
                break
            node, close = stack.pop()
            if close >= 0:
                if pieces:
                    lines.part(box, inside=False) if cells else flush(box)
                last[box] = len(blocks)
                box = close
            elif close == -LINK:
                links -= 1
            elif close == -CELL:
                pieces.append(" ")
                cells.append((len(pieces), lines.linked))
            if node is None:
                continue
        tag = node.tag_id
        if tag == TEXT_TAG:
            if not pieces and node.is_empty_text_node:  # two nodes of five
                node = node.next
                continue
            text, linked = node.text_content or "", links
        else:
            doing, name, bits = doings[tag] if tag < known else UNKNOWN
            if doing == SKIP:
                node = node.next
                continue
            child = node.first_child if doing > PICTURE else None
            if child is None:
                lines.pass_over(doing, name, node, box)
                node = node.next
                continue
            if doing > LINK:
                attributes = node.attributes
                if not name:
                    bits = judge(node.tag or "", attributes)
                    doing = BOX if bits & NOISE else doing  # <site-factbox class="fact-box">
                elif attributes:
                    if len(attributes) == 1 and not bits and (names := attributes.get("class")):
                        bits = CLASSES[names]  # two of three have only a class: a look-up, at a third of the price
                    else:
                        bits = read_attributes(bits, name, attributes)
                if doing == BOX and pieces:
                    lines.part(box) if cells else flush(box)
                if bits & HIDDEN:
                    node = node.next
                    continue
            if doing == BOX:
                if lines.chars > MAX_CHARS:
                    break
                inner = len(last)
                # As `begin` does; a call would cost as much again as all this.
                parents.append(box)
                tags.append(name)
                nodes.append(node)
                said.append(bits)
                first.append(start := len(blocks))
                last.append(start)
                if child.is_empty_text_node:  # half of all boxes begin with white space
                    child = child.next
                    if child is None:
                        node = node.next
                        continue
                elif child.is_text_node and child.next is None:  # a quarter of them hold one text
                    text = child.text_content or ""
                    if "\r" not in text:
                        add(text, name, inner, len(text) if links else 0)
                        last[inner] = len(blocks)
                        node = node.next
                        continue
                stack.append((node.next, box))
                box, node = inner, child
                continue
            only = child.text_content  # where it is a text
            if only is None or doing == CELL or child.next is not None:
                links += doing == LINK
                stack.append((node.next, -doing))
                node = child
                continue
            text, linked = only, links or doing == LINK
        if (pieces or not text.isspace()) and (not lines.breaks or lines.take_breaks(text, box)):
            pieces.append(text)
            if linked:
                lines.linked += len(text)
        node = node.next
    while box:  # where the walk was broken off, some are open
        flush(box)
        last[box] = len(blocks)
        box = parents[box]
    flush(0)
    last[0] = len(blocks)
    return page


class _Lines:
    """The blocks gathered so far, and the line that is being gathered."""

    __slots__ = ("blocks", "breaks", "cells", "chars", "linked", "page", "pieces")

    def __init__(self, page: Page) -> None:
        self.page, self.blocks = page, page.blocks
        self.pieces: list[str] = []
        self.cells: list[tuple[int, int]] = []  # at the end of each cell in the line: pieces, linked characters
        self.linked = self.breaks = self.chars = 0

    def add(self, text: str, tag: str, box: int, linked: int) -> None:
        """A block of one line, where `text` has any words."""
        self.chars += len(text)
        folded = text.strip()
        if "  " in folded or not folded.isprintable():  # most need no folding: of white space, only " " is printable
            folded = " ".join(folded.split())
        if folded:
            self.blocks.append(measure(folded, tag, box, linked))

    def take_breaks(self, text: str, box: int) -> bool:
        """Two breaks with nothing but white space between them end a paragraph. Whether `text` is more than that."""
        if text.isspace():
            return False
        if self.breaks > 1:
            self.part(box)
        self.breaks = 0
        return True

    def pass_over(self, doing: int, name: str, node: LexborNode, box: int) -> None:
        """Take note of a node that is not walked: it has nothing inside, or nothing of the article's."""
        if doing == BREAK or (name == "span" and "br" in (node.attributes.get("class") or "").split()):
            self.breaks += 1
            self.pieces.append("\r")
        elif doing == PICTURE:
            self.page.pictures.append((box, len(self.blocks)))
        elif doing in (RULE, BOX, FRAME):
            self.flush(box)
            if name == "nav":
                # The length of its links tells against the boxes that hold it.
                number = self.page.begin(box, name, node, NOISE)
                worth = LINKS_AGAINST * len(" ".join(node.text().split()))
                self.blocks.append(Block("", name, number, 1.0, 0, worth))
                self.page.last[number] = len(self.blocks)

    def part(self, box: int, inside: bool = True) -> None:
        """End the line `inside` a cell, or with its row. Cells of a page set in tables are lines of their own."""
        cells, start, before = self.cells[:], 0, 0
        apart = cells and (inside or self.page.first[box] < len(self.blocks))  # a row of more than one line
        if apart and (cells[-1][1] or "\r" in self.pieces[: cells[-1][0]]):
            pieces = self.pieces[:]
            for end, told in [*cells, (len(pieces), self.linked)]:
                self.pieces[:], self.linked = pieces[start:end], told - before
                self.flush(box)
                start, before = end, told
        self.flush(box)

    def flush(self, box: int) -> None:
        """End the line."""
        self.cells.clear()
        if not self.pieces:
            return
        whole = "".join(self.pieces)
        self.pieces.clear()
        tag = self.page.tags[box]
        if "\r" in whole:
            lines = list(_join_lines(whole.split("\r")))
            total = sum(map(len, lines))
            self.blocks.extend([measure(line, tag, box, self.linked * len(line) // total) for line in lines])
            self.chars += total
        else:
            self.add(whole, tag, box, self.linked)
        self.linked = self.breaks = 0


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
