"""The text of an article out of a page nobody described to us.

A page is a tree of boxes, and most of its words are not the story: menus, teasers, sign-up boxes, captions,
comments. What sets the story apart on nearly every site are four things: it is prose rather than links, its box is
named after it, it follows the headline, and what does not belong inside it is named too or uses the same few
phrases everywhere. The method asks them one after the other; no rule knows a site. In brackets is what a rule is
worth on the gold corpus, all else equal.

1. *Lines* (`blocks`). One walk over the tree gives the lines a reader sees, each with its length, its share of
   linked characters and the box it stands in. Inline markup joins; `<br><br>` splits, and so does one `<br>` after
   a full sentence [record.paragraphs +1.6]. Characters count, not words, and an ideograph counts twice, so no
   script is favoured.
2. *Names* (`noise`). Tag, class, id and role of each box say, word by word and in many languages, whether it is beside
   the article (related, share, newsletter), doubtful (meta, author, gallery), or its body (article-body,
   entry-content, schema.org's articleBody) [body.f1 +3.6, record.paragraphs +8.9].
3. *Region* (`region`). The frame is the box with the most prose, links counting against it and names only by
   degrees, since whole pages are called "sidebar-right"; then the named body inside the frame [record.paragraphs
   +1.1]. Noise counts below the region alone: what is named above it was overruled [news.f1 +4.4].
4. *Start*. What stands in the region before the headline is not the story [body.f1 +0.4]; lead paragraphs between the
   headline and the region are [segments.f1 +1.0]. A standfirst of one line, or one that is a heading, is
   the summary's, and stays out [body.exact +1.2].
5. *Shapes* (`shapes`). Captions, teasers, pull quotes, and a label with nothing but a link after it go by their
   shape, whatever they are called [record.f1 +0.3]; where names say nothing, as in pages of hashed classes, these
   rules are worth more [record.f1 +1.2, news.f1 +1.3].
6. *Lines beside the story* (`lines`). Lines that are nearly all link go [news.f1 +3.5], and so do labels,
   read-more lines, calls to subscribe or follow, credits and rights, in some forty languages [news.f1 +2.0,
   record.paragraphs +1.6], and the title again.
7. *Edges*. Before the first and after the last full sentence, short lines go that are not marked up as the
   sentences are: place, date, byline, signature, and headings that head nothing any more [record.paragraphs +1.0].
8. *Witness* (`witness`). Where JSON-LD's articleBody tells nearly all of this, lines that it passes over go, and
   what follows its end [record.f1 +0.1].
9. *Elsewhere* (`scripts`). Where all this finds little, JSON-LD's articleBody is taken, or the HTML in a
   script that speaks of the title [record.f1 +0.8]; where it finds next to nothing, as in slide shows and pages of
   videos, the page is read again without believing its names [segments.f1 +0.1].

How much of this holds on sites never seen was measured on the gold pages too: with every phrase left out that helps on
one site alone, body.f1 sank by 0.2 and news.f1 by 1.9 before the lists were widened beyond the corpus.

Kept on purpose: sub-headings, lists, quotations, tables a line a row, the dateline, embedded posts. Words are never
edited. A profile may say which element is the body, what to remove and which lines to drop; the same rules then run
inside it.

Cost is linear in the page: 1 ms (median) where lexbor needs 0.4 to parse it. Nothing recurses, and the walk stops at a
million steps.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.body.blocks import SENTENCE_END, Block, Page, walk
from scraper.extract.body.lines import is_byline, is_call, is_stamp
from scraper.extract.body.noise import ARTICLE_BODY, BODY, HEADINGS, NOISE
from scraper.extract.body.region import (
    choose_region,
    excuse_figures,
    find_headline,
    fold,
    forget_names,
    mark_noise,
    same_headline,
)
from scraper.extract.body.scripts import read_article_body, read_script_body
from scraper.extract.body.shapes import is_labelled_link, mark_shapes
from scraper.extract.body.witness import drop_untold
from scraper.extract.page.document import Document

# Lengths in characters.
SHORT, MORE = 700, 200  # a shorter body may not be all, if another reading has twice as much and some more
LITTLE = 150  # one shorter than this is none: the names that left no more are not believed
LINKED_LINE = 300  # a longer line is prose even if it is a link
LEAD, LEADS, LEAD_WITHIN = 150, 3, 25  # lead paragraphs: their least length and most number, and within how many lines
SENTENCE, LINE = 40, 80  # a line this long is prose if it ends a sentence; one this long is in any case
SIGNATURE, STANDFIRST = 15, 120
EARLY = 6  # lines, within them the standfirst may stand apart from the story
# Initials or names in brackets that sign a story: "(adw/kld)", "(Kurir.example/Ada Wren)".
SIGNED = re.compile(r"[(\[](?:\*+|[\w.-]{1,4}|[\w. -]{1,30}(?:/[\w. -]{1,30})+)[)\]]$")
LISTS = frozenset(("li", "tr", "td"))
NO_STAMPS = HEADINGS | LISTS


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, paragraph by paragraph, white space folded."""

    paragraphs: tuple[str, ...]
    how: str  # articleBody, class name, article tag, density; json-ld articleBody, script; profile SELECTOR; empty
    region: LexborNode | None  # the element that held it


