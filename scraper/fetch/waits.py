"""How long to wait before asking again: what the server says, else longer each time, with jitter."""

from collections.abc import Callable
from datetime import datetime

from tenacity import RetryCallState

from scraper.cadence import read_retry_after
from scraper.model import Exchange

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0


def retry_after(exchange: Exchange, now: datetime) -> float | None:
    """Seconds that a response asks to be left alone (`cadence.read_retry_after`); None where it says nothing.

    RFC 9110, 10.2.3: on 503 and 3xx; RFC 6585, 4: on 429.
    """
    if not (exchange.status in (429, 503) or 300 <= exchange.status < 400):
        return None
    hold = read_retry_after(exchange.header("retry-after") or "", exchange.header("date") or "", now)
    return hold.total_seconds() if hold is not None else None


def exponential(random: Callable[[], float]) -> Callable[[RetryCallState], float]:
    """About 1 s before the second attempt, then doubled each time, half of it left to chance; 60 s at most."""

    def wait(state: RetryCallState) -> float:
        longest = min(_FIRST_WAIT * 2.0 ** min(state.attempt_number - 1, 16), _LONGEST_WAIT)
        return longest * (0.5 + random() / 2)

    return wait
