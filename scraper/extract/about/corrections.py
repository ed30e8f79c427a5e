"""Corrections and editor's notes, in the page's words: lines of the body, boxes named after them, JSON-LD.

A line counts only in the forms that newsrooms sign such notes with ("Correction:", "This article was amended on ..."):
a story about a correction says the word in a sentence, and does not match. Notes in the body stay there too.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Found, Witnesses
from scraper.extract.page.words import key, plain, vocabulary

MAX_NOTES, MAX_BOXES = 10, 20
LEAST, MOST = 20, 1_500  # characters of a note
OPENING = 120  # characters of a line in which it says that it is one

# Whole labels, before a colon or on a line of their own.
_LABEL_WORDS = """
    correction | corrections | corrections and clarifications | clarification | clarifications | correction notice |
    erratum | errata | addendum | retraction | editor's note | editors' note | editors note | editor’s note |
    editors’ note | editorial note | editor's notes | note from the editor | note from the editors | note to readers |
    korrektur | korrekturhinweis | berichtigung | richtigstellung | klarstellung | gegendarstellung |
    transparenzhinweis | anmerkung der redaktion | hinweis der redaktion | redaktioneller hinweis | anm. d. red. |
    anm. d. red | anm.d.red. | koreksi | ralat | catatan redaksi | catatan editor | pembetulan | nota redaksi |
    fe de erratas | fe de errata | fe de errores | corrección | rectificación | aclaración | nota del editor |
    nota de la redacción | nota de redacción | rectificatif | correctif | mise au point | note de la rédaction | ndlr |
    précision | errata corrige | precisazione | rettifica | correzione | nota della redazione | nota di redazione |
    ndr |    correção | erramos | esclarecimento | retificação | nota da redação | nota do editor |
    rectificatie | correctie |
    noot van de redactie | naschrift redactie | rättelse | förtydligande | redaktionens anmärkning | rettelse |
    presisering | præcisering | berigtigelse | redaksjonell merknad | oikaisu | korjaus | tarkennus | leiðrétting |
    sprostowanie | korekta | od redakcji | oprava | upřesnění | poznámka redakce | poznámka redakcie | spresnenie |
    helyreigazítás | helyesbítés | pontosítás | szerkesztői megjegyzés | erată | rectificare | ispravak | ispravka |
    popravek | parandus | täpsustus | labojums | precizējums | pataisymas | patikslinimas | düzeltme | tekzip |
    editörün notu | исправление | уточнение | опровержение | поправка | от редакции | примечание редакции |
    виправлення | спростування | від редакції | корекция | исправка | διόρθωση | διευκρίνιση | تصحيح | تصويب |
    ملاحظة المحرر | اصلاحیه |
    תיקון | תיקון טעות | הבהרה | đính chính | แก้ไขข่าว | 訂正 | お詫びと訂正 | おわびと訂正 |
    訂正とお詫び | 編集部注 | 更正 | 更正启事 | 更正啟事 | 更正声明 |
    勘误 | 编者按 | 編按 | 정정 | 정정보도 | 정정보도문 |
    바로잡습니다 | 알려왔습니다 | शुद्धिपत्र | সংশোধনী
