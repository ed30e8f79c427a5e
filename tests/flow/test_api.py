"""The examples in the docstrings of the Python interface run as they stand."""

import doctest
from datetime import UTC, datetime
from pathlib import Path

import pytest

import scraper
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.flow.background import serving


def test_every_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with serving(Site()) as server:
        settings = settings_for(server.site, server.port, tmp_path / "archive")
        fetch = settings.fetch.model_dump(mode="json", exclude_none=True)
        examples = sorted(doctest.DocTestFinder().find(scraper, "scraper"), key=lambda each: each.lineno or 0)
        shown = {example.name for example in examples if example.examples}
        assert shown == {f"scraper.{name}" for name in scraper.__all__ if name[0].islower()}
        order = ["scraper.extract_page", "scraper.crawl_urls", "scraper.read_records", "scraper.read_changes"]
        order += ["scraper.compare_records"]
        for example in sorted((e for e in examples if e.examples), key=lambda each: order.index(each.name)):
            example.globs = {"scraper": scraper, "fetch": fetch}
            runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
            said: list[str] = []
            runner.run(example, out=said.append)
            assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_a_wrong_value_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(scraper.ScraperError, match="expected seconds between"):
        scraper.crawl_urls(["https://x.example/"], tmp_path, name="Test", contact="t@x.example", delay=-1)


@pytest.mark.parametrize("page", [b"", b"\x00\xff<html", b"<html><body></body></html>"])
def test_a_page_that_says_nothing_is_a_rejection(page: bytes) -> None:
    assert isinstance(scraper.extract_page(page, "https://x.example/a"), scraper.Rejection)


def test_a_clock_at_the_end_of_time_is_no_reason_to_fail() -> None:
    page = "<title>Gates lifted</title><article><h1>Gates lifted</h1>" + "<p>" + "The gates were lifted. " * 20
    found = scraper.extract_page(page.encode(), "https://x.example/a", fetched_at=datetime.max.replace(tzinfo=UTC))
    assert isinstance(found, scraper.Article)
