"""Two records of one article, field by field: paragraphs aligned first, then the words of those that were edited."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.changes.kinds import FIELDS, ChangeKind, facets, is_silent, kinds_between, meant, shown
from scraper.changes.words import Op, Span, align, count_words, diff_words, likeness

ALIKE = 0.4  # share of words in common from which a paragraph is an edit of another, not one in its place
MANY = 900  # pairs of paragraphs that are weighed against each other; of more, only those in the same place are
LONG = 300_000  # characters of them, likewise

_Choice = tuple[float, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class LineEdit:
    """One line or paragraph that came, went or was edited; its numbers count from 1, None where it is not there."""

    before: int | None
    after: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """A field that says something else, and the lines of it that do."""

    field: str
    kind: ChangeKind
    lines: tuple[LineEdit, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """What lies between two records; `silent`: words were edited, and nothing on the page tells of it."""

    kinds: tuple[ChangeKind, ...]
    silent: bool
    fields: tuple[FieldEdit, ...]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Edit:
    """What a reader would see of the way from one record to another, as `scraper.records` makes them."""
    marks = facets(before), facets(after)
    found = []
    for name, kind in FIELDS.items():
        if meant(before, name) != meant(after, name):
            lines = tuple(_compare_lines(shown(before, name), shown(after, name)))
            found.append(FieldEdit(name, kind, lines))
    kinds = kinds_between(*marks)
    return Edit(kinds, is_silent(*marks, kinds), tuple(found))


def _compare_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[LineEdit]:
    for block in align(old, new):
        if not block.same:
            yield from _pair(old, new, range(block.i, block.j), range(block.k, block.l))


def _pair(old: Sequence[str], new: Sequence[str], went: range, came: range) -> Iterator[LineEdit]:
    """Lines that stand in one another's place: which of them are edits of which, and which only came or went."""
    pairs = _alike(old, new, went, came)
    i, k = went.start, came.start
    for a, c in (*pairs, (went.stop, came.stop)):
        for at in range(i, a):
            yield LineEdit(at + 1, None, (Span(Op.REMOVED, old[at]),))
        for at in range(k, c):
            yield LineEdit(None, at + 1, (Span(Op.ADDED, new[at]),))
        if a < went.stop and c < came.stop:
            yield LineEdit(a + 1, c + 1, diff_words(old[a], new[c]))
        i, k = a + 1, c + 1


def _alike(old: Sequence[str], new: Sequence[str], went: range, came: range) -> list[tuple[int, int]]:
    """Pairs in rising order, of the greatest likeness in all. A field of one line is an edit of what it was."""
    if len(old) == len(new) == 1:
        return [(0, 0)]
    words = [count_words(old[at]) for at in went], [count_words(new[at]) for at in came]
    letters = sum(len(old[at]) for at in went) + sum(len(new[at]) for at in came)
    if len(went) * len(came) > MANY or letters > LONG:
        near = enumerate(zip(*words, strict=False))
        return [(went[at], came[at]) for at, pair in near if likeness(*pair) >= ALIKE]
    best: list[list[_Choice]] = [[(0.0, ())] * (len(came) + 1)]
    for a, one in zip(went, words[0], strict=True):
        row: list[_Choice] = [(0.0, ())]
        for place, (c, other) in enumerate(zip(came, words[1], strict=True)):
            choices = [best[-1][place + 1], row[-1]]
            weight = likeness(one, other)
            if weight >= ALIKE:
                total, pairs = best[-1][place]
                choices.append((total + weight, (*pairs, (a, c))))
            row.append(max(choices, key=lambda choice: choice[0]))
        best.append(row)
    return list(best[-1][-1][1])
