"""Which captures are revisions, whatever the order they arrive in."""

import tempfile
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.catalog import Catalog, Transaction, captures, open_catalog
from scraper.catalog.editions import Editions, Moment, Standing
from scraper.model import Capture, Edition
from tests.catalog.conftest import START, capture_at

DAY = ("p", "2026-03-01")


def edition(fingerprint: str, line: str = "") -> Edition:
    return Edition(
        "id", "https://p.example/story", "p", "Title", fingerprint, line_digest=line or fingerprint + "-line"
    )


def row_of(transaction: Transaction, capture: Capture, outcome: str = "article") -> int:
    number = captures.file_id(transaction, captures.File(capture.location.file, "mark", "warc"))
    captures.put(transaction, [(number, capture, outcome, None, None)])
    return captures.row_number(number, capture.location.offset)


def put(transaction: Transaction, capture: Capture, said: Edition) -> Standing:
    row = row_of(transaction, capture)
    history = Editions(transaction, [row], [said.article_id])
    standing = history.put(row, moment(capture), said)
    history.flush()
    return standing


def moment(capture: Capture) -> Moment:
    return Moment(capture.exchange.fetched_at, f"{capture.location.file}:{capture.location.offset:015d}")


def test_an_article_is_new_then_unchanged_then_changed(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        first = put(transaction, capture_at(0, 0), edition("A"))
        again = put(transaction, capture_at(1, 100), edition("A", "another line"))
        edited = put(transaction, capture_at(2, 200), edition("B"))
    assert [first.outcome, again.outcome, edited.outcome] == ["new", "unchanged", "changed"]
    assert [first.appendable, again.appendable, edited.appendable] == [True, False, True]
    assert not first.upset | again.upset | edited.upset


def test_the_same_capture_twice_counts_once(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        put(transaction, capture_at(0, 0), edition("A"))
        twice = put(transaction, capture_at(0, 0), edition("A"))
        assert (twice.outcome, twice.appendable, twice.upset) == ("known", False, frozenset())
        assert len(captures.revisions(transaction, *DAY)) == 1


def test_a_late_edit_in_between_makes_the_one_after_it_a_revision(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        put(transaction, capture_at(0, 0), edition("A", "1"))
        put(transaction, capture_at(2, 200), edition("A", "2"))
        late = put(transaction, capture_at(1, 100), edition("B", "3"))
        assert late.outcome == "changed"
        assert late.upset == {DAY}
        assert [held.location.offset for held, _ in captures.revisions(transaction, *DAY)] == [0, 100, 200]


def test_new_code_that_says_otherwise_upsets_the_day(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        put(transaction, capture_at(0, 0), edition("A"))
        anew = put(transaction, capture_at(0, 0), edition("A2"))
        assert anew.upset == {DAY}
        assert not anew.appendable


def test_a_capture_that_is_no_article_any_more_leaves_history(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        put(transaction, capture_at(0, 0), edition("A", "1"))
        put(transaction, capture_at(1, 100), edition("B", "2"))
        put(transaction, capture_at(2, 200), edition("A", "3"))
        row = row_of(transaction, capture_at(1, 100), "rejected")
        assert Editions(transaction, [row], []).drop(row) == {DAY}
        assert [held.location.offset for held, _ in captures.revisions(transaction, *DAY)] == [0]


@settings(max_examples=60)
@given(
    looks=st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ABC")), min_size=1, max_size=7),
    order=st.randoms(use_true_random=False),
)
def test_revisions_do_not_depend_on_the_order_of_arrival(looks: list[tuple[int, str]], order: Random) -> None:
    arrivals = [
        (capture_at(minute, number * 100), edition(said, f"{number}")) for number, (minute, said) in enumerate(looks)
    ]
    shuffled = arrivals.copy()
    order.shuffle(shuffled)
    in_time = sorted(arrivals, key=lambda each: (each[0].exchange.fetched_at, each[0].location.offset))
    expected = [
        capture.location.offset
        for position, (capture, said) in enumerate(in_time)
        if position == 0 or in_time[position - 1][1].fingerprint != said.fingerprint
    ]
    with tempfile.TemporaryDirectory() as folder:
        catalog = open_catalog(Path(folder) / "catalog.sqlite")
        with catalog.writing() as transaction:
            rows = [row_of(transaction, capture) for capture, _ in shuffled]
            together = Editions(transaction, rows[:3], ["id"])
            for row, (capture, said) in zip(rows[:3], shuffled, strict=False):
                together.put(row, moment(capture), said)
            together.flush()
            for capture, said in shuffled[3:]:
                put(transaction, capture, said)
            found = [held.location.offset for held, _ in captures.revisions(transaction, *DAY)]
        catalog.close()
    assert found == sorted(expected)


def test_days_grow_unless_they_are_to_be_written_anew(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        assert captures.grow_day(transaction, *DAY, 10) == 0
        assert captures.grow_day(transaction, *DAY, 5) == 10
        assert captures.lengths(transaction) == {DAY: 15}
        captures.set_day(transaction, *DAY, captures.UNKNOWN_LENGTH)
        assert captures.grow_day(transaction, *DAY, 5) == captures.UNKNOWN_LENGTH
        assert captures.lengths(transaction) == {DAY: captures.UNKNOWN_LENGTH}


def test_the_newest_article_goes_before_a_newer_error_page(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        put(transaction, capture_at(0, 0), edition("A"))
        row_of(transaction, capture_at(9, 900), "rejected")
        held = captures.latest(transaction, ["https://p.example/story"])
        missing = captures.latest(transaction, ["https://p.example/other"])
    assert held is not None
    assert (held.location.offset, held.fetched_at) == (0, START)
    assert missing is None


def test_how_far_a_file_was_ingested_never_shrinks(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        number = captures.file_id(transaction, captures.File("a.warc.gz", "mark", "warc"))
        captures.note_ingested(transaction, number, 500)
        captures.note_ingested(transaction, number, 300)
        assert captures.known_files(transaction) == {("a.warc.gz", "mark"): captures.KnownFile("warc", 500)}


def test_a_file_is_known_by_its_name_and_beginning_wherever_it_lies(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        number = captures.file_id(transaction, captures.File("a.warc.gz", "mark", "warc"))
        assert captures.file_id(transaction, captures.File("a.warc.gz", "mark", "elsewhere")) == number
        assert captures.file_id(transaction, captures.File("a.warc.gz", "another", "warc")) != number
