"""The language of a page: what its head declares, and what its words say where that is missing or plainly wrong.

Detection looks at the first words of the body and at nothing else: the script first, since most scripts but four write
one language, then small words (articles, prepositions, forms of "be"), of which every sentence has some. What the head
declares is believed unless the words say otherwise three times as loud: themes come with lang="en", and are left so.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scraper.extract.about.language_words import OWN_LETTERS, SCRIPTS, SMALL_WORDS
from scraper.extract.page.document import Document
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found

MAX_READ = 1_200  # characters of the body
MIN_WORDS = 12  # in fewer the small words are too few
SURE_WORDS = 40  # ... and to overrule the head
LEAST_SHARE, SURE_SHARE = 0.08, 0.15  # of all words that must be small words of the language; to overrule the head
USUAL_SHARE = 0.25  # so many settle that a declared language is right
AHEAD, OVERRULES = 1.15, 3.0  # how many times the next language's score it needs, and how many times the declared one's
LEAST_OWN = 0.005  # of all letters that must be a language's own
MOST_SPEAKERS = 5040  # what one small word is worth, shared out evenly among the languages that have it
KANA_SHARE = 0.05  # of kana in ideographs: more than a quoted word or two

# Language, script, region; the rest ("-u-ca-...", ".UTF-8") says nothing of the words.
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.].*)?", re.IGNORECASE)
# Letters of other scripts than Latin, from Greek to hangul.
_FOREIGN = re.compile("[\u0370-\u058f\u05d0-\u1dff\u1f00-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_AROUND = ".,:;!?()[]{}\"'“”„‘’«»‹›/\\-–—•·،؛؟।…"
_FIRSTS = [ord(first) for first, _, _ in SCRIPTS]
_VOCABULARIES = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
_SPEAKERS: dict[str, tuple[str, ...]] = {
    word: tuple([language for language, words in _VOCABULARIES.items() if word in words])
    for word in frozenset().union(*_VOCABULARIES.values())
}
# Written forms too near each other to overrule what a page says of itself.
_SIMILAR = (frozenset(("no", "nb", "nn", "da")), frozenset(("hr", "bs", "sr", "sh", "cnr")), frozenset(("id", "ms")))


@dataclass(frozen=True, slots=True)
class _Heard:
    """How much of each language is in a text."""

    words: int
    hits: Counter[str]  # small words of each language
    scores: Counter[str]  # the same, a word that several languages have counting less


def find_language(document: Document, story: Story, paragraphs: tuple[str, ...]) -> Found[str] | None:
    """The language as a BCP 47 tag in lower case: as declared (html[lang], json-ld, meta), or as the body's words say
    ("text") where nothing is declared or they plainly say otherwise.
    """
    declared = next(_declared(document, story), None)
    text = " ".join(paragraphs[:20])[:MAX_READ]
    if declared is None:
        said = detect_language(text)
        return Found(said, "text") if said else None
    return declared if _may_be(declared.value.partition("-")[0], text) else Found(detect_language(text) or "", "text")


def detect_language(text: str) -> str | None:
    """The language of a text by its script and its small words; None where it is too short or none is well ahead."""
    script = _name_script(text)
    if script is not None and len(script) < 4:  # a language
        return script
    heard = _listen(text)
    return _name_loudest(heard) if heard.words >= MIN_WORDS else None


def _declared(document: Document, story: Story) -> Iterator[Found[str]]:
    for how, value in _said(document, story):
        if isinstance(value, dict):
            value = value.get("alternateName") or value.get("name")
        if isinstance(value, str) and (match := _TAG.fullmatch(value.strip())):
            primary, region = match[1].lower(), (match[3] or "").lower()
            # "id-ID" says no more than "id"; "pt-BR" does.
            yield Found(f"{primary}-{region}" if region and region != primary else primary, how)


def _said(document: Document, story: Story) -> Iterator[tuple[str, object]]:
    yield "html[lang]", document.language
    for linked in story.values("inLanguage"):
        yield "json-ld", linked
    for name in ("og:locale", "content-language", "language", "dc.language", "inlanguage"):
        for value in document.meta.get(name, ())[:1]:
            yield name, value


def _may_be(declared: str, text: str) -> bool:
    """Whether a text may be of the declared language. Most are, and are known by a quarter of their words."""
    if (own := _VOCABULARIES.get(declared)) is not None:
        words = text.lower().split()
        if words and sum(map(own.__contains__, words)) >= USUAL_SHARE * len(words):
            return True
    said = detect_language(text)
    if said is None or said == declared or any(said in family and declared in family for family in _SIMILAR):
        return True
    if said not in _VOCABULARIES:  # its script says so: no other language is written in it
        return False
    heard = _listen(text)
    sure = heard.words >= SURE_WORDS and heard.hits[said] >= SURE_SHARE * heard.words
    return not sure or heard.scores[said] < OVERRULES * heard.scores[declared]


def _split(text: str) -> list[str]:
    return [word for piece in text.lower().split() if (word := piece.strip(_AROUND))]


@lru_cache(maxsize=1)  # asked twice of a text that may not be what its head says
def _listen(text: str) -> _Heard:
    words = _split(text)
    small = Counter([word for word in words if word in _SPEAKERS])
    hits: defaultdict[str, int] = defaultdict(int)
    scores: defaultdict[str, int] = defaultdict(int)
    for word, times in small.items():
        speakers = _SPEAKERS[word]
        score = times * MOST_SPEAKERS // len(speakers)
        for language in speakers:
            hits[language] += times
            scores[language] += score
    return _Heard(len(words), Counter(hits), Counter(scores))


def _name_loudest(heard: _Heard) -> str | None:
    ranked = heard.scores.most_common(2)
    if not ranked or heard.hits[ranked[0][0]] < LEAST_SHARE * heard.words:
        return None
    if len(ranked) > 1 and ranked[0][1] < AHEAD * ranked[1][1]:
        return None
    return ranked[0][0]


def _name_script(text: str) -> str | None:
    """The language of a text whose script or letters no other language has, or its script's name; None of Latin."""
    letters = _FOREIGN.findall(text) if not text.isascii() else []
    if not letters or (3 * len(letters) < len(text) and 3 * len(letters) < sum(map(str.isalpha, text))):
        return None
    count: Counter[str] = Counter()
    for letter, times in Counter(letters).items():
        first, last, name = SCRIPTS[bisect_right(_FIRSTS, ord(letter)) - 1]
        count[name] += times if first <= letter <= last else 0
    if count["ja"] > KANA_SHARE * (count["ja"] + count["zh"]):
        count["ja"] += count["zh"]
    name = count.most_common(1)[0][0]
    for script, language, own in OWN_LETTERS:
        if script == name and sum([text.count(letter) for letter in own]) > LEAST_OWN * len(letters):
            return language
    return name
