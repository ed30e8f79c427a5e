"""The fields of one page put together, each from the best witness, with its provenance."""

from dataclasses import dataclass, field
from datetime import datetime
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
from scraper.extract.headline.headings import Heading, read_headings, spot_headline
from scraper.extract.headline.kicker import find_kicker
from scraper.extract.headline.site_name import add_name, find_site_name, site_keys
from scraper.extract.headline.summary import find_summary
from scraper.extract.headline.title import find_title
from scraper.extract.liveblog import are_most, find_entries
from scraper.extract.liveblog.shown import Clock
from scraper.extract.moments import Moments, find_moments
from scraper.extract.page.document import Document
from scraper.extract.page.nearby import read_nearby
from scraper.extract.page.once import once
from scraper.extract.page.story import Story, find_story
from scraper.extract.page.witnesses import Found, Witnesses, gather
from scraper.extract.page.words import listing
from scraper.extract.people import find_authors, find_closing, find_credited, find_editors, find_photographers
from scraper.extract.people.agencies import find_agencies
from scraper.extract.people.bylines import read_last_lines, spot_bylines
from scraper.extract.people.credits import credited_as
from scraper.extract.people.names import split_names
from scraper.extract.pictures import Removed, Scene, find_lead, find_others, find_pictures, read_removed, set_scene
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


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over the story."""

    site_name: str | None
    sites: frozenset[str]  # what the site may call itself
    title: str
    headline: Heading | None  # the title as the page shows it
    kicker: str | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the whole page tells of the story: read before the body, for which a profile's rules cut the tree down."""

    moments: Moments
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    photographers: tuple[Found[tuple[str, ...]] | None, ...]  # the leading picture may name them too
    section: tuple[str, ...]
    tags: tuple[str, ...]
    corrections: Found[tuple[str, ...]] | None  # by the profile
    caption: str | None  # by the profile
    scene: Scene
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The pictures."""

    count: int
    lead: Image | None
    others: tuple[Image, ...]
    photographers: tuple[str, ...]


def read_article(document: Document, html: bytes, profile: Profile | None) -> Article | Rejection:
    """Every field of a page, or why the page is no article. `html` is the document's bytes, for marks that no element
    shows.
    """
    page = Page(document, find_story(document), gather(document), profile)
    over = _read_over(page)
    told = _read_told(page, html, over)
    paging, variant = _take_address(page, html)

    body = find_body(document, over.title or None, over.summary, _rules(profile))
    rejection = reject_page(document, html, body.paragraphs, page.story, over.title or None)
    if rejection is not None:
        return rejection
    access = page.take("access", judge_access(document, html, body.paragraphs, page.story)) or "full"
    published, modified, words = _take_moments(page, told.moments)
    shown = _take_pictures(page, over, told, body)
    shape = Shape(over.title, told.section, body.paragraphs[:1], count_words(body.paragraphs), shown.count)
    kind, entries = _take_kind(page, body, shape, Clock(published, modified, profile.zone if profile else None))
    language, agencies, dateline, corrections = _take_text(page, over, told, body)
    return Article(
        url=paging.first,
        publisher=profile.publisher if profile else publisher_of(document.url),
        title=over.title,
        paragraphs=body.paragraphs,
        site_name=over.site_name,
        kind=kind,
        access=access,
        kicker=over.kicker,
        summary=over.summary,
        language=language,
        authors=told.authors,
        editors=told.editors,
        photographers=shown.photographers,
        agencies=agencies,
        dateline=dateline,
        published_at=published,
        modified_at=modified,
        published_text=words,
        section=told.section,
        tags=told.tags,
        lead_image=shown.lead,
        images=shown.others,
        entries=entries,
        corrections=corrections,
        pages=paging.pages,
        page=paging.page,
        variant=variant,
        profile=profile.publisher if profile else None,
        profile_valid_from=profile.valid_from.isoformat() if profile and profile.valid_from else None,
        provenance=_in_order({**page.notes, "paragraphs": body.how}),
    )


def _read_over(page: Page) -> Over:
    document, story, witnesses, profile = page.document, page.story, page.witnesses, page.profile
    known = page.known(profile.site_name if profile else None)
    site_name = page.take("site_name", known, find_site_name(document, story))
    sites = site_keys(document)
    headings = read_headings(witnesses.headings)
    heard = find_title(document, story, witnesses, headings, add_name(sites, site_name))
    title = page.take("title", page.chosen_text("title"), heard) or ""
    headline = spot_headline(document, headings, title)
    kicker = page.take("kicker", page.chosen_text("kicker"), find_kicker(document, story, headline, title, sites))
    summary = page.take("summary", page.chosen_text("summary"), find_summary(document, story, headline, title))
    return Over(site_name, sites, title, headline, kicker, summary)


def _read_told(page: Page, html: bytes, over: Over) -> Told:
    document, story, witnesses, title = page.document, page.story, page.witnesses, over.title
    nearby = once(lambda: read_nearby(document, title))
    last = once(lambda: read_last_lines(document))
    bylines = spot_bylines(witnesses)
    wrote, edited = find_closing(document, html, last)
    named = find_authors(document, story, witnesses, bylines, nearby, last, over.sites)
    listed = find_editors(document, story, bylines, nearby)
    path = find_section(document, story, witnesses, title, over.site_name)
    caption = page.chosen_text("caption")
    scene = set_scene(document, story, page.profile)
    return Told(
        moments=find_moments(document, story, witnesses, nearby, page.profile.zone if page.profile else None),
        authors=page.take("authors", page.chosen_names("authors"), named, wrote) or (),
        editors=page.take("editors", page.chosen_names("editors"), listed, edited) or (),
        photographers=(page.chosen_names("photographers"), find_photographers(story, bylines)),
        section=page.take("section", _chosen_path(page, title), path) or (),
        tags=page.take("tags", page.chosen("tags"), find_tags(document, story, witnesses, title)) or (),
        corrections=page.chosen("corrections"),
        caption=caption.value if caption is not None else None,
        scene=scene,
        removed=read_removed(scene),
    )


def _take_pictures(page: Page, over: Over, told: Told, body: Body) -> Shown:
    headline = over.headline.node if over.headline else None
    pictures = find_pictures(told.scene, headline, body.region, told.removed)
    lead = page.take("lead_image", find_lead(told.scene, page.witnesses, pictures, told.removed))
    if lead is not None and told.caption is not None:
        lead = Image(lead.url, *split_credit(told.caption, page.profile))
    others = page.take("images", find_others(pictures, lead)) or ()
    credited = find_credited(lead.credit if lead else None, over.site_name)
    photographers = page.take("photographers", *told.photographers, credited) or ()
    return Shown(len(pictures.images), lead, others, photographers)


def _take_text(
    page: Page, over: Over, told: Told, body: Body
) -> tuple[str | None, tuple[str, ...], str | None, tuple[str, ...]]:
    """What the text itself says: its language, agencies, dateline and corrections."""
    own_language = page.known(page.profile.language if page.profile else None)
    language = page.take("language", find_language(page.document, page.story, body.paragraphs), own_language)
    agencies = page.take("agencies", find_agencies(page.document, page.story, told.authors, body.paragraphs)) or ()
    dateline = page.take("dateline", page.chosen_text("dateline"), find_dateline(body.paragraphs, over.site_name))
    notes = find_corrections(page.story, page.witnesses, body.paragraphs)
    return language, agencies, dateline, page.take("corrections", told.corrections, notes) or ()


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
