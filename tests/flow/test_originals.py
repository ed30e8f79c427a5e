"""What an answer is a revisit of, and on which conditions a URL is asked for: answers in, revisits out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import app, decode
from scraper.app.opening import World
from scraper.fetch.rendering import lower_names
from scraper.ingest import Source, conditions, find_original, store
from scraper.ingest.originals import Conditions
from scraper.judging import judge_safely
from scraper.model import Capture, FoundOn, Kind, RevisitProfile, Target, Visit
from scraper.warc import Writer
from scraper.workers import Selection
from tests.faults.small_archive import START, settings_for
from tests.unit.page import page, prose
from tests.unit.warc_files import make_writer

URL = "https://www.harbour.example/news/2024/03/05/gates-lifted-out-1"
STORY = page(title="Gates lifted out", body=prose()).encode()
EDITED = STORY.replace(b"Gates lifted out", b"Gates put back in")


def answer(body: bytes = STORY, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]
    if not any(line.startswith("Transfer-Encoding") for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(body: bytes) -> bytes:
    return answer(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), "Transfer-Encoding: chunked")


@dataclass
class Desk:
    """An archive to which answers come one by one, an hour apart, each asked for on the conditions that are known."""

    world: World
    writer: Writer
    captures: list[Capture] = field(default_factory=list)

    def known(self, kind: Kind = Kind.ARTICLE, url: str = URL) -> Conditions:
        return conditions(self.world.shelves, url, kind, 20)

    def take(
        self,
        response: bytes,
        *,
        url: str = URL,
        kind: Kind = Kind.ARTICLE,
        truncated: str | None = None,
        asked: Callable[[bytes], bytes] = bytes,
    ) -> Capture:
        at = START + timedelta(hours=len(self.captures))
        fields = b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in self.known(kind, url))
        request = asked(b"GET /news HTTP/1.1\r\nHost: www.harbour.example\r\n" + fields + b"\r\n")
        exchange = decode.exchange(url, at, request, response, truncated=truncated)
        target = Target(url, "harbour", kind, "harbour/news", FoundOn("https://www.harbour.example/", "urn:uuid:0"))
        capture = self.writer.append(exchange, Visit(target), find_original(self.world.shelves, exchange))
        self.writer.sync()
        shelves = self.world.shelves
        verdict = judge_safely(capture, self.world.rules)
        store(shelves, [verdict], self.world.rules, at, Source(shelves.warcs, gapless=True))
        self.captures.append(capture)
        return capture

    def fetched_again(self, *responses: bytes) -> list[str | None]:
        """The record ids that these answers are revisits of."""
        return [taken.revisit.record_id if taken.revisit else None for taken in map(self.take, responses)]


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    with app.open_archive(settings_for(folder)) as world:
        writer = make_writer(world.shelves.warcs)
        yield Desk(world, writer)
        writer.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "archive") as desk:
        yield desk


def test_nothing_is_a_revisit_of_a_page_that_was_cut_short(desk: Desk) -> None:
    """Its payload may be the same: but who replays the revisit would take that for cut short too."""
    desk.take(answer(), truncated="disconnect")
    whole = desk.take(answer())
    assert whole.revisit is None
    assert desk.fetched_again(answer()) == [whole.record_id]


def test_a_page_behind_a_cookie_wall_is_asked_for_on_its_own_conditions(desk: Desk) -> None:
    """The wall leads to the address that it stands at."""
    tag = 'ETag: "a"'
    wall = answer(b"", f"Location: {URL}", "Set-Cookie: seen=yes", status="302 Found")
    first = [desk.take(wall), desk.take(answer(STORY, tag)), desk.take(wall)]
    assert desk.known() == (("If-None-Match", '"a"'),)
    assert desk.fetched_again(answer(b"", tag, status="304 Not Modified")) == [first[1].record_id]


def test_of_several_that_hold_a_payload_one_that_fits_is_found(desk: Desk) -> None:
    sized, framed = desk.take(answer()), desk.take(chunked(STORY))
    assert (sized.revisit, framed.revisit) == (None, None)
    again = desk.fetched_again(answer(), chunked(STORY), answer(EDITED), answer(), chunked(STORY))
    assert again == [sized.record_id, framed.record_id, None, sized.record_id, framed.record_id]


def test_a_page_whose_file_is_gone_is_kept_whole_once_and_referred_to_afterwards(desk: Desk) -> None:
    desk.take(answer())
    desk.writer.close()
    [path] = desk.world.shelves.warcs.glob("*.warc.gz")
    path.rename(desk.world.shelves.folder / "elsewhere")
    whole = desk.take(answer())
    assert whole.revisit is None
    assert desk.fetched_again(answer(), answer()) == [whole.record_id] * 2


@pytest.mark.parametrize("spoil", ["flip", "truncate"])
def test_a_304_of_what_cannot_be_read_any_more_is_no_revisit_and_nothing_is_asked_on_its_condition(
    desk: Desk, spoil: str
) -> None:
    desk.take(answer(STORY, 'ETag: "a"'))
    desk.writer.close()
    [path] = desk.world.shelves.warcs.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[-200] ^= 1
    path.write_bytes(data if spoil == "flip" else data[:-200])
    bare = desk.take(answer(b"", 'ETag: "a"', status="304 Not Modified"))
    assert bare.revisit is None
    assert judge_safely(bare, desk.world.rules).outcome == "failed"
    assert desk.known() == ()


def test_by_http_2_validators_are_sent_in_lower_case(desk: Desk) -> None:
    first = desk.take(answer(STORY, 'ETag: W/"a"', "Last-Modified: Mon, 04 Mar 2024 10:00:00 GMT"))
    again = desk.take(answer(b"", 'ETag: "a"', status="304 Not Modified"), asked=lower_names)
    assert again.revisit is not None
    assert (again.revisit.profile, again.revisit.record_id) == (RevisitProfile.NOT_MODIFIED, first.record_id)


def test_a_304_that_speaks_of_another_etag_is_not_believed(desk: Desk) -> None:
    desk.take(answer(STORY, 'ETag: "a"'))
    assert desk.take(answer(b"", 'ETag: "b"', status="304 Not Modified")).revisit is None


def test_a_304_that_nobody_asked_for_is_not_believed(desk: Desk) -> None:
    desk.take(answer(STORY))
    assert desk.take(answer(b"", status="304 Not Modified")).revisit is None


@pytest.mark.parametrize("tag", ['"' + "x" * 5_000 + '"', '"\x01"', '"\x85"'])
def test_an_etag_that_cannot_be_echoed_is_left_out_and_the_304_to_the_rest_is_a_revisit(desk: Desk, tag: str) -> None:
    date = "Mon, 04 Mar 2024 10:00:00 GMT"
    first = desk.take(answer(STORY, f"ETag: {tag}", f"Last-Modified: {date}"))
    assert desk.known() == (("If-Modified-Since", date),)
    assert desk.fetched_again(answer(b"", status="304 Not Modified")) == [first.record_id]


@pytest.mark.parametrize(
    ("was", "now", "asks"),
    [
        (Kind.ARTICLE, Kind.ARTICLE, True),
        (Kind.ARTICLE, Kind.PAGE, False),
        (Kind.PAGE, Kind.PAGE, True),
        (Kind.REQUISITE, Kind.REQUISITE, True),
        (Kind.REQUISITE, Kind.ARTICLE, False),
    ],
)
def test_what_was_judged_as_something_else_is_asked_for_in_full(desk: Desk, was: Kind, now: Kind, asks: bool) -> None:
    """A 304 to it would bring no article, or no links, where there are some."""
    desk.take(answer(STORY, 'ETag: "a"'), kind=was)
    assert bool(desk.known(now)) == asks


def test_what_a_page_named_long_ago_is_not_asked_for_when_a_lost_catalog_is_built_again(tmp_path: Path) -> None:
    """The picture of then is not there any more; nor does an update bring a flood of requests."""
    due = "SELECT count(*) FROM targets WHERE kind = 'requisite' AND due_at IS NOT NULL"
    with opened(tmp_path / "archive") as desk:
        desk.take(answer(page(head='<meta property="og:image" content="/gates.jpg">', body=prose()).encode()))
        assert counted(desk.world, due) == 1
        desk.writer.close()
    for path in (tmp_path / "archive").glob("catalog.sqlite*"):
        path.unlink()
    with app.open_archive(settings_for(tmp_path / "archive")) as world:
        assert counted(world, "SELECT count(*) FROM captures") == 1
        assert counted(world, due) == 0


def counted(world: World, query: str) -> int:
    with world.shelves.catalog.reading() as transaction:
        return int(transaction.exec_driver_sql(query).scalar_one())


def test_live_and_replayed_rows_are_equal_column_by_column(desk: Desk, tmp_path: Path) -> None:
    tagged = answer(STORY, 'ETag: "a"')
    desk.take(answer(), truncated="length")
    for response in (tagged, tagged, answer(b"", status="304 Not Modified"), chunked(STORY), chunked(STORY)):
        desk.take(response)
    desk.take(answer(STORY, "Content-Encoding: gzip"), url=URL + "-mirror")
    desk.take(answer(EDITED, 'ETag: "b"'))
    desk.take(tagged)
    desk.writer.close()
    told = [rows(desk.world)]
    for number, paths in enumerate(([desk.world.shelves.warcs], sorted(desk.world.shelves.warcs.glob("*.gz")))):
        settings = settings_for(tmp_path / f"again-{number}")
        for path in paths:
            list(app.replay_into(settings, app.ReplayJob((path,), Selection(), 1), lambda _: None))
        with app.open_archive(settings) as world:
            told.append(rows(world))
    assert told[0] == told[1] == told[2]


def rows(world: World) -> list[tuple[object, ...]]:
    """All captures and articles, but for the numbers that they and their files have in one catalog."""
    with world.shelves.catalog.reading() as transaction:
        captures = transaction.exec_driver_sql("SELECT * FROM captures ORDER BY fetched_at").mappings().all()
        articles = transaction.exec_driver_sql("SELECT * FROM articles ORDER BY fetched_at").mappings().all()
    dropped = {"id", "file_id", "capture_id"}
    return [tuple((k, v) for k, v in row.items() if k not in dropped) for row in (*captures, *articles)]
