"""The short lines around the headline, for pages whose markup says neither who nor when."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_letters, digits

from scraper.extract.page.document import Document
from scraper.extract.page.words import fold, key

BEFORE, AFTER, FAR = 15, 45, 150  # lines of text around the headline, and how far below it a label may stand
OTHER_PLACE = 10  # steps that a second place of the headline, a teaser's perhaps, is farther away than the first
NEAR_BEFORE = 2  # a line above the headline is as far away as this many below it
MAX_LINE = 160  # characters; longer lines are prose
MAX_TEXT = 300_000  # characters of the page read
MAX_WRAPPED = 500  # characters of one text that is written in lines; longer ones with braces are scripts
MAX_PIECES = 6  # lines that one headline is written in: its words may stand in elements of their own
MAX_PLACES = 8  # where the headline stands: on top, in the breadcrumb, in lists of teasers

_BETWEEN = "\0"  # which no text holds, by the rules of HTML
_LETTER = re.compile(r"[^\W_]")
_LATIN = frozenset(ascii_letters + digits)
_CODE_STARTS = ("//", "/*", "*", "--", "$", ".", "'")
_CODE_FIRSTS = "/*-$.'"


@dataclass(frozen=True, slots=True)
class Near:
    """The page's short lines, not folded, and the places of those by the headline, the nearest first."""

    lines: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()  # steps from the headline, index of the line
    found: bool = False  # whether the headline was found; if not, the places are the page's first lines

    def line(self, place: int) -> str:
        """The line at a place, folded; "" beyond the page."""
        return fold(self.lines[place]) if 0 <= place < len(self.lines) else ""


Nearby = Callable[[], Near]  # read when first asked for: most pages are marked up


def read_nearby(document: Document, title: str | None) -> Near:
    """Short lines of text after and before the headline, wherever it stands; the first ones where it is not found."""
    body = document.tree.body
    if body is None:
        return Near()
    lines = _short_lines(body.text(separator=_BETWEEN, skip_empty=True)[:MAX_TEXT])
    places = _places(lines, key(title or ""))
    # The story's own headline is the last of those in the upper half: teasers of it stand below.
    upper = [place for place in places if place[0] < len(lines) // 2]
    own = upper[-1] if upper else places[0] if places else (0, 0)
    reach: list[tuple[int, int]] = []
    for start, end in places or [own]:
        far = 0 if start == own[0] else OTHER_PLACE
        after = range(end, min(len(lines), end + (FAR if places else BEFORE + AFTER)))
        before = range(start - 1, max(0, start - BEFORE) - 1, -1)
        reach += zip(range(far, far + len(after)), after, strict=True)
        reach += zip(range(far + NEAR_BEFORE, far + NEAR_BEFORE * (BEFORE + 1), NEAR_BEFORE), before, strict=False)
    reach.sort()
    if len(places) > 1:  # a line near two of them is as far away as from the nearer
        least: dict[int, int] = {}
        for step, place in reach:
            least.setdefault(place, step)
        reach = [(step, place) for place, step in least.items()]
    return Near(tuple(lines), tuple(reach), bool(places))


def _short_lines(page: str) -> list[str]:
    """The lines of the texts that are no prose and no script: scripts are text too. A pattern takes five times as
    long.
    """
    lines: list[str] = []
    for text in page.split(_BETWEEN):
        if "\n" not in text:  # as in most
            if len(text) <= MAX_LINE and (bare := text.strip()):
                lines.append(bare)
        elif len(text) <= MAX_WRAPPED or "{" not in text:  # else a script, and not worth reading line by line
            lines += [bare for line in text.split("\n") if len(line) <= MAX_LINE and (bare := line.strip())]
    return [
        line
        for line in lines
        if not (
            ("=" in line or "{" in line or "}" in line or "<" in line or ">" in line or "\\" in line or "()" in line)
            or line[-1] == ";"
            or (line[0] in _CODE_FIRSTS and line.startswith(_CODE_STARTS))
        )
    ]


def _places(lines: list[str], mark: str) -> list[tuple[int, int]]:
    """Where the headline stands: its first line, and the one after its last."""
    if len(mark) < 4:
        return []
    places: list[tuple[int, int]] = []
    others = _LATIN - {mark[0], mark[0].upper()}  # most lines begin with one of these
    for place, line in [numbered for numbered in enumerate(lines) if numbered[1][0] not in others]:
        letter = line[0]
        if not letter.isalnum():
            first = _LETTER.search(line)
            letter = first[0] if first else ""
        if letter.casefold()[:1] != mark[0]:
            continue
        said = key(line)
        end = place + 1
        while len(said) < len(mark) and mark.startswith(said) and end < min(len(lines), place + MAX_PIECES):
            said += key(lines[end])
            end += 1
        if said == mark:
            places.append((place, end))
            if len(places) == MAX_PLACES:
                break
    return places
