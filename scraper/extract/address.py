"""The article's own address."""

import re

from scraper import urls
from scraper.extract.document import Document
from scraper.extract.witnesses import Found

_VARIANT = re.compile(r"^(?:www\d?|m|mobile|mobil|amp|touch)\.")
_AMP = re.compile(r"(?:/amp|\.amp)(?=/|$|\.html?$)|^/amp(?=/)")
_NUMBER = re.compile(r"\d{5,}")


def find_address(document: Document) -> Found[str]:
    """The canonical address where the page names a believable one, else the one fetched, normalised."""
    fetched = urls.normalise(document.url) or document.url
    for how, claims in (
        ("canonical", document.links.get("canonical", ())),
        ("og:url", document.meta.get("og:url", ())),
    ):
        for claim in claims[:1]:
            address = urls.normalise(claim, document.base)
            if address is not None and _believable(address, fetched):
                return Found(address, how)
    return Found(fetched, "url")


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
