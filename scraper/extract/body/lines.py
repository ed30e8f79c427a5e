"""Lines that are not the article though they stand inside it: labels, calls to act, credits, links to other stories.

What a line is left out for is its form, never its place or the site; the words are in `labels` and `phrases`.
Only lines too short to tell much are asked.
"""

import re

from scraper.extract.body.calls import PUNCTUATION, is_latin_call
from scraper.extract.body.far_calls import is_far_call
from scraper.extract.body.labels import LABELS
from scraper.extract.body.phrases import (
    ADDRESS,
    BARE,
    BYLINE,
    COUNTED,
    CREDIT_TAIL,
    CREDITS,
    FIRST_WORDS,
    LISTED,
    OPENERS,
    STAMPS,
)

CALL = 300  # characters; no call is longer
STAMP, COUNT = 80, 40  # nor a line with nothing but a date, or a number of something
EDGES = " \t:›»>←→▶►•·|-–—…!.#[]()*+：【】「」『』〈〉《》"  # what stands around a label
LAST_LATIN = "\u0370"
FIRST_WORD = re.compile(r"[\s{0}]*([^\s{0}]+)".format(re.escape(PUNCTUATION)))


def is_byline(text: str) -> bool:
    """Whether a short line before the story says who wrote it, or when."""
    return len(text) < 70 and not text.endswith((".", "!", "?", "”", "»")) and bool(BYLINE.search(text))


def is_stamp(text: str) -> bool:
    """Whether a short line is a date, and perhaps whose: "22. November 2026, 19:00"."""
    ended = text.endswith(("。", "।", "؟", "！", "？", "”", '"', "」"))
    return len(text) < 60 and not ended and any(map(str.isdigit, text)) and is_byline(text)


def is_label(text: str) -> bool:
    """Whether the whole line is a label: "Advertisement", "Baca juga:"."""
    return len(text) < 60 and text.strip(EDGES).casefold() in LABELS


def is_call(text: str) -> bool:
    """Whether a line points elsewhere, calls for something or credits somebody, rather than tells the story."""
    if len(text) >= CALL:
        return False
    if "İ" in text:  # of which two letters would come
        text = text.replace("İ", "i")
    start = text.partition(" ")[0]
    worded = start.isalpha()  # as most lines begin: such a line is not bare, and this is its first word
    if (
        not text
        or (not worded and BARE.match(text))
        or is_label(text)
        or (len(text) < COUNT and COUNTED.match(text))
        or (len(text) < STAMP and text[-1] not in ".!?" and STAMPS.match(text))
    ):
        return True
    found = None if worded else FIRST_WORD.match(text)
    first = start.casefold() if worded else found[1].casefold() if found else ""
    if (first in FIRST_WORDS or first[:1] > LAST_LATIN) and (
        OPENERS.match(text) or CREDITS.match(text) or LISTED.match(text)
    ):
        return True
    if is_latin_call(text):
        return True
    if text.endswith(")") and CREDIT_TAIL.search(text):
        return True
    if not text.isascii() and is_far_call(text):
        return True
    return " " not in text and bool(ADDRESS.match(text))
