"""kill -9 at any moment of a crawl loses no whole record, makes none twice, and leaves an archive that verifies."""

import multiprocessing
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text
from warcio.archiveiterator import ArchiveIterator

from scraper import app, config, warc
from scraper.catalog import open_catalog
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.model import Location
from tests.flow.archives import captures, ignore, records
from tests.flow.background import serving

KILLS = 200
SMALL = {"max_size": 150_000}  # so that files are closed, indexed and noted in the manifest all the time


def crawl(file: Path) -> None:
    """What `scraper crawl` does, in a process whose imports are done already: 200 times half a second is a lot."""
    devnull = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        os.dup2(devnull, descriptor)
    app.crawl(app.load_config(file), [], ignore)


def kill_again_and_again(file: Path, times: int, chance: random.Random, longest: float) -> None:
    """Begin a crawl so many times, and kill each before it is `longest` seconds old."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.faults.test_kill"])
    for _ in range(times):
        process = processes.Process(target=crawl, args=(file,))
        process.start()
        process.join(chance.uniform(longest / 12, longest))  # a random moment is tested, not a pause for something
        process.kill()
        process.join()


@pytest.mark.timeout(420)
def test_a_crawl_killed_again_and_again_ends_as_one_that_was_not(tmp_path: Path) -> None:
    chance, site = random.Random(7), Site()
    archive, file = tmp_path / "archive", tmp_path / "config.yaml"
    with serving(site) as server:
        settings = settings_for(site, server.port, archive)
        slow = settings.fetch.model_copy(update={"delay": 0.05, "per_host": 1})
        small = settings.warc.model_copy(update=SMALL)
        file.write_text(config.dump(settings.model_copy(update={"fetch": slow, "warc": small})))
        kill_again_and_again(file, KILLS, chance, 0.6)
        command = [sys.executable, "-m", "scraper", "crawl", "--config", str(file)]
        last = subprocess.run(command, capture_output=True, check=False)
        assert last.returncode == 0, last.stderr.decode()
    check_records(archive, site)
    check_warcs(archive)
    check_catalog(archive)
    verify = [sys.executable, "-m", "scraper", "verify", "--config", str(file)]
    verified = subprocess.run(verify, capture_output=True, check=False, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def check_records(archive: Path, site: Site) -> None:
    found = Counter(record["url"] for record in records(archive))
    assert found == {each.url: 1 for each in site.expected() if each.rejected is None}
    answered = Counter(capture.exchange.url for capture in captures(archive) if capture.exchange.status == 200)
    assert [url for url in found if answered[url] != 1] == []


def check_warcs(archive: Path) -> None:
    assert not list((archive / "warc").glob("*.open"))
    closed = sorted((archive / "warc").glob("*.warc.gz"))
    assert len(closed) > 10
    for path in closed:
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
    find = warc.Originals([archive / "warc"])
    for row in rows:
        place = Location(row.name, row.offset, row.length)
        assert warc.read_at(archive / "warc" / row.name, place, find).record_id == row.record_id
