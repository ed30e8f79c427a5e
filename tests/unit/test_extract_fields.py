"""Each field, from each witness that may give it."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scraper.extract.people.names import split_names
from scraper.model import Image
from tests.unit.page import PROSE, article, how, page, prose


def linked(**fields: object) -> str:
    item = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


# Title --------------------------------------------------------------------------------------


def test_title_from_the_heading_that_the_head_supports() -> None:
    found = article(page())
    assert (found.title, how(found, "title")) == ("Ferry timetable changes", "h1")


def test_title_from_json_ld_loses_the_site_name() -> None:
    head = (
        linked(headline="Ferry timetable changes - The Harbour")
        + '<meta property="og:site_name" content="The Harbour">'
    )
    found = article(page(head))
    assert (found.title, how(found, "title")) == ("Ferry timetable changes", "json-ld")


def test_title_is_no_search_title_when_page_and_og_agree_on_another() -> None:
    head = (
        linked(headline="Ferry times 2024: all you must know")
        + '<meta property="og:title" content="Earlier boat for islanders">'
    )
    html = page(head, title="Earlier boat for islanders").replace(
        "<title>Earlier boat for islanders", "<title>Ferry times 2024: all you must know"
    )
    assert article(html).title == "Earlier boat for islanders"


def test_title_is_not_the_logo() -> None:
    html = (
        page()
        .replace("<header>", '<header><h1><a href="/">The Harbour</a></h1>')
        .replace("<h1>Ferry timetable changes</h1>", "<h2>Ferry timetable changes</h2>")
    )
    assert article(html).title == "Ferry timetable changes"


def test_title_without_heading_is_cut_at_the_site_name() -> None:
    html = page().replace("<h1>Ferry timetable changes</h1>", "")
    found = article(html, url="https://www.theharbour.example/news/ferry-timetable-changes-12345")
    assert found.title == "Ferry timetable changes"


def test_kicker_and_headline_in_two_spans_do_not_run_together() -> None:
    html = page().replace(
        "<h1>Ferry timetable changes</h1>", "<h1><span>Islands</span><span>Ferry timetable changes</span></h1>"
    )
    assert article(html).title in ("Ferry timetable changes", "Islands Ferry timetable changes")


# People -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Berg", ["Ann Berg"]),
        ("By Ann Berg, Bo Dahl and Cai Eng in London", ["Ann Berg", "Bo Dahl", "Cai Eng"]),
        ("Von Ann Berg und Bo Dahl", ["Ann Berg", "Bo Dahl"]),
        ("Oleh: Siti Aminah dan Budi Santoso", ["Siti Aminah", "Budi Santoso"]),
        ("Penulis : Siti Aminah", ["Siti Aminah"]),
        ("Por Ana Ruiz y Luis Gil", ["Ana Ruiz", "Luis Gil"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Par Anne Petit et Luc Grand", ["Anne Petit", "Luc Grand"]),
        ("Ann Berg, Senior Correspondent", ["Ann Berg"]),
        ("Ann Berg (Reuters)", ["Ann Berg"]),
        ("Ann Berg 12.03.2024", ["Ann Berg"]),
        ("Ann Berg @annberg", ["Ann Berg"]),
        ("By AFP", ["AFP"]),
        ("https://social.example/annberg", []),
        ("5 March 2024", []),
        ("admin", []),
        ("Posted by Ann Berg on March 5", ["Ann Berg"]),
        ("Αννα Βουλγαρη και Νικος Παππας", ["Αννα Βουλγαρη", "Νικος Παππας"]),
    ],
)
def test_names_in_a_byline(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_authors_from_json_ld_by_reference() -> None:
    graph = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Ferry timetable changes",
                "author": [{"@id": "#ann"}, {"@type": "Person", "name": "Bo Dahl"}],
            },
            {"@type": "Person", "@id": "#ann", "name": "Ann Berg"},
        ]
    }
    found = article(page(f'<script type="application/ld+json">{json.dumps(graph)}</script>'))
    assert (found.authors, how(found, "authors")) == (("Ann Berg", "Bo Dahl"), "json-ld")


def test_a_visible_byline_goes_before_a_site_name_in_meta() -> None:
    head = '<meta name="author" content="harbour.example"><meta property="og:site_name" content="The Harbour">'
    found = article(page(head, before='<div class="byline">By <a href="/p/1">Ann Berg</a></div>'))
    assert (found.authors, how(found, "authors")) == (("Ann Berg",), "byline")


def test_a_byline_without_markup_is_read_by_its_words() -> None:
    found = article(page(before="<p>Von Ann Berg</p>"))
    assert (found.authors, how(found, "authors")) == (("Ann Berg",), "words")


def test_editors_stand_apart() -> None:
    found = article(page(before='<div class="author-box-line authorItem">Editor : Edi Karta</div>'))
    assert (found.authors, found.editors) == ((), ("Edi Karta",))


# Moments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "before", "source"),
    [
        (linked(headline="Ferry timetable changes", datePublished="2024-03-05T10:15:00+01:00"), "", "json-ld"),
        (
            '<meta property="article:published_time" content="2024-03-05T10:15:00+01:00">',
            "",
            "meta:article:published_time",
        ),
        ('<meta itemprop="datePublished" content="2024-03-05T10:15:00+01:00">', "", "meta:datepublished"),
        ("", '<time datetime="2024-03-05T10:15:00+01:00">5 March</time>', "time[datetime]"),
        ("", '<span itemprop="datePublished" content="2024-03-05T10:15:00+01:00">x</span>', "itemprop:datepublished"),
        ("", '<span class="post-date">5 March 2024, 10:15 CET</span>', "visible:post-date"),
    ],
)
def test_published_keeps_the_offset(head: str, before: str, source: str) -> None:
    found = article(page(head, before))
    assert found.published_at == datetime(2024, 3, 5, 10, 15, tzinfo=timezone(timedelta(hours=1)))
    assert how(found, "published_at") == source


def test_published_from_the_address_when_nothing_else_tells() -> None:
    found = article(page())
    assert (found.published_at, how(found, "published_at")) == (datetime.fromisoformat("2024-03-05"), "url")


def test_published_from_words_by_the_headline() -> None:
    found = article(
        page(before="<div>Ann Berg</div><div>5 March 2024 10:15</div>"), url="https://harbour.example/a/ferry"
    )
    assert (found.published_at, how(found, "published_at")) == (datetime.fromisoformat("2024-03-05T10:15"), "words")


def test_a_day_takes_the_time_of_a_later_witness() -> None:
    head = '<meta name="date" content="2024-03-05">'
    found = article(page(head, '<time datetime="2024-03-05T10:15:00+07:00">5 March</time>'))
    assert found.published_at == datetime(2024, 3, 5, 10, 15, tzinfo=timezone(timedelta(hours=7)))


def test_local_time_written_as_utc_gives_way_to_the_same_clock_with_an_offset() -> None:
    head = linked(headline="Ferry timetable changes", datePublished="2024-03-05T10:15:00Z")
    head += '<meta property="article:published_time" content="2024-03-05T10:15:00+07:00">'
    assert article(page(head)).published_at == datetime(2024, 3, 5, 10, 15, tzinfo=timezone(timedelta(hours=7)))


def test_the_update_is_not_the_publication() -> None:
    before = '<div class="date">Updated 6 March 2024 08:00</div><div class="date">Published 5 March 2024 10:15</div>'
    found = article(page(before=before), url="https://harbour.example/a/ferry")
    assert found.published_at == datetime.fromisoformat("2024-03-05T10:15")
    assert (
        found.published_text == "Published 5 March 2024 10:15" or found.published_text == "Updated 6 March 2024 08:00"
    )


def test_modified_and_the_words_of_the_page() -> None:
    head = linked(
        headline="Ferry timetable changes", datePublished="2024-03-05T10:15:00Z", dateModified="2024-03-05T12:00:00Z"
    )
    found = article(page(head, '<div class="article-date">Tuesday, 5 March 2024 | 10:15</div>'))
    assert found.modified_at == datetime(2024, 3, 5, 12, 0, tzinfo=UTC)
    assert (found.published_text, how(found, "published_text")) == (
        "Tuesday, 5 March 2024 | 10:15",
        "visible:article-date",
    )


def test_a_date_after_the_capture_is_not_believed() -> None:
    head = linked(headline="Ferry timetable changes", datePublished="2031-01-01T00:00:00Z")
    assert article(page(head), url="https://harbour.example/a/ferry").published_at is None


# Labels -------------------------------------------------------------------------------------


def test_section_without_home_and_without_the_title() -> None:
    crumbs = (
        '<ol class="breadcrumb"><li><a href="/">Home</a></li><li>News</li><li>Islands</li><li>'
        "Ferry timetable changes</li></ol>"
    )
    found = article(page(before=crumbs))
    assert (found.section, how(found, "section")) == (("News", "Islands"), "breadcrumb")


def test_tags_from_json_ld_keywords() -> None:
    assert article(page(linked(headline="Ferry timetable changes", keywords=["ferry", "tides", "ferry"]))).tags == (
        "ferry",
        "tides",
    )


def test_summary_and_site_name() -> None:
    head = (
        '<meta property="og:description" content="Boats leave &amp;quot;early&amp;quot;.">'
        '<meta property="og:site_name" content="The Harbour">'
    )
    found = article(page(head))
    assert (found.summary, found.site_name) == ('Boats leave "early".', "The Harbour")


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("Harbour.com, JAKARTA--", "JAKARTA"),
        ("LONDON (Reuters) - ", "LONDON"),
        ("London (Reuters) - ", "London"),
        ("WASHINGTON, D.C. — ", "WASHINGTON, D.C."),
        ("JAKARTA, KOMPAS.com - ", "JAKARTA"),
        ("Yesterday — ", None),
        ("", None),
    ],
)
def test_dateline(opening: str, place: str | None) -> None:
    assert article(page(body=f"<p>{opening}{PROSE[0]}</p>" + prose()[len(PROSE[0]) + 7 :])).dateline == place


# Pictures -----------------------------------------------------------------------------------


def test_lead_image_with_caption_and_credit() -> None:
    head = '<meta property="og:image" content="https://img.harbour.example/2024/ferry-at-dusk.jpg?w=1200">'
    figure = (
        '<figure><img src="https://img.harbour.example/2024/ferry-at-dusk.jpg?w=640"><figcaption>'
        "The ferry at dusk (Photo: Ann Berg)</figcaption></figure>"
    )
    found = article(page(head, figure))
    assert found.lead_image == Image(
        "https://img.harbour.example/2024/ferry-at-dusk.jpg?w=1200", "The ferry at dusk", "Ann Berg"
    )
    assert found.images == ()


def test_other_pictures_of_the_body() -> None:
    head = '<meta property="og:image" content="/lead-of-the-story.jpg">'
    figure = (
        '<figure><img data-src="/pier-in-the-north.jpg"><figcaption>The pier<span class="credit">'
        "Bo Dahl</span></figcaption></figure>"
    )
    found = article(page(head, body=prose(3) + figure + prose()[-400:]))
    assert Image("https://www.harbour.example/pier-in-the-north.jpg", "The pier", "Bo Dahl") in found.images
    assert all("Bo Dahl" not in text for text in found.paragraphs)


# Address ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("https://www.harbour.example/news/2024/03/05/ferry-timetable-changes-12345/", True),
        ("https://harbour.example/islands/ferry-timetable-changes-12345", True),
        ("https://www.harbour.example/", False),
        ("https://other.example/news/2024/03/05/ferry-timetable-changes-12345", False),
        ("https://www.harbour.example/news/2024/03/05/another-story-99999", False),
    ],
)
def test_canonical_only_when_believable(canonical: str, believed: bool) -> None:
    url = "https://m.harbour.example/news/2024/03/05/ferry-timetable-changes-12345?utm_source=feed"
    found = article(page(f'<link rel="canonical" href="{canonical}">'), url=url)
    assert found.url == (
        canonical if believed else "https://m.harbour.example/news/2024/03/05/ferry-timetable-changes-12345"
    )


def test_the_page_is_the_same_for_amp() -> None:
    found = article(page('<link rel="canonical" href="/a/ferry">'), url="https://amp.harbour.example/a/ferry/amp")
    assert found.url == "https://amp.harbour.example/a/ferry"
