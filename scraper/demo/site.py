"""The Harbour Ledger: a news site of an invented publisher, for `scraper demo` and for tests. PURE; `server` serves it.

About 40 articles over five sections on three hosts, with what makes real sites hard: boilerplate round and inside the
text, an article over two pages, a redirect, a dead link, a paywalled stub, a page whose charset label lies, one that
fails twice, links that robots.txt forbids.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from scraper.demo import lists, pages
from scraper.demo.pictures import SMALL, WIDTH, picture
from scraper.demo.story import Desk, Story, desks, words
from scraper.demo.wire import Answer, serialise
from scraper.model import Kind, Reason

HOSTS: Final = ("www.harbour-ledger.example", "news.harbour-ledger.example", "kabar.harbour-ledger.example")
ASSETS: Final = {
    **dict.fromkeys(("ledger.css", "press.css"), "text/css"),
    "ledger.js": "text/javascript",
    **dict.fromkeys(("buoy.svg", "logo.svg", "waves.svg", "favicon.svg"), "image/svg+xml"),
}
PICTURES: Final = {
    f"{number}{end}": (number, width)
    for number in (0, *(story.id for desk in desks() for story in desk.stories))
    for end, width in ((".png", WIDTH), ("-small.png", SMALL))
}
FAILURES: Final = ("1", "0")  # Retry-After of the first answers of a `flaky` story, which are 503
HTML: Final = "text/html; charset=utf-8"
BUILT: Final = datetime(2024, 2, 29, 20, 0, tzinfo=UTC)  # when what no story changes was last modified


class Section(NamedTuple):
    """One entry for a configuration's `sections`."""

    name: str
    url: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Expected:
    """What a crawler must make of one address that the site lists: the truth, from the stories and not from a page."""

    url: str  # where the article lives: after redirects, without tracking parameters
    title: str
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    published_at: str  # ISO 8601 with offset
    paragraphs: tuple[str, ...]  # the cells of a table row are joined by one space
    section: str
    special: str | None = None  # edited moved flaky windows-1252 tracked two-pages
    # or, of what has no article: redirect missing paywalled disallowed
    rejected: str | None = None  # a value of model.Reason, or "robots" where the address may not even be asked for
    summary: str | None = None
    language: str = "en"
    pages: tuple[str, ...] = ()  # the article's further pages