@dataclass(frozen=True, slots=True)
class BodyRules:
    """What a profile knows of a site's body."""

    body: str | None = None  # selector of the element that is the body
    remove: tuple[str, ...] = ()  # selectors of what to leave out
    drop_lines: tuple[re.Pattern[str], ...] = ()  # paragraphs to leave out


def find_body(document: Document, title: str | None, summary: str | None, rules: BodyRules) -> Body:
    """The paragraphs of the article; none where the page holds no text.

    The tree loses what `rules` remove. Never raises.
    """
    root = document.tree.body or document.tree.root
    if root is None:
        return Body((), "empty", None)
    for selector in rules.remove:
        for node in root.css(selector):
            node.replace_with("")  # taken out, not destroyed: its pictures are still read
    body = (rules.body and _read_chosen(root, title, rules.body)) or _read_page(document, root, title, summary)
    if not rules.drop_lines:
        return body
    kept = [text for text in body.paragraphs if not any(pattern.search(text) for pattern in rules.drop_lines)]
    return Body(tuple(kept), body.how, body.region)


def _read_chosen(root: LexborNode, title: str | None, selector: str) -> Body | None:
    """The text of the elements a profile points at; None where the page has none of them, or no text in them."""
    nodes = root.css(selector)
    folded = fold(title or "")
    kept = [block.text for node in nodes for block in clean(walk(node, whole=True), 0, -1, folded)]
    return Body(tuple(kept), f"profile {selector}", nodes[0]) if kept else None


def _read_page(document: Document, root: LexborNode, title: str | None, summary: str | None) -> Body:
    """The text by structure; where there is little of it, another reading that finds much more."""
    linked = read_article_body(document.linked)
    body = read_body(walk(root), title, "".join(linked), summary)
    length = sum(map(len, body.paragraphs))
    if length >= SHORT:
        return body
    # An unclosed <footer> may have swallowed the article, or no element may hold it.
    others = [read_body(walk(root, whole=True), title)]
    others.append(Body(linked, "json-ld articleBody", body.region))
    state = read_script_body(document.tree.root or root, title or summary or "")
    if state is not None:
        others.append(Body(read_body(walk(state), title).paragraphs, "script", body.region))
    if length < LITTLE:
        others.append(read_body(forget_names(walk(root)), title))
    return next((other for other in others if sum(map(len, other.paragraphs)) > 2 * length + MORE), body)


def read_body(page: Page, title: str | None, told: str = "", summary: str | None = None) -> Body:
    """The article's paragraphs out of a page's blocks."""
    folded = fold(title or "")
    headline = find_headline(page, folded)
    excuse_figures(page)
    number = choose_region(page, headline)
    kept = find_lead(page, number, headline) + drop_untold(clean(page, number, headline, folded), told)
    if (
        summary
        and kept
        and kept[0].tag in HEADINGS
        and kept[0].size < STANDFIRST
        and fold(kept[0].text) == fold(summary)
    ):
        del kept[0]  # the standfirst, marked up as a heading
    return Body(tuple([block.text for block in kept]), _describe(page, number), page.nodes[number])