"""
_LABELS = tuple(map(str.strip, _LABEL_WORDS.split("|")))
# Behind the label at most a date, what was done, or a bracket: "Correction (5 March):", "Correction appended, 5 May:".
_LABEL = re.compile(
    r"[\W_]{0,4}(?:update[ds]?[\s:,/-]{1,3})?(?:"
    + "|".join(map(re.escape, sorted(_LABELS, key=len, reverse=True)))
    + r")(?P<after>\s?\([^()]{1,40}\)|[\s,]{1,2}(?:appended|added|vom|of|on|du|del|per)?[^:.!?]{0,12}\d[^:.!?]{0,20})?"
    r"[\])】*]{0,3}\s?(?:[:：]|[–—]\s|\s-\s|(?<=[\])】])|[*_]*$)",
    re.IGNORECASE,
)
# Sentences in which only such notes speak, and the words that they begin with.
_SENTENCE = re.compile(
    r"[\W_]{0,4}(?:"
    r"(?:this|the) (?:article|story|piece|report|post|headline|page|column) (?:has been|was|were) (?:\w+ )?"
    r"(?:amended|corrected|clarified|(?:updated|edited|changed|revised) to (?:correct|clarify|reflect|remove|fix|add))|"
    r"(?:an|a|the) (?:earlier|previous|original|prior) (?:version|headline) (?:of|on|to) (?:this|the) "
    r"(?:article|story|piece|report|post|headline|column)|an earlier (?:headline|caption)\b|"
    r"(?:in )?eine[r]? (?:frühere[n]?|erste[n]?|vorherige[n]?) (?:version|fassung) "
    r"(?:dieses|des|hieß|stand|war|haben|hat)|"
    r"in einer (?:früheren|ersten|vorherigen) (?:version|fassung) |"
    r"(?:dieser|der) (?:artikel|beitrag|text) wurde (?:\w+ )?(?:korrigiert|berichtigt)|"
    r"wir haben (?:den fehler|die (?:passage|stelle)|das) (?:\w+ )?korrigiert|"
    r"(?:artikel|berita) ini telah (?:dikoreksi|diralat|direvisi|diperbaiki)|"
    r"(?:en )?una versión (?:anterior|previa) de est[ea]|"
    r"este (?:artículo|texto) (?:ha sido|fue) (?:corregido|modificado)|"
    r"(?:dans )?une (?:première|précédente) version de (?:cet|ce)|cet article a été (?:corrigé|modifié|rectifié)|"
    r"(?:in )?una (?:precedente|prima) versione d|quest(?:o articolo|'articolo|’articolo) è stato corretto|"
    r"(?:em |n)?uma versão anterior d|est[ea] (?:texto|reportagem|artigo|matéria) foi (?:corrigid|alterad)|"
    r"(?:in )?een eerdere versie van dit|dit artikel is (?:aangepast|gecorrigeerd)|"
    r"i en tidigare version av|(?:artikeln|texten) har (?:korrigerats|rättats)|"
    r"i en tidligere versjon av|i en tidligere version af|saken er (?:rettet|korrigert)|artiklen er (?:rettet|korr)|"
    r"(?:jutun|artikkelin|uutisen) aiemmassa versiossa|(?:juttua|artikkelia|otsikkoa) on (?:korjattu|tarkennettu)|"
    r"w (?:pierwotnej|poprzedniej) wersji|в (?:первоначальной|предыдущей|ранней) (?:версии|редакции) |"
    r"у попередній версії|この記事は(?:訂正|修正)|当初の記事"
    r")",
    re.IGNORECASE,
)
_FIRST_WORDS = vocabulary(
    "this the an a in eine einer dieser der wir artikel berita en una este dans une cet questo em numa uma esta een "
    "dit i artikeln texten saken artiklen jutun artikkelin uutisen juttua artikkelia otsikkoa w в у"
)
_FAR_STARTS = ("この", "当初", "quest’")  # words that run on
_BEGIN = 3  # letters by which most lines are known to be no note
_BEGINNINGS = frozenset({key(label.split()[0])[:_BEGIN] for label in _LABELS} | {"upd", "que", "この記", "当初の"})
# ... and of the words that a sentence of such a note begins with.
_STARTS = _BEGINNINGS | {word[:_BEGIN] for word in (*_FIRST_WORDS, *_FAR_STARTS)}
_LEADING = re.compile(r"[^\W_]+(?:['’.][^\W_]+)?")
_NOT_BOXES = vocabulary("a article body button form html input main")
_NOT_NOTES = re.compile(r"\bnav|report|submit|suggest|request|spot|policy|form|button|link|menu")


def find_corrections(story: Story, witnesses: Witnesses, paragraphs: tuple[str, ...]) -> Found[tuple[str, ...]] | None:
    """Each note once, the body's first; None where there are none."""
    notes: list[str] = []
    how = ""
    for name, found in (
        ("body", _in_body(paragraphs)),
        ("class name", _in_boxes(witnesses)),
        ("json-ld", _said(story)),
    ):
        for note in found:
            if len(notes) < MAX_NOTES and not _is_among(note, notes):
                notes.append(note)
                how = how or name
    return Found(tuple(notes), how) if notes else None


def is_note(line: str) -> bool:
    """Whether a line says of itself that it corrects the article, or is its editors'."""
    start = line[:_BEGIN].lower()
    if start.isalpha() and start.isascii() and start not in _STARTS:
        return False
    first = _LEADING.search(line[:OPENING])
    labelled, told = _may_begin(first[0]) if first is not None else (False, False)
    if labelled and _LABEL.match(line[:OPENING]):
        return True
    return told and _SENTENCE.match(line[:OPENING]) is not None


@lru_cache(maxsize=4_096)
def _may_begin(word: str) -> tuple[bool, bool]:
    """Whether a label may begin with a word, and whether a sentence may: nearly all lines are known by their first."""
    word = word.casefold()
    return key(word)[:_BEGIN] in _BEGINNINGS, word in _FIRST_WORDS or word.startswith(_FAR_STARTS)


def _in_body(paragraphs: tuple[str, ...]) -> Iterator[str]:
    labelled = False  # whether the line before was a label alone
    for line in paragraphs:
        if labelled and LEAST <= len(line) <= MOST:
            yield line
            labelled = False
            continue
        labelled = False
        if len(line) <= MOST and is_note(line):
            match = _LABEL.match(line)
            labelled = match is not None and match.end() >= len(line.rstrip())
            if not labelled:
                yield line


def _in_boxes(witnesses: Witnesses) -> Iterator[str]:
    """Boxes named after notes, that say something in full sentences; a form to report errors does not."""
    for element in witnesses.notes[:MAX_BOXES]:
        if element.tag in _NOT_BOXES or _NOT_NOTES.search(element.names):
            continue
        text = element.line(MOST)
        linked = sum(len(link.text()) for link in element.node.css("a,button,label,option"))
        if LEAST <= len(text) <= MOST and 2 * linked < len(text):
            yield text


def _said(story: Story) -> Iterator[str]:
    for value in story.values("correction"):
        for one in value if isinstance(value, list) else [value]:
            one = story.follow(one)
            text = plain((one.get("text") or one.get("description")) if isinstance(one, dict) else one)
            if LEAST <= len(text) <= MOST:
                yield text


def _is_among(note: str, notes: Iterable[str]) -> bool:
    mark = key(note)
    return any(mark in key(other) or key(other) in mark for other in notes)
