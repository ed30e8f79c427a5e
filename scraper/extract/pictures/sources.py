"""Where a picture's file is: the largest form an <img> names, and whether two addresses are one picture."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.page.document import Document
from scraper.extract.page.words import fold

SMALL, THIN = 120, 50  # pixels: both sides under the one, or either under the other
MAX_CHOICES = 5_000  # characters of a srcset
MAX_ADDRESS = 5_000  # ... and of an address; a picture written out in one is longer, and no file

_LAZY = ("data-srcset", "data-lazy-srcset", "srcset")
_SOURCES = (
    *("data-original", "data-hi-res-src", "data-full-url", "data-large-file", "data-lazy-src", "data-src"),
    *("data-url", "data-image", "data-lazy", "data-img-url", "src"),
)
_DESCRIPTOR = re.compile(r"\d{1,5}(?:\.\d{1,3})?[wx]")
_BLANK = re.compile(
    r"^data:|^about:|^blob:|blank\.(?:gif|png|jpe?g)|placeholder|/?spacer|1x1|/pixel|grey\.(?:gif|png)|transparent\.|"
    r"lazy[-_]?load|loading\.(?:gif|svg)|/loader\.",
    re.IGNORECASE,
)
_NOT_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logos?|icons?|social|ratings?|stars?|[a-z]*loader|favicons?|avatars?|sprites?|emojis?|smil(?:ey|ies)|badges?|[a-z]*buttons?|bullets?|arrows?|"
    r"gravatar|tracking|beacon|counter|captcha|qr-?code|app-?store|google-?play)(?=[/_.\d-]|$)|\.svg$|/svg/|\.ico$|/emoji/|"
    r"doubleclick\.net|scorecardresearch|google-analytics|/pixel[./?]|gravatar\.com|vg\d{2}\.met\.vgwort|"
    r"feedburner|facebook\.com/tr|adservice|/adserver",
    re.IGNORECASE,
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
    return True in [stem in lower for stem in _BLANK_STEMS] and _BLANK.search(address) is not None


def _is_no_picture(address: str) -> bool:
    """Whether a file is a logo, an icon, a counter."""
    lower = address.lower()
    return True in [stem in lower for stem in _NO_PICTURE_STEMS] and _NOT_PICTURE.search(address) is not None


def is_small(node: LexborNode) -> bool:
    """Whether a picture's own figures say that it shows nothing: an icon, a rule, a counter."""
    sides = [
        int(value) for name in ("width", "height") if (value := (node.attrs.get(name) or "").rstrip("px")).isdecimal()
    ]
    return any(side < THIN for side in sides) or (len(sides) == 2 and max(sides) < SMALL)


def find_source(document: Document, node: LexborNode) -> str | None:
    """The largest form of a picture: of the choices it names, else what a script would load, else its `src`.

    None for logos, icons, avatars, counters and what stands in until a script has run.
    """
    attributes = node.attributes
    choices = list(_choices(node, attributes))
    sources = [max(choices)[1]] if choices else []
    sources += [fold(value) for name in _SOURCES if (value := attributes.get(name))]
    for source in sources:
        if source and len(source) <= MAX_ADDRESS and not source.startswith(("{", "[")) and not is_blank(source):
            address = document.resolve(source)
            return None if address is None or _is_no_picture(address) else address
    return None


def _choices(node: LexborNode, attributes: Mapping[str, str | None]) -> Iterator[tuple[float, str]]:
    texts = [attributes.get(name) for name in _LAZY]
    if not any(texts) and (parent := node.parent) is not None and parent.tag == "picture":
        texts += [source.attrs.get(name) for source in parent.css("source")[:10] for name in _LAZY]
    for text in texts:
        address = ""
        for token in (text or "")[:MAX_CHOICES].split():
            size, _, following = token.partition(",")
            if address and _DESCRIPTOR.fullmatch(size):
                yield float(size[:-1]), address
                address = following
            else:
                address = token.rstrip(",")
