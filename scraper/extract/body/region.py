"""Which box of a page holds the article, and which boxes inside it do not belong.

Every rule is arithmetic over the boxes and blocks of one walk, linear in their number. Figures are what the rule is
worth on the gold corpus, all else equal.
"""

from bisect import bisect_left
from itertools import accumulate

from scraper.extract.body.blocks import Page
from scraper.extract.body.noise import ARTICLE_BODY, BODY, COMMENT, DOUBT, HEADINGS, NOISE, TAGS
from scraper.extract.page.words import key

# How far prose in a box of such a name is believed to be the article, and prose of a doubtful box inside it.
NOISE_PRIOR, DOUBT_PRIOR, COMMENT_PRIOR, DOUBT_INSIDE = 0.25, 0.7, 0.1, 0.6
BEFORE, NEAR, NEAR_BLOCKS = 0.6, 1.6, 4  # for a box that ends before the headline; for one that starts with it
CAPTIONED = frozenset(("figure", "figcaption"))
SCHEMA, NAMED, ARTICLE = 2.5, 1.5, 1.1  # what the name articleBody, a plain class name and <article> are worth
OUTSIDE = 1.35  # times the prose in its <article> a frame may hold, and the rest is beside the story
DOUBT_SHARE = 0.25  # of the region's prose in a doubtful box: then it belongs
DOUBT_PROSE = 150  # ... as it does with so much, in a <p> or right after the headline
LEAD_BLOCKS = 3
UNSURE = COMMENT | NOISE | DOUBT
LEAVES = HEADINGS | {"p", "li", "blockquote", "ul", "ol", "pre", "table", "tr"}
HOLDS_TEXT = frozenset(("table", "blockquote", "pre", "ul", "ol"))


def fold(text: str) -> str:
    """Letters and figures alone, without case, for comparing lines."""
    return key(text)


def same_headline(text: str, headline: str) -> bool:
    """Whether a line is the (folded) headline, perhaps with a kicker before it."""
    if not headline or not len(headline) // 2 <= len(text) <= 2 * len(headline) + 20:
        return False
    mine = fold(text)
    return mine == headline or (len(headline) > 15 and headline in mine and len(mine) < 1.6 * len(headline))


def find_headline(page: Page, headline: str) -> int:
    """The number of the block that is the (folded) headline: a heading of these words, else the first <h1>, else -1."""
    best = -1
    shortest = len(headline) // 2
    for number, block in enumerate(page.blocks):
        heading = block.tag in HEADINGS
        if (heading or best < 0) and shortest <= len(block.text) < 400 and same_headline(block.text, headline):
            if heading:
                return number
            best = number
        elif best < 0 and block.tag == "h1":
            best = number
    return best


def excuse_figures(page: Page) -> None:
    """A <figure> that holds a table, a list or a quotation rather than a picture belongs to the text."""
    if "figure" not in page.tags:
        return
    for number, tag in enumerate(page.tags):
        if tag in HOLDS_TEXT:
            holder = page.parents[number]
            holder = page.parents[holder] if page.tags[holder] == "div" else holder
            if page.tags[holder] == "figure":
                page.bits[holder] &= ~NOISE


def forget_names(page: Page) -> Page:
    """The page with no box named as noise but comments, and what its tag says: a gallery's captions are its text."""
    for number, (bits, tag) in enumerate(zip(page.bits, page.tags, strict=True)):
        if not bits & COMMENT:
            page.bits[number] = bits & ~(NOISE | DOUBT) | TAGS.get(tag, 0)
    return page


def choose_region(page: Page, headline: int) -> int:
    """The number of the box that holds the article.

    First the frame: the box whose prose less its links is most (density), with prose under names of noise believed
    little (priors) and nearness to the headline in its favour (segments.f1 +0.1). Then, inside the frame, the box
    that is named as the article's body, if it holds nearly all the frame does; where schema.org's name is on
    several boxes, the one around them (names: body.f1 +0.2, body.exact +7, record.paragraphs +1.1).
    """
    tags = page.tags
    value, named = _sum_up(page)
    priors = _believe(page, headline)
    frame, most = 0, 0.0
    for number, prose in enumerate(value):
        # Most boxes hold too little to be asked more.
        if prose * NEAR >= most and tags[number] not in LEAVES:
            score = prose * priors[number] * _near(page, number, headline)
            if score >= most:
                frame, most = number, score
    frame = _narrow(page, value, frame, headline)
    best, most = frame, value[frame]
    end = bisect_left(page.first, page.last[frame])
    for number in range(frame, end):
        inside, told = value[number], named[number]
        if (told or inside * SCHEMA >= most or most <= 0) and tags[number] not in LEAVES:
            score = inside * _name_worth(page, number)
            if told > 0.5 * inside:
                score = max(score, told * SCHEMA)
            score *= priors[number] / priors[frame]
            if score >= most:
                best, most = number, score
    return best


