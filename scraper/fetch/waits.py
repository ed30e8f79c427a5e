"""How long to wait before asking again: what the server says, else longer each time, with jitter."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState

from scraper.model import Exchange

RETRY_AFTER_CAP = 86_400.0  # a host that says a month has mistaken the unit, and one that says a day need not mean us
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0


def retry_after(exchange: Exchange, now: datetime) -> float | None:
    """Seconds that a response asks to be left alone, capped; None where it says nothing that can be read.

    RFC 9110, 10.2.3: seconds or an HTTP-date, on 503 and 3xx; RFC 6585, 4: on 429. A date is taken from the response's
    own Date where it has one, for server clocks go wrong.
    """
    if not (exchange.status in (429, 503) or 300 <= exchange.status < 400):
        return None
    return read_retry_after(exchange.header("retry-after") or "", exchange.header("date") or "", now)


def read_retry_after(text: str, date: str, now: datetime) -> float | None:
    """The same of the values of Retry-After and Date, either empty where there is none."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), RETRY_AFTER_CAP)
    until = _http_date(text)
    if until is None:
        return None
    since = _http_date(date) or now
    return min(max(0.0, (until - since).total_seconds()), RETRY_AFTER_CAP)


def exponential(random: Callable[[], float]) -> Callable[[RetryCallState], float]:
    """About 1 s before the second attempt, then doubled each time, half of it left to chance; 60 s at most."""

    def wait(state: RetryCallState) -> float:
        longest = min(_FIRST_WAIT * 2.0 ** min(state.attempt_number - 1, 16), _LONGEST_WAIT)
        return longest * (0.5 + random() / 2)

    return wait


def _http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
