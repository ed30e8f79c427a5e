"""The nouns: frozen values that every other module speaks in. Imports nothing of ours but `seen`.

Target --visit--> Exchange --archive--> Capture --extract--> Article | Rejection --compare--> record
   ^                                       |
   +--------------- Link <----discover-----+
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.seen import as_seen, instant


class Kind(StrEnum):
    """What we expect at a URL, and so what is done with the answer."""

    PAGE = "page"  # a section page: links are taken from it
    FEED = "feed"  # RSS, Atom or RDF
    SITEMAP = "sitemap"  # a sitemap or an index of sitemaps
    ARTICLE = "article"
    PART = "part"  # a further page of an article, named by the first or by another
    REQUISITE = "requisite"  # what a page shows itself with: image, stylesheet, script, font
    ROBOTS = "robots"  # never a target; the kind of a robots.txt capture
    LOADED = "loaded"  # never a target; what a browser asked for to show a page, the page itself too


class Requisites(StrEnum):
    """How much of what a page shows itself with is archived beside it."""

    NONE = "none"
    IMAGES = "images"  # the lead image and those in the body of an article
    PAGE = "page"  # every image, stylesheet, script and font, so that a browser shows the page as it was


@dataclass(frozen=True, slots=True)
class FoundOn:
    """The section or feed that led to a target: its URL and the record id of the capture that listed it."""

    url: str
    capture: str  # <urn:uuid:...> of the response record, without the angle brackets


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is looked at again and again. One schedule, one loop."""

    url: str  # normalised by urls.normalise; a requisite's as a browser asks for it, urls.requested
    publisher: str  # short name, the first half of a section's name: "bisnis"
    kind: Kind
    section: str | None = None  # name of the configured section it belongs to or was found by: "bisnis/kabar24"
    found_on: FoundOn | None = None
    depth: int = 0  # links followed from the section (a next page counts one); of a requisite, steps from its page
    seen: bool = field(default=False, compare=False)  # captured before, as the catalog knows: ask on condition
    due_at: datetime | None = field(default=None, compare=False)  # when it was to be looked at, as the catalog knows


@dataclass(frozen=True, slots=True)
class Link:
    """What a section claims of an article. The hints are claims of the section, never of the article."""

    url: str
    title_hint: str | None = None
    published_hint: str | None = None  # as written
    edited_hint: str | None = field(default=None, compare=False)  # the same, where it is that of the last edit


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one section, feed or sitemap capture lists, in page order without duplicates."""

    kind: Kind  # as sniffed: PAGE, FEED or SITEMAP
    links: tuple[Link, ...] = ()
    next_page: str | None = None
    sitemaps: tuple[str, ...] = ()  # children of a sitemap index, newest first
    changed: tuple[str, ...] = ()  # when each of these was, as written; empty where the index does not say
    complaint: str | None = None  # what was wrong with the document, in a sentence, though links may have been read
    not_before: timedelta | None = None  # how often a feed says that it changes (RSS ttl, sy:updatePeriod)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response; a redirect hop is an exchange of its own.

    The only input of extraction, and equal whether it came from the network or out of a WARC. Build it with
    `decode.exchange`, which reads `status` and `headers` off the response bytes.
    """

    url: str  # the effective request URI
    fetched_at: datetime  # UTC, when the request began, to the microsecond
    request: bytes  # as sent; empty where a foreign WARC holds none
    response: bytes  # as received: status line, headers, body with transfer- and content-coding untouched
    status: int  # 0 where the response has no readable status line
    headers: tuple[tuple[str, str], ...]  # latin-1, in order, case and duplicates kept
    remote_ip: str | None = None
    truncated: str | None = None  # "length", "time", "disconnect" or "unspecified", as in WARC-Truncated
    protocol: tuple[str, ...] = ()  # WARC-Protocol values: ("http/1.1", "tls/1.3")
    cipher: str | None = None  # WARC-Cipher-Suite

    def header(self, name: str) -> str | None:
        """The first value of a header, its name matched without case."""
        name = name.lower()
        for key, value in self.headers:
            if key.lower() == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record lies: one seek reads it back. `length` is the compressed length of its gzip member."""

    file: str  # the WARC file's base name, never with `.open`
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a browser came to what it shows of a page."""

    software: str  # "Chromium/156.0.8078.79"
    ended: str  # "quiet": it asked for nothing more; "time" or "requests": a limit of ours cut it
    refused: tuple[str, ...] = ()  # hosts that it was not let ask, or may not be asked
    unanswered: int = 0  # requests that failed, or were answered with 429 or 5xx

    @property
    def whole(self) -> bool:
        """Whether the page had all that it asked for, as far as it may have it, and came to rest."""
        return self.ended == "quiet" and not self.unanswered


@dataclass(frozen=True, slots=True)
class Visit:
    """Why and how we came to an exchange; kept in its metadata record, so that replay knows what live knew."""

    target: Target  # what we set out for; its URL differs from the exchange's after a redirect
    hops: str = ""  # a letter for each step from the seed, as in Heritrix: L link, E embed, R redirect, P prerequisite
    via: str | None = None  # the URL that sent us here: the previous redirect hop, else where the target was found
    attempt: int = 1
    seconds: float = 0.0  # from the first byte sent to the last received
    redacted: tuple[str, ...] = ()  # fields of the request whose values are secrets and are not archived
    rendering: Rendering | None = None  # of a conversion: what a browser shows


