"""Offsets and zones: as written after a time of day, or as a publisher's profile names them."""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOURS = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "wib": 7, "wita": 8, "wit": 9, "bst": 1, "west": 1, "cet": 1, "mez": 1,
    "wat": 1, "ist": 5.5, "cest": 2, "mesz": 2, "hnec": 1, "eet": 2, "sast": 2, "cat": 2, "eest": 3, "msk": 3, "мск": 3,
    "eat": 3, "trt": 3, "gst": 4, "pkt": 5, "npt": 5.75, "ict": 7, "sgt": 8, "hkt": 8, "myt": 8, "pht": 8, "awst": 8,
    "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3, "art": -3, "ast": -4,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
ZONES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
MAX_REST = 40  # characters after a time of day that are searched for a zone's name

# "+0700", "GMT+7"; of two digits alone only what touches the time: "10:15 - 5 comments" names no offset.
_OFFSET = re.compile(
    r"[\s(]*(?:(?:gmt|utc)\s*([+\u2212-])\s?(\d{1,2})(?::?(\d\d))?(?!\d)|([+\u2212-])(\d\d):?(\d\d)(?!\d))"
    r"|([+\u2212-])(\d\d)(?![\d.:/-])"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def read_zone(moment: datetime, rest: str) -> datetime:
    """A naive moment in the zone that is written after it; words that are no zone are passed over."""
    offset = _read_offset(rest)
    for match in _LETTERS.finditer(rest[:MAX_REST]) if offset is None else ():
        word = match[0]
        if word in HOURS:
            # Of "GMT+7" the number counts, of "CET (GMT+1)" the name.
            after = _read_offset(rest[match.start() :]) if word in ("gmt", "utc") else None
            offset = timedelta(hours=HOURS[word]) if after is None else after
            break
        if word in ZONES:
            return place(moment, ZONES[word])
    return moment if offset is None else moment.replace(tzinfo=timezone(offset))


def _read_offset(rest: str) -> timedelta | None:
    match = _OFFSET.match(rest)
    if match is None:
        return None
    sign, hours, minutes = (*match.group(1, 2, 3),) if match[1] else (*match.group(4, 5, 6),)
    if match[7]:
        sign, hours, minutes = match[7], match[8], None
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > timedelta(hours=14):
        return None
    return offset if sign == "+" else -offset


def place(moment: datetime, zone: str | None) -> datetime:
    """A naive moment put in its zone, with the offset that held then; an unknown zone leaves it naive."""
    if moment.tzinfo is not None or zone is None:
        return moment
    info = _zone_info(zone)
    return _fixed(moment.replace(tzinfo=info)) if info else moment


def move(moment: datetime, zone: str | None) -> datetime:
    """A moment as clocks in a zone show it, without fractions of a second."""
    moment = moment.replace(microsecond=0)
    info = _zone_info(zone) if zone else None
    try:
        return _fixed(moment.astimezone(info)) if info and moment.tzinfo else moment
    except OverflowError:  # the first and the last day there is
        return moment


def _fixed(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    return moment.replace(tzinfo=timezone(offset)) if offset is not None else moment


@lru_cache(maxsize=64)
def _zone_info(zone: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
