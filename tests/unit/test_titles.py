"""Which of a page's headlines is the headline, and what stands over and under it."""

import json

import pytest

from scraper.extract.headline.site_name import cut_site
from tests.unit.page import article, how, page

TITLE = "Ferry timetable changes"
H1 = f"<h1>{TITLE}</h1>"


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def shared(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


# Which headline -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "crumbs",
    [
        "<nav><ol><li><a href='/news'>News</a></li><li><h1>Ferry times 2024</h1></li></ol></nav>",
        "<div><a href='/news'>News</a><span>|</span><h1>Ferry times 2024</h1></div>",
        "<div class='breadcrumbs'><h1>Ferry times 2024</h1></div>",
    ],
)
def test_the_headline_is_not_the_search_title_at_the_end_of_the_breadcrumb(crumbs: str) -> None:
    head = shared("Earlier boat for the islanders") + linked(headline="Ferry times 2024")
    html = page(head, title="Ferry times 2024").replace(
        "<h1>Ferry times 2024</h1>", f"{crumbs}<h2>Earlier boat for the islanders</h2>"
    )
    found = article(html)
    assert (found.title, how(found, "title")) == ("Earlier boat for the islanders", "h2")


def test_a_crumb_that_the_head_shares_is_the_headline() -> None:
    html = page(shared(TITLE)).replace(H1, f"<nav><a href='/n'>News</a> › {H1}</nav><h2>Ferry</h2>")
    assert article(html).title == TITLE


@pytest.mark.parametrize(
    ("stated", "shared_as", "search"),
    [
        ("All about the boats", TITLE, "All about the boats - The Harbour"),  # for search engines
        ("New times hit islanders", "New times hit islanders", f"{TITLE} - The Harbour"),  # for sharing
        ("means of transport", TITLE, TITLE),  # of the subject
    ],
)
def test_json_ld_is_not_believed_when_it_was_written_for_others(stated: str, shared_as: str, search: str) -> None:
    html = page(linked(headline=stated) + shared(shared_as)).replace(
        f"<title>{TITLE} | The Harbour", f"<title>{search}"
    )
    found = article(html)
    assert (found.title, how(found, "title")) == (TITLE, "h1")


def test_json_ld_is_believed_against_heading_and_og_title_when_no_other_has_it() -> None:
    stated = "Ferry times hit the islanders"
    assert article(page(linked(headline=stated) + shared(TITLE))).title == stated


@pytest.mark.parametrize("headline", ["Ferry timetable changes for all of the islands...", "Ferry timetable changes…"])
def test_a_headline_broken_off_in_json_ld_is_completed_by_the_page(headline: str) -> None:
    whole = "Ferry timetable changes for all of the islands in the northern strait"
    assert article(page(linked(headline=headline), title=whole)).title == whole


def test_a_headline_that_the_page_has_shorter_is_not_broken_off() -> None:
    assert article(page(linked(headline="Ferry timetable changes..."))).title == "Ferry timetable changes..."


def test_of_several_headings_the_one_that_the_address_repeats() -> None:
    html = page(shared("Gift guide | All of the shop")).replace(
        H1, "<h1>Love in your letter box</h1><h1>Timetable changes on the ferry</h1><h1>Our offers</h1>"
    )
    assert article(html.replace("<title>Ferry", "<title>Guide")).title == "Timetable changes on the ferry"


def test_the_home_page_s_name_in_a_heading_is_cut_from_the_title() -> None:
    html = page(title="Isle walks").replace("<h1>Isle walks</h1>", "<h1><a href='/de/'>Walks of the North</a></h1>")
    html = html.replace("Isle walks | The Harbour", "Isle walks - Walks of the North")
    assert article(html).title == "Isle walks"


