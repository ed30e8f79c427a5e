"""A section's rhythm: how many new articles it brings in each hour of the week, learned from what its polls brought.

Counts and hours watched are forgotten with a half-life of two weeks. An hour that has hardly been seen is judged by its
hour of the day and its weekday, and those by the whole, so that a rhythm is of use from the first day. On top of that
goes what the last hour brought against what was expected of it: a burst is noticed within it.

Polls follow a power of the rate. The square root would give the least mean wait for a given number of them: with a rate
r and polls f an hour, articles wait r/2f in sum, and the least of that under a fixed sum of f has f go with the root of
r. Somewhat more than the root has half of the articles wait less, and bursts take more than that: they are over
soon, and what is known of them is always a little old. tests/simulation shows what comes of it.
"""

import struct
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

HOURS = 168
_HALF_LIFE = 14 * 86_400.0  # seconds until what was learned weighs half
_LAPSE = 1_500.0  # the same of a burst
_REBASE = 16 * _HALF_LIFE  # weights grow as time goes on, and are scaled back that often
_LONGEST = 36 * 3_600.0  # what came over a longer time than this tells nothing of any hour
_MOST = 50  # new links that one poll may teach: a new design of a site makes hundreds
# By how many hours of its like an hour is judged before its own have been seen.
_WHOLE, _DAY_HOUR, _WEEKDAY, _OWN = 2.0, 2.0, 12.0, 1.0
_SURGE = 4.0  # articles that a burst or a lull must outweigh
_POWER, _BURST_POWER = 0.75, 2.0  # of the rate, and of a burst, that polls follow
_BUDGET = 4 * 86_400.0  # seconds after which polls beyond what `mean` allows weigh half
_SOME = 40.0  # polls
_FEWEST = 0.03  # articles that a poll must promise to be made before the ceiling

_WEIGHTS = struct.Struct(f"<{2 * HOURS}f")
_HEAD = struct.Struct("<B7d")
_FORM = 1


@dataclass(frozen=True, slots=True)
class Adaptive:
    """Polls when articles are to be expected: in a week as many as one each `mean` makes, or fewer."""

    floor: timedelta = timedelta(minutes=5)
    ceiling: timedelta = timedelta(hours=2)
    mean: timedelta = timedelta(minutes=17)
    zone: str = "UTC"  # IANA name of the zone whose hours and weekdays the section keeps


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a section's rhythm. Times are seconds since 1970."""

    weights: bytes = bytes(_WEIGHTS.size)  # new articles of each hour of the week, then hours watched; float32
    epoch: float = 0.0  # the time whose counts weigh 1
    since: float = 0.0  # the span learned last; the poll that ended it is the last one, 0 before there was any
    until: float = 0.0
    seen: float = 0.0  # articles of the last hour or so, and how many were expected
    expected: float = 0.0
    polls: float = 0.0  # of the last days, and the hours they were made in
    hours: float = 0.0

    def pack(self) -> bytes:
        """1,401 bytes that `unpack` reads."""
        numbers = self.epoch, self.since, self.until, self.seen, self.expected, self.polls, self.hours
        return _HEAD.pack(_FORM, *numbers) + self.weights


def unpack(packed: bytes) -> Rhythm:
    """The rhythm in these bytes; one that knows nothing, where they are none of ours."""
    if len(packed) != _HEAD.size + _WEIGHTS.size or packed[0] != _FORM:
        return Rhythm()
    _, *numbers = _HEAD.unpack_from(packed)
    return Rhythm(packed[_HEAD.size :], *numbers)


def learn(rhythm: Rhythm, at: datetime, count: int, zone: str = "UTC") -> Rhythm:
    """The rhythm after a poll at `at` that brought so many new articles since the poll before it.

    The first poll brings what is there of old and teaches nothing, nor does one after a long silence of ours.
    """
    now = at.timestamp()
    began = rhythm.until
    if not began or not began < now <= began + _LONGEST:
        return replace(rhythm, since=now, until=now, seen=0.0, expected=0.0)
    pieces = list(_pieces(began, now, ZoneInfo(zone)))
    known = rates(rhythm, began)
    expected = sum(known[hour] * length for hour, length in pieces)
    fade, spent = 0.5 ** ((now - began) / _LAPSE), 0.5 ** ((now - began) / _BUDGET)
    return replace(
        _put(rhythm, pieces, known, count, now),
        since=began,
        until=now,
        seen=rhythm.seen * fade + min(count, _MOST),
        expected=rhythm.expected * fade + expected,
        polls=rhythm.polls * spent + 1.0,
        hours=rhythm.hours * spent + (now - began) / 3_600.0,
    )


def learn_more(rhythm: Rhythm, count: int, zone: str = "UTC") -> Rhythm:
    """The rhythm after a further page or sitemap of the last poll has brought so many more."""
    if rhythm.since == rhythm.until:
        return rhythm
    pieces = list(_pieces(rhythm.since, rhythm.until, ZoneInfo(zone)))
    known = rates(rhythm, rhythm.since)
    found = _put(rhythm, [(hour, 0.0) for hour, _ in pieces], known, count, rhythm.until)
    return replace(found, seen=rhythm.seen + min(count, _MOST))


