"""The package's list of pages, `pages/pages.jsonl`: what a reader may open, with titles and texts to search in."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scraper import decode
from scraper.catalog.captures import Held
from scraper.catalog.pages import Story
from scraper.errors import ArchiveError
from scraper.export.package import to_iso
from scraper.export.parts import Complain
from scraper.extract.page.document import parse
from scraper.ingest import Shelves, read_capture

HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes the lines of the list; what cannot be read is told, and listed without what it lacks."""

    shelves: Shelves
    record: Callable[[Held], bytes | None]  # the line of a capture's record, made anew; raises ArchiveError
    complain: Complain

    def of_stories(self, stories: Iterable[Story]) -> Iterator[dict[str, Any]]:
        """A page for each story, in their order; its text is the paragraphs of its record."""
        lines = lru_cache(maxsize=1)(self.shelves.files.lines)  # they come day by day
        for story in stories:
            line = lines(story.publisher, story.day).get(story.line_digest) or self._made_anew(story.held)
            text = "\n".join(json.loads(line)["paragraphs"]) if line else ""
            yield _page(story.held, story.title, text)

    def of_sections(self, captures: Iterable[Held]) -> Iterator[dict[str, Any]]:
        """A page for each capture of a section that is HTML, named as its <title> says; without text."""
        for held in captures:
            try:
                exchange = read_capture(self.shelves, held).exchange
            except ArchiveError as error:
                self.complain(f"{error}; it is not in the list of pages")
                continue
            if decode.media_type(exchange) in _HTML:
                html, _ = decode.text_utf8(exchange)
                heading = parse(html, exchange.url, exchange.fetched_at).heading
                yield _page(held, heading or (held.target.section if held.target else None) or held.url, "")

    def _made_anew(self, held: Held) -> bytes | None:
        try:
            return self.record(held)
        except ArchiveError as error:
            self.complain(f"{error}; its text is not in the list of pages")
            return None


def to_line(page: dict[str, Any]) -> bytes:
    """One line of the list."""
    return json.dumps(page, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _page(held: Held, title: str, text: str) -> dict[str, Any]:
    told = {"id": held.record_id.rpartition(":")[2], "url": held.url, "ts": to_iso(held.fetched_at), "title": title}
    return told | ({"text": text} if text else {})
