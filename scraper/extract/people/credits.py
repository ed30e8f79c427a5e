"""Who did what, where one line names several: "Text: Ann Berg / Fotos: Bo Dahl", "Penulis: A | Editor: B"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.extract.page.words import plain

MAX_LINE = 300  # characters; longer ones are prose
MAX_CLOSING = 160  # characters of a last paragraph that is made of credits

_AUTHOR = (
    r"text(?:e|o|er)?|testo|tekst|teksti|szöveg|words|story|writer|written by|report(?:er|ing)?(?: by)?|author|"
    r"autor(?:in|:in|en|es)?|auteur|autore|penulis|rep|pewarta|jurnalis|wartawan|kontributor|laporan|yazar|haber|автор|текст|"
    r"szerző|írta|аутор|пише|piše|kirjoittaja|"
    r"toimittaja|tác giả|interview|von|by|oleh|记者|記者|文"
)
_PHOTO = (
    r"fotos?|photos?|photographs?|photography|pictures?|images?|bild(?:er)?|fotograf(?:i|ie|ías?|ia|in)?|fotografer|"
    r"photographe|foto-?/?video|kamera|video|фото|ảnh|illustrations?|illustration(?:en)?|ilustra(?:si|ción)|grafik|"
    r"(?:valo)?kuvat?|kép(?:ek)?|fotók?|zdjęcia|"
    r"fot\.?|slike|снимки?|фотографи[яи]|φωτο(?:γραφί(?:α|ες))?|사진|ภาพ|"
    r"تصوير|عکس|צילום|摄影|摄|撮影|写真"
)
_EDITOR = (
    r"edit(?:or|ed by|ing by|ing)|уредник|επιμέλεια|تحرير|red|redaktur|penyunting|disunting oleh|sunting|editor bahasa|"
    r"bearbeitung|"
    r"édit(?:é|ion)(?: par)?|editado por|"
    r"editora?|redakteur vom dienst|a cura di|редактор|biên tập|责任编辑|責任編輯|责编|編集|編輯|编辑"
)
_BY = r"(?:\s+(?:by|von|par|por|di|oleh|av|af|door))?"
_LABEL = re.compile(
    rf"(?<![^\W\d_])(?:(?P<both>(?:{_AUTHOR})\s*(?:&|\+|und|and|y|et|e|dan|/|,)\s*(?:{_PHOTO})|(?:{_PHOTO})\s*"
    rf"(?:&|\+|und|and|y|et|e|dan|/)\s*(?:{_AUTHOR}))|(?P<photo>{_PHOTO})|(?P<editor>{_EDITOR})|(?P<author>{_AUTHOR}))"
    rf"{_BY}\s*[:：=]\s*",
    re.IGNORECASE,
)
# Without a colon only words that are followed by a name and nothing else.
_LED = re.compile(
    r"(?<![^\W\d_])(?:(?P<both>text und (?:fotos?|bilder) von|words and (?:photos|pictures) by|story and photos? by)|"
    r"(?P<photo>photo(?:s|graph|graphs|graphy)? by|fotos? (?:von|de|di|oleh)|photos? de|bild(?:er)? von|"
    r"illustration(?:en|s)? (?:von|by|de))|"
    r"(?P<editor>edited by|editing by|disunting oleh|édité par|editado por|bearbeitet von)|"
    r"(?P<author>text von|words by|story by|reporting by|written by|reported by))\s+",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:by|von|de|di|oleh|par|por)\b")  # a quick sieve, of lower-cased words
_ENDS = " \t|/·•,;–—-(["


@dataclass(frozen=True, slots=True)
class Credits:
    """The parts of a line, each as written, without its label."""

    authors: str = ""
    photographers: str = ""
    editors: str = ""


@lru_cache(maxsize=512)
def read_credits(line: str) -> Credits:
    """Which part of a line names the writers, which the photographers, which the editors.

    What stands before the first label is the writers'. Several parts of one kind are joined by ";".
    """
    if len(line) > MAX_LINE:
        return Credits()
    line = plain(line)
    parts: dict[str, list[str]] = {"author": [], "photo": [], "editor": []}
    matches = list(_LABEL.finditer(line)) if ":" in line or "：" in line or "=" in line else []
    if not matches and _JOINED.search(line.lower()):
        matches = list(_LED.finditer(line))
    parts["author"].append(line[: matches[0].start()] if matches else line)
    for place, match in enumerate(matches):
        end = matches[place + 1].start() if place + 1 < len(matches) else len(line)
        text = line[match.end() : end].strip(_ENDS)
        kind = match.lastgroup or "author"
        for name in ("author", "photo") if kind == "both" else (kind,):
            parts[name].append(text)
    joined = ("; ".join(filter(None, (text.strip(_ENDS) for text in texts))) for texts in parts.values())
    return Credits(*joined)


def read_closing_line(text: str) -> Credits | None:
    """The credits of a line that begins with a label, and so is made of them; None for other lines."""
    line = text.strip(" ()")
    if len(line) > MAX_CLOSING or not (_LED.match(line) or _LABEL.match(line)):
        return None
    return read_credits(line)


def credited_as(line: str, kind: str) -> str:
    """The part of a line that names people of a kind ("authors", "photographers", "editors"); of a line without labels
    all of it.
    """
    found = read_credits(line)
    own = {"authors": found.authors, "photographers": found.photographers, "editors": found.editors}[kind]
    return own or ("" if found.photographers or found.editors else found.authors)