class RevisitProfile(StrEnum):
    """Why a revisit record holds no payload, by the last part of its WARC-Profile (WARC 1.1, section 6.7)."""

    IDENTICAL = "identical-payload-digest"  # the same payload came again
    NOT_MODIFIED = "server-not-modified"  # the server answered 304 to a conditional request


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit record says of the capture that holds its payload."""

    profile: RevisitProfile
    url: str  # WARC-Refers-To-Target-URI; where a foreign record has none, its own URL
    fetched_at: datetime | None  # WARC-Refers-To-Date
    record_id: str | None  # WARC-Refers-To, "urn:uuid:..."
    digest: str  # WARC-Payload-Digest as the record states it: in either reading (see warc.record.payload_labels)


@dataclass(frozen=True, slots=True)
class Capture:
    """An exchange that is safely on disk. Live and replay yield the same value.

    The exchange of an identical-payload revisit has the payload of the capture it refers to, so that it is read like
    any other; that of a 304 is what the server sent, a head without a body.
    """

    exchange: Exchange
    location: Location
    record_id: str  # urn:uuid:... of the response, revisit or conversion record
    payload_digest: str  # "sha1:BASE32" without transfer-coding, with content-coding; of a 304, as its record states
    visit: Visit | None = None  # None for a foreign WARC without our metadata
    revisit: Revisit | None = None  # None for a response, which holds its payload itself
    source: str | None = None  # of a conversion: the record it was made of, as its WARC-Refers-To says


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a live blog; its words are in the article's paragraphs too."""

    published_at: datetime | None = None
    published_text: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What the page says, and nothing on when or how it was fetched. Field meanings: README, "The record"."""

    url: str  # canonical where the page names a believable one, else the URL fetched
    publisher: str
    title: str
    paragraphs: tuple[str, ...]
    site_name: str | None = None
    kind: str = "article"  # article, liveblog, video, gallery, opinion, press-release, podcast
    access: str = "full"  # full, partial, metered, paywall, registration
    kicker: str | None = None  # the short line over the headline
    summary: str | None = None
    language: str | None = None  # BCP 47, lower-case primary subtag: "id", "en", "pt-br"
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()  # news agencies named as author or source; one that is the only author is in both
    dateline: str | None = None
    published_at: datetime | None = None  # aware where the page or profile tells the zone, else naive
    modified_at: datetime | None = None
    published_text: str | None = None
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lead_image: Image | None = None
    images: tuple[Image, ...] = ()
    entries: tuple[Entry, ...] = ()  # of a live blog, in the page's order
    corrections: tuple[str, ...] = ()  # corrections and editor's notes; where the body has them, it keeps them
    pages: tuple[str, ...] = ()  # addresses of the article's further pages, in order
    page: int = 1  # which page of the article this is
    variant: str | None = None  # "amp": another form of what the canonical address shows
    profile: str | None = None  # name of the profile used, "bisnis"; None for the generic method alone
    profile_valid_from: str | None = None  # ISO date of the profile version used
    provenance: tuple[tuple[str, str], ...] = field(default=())  # (field, how it was found), in record order

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what a reader sees: it changes exactly when a reader would see a change.

        Image addresses, tags, the modification stamp and provenance are left out: sites rewrite them with no edit made.
        So they do with soft hyphens, and with the zone in which a time is written.
        """
        pictures = ((self.lead_image,) if self.lead_image else ()) + self.images
        seen = (
            *("\x1ekicker " + text for text in (self.kicker,) if text),
            self.title,
            self.summary or "",
            *("\x1eauthor " + name for name in self.authors),
            *("\x1eeditor " + name for name in self.editors),
            *("\x1ephotographer " + name for name in self.photographers),
            self.dateline or "",
            instant(self.published_at) if self.published_at else "",
            self.access,
            *(f"\x1eimage {image.caption or ''}\x1f{image.credit or ''}" for image in pictures),
            *("\x1ecorrection " + text for text in self.corrections),
            *self.paragraphs,
        )
        return "sha256:" + hashlib.sha256(as_seen("\x1d".join(seen)).encode("utf-8", "surrogatepass")).hexdigest()


class Reason(StrEnum):
    """Why a capture is not an article."""

    HTTP_STATUS = "http-status"  # 4xx, 5xx, or no readable status
    REDIRECT = "redirect"
    NOT_HTML = "not-html"
    EMPTY = "empty"
    CHALLENGE = "challenge"  # what stands before the page: bot check, consent, log-in, region or maintenance notice
    PAYWALL = "paywall"  # a stub with no article behind it
    SOFT_404 = "soft-404"
    INDEX_PAGE = "index-page"
    NO_TITLE = "no-title"
    NO_BODY = "no-body"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a capture is not an article: an expected outcome, counted and stored, never raised."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An article as captured once, in what its history needs: identity, fingerprint, a digest of its record."""

    article_id: str
    url: str
    publisher: str
    title: str
    fingerprint: str
    line_digest: str
    found: int = 0  # which fields it has, as bits of drift.FIELDS
    size: int = 0  # characters of its body
    facets: str | None = None  # what it says in short, for the kinds of its edits: `changes.facets`
