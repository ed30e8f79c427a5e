"""What the words by a date say of it: that the story was published then, or changed."""

import re
from collections.abc import Iterator
from functools import lru_cache

from scraper.extract.page.nearby import AFTER, Near

MAX_WORDS = 80  # characters of a line that shows a date

# Sought in lower-cased words: a pattern that must look at both cases takes six times as long.
_CHANGED = re.compile(
    r"updat|modif|aktualis|geändert|bearbeitet|überarbeitet|actuali[sz]|mis à jour|aggiornat|atualizad|diperbarui|"
    r"diperbaharui|dikemas ?kini|güncel|обновл|оновл|актуализ|uppdater|oppdater|opdater|bijgewerkt|ändrad|endret|"
    r"zmodyf|aktualiz|izm(?:i?j)?en|ažurir|измењ|ажурир|обновен|frissít|módosít|edited|editiert|last change|"
    r"letzte änderung|stand[ :]|更新|수정|"
    r"تحديث|cập nhật|päivitet|muokattu|ενημέρωση|به ?روز|עודכן|अपडेट|আপডেট|হালনাগাদ|อัปเดต|อัพเดต|แก้ไข|اپ ڈیٹ",
)
CHANGED_NAMES = re.compile("modif|updat")
_FIRST = re.compile(
    r"publish|publi[ée]|posted|submitted|written|created on|released|veröffentlicht|erschienen|erstellt|eingestellt|"
    r"online seit|publicad|pubblicat|publikováno|opublikowan|diterbitkan|dipublikasikan|ditayangkan|tayang|yayın|"
    r"опубликован|опубліков|julkaistu|publicerad|publisert|publiceret|geplaatst|gepubliceerd|δημοσ|đăng|入力|公開|掲載|"
    r"发布|發布|發佈|등록|입력|송고|نشر|منتشر|פורסם|publicat\b|objavljen|објављ|публикуван|megjelen|közzétéve|"
    r"oluşturul|প্রকাশ|प्रकाशित|เผยแพร่",
)
# Day and year, or day and month in digits: what every written date has. All begin with a digit, and a pattern that
# says so first passes over the rest of a line in a third of the time.
LOOKS_DATED = re.compile(
    r"\d(?:[^\d]{1,20}(?:19|20|25)\d\d|(?:(?<=1)9|(?<=2)0)\d\d\s?[-/.年년]\s?\d|"
    r"(?:(?<=1)9|(?<=2)0)\d\d\.?\s[^\W\d_][^\d]{1,16}\s\d|\d?\s?[./|-]\s?\d{1,2}\s?[./|-]\s?\d{2}(?!\d)|(?<=[٠-٩۰-۹०-९০-৯๐-๙])[٠-٩۰-۹०-९০-৯๐-๙]{3})"
)


def fold_case(words: str) -> str:
    """Words in lower case, each letter in its place: of "İ" two would come."""
    return words.replace("İ", "i").lower()


@lru_cache(maxsize=256)  # each line is asked about two or three times
def part_words(words: str) -> tuple[str, str]:
    """What words say of the publication and what of a change, "" where nothing: of "3 May, updated 5 May" both."""
    folded = fold_case(words)
    changed = _CHANGED.search(folded)
    if changed is None:
        return words, ""
    before, after = words[: changed.start()], words[changed.start() :]
    first = _FIRST.search(folded)
    if first is not None:
        return (words[first.start() :], words[: first.start()]) if first.start() > changed.start() else (before, after)
    # "3 May 2024, 10:05 (updated 11:30)" says two things, "5 May 2024 updated" one.
    if LOOKS_DATED.search(before) is None:
        return "", words
    if any(map(str.isdigit, after)):
        return before, after
    # "2024/5/3 10:05（5/5 11:30 更新）"
    bracket = max(before.rfind("("), before.rfind("（"))
    return (words[:bracket], words[bracket:]) if bracket > 0 else ("", words)


def own_words(words: str) -> str:
    """Of "Updated 5 May, published 3 May" what is said of the publication; all of what says only one of them."""
    return part_words(words)[0] or words


@lru_cache(maxsize=256)
def says_published(words: str) -> bool:
    """Whether words speak of publication."""
    return _FIRST.search(fold_case(words)) is not None


@lru_cache(maxsize=1)  # asked for the date, the change and the clock of one page
def find_dated(near: Near) -> tuple[tuple[int, int], ...]:
    """Steps from the headline and places of the lines that may hold a date."""
    return tuple([(step, place) for step, place in near.places if LOOKS_DATED.search(near.lines[place])])


def dated_lines(near: Near) -> Iterator[tuple[int, str]]:
    """The places and words of the lines near the headline that may hold a date."""
    for step, place in find_dated(near):
        if step > AFTER:
            break
        if len(line := near.line(place)) <= MAX_WORDS:
            yield place, line


def read_label(near: Near, place: int, line: str) -> tuple[bool, bool]:
    """Whether a line, or a label above it, says that its date is of the publication, or of a change alone."""
    above = near.line(place - 1)
    said = f"{above} {line}" if above.endswith(":") else line
    if says_published(said):
        return True, False
    own, change = part_words(said)
    return bool(own and change), bool(change) and not own
