"""Why a capture is no article, when it is none."""

import re
from urllib.parse import urlsplit

from scraper.extract.page.document import Document
from scraper.extract.page.linked import types
from scraper.extract.page.story import Story
from scraper.extract.verdict.access import (
    FEW_WORDS,
    STUB_WORDS,
    count_words,
    has_wall,
    speaks_of_paying,
    speaks_of_registering,
)
from scraper.extract.verdict.words import (
    CHALLENGE_MARKS,
    CHALLENGE_TITLE,
    CONSENT,
    CONSENT_SIGNS,
    GONE_TITLE,
    LIST_PATH,
    LIST_TYPES,
    LOGIN_TITLE,
    MAINTENANCE,
    REGION,
    REMOVED,
)
from scraper.model import Exchange, Reason, Rejection

_HTML = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_SLUG = re.compile(r"\d{5,}|[^/\W]+(?:[-_]\w+){3,}")
_WIDE_LETTER = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
MAX_READ = 20_000  # characters of a short body that are searched
MAX_CONSENT = 4_000  # characters of a long one; no wall of law is longer before its first signs
MANY_SIGNS = 4  # of CONSENT_SIGNS that make a wall of a page that claims to be no article
BAIT_WORDS = 40  # a body under this, behind a paywall's marks, is its bait
NO_WORDS = 30  # a bot check says no more
CHALLENGE_BYTES = 60_000  # and is no longer
LISTED = 12  # headlines in links that make an index page of a page without prose
MANY_LISTED = 20  # ... or with prose, which is then the teasers'


def reject_response(exchange: Exchange, media_type: str) -> Rejection | None:
    """Judged by the response's head alone."""
    if 300 <= exchange.status < 400:
        return Rejection(Reason.REDIRECT, f"{exchange.status} to {exchange.header('location') or 'nowhere'}")
    if not 200 <= exchange.status < 300:
        return Rejection(Reason.HTTP_STATUS, f"{exchange.status}" if exchange.status else "no readable status line")
    if media_type not in _HTML:
        return Rejection(Reason.NOT_HTML, media_type or "no media type")
    return None


def reject_page(
    document: Document, html: bytes, paragraphs: tuple[str, ...], story: Story, title: str | None
) -> Rejection | None:
    """Judged by what the page shows, with the body in hand.

    An article's worth of prose is rejected only where nothing on the page claims it for an article, and it is either
    the text of a consent wall or the teasers of a list.
    """
    words = count_words(paragraphs)
    heading = document.heading or title or ""
    if words >= FEW_WORDS:
        rejection = None if _claims_article(document, story) else _reject_prose(document, paragraphs, story)
    else:
        rejection = (
            _reject_wall(document, html, paragraphs, story, heading)
            or _reject_bait(document, html, paragraphs)
            or _reject_list(document, story, title, words)
        )
    if rejection is not None:
        return rejection
    if not words:
        return Rejection(Reason.NO_BODY, "no paragraph of prose")
    if title:
        return None
    return Rejection(
        Reason.NO_TITLE, "prose without a headline" if words >= FEW_WORDS else f"{words} words and no headline"
    )


def _reject_prose(document: Document, paragraphs: tuple[str, ...], story: Story) -> Rejection | None:
    """A consent wall of many words, or a list page whose teasers were read as its text."""
    text = " ".join(paragraphs)[:MAX_CONSENT]
    if _has_consent_signs(text):
        return Rejection(Reason.CHALLENGE, "a consent page")
    if _is_list(document, story) and (listed := _count_headlines(document)) >= MANY_LISTED:
        return Rejection(Reason.INDEX_PAGE, f"{listed} headlines in links on a page of lists")
    return None


