"""A publisher's words for a moment, in whatever language, as a datetime.

What comes out keeps the offset written; without one it takes the given zone; without that it stays naive. A date
without a time of day is midnight. Nothing is guessed from the locale: day-month order is assumed for 5/1/2024, except
beside "am" or "pm", which only month-day writers use, or where the second number is no month.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scraper.dates.vocabulary import AGO, AMOUNT, HOURS, NAMED_DAYS, NOW, ZONES, month_number, unit_seconds

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９：／", "0123456789" * 6 + ":/"
)
_ISO = re.compile(r"(?<!\d)((?:19|20|25)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]?")
_SOLID = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_WORD = r"([^\W\d_](?:[^\s\d_,|/]{0,20}[^\s\d_,|/.:;-])?)"  # marks of Indic and Thai vowels are no \w
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|re|a|º|°|ª|-?го)?[.,]?[\s-]*(?:(?:de|d'|of|di|ng|ta'|tháng|"
    rf"ngày)\s+)?{_WORD}\.?,?[\s/-]*"
    r"(?:(?:de|del|do|năm|พ\.ศ\.|г\.)\s*)?(\d{4}|['’]?\d{2}(?!\d|:))"
)
_MONTH_DAY_YEAR = re.compile(rf"{_WORD}\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\.?,?\s+(?:de\s+)?(\d{{4}})")
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})\.?\s*(?:m\.|g\.|gada|metų)?\s*(?:gada\s+)?{_WORD}\.?\s+(\d{{1,2}})(?!\d)")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})[,\s]+(?:năm\s+)?(\d{4})")
_CTIME = re.compile(r"([a-z]{3}) (\d{1,2}) (\d\d:\d\d(?::\d\d)?(?: [a-z+]+[\d:]*)?) (\d{4})$")  # "may 6 10:00:00 2024"
_NUMBERS = re.compile(r"(?<![\d.:])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])(?:\s?[:.h時时시]\s?|"
    r"\sh\s)([0-5]\d)(?:[:.分분]([0-5]\d))?(?:[.,]\d+)?(?!\d)(?:\s*([ap])\.?\s?m\b)?"
)
_HOUR_ONLY = re.compile(r"(?<![\d.,:/])(\d{1,2})(?:\s*([ap])\.?\s?m\b|\s*(?:uhr|h)\b|\s*[時时시](?!間))")
_AFTERNOON = re.compile(r"下午|오후|午後|晚上|مساء|μμ|م\b|\bпополудни\b|\bsore\b")
_MORNING = re.compile(r"上午|오전|午前|πμ|ص\b")
_OFFSET = re.compile(r"(?:(?:gmt|utc)\s*)?([+\u2212-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")


def parse(text: str, zone: str | None = None, near: datetime | None = None) -> datetime | None:
    """The moment a text names, or None.

    `zone` is an IANA name, for times that come without an offset; `near` is what relative words count from.
    """
    text = text.strip()[:200]
    if text[:4].isdigit() and len(text) >= 8:
        found = _parse_machine(text)
        if found is not None:
            return _place(found, zone)
    text = " ".join(text.translate(_DIGITS).lower().replace("\u200f", "").split())
    if not any(letter.isdigit() for letter in text):
        return _parse_relative(text, zone, near) if near is not None else None
    text = _CTIME.sub(r"\1 \2, \4 \3", text)
    for year, month, day, start, end in _dates(text):
        try:
            found = datetime(_full_year(year), month, day)  # noqa: DTZ001 (the zone comes below)
        except ValueError:
            continue
        if not 1900 <= found.year < 2200:
            continue
        return _place(_with_time(found, f"{text[:start]} {text[end:]}"), zone)
    return _parse_relative(text, zone, near) if near is not None else None


def _parse_machine(text: str) -> datetime | None:
    """ISO 8601, its solid forms, and seconds or milliseconds since 1970."""
    if text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC) if text[0] in "123" and not _SOLID.fullmatch(text) else None
    if text.isdigit():
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
    for pattern in (_ISO, _CJK):
        for match in pattern.finditer(text):
            numbers = match.group(1, 3, 4) if pattern is _ISO else match.group(1, 2, 3)
            year, month, day = map(int, numbers)
            yield year, month, day, match.start(), match.end()
    for match in _VIETNAMESE.finditer(text):
        yield int(match[3]), int(match[2]), int(match[1]), match.start(), match.end()
    for pattern, (d, m, y) in (
        (_DAY_MONTH_YEAR, (1, 2, 3)),
        (_MONTH_DAY_YEAR, (2, 1, 3)),
        (_YEAR_MONTH_DAY, (3, 2, 1)),
    ):
        for match in pattern.finditer(text):
            if named := month_number(match[m]):
                yield int(match[y].lstrip("'’")), named, int(match[d]), match.start(), match.end()
    for match in _NUMBERS.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        american = second > 12 or (match[2] == "/" and first <= 12 and re.search(r"\d\s*[ap]\.?m\b", text) is not None)
        yield year, first if american else second, second if american else first, match.start(), match.end()
    for match in _SOLID.finditer(text):
        yield int(match[1]), int(match[2]), int(match[3]), match.start(), match.start() + 8


def _full_year(year: int) -> int:
    if year < 100:
        return year + (2000 if year < 70 else 1900)
    return year - 543 if 2443 < year < 2700 else year  # the Buddhist era, in Thailand


def _with_time(day: datetime, rest: str) -> datetime:
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
    return _with_offset(moment, rest[match.end() :])


def _with_offset(moment: datetime, rest: str) -> datetime:
    """The offset written after a time of day; words that are no zone are passed over."""
    match = _OFFSET.match(rest.lstrip(" ("))
    if match is not None:
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if offset <= timedelta(hours=14):
            return moment.replace(tzinfo=timezone(offset if match[1] == "+" else -offset))
    for word in _LETTERS.findall(rest[:40]):
        if word in HOURS:
            offset = timedelta(hours=HOURS[word])
            match = _OFFSET.match(rest[rest.index(word) :]) if word in ("gmt", "utc") else None
            if match is not None and int(match[2]) <= 14:
                offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (1 if match[1] == "+" else -1)
            return moment.replace(tzinfo=timezone(offset))
        if word in ZONES:
            return _place(moment, ZONES[word])
    return moment


def _parse_relative(text: str, zone: str | None, near: datetime) -> datetime | None:
    if NOW.search(text):
        return _move(near, zone)
    if AGO.search(text):
        for match in AMOUNT.finditer(text):
            if (seconds := unit_seconds(match[2])) is not None:
                amount = int(match[1]) if match[1].isdigit() else 1
                return _move(near - timedelta(seconds=amount * seconds), zone)
        return None
    for days, pattern in NAMED_DAYS:
        if pattern.search(text):
            day = (_move(near, zone) - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
            return _with_time(day, text) if ":" in text or "." in text else day
    return None


def _move(moment: datetime, zone: str | None) -> datetime:
    moment = moment.replace(microsecond=0)
    info = _zone_info(zone) if zone else None
    return _fixed(moment.astimezone(info)) if info and moment.tzinfo else moment


def _place(moment: datetime, zone: str | None) -> datetime:
    """A naive moment put in its zone, with the offset that held then."""
    if moment.tzinfo is not None or zone is None:
        return moment
    info = _zone_info(zone)
    return _fixed(moment.replace(tzinfo=info)) if info else moment


def _fixed(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    return moment.replace(tzinfo=timezone(offset)) if offset is not None else moment


@lru_cache(maxsize=64)
def _zone_info(zone: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
