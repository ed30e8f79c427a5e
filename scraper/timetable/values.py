"""What a timetable is told and what it tells."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.cadence import Cadence, Quiet, Rhythm
from scraper.model import Target

NOVICE = Rhythm()  # which knows nothing yet
PUNCTUAL = timedelta(seconds=5)  # a tick that is later than that is told
PRIORITY = 5  # of a section that says nothing


@dataclass(frozen=True, slots=True)
class Poll:
    """A section and when to look at it."""

    target: Target
    cadence: Cadence
    quiet: Quiet | None = None
    jitter: timedelta | None = None  # up to so much later, by chance
    priority: int = PRIORITY  # 0 to 9; where many are due at once, the highest goes first


class What(StrEnum):
    """What became of a tick that was no poll in time."""

    SKIPPED = "skipped"  # the poll before it had not ended
    LATE = "late"
    COALESCED = "coalesced"  # with others, into one poll
    REFUSED = "refused"  # no poll could be made


@dataclass(frozen=True, slots=True)
class Tick:
    """One or several ticks of a section that were no poll in time, and why."""

    url: str
    section: str
    at: datetime  # when it was due, the first of them
    what: What
    reason: str
    count: int = 1
    seconds: float = 0.0  # how late the poll was in the end, where there was one


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a section from before the start."""

    last: datetime | None = None
    next: datetime | None = None
    rhythm: Rhythm = NOVICE


@dataclass(frozen=True, slots=True)
class Ended:
    """How a poll ended."""

    at: datetime
    found: int = 0  # new articles
    late: float = 0.0  # seconds that it waited after it had been made due
    held_by: str | None = None  # what kept all polls from being made meanwhile
    not_before: timedelta | None = None  # what the publisher asks for
    failed: str | None = None  # why, where it did
    refused: bool = False  # it failed for nothing that was asked of the section itself


@dataclass(frozen=True, slots=True)
class Plan:
    """A section's rhythm and next tick, to be remembered."""

    url: str
    next: datetime
    rhythm: Rhythm | None  # None: it has none
