"""Which box of a page holds the article, and which boxes inside it do not belong.

Every rule is arithmetic over the boxes and blocks of one walk, linear in their number. Figures are what the rule is
worth on the gold corpus, all else equal.
"""

import re
from itertools import accumulate

from scraper.extract.blocks import Box, Page
from scraper.extract.noise import ARTICLE_BODY, BODY, COMMENT, DOUBT, HEADINGS, NOISE

# How far prose in a box of such a name is believed to be the article, and prose of a doubtful box inside it.
NOISE_PRIOR, DOUBT_PRIOR, COMMENT_PRIOR, DOUBT_INSIDE = 0.25, 0.7, 0.1, 0.6
BEFORE, NEAR, NEAR_BLOCKS = 0.6, 1.6, 4  # for a box that ends before the headline; for one that starts with it
SCHEMA, NAMED, ARTICLE = 2.5, 1.5, 1.1  # what the name articleBody, a plain class name and <article> are worth
DOUBT_SHARE = 0.25  # of the region's prose in a doubtful box: then it belongs
DOUBT_PROSE = 150  # ... as it does with so much, in a <p> or right after the headline
LEAD_BLOCKS = 3
LEAVES = HEADINGS | {"p", "li", "blockquote", "ul", "ol", "pre", "table", "tr"}
HOLDS_TEXT = frozenset(("table", "blockquote", "pre", "ul", "ol"))
NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and figures alone, without case, for comparing lines."""
    return NOT_WORD.sub("", text.casefold())


def same_headline(text: str, headline: str) -> bool:
    """Whether a line is the (folded) headline, perhaps with a kicker before it."""
    if not headline or not len(headline) // 2 <= len(text) <= 2 * len(headline) + 20:
        return False
    mine = fold(text)
    return mine == headline or (len(headline) > 15 and headline in mine and len(mine) < 1.6 * len(headline))


def find_headline(page: Page, headline: str) -> int:
    """The number of the block that is the (folded) headline: a heading of these words, else the first <h1>, else -1."""
    best = -1
    for number, block in enumerate(page.blocks):
        heading = block.tag in HEADINGS
        if (heading or best < 0) and len(block.text) < 400 and same_headline(block.text, headline):
            if heading:
                return number
            best = number
        elif best < 0 and block.tag == "h1":
            best = number
    return best


def excuse_figures(page: Page) -> None:
    """A <figure> that holds a table, a list or a quotation rather than a picture belongs to the text."""
    boxes = page.boxes
    for box in boxes:
        if box.tag in HOLDS_TEXT:
            holder = boxes[box.parent]
            holder = boxes[holder.parent] if holder.tag == "div" else holder
            if holder.tag == "figure":
                holder.bits &= ~NOISE


def choose_region(page: Page, headline: int) -> int:
    """The number of the box that holds the article.

    First the frame: the box whose prose less its links is most (density), with prose under names of noise believed
    little (priors) and nearness to the headline in its favour (segments.f1 +0.2). Then, inside the frame, the box
    that is named as the article's body, if it holds nearly all the frame does; where schema.org's name is on
    several boxes, the one around them (names: body.f1 +0.7, body.exact +7, record.paragraphs +1.7).
    """
    boxes = page.boxes
    value, named = _sum_up(page)
    priors = _believe(boxes, headline)
    frame, most = 0, 0.0
    for number, box in enumerate(boxes):
        # Most boxes hold too little to be asked more.
        if value[number] * NEAR >= most and box.tag not in LEAVES:
            score = value[number] * priors[number] * _near(box, headline)
            if score >= most:
                frame, most = number, score
    best, most = frame, value[frame]
    for number in range(frame, len(boxes)):
        box = boxes[number]
        if box.first >= boxes[frame].last:
            break
        if box.tag not in LEAVES:
            score = value[number] * _name_worth(box)
            if named[number] > 0.5 * value[number]:
                score = max(score, named[number] * SCHEMA)
            score *= priors[number] / priors[frame]
            if score >= most:
                best, most = number, score
    return best


def _sum_up(page: Page) -> tuple[list[float], list[float]]:
    """The prose in each box, noise inside it left out; and how much of it stands in boxes named articleBody."""
    boxes = page.boxes
    value = [0.0] * len(boxes)
    for block in page.blocks:
        value[block.box] += block.worth
    named = [0.0] * len(boxes)
    for number in range(len(boxes) - 1, 0, -1):
        box, inside = boxes[number], value[number]
        bits, parent = box.bits, box.parent
        if bits & ARTICLE_BODY:
            named[number] = inside
        if bits & NOISE:
            value[parent] += min(inside, 0.0)
            continue
        share = DOUBT_INSIDE if bits & DOUBT else 1.0
        value[parent] += share * inside
        if named[number]:
            named[parent] += share * named[number]
    return value, named


def _believe(boxes: list[Box], headline: int) -> list[float]:
    """For every box, how far its prose is believed, by its name and its holders' names.

    A box that holds the headline is a frame around the article and not beside it, whatever its name.
    """
    priors = [1.0] * len(boxes)
    for number, box in enumerate(boxes):
        prior = priors[box.parent]
        bits = box.bits
        if bits & (COMMENT | NOISE | DOUBT) and number and not box.first <= headline < box.last:
            prior *= COMMENT_PRIOR if bits & COMMENT else NOISE_PRIOR if bits & NOISE else DOUBT_PRIOR
        priors[number] = prior
    return priors


def _near(box: Box, headline: int) -> float:
    if headline < 0:
        return 1.0
    return BEFORE if box.last <= headline else NEAR if box.first <= headline + NEAR_BLOCKS else 1.0


def _name_worth(box: Box) -> float:
    if box.bits & ARTICLE_BODY:
        return SCHEMA
    return NAMED if box.bits & BODY else ARTICLE if box.tag == "article" else 1.0


def mark_noise(page: Page, region: int, headline: int) -> list[bool]:
    """For every box, whether it lies in noise inside the region: named so, or doubtfully and with little prose in it.

    Names above the region do not count: it was chosen in spite of them. news.f1 +6.2, record.paragraphs +8.1,
    body.exact +17.
    """
    boxes = page.boxes
    noisy = [False] * len(boxes)
    first, last = boxes[region].first, boxes[region].last
    prose = list(accumulate([max(0.0, block.worth) for block in page.blocks[first:last]], initial=0.0))
    for number in range(region + 1, len(boxes)):
        box = boxes[number]
        if box.first >= last:
            break
        if noisy[box.parent] or box.bits & NOISE:
            noisy[number] = True
        elif box.bits & DOUBT and box.tag not in HEADINGS:
            inside = prose[box.last - first] - prose[box.first - first]
            leading = box.tag == "p" or 0 <= headline < box.first <= headline + LEAD_BLOCKS
            noisy[number] = inside < DOUBT_SHARE * prose[-1] and not (leading and inside > DOUBT_PROSE)
    return noisy
