"""Replays of odd files: of one name in two folders, moved, renamed meanwhile, unreadable; narrowed; to odd outputs."""

import json
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import app, cli, config
from scraper.catalog import captures, open_catalog
from scraper.config import Config
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.model import Kind, Target, Visit
from scraper.warc import find_files
from scraper.workers import Selection
from tests.flow.archives import lines, records
from tests.unit.warc_files import NOON, make_exchange, make_writer

WORDS = "<p>" + "The lock gates were lifted out on Monday and will be back before the fleet returns. " * 2


def page(title: str) -> bytes:
    return f"<title>{title}</title><article><h1>{title}</h1>{WORDS * 4}</article>".encode()


def write_warc(path: Path, *titles: str, publisher: str | None = "gazette", first: int = 0) -> Path:
    """A WARC file of one article for each title, a minute apart. Like names give like records, offsets included."""
    folder = path.parent / "written"
    writer = make_writer(folder)
    for number, title in enumerate(titles, first):
        url = f"https://www.gazette.example/2024/03/{title.lower().replace(' ', '-')}"
        exchange = replace(make_exchange(page(title)), url=url, fetched_at=NOON + timedelta(minutes=number))
        writer.append(exchange, Visit(Target(url, publisher, Kind.ARTICLE)) if publisher else None)
    writer.close()
    [written] = find_files([folder])
    path.parent.mkdir(parents=True, exist_ok=True)
    written.rename(path)
    shutil.rmtree(folder)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(config.dump(settings_for(Site(), 1, tmp_path / "archive")))
    return path


def settings(file: Path) -> Config:
    return config.load(file)


def replay(file: Path, *arguments: str | Path) -> int:
    return cli.main(["replay", *map(str, arguments), "--config", str(file), "--workers", "1"])


def titles(archive: Path) -> list[str]:
    return [record["title"] for record in records(archive)]