def _reject_wall(
    document: Document, html: bytes, paragraphs: tuple[str, ...], story: Story, heading: str
) -> Rejection | None:
    """What stands in the article's place: a bot check, an error page, a wall of consent, log-in or region."""
    words = count_words(paragraphs)
    text = " ".join(paragraphs)[:MAX_READ]
    if words < STUB_WORDS and (
        CHALLENGE_TITLE.search(heading)
        or (len(html) < CHALLENGE_BYTES and words < NO_WORDS and CHALLENGE_MARKS.search(html))
    ):
        return Rejection(Reason.CHALLENGE, heading[:80] or "a bot check without a title")
    if story.is_article:
        return None
    if GONE_TITLE.search(heading):
        return Rejection(Reason.SOFT_404, heading[:80])
    if words >= STUB_WORDS:
        return None
    if REMOVED.search(text):
        return Rejection(Reason.SOFT_404, "says that the article was removed")
    if CONSENT.search(text) or _has_consent_signs(text):
        return Rejection(Reason.CHALLENGE, "a consent page")
    if REGION.search(text) or REGION.search(heading):
        return Rejection(Reason.CHALLENGE, "not shown in the region it was asked from")
    if words < BAIT_WORDS and (MAINTENANCE.search(heading) or MAINTENANCE.search(text)):
        return Rejection(Reason.CHALLENGE, "a maintenance page")
    if LOGIN_TITLE.search(heading) and document.tree.css_first("input[type=password i]") is not None:
        return Rejection(Reason.CHALLENGE, "a log-in page")
    return None


def _has_consent_signs(text: str) -> bool:
    """Whether a text has most of the signs of a consent wall."""
    lower = text.lower()
    if "cookie" not in lower and "tracking" not in lower:
        return False
    left = len(CONSENT_SIGNS) - MANY_SIGNS  # signs that may be wanting
    for sign in CONSENT_SIGNS:
        left -= sign.search(text) is None
        if left < 0:
            return False
    return True


def _reject_bait(document: Document, html: bytes, paragraphs: tuple[str, ...]) -> Rejection | None:
    words = count_words(paragraphs)
    text = " ".join(paragraphs)[:MAX_READ]
    if words < BAIT_WORDS and (speaks_of_paying(text) or speaks_of_registering(text) or has_wall(document, html)):
        return Rejection(Reason.PAYWALL, f"{words} words before a paywall")
    return None


def _reject_list(document: Document, story: Story, title: str | None, words: int) -> Rejection | None:
    is_list = _is_list(document, story) or (words < STUB_WORDS and _names_section(document.url, title))
    if is_list and not _claims_article(document, story) and (listed := _count_headlines(document)) >= LISTED:
        return Rejection(Reason.INDEX_PAGE, f"{listed} headlines in links and {words} words of prose")
    return None


def _claims_article(document: Document, story: Story) -> bool:
    if (
        story.is_article
        or document.first("article:published_time", "publishdate", "datepublished", "pubdate") is not None
    ):
        return True
    return document.meta.get("og:type", ("",))[0].lower() == "article" and not LIST_TYPES.intersection(story.types)


def _is_list(document: Document, story: Story) -> bool:
    """Whether the page says that it lists others: by its type, or by an address of tags, authors or searches."""
    if any(LIST_TYPES.intersection(types(item)) for item in story.items[:3]):
        return True
    path = urlsplit(document.url).path if "[" not in document.url else document.url
    return LIST_PATH.match(path) is not None and not _SLUG.search(path)


def _names_section(url: str, title: str | None) -> bool:
    """Whether address and headline are a section's: no slug of several words, no long number, few words."""
    path = urlsplit(url).path if "[" not in url else url
    return len((title or "").split()) <= 6 and not _SLUG.search(path)


def _count_headlines(document: Document) -> int:
    """Links whose words are as long as a headline's."""
    addresses = set()
    for link in document.tree.css("a[href]")[:3000]:
        words = link.text().split()
        if 5 <= len(words) <= 30 or (
            len(words) < 5 and len("".join(words)) > 15 and _WIDE_LETTER.search("".join(words))
        ):
            addresses.add(link.attributes.get("href"))
    return len(addresses)
