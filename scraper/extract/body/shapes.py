"""Lines that are not the article by the shape of what holds them: captions, lists of links, teasers, pull quotes,
labelled links.

No name and no word is asked, so that these rules hold on sites whose names say nothing ("css-1x7q") and in any
language: with the words of `noise` forgotten, as on a site of hashed names, they are worth record.f1 +1.2 instead of
+0.3. Every rule is arithmetic over the boxes and blocks of one walk, linear in their number.
"""

import re
from bisect import bisect_left
from itertools import accumulate

from scraper.extract.body.blocks import SENTENCE_END, Block, Page
from scraper.extract.body.noise import HEADINGS

CAPTION, CAPTION_BLOCKS = 300, 3  # what stands under a picture has no more characters, and no more lines
CAPTION_SHARE = 0.25  # of the region's prose under pictures: then it is the text, picture by picture
SENTENCE, PARAGRAPHS = 60, 2  # ... and not so many paragraphs of at least such a length
NO_FRAMES = HEADINGS | {"li", "td", "th", "tr", "tbody", "table", "ul", "ol", "dl", "blockquote", "p"}
CARDS = frozenset(("div", "li", "article", "section"))
CARD, HEADLINE = 500, 20  # characters of a teaser, at most; of the link in it, at least
CARD_SHARE = 0.8  # of the boxes side by side
TEASER_SHARE = 0.25  # of the region's words in single teasers, at most
TEASERS = 40  # lines under one heading
QUOTE_LEAST, QUOTE_LINES = 12, 2  # a pull quote: its least characters, and its lines with the speaker's name
PULL_QUOTES = 20  # quotations looked at
QUOTES = "\"'“”„«»‘’ .,…"  # what stands around a quotation
LABELLED, LINKED_LINE = 220, 0.4  # a label and a link: its most characters, its least share of link
LABEL = re.compile(r".{2,60}?\s*[:|»>–—?]\s*(?=\S)")
LABEL_END = re.compile(r"[:|»>–—?]")
ADDRESS = re.compile(r"\S+$")  # one word: an address or a name, not a headline


def mark_shapes(page: Page, region: int) -> set[int]:
    """The numbers of the region's blocks that are captions or stand in lists of links."""
    cards = mark_cards(page, region)
    tags = page.tags[region + 1 : bisect_left(page.first, page.last[region])]
    if "article" in tags:
        inner = [region + place for place, tag in enumerate(tags, 1) if tag == "article"]
        cards |= mark_single_teasers(page, region, inner)
    if "blockquote" in tags:
        quotes = [region + place for place, tag in enumerate(tags, 1) if tag == "blockquote"]
        cards |= mark_pull_quotes(page, region, quotes)
    return cards | mark_captions(page, region, cards) if page.pictures else cards


def mark_captions(page: Page, region: int, cards: set[int]) -> set[int]:
    """What stands after a picture in the smallest box that holds both, if it is short and all that the box holds.

    A box of items, a quotation or a paragraph is none of these, nor are two paragraphs in a column of their own.
    body.exact +2.4, record.f1 +0.1.
    """
    blocks = page.blocks
    first, last = page.first[region], page.last[region]
    pictures = [(holder, after) for holder, after in page.pictures if holder > region and first <= after < last]
    if not pictures:
        return set()
    holders = list(range(len(page.tags)))  # for every box, the smallest around it that holds a line
    for number in range(region + 1, max(pictures)[0] + 1):
        if page.first[number] == page.last[number] and page.tags[number] != "figure":
            holders[number] = holders[page.parents[number]]
    found: set[int] = set()
    for holder, after in pictures:
        number = holders[holder]
        if number > region and page.first[number] == after < last and page.last[number] - after <= CAPTION_BLOCKS:
            under = range(after, page.last[number])
            told = [line for line in under if blocks[line].tag == "p" and blocks[line].size >= SENTENCE]
            if (
                page.tags[number] not in NO_FRAMES
                and sum([blocks[line].size for line in under]) <= CAPTION
                and sum([blocks[line].text.endswith(SENTENCE_END) for line in told]) < PARAGRAPHS
            ):
                found.update([line for line in under if blocks[line].tag not in HEADINGS and line not in cards])
    if not found:
        return found
    prose = sum([max(0.0, blocks[line].worth) for line in range(first, last) if line not in cards])
    return found if sum([max(0.0, blocks[line].worth) for line in found]) <= CAPTION_SHARE * prose else set()


