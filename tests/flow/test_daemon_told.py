"""`scraper run` as a service: what systemd hears, the log as JSON lines, the API beside the crawl, a clean end."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scraper import cli, config
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.flow.background import serving


def test_a_service_tells_its_states_and_logs_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, site = tmp_path / "config.yaml", Site()
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "600000")
    with serving(site) as server, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        file.write_text(config.dump(settings_for(site, server.port, tmp_path / "archive")))
        command = [sys.executable, "-m", "scraper", "run", "--http", "127.0.0.1:0", "--config", str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            listening = json.loads(process.stderr.readline())
            heard = list[bytes]()
            while {b"READY=1", b"WATCHDOG=1"} - {*heard}:
                heard.append(systemd.recv(4_096))
            with urllib.request.urlopen(f"http://{listening['event'].split()[-1]}/healthz", timeout=60) as answer:
                assert json.load(answer) == {"alive": True}
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()
            process.communicate()
        assert process.returncode == 0, said
        systemd.setblocking(False)
        while heard[-1] != b"STOPPING=1":
            heard.append(systemd.recv(4_096))
    lines = [json.loads(line) for line in said.splitlines()]
    assert all(list(line)[:3] == ["time", "level", "event"] for line in lines)
    visit = next(line for line in lines if line["event"] == "visit" and line["outcome"] == "listing")
    assert visit["section"].startswith("ledger/")
    assert visit["url"].startswith("http://")
    assert lines[-1]["event"] == "ended"
    assert lines[-1]["failed"] == {}
    assert not list((tmp_path / "archive" / "warc").glob("*.open"))


@pytest.mark.parametrize(
    ("address", "why"),
    [("0.0.0.0:0", "a token is needed"), ("nowhere", "expected an IP address"), ("192.0.2.77:80", "a token is needed")],
)
def test_a_door_that_must_not_be_opened_is_a_sentence(
    address: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(config.dump(settings_for(Site(), 1, tmp_path / "archive")))
    assert cli.main(["run", "--http", address, "--log-format", "text", "--config", str(file)]) == 2
    assert why in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "archive" / "warc").exists()
