"""The fields of one page put together, each from the best witness, with its provenance."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from scraper import dates
from scraper.extract.about.address import find_address, find_variant
from scraper.extract.about.corrections import find_corrections
from scraper.extract.about.dateline import find_dateline
from scraper.extract.about.kinds import Shape, claims_liveblog, find_kind
from scraper.extract.about.labels import clean_path, find_section, find_tags
from scraper.extract.about.language import find_language
from scraper.extract.about.paging import Paging, find_paging
from scraper.extract.body import Body, BodyRules, find_body
from scraper.extract.chosen import find_chosen
from scraper.extract.headline.headings import spot_headline
from scraper.extract.headline.kicker import find_kicker
from scraper.extract.headline.site_name import find_site_name
from scraper.extract.headline.summary import find_summary
from scraper.extract.headline.title import find_title
from scraper.extract.liveblog import are_most, find_entries
from scraper.extract.liveblog.shown import Clock
from scraper.extract.moments import Moments, find_moments
from scraper.extract.page.document import Document
from scraper.extract.page.nearby import read_nearby
from scraper.extract.page.story import Story, find_story
from scraper.extract.page.witnesses import Found, Witnesses, gather
from scraper.extract.page.words import listing
from scraper.extract.people import find_authors, find_closing, find_credited, find_editors, find_photographers
from scraper.extract.people.agencies import find_agencies
from scraper.extract.people.credits import credited_as
from scraper.extract.people.names import split_names
from scraper.extract.pictures import find_lead, find_others, find_pictures, read_removed, set_scene
from scraper.extract.pictures.captions import split_credit
from scraper.extract.verdict import reject_page
from scraper.extract.verdict.access import count_words, judge_access
from scraper.model import Article, Entry, Image, Rejection
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
        said = (split_names(credited_as(text, name)) for text in texts.value) if texts else ()
        names = tuple(dict.fromkeys(one for some in said for one in some))
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
    headline = spot_headline(document, witnesses.headings, title)
    kicker = page.take("kicker", page.chosen_text("kicker"), find_kicker(document, story, headline, title))
    summary = page.take("summary", page.chosen_text("summary"), find_summary(document, story, headline, title))
    nearby = cache(partial(read_nearby, document, title))
    moments = find_moments(document, story, witnesses, nearby, profile.zone if profile else None)
    wrote, edited = find_closing(document, html)
    named = find_authors(document, story, witnesses, nearby)
    authors = page.take("authors", page.chosen_names("authors"), named, wrote) or ()
    editors = page.take("editors", page.chosen_names("editors"), find_editors(document, story, witnesses), edited) or ()
    shot = find_photographers(story, witnesses)
    path = find_section(document, story, witnesses, title, site_name)
    section = page.take("section", _chosen_path(page, title), path) or ()
    tags = page.take("tags", page.chosen("tags"), find_tags(document, story, witnesses, title)) or ()
    caption = page.chosen_text("caption")
    paging, variant = _take_address(page, html)
    # What the profile points at must be read before what it removes is gone.
    chosen_shot, chosen_notes = page.chosen_names("photographers"), page.chosen("corrections")
    scene = set_scene(document, story, profile)
    removed = read_removed(scene)

    body = find_body(document, title or None, summary, _rules(profile))
    rejection = reject_page(document, html, body.paragraphs, story, title or None)
    if rejection is not None:
        return rejection
    own_language = page.known(profile.language if profile else None)
    language = page.take("language", find_language(document, story, body.paragraphs), own_language)
    access = page.take("access", judge_access(document, html, body.paragraphs, story)) or "full"
    published, modified, words = _take_moments(page, moments)
    pictures = find_pictures(scene, headline.node if headline else None, body.region, removed)
    lead = page.take("lead_image", find_lead(scene, witnesses, pictures, removed))
    if lead is not None and caption is not None:
        lead = Image(lead.url, *split_credit(caption.value, profile))
    images = page.take("images", find_others(pictures, lead)) or ()
    credited = find_credited(lead.credit if lead else None, site_name)
    photographers = page.take("photographers", chosen_shot, shot, credited) or ()
    agencies = page.take("agencies", find_agencies(document, story, authors, body.paragraphs)) or ()
    shape = Shape(title, section, body.paragraphs[:1], count_words(body.paragraphs), len(pictures.images))
    clock = Clock(published, modified, profile.zone if profile else None)
    kind, entries = _take_kind(page, body, shape, clock)
    notes = find_corrections(story, witnesses, body.paragraphs)
    corrections = page.take("corrections", chosen_notes, notes) or ()
    dateline = page.take("dateline", page.chosen_text("dateline"), find_dateline(body.paragraphs, site_name))
    return Article(
        url=paging.first,
        publisher=profile.publisher if profile else publisher_of(document.url),
        title=title,
        paragraphs=body.paragraphs,
        site_name=site_name,
        kind=kind,
        access=access,
        kicker=kicker,
        summary=summary,
        language=language,
        authors=authors,
        editors=editors,
        photographers=photographers,
        agencies=agencies,
        dateline=dateline,
        published_at=published,
        modified_at=modified,
        published_text=words,
        section=section,
        tags=tags,
        lead_image=lead,
        images=images,
        entries=entries,
        corrections=corrections,
        pages=paging.pages,
        page=paging.page,
        variant=variant,
        profile=profile.publisher if profile else None,
        profile_valid_from=profile.valid_from.isoformat() if profile and profile.valid_from else None,
        provenance=_in_order({**page.notes, "paragraphs": body.how}),
    )


def _take_address(page: Page, html: bytes) -> tuple[Paging, str | None]:
    """Where the article is and how it goes on from there; what is only a form of it has its pages there too."""
    address = page.take("url", find_address(page.document)) or page.document.url
    variant = page.take("variant", find_variant(page.document, address))
    paging = None if variant else find_paging(page.document, html, address)
    if paging is None:
        return Paging(1, address, (), ""), variant
    page.notes["pages" if paging.page == 1 else "url"] = paging.how
    return paging, variant


def _take_kind(page: Page, body: Body, shape: Shape, clock: Clock) -> tuple[str, tuple[Entry, ...]]:
    """The kind, and a live blog's entries. Who only hints at being one must have some to show."""
    claim = claims_liveblog(page.document, page.story, page.witnesses, shape.title)
    if claim is not None:
        found = find_entries(page.document, page.story, body.paragraphs, shape.title, clock)
        if claim.value or (found is not None and are_most(found.value, body.paragraphs)):
            page.notes["kind"] = claim.how
            return "liveblog", page.take("entries", found) or ()
    return page.take("kind", find_kind(page.document, page.story, shape)) or "article", ()


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


_ORDER = listing(
    "url site_name kind access kicker title summary language authors editors photographers agencies dateline "
    "published_at modified_at published_text section tags lead_image images paragraphs entries corrections pages "
    "variant"
)


def _in_order(notes: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, notes[name]) for name in _ORDER if name in notes)
