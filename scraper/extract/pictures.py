"""The pictures of an article: the one that leads, and the others of its body, with caption and credit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.document import Document, has_elements, text_of
from scraper.extract.story import Story
from scraper.extract.witnesses import Element, Found, Witnesses
from scraper.extract.words import fold, plain
from scraper.model import Image
from scraper.profiles import Profile

_CREDIT_END = re.compile(
    r"\s*[(\[|–—.]?\s*(?:(?:photos?|photo(?:graph)?(?:ed)? by|picture|image|foto(?:s|graf)?|dok(?:umentasi)?|"
    r"bild(?:er)?|credit|crédit|quelle|sumber|source|"
    r"copyright|getty images via|by)\s*[:/]|©|\(c\))\s*(?P<credit>[^()\[\]]{2,100}?)\s*[)\]]?\.?\s*$",
    re.IGNORECASE,
)
_AGENCY_END = re.compile(
    r"\s*[(/|–—-]\s*(?P<credit>[^()/|]*\b(?:Reuters|AFP|AP|AP Photo|Getty(?: Images)?|dpa|Antara(?: Foto)?|EPA|"
    r"ANTARA FOTO|Bloomberg|Xinhua|Shutterstock|Kyodo|Imago|Istimewa)\b[^()|]*?)\s*\)?\s*$"
)
_CREDIT_CLASS = (
    "[class*=credit i],[class*=copyright i],[itemprop=copyrightHolder],[class*=source i],[class*=quelle i],cite,small"
)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-hi-res-src")
_BLANK = re.compile(r"^data:|blank\.gif|placeholder|spacer|1x1|/pixel|grey\.(?:gif|png)", re.IGNORECASE)
_SIZE = re.compile(r"[?&](?:w|h|width|height|q|quality|crop|fit|auto|format|resize|s)=[^&]*")
MAX_PICTURES = 40
MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on the page and the elements that hold it, by their mem_id, so that it is known later whose it was."""

    image: Image
    holders: frozenset[int]


def find_figures(document: Document, witnesses: Witnesses, profile: Profile | None) -> tuple[Figure, ...]:
    """Every <figure> with a picture of its own. Read before the body's reader cuts the tree down."""
    figures = []
    for element in witnesses.figures[:MAX_PICTURES]:
        image = _read_figure(document, element, profile)
        if image is not None:
            figures.append(Figure(image, frozenset(_holders(element.node))))
    return tuple(figures)


def find_lead(
    document: Document, story: Story, figures: tuple[Figure, ...], caption: str | None, profile: Profile | None
) -> Found[Image] | None:
    """The leading picture: og:image, else JSON-LD's, else the first figure; caption and credit from the figure that
    shows it.
    """
    claim = _claimed(document, story)
    if claim is None:
        return Found(figures[0].image, "figure") if figures else None
    address, how = claim
    shown = next((figure.image for figure in figures if same_picture(figure.image.url, address)), None)
    if caption is not None:
        words, credit = split_credit(caption, profile)
        return Found(Image(address, words, credit), how)
    if shown is None and figures and figures[0].image.caption and len(figures) == 1:
        shown = figures[0].image  # the same picture in another size under another name
    return Found(Image(address, shown.caption if shown else None, shown.credit if shown else None), how)


def split_credit(text: str, profile: Profile | None) -> tuple[str | None, str | None]:
    """A caption without its credit, and the credit: ("Harbour at dawn", "Reuters") of "Harbour at dawn (Photo:
    Reuters)".
    """
    if profile is not None and profile.caption_credit is not None:
        match = profile.caption_credit.search(text)
        return (match["caption"].strip(), match["credit"].strip()) if match else (text or None, None)
    for pattern in (_CREDIT_END, _AGENCY_END):
        if match := pattern.search(text[-200:]):
            start = match.start() + max(0, len(text) - 200)
            return text[:start].strip(" .|/-–—") or None, match["credit"].strip(" .")
    return text or None, None


def same_picture(one: str, other: str) -> bool:
    """Whether two addresses are one picture in different sizes: alike but for size, or in their last part."""
    one, other = _SIZE.sub("", one).rstrip("?&"), _SIZE.sub("", other).rstrip("?&")
    if one == other:
        return True
    name = one.partition("?")[0].rsplit("/", 1)[-1]
    return len(name) > 10 and name == other.partition("?")[0].rsplit("/", 1)[-1]


def _claimed(document: Document, story: Story) -> tuple[str, str] | None:
    for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        for content in document.meta.get(name, ()):
            if address := document.resolve(content):
                return address, name
    for value in story.values("image"):
        for entry in value if isinstance(value, list) else [value]:
            picture = story.follow(entry)
            claim = (picture.get("url") or picture.get("contentUrl")) if isinstance(picture, dict) else picture
            if isinstance(claim, str) and (address := document.resolve(plain(claim))):
                return address, "json-ld"
    return None


def _read_figure(document: Document, element: Element, profile: Profile | None) -> Image | None:
    image = element.node.css_first("img")
    address = _source(document, image) if image is not None else None
    if address is None:
        return None
    caption = element.node.css_first("figcaption")
    if caption is None:
        return Image(address)
    text = text_of(caption)
    marked = caption.css_first(_CREDIT_CLASS) if has_elements(caption) else None
    credit = text_of(marked) if marked is not None else ""
    if credit and text.endswith(credit):
        words = text[: -len(credit)].strip(" |/-–—(")
        return Image(
            address,
            words or None,
            re.sub(r"^(?:photo|foto|bild|credit|quelle|©|image)\s*[:©]?\s*", "", credit, flags=re.IGNORECASE) or None,
        )
    words_, credit_ = split_credit(text, profile)
    return Image(address, words_, credit_)


def _source(document: Document, image: LexborNode) -> str | None:
    attributes = image.attributes
    for name in _SOURCES:
        value = fold(attributes.get(name))
        if value and not _BLANK.search(value):
            return document.resolve(value)
    choices = fold(attributes.get("srcset") or attributes.get("data-srcset"))
    return document.resolve(choices.split()[0]) if choices else None


def _holders(node: LexborNode) -> Iterator[int]:
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None:
            return
        yield parent.mem_id
        parent = parent.parent