class Site:
    """The site and the little that changes about it: how often each path was asked for, and whether the edit is out."""

    def __init__(self, scheme: str = "http") -> None:
        self.scheme = scheme
        self.hosts = HOSTS
        self.hits: Counter[tuple[str, str]] = Counter()  # GETs by (host, path)
        self.edited = False
        self._answers: dict[tuple[str, str, int], Answer] = {}

    @property
    def sections(self) -> tuple[Section, ...]:
        """(name, url, kind) of every section; between them they lead to every article. Harbour has two pages."""
        entry = {
            "council": ("www", "/feeds/council.xml", Kind.FEED),
            "culture": ("news", "/sitemap.xml", Kind.SITEMAP),
        }
        found = []
        for desk in desks():
            host, path, kind = entry.get(desk.name, (desk.host.partition(".")[0], desk.page, Kind.PAGE))
            found.append(Section(f"ledger/{desk.name}", f"{self.scheme}://{host}.harbour-ledger.example{path}", kind))
        return tuple(found)

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Phrases that stand on every page and must not reach a record; none of them occurs in a story."""
        return tuple(text for table in words().values() for text in table.values() if len(text) > 20)

    def publish_edit(self) -> None:
        """From now on the edited story shows its new headline and paragraph, on its page and wherever it is listed."""
        self.edited = True
        self._answers.clear()

    def expected(self) -> tuple[Expected, ...]:
        """Every address that sections list, as the site stands now, and those that redirect to another."""
        return tuple(self._expectations())

    def listed(self, url: str) -> tuple[str, ...]:
        """The article links of a section page, feed or sitemap, in order, as written there: no navigation, no boxes.

        For the sitemap index, those of its children.
        """
        address, _, query = url.partition("?")
        for desk, section in zip(desks(), self.sections, strict=True):
            stories = self._stories(desk)
            if address == f"{self.scheme}://{desk.host}{desk.page}":
                at = (_page_number(query) - 1) * desk.per_page
                cards = lists.section_cards(desk, stories, self.scheme)
                return tuple(card.url for card in cards[at : at + desk.per_page])
            if address == section.url:
                return tuple(pages.url(story, self.scheme) for story in stories)
        return ()

    def requisites(self) -> frozenset[str]:
        """All that a browser could load to show the articles and section pages which a crawl comes by."""
        found = {f"{self.scheme}://{host}/assets/{name}" for host in HOSTS for name in ASSETS if name != "favicon.svg"}
        found.add(f"{self.scheme}://{pages.HOME}/assets/favicon.svg")
        for desk, section in zip(desks(), self.sections, strict=True):
            listed = {"cards": (".png", "-small.png"), "river": ("-small.png",)}.get(desk.layout, ())
            listed = listed if section.kind is Kind.PAGE else ()
            for story in desk.stories:
                ends = listed if story.special == "paywalled" else (".png", "-small.png")
                found |= {f"{self.scheme}://{desk.host}/pictures/{story.id}{end}" for end in ends}
            for end in listed if desk.listed else ():
                found.add(f"{self.scheme}://{desk.host}/pictures/0{end}")
        return frozenset(found)

    def respond(
        self, method: str, host: str, path: str, headers: Mapping[str, str], version: str = "HTTP/1.1"
    ) -> bytes:
        """The whole response, as it goes on the wire. `path` may hold a query; `headers` have names in lower case."""
        host = host.partition(":")[0].lower()
        if host not in HOSTS:
            answer = Answer(421, "text/plain", b"No such host aboard.\n")
        elif method not in ("GET", "HEAD"):
            answer = Answer(405, "text/plain", b"Only GET and HEAD.\n", headers=(("Allow", "GET, HEAD"),))
        else:
            answer = self._visit(method, host, path)
        return serialise(answer, method, headers, version)

    def _visit(self, method: str, host: str, path: str) -> Answer:
        bare, _, query = path.partition("?")
        asked = self.hits[host, bare]
        if method == "GET":
            self.hits[host, bare] += 1
        story = self._find(host, bare)
        if story and story.special == "flaky" and asked < len(FAILURES):
            body = b"The tide is out. Come back presently.\n"
            return Answer(503, "text/plain", body, headers=(("Retry-After", FAILURES[asked]),))
        key = (host, bare, _page_number(query))
        if key not in self._answers:
            answer = self._article(story, bare, key[2]) if story else self._other(host, bare, key[2])
            if answer.status != 200:
                return answer
            self._answers[key] = answer
        return self._answers[key]

    def _article(self, story: Story, path: str, number: int) -> Answer:
        if path == story.moved_from:
            return Answer(301, HTML, b"<p>This story has moved.</p>\n", headers=(("Location", story.path),))
        html = pages.article(story, self.scheme, number)
        chunked = story.id % 3 == 0
        language = (("Content-Language", story.language),)
        modified = story.modified or story.published
        if story.special == "windows-1252":  # the header names no charset, and the page's own label is not quite true
            return Answer(200, "text/html", html.encode("cp1252", "xmlcharrefreplace"), modified, language, chunked)
        return Answer(200, HTML, html.encode(), modified, language, chunked)

    def _other(self, host: str, path: str, number: int) -> Answer:
        folder, _, name = path.rpartition("/")
        if path == "/robots.txt":
            return Answer(200, "text/plain; charset=utf-8", lists.robots(host, self.scheme).encode(), BUILT)
        if folder == "/assets" and name in ASSETS:
            return Answer(200, ASSETS[name], pages.template(name).template.encode(), BUILT)
        if folder == "/pictures" and name in PICTURES:
            return Answer(200, "image/png", picture(*PICTURES[name]), BUILT)
        if path.startswith("/subscriber/"):
            return self._page("For subscribers", [], desks()[0])
        return self._machine(host, path) or self._list(host, path, number) or _missing(self.scheme)

    def _machine(self, host: str, path: str) -> Answer | None:
        """Feeds and sitemaps."""
        council, culture = desks()[1], desks()[3]
        base = f"{self.scheme}://{host}/sitemaps"
        newest = culture.stories[0].published
        if (host, path) == (HOSTS[0], "/feeds/council.xml"):
            text = lists.feed(council, self._stories(council), self.scheme)
            return Answer(200, "application/rss+xml; charset=utf-8", text.encode(), council.stories[0].published)
        if host != HOSTS[1]:
            return None
        if path == "/sitemap.xml":
            children = [(f"{base}/older.xml.gz", culture.stories[-1].published), (f"{base}/culture.xml.gz", newest)]
            return Answer(200, "application/xml", lists.sitemap_index(children).encode(), newest)
        if path == "/sitemaps/culture.xml.gz":
            return Answer(200, "application/gzip", lists.news_sitemap(self._stories(culture), self.scheme), newest)
        if path == "/sitemaps/older.xml.gz":  # empty, which is legal
            return Answer(200, "application/gzip", lists.news_sitemap((), self.scheme), culture.stories[-1].published)
        return None

    def _list(self, host: str, path: str, number: int) -> Answer | None:
        """Section pages, the front page, authors' and topics' pages."""
        for desk in desks():
            if (desk.host, desk.page) == (host, path):
                cards = lists.section_cards(desk, self._stories(desk), self.scheme)
                html = lists.section_page(desk, cards, number, self.scheme)
                newest = max(story.modified or story.published for story in self._stories(desk))
                return Answer(200, HTML, html.encode(), newest, chunked=desk.layout == "rows") if html else None
        everything = [story for desk in desks() for story in self._stories(desk)]
        if path == "/about":
            return self._page("About the Ledger", [])
        if path == "/":
            return self._page("The front page", [story for desk in desks() for story in self._stories(desk)[:2]])
        for name in {name for story in everything for name in story.authors}:
            if path == f"/authors/{pages.slug(name)}":
                return self._page(name, [story for story in everything if name in story.authors])
        for tag in {tag for story in everything for tag in story.tags}:
            if path == f"/topics/{pages.slug(tag)}":
                return self._page(tag, [story for story in everything if tag in story.tags])
        return None

    def _page(self, label: str, stories: list[Story], desk: Desk | None = None) -> Answer:
        cards = lists.story_cards(stories, self.scheme)
        newest = max((story.modified or story.published for story in stories), default=BUILT)
        return Answer(200, HTML, lists.collection(desk or desks()[0], label, cards, self.scheme).encode(), newest)

    def _stories(self, desk: Desk) -> tuple[Story, ...]:
        return tuple(story.edit if self.edited and story.edit else story for story in desk.stories)

    def _find(self, host: str, path: str) -> Story | None:
        for desk in desks():
            for story in self._stories(desk) if desk.host == host else ():
                if path in (story.path, story.moved_from):
                    return story
        return None

    def _expectations(self) -> Iterator[Expected]:
        for desk in desks():
            for story in self._stories(desk):
                special = story.special or ("tracked" if story.tracked else None)
                yield Expected(
                    url=pages.url(story, self.scheme),
                    title=story.title,
                    authors=story.authors,
                    editors=story.editors,
                    published_at=story.published.isoformat(),
                    paragraphs=story.paragraphs,
                    section=story.section,
                    special=special,
                    rejected=Reason.PAYWALL.value if special == "paywalled" else None,
                    summary=story.summary,
                    language=story.language,
                    pages=tuple(
                        f"{self.scheme}://{story.host}{pages.page_path(story, number)}"
                        for number in range(2, len(story.pages) + 1)
                    ),
                )
                if story.moved_from:
                    old = f"{self.scheme}://{story.host}{story.moved_from}"
                    yield _refusal(old, (story.title, story.published, "redirect"), Reason.REDIRECT.value, desk)
            for listed in desk.listed:
                why = Reason.HTTP_STATUS.value if listed.special == "missing" else "robots"
                address = f"{self.scheme}://{desk.host}{listed.path}"
                yield _refusal(address, (listed.title, listed.published, listed.special), why, desk)


def _refusal(url: str, claim: tuple[str, datetime, str], why: str, desk: Desk) -> Expected:
    """An address with no article of its own. `claim`: title and date as listed, and what is special about it."""
    title, published, special = claim
    return Expected(url, title, (), (), published.isoformat(), (), desk.name, special, why, language=desk.language)


def _page_number(query: str) -> int:
    value = parse_qs(query).get("page", ["1"])[0]
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _missing(scheme: str) -> Answer:
    page = pages.Page("Not found - The Harbour Ledger", pages.template("missing.html").template, "en")
    return Answer(404, HTML, pages.document(page, scheme).encode())
