"""Each profile on pages of invented words in that publisher's structure.

`pages/NAME.html` is a page, and `pages/NAME.json` what must come of it:

    url, captured       the page's address, and the day (ISO 8601) of its capture, which chooses the profile's version
    expect              fields of `Article` as JSON has them: tuples as lists, moments in ISO 8601
    generic             those of `expect` that the generic method alone may get wrong
    article_urls        addresses that the profile's `article` must accept
    not_article_urls    ... and those it must not
    section             {url, html (lines), links, next}: a section page and what is found on it; may be left out

A profile with several versions has a page for each: NAME.html for the newest, NAME-2019.html for one that ended then.
"""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from scraper import decode
from scraper.discover import discover
from scraper.extract import complain_of_selector, extract
from scraper.model import Article, Exchange, Kind
from scraper.profiles import BUNDLED, Profile, Profiles, load, read

PAGES = Path(__file__).with_name("pages")
CASES = sorted(path.stem for path in PAGES.glob("*.json"))
PUBLISHERS = sorted(path.stem for path in BUNDLED.glob("*.yaml"))
FEWEST = 60  # profiles that ship
KEYS = {"url", "captured", "expect", "generic", "article_urls", "not_article_urls", "section"}
# What a profile's `select` calls otherwise than the article does.
FILLS = {"published": "published_at", "modified": "modified_at", "caption": "lead_image", "body": "paragraphs"}


@cache
def profiles() -> Profiles:
    return load(check_selector=complain_of_selector)


@cache
def case(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    assert set(told) <= KEYS, set(told) - KEYS
    return told


def exchange(name: str) -> Exchange:
    html = (PAGES / f"{name}.html").read_bytes()
    return answer(case(name)["url"], name, html)


def answer(url: str, name: str, html: bytes) -> Exchange:
    at = datetime.fromisoformat(case(name)["captured"]).replace(tzinfo=UTC)
    return decode.exchange(url, at, b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html)


def profile_of(name: str) -> Profile:
    page = exchange(name)
    profile = profiles().choose(page.url, page.fetched_at)
    assert profile is not None, f"no profile holds for {page.url} on {page.fetched_at:%Y-%m-%d}"
    return profile


def differences(name: str, profile: Profile) -> dict[str, tuple[object, object]]:
    """The expected fields that come out otherwise, as (found, expected)."""
    article = extract(exchange(name), profile)
    assert isinstance(article, Article), article
    found = json.loads(json.dumps(asdict(article), default=lambda moment: moment.isoformat()))
    expected = case(name)["expect"]
    return {field: (found[field], value) for field, value in expected.items() if found[field] != value}


def bare(profile: Profile) -> Profile:
    """The generic method with no more than a publisher's name, zone and language."""
    return replace(profile, select=MappingProxyType({}), caption_credit=None, remove=(), drop_lines=())


def test_every_page_is_told_of_and_every_profile_has_a_page() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.html")) == CASES
    assert len(PUBLISHERS) >= FEWEST
    shown = {(profile.publisher, profile.valid_from) for profile in map(profile_of, CASES)}
    held = {
        (version.publisher, version.valid_from) for name in PUBLISHERS for version in read(BUNDLED / f"{name}.yaml")
    }
    assert held - shown == set()


@pytest.mark.parametrize("name", PUBLISHERS)
def test_a_file_is_named_after_its_publisher_and_says_who_that_is(name: str) -> None:
    path = BUNDLED / f"{name}.yaml"
    assert {version.publisher for version in read(path, complain_of_selector)} == {name}
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", CASES)
def test_a_page_gives_what_is_expected(name: str) -> None:
    assert differences(name, profile_of(name)) == {}


@pytest.mark.parametrize("name", CASES)
def test_the_generic_method_alone_misses_no_more_than_is_told(name: str) -> None:
    missed = differences(name, bare(profile_of(name)))
    assert {field: pair for field, pair in missed.items() if field not in case(name)["generic"]} == {}


@pytest.mark.parametrize("name", PUBLISHERS)
def test_a_profile_names_only_what_the_generic_method_gets_wrong(name: str) -> None:
    superfluous = []
    for version in read(BUNDLED / f"{name}.yaml"):
        pages = [one for one in CASES if profile_of(one) == version]
        for field in version.select:
            others = MappingProxyType({key: value for key, value in version.select.items() if key != field})
            if not any(FILLS.get(field, field) in differences(page, replace(version, select=others)) for page in pages):
                superfluous.append((field, version.valid_from))
    assert superfluous == []


@pytest.mark.parametrize("name", CASES)
def test_addresses_of_articles_are_told_from_others(name: str) -> None:
    told, profile = case(name), profile_of(name)
    addresses = [told["url"], *told["article_urls"], *told["not_article_urls"]]
    assert {url: profile.is_article(url) for url in addresses} == {
        **dict.fromkeys([told["url"], *told["article_urls"]], True),
        **dict.fromkeys(told["not_article_urls"], False),
    }


@pytest.mark.parametrize("name", [name for name in CASES if "section" in case(name)])
def test_a_section_page_lists_its_articles(name: str) -> None:
    told = case(name)["section"]
    page = answer(told["url"], name, "\n".join(told["html"]).encode())
    found = discover(page, profile_of(name), kind=Kind.PAGE)
    assert ([link.url for link in found.links], found.next_page) == (told["links"], told.get("next"))
    assert found.complaint is None
