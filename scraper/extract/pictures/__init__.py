"""The pictures of an article: the one that leads, and the others, in page order, with caption and credit.

A picture is the article's if it stands in the body's element, or between the headline and the body, where most
templates set the leading one. Not those in boxes named after something else (related, author, share), those that link
to another page (they are that page's teaser), and those too small to show anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.body.lines import is_call
from scraper.extract.page.document import TEXT_TAG, Document, Linked, number_tags, split_address
from scraper.extract.page.linked import types
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found, Witnesses
from scraper.extract.page.words import plain
from scraper.extract.pictures.captions import find_said, read_words
from scraper.extract.pictures.sources import Attributes, find_source, is_blank, is_small, marks, same_picture
from scraper.model import Image
from scraper.profiles import Profile

MAX_PICTURES = 40
MAX_IMAGES = 200  # <img> looked at
MAX_BETWEEN = 800  # nodes between headline and body
MAX_DEPTH = 60

_BESIDE = re.compile(
    r"relat(?:ed|ion)|recomm|recirc|teaser|promo|newsletter|author|avatar|profile|byline|share|sharing|social|sponsor|"
    r"advert|banner|outbrain|taboola|comment|sidebar|widget|logo|icon|terkait|baca-?juga|read-?(?:more|also|next)|"
    r"more-?(?:stories|news|from)|most-?read|trending|popular|navigation|navbar|breadcrumb|footer|masthead|paywall|"
    r"subscri|donat|onward|next-?article|similar|verwandt|empfehl|weitere"
)
_TAGS_BESIDE = frozenset(("nav", "footer", "aside", "form", "button"))
# Tags by number in the walk between headline and body; the numbers of tags that no standard knows are far higher.
_BESIDE_NUMBERS, (_PICTURE,), _KNOWN = number_tags(_TAGS_BESIDE), number_tags(("img",)), 1_000
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|[?#!])|/(?:image|attachment|photo|foto|galer)")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where pictures are looked for."""

    document: Document
    story: Story
    profile: Profile | None
    said: tuple[Linked, ...]  # JSON-LD's ImageObjects


def set_scene(document: Document, story: Story, profile: Profile | None) -> Scene:
    return Scene(document, story, profile, tuple(_said_pictures(document)))


@dataclass(frozen=True, slots=True)
class Removed:
    """A picture in a box that the profile takes out of the text, and the elements that held it, by their mem_id."""

    image: Image
    holders: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The article's pictures in page order, each once, and how many of them stand before the body's text."""

    images: tuple[Image, ...] = ()
    before: int = 0


def read_removed(scene: Scene) -> tuple[Removed, ...]:
    """The pictures in the boxes that the profile is about to take out: they leave no text there, and yet are shown."""
    removed = []
    for selector in scene.profile.remove if scene.profile else ():
        for node in scene.document.tree.css(f":is({selector}) img, img:is({selector})")[:MAX_IMAGES]:
            attributes = node.attributes
            address = find_source(scene.document, node, attributes)
            if address is not None and not is_small(attributes) and not _is_beside(scene.document, node, None):
                removed.append(Removed(_read(scene, node, attributes, address), frozenset(_holders(node))))
    return tuple(removed)


def find_pictures(
    scene: Scene, headline: LexborNode | None, region: LexborNode | None, removed: tuple[Removed, ...] = ()
) -> Pictures:
    """The pictures between headline and body, then those in the body's element."""
    if region is None:
        return Pictures()
    kept: list[Image] = []
    seen: set[str] = set()
    for figure in removed:
        if region.mem_id in figure.holders and seen.isdisjoint(own := marks(figure.image.url)):
            seen.update(own)
            kept.append(figure.image)
    before = 0
    outside = _between(headline, region)
    for nodes in (outside, region.css("img,amp-img")[:MAX_IMAGES]):
        for node in nodes:
            if len(kept) >= MAX_PICTURES:
                break
            attributes = node.attributes
            if is_small(attributes) or _is_beside(scene.document, node, region):
                continue
            address = find_source(scene.document, node, attributes)
            if address is None or not seen.isdisjoint(own := marks(address)):
                continue
            seen.update(own)
            kept.append(_read(scene, node, attributes, address))
        before = len(kept) if nodes is outside else before
    return Pictures(tuple(kept), before)


def find_lead(
    scene: Scene, witnesses: Witnesses, pictures: Pictures, removed: tuple[Removed, ...] = ()
) -> Found[Image] | None:
    """The leading picture: og:image, else JSON-LD's, else the first shown; with the words of the one that shows it.

    Where none has its name, the one before the body's text is taken for it: sites share a crop under another name.
    """
    claim = _claimed(scene.document, scene.story)
    shown = pictures.images
    if claim is None:
        return Found(shown[0], "figure") if shown else None
    address, how = claim
    choices = (*shown, *(figure.image for figure in removed))
    words = next((image for image in choices if same_picture(image.url, address)), None)
    words = words or _find_figure(scene, witnesses, address)
    if words is None and pictures.before:
        words = shown[0]
    caption, credit = (words.caption, words.credit) if words else (None, None)
    if caption is None and credit is None:
        caption, credit = find_said(scene.story, address, scene.said)
    return Found(Image(address, caption, credit), how)


