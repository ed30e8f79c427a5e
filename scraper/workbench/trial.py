"""One page read twice, without its profile and with it, and what each part of the profile is good for."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from scraper import decode
from scraper.extract import count_matches, extract
from scraper.model import Article, Entry, Exchange, Image, Rejection
from scraper.profiles import Profile

FIELDS = (
    *("kind", "access", "kicker", "title", "summary", "language", "authors", "editors", "photographers", "agencies"),
    *("dateline", "published_at", "modified_at", "published_text", "section", "tags", "lead_image", "images"),
    *("paragraphs", "entries", "corrections", "pages", "url", "site_name"),
)


class Standing(StrEnum):
    """What a profile does for a field."""

    GENERIC = "generic"  # nothing: the field is as the generic method has it
    NEEDED = "needed"  # the record has another value by it
    NEEDLESS = "needless"  # it names the field, and the generic method finds the same
    EMPTY = "empty"  # it names the field, and its selectors find nothing here


@dataclass(frozen=True, slots=True)
class Row:
    """A field as both find it, written out for a reader, with the witness that gave it."""

    field: str
    generic: tuple[str, ...]
    generic_how: str | None
    found: tuple[str, ...]  # with the profile: what the record has
    found_how: str | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Trial:
    """What a page gives. `rejected` says why there is no article, by each reading; then there may be no rows."""

    url: str
    profile: str | None
    rows: tuple[Row, ...]
    lost: tuple[str, ...]  # paragraphs of the generic body that the profile leaves out
    gained: tuple[str, ...]  # paragraphs that it adds
    complaints: tuple[str, ...]  # what of the profile does nothing on this page
    rejected: tuple[str | None, str | None]  # without the profile, with it


def try_page(exchange: Exchange, profile: Profile | None) -> Trial:
    """A page by the generic method and by the profile. Never raises, whatever the page."""
    generic = extract(exchange, None)
    found = extract(exchange, profile)
    before = generic if isinstance(generic, Article) else None
    after = found if isinstance(found, Article) else None
    lines = (before.paragraphs if before else (), after.paragraphs if after else ())
    lost, gained = _compare(*lines)
    return Trial(
        exchange.url,
        profile.publisher if profile else None,
        tuple(_row(name, before, after, profile) for name in FIELDS) if before or after else (),
        lost,
        gained,
        tuple(_complaints(exchange, profile, lines[0])) if profile else (),
        (_reason(generic), _reason(found)),
    )


def _row(name: str, before: Article | None, after: Article | None, profile: Profile | None) -> Row:
    generic, found = _words(before, name), _words(after, name)
    how = dict(after.provenance).get(name) if after else None
    if generic != found:
        standing = Standing.NEEDED
    elif profile is None or not _selected(profile, name):
        standing = Standing.GENERIC
    elif how is not None and how.startswith("profile"):
        standing = Standing.NEEDLESS
    else:
        standing = Standing.EMPTY
    return Row(name, generic, dict(before.provenance).get(name) if before else None, found, how, standing)


_NAMED = {"published_at": "published", "modified_at": "modified", "lead_image": "caption", "paragraphs": "body"}


def _selected(profile: Profile, name: str) -> bool:
    return bool(profile.select.get(_NAMED.get(name, name)))


def _words(article: Article | None, name: str) -> tuple[str, ...]:
    """A field's value as lines of text."""
    value: object = getattr(article, name, None)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return tuple(_line(one) for one in values)


def _line(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case Image():
            return " | ".join(part for part in (value.url, value.caption, value.credit) if part)
        case Entry():
            when = value.published_at.isoformat() if value.published_at else value.published_text
            return " | ".join(part for part in (when, value.title, *value.paragraphs[:1]) if part)
        case _:
            return str(value)


def _reason(found: Article | Rejection) -> str | None:
    return f"{found.reason.value}: {found.detail}" if isinstance(found, Rejection) else None


def _compare(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lost: list[str] = []
    gained: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            lost += before[a:b]
            gained += after[c:d]
    return tuple(lost), tuple(gained)


def _complaints(exchange: Exchange, profile: Profile, paragraphs: tuple[str, ...]) -> list[str]:
    """What of a profile does nothing on this page: on another page of the site it may."""
    html, _ = decode.text_utf8(exchange)
    named = [(f"select.{name}", one.css) for name, several in profile.select.items() for one in several]
    named += [("remove", css) for css in profile.remove]
    counts = count_matches(html, [css for _, css in named])
    told = [f"{key}: {css} matches nothing" for (key, css), n in zip(named, counts, strict=True) if n == 0]
    if profile.article is not None and not profile.is_article(exchange.url):
        told.append(f"article: {profile.article.pattern} is not found in the address {exchange.url}")
    told += [
        f"drop_lines: {pattern.pattern} matches no paragraph of the generic body"
        for pattern in profile.drop_lines
        if not any(pattern.search(text) for text in paragraphs)
    ]
    return told
