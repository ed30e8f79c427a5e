"""Bodies out of pages built as the usual systems build them. All publishers and stories are invented."""

from datetime import UTC, datetime

import pytest

from scraper.extract.body import BodyRules, find_body
from scraper.extract.page.document import parse

TITLE = "Ferry of Lower Quill to run all winter"
STORY = (
    "The harbour board of Lower Quill voted on Tuesday to keep the old ferry running through the winter months.",
    "Passengers had feared that the crossing, which takes eleven minutes, would close when the ice came in November.",
    "“We counted the tickets twice and the sums hold,” said the ferry master, who has steered it since his youth.",
    "The mayor called the vote a victory for common sense, though two members of the board stayed away from it.",
)
ONE, TWO, THREE, FOUR = (f"<p>{text}</p>" for text in STORY)
CARD = (
    "<article><h3><a href='/1'>A goat on the roof of the hall</a></h3>"
    "<p>It will not say how it got there.</p></article>"
)

# Blocks of WordPress: columns, lists, quotations, tables, sharing, related posts, comments.
WORDPRESS = f"""
<article class="post-12 post type-post tag-comments category-related"><header class="entry-header">
<h1 class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="posted-on">January 12, 2026</span>
<span class="byline">by Ada Wren</span></div></header><div class="entry-content">{ONE}
<div class="wp-block-media-text"><figure class="wp-block-media-text__media"><img src="b.jpg"></figure>
<div class="wp-block-media-text__content">{TWO}</div></div><h2 class="wp-block-heading">What changes</h2>
<ul class="wp-block-list"><li>Two boats a day</li></ul><blockquote class="wp-block-quote">{THREE}</blockquote>
<figure class="wp-block-table"><table><tr><td>Monday</td><td>2</td></tr></table></figure>{FOUR}
<div class="sharedaddy"><h3 class="sd-title">Share this:</h3><ul><li><a>Twitter</a></li></ul></div>
<div class="jp-relatedposts"><h3>Related</h3><p>Another post about something else that nobody reads at all.</p>
</div></div>
<footer class="entry-footer"><span class="cat-links">Posted in News</span></footer></article>
<div id="comments"><ol class="comment-list"><li><p>I will come again next summer with my family and the dog.</p>
</li></ol>
</div>"""
ELEMENTOR = f"""
<div class="elementor"><div class="elementor-widget-theme-post-title"><h1>{TITLE}</h1></div>
<div class="elementor-widget-post-info"><ul><li>Ada Wren</li><li>12. January 2026</li></ul></div>
<div class="elementor-widget-theme-post-content">
<div class="elementor-widget-container">{ONE}{TWO}{THREE}{FOUR}</div></div>
<div class="elementor-widget-posts">{CARD}{CARD}</div></div>"""
DRUPAL = f"""
<article role="article" class="node node--type-article"><div class="node__content">
<div class="field field--name-field-image field--label-hidden"><img src="a.jpg" alt=""></div>
<div class="text-formatted field field--name-body field--label-hidden field__item">{ONE}{TWO}{THREE}{FOUR}</div>
<div class="field field--name-field-tags field--label-above"><div class="field__label">Tags</div>
<div class="field__items"><a href="/t">Ferry</a></div></div></div></article>"""
ARC = f"""
<main><h1 class="headline">{TITLE}</h1><h2 class="subheadline">Board votes to keep the crossing</h2>
<article class="b-article-body article-body-wrapper">{ONE}{TWO}<div class="c-interstitial-link">
<p>RELATED STORY: <a href="/x">Goat on the roof has a name</a></p></div><p><i>Have a tip? Write to
<a href="mailto:a@quill.example">a@quill.example</a></i></p>{THREE}{FOUR}</article></main>"""
AMP = f"""
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{TITLE}</h1></header>
<div class="amp-wp-article-content">{ONE}<amp-ad width="300"></amp-ad>{TWO}<div class="amp-related">
<p><a href="/x">Goat on the roof has a name</a></p></div>{THREE}{FOUR}<amp-social-share></amp-social-share></div>
<footer class="amp-wp-article-footer"><div class="amp-wp-meta">Categories: News</div></footer></article>"""
BLOGGER = f"""
<div class="widget Blog"><h2 class="date-header">Monday, 12 January 2026</h2><div class="post hentry">
<h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content"><a href="a.jpg">
<img src="a.jpg"></a>
{"<br /><br />".join(STORY)}<div style="clear:both"></div></div><div class="post-footer">Posted by Ada</div></div>
<div class="comments"><h4>1 comment:</h4>
<p class="comment-body">What a fine ferry, I took it once and lost my hat.</p>
</div></div>"""
SUBSTACK = f"""
<div class="single-post"><article class="typography newsletter-post post"><h1 class="post-title">{TITLE}</h1>
<h3 class="subtitle">Board votes to keep it</h3><div class="available-content"><div class="body markup">{ONE}{TWO}
<div class="subscription-widget-wrap"><p>Thanks for reading the Courier! Subscribe for free to support my work.</p>
</div>
{THREE}{FOUR}</div></div><div class="post-footer"><a>Share</a></div></article></div>"""
# Names that say nothing, teasers and a sign-up between the paragraphs, a caption in plain boxes.
HASHED = f"""
<div id="root"><div class="css-1a"><h1 class="css-77">{TITLE}</h1><div class="css-by">By <a href="/a">Ada Wren</a>
</div>
<div class="css-t">12 January 2026, 09:30</div><div class="css-p1"><img src="a.jpg">
<div class="css-c">The ferry at its berth in
the early morning, seen from the mill.</div></div><div class="css-x9">{ONE}{TWO}<div
class="css-r">{CARD}{CARD}</div>{THREE}
<div class="css-n"><p>Sign up for our newsletter and get the river in your inbox.</p><button>Sign up</button>
</div>{FOUR}
</div><div class="css-e"><h2>Most read</h2>{CARD}{CARD}{CARD}</div></div></div>"""
# One box a paragraph, as builders of pages out of modules make them.
MODULES = f"""
<div id="__next"><main><h1>{TITLE}</h1>
{"".join(f"<section class='Module_wrapper__x1'><div class='Module_c__y'><p>{x}</p></div></section>" for x in STORY)}
<section class="Related_wrapper__q"><h2>Mehr zum Thema</h2><ul><li><a href="/1">Ziege auf dem Dach</a></li></ul>
</section>
</main></div>"""
PAYWALL = f"""
<article><h1>{TITLE}</h1><div class="article__body">{ONE}<div class="tp-container-inner">
<p>Already a subscriber? Log in to
continue reading.</p></div><div class="paywall-content"
style="display:none">{TWO}{THREE}{FOUR}</div></div></article>"""
SYNDICATED = f"""
<article class="caas"><header class="caas-header"><h1>{TITLE}</h1></header><div class="caas-body">{ONE}{TWO}{THREE}
<p><a href="/x">See also: Goat on the roof has a name at last, says the mayor</a></p>{FOUR}
<p>This article originally appeared on Quill Courier: Ferry to run all winter</p></div></article>"""
WIRE = f"""
<div class="story"><h1>{TITLE}</h1>
<div class="txt">{"<br>".join(STORY)}<br>(Reporting by Ada Wren; Editing by Kit Lowe)
</div></div>"""

