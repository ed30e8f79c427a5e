"""Every file in shared/warcs, good, odd or broken on purpose: what is bad is named, and the rest is read."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from scraper.model import Capture
from scraper.warc import Damage, Originals, find_files, read, read_at, split

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "warcs"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there")

# Of each capture: offset, status, bytes of request and of response. Of each damage: offset, words of its reason.
Captures = Sequence[tuple[int, int, int, int]]
Damages = Sequence[tuple[int, str]]
EXPECTED: dict[str, tuple[Captures, Damages]] = {
    "bad.arc": ([(202, 0, 0, 1)], [(0, "'-1'"), (134, "'-1'"), (262, "'abc'")]),
    "dupes.warc.gz": (
        # The last is a revisit of the first; what the others are revisits of was captured a day before, elsewhere.
        [(334, 200, 313, 1610), (1858, 302, 310, 107), (3696, 200, 292, 278), (11875, 200, 313, 1610)],
        [(offset, "is in none of the files read") for offset in (2678, 4630, 5658, 6684, 7709, 8750, 9793, 10826)],
    ),
    # warcio and FastWARC find the same fault with the block of its revisit.
    "example-bad-non-chunked.warc.gz": ([(1197, 200, 493, 975), (3370, 200, 493, 975)], [(3370, "block")]),
    "example-digest.warc": ([], [(0, "payload")]),
    "example-iana.org-chunked.warc": ([(405, 200, 76, 7566)], []),
    "example-resource.warc.gz": ([(802, 200, 0, 1384)], []),
    "example-space-in-target-uri.warc.gz": ([], []),
    "example-trunc.warc": (
        [(1197, 200, 493, 973)],
        [(1197, "block"), (1197, "payload"), (2560, "no WARC record")],
    ),
    "example-url-agnostic-orig.warc.gz": ([(353, 200, 0, 1547)], []),
    "example-url-agnostic-revisit.warc.gz": ([(355, 200, 0, 1547)], []),
    "example-wget-1-14.warc.gz": ([(792, 200, 109, 1591)], []),
    "example-wget-bad-target-uri.warc.gz": ([(824, 200, 141, 1598)], []),
    "example-wpull.warc.gz": ([(2031, 200, 67, 1591)], []),
    "example-wrong-chunks.warc.gz": ([(0, 200, 137, 1613)], [(0, "several gzip members"), (0, "block")]),
    "example.arc.gz": ([(171, 200, 0, 1591)], []),
    "example.warc": ([(1197, 200, 493, 975), (3370, 200, 493, 975)], []),
    "example.warc.gz": ([(784, 200, 493, 975), (2621, 200, 493, 975)], []),
    "missing-status-text.warc": ([(0, 302, 0, 107)], []),
    "post-test.warc.gz": ([(0, 200, 227, 733), (1196, 200, 223, 740), (2395, 200, 224, 739)], []),
}


def test_all_files_are_expected() -> None:
    assert {path.name for path in find_files([FOLDER])} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_each_file_holds(name: str) -> None:
    path = FOLDER / name
    captures, damages = EXPECTED[name]
    found = list(read(path, find=Originals([FOLDER])))
    assert [
        (item.location.offset, item.exchange.status, len(item.exchange.request), len(item.exchange.response))
        for item in found
        if isinstance(item, Capture)
    ] == list(captures)
    named = [item for item in found if isinstance(item, Damage)]
    assert [item.offset for item in named] == [offset for offset, _ in damages]
    for item, (_, words) in zip(named, damages, strict=True):
        assert item.file == str(path)
        assert words in item.reason


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_locations_and_ranges_read_the_same(name: str) -> None:
    path = FOLDER / name
    find = Originals([FOLDER])
    found = list(read(path, find=find))
    for item in found:
        if isinstance(item, Capture):
            assert read_at(path, item.location, find).exchange.response == item.exchange.response
    assert [item for cut in split(path, 300) for item in read(cut.path, cut.start, cut.end, find)] == found


def test_a_revisit_is_read_where_its_original_is_and_named_where_it_is_not() -> None:
    orig, revisit = (FOLDER / f"example-url-agnostic-{part}.warc.gz" for part in ("orig", "revisit"))
    (first,), (again,) = (list(read(path, find=Originals([revisit, orig]))) for path in (orig, revisit))
    assert isinstance(first, Capture)
    assert isinstance(again, Capture)
    assert again.exchange.url == "http://test@example.com/"
    assert (again.exchange.truncated, again.payload_digest) == (None, first.payload_digest)
    assert again.exchange.response.partition(b"\r\n\r\n")[2] == first.exchange.response.partition(b"\r\n\r\n")[2]
    [alone] = read(revisit, find=Originals([revisit]))
    assert isinstance(alone, Damage)
    assert (alone.offset, alone.reason) == (
        355,
        "the response it refers to, http://example.iana.org/ at 2013-07-02T19:54:02Z, is in none of the files read",
    )
