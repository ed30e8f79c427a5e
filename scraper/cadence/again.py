"""When to look again at an article that may still be edited, and at a page that failed."""

from datetime import datetime, timedelta

# Most edits are made in an article's first hours; the last looks take in the corrections of the days after.
WATCH = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 6 * 60, 1440, 3 * 1440, 7 * 1440))

# What was listed and is no article may have been asked for too soon, or at a bad moment.
DOUBT = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 6 * 60, 1440))

_RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))


def look_again(first: datetime, last: datetime, now: datetime, watch: tuple[timedelta, ...] = WATCH) -> datetime | None:
    """When to look at an article again that was first captured at `first`, last at `last`; None once that is over.

    A time that has passed is never given: replaying an old archive makes nothing due.
    """
    return min((first + span for span in watch if first + span > max(last, now)), default=None)


def after_failure(failures: int, now: datetime) -> datetime | None:
    """When to try again what has failed `failures` times in a row, at least once; None once there is no hope."""
    return now + _RETRIES[failures - 1] if failures <= len(_RETRIES) else None
