"""Names in a byline, apart from the words around them."""

import re

from scraper.extract.page.words import fold, key, plain, vocabulary
from scraper.extract.people.agencies import is_agency

_BY_WORDS = (
    r"(?:(?:written|posted|published|reported|story|words|text|article|blog|interview|analysis|opinion|review|"
    r"created|submitted|reporting|report)(?:\s+and\s+\w+)?\s+)?by|"
    r"(?:ein (?:beitrag|artikel|gastbeitrag|kommentar|interview) )?von|text(?:e)?\s*(?:und (?:fotos?|"
    r"bilder))?\s*:|interview\s*:|"
    r"(?:verfasst|geschrieben|veröffentlicht|eingestellt|erstellt|gepostet|autor)\s+von|oleh|ditulis oleh|"
    r"laporan\s*:?|"
    r"par|écrit par|publié par|por|escrito por|publicado por|scritto da|pubblicato da|door|geschreven door|av|"
    r"skrevet av|af|skrevet af|"
    r"autor(?:in|en|es|/in|:in|\*in|ka|zy)?\s*:|auteurs?\s*:|autore\s*:|authors?\s*:|penulis\s*:|reporter\s*:|"
    r"pewarta\s*:|jurnalis\s*:|yazar\s*:|haber\s*:|автор(?:ы|и)?\s*:|текст\s*:|"
    r"redaktion\s*:|verantwortlich\s*:|szerző\s*:|tekst\s*:|napisał(?:a)?|opracował(?:a)?|作者\s*[:：]|文\s*[:：/／]|"
    r"記者\s*[:：]|編集\s*[:：]|撰文\s*[:：/]|(?:本报|本報|特约|特約|见习|見習|实习)?(?:記者|记者)|"
    r"(?:ein )?blog-?\s?beitrag von|eine? [\w-]+ von|"
    r"(?:text|texte|fotos|bilder|interview)\s*(?:und|&|\+|,)\s*(?:text|fotos?|bilder|interview)\s*(?:von|:)|text von|"
    r"teksti\s*:|írta\s*:|tác giả\s*:|texto\s*:|testo\s*:|di\s*:|autores?\s*:|redacción\s*:|γράφει (?:ο|η)|"
    r"συντάκτης\s*:|بقلم\s*:?|كتبت?\s*[:–—-]|إعداد\s*:|نویسنده\s*:|خبرنگار\s*:|تحریر\s*:|"
    r"מאת\s*:?|โดย\s*:?|ผู้เขียน\s*:|"
    r"लेखक\s*:|লেখক\s*:|аутор(?:ка|и)?\s*:|пише\s*:|piše\s*:|napisa(?:o|la)\s*:?|írta\s*:|yazan\s*:|muhabir\s*:|rep\s*:|redaktur\s*(?:&|dan)\s*reporter\s*:|기자명\s*:?"
)
# Of lower-cased words: one that must look at both cases takes six times as long.
_BY = re.compile(rf"(?:{_BY_WORDS})(?=\W|$|(?<=[:：/／者명]))[\s:：|]*")
_BY_PROPER = re.compile(r"^(?:[Dd]i|da|[Ττ](?:ου|ης|ων))\s+(?=[A-ZÀ-ÞΑ-Ω]\S*\s+[A-ZÀ-ÞΑ-Ω])")
_SPLIT = re.compile(
    r"\s*[;|•·／&]\s*|\s*,\s*(?:and|und|dan|et|y|e|ve|og|och|en|i|и)\s+|\s*[,、，]\s*|\s*/\s+|/(?=[A-ZÀ-Ž])|"
    r"\s+(?:and|und|dan|et|og|och|και|и|і|ve|sowie|with|mit)\s+|(?<!\bthe)\s+(?=associated press$)|"
    r"(?<=[\u4e00-\u9fff])・(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
_SPLIT_ROMANCE = re.compile(r"\s+(?:y|e|i|en|a)\s+")  # only between names of two words or more
_AFTER = re.compile(
    r"\s*(?:\(.*|\[.*|<.*|[–—]\s.*|\s-\s.*|\bin\s+[A-ZÄÖÜ][\w-]+(?:[ /]\w+)?$|\b(?:aus|für|for|from|"
    r"dari)\s+[A-Z].*|\bis an?\b.*|\bist\b.*|\bim (?:gespräch|interview)\b.*|"
    r"\b(?:am|on|at|il|le|el|op|pada|um|vom)?\s*\d{1,2}[./:]\s?\d.*|\b(?:on\s+)?(?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day\b.*|\bon\s+(?:mon|tue|wed|thu|fri|sat|sun)$|\bam\s+(?:mon|diens|mitt|donners|frei|sams|sonn)\w*\b.*|\bon\s+[A-Z][a-z]+\s+\d.*|"
    r"\s(?:am|on|um|under|unter|filed under)$|\b(?:skrifar|skriver|schreibt|berichtet|writes|reports|reporting)\b.*|"
    r"\s(?:published|updated|posted|veröffentlicht|aktualisiert|publié|mis à jour|publicado|"
    r"actualizado|diperbarui)\b.*|\s(?:[가-힣]{0,4}기자|특파원|논설위원|記者|记者)(?:\s.*)?$|\S*@\S+.*|https?:\S*|www\.\S*)",
    re.IGNORECASE,
)
# The words of these patterns, as far as they are letters of ASCII.
_BESIDE_NAMES = vocabulary(
    "di da and und dan et og och ve sowie with mit associated y e i en a in aus for from dari is ist im am on um under "
    "unter monday tuesday wednesday thursday friday saturday sunday skrifar skriver schreibt berichtet writes reports "
    "reporting published updated posted aktualisiert mis publicado actualizado diperbarui"
)
_ROLE = re.compile(
    r"(?:correspondents?|reporters?|editors?|writer|journalist(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|"
    r"autor(?:in)?|chefredakteur(?:in)?|leiter(?:in)?|"
    r"columnist|contributors?|producer|analyst|director|professor|chief|jurnalis|wartawan|kontributor|periodista|"
    r"journaliste|"
    r"photographer|fotograf(?:in)?|volont[äa]r(?:in)?|ph\.?d|m\.?d|updated|published|minutes?|read|share|"
    r"follow|email|e-mail|twitter|facebook|more|mehr|profile?|profil|"
    r"archiv|uhr|kommentare?|comments?|copyright|min|lesezeit|ago|posted|text|foto|photo|here|weiterlesen|"
    r"autoren|authors|infos?|agentur|agencies)\.?",
    re.IGNORECASE,
)
# "Chief Reporter Ann Berg": the role before a whole name. Editors are no authors.
_ROLE_BEFORE = re.compile(
    r"(?:[A-Z][\w-]+ ){0,2}(?:[Rr]eporter|[Cc]orrespondent|[Ww]riter|[Cc]olumnist|[Jj]ournalist) "
    r"(?=[A-Z][\w'’-]+ [A-Z])"
)
# "Ann Berg Staff Writer", where the role stood on a line of its own.
_BEAT = (
    r"(?:staff|senior|chief|special|deputy|assistant|associate|contributing|freelance|political|health|science|business|"
    r"economics|education|environment|technology|transport|crime|court|city|local|regional|national|foreign|world|"
    r"sports?|arts|culture|food|travel|royal|religion|diplomatic|security|legal|consumer|media|news|features?|"
    r"investigative)\b"
)
_ROLE_BEHIND = re.compile(
    rf"((?:(?!{_BEAT})\S+ ){{1,3}}(?!{_BEAT})\S+) (?:{_BEAT} )+(?:reporter|correspondent|writer|editor|columnist|"
    r"journalist)s?$",
    re.IGNORECASE,
)
_WORKERS = vocabulary(
    "reporter reporters correspondent correspondents writer writers editor editors columnist columnists journalist "
    "journalists"
)
_ROLE_START = re.compile(
    r"(?:senior|deputy|freelance|head of|chief|staff writer|view all|see all|all posts|more by|mehr von|alle "
    r"beiträge|about|über|afficher|please|read more|show|follow|edited by|"
    r"posted|published|updated|photo|foto|image|bild|source|quelle|comments?|kommentar|filed under|share|log ?in|"
    r"subscribe|newsletter|your|dein|alle artikel|alle texte|zuletzt|veröffentlicht|erschienen|aktualisiert|geändert|"
    r"envoyée? spéciale?|correspondante?|corresponsal|enviad[oa] especial|inviat[oa]|special to|"
    r"stand|anzahl|letzte|last (?:updated|edited|modified)|"
    r"dipublikasikan|diterbitkan|diperbarui|publié|mis à jour|publicado|actualizado|"
    r"pubblicato|aggiornato|опубликовано|обновлено|zobacz|lihat|baca|leer|lire|leggi|lees|läs|les mer|tüm|все|всі)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:admin(?:istrator)?|guest|null|none|undefined|anonym(?:ous)?|user|root|webmaster|author|autor|by|von|"
    r"name|last|text|written|wordpress|default|redakcja|about the author|about|the author|"
    r"true|false|super user|online|internet|web|press|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|\W*)",
    re.IGNORECASE,
)
# Digits that touch letters are part of a name: "BR24", "Bo2man".
_NOISE = re.compile(r"(?<!\w)\d{2}|\d{4}|\d\s*[./:]\s*\d|:\s*\d|https?:|www\.|[@©<>{}=\\]|\.(?:html?|php)\b|/.*/")
_DOTTED = re.compile(r"(?:(?<!\w)[A-ZÄÖÜ]|[JS]r|e\. ?V)\.$")  # a last dot that is part of the name
_CODES = re.compile(
    r"[A-Za-zÄÖÜäöü.]{2,14}/[A-Za-z]{2,4}(?:/[A-Za-z]{2,4})?"
)  # "dpa/lno": one credit, as its desk writes it
_PLACE = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-Þ]?[a-zà-ÿ]+)*")
_JOINING = re.compile(r"and|und|et|y|dan|or|oder|&", re.IGNORECASE)
_STAFF = re.compile(r"(?:our |special )?(?:staff )?(?:writers?|reporters?|correspondents?)", re.IGNORECASE)
# What follows a name after a comma: "Jr." is part of it, a degree is not.
_GENERATION = re.compile(r",?\s+((?:jr|sr)\b\.?|(?:II|III|IV)\b)(?=\s*(?:$|[,;&|]|and\b))", re.IGNORECASE)
_DEGREE = re.compile(
    r",\s*(?:m\.?\s?d|ph\.?\s?d|m\.?b\.?a|esq|r\.?n|d\.?d\.?s|d\.?o|ll\.?[bm]|m\.?sc|b\.?sc|m\.?a|b\.?a|s\.?h|m\.?h|s\.?e|"
    r"m\.?si|m\.?m|m\.?pd|s\.?pd|s\.?kom|s\.?sos|s\.?ip|s\.?ag|s\.?t|m\.?t|m\.?kom|lc)\.?(?=\s*(?:$|[,;&|]))",
    re.IGNORECASE,
)
_TURNED = re.compile(r"([^\W\d_]+(?:[-'’][^\W\d_]+)*), ([^\W\d_]+(?:-[^\W\d_]+)?(?: [^\W\d_]\.)?)")
_LOGIN = re.compile(r"[a-z0-9]+(?:[._-]?[a-z0-9]+)*")
_ARTICLE = re.compile(r"(?:the|der|die|das|le|la|les|el|il|de|het) ", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+\.(?:com|net|org|de|at|ch|co|info|news|tv|id|it|uk|fr|es|nl|pl|ru|br)\b", re.IGNORECASE)


# What a page calls its desk where it names nobody.
_DESK = re.compile(
    r"(?:tim |meja |team )?(?:redaksi|redaktion|redazione|redacción|redacao|redação|rédaction|"
    r"redakcja|redakce|redakcija|"
    r"redactie|redaksjonen|redaktionen|toimitus|"
    r"szerkesztőség|redacția|редакция|редакція|редакция|συντακτική ομάδα)"
    r"|(?:web|news|online|digital) desk|newsroom|newsdesk|ویب ڈیسک|نیوز ڈیسک|编辑部|編輯部|編集部|디지털뉴스팀|"
    r"अनलाइन डेस्क|ऑनलाइन डेस्क|वेब डेस्क|অনলাইন ডেস্ক|নিজস্ব প্রতিবেদক",
    re.IGNORECASE,
)


def turn_name(text: str) -> str:
    """ "Berg, Ann" of a field that names one person as "Ann Berg"; other words as they are."""
    match = _TURNED.fullmatch(text)
    return f"{match[2]} {match[1]}" if match else text


def split_names(text: str) -> list[str]:
    """The names in a byline, without "By", role, place, date or address: "By A, B and C in London" -> [A, B, C]."""
    text = plain(text).replace("\u200b", "").replace("\xad", "")
    if not text or len(text) > 300:
        return []
    if _is_bare(text) and is_name(text):
        return [text]
    if "://" in text and _NOISE.match(text):  # a profile's address instead of a name
        return []
    names = []
    text = _GENERATION.sub(r" \1", _DEGREE.sub("", text) if "," in text else text)
    for part in [text] if _CODES.fullmatch(text) else _SPLIT.split(_strip_by(text)):
        part = _AFTER.sub("", _strip_by(part))
        if not _WORKERS.isdisjoint(part.lower().split()):
            part = _ROLE_BEFORE.sub("", _ROLE_BEHIND.sub(r"\1", part), count=1)
        part = part.strip(" ,;:|/-–—*'\"()[]")
        part = part.lstrip(".").rstrip(" ,;:") if _DOTTED.search(part) else part.strip(" ,.;:|/-–—*'\"()[]")
        pieces = _SPLIT_ROMANCE.split(part)
        # "Ortega y Gasset" is one name, "Ana Ruiz y Luis Gil" are two.
        whole = len(pieces) == 1 or any(" " not in piece.strip() for piece in pieces)
        names += [fold(name) for name in ([part] if whole else pieces) if is_name(name)]
    people = [name for name in names if not _STAFF.fullmatch(name)]
    return _drop_places(people or names)  # "By Ann Berg, Staff Writer"


def _is_bare(text: str) -> bool:
    """Whether words hold nothing that a name is parted from or cut at, as most do: "Ann Berg". The patterns that would
    find nothing take ten times as long.
    """
    plain_letters = text.isascii() and text.replace(" ", "").isalpha()
    return plain_letters and _BESIDE_NAMES.isdisjoint(text.lower().split()) and not _skip_by(text)


def _drop_places(names: list[str]) -> list[str]:
    """ "Max Muster, Berlin" without Berlin: one plain word after a whole name, that is no agency and no newsroom; and
    "Ann Berg, Office of Communications" without the office.
    """
    return [
        name
        for place, name in enumerate(names)
        if place == 0
        or " " not in names[place - 1]
        or is_agency(name)
        or not ((may_be_place(name) and not is_organisation(name)) or _EMPLOYER.search(name))
    ]


def is_name(text: str) -> bool:
    """Whether words can be a person's, an agency's or a newsroom's name."""
    if _STAFF.fullmatch(text) and text[0].isupper() and " " in text:
        return True
    if not 1 < len(text) <= 60 or len(text.split()) > 6 or _NO_NAME.fullmatch(text) or _NOISE.search(text):
        return False
    words = text.split()
    if (
        _JOINING.fullmatch(words[-1])
        or _ROLE_START.match(text)
        or " by " in text
        or (_ROLE.fullmatch(words[-1]) and not text.isupper())
    ):
        return False
    return any(letter.isalpha() for letter in text)


def is_weak(name: str, site: frozenset[str]) -> bool:
    """Whether a name is only the site's own, a domain, or a log-in name."""
    mark = key(name)
    if is_login(name) or is_desk(name):
        return True
    if article := _ARTICLE.match(name):
        mark = key(name[article.end() :])
    return (
        mark in site or _DOMAIN.search(name) is not None or any(len(own) > 3 and mark.startswith(own) for own in site)
    )


# What follows a name and a comma: where the writer works.
_EMPLOYER = re.compile(
    r"\b(?:office|department|dept|school|college|faculty|institute|university|bureau) (?:of|for)\b|\buniversity$|"
    r"\b(?:bbc|news) (?:news|service|bureau)$|\bnews$|\bcommunications(?: (?:office|manager|officer))?$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    r"(?:van|von|vom|zu|zur|de|del|della|der|den|di|da|do|dos|das|du|la|le|les|el|al|bin|binti|ibn|ben|bint|ter|ten|af|av|"
    r"y|e|und|a/l|a/p)",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"(?<!\w)(?:redaktion\w*|redaksi|redazione|redacción|rédaction|redacção|newsroom|news|desk|team|staff|online|magazin|"
    r"magazine|zeitung|verlag|media|medien|presse|press|stiftung|verband|verein|institut\w*|university|universität|"
    r"agentur|agency|gmbh|ag|ltd|inc|e\. ?v|office|ministry|ministerium|radio|tv|kantor|dinas|humas|tim|editorial|"
    r"redactie|pressestelle|kommentare?|artikel|beiträge|autor|author|foundation|association|center|centre|zentrum|group)(?!\w)",
    re.IGNORECASE,
)


def may_be_place(name: str) -> bool:
    """Whether a name is one plain word in Latin letters, as places are: "Berlin"."""
    return _PLACE.fullmatch(name) is not None


def is_newsroom(name: str) -> bool:
    """Whether words that name nobody stand for a desk where a name is expected: "Harbour Reporter", "The Editors"."""
    words = name.split()
    return 2 <= len(words) <= 5 and _ROLE.fullmatch(words[-1]) is not None and all(word[0].isupper() for word in words)


def is_organisation(name: str) -> bool:
    """Whether words of a name say that it is no person's: "Redaktion", "Foundation", "News"."""
    return _NO_PERSON.search(name) is not None


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two to five words in capitals and particles, or a few letters of a script
    without capitals.
    """
    words = name.split()
    if _NO_PERSON.search(name) or any(map(str.isdigit, name)) or len(name) > 45:
        return False
    first = name[0]
    if not (first.isupper() or first.islower()):  # a script without capitals
        return (len(words) == 1 and 2 <= len(name) <= 5) or 2 <= len(words) <= 5
    return 2 <= len(words) <= 5 and all(
        word.strip("'’(\"-")[:1].isupper() or _PARTICLE.fullmatch(word) or word[1:2] in "'’" for word in words
    )


def is_desk(name: str) -> bool:
    """Whether a name is only the word for a newsroom: "Redaksi"."""
    return _DESK.fullmatch(name) is not None


def is_login(name: str) -> bool:
    """Whether a name is what somebody logs in with: one lower-case word, longer than an agency's ("dpa")."""
    return " " not in name and len(name) > 4 and _LOGIN.fullmatch(name) is not None


def starts_byline(line: str) -> str | None:
    """What follows "By", "Von", "Oleh :" and their like at the start of a line; "" where nothing does; None for other
    lines.
    """
    end = _skip_by(line)
    return line[end:].strip() if end else None


def _strip_by(text: str) -> str:
    text = text.strip()
    text = text[_skip_by(text) :]
    proper = _BY_PROPER.match(text)
    return text[proper.end() :] if proper is not None else text


def _skip_by(line: str) -> int:
    """Where a line goes on after "By" and its like; 0 where it does not begin so."""
    match = _BY.match(line.replace("İ", "i").lower())  # each letter in its place: of "İ" two would come
    return match.end() if match is not None else 0
