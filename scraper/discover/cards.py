"""Which links of an unknown section page are articles: the generic judgement.

Each address that the page links to on its own site is judged once, by all its links together:

- shape: does the URL look like an article's (`shape`)?
- text: is there a headline, by length, by heading tag, or in the card around the link?
- place: is it outside of navigation, footers, sidebars and "most read" boxes (`zones`)?
- company: cards of one template are all articles or none. A template whose members are mostly articles carries the
  doubtful ones, and one whose members mostly are not drops its few; where nearly all articles have a date or an id in
  their URL, a link without is one only with a headline that says so.

A card is the largest element around a link that holds no other candidate's link.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper import urls
from scraper.discover import shape
from scraper.discover.words import PAID_LABEL, PART_WORDS
from scraper.discover.zones import HEADING, TITLE, Flags, Zones, dismissed, is_out, squash
from scraper.model import Link

MAX_ANCHORS = 20_000
_MAX_CLIMB = 40
ACCEPTED = 4.0  # the total from which a link is an article; a plain slug of five words under a plain headline has 5
# What a text of 0, 1, ... 5 and more words adds, plain and as a heading.
_PLAIN = (-1.0, -1.5, -0.5, 0.5, 1.5, 2.0)
_HEADLINE = (0.0, 1.0, 1.5, 2.0, 3.0, 3.5)

_HEADINGS = "h1,h2,h3,h4,h5,h6"
_DATES = (
    "time,[class*=date],[class*=Date],[class*=time],[class*=Time],[class*=tanggal],[class*=waktu],[class*=fecha],"
    "[class*=datum],[class*=published],[class*=jam]"
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_DIGITS = re.compile(r"\d+")
_TIME_LIKE = re.compile(r"\d")


@dataclass(slots=True)
class Candidate:
    """An address and what the page shows of it."""

    url: str
    shape: shape.Shape
    anchors: list[LexborNode] = field(default_factory=list)
    places: list[Flags] = field(default_factory=list)
    text: str = ""  # the longest text of its links
    heading: bool = False
    titled: bool = False
    card: LexborNode | None = None
    template: str = ""
    score: float = 0.0


def article_links(tree: LexborHTMLParser, url: str, base: str, listed: frozenset[str] = frozenset()) -> list[Link]:
    """The articles that a section page at `url` lists, in page order, with title and date hints.

    `base` is what its links are relative to; `listed` are addresses that the page's structured data calls its list.
    """
    candidates = _candidates(tree, url, base)
    shaped = [flags for one in candidates.values() if one.shape.score >= 1.5 for flags in one.places]
    taken_back = dismissed(shaped)
    # Some pages call even their main column a sidebar or a menu: when nothing is left, such words are forgiven.
    for forgiven in (frozenset[str](), PART_WORDS - {"nav"}):
        inside = _inside(candidates.values(), taken_back | forgiven)
        _find_cards(inside)
        for one in inside:
            _read(one)
            one.score = _score(one) + (3.0 if one.url in listed else 0.0)
        if accepted := _by_company(inside):
            return _without_twins(one for one in accepted if not _is_paid(one))
    return []


def _inside(candidates: Iterable[Candidate], taken_back: Flags) -> list[Candidate]:
    """The candidates with a link outside of boxes and frames, each with those links alone; paid ones left out."""
    inside: list[Candidate] = []
    for one in candidates:
        kept = [index for index, flags in enumerate(one.places) if not is_out(flags, taken_back)]
        if kept and "sponsored" not in (one.anchors[0].attributes.get("rel") or ""):
            anchors, places = [one.anchors[index] for index in kept], [one.places[index] for index in kept]
            inside.append(Candidate(one.url, one.shape, anchors, places))
    return inside


def _candidates(tree: LexborHTMLParser, url: str, base: str) -> dict[str, Candidate]:
    """Every address of the same site that is not plainly something else, in page order."""
    found: dict[str, Candidate | None] = {url: None}
    normal: dict[str, str | None] = {}
    zones, site, media = Zones(tree), urls.site(url), shape.is_media_place(url)
    for anchor in tree.css("a[href]")[:MAX_ANCHORS]:
        written = anchor.attributes.get("href")
        if not written or written.startswith("#"):
            continue
        if written not in normal:
            normal[written] = urls.normalise(written, base)
        address = normal[written]
        if address is None:
            continue
        if address not in found:
            judged = shape.shape(address)
            unfit = judged.score <= shape.NEVER or (judged.media and not media) or urls.site(address) != site
            found[address] = None if unfit else Candidate(address, judged)
        candidate = found[address]
        if candidate is not None:
            candidate.anchors.append(anchor)
            candidate.places.append(zones.flags(anchor))
    return {address: candidate for address, candidate in found.items() if candidate is not None}


def _find_cards(candidates: Sequence[Candidate]) -> None:
    """Climb from every link until another candidate's link lies below too; the card ends one step before."""
    mixed = -1
    owner: dict[int, int] = {}
    for number, one in enumerate(candidates):
        if one.shape.score < 1.5:
            continue
        for anchor in one.anchors:
            step: LexborNode | None = anchor
            while step is not None and owner.get(step.mem_id) not in (mixed, number):
                owner[step.mem_id] = mixed if step.mem_id in owner else number
                step = step.parent
    for number, one in enumerate(candidates):
        best = max(one.anchors, key=lambda anchor: len(anchor.text()))
        step = best.parent
        one.card = best
        while (
            step is not None and owner.get(step.mem_id, number) == number and step.tag not in ("body", "main", "html")
        ):
            one.card = step
            step = step.parent
        one.template = _template(one.card, best)


