"""When a section is polled next: by a span, by a cron line, or by its own rhythm."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper.cadence.cron import Cron, next_match
from scraper.cadence.quiet import Quiet, after_quiet
from scraper.cadence.rhythm import Adaptive, Rhythm, next_gap


@dataclass(frozen=True, slots=True)
class Every:
    """A poll each `span`, counted from the poll before it."""

    span: timedelta


Cadence = Every | Cron | Adaptive

_MOST = 100


def next_poll(cadence: Cadence, last: datetime | None, now: datetime, rhythm: Rhythm | None = None) -> datetime:
    """When to poll next, UTC: `now` itself if a poll is overdue, so that ticks missed in between make one poll.

    `last` is when the last poll began, None when there was none: then a span or a rhythm is due at once and a cron line
    at its next time. One ahead of `now`, by a clock that has been put right since, counts as now. Both times must be
    aware. `rhythm` is of use to an adaptive cadence alone.
    """
    last = min(last, now) if last is not None else None
    return max(_following(cadence, last, now, rhythm), now).astimezone(UTC)


def count_ticks(cadence: Cadence, first: datetime, until: datetime, quiet: Quiet | None = None) -> int:
    """How many ticks there are from `first`, which is one, up to `until`, those in quiet hours left out.

    Of a rhythm it is about as many as its mean makes. Where they are counted one by one, of a cron line or beside quiet
    hours, 100 stands for that many or more.
    """
    beat = cadence.span if isinstance(cadence, Every) else cadence.mean if isinstance(cadence, Adaptive) else None
    if beat is not None and quiet is None:
        return 1 + max(0, int((until - first) / beat))
    count, tick = 0, first
    while tick <= until and count < _MOST:
        end = after_quiet(quiet, tick)
        count += end <= tick
        if beat is not None:
            tick += beat * max(1, -((tick - end) // beat))
        elif isinstance(cadence, Cron):
            tick = next_match(cadence, max(tick, end - timedelta(microseconds=1)))
    return count


def _following(cadence: Cadence, last: datetime | None, now: datetime, rhythm: Rhythm | None) -> datetime:
    match cadence:
        case Every(span=span):
            return now if last is None else last + span
        case Adaptive():
            return now if last is None else last + next_gap(rhythm or Rhythm(), cadence, last)
        case Cron():
            return next_match(cadence, now if last is None else last)