# Pages set in tables: the menu, the story and the teasers are cells of one row.
TABLES = f"""
<table><tr><td><font size=1><a href="/">Front page</a><br><a href="/s">Sport</a><br><a href="/w">Weather</a></font></td>
<td><font size=5><b>{TITLE}</b></font><br><br>{"<br><br>".join(STORY)}</td>
<td><b>Related stories</b><br><a href="/1">A goat on the roof of the hall</a></td></tr></table>"""
# A short story, and after its <article> as much again on the writer and on other stories.
PLATFORM = f"""
<div class="a b"><article><div class="c"><h1>{TITLE}</h1><div class="d">{"".join((ONE, TWO, THREE, FOUR))}</div></div>
</article><div class="e"><h2>Written by Ada Wren</h2><p>Writes about boats and about those who wait for them.</p>
<h2>More from Ada Wren</h2><div><h2>The goat of Lower Quill</h2><p>How it came up there, nobody knows to this day.</p>
</div></div></div>"""
# Builders make teasers of <article>, one or many, and set them between the paragraphs.
BUILDER = f"""
<div class="x1"><h1>{TITLE}</h1><div class="x2">{ONE}{TWO}</div>
<div class="x3"><h2>Further on</h2>{CARD}</div><div class="x2">{THREE}{FOUR}</div></div>"""
PLUGIN = f"""
<div class="entry-content"><h1>{TITLE}</h1>{ONE}{TWO}{THREE}{FOUR}<div class="saboxplugin-wrap"><p>Ada Wren has written
of the river since she was twelve, and of little else.</p></div></div>"""


