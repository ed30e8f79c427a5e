"""The place a report was filed from."""

import re

from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import key

_DATELINE = re.compile(
    r"^(?:(?P<site>[A-Za-z][\w.]{2,30}\.(?:[a-z]{2,4}|CO|COM|ID|NET|NEWS))[,:]?\s+)?"
    r"(?P<place>[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁΑ-Ω][\w'’.À-ž-]*(?:[ ,/]+[A-ZÀ-Þ][\w'’.À-ž-]*){0,5})"
    r"(?:,?\s+(?:\w{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\w{3,9}\.?)(?:,?\s+\d{4})?)?"
    r"\s*(?:[(/\[]\s*(?P<agency>[\w\s.,/-]{2,40})[)\]]|,\s+(?P<brand>[\w.]+\.\w{2,4}))?"
    r"\s*(?P<mark>--+|[—–―]|\s-\s|-(?=\s)|(?<=[)\]])\s*[-:.—–]+|:(?=\s))\s*",
)
_BRAND_END = re.compile(r",\s+[\w-]{3,}\.(?:com|co|id|net|org|news)$", re.IGNORECASE)  # "JAKARTA, Harbour.com - "
# "HARBOUR.COM - JAKARTA. ": the site before the place, and a full stop instead of a dash.
_SITE_FIRST = re.compile(
    r"^[\w-]{3,}(?:\.[A-Za-z]{2,4}){1,2}\s[-–—]\s(?P<place>[A-Z]{3,}(?:[ -][A-Z]{2,}){0,3})\.\s", re.ASCII
)
_DOMAIN = re.compile(r"[\w-]{3,}(?:\.[A-Za-z]{2,4}){1,2}", re.ASCII)
_INITIALS = re.compile(r"[A-Z]\.(?:[A-Z]\.)*")


def find_dateline(paragraphs: tuple[str, ...], site_name: str | None) -> Found[str] | None:
    """The place a report was filed from, as its first paragraph opens with it: "JAKARTA" of "Bisnis.com, JAKARTA--Rusia
    ...", "Ambon" of "Ambon, The Harbour - ..." on the site of that name.
    """
    if not paragraphs:
        return None
    if match := _SITE_FIRST.match(paragraphs[0][:120]):
        return Found(match["place"], "first paragraph")
    match = _DATELINE.match(paragraphs[0][:120])
    if match is None:
        return None
    place = match["place"].strip(" ,")
    brand = bool(match["brand"] or _BRAND_END.search(place))
    place = _BRAND_END.sub("", place)
    before, _, tail = place.rpartition(",")
    if before and len(key(tail)) > 2 and key(site_name or "").startswith(key(tail)):
        brand, place = True, before
    if _DOMAIN.fullmatch(place):
        return None
    upper = [word for word in re.split(r"[ ,/]+", place) if word]
    capitals = sum(word.isupper() or bool(_INITIALS.fullmatch(word)) for word in upper)
    # Without capitals it takes an agency in brackets or the site's name before it: "London (Reuters) - ".
    if match["mark"].startswith(":") and not match["agency"]:
        return None
    if capitals * 2 < len(upper) and not (match["agency"] or match["site"] or brand):
        return None
    return Found(place, "first paragraph")
