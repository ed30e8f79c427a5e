"""What a page given by hand is taken for."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper import decode
from scraper.demo.site import Site
from scraper.judging import Rules, judge
from scraper.model import Capture, Kind, Location, Target, Visit
from scraper.profiles import Profile, Profiles
from tests.unit.page import page

SITE = Site()
PAGE = next(section.url for section in SITE.sections if section.kind is Kind.PAGE)


def by_hand() -> Capture:
    """A section page of the demo site, as `scraper crawl URL` would capture it."""
    host, _, path = PAGE.removeprefix("http://").partition("/")
    answer = SITE.respond("GET", host, "/" + path, {})
    exchange = decode.exchange(PAGE, datetime(2026, 1, 1, tzinfo=UTC), b"", answer)
    target = Target(PAGE, "ledger", Kind.ARTICLE, section=PAGE)
    return Capture(exchange, Location("a.warc.gz", 0, 1), "urn:uuid:1", "sha1:X", Visit(target))


def test_a_section_given_by_hand_is_known_by_its_page() -> None:
    verdict = judge(by_hand(), Rules(Profiles({})))
    assert verdict.outcome == "listing"
    assert verdict.discovery is not None
    assert len(verdict.discovery.links) > 3


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_error_is_no_section_whatever_its_address_looks_like(status: int) -> None:
    found = by_hand()
    told = re.sub(rb"^HTTP/1.1 200 \S+", b"HTTP/1.1 %d No" % status, found.exchange.response)
    exchange = decode.exchange(PAGE, found.exchange.fetched_at, b"", told)
    verdict = judge(replace(found, exchange=exchange), Rules(Profiles({})))
    assert (verdict.outcome, verdict.reason) == ("rejected", f"http-{status}")
    assert verdict.challenged == (status == 403)


# Taken for an article, it is read as one, and turns out to be none: its teasers are no prose of its own.
@pytest.mark.parametrize(("pattern", "outcome"), [("/harbour/$", "rejected"), ("/story/", "listing")])
def test_a_profile_knows_better_which_addresses_are_articles(pattern: str, outcome: str) -> None:
    host = "harbour-ledger.example"
    profile = Profile("ledger", (host,), article=re.compile(pattern))
    assert judge(by_hand(), Rules(Profiles({host: (profile,)}))).outcome == outcome


@pytest.mark.parametrize(
    ("cut", "truncated", "outcome"),
    [
        (0, None, "article"),
        (400, "disconnect", "failed"),
        (400, "time", "failed"),
        (400, "length", "article"),  # at a length of ours: it would be cut there each time
        (0, "disconnect", "article"),  # more was promised than there is
    ],
)
def test_a_page_that_broke_off_is_no_edit_of_the_whole_one(cut: int, truncated: str | None, outcome: str) -> None:
    text = page(title="Gates lifted out").encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    url, at = "https://news.example/2026/gates-lifted-out-41", datetime(2026, 1, 1, tzinfo=UTC)
    exchange = decode.exchange(url, at, b"", head + text[: len(text) - cut], truncated=truncated)
    visit = Visit(Target(url, "news", Kind.ARTICLE, "news/all"))
    capture = Capture(exchange, Location("a.warc.gz", 0, 1), "urn:uuid:1", "sha1:X", visit)
    verdict = judge(capture, Rules(Profiles({})))
    assert (verdict.outcome, verdict.reason) == (outcome, "cut-short" if outcome == "failed" else None)
    foreign = judge(replace(capture, visit=None), Rules(Profiles({})))
    assert foreign.outcome == "article"  # somebody else's half of a page is all that there is of it


CHECK = b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>"


@pytest.mark.parametrize(
    ("kind", "status", "body", "challenged"),
    [
        (Kind.ARTICLE, "403 Forbidden", b"no", True),
        (Kind.FEED, "403 Forbidden", b"no", True),
        (Kind.ARTICLE, "200 OK", CHECK, True),
        (Kind.PAGE, "200 OK", CHECK, True),
        (Kind.PAGE, "503 Unavailable", CHECK, True),
        (Kind.ARTICLE, "503 Unavailable", b"<p>maintenance of our databases goes on</p>", False),
        (Kind.ARTICLE, "404 Not Found", CHECK, False),
        (Kind.ARTICLE, "200 OK", page().encode(), False),
        (Kind.PAGE, "200 OK", b"<title>News</title><main>nothing today</main>", False),
    ],
)
def test_a_challenge_is_known_whatever_its_status(kind: Kind, status: str, body: bytes, challenged: bool) -> None:
    url = "https://guarded.example/news/2026/some-article-of-the-day-12345"
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    exchange = decode.exchange(url, datetime(2026, 1, 1, tzinfo=UTC), b"", head.encode() + body)
    capture = replace(by_hand(), exchange=exchange, visit=Visit(Target(url, "guarded", kind, "guarded/news")))
    assert judge(capture, Rules(Profiles({}))).challenged is challenged


@pytest.mark.parametrize(
    ("status", "field", "wait"),
    [
        ("200 OK", "Cache-Control: max-age=600", 600),
        ("404 Not Found", "Cache-Control: max-age=31536000", None),
        ("500 Oops", "Cache-Control: max-age=31536000", None),
        ("503 Busy", "Retry-After: 600", 600),
    ],
)
def test_an_error_that_may_be_cached_for_long_puts_no_section_off(status: str, field: str, wait: int | None) -> None:
    url, at = "https://news.example/", datetime(2026, 1, 1, tzinfo=UTC)
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{field}\r\n\r\n"
    exchange = decode.exchange(url, at, b"", head.encode() + b"<p>Nothing")
    visit = Visit(Target(url, "news", Kind.PAGE, "news/all"))
    verdict = judge(Capture(exchange, Location("a.warc.gz", 0, 1), "urn:uuid:1", "sha1:X", visit), Rules(Profiles({})))
    assert verdict.not_before == (timedelta(seconds=wait) if wait else None)
