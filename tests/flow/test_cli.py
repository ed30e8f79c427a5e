"""The commands as a user meets them: what they print, and their exit codes."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper import cli, config
from scraper.cli.program import moment
from scraper.demo.run import settings_for
from scraper.demo.server import Server
from scraper.demo.site import Site
from tests.flow.archives import captures, records
from tests.flow.background import serving
from tests.replay.test_replay_odd import write_warc


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(Site()) as running:
        yield running


@pytest.fixture(scope="module")
def file(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of the demo site whose sections were crawled."""
    folder = tmp_path_factory.mktemp("cli")
    path = folder / "config.yaml"
    path.write_text(config.dump(settings_for(server.site, server.port, folder / "archive")))
    assert cli.main(["crawl", "--config", str(path)]) == 0
    return path


def folded(text: str) -> str:
    return " ".join(text.split())


def test_a_crawl_ends_with_a_summary(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["crawl", "ledger/harbour", "--config", str(file)]) == 0
    text = folded(capsys.readouterr().out)
    unmodified = r"pages 1 sections, feeds, sitemaps 0 new 0 .*not modified \(304\) 1"
    for pattern in (r"unmodified +http://\S+/harbour/", unmodified, r"bytes \d"):
        assert re.search(pattern, text), (pattern, text)


def test_an_unknown_name_is_refused_with_the_names_there_are(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["crawl", "ledger/nothing", "--config", str(file)]) == 2
    error = folded(capsys.readouterr().err)
    assert "no section named 'ledger/nothing'" in error
    assert "ledger/harbour" in error


def test_what_failed_makes_the_exit_code_1(file: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["crawl", "http://127.0.0.2:1/nobody", "--config", str(file)]) == 1
    assert re.search(r"failed 1 host_down 1", folded(capsys.readouterr().out))  # its robots.txt could not be had


def test_a_private_address_is_refused_unless_it_is_allowed(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("identity: {name: Test, contact: test@library.example}\nfetch: {delay: 0}\n")
    asked = len(server.log)
    assert cli.main(["crawl", f"http://127.0.0.1:{server.port}/", "--config", str(path)]) == 1
    assert "private-network" in capsys.readouterr().out
    assert len(server.log) == asked


def test_show_prints_the_record_and_where_its_capture_lies(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = records(file.parent / "archive")[0]
    assert cli.main(["show", record["url"], "--config", str(file)]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == record
    assert f"at byte {record['capture']['offset']}, {record['capture']['length']} bytes" in folded(shown.err)


def test_show_follows_a_redirect(file: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    moved = next(each for each in server.site.expected() if each.special == "redirect")
    assert cli.main(["show", moved.url, "--config", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == moved.title


def test_show_prints_captured_bytes(file: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    record = records(file.parent / "archive")[0]
    wire = next(c for c in captures(file.parent / "archive") if c.record_id == record["capture"]["record_id"])
    assert cli.main(["show", record["url"], "--wire", "--config", str(file)]) == 0
    assert capfdbinary.readouterr().out == wire.exchange.response
    assert cli.main(["show", record["url"], "--html", "--config", str(file)]) == 0
    assert record["title"].encode() in capfdbinary.readouterr().out


def test_show_of_an_unknown_address_says_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "https://nobody.example/x", "--config", str(file)]) == 2
    assert "nothing of this address" in folded(capsys.readouterr().err)


def test_status_tells_sections_and_totals(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--config", str(file)]) == 0
    text = folded(capsys.readouterr().out)
    for words in ("ledger/harbour", "articles seen", "WARC bytes", "articles 40"):
        assert words in text


def test_status_of_an_archive_that_is_not_there_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("identity: {name: Test, contact: test@library.example}\n")
    assert cli.main(["status", "--config", str(path)]) == 2
    assert "nothing has been archived" in folded(capsys.readouterr().err)
    assert not (tmp_path / "archive").exists()


def test_config_prints_what_loads_again(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config", "--config", str(file)]) == 0
    again = config.parse(capsys.readouterr().out, tmp_path / "again.yaml")
    assert again.model_dump() == config.load(file).model_dump()


@pytest.mark.parametrize("command", ["run", "crawl", "status", "config"])
def test_a_wrong_configuration_is_a_sentence_and_exit_code_2(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("identity:\n  name: Test\n  contact: test@library.example\n  colour: red\n")
    assert cli.main([command, "--config", str(path)]) == 2
    error = folded(capsys.readouterr().err)
    assert "config.yaml:4: identity.colour: unknown key" in error
    assert "Traceback" not in error


def test_a_selector_that_is_none_is_refused_before_anything_is_fetched(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, asked = tmp_path / "config.yaml", len(server.log)
    settings = settings_for(server.site, server.port, tmp_path / "archive")
    wrong = settings.sections[0].model_copy(update={"links": "a[[["})
    path.write_text(config.dump(settings.model_copy(update={"sections": (wrong,)})))
    assert cli.main(["crawl", "--config", str(path)]) == 2
    assert "sections[0].links" in folded(capsys.readouterr().err)
    assert len(server.log) == asked


def test_a_wrong_option_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["crawl", "--nonsense"]) == 2
    assert "--nonsense" in capsys.readouterr().err


COMMANDS = ["run", "crawl", "replay", "config", "status", "show", "demo", "alerts", "backfill", "browse"]
COMMANDS += ["changes", "diff", "index", "verify", "export", "profile"]


@pytest.mark.parametrize("command", [*COMMANDS, "export wacz", "profile try", "profile new", "profile diff"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*command.split(), "--help"]) == 0
    assert len(capsys.readouterr().out) > 200


def test_help_lists_every_command_and_begins_with_those_that_are_needed_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--help"]) == 0
    assert re.findall(r"^\W*([a-z]+)  +[A-Z]", capsys.readouterr().out, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize(
    "time", ["yesterday", "", "2026-13-01", "2026112306000", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"]
)
def test_what_is_no_time_is_a_sentence(time: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "http://a.example/", "--at", time, "--config", str(file)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: --at: expected a time such as 2026-11-23")
    assert said.endswith(f"got {time!r}\n")


@pytest.mark.parametrize(
    "time", ["2026-11-23T04:05Z", "2026-11-23 04:05:00", "20261123040500", "2026-11-23T06:05+02:00"]
)
def test_a_time_may_be_written_as_one_likes(time: str) -> None:
    assert moment("--at", time) == datetime(2026, 11, 23, 4, 5, tzinfo=UTC)


def test_an_archive_whose_catalog_is_lost_says_how_to_make_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, path = tmp_path / "archive", tmp_path / "config.yaml"
    write_warc(archive / "warc" / "x.warc.gz", "Gates lifted")
    path.write_text(config.dump(settings_for(Site(), 1, archive)))
    assert cli.main(["status", "--config", str(path)]) == 2
    said = capsys.readouterr().err
    assert said == f"error: {archive / 'catalog.sqlite'}: is not there; run: scraper replay {archive / 'warc'}\n"


def test_an_archive_that_cannot_be_written_stops_the_crawl(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "warc").write_text("a file where the folder should be")
    path = tmp_path / "config.yaml"
    path.write_text(config.dump(settings_for(server.site, server.port, tmp_path / "archive")))
    assert cli.main(["crawl", "--config", str(path)]) == 1
    assert "archive" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert re.fullmatch(r"news-scraper \d+\.\d+\.\d+\n", capsys.readouterr().out)