def _describe(page: Page, region: int) -> str:
    bits = page.bits[region]
    if bits & ARTICLE_BODY:
        return "articleBody"
    return "class name" if bits & BODY else "article tag" if page.tags[region] == "article" else "density"


def find_lead(page: Page, region: int, headline: int) -> list[Block]:
    """Lead paragraphs between the headline and the region."""
    start = page.first[region]
    if not 0 <= headline < start <= headline + LEAD_WITHIN:
        return []
    kept = []
    for block in page.blocks[headline + 1 : start]:
        if block.size >= LEAD and block.linked <= 0.3 and not is_call(block.text):
            box = block.box
            noisy = False
            while not page.first[box] <= headline < page.last[box]:
                noisy = noisy or bool(page.bits[box] & NOISE)
                box = page.parents[box]
            if not noisy:
                kept.append(block)
    return kept[:LEADS]


def clean(page: Page, region: int, headline: int, title: str) -> list[Block]:
    """The blocks of box `region` that tell the story. `title` is folded."""
    noisy = mark_noise(page, region, headline)
    start = find_start(page, region, headline)
    shaped = mark_shapes(page, region)
    _demote_headings(page, start, page.last[region])
    return trim(
        [
            block
            for at, block in enumerate(page.blocks[start : page.last[region]], start)
            if not noisy[block.box] and at not in shaped and not is_beside(block, title)
        ]
    )


def _demote_headings(page: Page, start: int, end: int) -> None:
    """An <h1> beside the story's paragraphs, and after one of them, is a sub-heading, whatever its rank."""
    told: set[int] = set()
    ranks = [block.tag for block in page.blocks[start:end]]
    for block in page.blocks[start:end] if "h1" in ranks else ():
        if block.tag == "p" and block.size >= LINE:
            told.add(page.parents[block.box])
        elif block.tag == "h1" and page.parents[block.box] in told:
            block.tag = "h2"


def find_start(page: Page, region: int, headline: int) -> int:
    """The number of the story's first block: after the headline, unless most of the prose stands before it."""
    first, last = page.first[region], page.last[region]
    if not first <= headline < last:
        return first
    before = sum([max(0.0, block.worth) for block in page.blocks[first:headline]])
    after = sum([max(0.0, block.worth) for block in page.blocks[headline + 1 : last]])
    return headline + 1 if after > before else first


def is_beside(block: Block, title: str) -> bool:
    """Whether a line is a link to elsewhere, a call, a credit, or the (folded) title again."""
    if block.tag in HEADINGS:
        if block.tag == "h1" or block.linked > 0.9:
            return True
    elif block.linked > 0.8 and len(block.text) < LINKED_LINE:
        return True
    return is_call(block.text) or is_labelled_link(block) or same_headline(block.text, title)


def is_prose(block: Block) -> bool:
    """Whether a line tells something, by its length and its end."""
    if block.tag in HEADINGS:
        return False
    return block.size >= LINE or (block.size >= SENTENCE and block.text.endswith(SENTENCE_END))


def trim(kept: list[Block]) -> list[Block]:
    """Without the short lines before the first sentence (place, date, byline) and after the last (signature, headings).

    Only those go that are not marked up as the sentences are: names in <p> after the last sentence are a list.
    """
    said = [number for number, block in enumerate(kept) if is_prose(block)]
    if not said:
        return kept
    first, last = said[0], said[-1]
    usual = {kept[number].tag for number in said} | HEADINGS | LISTS
    before = [b for b in kept[:first] if b.size >= LINE or (b.tag in usual and not is_byline(b.text))]
    after = [b for b in kept[last + 1 :] if b.size >= LINE or b.tag in usual]
    while after and after[-1].tag in HEADINGS:
        after.pop()
    if len(after) == 1 and after[0].tag == "p" and after[0].size <= SIGNATURE:
        after = [b for b in after if b.text.endswith(SENTENCE_END)]
    elif after and SIGNED.match(after[-1].text):
        after.pop()
    # The byline may stand between the standfirst and the story.
    early = min(first + EARLY, last + 1)
    near = [b for b in kept[first:early] if b.tag in NO_STAMPS or b.size >= LINE or not is_stamp(b.text)]
    return before + near + kept[early : last + 1] + after