@pytest.mark.parametrize(
    "page",
    [
        TABLES,
        PLATFORM,
        BUILDER,
        PLUGIN,
        ELEMENTOR,
        DRUPAL,
        ARC,
        AMP,
        BLOGGER,
        SUBSTACK,
        HASHED,
        MODULES,
        PAYWALL,
        SYNDICATED,
        WIRE,
    ],
    ids=[
        "tables",
        "platform",
        "builder",
        "plugin",
        "elementor",
        "drupal",
        "arc",
        "amp",
        "blogger",
        "substack",
        "hashed",
        "modules",
        "paywall",
        "syndicated",
        "wire",
    ],
)
def test_the_story_and_nothing_else(page: str) -> None:
    assert read(page) == STORY


def test_blocks_of_many_kinds_stay_in_order() -> None:
    kept = (STORY[0], STORY[1], "What changes", "Two boats a day", STORY[2], "Monday 2", STORY[3])
    assert read(WORDPRESS) == kept


def test_a_row_of_data_stays_a_line() -> None:
    row = "<tr><td>7:10</td><td>The Tern<div></div></td></tr><tr><td>7:50</td><td>The Heron, if it is awake</td></tr>"
    page = f"<article><h1>{TITLE}</h1>{ONE}{TWO}<table>{row}</table>{THREE}{FOUR}</article>"
    assert read(page)[2:4] == ("7:10 The Tern", "7:50 The Heron, if it is awake")


def test_a_heading_of_the_first_rank_inside_the_story_stays() -> None:
    page = f"<article><h1>{TITLE}</h1><div>{ONE}{TWO}<h1>What changes</h1>{THREE}{FOUR}</div></article>"
    assert read(page) == (*STORY[:2], "What changes", *STORY[2:])


def test_a_standfirst_marked_up_as_a_heading_is_the_summary_s() -> None:
    page = f"<article><h1>{TITLE}</h1><h3>Two boats a day</h3>{ONE}{TWO}<h3>What changes</h3>{THREE}{FOUR}</article>"
    document = parse(page.encode(), "https://quill.example/ferry", datetime(2026, 1, 2, tzinfo=UTC))
    found = find_body(document, TITLE, "Two boats a day", BodyRules()).paragraphs
    assert found == (*STORY[:2], "What changes", *STORY[2:])


def test_links_calls_and_signatures_between_indonesian_paragraphs_go() -> None:
    story = (
        "KURIRQUILL.EXAMPLE, QUILL - Dewan pelabuhan Kota Quill memutuskan pada Selasa feri tua tetap berlayar.",
        "Penumpang sempat khawatir penyeberangan itu akan ditutup ketika es datang pada bulan November nanti.",
        "“Kami sudah menghitung tiketnya dua kali dan jumlahnya cocok,” ujar nakhoda feri itu kepada wartawan.",
    )
    page = f"""
    <div id="article"><h1>Feri Kota Quill Tetap Berlayar</h1><div class="side-article txt-article"><p>{story[0]}</p>
    <p class="baca"><strong>Baca juga: <a href="/x">Kambing di atap balai kota kini punya nama</a></strong></p>
    <p>{story[1]}</p><div>ADVERTISEMENT<br>SCROLL TO CONTINUE WITH CONTENT</div><p>{story[2]}</p>
    <p>(Kurirquill.example/Ada Wren)</p><p>
<em>Artikel ini telah tayang di Kurir Quill dengan judul Feri Tetap Berlayar,
    <a href="/z">https://kurir.example/z</a></em></p><p>Ikuti berita terbaru Kurir di <a href="/g">Google News</a></p>
    <div class="paging"><a href="?page=1">1</a> <a href="?page=2">2</a></div></div></div>"""
    assert read(page, "Feri Kota Quill Tetap Berlayar") == story


def read(html: str, title: str = TITLE) -> tuple[str, ...]:
    page = f"<!doctype html><html><head><title>x</title></head><body>{html}</body></html>"
    document = parse(page.encode(), "https://quill.example/ferry", datetime(2026, 1, 2, tzinfo=UTC))
    return find_body(document, title, None, BodyRules()).paragraphs
