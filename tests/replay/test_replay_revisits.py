"""Articles out of revisits: as out of responses, whatever file holds the payload, on any number of workers."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard

import scraper
from scraper import app, cli, config, workers
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.model import Capture, Exchange
from scraper.warc import Original, cdxj, payload_labels
from scraper.workers import Plan, cut_files, judge_ranges
from tests.flow.archives import lines, records
from tests.unit.warc_files import NOON, make_exchange, make_writer, only

WORDS = "<p>" + "The lock gates were lifted out on Monday and will be back before the fleet returns. " * 2
TITLES = ("Gates lifted", "Tides calm", "Fleet returns", "Lamps relit", "Pilots wanted")


def exchange(title: str, host: str, day: int, framing: str | None = None) -> Exchange:
    body = f"<title>{title}</title><article><h1>{title}</h1>{WORDS * 4}</article>".encode()
    url = f"https://{host}.example/2024/03/{title.lower().replace(' ', '-')}"
    made = make_exchange(body)
    if framing:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        made = make_exchange()
        made = replace(made, response=head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        made = replace(made, headers=(("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")))
    return replace(made, url=url, fetched_at=NOON + timedelta(days=day))


def write(path: Path, exchanges: list[Exchange], originals: list[Capture]) -> list[Capture]:
    """A WARC file: revisits where there are originals, else responses."""
    writer = make_writer(path.parent / f"{path.name}-written")
    captures = []
    for number, each in enumerate(exchanges):
        of = originals[number] if originals else None
        label = payload_labels(of.exchange)[1] if of else ""
        original = Original(of.record_id, of.exchange.url, of.exchange.fetched_at, label) if of else None
        captures.append(writer.append(each, None, original))
    writer.close()
    path.parent.mkdir(exist_ok=True)
    only(path.parent / f"{path.name}-written").rename(path)
    return captures


@pytest.fixture(params=["sized", "chunked"])
def pair(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, Path, Path]:
    """A file of stories, one of revisits of them on a mirror a day later, and one of the same answers kept whole."""
    framing = "chunked" if request.param == "chunked" else None
    stories, again = ([exchange(title, host, day, framing) for title in TITLES] for host, day in (("a", 0), ("b", 1)))
    first = write(tmp_path / "in" / "stories.warc.gz", stories, [])
    write(tmp_path / "in" / "again.warc.gz", again, first)
    write(tmp_path / "whole.warc.gz", again, [])
    return tmp_path / "in" / "stories.warc.gz", tmp_path / "in" / "again.warc.gz", tmp_path / "whole.warc.gz"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "config.yaml"
    path.write_text(config.dump(settings_for(Site(), 1, tmp_path / "archive")))
    return str(path)


def replay(*arguments: str | Path) -> int:
    return cli.main(["replay", *map(str, arguments)])


def without_place(path: Path) -> list[dict[str, object]]:
    return [{**json.loads(line), "capture": None} for line in path.read_bytes().splitlines()]


def test_a_revisit_makes_the_record_that_the_response_makes(
    tmp_path: Path, pair: tuple[Path, Path, Path], file: str
) -> None:
    first, again, whole = pair
    out, meant = tmp_path / "out.jsonl", tmp_path / "meant.jsonl"
    assert replay(first, again, "--output", out, "--config", file) == 0
    assert replay(whole, "--output", meant, "--config", file) == 0
    assert without_place(out)[:5] == without_place(meant)
    assert [json.loads(line)["capture"]["file"] for line in out.read_bytes().splitlines()][4:6] == [
        "again.warc.gz",
        "stories.warc.gz",
    ]


def test_files_in_any_order_on_any_number_of_workers_with_and_without_indexes(
    tmp_path: Path, pair: tuple[Path, Path, Path], file: str
) -> None:
    first, again, _ = pair
    told: set[bytes] = set()
    for indexed in (False, True):
        for path in (first, again):
            if indexed:
                cdxj.keep_sidecar(path)
        for number, paths in (("1", [first, again]), ("1", [first.parent]), ("2", [again, first])):
            out = tmp_path / "out.jsonl"
            assert replay(*paths, "--output", out, "--config", file, "--workers", number) == 0
            told.add(out.read_bytes())
    assert len(told) == 1
    assert len(told.pop().splitlines()) == 10


def test_one_whose_original_is_away_is_named(
    pair: tuple[Path, Path, Path], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(pair[1], "--config", file) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("is in none of the files read") == 5
    assert "refers to, https://a.example/2024/03/gates-lifted at 2024-03-05T12:00:00.123456Z, is in none" in said


def test_the_archives_own_files_are_looked_through_too(
    tmp_path: Path, pair: tuple[Path, Path, Path], file: str
) -> None:
    first, again, _ = pair
    archive, out = tmp_path / "archive", tmp_path / "out.jsonl"
    (archive / "warc").mkdir(parents=True)
    first.rename(archive / "warc" / first.name)
    assert replay(again, "--output", out, "--config", file, "--workers", "1") == 0
    assert len(out.read_bytes().splitlines()) == 5
    assert replay(again, "--config", file, "--workers", "1") == 0
    assert {record["publisher"] for record in records(archive)} == {"b"}


def test_an_archive_whose_catalog_is_lost_comes_back(tmp_path: Path, pair: tuple[Path, Path, Path], file: str) -> None:
    archive = tmp_path / "archive"
    assert replay(pair[0].parent, "--config", file, "--workers", "2") == 0
    before = lines(archive)
    pair[0].parent.rename(archive / "warc")
    for path in archive.glob("catalog.sqlite*"):
        path.unlink()
    with app.open_archive(config.load(Path(file))):
        pass
    assert lines(archive) == before
    assert len(records(archive)) == 10


def test_read_records_takes_payloads_from_any_of_the_files(pair: tuple[Path, Path, Path]) -> None:
    first, again, _ = pair
    assert [record["title"] for record in scraper.read_records([again, first])] == [*TITLES, *TITLES]


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_read_in_batches_is_resolved_too(
    tmp_path: Path, pair: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Files that cannot be cut are read by one process for all."""
    monkeypatch.setattr(workers, "RANGE", 200)
    paths = []
    for path in pair[:2]:
        paths.append(path.with_name(path.name.replace(".gz", ".zst")))
        paths[-1].write_bytes(zstandard.compress(gzip.decompress(path.read_bytes())))
    judged = list(judge_ranges(cut_files(paths), Plan(originals=tuple(paths)), number))
    assert len(judged) > 4
    outcomes = [getattr(result, "outcome", result) for part in judged for result in part.results]
    assert outcomes == ["article"] * 10
