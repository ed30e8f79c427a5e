"""Which further pages of its article a page names, and which of them it is: by address and by what the pager says."""

from datetime import UTC, datetime

import pytest

from scraper.extract.about.address import find_address
from scraper.extract.about.paging import Paging, find_paging
from scraper.extract.page.document import parse

BASE = "https://koran.example/berita/"
STORY = f"{BASE}nelayan-pulang-membawa-ikan-4711"


def paging(url: str, *links: str, head: str = "") -> Paging | None:
    html = f"<html><head>{head}</head><body><article><p>Text.</p>{' '.join(links)}</article></body></html>".encode()
    document = parse(html, url, datetime(2031, 5, 2, tzinfo=UTC))
    return find_paging(document, html, find_address(document).value)


def link(address: str, words: str, attributes: str = "") -> str:
    return f'<a href="{address}" {attributes}>{words}</a>'


@pytest.mark.parametrize(
    ("links", "pages"),
    [
        ([link(f"{STORY}?page=2", "2"), link(f"{STORY}?page=3", "3")], [f"{STORY}?page=2", f"{STORY}?page=3"]),
        ([link("?halaman=2", "Selanjutnya")], [f"{STORY}?halaman=2"]),
        ([link(f"{STORY}/2", "<span>2</span>")], [f"{STORY}/2"]),
        ([link(f"{STORY}/seite-2", "Auf der nächsten Seite: Der Fang", 'rel="next"')], [f"{STORY}/seite-2"]),
        ([link(f"{STORY},seite-2.html", "Nächste Seite »")], [f"{STORY},seite-2.html"]),
        (
            [link(f"{STORY}-2.html", "[2]"), link(f"{STORY}-3.html", "Halaman 3")],
            [f"{STORY}-2.html", f"{STORY}-3.html"],
        ),
        ([link(f"{STORY}/page/2/", "", 'aria-label="Next page"')], [f"{STORY}/page/2/"]),
        ([link(f"{STORY}?p=2", "Page 2: The catch")], [f"{STORY}?p=2"]),
        ([link("?page_num=2", "2"), link("?page_num=3", "3")], [f"{STORY}?page_num=2", f"{STORY}?page_num=3"]),
        ([link(f"{STORY}?page=all#page2", "Halaman selanjutnya")], [f"{STORY}?page=all"]),
        ([link(f"{STORY}?page=2", "2"), link(f"{STORY}?page=all", "Tampilkan semua")], [f"{STORY}?page=all"]),
        ([link(f"{STORY}/all", "View as single page")], [f"{STORY}/all"]),
        # A gap: what lies behind it, the third page names.
        ([link(f"{STORY}?page={n}", str(n)) for n in (2, 3, 9)], [f"{STORY}?page=2", f"{STORY}?page=3"]),
    ],
)
def test_a_pager_beside_the_text_names_the_pages_that_follow(links: list[str], pages: list[str]) -> None:
    found = paging(STORY, *links)
    assert found is not None
    assert (found.page, found.first, list(found.pages)) == (1, STORY, pages)


@pytest.mark.parametrize(
    "links",
    [
        [link(f"{BASE}pasar-ikan-ramai-pagi-ini-4712", "Next", 'rel="next"')],  # the next article
        [link(f"{STORY}-2", "Next »", 'rel="next"')],  # another article whose slug got a number
        [link(f"{STORY}?page=2", "Read also: the market")],
        [link(f"{STORY}?page=2", "3")],  # the number of something else: comments, counted from nought
        [link(f"{STORY}?page=2#comments", "2")],
        ['<div class="comments-pager">' + link(f"{STORY}?page=2", "2") + "</div>"],
        ["<aside>" + link(f"{STORY}?page=2", "Next") + "</aside>"],
        [link("https://other.example/berita/nelayan-pulang-membawa-ikan-4711?page=2", "2")],
        [link(f"{STORY}?share=2", "2"), link(f"{STORY}?print=1", "Cetak")],
        [link(f"{STORY}/2024", "2024")],
        [link(f"{STORY}?page={n}", str(n)) for n in range(2, 31)],  # a list has so many, no article
        [link(f"{STORY}/all", "All news")],
    ],
)
def test_a_false_page_is_worse_than_a_missed_one(links: list[str]) -> None:
    assert paging(STORY, *links) is None


def test_a_section_has_pages_of_its_own() -> None:
    assert paging(f"{BASE}?sort=new", link(f"{BASE}?sort=new&amp;page=2", "2"), link("?page=2", "Next")) is None
    assert paging("https://koran.example/ekonomi/", link("https://koran.example/ekonomi/?page=2", "2")) is None


@pytest.mark.parametrize(
    ("url", "links", "head", "page", "pages"),
    [
        (f"{STORY}?page=2", [link(STORY, "1"), link(f"{STORY}?page=3", "3")], "", 2, [f"{STORY}?page=3"]),
        (f"{STORY}/2", [link(STORY, "Sebelumnya")], "", 2, []),
        (f"{STORY}/3", [link(f"{STORY}/2", "«", 'rel="prev"')], "", 3, []),
        (f"{STORY}?page=3", [], f'<link rel="canonical" href="{STORY}">', 3, []),
        (f"{STORY}-2", [link(STORY, "1")], "", 2, []),
    ],
)
def test_a_later_page_knows_its_number_and_the_first(
    url: str, links: list[str], head: str, page: int, pages: list[str]
) -> None:
    found = paging(url, *links, head=head)
    assert found is not None
    assert (found.page, found.first, list(found.pages)) == (page, STORY, pages)


@pytest.mark.parametrize(
    ("url", "links"),
    [
        (f"{STORY}-2", [link(STORY, "« Zurück", 'rel="prev"')]),  # the article before this one
        (f"{STORY}?page=2", []),  # nothing but an address that says so
        (f"{STORY}?page=all", [link(f"{STORY}?page=2", "2"), link(STORY, "1")]),  # the whole article
    ],
)
def test_what_only_looks_like_a_later_page_is_an_article(url: str, links: list[str]) -> None:
    assert paging(url, *links) is None


def test_the_first_page_may_carry_its_number() -> None:
    found = paging(f"{STORY}?page=1", link(f"{STORY}?page=2", "2"), link(STORY, "start"))
    assert found is not None
    assert (found.page, found.pages) == (1, (f"{STORY}?page=2",))
