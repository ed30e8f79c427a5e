"""JSON-LD's articleBody as a witness: it says how far the story goes, while the elements say where its paragraphs are.

It is heard only where it tells nearly all that was found: many are cut short, are a summary, or are an older edition.
"""

from scraper.extract.body.blocks import Block
from scraper.extract.body.noise import HEADINGS
from scraper.extract.body.region import fold

# Shares of the letters found: where the witness tells so much it is heard on every line, or only on where the story
# ends, if its own text ends there too.
TOLD, TOLD_TAIL, END = 0.9, 0.6, 0.97
UNTOLD = 300  # letters; a longer paragraph is the story's, added later
START = 24  # letters of a line's start or end that make it the same line: the two are edited apart
UNSPOKEN = HEADINGS | {"li", "dt", "dd", "td", "tr", "pre", "blockquote"}  # what a witness of running text leaves out
MAX_TOLD = 200_000  # characters of a witness worth reading
MAX_WORK = 20_000_000  # ... times the lines sought in it


def drop_untold(kept: list[Block], told: str) -> list[Block]:
    """Without the lines that the witness, `told`, passes over.

    Lines before its first one stay, since a standfirst is seldom told, and so do headings, lists, tables and the like
    between paragraphs.
    """
    if not 0 < len(told) <= MAX_TOLD or len(told) * len(kept) > MAX_WORK:
        return kept
    told = fold(told)
    folds = [fold(block.text) for block in kept]
    heard = [_is_told(text, told) for text in folds]
    if True not in heard:
        return kept
    first, last = heard.index(True), len(heard) - 1 - heard[::-1].index(True)
    share = sum([len(text) for text, known in zip(folds, heard, strict=True) if known]) / sum(map(len, folds))
    if share >= TOLD_TAIL and told.rfind(folds[last]) + len(folds[last]) >= END * len(told):
        del kept[last + 1 :]
    if share < TOLD:
        return kept
    return [
        block
        for number, block in enumerate(kept)
        if heard[number] or number < first or len(folds[number]) >= UNTOLD or (block.tag in UNSPOKEN and number < last)
    ]


def _is_told(text: str, told: str) -> bool:
    return text in told or (len(text) > 2 * START and (text[:START] in told or text[-START:] in told))
