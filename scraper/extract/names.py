"""Names in a byline, apart from the words around them."""

import re

from scraper.extract.words import fold, key, plain

_BY_WORDS = (
    r"(?:(?:written|posted|published|reported|story|words|text|article|blog|interview|analysis|opinion|review|"
    r"created|report|photos?)(?:\s+and\s+\w+)?\s+)?by|"
    r"(?:ein (?:beitrag|artikel|gastbeitrag|kommentar|interview) )?von|text(?:e)?\s*(?:und (?:fotos?|"
    r"bilder))?\s*:|interview\s*:|"
    r"(?:verfasst|geschrieben|veröffentlicht|eingestellt|erstellt|gepostet|autor)\s+von|oleh|ditulis oleh|"
    r"laporan\s*:?|"
    r"par|écrit par|publié par|por|escrito por|publicado por|scritto da|pubblicato da|door|geschreven door|av|"
    r"skrevet av|af|skrevet af|"
    r"autor(?:in|en|es|/in|:in|\*in|ka|zy)?\s*:|auteurs?\s*:|autore\s*:|authors?\s*:|penulis\s*:|reporter\s*:|"
    r"pewarta\s*:|jurnalis\s*:|yazar\s*:|haber\s*:|автор(?:ы)?\s*:|текст\s*:|"
    r"redaktion\s*:|verantwortlich\s*:|szerző\s*:|tekst\s*:|napisał(?:a)?|opracował(?:a)?|作者\s*[:：]|文\s*[:：/／]|"
    r"記者\s*[:：]|来源\s*[:：]|編集\s*[:：]"
)
_BY = re.compile(rf"^(?:{_BY_WORDS})(?=\W|$)[\s:|]*", re.IGNORECASE)
_BY_PROPER = re.compile(r"^(?:di|da)\s+(?=[A-Z])")
_SPLIT = re.compile(
    r"\s*[;|•·／&]\s*|\s*,\s*(?:and|und|dan|et|y|e|ve|og|och|en|i|и)\s+|\s*[,、，]\s*|\s+/\s+|/(?=[A-ZÀ-Ž])|"
    r"\s+(?:and|und|dan|et|og|och|και|и|і|ve|sowie|with|mit)\s+",
    re.IGNORECASE,
)
_SPLIT_ROMANCE = re.compile(r"\s+(?:y|e|i|en|a)\s+")  # only between names of two words or more
_AFTER = re.compile(
    r"\s*(?:\(.*|\[.*|<.*|[–—]\s.*|\s-\s.*|\bin\s+[A-ZÄÖÜ][\w-]+(?:[ /]\w+)?$|\b(?:aus|für|for|from|"
    r"dari)\s+[A-Z].*|\bis an?\b.*|\bist\b.*|\bim (?:gespräch|interview)\b.*|"
    r"\b(?:am|on|at|il|le|el|op|pada|um|vom)?\s*\d{1,2}[./:]\s?\d.*|\b(?:on\s+)?(?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day\b.*|\bon\s+[A-Z][a-z]+\s+\d.*|\s(?:am|on|um)$|@\S+.*|https?:\S*|www\.\S*)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:correspondents?|reporters?|editors?|writer|journalist(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|"
    r"autor(?:in)?|chefredakteur(?:in)?|leiter(?:in)?|"
    r"columnist|contributors?|producer|analyst|director|professor|chief|jurnalis|wartawan|kontributor|periodista|"
    r"journaliste|"
    r"photographer|fotograf(?:in)?|volont[äa]r(?:in)?|ph\.?d|m\.?d|jr|sr|updated|published|minutes?|read|share|"
    r"follow|email|e-mail|twitter|facebook|more|mehr|profile?|profil|"
    r"archiv|uhr|kommentare?|comments?|copyright|min|lesezeit|ago|posted|text|foto|photo|here|weiterlesen|"
    r"autoren|authors|infos?|agentur|agencies)\.?",
    re.IGNORECASE,
)
_ROLE_START = re.compile(
    r"(?:senior|deputy|freelance|head of|chief|staff writer|view all|see all|all posts|more by|mehr von|alle "
    r"beiträge|about|über|afficher|please|read more|show|follow|edited by|"
    r"posted|published|updated|photo|foto|image|bild|source|quelle|comments?|kommentar|filed under|share|log ?in|"
    r"subscribe|newsletter|your|dein)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:admin(?:istrator)?|guest|null|none|undefined|anonym(?:ous)?|user|root|webmaster|author|autor|by|von|"
    r"name|text|written|wordpress|default|"
    r"true|false|super user|online|internet|web|press|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|\W*)",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\d{2}|\d\s*[./:]\s*\d|https?:|www\.|[@©<>{}=\\]|\.(?:html?|php)\b|/.*/")
_LOGIN = re.compile(r"[a-z0-9]+(?:[._-]?[a-z0-9]+)*")
_DOMAIN = re.compile(r"[\w-]+\.(?:com|net|org|de|at|ch|co|info|news|tv|id|it|uk|fr|es|nl|pl|ru|br)\b", re.IGNORECASE)


def split_names(text: str) -> list[str]:
    """The names in a byline, without "By", role, place, date or address: "By A, B and C in London" -> [A, B, C]."""
    text = plain(text).replace("\u200b", "").replace("\xad", "")
    if not text or len(text) > 300:
        return []
    if _NOISE.match(text) and "://" in text:  # a profile's address instead of a name
        return []
    names = []
    for part in _SPLIT.split(_strip_by(text)):
        part = _AFTER.sub("", _strip_by(part)).strip(" ,.;:|/-–—*'\"()[]")
        pieces = _SPLIT_ROMANCE.split(part)
        # "Ortega y Gasset" is one name, "Ana Ruiz y Luis Gil" are two.
        whole = len(pieces) == 1 or any(" " not in piece.strip() for piece in pieces)
        names += [fold(name) for name in ([part] if whole else pieces) if is_name(name)]
    return names


def is_name(text: str) -> bool:
    """Whether words can be a person's, an agency's or a newsroom's name."""
    if not 1 < len(text) <= 60 or len(text.split()) > 6 or _NO_NAME.fullmatch(text) or _NOISE.search(text):
        return False
    words = text.split()
    if _ROLE_START.match(text) or " by " in text or (_ROLE.fullmatch(words[-1]) and not words[0].isupper()):
        return False
    return any(letter.isalpha() for letter in text)


def is_weak(name: str, site: set[str]) -> bool:
    """Whether a name is only the site's own, a domain, or a log-in name."""
    mark = key(name)
    if is_login(name):
        return True
    return (
        mark in site or _DOMAIN.search(name) is not None or any(len(own) > 3 and mark.startswith(own) for own in site)
    )


def is_login(name: str) -> bool:
    """Whether a name is what somebody logs in with: one lower-case word, longer than an agency's ("dpa")."""
    return " " not in name and len(name) > 4 and _LOGIN.fullmatch(name) is not None


def starts_byline(line: str) -> str | None:
    """What follows "By", "Von", "Oleh :" and their like at the start of a line; "" where nothing does; None for other
    lines.
    """
    match = _BY.match(line)
    if match is None:
        return None
    return line[match.end() :].strip()


def _strip_by(text: str) -> str:
    return _BY_PROPER.sub("", _BY.sub("", text.strip()))
