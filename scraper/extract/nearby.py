"""The short lines around the headline, for pages whose markup says neither who nor when."""

import re
from collections.abc import Callable

from scraper.extract.document import Document
from scraper.extract.words import fold, key

BEFORE, AFTER = 15, 45  # lines of text around the headline
MAX_LINE = 160  # characters; longer lines are prose
MAX_TEXT = 300_000  # characters of the page read

_LETTER = re.compile(r"[^\W_]")
Nearby = Callable[[], tuple[str, ...]]  # the lines, read when first asked for: most pages are marked up


def read_nearby(document: Document, title: str | None) -> tuple[str, ...]:
    """Short lines of text: those after the headline, then those before it; the first ones where it is not found."""
    body = document.tree.body
    if body is None:
        return ()
    # Scripts and styles are text too; what they hold is not worth folding.
    lines = [
        line
        for line in filter(str.strip, body.text(separator="\n")[:MAX_TEXT].split("\n"))
        if len(line) <= MAX_LINE and "{" not in line and ";" not in line[-2:]
    ]
    mark = key(title or "")
    # A line that is the headline is hardly shorter than its letters: few lines are worth a closer look.
    least = len(mark) * 3 // 4 if len(mark) > 5 else MAX_LINE + 1
    places = [
        place
        for place, line in enumerate(lines)
        if len(line) >= least
        and (first := _LETTER.search(line))
        and first[0].casefold()[0] == mark[0]
        and key(line) == mark
    ]
    place = places[-1] if places and places[-1] < len(lines) // 2 else places[0] if places else None
    if place is None:
        near = lines[: BEFORE + AFTER]
    else:
        near = lines[place + 1 : place + 1 + AFTER] + lines[max(0, place - BEFORE) : place]
    return tuple(folded for line in near if (folded := fold(line)))