# Without the site's name ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ferry strike ends - The Harbour", "Ferry strike ends"),
        ("The Harbour: Ferry strike ends", "Ferry strike ends"),
        ("Ferry strike ends | News | The Harbour", "Ferry strike ends | News"),
        ("Ferry strike ends » The Harbour Online Edition", "Ferry strike ends"),
        ("Ferry strike ends - but for how long", "Ferry strike ends - but for how long"),
        ("إضراب العبارات ينتهي | The Harbour", "إضراب العبارات ينتهي"),
        ("渡轮罢工结束_The Harbour", "渡轮罢工结束"),
        ("The Harbour", "The Harbour"),
    ],
)
def test_cut_site(title: str, bare: str) -> None:
    assert cut_site(title, [], {"theharbour"}) == bare


def test_a_tail_goes_that_the_page_s_own_headline_lacks() -> None:
    assert cut_site("渡轮罢工结束-港口ㅣ港报", ["渡轮罢工结束"], {"港报"}) == "渡轮罢工结束"


def test_a_site_s_name_in_cjk_is_cut_though_nobody_knows_it() -> None:
    html = (
        page().replace(H1, "").replace("Ferry timetable changes | The Harbour", "岛屿之间的渡轮时刻表有变动！-港口网")
    )
    assert article(html).title == "岛屿之间的渡轮时刻表有变动！"


# Kicker -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1><span class='head__kicker'>Islands</span><span class='hidden'>: </span><span>{TITLE}</span></h1>",
        f"<h1><div class='topic-label'>Islands</div> {TITLE}</h1>",
        f"<h1><small>Islands</small>{TITLE}</h1>",
        f"<h1><b>Islands</b><span class='css-1x hidden'> : </span><b>{TITLE}</b></h1>",
        f"<h1><span data-qa='overline'>Islands</span><span>{TITLE}</span></h1>",
    ],
)
def test_a_kicker_inside_the_heading_is_apart(heading: str) -> None:
    found = article(page(shared(TITLE)).replace(H1, heading))
    assert (found.title, found.kicker, how(found, "kicker")) == (TITLE, "Islands", "heading")


@pytest.mark.parametrize(
    "above", ["<p class='overline'>Islands:</p>", "<div><a class='a-topline' href='/i'>Islands</a></div>"]
)
def test_a_kicker_above_the_heading(above: str) -> None:
    html = page().replace(H1, above.replace("<div>", "<div class='topline'>") + H1)
    assert article(html).kicker == "Islands"


def test_a_short_heading_of_lower_rank_above_the_headline_is_its_kicker() -> None:
    found = article(page().replace(H1, f"<h4 class='x'>Islands</h4>{H1}"))
    assert (found.kicker, how(found, "kicker")) == ("Islands", "visible:h4")
    assert article(page().replace(H1, f"<h4>Share or comment on this article</h4>{H1}")).kicker is None


def test_a_date_in_the_heading_is_neither_title_nor_kicker() -> None:
    found = article(page().replace(H1, f"<h1><span class='supertitle'><time>5 March 2024</time></span> {TITLE}</h1>"))
    assert (found.title, found.kicker) == (TITLE, None)


def test_a_kicker_that_the_head_joins_before_the_heading() -> None:
    found = article(page(shared(f"Islands: {TITLE}")))
    assert (found.title, found.kicker, how(found, "kicker")) == (TITLE, "Islands", "og:title")


def test_a_headline_declared_with_its_kicker_stays_as_declared() -> None:
    found = article(page(linked(headline=f"Islands: {TITLE}")))
    assert (found.title, found.kicker) == (f"Islands: {TITLE}", "Islands")


@pytest.mark.parametrize(("said", "title"), [(TITLE, TITLE), (f"Islands: {TITLE}", f"Islands: {TITLE}")])
def test_of_a_kicker_joined_by_a_dash_og_title_has_the_word(said: str, title: str) -> None:
    found = article(page(linked(headline=f"Islands - {TITLE}") + shared(said)))
    assert (found.title, found.kicker) == (title, "Islands")


@pytest.mark.parametrize("above", ["<p class='kicker'>News / Islands</p>", "<p class='kicker'>harbour.example</p>", ""])
def test_paths_and_site_names_are_no_kickers(above: str) -> None:
    assert article(page().replace(H1, above + H1)).kicker is None


# Summary ------------------------------------------------------------------------------------

