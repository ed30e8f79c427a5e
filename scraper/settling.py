"""What is written down of a visit that brought nothing to keep, and when its target is looked at again."""

from datetime import datetime, timedelta

from scraper.cadence import after_failure
from scraper.catalog import Transaction, targets, waiting
from scraper.events import Event

_SOONEST = timedelta(seconds=1)


def fail(transaction: Transaction, event: Event, now: datetime) -> None:
    """The target's own failure: longer after each, and no sooner than its server lets us.

    A section is polled again by its schedule, a URL given by hand when it is given again. What a section led to must
    not wait for it: where that is not modified, it leads nowhere.
    """
    due_at = None
    if event.target.found_on:
        due_at = after_failure(targets.failures_in_a_row(transaction, event.target.url) + 1, now)
    if due_at is not None and event.not_before is not None:
        due_at = max(due_at, now + event.not_before)
    targets.fail(transaction, event.target, _look(event, now, due_at), event.reason or "unknown")


def put_off(transaction: Transaction, event: Event, now: datetime, *, forever: bool) -> None:
    """Its host's failure: come again when that may be asked again.

    A crawl that ends, and does not go on `forever`, leaves what was given by hand undone.
    """
    target, due_at = event.target, None
    if forever or target.found_on is not None:
        due_at = waiting.reopening(target.url, now, max(event.not_before or _SOONEST, _SOONEST).total_seconds())
    waiting.put_off(transaction, target, _look(event, now, due_at), event.reason or "unknown")


def refuse(transaction: Transaction, event: Event, now: datetime) -> None:
    """What may not be asked for, which is not asked for again by itself."""
    targets.fail(transaction, event.target, _look(event, now, None), event.reason or "unknown")


def _look(event: Event, now: datetime, due_at: datetime | None) -> targets.Look:
    return targets.Look(event.target.url, now, event.outcome, event.detail, due_at)
