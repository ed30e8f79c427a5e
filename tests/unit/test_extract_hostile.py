"""Cost is linear in the page: markup and words made to hurt take eight times as long when there is eight times as much.

What is compared is the CPU time of two sizes in the same process, the best of three, so that neither the machine nor
its load is measured. Something quadratic takes sixty-four times as long.
"""

import resource
import sys
import time
from collections.abc import Callable

import pytest

from scraper.extract.page.guard import LONG_TAG, MAX_DEPTH, MAX_MARKUP, tame
from scraper.extract.page.linked import read_json
from scraper.model import Article
from tests.unit.page import PROSE, page, prose, run

SMALL, TIMES, MOST = 32_000, 8, 20  # bytes, how many times that, and how many times the cost at most
LEAST = 0.004  # seconds: what costs less is all overhead

Build = Callable[[int], bytes]


def _again(unit: str, before: str = "", after: str = "") -> Build:
    """A page of about so many bytes: one unit again and again."""
    return lambda size: (before + unit * (size // len(unit.encode())) + after).encode()


def _numbered(unit: str, before: str = "", after: str = "") -> Build:
    return lambda size: (before + "".join(unit % n for n in range(size // (len(unit) + 3))) + after).encode()


LD = '<script type="application/ld+json">'
STORY = page()
PAGES: dict[str, Build] = {
    "prose": _again(f"<p>{PROSE[0]}</p>", "<h1>Ferry timetable changes</h1><article>", "</article>"),
    "elements without text": _again("<i></i>"),
    "boxes without text": _again("<div></div>"),
    "breaks": _again("<br>", "<p>"),
    "breaks between words": _again("a<br>", "<p>"),
    "breaks between sentences": _again("The ferry will sail an hour earlier from Monday.<br>", STORY),
    "boxes in each other": _again("<div>"),
    "inline tags in each other": _again("<span>"),
    "formatting left open": _again("<b id=x>", "", "<p>text"),
    "formatting and paragraphs": _again("<p><font>x"),
    "lists in each other": _again("<ul><li>"),
    "tables in each other": _again("<table><tr><td>"),
    "navigation in each other": _again("<nav><p>abc"),
    "boxes of noise in each other": _again("<div class=share><p>abc"),
    "boxes of noise side by side": _again("<div class=share><a href=x>abc</a></div>", STORY),
    "attributes on one element": _numbered("a%d=1 ", "<p ", ">text"),
    "one attribute repeated": _again("class=a ", "<p ", ">text"),
    "attributes parted by slashes": _numbered("a%d/", "<p ", ">text"),
    "as many attributes as are let through, on many elements": lambda size: (
        ("<p " + " ".join(f"a{n:03x}" for n in range(LONG_TAG // 5 - 2)) + ">") * (size // LONG_TAG) + "text"
    ).encode(),
    "attributes on many elements": _again("<p a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8>t</p>"),
    "a huge class": _again("author date ", "<div class='", "'>text</div>"),
    "a huge style": _again("display : ", "<div style='", "'>text</div>"),
    "a huge address": _again("/a", "<link rel=canonical href='", "'>"),
    "classes each met once": _numbered("<p class='c%d-author-x'>abc</p>"),
    "meta elements": _numbered("<meta name=a%d content=b>"),
    "one meta repeated": _again("<meta property=article:published_time content='5 March 20'>"),
    "titles": _again("- a ", "<title>", "</title><h1>a b c</h1>"),
    "headings": _again("<h1>a b c d</h1>", "<title>a b c</title>"),
    "headings of the second rank": _again("<h2>a b c d</h2>", "<title>a b c</title>"),
    "a heading in pieces": _again("<span>a</span>", "<title>x</title><h1>", "</h1>"),
    "bylines": _again("<div class=author>By Ann Berg and</div>"),
    "dates": _again("<time datetime=x1>5 March</time>"),
    "figures": _again("<figure><img src=a.jpg><figcaption>Pier (Photo: Bo)</figcaption></figure>", STORY),
    "links": _numbered("<a href='/x%d'>one two three four five six seven</a>"),
    "pagers": _numbered("<a rel=next href='?page=%d'>2</a>", STORY),
    "JSON-LD of blanks": _again(" ", LD + "{", "x</script>"),
    "JSON-LD of commas": _again(", ", LD + "{", "}</script>"),
    "JSON-LD of lists": _again("[", LD, "</script>"),
    "JSON-LD of graphs": _again('{"@graph":', LD, "</script>"),
    "JSON-LD of authors": _again('"Ann Berg",', LD + '{"@type":"NewsArticle","author":[', '"x"]}</script>'),
    "JSON-LD scripts": _again(LD + '{"@type":"NewsArticle","headline":"x"}</script>'),
    "a script of backslashes": _again("\\", "<title>ferry</title><script>x='<p>", "</script>"),
    "a script of strings": _again('"<p>', "<title>a b</title><script>", "</script>"),
    "comments left open": _again("<!--"),
    "angles": _again("<"),
    "ampersands": _again("&", "<p>"),
}
WORDS = {
    "blanks": " ",
    "line breaks": "\n",
    "no blanks": "x",
    "digits": "1",
    "by": "by ",
    "commas": "a,",
    "brackets": "(photo:",
    "dashes": "a - ",
    "capitals": "Aa ",
    "marks": "A'",
    "addresses": "a@",
    "days": "5 March ",
    "ideographs": "東京",
    "entities": "&amp;amp;",
}
PLACES = ("<title>{}</title><h1>a b c</h1>", "<meta name=author content='{}'>", "<h1>a b c</h1><p>{}</p>")


def _cost(html: bytes, times: int = 3) -> float:
    spent = []
    for _ in range(times):
        begun = time.process_time()
        run(html)
        spent.append(time.process_time() - begun)
    return min(spent)


def _is_linear(build: Build) -> bool:
    run(build(1_000))  # patterns are compiled and modules loaded when first asked for
    # What costs the square fails each time; a busy machine seldom spoils three.
    return any(_cost(build(TIMES * SMALL), 2) <= MOST * max(_cost(build(SMALL)), LEAST) for _ in range(3))


@pytest.mark.parametrize("name", PAGES)
def test_markup_costs_what_it_weighs(name: str) -> None:
    assert _is_linear(PAGES[name])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", WORDS)
def test_words_cost_what_they_weigh(name: str, place: str) -> None:
    before, after = place.split("{}")
    assert _is_linear(_again(WORDS[name], before, after))


def test_a_page_of_ten_megabytes_is_read_whole() -> None:
    text = f"<p>{PROSE[0]}</p>"
    count = 10_000_000 // len(text)
    found = run(page(body=text * count))
    assert isinstance(found, Article)
    assert len(found.paragraphs) == count
    found = run(page(body=f"<p>{PROSE[0] * (10_000_000 // len(PROSE[0]))}</p>"))
    assert isinstance(found, Article)
    assert len(found.paragraphs[0]) > 9_900_000


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts kilobytes on Linux alone")
@pytest.mark.parametrize("unit", [b"<br>", b"<i></i>", b"<meta name=a content=b>"])
def test_a_million_elements_take_bounded_memory(unit: bytes) -> None:
    run(unit * 1_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3_000_000


def test_what_is_nested_too_deep_is_cut_and_what_is_not_is_left_alone() -> None:
    assert tame(b"<div>" * 100_000).count(b"<div>") == MAX_DEPTH
    sound = b"<div>" * 500 + b"text" + b"</div>" * 500
    assert tame(sound) == sound


def test_wrapping_is_taken_off_json_ld_at_both_ends() -> None:
    for text in ('<!--{"a": 1}-->', '/*<![CDATA[*/ {"a": 1} /*]]>*/', '<![CDATA[{"a": 1}]]>', '{"a": 1}\n//-->'):
        assert read_json(text) == [{"a": 1}]


@pytest.mark.parametrize("side", ["9" * 5_000, "9" * 5_000 + "px", "٩" * 5_000, "0" * 5_000])
@pytest.mark.parametrize("name", ["width", "height"])
def test_a_side_of_more_figures_than_an_int_may_have_is_no_number_to_fail_on(name: str, side: str) -> None:
    """int() raises beyond 4,300 figures."""
    found = run(page(body=f"{prose()}<img {name}='{side}' src='/media/pier.jpg'>"))
    assert isinstance(found, Article)
    assert len(found.paragraphs) == len(PROSE)
    shown = [image.url.rpartition("/")[2] for image in (found.lead_image, *found.images) if image is not None]
    assert shown == ([] if side[0] == "0" else ["pier.jpg"])


def test_a_page_of_hardly_anything_but_tags_is_cut_and_one_of_words_is_not() -> None:
    assert tame(b"<p>x" * 4_000_000).count(b"<p>") == MAX_MARKUP
    assert tame(b"<p a b c>x" * 1_000_000).count(b"<p") == MAX_MARKUP // 4
    assert tame(b"<p class=a>" + b"words, " * 1_000_000) == b"<p class=a>" + b"words, " * 1_000_000


def test_a_long_tag_of_few_attributes_is_let_through() -> None:
    words, data = "ferry " * 10_000, "{&quot;a&quot;:1} " * 5_000
    html = f"<meta name=description content=\"{words}\"><div data-state='{data}' class=story>".encode()
    assert tame(html) == html
