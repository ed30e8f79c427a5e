"""How much of a story a page gives, whatever it declares."""

import json

import pytest

from scraper.model import Reason, Rejection
from tests.unit.page import PROSE, article, how, page, prose, run

WALL = '<div class="paywall"><p>{}</p></div>'


def locked(**fields: object) -> str:
    item = {"@type": "NewsArticle", "headline": "Ferry timetable changes", "isAccessibleForFree": False, **fields}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def tier(name: str) -> str:
    return f'<meta property="article:content_tier" content="{name}">'


def part(selector: str) -> dict[str, object]:
    return {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": selector}


def found_access(html: str) -> tuple[str, str | None]:
    found = article(html)
    return found.access, how(found, "access")


def test_nothing_said_is_full() -> None:
    assert found_access(page()) == ("full", "default")


@pytest.mark.parametrize("head", [locked(), locked(hasPart=part(".story-text")), tier("locked")])
def test_a_text_that_is_there_is_full_whatever_the_page_declares(head: str) -> None:
    assert found_access(page(head)) == ("full", "default")


def test_an_overlay_over_a_text_that_is_there_locks_nothing() -> None:
    after = WALL.format("Subscribe to continue reading.")
    assert found_access(page(locked(hasPart=part(".story-text")), after=after))[0] == "full"


@pytest.mark.parametrize(
    ("head", "body", "why"),
    [
        (locked(), prose(3), "json-ld"),
        (tier("locked"), prose(3), "article:content_tier"),
        (locked(hasPart=part(".locked-part")), prose(), "json-ld hasPart"),
        (locked(hasPart=[part(".locked-part")]), prose() + '<div class="locked-part"></div>', "json-ld hasPart"),
        (locked(wordCount=900), prose(), "json-ld wordCount"),
        (locked(wordCount="900"), prose(), "json-ld wordCount"),
        (locked(), prose() + f"<p>{PROSE[0][:-30]}…</p>", "text cut short"),
        (
            "",
            prose() + f"<p>{PROSE[0][:-30]} [...]</p>" + WALL.format("Jetzt weiterlesen mit Hafen Plus"),
            "paywall box",
        ),
    ],
)
def test_a_beginning_before_a_wall_is_partial(head: str, body: str, why: str) -> None:
    assert found_access(page(head, body=body)) == ("partial", why)


@pytest.mark.parametrize("selector", ["", "[", "p:has(", ".a" * 200, "::before", "p" * 201])
def test_a_selector_that_selects_nothing_sound_says_nothing(selector: str) -> None:
    assert found_access(page(locked(hasPart=part(selector))))[0] in ("full", "partial")


@pytest.mark.parametrize(
    "words",
    [
        "Berlangganan untuk membaca selengkapnya.",
        "Der ganze Artikel ist exklusiv für Abonnenten.",
        "Cet article est réservé aux abonnés.",
        "Contenido exclusivo para suscriptores de El Puerto.",
        "Questo articolo è riservato agli abbonati.",
        "Conteúdo exclusivo para assinantes do jornal.",
        "Alleen voor abonnees van De Haven.",
        "Endast för prenumeranter på Hamnen.",
        "Artykuł tylko dla prenumeratorów Portu.",
        "Чтобы читать дальше: только для подписчиков.",
        "この記事は有料記事です。残り512文字",
        "이 기사는 구독자 전용입니다.",
    ],
)
def test_the_words_of_a_wall_in_many_languages(words: str) -> None:
    html = page(body=f"<p>{PROSE[0][:60]}</p>", after=WALL.format(words))
    found = run(html)
    assert isinstance(found, Rejection)
    assert found.reason is Reason.PAYWALL


@pytest.mark.parametrize(
    "words",
    [
        "Create a free account to go on.",
        "Register for free to read this story.",
        "Jetzt kostenlos registrieren und alles lesen.",
        "Daftar gratis untuk membaca berita ini.",
        "Regístrate gratis para leer más.",
    ],
)
def test_a_wall_that_asks_for_an_account_and_no_money(words: str) -> None:
    html = page(body=prose(4), after=WALL.format(words))
    assert found_access(html)[0] == "registration"


def test_metered_by_its_tier() -> None:
    assert found_access(page(tier("metered"))) == ("metered", "article:content_tier")


def test_metered_by_the_reader_s_count() -> None:
    html = page(locked(), after="<aside>You have 2 free articles left this month.</aside>")
    assert found_access(html) == ("metered", "meter words")


def test_a_template_for_a_count_is_no_count() -> None:
    assert found_access(page(locked(), after="<script>var t = 'You have {n} free articles left'</script>")) == (
        "full",
        "default",
    )


def test_a_story_about_subscriptions_is_full() -> None:
    body = (
        prose() + "<p>The council will subscribe to the weather service, and keep reading the tide tables by hand.</p>"
    )
    assert found_access(page(body=body)) == ("full", "default")
