"""How fast a host may be asked: the configured delay, its Crawl-delay, how long it takes, and what it asks for. Pure.

The rule: from one request to the next pass at least twice the seconds that answers take of late, so that a host is at
work for us half of the time at most; never less than the delay, never more for this reason than a minute. What
answers take is a mean that each answer moves half the way; an error moves it up alone, for errors are quickly made.
"""

SLOWEST = 60.0  # seconds between two requests, the longest that slowness alone can come to
FIRST_HOLD = 1.0  # after a 429 or 503 that names no time; then doubled
LONGEST_HOLD = 3_600.0


class Pace:
    """One host's. With a configured delay of 0 it is not slowed down: that is for a server of one's own."""

    __slots__ = ("_busy", "_configured", "_taken", "least")

    def __init__(self, delay: float) -> None:
        self.least = self._configured = delay  # the longer of the configured delay and the Crawl-delay
        self._taken = 0.0  # seconds, of late
        self._busy = 0  # answers in a row that said so

    @property
    def delay(self) -> float:
        """Seconds from one request to the next."""
        if not self._configured:
            return self.least
        return max(self.least, min(2 * self._taken, SLOWEST))

    def set(self, delay: float, crawl_delay: float) -> None:
        """Keep to the longer of these from now on."""
        self._configured, self.least = delay, max(delay, crawl_delay)

    def take(self, seconds: float, *, failed: bool) -> None:
        """Learn from how long an answer took, or from how long none came."""
        if not failed or seconds > self._taken:
            self._taken = (self._taken + seconds) / 2

    def hold(self, said: float | None) -> float:
        """Seconds to leave a host alone that said 429 or 503: as long as it says, and longer each time in a row."""
        growing = min(max(self._configured, FIRST_HOLD) * 2.0 ** min(self._busy, 16), LONGEST_HOLD)
        repeated, self._busy = self._busy > 0, self._busy + 1
        if said is None:
            return growing
        return max(said, growing) if repeated else said

    def relax(self) -> None:
        """It answered, and not that it is busy."""
        self._busy = 0
