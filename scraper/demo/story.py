"""The demo's stories, read from stories/*.toml: what the invented publisher would know of its own articles.

PURE but for reading the package's own data. Truth for tests comes from here and never from our extractor.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final

NAMES: Final = ("harbour", "council", "sport", "culture", "kabar")  # the sections, in the order of the navigation
LINK: Final = re.compile(r"\[([^]]+)]\(([^)]+)\)")
EMPHASIS: Final = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True, slots=True)
class Story:
    """One article. `body` lines are marked: `## ` heading, `- ` list item, `> ` quotation, `| a | b |` table row."""

    id: int
    section: str
    host: str
    path: str
    template: str  # linked, meta, bare or kabar: pages.py
    language: str
    title: str
    summary: str
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    published: datetime
    modified: datetime | None
    caption: str
    credit: str
    tags: tuple[str, ...]
    body: tuple[str, ...]
    special: str | None = None  # edited, moved, flaky, windows-1252, paywalled, two-pages
    moved_from: str | None = None  # the path that answers 301; the section lists this one
    tracked: bool = False  # the section links it a second time, with utm_ parameters
    edit: "Story | None" = None  # what the page says once the edit is out

    @property
    def listed_path(self) -> str:
        """The path that sections, feeds and sitemaps link to."""
        return self.moved_from or self.path

    @property
    def pages(self) -> tuple[tuple[str, ...], ...]:
        """The lines of the body on each of its pages."""
        half = len(self.body) // 2
        return (self.body[:half], self.body[half:]) if self.special == "two-pages" else (self.body,)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body as a reader sees it, markup gone; the cells of a table row are joined by one space."""
        return tuple(plain(line) for line in self.body)


@dataclass(frozen=True, slots=True)
class Listed:
    """A card on a section page with no story behind it: a dead link, or one that robots.txt keeps robots from."""

    path: str
    title: str
    summary: str
    published: datetime
    special: str
    after: int  # how many stories stand before it on the page


@dataclass(frozen=True, slots=True)
class Desk:
    """One section: where it lives, how its pages are made, and its stories, newest first."""

    name: str
    label: str
    about: str
    host: str
    page: str
    layout: str  # cards, river or rows: lists.py
    language: str
    per_page: int
    stories: tuple[Story, ...]
    listed: tuple[Listed, ...]


def plain(line: str) -> str:
    """The words of one body line, without the marks of stories/*.toml."""
    if line.startswith("| "):
        return " ".join(cell.strip() for cell in line.strip("| ").split("|"))
    for mark in ("## ", "- ", "> "):
        line = line.removeprefix(mark)
    return EMPHASIS.sub(r"\1", LINK.sub(r"\1", line))


@cache
def desks() -> tuple[Desk, ...]:
    """Every section, in the order of the navigation."""
    return tuple(_desk(_table(name)) for name in NAMES)


@cache
def words() -> dict[str, dict[str, str]]:
    """What surrounds the stories, by language and then by name. None of it may reach a record."""
    return _table("words")


def _table(name: str) -> dict[str, Any]:
    text = resources.files("scraper.demo").joinpath("stories", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _desk(table: dict[str, Any]) -> Desk:
    section = table["section"]
    stories = tuple(_story(row, section) for row in table["story"])
    return Desk(
        name=section["name"],
        label=section["label"],
        about=section["about"],
        host=section["host"],
        page=section["page"],
        layout=section["list"],
        language=section["language"],
        per_page=section["per_page"],
        stories=tuple(sorted(stories, key=lambda story: (story.published, story.id), reverse=True)),
        listed=tuple(Listed(**row) for row in table.get("listed", ())),
    )


def _story(row: dict[str, Any], section: dict[str, Any]) -> Story:
    story = Story(
        id=row["id"],
        section=section["name"],
        host=section["host"],
        path=section["article"].format(date=row["published"], slug=row["slug"], id=row["id"]),
        template=row.get("template", section["template"]),
        language=section["language"],
        title=row["title"],
        summary=row["summary"],
        authors=tuple(row["authors"]),
        editors=tuple(row.get("editors", ())),
        published=row["published"],
        modified=row.get("modified"),
        caption=row["caption"],
        credit=row["credit"],
        tags=tuple(row["tags"]),
        body=tuple(row["body"]),
        special=row.get("special"),
        moved_from=row.get("moved_from"),
        tracked=row.get("tracked", False),
    )
    edit = row.get("edit")
    if edit is None:
        return story
    at = edit["paragraph"]
    body = (*story.body[:at], edit["text"], *story.body[at + 1 :])
    return replace(story, edit=replace(story, title=edit["title"], modified=edit["modified"], body=body))
