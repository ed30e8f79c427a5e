"""A publisher's words for a moment, in whatever language, as a datetime.

What comes out keeps the offset written; without one it takes the given zone; without that it stays naive. A date
without a time of day is midnight. Nothing is guessed from the locale: day-month order is assumed for 5/1/2024, except
beside an English weekday that fits the other alone, beside "am" or "pm", which only month-day writers use, or where the
second number is no month. Years may be counted as in Thailand, Taiwan, Japan or Iran (`calendars`); words that count
from the fetch are in `relative`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from scraper.dates.calendars import PERSIAN_MONTHS, PERSIAN_YEARS, name_era, persian_day, western_year
from scraper.dates.relative import days_ago, yearless_day
from scraper.dates.vocabulary import join_months, month_number
from scraper.dates.zones import move, place, read_zone

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９：／", "0123456789" * 6 + ":/"
)
_ISO = re.compile(r"(?<!\d)((?:19|20|25|1[34])\d\d)([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]?")
_SOLID = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_WORD = r"([^\W\d_](?:[^\s\d_,|/]{0,20}[^\s\d_,|/.:;-])?)"  # marks of Indic and Thai vowels are no \w
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|re|a|º|°|ª|-?го)?[.,]?[\s-]*(?:(?:de|d'|of|di|ng|ta'|tháng|"
    rf"ngày)\s+)?{_WORD}\.?,?[\s/-]*"
    r"(?:(?:de|del|do|năm|พ\.ศ\.|г\.)\s*)?(\d{4}|['’]?\d{2}(?!\d|:))"
)
_MONTH_DAY_YEAR = re.compile(rf"{_WORD}\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\.?,?\s+(?:de\s+)?(\d{{4}})")
_DAY_YEAR = re.compile(r"\d(?:st|nd|rd|th)?\.?,?\s+(?:de\s+)?\d{4}")  # its end, sought in a tenth of the time
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})\.?\s*(?:m\.|g\.|gada|metų)?\s*(?:gada\s+)?{_WORD}\.?\s+(\d{{1,2}})(?!\d)")
_YEAR_DAY_MONTH = re.compile(rf"(\d{{4}})\.?\s*(?:gada|g\.)\s+(\d{{1,2}})\.\s*{_WORD}")
_YEAR = re.compile(r"\d{4}")  # without it a text holds only dates with years of two digits
_WORDED = (  # with the groups of day, month and year
    (_DAY_MONTH_YEAR, (1, 2, 3)),
    (_MONTH_DAY_YEAR, (2, 1, 3)),
    (_YEAR_MONTH_DAY, (3, 2, 1)),
    (_YEAR_DAY_MONTH, (2, 3, 1)),
)
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})[,\s]+(?:năm\s+)?(\d{4})")
_CTIME = re.compile(r"([a-z]{3}) (\d{1,2}) (\d\d:\d\d(?::\d\d)?(?: [a-z+]+[\d:]*)?) (\d{4})$")  # "may 6 10:00:00 2024"
_NUMBERS = re.compile(r"(?<![\d.:])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2}(?!:))(?!\d)")
_OTHER_DAY = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)")  # in what is left, its "05.04" is no time
_TIME = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])(?:\s?[:.h時时시]\s?|"
    r"\sh\s)([0-5]\d)(?:[:.分분]([0-5]\d))?(?:[.,]\d+)?(?!\d)(?:\s*([ap])\.?\s?m\b)?"
)
_HOUR_ONLY = re.compile(r"(?<![\d.,:/])(\d{1,2})(?:\s*([ap])\.?\s?m\b|\s*(?:uhr|h)\b|\s*[時时시](?!間))")
_HALF_DAY = re.compile(r"\d\s*[ap]\.?m\b")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b")
_AFTERNOON = re.compile(
    r"下午|오후|午後|晚上|傍晚|晚間|مساء|μμ|م\b|ب\.ظ|\bпополудни\b|\b(?:sore|petang|malam)\b|\d ?ch\b|"
    r"शाम|अपराह्न|পিএম|பிற்பகல்|மாலை"
)
_MORNING = re.compile(r"上午|凌晨|오전|午前|πμ|ص\b|ق\.ظ|এএম|पूर्वाह्न|முற்பகல்|காலை")
MAX_TEXT, MAX_RELATIVE = 200, 60  # characters read; and of a text that may count from the fetch


def parse(text: str, zone: str | None = None, near: datetime | None = None) -> datetime | None:
    """The moment a text names, or None.

    `zone` is an IANA name, for times that come without an offset; `near` is what relative words count from.
    """
    text = text[: 2 * MAX_TEXT].strip()[:MAX_TEXT]
    if text[:4].isdecimal() and len(text) >= 8:
        found = _parse_machine(text)
        if found is not None:
            return place(found, zone)
    plain = text.isascii()  # as most are: no other digits, years or months of two words to look for
    if not plain:
        text = text.translate(_DIGITS).replace("\u200f", "").replace("\u200e", "")
    text = " ".join(text.lower().split())
    if any(map(str.isdigit, text)):
        text = text if plain else join_months(name_era(text))
        if ":" in text and text[-4:].isdecimal():
            text = _CTIME.sub(r"\1 \2, \4 \3", text)
        for year, month, day, start, end in _dates(text):
            found = _day(year, month, day)
            if found is not None:
                return place(_with_time(found, f"{text[:start]} {text[end:]}"), zone)
    if near is None or len(text) > MAX_RELATIVE:
        return None
    return _parse_relative(text, zone, move(near, zone))


def _parse_machine(text: str) -> datetime | None:
    """ISO 8601, its solid forms, and seconds or milliseconds since 1970."""
    if text.isdecimal() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC) if text[0] in "123" and not _SOLID.fullmatch(text) else None
    if text.isdecimal():
        match = _SOLID.fullmatch(text)
        if match is None:
            return None
        try:
            return datetime(*(int(part) for part in match.groups() if part))  # type: ignore[arg-type] # noqa: DTZ001
        except ValueError:
            return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None


def _dates(text: str) -> Iterator[tuple[int, int, int, int, int]]:
    """Every reading of the text as a date, the surest first: year, month, day, and the span that said so."""
    whole = _YEAR.search(text) is not None
    for pattern in () if not whole else (_ISO,) if text.isascii() else (_ISO, _CJK):
        for match in pattern.finditer(text):
            numbers = match.group(1, 3, 4) if pattern is _ISO else match.group(1, 2, 3)
            year, month, day = map(int, numbers)
            yield year, month, day, match.start(), match.end()
    for match in _VIETNAMESE.finditer(text) if "tháng" in text else ():
        yield int(match[3]), int(match[2]), int(match[1]), match.start(), match.end()
    for pattern, (d, m, y) in _WORDED if whole else _WORDED[:1]:
        for match in pattern.finditer(text) if pattern is not _MONTH_DAY_YEAR or _DAY_YEAR.search(text) else ():
            year = int(match[y].lstrip("'’"))
            named = PERSIAN_MONTHS.get(match[m]) if year in PERSIAN_YEARS else month_number(match[m])
            if named:
                yield year, named, int(match[d]), match.start(), match.end()
    for match in _NUMBERS.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        american = second > 12 or (match[2] == "/" and first <= 12 and _is_american(text, year, first, second))
        yield year, first if american else second, second if american else first, match.start(), match.end()
    for match in _SOLID.finditer(text) if whole else ():
        yield int(match[1]), int(match[2]), int(match[3]), match.start(), match.start() + 8


def _is_american(text: str, year: int, first: int, second: int) -> bool:
    """Whether of two numbers that both may be the month the first is, by the weekday beside them or by "am"."""
    if weekday := _WEEKDAY.search(text):
        days = _day(year, first, second), _day(year, second, first)
        fits = [day is not None and _WEEKDAYS[day.weekday()] == weekday[1] for day in days]
        if fits[0] != fits[1]:
            return fits[0]
    return _HALF_DAY.search(text) is not None


def _day(year: int, month: int, day: int) -> datetime | None:
    """A day of the years 1900 to 2199, or None."""
    try:
        found = persian_day(year, month, day) if year in PERSIAN_YEARS else date(western_year(year), month, day)
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day) if found and 1900 <= found.year < 2200 else None  # noqa: DTZ001


def _with_time(day: datetime, rest: str) -> datetime:
    rest = _OTHER_DAY.sub(" ", rest)
    match = _TIME.search(rest)
    if match is not None:
        hour, minute, second, half = int(match[1]), int(match[2]), int(match[3] or 0), match[4]
    elif (match := _HOUR_ONLY.search(rest)) is not None:
        hour, minute, second, half = int(match[1]), 0, 0, match[2]
    else:
        return day
    if hour < 12 and (half == "p" or (half is None and _AFTERNOON.search(rest))):
        hour += 12
    elif hour == 12 and (half == "a" or (half is None and _MORNING.search(rest))):
        hour = 0
    if hour > 24:
        return day
    moment = day + timedelta(hours=hour, minutes=minute, seconds=second)
    return read_zone(moment, rest[match.end() :])


def _parse_relative(text: str, zone: str | None, now: datetime) -> datetime | None:
    if (found := yearless_day(text, now)) is not None:
        return place(_with_time(*found), zone)
    moment = days_ago(text, now)
    if moment is None or moment.tzinfo is not None:
        return moment
    # "yesterday 14:05": a day and a time as the page's own clock shows them; of "2 days ago" the 2 is no hour.
    return place(_with_time(moment, text) if _TIME.search(text) or _HOUR_ONLY.search(text) else moment, zone)
