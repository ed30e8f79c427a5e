"""Articles over several pages and in several forms: one record, whatever order, files or processes it is made in."""

import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import scraper
from scraper import cli, config
from scraper.catalog import open_catalog
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.model import Exchange
from scraper.warc import Original, cdxj, payload_labels, sha1
from tests.flow.archives import lines, records
from tests.unit.page import PROSE
from tests.unit.warc_files import NOON, make_exchange, make_record, make_writer, only, write_members

STORY = "https://www.gazette.example/2024/03/ferry-sails-an-hour-early-4711"
AMP = "https://amp.gazette.example/2024/03/ferry-sails-an-hour-early-4711"
TITLE = "Ferry sails an hour early"


@dataclass(frozen=True, slots=True)
class Taken:
    """A capture to be: minutes after noon, what was asked for, and what came."""

    minute: int
    url: str
    body: str
    status: str = "200 OK"
    location: str | None = None
    again: bool = False  # as a revisit that holds no payload of its own

    def exchange(self) -> Exchange:
        made = make_exchange(self.body.encode(), **({"Location": self.location} if self.location else {}))
        response = made.response.replace(b"200 OK", self.status.encode(), 1)
        at = NOON + timedelta(minutes=self.minute)
        return replace(made, url=self.url, fetched_at=at, response=response, status=int(self.status[:3]))


def page(number: int, of: int = 3, text: str = "", head: str = "") -> str:
    """A page of the story: a paragraph of its own, and a pager."""
    pager = " ".join(
        f"<b>{n}</b>" if n == number else f'<a href="{STORY}{f"?page={n}" if n > 1 else ""}">{n}</a>'
        for n in range(1, of + 1)
    )
    return (
        f"<html{head}><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
        f"<p>{PROSE[number - 1]}</p><p>{text or PROSE[3]}</p></article><nav>{pager}</nav></body></html>"
    )


def write(folder: Path, taken: Sequence[Taken]) -> list[Path]:
    """A WARC file for each payload, with its revisits; they sort in the order of their first captures' times."""
    ordered = sorted(taken, key=lambda each: each.minute)
    groups: dict[str, list[Taken]] = {}
    for number, one in enumerate(ordered):
        groups.setdefault(one.body if one.again else f"{number} {one.body}", []).append(one)
    for one in [one for one in ordered if one.again]:
        home = next(key for key in groups if key.partition(" ")[2] == one.body)
        groups[home].extend(groups.pop(one.body))
    found = []
    for number, group in enumerate(groups.values()):
        writer = make_writer(folder / str(number), prefix=f"file{number}")
        first = group[0].exchange()
        capture = writer.append(first, None)
        _, label = payload_labels(first)
        original = Original(capture.record_id, first.url, first.fetched_at, label)
        for one in group[1:]:
            writer.append(one.exchange(), None, original)
        writer.close()
        found.append(only(folder / str(number)))
    return found


def write_backwards(folder: Path, taken: Sequence[Taken]) -> None:
    """A WARC file for each, named so that the last comes first; `again` is a revisit of the first of its URL."""
    originals: dict[str, Original] = {}
    for number, one in enumerate(taken):
        writer = make_writer(folder / str(9 - number), prefix=f"file{9 - number}")
        exchange = one.exchange()
        capture = writer.append(exchange, None, originals[one.url] if one.again else None)
        label = payload_labels(exchange)[1]
        originals.setdefault(one.url, Original(capture.record_id, one.url, exchange.fetched_at, label))
        writer.close()


def configured(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "config.yaml"
    file.write_text(config.dump(settings_for(Site(), 1, folder / "archive")))
    return file


def replayed(folder: Path, order: Sequence[Path], workers: int = 1) -> dict[str, bytes]:
    """The record files of an archive into which these files were replayed, one after the other."""
    file = configured(folder)
    for path in order:
        assert cli.main(["replay", str(path), "--config", str(file), "--workers", str(workers)]) == 0
    return lines(folder / "archive")


def put_out(files: Sequence[Path], output: Path, workers: int = 1) -> list[dict[str, Any]]:
    paths = [str(path) for path in files]
    assert cli.main(["replay", *paths, "--output", str(output), "--workers", str(workers)]) == 0
    return [json.loads(line) for line in output.read_bytes().splitlines()]


def seen_pages(record: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each["url"], each["capture"] and name(each["capture"])) for each in record["pages"]]


def name(capture: dict[str, Any]) -> str:
    return str(capture["file"]).partition("-")[0]


VISITS = (
    Taken(0, STORY, page(1)),
    Taken(1, f"{STORY}?page=2", page(2)),
    Taken(2, f"{STORY}?page=3", page(3)),
    Taken(60, STORY, page(1, text="The harbour office has taken the notice back, and the old hours stand for now.")),
    Taken(61, f"{STORY}?page=2", page(2), again=True),
    Taken(3_000, f"{STORY}?page=3", page(3)),  # two days later: nobody knows what it had said
)


def test_a_record_has_the_words_of_all_pages_and_names_what_it_was_made_of(tmp_path: Path) -> None:
    replayed(tmp_path, write(tmp_path / "files", VISITS))
    first, second = records(tmp_path / "archive")
    assert first["paragraphs"] == [PROSE[0], PROSE[3], PROSE[1], PROSE[2]]  # what stands on every page comes once
    assert seen_pages(first) == [
        (f"{STORY}?page=2", "file1"),
        (f"{STORY}?page=3", "file2"),
    ]
    assert first["provenance"]["pages"] == "pager"
    assert seen_pages(second) == [(f"{STORY}?page=2", "file1"), (f"{STORY}?page=3", None)]
    assert second["paragraphs"][2:] == [PROSE[1], PROSE[3]]
    assert {record["url"] for record in (first, second)} == {STORY}


def test_the_order_in_which_captures_come_makes_no_difference(tmp_path: Path) -> None:
    files = write(tmp_path / "files", VISITS)
    whole = replayed(tmp_path / "whole", [tmp_path / "files"])
    chance = random.Random(4)
    for number in range(8):
        order = chance.sample(files, len(files))
        assert replayed(tmp_path / f"order{number}", order) == whole, order


def test_without_an_archive_the_same_records_come_out_by_any_number_of_workers(tmp_path: Path) -> None:
    files = write(tmp_path / "files", VISITS)
    replayed(tmp_path, [tmp_path / "files"])
    wanted = records(tmp_path / "archive")
    assert put_out(files, tmp_path / "one.jsonl") == wanted
    assert put_out(files[::-1], tmp_path / "two.jsonl", workers=2) == wanted
    assert list(scraper.read_records(files)) == wanted
    for path in files:
        cdxj.keep_sidecar(path)
    assert put_out(files, tmp_path / "indexed.jsonl") == wanted


def test_a_page_that_comes_late_changes_the_record_and_tells_of_no_revision(tmp_path: Path) -> None:
    files = write(tmp_path / "files", VISITS[:3])
    replayed(tmp_path, files[:2])
    [before] = records(tmp_path / "archive")
    assert seen_pages(before)[1] == (f"{STORY}?page=3", None)
    replayed(tmp_path, files[2:])
    [after] = records(tmp_path / "archive")
    assert after["paragraphs"] == [*before["paragraphs"], PROSE[2]]
    assert after["fingerprint"] != before["fingerprint"]
    assert cli.main(["verify", "--config", str(tmp_path / "config.yaml")]) == 0


