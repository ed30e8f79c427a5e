"""How a section, feed or sitemap has answered so far, in a few numbers: what its alerts are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scraper.alerts.values import Seen

TOP = 5  # the longest silences of an era that are remembered


@dataclass(frozen=True, slots=True)
class Look:
    """An answer of the listing. One that is no document has neither links nor a digest."""

    at: datetime
    capture: Seen
    what: str  # listing, unmodified or the reason why it was neither, such as http-404
    digest: str | None = None  # of the payload
    links: int | None = None  # listed; None where that is as it was, or there is no document
    fresh: int = 0  # of them, those that were never listed before
    unmatched: str | None = None  # what is said where a selector matched nothing


@dataclass(frozen=True, slots=True)
class Era:
    """The silences that ended in a stretch of time, in seconds watched; and how long the listing was low at most."""

    began: float = 0.0  # seconds watched until then
    count: int = 0
    longest: tuple[float, ...] = ()  # the TOP of them, longest first
    low: float = 0.0


@dataclass(frozen=True, slots=True)
class Low:
    """A run of looks at which the listing listed nothing, or hardly anything."""

    began: float  # seconds since 1970
    capture: Seen  # the first of them
    watched: float = 0.0  # seconds
    looks: int = 1
    links: int = 0  # at the last of them
    why: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What the looks at one listing came to. Times are seconds since 1970, spans seconds watched."""

    at: float  # the last answer
    capture: Seen
    step: float = 0.0  # usual, between two answers; 0: there was one alone
    lapses: int = 0  # longer steps than that, in a row
    watched: float = 0.0
    quiet: float = 0.0  # of that, since a new link came
    new_at: float = 0.0  # 0: nothing was listed yet
    since: float = 0.0  # seconds watched when something was for the first time
    new_capture: Seen | None = None
    answers: Mapping[str, int] = field(default_factory=dict)  # since then, by what they were; of equal payloads, "same"
    digest: str = ""
    changed: bool = False  # whether the document has changed since a new link came
    matched: int = 0  # listings with links that no selector failed on
    usual: float = 0.0  # links, a decaying mean of listings that were not low; 0: there was none
    good_capture: Seen | None = None  # the last of them
    good_links: int = 0
    low: Low | None = None
    this: Era = Era()
    before: Era | None = None

    @property
    def known(self) -> Era:
        """Both eras as one."""
        if self.before is None:
            return self.this
        longest = sorted(self.this.longest + self.before.longest, reverse=True)[:TOP]
        count, low = self.this.count + self.before.count, max(self.this.low, self.before.low)
        return Era(self.before.began, count, tuple(longest), low)
