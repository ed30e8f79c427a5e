"""Words that count from the moment a page was fetched: "3 jam yang lalu", "yesterday 14:05", "24 June"."""

import re
from datetime import datetime, timedelta

from scraper.dates.vocabulary import AFTER_AMOUNT, AMOUNT, BEFORE_AMOUNT, NAMED_DAYS, NOW, month_number, unit_of

MAX_AMOUNT_GAP = 6  # characters between the parts of "2 hours and 5 minutes"
AHEAD = timedelta(days=2)  # a day without a year that lies further ahead is one of last year
DAY = 86_400  # seconds

_WEEKDAY = r"(?:[^\W\d_]{1,12}[,.]?\s+)?"
_WORD = r"([^\W\d_][^\s\d,./]{1,14})"
# Nothing but a day, a month and perhaps a time of day: "Mon 24 Jun 11:30", "24.06., 11:30", "06月24日 11時30分".
_REST = r"\.?,?(?:\s*(?:[|•·,-]|\bat|\bum|\ba las|\bà|\bkl\.?|\bpukul|\bв)?\s*(\d{1,2}\s?[:.h時时]\s?\d\d.{0,16}))?"
_DAY_WORD = re.compile(rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s*(?:de |of |ng )?{_WORD}{_REST}")
_WORD_DAY = re.compile(rf"{_WEEKDAY}{_WORD}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?{_REST}")
_CJK = re.compile(
    r"[\[(]?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일](?:\s?[(（].[)）])?\s*(\d{1,2}\s?[:時时시]\s?\d\d.{0,6})?"
)
_NUMBERS = re.compile(rf"{_WEEKDAY}(\d{{1,2}})\.(\d{{1,2}})\.{_REST}")


def days_ago(text: str, now: datetime) -> datetime | None:
    """The moment that an amount of time before `now` names; where days or more are counted a naive day without an hour.

    `text` is folded and lower-cased. Months and years are taken as the calendar has them.
    """
    if NOW.search(text):
        return now
    found = _amount(text)
    if found is not None:
        months, seconds = found
        try:
            moment = _months_before(now, months) - timedelta(seconds=seconds)
        except (OverflowError, ValueError):
            return None
        return _midnight(moment) if months or seconds >= DAY else moment
    for days, pattern in NAMED_DAYS:
        if pattern.search(text):
            return _midnight(now - timedelta(days=days)) if now.year > 1 else None
    return None


def yearless_day(text: str, now: datetime) -> tuple[datetime, str] | None:
    """The latest such day up to now of a text that is only a day and a month, and the time of day as written."""
    for pattern, day_at, month_at in ((_DAY_WORD, 1, 2), (_WORD_DAY, 2, 1), (_CJK, 2, 1), (_NUMBERS, 1, 2)):
        match = pattern.match(text)
        if match is None or match.end() < len(text.rstrip(" ])")):
            continue
        named = match[month_at]
        month = int(named) if named.isdecimal() else month_number(named.rstrip("."))
        if not month:
            continue
        for year in (now.year, now.year - 1):
            try:
                found = datetime(year, month, int(match[day_at]))  # noqa: DTZ001 (the zone comes with the time of day)
            except ValueError:
                continue
            if found - now.replace(tzinfo=None) <= AHEAD:
                return found, match[3] or ""
    return None


def _amount(text: str) -> tuple[int, int] | None:
    """Months and seconds of "2 hours and 5 minutes ago", "vor 3 Tagen"; None where no word says that they have passed.

    Only amounts that touch such a word count: "3 min read, posted an hour ago" is one hour.
    """
    chain: list[tuple[int, int]] = []
    end = -MAX_AMOUNT_GAP - 1
    led = False
    for match in AMOUNT.finditer(text):
        unit = unit_of(match[2])
        if unit is None:
            continue
        amount = int(match[1]) if match[1].isdecimal() else 1
        if match.start() - end > MAX_AMOUNT_GAP:
            if led:
                break
            chain, led = [], BEFORE_AMOUNT.search(text[max(0, match.start() - 16) : match.start()]) is not None
        chain.append((unit.months * amount, unit.seconds * amount))
        end = match.start(2) + unit.length
        if AFTER_AMOUNT.match(text[end : end + 24]):
            led = True
            break
    if not led or not chain:
        return None
    return sum(months for months, _ in chain), sum(seconds for _, seconds in chain)


def _months_before(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    count = moment.year * 12 + moment.month - 1 - months
    for day in range(moment.day, moment.day - 4, -1):  # 31 March less a month is the last of February
        try:
            return moment.replace(year=count // 12, month=count % 12 + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=count // 12, month=count % 12 + 1, day=28)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
