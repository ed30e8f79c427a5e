"""Revisits read: with the payload of what they refer to, wherever that lies and however the revisit says so."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import decode
from scraper.decode import payload
from scraper.model import Capture, Exchange, Revisit, RevisitProfile
from scraper.warc import Damage, Original, Originals, cdxj, payload_labels, read, read_at, sha1, split
from tests.unit.warc_files import NOON, VISIT, make_exchange, make_record, make_writer, write_members

BODY = b"<p>Low water at noon.</p>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
AGAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nDate: later\r\n\r\n"
URI = ("WARC-Target-URI", "http://quay.example/")
DIGEST = ("WARC-Payload-Digest", sha1(BODY))
FIRST = make_record("response", HEAD + BODY, ("WARC-Record-ID", "<urn:uuid:first>"), URI, DIGEST)
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
BY_ID = ("WARC-Refers-To", "<urn:uuid:first>")
BY_URL = ("WARC-Refers-To-Target-URI", URI[1])
BY_DATE = ("WARC-Refers-To-Date", "2019-06-01T10:00:00Z")
ELSEWHERE = ("WARC-Target-URI", "http://mirror.example/tides")
LATER = "2019-07-01T10:00:00Z"


def revisit(*fields: tuple[str, str], block: bytes = AGAIN) -> bytes:
    given = dict(fields)
    profile = [] if "WARC-Profile" in given else [("WARC-Profile", IDENTICAL)]
    where = [] if "WARC-Target-URI" in given else [URI]
    record = make_record("revisit", block, ("WARC-Record-ID", "<urn:uuid:again>"), *where, *profile, *fields)
    return record.replace(b"WARC-Date: 2019-06-01", b"WARC-Date: 2019-07-01", 1)


def resolved(folder: Path, record: bytes, first: bytes = FIRST) -> Capture:
    """The revisit, read out of a file in which it stands before what it refers to."""
    path = folder / "a.warc.gz"
    write_members(path, [record, first])
    again, _ = read(path, find=Originals([folder]))
    assert isinstance(again, Capture), again
    assert read_at(path, again.location, Originals([folder])) == again
    return again


@pytest.mark.parametrize(
    "fields",
    [
        [DIGEST, BY_ID, BY_URL, BY_DATE],
        [DIGEST, BY_URL, BY_DATE],
        [DIGEST, ELSEWHERE, BY_ID],
        [DIGEST, ELSEWHERE, BY_URL, ("WARC-Refers-To-Date", LATER)],
        [DIGEST],
        [DIGEST, ELSEWHERE],
        [BY_ID, ELSEWHERE],
        [BY_URL, BY_DATE, ELSEWHERE],
        [("WARC-Payload-Digest", "xxh3:0123"), BY_URL, ("WARC-Refers-To-Date", "2019-06-01T10:00:00.250Z")],
        [("WARC-Payload-Digest", DIGEST[1].lower()), ("WARC-Refers-To-Target-URI", "<http://quay.example/>"), BY_DATE],
        [DIGEST, ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")],
        [DIGEST, ("WARC-Profile", "http://netpreserve.org/warc/0.18/revisit/uri-agnostic-identical-payload-digest")],
        [DIGEST, ("WARC-Profile", "Identical-Payload-Digest")],
        [DIGEST, ("WARC-Profile", "")],
    ],
)
def test_an_original_is_found_however_it_is_referred_to(tmp_path: Path, fields: list[tuple[str, str]]) -> None:
    again = resolved(tmp_path, revisit(*fields))
    assert again.exchange.response == AGAIN + BODY
    assert again.exchange.header("date") == "later"
    assert (again.record_id, again.payload_digest) == ("urn:uuid:again", sha1(BODY))
    assert again.exchange.fetched_at == datetime(2019, 7, 1, 10, tzinfo=UTC)
    told = again.revisit
    assert told is not None
    assert (told.profile, told.url) == (RevisitProfile.IDENTICAL, URI[1])
    assert told.fetched_at == datetime(2019, 6, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("block", "response"),
    [
        (b"", HEAD + BODY),
        (b"\r\n\r\n", HEAD + BODY),
        (AGAIN[:-2], AGAIN + BODY),
        (AGAIN.replace(b"\r\n", b"\n"), AGAIN.replace(b"\r\n", b"\n") + BODY),
        (AGAIN + BODY, AGAIN + BODY),
        (AGAIN + BODY[:4], AGAIN + BODY),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", None),
    ],
)
def test_blocks_of_every_kind_make_a_response(tmp_path: Path, block: bytes, response: bytes | None) -> None:
    again = resolved(tmp_path, revisit(DIGEST, ("WARC-Truncated", "length"), block=block))
    assert response is None or again.exchange.response == response
    assert payload(again.exchange) == BODY
    assert (again.exchange.status, again.exchange.truncated, again.payload_digest) == (200, None, sha1(BODY))


def test_a_payload_that_is_there_or_empty_is_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_members(path, [revisit(DIGEST, block=AGAIN + BODY), revisit(("WARC-Payload-Digest", sha1(b"")))])
    assert [payload(each.exchange) for each in read(path) if isinstance(each, Capture)] == [BODY, b""]


def test_what_was_cut_short_is_so_again(tmp_path: Path) -> None:
    cut = make_record("response", HEAD + BODY, URI, DIGEST, ("WARC-Truncated", "time"))
    assert resolved(tmp_path, revisit(DIGEST), cut).exchange.truncated == "time"


@pytest.mark.parametrize("profile", ["http://netpreserve.org/warc/1.0/revisit/server-not-modified", IDENTICAL, ""])
@pytest.mark.parametrize("block", [b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", b""])
def test_a_304_needs_no_look_up(tmp_path: Path, profile: str, block: bytes) -> None:
    if not block and "not-modified" not in profile:
        return
    path = tmp_path / "a.warc.gz"
    fields = (DIGEST, ("WARC-Profile", profile), BY_URL, BY_DATE, ("WARC-Truncated", "length"))
    write_members(path, [revisit(*fields, block=block)])
    [again] = read(path)
    assert isinstance(again, Capture)
    assert (again.exchange.status, again.exchange.truncated, again.payload_digest) == (304, None, DIGEST[1])
    assert again.exchange.response == block or not block
    assert again.revisit == Revisit(
        RevisitProfile.NOT_MODIFIED, URI[1], datetime(2019, 6, 1, 10, tzinfo=UTC), None, DIGEST[1]
    )


def test_one_whose_original_is_away_or_another_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    offsets = write_members(path, [make_record("warcinfo", b"software: other\r\n"), revisit(DIGEST, BY_URL, BY_DATE)])
    there = "the response it refers to, http://quay.example/ at 2019-06-01T10:00:00Z,"
    for find in (None, Originals([path]), Originals([tmp_path / "missing.warc.gz"])):
        assert list(read(path, find=find)) == [
            Damage(str(path), offsets[1], f"{there} is in none of the files read"),
        ]
    other = decode.exchange(URI[1], NOON, b"", HEAD + b"another")
    assert list(read(path, find=lambda _: other)) == [
        Damage(str(path), offsets[1], f"{there} has another payload than WARC-Payload-Digest {DIGEST[1]} says"),
    ]
    write_members(tmp_path / "b.warc.gz", [FIRST.replace(b"noon", b"dawn")])  # the one meant, but damaged
    [damage] = read(path, find=Originals([tmp_path]))
    assert isinstance(damage, Damage)


def test_of_several_the_one_referred_to_is_taken_or_else_the_first(tmp_path: Path) -> None:
    """An empty block takes its head from the original, so that it can be told which one that was."""
    path = tmp_path / "a.warc.gz"
    firsts = [
        make_record("response", b"HTTP/1.1 200 OK\r\nX: %d\r\n\r\n" % month + BODY, URI, DIGEST).replace(
            b"2019-06-01", b"2019-%02d-01" % month
        )
        for month in (3, 8, 12)
    ]
    dates = ["2019-08-01T10:00:00Z", LATER, "2019-12-01T10:00:00.5Z"]  # the second is that of the first revisit
    write_members(path, [*firsts, *[revisit(DIGEST, ("WARC-Refers-To-Date", date), block=b"") for date in dates]])
    for indexed in (False, True):
        if indexed:
            cdxj.keep_sidecar(path)
        found = [each for each in read(path, find=Originals([path])) if isinstance(each, Capture)]
        assert [each.exchange.header("x") for each in found[3:]] == ["8", "3", "12"]


def test_the_file_begun_nearest_to_the_time_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for month in range(1, 13):
        path = tmp_path / f"quay-2019{month:02d}01090000000-00000-host.warc.gz"
        write_members(path, [make_record("response", HEAD + BODY, URI).replace(b"2019-06-01", b"2019-%02d-03" % month)])
        cdxj.keep_sidecar(path)
    asked, looked_up = list[str](), cdxj.lookup

    def lookup(index: Path, url: str) -> Iterator[cdxj.Entry]:
        asked.append(index.name)
        return looked_up(index, url)

    monkeypatch.setattr("scraper.warc.originals.cdxj.lookup", lookup)
    sought = Revisit(RevisitProfile.IDENTICAL, URI[1], datetime(2019, 9, 3, 10, tzinfo=UTC), None, DIGEST[1])
    found = Originals([tmp_path])(sought)
    assert found is not None
    assert found.fetched_at == sought.fetched_at
    assert asked == ["quay-20190901090000000-00000-host.warc.gz.cdxj"]


def answers() -> st.SearchStrategy[Exchange]:
    framed = st.sampled_from(["", "Transfer-Encoding: chunked\r\n"])

    def make(body: bytes, framing: str, coded: bool) -> Exchange:
        coding = "Content-Encoding: gzip\r\n" if coded else ""
        body = gzip.compress(body, mtime=0) if coded else body
        if framing:
            cuts = [body[:3], body[3:]]
            body = b"".join(b"%x\r\n%s\r\n" % (len(cut), cut) for cut in cuts if cut) + b"0\r\n\r\n"
        head = f"HTTP/1.1 200 OK\r\n{coding}{framing}\r\n"
        return decode.exchange(VISIT.target.url, NOON, b"", head.encode() + body)

    return st.builds(make, st.binary(min_size=1, max_size=60), framed, st.booleans())


@settings(max_examples=40)  # each example writes a file to disk for certain
@given(answers(), st.booleans(), st.booleans())
def test_what_our_writer_makes_a_revisit_of_is_read_as_it_came(
    tmp_path_factory: pytest.TempPathFactory, first: Exchange, chunked: bool, indexed: bool
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = make_writer(folder)
    held = writer.append(first, VISIT)
    body = payload(first)
    coding = [f"Content-Encoding: {each}" for each in [first.header("content-encoding")] if each]
    framing = ["Transfer-Encoding: chunked"] if chunked else []
    head = "\r\n".join(["HTTP/1.1 200 OK", *coding, *framing, "Age: 9\r\n\r\n"]).encode()
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked and body else b"0\r\n\r\n" if chunked else body
    later = decode.exchange(VISIT.target.url, NOON + timedelta(hours=1), b"", head + sent)
    original = Original(held.record_id, first.url, first.fetched_at, payload_labels(first)[1])
    again = writer.append(later, VISIT, original)
    unmodified = decode.exchange(later.url, NOON + timedelta(hours=2), b"", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    third = writer.append(unmodified, None, original)
    writer.close()
    [path] = folder.glob("*.warc.gz")
    if not indexed:
        cdxj.sidecar(path).unlink()
    assert list(read(path, find=Originals([folder]))) == [held, again, third]
    assert again.revisit is not None
    assert third.payload_digest == original.label
    assert decode.content(again.exchange) == decode.content(first)


def test_a_file_that_is_being_written_is_looked_through_again_when_it_has_grown(tmp_path: Path) -> None:
    writer, find = make_writer(tmp_path), Originals([tmp_path])
    for number in range(3):
        exchange = replace(make_exchange(b"<p>%d</p>" % number), fetched_at=NOON + timedelta(hours=number))
        held = writer.append(exchange, None)
        original = Original(held.record_id, exchange.url, exchange.fetched_at, held.payload_digest)
        again = writer.append(replace(exchange, fetched_at=NOON + timedelta(days=1, hours=number)), None, original)
        [path] = tmp_path.glob("*.open")
        assert list(read(path, find=find))[-2:] == [held, again]
    writer.close()
    assert list(read(path.with_suffix(""), find=find))[-2:] == [held, again]


def test_files_are_looked_through_only_for_a_revisit_and_not_where_there_is_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.warc.gz", tmp_path / "second.warc.gz"
    write_members(first, [FIRST])
    write_members(second, [revisit(DIGEST, BY_URL, BY_DATE), revisit(DIGEST, ELSEWHERE)])

    def refuse(*_: object) -> None:
        raise AssertionError("nothing was to be looked through")

    with monkeypatch.context() as patched:
        patched.setattr("scraper.warc.originals.find_files", refuse)
        assert len(list(read(first, find=Originals([tmp_path])))) == 1
    for path in (first, second):
        cdxj.keep_sidecar(path)
    monkeypatch.setattr("scraper.warc.originals.read_records", refuse)
    found = list(read(second, find=Originals([tmp_path])))
    assert [payload(each.exchange) for each in found if isinstance(each, Capture)] == [BODY, BODY]


def test_ranges_of_a_file_find_what_lies_in_another_range(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    info = ("WARC-Warcinfo-ID", "<urn:uuid:outer>")
    filler = [make_record("response", HEAD + BODY * n, URI, info) for n in range(2, 60)]
    write_members(path, [FIRST, *filler, revisit(DIGEST, info, BY_ID), *filler])
    ranges = split(path, 2_000)
    assert len(ranges) > 2
    whole = list(read(path, find=Originals([path])))
    assert [each for cut in ranges for each in read(path, cut.start, cut.end, Originals([path]))] == whole
    assert sum(isinstance(each, Capture) and each.revisit is not None for each in whole) == 1
