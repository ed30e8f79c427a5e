"""kill -9 at any moment of a crawl that tells a hook: each article that is kept is told, and known by its id."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from scraper import config
from scraper.config import Hook
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.faults.test_kill import kill_again_and_again
from tests.flow.archives import records
from tests.flow.background import serving
from tests.flow.receiver import SECRET, receiving, signed, write_secrets

KILLS = 10


@pytest.mark.timeout(300)
def test_whatever_is_kept_is_told_though_it_was_killed_again_and_again(tmp_path: Path) -> None:
    chance, site, file = random.Random(11), Site(), tmp_path / "config.yaml"
    with serving(site) as server, receiving() as receiver:
        settings = settings_for(site, server.port, tmp_path / "archive")
        slow = settings.fetch.model_copy(update={"delay": 0.05, "per_host": 1})
        hook = Hook(name="desk", url=receiver.url, secret_file=write_secrets(tmp_path / "hook.secret", SECRET))
        file.write_text(config.dump(settings.model_copy(update={"fetch": slow, "hooks": (hook,)})))
        kill_again_and_again(file, KILLS, chance, 1.6)
        command = [sys.executable, "-m", "scraper", "crawl", "--config", str(file)]
        last = subprocess.run(command, capture_output=True, check=False)
        assert last.returncode == 0, last.stderr.decode()
    assert all(signed(heard) for heard in receiver.heard)
    told = {heard.told["id"]: heard.told["data"] for heard in receiver.heard}
    kept = {record["capture"]["record_id"] for record in records(settings.archive)}
    assert {data["capture"]["record_id"] for data in told.values()} == kept
    assert len(told) == len(kept)
    verify = [sys.executable, "-m", "scraper", "verify", "--config", str(file)]
    verified = subprocess.run(verify, capture_output=True, check=False, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr
