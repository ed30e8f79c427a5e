"""An article over several pages: which page of it this one is, and the addresses of those that follow.

A page is another page of this article when its address is this one's with a page number put in, and the page shows
that as a pager does: a link that reads as the same number, or one that is called "next". Both are asked for, since a
false page would put another story's words under this headline, and a missed one is fetched as an article of its own.
`rel=next` alone tells little: most sites mean the next article by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from scraper import urls
from scraper.extract.page.document import Document, text_of
from scraper.extract.page.words import fold

MAX_PAGES = 20
MAX_LINKS = 5_000  # looked at
MAX_STEPS = 300  # of them, to pages of this article
MAX_NAMES = 300  # characters of an element's id and classes
MAX_WORDS = 60  # characters a pager's link may have
NUMBER_LENGTH, END_LENGTH = 7, 25  # characters of an address's end that hold its number; a word for the whole
MAX_HINTS = 300  # places of a page looked at for one
MAX_MARKS = 5_000  # "?" of a page looked at

_WORD = r"(?:pages?|page_?(?:no|num|number)|pn|pag|pagina|página|seite|halaman|hal|sayfa|strona|trang|sida|side|sivu)"
_PARAMETER = re.compile(rf"(?:{_WORD}|p|pg)=([1-9]\d?)", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?:(?:{_WORD}|p|pagewanted|showpage)=all|(?:single|single_?page|one_?page|full_?page|show_?all|view_?all)=(?:1|true|yes))",
    re.IGNORECASE,
)
_WHOLE_WORDS = ("all", "single", "komplett")
_WHOLE_PATH = re.compile(r"(.+?)[/,_-](?:all|single-?page|komplettansicht|view-?all)(/?|\.\w{3,5})$", re.IGNORECASE)
# The mark in front of a number: a word for page, a step down the path, or a bare hyphen that slugs have as well.
_TAIL = re.compile(
    rf"(?P<stem>.+?)(?P<mark>[-_,./]{_WORD}[-_,/=]?|(?:/|,|-|_)p(?=\d)|/|[-_,.])(?P<number>[1-9]\d?)"
    r"(?P<end>/?|\.(?:s?html?|php|aspx?|jsp))$",
    re.IGNORECASE,
)
_END = re.compile(r"(?:/index)?(?:\.(?:s?html?|php|aspx?|jsp))?$", re.IGNORECASE)
LONGEST_END = len("/index.shtml")
# A story's address has a slug of three words or a number of four digits; lists have pages too.
_STORY = re.compile(r"\d{4,}|(?<![^\W_])[^\W_]+(?:[-_][^\W_]+){2,}")
_SAID_NUMBER = re.compile(
    rf"(?:{_WORD}\.?\s*)?[\[(]?\s*([1-9]\d?)\s*[\])]?|{_WORD}\s*([1-9]\d?)\s*[:.–-].*", re.IGNORECASE
)
_SAID_WHOLE = re.compile(
    r".*(?:(?:single|one|1) page|(?:show|view|read) (?:all|full)|(?:tampilkan|lihat|baca) semua|semua halaman"
    r"|(?:auf )?einer seite|komplett|una (?:sola )?página|uma (?:só )?página|une (?:seule )?page|unica pagina"
    r"|één pagina|jednej stronie|tek sayfa|одной странице|全文|ページ全体|一[页頁]|전체\s?보기).*",
    re.IGNORECASE,
)
_SAID_NEXT = re.compile(
    r"(?:next(?:\s(?:page|part))?|continue(?:\sreading)?|selanjutnya|berikutnya|lanjut(?:kan)?|halaman\s(?:selanjutnya|berikutnya)"
    r"|weiter(?:lesen)?|(?:zur\s)?nächsten?(?:\sseite)?|(?:página\s)?siguiente|(?:page\s)?suivante|(?:próxima|página)(?:\s(?:página|seguinte))?"
    r"|seguinte|(?:pagina\s)?successiva|avanti|volgende(?:\spagina)?|nästa(?:\ssida)?|neste(?:\sside)?|næste(?:\sside)?|seuraava(?:\ssivu)?"
    r"|następna(?:\sstrona)?|dalej|další(?:\sstrana)?|sonraki(?:\ssayfa)?|далее|дальше|следующая(?:\sстраница)?|далі|επόμενη(?:\sσελίδα)?"
    r"|次へ|次のページ(?:へ)?|下一[页頁]|다음(?:\s페이지)?|trang\ssau|tiếp(?:\stheo)?)?\s*[›»>→⟩▶❯]{0,2}",
    re.IGNORECASE,
)
_SAID_BACK = re.compile(
    r"[‹«<←⟨◀❮]{0,2}\s*(?:prev(?:ious)?(?:\spage)?|back|sebelumnya|kembali|halaman\ssebelumnya|zurück|vorherige(?:\sseite)?"
    r"|(?:página\s)?anterior|(?:page\s)?précédente|(?:pagina\s)?precedente|vorige(?:\spagina)?|föregående|forrige|edellinen"
    r"|poprzednia(?:\sstrona)?|předchozí|önceki(?:\ssayfa)?|назад|предыдущая|前へ|前のページ|上一[页頁]|이전|trang\strước)?",
    re.IGNORECASE,
)
# What follows the end of this page's address where a link leads to another page of it.
_HINT = re.compile(
    (
        rf"(?:\.(?:s?html?|php|aspx?|jsp))?/?(?:[-_,./]?(?:{_WORD}|p)?[-_,/=]?[1-9]\d?(?=[\s\"'/#&<>.?]|$)"
        rf"|(?:[?&]|&amp;)(?:\w+=[\w.-]*(?:&amp;|&))*(?:{_WORD}|p|pg|pagewanted|showpage|single\w*|one_?page|full_?page|show_?all|view_?all)="
        r"|[/,_-](?:all|single-?page|komplettansicht|view-?all)\b)"
    ).encode(),
    re.IGNORECASE,
)
_STOPS = b"\"'<>\\ #"  # with what most addresses end, perhaps after a slash: no hint begins so
_RELATIVE = frozenset("?.0123456789")  # how a link to another page begins that does not name this one
_ENCODED = re.compile(r"%[0-9A-F]{2}|[^\w.~-]")
_ASIDE = re.compile(
    r"comment|kommentar|komentar|disqus|forum|related|sidebar|carousel|slider|gallery|galerie", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page stands in its article: `page` from 1, `first` the address of the first, `pages` those after this."""

    page: int
    first: str
    pages: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class _Place:
    """An address read as page `number` of the article at `first`; number 0 is the whole article on one page."""

    first: str
    number: int
    sure: bool  # the mark in front of the number is a page's, and none that slugs have as well


