"""Every kind of edit told for what it is: two versions of a page, read as a crawl would, and what lies between them."""

import json

import pytest

from scraper import decode
from scraper.changes import compare, facets, kinds_between
from scraper.judging import Rules, judge
from scraper.model import Capture, Location
from scraper.profiles import Profiles
from tests.unit.page import AT, PROSE, URL

RULES = Rules(Profiles({}))
HEAD = (
    '<meta name="author" content="Ida Holm">'
    '<meta property="article:published_time" content="2024-03-05T10:00:00+01:00">'
    '<meta property="article:modified_time" content="2024-03-05T10:00:00+01:00">'
    '<meta name="description" content="Crews asked for it, after they had touched the sand bank twice.">'
)
FIGURE = '<img src="/pier-1.jpg" width=900 height=600><figcaption>The northern pier at dusk</figcaption>'
PAGE = (
    f"<!doctype html><html lang=en><head><title>Ferry timetable changes | The Harbour</title>{HEAD}</head><body>"
    "<header><nav><a href='/'>Home</a></nav></header><main><article><h1>Ferry timetable changes</h1>"
    f"<figure>{FIGURE}</figure><div class='story-text'>{''.join(f'<p>{text}</p>' for text in PROSE)}</div></article>"
    "<aside class='ad'>Boats for sale, 12 left</aside><p class='share-count'>41 shares</p>"
    "<section class='most-read'><h3>Most read</h3><a href='/a-1'>Whale seen off the pier</a></section></main>"
    "<footer><p>All rights reserved</p></footer></body></html>"
)
FIRST, LAST = f"<p>{PROSE[0]}</p>", f"<p>{PROSE[4]}</p>"
NOTE = "<p>Correction: An earlier version of this article gave the wrong month for the two groundings.</p>"
WITHDRAWN = "<p>Editor’s note: This article has been retracted, since its source turned out to be invented.</p>"
METER = '<meta name="article:content_tier" content="metered"></head>'
AUTHORS = "<p>This article has been retracted by its author, who asked us to say so.</p>"
LATER = ('modified_time" content="2024-03-05T10', 'modified_time" content="2024-03-05T17')

AGENDA = "<p>The school board meets on Thursday to weigh what the new timetable means for its first lessons.</p>"

Swap = tuple[str, str]

