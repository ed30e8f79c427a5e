"""What a browser would load to show a page, and what becomes of it when it was fetched."""

from datetime import UTC, datetime

import pytest

from scraper import decode
from scraper.discover import page_requisites, sheet_requisites
from scraper.discover.requisites import LIMIT
from scraper.judging import SHEETS, Rules, SectionSettings, Verdict, judge
from scraper.model import Capture, Exchange, Kind, Location, Requisites, Target, Visit
from scraper.profiles import Profiles
from scraper.urls import requested
from tests.unit.page import page

BASE = "https://www.harbour.example/news/story.html?id=7"
AT = datetime(2026, 3, 1, tzinfo=UTC)


def answer(body: str, media_type: str = "text/html; charset=utf-8", url: str = BASE, status: int = 200) -> Exchange:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\n\r\n"
    return decode.exchange(url, AT, b"", head.encode() + body.encode())


def named(html: str) -> list[str]:
    """What a page names, without the folder that all of it lies in."""
    return [url.removeprefix("https://www.harbour.example/news/") for url in page_requisites(answer(html))]


def styled(css: str) -> list[str]:
    found = sheet_requisites(answer(css, "text/css", "https://www.harbour.example/news/sheet.css"))
    return [url.removeprefix("https://www.harbour.example/news/") for url in found]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="a.png"><img src="b.png"><img src="a.png#x">', ["a.png", "b.png"]),
        ('<img src="a.png" srcset="b.png 480w,c,d.png 2x, e.png">', ["a.png", "b.png", "c,d.png", "e.png"]),
        ('<img srcset="a.png 1x,b.png , c.png calc(1px, 2px)">', ["a.png", "b.png", "c.png"]),
        ('<img src="data:image/gif;base64,R0" data-src="a.png" data-srcset="b.png 2x">', ["a.png", "b.png"]),
        ('<img data-lazy-src="a.png" data-original="b.png">', ["a.png", "b.png"]),
        ('<picture><source srcset="a.avif 1x"><img src="a.png"></picture>', ["a.avif", "a.png"]),
        ('<video poster="p.png" src="v.mp4"><source src="v.webm"></video><audio src="a.mp3"></audio>', ["p.png"]),
        ('<link rel=stylesheet href="a.css"><link rel="SHORTCUT ICON" href="i.png">', ["a.css", "i.png"]),
        ('<link rel=apple-touch-icon href="t.png"><link rel=manifest href=m><link rel=alternate href=f>', ["t.png"]),
        ('<link rel=preload as=font href="f.woff2"><link rel=preload as=fetch href="x.json">', ["f.woff2"]),
        ('<link rel=preload as=image href="a.png" imagesrcset="b.png 2x">', ["b.png", "a.png"]),
        ('<script src="a.js"></script><script type=module src="m.js"></script>', ["a.js", "m.js"]),
        ('<script type="text/plain" src="ad.js"></script><script nomodule src="old.js"></script>', []),
        ('<script type="Text/JavaScript; charset=utf-8" src="a.js"></script><script>x()</script>', ["a.js"]),
        ('<input type=Image src="go.png"><input type=text src="no.png">', ["go.png"]),
        ('<svg><image xlink:href="a.png"/><use href="s.svg#boat"/><use xlink:href="#own"/></svg>', ["a.png", "s.svg"]),
        ('<style>@import "a.css"; p { background: url(b.png) }</style>', ["a.css", "b.png"]),
        ("<p style=\"background: URL('a b.png')\"><i style='color: red'></i>", ["a%20b.png"]),
        ('<noscript><img src="pixel.gif"><link rel=stylesheet href=n.css></noscript><iframe src="f"></iframe>', []),
        ('<img src=""><img src="#top"><img src="?id=7"><img src="blob:x"><img src="about:blank"><img src="//">', []),
        ('<template><img src="later.png"></template><!-- <img src="never.png"> --><img src=now.png>', ["now.png"]),
    ],
)
def test_what_a_page_names(html: str, expected: list[str]) -> None:
    assert named(html) == expected


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("@import 'a.css'; @import \"b.css\" print; @import url(c.css) screen;", ["a.css", "b.css", "c.css"]),
        ("@font-face { src: url(f.woff2) format('woff2'), url( 'f.woff' ) format('woff') }", ["f.woff2", "f.woff"]),
        ("a { background: image-set('a.png' 1x, url(b.png) 2x, 'c.avif' type('image/avif')) }",
         ["a.png", "b.png", "c.avif"]),
        ("a { background: -webkit-image-set(url(a.png) 1x) } b { content: 'b.png' }", ["a.png"]),
        ("/* url(no.png) */ a::before { content: 'url(no.png)' } b { mask: url(\"a.svg#m\"), url(#m) }", ["a.svg"]),
        ("@namespace svg url(http://w.example/svg); a { background: url(data:image/png;base64,AA) }", []),
        ("a { background: url(data:image/svg+xml;utf8,<svg viewBox='0 0 1 1'>) } b { background: url(b.png) }",
         ["b.png"]),
        ("a { background: url(a\\ b\\(1\\).png) } c { background: url('\\63 .png') }", ["a%20b(1).png", "c.png"]),
        ("a { background: URL(../up.png) }", ["https://www.harbour.example/up.png"]),
        ("a { content: 'never closed", []),
    ],
)  # fmt: skip
def test_what_a_stylesheet_names(css: str, expected: list[str]) -> None:
    assert styled(css) == expected


