"""Targets that are put off because of their host: no look was taken, and none failed."""

from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import insert, update

from scraper.catalog import Transaction, to_text
from scraper.catalog.schema import failures, targets
from scraper.catalog.targets import Look
from scraper.model import Target

_MOST_SPREAD = 300.0  # seconds


def reopening(url: str, now: datetime, seconds: float) -> datetime:
    """When to come again to a host that can be asked in so many seconds: not all of its targets at once.

    They are spread, each always to the same place, over a half of that time, five minutes at most.
    """
    share = crc32(url.encode("utf-8", "surrogatepass")) / 2**32
    return now + timedelta(seconds=seconds + share * min(seconds / 2, _MOST_SPREAD))


def put_off(transaction: Transaction, target: Target, look: Look, reason: str) -> None:
    """End the lease and plan the target for `look.due_at`; how often it failed, and its last look, stay as they were.

    Of what was asked for, a section or a URL given by hand, that it could not be had is noted.
    """
    if target.found_on is None:
        row = {"url": target.url, "section": target.section, "at": to_text(look.at), "reason": reason}
        transaction.execute(insert(failures), [row | {"detail": look.error}])
    due_at = to_text(look.due_at) if look.due_at else None
    changed = {"due_at": due_at, "lease_owner": None, "lease_until": None}
    transaction.execute(update(targets).where(targets.c.url == target.url).values(changed))
