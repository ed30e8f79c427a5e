"""Where in the site a story stands, and what it is tagged with."""

import json

import pytest

from tests.unit.page import article, how, page
from tests.unit.test_extract_fields import linked

SITE = '<meta property="og:site_name" content="The Harbour Post">'


def trail(*crumbs: tuple[str, str]) -> str:
    items = [
        {"@type": "ListItem", "position": n, "item": {"@id": f"https://www.harbour.example{path}", "name": name}}
        for n, (name, path) in enumerate(crumbs, start=1)
    ]
    item = {"@type": "BreadcrumbList", "itemListElement": items}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def test_the_path_of_json_ld_without_its_ends() -> None:
    own = "/news/2024/03/05/ferry-timetable-changes-12345"
    head = trail(("Nyheter", "/"), ("News", "/news"), ("Islands", "/news/islands"), ("Boats from Monday", own))
    found = article(page(head))
    assert (found.section, how(found, "section")) == (("News", "Islands"), "json-ld:breadcrumb")


@pytest.mark.parametrize(
    ("crumbs", "path"),
    [
        (["Home", "News", "Islands"], ("News", "Islands")),
        (["Beranda", "Ekonomi"], ("Ekonomi",)),
        (["The Harbour Post", "News"], ("News",)),
        (["The Harbour", "News"], ("News",)),
        (["harbour.example", "News"], ("News",)),
        (["Essays", "2024", "March", "5"], ("Essays",)),
        (["News", "Article"], ("News",)),
        (["‹ Zurück", "Inseln"], ("Inseln",)),
        (["News", "Ferry timetable changes"], ("News",)),
        (["Uncategorized"], ()),
    ],
)
def test_what_is_no_section_in_a_path(crumbs: list[str], path: tuple[str, ...]) -> None:
    shown = "".join(f"<li>{name}</li>" for name in crumbs)
    assert article(page(SITE, before=f'<ol class="breadcrumb">{shown}</ol>')).section == path


@pytest.mark.parametrize(
    ("said", "path"),
    [
        (["News", "Islands"], ("News", "Islands")),
        ("News,Islands,Home", ("News", "Islands")),
        ("Politik, Eindrücke, Inland", ("Politik", "Eindrücke", "Inland")),
        ("Waste, Fraud & Abuse", ("Waste, Fraud & Abuse",)),
        ("Boats,Ferries,Tides,Piers,Islands", ("Boats",)),
    ],
)
def test_sections_in_one_text(said: object, path: tuple[str, ...]) -> None:
    assert article(page(linked(headline="Ferry timetable changes", articleSection=said))).section == path


def test_tags_are_split_and_come_once_without_their_sign() -> None:
    head = '<meta name="news_keywords" content="#Ferry; tides, ferry、AT&amp;amp;T">'
    found = article(page(head))
    assert (found.tags, how(found, "tags")) == (("Ferry", "tides", "AT&T"), "meta:news_keywords")


def test_tags_for_machines_are_left_out() -> None:
    keywords = ["ferry", "type_news", "channel:islands", "Internal - not for syndication", "ann@harbour.example", "--"]
    assert article(page(linked(headline="Ferry timetable changes", keywords=keywords))).tags == ("ferry",)


def test_the_title_is_no_tag_of_its_own_story() -> None:
    head = '<meta name="keywords" content="Ferry timetable changes, tides">'
    assert article(page(head)).tags == ("tides",)


def test_keywords_by_the_dozen_give_way_to_the_tags_that_the_page_shows() -> None:
    many = ", ".join(f"cheap ferry {number}" for number in range(40))
    shown = '<p><a rel="tag" href="/tag/ferry">Ferry</a> <a rel="tag" href="/tag/tides">Tides</a></p>'
    found = article(page(f'<meta name="news_keywords" content="{many}">', after=shown))
    assert (found.tags, how(found, "tags")) == (("Ferry", "Tides"), "rel=tag")


def test_categories_are_no_tags_where_there_are_tags() -> None:
    category = '<a rel="category tag" href="/c/islands">Islands</a>'
    assert article(page(after=f"<p>{category} <a rel='tag' href='/t/ferry'>ferry</a></p>")).tags == ("ferry",)
    assert article(page(after=f"<p>{category}</p>")).tags == ("Islands",)
