"""Which of a page's dates is the story's, and by which clock it is told."""

import json
import time
from datetime import datetime, timedelta

import pytest

from scraper.extract.page.document import parse
from scraper.extract.page.nearby import read_nearby
from tests.unit.page import AT, article, how, page, prose

PLAIN = "https://harbour.example/ferry"  # an address that tells no day


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def said(value: str) -> datetime:
    return datetime.fromisoformat(value)


def published(
    before: str, head: str = "", after: str = "", body: str | None = None
) -> tuple[datetime | None, str | None]:
    found = article(page(head, before, body, after), url=PLAIN)
    return found.published_at, how(found, "published_at")


# Whom to believe -----------------------------------------------------------------------------


def test_what_stands_by_the_headline_goes_before_what_the_content_system_says_of_the_page() -> None:
    head = '<meta name="dcterms.date" content="2024-02-20T09:00:00+01:00"><meta name="date" content="2024-02-20">'
    assert published("<p>27.02.2024</p>", head) == (said("2024-02-27"), "words")
    assert published("", head) == (said("2024-02-20T09:00:00+01:00"), "meta:dcterms.date")


def test_when_a_film_was_put_up_is_asked_after_the_articles_own_meta() -> None:
    head = linked(
        **{"@type": "VideoObject", "name": "Ferry timetable changes", "uploadDate": "2015-01-16T14:53:35+01:00"}
    )
    head += '<meta property="article:published_time" content="2024-03-05T10:15:00+01:00">'
    assert published("", head) == (said("2024-03-05T10:15:00+01:00"), "meta:article:published_time")


def test_the_date_of_today_above_the_page_is_not_the_storys() -> None:
    html = page(before='<p class="text_date">4 March 2024.</p>').replace(
        "<header>",
        '<header><time datetime="2024-03-06T08:00:00+01:00">Wednesday, 6 March 2024</time>' + "<p>Menu</p>" * 60,
    )
    assert article(html, url=PLAIN).published_at == said("2024-03-04")


def test_dates_of_comments_and_teasers_are_not_the_storys() -> None:
    after = (
        '<p>Published 1 March 2024</p><div class="comments"><div class="comment">'
        '<time datetime="2024-03-03T03:36:11+01:00">3 March 2024</time></div></div>'
        '<div class="teaser"><span class="date">5 March 2024</span></div>'
    )
    assert published("", after=after) == (said("2024-03-01"), "words")


def test_the_nearest_date_wins_and_a_label_brings_one_nearer() -> None:
    after = '<div class="list"><span class="date">2024-03-03</span><span class="date">2024-03-02</span></div>'
    before = "<div>Written: 2024-03-04 15:03:30</div><div>Updated: 2024-03-04 15:30:46</div>"
    assert published(before, after=after) == (said("2024-03-04T15:03:30"), "words")


def test_the_pages_own_words_for_the_date() -> None:
    found = article(page(before="<p>Erschienen am 4. März 2024, 10:15 Uhr</p>"), url=PLAIN)
    assert (found.published_at, found.published_text) == (
        said("2024-03-04T10:15"),
        "Erschienen am 4. März 2024, 10:15 Uhr",
    )


def test_a_label_may_stand_on_the_line_above() -> None:
    before = "<dl><dt>Last changed:</dt><dd>05.03.2024</dd><dt>Published:</dt><dd>01.03.2024</dd></dl>"
    assert published(before)[0] == said("2024-03-01")


def test_of_two_dates_in_one_line_the_one_of_publication() -> None:
    assert published('<p class="date">Last updated 4 March 2024, published 17 June 2019</p>')[0] == said("2019-06-17")


def test_a_day_named_in_prose_is_no_date_of_publication() -> None:
    assert published("", body=f"<p>It began on 5 May 2019, as he said on the island then.</p>{prose()}")[0] is None


def test_the_day_in_the_address_chooses_among_visible_dates() -> None:
    found = article(
        page(before='<span class="date">1 February 2024</span><span class="date">5 March 2024 10:15</span>'),
        url="https://harbour.example/2024/03/05/ferry",
    )
    assert found.published_at == said("2024-03-05T10:15")


