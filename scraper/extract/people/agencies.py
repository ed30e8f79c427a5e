"""The news agencies a story names as its author or source, apart from people."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from scraper.extract.page.document import Document
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found
from scraper.extract.page.words import key, plain

# An agency a line: the name we give, then other ways to write it. Codes are those of credits: "(dpa/rtr)", "(ant)".
_AGENCIES = """
Reuters; Thomson Reuters; Reuters News; rtr
AFP; Agence France-Presse; afp.com
AP; Associated Press; The Associated Press; AP News
dpa; Deutsche Presse-Agentur; dpa-AFX; dpa-infocom
epd; Evangelischer Pressedienst
KNA; Katholische Nachrichten-Agentur
SID; Sport-Informations-Dienst
dts; dts Nachrichtenagentur
APA; Austria Presse Agentur
Keystone-SDA; SDA; ATS; Keystone-ATS; Schweizerische Depeschenagentur
AWP
kathpress
Antara; LKBN Antara; Kantor Berita Antara; Antara News; Antaranews; ant
Bernama
Xinhua; Xinhua News Agency; 新华社; 新華社; 新华网
China News Service; 中新社; 中新网
CNA; 中央社; Central News Agency
Kyodo; Kyodo News; 共同通信; 共同
Jiji Press; 時事通信; 時事
Yonhap; Yonhap News Agency; Yonhap News; 연합뉴스
Newsis; 뉴시스
News1; 뉴스1
KCNA
VNA; TTXVN; Vietnam News Agency; TTXVN/Vietnam+
PNA; Philippine News Agency
PTI; Press Trust of India
ANI; Asian News International
IANS; Indo-Asian News Service
EFE; Agencia EFE
Europa Press
ANSA
Adnkronos
AGI
LaPresse
Askanews
Lusa; Agência Lusa
Agência Brasil
Estadão Conteúdo
Folhapress
Télam; Telam
Notimex
TASS; ТАСС; ITAR-TASS; ИТАР-ТАСС
RIA Novosti; РИА Новости; RIA
Interfax; Интерфакс; Interfax-Ukraine; Інтерфакс-Україна
Ukrinform; Укрінформ
UNIAN; УНІАН; УНИАН
BelTA; БелТА
ANP; Algemeen Nederlands Persbureau
Belga; Agence Belga
NTB
TT; TT Nyhetsbyrån
Ritzau
STT
BNS
LETA
ELTA
PAP
ČTK; CTK
TASR
MTI
Agerpres
Mediafax
BTA; БТА
Tanjug
Hina
Bloomberg; Bloomberg News
UPI; United Press International
PA Media; Press Association; PA
AAP; Australian Associated Press
The Canadian Press; Canadian Press; La Presse canadienne; CP
Anadolu Ajansı; Anadolu Agency; Anadolu; AA
DHA; Demirören Haber Ajansı
İHA; İhlas Haber Ajansı; IHA
IRNA
ISNA
Mehr News
Tasnim
WAM
SPA; Saudi Press Agency
QNA
KUNA
MENA
Ma'an
NAN; News Agency of Nigeria
GNA; Ghana News Agency
APS
MAP
ABI
"""
_PICTURES = (
    "Getty; Getty Images; GettyImages; iStock; iStockphoto; Shutterstock; Alamy; Alamy Stock Photo; Adobe Stock; "
    "stock.adobe.com; picture alliance; imago; imago images; Depositphotos; Unsplash; Pexels; Pixabay; Fotolia; 123RF; "
    "Dreamstime; Imagn; WireImage; FilmMagic; ZUMA; ZUMA Press; NurPhoto; Corbis; Rex Features; Flickr"
)
_PARTS = re.compile(r"\s*[/,;&+|]\s*|\s+(?:and|und|dan|et|y|e|with|mit)\s+")
_DATELINE = re.compile(r"[^()]{0,80}?\(([\w./, &+-]{2,40})\)\s*[-–—.:]?")
_LABEL = re.compile(
    r"\W*(?:quelle|source|fuente|fonte|sumber|kilde|källa|bron|źródło|kaynak|источник|джерело)\s*:\s*", re.IGNORECASE
)
MAX_LAST = 2  # paragraphs from the end that may be a credit line
MAX_OPENING = 160  # characters of the first paragraph that may hold a dateline
MAX_CREDIT = 40  # characters of a credit line

Names = tuple[str, ...]


def find_agencies(document: Document, story: Story, authors: Names, paragraphs: tuple[str, ...]) -> Found[Names] | None:
    """The agencies in the order of trust of those who name them: the authors, JSON-LD, meta, dateline, credit line.

    "dpa/rtr" is two of them. What is no agency we know is not one.
    """
    for how, texts in _witnesses(document, story, authors, paragraphs):
        names = tuple(dict.fromkeys(name for text in texts for name in read_agencies(text)))
        if names:
            return Found(names, how)
    return None


def _witnesses(
    document: Document, story: Story, authors: Names, paragraphs: tuple[str, ...]
) -> Iterator[tuple[str, Iterable[str]]]:
    yield "authors", authors
    for name in ("sourceOrganization", "provider", "contentSource"):
        for value in story.values(name):
            said = story.follow(value)
            yield "json-ld", (plain(said.get("name") if isinstance(said, dict) else said),)
    for name in ("source", "dc.source", "article:source", "news_source", "copyright"):
        if texts := document.meta.get(name):
            yield f"meta:{name}", texts[:1]
    if paragraphs and (match := _DATELINE.match(paragraphs[0][:MAX_OPENING])):
        yield "dateline", (match[1],)
    last = (text for text in paragraphs[-MAX_LAST:] if len(text) <= MAX_CREDIT)
    yield "credit", (_LABEL.sub("", text).strip("()[] .") for text in last)


def read_agencies(text: str) -> list[str]:
    """The agencies that a name or a credit is made of, by the name we give them; others are left
    out."""
    table = _table()
    return [table[mark] for part in _PARTS.split(text) if (mark := key(part)) in table]


def is_agency(name: str) -> bool:
    """Whether a name, or a part of "APA/AP", is a news agency's."""
    return bool(read_agencies(name))


def is_picture_agency(name: str) -> bool:
    """Whether a name is that of a seller of pictures, which stands among authors by mistake."""
    return key(name) in _pictures()


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    lines = [line.split("; ") for line in _AGENCIES.strip().splitlines()]
    return {key(name): names[0] for names in lines for name in names}


@lru_cache(maxsize=1)
def _pictures() -> frozenset[str]:
    return frozenset(map(key, _PICTURES.split("; ")))
