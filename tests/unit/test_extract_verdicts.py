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


def test_a_stub_before_a_wall_that_asks_for_an_account() -> None:
    html = page(body=f"<p>{PROSE[0]}</p>", after="<div class='regwall'><p>Create a free account to go on.</p></div>")
    assert reason(html) is Reason.PAYWALL


@pytest.mark.parametrize(
    "title",
    [
        *("404 - Page not found", "Halaman tidak ditemukan", "Seite nicht gefunden", "Página no encontrada"),
        *("Page introuvable", "Pagina non trovata", "Strona nie istnieje", "Страница не найдена", "Sivua ei löytynyt"),
        *(
            "ページが見つかりません",
            "页面不存在",
            "페이지를 찾을 수 없습니다",
            "الصفحة غير موجودة",
            "Laman tidak ditemui",
        ),
    ],
)
def test_soft_404(title: str) -> None:
    assert reason(page(title=title, body="<p>What you look for has sailed.</p>")) is Reason.SOFT_404


@pytest.mark.parametrize(
    "words",
    [
        *("This article has been removed.", "Dieser Artikel ist nicht mehr verfügbar.", "Artikel ini telah dihapus."),
        *(
            "Cet article n'est plus disponible.",
            "この記事は掲載を終了しました。",
            "Материал удалён, статья недоступна.",
        ),
    ],
)
def test_what_says_that_it_was_removed_is_gone(words: str) -> None:
    assert reason(page(body=f"<p>{words}</p>")) is Reason.SOFT_404


@pytest.mark.parametrize(
    "words",
    [
        "This content is not available in your region.",
        "Our European visitors are important to us; this site is unavailable in most European Union countries.",
        "Konten ini tidak tersedia di wilayah Anda.",
        "Dieses Angebot ist in Ihrem Land nicht verfügbar.",
    ],
)
def test_what_is_kept_from_a_region_is_no_article(words: str) -> None:
    found = run(page(body=f"<p>{words}</p>", title="The Harbour"))
    assert found == Rejection(Reason.CHALLENGE, "not shown in the region it was asked from")


@pytest.mark.parametrize(
    "words", ["The site is under maintenance.", "Situs sedang dalam perbaikan.", "メンテナンス中です。"]
)
def test_maintenance_is_no_article(words: str) -> None:
    found = run(page(body=f"<p>{words}</p>", title="The Harbour"))
    assert found == Rejection(Reason.CHALLENGE, "a maintenance page")


def test_a_log_in_page_is_no_article() -> None:
    form = "<form><p>Welcome back to our pages.</p><input type=password></form>"
    assert reason(page(body=form, title="Sign in")) is Reason.CHALLENGE
    assert isinstance(run(page(body=form + prose(), title="Sign in at the harbour office by Monday")), Article)


@pytest.mark.parametrize(
    "mark",
    [
        *("<div id='px-captcha'></div>", "<script src='https://geo.captcha-delivery.com/c.js'></script>"),
        *("<iframe src='/_Incapsula_Resource?x=1'></iframe>", "<script>window.gokuProps = {}</script>"),
        *("<script src='https://static.queue-it.net/q.js'></script>", "<div class='cf-turnstile'></div>"),
        *("<a href='https://errors.edgesuite.net/18.1'>18.1</a>", "<div id='sec-if-cpt-container'></div>"),
    ],
)
def test_the_marks_of_bot_checks(mark: str) -> None:
    assert reason(f"<title>harbour.example</title><p>One more step.</p>{mark}") is Reason.CHALLENGE
    assert isinstance(run(page(after=mark)), Article)


LAW = {
    "en": "We and our 182 partners store and/or access information on a device, such as cookies. Pay or consent: "
    "accept and continue with advertising, or subscribe for no personalised ads. You may withdraw your consent.",
    "de": "Mit Werbung weiterlesen oder Pur-Abo wählen. Wir und unsere 203 Partner verarbeiten Informationen auf einem "
    "Gerät, etwa Cookies und IP-Adressen, für personalisierte Werbung. Ihre Einwilligung ist jederzeit widerruflich.",
    "es": "Aceptar y continuar o rechazar y suscribirse. Nosotros y nuestros 150 socios usamos cookies para mostrar "
    "publicidad personalizada, por interés legítimo o con su permiso, y puede retirar el consentimiento.",
    "it": "Accetta e continua oppure rifiuta e abbonati. Noi e i nostri 190 fornitori usiamo cookie per annunci "
    "personalizzati; puoi revocare il tuo consenso. Lavoriamo con i nostri partner e 190 fornitori.",
}


@pytest.mark.parametrize("language", LAW)
def test_a_wall_of_consent_is_no_article_however_many_its_words(language: str) -> None:
    law = "".join(f"<p>{LAW[language]} Ziffer {number}.</p>" for number in range(8))
    assert reason(page(body=law, title="The Harbour")) is Reason.CHALLENGE


def test_a_story_about_consent_walls_is_a_story() -> None:
    head = '<meta property="og:type" content="article">'
    assert isinstance(run(page(head, body=f"<p>{LAW['en']}</p>" * 3 + prose())), Article)


def test_a_story_about_the_number_404_is_a_story() -> None:
    assert article(page(title="Bus 404 not found for a week")).title == "Bus 404 not found for a week"


def test_index_page() -> None:
    cards = "".join(
        f"<li><a href='/news/{number}'>Harbour council votes on pier number {number} after a long night</a></li>"
        for number in range(30)
    )
    html = f"<title>Islands | The Harbour</title><main><h1>Islands</h1><ul>{cards}</ul></main>"
    assert reason(html, "https://harbour.example/islands") is Reason.INDEX_PAGE


@pytest.mark.parametrize(
    "path", ["/tag/ferry", "/id/topik/feri", "/author/ann-berg", "/search", "/kategorie/inseln/page/2"]
)
def test_a_list_is_no_article_though_its_teasers_are_prose(path: str) -> None:
    cards = "".join(
        f"<article><h2><a href='/news/{number}'>Harbour council votes on pier number {number} again</a></h2>"
        f"<p>{PROSE[number % 5]}</p></article>"
        for number in range(24)
    )
    html = f"<title>Ferry | The Harbour</title><main><h1>Ferry</h1>{cards}</main>"
    assert reason(html, f"https://harbour.example{path}") is Reason.INDEX_PAGE
    assert isinstance(run(page(after=cards), f"https://harbour.example{path}/the-ferry-that-never-came-back"), Article)


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