def rates(rhythm: Rhythm, at: float) -> list[float]:
    """New articles to be expected in each hour of the week, the first being that after midnight of Monday."""
    scale = 0.5 ** ((at - rhythm.epoch) / _HALF_LIFE)
    weights = _WEIGHTS.unpack(rhythm.weights)
    counts, hours = weights[:HOURS], weights[HOURS:]
    whole = (scale * sum(counts) + 1.0) / (scale * sum(hours) + _WHOLE)
    by_hour = [
        (scale * sum(counts[hour::24]) + _DAY_HOUR * whole) / (scale * sum(hours[hour::24]) + _DAY_HOUR)
        for hour in range(24)
    ]
    by_day = [
        (scale * sum(counts[day : day + 24]) / whole + _WEEKDAY) / (scale * sum(hours[day : day + 24]) + _WEEKDAY)
        for day in range(0, HOURS, 24)
    ]
    likely = [_OWN * rate * factor for factor in by_day for rate in by_hour]
    return [
        (scale * count + guess) / (scale * watched + _OWN)
        for count, watched, guess in zip(counts, hours, likely, strict=True)
    ]


def next_gap(rhythm: Rhythm, adaptive: Adaptive, now: datetime) -> timedelta:
    """How long to wait for the next poll after one that ended at `now`: between floor and ceiling."""
    at, known = now.timestamp(), rates(rhythm, now.timestamp())
    least, most = 3_600.0 / adaptive.ceiling.total_seconds(), 3_600.0 / adaptive.floor.total_seconds()
    roots = [rate**_POWER for rate in known]
    mean = 3_600.0 / adaptive.mean.total_seconds()
    thrift = min(max(((rhythm.hours * mean + _SOME) / (rhythm.polls + _SOME)) ** 2, 0.5), 1.25)
    pace = thrift * _pace(roots, least, most, HOURS * mean)
    surge = (rhythm.seen + _SURGE) / (rhythm.expected + _SURGE)
    done, waited = 0.0, 0.0
    for hour, length in _pieces(at, at + adaptive.ceiling.total_seconds(), ZoneInfo(adaptive.zone)):
        burst = 1.0 + (surge - 1.0) * 0.5 ** (waited * 3_600.0 / _LAPSE)
        polls = max(least, min(most, pace * roots[hour] * burst**_BURST_POWER, known[hour] * burst / _FEWEST))
        if done + polls * length >= 1.0:
            waited += (1.0 - done) / polls
            break
        done += polls * length
        waited += length
    seconds = min(max(waited * 3_600.0, adaptive.floor.total_seconds()), adaptive.ceiling.total_seconds())
    return timedelta(seconds=seconds)


def _pace(roots: list[float], least: float, most: float, polls: float) -> float:
    """The factor that makes polls an hour of the roots of rates, so that a week has so many of them."""
    steps = sorted(roots)
    sums = [0.0, *accumulate(steps)]
    low, high = least / max(steps[-1], 1e-9), most / max(steps[0], 1e-9)
    for _ in range(24):
        pace = (low * high) ** 0.5
        few, many = bisect_right(steps, least / pace), bisect_left(steps, most / pace)
        total = few * least + pace * (sums[max(many, few)] - sums[few]) + (len(steps) - max(many, few)) * most
        low, high = (pace, high) if total < polls else (low, pace)
    return low


def _put(rhythm: Rhythm, pieces: list[tuple[int, float]], known: list[float], count: int, now: float) -> Rhythm:
    """Add a count to the hours it may have come in, in proportion to what was expected of each."""
    weights, epoch = list(_WEIGHTS.unpack(rhythm.weights)), rhythm.epoch
    if now - epoch > _REBASE:
        scale = 0.5 ** ((now - epoch) / _HALF_LIFE) if epoch else 0.0
        weights, epoch = [scale * weight for weight in weights], now
    weight = 2.0 ** ((now - epoch) / _HALF_LIFE)
    shares = [known[hour] * (length or 1.0) for hour, length in pieces]
    whole = sum(shares)
    for (hour, length), share in zip(pieces, shares, strict=True):
        weights[hour] += weight * min(count, _MOST) * share / whole
        weights[HOURS + hour] += weight * length
    return replace(rhythm, weights=_WEIGHTS.pack(*weights), epoch=epoch)


def _pieces(start: float, stop: float, zone: ZoneInfo) -> list[tuple[int, float]]:
    """The hours of the week between two times, and how much of each lies there, in hours."""
    found = []
    offset = datetime.fromtimestamp(start, zone).utcoffset() or timedelta()
    shift = offset.total_seconds() + 3 * 86_400.0  # 1 January 1970 was a Thursday
    while start < stop:
        local = start + shift
        end = min(stop, start + 3_600.0 - local % 3_600.0)
        found.append((int(local // 3_600.0) % HOURS, (end - start) / 3_600.0))
        start = end
    return found