@dataclass(frozen=True, slots=True)
class _Step:
    """A link to another page of the article."""

    address: str
    place: _Place
    said: str
    rel: tuple[str, ...]

    @property
    def number_said(self) -> int:
        """The page it reads as; -1 where it reads otherwise."""
        match = _SAID_NUMBER.fullmatch(self.said)
        return int(match[1] or match[2]) if match else -1

    @property
    def leads_on(self) -> bool:
        said = bool(self.said) and _SAID_NEXT.fullmatch(self.said) is not None
        return self.place.sure and ("next" in self.rel or said)

    @property
    def leads_back(self) -> bool:
        said = bool(self.said) and _SAID_BACK.fullmatch(self.said) is not None
        return "prev" in self.rel or "previous" in self.rel or said

    @property
    def leads_to_whole(self) -> bool:
        return self.place.number == 0 and (self.place.sure or _SAID_WHOLE.fullmatch(self.said) is not None)


def find_paging(document: Document, html: bytes, address: str) -> Paging | None:
    """How this page shares its article with others; None where it is the only one, or shows the whole article itself.

    `address` is what `find_address` found. Most pages are told by a search of their bytes, and not walked through.
    """
    own = urls.normalise(document.url)
    if own is None or not _STORY.search(unquote(own.partition("//")[2].partition("/")[2])):
        return None
    place = _read_place(own)
    if (place and place.number == 0) or (place is None and not _may_have_pages(html, _end(own))):
        return None
    own_firsts = {_bare(own), _bare(address)}
    steps = list(
        _steps(document, place.first if place else own, own_firsts | ({_bare(place.first)} if place else set()))
    )
    if place and (paging := _as_later_page(place, steps, own, address)):
        return paging
    if place and place.number == 1:
        own_firsts.add(_bare(place.first))
    onward = [step for step in steps if _bare(step.place.first) in own_firsts]
    if whole := next((step for step in onward if step.leads_to_whole), None):
        return Paging(1, address, (whole.address,), "whole article link")
    pages = _run(onward, 2)
    return Paging(1, address, pages, "pager") if pages else None


def _as_later_page(place: _Place, steps: list[_Step], own: str, address: str) -> Paging | None:
    """This page as page two or later, where it leads back as a pager does, or calls the first its canonical address."""
    if place.number < 2:
        return None
    first = _bare(place.first)
    others = [step for step in steps if _bare(step.place.first) == first]
    back = [step for step in others if 1 <= step.place.number < place.number]
    declared = place.sure and address != own and _bare(address) == first
    shown = any(step.number_said == step.place.number or (place.sure and step.leads_back) for step in back)
    if not declared and not shown:
        return None
    named = next((step.address for step in back if step.place.number == 1), place.first)
    pages = _run(others, place.number + 1)
    return Paging(place.number, address if declared else named, pages, "canonical" if declared else "pager")


