"""What kind of story a page is, and the entries of a live blog."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from scraper.model import Article, Entry
from tests.unit.page import PROSE, article, how, page, prose
from tests.unit.test_extract_fields import linked

CET = timezone(timedelta(hours=1))
STORY = "https://harbour.example/a/ferry-timetable-changes"
PUBLISHED = '<meta property="article:published_time" content="2024-03-05T09:00:00+01:00">'


def typed(kind: str, **fields: object) -> str:
    return linked(headline="Ferry timetable changes", **fields).replace("NewsArticle", kind)


def labelled(section: str) -> str:
    return f'<meta property="article:section" content="{section}">'


@pytest.mark.parametrize(
    ("head", "url", "kind", "told_by"),
    [
        ("", STORY, "article", "default"),
        ('<meta property="og:type" content="article">', STORY, "article", "og:type"),
        ("", "https://harbour.example/opinion/why-the-ferry-must-stay-1", "opinion", "url"),
        ("", "https://harbour.example/2024/03/kommentare/ferry", "opinion", "url"),
        (typed("OpinionNewsArticle"), STORY, "opinion", "json-ld"),
        (labelled("Opini"), STORY, "opinion", "section"),
        (labelled("Мнения"), STORY, "opinion", "section"),
        (labelled("社説"), STORY, "opinion", "section"),
        (labelled("Opinion polls"), STORY, "article", "default"),
        (labelled("Comunicados de prensa"), STORY, "press-release", "section"),
        ("", "https://harbour.example/siaran-pers/ferry", "press-release", "url"),
        (typed("PodcastEpisode"), STORY, "podcast", "json-ld"),
        # A film or pictures with an article's worth of words are an article.
        (typed("VideoObject"), STORY, "article", "default"),
        ("", "https://harbour.example/video/ferry", "article", "default"),
        ("", "https://harbour.example/foto/ferry", "article", "default"),
        # A town called Live Oak, an album called Live.
        ("", "https://harbour.example/live/ferry", "article", "default"),
    ],
)
def test_kind(head: str, url: str, kind: str, told_by: str) -> None:
    found = article(page(head), url=url)
    assert (found.kind, how(found, "kind")) == (kind, told_by)


@pytest.mark.parametrize(
    ("head", "url", "kind", "told_by"),
    [
        (typed("VideoObject"), STORY, "video", "json-ld"),
        ('<meta property="og:type" content="video.other">', STORY, "video", "og:type"),
        ('<meta property="og:video" content="https://harbour.example/ferry.mp4">', STORY, "video", "og:video"),
        ("", "https://harbour.example/video/ferry", "video", "url"),
        ("", "https://harbour.example/foto/ferry", "gallery", "url"),
        (labelled("Bildergalerie"), STORY, "gallery", "section"),
    ],
)
def test_a_medium_with_few_words_is_the_story(head: str, url: str, kind: str, told_by: str) -> None:
    found = article(page(head, body=f"<p>{PROSE[0]}</p>"), url=url)
    assert (found.kind, how(found, "kind")) == (kind, told_by)


def test_many_pictures_and_few_words_for_each_are_a_gallery() -> None:
    pictures = "".join(
        f'<figure><img src="/ferry-in-the-ice-{number}.jpg"><figcaption>The ferry, day {number}</figcaption></figure>'
        for number in range(9)
    )
    assert article(page(body=prose() + pictures), url="https://harbour.example/galleries/ice").kind == "gallery"


def test_pictures_alone_are_a_gallery() -> None:
    pictures = "".join(f'<figure><img src="/ferry-in-the-ice-{number}.jpg"></figure>' for number in range(12))
    found = article(page(body=prose(2) + pictures))
    assert (found.kind, how(found, "kind")) == ("gallery", "pictures")
    assert article(page(body=prose() + pictures)).kind == "article"


def test_a_wire_s_mark_in_the_first_paragraph_makes_a_press_release() -> None:
    found = article(page(body=f"<p>SAMPLETOWN, March 5, 2024 /PRNewswire/ -- {PROSE[0]}</p>{prose()}"))
    assert (found.kind, how(found, "kind")) == ("press-release", "first paragraph")


# Live blogs ---------------------------------------------------------------------------------


def boxed(entries: list[tuple[str, str, str]]) -> str:
    """Entries in boxes of their own, each (time element, title, text)."""
    return "".join(f'<div class="entry">{time}<h3>{title}</h3><p>{text}</p></div>' for time, title, text in entries)


CLOCKS = [
    ("<time>00:20</time>", "Both ferries moored", PROSE[2]),
    ("<time>23:50</time>", "Last boat leaves", PROSE[1]),
    ("<time>14.05 Uhr</time>", "Sand bank sighted", PROSE[0]),
]


def live(body: str, head: str = PUBLISHED, url: str = "https://harbour.example/liveblog/ferry-1") -> Article:
    return article(page(head, body=body), url=url)


def test_entries_of_the_page_in_its_order_each_with_its_day() -> None:
    head = PUBLISHED + '<meta property="article:modified_time" content="2024-03-06T00:25:00+01:00">'
    found = live(boxed(CLOCKS), head)
    assert (found.kind, how(found, "kind"), how(found, "entries")) == ("liveblog", "url", "page")
    assert found.entries == (
        Entry(datetime(2024, 3, 6, 0, 20, tzinfo=CET), "00:20", "Both ferries moored", (), (PROSE[2],)),
        Entry(datetime(2024, 3, 5, 23, 50, tzinfo=CET), "23:50", "Last boat leaves", (), (PROSE[1],)),
        Entry(datetime(2024, 3, 5, 14, 5, tzinfo=CET), "14.05 Uhr", "Sand bank sighted", (), (PROSE[0],)),
    )
    assert set(PROSE[:3]) <= set(found.paragraphs)


def test_entries_from_old_to_new_pass_midnight_forwards() -> None:
    found = live(boxed(CLOCKS[::-1]))
    assert [entry.published_at and entry.published_at.day for entry in found.entries] == [5, 5, 6]


def test_a_clock_under_a_moment_in_utc_is_in_no_zone() -> None:
    found = live(boxed(CLOCKS[1:]), PUBLISHED.replace("09:00:00+01:00", "08:00:00Z"))
    assert found.entries[0].published_at == datetime(2024, 3, 5, 23, 50)  # noqa: DTZ001 (that is the point)


def test_machine_times_and_authors_of_entries() -> None:
    times = [
        (
            '<time datetime="2024-03-05T14:05:00+01:00">2:05 pm</time><span class="author">By Ann Berg</span>',
            "A",
            PROSE[0],
        ),
        ('<time datetime="2024-03-05T13:00:00+01:00">1:00 pm</time>', "B", PROSE[1]),
    ]
    found = live(boxed(times))
    assert found.entries[0].published_at == datetime(2024, 3, 5, 14, 5, tzinfo=CET)
    assert found.entries[0].authors == ("Ann Berg",)
    assert found.entries[0].paragraphs == (PROSE[0],)


def test_entries_of_a_flat_text_reach_to_the_next_time() -> None:
    body = (
        f"<h3>14:05 Uhr: Sand bank sighted</h3><p>{PROSE[0]}</p><p>{PROSE[1]}</p>"
        f"<h3>13:10 Uhr: Boats wait</h3><p>{PROSE[2]}</p>"
        f"<h3>12:00 Uhr: Good morning</h3><p>{PROSE[3]}</p>"
    )
    found = live(body)
    assert [(entry.title, len(entry.paragraphs)) for entry in found.entries] == [
        ("Sand bank sighted", 2),
        ("Boats wait", 1),
        ("Good morning", 1),
    ]
    assert found.entries[0].published_text == "14:05 Uhr"


def updates() -> str:
    said = [
        {
            "@type": "BlogPosting",
            "headline": title,
            "articleBody": text,
            "datePublished": f"2024-03-05T{hour}:00:00+01:00",
            "author": {"name": "Bo Dahl"},
        }
        for hour, title, text in ((16, "Tickets stay valid", PROSE[4]), (15, "A promise is not made", PROSE[3]))
    ]
    item = {"@type": "LiveBlogPosting", "headline": "Ferry timetable changes", "liveBlogUpdate": said}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def test_entries_of_json_ld_take_the_body_s_paragraphs() -> None:
    found = article(page(updates(), body=f"<p>{PROSE[4]}</p><p>{PROSE[3]}</p><p>{PROSE[0]}</p>"))
    assert (found.kind, how(found, "kind"), how(found, "entries")) == ("liveblog", "json-ld", "json-ld")
    assert found.entries == (
        Entry(datetime(2024, 3, 5, 16, tzinfo=CET), None, "Tickets stay valid", ("Bo Dahl",), (PROSE[4],)),
        Entry(datetime(2024, 3, 5, 15, tzinfo=CET), None, "A promise is not made", ("Bo Dahl",), (PROSE[3],)),
    )


def test_json_ld_and_page_together() -> None:
    boxes = boxed(
        [
            ("<span class='time'>3:00 pm</span>", "A promise is not made", PROSE[3]),
            ("<span class='time'>4:00 pm</span>", "Tickets stay valid", PROSE[4]),
        ]
    )
    found = article(page(updates(), body=boxes))
    assert how(found, "entries") == "json-ld and page"
    assert [(entry.title, entry.published_text, entry.authors) for entry in found.entries] == [
        ("A promise is not made", "3:00 pm", ("Bo Dahl",)),
        ("Tickets stay valid", "4:00 pm", ("Bo Dahl",)),
    ]
    assert found.entries[0].published_at == datetime(2024, 3, 5, 15, tzinfo=CET)


def test_a_type_in_the_markup_settles_what_the_address_hints_at() -> None:
    html = page(PUBLISHED, body=boxed(CLOCKS[:2]) + prose()).replace(
        "<article>", '<article itemscope itemtype="https://schema.org/LiveBlogPosting">'
    )
    found = article(html, url="https://harbour.example/live/ferry")
    assert (found.kind, how(found, "kind"), len(found.entries)) == ("liveblog", "itemtype", 2)
    assert article(html.replace("LiveBlogPosting", "Article"), url="https://harbour.example/live/ferry").entries == ()


def test_comments_with_times_make_no_live_blog() -> None:
    comments = "".join(
        f'<li class="comment"><time datetime="2024-03-05T1{n}:00:00Z">1{n}:00</time><p>I miss the late boat, '
        f"number {n}, and so does everybody at our landing on the smaller island.</p></li>"
        for n in range(8)
    )
    found = article(
        page(PUBLISHED, after=f'<ul class="comments">{comments}</ul>'), url="https://harbour.example/live/f"
    )
    assert (found.kind, found.entries) == ("article", ())


def test_teasers_with_times_beside_a_story_make_no_live_blog() -> None:
    cards = "".join(
        f'<div class="card"><time>1{n}:00</time><p><a href="/l/{n}">Boat number {n} was late, and we too</a></p></div>'
        for n in range(6)
    )
    html = page(PUBLISHED, after=f'<section class="live-updates">{cards}</section>', title="Live: the ferry")
    found = article(html)
    assert (found.kind, found.entries) == ("article", ())


def test_clocks_of_an_undated_page_stay_words() -> None:
    found = live(boxed(CLOCKS[1:]), head="")
    assert [(entry.published_at, entry.published_text) for entry in found.entries] == [
        (None, "23:50"),
        (None, "14.05 Uhr"),
    ]
