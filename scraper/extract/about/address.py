"""The article's own address, and whether the page is only another form of what stands there."""

import re

from selectolax.lexbor import LexborHTMLParser

from scraper import urls
from scraper.extract.page.document import Document
from scraper.extract.page.guard import tame
from scraper.extract.page.witnesses import Found

_VARIANT = re.compile(r"^(?:www\d?|m|mobile|mobil|amp|touch)\.")
_AMP = re.compile(r"(?:/amp|\.amp)(?=/|$|\.html?$)|^/amp(?=/)")
_AMP_MARKS = frozenset({"amp", "\u26a1", "\u26a1\ufe0f"})  # attributes of <html>
_NUMBER = re.compile(r"\d{5,}")
_CACHE = re.compile(r"/(?:c|v|wp)/(?:s/)?")  # on AMP caches, before the host and path of the page they hold


def find_address(document: Document) -> Found[str]:
    """The canonical address where the page names a believable one, else the one fetched, normalised."""
    fetched = urls.normalise(document.url) or document.url
    amp = _is_amp(document)
    for how, claims in (
        ("canonical", document.links.get("canonical", ())),
        ("og:url", document.meta.get("og:url", ())),
    ):
        for claim in claims[:1]:
            address = urls.normalise(claim, document.base)
            if address is not None and (_believable(address, fetched) or (amp and _is_form_of(fetched, address))):
                return Found(address, how)
    return Found(fetched, "url")


def claimed_address(html: bytes) -> str | None:
    """The address that a page, given as UTF-8 bytes, says is its own, normalised; for one saved without its address."""
    tree = LexborHTMLParser(tame(html))
    for css, name in (("link[rel~=canonical i]", "href"), ("meta[property='og:url' i]", "content")):
        for node in tree.css(css)[:1]:
            if address := urls.normalise(node.attributes.get(name) or ""):
                return address
    return None


def find_variant(document: Document, address: str) -> Found[str] | None:
    """The word "amp" where the page is the AMP form of an article whose own address, as found, is another."""
    if _is_amp(document) and address != (urls.normalise(document.url) or document.url):
        return Found("amp", "html[amp]")
    return None


def _is_amp(document: Document) -> bool:
    root = document.tree.root
    return root is not None and not _AMP_MARKS.isdisjoint(root.attributes)


def _is_form_of(fetched: str, claim: str) -> bool:
    """Whether an AMP page may be believed that its article is at `claim`: any page of its site that is not the home.

    An AMP document must name its canonical one (AMP HTML specification, "Required markup"), and sites that have such
    pages give them hosts and paths of their own. A cache spells the address of what it holds.
    """
    if _path(claim) == "/":
        return False
    cached = _CACHE.search(fetched.partition("//")[2])
    return urls.site(claim) == urls.site(fetched) or (
        cached is not None and urls.host(f"https://{fetched.partition('//')[2][cached.end() :]}") == urls.host(claim)
    )


def _believable(claim: str, fetched: str) -> bool:
    """Same host but for www., m. or amp., and a path that is the same, or shares its last part or a number of five
    digits.

    Sites name their home page or the last article as canonical by mistake; such a claim would fold many articles into
    one.
    """
    if claim == fetched:
        return True
    if _VARIANT.sub("", urls.host(claim)) != _VARIANT.sub("", urls.host(fetched)):
        return False
    ours, theirs = _path(fetched), _path(claim)
    if ours == theirs:
        return True
    last, other = ours.rsplit("/", 1)[-1], theirs.rsplit("/", 1)[-1]
    if last == other and len(last) > 8:
        return True
    return bool(set(_NUMBER.findall(ours)) & set(_NUMBER.findall(theirs)))


def _path(url: str) -> str:
    path = "/" + url.split("/", 3)[-1].partition("?")[0] if url.count("/") > 2 else "/"
    return _AMP.sub("", path).rstrip("/") or "/"
