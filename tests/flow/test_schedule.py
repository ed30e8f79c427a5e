"""The daemon by a section's own rhythm: what it learns outlives it, and what it missed is told."""

import re
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import app, cli, config
from scraper.catalog import open_catalog, ticks
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.timetable import Plan
from tests.flow.background import serving
from tests.flow.test_daemon import daemon, wait_for

POLLED = r"(?:listing|unmodified) +http://www\.harbour-ledger\.example/harbour/\s"


def test_a_rhythm_outlives_the_daemon_and_what_was_missed_meanwhile_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, file = Site(), tmp_path / "config.yaml"
    with serving(site) as server:
        settings = settings_for(site, server.port, tmp_path / "archive")
        second = timedelta(seconds=1)
        tempo = config.settings.Tempo(floor=second, mean=second, ceiling=2 * second)
        section = settings.sections[0].model_copy(update={"every": None, "adaptive": tempo, "timezone": "Asia/Jakarta"})
        settings = settings.model_copy(update={"sections": (section,)})
        file.write_text(config.dump(settings))
        url = app.target_of(section).url
        with daemon(file) as process:
            wait_for(process, POLLED, times=3)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
        with catalog.writing() as transaction:
            learned = ticks.standings(transaction, [url])[url]
            assert learned.rhythm.polls > 1
            assert learned.next is not None
            ticks.remember(transaction, [Plan(url, app.now() - timedelta(minutes=5), None)])
        catalog.close()
        with daemon(file) as process:
            wait_for(process, POLLED)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
    assert cli.main(["status", "--missed", "--config", str(file)]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"ledger/harbour +│ +coalesced +│ +\d{2,} +│ +20\d\d-.*│ +the daemon was not", shown)
    assert cli.main(["status", "--missed", "--since", "2999-01-01", "--config", str(file)]) == 0
    assert "No tick was missed." in capsys.readouterr().out
    assert cli.main(["status", "--since", "2026-01-01", "--config", str(file)]) == 2
