"""Which address an AMP page is believed when it names its article's."""

from datetime import UTC, datetime

import pytest

from scraper.extract.about.address import find_address, find_variant
from scraper.extract.page.document import parse

STORY = "https://www.koran.example/ekonomi/harga-ikan-turun-lagi-4711"


def variant(url: str, canonical: str, root: str = "⚡") -> tuple[str, str | None]:
    html = f'<!doctype html><html {root} lang="id"><head><link rel="canonical" href="{canonical}"></head></html>'
    document = parse(html.encode(), url, datetime(2031, 5, 2, tzinfo=UTC))
    address = find_address(document).value
    found = find_variant(document, address)
    return address, found.value if found else None


@pytest.mark.parametrize("root", ["amp", "⚡", "\u26a1\ufe0f"])
@pytest.mark.parametrize(
    "url",
    [
        f"{STORY}/amp",
        f"{STORY}?amp=1",
        "https://amp.koran.example/read/4711/harga-ikan-turun-lagi",
        "https://www-koran-example.cdn.ampproject.org/c/s/www.koran.example/amp/harga-ikan-turun-lagi-4711",
    ],
)
def test_an_amp_page_is_a_form_of_the_article_it_names(url: str, root: str) -> None:
    assert variant(url, STORY, root) == (STORY, "amp")


@pytest.mark.parametrize(
    ("url", "canonical", "root"),
    [
        (f"{STORY}/amp", f"{STORY}/amp", "⚡"),  # there is no other form of it
        (f"{STORY}/amp", "https://www.koran.example/", "⚡"),  # the home page, by mistake
        (f"{STORY}/amp", "https://elsewhere.example/harga-ikan", "⚡"),
        ("https://x.cdn.ampproject.org/c/s/other.example/harga-ikan", "https://elsewhere.example/harga-ikan", "amp"),
    ],
)
def test_one_that_names_no_other_believable_page_is_an_article(url: str, canonical: str, root: str) -> None:
    assert variant(url, canonical, root) == (url, None)


def test_a_mobile_page_with_a_canonical_address_is_the_article_itself() -> None:
    assert variant(STORY.replace("www.", "m."), STORY, 'class="no-js"') == (STORY, None)
