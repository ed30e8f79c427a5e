"""What a page given by hand is taken for."""

import re
from datetime import UTC, datetime

import pytest

from scraper import decode
from scraper.demo.site import Site
from scraper.judging import Rules, judge
from scraper.model import Capture, Kind, Location, Target, Visit
from scraper.profiles import Profile, Profiles

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


# Taken for an article, it is read as one, and turns out to be none: its teasers are no prose of its own.
@pytest.mark.parametrize(("pattern", "outcome"), [("/harbour/$", "rejected"), ("/story/", "listing")])
def test_a_profile_knows_better_which_addresses_are_articles(pattern: str, outcome: str) -> None:
    host = "harbour-ledger.example"
    profile = Profile("ledger", (host,), article=re.compile(pattern))
    assert judge(by_hand(), Rules(Profiles({host: (profile,)}))).outcome == outcome
