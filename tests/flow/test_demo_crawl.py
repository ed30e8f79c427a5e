"""The whole way over the demo site: section to WARC to record."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scraper.demo.run import run, settings_for
from scraper.demo.server import Request, serve
from scraper.demo.site import Expected, Site
from scraper.events import Event
from scraper.model import Kind
from scraper.records import SCHEMA
from scraper.tally import Tally
from tests.flow.archives import captures, crawl_sections, crawl_urls, lines, records


async def crawl_demo(archive: Path, times: int = 1) -> tuple[list[Tally], list[Event], list[Request], Site]:
    site, events = Site(), list[Event]()
    async with serve(site) as server:
        config = settings_for(site, server.port, archive)
        tallies = [await crawl_sections(config, events.append) for _ in range(times)]
        return tallies, events, server.log, site


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Tally], list[Event], list[Request], Site]:
    archive = tmp_path_factory.mktemp("archive")
    return (archive, *asyncio.run(crawl_demo(archive, times=2)))


Crawled = tuple[Path, list[Tally], list[Event], list[Request], Site]


def wanted(site: Site) -> dict[str, Expected]:
    return {each.url: each for each in site.expected() if each.rejected is None}


def test_every_article_becomes_one_exact_record(crawled: Crawled) -> None:
    archive, _, _, _, site = crawled
    found = {record["url"]: record for record in records(archive)}
    assert len(found) == len(records(archive))
    assert set(found) == set(wanted(site))
    for url, expected in wanted(site).items():
        record = found[url]
        assert (record["title"], record["published_at"]) == (expected.title, expected.published_at)
        assert (record["authors"], record["editors"]) == (list(expected.authors), list(expected.editors))
        assert record["paragraphs"] == list(expected.paragraphs), url
        assert record["summary"] == expected.summary
        assert record["language"] == expected.language


def test_no_boilerplate_reaches_a_record(crawled: Crawled) -> None:
    archive, _, _, _, site = crawled
    text = json.dumps(records(archive), ensure_ascii=False)
    assert [phrase for phrase in site.boilerplate if phrase in text] == []


def test_records_keep_to_the_schema_and_the_order_of_keys(crawled: Crawled) -> None:
    schema = json.loads(SCHEMA.read_text())
    validator = Draft202012Validator(schema)
    for record in records(crawled[0]):
        validator.validate(record)
        assert list(record) == schema["required"]


def test_records_say_where_they_were_found_and_where_their_capture_lies(crawled: Crawled) -> None:
    archive = crawled[0]
    by_id = {capture.record_id: capture for capture in captures(archive)}
    for record in records(archive):
        own, listing = by_id[record["capture"]["record_id"]], by_id[record["found_on"]["capture"]]
        assert (own.location.offset, own.payload_digest) == (
            record["capture"]["offset"],
            record["capture"]["payload_digest"],
        )
        assert listing.exchange.url == record["found_on"]["url"]


def test_what_is_no_article_is_counted_by_its_reason(crawled: Crawled) -> None:
    _, tallies, _, _, site = crawled
    specials = Counter(each.rejected for each in site.expected() if each.rejected not in (None, "redirect"))
    assert tallies[0].new == len(wanted(site))
    assert tallies[0].rejected == {
        "http-404": specials["http-status"],
        "paywall": specials["paywall"],
        "robots": specials["robots"],
    }
    assert not tallies[0].failed
    assert tallies[0].bytes > 100_000


def test_what_the_pages_are_shown_with_is_archived_once_and_counted_apart(crawled: Crawled) -> None:
    archive, tallies, events, requests, site = crawled
    kept = {each.exchange.url for each in captures(archive) if each.visit and each.visit.target.kind is Kind.REQUISITE}
    assert kept == site.requisites()
    assert (tallies[0].requisites, tallies[0].missing) == (len(kept), {})
    assert {event.target.url for event in events if event.outcome == "requisite"} == kept
    asked = Counter("http://" + request.host + request.path for request in requests)
    assert {url: asked[url] for url in kept} == dict.fromkeys(kept, 1)
    assert tallies[0].pages < 60


def test_a_second_crawl_asks_for_sections_only(crawled: Crawled) -> None:
    _, tallies, _, requests, site = crawled
    assert (tallies[1].new, tallies[1].changed, tallies[1].unchanged) == (0, 0, 0)
    children = 2  # of the sitemap index, which are asked for whatever it says
    assert (tallies[1].listings, tallies[1].unmodified) == (0, len(site.sections) + children)
    assert (tallies[1].requisites, tallies[1].missing) == (0, {})
    asked = Counter(request.host + request.path for request in requests)
    for url in wanted(site):
        address = url.removeprefix("http://")
        assert asked[address] == (3 if wanted(site)[url].special == "flaky" else 1), url
    assert [count for path, count in asked.items() if path.endswith("/robots.txt")] == [1] * len(site.hosts)
    assert not [path for path in asked if "/subscriber/" in path]


def test_everything_fetched_is_archived_as_sent(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site()
        async with serve(site) as server:
            await crawl_sections(settings_for(site, server.port, tmp_path))
            sent = Counter(data for answers in server.sent.values() for data in answers)
            assert Counter(capture.exchange.response for capture in captures(tmp_path)) == sent

    asyncio.run(work())


def test_an_edit_becomes_a_revision_and_an_unchanged_page_does_not(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site()
        async with serve(site) as server:
            config = settings_for(site, server.port, tmp_path)
            edited = next(each for each in site.expected() if each.special == "edited")
            other = next(each for each in site.expected() if each.special is None)
            assert (await crawl_urls(config, edited.url, other.url)).new == 2
            assert (await crawl_urls(config, edited.url, other.url)).unmodified == 2
            site.publish_edit()
            tally = await crawl_urls(config, edited.url, other.url)
            assert (tally.changed, tally.unmodified) == (1, 1)
            titles = [record["title"] for record in records(tmp_path) if record["url"] == edited.url]
            assert len(titles) == 2
            assert titles[0] != titles[1]

    asyncio.run(work())


def test_a_url_given_by_hand_may_be_a_section(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site()
        page = next(section for section in site.sections if section.kind == "page")
        async with serve(site) as server:
            config = settings_for(site, server.port, tmp_path).model_copy(update={"sections": ()})
            tally = await crawl_urls(config, page.url)
            listed = [url for url in site.listed(page.url) if "/subscriber/" not in url]
            assert tally.listings == 1
            assert tally.new > len(listed) / 2

    asyncio.run(work())


def test_the_demo_finds_all_it_promises(tmp_path: Path) -> None:
    result = run(tmp_path, lambda _: None)
    assert [check for check in result.checks if not check.good] == []
    assert result.complete
    assert not list((tmp_path / "warc").glob("*.open"))
    assert len(lines(tmp_path)) >= 1
