"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org 0.9), and sitemaps that are a plain list of URLs.

Read by a scan for the few elements that matter, not by an XML parser: real ones are cut short, wrongly nested, or
declare entities to blow a parser up. Only the five entities of XML and character numbers are read; a DOCTYPE is never
looked at.
"""

import re
from collections.abc import Iterator

from scraper import urls
from scraper.model import Discovery, Kind, Link

MAX_URLS = 50_000  # of one file, by the protocol
MAX_BYTES = 52_428_800

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(
    r"<(/?)(?:([A-Za-z_][\w.-]*):)?(urlset|sitemapindex|url|sitemap|loc|lastmod|publication_date|title)(?:\s[^<>]*)?>"
    r"(\s*<!\[CDATA\[.{0,4000}?\]\]>|[^<]{0,8000})",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_OTHER_NAMESPACES = frozenset({"image", "video", "xhtml", "mobile", "pagemap"})


def read_sitemap(document: bytes, url: str) -> Discovery:
    """The entries of a sitemap in its order, or the children of an index, newest `lastmod` first.

    Title and date hints come from the news extension, the date from `lastmod` where that is all there is. `document`
    is UTF-8.
    """
    text = document[:MAX_BYTES].decode("utf-8", "replace")
    if "<" not in text:
        return _plain_list(text, url)
    index = re.search(r"<(?:[\w.-]+:)?(sitemapindex|urlset)[\s>]", text)
    if index is None:
        return Discovery(Kind.SITEMAP, complaint="is no sitemap: it has neither a urlset nor a sitemapindex element")
    links: dict[str, Link] = {}
    children: list[tuple[str, str]] = []
    complaint = None if re.search(rf"</(?:[\w.-]+:)?{index[1]}\s*>", text) else "ends before its last entry does"
    for entry in _entries(_COMMENT.sub("", text)):
        if len(links) + len(children) == MAX_URLS:
            complaint = f"has more than {MAX_URLS} entries; the rest was not read"
            break
        address = urls.normalise(entry["loc"], url)
        if address is None:
            continue
        if entry["entry"] == "sitemap":
            children.append((entry.get("lastmod", ""), address))
        else:
            date = entry.get("publication_date") or entry.get("lastmod")
            links.setdefault(address, Link(address, entry.get("title"), date))
    # ISO 8601 dates sort as text; a stable sort keeps the file's order where there are none.
    newest_first = dict.fromkeys(address for _, address in sorted(children, key=lambda child: child[0], reverse=True))
    return Discovery(Kind.SITEMAP, tuple(links.values()), sitemaps=tuple(newest_first), complaint=complaint)


def _entries(text: str) -> Iterator[dict[str, str]]:
    """One mapping an entry, of element name to text; `entry` tells `url` from `sitemap`. None without a loc."""
    entry: dict[str, str] = {}
    for closing, prefix, name, content in _ELEMENT.findall(text):
        if name in ("url", "sitemap"):
            if "loc" in entry:
                yield entry
            entry = {} if closing else {"entry": name}
        elif (
            entry
            and not closing
            and prefix not in _OTHER_NAMESPACES
            and name not in entry
            and (value := _text(content))
        ):
            entry[name] = value


def _text(content: str) -> str:
    content = content.strip()
    if content.startswith("<![CDATA["):
        return " ".join(content[9:-3].split())
    return " ".join(_ENTITY.sub(_character, content).split())


def _character(entity: re.Match[str]) -> str:
    if entity[1]:
        return _NAMED[entity[1]]
    number = int(entity[2]) if entity[2] else int(entity[3], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _plain_list(text: str, url: str) -> Discovery:
    lines = (line.strip() for line in text.splitlines()[:MAX_URLS])
    found = dict.fromkeys(urls.normalise(line, url) for line in lines if line.startswith(("http://", "https://")))
    links = tuple(Link(address) for address in found if address)
    return Discovery(Kind.SITEMAP, links, complaint=None if links else "is no sitemap: it lists no URL")