@pytest.mark.parametrize(
    "path",
    ["2024/03/05/ferry", "2024/3/5/ferry", "20240305-ferry", "ferry-2024-03-05", "ferry-05-03-2024", "2024_03_05"],
)
def test_the_day_in_the_address(path: str) -> None:
    found = article(page(before="<p>Kiel, 2 March 2024</p>"), url=f"https://harbour.example/{path}")
    assert (found.published_at, how(found, "published_at")) == (said("2024-03-05"), "url")


def test_a_byline_may_hold_the_date() -> None:
    assert published('<div class="byline-author">Author: Bo on 29.12.2023, 13:36</div>')[0] == said("2023-12-29T13:36")


def test_a_calendar_sheet() -> None:
    sheet = '<div class="date"><span>Feb</span> <span>04</span><span>2024</span></div>'
    assert published(sheet)[0] == said("2024-02-04")


def test_the_time_of_day_in_the_next_element() -> None:
    before = '<span class="date">3 de marzo de 2024</span> <span class="hour">21:25</span>'
    assert published(before)[0] == said("2024-03-03T21:25")


def test_a_page_built_by_scripts_tells_in_its_data() -> None:
    state = '<script>s = {"pic":{"createdAt":"2024-03-01"},"story":{"publishedAt":"2024-03-02T10:15:00Z"}}</script>'
    escaped = '<script>push("{\\\\"publicationDate\\\\":\\\\"2024-03-02T10:15:00Z\\\\"}")</script>'
    assert published("", after=state) == (said("2024-03-02T10:15:00Z"), "script:publishedAt")
    assert published("", after=escaped.replace("\\\\", "\\")) == (
        said("2024-03-02T10:15:00Z"),
        "script:publicationDate",
    )


def test_a_day_without_a_year_is_the_latest_one() -> None:
    assert published('<span class="date">Mon 24 Jun, 11:30</span>')[0] == said("2023-06-24T11:30")


def test_relative_words_by_the_headline() -> None:
    assert published('<span class="date">3 jam yang lalu</span>')[0] == AT - timedelta(hours=3)


# By which clock ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("utc", "shown", "local"),
    [
        ("2024-03-03T23:00Z", '<span class="date">4 March 2024</span>', "2024-03-04T00:00+01:00"),
        (
            "2024-03-04T00:25:56Z",
            '<span class="date">3 March 2024</span> <span>21:25</span>',
            "2024-03-03T21:25:56-03:00",
        ),
        ("2024-03-04T20:40:00Z", '<time datetime="2024-03-05T03:40:00+07:00">5 Mar</time>', "2024-03-05T03:40+07:00"),
        ("2024-03-04T20:40:00Z", '<span class="date">5 March 2024 02:10</span>', "2024-03-05T02:10+05:30"),
        # What tells nothing: the same clock, a day alone, other minutes, a change.
        ("2024-03-04T20:40:00Z", '<span class="date">4 March 2024 20:40</span>', "2024-03-04T20:40Z"),
        ("2024-03-04T20:40:00Z", '<span class="date">4 March 2024</span>', "2024-03-04T20:40Z"),
        ("2024-03-04T20:40:00Z", '<span class="date">4 March 2024 21:07</span>', "2024-03-04T20:40Z"),
        ("2024-03-04T20:40:00Z", '<span class="date">Updated 4 March 2024 22:40</span>', "2024-03-04T20:40Z"),
    ],
)
def test_a_utc_moment_is_told_by_the_pages_clock(utc: str, shown: str, local: str) -> None:
    found = article(page(linked(headline="Ferry timetable changes", datePublished=utc), shown), url=PLAIN)
    assert found.published_at == said(utc)
    assert found.published_at is not None
    assert found.published_at.isoformat() == said(local).isoformat()


def test_no_change_before_the_publication() -> None:
    head = linked(headline="Ferry", datePublished="2024-03-05T10:15:00Z", dateModified="2024-03-04T18:00:00Z")
    assert article(page(head)).modified_at is None
    head = linked(headline="Ferry", datePublished="2024-03-05T10:15:00Z", dateModified="2024-03-05T10:15:00Z")
    assert article(page(head)).modified_at == said("2024-03-05T10:15:00Z")


