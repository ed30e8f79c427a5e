"""The fields of one page put together, each from the best witness, with its provenance."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from scraper import dates
from scraper.extract.address import find_address
from scraper.extract.body import Body, BodyRules, find_body
from scraper.extract.chosen import find_chosen
from scraper.extract.document import Document
from scraper.extract.labels import (
    clean_path,
    find_dateline,
    find_kind,
    find_language,
    find_section,
    find_site_name,
    find_summary,
    find_tags,
)
from scraper.extract.moments import Moments, find_moments
from scraper.extract.names import split_names
from scraper.extract.nearby import read_nearby
from scraper.extract.people import find_authors, find_editors
from scraper.extract.pictures import Figure, find_figures, find_lead, same_picture
from scraper.extract.story import Story, find_story
from scraper.extract.title import find_title
from scraper.extract.verdict import judge_access, reject_page
from scraper.extract.witnesses import Found, Witnesses, gather
from scraper.extract.words import listing
from scraper.model import Article, Image, Rejection
from scraper.profiles import Profile, publisher_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the fields are asked of, and the provenance noted so far."""

    document: Document
    story: Story
    witnesses: Witnesses
    profile: Profile | None
    notes: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, *choices: Found[Value] | None) -> Value | None:
        """The first choice that found something, noted as this field's provenance."""
        for choice in choices:
            if choice is not None:
                self.notes[name] = choice.how
                return choice.value
        return None

    def chosen(self, name: str) -> Found[tuple[str, ...]] | None:
        return find_chosen(self.document, self.profile, name)

    def chosen_text(self, name: str) -> Found[str] | None:
        texts = self.chosen(name)
        return Found(texts.value[0], texts.how) if texts else None

    def chosen_names(self, name: str) -> Found[tuple[str, ...]] | None:
        texts = self.chosen(name)
        names = tuple(dict.fromkeys(one for text in texts.value for one in split_names(text))) if texts else ()
        return Found(names, texts.how) if texts and names else None

    def chosen_moment(self, name: str) -> Found[datetime] | None:
        text = self.chosen_text(name)
        moment = (
            dates.parse(text.value, self.profile.zone if self.profile else None, self.document.fetched_at)
            if text
            else None
        )
        return Found(moment, text.how) if text and moment else None

    def known(self, value: str | None) -> Found[str] | None:
        return Found(value, "profile") if value else None


def read_article(document: Document, html: bytes, profile: Profile | None) -> Article | Rejection:
    """Every field of a page, or why the page is no article. `html` is the document's bytes, for marks that no element
    shows.
    """
    page = Page(document, find_story(document), gather(document), profile)
    story, witnesses = page.story, page.witnesses
    site_name = page.take(
        "site_name", page.known(profile.site_name if profile else None), find_site_name(document, story)
    )
    title = page.take("title", page.chosen_text("title"), find_title(document, story, witnesses, site_name)) or ""
    summary = page.take("summary", page.chosen_text("summary"), find_summary(document, story))
    nearby = cache(partial(read_nearby, document, title))
    moments = find_moments(document, story, witnesses, nearby, profile.zone if profile else None)
    authors = page.take("authors", page.chosen_names("authors"), find_authors(document, story, witnesses, nearby)) or ()
    editors = page.take("editors", page.chosen_names("editors"), find_editors(document, story, witnesses)) or ()
    section = page.take("section", _chosen_path(page, title), find_section(document, story, witnesses, title)) or ()
    tags = page.take("tags", page.chosen("tags"), find_tags(document, story, witnesses)) or ()
    figures = find_figures(document, witnesses, profile)
    caption = page.chosen_text("caption")
    lead = page.take("lead_image", find_lead(document, story, figures, caption.value if caption else None, profile))
    address = page.take("url", find_address(document)) or document.url
    language = page.take("language", find_language(document, story), page.known(profile.language if profile else None))
    kind = page.take("kind", find_kind(document, story)) or "article"

    body = find_body(document, title or None, summary, _rules(profile))
    rejection = reject_page(document, html, body.paragraphs, story, title or None)
    if rejection is not None:
        return rejection
    access, why = judge_access(document, html, body.paragraphs, story)
    published, modified, words = _take_moments(page, moments)
    dateline = page.take("dateline", page.chosen_text("dateline"), find_dateline(body.paragraphs))
    return Article(
        url=address,
        publisher=profile.publisher if profile else publisher_of(document.url),
        title=title,
        paragraphs=body.paragraphs,
        site_name=site_name,
        kind=kind,
        access=access,
        summary=summary,
        language=language,
        authors=authors,
        editors=editors,
        dateline=dateline,
        published_at=published,
        modified_at=modified,
        published_text=words,
        section=section,
        tags=tags,
        lead_image=lead,
        images=_other_pictures(figures, body, lead),
        profile=profile.publisher if profile else None,
        profile_valid_from=profile.valid_from.isoformat() if profile and profile.valid_from else None,
        provenance=_in_order({**page.notes, "access": why, "paragraphs": body.how}),
    )


def _take_moments(page: Page, moments: Moments) -> tuple[datetime | None, datetime | None, str | None]:
    published = page.take("published_at", page.chosen_moment("published"), moments.published)
    modified = page.take("modified_at", page.chosen_moment("modified"), moments.modified)
    words = page.take("published_text", page.chosen_text("published_text"), moments.text)
    return published, modified, words


def _chosen_path(page: Page, title: str) -> Found[tuple[str, ...]] | None:
    texts = page.chosen("section")
    path = clean_path(texts.value, title) if texts else ()
    return Found(path, texts.how) if texts and path else None


def _rules(profile: Profile | None) -> BodyRules:
    if profile is None:
        return BodyRules()
    body = profile.select.get("body", ())
    return BodyRules(", ".join(select.css for select in body) or None, profile.remove, profile.drop_lines)


def _other_pictures(figures: tuple[Figure, ...], body: Body, lead: Image | None) -> tuple[Image, ...]:
    """The pictures inside the body's element, without the leading one, each once."""
    if body.region is None:
        return ()
    inside = body.region.mem_id
    kept: dict[str, Image] = {}
    for figure in figures:
        if inside in figure.holders and (lead is None or not same_picture(figure.image.url, lead.url)):
            kept.setdefault(figure.image.url, figure.image)
    return tuple(kept.values())


_ORDER = listing(
    "url site_name kind access title summary language authors editors dateline published_at modified_at "
    "published_text section tags "
    "lead_image paragraphs"
)


def _in_order(notes: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, notes[name]) for name in _ORDER if name in notes)
