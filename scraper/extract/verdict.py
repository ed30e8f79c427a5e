"""Why a capture is no article, when it is none."""

import re
from urllib.parse import urlsplit

from scraper.extract.document import Document
from scraper.extract.story import Story
from scraper.model import Exchange, Reason, Rejection

_HTML = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_CHALLENGE_TITLE = re.compile(
    r"^(?:just a moment|attention required|access denied|are you a (?:human|robot)|pardon our interruption|"
    r"security check|verify(?:ing)? (?:you|that you)|"
    r"checking your browser|robot check|bot verification|human verification|please wait|one moment, please|"
    r"ddos-guard|before you continue|"
    r"you have been blocked|request blocked|403 forbidden|bitte bestätigen|un momento|un instant)",
    re.IGNORECASE,
)
_CHALLENGE_MARKS = re.compile(
    rb"cf-chl-|/cdn-cgi/challenge-platform/h/|_cf_chl_opt|px-captcha|captcha-delivery\.com|geo\.captcha|"
    rb"_Incapsula_Resource|sucuri_cloudproxy|"
    rb"ddos-guard/js-challenge|awswaf\.com/[^\"']*challenge|id=\"challenge-form\"|g-recaptcha|h-captcha|"
    rb"hcaptcha\.com/1/api\.js|sgcaptcha"
)
_CONSENT = re.compile(
    r"(?:accept|agree|zustimmen|akzeptieren|consent|einwilligung|aceptar|accepter|accetta|"
    r"setuju)[^.]{0,80}(?:cookies?|tracking|werbung|advertising)|"
    r"(?:cookies?|tracking|privacy)[^.]{0,80}(?:accept|agree|zustimm|akzeptier|consent|einwillig|aceptar|"
    r"accepter|accetta|setuju)",
    re.IGNORECASE,
)
_GONE_TITLE = re.compile(
    r"\b404\b(?!\.\d)|page (?:not found|cannot be found|doesn.t exist)|not found|seite nicht gefunden|seite "
    r"existiert nicht|halaman tidak ditemukan|"
    r"página no encontrada|página não encontrada|page introuvable|page non trouvée|pagina non trovata|pagina "
    r"niet gevonden|sidan (?:hittades inte|kunde inte)|"
    r"siden (?:blev ikke fundet|finnes ikke|ble ikke funnet)|strona nie istnieje|nie znaleziono|страница не "
    r"найдена|сторінку не знайдено|sayfa bulunamadı|"
    r"ページが見つかりません|页面不存在|找不到(?:网页|頁面)|페이지를 찾을 수|không tìm thấy|oops|gone\b",
    re.IGNORECASE,
)
_PAYWALL_WORDS = re.compile(
    r"subscribe (?:now )?to (?:continue|read)|to continue reading|already a subscriber|for subscribers only|"
    r"subscribers? only|exclusive to subscribers|log ?in to (?:continue|read)|"
    r"jetzt weiterlesen|weiterlesen mit|nur für abonnent|artikel freischalten|bereits abonnent|plus-artikel|"
    r"exklusiv für abonnent|"
    r"berlangganan untuk|khusus pelanggan|langganan untuk membaca|login untuk (?:membaca|melanjutkan|menikmati)|"
    r"silakan (?:login|berlangganan)|"
    r"suscríbete para|solo para suscriptores|exclusivo para suscriptores|réservé aux abonnés|abonnez-vous pour|"
    r"la suite est réservée|"
    r"riservato agli abbonati|abbonati per|exclusivo para assinantes|assine para|alleen voor abonnees|endast för "
    r"prenumeranter|läs vidare|kun for abonnenter|"
    r"подпис\w+, чтобы|только для подписчиков|有料会員|会員限定|この記事は有料|구독자 전용",
    re.IGNORECASE,
)
# A look for these costs a tenth of the pattern; every alternative of it holds one.
_PAYWALL_STEMS = (
    *("subscri", "to continue", "log in to", "login to", "weiterlesen", "abonn", "freischalt", "plus-artikel"),
    *("langganan", "pelanggan", "login untuk", "silakan login", "suscr", "réserv", "riservat", "abbonat"),
    *("assin", "prenumer", "läs vidare", "подпис", "有料", "会員", "구독"),
)
_REGISTER_WORDS = re.compile(
    r"register (?:for free )?to (?:continue|read)|create a free account|kostenlos registrieren|regístrate gratis "
    r"para|daftar gratis untuk",
    re.IGNORECASE,
)
_PAYWALL_SELECTOR = (
    "[class*=paywall i],[id*=paywall i],[class*=piano-offer i],[class*=subscription-wall i],[class*=regwall i],"
    "[class*=meteredcontent i]"
)
_SLUG = re.compile(r"\d{5,}|[^/\W]+(?:[-_]\w+){3,}")
MAX_READ = 20_000  # characters of a short body that are searched
BAIT_WORDS = 40  # a body under this, behind a paywall's marks, is its bait
STUB_WORDS = 80  # below this a body is too short to speak for itself
FEW_WORDS = 150  # below this the words around decide what a page is
LISTED = 12  # headlines in links that make an index page of a page without prose

