"""Section pages by rule: the `links` setting, profiles, hints, twins, next pages; and what is a section at all."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import decode, profiles
from scraper.discover import check_narrow, discover, looks_like_article, looks_like_section
from scraper.discover.page import read_page
from scraper.discover.shape import NEVER, SURE, shape
from scraper.model import Exchange, Kind, Link
from scraper.profiles import Profile, SectionRule

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed"
SECTIONS = sorted(Path(__file__).with_name("sections").glob("*.html"))
URL = "https://www.gazette.example/local/"
PAGE = """<!doctype html><html><head><title>Local</title></head><body><nav><a href="/sport/">Sport</a></nav><main>
<div class="card">
<a href="/local/2024/02/05/swing-bridge-repaired-overnight/"><h3>Swing bridge repaired overnight</h3></a>
<time datetime="2024-02-05T08:00Z">today</time></div>
<div class="card">
<a href="/local/2024/02/05/new-bakery-opens-on-mill-lane/"><h3>New bakery opens on Mill Lane</h3></a>
<span class="card-date">4 Feb 2024</span></div>
<div class="card plus">
<a href="https://plus.gazette.example/2024/02/05/inside-the-old-signal-box/">
<h3>Inside the old signal box</h3></a></div>
</main><aside><h3>Most read</h3><a href="/local/2024/02/01/heron-steals-prize-carp/">Heron steals prize carp</a>
<a href="/local/2024/02/01/choir-breaks-window/">Choir breaks window</a></aside></body></html>"""
BRIDGE = "https://www.gazette.example/local/2024/02/05/swing-bridge-repaired-overnight/"
BAKERY = "https://www.gazette.example/local/2024/02/05/new-bakery-opens-on-mill-lane/"
SIGNAL = "https://plus.gazette.example/2024/02/05/inside-the-old-signal-box/"


def _answer(body: str | bytes, url: str = URL) -> Exchange:
    body = body.encode() if isinstance(body, str) else body
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return decode.exchange(url, datetime(2024, 2, 5, tzinfo=UTC), b"", head + body)


def _urls(narrow: str | None = None, profile: Profile | None = None, page: str = PAGE) -> list[str]:
    return [link.url for link in discover(_answer(page), profile, narrow).links]


def test_links_come_with_the_hints_of_their_cards() -> None:
    found = discover(_answer(PAGE), None)
    assert found.kind is Kind.PAGE
    assert found.links == (
        Link(BRIDGE, "Swing bridge repaired overnight", "2024-02-05T08:00Z"),
        Link(BAKERY, "New bakery opens on Mill Lane", "4 Feb 2024"),
        Link(SIGNAL, "Inside the old signal box"),
    )


@pytest.mark.parametrize(
    ("narrow", "wanted"),
    [
        (".card a", [BRIDGE, BAKERY, SIGNAL]),
        (".card", [BRIDGE, BAKERY, SIGNAL]),
        (".card h3", [BRIDGE, BAKERY, SIGNAL]),
        ('a[href^="/local/"]', [BRIDGE, BAKERY, "https://www.gazette.example/local/2024/02/01/heron-steals-prize-carp/",
                                "https://www.gazette.example/local/2024/02/01/choir-breaks-window/"]),
        ("/local/*", [BRIDGE, BAKERY]),
        ("/local/", [BRIDGE, BAKERY]),
        ("https://plus.gazette.example/*", [SIGNAL]),
        ("*.gazette.example/2024/*", [SIGNAL]),
        (r"^https://[^/]+/(local/)?2024/", [BRIDGE, BAKERY, SIGNAL]),
        ("re:bakery|signal", [BAKERY, SIGNAL]),
        ("re:heron", ["https://www.gazette.example/local/2024/02/01/heron-steals-prize-carp/"]),
        (".nothing", []),
        ("/nothing/*", []),
    ],
)  # fmt: skip
def test_narrowed(narrow: str, wanted: list[str]) -> None:
    assert check_narrow(narrow) is None
    found = discover(_answer(PAGE), None, narrow)
    assert [link.url for link in found.links] == wanted
    assert (found.complaint is None) == bool(wanted)


@pytest.mark.parametrize("narrow", ["", "  ", "a[", "re:(", "^(", "::nonsense(", "a..b"])
def test_settings_that_cannot_be_used(narrow: str) -> None:
    assert check_narrow(narrow) is not None


def test_a_profile_rules() -> None:
    rule = SectionRule(links=".card a", exclude=(re.compile("^https://plus"),), next="a.more")
    profile = Profile("gazette", ("gazette.example",), article=re.compile(r"/2024/\d\d/\d\d/"), section=rule)
    assert _urls(profile=profile) == [BRIDGE, BAKERY]
    assert _urls("re:signal|bakery", profile) == [BAKERY]
    more = PAGE.replace("</main>", '<a class="more" href="?p=2">Load more</a></main>')
    assert discover(_answer(more), profile).next_page == URL + "?p=2"


def test_a_profile_that_no_longer_fits_gives_way_and_says_so() -> None:
    profile = Profile("gazette", ("gazette.example",), section=SectionRule(links="a.oldCard"))
    found = discover(_answer(PAGE), profile)
    assert [link.url for link in found.links] == [BRIDGE, BAKERY, SIGNAL]
    assert found.complaint is not None
    assert "a.oldCard" in found.complaint


@pytest.mark.parametrize(
    ("url", "pager", "wanted"),
    [
        (URL, '<link rel="next" href="/local/page/2/">', "https://www.gazette.example/local/page/2/"),
        (URL, '<a rel="nofollow next" href="?page=2">x</a>', URL + "?page=2"),
        (URL + "?page=2", '<a href="?page=1">1</a><b>2</b><a href="?page=3">3</a>', URL + "?page=3"),
        (URL, '<a href="/local/page/2/">Older posts</a>', "https://www.gazette.example/local/page/2/"),
        (URL, '<a href="?start=20">Selanjutnya »</a>', URL + "?start=20"),
        (URL, '<a href="?start=20" aria-label="Next"><svg></svg></a>', URL + "?start=20"),
        (URL, '<a href="#" rel="next">x</a><a href="javascript:next()">Next</a>', None),
        (URL, '<a rel="next" href="https://elsewhere.example/2">x</a>', None),
        (URL, '<a href="/sport/page/2/">Next</a>', None),
        (URL, '<a href="/local/">Next</a>', None),
    ],
)
def test_next_page(url: str, pager: str, wanted: str | None) -> None:
    page = PAGE.replace("</main>", pager + "</main>")
    assert discover(_answer(page, url), None).next_page == wanted


def test_a_list_that_only_the_structured_data_holds() -> None:
    items = [{"@type": "ListItem", "position": 1, "url": BRIDGE}, {"@type": "ListItem", "item": {"@id": BAKERY}}]
    data = json.dumps({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items})
    page = f'<html><script type="application/ld+json">{data}</script><body><div id="app"></div></body></html>'
    assert _urls(page=page) == [BRIDGE, BAKERY]


def test_links_inside_of_a_sentence_are_no_cards() -> None:
    sentence = (
        "<p>Local news, every day of the year. Start with <a href='/how-our-newsroom-works-today'>how our newsroom"
    )
    page = PAGE.replace("<main>", f"<main>{sentence} works today</a>, and then write to the editor about it.</p>")
    assert _urls(page=page) == [BRIDGE, BAKERY, SIGNAL]


def test_a_page_that_calls_its_main_column_a_sidebar() -> None:
    assert _urls(page=PAGE.replace("<main>", '<div class="sidebar">').replace("</main>", "</div>"))[:2] == [
        BRIDGE,
        BAKERY,
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/read/20240205/19/1480856/a-slug", "https://gazette.example/news/articles/cx2gd4k8l1jo",
        "https://gazette.example/2024/02/05/bridge/", "https://gazette.example/view.asp?id=4031&cat=12",
        "https://gazette.example/world/a-plain-slug-of-words", "https://gazette.example/a-4f1c2b9e-77aa-4c11-9d0e-0c2b6f7f1a10",
        "https://gazette.example/berita/d-7178001/menteri-tinjau-tanggul", "https://gazette.example/news/823175",
        "https://gazette.example/gn/2024/02-05/10158801.shtml", "https://gazette.example/legal/court-rules-on-ferry-2024-01-02/",
        "https://gazette.example/%E6%B8%AF%E3%81%AE%E6%96%B0%E3%81%97%E3%81%84%E6%A1%9F%E6%A9%8B%E3%81%8C%E5%AE%8C%E6%88%90",
    ],
)  # fmt: skip
def test_shapes_of_articles(url: str) -> None:
    assert shape(url).score >= SURE
    assert looks_like_article(url, None) is not False


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/", "https://gazette.example/tag/ferry-strike-in-the-north", "https://gazette.example/page/12345/",
        "https://gazette.example/author/mary-teal-12345", "https://gazette.example/login", "https://gazette.example/search?q=12345",
        "https://gazette.example/privacy-policy-and-terms", "https://gazette.example/report-2024-02-05.pdf",
        "https://gazette.example/topik/angin-barat", "https://gazette.example/category/politics/",
        "mailto:x@gazette.example",
    ],
)  # fmt: skip
def test_shapes_of_what_is_never_an_article(url: str) -> None:
    assert shape(url).score <= NEVER
    assert looks_like_article(url, None) is False


def test_shapes_that_leave_it_open_and_profiles_that_do_not() -> None:
    assert looks_like_article("https://gazette.example/sport", None) is False
    assert looks_like_article("https://gazette.example/arts-and-culture", None) is None
    profile = Profile("gazette", ("gazette.example",), article=re.compile("/sport"))
    assert looks_like_article("https://gazette.example/sport", profile) is True
    assert looks_like_article("https://gazette.example/2024/02/05/a-long-slug-of-words/", profile) is False


@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_section_pages_look_like_sections(path: Path) -> None:
    document = path.read_bytes()
    head = re.match(rb"<!-- url=(\S+)", document)
    assert head is not None
    # The smallest fixtures list too few articles to be told from a short article; a real section has more.
    url = head[1].decode()
    if len(read_page(document, url, None, None).links) >= 5:
        assert looks_like_section(_answer(document, url))


def test_articles_do_not_look_like_sections() -> None:
    line = "The tide came in and the boats went out again. " * 6
    prose = "".join(f"<p>Paragraph {number}. {line}</p>" for number in range(9))
    plain = f"<html><body><h1>Swing bridge repaired overnight</h1>{prose}</body></html>"
    assert not looks_like_section(_answer(plain, BRIDGE))
    assert not looks_like_section(_answer(PAGE.replace("<main>", f"<main><h1>Heading</h1>{prose}"), BRIDGE))
    typed = (
        '<meta property="og:type" content="article"><script type="application/ld+json">{"@type":"NewsArticle"}</script>'
    )
    assert not looks_like_section(_answer(PAGE.replace("<title>", typed + "<title>"), BRIDGE))


def test_feeds_and_sitemaps_are_sections() -> None:
    assert looks_like_section(_answer("<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>"))
    assert looks_like_section(_answer("<urlset></urlset>"))


@pytest.mark.skipif(not SEED.is_dir(), reason="needs ../shared/seed beside the repository")
def test_seed() -> None:
    expected = json.loads((SEED / "section.expected.json").read_text("utf-8"))
    url = "https://www.bisnis.com/index?categoryId=186"
    exchange = _answer((SEED / "section.html").read_bytes(), url)
    profile = profiles.load().choose(url, exchange.fetched_at)
    assert profile is not None
    ruled, judged = discover(exchange, profile), discover(exchange, None)
    assert [link.url for link in ruled.links] == expected["article_urls"]
    assert ruled.next_page == judged.next_page == expected["next_page"]
    assert ruled.links[0].published_hint == "3 menit yang lalu"
    assert [link.url for link in judged.links if link.url not in expected["excluded"]] == expected["article_urls"]


@settings(max_examples=60)
@given(st.data())
def test_any_bytes(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(SECTIONS)).read_bytes()
    for _ in range(3):
        start = data.draw(st.integers(0, len(document)))
        end = data.draw(st.integers(start, min(len(document), start + 400)))
        document = document[:start] + data.draw(st.binary(max_size=20)) + document[end:]
    exchange = _answer(document)
    discover(exchange, None)
    looks_like_section(exchange)


@pytest.mark.timeout(20)
def test_hostile_pages_are_bounded() -> None:
    link = "<a href='/local/2024/02/05/a-slug-of-some-words/'>A slug of some words</a>"
    assert len(_urls(page="<div class='card'>" * 1_500 + link)) == 1
    # The parser takes time by the square of the depth, minutes here: what lies deeper is cut off before.
    nested = link + "<div>" * 100_000 + "x" + "</div>" * 100_000
    assert len(_urls(page=nested)) == 1
    assert not looks_like_section(_answer((nested + "<p>" + "Words. " * 400).encode(), BRIDGE))
    many = "".join(f"<a href='/x{number}'>Most read</a>" for number in range(3_000))
    assert _urls(page=f"<body>{many}</body>") == []
