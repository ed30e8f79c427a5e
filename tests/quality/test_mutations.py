"""No page raises, however broken, and the same bytes give the same record in any process."""

import hashlib
import os
import random
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from scraper.profiles import load
from tests.quality.mutations import CORPUS, ROOT, broken_pages, pages, read, read_page

EACH = 1  # of every kind, of each page; `python -m tests.quality.mutations` breaks many more
DIGEST = """
import hashlib, sys
from scraper.profiles import load
from tests.quality.mutations import pages, read, read_page
profiles, digest = load(), hashlib.sha256()
for path in reversed(pages()[int(sys.argv[1])::int(sys.argv[2])]):
    digest.update(hashlib.sha256(read_page(read(path), profiles)).digest())
print(digest.hexdigest())
"""


@pytest.mark.timeout(300)
def test_no_broken_page_raises() -> None:
    known, profiles = pages(), load()
    chance = random.Random(20261123)
    for path in known:
        seed = zlib.crc32(path.name.encode())
        for number, html in enumerate(broken_pages(read(path), read(chance.choice(known)), seed, EACH, EACH)):
            try:
                read_page(html, profiles)
            except Exception as error:  # noqa: BLE001  the page must be named
                pytest.fail(f"{path.name}, broken page {number}: {type(error).__name__}: {error}")


@pytest.mark.timeout(300)
def test_the_same_bytes_give_the_same_record_in_any_process() -> None:
    """Whatever the order of pages before it, and whatever the seed of Python's hashes."""
    step = 8 if CORPUS.is_dir() else 1
    command = [sys.executable, "-c", DIGEST, "0", str(step)]
    others = {
        subprocess.run(
            command,
            capture_output=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    own, profiles = hashlib.sha256(), load()
    chosen = pages()[::step]
    lines = {path: read_page(read(path), profiles) for path in chosen}
    for path in reversed(chosen):
        own.update(hashlib.sha256(lines[path]).digest())
    assert others == {own.hexdigest()}


def test_a_page_is_broken_the_same_way_again() -> None:
    html = Path(__file__).read_bytes()
    assert list(broken_pages(html, html, 7, 5, 5)) == list(broken_pages(html, html, 7, 5, 5))
