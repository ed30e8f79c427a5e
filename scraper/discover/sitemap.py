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
_NAMED_IN_ROBOTS = re.compile(r"^[ \t]*sitemap[ \t]*:([^\r\n#]+)", re.IGNORECASE | re.MULTILINE)
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
            published, edited = entry.get("publication_date"), entry.get("lastmod")
            link = Link(address, entry.get("title"), published or edited, None if published else edited)
            links.setdefault(address, link)
    # ISO 8601 dates sort as text; a stable sort keeps the file's order where there are none.
    newest_first = dict[str, str]()
    for changed, address in sorted(children, key=lambda child: child[0], reverse=True):
        newest_first.setdefault(address, changed)
    entries, changes = tuple(links.values()), tuple(newest_first.values())
    return Discovery(Kind.SITEMAP, entries, sitemaps=tuple(newest_first), changed=changes, complaint=complaint)


def named_sitemaps(document: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names (sitemaps.org, "Specifying the Sitemap location"), in its order."""
    named = (match[1].strip() for match in _NAMED_IN_ROBOTS.finditer(document.decode("utf-8-sig", "replace")))
    return tuple(dict.fromkeys(address for each in named if (address := urls.normalise(each, url))))


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
