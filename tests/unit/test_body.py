"""The article's text out of whole pages, one rule at a time. All publishers and stories are invented."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract.body import Body, BodyRules, find_body
from scraper.extract.page.document import parse

FIRST = "The harbour board of Lower Quill voted on Tuesday to keep the old ferry running through the winter months."
SECOND = (
    "Passengers had feared that the crossing, which takes eleven minutes, would close when the ice came in November."
)
THIRD = "“We counted the tickets twice and the sums hold,” said the ferry master, who has steered it since his youth."
STORY = (FIRST, SECOND, THIRD)
PROSE = "".join(f"<p>{text}</p>" for text in STORY)
TITLE = "Ferry of Lower Quill to run all winter"
NO_RULES = BodyRules()


def read(html: str, title: str | None = TITLE, rules: BodyRules = NO_RULES) -> Body:
    page = f"<!doctype html><html><head><title>x</title></head><body>{html}</body></html>"
    document = parse(page.encode(), "https://quill.example/ferry", datetime(2026, 1, 2, tzinfo=UTC))
    return find_body(document, title, None, rules)


def article(inside: str) -> str:
    return f"<main><h1>{TITLE}</h1><div class='article-body'>{inside}</div></main>"


class TestRegion:
    def test_prose_and_not_the_navigation(self) -> None:
        menu = "".join(f"<li><a href='/{i}'>A section with quite a long name, number {i}</a></li>" for i in range(40))
        body = read(f"<nav><ul>{menu}</ul></nav><div><ul>{menu}</ul></div><div>{PROSE}</div>")
        assert body.paragraphs == STORY
        assert body.how == "density"

    def test_named_body_inside_its_frame(self) -> None:
        about = "<p>The Quill Courier has been printed in this town since 1871 and is owned by its readers.</p>"
        body = read(f"<div class='page'><h1>{TITLE}</h1><div class='entry-content'>{PROSE}</div>{about}</div>")
        assert body.paragraphs == STORY
        assert body.how == "class name"

    def test_body_in_several_boxes_of_the_schema_name(self) -> None:
        parts = "".join(f"<section itemprop='articleBody'><p>{text}</p></section>" for text in STORY)
        assert read(f"<article><h1>{TITLE}</h1>{parts}</article>").paragraphs == STORY

    def test_longer_comments_are_not_the_article(self) -> None:
        said = "".join(
            f"<p>Reader {i} writes that the ferry was better in the old days and smelled of tar.</p>" for i in range(30)
        )
        body = read(f"<div><h1>{TITLE}</h1><div>{PROSE}</div></div><section class='comments'>{said}</section>")
        assert body.paragraphs == STORY

    def test_a_frame_named_like_noise_does_not_hide_the_article(self) -> None:
        body = read(f"<div class='layout-sidebar-right'><div class='widget'><h1>{TITLE}</h1>{PROSE}</div></div>")
        assert body.paragraphs == STORY

    def test_what_stands_before_the_headline_is_not_the_story(self) -> None:
        breaking = "<p>Breaking: a goat has been seen on the roof of the town hall and will not come down.</p>"
        assert read(f"<div>{breaking}<h1>{TITLE}</h1>{PROSE}</div>").paragraphs == STORY

    def test_text_before_a_misplaced_headline_is_kept(self) -> None:
        assert read(f"<div>{PROSE}<h1>{TITLE}</h1><p>Short note.</p></div>").paragraphs[:3] == STORY

    def test_lead_paragraph_above_the_named_body(self) -> None:
        lead = (
            f"{FIRST} The decision had been put off twice, and the benches were full until the very end of the sitting."
        )
        header = f"<header><h1>{TITLE}</h1><p class='lead'>{lead}</p></header>"
        page = f"<article>{header}<div class='article-body'><p>{SECOND}</p><p>{THIRD}</p></div></article>"
        assert read(page).paragraphs == (lead, SECOND, THIRD)

    def test_standfirst_of_one_line_stays_with_the_summary(self) -> None:
        header = f"<header><h1>{TITLE}</h1><h2>Board votes to keep the crossing open</h2></header>"
        page = f"<article>{header}<div class='article-body'>{PROSE}</div></article>"
        assert read(page).paragraphs == STORY

    def test_region_is_the_element_that_held_it(self) -> None:
        region = read(article(PROSE)).region
        assert region is not None
        assert region.attributes["class"] == "article-body"

    @pytest.mark.parametrize(
        "sentences",
        [
            ("渡船委员会星期二决定让旧渡船在整个冬天继续运行，居民们对此表示欢迎并感谢船长多年的辛勤工作。",) * 3,
            ("คณะกรรมการท่าเรือลงมติเมื่อวันอังคารให้เรือข้ามฟากลำเก่าวิ่งต่อไปตลอดฤดูหนาวและผู้โดยสารต่างยินดี",) * 3,
            ("صوّت مجلس الميناء يوم الثلاثاء على إبقاء العبّارة القديمة عاملة طوال أشهر الشتاء القادمة كلها.",) * 3,
        ],
    )
    def test_scripts_with_and_without_blanks(self, sentences: tuple[str, ...]) -> None:
        prose = "".join(f"<p>{text}</p>" for text in sentences)
        menu = "".join(f"<a href='/{i}'>栏目{i} قسم</a> " for i in range(30))
        assert read(f"<div>{menu}</div><div>{prose}</div>", None).paragraphs == sentences


class TestParagraphs:
    def test_inline_markup_joins_and_white_space_folds(self) -> None:
        marked = FIRST.replace("old ferry", "<b>old\n   <a href='/f'>fer</a></b>ry")
        assert read(article(f"<p>{marked}</p><p>{SECOND}</p>")).paragraphs == (FIRST, SECOND)

    def test_readings_above_ideographs_are_not_text(self) -> None:
        marked = FIRST.replace("ferry", "<ruby>ferry<rp>(</rp><rt>fe-ri</rt><rp>)</rp></ruby>")
        assert read(article(f"<p>{marked}</p><p>{SECOND}</p>")).paragraphs == (FIRST, SECOND)

    def test_custom_elements_join_as_inline_markup_does(self) -> None:
        marked = FIRST.replace("old ferry", "<site-term data-id=4>old ferry</site-term>")
        assert read(article(f"<p>{marked}</p><p>{SECOND}</p>")).paragraphs == (FIRST, SECOND)

    def test_double_breaks_split(self) -> None:
        assert read(article(f"{FIRST}<br><br>{SECOND}<br/> <br/>{THIRD}")).paragraphs == STORY

    def test_single_break_after_a_sentence_splits(self) -> None:
        assert read(article(f"<p>{FIRST}<br>{SECOND}</p>")).paragraphs == (FIRST, SECOND)

    def test_single_break_within_a_sentence_joins(self) -> None:
        broken = FIRST.replace(" on Tuesday", "<br>on Tuesday")
        assert read(article(f"<p>{broken}</p><p>{SECOND}</p>")).paragraphs == (FIRST, SECOND)

    def test_bodies_without_paragraph_elements(self) -> None:
        assert read(article("".join(f"<div>{text}</div>" for text in STORY))).paragraphs == STORY

    def test_headings_lists_quotations_and_table_rows_stay(self) -> None:
        inside = (
            f"<p>{FIRST}</p><h2>What changes</h2><ul><li>Two boats a day</li><li>No bicycles</li></ul>"
            f"<blockquote><p>{THIRD}</p></blockquote><table><tr><th>Day</th><th>Boats</th></tr><tr><td>Monday</td><td>2</td></tr></table>"
            f"<p>{SECOND}</p>"
        )
        assert read(article(inside)).paragraphs == (
            FIRST,
            "What changes",
            "Two boats a day",
            "No bicycles",
            THIRD,
            "Day Boats",
            "Monday 2",
            SECOND,
        )

    def test_table_inside_a_figure_is_text(self) -> None:
        table = "<figure><table><tr><td>Fare</td><td>3 crowns</td></tr></table></figure>"
        assert read(article(f"<p>{FIRST}</p>{table}<p>{SECOND}</p>")).paragraphs == (FIRST, "Fare 3 crowns", SECOND)

    def test_dateline_stays_in_the_first_paragraph(self) -> None:
        assert (
            read(article(f"<p><b>LOWER QUILL</b> — {FIRST}</p><p>{SECOND}</p>"))
            .paragraphs[0]
            .startswith("LOWER QUILL —")
        )

    def test_embedded_post_stays(self) -> None:
        post = "<blockquote class='post-embed'><p>All aboard, the ferry sails at seven tomorrow.</p></blockquote>"
        assert (
            "All aboard, the ferry sails at seven tomorrow."
            in read(article(PROSE + post + f"<p>{FIRST}</p>")).paragraphs
        )


class TestNoise:
    @pytest.mark.parametrize(
        "box",
        [
            "<aside><p>More on boats: the long history of rowing on the Quill and its many tributaries.</p></aside>",
            "<figure><img src=a.jpg><figcaption>The ferry at its berth in the early morning.</figcaption></figure>",
            "<div class='related-articles'><p>Mayor of Upper Quill resigns over a borrowed lawn mower.</p></div>",
            "<div class='newsletterBox'><p>Our letter brings you the river's news each Friday, free.</p></div>",
            "<div id='social-share'><p>Share the story of the ferry with all of your friends and neighbours.</p></div>",
            "<p class='image_caption'>The ferry at its berth in the early morning, as seen from the mill's tower.</p>",
            "<site-box class='fact-box'><h3>Of ferries</h3><p>A ferry is a boat that comes back.</p></site-box>",
            "<newsletter-form><p>Our letter brings you the river's news each Friday, free.</p></newsletter-form>",
            "<div style='display: none'><p>This line is shown to nobody, since the style hides it.</p></div>",
            "<div hidden><p>This line is shown to nobody, since the box that holds it is hidden from all.</p></div>",
        ],
    )
    def test_boxes_named_as_noise_go(self, box: str) -> None:
        assert read(article(f"<p>{FIRST}</p>{box}<p>{SECOND}</p><p>{THIRD}</p>")).paragraphs == STORY

    def test_note_for_screen_readers_goes_out_of_the_sentence(self) -> None:
        note = "<span class='sr-only'> (opens in a new tab)</span>"
        linked = FIRST.replace("old ferry", f"<a href='/f'>old ferry{note}</a>")
        assert read(article(f"<p>{linked}</p><p>{SECOND}</p>")).paragraphs == (FIRST, SECOND)

    def test_what_a_paywall_hides_is_the_article(self) -> None:
        hidden = f"<div class='paywall' hidden><p>{SECOND}</p><p>{THIRD}</p></div>"
        body = read(f"<article><h1>{TITLE}</h1><p>{FIRST}</p>{hidden}</article>")
        assert body.paragraphs == STORY

    def test_doubtful_name_with_most_of_the_prose_stays(self) -> None:
        assert read(f"<article><h1>{TITLE}</h1><div class='post-info'>{PROSE}</div></article>").paragraphs == STORY

    def test_lines_that_are_links_go(self) -> None:
        link = "<p><a href='/x'>Upper Quill builds a bridge that nobody had asked for, and paints it pink</a></p>"
        head = "<h3><a href='/y'>Ten ferries to see before you are old</a></h3>"
        assert read(article(f"<p>{FIRST}</p>{link}{head}<p>{SECOND}</p><p>{THIRD}</p>")).paragraphs == STORY

    def test_title_is_not_a_paragraph(self) -> None:
        assert read(f"<article><h2>{TITLE}</h2><h2>News: {TITLE}</h2>{PROSE}</article>").paragraphs == STORY

    def test_short_lines_around_the_sentences_go(self) -> None:
        inside = (
            f"<div>Lower Quill</div><p>By Ada Wren</p><p>12 January 2026</p>{PROSE}<p>aw/kl</p><h3>Our pictures</h3>"
        )
        assert read(article(inside)).paragraphs == STORY

    def test_names_after_the_last_sentence_are_a_list(self) -> None:
        names = ("The Tern", "The Heron", "The Old Pike")
        inside = PROSE + "".join(f"<p>{name}</p>" for name in names)
        assert read(article(inside)).paragraphs == STORY + names


class TestElsewhere:
    def test_json_ld_where_no_element_holds_the_text(self) -> None:
        story = f'{{"@type": "NewsArticle", "articleBody": "{FIRST}\\n{SECOND}\\n{FIRST}"}}'
        script = f'<script type="application/ld+json">{story}</script>'
        body = read(f"{script}<div id='app'></div>")
        assert body.paragraphs == (FIRST, SECOND, FIRST)
        assert body.how == "json-ld articleBody"

    def test_html_in_a_script_that_speaks_of_the_title(self) -> None:
        html = "".join(f"\\u003cp\\u003e{text}\\u003c/p\\u003e" for text in STORY)
        body = read(f'<script>window.state = {{"story": {{"content": "{html}"}}}}</script><div id=app></div>')
        assert body.paragraphs == STORY
        assert body.how == "script"

    def test_consent_text_in_a_script_is_not_the_article(self) -> None:
        html = "<p>We use small files.</p>" * 30
        assert read(f'<script>consent("{html}")</script><div id=app></div>').paragraphs == ()

    def test_where_names_leave_nothing_they_are_not_believed(self) -> None:
        slides = "".join(f"<div class='slide'><p class='caption'>{text}</p></div>" for text in STORY)
        page = f"<main><h1>{TITLE}</h1><section class='slideshow'>{slides}</section></main>"
        assert read(page).paragraphs == STORY

    @pytest.mark.parametrize("tag", ["footer", "nav"])
    def test_article_swallowed_by_an_unclosed_frame(self, tag: str) -> None:
        assert read(f"<{tag}><a href='/'>Home</a><div><h1>{TITLE}</h1>{PROSE}</div>").paragraphs == STORY


class TestRules:
    def test_profile_selector_is_the_region(self) -> None:
        page = f"<div class=one>{PROSE}</div><div class=two><p>{SECOND}</p></div>"
        body = read(page, rules=BodyRules(body=".two"))
        assert body.paragraphs == (SECOND,)
        assert body.how == "profile .two"

    def test_profile_selector_that_finds_nothing_falls_back(self) -> None:
        assert read(article(PROSE), rules=BodyRules(body=".gone")).paragraphs == STORY

    def test_removed_elements_and_dropped_lines(self) -> None:
        rules = BodyRules(remove=(".promo-line",), drop_lines=(re.compile(r"^Read the Courier"),))
        line = "<p>Read the Courier every day, says our editor to all who listen.</p>"
        inside = f"<p>{FIRST}</p><p class='promo-line'>{THIRD}</p>{line}<p>{SECOND}</p>"
        assert read(article(inside), rules=rules).paragraphs == (FIRST, SECOND)


class TestAnyInput:
    @pytest.mark.parametrize(
        "html", ["", "<p>", "<table><tr><td>", "\x00", "<body></body></html>", "<frameset><frame></frameset>"]
    )
    def test_next_to_nothing(self, html: str) -> None:
        document = parse(html.encode(), "https://quill.example/", datetime(2026, 1, 2, tzinfo=UTC))
        assert find_body(document, None, None, NO_RULES).paragraphs == ()

    def test_page_without_a_title(self) -> None:
        assert read(article(PROSE), None).paragraphs == STORY

    @settings(max_examples=60)
    @given(st.integers(0, 900), st.binary(max_size=12))
    def test_cut_and_broken_pages_never_raise(self, cut: int, noise: bytes) -> None:
        page = article(PROSE + '<ul><li>one<li>two</ul><script>{"a": "<p>"}</script>').encode()
        document = parse(
            page[:cut] + noise + page[cut + 20 :], "https://quill.example/", datetime(2026, 1, 2, tzinfo=UTC)
        )
        body = find_body(document, TITLE, None, NO_RULES)
        assert all(text and text == " ".join(text.split()) for text in body.paragraphs)

    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 100_000 + "text " * 50,
            "<div " + " ".join(f"a{i}=1" for i in range(100_000)) + f"><p>{FIRST}</p></div>",
            "<p>" + "word " * 400_000,
            "<figure><div><ul><li>" * 20_000,
            "<p>" + "line<br>" * 100_000,
            '<script>"<p <p <p <p ' + '\\"a' * 200_000 + "</script>",
        ],
        ids=["nesting", "attributes", "text", "figures", "breaks", "open quote"],
    )
    @pytest.mark.timeout(20)
    def test_hostile_pages_are_bounded(self, html: str) -> None:
        assert isinstance(read(html).paragraphs, tuple)