def _template(card: LexborNode, anchor: LexborNode) -> str:
    around = card.parent
    parts = [card, anchor] if around is None else [around, card, anchor]
    return "|".join(_DIGITS.sub("", f"{part.tag}.{part.attributes.get('class') or ''}") for part in parts)


def _read(one: Candidate) -> None:
    """The headline: a heading in the links, else their longest text, the card's heading, the picture's text."""
    best = 0
    for anchor, flags in zip(one.anchors, one.places, strict=True):
        heading = anchor.css_first(_HEADINGS)
        inside = squash((heading or anchor).text(separator=" "))
        weight = len(inside) + (1000 if heading is not None or HEADING in flags else 300 if TITLE in flags else 0)
        if inside and weight > best:
            best, one.text = weight, inside
        one.heading = one.heading or bool(inside and (heading is not None or HEADING in flags))
        one.titled = one.titled or TITLE in flags
    if one.heading or one.card is None or one.shape.score < 1.5:
        return
    heading = one.card.css_first(_HEADINGS)
    if heading is not None and (text := squash(heading.text(separator=" "))):
        one.heading, one.text = True, text
    elif len(one.text) < 12:
        one.text = max((_label(anchor) for anchor in one.anchors), key=len, default="") or one.text


def _label(anchor: LexborNode) -> str:
    picture = anchor.css_first("img[alt]")
    said = (
        anchor.attributes.get("aria-label"),
        anchor.attributes.get("title"),
        picture.attributes.get("alt") if picture is not None else None,
    )
    return max((squash(text or "") for text in said), key=len)


def _score(one: Candidate) -> float:
    words = _count_words(one.text)
    score = min(one.shape.score, 6.0) + (_HEADLINE if one.heading else _PLAIN)[min(words, 5)]
    score += 0.75 if one.titled and not one.heading else 0.0
    if not one.heading and all(map(_in_prose, one.anchors)):
        score -= 2.0
    if one.card is not None and one.card.css_first("img,time,picture") is not None:
        score += 0.5
    return score


def _in_prose(anchor: LexborNode) -> bool:
    """Whether a link stands inside of a sentence, as in the words that introduce a section."""
    around = anchor.parent
    return around is not None and around.tag == "p" and len(around.text()) > len(anchor.text()) + 60


def _count_words(text: str) -> int:
    unspaced = len(_UNSPACED.findall(text))
    return unspaced // 3 if unspaced >= 6 else len(text.split())


def _by_company(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Accept by score, corrected by what the other links of the same template are, and by what URLs look like here."""
    templates: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        templates[one.template].append(one)
    sure = [one for one in candidates if one.score >= ACCEPTED and one.shape.score >= shape.SURE]
    dated_site = len(sure) >= 3 and sum(one.shape.dated for one in sure) >= 0.6 * len(sure)
    good = {
        template: sum(one.score >= ACCEPTED for one in company) / len(company)
        for template, company in templates.items()
    }
    accepted: list[Candidate] = []
    for one in candidates:
        size, share = len(templates[one.template]), good[one.template]
        needed = ACCEPTED
        if size >= 3 and share >= 0.6 and _count_words(one.text) >= 3:
            needed = 1.0
        elif size >= 4 and share <= 0.25:
            needed = 6.0
        if dated_site and not one.shape.dated and not (one.heading and one.shape.score >= shape.SURE):
            needed += 3.0
        if one.score >= needed:
            accepted.append(one)
    return accepted


def _is_paid(one: Candidate) -> bool:
    """Whether a line of the card, all by itself, says that somebody paid for it."""
    if one.card is None:
        return False
    lines = one.card.text(separator="\n").split("\n")
    return any(PAID_LABEL.fullmatch(line.strip()) for line in lines if 1 < len(line.strip()) < 40)


def _without_twins(accepted: Iterable[Candidate]) -> list[Link]:
    """One link an article: of AMP, mobile and slashless twins only the first that is no AMP page stays."""
    kept: dict[str, Candidate] = {}
    for one in accepted:
        twin = kept.get(key := _twin_key(one.url))
        if twin is None or (_is_amp(twin.url) and not _is_amp(one.url)):
            kept[key] = one
    return [Link(one.url, one.text or None, date_hint(one.card)) for one in kept.values()]


def _is_amp(url: str) -> bool:
    return bool(re.search(r"//amp\.|/amp(?:/|$|\?)|[?&](?:amp(?:=|&|$)|outputType=amp)|\.amp(?:\.html)?$", url))


def _twin_key(url: str) -> str:
    key = re.sub(r"^https?://(?:www\.|amp\.|m\.)?", "", url)
    key = re.sub(r"[?&](?:amp(?:=1)?|outputType=amp)$|\.amp(?=\.html$|$)", "", key)
    return re.sub(r"/amp(?=/|$)", "", key).rstrip("/")


def date_hint(card: LexborNode | None) -> str | None:
    """When the card says its article was published, as written: by a `time` element, or a class of that name."""
    for node in card.css(_DATES)[:4] if card is not None else ():
        text = (node.attributes.get("datetime") if node.tag == "time" else None) or squash(node.text(separator=" "))
        if text and len(text) < 60 and _TIME_LIKE.search(text):
            return text
    return None