def test_pages_may_name_one_the_other(tmp_path: Path) -> None:
    def chained(number: int, onward: str) -> str:
        text = f'<p>{PROSE[number - 1]}</p></article><a href="{STORY}">1</a> {onward}'
        return f"<title>{TITLE}</title><article><h1>{TITLE}</h1>{text}"

    def to(number: int) -> str:
        return f'<a rel="next" href="{STORY}/{number}">Next page</a>'

    taken = [
        Taken(2, STORY, chained(1, to(2))),
        Taken(3, f"{STORY}/2", chained(2, to(3))),
        Taken(4, f"{STORY}/3", chained(3, "")),
    ]
    files = write(tmp_path / "files", taken)
    found = [replayed(tmp_path / str(n), order) for n, order in enumerate(itertools.permutations(files))]
    assert all(each == found[0] for each in found)
    [record] = records(tmp_path / "0" / "archive")
    assert record["paragraphs"] == list(PROSE[:3])
    assert [url for url, _ in seen_pages(record)] == [f"{STORY}/2", f"{STORY}/3"]


def test_a_page_that_redirects_is_followed_to_another_spelling_and_to_no_other_story(tmp_path: Path) -> None:
    elsewhere = page(2).replace(PROSE[1], "This is quite another story, of a regatta in the bay, and nobody reads it.")
    taken = [
        Taken(0, STORY, page(1, 2)),
        Taken(1, f"{STORY}?page=2", "", "301 Moved Permanently", f"{STORY}/?page=2"),
        Taken(2, f"{STORY}/?page=2", page(2, 2)),
    ]
    replayed(tmp_path / "same", write(tmp_path / "one", taken)[::-1])
    assert records(tmp_path / "same" / "archive")[0]["paragraphs"][-1] == PROSE[1]
    taken[1] = replace(taken[1], location="https://www.gazette.example/sport/regatta-in-the-bay-4712")
    taken[2] = replace(taken[2], url="https://www.gazette.example/sport/regatta-in-the-bay-4712", body=elsewhere)
    replayed(tmp_path / "other", write(tmp_path / "two", taken))
    record = next(each for each in records(tmp_path / "other" / "archive") if each["url"] == STORY)
    assert record["paragraphs"] == [PROSE[0], PROSE[3]]


def test_another_form_of_an_article_is_read_only_where_the_article_is_not_there(tmp_path: Path) -> None:
    head = f'<html amp><head><link rel="canonical" href="{STORY}">'
    amp = page(1, 1).replace("<html><head>", head)
    taken = [Taken(0, AMP, amp), Taken(5, STORY, page(1, 1)), Taken(9, AMP, amp.replace(PROSE[3], PROSE[4]))]
    files = write(tmp_path / "files", taken)
    replayed(tmp_path / "alone", [files[0]])
    [alone] = records(tmp_path / "alone" / "archive")
    assert (alone["url"], name(alone["capture"]), alone["provenance"]["variant"]) == (
        STORY,
        "file0",
        "html[amp]",
    )
    for number, order in enumerate(itertools.permutations(files)):
        replayed(tmp_path / str(number), order)
        assert [name(each["capture"]) for each in records(tmp_path / str(number) / "archive")] == ["file1"]
    assert [name(each["capture"]) for each in put_out(files, tmp_path / "out.jsonl")] == ["file1"]
    assert cli.main(["verify", "--config", str(tmp_path / "0" / "config.yaml")]) == 0


def test_show_prints_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replayed(tmp_path, write(tmp_path / "files", VISITS[:3]))
    capsys.readouterr()
    assert cli.main(["show", STORY, "--config", str(tmp_path / "config.yaml")]) == 0
    assert [url for url, _ in seen_pages(json.loads(capsys.readouterr().out))] == [
        f"{STORY}?page=2",
        f"{STORY}?page=3",
    ]


def test_what_a_record_rests_on_is_forgotten_with_its_file(tmp_path: Path) -> None:
    files = write(tmp_path / "files", VISITS[:3])
    wanted = replayed(tmp_path, files)
    catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
    with catalog.writing() as transaction:
        count = transaction.exec_driver_sql("SELECT count(*) FROM parts").scalar()
        transaction.exec_driver_sql("UPDATE articles SET line_digest = 'x'")
    catalog.close()
    assert count == 3
    assert replayed(tmp_path, files) == wanted


