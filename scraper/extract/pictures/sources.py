"""Where a picture's file is: the largest form an <img> names, and whether two addresses are one picture."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.page.document import Document
from scraper.extract.page.words import fold

SMALL, THIN = 120, 50  # pixels: both sides under the one, or either under the other
MAX_SIDE = 20  # figures of a width or height
MAX_CHOICES = 5_000  # characters of a srcset
MAX_ADDRESS = 5_000  # ... and of an address; a picture written out in one is longer, and no file

Attributes = Mapping[str, str | None]

_LAZY = ("data-srcset", "data-lazy-srcset", "srcset")
_SOURCES = (
    *("data-original", "data-hi-res-src", "data-full-url", "data-large-file", "data-lazy-src", "data-src"),
    *("data-url", "data-image", "data-lazy", "data-img-url", "src"),
)
_DESCRIPTOR = re.compile(r"\d{1,5}(?:\.\d{1,3})?[wx]")
# Sought in lower-cased addresses: a pattern that must look at both cases takes six times as long.
_BLANK = re.compile(
    r"^data:|^about:|^blob:|blank\.(?:gif|png|jpe?g)|placeholder|/?spacer|1x1|/pixel|grey\.(?:gif|png)|transparent\.|"
    r"lazy[-_]?load|loading\.(?:gif|svg)|/loader\.",
)
_NOT_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logos?|icons?|social|ratings?|stars?|[a-z]*loader|favicons?|avatars?|sprites?|emojis?|smil(?:ey|ies)|badges?|[a-z]*buttons?|bullets?|arrows?|"
    r"gravatar|tracking|beacon|counter|captcha|qr-?code|app-?store|google-?play)(?=[/_.\d-]|$)|\.svg$|/svg/|\.ico$|/emoji/|"
    r"doubleclick\.net|scorecardresearch|google-analytics|/pixel[./?]|gravatar\.com|vg\d{2}\.met\.vgwort|"
    r"feedburner|facebook\.com/tr|adservice|/adserver",
)
# A look for these costs a fifth of the patterns; every alternative of them holds one.
_BLANK_STEMS = (
    *("data:", "about:", "blob:", "blank.", "placeholder", "spacer", "1x1", "/pixel", "grey.", "transparent."),
    *("lazy", "loading.", "/loader."),
)
_NO_PICTURE_STEMS = (
    *("logo", "icon", "social", "rating", "star", "loader", "avatar", "sprite", "emoji", "smil", "badge", "button"),
    *("bullet", "arrow", "tracking", "beacon", "counter", "captcha", "qr", "app", "play", ".svg", "/svg/", ".ico"),
    *("doubleclick", "scorecard", "google-analytics", "pixel", "vgwort", "feedburner", "facebook", "adserv"),
)
_SIZE = re.compile(r"[?&](?:w|h|width|height|q|quality|crop|fit|auto|format|resize|s)=[^&]*")
_SIZE_NAME = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|e\d{10,}|large|medium|small|thumb(?:nail)?)(?=[-_.]|$)")


@lru_cache(maxsize=1_024)
def marks(address: str) -> tuple[str, ...]:
    """What a picture is known by in all its sizes: its address but for size, and its file's name if that is long."""
    address = _SIZE.sub("", address).rstrip("?&")
    name = _SIZE_NAME.sub("", address.partition("?")[0].rsplit("/", 1)[-1])
    return (address, name) if len(name) > 10 else (address,)


def same_picture(one: str, other: str) -> bool:
    """Whether two addresses are one picture in different sizes."""
    return one == other or not set(marks(one)).isdisjoint(marks(other))


def is_blank(address: str) -> bool:
    """Whether a file only holds a place."""
    lower = address.lower()
    return True in [stem in lower for stem in _BLANK_STEMS] and _BLANK.search(lower) is not None


def _is_no_picture(address: str) -> bool:
    """Whether a file is a logo, an icon, a counter."""
    lower = address.lower()
    return True in [stem in lower for stem in _NO_PICTURE_STEMS] and _NOT_PICTURE.search(lower) is not None


def is_small(attributes: Attributes) -> bool:
    """Whether a picture's own figures say that it shows nothing: an icon, a rule, a counter."""
    said = (attributes.get("width"), attributes.get("height"))
    sides = [int(side[:MAX_SIDE]) for text in said if text and (side := text.rstrip("px")).isdecimal()]
    return bool(sides) and (min(sides) < THIN or (len(sides) == 2 and max(sides) < SMALL))


def find_source(document: Document, node: LexborNode, attributes: Attributes) -> str | None:
    """The largest form of a picture: of the choices it names, else what a script would load, else its `src`.

    None for logos, icons, avatars, counters and what stands in until a script has run.
    """
    choices = _read_choices(node, attributes)
    if choices and _is_address(largest := max(choices)[1]):
        return _resolve(document, largest)
    for name in _SOURCES:
        if (value := attributes.get(name)) and _is_address(source := fold(value)):
            return _resolve(document, source)
    return None


def _is_address(source: str) -> bool:
    return 0 < len(source) <= MAX_ADDRESS and source[0] not in "{[" and not is_blank(source)


def _resolve(document: Document, source: str) -> str | None:
    address = document.resolve(source)
    return None if address is None or _is_no_picture(address) else address


def _read_choices(node: LexborNode, attributes: Attributes) -> list[tuple[float, str]]:
    """The forms that a picture comes in: how wide, or how dense, and where."""
    texts = [text for name in _LAZY if (text := attributes.get(name))]
    if not texts and (parent := node.parent) is not None and parent.tag == "picture":
        said = [source.attributes for source in parent.css("source")[:10]]
        texts = [text for source in said for name in _LAZY if (text := source.get(name))]
    return [choice for text in texts for choice in _read_set(text)]


def _read_set(text: str) -> Iterator[tuple[float, str]]:
    """A `srcset` in its parts."""
    address = ""
    for token in text[:MAX_CHOICES].split():
        size, _, following = token.partition(",")
        if address and _DESCRIPTOR.fullmatch(size):
            yield float(size[:-1]), address
            address = following
        else:
            address = token.rstrip(",")
