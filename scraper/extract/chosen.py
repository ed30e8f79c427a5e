"""What a profile's selectors find: they go before every witness of the generic method."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scraper.extract.page.document import Document, text_of
from scraper.extract.page.guard import tame
from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import fold
from scraper.profiles import Profile, Select


def complain_of_selector(css: str) -> str | None:
    """What is wrong with a CSS selector, or None. For `profiles.load`, which may not know selectolax."""
    try:
        LexborHTMLParser("<p>").css(css)
    except SelectolaxError as error:
        return str(error)
    return None


def count_matches(html: bytes, selectors: Sequence[str]) -> list[int]:
    """How many elements of a page, given as UTF-8 bytes, each selector matches."""
    tree = LexborHTMLParser(tame(html))
    return [len(tree.css(css)) for css in selectors]


def find_chosen(document: Document, profile: Profile | None, field: str) -> Found[tuple[str, ...]] | None:
    """The texts a profile's selectors give for a field: those of the first selector that gives any."""
    for select in profile.select.get(field, ()) if profile else ():
        if texts := tuple(_texts(document, select)):
            return Found(texts, f"profile:{select.css}")
    return None


def _texts(document: Document, select: Select) -> Iterator[str]:
    for node in document.tree.css(select.css)[:50]:
        text = _text(node, select.attr)
        if text and select.pattern is not None:
            match = select.pattern.search(text)
            text = fold(match[1] if match.re.groups else match[0]) if match else ""
        if text:
            yield text


def _text(node: LexborNode, attr: str | None) -> str:
    if attr is not None:
        return fold(node.attributes.get(attr))
    if node.tag == "meta":
        return fold(node.attributes.get("content"))
    return text_of(node)