@pytest.mark.parametrize(("body", "status"), [(page(2, 2), "200 OK"), ("", "304 Not Modified")])
def test_what_a_revisit_of_a_page_refers_to_may_be_read_after_it(tmp_path: Path, body: str, status: str) -> None:
    second = f"{STORY}?page=2"
    taken = [Taken(0, second, page(2, 2)), Taken(60, STORY, page(1, 2)), Taken(61, second, body, status, again=True)]
    write_backwards(tmp_path / "files", taken)
    found = replayed(tmp_path, [tmp_path / "files"])
    [wanted] = put_out([tmp_path / "files"], tmp_path / "out.jsonl")
    assert seen_pages(wanted) == [(second, "file7")]
    assert b"".join(found.values()) == (tmp_path / "out.jsonl").read_bytes()


def test_a_page_not_modified_since_nobody_says_when_is_none_with_an_archive_and_without(tmp_path: Path) -> None:
    def record(kind: str, url: str, minute: int, http: bytes, *fields: tuple[str, str]) -> bytes:
        made = make_record(kind, http, ("WARC-Target-URI", url), ("WARC-Record-ID", f"<urn:x:{minute}>"), *fields)
        return made.replace(b"T10:00:00Z", f"T10:{minute:02}:00Z".encode(), 1)

    second, head = f"{STORY}?page=2", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    body = page(2, 2).encode()
    digest = ("WARC-Payload-Digest", sha1(body))
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/server-not-modified")
    records_ = [
        record("response", second, 0, head + body, digest),
        record("response", STORY, 30, head + page(1, 2).encode()),
        record("revisit", second, 31, b"HTTP/1.1 304 Not Modified\r\n\r\n", digest, profile),
    ]
    write_members(tmp_path / "a.warc.gz", records_)
    found = replayed(tmp_path, [tmp_path / "a.warc.gz"])
    [wanted] = put_out([tmp_path / "a.warc.gz"], tmp_path / "out.jsonl")
    assert seen_pages(wanted) == [(second, None)]
    assert b"".join(found.values()) == (tmp_path / "out.jsonl").read_bytes()


@pytest.mark.parametrize(("date", "code"), [("9999-12-31T23:59:59Z", 0), ("0001-01-01T00:00:00Z", 1)])
def test_a_clock_gone_wrong_is_no_traceback(
    tmp_path: Path, date: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(1, 2).encode()
    record = make_record("response", http, ("WARC-Target-URI", STORY)).replace(b"2019-06-01T10:00:00Z", date.encode())
    write_members(tmp_path / "a.warc.gz", [record])
    command = ["replay", str(tmp_path / "a.warc.gz"), "--config", str(configured(tmp_path))]
    assert cli.main(command) == code
    assert cli.main([*command, "--output", str(tmp_path / "out.jsonl")]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_page_that_was_an_article_to_older_code_is_none_any_more(tmp_path: Path) -> None:
    files = write(tmp_path / "files", VISITS[:3])
    wanted = replayed(tmp_path, files)
    catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
    with catalog.writing() as transaction:
        transaction.exec_driver_sql("UPDATE captures SET outcome = 'article', detail = NULL")
        transaction.exec_driver_sql("DELETE FROM parts")
        transaction.exec_driver_sql(
            "INSERT INTO targets (url, host, publisher, kind, depth, first_seen, first_at, last_at, last_outcome,"
            " failures) SELECT url, 'www.gazette.example', 'gazette', 'article', 0, fetched_at, fetched_at, fetched_at,"
            " 'article', 0 FROM captures WHERE url LIKE '%page=%'"
        )
    catalog.close()
    assert replayed(tmp_path, files) == wanted
    assert cli.main(["verify", "--config", str(tmp_path / "config.yaml")]) == 0
