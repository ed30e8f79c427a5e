"""Whether a host is up, judged by what came of asking it: a circuit breaker. Pure: time and chance are passed in.

A host that failed three times in a row is down, and is asked nothing for half a minute; then one request goes, and
where that fails too, nothing for twice as long, up to a quarter of an hour. The first answer closes the circuit.
"""

from enum import StrEnum

THRESHOLD = 3  # failures in a row; as many as the attempts of one fetch, so that no target pays for its host
FIRST_PAUSE = 30.0  # seconds
LONGEST_PAUSE = 900.0
LOST = 7 * 86_400.0  # down for so long, a host is no more expected back than its pages are
# These never reach the page asked for, so each counts. Others may be that page's own: each URL counts once.
_OF_THE_HOST = frozenset({"dns", "connect", "tls", "proxy"})


class State(StrEnum):
    """What may be asked of a host."""

    UP = "up"
    BUSY = "busy"  # it asked to be left alone
    DOWN = "down"
    PROBING = "probing"  # one request is under way to see whether it is up again


class Circuit:
    """One host's. Seconds are of any clock that never goes back, the same at each call."""

    __slots__ = ("_pauses", "_urls", "down_since", "error", "failures", "probing", "reason", "reopens_at")

    def __init__(self) -> None:
        self.failures = 0  # in a row, of the host's own kind
        self.error = self.reason = ""  # the last of them, in a sentence and in a word
        self.down_since: float | None = None
        self.reopens_at: float | None = None  # None: it is up
        self.probing = False
        self._pauses = 0
        self._urls: set[str] = set()

    @property
    def state(self) -> State:
        if self.reopens_at is None:
            return State.UP
        return State.PROBING if self.probing else State.DOWN

    def shut_for(self, now: float) -> float:
        """Seconds until it is worth asking again; 0.0 where a request may go."""
        if self.reopens_at is None:
            return 0.0
        # Whoever comes while it is being probed is to come again when that is known, which takes no more than a pause.
        return FIRST_PAUSE if self.probing else max(0.0, self.reopens_at - now)

    def is_lost(self, now: float) -> bool:
        """Whether it has been down for so long that its pages are to be given up one by one."""
        return self.down_since is not None and now - self.down_since > LOST

    def enter(self) -> bool:
        """A request goes, `shut_for` having been 0.0; true where it is the probe, which ends in `leave`."""
        if self.reopens_at is None:
            return False
        self.probing = True
        return True

    def leave(self) -> None:
        """The probe has ended, in whatever way."""
        self.probing = False

    def fail(self, reason: str, url: str, error: str, *, probe: bool) -> bool:
        """Count a failure; true where `pause` is to be called, the host being down as of now or still."""
        self.error, self.reason = error, reason
        if reason in _OF_THE_HOST or url not in self._urls:
            self.failures += 1
            if len(self._urls) < THRESHOLD:
                self._urls.add(url)
        return probe if self.reopens_at is not None else self.failures >= THRESHOLD

    def pause(self, now: float, chance: float) -> bool:
        """Ask nothing for a while: longer each time, a quarter of it left to chance. True where it was up before."""
        longest = min(FIRST_PAUSE * 2.0 ** min(self._pauses, 16), LONGEST_PAUSE)
        was_up, self._pauses = self.reopens_at is None, self._pauses + 1
        if was_up:
            self.down_since = now
        self.reopens_at = now + longest * (0.75 + chance / 4)
        return was_up

    def succeed(self) -> bool:
        """It answered. True where it was down before."""
        was_down = self.reopens_at is not None
        if self.failures:
            self.failures, self._pauses, self.error, self.reason = 0, 0, "", ""
            self.down_since = self.reopens_at = None
            self._urls.clear()
        return was_down