def _run(steps: list[_Step], start: int) -> tuple[str, ...]:
    """The addresses of page `start` and those after it without a gap; what lies beyond one, the later pages name."""
    found: dict[int, str] = {}
    for step in steps:
        number = step.place.number
        if number >= start and (step.number_said == number or (number == start and step.leads_on)):
            found.setdefault(number, step.address)
    if max(found, default=0) > MAX_PAGES:
        return ()  # a list has so many; no article
    pages: list[str] = []
    while len(pages) < MAX_PAGES and (address := found.get(start + len(pages))):
        pages.append(address)
    return tuple(pages)


def _steps(document: Document, first: str, firsts: set[str]) -> Iterator[_Step]:
    """Links to pages of an article at one of these addresses, outside of comments and boxes, in page order."""
    own, end = urls.normalise(document.url), _end(first)
    looked = 0
    for node in document.tree.css("link[rel=next i],link[rel=prev i],a[href]")[:MAX_LINKS]:
        attributes = node.attributes
        written, _, fragment = (attributes.get("href") or "").strip().partition("#")
        if end not in written and written[:1] not in _RELATIVE:
            continue
        target = urls.normalise(written, document.base)
        if target is None or target == own or urls.host(target) != urls.host(first):
            continue
        place = _Place(target, 1, sure=True) if _bare(target) in firsts else _read_place(target)
        if place is None or _bare(place.first) not in firsts:
            continue
        looked += 1
        if looked > MAX_STEPS:
            return
        if _ASIDE.search(fragment) or _is_aside(node):
            continue
        said = text_of(node, limit=20, enough=MAX_WORDS) if node.tag == "a" else ""
        said = said or fold(attributes.get("aria-label") or attributes.get("title"))
        if len(said) <= MAX_WORDS:
            yield _Step(target, place, said, tuple((attributes.get("rel") or "").lower().split()))


def _is_aside(node: LexborNode) -> bool:
    """Whether a link stands among comments or in a box: those have pages of their own."""
    step = node.parent
    for _ in range(8):
        if step is None or step.tag in ("head", "body", "main", "article"):
            return False
        attributes = step.attributes
        names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        if step.tag == "aside" or _ASIDE.search(names[:MAX_NAMES]):
            return True
        step = step.parent
    return False


def _read_place(address: str) -> _Place | None:
    """An address with a page's number in it, or one of the whole article; None for any other."""
    path, _, query = address.partition("?")
    parameters = query.split("&") if query else []
    for parameter in parameters:
        number = _PARAMETER.fullmatch(parameter)
        if number or _WHOLE.fullmatch(parameter):
            rest = "&".join(each for each in parameters if each != parameter)
            return _Place(f"{path}?{rest}" if rest else path, int(number[1]) if number else 0, sure=True)
    asked = f"?{query}" if query else ""
    last = path[-END_LENGTH:].lower()  # most addresses end in no number and no such word: the patterns are dear
    if any(map(str.isdigit, last[-NUMBER_LENGTH:])) and (tail := _TAIL.match(path)):
        sure = tail["mark"] == "/" or tail["mark"][-1] not in "-_,." or len(tail["mark"]) > 1
        return _Place(tail["stem"] + tail["end"] + asked, int(tail["number"]), sure)
    if True in [word in last for word in _WHOLE_WORDS] and (whole := _WHOLE_PATH.match(path)):
        return _Place(whole[1] + whole[2] + asked, 0, "komplett" in path)
    return None


def _bare(address: str) -> str:
    """What all spellings of one page's address have in common: no scheme, file extension or slash at the end."""
    path, mark, query = address.partition("//")[2].partition("?")
    return _without_end(path) + mark + query


def _without_end(path: str) -> str:
    path = path.rstrip("/")
    return path[:-LONGEST_END] + _END.sub("", path[-LONGEST_END:])


def _end(address: str) -> str:
    """The last words of an address that every link to it spells alike; "" where they are too few to look for."""
    path, _, query = address.partition("?")
    last = query.rpartition("&")[2] or _without_end(path).rpartition("/")[2]
    plain = _ENCODED.split(last)[-1]
    return plain if len(plain) >= 4 else ""


def _may_have_pages(html: bytes, end: str) -> bool:
    """Whether the end of the page's address stands anywhere with what may be a page's number behind it."""
    if not end or _links_to_query(html):
        return True
    wanted, place = end.encode(), len(html)
    for _ in range(MAX_HINTS):
        place = html.rfind(wanted, 0, place)  # from behind: bytes are searched so in two thirds of the time
        if place < 0:
            return False
        after = place + len(wanted)
        following = after + html.startswith(b"/", after)
        if html[following : following + 1] not in _STOPS and _HINT.match(html, after, after + 60):
            return True
    return True


def _links_to_query(html: bytes) -> bool:
    """Whether a link is a query alone: `href="?page=2"`. By its "?", of which pages have few: one byte is found thirty
    times as fast as several.
    """
    place = html.find(b"?")
    for _ in range(MAX_MARKS):
        if place < 0:
            return False
        if html.endswith(b'href="', 0, place):
            return True
        place = html.find(b"?", place + 1)
    return b'href="?' in html
