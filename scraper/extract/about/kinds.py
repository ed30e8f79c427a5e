"""What kind of story a page is: article, liveblog, video, gallery, opinion, press-release or podcast.

JSON-LD's type goes first, then what the words of address, section and title say. A medium (video, gallery, podcast) is
the kind only where the words are few or the type says so: most articles have a film or pictures too.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from scraper.extract.page.document import Document
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found, Witnesses
from scraper.extract.verdict.access import FEW_WORDS, MANY_WORDS, STUB_WORDS

MANY_PICTURES = 4  # that make a gallery of a page with few words
WORDS_A_PICTURE = 60  # a gallery has no more words than this for each of its pictures
BARE_PICTURES = 10  # ... where nothing but the pictures says so
MAX_PATH = 500

_TYPES = {
    "LiveBlogPosting": "liveblog",
    "PodcastEpisode": "podcast",
    "OpinionNewsArticle": "opinion",
    "AnalysisNewsArticle": "article",
    "ReviewNewsArticle": "article",
    "PressRelease": "press-release",
}
_MEDIA_TYPES = {"VideoObject": "video", "AudioObject": "podcast", "ImageGallery": "gallery", "MediaGallery": "gallery"}
_MEDIA = frozenset(("video", "gallery"))
# One part of the path, whole: "/opini/2024/slug".
_PATHS = (
    (
        "liveblog",
        r"live-?blogs?|liveticker|live-?ticker|live-?updates?|live-?reporting|newsticker|newsblog|en-vivo|en-direct|"
        r"en-directo|ao-vivo|minuto-a-minuto|diretta|live|relacj[ae](?:-na-zywo)?|tempo-real|canli(?:-anlatim)?",
    ),
    ("video", r"videos?|watch|mediathek|vidio|vidéos?|видео"),
    (
        "gallery",
        r"(?:photo-?|image-?|picture-?)?galler(?:y|ies)|(?:foto-?)?galerie|(?:foto)?galer[ií]as?|galeri(?:-foto)?|fotos?|"
        r"photos?|pictures|fotostrecken?|bildergalerien?|bilder|diaporamas?|slideshows?|infografi[ks]|foto-?story",
    ),
    ("podcast", r"podcasts?|audio|siniar"),
    (
        "opinion",
        r"opinions?|opini|kolom|kolumnis|kommentare?|comment(?:isfree)?|editorials?|op-ed|opeds?|meinung(?:en)?|tribunes?|"
        r"kolumnen?|leserbriefe|leitartikel|columnists?|columns?|opinion[ei]s?|opini[oó]n(?:es)?|columnas?|opini[aã]o|"
        r"colunas?|colunistas|editoriale?s?|commenti|opiniones?|opinie|felietony?|komentarze|nazory|komentare|velemeny|"
        r"asikter|ledare|debattartiklar|meninger|debat-og-meninger|mielipide(?:kirjoitukset)?|paakirjoitukset|"
        r"yazarlar|kose-yazilari|gorus|gagasan|tajuk|surat-pembaca|viewpoints?|blogs?-opini|letters|mneni[ej]a?|"
        r"chroniques?|letters-to-the-editor",
    ),
    (
        "press-release",
        r"press-?releases?|pressemitteilung(?:en)?|pressemeldung(?:en)?|siaran-pers|presse(?:mitteilungen)?|"
        r"news-releases?|comunicados?(?:-de-(?:prensa|imprensa))?|communiques?(?:-de-presse)?|comunicati?-stampa|"
        r"persberichten?|pressmeddelanden?|pressemeddelelser?|pressemeldinger?|lehdistotiedotteet|prnewswire|"
        r"businesswire|globenewswire|basin-bulteni|tiskove-zpravy|informacje-prasowe",
    ),
)
_PATH = re.compile("/(?:" + "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _PATHS) + ")(?=/|$)")
# Part of a slug, where no other kind of story has it: "council-election-live-updates-as-votes-are-counted".
_LIVE_SLUG = re.compile(r"(?:^|[/-])(?:live-?blog|live-?ticker|live-updates?|minuto-a-minuto|newsblog)(?=[-/.]|$)")
_LIVE_TITLE = re.compile(
    r"\blive[ -]?(?:blog|ticker|updates?|reporting|coverage)\b|\bnews-?(?:blog|ticker)\b|^\W*live\s?[:|–—-]|"
    r"\bticker\b|"
    r"\bas it happened\b|\bminuto a minuto\b|\ben (?:direct|directo|vivo)\b|\bao vivo\b|\bin diretta\b|\bna żywo\b|"
    r"\bcanlı (?:anlatım|blog|takip)|\blive\b\s*$|онлайн-?(?:трансляция|репортаж)|прямая трансляция|مباشر|直播|생중계",
    re.IGNORECASE,
)
_LIVE_STEMS = (  # one of which every alternative holds
    *("live", "blog", "ticker", "happened", "minuto", "direct", "vivo", "diretta", "żywo", "canl", "онлайн"),
    *("трансляция", "مباشر", "直播", "생중계"),
)
# A section's whole name.
_SECTIONS = {
    name.strip(): kind
    for kind, names in {
        "opinion": "opinion|opinions|opinion & analysis|op-ed|op-eds|editorial|editorials|editorial board|comment|"
        "comment is free|commentary|columnist|columnists|columns|letters|letters to the editor|"
        "viewpoint|viewpoints|"
        "meinung|meinungen|kommentar|kommentare|kolumne|kolumnen|leitartikel|gastkommentar|gastbeitrag|leserbriefe|glosse|"
        "opinión|columna|columnas|columnistas|tribuna|tribunas|cartas al director|firmas|opinião|coluna|colunas|"
        "colunistas|editoriais|artigo de opinião|opinioni|commenti|editoriali|l'editoriale|lettere|opinie|columnisten|"
        "commentaar|tribune|tribunes|chronique|chroniques|éditorial|éditoriaux|débats et opinions|point de vue|"
        "åsikter|åsikt|ledare|ledarsidan|debattartikel|kolumnister|krönika|krönikor|insändare|meninger|leder|kronikk|"
        "kronik|debatindlæg|mielipide|mielipiteet|kolumni|kolumnit|pääkirjoitus|pääkirjoitukset|skoðun|"
        "skoðanir|felieton|felietony|komentarz|komentarze|publicystyka|názory|komentáře|komentáre|glosy|vélemény|"
        "publicisztika|opinii|editoriale|komentari|kolumne|mišljenja|mnenja|arvamus|juhtkiri|viedokļi|nuomonės|"
        "görüş|görüşler|yazarlar|köşe yazıları|köşe yazısı|мнение|мнения|колонки|колонка|колумнисты|авторские колонки|"
        "думка|"
        "думки|блоги|мнења|ставови|γνώμη|γνώμες|"
        "απόψεις|άποψη|رأي|آراء|مقالات|الرأي|كتاب وآراء|یادداشت|דעות|opini|kolom|"
        "kolumnis|tajuk|tajuk rencana|gagasan|analisis & opini|surat pembaca|pendapat|pandangan|"
        "ý kiến|góc nhìn|"
        "ความคิดเห็น|บทความ|คอลัมน์|オピニオン|"
        "社説|論説|コラム|社论|社論|评论|評論|观点|觀點|时评|時評|오피니언|사설|칼럼|विचार|संपादकीय|"
        "মতামত|সম্পাদকীয়",
        "press-release": "press release|press releases|news release|pressemitteilung|pressemitteilungen|pressemeldung|"
        "pressemeldungen|siaran pers|rilis pers|press rilis|comunicado de prensa|comunicados de prensa|notas de prensa|"
        "comunicado à imprensa|comunicados de imprensa|communiqué de presse|communiqués de presse|comunicato stampa|"
        "comunicati stampa|persbericht|persberichten|pressmeddelande|pressmeddelanden|pressemeddelelse|"
        "pressemeddelelser|pressemelding|"
        "pressemeldinger|lehdistötiedote|informacja prasowa|tisková zpráva|basın bülteni|"
        "пресс-релиз|пресс-релизы|пресреліз|δελτίο τύπου|プレスリリース|新闻稿|新聞稿|보도자료",
        "podcast": "podcast|podcasts|siniar|подкаст|подкасты|팟캐스트|ポッドキャスト",
        "video": "video|videos|vídeo|vídeos|vidéo|vidéos|видео|відео|動画|视频|影音|동영상|วิดีโอ",
        "gallery": "gallery|galleries|photo gallery|photos|in pictures|bildergalerie|fotostrecke|fotogalerie|"
        "fotogalería|galería|galerie|diaporama|fotogallery|foto|galeri foto|galeri|фоторепортаж|фотогалерея|写真|"
        "图片|포토",
    }.items()
    for name in names.split("|")
}
_TITLES = re.compile(
    r"^(?:(?P<opinion>opinion|op-ed|editorial|kommentar|leitartikel|gastkommentar|gastbeitrag|kolumne|meinung|opinión|"
    r"columna|opinião|opinione|commento|tribune|édito(?:rial)?|chronique|opini|kolom|tajuk rencana|ledare|krönika|"
    r"debatt?|kronikk?|felieton|komentarz|komentář|мнение|колонка|γνώμη|社説|社论|사설)|"
    r"(?P<press_release>press release|pressemitteilung|siaran pers|rilis|comunicado de prensa|communiqué de presse|"
    r"comunicato stampa|pressmeddelande)|(?P<podcast>podcast)|"
    r"(?P<video>video|vídeo|vidéo|watch|видео)|"
    r"(?P<gallery>in pictures|photos|foto|bilder|en images|en imágenes|galeri foto|fotogallery|fotos))\s?[:|｜：/]",
    re.IGNORECASE,
)
_WIRE = re.compile(
    r"/PRNewswire/|/PRNewswire-|\(BUSINESS WIRE\)|\bBUSINESS WIRE\b\s?--|\(?GLOBE ?NEWSWIRE\)? --|/CNW/|"
    r"/EIN Presswire/|"
    r"\bACCESSWIRE\s?/|\(ots\)|/PNN/|\(NewsVoir\)|\(Newsfile Corp"
)

_WIRE_STEMS = ("wire", "WIRE", "CNW", "(ots)", "PNN", "NewsVoir", "Newsfile")  # one of which every alternative holds


@dataclass(frozen=True, slots=True)
class Shape:
    """What was found on the page besides its kind."""

    title: str
    section: tuple[str, ...]
    opening: tuple[str, ...]  # the first paragraph, or none
    words: int  # up to MANY_WORDS and some more
    pictures: int


def claims_liveblog(document: Document, story: Story, witnesses: Witnesses, title: str) -> Found[bool] | None:
    """Whether a page says that it is a live blog: True if beyond doubt, False if only with entries to show for it."""
    if "LiveBlogPosting" in story.types or any("liveBlogUpdate" in item for item in document.linked):
        return Found(True, "json-ld")
    if witnesses.property("liveblogupdate"):
        return Found(True, "itemprop")
    path = _read_path(document)
    if ("live" in path or "minuto" in path or "newsblog" in path) and _LIVE_SLUG.search(path):
        return Found(True, "url")
    hint = "url" if _read_kinds(path)[:1] == ("liveblog",) else None
    hint = hint or ("title" if _sounds_live(title) else "class name" if witnesses.live else None)
    if hint is not None and document.tree.css_first("[itemtype*=LiveBlogPosting]") is not None:
        return Found(True, "itemtype")  # looked for last: it is a search of the whole tree
    return Found(False, hint) if hint is not None else None


def _sounds_live(title: str) -> bool:
    lower = title.lower()
    return True in [stem in lower for stem in _LIVE_STEMS] and _LIVE_TITLE.search(title) is not None


def find_kind(document: Document, story: Story, shape: Shape) -> Found[str]:
    """The kind of a page that is no live blog."""
    for name in story.types:
        if kind := _TYPES.get(name):
            return Found(kind, "json-ld")
    few = shape.words < FEW_WORDS
    for name in story.types:
        if few and (kind := _MEDIA_TYPES.get(name)):
            return Found(kind, "json-ld")
    opening = "".join(shape.opening)[:300]
    if True in [stem in opening for stem in _WIRE_STEMS] and _WIRE.search(opening):
        return Found("press-release", "first paragraph")
    declared = document.meta.get("og:type", ("",))[0].lower()
    if few and declared.startswith(("video", "music")):
        return Found("video" if declared.startswith("video") else "podcast", "og:type")
    for kind, how in _said(document, shape):
        if kind == "gallery":
            most = min(MANY_WORDS, WORDS_A_PICTURE * shape.pictures)
            fits = shape.pictures >= MANY_PICTURES and shape.words < most
            if few or fits:
                return Found(kind, how)
        elif few or kind not in _MEDIA:
            return Found(kind, how)
    if shape.words < STUB_WORDS and document.first("og:video", "og:video:url", "og:video:secure_url"):
        return Found("video", "og:video")
    if few and shape.pictures >= BARE_PICTURES:
        return Found("gallery", "pictures")
    return Found("article", "og:type" if declared == "article" else "default")


def _said(document: Document, shape: Shape) -> list[tuple[str, str]]:
    """The kinds that title, section and address speak of, the nearest to the story first."""
    said: list[tuple[str, str]] = []
    title = shape.title
    divided = ":" in title or "|" in title or "/" in title or not title.isascii()
    if divided and (match := _TITLES.match(title)) and match.lastgroup:
        said.append((match.lastgroup.replace("_", "-"), "title"))
    said += [(kind, "section") for name in reversed(shape.section) if (kind := _SECTIONS.get(name.casefold()))]
    said += [(kind, "url") for kind in _read_kinds(_read_path(document)) if kind != "liveblog"]
    return said


@lru_cache(maxsize=1)  # asked twice of each page
def _read_kinds(path: str) -> tuple[str, ...]:
    """The kinds that an address's path speaks of, in its order."""
    return tuple([match.lastgroup.replace("_", "-") for match in _PATH.finditer(path) if match.lastgroup])


def _read_path(document: Document) -> str:
    return urlsplit(document.url).path.lower()[:MAX_PATH] if "[" not in document.url else ""
