"""A section polled by a cadence: no network, no clock, the very functions that the daemon plans by."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper.cadence import Adaptive, Cadence, Every, Rhythm, learn, next_poll

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
TEN_MINUTES = Every(timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What polling came to over a while: polls, and how long each article waited for the next one, in minutes."""

    polls: list[float]  # hours since START
    lags: list[float]  # sorted

    def lag(self, share: float) -> float:
        """The lag, in minutes, that this share of the articles did not exceed."""
        return self.lags[min(int(share * len(self.lags)), len(self.lags) - 1)]

    @property
    def mean(self) -> float:
        """The mean lag in minutes."""
        return sum(self.lags) / len(self.lags)


def poll(articles: list[float], cadence: Cadence, hours: tuple[float, float]) -> Outcome:
    """Poll from the first hour on; what counts are the polls, and the articles that appear, between two hours."""
    polls, lags = list[float](), list[float]()
    rhythm, now, seen = Rhythm(), 0.0, 0
    while now < hours[1] + 24:
        upto = bisect_right(articles, now)
        lags += [60 * (now - article) for article in articles[seen:upto] if hours[0] <= article < hours[1]]
        if hours[0] <= now < hours[1]:
            polls.append(now)
        at = START + timedelta(hours=now)
        if isinstance(cadence, Adaptive):
            rhythm = learn(rhythm, at, upto - seen, cadence.zone)
        seen = upto
        now = (next_poll(cadence, at, at, rhythm) - START).total_seconds() / 3_600
    return Outcome(polls, sorted(lags))
