"""The general judgement of section pages: invented pages in many layouts, wanted links marked `data-want`."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import urls
from scraper.discover.page import read_page

PAGES = sorted(Path(__file__).with_name("sections").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_exactly_the_articles_in_page_order(path: Path) -> None:
    document = path.read_bytes()
    head = re.match(rb"<!-- url=(\S+) next=(\S+) -->", document)
    assert head is not None
    url, next_page = head[1].decode(), head[2].decode()
    tree = LexborHTMLParser(document)
    base = tree.css_first("base[href]")
    root = base.attributes["href"] if base is not None else url
    wanted = list(
        dict.fromkeys(urls.normalise(node.attributes["href"] or "", root) for node in tree.css("[data-want]"))
    )
    found = read_page(document, url, None, None)
    assert [link.url for link in found.links] == wanted
    assert found.next_page == (None if next_page == "-" else next_page)
    assert found.complaint is None
    assert all(link.title_hint for link in found.links)
