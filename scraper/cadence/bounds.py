"""How soon a publisher wants to be asked again, as its answers say. What is done with that is for others to decide."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scraper.model import Exchange

_DIRECTIVE = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*"?([^",]*)"?)?\s*')
_FEED_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}  # hours
_LONGEST = timedelta(days=366)
_LONGEST_HOLD = timedelta(days=1)  # who says a month has mistaken the unit, and who says a day need not mean us


def not_before(exchange: Exchange) -> timedelta | None:
    """How long to leave a URL alone after this answer: by Retry-After where it is one of trouble, else by max-age."""
    if exchange.status in (429, 503):
        said = exchange.header("retry-after") or "", exchange.header("date") or ""
        return read_retry_after(*said, exchange.fetched_at) or None
    return _max_age(exchange)


def read_retry_after(text: str, date: str, now: datetime) -> timedelta | None:
    """How long to leave alone by these values of Retry-After and Date, "" where there is none; None where unclear.

    RFC 9110, 10.2.3: seconds or an HTTP-date, which is taken from the response's own Date where it has one, for server
    clocks go wrong. A day at most, and nothing for a date that is over.
    """
    if (seconds := _number(text)) is not None:
        return min(timedelta(seconds=seconds), _LONGEST_HOLD)
    until, since = _date(text.strip()), _date(date) or now
    return min(max(until - since, timedelta()), _LONGEST_HOLD) if until is not None else None


def feed_period(ttl: str | None, period: str | None, frequency: str | None) -> timedelta | None:
    """How often a feed says that it changes, by these words of it: RSS 2.0 `ttl`, in minutes; the syndication module.

    The module's own defaults (daily, once) are not taken for said.
    """
    said = []
    if (minutes := _number(ttl)) is not None:
        said.append(timedelta(minutes=minutes))
    hours = _FEED_PERIODS.get((period or "").strip().lower())
    if hours is not None:
        said.append(timedelta(hours=hours) / max(_number(frequency) or 1, 1))
    return max((min(span, _LONGEST) for span in said if span), default=None)


def _max_age(exchange: Exchange) -> timedelta | None:
    """RFC 9111, 5.2.2.1, less the Age the answer has already (5.1). `s-maxage` is for caches that many share."""
    directives = dict[str, str]()
    for name, value in exchange.headers:
        if name.lower() == "cache-control":
            directives |= {found[1].lower(): found[2] or "" for found in _DIRECTIVE.finditer(value)}
    age = _number(directives.get("max-age"))
    if age is None or "no-cache" in directives or "no-store" in directives:
        return None
    left = min(age, int(_LONGEST.total_seconds())) - (_number(exchange.header("age")) or 0)
    return timedelta(seconds=left) if left > 0 else None


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
