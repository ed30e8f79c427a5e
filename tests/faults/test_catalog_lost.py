"""Whoever loses the catalog has lost nothing: deleted or older than the WARC files, the next start makes up for it."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scraper import config
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.flow.archives import lines, records
from tests.flow.background import serving


def scraper(command: str, file: Path) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "scraper", command, "--config", str(file)]
    return subprocess.run(arguments, capture_output=True, check=False, text=True)


@pytest.mark.parametrize("loss", ["deleted", "older"])
def test_the_next_start_ingests_what_the_catalog_lacks(tmp_path: Path, loss: str) -> None:
    site, archive, file, older = Site(), tmp_path / "archive", tmp_path / "config.yaml", tmp_path / "older.sqlite"
    with serving(site) as server:
        settings = settings_for(site, server.port, archive)
        file.write_text(config.dump(settings.model_copy(update={"sections": settings.sections[:2]})))
        assert scraper("crawl", file).returncode == 0
        shutil.copy(archive / "catalog.sqlite", older)
        file.write_text(config.dump(settings))
        assert scraper("crawl", file).returncode == 0
        before, asked = lines(archive), Counter(request.path for request in server.log)
        (archive / "catalog.sqlite").unlink()
        if loss == "older":
            shutil.move(older, archive / "catalog.sqlite")
        told = scraper("verify", file)
        assert told.returncode == 1
        missing = [line for line in told.stdout.splitlines() if "catalog" in line]
        assert missing, told.stdout
        again = scraper("crawl", file)
        assert again.returncode == 0, again.stderr
        sections = {section.url.partition(".example")[2] for section in site.sections}
        asked_again = Counter(request.path for request in server.log) - asked
        stories = {each.url.partition(".example")[2] for each in site.expected()}
        assert not stories & set(asked_again) - sections
    assert lines(archive) == before
    found = Counter(record["url"] for record in records(archive))
    assert found == {each.url: 1 for each in site.expected() if each.rejected is None}
    verified = scraper("verify", file)
    assert verified.returncode == 0, verified.stdout