# What is edited, as replacements in PAGE; from what it was before, where that was not PAGE itself; the kinds of it.
EDITS: dict[str, tuple[tuple[Swap, ...], tuple[Swap, ...], str]] = {
    "a word of the body": ((), (("twice touched", "once touched"),), "body"),
    "a letter of the body": ((), (("nobody had been hurt", "nobody has been hurt"),), "body"),
    "a figure": ((), (("twenty minutes", "forty minutes"),), "body"),
    "a paragraph added": (
        (),
        ((LAST, LAST + AGENDA),),
        "body",
    ),
    "a paragraph taken out": ((), ((f"<p>{PROSE[2]}</p>", ""),), "body"),
    "paragraphs in another order": ((), ((FIRST, ""), (LAST, LAST + FIRST)), "body"),
    "a sub-heading added": ((), ((LAST, "<h2>What about tickets that were bought</h2>" + LAST),), "body"),
    "quotation marks": ((), (("the harbour office said", "the “harbour office” said"),), "body"),
    "the headline": ((), (("Ferry timetable changes", "Ferry sails an hour earlier"),), "headline"),
    "a word of the headline": ((), (("timetable changes", "timetable changed"),), "headline"),
    "headline and body": ((), (("timetable changes", "timetable changed"), ("had twice", "had once")), "headline body"),
    "a kicker added": ((), (("<h1>", "<h1><small>Islands</small>"),), "headline"),
    "the summary": ((), (("after they had touched", "after crews had touched"),), "summary"),
    "the summary taken out": ((), (('<meta name="description"', '<meta name="x"'),), "summary"),
    "another author": ((), (('Ida Holm">', 'Jan Rask">'),), "byline"),
    "an author added": ((), (('"Ida Holm">', '"Ida Holm"><meta name="author" content="Jan Rask">'),), "byline"),
    "the author taken out": ((), (('<meta name="author" content="Ida Holm">', ""),), "byline"),
    "author and headline": (
        (),
        (('"Ida Holm">', '"Jan Rask">'), ("timetable changes", "times change")),
        "headline byline",
    ),
    "the date of publication": (
        (),
        (('published_time" content="2024-03-05', 'published_time" content="2024-03-04'),),
        "date",
    ),
    "the hour of publication": (
        (),
        (('published_time" content="2024-03-05T10', 'published_time" content="2024-03-05T08'),),
        "date",
    ),
    "the time of modification alone": ((), (LATER,), "date"),
    "the body, with a new time": ((), (LATER, ("twice touched", "once touched")), "body"),
    "a correction with its edit": ((), ((LAST, LAST + NOTE), ("January", "February")), "body correction"),
    "a correction note alone": ((), ((LAST, LAST + NOTE),), "correction"),
    "a correction about something withdrawn": (
        (),
        ((LAST, LAST + "<p>Correction: An earlier version of this article said that a bill was withdrawn.</p>"),),
        "correction",
    ),
    "a correction note above": ((), ((FIRST, NOTE + FIRST),), "correction"),
    "a correction reworded": (((LAST, LAST + NOTE),), ((LAST, LAST + NOTE.replace("wrong", "false")),), "correction"),
    "a correction taken back": (((LAST, LAST + NOTE),), (), "correction"),
    "a retraction note": ((), ((FIRST, WITHDRAWN + FIRST),), "correction retraction"),
    "retracted in the headline": (
        (),
        (("Ferry timetable changes", "RETRACTED: Ferry timetable changes"),),
        "headline retraction",
    ),
    "retracted in brackets": (
        (),
        (("Ferry timetable changes", "[Withdrawn: 5 March] Ferry timetable"),),
        "headline retraction",
    ),
    "no retraction: a bill is withdrawn": (
        (),
        (("Ferry timetable changes", "Ferry bill withdrawn after a row"),),
        "headline",
    ),
    "retracted in the body": ((), ((FIRST, AUTHORS + FIRST),), "body retraction"),
    "a caption": ((), (("pier at dusk", "pier at dawn"),), "picture"),
    "a paywall": ((), (("</head>", METER),), "access"),
    "the address of a picture": ((), (("pier-1.jpg", "pier-2.jpg"),), ""),
    "another advertisement": ((), (("Boats for sale, 12 left", "Nets for rent, cheap"),), ""),
    "a counter": ((), (("41 shares", "1,204 shares"),), ""),
    "what others read": ((), (("Whale seen off the pier", "Gates lifted out at last today"),), ""),
    "soft hyphens and signs without width": (
        (),
        (("timetable", "time\u00adta\u200bble"), ("harbour", "har&shy;bour")),
        "",
    ),
    "letters composed and not": ((("twice touched", "t\u00e9ouched"),), (("twice touched", "te\u0301ouched"),), ""),
    "a time in another zone": (
        (),
        (
            ('published_time" content="2024-03-05T10:00:00+01:00', 'published_time" content="2024-03-05T09:00:00Z'),
            ('modified_time" content="2024-03-05T10:00:00+01:00', 'modified_time" content="2024-03-05T14:30:00+05:30'),
        ),
        "",
    ),
    "the footer": ((), (("All rights reserved", "© 2025 The Harbour"),), ""),
    "classes, blanks and scripts": (
        (),
        (("<p>", "<p  class='x9'>\n  "), ("</body>", "<script>var n=7</script></body>")),
        "",
    ),
    "the same": ((), (), ""),
}


def record(swaps: tuple[Swap, ...]) -> dict[str, object]:
    html = PAGE
    for old, new in swaps:
        assert old in html, old
        html = html.replace(old, new)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    verdict = judge(Capture(decode.exchange(URL, AT, b"", head + html.encode()), Location("a", 0, 1), "", ""), RULES)
    assert verdict.line is not None, verdict
    assert verdict.edition is not None
    found: dict[str, object] = json.loads(verdict.line)
    assert verdict.edition.facets == facets(found)
    return found


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_told_for_what_it_is(name: str) -> None:
    earlier, later, expected = EDITS[name]
    before, after = record(earlier), record(later)
    found = compare(before, after)
    assert " ".join(found.kinds) == expected
    assert (before["fingerprint"] == after["fingerprint"]) == (not found.kinds or later == (LATER,))
    assert {field.kind for field in found.fields} - {"date"} == set(found.kinds) - {"date", "retraction"}


def test_an_edit_is_silent_that_nothing_on_the_page_tells_of() -> None:
    first = record(())
    assert compare(first, record((("twice", "once"),))).silent
    assert not compare(first, record((("twice", "once"), LATER))).silent
    assert not compare(first, record((("twice", "once"), (LAST, LAST + NOTE)))).silent
    assert not compare(first, record((LATER,))).silent
    assert not compare(first, first).silent


def test_what_another_version_noted_tells_no_kind() -> None:
    marks = facets(record(()))
    assert kinds_between(marks[6:], marks) == ()
