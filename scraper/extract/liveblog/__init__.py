"""The entries of a live blog, in the order of the page: each with its moment, title, authors and words.

Two witnesses. JSON-LD's `liveBlogUpdate` says what the entries are and when they were written; the page
(`shown`) says in which order a reader sees them, and what their paragraphs are. Their words stay in the
article's paragraphs too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from scraper import dates
from scraper.extract.liveblog.shown import MAX_ENTRIES, Clock, read_entries
from scraper.extract.page.document import Document, Linked
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import key, plain
from scraper.extract.people.names import split_names
from scraper.model import Entry

MIN_ENTRIES, MANY_ENTRIES = 2, 3  # that make a live blog; of a page that only hints at being one
MARK = 24  # letters of an entry's beginning that it is known by
_LINE_END = re.compile(r"[\r\n]+|</p>|<br\s*/?>", re.IGNORECASE)


def find_entries(
    document: Document, story: Story, paragraphs: tuple[str, ...], title: str, clock: Clock
) -> Found[tuple[Entry, ...]] | None:
    """The entries of a page that claims to be a live blog, in page order; None where there are fewer than two.

    Boxes on the page count only where the body holds most of their text: teasers have times too.
    """
    split = cache(split_names)  # a few people write hundreds of entries
    said = [entry for update in _updates(document, story) if (entry := _read_update(story, update, clock.zone, split))]
    body = _Body(paragraphs)
    shown = read_entries(document, title, clock)
    if len(shown) >= max(MIN_ENTRIES, len(said) // 2) and 2 * sum(map(body.holds, shown)) >= len(shown):
        return Found(_join(shown, said), "json-ld and page" if said else "page")
    if len(said) >= MIN_ENTRIES:
        return Found(tuple(replace(entry, paragraphs=body.cut(entry)) for entry in said), "json-ld")
    return None


def are_most(entries: tuple[Entry, ...], paragraphs: tuple[str, ...]) -> bool:
    """Whether three entries or more are most of the text: what a page must show that only hints at being one."""
    told = sum(len(text) for entry in entries for text in entry.paragraphs)
    return len(entries) >= MANY_ENTRIES and 2 * told >= sum(map(len, paragraphs))


def _updates(document: Document, story: Story) -> list[Linked]:
    for item in (story.main, *document.linked):
        updates = item.get("liveBlogUpdate")
        if isinstance(updates, dict):
            updates = [updates]
        if isinstance(updates, list):
            return [update for update in map(story.follow, updates[:MAX_ENTRIES]) if isinstance(update, dict)]
    return []


def _read_update(story: Story, update: Linked, zone: str | None, split: Callable[[str], list[str]]) -> Entry | None:
    words = update.get("datePublished")
    people = update.get("author")
    authors = [story.follow(one) for one in (people if isinstance(people, list) else [people])]
    names = [name for one in authors for name in split(plain(one.get("name") if isinstance(one, dict) else one))]
    body = update.get("articleBody") or update.get("description") or update.get("text")
    lines = _LINE_END.split(body) if isinstance(body, str) else []
    entry = Entry(
        published_at=dates.parse(words, zone) if isinstance(words, str) else None,
        title=plain(update.get("headline") or update.get("name")) or None,
        authors=tuple(dict.fromkeys(names)),
        paragraphs=tuple(text for line in lines if (text := plain(line))),
    )
    return entry if entry.title or entry.paragraphs else None


def _join(shown: tuple[Entry, ...], said: list[Entry]) -> tuple[Entry, ...]:
    """What the page shows, with the moments, titles and authors that JSON-LD knows of the same entries."""
    known: dict[str, Entry] = {}
    for entry in said:
        for mark in _marks(entry):
            known.setdefault(mark, entry)
    joined = []
    for entry in shown:
        same = next((known[mark] for mark in _marks(entry) if mark in known), None)
        if same is not None:
            entry = replace(
                entry,
                published_at=same.published_at or entry.published_at,
                title=entry.title or same.title,
                authors=entry.authors or same.authors,
                paragraphs=entry.paragraphs or same.paragraphs,
            )
        joined.append(entry)
    return tuple(joined)


def _marks(entry: Entry) -> Iterator[str]:
    for text in (entry.title, *entry.paragraphs[:1]):
        if text and len(mark := key(text)[:MARK]) > 8:
            yield mark


class _Body:
    """The body's paragraphs as one string of letters, so that one look finds where in them an entry begins."""

    __slots__ = ("marks", "paragraphs", "starts", "whole")

    def __init__(self, paragraphs: tuple[str, ...]) -> None:
        self.paragraphs = paragraphs
        self.marks = list(map(key, paragraphs))
        self.whole = "".join(self.marks)
        self.starts: dict[int, int] = {}  # where a paragraph begins -> its number
        length = 0
        for number, mark in enumerate(self.marks):
            self.starts.setdefault(length, number)
            length += len(mark)

    def holds(self, entry: Entry) -> bool:
        text = key("".join(entry.paragraphs[:2])) or key(entry.title or "")
        return len(text) > 8 and text[:MARK] in self.whole

    def cut(self, entry: Entry) -> tuple[str, ...]:
        """An entry's text in the body's paragraphs; in its own lines where the body does not have it."""
        text = key("".join(entry.paragraphs))
        first = self.starts.get(self.whole.find(text[:MARK])) if len(text) >= MARK else None
        last, left = first or 0, len(text)
        while first is not None and last < len(self.marks) and left >= max(1, len(self.marks[last]) // 2):
            left -= len(self.marks[last])
            last += 1
        return self.paragraphs[first:last] if first is not None and last > first else entry.paragraphs