def shown(url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert cli.main(["show", url, "--config", str(file)]) == 0
    return str(json.loads(capsys.readouterr().out)["title"])


def url_of(title: str) -> str:
    return f"https://www.gazette.example/2024/03/{title.lower().replace(' ', '-')}"


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_two_files_of_one_name_are_two_files(
    tmp_path: Path, file: Path, order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_warc(tmp_path / "a" / "x.warc.gz", "Gates lifted", "Tides high")
    write_warc(tmp_path / "b" / "x.warc.gz", "Gates closed", "Tides calm", first=60)
    for folder in order:
        assert replay(file, tmp_path / folder) == 0
    archive = tmp_path / "archive"
    assert sorted(titles(archive)) == ["Gates closed", "Gates lifted", "Tides calm", "Tides high"]
    for title in titles(archive):
        assert shown(url_of(title), file, capsys) == title
    shutil.rmtree(archive / "articles")
    with app.open_archive(settings(file)):
        pass
    assert sorted(titles(archive)) == ["Gates closed", "Gates lifted", "Tides calm", "Tides high"]


def test_the_order_of_files_of_one_name_does_not_matter(tmp_path: Path, file: Path) -> None:
    write_warc(tmp_path / "a" / "x.warc.gz", "Gates lifted")
    write_warc(tmp_path / "b" / "x.warc.gz", "Tides calm", first=60)
    assert replay(file, tmp_path / "a") == replay(file, tmp_path / "b") == 0
    before = lines(tmp_path / "archive")
    shutil.rmtree(tmp_path / "archive")
    assert replay(file, tmp_path / "b") == replay(file, tmp_path / "a") == 0
    assert lines(tmp_path / "archive") == before


def test_a_path_named_twice_is_read_once(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_warc(tmp_path / "x.warc.gz", "Gates lifted")
    assert replay(file, path, path, tmp_path / "." / "x.warc.gz", tmp_path) == 0
    assert "pages 1 " in " ".join(capsys.readouterr().out.split())


def test_a_file_put_into_the_archive_by_hand_is_ingested_and_found_where_it_is_now(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_warc(tmp_path / "elsewhere" / "x.warc.gz", "Gates lifted")
    assert replay(file, path) == 0
    (tmp_path / "archive" / "warc").mkdir(parents=True)
    path.rename(tmp_path / "archive" / "warc" / "x.warc.gz")
    write_warc(tmp_path / "archive" / "warc" / "deep" / "x.warc.gz", "Tides calm")
    with app.open_archive(settings(file)):
        pass
    assert sorted(titles(tmp_path / "archive")) == ["Gates lifted", "Tides calm"]
    assert shown(url_of("Gates lifted"), file, capsys) == "Gates lifted"
    assert shown(url_of("Tides calm"), file, capsys) == "Tides calm"


def test_an_archive_that_moved_is_the_same_archive(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_warc(tmp_path / "archive" / "warc" / "x.warc.gz", "Gates lifted")
    assert replay(file, tmp_path / "archive" / "warc") == 0
    before = lines(tmp_path / "archive")
    (tmp_path / "archive").rename(tmp_path / "moved")
    file.write_text(config.dump(settings_for(Site(), 1, tmp_path / "moved")))
    with app.open_archive(settings(file)):
        pass
    assert lines(tmp_path / "moved") == before
    assert shown(url_of("Gates lifted"), file, capsys) == "Gates lifted"


def test_a_narrowed_replay_does_not_pass_for_a_whole_one(tmp_path: Path, file: Path) -> None:
    path = write_warc(tmp_path / "archive" / "warc" / "x.warc.gz", "Gates lifted", "Tides calm")
    assert replay(file, path, "--url", url_of("Tides calm")) == 0
    assert titles(tmp_path / "archive") == ["Tides calm"]
    with app.open_archive(settings(file)):
        pass
    assert titles(tmp_path / "archive") == ["Gates lifted", "Tides calm"]


def test_a_file_that_the_daemon_closes_meanwhile_is_read(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_warc(tmp_path / "x.warc.gz.open", "Gates lifted")
    listed = find_files([path])
    path.rename(path.with_suffix(""))
    monkeypatch.setattr("scraper.replay.find_files", lambda _: listed)
    job = app.ReplayJob((path.with_suffix(""),), Selection(), 1)
    assert not [each for each in app.replay_into(settings(file), job, lambda _: None) if not hasattr(each, "standing")]
    assert titles(tmp_path / "archive") == ["Gates lifted"]


@pytest.mark.parametrize("output", [True, False])
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_read(
    tmp_path: Path, file: Path, output: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = write_warc(tmp_path / "b.warc.gz", "Gates lifted"), tmp_path / "a.warc.gz"
    bad.write_bytes(b"")
    real = os.open

    def refuse(path: str | Path, *arguments: int, **more: int) -> int:  # the tests may run as root, who may read all
        if Path(path) == bad:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "open", refuse)
    target = tmp_path / "records.jsonl"
    assert replay(file, bad, good, *(["--output", str(target)] if output else [])) == 1
    assert f"damaged: {bad} at byte 0: cannot be read: Permission denied" in capsys.readouterr().err
    found = target.read_bytes() if output else b"".join(lines(tmp_path / "archive").values())
    assert [json.loads(line)["title"] for line in found.splitlines()] == ["Gates lifted"]


def test_a_name_with_brackets_is_printed_as_it_is(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "[bold]odd[" / "]x[" / "a.warc.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no WARC file")
    assert replay(file, path, "--output", str(tmp_path / "records.jsonl")) == 1
    assert str(path) in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_exit_code_2(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_warc(tmp_path / "x.warc.gz", "Gates lifted")
    assert replay(file, path, "--output", str(tmp_path / "none" / "records.jsonl")) == 2
    assert "cannot be written: No such file" in " ".join(capsys.readouterr().err.split())


def test_an_output_never_overwrites_what_is_read(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_warc(tmp_path / "x.warc.gz", "Gates lifted")
    before = path.read_bytes()
    assert replay(file, tmp_path, "--output", str(path)) == 2
    assert "one of the files to be read" in " ".join(capsys.readouterr().err.split())
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ("2024-03-05", 2),
        ("2024-03-05T12:00:30", 1),
        ("2024-03-05T19:00:30+0700", 1),
        ("2024-03-05T19:00:30+07:00", 1),
        ("2024-03-05T12:01:30Z", 0),
    ],
)
def test_since_is_utc_unless_it_names_a_zone(tmp_path: Path, file: Path, since: str, count: int) -> None:
    path, output = write_warc(tmp_path / "x.warc.gz", "Gates lifted", "Tides calm"), tmp_path / "records.jsonl"
    assert replay(file, path, "--since", since, "--output", str(output)) == 0
    assert len(output.read_bytes().splitlines()) == count


def test_a_url_is_found_however_it_is_written(tmp_path: Path, file: Path) -> None:
    path, output = write_warc(tmp_path / "x.warc.gz", "Gates lifted", "Tides calm"), tmp_path / "records.jsonl"
    url = url_of("Tides calm").replace("www.gazette", "WWW.Gazette") + "#comments"
    assert replay(file, path, "--url", url, "--output", str(output)) == 0
    assert [json.loads(line)["title"] for line in output.read_bytes().splitlines()] == ["Tides calm"]


def test_publishers_whose_names_are_no_folder_names_share_no_file(tmp_path: Path, file: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", "Gates lifted", publisher="kabar/щ")
    write_warc(tmp_path / "b.warc.gz", "Tides calm", publisher="kabar/ж")
    write_warc(tmp_path / "c.warc.gz", "Fleet returns", publisher="..")
    assert replay(file, tmp_path / "a.warc.gz", tmp_path / "b.warc.gz", tmp_path / "c.warc.gz") == 0
    assert len(lines(tmp_path / "archive")) == 3
    with app.open_archive(settings(file)):
        pass
    assert sorted(titles(tmp_path / "archive")) == ["Fleet returns", "Gates lifted", "Tides calm"]


def test_a_line_whose_capture_is_away_comes_back_with_it(tmp_path: Path, file: Path) -> None:
    archive, path = tmp_path / "archive", write_warc(tmp_path / "usb" / "x.warc.gz", "Gates lifted")
    assert replay(file, path) == 0
    before = lines(archive)
    path.rename(tmp_path / "away")
    shutil.rmtree(archive / "articles")
    with app.open_archive(settings(file)):
        pass
    assert lines(archive) == {}
    (tmp_path / "away").rename(path)
    with app.open_archive(settings(file)):
        pass
    assert lines(archive) == before


def test_a_record_file_that_another_process_left_torn_is_mended_by_the_next_line(tmp_path: Path, file: Path) -> None:
    assert replay(file, write_warc(tmp_path / "a.warc.gz", "Gates lifted")) == 0
    [path] = (tmp_path / "archive" / "articles").rglob("*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    job = app.ReplayJob((write_warc(tmp_path / "b.warc.gz", "Tides calm", first=5),), Selection(), 1)
    results = app.replay_into(settings(file), job, lambda _: None)
    next(results)  # stored, and the end of the replay, which mends as well, is not reached
    assert path.read_bytes().startswith(whole)
    assert titles(tmp_path / "archive") == ["Gates lifted", "Tides calm"]


def test_an_altered_line_is_not_carried_over(tmp_path: Path, file: Path) -> None:
    assert replay(file, write_warc(tmp_path / "a.warc.gz", "Gates lifted")) == 0
    [path] = (tmp_path / "archive" / "articles").rglob("*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Gates", b"GATES") + b"\n")
    with app.open_archive(settings(file)):
        pass
    assert path.read_bytes() == whole


def test_what_is_known_of_files_is_their_size_at_the_end(tmp_path: Path, file: Path) -> None:
    path = write_warc(tmp_path / "x.warc.gz", "Gates lifted")
    assert replay(file, path) == 0
    catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
    with catalog.reading() as transaction:
        [known] = captures.known_files(transaction).values()
    catalog.close()
    assert (known.folder, known.ingested) == (str(tmp_path.resolve()), path.stat().st_size)