def _narrow(page: Page, value: list[float], frame: int, headline: int) -> int:
    """The <article> in the frame that holds the headline and most of the prose, else the frame: after a short story
    there may be as much again on the writer and on other stories.
    """
    tags = page.tags[frame : bisect_left(page.first, page.last[frame])]
    if tags and tags[0] != "article" and "article" in tags:
        for number in [frame + place for place, tag in enumerate(tags) if tag == "article"]:
            if page.first[number] <= headline < page.last[number]:
                sure = not page.bits[number] & UNSURE and value[number] * OUTSIDE >= value[frame]
                return number if sure else frame
    return frame


def _sum_up(page: Page) -> tuple[list[float], list[float]]:
    """The prose in each box, noise inside it left out; and how much of it stands in boxes named articleBody."""
    value = [0.0] * len(page.tags)
    for block in page.blocks:
        value[block.box] += block.worth
    named = [0.0] * len(value)
    told = False
    said, parents = page.bits, page.parents
    for number in range(len(value) - 1, 0, -1):
        inside, bits = value[number], said[number]
        if not bits:  # as most names say nothing
            if inside:
                value[parents[number]] += inside
            if told:
                named[parents[number]] += named[number]
            continue
        parent = parents[number]
        if bits & ARTICLE_BODY:
            named[number], told = inside, True
        if bits & NOISE:
            # Links told against what holds them; a hundred captions say nothing against the text around them.
            if inside < 0 and page.tags[number] not in CAPTIONED:
                value[parent] += inside
            continue
        share = DOUBT_INSIDE if bits & DOUBT else 1.0
        value[parent] += share * inside
        if named[number]:
            named[parent] += share * named[number]
    return value, named


def _believe(page: Page, headline: int) -> list[float]:
    """For every box, how far its prose is believed, by its name and its holders' names.

    A box that holds the headline is a frame around the article and not beside it, whatever its name.
    """
    priors = [1.0]
    for parent, bits in zip(page.parents[1:], page.bits[1:], strict=True):
        prior = priors[parent]
        if bits & UNSURE:
            number = len(priors)
            if not page.first[number] <= headline < page.last[number]:
                prior *= COMMENT_PRIOR if bits & COMMENT else NOISE_PRIOR if bits & NOISE else DOUBT_PRIOR
        priors.append(prior)
    return priors


def _near(page: Page, number: int, headline: int) -> float:
    if headline < 0:
        return 1.0
    if page.last[number] <= headline:
        return BEFORE
    return NEAR if page.first[number] <= headline + NEAR_BLOCKS else 1.0


def _name_worth(page: Page, number: int) -> float:
    bits = page.bits[number]
    if bits & ARTICLE_BODY:
        return SCHEMA
    return NAMED if bits & BODY else ARTICLE if page.tags[number] == "article" else 1.0


def mark_noise(page: Page, region: int, headline: int) -> list[bool]:
    """For every box, whether it lies in noise inside the region: named so, or doubtfully and with little prose in it.

    Names above the region do not count: it was chosen in spite of them. news.f1 +4.4, record.paragraphs +4.4,
    body.exact +14.
    """
    noisy = [False] * len(page.tags)
    first, last = page.first[region], page.last[region]
    prose = list(accumulate([max(0.0, block.worth) for block in page.blocks[first:last]], initial=0.0))
    for number in range(region + 1, bisect_left(page.first, last, region)):
        bits = page.bits[number]
        if noisy[page.parents[number]] or bits & NOISE:
            noisy[number] = True
        elif bits & DOUBT and page.tags[number] not in HEADINGS:
            start = page.first[number]
            inside = prose[page.last[number] - first] - prose[start - first]
            leading = page.tags[number] == "p" or 0 <= headline < start <= headline + LEAD_BLOCKS
            noisy[number] = inside < DOUBT_SHARE * prose[-1] and not (leading and inside > DOUBT_PROSE)
    return noisy
