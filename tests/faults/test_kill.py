"""kill -9 at any moment of a crawl loses no whole record, makes none twice, and leaves valid files."""

import random
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from warcio.archiveiterator import ArchiveIterator

from scraper import config, warc
from scraper.catalog import open_catalog
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.model import Location
from tests.flow.archives import captures, records
from tests.flow.background import serving

KILLS = 20


def crawl(file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "scraper", "crawl", "--config", str(file)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@pytest.mark.timeout(300)
def test_a_crawl_killed_again_and_again_ends_as_one_that_was_not(tmp_path: Path) -> None:
    chance, site = random.Random(7), Site()
    archive, file = tmp_path / "archive", tmp_path / "config.yaml"
    with serving(site) as server:
        settings = settings_for(site, server.port, archive)
        slow = settings.fetch.model_copy(update={"delay": 0.15, "per_host": 1})
        file.write_text(config.dump(settings.model_copy(update={"fetch": slow})))
        for _ in range(KILLS):
            process = crawl(file)
            with suppress(subprocess.TimeoutExpired):  # a random moment is what is tested, not a pause for something
                process.wait(chance.uniform(0.5, 2.0))
            process.kill()
            process.communicate()
        last = crawl(file)
        _, complaint = last.communicate()
        assert last.returncode == 0, complaint.decode()
    check_records(archive, site)
    check_warcs(archive)
    check_catalog(archive)


def check_records(archive: Path, site: Site) -> None:
    found = Counter(record["url"] for record in records(archive))
    assert found == {each.url: 1 for each in site.expected() if each.rejected is None}
    answered = Counter(capture.exchange.url for capture in captures(archive) if capture.exchange.status == 200)
    assert [url for url in found if answered[url] != 1] == []


def check_warcs(archive: Path) -> None:
    assert not list((archive / "warc").glob("*.open"))
    for path in (archive / "warc").glob("*.warc.gz"):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()


def check_catalog(archive: Path) -> None:
    catalog = open_catalog(archive / "catalog.sqlite")
    with catalog.reading() as transaction:
        query = "SELECT f.name, c.offset, c.length, c.record_id FROM captures c JOIN files f ON f.id = c.file_id"
        rows = transaction.execute(text(query)).all()
        leases = transaction.scalar(text("SELECT count(*) FROM targets WHERE lease_owner IS NOT NULL"))
    catalog.close()
    assert leases == 0
    assert {row.record_id for row in rows} == {capture.record_id for capture in captures(archive)}
    for row in rows:
        place = Location(row.name, row.offset, row.length)
        assert warc.read_at(archive / "warc" / row.name, place).record_id == row.record_id
