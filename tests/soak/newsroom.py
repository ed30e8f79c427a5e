"""What the hosts of a soak answer when they mean well: stories, and the lists of them, as bytes."""

import hashlib
import html
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.flow import hostile
from tests.soak.plan import Plan, Section, State, Story, root

LISTED = 80  # stories in a list, the newest; none falls out of it while its host is down


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer to a GET, and what a client sees by it."""

    data: bytes
    status: int
    shown: State | None = None  # of a story; what it has already, where the answer is 304
    listed: tuple[Story, ...] = ()


class Newsroom:
    """`epoch` is when minute 0 was."""

    def __init__(self, plan: Plan, epoch: datetime) -> None:
        self._plan, self._epoch = plan, epoch
        self._stories = {(story.host, story.path): story for story in plan.stories}

    def story(self, host: str, path: str) -> Story | None:
        return self._stories.get((host, path))

    def published(self, host: str, minute: float) -> list[Story]:
        """What a host's lists name, newest first: what is there and not taken down."""
        there = [story for story in self._plan.stories if story.host == host and story.published <= minute]
        there = [story for story in there if (state := story.at(minute)) is not None and state.status == 200]
        return sorted(there, key=lambda story: -story.published)[:LISTED]

    def list(self, section: Section, minute: float, headers: hostile.Headers) -> Answer:
        """A feed, a page or a sitemap, as it is at that minute."""
        stories = self.published(section.host, minute)
        make = {"feed": self._feed, "atom": self._atom, "page": self._page, "sitemap": self._sitemap}[section.kind]
        kind = "text/html; charset=utf-8" if section.kind == "page" else "application/xml"
        return _conditional(Answer(make(stories).encode(), 200, None, tuple(stories)), kind, headers)

    def show(self, story: Story, minute: float, headers: hostile.Headers) -> Answer:
        """A story, in the odd way of its host."""
        state = story.at(minute)
        if state is None or state.status != 200:
            status = f"{state.status} Gone" if state else "404 Not Found"
            gone = hostile.answer(b"<!doctype html><title>Gone</title><h1>Not here</h1>", status=status)
            return Answer(gone, int(status[:3]), state)
        if story.oddity == "cookie" and "seen=yes" not in headers.get("cookie", ""):
            wall = hostile.answer(b"", f"Location: {story.path}", "Set-Cookie: seen=yes; Path=/", status="302 Found")
            return Answer(wall, 302)
        page, more = self.page(story, state), list[str]()
        if story.oddity == "gzip":
            packer = zlib.compressobj(wbits=31)
            page, more = packer.compress(page) + packer.flush(), ["Content-Encoding: gzip"]
        kind = "text/html; charset=utf-16" if story.oddity == "liar" else "text/html; charset=utf-8"
        return _conditional(Answer(page, 200, state), kind, headers, *more)

    def page(self, story: Story, state: State) -> bytes:
        """The story's page."""
        title, published, modified = html.escape(state.title), self._at(story.published), self._at(state.modified)
        body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in state.paragraphs)
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f'<title>{title}</title><link rel="canonical" href="{story.url}">'
            '<meta property="og:type" content="article">'
            f'<meta property="article:published_time" content="{published}">'
            f'<meta property="article:modified_time" content="{modified}"></head><body>\n'
            f"<nav><a href='/'>Home</a></nav><main><article><h1>{title}</h1>\n"
            f'<time datetime="{published}">{published}</time>\n{body}</article></main></body></html>\n'
        ).encode()

    def _at(self, minute: float) -> str:
        return (self._epoch + timedelta(minutes=minute)).isoformat(timespec="seconds")

    def _feed(self, stories: Iterable[Story]) -> str:
        items = "".join(
            f"<item><title>{html.escape(story.states[0].title)}</title><link>{story.url}</link></item>"
            for story in stories
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'

    def _atom(self, stories: Iterable[Story]) -> str:
        entries = "".join(
            f"<entry><id>{story.url}</id><title>{html.escape(story.states[0].title)}</title>"
            f'<link href="{story.url}"/><updated>{self._at(story.published)}</updated></entry>'
            for story in stories
        )
        return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>All</title>{entries}</feed>'

    def _page(self, stories: Iterable[Story]) -> str:
        cards = "".join(
            f'<article><h2><a href="{story.path}">{html.escape(story.states[0].title)}</a></h2></article>\n'
            for story in stories
        )
        return f"<!doctype html><html><head><title>Latest</title></head><body><main>{cards}</main></body></html>"

    def _sitemap(self, stories: Iterable[Story]) -> str:
        urls = "".join(
            f"<url><loc>{story.url}</loc><news:news><news:publication_date>{self._at(story.published)}"
            f"</news:publication_date><news:title>{html.escape(story.states[0].title)}</news:title></news:news></url>"
            for story in stories
        )
        names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        return f'<?xml version="1.0"?><urlset {names}>{urls}</urlset>'


def _conditional(answer: Answer, kind: str, headers: hostile.Headers, *more: str) -> Answer:
    """With an entity tag that is true to the bytes, and 304 for who has them."""
    tag = f'"{hashlib.sha256(answer.data).hexdigest()[:16]}"'
    if headers.get("if-none-match") == tag:
        bare = f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        return Answer(bare, 304, answer.shown, answer.listed)
    return Answer(hostile.answer(answer.data, f"ETag: {tag}", *more, kind=kind), 200, answer.shown, answer.listed)


def address(section: Section) -> str:
    return root(section.host) + section.path
