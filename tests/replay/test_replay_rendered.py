"""An article over two pages that a browser showed: its record is made of the conversions alone, however it is made."""

from dataclasses import replace
from pathlib import Path

import pytest

from scraper import decode
from scraper.model import Kind, Rendering, Target, Visit
from scraper.warc import as_answer
from tests.flow.archives import records
from tests.replay.test_pages_joined import STORY, Taken, page, put_out, replayed
from tests.unit.page import PROSE
from tests.unit.warc_files import make_writer, only

TARGET = Target(STORY, "gazette", Kind.ARTICLE, "gazette/news")


def shown(folder: Path) -> Path:
    """A WARC file of both pages, each as it came, which reads like a page as well, and as it was shown."""
    writer = make_writer(folder)
    for number, target in ((1, TARGET), (2, replace(TARGET, url=f"{STORY}?page=2", kind=Kind.PART))):
        came = Taken(2 * number, target.url, page(number, 2, "Please wait while the page is loading, dear reader."))
        loaded = writer.append(came.exchange(), Visit(replace(target, kind=Kind.LOADED)))
        answer = as_answer("text/html; charset=utf-8", page(number, 2).encode())
        at = replace(came, minute=2 * number + 1).exchange().fetched_at
        visit = Visit(target, rendering=Rendering("Chromium/1", "quiet"))
        writer.convert(decode.exchange(target.url, at, b"", answer), visit, loaded.record_id)
    writer.close()
    return only(folder)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_pages_are_joined_as_they_were_shown(tmp_path: Path, workers: int) -> None:
    file = shown(tmp_path / "warc")
    replayed(tmp_path / "again", [file], workers)
    (record,) = records(tmp_path / "again" / "archive")
    (told,) = put_out([file], tmp_path / "out.jsonl", workers)
    for each in (record, told):
        assert each["paragraphs"] == [PROSE[0], PROSE[3], PROSE[1]]
        assert each["provenance"]["capture"] == "conversion"
    assert told == record
