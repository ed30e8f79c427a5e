"""An invented paper with a long past: a section of pages, a feed, lists of days and sitemaps, newest first.

`Paper` publishes; its front lists hold five stories. `configure` writes a configuration of its one section.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from tests.flow.background import Pages, response
from tests.unit.page import page

HOST = "www.pier.example"
SITE = f"http://{HOST}"
NAME = "pier/news"
FRONT = 5


def today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Story:
    number: int
    day: date
    place: str = "news"

    @property
    def dated(self) -> str:
        return f"/{self.place}/{self.day:%Y/%m/%d}/tide-tables-posted-{self.number}"

    @property
    def plain(self) -> str:
        return f"/{self.place}/tide-tables-posted-no-{self.number}"


@dataclass
class Paper(Pages):
    """The site. `shown` says what it offers; `broken` paths are answered with a 500, `refused` ones with a 404."""

    shown: frozenset[str] = frozenset({"pages"})  # pages, index, sitemap
    dates: bool = True  # whether addresses name the day
    stories: list[Story] = field(default_factory=list)  # the newest last
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    heard: threading.Condition = field(default_factory=threading.Condition)

    def publish(self, count: int, day: date | None = None, place: str = "news") -> None:
        for _ in range(count):
            self.stories.append(Story(len(self.stories), day or today(), place))

    def wait_for(self, count: int) -> None:
        """Return when so many requests have come."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.asked) >= count, timeout=60)

    def path(self, story: Story) -> str:
        return story.dated if self.dates else story.plain

    def urls(self, first: date | None = None, last: date | None = None, place: str = "news") -> set[str]:
        return {
            SITE + self.path(story)
            for story in self.stories
            if story.place == place and (first or story.day) <= story.day <= (last or story.day)
        }

    def respond(
        self, method: str, host: str, path: str, headers: Mapping[str, str], version: str = "HTTP/1.1"
    ) -> bytes:
        with self.heard:
            self.asked.append(path)
            self.heard.notify_all()
        if path in self.broken:
            return response(b"", "text/plain", "500 Oops")
        answer = None if path in self.refused else self._answer(path)
        return answer or response(b"nothing here", "text/plain", "404 Not Found")

    def _answer(self, path: str) -> bytes | None:
        own = [story for story in reversed(self.stories) if story.place == "news"]
        if path == "/robots.txt":
            line = f"Sitemap: {SITE}/sitemaps.xml\n" if "sitemap" in self.shown else ""
            return response(f"User-agent: *\nAllow: /\n{line}".encode(), "text/plain")
        if match := re.fullmatch(r"/news/(?:\?page=(\d+))?", path):
            return self._page(own, int(match[1] or 1))
        if path == "/feed.xml":
            return self._feed(own[:FRONT])
        if (match := re.fullmatch(r"/archive/(\d{4})-(\d\d)-(\d\d)(?:\?page=(\d+))?", path)) and "index" in self.shown:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return self._page([story for story in own if story.day == day], int(match[4] or 1), path.partition("?")[0])
        if "sitemap" in self.shown and path.endswith(".xml"):
            return self._sitemap(path)
        for story in self.stories:
            if path == self.path(story):
                return response(_story(story).encode())
        return None

    def _page(self, stories: list[Story], number: int, base: str = "/news/") -> bytes:
        shown = stories[(number - 1) * FRONT : number * FRONT]
        items = "".join(f'<h2><a class="card" href="{self.path(story)}">{_title(story)}</a></h2>' for story in shown)
        more = number * FRONT < len(stories) and "pages" in self.shown
        onward = f'<a rel="next" href="{base}?page={number + 1}">Older</a>' if more else ""
        return response(f"<!doctype html><title>News</title><main>{items}{onward}</main>".encode())

    def _feed(self, stories: list[Story]) -> bytes:
        items = "".join(
            f"<item><title>{_title(story)}</title><link>{SITE}{self.path(story)}</link>"
            f"<pubDate>{format_datetime(_noon(story.day))}</pubDate></item>"
            for story in stories
        )
        return response(f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>".encode(), "text/xml")

    def _sitemap(self, path: str) -> bytes | None:
        """An index of a sitemap a day, each with its `lastmod`."""
        days = sorted({story.day for story in self.stories})
        if path == "/sitemaps.xml":
            children = "".join(
                f"<sitemap><loc>{SITE}/map-{number}.xml</loc><lastmod>{day}</lastmod></sitemap>"
                for number, day in enumerate(days)
            )
            return response(f"<sitemapindex>{children}</sitemapindex>".encode(), "text/xml")
        if path == "/latest.xml":
            latest = "".join(
                f"<url><loc>{SITE}{self.path(story)}</loc></url>" for story in self.stories[: -FRONT - 1 : -1]
            )
            return response(f"<urlset>{latest}</urlset>".encode(), "text/xml")
        if match := re.fullmatch(r"/map-(\d+)\.xml", path):
            entries = "".join(
                f"<url><loc>{SITE}{self.path(story)}</loc><lastmod>{_noon(story.day).isoformat()}</lastmod></url>"
                for story in self.stories
                if story.day == days[int(match[1])]
            )
            return response(f"<urlset>{entries}</urlset>".encode(), "text/xml")
        return None


def configure(folder: Path, port: int, url: str = f"{SITE}/news/", profile: str = "", more: str = "") -> Path:
    """A configuration of the paper's section; `profile` is what the publisher's profile says of sections."""
    file, profiles = folder / "config.yaml", folder / "publishers"
    profiles.mkdir(exist_ok=True)
    rules = ", ".join(filter(None, ("links: a.card, next: 'a[rel=next]'", profile)))
    (profiles / "pier.yaml").write_text(f"publisher: pier\nhosts: [{HOST}]\nversions: [{{section: {{{rules}}}}}]\n")
    file.write_text(
        f"archive: archive\nprofiles: publishers\nidentity: {{name: Test, contact: desk@desk.example}}\n"
        f'fetch: {{delay: 0, attempts: 1, connect_to: {{"{HOST}:80": "127.0.0.1:{port}"}},'
        f" allow_networks: [127.0.0.0/8]}}\n"
        f"sections:\n  - {{name: {NAME}, url: '{url}', every: 1h, watch: none{more}}}\n"
    )
    return file


def _story(story: Story) -> str:
    stamp = f'<meta property="article:published_time" content="{_noon(story.day).isoformat()}">'
    return page(head=stamp + '<meta property="og:type" content="article">', title=_title(story))


def _title(story: Story) -> str:
    return f"Tide tables posted for landing number {story.number}"


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=6)
