"""Years that other calendars count: Buddhist, Minguo, the Japanese eras, and the Persian solar year with its days."""

import re
from datetime import date, timedelta

# Era name -> the year before its first, so that year 6 of 令和 is 2018 + 6.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911}
ERA_YEAR = re.compile(rf"({'|'.join(ERAS)})\s*(\d{{1,3}}|元)\s*年")

PERSIAN_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "فروردین",
            "اردیبهشت",
            "خرداد",
            "تیر",
            "مرداد امرداد",
            "شهریور",
            "مهر",
            "آبان",
            "آذر",
            "دی",
            "بهمن",
            "اسفند",
        ),
        1,
    )
    for name in names.split()
}
PERSIAN_YEARS = range(1300, 1500)
_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # years of the 33-year cycle with a day more
_EPOCH = date(1921, 3, 21)  # 1 Farvardin 1300


def western_year(year: int) -> int:
    """A year as written, in the common era: two digits are of 1970 to 2069, 2443 to 2700 is Thailand's count."""
    if year < 100:
        return year + (2000 if year < 70 else 1900)
    return year - 543 if 2443 < year < 2700 else year


def name_era(text: str) -> str:
    """A text with "令和6年" and "民國113年" written as years of the common era."""
    return ERA_YEAR.sub(lambda match: f"{ERAS[match[1]] + (1 if match[2] == '元' else int(match[2]))}年", text)


def persian_day(year: int, month: int, day: int) -> date | None:
    """The day of a date in the Persian solar calendar (1300 to 1499, by the 33-year rule), or None if there is none."""
    if year not in PERSIAN_YEARS or not 1 <= month <= 12:
        return None
    longest = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAP else 29
    if not 1 <= day <= longest:
        return None
    before = sum(365 + (passed % 33 in _LEAP) for passed in range(PERSIAN_YEARS.start, year))
    return _EPOCH + timedelta(days=before + 31 * (month - 1) - max(0, month - 7) + day - 1)
