"""Two sequences aligned, and two texts word by word, in time that is bounded whatever they hold.

A word is what stands between blanks, without the punctuation around it; in scripts that set no blanks (Chinese,
Japanese, Thai) it is a character with the marks on it.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# Equal pairs that difflib goes through once for each block it finds; a column of 1,000 words has 10,000 with itself.
_PAIRS = 20_000
_ROUNDS = 8  # times that a stretch is cut at what stands once on either side
_BLANKLESS = (
    "[\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff][\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
)
_THAI = "[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0e5b][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"
_PIECES = re.compile(rf"\s+|{_BLANKLESS}|{_THAI}|(?:(?!{_BLANKLESS}|{_THAI})\S)+")


class Op(StrEnum):
    """What became of a stretch."""

    SAME = "="
    REMOVED = "-"
    ADDED = "+"


class Span(NamedTuple):
    """A stretch of text and what became of it."""

    op: Op
    text: str


class Block(NamedTuple):
    """`before[i:j]` stands where `after[k:l]` does; `same` where they are equal."""

    same: bool
    i: int
    j: int
    k: int
    l: int  # noqa: E741  in a row with the others


def split_words(text: str) -> list[str]:
    """A text cut into words, punctuation and blanks; joined, they are the text."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        start, end = 0, len(piece)
        if not piece.isspace():
            while start < end and _is_mark(piece[start]):
                start += 1
            while end > start and _is_mark(piece[end - 1]):
                end -= 1
        found += [*piece[:start], *filter(None, [piece[start:end]]), *piece[end:]]
    return found


def diff_words(before: str, after: str) -> tuple[Span, ...]:
    """What of a text went and what came, in reading order; a blank alone between two edits belongs to them."""
    old, new = split_words(before), split_words(after)
    spans: list[Span] = []
    for block in _merged(align(old, new), old):
        if block.same:
            spans.append(Span(Op.SAME, "".join(old[block.i : block.j])))
            continue
        for op, text in ((Op.REMOVED, old[block.i : block.j]), (Op.ADDED, new[block.k : block.l])):
            if text:
                spans.append(Span(op, "".join(text)))
    return tuple(spans)


def align(before: Sequence[str], after: Sequence[str]) -> list[Block]:
    """Two sequences cut into stretches that are equal and stretches that are not, by turns, both whole."""
    found: list[Block] = []
    for block in _align(before, after, (0, len(before), 0, len(after)), _ROUNDS):
        last = found[-1] if found else None
        if last is not None and last.same == block.same:
            found[-1] = Block(block.same, last.i, block.j, last.k, block.l)
        elif block.i < block.j or block.k < block.l:
            found.append(block)
    return found


def count_words(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(word for word in split_words(text) if not word.isspace())


def likeness(before: Counter[str], after: Counter[str]) -> float:
    """Which share of their words two texts have in common, 0 to 1, wherever these stand."""
    common = sum(min(count, after[word]) for word, count in before.items() if word in after)
    return 2 * common / max(1, before.total() + after.total())


def _align(
    before: Sequence[str], after: Sequence[str], part: tuple[int, int, int, int], rounds: int
) -> Iterator[Block]:
    i, j, k, l = part  # noqa: E741
    start, end = i, j
    while i < j and k < l and before[i] == after[k]:
        i, k = i + 1, k + 1
    tail = 0
    while i < j and k < l and before[j - 1] == after[l - 1]:
        j, l, tail = j - 1, l - 1, tail + 1  # noqa: E741
    if i > start:
        yield Block(True, start, i, k - (i - start), k)
    if i == j or k == l:
        yield Block(False, i, j, k, l)
    else:
        yield from _align_middle(before, after, (i, j, k, l), rounds)
    if tail:
        yield Block(True, j, end, l, l + tail)


def _align_middle(
    before: Sequence[str], after: Sequence[str], part: tuple[int, int, int, int], rounds: int
) -> Iterator[Block]:
    """By difflib where that is quick; else cut at what stands once on either side, each stretch by itself."""
    i, j, k, l = part  # noqa: E741
    old, new = Counter(before[i:j]), Counter(after[k:l])
    if sum(count * new[word] for word, count in old.items() if word in new) <= _PAIRS:
        for tag, a, b, c, d in SequenceMatcher(None, before[i:j], after[k:l], autojunk=False).get_opcodes():
            yield Block(tag == "equal", i + a, i + b, k + c, k + d)
        return
    anchors = _anchors(before, after, part, {word for word, n in old.items() if n == 1 and new[word] == 1})
    if not anchors or not rounds:
        yield Block(False, i, j, k, l)
        return
    for a, c in anchors:
        yield from _align(before, after, (i, a, k, c), rounds - 1)
        yield Block(True, a, a + 1, c, c + 1)
        i, k = a + 1, c + 1
    yield from _align(before, after, (i, j, k, l), rounds - 1)


def _anchors(
    before: Sequence[str], after: Sequence[str], part: tuple[int, int, int, int], once: set[str]
) -> list[tuple[int, int]]:
    """The longest row of words that stand once on either side and in the same order (as patience sorting finds it)."""
    i, j, k, l = part  # noqa: E741
    places = {after[at]: at for at in range(k, l) if after[at] in once}
    tops: list[int] = []  # the least place that a row of this length ends with
    piles: list[tuple[int, int, int]] = []  # place before, place after, the pair it follows
    heads: list[int] = []  # by length, the pair that a row ends with
    for at in range(i, j):
        place = places.get(before[at])
        if place is None:
            continue
        length = bisect_left(tops, place)
        piles.append((at, place, heads[length - 1] if length else -1))
        tops[length : length + 1] = [place]
        heads[length : length + 1] = [len(piles) - 1]
    row: list[tuple[int, int]] = []
    follow = heads[-1] if heads else -1
    while follow >= 0:
        at, place, follow = piles[follow]
        row.append((at, place))
    return row[::-1]


def _merged(blocks: list[Block], old: Sequence[str]) -> list[Block]:
    found: list[Block] = []
    for place, block in enumerate(blocks):
        inner = 0 < place < len(blocks) - 1
        alone = inner and block.same and block.j - block.i == 1 and old[block.i].isspace()
        if found and not found[-1].same and (alone or not block.same):
            found[-1] = Block(False, found[-1].i, block.j, found[-1].k, block.l)
        else:
            found.append(block)
    return found


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
