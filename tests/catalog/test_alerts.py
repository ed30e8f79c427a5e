"""Alerts are told once when they are raised and once when they heal, whoever raises them and whatever is restarted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.alerts import Alert, AlertKind
from scraper.catalog import Catalog, alerts, open_catalog
from scraper.catalog.soundness import complaints

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
SILENT = Alert(AlertKind.SILENT, "quay/news", AT, "nothing new for 30 hours", {"usual": 4.0, "captures": []})


def told(catalog: Catalog) -> list[tuple[str, datetime | None]]:
    with catalog.writing() as transaction:
        return [(one.alert.subject, one.healed_at) for one in alerts.untold(transaction)]


def test_an_alert_stands_once_and_is_told_once_and_heals_once(catalog: Catalog) -> None:
    later = AT + timedelta(hours=3)
    with catalog.writing() as transaction:
        assert alerts.raise_alert(transaction, SILENT)
        assert not alerts.raise_alert(transaction, Alert(AlertKind.SILENT, "quay/news", later, "other words"))
        assert alerts.raise_alert(transaction, Alert(AlertKind.OVERFLOW, "quay/news", later, "all 20 were new"))
        assert alerts.raise_alert(transaction, Alert(AlertKind.DRIFT, "quay/news", later, "no authors", {}, "authors"))
        assert alerts.raise_alert(transaction, Alert(AlertKind.DRIFT, "quay/news", later, "no tags", {}, "tags"))
        assert [one.alert for one in alerts.standing(transaction, [AlertKind.SILENT])] == [SILENT]
        counts = alerts.count_standing(transaction)
    assert counts == dict.fromkeys(AlertKind, 0) | {"silent": 1, "overflow": 1, "drift": 2}
    assert told(catalog) == [("quay/news", None)] * 4
    assert told(catalog) == []
    with catalog.writing() as transaction:
        assert alerts.heal(transaction, AlertKind.DRIFT, "quay/news", later, "tags")
        assert not alerts.heal(transaction, AlertKind.DRIFT, "quay/news", later)
        assert alerts.heal(transaction, AlertKind.SILENT, "quay/news", later + timedelta(hours=1))
        assert not alerts.heal(transaction, AlertKind.SILENT, "quay/news", later)
    assert told(catalog) == [("quay/news", later), ("quay/news", later + timedelta(hours=1))]
    assert told(catalog) == []
    with catalog.reading() as transaction:
        assert [one.alert.aspect for one in alerts.standing(transaction)] == ["", "authors"]
        assert len(alerts.since(transaction, None)) == len(alerts.since(transaction, later)) == 4
        assert len(alerts.since(transaction, later + timedelta(minutes=1))) == 3


def test_what_was_raised_and_healed_before_anybody_was_told_is_told_as_both(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        alerts.raise_alert(transaction, SILENT)
        alerts.heal(transaction, AlertKind.SILENT, "quay/news", AT + timedelta(hours=1))
        assert alerts.raise_alert(transaction, Alert(AlertKind.SILENT, "quay/news", AT + timedelta(hours=2), "again"))
    expected = [("quay/news", None), ("quay/news", AT + timedelta(hours=1)), ("quay/news", None)]
    assert told(catalog) == expected


def test_alerts_survive_a_restart_and_are_forgotten_a_year_after_they_healed(tmp_path: Path) -> None:
    catalog = open_catalog(tmp_path / "catalog.sqlite")
    with catalog.writing() as transaction:
        alerts.raise_alert(transaction, SILENT)
    assert told(catalog) == [("quay/news", None)]
    catalog.close()
    catalog = open_catalog(tmp_path / "catalog.sqlite")
    with catalog.writing() as transaction:
        assert not alerts.raise_alert(transaction, SILENT)
        alerts.prune(transaction, AT + timedelta(days=3_000))
        assert complaints(transaction) == []
    assert told(catalog) == []
    with catalog.writing() as transaction:
        assert alerts.heal(transaction, AlertKind.SILENT, "quay/news", AT)
        alerts.prune(transaction, AT + alerts.KEPT)
        assert len(alerts.since(transaction, None)) == 1
        alerts.prune(transaction, AT + alerts.KEPT + timedelta(seconds=1))
        assert alerts.since(transaction, None) == []
    catalog.close()