def mark_cards(page: Page, region: int) -> set[int]:
    """The blocks of teasers: boxes of one tag side by side, nearly all short and with a headline that is a link.

    segments.f1 +0.3 where names say nothing.
    """
    first, last = page.first[region], page.last[region]
    blocks = page.blocks[first:last]
    links = list(accumulate([block.linked > 0.8 and block.size >= HEADLINE for block in blocks], initial=0))
    if links[-1] < 2:
        return set()
    sizes = list(accumulate([block.size for block in blocks], initial=0))
    sides: dict[tuple[int, str], list[int]] = {}
    for number in range(region + 1, len(page.tags)):
        if page.first[number] >= last:
            break
        if page.last[number] > page.first[number] and page.tags[number] in CARDS:
            sides.setdefault((page.parents[number], page.tags[number]), []).append(number)
    found: set[int] = set()
    for numbers in sides.values():
        if len(numbers) < 2:
            continue
        cards = []
        for number in numbers:
            start, end = page.first[number] - first, page.last[number] - first
            if links[end] > links[start] and sizes[end] - sizes[start] < CARD:
                cards.append(number)
        if len(cards) >= 2 and len(cards) >= CARD_SHARE * len(numbers):
            for number in cards:
                found.update(range(page.first[number], page.last[number]))
    return found


def mark_single_teasers(page: Page, region: int, inner: list[int]) -> set[int]:
    """The blocks of an <article> inside the story, short and with a headline that is a link; and a heading over nothing
    else. record.f1 +0.02, record.paragraphs +0.1.
    """
    first, last = page.first[region], page.last[region]
    blocks = page.blocks[first:last]
    links = list(accumulate([block.linked > 0.8 and block.size >= HEADLINE for block in blocks], initial=0))
    sizes = list(accumulate([block.size for block in blocks], initial=0))
    found: set[int] = set()
    holders: set[int] = set()
    for number in inner:
        start, stop = page.first[number] - first, page.last[number] - first
        if links[stop] > links[start] and sizes[stop] - sizes[start] < CARD:
            found.update(range(page.first[number], page.last[number]))
            holders.add(page.parents[number])
    if sum([page.blocks[line].size for line in found]) > TEASER_SHARE * sizes[-1]:
        return set()  # they are the text, as a live blog's entries are
    for holder in holders - {region}:
        lines = range(page.first[holder], page.last[holder])[:TEASERS]
        if all(line in found or page.blocks[line].tag in HEADINGS for line in lines):
            found.update(lines)
    return found


def mark_pull_quotes(page: Page, region: int, quotes: list[int]) -> set[int]:
    """The blocks of a <blockquote> whose words stand in a longer paragraph of the story: set large, to be seen.
    record.paragraphs +0.1.
    """
    first, last = page.first[region], page.last[region]
    found: set[int] = set()
    for number in quotes[:PULL_QUOTES]:
        start, stop = page.first[number], page.last[number]
        if not start < stop <= start + QUOTE_LINES:
            continue
        text = page.blocks[start].text
        words = text.strip(QUOTES)
        if QUOTE_LEAST <= len(words) <= CAPTION and any(
            len(block.text) > len(text) and words in block.text for block in page.blocks[first:last]
        ):
            found.update(range(start, stop))
    return found


def is_labelled_link(block: Block) -> bool:
    """Whether a line is a label and nothing but a link after it: "Also: A goat on the roof". record.f1 +0.2."""
    text = block.text
    if block.linked <= LINKED_LINE or len(text) >= LABELLED or not LABEL_END.search(text):  # LABEL alone costs 20 us
        return False
    linked = block.linked * len(text)
    return any(
        abs(len(text) - label.end() - linked) <= 3 and not ADDRESS.match(text, label.end())
        for label in LABEL.finditer(text)
    )
