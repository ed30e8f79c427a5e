"""A damaged record is named with its file and offset, and everything else in the file is replayed."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from scraper import cli, config
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from scraper.model import Capture, Kind
from scraper.warc import find_files
from tests.flow.archives import captures, crawl_urls, lines

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "warcs"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")

    async def work() -> None:
        site = Site()
        async with serve(site) as server:
            stories = [each.url for each in site.expected() if each.special is None][:5]
            await crawl_urls(settings_for(site, server.port, folder), *stories)

    asyncio.run(work())
    return folder


def stories(archive: Path) -> list[Capture]:
    return [each for each in captures(archive) if each.visit and each.visit.target.kind is Kind.ARTICLE]


def configured(folder: Path) -> str:
    path = folder / "config.yaml"
    path.write_text(config.dump(settings_for(Site(), 1, folder / "archive")))
    return str(path)


def replay(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.main(["replay", *arguments, "--workers", "1"])
    return code, " ".join(capsys.readouterr().err.split())


def test_a_flipped_byte_costs_one_record_at_most(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [source] = find_files([archive / "warc"])
    articles = stories(archive)
    hurt = articles[len(articles) // 2]
    data = bytearray(source.read_bytes())
    middle = hurt.location.offset + hurt.location.length // 2
    data[middle] ^= 0xFF
    damaged, output = tmp_path / "damaged.warc.gz", tmp_path / "records.jsonl"
    damaged.write_bytes(data)
    code, said = replay([str(damaged), "--output", str(output), "--config", configured(tmp_path)], capsys)
    assert code == 1
    assert re.search(rf"damaged: \S*damaged\.warc\.gz at byte {hurt.location.offset}: ", said)
    found = {re.search(rb'"offset":(\d+)', line)[1] for line in output.read_bytes().splitlines()}  # type: ignore[index]
    unhurt = {str(each.location.offset).encode() for each in articles if each is not hurt}
    assert unhurt <= found


def test_a_torn_tail_and_garbage_between_are_named(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [source] = find_files([archive / "warc"])
    last = stories(archive)[-1].location
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(source.read_bytes()[: last.offset + last.length - 7])
    code, said = replay([str(broken), "--config", configured(tmp_path)], capsys)
    assert code == 1
    assert "broken.warc.gz at byte" in said
    whole = [line for text in lines(archive).values() for line in text.splitlines()]
    kept = [line for text in lines(tmp_path / "archive").values() for line in text.splitlines()]
    assert len(kept) == len(whole) - 1


@pytest.mark.skipif(not SHARED.exists(), reason="others' WARCs are not beside this checkout (../shared/warcs)")
def test_every_file_that_others_wrote_replays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "records.jsonl"
    code, said = replay([str(SHARED), "--config", configured(tmp_path)], capsys)
    assert code == 1  # some are broken on purpose
    for name in ("bad.arc", "example-trunc.warc", "example-wrong-chunks.warc.gz", "example-digest.warc"):
        assert re.search(rf"{re.escape(name)} at byte \d+: ", said), name
    assert "Traceback" not in said
    assert replay([str(SHARED), "--output", str(output), "--config", configured(tmp_path)], capsys)[0] == 1
    kept = [line for text in lines(tmp_path / "archive").values() for line in text.splitlines()]
    assert {seen(line) for line in kept} == {seen(line) for line in output.read_bytes().splitlines()}


def seen(line: bytes) -> tuple[str, str]:
    """Which article it is and what it says. Which capture is its first differs: by file or by time."""
    record = json.loads(line)
    return record["id"], record["fingerprint"]