@pytest.mark.parametrize(
    ("before", "modified", "source"),
    [
        ('<p class="date">Diperbarui: 5 Maret 2024, 10.15 WIB</p>', "2024-03-05T10:15+07:00", "visible:date"),
        ('<time class="updated" datetime="2024-03-05T10:15Z">5 March</time>', "2024-03-05T10:15Z", "time[datetime]"),
        ('<p class="date">Published 1 March 2024, updated 5 March 2024 10:15</p>', "2024-03-05T10:15", "visible:date"),
        ('<p class="date">Updated 5 March 2024 10:15, published 1 March 2024</p>', "2024-03-05T10:15", "visible:date"),
    ],
)
def test_a_change_that_only_the_reader_is_told_of(before: str, modified: str, source: str) -> None:
    found = article(page(linked(headline="Ferry", datePublished="2024-03-01T08:00:00Z"), before))
    assert (found.modified_at, how(found, "modified_at")) == (said(modified), source)


@pytest.mark.parametrize(
    ("before", "published", "modified"),
    [
        (
            "<p>First published on Mon 4 Mar 2024 06.00 GMT</p><p>Last modified on Mon 4 Mar 2024 12.41 GMT</p>",
            "2024-03-04T06:00+00:00",
            "2024-03-04T12:41+00:00",
        ),
        ("<p>2024-03-04 14:22 | Updated 2024-03-05 09:00</p>", "2024-03-04T14:22", "2024-03-05T09:00"),
        (
            "<p>Posted: Mar 4, 2024 / 06:31 AM | Updated: Mar 4, 2024 / 11:02 AM</p>",
            "2024-03-04T06:31",
            "2024-03-04T11:02",
        ),
        (
            "<b class='published'>4 March 2024</b> <b class='updated'>5 March 2024</b>",
            "2024-03-04T00:00",
            "2024-03-05T00:00",
        ),
        ("<p>Submitted by Ann Berg of the harbour office on Mon, 03/04/2024 - 09:14</p>", "2024-03-04T09:14", None),
        ("<ul><li>4 March 2024</li><li>10:15 am</li><li>5 min read</li></ul>", "2024-03-04T10:15", None),
    ],
)
def test_dates_that_no_machine_readable_witness_tells(before: str, published: str, modified: str | None) -> None:
    found = article(page("", before), "https://www.harbour.example/news/ferry")
    assert found.published_at == said(published)
    assert found.modified_at == (modified and said(modified))


@pytest.mark.parametrize(("name", "field"), [("parsely-pub-date", "published_at"), ("last-modified", "modified_at")])
def test_names_of_meta_that_hold_hyphens(name: str, field: str) -> None:
    head = f'<meta name="date" content="2024-03-04T10:00:00Z"><meta name="{name}" content="2024-03-05T08:00:00Z">'
    assert getattr(article(page(head), "https://www.harbour.example/news/ferry"), field) == said("2024-03-05T08:00:00Z")


# Lines by the headline -----------------------------------------------------------------------


def test_lines_near_the_headline_wherever_it_stands() -> None:
    html = (
        "<body><p>one</p><p>two</p><h1><span>Ferry</span> <span>timetable</span></h1><p>three</p><p>four</p>"
        "<script>var five = {};</script></body>"
    )
    near = read_nearby(parse(html.encode(), PLAIN, AT), "Ferry timetable")
    lines = [(step, near.line(place)) for step, place in near.places]
    assert near.found
    assert lines == [(0, "three"), (1, "four"), (2, "two"), (4, "one")]


def test_the_first_lines_where_there_is_no_headline() -> None:
    near = read_nearby(parse(b"<body><p>one</p><p>two</p></body>", PLAIN, AT), None)
    assert not near.found
    assert [near.line(place) for _, place in near.places] == ["one", "two"]
    assert near.line(99) == ""


@pytest.mark.parametrize(
    "junk",
    [
        "<time>" + "1." * 50_000 + "</time>",
        '<span class="date">' + "5 March " * 5_000 + "</span>",
        "<p>" + "2024-" * 50_000 + "</p>",
        '<span class="date">5 March 2024 10:15</span>' * 20_000,
        "<script>" + '"publishedAt":"' * 100_000 + "</script>",
    ],
)
def test_hostile_dates_are_read_in_bounded_time(junk: str) -> None:
    start = time.process_time()
    article(page(before=junk), url=PLAIN)
    assert time.process_time() - start < 3


