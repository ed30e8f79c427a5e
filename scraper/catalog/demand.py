"""How much is asked of a daemon: what is due, counted, and what was asked for by hand, which may be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update

from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.schema import targets
from scraper.catalog.targets import Scope, make_due, next_due
from scraper.model import Target

MOST_COUNTED = 100_000  # a count walks over the index, and nobody needs to know it better


@dataclass(frozen=True, slots=True)
class Demand:
    """What is due now, held by somebody or not; `counted` no further than MOST_COUNTED."""

    counted: int
    oldest: datetime | None  # since when the first of it has been due


def measure(transaction: Transaction, now: datetime) -> Demand:
    """Count what is due. The oldest is the first that nobody holds."""
    due = targets.c.due_at <= to_text(now)
    counted = transaction.scalar(select(func.count()).select_from(select(1).where(due).limit(MOST_COUNTED).subquery()))
    free = select(targets.c.due_at).where(due, targets.c.lease_owner.is_(None)).order_by(targets.c.due_at).limit(1)
    oldest = transaction.scalar(free)
    return Demand(counted or 0, from_text(oldest) if oldest else None)


def is_busy(transaction: Transaction, scope: Scope, now: datetime) -> bool:
    """Whether anything in scope is due or being looked at."""
    first = next_due(transaction, scope)
    if first is not None and first <= now:
        return True
    inside = or_(targets.c.section.in_(list(scope.sections or ())), targets.c.url.in_(list(scope.urls)))
    held = select(1).where(targets.c.lease_owner.is_not(None), inside).limit(1)
    return transaction.scalar(held) is not None


def ask_for(transaction: Transaction, wanted: Sequence[Target], now: datetime) -> dict[str, datetime | None]:
    """Plan these targets for now, and return when each was planned for before, so that `take_back` can plan that."""
    urls = [target.url for target in wanted]
    rows = transaction.execute(select(targets.c.url, targets.c.due_at).where(targets.c.url.in_(urls)))
    before = {row.url: from_text(row.due_at) if row.due_at else None for row in rows}
    make_due(transaction, wanted, now)
    return dict.fromkeys(urls) | before


def take_back(transaction: Transaction, before: Mapping[str, datetime | None]) -> list[str]:
    """Plan again what was planned before `ask_for`, where nobody has begun to look; the URLs of those."""
    idle = targets.c.url.in_(list(before)), targets.c.lease_owner.is_(None)
    found = [row.url for row in transaction.execute(select(targets.c.url).where(*idle))]
    if found:
        plan = update(targets).where(targets.c.url == bindparam("of")).values(due_at=bindparam("due"))
        times = {url: before[url] for url in found}
        rows = [{"of": url, "due": to_text(at) if at else None} for url, at in times.items()]
        transaction.execute(plan, rows)
    return found
