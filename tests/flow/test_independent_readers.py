"""Readers that are not ours agree with what our crawler archived: warcio, FastWARC and pywb, by their own commands."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scraper.warc import find_files
from tests.flow.polled import Polled, stamp


def command(name: str) -> Path:
    """A command of the environment these tests run in."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.skip(f"{name} is not installed here")
    return path


def run(name: str, *arguments: str) -> str:
    """What a command prints, once it has ended well."""
    done = subprocess.run([command(name), *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (name, arguments, done.stdout, done.stderr)
    return done.stdout


def files(polled: Polled) -> list[str]:
    return [str(path) for path in find_files([polled.archive / "warc"])]


def listed_by_warcio(polled: Polled) -> list[dict[str, str]]:
    fields = "warc-type,warc-record-id,warc-target-uri,http:status,offset,length,filename"
    return [json.loads(line) for line in run("warcio", "index", "-f", fields, *files(polled)).splitlines()]


def test_the_archive_holds_what_is_to_be_judged(polled: Polled) -> None:
    """Several files, and in them all kinds of answers."""
    kinds = Counter(
        (capture.exchange.status, capture.revisit.profile.value if capture.revisit else None)
        for answers in polled.sent.values()
        for capture, _ in answers
    )
    assert len(files(polled)) > 1
    wanted = {(200, None), (301, None), (404, None), (503, None)}
    assert wanted | {(200, "identical-payload-digest"), (304, "server-not-modified")} <= set(kinds)
    headers = {pair for answers in polled.sent.values() for _, answer in answers for pair in answer.headers.items()}
    assert {("transfer-encoding", "chunked"), ("content-encoding", "gzip")} <= headers


def test_warcio_finds_no_fault(polled: Polled) -> None:
    assert "invalid" not in run("warcio", "check", *files(polled)).lower()


def test_warcio_lists_every_capture(polled: Polled) -> None:
    listed = listed_by_warcio(polled)
    kinds = Counter(each["warc-type"] for each in listed)
    ours = [capture for answers in polled.sent.values() for capture, _ in answers]
    revisits = sum(capture.revisit is not None for capture in ours)
    assert kinds["warcinfo"] == len(files(polled))
    assert (kinds["response"], kinds["revisit"]) == (len(ours) - revisits, revisits)
    assert kinds["request"] == kinds["metadata"] == len(ours)
    theirs = {(each["warc-record-id"], each["filename"], int(each["offset"]), int(each["length"])) for each in listed}
    for capture in ours:
        place = capture.location
        assert (f"<{capture.record_id}>", place.file, place.offset, place.length) in theirs


def test_fastwarc_confirms_every_block_digest(polled: Polled) -> None:
    for file in files(polled):
        run("fastwarc", "check", "--quiet", file)


def test_fastwarc_confirms_every_payload_digest_but_those_of_revisits(polled: Polled, tmp_path: Path) -> None:
    """The digest of a revisit is that of a payload in another record; FastWARC looks for it in this one."""
    listed = listed_by_warcio(polled)
    revisits = {each["warc-record-id"].strip("<>") for each in listed if each["warc-type"] == "revisit"}
    confirmed, refused = 0, set[str]()
    for number, file in enumerate(files(polled)):
        report = tmp_path / str(number)
        arguments = ("check", "--quiet", "--verify-payloads", "--output", str(report), file)
        subprocess.run([command("fastwarc"), *arguments], timeout=60, check=False)
        for line in report.read_text().splitlines():
            name, _, verdict = line.rpartition(": ")
            assert verdict.startswith("OK, "), line
            confirmed += verdict.endswith("PAYLOAD_OK")
            if verdict.endswith("PAYLOAD_FAIL"):
                refused.add(name.strip("<>"))
    assert confirmed > 50
    assert refused <= revisits


def test_pywb_lists_the_captures_that_our_indexes_list(polled: Polled) -> None:
    """Line for line; and all of them are there, revisits and errors too."""
    theirs = run("cdx-indexer", "-j", "-s", *files(polled)).splitlines()
    ours = [line for file in files(polled) for line in Path(f"{file}.cdxj").read_text().splitlines()]
    assert theirs == sorted(ours)
    captures = [(url, stamp(capture)) for url, answers in polled.sent.items() for capture, _ in answers]
    assert len(theirs) == len(captures)