# One line that says both ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "first", "changed"),
    [
        ("3 marca 2024, 12:08 Aktualizacja: 4 marca 2024, 13:55", "2024-03-03T12:08", "2024-03-04T13:55"),
        ("2024. március 3. 13:15 | Frissítve: 2024. március 4. 14:40", "2024-03-03T13:15", "2024-03-04T14:40"),
        ("3 marzo 2024 (modifica il 3 marzo 2024 | 16:08)", "2024-03-03T16:08", "2024-03-03T16:08"),
        ("3. března 2024 10:04, aktualizováno 11:30", "2024-03-03T10:04", "2024-03-03T11:30"),
        ("2024/3/3 14:05（3/3 16:30 更新）", "2024-03-03T14:05", "2024-03-03T16:30"),
        ("입력 2024.03.03 14:05 수정 2024.03.03 15:10", "2024-03-03T14:05", "2024-03-03T15:10"),
        ("২৩ ফেব্রুয়ারি ২০২৪, ১৪: ০৫ | আপডেট: ২৩ ফেব্রুয়ারি ২০২৪, ১৫: ৩০", "2024-02-23T14:05", "2024-02-23T15:30"),
        ("3. 3. 2024. 08:15 Izmenjeno: 3. 3. 2024. 09:40", "2024-03-03T08:15", "2024-03-03T09:40"),
        ("3.3.2024. u 13:20 Zadnja izmjena: 3.3.2024. u 14:00", "2024-03-03T13:20", "2024-03-03T14:00"),
        ("3 marca 2024, 23:50, aktualizacja 0:10", "2024-03-03T23:50", None),  # of the day after, or of another
    ],
)
@pytest.mark.parametrize("element", ["<p>{}</p>", '<p class="date">{}</p>'])
def test_a_line_may_say_when_it_was_published_and_when_changed(
    line: str, first: str, changed: str | None, element: str
) -> None:
    found = article(page(before=element.format(line)), url=PLAIN)
    assert found.published_at is not None
    assert found.published_at.date() == said(first).date()
    assert found.modified_at == (said(changed) if changed else None)
    if "modifica" not in line:  # there the only time of day is that of the change
        assert found.published_at == said(first)


def test_a_change_may_stand_on_a_line_of_its_own() -> None:
    found = article(
        page(before="<p>Tayang: 3 Maret 2024 11:20 WIT</p><p>Diperbarui: 3 Maret 2024 12:02 WIT</p>"), url=PLAIN
    )
    assert found.modified_at == said("2024-03-03T12:02:00+09:00")


def test_a_label_before_a_time_element_says_whose_time_it_is() -> None:
    times = (
        '<div>Publisert: <time datetime="2024-03-03T06:15:00Z">3.3.2024 07:15</time></div>'
        '<div>Sist oppdatert <time datetime="2024-03-03T07:48:00Z">3.3.2024 08:48</time></div>'
    )
    found = article(page(before=times), url=PLAIN)
    assert (found.published_at, found.modified_at) == (said("2024-03-03T06:15:00Z"), said("2024-03-03T07:48:00Z"))


def test_a_clock_without_a_zone_takes_that_of_the_line_which_reads_the_same() -> None:
    head = '<meta name="publishdate" content="2024/03/03 09:30:45">'
    assert published("<p>Minggu, 3 Mar 2024 09:30 WIB</p>", head)[0] == said("2024-03-03T09:30:45+07:00")
    assert published("<p>Minggu, 3 Mar 2024 10:30 WIB</p>", head)[0] == said("2024-03-03T09:30:45")


def test_a_day_from_the_head_takes_the_time_of_a_line_by_the_headline() -> None:
    head = '<meta name="publishdate" content="2024-03-03">'
    assert published("<p>2024年3月3日08:15 | 来源：海港报</p>", head)[0] == said("2024-03-03T08:15")


def test_a_line_by_the_headline_may_tell_more_than_when() -> None:
    assert published("<p>Minggu, 3 Mar 2024 | 07:45 WIB | Dibaca 412 kali</p>")[0] == said("2024-03-03T07:45:00+07:00")
