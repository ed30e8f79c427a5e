"""Why a capture is no article; and what must never be rejected."""

import pytest

from scraper.model import Article, Reason, Rejection
from tests.unit.page import PROSE, article, page, prose, run

HTML = b"Content-Type: text/html; charset=utf-8\r\n"


def reason(html: str | bytes, url: str = "https://harbour.example/a", head: bytes | None = None) -> Reason | None:
    found = run(html, url, head=head)
    return found.reason if isinstance(found, Rejection) else None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.1 404 Not Found\r\n" + HTML + b"\r\n", Reason.HTTP_STATUS),
        (b"HTTP/1.1 503 Busy\r\n" + HTML + b"\r\n", Reason.HTTP_STATUS),
        (b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n" + HTML + b"\r\n", Reason.REDIRECT),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n", Reason.NOT_HTML),
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", Reason.NOT_HTML),
    ],
)
def test_the_head_alone_may_decide(head: bytes, expected: Reason) -> None:
    assert reason(page(), head=head) is expected


def test_a_redirect_says_where_to() -> None:
    found = run(b"", head=b"HTTP/1.1 302 Found\r\nLocation: https://harbour.example/b\r\n\r\n")
    assert found == Rejection(Reason.REDIRECT, "302 to https://harbour.example/b")


def test_an_unreadable_response_is_no_article() -> None:
    assert reason(b"", head=b"nonsense") is Reason.HTTP_STATUS


def test_nothing_is_empty() -> None:
    assert reason(b" \r\n ") is Reason.EMPTY


@pytest.mark.parametrize(
    "html",
    [
        "<title>Just a moment...</title><body><h1>harbour.example</h1><p>"
        "Checking if the connection is secure.</p></body>",
        "<title>harbour.example</title><script src='/cdn-cgi/challenge-platform/h/b/orchestrate'>"
        "</script><p>Enable JavaScript.</p>",
        "<title>Attention Required!</title><p>You have been blocked.</p>",
        "<title>The Harbour</title><p>"
        "Please accept our use of cookies and tracking to read on, or take a subscription.</p>",
    ],
)
def test_challenge(html: str) -> None:
    assert reason(html) is Reason.CHALLENGE


def test_paywall_stub() -> None:
    html = page(body=f"<p>{PROSE[0]}</p>", after="<div class='paywall'><p>Subscribe to continue reading.</p></div>")
    assert reason(html) is Reason.PAYWALL


def test_half_a_text_before_a_paywall_is_partial() -> None:
    html = page(body=prose(4) + "<p>Already a subscriber? Log in to continue.</p>")
    found = run(html)
    assert isinstance(found, Article)
    assert found.access in ("partial", "full")


def test_a_text_that_is_there_is_full_whatever_the_page_claims() -> None:
    head = (
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Ferry timetable changes", "isAccessibleForFree": false}</script>'
    )
    assert article(page(head)).access == "full"


@pytest.mark.parametrize("title", ["404 - Page not found", "Halaman tidak ditemukan", "Seite nicht gefunden"])
def test_soft_404(title: str) -> None:
    assert reason(page(title=title, body="<p>What you look for has sailed.</p>")) is Reason.SOFT_404


def test_a_story_about_the_number_404_is_a_story() -> None:
    assert article(page(title="Bus 404 not found for a week")).title == "Bus 404 not found for a week"


def test_index_page() -> None:
    cards = "".join(
        f"<li><a href='/news/{number}'>Harbour council votes on pier number {number} after a long night</a></li>"
        for number in range(30)
    )
    html = f"<title>Islands | The Harbour</title><main><h1>Islands</h1><ul>{cards}</ul></main>"
    assert reason(html, "https://harbour.example/islands") is Reason.INDEX_PAGE


def test_a_story_among_many_teasers_is_a_story() -> None:
    cards = "".join(
        f"<li><a href='/news/{number}'>Harbour council votes on pier number {number}</a></li>" for number in range(60)
    )
    found = article(page(after=f"<aside><ul>{cards}</ul></aside>"))
    assert len(found.paragraphs) == len(PROSE)


def test_no_body() -> None:
    assert reason(page(body="")) is Reason.NO_BODY


def test_no_title() -> None:
    html = f"<html><head></head><body><div>{prose()}</div></body></html>"
    assert reason(html) is Reason.NO_TITLE
