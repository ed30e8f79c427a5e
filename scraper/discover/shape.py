"""What the shape of a URL says of what lies there: an article, or a list, a service, a clip.

Publishers differ, and yet an article's address nearly always carries what a list's does not: a slug of several words, a
long number, a date, or an opaque id. `shape` adds these up; no host is known here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from scraper import urls
from scraper.discover.words import word_set

SURE = 2.5  # a score from which a URL alone speaks for an article
NEVER = -100.0

_LISTS = word_set(
    """
    tag tags tagged label labels category categories kategori kategorie categoria categorie kategorien author
    authors autor autores autoren auteur auteurs penulis writer writers contributor contributors journalist
    journalists profile profiles profil user users member members search cari suche buscar busca recherche
    pencarian zoeken hashtag hashtags keyword keywords trending terpopuler popular populer byline bylines
    """
)
_TOPICS = word_set(
    """
    topic topics topik tema temas thema themen subject subjects series dossier channel kanal rubrik
    """
)
_SERVICES = word_set(
    """
    login logout signin sign-in signup sign-up register registrasi daftar masuk subscribe subscription
    subscriptions subscriber langganan berlangganan abo abos abonnement abonnements suscripcion suscripciones
    suscribete assine account akun konto mein-konto my-account about about-us tentang tentang-kami ueber-uns
    uber-uns quienes-somos contact contact-us contacts kontak hubungi-kami kontakt contacto contato privacy
    privacy-policy kebijakan-privasi terms terms-of-use terms-of-service terms-and-conditions tos disclaimer
    imprint impressum datenschutz agb aviso-legal mentions-legales redaksi pedoman pedoman-media-siber kode-etik
    karir careers jobs advertise advertise-with-us iklan info-iklan mediadaten publicidad help faq faqs bantuan
    hilfe ayuda aide newsletter newsletters rss feed feeds sitemap sitemaps shop store cart basket app apps
    download downloads share pdf comment comments komentar print wp-login.php wp-admin wp-content wp-json
    cdn-cgi cookie cookies cookie-policy cookie-settings support donate spenden coupons vouchers e-paper epaper
    static assets media-kit mediakit puzzles crossword crosswords classifieds marketplace events calendar
    horoscope horoskop tv-guide preferences settings
    """
)
_LAST_ONLY = word_set(
    """
    index indeks index.html index.php home legal info page archive archives arsip latest more amp
    """
)
_MEDIA = word_set(
    """
    video videos vod watch tv livetv live-tv foto fotos photo photos photostory gallery galleries galeri galeria
    galerie fotostrecke fotostrecken fotogaleria fotogalerie bildergalerie infografis infografik infographic
    infographics podcast podcasts audio mediathek multimedia images pictures webtoon komik cartoons
    """
)
_MARKERS = word_set(
    """
    read article articles artikel articulo articolo artigo article.php story stories news news.php berita
    noticia noticias nota notas actualite actualites aktuell nachrichten notizie nieuws nyheter detail post
    posts view newsview articleview archives baca ghtml a
    """
)
_STATIC = re.compile(
    r"(?:privacy|terms|cookies?|pedoman|kebijakan|syarat|hak-cipta|about|tentang|ueber|contact|hubungi|kontakt|advertis|imprint"
    r"|impressum|datenschutz|redaksi|subscribe|complaints?|corrections?|accessibility|copyright|disclaimer|politica-de|aviso"
    r"|politique-de|conditions|newsletter|editorial-(?:policy|guidelines|standards))-"
)
_FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|webp|svg|avif|mp[34]|m4[av]|mov|avi|css|js|json|xml|rss|atom|ics|apk|exe|epub)$"
)
_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cms|ece|stm|ghtml|do|dpo|cfm|vm|story|amp)$")
_PATH = re.compile(r"https?://[^/?#]+([^?#]*)(?:\?(.*))?")
_DAY = re.compile(
    r"(?<!\d)(?:19|20)\d\d[/_.-]?(?:(?:0?[1-9]|1[0-2])[/_.-]?(?:0[1-9]|[12]\d|3[01]|[1-9](?!\d))|[a-z]{3}/\d\d?)(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[/_.-](?:0?[1-9]|1[0-2])[/_.-](?:19|20)\d\d(?!\d)"
)
_MONTH = re.compile(r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2]))?/")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_NUMBER_ALONE = re.compile(r"(?:^|[/,_.-])\d{3,}(?:[,_.-]|$)")
_OPAQUE = re.compile(r"(?:^|[-_.,/~])(?=[a-z]*\d)(?=\d*[a-z])(?=(?:[a-z]*\d){2})[a-z0-9]{8,40}(?=[-_.,~]|$)")
_CODE = re.compile(r"[,~.]([A-Za-z0-9]{6,12})$")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")
_WORDS = re.compile(r"[^\W\d_]{2,}|[^\W\d_](?=[-_+ .]|$)")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_QUERY_ID = re.compile(
    r"(?:^|&)(?:id|p|a|n|aid|nid|sid|oid|mid|cod|idx|no|uid|story|storyid|story_id|newsid|news_id|news_no|article|articleid"
    r"|article_id|artid|article_no|arcid|noticia|id_noticia|idnoticia|docid|doc|itemid|content_id|contentid|key|guid|seq"
    r"|idxno|ncode|newsidx|postid|post|cid|tid)=[A-Za-z_-]{0,12}\d[\dA-Za-z_-]*(?:&|$)|=\d{5,}(?:&|$)",
    re.IGNORECASE,
)
_PAGER = re.compile(r"(?:^|&)(?:page|paged|hal|halaman|offset|start|pg|pagina|seite)=\d+(?:&|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """A judgement: `score` from NEVER to about 9; `dated` where the URL holds a date or an id; `media` for clips."""

    score: float
    dated: bool = False
    media: bool = False


_NO = Shape(NEVER)


@lru_cache(maxsize=8192)
def shape(url: str) -> Shape:
    """Judge a normalised URL. What is listed, searched, signed up for or downloaded there scores NEVER."""
    match = _PATH.match(url)
    if match is None:
        return _NO
    raw = unquote(match[1])
    path, query = raw.lower(), unquote(match[2] or "")
    segments = [segment for segment in path.split("/") if segment]
    by_query = bool(_QUERY_ID.search(query)) and not _PAGER.search(query)
    if not segments:
        return Shape(3.0, dated=True) if by_query else _NO
    if _FILES.search(path):
        return _NO
    if len(segments) > 1 and segments[-1].startswith(("index.", "default.")):
        del segments[-1]
    last = _EXTENSION.sub("", segments[-1])
    stems = [*segments[:-1], last]
    words = max(map(_count_words, stems[-2:]))
    day = bool(_DAY.search(path))
    number = bool(_LONG_NUMBER.search(_DAY.sub("", path) if day else path)) or bool(_UUID.search(last))
    opaque = bool(_OPAQUE.search(last) or _CODE.search(raw.rstrip("/").removesuffix(".html")))
    dated = day or number or opaque or by_query
    if _is_list(stems, dated, words):
        return _NO
    score = (-3.0, -2.0, 0.5, 1.5, 2.5, 3.0)[min(words, 5)] if not dated or words > 1 else 0.0
    score += (2.0 if words > 1 else 2.5) * number + 2.0 * day + 2.0 * (opaque and not number) + 2.5 * by_query
    if not day and _MONTH.search(path):
        score += 1.0
    if not dated and _NUMBER_ALONE.search(last):
        score += 1.5
    if (words > 1 or day) and last != segments[-1]:
        score += 0.5
    if not _MARKERS.isdisjoint(segments[:-1]) or segments[-1] in _MARKERS & {"article.php", "news.php"}:
        score += 1.0
    if len(segments) > 1:
        score += 0.5
    return Shape(score, dated=dated, media=_is_media(stems, url))


def _is_list(stems: list[str], dated: bool, words: int) -> bool:
    """Whether the segments name a list, its pages or a service, and not an article under such a name."""
    if stems[-1] in _SERVICES or stems[-1] in _LISTS or (stems[-1] in _LAST_ONLY and not (dated and len(stems) > 2)):
        return True
    if len(stems) > 1 and stems[-1].isdigit() and stems[-2] in ("page", "hal", "halaman", "seite", "pagina", "p"):
        return True
    if not dated and len(stems) <= 2 and _STATIC.match(stems[-1]):
        return True
    if stems[0] in _SERVICES and not dated and words < 5:
        return True
    if words < 4 and not dated and not _TOPICS.isdisjoint(stems[:-1]):
        return True
    if len(stems) > 1 and stems[-2] in _TOPICS and words < 4:
        return True
    lists = [index for index, stem in enumerate(stems[:-1]) if stem in _LISTS or stem.startswith(("@", "~"))]
    # Some sites file articles under their category (/category/politics/a-slug-of-words-12345).
    return bool(lists) and not (dated and words >= 4 and len(stems) - lists[-1] > 2)


def _is_media(stems: list[str], url: str) -> bool:
    labels = urls.host(url).split(".")[:-2]
    return not _MEDIA.isdisjoint(stems[:2]) or not _MEDIA.isdisjoint(labels)


def _count_words(stem: str) -> int:
    unspaced = len(_UNSPACED.findall(stem))
    if unspaced >= 4:
        return unspaced // 2
    if not stem.isascii() or "-" in stem or "_" in stem or "+" in stem or " " in stem or "." in stem:
        return len(_WORDS.findall(stem))
    return 1 if len(stem) > 1 and not stem.isdigit() else 0


def is_media_place(url: str) -> bool:
    """Whether a page itself belongs to a video, photo or audio section, so that clips are what it lists."""
    match = _PATH.match(url)
    return match is not None and _is_media([part for part in match[1].lower().split("/") if part], url)
