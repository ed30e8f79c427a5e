"""`scraper run` as a process: it polls, survives a stop, and leaves closed WARCs."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import app, cli, config
from scraper.alerts import Alert, AlertKind
from scraper.catalog import alerts
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.flow.archives import captures, records
from tests.flow.background import Pages, response, serving


@contextmanager
def daemon(file: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "scraper", "run", "--log-format", "text", "--config", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(process: subprocess.Popen[str], pattern: str, times: int = 1) -> None:
    """Read the daemon's lines until one matches, so many times."""
    assert process.stderr is not None
    for line in process.stderr:
        times -= bool(re.search(pattern, line))
        if times == 0:
            return
    raise AssertionError(f"the daemon ended without {pattern!r}")


def test_it_polls_again_and_again_and_stops_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, file = Site(), tmp_path / "config.yaml"
    with serving(site) as server:
        settings = settings_for(site, server.port, tmp_path / "archive")
        often = settings.sections[0].model_copy(update={"every": timedelta(seconds=1)})
        later = settings.sections[1].model_copy(update={"every": None, "adaptive": None, "cron": "0 0 1 1 *"})
        file.write_text(config.dump(settings.model_copy(update={"sections": (often, later)})))
        with daemon(file) as process:
            wait_for(process, r"(?:listing|unmodified) +http://www\.harbour-ledger\.example/harbour/\s", times=3)
            process.send_signal(signal.SIGTERM)
            _, complaint = process.communicate(timeout=30)
            assert process.returncode == 0, complaint
    assert "finishing what is in flight" in complaint
    assert not list((tmp_path / "archive" / "warc").glob("*.open"))
    assert len(records(tmp_path / "archive")) == 10
    assert sum(capture.exchange.url.endswith("/harbour/") for capture in captures(tmp_path / "archive")) == 3
    assert cli.main(["status", "--config", str(file)]) == 0
    told = capsys.readouterr().out
    assert re.search(r"ledger/harbour +│ +20\d\d-\d\d-\d\d .*│ +20\d\d-", told)
    assert re.search(r"│ never +│ +20\d\d-01-01", told)  # it was never due, and it is known when it will be


def test_what_is_in_flight_is_finished_and_a_second_signal_stops_at_once(tmp_path: Path) -> None:
    """The server holds an answer back: one signal waits for it, two do not."""
    file = tmp_path / "config.yaml"

    def respond(_: str, host: str, path: str) -> bytes | None:
        return response(b"User-agent: *\nAllow: /\n", "text/plain") if path == "/robots.txt" else None

    with serving(Pages(respond)) as server:
        settings = settings_for(Site(), server.port, tmp_path / "archive")
        patient = settings.fetch.model_copy(update={"delay": 60.0, "per_host": 1})
        file.write_text(config.dump(settings.model_copy(update={"fetch": patient})))
        with daemon(file) as process:
            # robots.txt is being archived; the page itself waits its minute at the gate, and is in flight to the crawl.
            while not list((tmp_path / "archive" / "warc").glob("*.open")):
                assert process.poll() is None
            for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGCONT):  # two at once are one
                process.send_signal(number)
            wait_for(process, "once more stops at once")
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == -signal.SIGINT
    with app.open_archive(config.load(file)):
        pass  # mends what was left open
    assert not list((tmp_path / "archive" / "warc").glob("*.open"))
    assert {capture.exchange.url.rpartition("/")[2] for capture in captures(tmp_path / "archive")} <= {"robots.txt"}


def test_an_alert_that_was_raised_is_told_before_it_stops(tmp_path: Path) -> None:
    site, file = Site(), tmp_path / "config.yaml"
    with serving(site) as server:
        settings = settings_for(site, server.port, tmp_path / "archive")
        file.write_text(config.dump(settings))
        with app.open_archive(config.load(file)) as world, world.shelves.catalog.writing() as transaction:
            alert = Alert(AlertKind.DRIFT, "ledger/town", app.now(), "no authors any more", aspect="authors")
            alerts.raise_alert(transaction, alert)
        with daemon(file) as process:
            wait_for(process, "listing")
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=30)
            assert process.returncode == 0, said
    assert said.count("alert: drift: ledger/town (authors): no authors any more") == 1
    assert said.count("alert healed: drift: ledger/town (authors)") == 1  # it was looked for, and is not there


def test_a_daemon_needs_sections(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("identity: {name: Test, contact: test@library.example}\n")
    assert cli.main(["run", "--config", str(file)]) == 2
    assert "sections is empty" in capsys.readouterr().err
