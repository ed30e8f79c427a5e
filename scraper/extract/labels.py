"""What a page says of itself besides its story: language, site, section, tags, summary, kind, access, dateline."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from scraper.extract.document import Document, text_of
from scraper.extract.linked import types
from scraper.extract.story import Story
from scraper.extract.witnesses import Found, Witnesses
from scraper.extract.words import key, plain, vocabulary

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z0-9]{2,8}))?", re.IGNORECASE)
_HOME = vocabulary(
    "home homepage startseite start beranda inicio início accueil hjem hem etusivu forside anasayfa главная "
    "головна αρχική "
    "الرئيسية 首页 首頁 ホーム トップ 홈 trangchủ หน้าแรก stronagłówna domů voorpagina portada capa"
)
_KINDS = {
    "LiveBlogPosting": "liveblog",
    "VideoObject": "video",
    "AudioObject": "podcast",
    "PodcastEpisode": "podcast",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
    "OpinionNewsArticle": "opinion",
    "AnalysisNewsArticle": "article",
    "PressRelease": "press-release",
}
# One part of the path, whole: "/opini/2024/slug".
_URL_KINDS = (
    ("liveblog", "live|live-?blog|liveticker|live-updates|newsticker|en-vivo|en-direct|en-directo|ao-vivo"),
    ("video", "videos?|watch|tv|mediathek|vidio"),
    (
        "gallery",
        "galler(?:y|ies)|galerie|galeria|fotos?|photos?|pictures|fotostrecke|bildergalerie|slideshow|infografis",
    ),
    ("podcast", "podcasts?|audio"),
    (
        "opinion",
        "opinions?|opini|kolom|kommentare?|commentisfree|editorials?|op-ed|meinung|tribune|kolumnen?|leserbriefe",
    ),
    ("press-release", "press-?releases?|pressemitteilung(?:en)?|siaran-pers|presse(?:mitteilungen)?|comunicados?"),
)
_URL_KIND = re.compile(
    "/(?:" + "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _URL_KINDS) + ")(?=/|$)"
)
_DATELINE = re.compile(
    r"^(?:(?P<site>[A-Za-z][\w.]{2,30}(?:\.[a-z]{2,4}|\.(?:com|co\.id|id|net)))[,:]?\s+)?"
    r"(?P<place>[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁΑ-Ω][\w'’.À-ž-]*(?:[ ,/]+[A-ZÀ-Þ][\w'’.À-ž-]*){0,5})"
    r"(?:,?\s+(?:\w{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\w{3,9}\.?)(?:,?\s+\d{4})?)?"
    r"\s*(?:[(/\[]\s*(?P<agency>[\w\s.,/-]{2,40})[)\]]|,\s+(?P<brand>[\w.]+\.\w{2,4}))?"
    r"\s*(?P<mark>--+|[—–―]|\s-\s|-(?=\s)|(?<=[)\]])\s*[-:.—–]+|:(?=\s))\s*",
)
_BRAND_END = re.compile(r",\s+[\w-]{3,}\.(?:com|co|id|net|org|news)$")  # "JAKARTA, Harbour.com - "
_INITIALS = re.compile(r"[A-Z]\.(?:[A-Z]\.)*")


def find_language(document: Document, story: Story) -> Found[str] | None:
    """The language as a BCP 47 tag in lower case: <html lang>, JSON-LD, og:locale, Content-Language."""
    said: list[tuple[str, object]] = [("html[lang]", document.language)]
    said += [("json-ld", value) for value in story.values("inLanguage")]
    said += [
        (name, value)
        for name in ("og:locale", "content-language", "language", "dc.language", "inlanguage")
        for value in document.meta.get(name, ())[:1]
    ]
    for how, value in said:
        if isinstance(value, dict):
            value = value.get("alternateName") or value.get("name")
        if isinstance(value, str) and (match := _LANGUAGE.fullmatch(value.strip())):
            primary, region = match[1].lower(), match[2]
            # "id-ID" says no more than "id"; "pt-BR" does.
            said_twice = region is None or region.lower() == primary
            return Found(primary if said_twice else f"{primary}-{region.lower()}", how)
    return None


def find_site_name(document: Document, story: Story) -> Found[str] | None:
    for name in ("og:site_name", "application-name", "al:ios:app_name", "apple-mobile-web-app-title"):
        if values := document.meta.get(name):
            return Found(plain(values[0]), name)
    for value in story.values("publisher"):
        for one in value if isinstance(value, list) else [value]:
            one = story.follow(one)
            if isinstance(one, dict) and (text := plain(one.get("name"))):
                return Found(text, "json-ld:publisher")
    return None


def find_summary(document: Document, story: Story) -> Found[str] | None:
    """The standfirst as the head gives it."""
    for name in ("og:description", "description", "twitter:description", "dc.description"):
        for value in document.meta.get(name, ()):
            if text := plain(value):
                return Found(text, name)
    said = story.text("description", "alternativeHeadline")
    return Found(said[1], "json-ld") if said else None


def find_section(document: Document, story: Story, witnesses: Witnesses, title: str) -> Found[tuple[str, ...]] | None:
    """The path of sections, without the home page and without the article itself."""
    names: list[str] = []
    for item in document.linked:
        if "BreadcrumbList" in types(item):
            names = _crumb_names(item.get("itemListElement"))
            break
    if path := clean_path(names, title):
        return Found(path, "json-ld:breadcrumb")
    for element in witnesses.crumbs[:3]:
        if path := clean_path([text_of(link) for link in element.node.css("li,a,[itemprop=name]")[:12]], title):
            return Found(path, "breadcrumb")
    said = [
        text
        for value in story.values("articleSection")
        for text in map(plain, value if isinstance(value, list) else [value])
    ]
    if path := clean_path(said, title):
        return Found(path, "json-ld")
    for name in ("article:section", "section", "parsely-section", "og:article:section", "category"):
        if path := clean_path([plain(value) for value in document.meta.get(name, ())], title):
            return Found(path, f"meta:{name}")
    return None


def find_tags(document: Document, story: Story, witnesses: Witnesses) -> Found[tuple[str, ...]] | None:
    tagged = document.meta.get("article:tag") or document.meta.get("og:article:tag") or ()
    for how, texts in (
        ("meta:article:tag", tagged if len(tagged) > 1 else _split(tagged)),
        ("json-ld", [text for value in story.values("keywords") for text in _keywords(value)]),
        ("meta:news_keywords", _split(document.meta.get("news_keywords", ()))),
        ("rel=tag", [element.text for element in witnesses.tags[:40]]),
        ("meta:keywords", _split(document.meta.get("keywords", ()))),
        ("meta:parsely-tags", _split(document.meta.get("parsely-tags", ()))),
    ):
        if tags := _unique(text for text in texts if 0 < len(text) <= 80):
            return Found(tags[:50], how)
    return None


def find_kind(document: Document, story: Story) -> Found[str]:
    """article, liveblog, video, gallery, opinion, press-release or podcast."""
    for name in story.types:
        if kind := _KINDS.get(name):
            return Found(kind, "json-ld")
    path = urlsplit(document.url).path.lower() if "[" not in document.url else ""
    if (match := _URL_KIND.search(path)) and match.lastgroup:
        return Found(match.lastgroup.replace("_", "-"), "url")
    declared = document.meta.get("og:type", ("",))[0].lower()
    return (
        Found("video", "og:type")
        if declared.startswith("video")
        else Found("article", "og:type" if declared == "article" else "default")
    )


def find_dateline(paragraphs: tuple[str, ...]) -> Found[str] | None:
    """The place a report was filed from, as its first paragraph opens with it: "JAKARTA" of "Bisnis.com, JAKARTA--Rusia
    ...".
    """
    if not paragraphs:
        return None
    match = _DATELINE.match(paragraphs[0][:120])
    if match is None:
        return None
    place = match["place"].strip(" ,")
    brand = match["brand"] or _BRAND_END.search(place)
    place = _BRAND_END.sub("", place)
    upper = [word for word in re.split(r"[ ,/]+", place) if word]
    capitals = sum(word.isupper() or bool(_INITIALS.fullmatch(word)) for word in upper)
    # Without capitals it takes an agency in brackets or the site's name before it: "London (Reuters) - ".
    if match["mark"].startswith(":") and not match["agency"]:
        return None
    if capitals * 2 < len(upper) and not (match["agency"] or match["site"] or brand):
        return None
    return Found(place, "first paragraph")


def _crumb_names(elements: object) -> list[str]:
    names = []
    for element in elements if isinstance(elements, list) else [elements]:
        if isinstance(element, dict):
            item = element.get("item")
            names.append(plain(element.get("name")) or (plain(item.get("name")) if isinstance(item, dict) else ""))
    return names


def clean_path(names: Iterable[str], title: str) -> tuple[str, ...]:
    own = key(title)
    kept = []
    for place, name in enumerate(_unique(names)):
        mark = key(name)
        if (
            not mark
            or mark in _HOME
            or len(name) > 60
            or (len(mark) > 12 and (mark in own or own in mark))
            or mark == own
        ):
            continue
        if place == 0 and "." in name and " " not in name:  # "Example.com": the home page under the site's name
            continue
        kept.append(name)
    return tuple(kept[:6])


def _keywords(value: object) -> list[str]:
    if isinstance(value, list):
        texts = [plain(one.get("name") if isinstance(one, dict) else one) for one in value]
        return texts if len(texts) > 1 else _split(texts)
    return _split([plain(value)])


def _split(texts: Iterable[str]) -> list[str]:
    return [part for text in texts for part in (piece.strip() for piece in re.split(r"[,;、，]", text)) if part]


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in texts:
        if text:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())