LINE = "Boats will leave an hour earlier, and some not at all."
DESCRIBED = '<meta property="og:description" content="All about ferries in 2024: times, prices, maps">'


@pytest.mark.parametrize(
    ("before", "source"),
    [
        (f"<p class='article__standfirst'>{LINE}</p>", "visible:standfirst"),
        (f"<div class='c-lead'><p>{LINE}</p><p>By Ann Berg</p></div>", "visible:lead"),
        (f"<div class='byline'>By Ann Berg</div><h2 class='Subtitle'>{LINE}</h2>", "visible:subtitle"),
        (f"<p class='css-12' data-testid='summary'>{LINE}</p>", "visible:summary"),
    ],
)
def test_the_visible_standfirst_goes_before_the_search_description(before: str, source: str) -> None:
    found = article(page(DESCRIBED, before))
    assert (found.summary, how(found, "summary")) == (LINE, source)


def test_a_sentence_in_the_headline_s_own_header_is_the_standfirst() -> None:
    header = f"<header>{H1}<p class='css-1'>{LINE}</p><div>By Ann Berg</div></header>"
    found = article(page(DESCRIBED).replace(H1, header))
    assert (found.summary, how(found, "summary")) == (LINE, "visible:header")
    outside = f"<header>{H1}</header><p class='css-1'>{LINE}</p>"
    assert how(article(page(DESCRIBED).replace(H1, outside)), "summary") == "og:description"


def test_a_description_that_is_broken_off_is_completed_by_the_page() -> None:
    head = '<meta property="og:description" content="Boats will leave an hour earlier, ...">'
    found = article(page(head, f"<h2>{LINE}</h2>"))
    assert (found.summary, how(found, "summary")) == (LINE, "visible:description")


def test_a_description_that_is_broken_off_is_completed_by_the_head() -> None:
    head = '<meta property="og:description" content="Boats will leave an hour earlier, ...">'
    found = article(page(head + f'<meta name="description" content="{LINE}">'))
    assert (found.summary, how(found, "summary")) == (LINE, "description")


@pytest.mark.parametrize(
    "before",
    [
        "<p class='lead'>By Ann Berg and Bo Dahl, in the north of the isles</p>",
        "<p class='subhead'>Ann Berg, 5 March 2024, Updated 10:15 a.m.</p>",
        f"<div class='lead'><figure><img src='/f.jpg'><figcaption>{LINE}</figcaption></figure></div>",
        f"<p class='intro'>{LINE} Photo: Ann Berg</p>",
        f"<aside><p class='intro'>{LINE}</p></aside>",
        f"<p class='description'>{LINE}</p>",
        f"<p class='intro'>{TITLE}</p>",
    ],
)
def test_bylines_stamps_and_captions_are_no_standfirst(before: str) -> None:
    found = article(page(DESCRIBED, before))
    assert found.summary == "All about ferries in 2024: times, prices, maps"


# In other languages -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Jadwal kapal berubah Halaman all", "Jadwal kapal berubah"),
        ("Jadwal kapal berubah - Halaman 2", "Jadwal kapal berubah"),
        ("Fähre fährt früher - Seite 2", "Fähre fährt früher"),
        ("連絡船が運航再開（2ページ）", "連絡船が運航再開"),
        ("What the map shows on page 2", "What the map shows on page 2"),
        ("Buku itu tebal seratus halaman", "Buku itu tebal seratus halaman"),
    ],
)
def test_the_number_of_a_page_is_no_part_of_the_headline(said: str, title: str) -> None:
    html = page(linked(headline=said), title=said)
    assert article(html).title == title


def test_the_sites_name_with_more_words_may_stand_before_the_headline() -> None:
    html = page(title="Harbour Pagi Online :: Petani garam terima mesin pompa").replace(" | The Harbour", "")
    html = html.replace("<h1>Harbour Pagi Online :: Petani garam terima mesin pompa</h1>", "")
    assert article(html).title == "Petani garam terima mesin pompa"
    assert cut_site("Harbour readers: boats are late", [], frozenset(("harbour",))) == "Harbour readers: boats are late"