_SCRIPTIO_CONTINUA = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def count_words(paragraphs: tuple[str, ...]) -> int:
    """Words, up to FEW_WORDS and some more; where they are few, with half the characters in scripts that put no spaces
    between them.
    """
    words = 0
    for text in paragraphs:
        words += len(text.split())
        if words >= FEW_WORDS:
            return words
    return words + sum(len(_SCRIPTIO_CONTINUA.findall(text)) // 2 for text in paragraphs if not text.isascii())


def reject_response(exchange: Exchange, media_type: str) -> Rejection | None:
    """Judged by the response's head alone."""
    if 300 <= exchange.status < 400:
        return Rejection(Reason.REDIRECT, f"{exchange.status} to {exchange.header('location') or 'nowhere'}")
    if not 200 <= exchange.status < 300:
        return Rejection(Reason.HTTP_STATUS, f"{exchange.status}" if exchange.status else "no readable status line")
    if media_type not in _HTML:
        return Rejection(Reason.NOT_HTML, media_type or "no media type")
    return None


def reject_page(
    document: Document, html: bytes, paragraphs: tuple[str, ...], story: Story, title: str | None
) -> Rejection | None:
    """Judged by what the page shows, with the body in hand. An article's worth of prose is never rejected."""
    words = count_words(paragraphs)
    heading = document.heading or title or ""
    if words >= FEW_WORDS:
        return None if title else Rejection(Reason.NO_TITLE, "prose without a headline")
    if _is_challenge(heading, html, words):
        return Rejection(Reason.CHALLENGE, heading[:80] or "a bot check without a title")
    if _GONE_TITLE.search(heading) and not story.is_article:
        return Rejection(Reason.SOFT_404, heading[:80])
    text = " ".join(paragraphs)[:MAX_READ]
    if words < BAIT_WORDS and _has_paywall(document, html, text):
        return Rejection(Reason.PAYWALL, f"{words} words before a paywall")
    may_be_list = words < STUB_WORDS and not _claims_article(document, story) and _names_section(document.url, title)
    if may_be_list and (listed := _count_headlines(document)) >= LISTED:
        return Rejection(Reason.INDEX_PAGE, f"{listed} headlines in links and {words} words of prose")
    if _CONSENT.search(text) and not story.is_article and words < STUB_WORDS:
        return Rejection(Reason.CHALLENGE, "a consent page")
    if not words:
        return Rejection(Reason.NO_BODY, "no paragraph of prose")
    return None if title else Rejection(Reason.NO_TITLE, f"{words} words and no headline")


def judge_access(document: Document, html: bytes, paragraphs: tuple[str, ...], story: Story) -> tuple[str, str]:
    """(full, partial, paywall or registration; how it is known). What says it costs but gives its text is full."""
    locked = any(str(value).lower().rsplit("/", 1)[-1] == "false" for value in story.values("isAccessibleForFree"))
    tier = (document.first("article:content_tier") or ("", ""))[1].lower()
    words = count_words(paragraphs)
    tail = " ".join(paragraphs[-2:])[-400:]
    if _speaks_of_paying(tail) or (
        words < FEW_WORDS and (locked or tier == "locked") and _has_paywall(document, html, tail)
    ):
        return ("partial", "paywall words") if words >= STUB_WORDS else ("paywall", "paywall words")
    if _REGISTER_WORDS.search(tail):
        return "registration", "registration words"
    if (locked or tier == "locked") and words < FEW_WORDS:
        return "partial", "json-ld" if locked else "article:content_tier"
    return "full", "default"


def _has_paywall(document: Document, html: bytes, text: str) -> bool:
    if _speaks_of_paying(text):
        return True
    if b"paywall" not in html and b"wall" not in html:
        return False
    return any(_speaks_of_paying((node.text() or "")[:2000]) for node in document.tree.css(_PAYWALL_SELECTOR)[:10])


def _speaks_of_paying(text: str) -> bool:
    lower = text.lower()
    return any(stem in lower for stem in _PAYWALL_STEMS) and _PAYWALL_WORDS.search(text) is not None


def _is_challenge(heading: str, html: bytes, words: int) -> bool:
    if words >= STUB_WORDS:
        return False
    if _CHALLENGE_TITLE.search(heading):
        return True
    return len(html) < 60_000 and words < 30 and _CHALLENGE_MARKS.search(html) is not None


def _claims_article(document: Document, story: Story) -> bool:
    if (
        story.is_article
        or document.first("article:published_time", "publishdate", "datepublished", "pubdate") is not None
    ):
        return True
    return document.meta.get("og:type", ("",))[0].lower() == "article"


def _names_section(url: str, title: str | None) -> bool:
    """Whether address and headline are a section's: no slug of several words, no long number, few words."""
    path = urlsplit(url).path if "[" not in url else url
    return len((title or "").split()) <= 6 and not _SLUG.search(path)


def _count_headlines(document: Document) -> int:
    """Links outside navigation whose words are as long as a headline's."""
    addresses = set()
    for link in document.tree.css("a[href]")[:3000]:
        words = link.text().split()
        if 5 <= len(words) <= 30 or (
            len(words) < 5 and len("".join(words)) > 15 and _SCRIPTIO_CONTINUA.search("".join(words))
        ):
            addresses.add(link.attributes.get("href"))
    return len(addresses)
