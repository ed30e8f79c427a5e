"""What the walk over a page does at each tag, under the numbers that the installed lexbor gives to tags."""

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.body.noise import TAGS

UNSEEN = """
    script style noscript template svg math iframe object embed canvas video audio map button select option textarea
    input label dialog head title progress meter optgroup datalist frameset rt rp
"""
BOXES = """
    html body div p main article section header footer nav aside form figure figcaption ul ol li dl dt dd table thead
    tbody tfoot tr caption blockquote pre address details summary fieldset center h1 h2 h3 h4 h5 h6 hgroup search
    legend menu
"""
# Inline, and without names worth reading.
PLAIN = "b i em strong small u sup sub cite q code kbd font wbr del ins s abbr mark tt big strike var samp"

# What the walk does at an element, as plain numbers, compared once each. FRAME is a box that is not walked; OTHER is
# inline or unknown: part of its line.
SKIP, FRAME, BREAK, RULE, PICTURE, PLAINLY, LINK, OTHER, CELL, BOX = range(10)


def _number_other() -> tuple[int, int]:
    """The numbers that the installed lexbor gives all texts and all comments for a tag."""
    paragraph = LexborHTMLParser("<p>text<!--comment-->").css("p")[0]
    _, text, comment = [node.tag_id for node in paragraph.traverse(include_text=True)]
    return text, comment


def _number_tags() -> list[tuple[int, str, int]]:
    """What to do at each tag, its name and what that says, under the number the installed lexbor gives it."""
    doings = (
        dict.fromkeys(UNSEEN.split(), SKIP) | dict.fromkeys(BOXES.split(), BOX) | dict.fromkeys(PLAIN.split(), PLAINLY)
    )
    doings |= {"img": PICTURE, "br": BREAK, "hr": RULE, "a": LINK, "td": CELL, "th": CELL, "span": OTHER}
    doings |= {"nav": FRAME, "footer": FRAME}
    maker = LexborHTMLParser("")
    numbered = {maker.create_node(name).tag_id: (doing, name, TAGS.get(name, 0)) for name, doing in doings.items()}
    numbered[COMMENT_TAG] = (SKIP, "", 0)
    return [numbered.get(number, UNKNOWN) for number in range(max(numbered) + 1)]


TEXT_TAG, COMMENT_TAG = _number_other()
UNKNOWN = (OTHER, "", 0)
DOINGS = _number_tags()
WHOLE_DOINGS = [(BOX if doing == FRAME else doing, name, said) for doing, name, said in DOINGS]
