"""WARC files make the same catalog and records again, byte for byte, however they are replayed."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from scraper import app, cli, config
from scraper.catalog import captures, open_catalog, targets
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from tests.flow.archives import crawl_sections, crawl_urls, lines


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with two revisions of an article, over two WARC files."""
    archive = tmp_path_factory.mktemp("original")

    async def work() -> None:
        site = Site()
        async with serve(site) as server:
            settings = settings_for(site, server.port, archive)
            await crawl_sections(settings)
            site.publish_edit()
            await crawl_urls(settings, next(each.url for each in site.expected() if each.special == "edited"))

    asyncio.run(work())
    return archive


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """A copy whose catalog and records are gone."""
    archive = tmp_path / "archive"
    shutil.copytree(original / "warc", archive / "warc")
    return archive


def configured(archive: Path, original: Path) -> str:
    """A configuration file for an archive, with the demo's sections."""
    site = Site()
    settings = settings_for(site, 1, archive)
    path = archive.parent / "config.yaml"
    path.write_text(config.dump(settings))
    return str(path)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_replay_brings_back_the_same_lines(original: Path, copy: Path, workers: str) -> None:
    file = configured(copy, original)
    assert cli.main(["replay", str(copy / "warc"), "--config", file, "--workers", workers]) == 0
    assert lines(copy) == lines(original)


def test_twice_has_the_effect_of_once(original: Path, copy: Path) -> None:
    file = configured(copy, original)
    for _ in range(2):
        assert cli.main(["replay", str(copy / "warc"), "--config", file, "--workers", "1"]) == 0
    assert lines(copy) == lines(original)


def test_the_order_of_files_does_not_matter(original: Path, copy: Path) -> None:
    file = configured(copy, original)
    paths = sorted((copy / "warc").glob("*.warc.gz"), reverse=True)
    assert len(paths) == 2
    for path in paths:
        assert cli.main(["replay", str(path), "--config", file, "--workers", "1"]) == 0
    assert lines(copy) == lines(original)


def test_lost_record_files_come_back_without_a_lost_catalog(original: Path, copy: Path) -> None:
    file = configured(copy, original)
    cli.main(["replay", str(copy / "warc"), "--config", file, "--workers", "1"])
    shutil.rmtree(copy / "articles")
    assert cli.main(["replay", str(copy / "warc"), "--config", file, "--workers", "1"]) == 0
    assert lines(copy) == lines(original)


def test_opening_an_archive_makes_up_for_what_its_catalog_lacks(original: Path, copy: Path) -> None:
    settings = config.load(Path(configured(copy, original)))
    with app.open_archive(settings):
        pass
    assert lines(copy) == lines(original)


@pytest.mark.parametrize("damage", [b"", b'{"torn":', None])
def test_a_torn_or_missing_record_file_is_written_anew(original: Path, copy: Path, damage: bytes | None) -> None:
    settings = config.load(Path(configured(copy, original)))
    with app.open_archive(settings):
        pass
    for path in (copy / "articles").rglob("*.jsonl"):
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2] + damage)
    with app.open_archive(settings):
        pass
    assert lines(copy) == lines(original)


def test_the_catalog_knows_the_same_targets_again(original: Path, copy: Path) -> None:
    settings = config.load(Path(configured(copy, original)))
    with app.open_archive(settings):
        pass
    before, after = open_catalog(original / "catalog.sqlite"), open_catalog(copy / "catalog.sqlite")
    urls = {json.loads(line)["url"] for text in lines(original).values() for line in text.splitlines()}
    with before.reading() as one, after.reading() as other:
        assert targets.first_captures(one, urls) == targets.first_captures(other, urls)
        for url in urls:
            assert captures.latest(one, [url]) == captures.latest(other, [url])
    before.close()
    after.close()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_output_writes_the_same_lines_and_touches_nothing(original: Path, tmp_path: Path, workers: str) -> None:
    output = tmp_path / "records.jsonl"
    before = sorted(original.rglob("*"))
    arguments = ["replay", str(original / "warc"), "--output", str(output), "--workers", workers]
    assert cli.main([*arguments, "--config", configured(tmp_path / "none", original)]) == 0
    assert sorted(output.read_bytes().splitlines()) == sorted(
        line for text in lines(original).values() for line in text.splitlines()
    )
    assert sorted(original.rglob("*")) == before
    assert not (tmp_path / "none").exists()


def test_a_url_and_a_date_narrow_a_replay(original: Path, tmp_path: Path) -> None:
    records = [json.loads(line) for text in lines(original).values() for line in text.splitlines()]
    output, file = tmp_path / "records.jsonl", configured(tmp_path / "none", original)
    arguments = ["replay", str(original / "warc"), "--output", str(output), "--workers", "1", "--config", file]
    assert cli.main([*arguments, "--url", records[0]["url"]]) == 0
    assert {json.loads(line)["url"] for line in output.read_bytes().splitlines()} == {records[0]["url"]}
    assert cli.main([*arguments, "--since", "2999-01-01"]) == 0
    assert output.read_bytes() == b""


def test_a_path_that_holds_nothing_is_named(original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = configured(tmp_path / "none", original)
    assert cli.main(["replay", str(tmp_path / "missing"), "--config", file]) == 2
    assert "missing: no such file" in capsys.readouterr().err.replace("\n", "")


def test_what_somebody_elses_archive_listed_is_not_planned(original: Path, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    file = configured(ours, original)
    assert cli.main(["replay", str(original / "warc"), "--config", file, "--workers", "1"]) == 0
    assert lines(ours) == lines(original)
    catalog = open_catalog(ours / "catalog.sqlite")
    with catalog.reading() as transaction:
        assert targets.next_due(transaction, targets.Scope()) is None
    catalog.close()
