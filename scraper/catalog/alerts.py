"""The alerts that stand, and those that have healed: each is told once when it is raised and once when it heals.

Whoever notices calls `raise_alert` and `heal`, as often as it likes and in whatever transaction it is in. Every turn
that makes a difference waits here until `untold` hands it on (`app.alarms.announce`): that is where the log and the
hooks hear of it, once, whoever raised it and whatever was restarted meanwhile. The daemon's own account: it may be
lost, and what is wrong is then told anew.
"""

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from scraper.alerts import Alert, AlertKind
from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.account import UNTOLD, alerts
from scraper.catalog.seals import seal

KEPT = timedelta(days=366)  # after it has healed


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert, and when it healed if it did."""

    number: int
    alert: Alert
    healed_at: datetime | None


def raise_alert(transaction: Transaction, alert: Alert) -> bool:
    """Let an alert stand from `alert.at` on. False where one of its kind, subject and aspect does: that is kept."""
    row: dict[str, str | int] = {
        "kind": alert.kind.value,
        "subject": alert.subject,
        "aspect": alert.aspect,
        "raised_at": to_text(alert.at),
        "detail": alert.detail,
        "evidence": json.dumps(alert.evidence, ensure_ascii=False),
    }
    row["seal"] = seal(*row.values())
    return transaction.execute(insert(alerts).values(row).on_conflict_do_nothing()).rowcount > 0


def heal(transaction: Transaction, kind: AlertKind, subject: str, at: datetime, aspect: str = "") -> bool:
    """What was wrong is right again. False where no such alert stands."""
    stands = alerts.c.healed_at.is_(None), alerts.c.kind == kind.value
    one = alerts.c.subject == subject, alerts.c.aspect == aspect
    return transaction.execute(update(alerts).where(*stands, *one).values(healed_at=to_text(at))).rowcount > 0


def standing(transaction: Transaction, kinds: Collection[AlertKind] = tuple(AlertKind)) -> list[Standing]:
    """The alerts that have not healed, by when they were raised."""
    query = select(alerts).where(alerts.c.healed_at.is_(None), alerts.c.kind.in_([kind.value for kind in kinds]))
    return _standings(transaction.execute(query.order_by(alerts.c.raised_at, alerts.c.id)))


def since(transaction: Transaction, begin: datetime | None) -> list[Standing]:
    """Every alert that stands, was raised or healed from then on, by when it was raised."""
    query = select(alerts)
    if begin is not None:
        query = query.where(func.coalesce(alerts.c.healed_at, "9") >= to_text(begin))
    return _standings(transaction.execute(query.order_by(alerts.c.raised_at, alerts.c.id)))


def count_standing(transaction: Transaction) -> dict[str, int]:
    """How many alerts of each kind stand; of every kind, none included."""
    query = select(alerts.c.kind, func.count().label("n")).where(alerts.c.healed_at.is_(None)).group_by(alerts.c.kind)
    return {kind.value: 0 for kind in AlertKind} | {row.kind: row.n for row in transaction.execute(query)}


def untold(transaction: Transaction) -> list[Standing]:
    """The turns nobody was told of, in the order they came: each once, as of the commit of this transaction.

    One with `healed_at` None was raised, one with a time has healed. An alert that was raised and has healed meanwhile
    comes twice.
    """
    found = list[Standing]()
    rows = transaction.execute(select(alerts).where(UNTOLD).order_by(alerts.c.id)).all()
    raised = {row.id for row in rows if not row.told}
    for one in _standings(rows):
        if one.number in raised:
            found.append(Standing(one.number, one.alert, None))
        if one.healed_at is not None:
            found.append(one)
    if rows:
        told = case((alerts.c.healed_at.is_(None), 1), else_=2)
        transaction.execute(update(alerts).where(alerts.c.id.in_([row.id for row in rows])).values(told=told))
    return sorted(found, key=lambda one: one.healed_at or one.alert.at)


def has_untold(transaction: Transaction) -> bool:
    """Whether there is a turn that nobody was told of."""
    return transaction.scalar(select(alerts.c.id).where(UNTOLD).limit(1)) is not None


def told(one: Standing) -> dict[str, Any]:
    """An alert as JSON has it."""
    alert = one.alert
    return {
        "id": one.number,
        "kind": alert.kind.value,
        "subject": alert.subject,
        "aspect": alert.aspect or None,
        "raised_at": to_text(alert.at),
        "healed_at": to_text(one.healed_at) if one.healed_at else None,
        "detail": alert.detail,
        "evidence": dict(alert.evidence),
    }


def prune(transaction: Transaction, now: datetime) -> None:
    """Forget what healed more than a year ago."""
    transaction.execute(delete(alerts).where(alerts.c.healed_at < to_text(now - KEPT)))


def _standings(rows: Iterable[Row[Any]]) -> list[Standing]:
    """The alerts in these rows; one that cannot be read is left to `scraper verify`."""
    found = list[Standing]()
    for row in rows:
        with suppress(ValueError):
            kind, at, evidence = AlertKind(row.kind), from_text(row.raised_at), dict(json.loads(row.evidence))
            healed_at = from_text(row.healed_at) if row.healed_at else None
            found.append(Standing(row.id, Alert(kind, row.subject, at, row.detail, evidence, row.aspect), healed_at))
    return found