def test_only_a_stylesheet_is_read_as_one() -> None:
    assert sheet_requisites(answer("a { background: url(a.png) }", "text/plain")) == ()
    assert sheet_requisites(answer("<style>a { background: url(a.png) }</style>")) == ()


def test_the_base_of_the_page_is_honoured_and_no_more_than_a_limit_is_taken() -> None:
    html = '<base href="//static.harbour.example/x/"><img src="a.png"><img src="/b.png">'
    assert page_requisites(answer(html)) == (
        "https://static.harbour.example/x/a.png",
        "https://static.harbour.example/b.png",
    )
    assert len(named("".join(f'<img src="{n}.png">' for n in range(LIMIT + 50)))) == LIMIT


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a.png?utm_source=x&&v=%7e&b=#f", "https://www.harbour.example/news/a.png?utm_source=x&&v=%7e&b="),
        ("/%7Ea/../b'|[c]^.png?q='a b'", "https://www.harbour.example/b'|[c]%5E.png?q=%27a%20b%27"),
        (" \n//CDN.Example:443/é\t.png ", "https://cdn.example/%C3%A9.png"),
        ("https:\\\\x.example", "https://x.example/"),
        ("?w=1", "https://www.harbour.example/news/story.html?w=1"),
        ("javascript:void(0)", None),
        ("https://no host.example/a.png", None),
        ("x" * 9_000, None),
    ],
)
def test_addresses_are_those_a_browser_asks_for(written: str, expected: str | None) -> None:
    assert requested(written, BASE) == expected
    assert expected is None or requested(expected) == expected


@pytest.mark.parametrize("piece", ["url(", "url('", "image-set(", '"', "/*", "(", "\\", "@import '", ", ", "a((, "])
def test_markup_made_to_hurt_takes_time_in_proportion(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert len(styled(text)) < 2
    page_requisites(answer(f'<img srcset="{text.replace(chr(34), "")}"><style>{text}</style>'))


def judged(exchange: Exchange, target: Target | None, wanted: Requisites = Requisites.PAGE) -> Verdict:
    visit = Visit(target) if target else None
    capture = Capture(exchange, Location("a.warc.gz", 0, 1), "urn:uuid:1", "sha1:X", visit)
    return judge(capture, Rules(Profiles({}), {"harbour/news": SectionSettings(requisites=wanted)}))


def requisite(depth: int = 1, url: str = BASE) -> Target:
    return Target(url, "harbour", Kind.REQUISITE, "harbour/news", depth=depth)


STORY = Target(BASE, "harbour", Kind.ARTICLE, "harbour/news", depth=1)
SHOWN = page('<link rel=stylesheet href="a.css"><meta property="og:image" content="/lead.jpg?w=1&utm_medium=x">')


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Requisites.NONE, ()),
        (Requisites.IMAGES, ("https://www.harbour.example/lead.jpg?w=1&utm_medium=x",)),
        (
            Requisites.PAGE,
            (
                "https://www.harbour.example/lead.jpg?w=1&utm_medium=x",
                "https://www.harbour.example/news/a.css",
            ),
        ),
    ],
)
def test_an_article_is_shown_with_what_its_section_wants(wanted: Requisites, expected: tuple[str, ...]) -> None:
    verdict = judged(answer(SHOWN), STORY, wanted)
    assert (verdict.outcome, verdict.requisites) == ("article", expected)


def test_of_somebody_elses_capture_nothing_is_wanted() -> None:
    assert judged(answer(SHOWN), None).requisites == ()


@pytest.mark.parametrize("kind", [Kind.PAGE, Kind.FEED])
def test_a_section_page_has_requisites_and_a_feed_has_none(kind: Kind) -> None:
    target = Target(BASE, "harbour", kind, "harbour/news")
    feed = '<rss version="2.0"><channel><item><link>https://www.harbour.example/a</link></item></channel></rss>'
    body = answer(SHOWN) if kind is Kind.PAGE else answer(feed, "application/rss+xml")
    verdict = judged(body, target)
    assert verdict.outcome == "listing"
    assert bool(verdict.requisites) is (kind is Kind.PAGE)
    assert judged(body, target, Requisites.IMAGES).requisites == ()


def test_a_requisite_is_never_read_as_an_article() -> None:
    for body in (answer(SHOWN), answer("\x89PNG", "image/png"), answer("", "text/javascript", status=204)):
        verdict = judged(body, requisite())
        assert (verdict.outcome, verdict.line, verdict.requisites) == ("requisite", None, ())


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [(404, "rejected", "http-404"), (503, "failed", "http-503"), (429, "failed", "http-429")],
)
def test_a_requisite_that_did_not_come_says_why(status: int, outcome: str, reason: str) -> None:
    verdict = judged(answer("", status=status), requisite())
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_a_stylesheet_names_more_but_not_for_ever() -> None:
    sheet = answer('@import "b.css";', "text/css")
    assert judged(sheet, requisite(SHEETS)).requisites == ("https://www.harbour.example/news/b.css",)
    assert judged(sheet, requisite(SHEETS + 1)).requisites == ()
    assert judged(sheet, requisite(), Requisites.IMAGES).requisites == ()
