"""Whether an article is still there, told from the looks at its address in the order of time.

It is gone where the server answers 404 or 410, where a page in its place says so (a soft 404), where it leads to the
home page or a section, or shows a list instead. Anything else that is no article, a challenge, a paywall, a server's
error, tells nothing. One such answer is a slip as often as not. What counts is the third in a row, half an hour or more
after the first. One look that shows the article again ends it, at once: a page that is there needs no second witness.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

GONE = ("http-404", "http-410", "index-page", "soft-404")  # reasons why a capture is no article
LOOKS = 3
SPAN = timedelta(minutes=30)
# When to look again at an article that was not there, counted from the first such look: to believe it, and then to see
# whether it comes back.
RECHECK = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 6 * 60, 24 * 60, 3 * 1440, 7 * 1440))


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an address that tells something: the number of its capture, and of the one that holds its article."""

    at: datetime
    key: int
    edition: int | None  # its own, or, where nothing was modified, one of before; None: the article is gone


@dataclass(frozen=True, slots=True)
class Turn:
    """An article taken down, or put back: the look that made it certain, the last that showed it, those between."""

    restored: bool
    look: Look
    shown: Look  # before those that missed it
    missed: tuple[Look, ...]


def turns(looks: Iterable[Look]) -> Iterator[Turn]:
    """Every time it was taken down or put back. An address that never showed an article cannot lose one."""
    shown: Look | None = None
    missed: list[Look] = []
    removed = False
    for look in looks:
        if look.edition is not None:
            if removed and shown is not None:
                yield Turn(True, look, shown, tuple(missed))
            shown, missed, removed = look, [], False
        elif shown is not None:
            missed.append(look)
            if not removed and len(missed) >= LOOKS and look.at - missed[0].at >= SPAN:
                removed = True
                yield Turn(False, look, shown, tuple(missed))


def missing_since(looks: Iterable[Look]) -> datetime | None:
    """Since when an address that once showed an article has shown none, believed or not; None where it shows one."""
    shown, since = False, None
    for look in looks:
        if look.edition is not None:
            shown, since = True, None
        elif shown:
            since = since or look.at
    return since