def find_others(pictures: Pictures, lead: Image | None) -> Found[tuple[Image, ...]] | None:
    """The pictures but the leading one: the one of its name, or the first before the body where none has it."""
    rest = tuple(image for image in pictures.images if lead is None or not same_picture(image.url, lead.url))
    if lead is not None and len(rest) == len(pictures.images) and pictures.before and rest[0].caption == lead.caption:
        rest = rest[1:]
    return Found(rest, "body") if rest else None


def _claimed(document: Document, story: Story) -> tuple[str, str] | None:
    for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        for content in document.meta.get(name, ()):
            if (address := document.resolve(content)) and not is_blank(address):
                return address, name
    for value in story.values("image"):
        for entry in value if isinstance(value, list) else [value]:
            picture = story.follow(entry)
            claim = (picture.get("url") or picture.get("contentUrl")) if isinstance(picture, dict) else picture
            if isinstance(claim, str) and (address := document.resolve(plain(claim))):
                return address, "json-ld"
    return None


def _said_pictures(document: Document) -> list[Linked]:
    """The ImageObjects of JSON-LD, at the top and in `image`."""
    found: list[Linked] = []
    for item in document.linked[:50]:
        value = item.get("image")
        entries = (item, *(value if isinstance(value, list) else [value]))
        found += [one for one in entries if isinstance(one, dict) and "ImageObject" in types(one)]
    return found


def _find_figure(scene: Scene, witnesses: Witnesses, address: str) -> Image | None:
    """The figure anywhere on the page that shows this picture: many templates set it above the headline."""
    own = set(marks(address))
    for element in witnesses.figures[:MAX_PICTURES]:
        node = element.node.css_first("img,amp-img")
        if node is None:
            continue
        attributes = node.attributes
        source = find_source(scene.document, node, attributes)
        if source is not None and not own.isdisjoint(marks(source)):
            return _read(scene, node, attributes, source)
    return None


def _between(headline: LexborNode | None, region: LexborNode) -> list[LexborNode]:
    """The <img> that follow the headline in the page's order, up to the region; none where that does not follow."""
    if headline is None or _holds(region, headline):  # the walk would meet no region and look at all it may
        return []
    found: list[LexborNode] = []
    node, end = headline, region.mem_id
    inside = False
    for _ in range(MAX_BETWEEN):
        following = node.first_child if inside else None
        while following is None:
            following = node.next
            if following is None:
                parent = node.parent
                if parent is None:
                    return []
                node = parent
        node = following
        number = node.tag_id
        if number == TEXT_TAG:
            inside = False
            continue
        if node.mem_id == end:
            return found
        if number == _PICTURE or (number > _KNOWN and node.tag == "amp-img"):
            found.append(node)
        inside = number not in _BESIDE_NUMBERS
    return []


def _holds(region: LexborNode, node: LexborNode) -> bool:
    end, parent = region.mem_id, node.parent
    while parent is not None and parent.mem_id != end:
        parent = parent.parent
    return parent is not None


def _is_beside(document: Document, node: LexborNode, region: LexborNode | None) -> bool:
    """Whether a picture stands in a box named after something else, or links to another page."""
    end = region.mem_id if region is not None else 0
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None or parent.mem_id == end or (tag := parent.tag) in ("body", "main"):
            return False
        if tag in _TAGS_BESIDE:
            return True
        attributes = parent.attributes
        if (names := attributes.get("class")) and _names_other(names):
            return True
        if tag == "a" and _leads_away(document, attributes.get("href") or ""):
            return True
        parent = parent.parent
    return False


@lru_cache(maxsize=20_000)
def _names_other(names: str) -> bool:
    return _BESIDE.search(names.lower()) is not None


def _leads_away(document: Document, href: str) -> bool:
    """Whether a link leads to a page other than this one and than the picture itself."""
    if not href or "[" in href or href.startswith(("#", "javascript:", "data:")) or _IMAGE_FILE.search(href.lower()):
        return False
    address = document.resolve(href)
    return address is not None and split_address(address)[0] != split_address(document.url)[0]


def _read(scene: Scene, node: LexborNode, attributes: Attributes, address: str) -> Image:
    caption, credit = read_words(node, attributes, scene.profile)
    if caption is not None and credit is None and is_call(caption):  # "Related: ...", "Image zoom"
        caption = None
    if caption is None and credit is None:
        caption, credit = find_said(scene.story, address, scene.said)
    return Image(address, caption, credit)


def _holders(node: LexborNode) -> Iterator[int]:
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None:
            return
        yield parent.mem_id
        parent = parent.parent
