"""What the site is called, and titles without that name."""

import re
from collections.abc import Set
from functools import lru_cache

from scraper import urls
from scraper.extract.page.document import Document
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import key, plain

# Between a headline and a site's name: a dash, bar, dot, arrow or colon in blanks; a bar or a CJK dash without.
_DIVIDER = re.compile(
    r"(?:\s+[|–—·•»«›‹:~/<>⋆-]+)+\s+|\s*[|｜ㅣ]\s*|:\s+|_(?=[^_]{2,12}$)|"
    r"-(?=[\u3040-\u9fff\uac00-\ud7af]{2,8}(?:$|[|｜ㅣ_-]))|(?<=[\u3040-\u9fff])-"
)
_MARK = re.compile(r"[|–—·•»«›‹:~/<>⋆｜ㅣ_-]")  # a tenth as dear to look for; a divider has one
_NAMES = ("og:site_name", "application-name", "twitter:site")
_DANGLERS = "|–—·•:-"
_DANGLING = re.compile(r"\s+[|–—·•:-]+$|^[|–—·•:-]+\s+")  # where the name itself was left empty
MAX_TITLE = 400  # characters; what is longer is no headline to be cut
LABEL = 5  # letters of a domain that are enough to know the site's name by
NAME = 6  # words of a site's name


def find_site_name(document: Document, story: Story) -> Found[str] | None:
    """The site's name as it says itself: og:site_name, an app's name, the publisher in JSON-LD."""
    for name in ("og:site_name", "application-name", "al:ios:app_name", "apple-mobile-web-app-title"):
        if values := document.meta.get(name):
            return Found(plain(values[0]), name)
    for value in story.values("publisher"):
        for one in value if isinstance(value, list) else [value]:
            one = story.follow(one)
            if isinstance(one, dict) and (text := plain(one.get("name"))):
                return Found(text, "json-ld:publisher")
    return None


def cut_site(title: str, others: list[str], sites: Set[str], front: bool = True) -> str:
    """A title without the site's name at its end or, with `front`, at its beginning.

    What stands beyond a divider goes when it is a known name of the site, or when another witness has the title
    without it.
    """
    for _ in range(3):  # "Headline - Politics | The Harbour"
        bare = _cut_once(title, others, sites, front)
        if bare == title:
            break
        title = bare
    dangles = len(title) <= MAX_TITLE and (title[:1] in _DANGLERS or title[-1:] in _DANGLERS)
    return (dangles and _DANGLING.sub("", title)) or title


def _cut_once(title: str, others: list[str], sites: Set[str], front: bool) -> str:
    if len(title) > MAX_TITLE:
        return title
    dividers = _find_dividers(title)
    if not dividers:
        return title
    own = key(title)
    shorter = {key(other) for other in others} - {own}
    for match in dividers:  # the longest tail first
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        if len(key(head)) > 3 and (_is_site(tail, sites) or (":" not in match[0] and key(head) in shorter)):
            return head
    for match in dividers if front else ():
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        named = _is_site(head, sites) if match[0].strip() != ":" else key(head) in sites
        if len(key(tail)) > 3 and (named or (":" not in match[0] and key(tail) in shorter)):
            return tail
    return title


@lru_cache(maxsize=256)  # a page's titles are cut time and again
def _find_dividers(title: str) -> tuple[re.Match[str], ...]:
    return tuple(_DIVIDER.finditer(title)) if _MARK.search(title) else ()


def _is_site(tail: str, sites: Set[str]) -> bool:
    """Whether these words are the site's name, or begin with one: "Harbour News Online" of harbournews.example."""
    mark = key(tail)
    if mark in sites:
        return True
    return len(tail.split()) <= NAME and any(len(site) >= LABEL and mark.startswith(site) for site in sites)


def site_keys(document: Document) -> frozenset[str]:
    """What the site may call itself: its names in the head, its host, its domain with and without the ending."""
    # An address in a web archive holds the original one: https://archive.example/web/2016/http://example.com/
    original = document.url[document.url.rfind("http") :]
    said = [mark for name in _NAMES for value in document.meta.get(name, ()) if (mark := key(value))]
    return _host_keys("/".join(original.split("/", 3)[:3])).union(said)


def add_name(sites: frozenset[str], name: str | None) -> frozenset[str]:
    """The same with one name more, where it says any."""
    mark = key(name or "")
    return sites | {mark} if mark else sites


@lru_cache(maxsize=4096)
def _host_keys(address: str) -> frozenset[str]:
    host = urls.host(address)
    site = urls.site(f"http://{host}/")
    names = (host, host.removeprefix("www."), site, site.partition(".")[0])
    return frozenset(mark for name in names if (mark := key(name)))
