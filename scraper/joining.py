"""An article over several pages put together, and another form of an article set aside for the article itself.

The record of a capture of page one is a function of the captures there are, whatever order they came in. Of each
further page it has the first capture that shows it, from that of page one on; but none taken a day later or more, and
none after page one was captured again, since that has a record of its own. A page without such a capture is named in
the record with none. The pages that a further page names follow those of the first. What a capture that is a revisit
refers to may itself come later, and belongs to what the record rests on.

A page in another form (AMP) that nobody fetched for us is an article, under the canonical address, as long as no
capture of that address is there; then it is none, at whatever time either was captured. So an article has its history
in one form. One that was fetched by us is never an article: what it is a form of is fetched itself.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from scraper.judging import Rules, Verdict, judge_safely, tell
from scraper.model import Article, Capture, Exchange, Image, Kind, Target, Visit
from scraper.urls import normalise

MAX_PAGES = 20
LATEST = timedelta(hours=24)
TRIES = 3  # captures of one page that are read until one shows it
HOPS = 5
_INSTANT = timedelta(microseconds=1)
Window = tuple[datetime, datetime]  # from a time on, before another
EVER: Window = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Shown:
    """A capture, and what it shows: its own exchange, or, of one that was not modified, the one it refers to."""

    capture: Capture
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture of an address that is there and was not read yet; `read` gives None where it cannot be."""

    fetched_at: datetime
    status: int
    read: Callable[[], Shown | None]
    original: tuple[str, datetime] | None = None  # URL and time of what a revisit refers to


Look = Callable[[str, datetime, datetime], Iterable[Seen]]  # captures of a URL from a time on, before another, in order


@dataclass(frozen=True, slots=True)
class Joined:
    """The verdict with all pages, and what it rests on: the captures of these addresses, each in a window of time."""

    verdict: Verdict
    asked: Mapping[str, Window] = field(default_factory=dict)


def join(verdict: Verdict, look: Look, rules: Rules) -> Joined:
    """A verdict with what other captures have to do with it. One that shares its article with none stays as it is."""
    article = verdict.article
    if article is None or verdict.outcome == "part":
        return Joined(verdict)
    if article.variant is not None:
        if verdict.edition is None:
            return Joined(verdict)
        there = any(seen.status == 200 for seen in look(article.url, *EVER))
        return Joined(replace(verdict, edition=None, line=None) if there else verdict, {article.url: EVER})
    return _join_pages(verdict, article, look, rules)


def _join_pages(verdict: Verdict, article: Article, look: Look, rules: Rules) -> Joined:
    capture = verdict.capture
    own, since = capture.exchange.url, capture.exchange.fetched_at
    latest = since + min(LATEST, EVER[1] - since)
    again = (seen.fetched_at for seen in look(own, since, latest) if seen.status == 200 and seen.fetched_at > since)
    reader = _Reader(look, rules, _target(verdict), next(again, latest))
    parts: dict[str, Capture] = {}
    pages: dict[str, None] = {}
    waiting = deque(article.pages)
    while waiting and len(pages) < MAX_PAGES:
        url = waiting.popleft()
        if url in pages or url == own:
            continue
        pages[url] = None
        if found := reader.find(url, since):
            parts[url], part = found
            article = _append(article, part)
            waiting.extend(part.pages)
    whole = tell(verdict, replace(article, pages=tuple(pages)), parts)
    alone = verdict.edition.fingerprint if verdict.edition else None
    whole = replace(whole, alone=alone, missing=len(pages) - len(parts))
    asked = dict.fromkeys((own, *pages, *reader.hops), (since, latest))
    revisit = capture.revisit
    if revisit is not None and revisit.fetched_at is not None:
        reader.originals.append((revisit.url, revisit.fetched_at))
    for url, at in reader.originals:
        begin, end = asked.get(url, (at, at))
        asked[url] = min(begin, at), max(end, at + min(_INSTANT, EVER[1] - at))
    return Joined(whole, asked)


@dataclass(slots=True)
class _Reader:
    """Reads further pages, and remembers where redirects led and what revisits referred to."""

    look: Look
    rules: Rules
    target: Target
    until: datetime
    hops: list[str] = field(default_factory=list)
    originals: list[tuple[str, datetime]] = field(default_factory=list)

    def find(self, url: str, since: datetime) -> tuple[Capture, Article] | None:
        """The first capture that shows a page, and what it shows."""
        visit = Visit(replace(self.target, url=url, kind=Kind.PART))
        for shown in self._follow(url, since, HOPS):
            page = replace(shown.capture, exchange=shown.exchange, visit=visit, revisit=None)
            part = judge_safely(page, self.rules).article
            if part is not None:
                return shown.capture, part
        return None

    def _follow(self, url: str, since: datetime, hops: int) -> Iterator[Shown]:
        """What the captures of an address show, its redirects followed to where it is spelt otherwise."""
        tried = 0
        for seen in self.look(url, since, self.until):
            if tried >= TRIES:
                return
            if seen.status != 200 and not 300 <= seen.status < 400:
                continue
            tried += 1
            if seen.original is not None:
                self.originals.append(seen.original)
            shown = seen.read()
            if shown is None:
                continue
            location = shown.exchange.header("location") if 300 <= shown.exchange.status < 400 else None
            onward = normalise(location, url) if location else None
            if onward is None:
                yield shown
            elif hops and _spelling(onward) == _spelling(url):  # elsewhere, another story may lie
                self.hops.append(onward)
                yield from self._follow(onward, seen.fetched_at, hops - 1)


def _target(verdict: Verdict) -> Target:
    """What page one was taken for; a foreign one was taken for itself."""
    visit, url = verdict.capture.visit, verdict.capture.exchange.url
    return visit.target if visit else Target(url, "", Kind.ARTICLE)


def _spelling(url: str) -> str:
    """An address without what servers commonly redirect for: scheme, www. and a slash at the end."""
    path, mark, query = url.partition("//")[2].removeprefix("www.").partition("?")
    return path.rstrip("/") + mark + query


def _append(article: Article, part: Article) -> Article:
    """The article with what a further page adds to it; what stands on both, or on a page that has all, comes once."""
    lead = (part.lead_image,) if part.lead_image else ()
    known = {image.url for image in (article.lead_image, *article.images) if image}
    fresh: dict[str, Image] = {}
    for image in (*lead, *part.images):
        if image.url not in known:
            fresh.setdefault(image.url, image)
    return replace(
        article,
        paragraphs=article.paragraphs + _new(part.paragraphs, article.paragraphs),
        images=(*article.images, *fresh.values()),
        entries=article.entries + tuple(entry for entry in part.entries if entry not in article.entries),
        corrections=article.corrections + _new(part.corrections, article.corrections),
    )


def _new(texts: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    there = frozenset(known)
    return tuple(text for text in texts if text not in there)
