"""How much of the story a reader without an account is given: full, metered, partial, registration or paywall.

What a page declares (`isAccessibleForFree`, content tiers) says what the publisher charges for, not what this capture
holds: many a page that "is not free" gives all its text, since a script was to hide it. So a declaration counts only
where the text is short or visibly cut, and the words of a wall count where they end the text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborNode, SelectolaxError

from scraper.extract.page.document import Document, text_of
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found

STUB_WORDS = 80  # below this a body is too short to speak for itself
FEW_WORDS = 150  # below this the words around decide what a page is
MANY_WORDS = 400  # from here on a text is taken for whole, whatever the page declares
MISSING_WORDS, MISSING_TIMES = 100, 1.6  # the page says that it has so many words more, and so many times as many
MAX_BOXES = 10
MAX_BOX = 2_000  # characters of a box that are read
MAX_SELECTOR = 200
MAX_COUNT = 40  # bytes of "3 of 10", before "free articles"

_SCRIPTIO_CONTINUA = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# What says that a text costs. Each speaks to the reader of this text; "subscribe" alone stands on every page.
_PAYING = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep)|subscribe for full access|to (?:continue|keep) reading|"
    r"already a (?:subscriber|member)|for (?:paid )?subscribers only|subscribers? only|exclusive to subscribers|"
    r"log ?in to (?:continue|read)|unlock (?:this|the full) (?:article|story)|(?:article|story) is for subscribers|"
    r"jetzt weiterlesen|weiterlesen mit|nur für abonnent|artikel freischalten|bereits abonnent|plus-artikel|"
    r"exklusiv für abonnent|(?:diesen|den ganzen) artikel (?:mit|lesen sie mit)|mit \S+ ?(?:plus|premium) weiterlesen|"
    r"berlangganan untuk|khusus pelanggan|langganan untuk membaca|login untuk (?:membaca|melanjutkan|menikmati)|"
    r"silakan (?:login|berlangganan)|konten (?:ini )?(?:khusus|premium)|melanggan untuk|"
    r"suscr[ií]bete para|s[oó]lo para suscriptores|exclusivo para suscriptores|para seguir leyendo|"
    r"(?:contenido|artículo) exclusivo para|réservée? (?:aux|à nos) abonnés|abonnez-vous pour|"
    r"(?:la suite|le reste) (?:de cet article )?est réservé|il vous reste \d+[\d,.]* ?% de|pour lire la suite|"
    r"riservat[oa] agli abbonati|abbonati per|per continuare a leggere|exclusivo para assinantes|assine para|"
    r"conteúdo exclusivo|para continuar (?:lendo|a ler)|alleen voor abonnees|word abonnee|verder lezen\?|"
    r"endast för prenumeranter|för att (?:läsa vidare|fortsätta läsa)|bli prenumerant|kun for abonnenter|"
    r"for å lese (?:videre|hele|resten)|for at læse (?:videre|resten|hele)|kun for betalende|vain tilaajille|"
    r"jatka lukemista tilaamalla|(?:tylko|wyłącznie) dla (?:subskrybentów|prenumeratorów)|"
    r"(?:wykup|kup) (?:dostęp|subskrypcję)|(?:pouze|jen) pro předplatitele|len pre predplatiteľov|"
    r"csak előfizet|doar pentru abonați|yalnızca aboneler|abonelere özel|abone ol(?:arak|up) (?:devam|oku)|"
    r"подпис\w+, чтобы|только (?:для|по) подпис\w+|лише для передплатників|за абонати|"
    r"μόνο (?:για|σε) συνδρομητές|للمشتركين فقط|اشترك (?:الآن )?لمتابعة|有料会員|会員限定|この記事は有料|"
    r"残り\s?\d+\s?文字|続きを読むには|"
    r"订阅(?:后|以)?(?:继续|閱讀|阅读)|付费(?:阅读|内容)|訂閱(?:後|以)?(?:繼續|閱讀)|付費閱讀|"
    r"구독자 전용|유료 (?:기사|회원)",
    re.IGNORECASE,
)
# A look for these costs a tenth of the pattern; every alternative of it holds one.
_PAYING_STEMS = (
    *("subscri", "reading", "already a ", "log in to", "login to", "unlock ", "weiterlesen", "abonn", "freischalt"),
    *("plus-artikel", "artikel mit", "artikel lesen", "langganan", "pelanggan", "login untuk", "silakan login"),
    *("konten ", "melanggan", "suscr", "seguir leyendo", "exclusivo", "réserv", "il vous reste", "lire la suite"),
    *("riservat", "abbonat", "a leggere", "assin", "para continuar", "verder lezen", "prenumer", "läsa", "å lese"),
    *("at læse", "kun for", "tilaaj", "tilaam", "dla ", "wykup", "kup ", "předplat", "predplat", "előfizet", "abone"),
    *("подпис", "передплат", "абонати", "συνδρομητές", "للمشتركين", "لمتابعة", "有料", "会員", "残り", "続きを"),
    *("订阅", "付费", "訂閱", "付費", "구독", "유료"),
)
_REGISTERING = re.compile(
    r"register (?:now |for free |free )*to (?:continue|read|keep)|create (?:a|your) free account|"
    r"sign up (?:for free |free )to (?:continue|read|keep)|(?:log|sign) in or (?:register|create)|"
    r"(?:kostenlos|gratis) (?:registrieren|anmelden)|registrieren sie sich (?:kostenlos|gratis)|"
    r"reg[ií]strate (?:gratis(?: para)?|para)\b|inicia sesión para|"
    r"inscrivez-vous gratuitement|créez (?:un|votre) compte gratuit|"
    r"registrati (?:gratis |gratuitamente )?per|cadastre-se (?:grátis|gratuitamente|para)|registreer (?:je )?gratis|"
    r"daftar (?:gratis )?untuk (?:membaca|melanjutkan)|masuk (?:atau|untuk) (?:daftar|membaca|melanjutkan)|"
    r"kayıt ol(?:arak|up)|зарегистрируйтесь, чтобы|зареєструйтеся, щоб|無料会員登録|免费注册|회원가입 후",
    re.IGNORECASE,
)
_REGISTERING_STEMS = (
    *("regist", "regíst", "free account", "sign up", "sign in or", "log in or", "anmelden", "inicia", "inscriv"),
    *("compte", "cadastr", "daftar", "masuk", "kayıt", "зарегист", "зареєст", "会員登録", "注册", "회원가입"),
)
# The reader's own count, spelled out: a template has a placeholder where the figure stands.
_METER = re.compile(rb"\sfree\sarticles?(?:\s(?:left|remaining|this\smonth)|[.!])", re.IGNORECASE)
_COUNT = re.compile(rb"\b(?:\d+|one|two|three|four|five|last)(?:\smore|\sof\s\d+)?\Z", re.IGNORECASE)
_METER_WORDS = b" free article"
_BOXES = (
    "[class*=paywall i],[id*=paywall i],[class*=piano-offer i],[class*=subscription-wall i],[class*=regwall i],"
    "[class*=meteredcontent i],[class*=premium-overlay i],[class*=subscriber-only i]"
)
_BOX_NAMES = (b"wall", b"piano-offer", b"metered", b"subscriber-only")  # looked for from behind, at half the price
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PLAIN_SELECTOR = re.compile(r"[\w\s.#>,\[\]='\"*^$|-]+")
_CUT = ("…", "...", "[…]", "(…)", "[...]", "(...)")


@lru_cache(maxsize=1)  # asked three times of each page
def count_words(paragraphs: tuple[str, ...]) -> int:
    """Words, up to MANY_WORDS and some more; where they are few, with half the characters in scripts that put no
    spaces between them.
    """
    words = 0
    for text in paragraphs:
        words += text.count(" ") + 1  # white space is folded
        if words >= MANY_WORDS:
            return words
    if words >= FEW_WORDS:
        return words
    return words + sum(len(_SCRIPTIO_CONTINUA.findall(text)) // 2 for text in paragraphs if not text.isascii())


def judge_access(document: Document, html: bytes, paragraphs: tuple[str, ...], story: Story) -> Found[str]:
    """What a reader is given, and by which sign that is known.

    partial: a beginning of STUB_WORDS or more before a wall; paywall: less; registration: the wall asks for an account
    and no money; metered: all the text, and one less of so many free articles.
    """
    words = count_words(paragraphs)
    tail = " ".join(paragraphs[-2:])[-400:]
    tier = document.meta.get("article:content_tier", ("",))[0].lower()
    # Who meters, or says in two places that it is and is not free, gives what there is.
    claim = "json-ld" if _is_locked(story) and tier not in ("metered", "free") else None
    claim = "article:content_tier" if tier == "locked" and claim is None else claim
    if why := _find_wall(document, html, paragraphs, story, claim):
        if speaks_of_registering(tail) or (why != "paywall words" and _asks_for_account(document, html)):
            return Found("registration", why)
        return Found("partial" if words >= STUB_WORDS else "paywall", why)
    if speaks_of_registering(tail):
        return Found("registration", "registration words")
    if tier == "metered":
        return Found("metered", "article:content_tier")
    # Who meters says so to search engines too; the look through the whole page is dear.
    declared = tier or any("isAccessibleForFree" in item for item in story.items)
    if declared and html.rfind(_METER_WORDS) >= 0 and _is_metered(html):
        return Found("metered", "meter words")
    return Found("full", "default")


def _is_metered(html: bytes) -> bool:
    """Whether the page counts "three free articles left". What is counted is sought first: numbers are everywhere."""
    return any(
        _COUNT.search(html[max(0, words.start() - MAX_COUNT) : words.start()]) for words in _METER.finditer(html)
    )


def _find_wall(
    document: Document, html: bytes, paragraphs: tuple[str, ...], story: Story, claim: str | None
) -> str | None:
    """By what sign the text ends at a wall, or None."""
    words = count_words(paragraphs)
    if speaks_of_paying(" ".join(paragraphs[-2:])[-400:]):
        return "paywall words"
    if words >= MANY_WORDS:
        return None
    trails_off = bool(paragraphs) and paragraphs[-1].endswith(_CUT)
    if claim is not None:
        if _says_more_words(story, words):
            return "json-ld wordCount"
        if _locked_words(document, story) == 0:
            return "json-ld hasPart"
        if trails_off:
            return "text cut short"
        if words < FEW_WORDS:
            return claim
    if (trails_off or words < FEW_WORDS) and has_wall(document, html):
        return "paywall box"
    return None


def has_wall(document: Document, html: bytes) -> bool:
    """Whether a box that is shown and named after a wall speaks of paying or of an account."""
    return any(speaks_of_paying(text) or speaks_of_registering(text) for text in _read_boxes(document, html))


def speaks_of_paying(text: str) -> bool:
    lower = text.lower()
    return True in [stem in lower for stem in _PAYING_STEMS] and _PAYING.search(text) is not None


def speaks_of_registering(text: str) -> bool:
    lower = text.lower()
    return True in [stem in lower for stem in _REGISTERING_STEMS] and _REGISTERING.search(text) is not None


def _asks_for_account(document: Document, html: bytes) -> bool:
    """Whether the wall asks to register and never to pay."""
    texts = list(_read_boxes(document, html))
    return any(map(speaks_of_registering, texts)) and not any(map(speaks_of_paying, texts))


def _read_boxes(document: Document, html: bytes) -> Iterator[str]:
    if not any(html.rfind(name) >= 0 for name in _BOX_NAMES):
        return
    for node in document.tree.css(_BOXES)[:MAX_BOXES]:
        attributes = node.attributes
        if "hidden" not in attributes and not _UNSEEN.search(attributes.get("style") or ""):
            yield text_of(node, enough=MAX_BOX)[:MAX_BOX]


def _is_locked(story: Story) -> bool:
    said = [item.get("isAccessibleForFree") for item in story.items]  # a bare false is no value to `values`
    return any(str(value).lower().rsplit("/", 1)[-1] == "false" for value in said)


def _says_more_words(story: Story, words: int) -> bool:
    """Whether the story is said to have far more words than were found."""
    for value in story.values("wordCount"):
        said = int(value) if isinstance(value, int | str) and str(value).isdecimal() and len(str(value)) < 7 else 0
        if said > words + MISSING_WORDS and said > MISSING_TIMES * words:
            return True
    return False


def _locked_words(document: Document, story: Story) -> int | None:
    """The words in the elements that the page says are paid for; None where it names none, or none that can be read."""
    for value in story.values("hasPart"):
        for part in value if isinstance(value, list) else [value]:
            selector = part.get("cssSelector") if isinstance(part, dict) else None
            if (
                isinstance(selector, str)
                and 0 < len(selector) <= MAX_SELECTOR
                and _PLAIN_SELECTOR.fullmatch(selector)
                and (nodes := _select(document, selector)) is not None
            ):
                return sum(len((node.text() or "").split()) for node in nodes)
    return None


def _select(document: Document, selector: str) -> list[LexborNode] | None:
    try:
        return document.tree.css(selector)[:MAX_BOXES]
    except SelectolaxError:
        return None
