"""`scraper backfill`: a section's past, by its lists of days, its pages or its sitemaps; stopped and gone on with."""

import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import cli
from tests.flow.archives import captures, records
from tests.flow.background import serving
from tests.flow.listed import NAME, SITE, Paper, configure, today

INDEX = f"index: '{SITE}/archive/{{yyyy}}-{{mm}}-{{dd}}'"
FIRST, LAST = today() - timedelta(days=6), today() - timedelta(days=3)


def past(paper: Paper) -> None:
    """Seven stories a day, ten days back, and some elsewhere."""
    for back in range(10, -1, -1):
        paper.publish(7, today() - timedelta(days=back))
        paper.publish(2, today() - timedelta(days=back), "sport")


def backfill(file: Path, *more: str, code: int = 0) -> None:
    days = "--from", FIRST.isoformat(), "--to", LAST.isoformat()
    assert cli.main(["backfill", NAME, *days, *more, "--config", str(file)]) == code


def archived(file: Path) -> set[str]:
    return {record["url"] for record in records(file.parent / "archive")}


@pytest.mark.parametrize("dates", [True, False])
def test_a_range_is_walked_page_by_page_until_it_is_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dates: bool
) -> None:
    paper = Paper(dates=dates)
    past(paper)
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        backfill(file)
        said = capsys.readouterr().out
        wanted = paper.urls(FIRST, LAST)
        if dates:
            assert archived(file) == wanted
        else:  # the articles themselves tell when they were published
            assert wanted <= archived(file)
            assert re.search(r"by their own word, \d+ of the articles found lie before it and 2[1-9] after", said)
        assert not any("sport" in path for path in paper.asked)
        last = max(int(number) for number in re.findall(r"\?page=(\d+)", " ".join(paper.asked)))
        assert last < 15 if dates else last < 16  # of 16: what lies before the range was left there
        assert f"pages: what lies before {FIRST} began on page {last if dates else ''}" in said
        assert "whole: the range was walked" in said
        asked = len(paper.asked)
        backfill(file)  # again: the lists are, the articles are not
        assert [path for path in paper.asked[asked:] if "tide" in path] == []
        assert "0 articles, of which" not in capsys.readouterr().out
        # What the walk left of the front page is not lost, though that is as it was.
        assert cli.main(["crawl", "--config", str(file)]) == 0
        assert {SITE + paper.path(story) for story in paper.stories[-7:] if story.place == "news"} <= archived(file)
    assert cli.main(["verify", "--config", str(file)]) == 0


def test_lists_of_days_are_read_where_the_profile_knows_them_and_no_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = Paper(frozenset({"pages", "index"}), dates=False)
    past(paper)
    with serving(paper) as server:
        file = configure(tmp_path, server.port, f"{SITE}/feed.xml", INDEX)
        backfill(file)
    assert archived(file) == paper.urls(FIRST, LAST)
    assert {path[9:19] for path in paper.asked if path.startswith("/archive/")} == {
        (FIRST + timedelta(days=number)).isoformat() for number in range(4)
    }
    assert f"index: the lists of {FIRST} to {LAST} were read" in capsys.readouterr().out


def test_sitemaps_are_read_by_their_time_and_only_where_the_section_has_its_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = Paper(frozenset({"sitemap"}))
    past(paper)
    with serving(paper) as server:
        file = configure(tmp_path, server.port, f"{SITE}/feed.xml")
        backfill(file, "--by", "sitemap")
        said = capsys.readouterr().out
    assert archived(file) == paper.urls(FIRST, LAST)
    assert "/map-0.xml" not in paper.asked  # older than the range, and not changed since
    assert "8 entries where the section has no articles" in said
    assert "sitemap: all that may list" in said


def test_what_cannot_be_reached_is_named_and_tried_again_next_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = Paper(frozenset({"pages", "index"}))
    past(paper)
    lost = next(story for story in paper.stories if story.day == LAST)
    paper.broken = {paper.path(lost), f"/archive/{FIRST}"}
    with serving(paper) as server:
        file = configure(tmp_path, server.port, f"{SITE}/feed.xml", INDEX)
        backfill(file, code=1)
        said = capsys.readouterr().out
        assert f"list not read: {SITE}/archive/{FIRST}: " in said
        assert f"article not reached: {SITE}{paper.path(lost)}: " in said
        assert "not whole" in said
        other = "--from", str(FIRST + timedelta(days=1)), "--to", str(LAST)  # what is known, and was not reached
        assert cli.main(["backfill", NAME, *other, "--config", str(file)]) == 1
        said = capsys.readouterr().out
        assert f"article not reached: {SITE}{paper.path(lost)}: " in said
        assert "run it again for what is named above" in said
        paper.broken.clear()
        asked = len(paper.asked)
        backfill(file)
        said = capsys.readouterr().out
    assert cli.main(["verify", "--config", str(file)]) == 0
    assert "gone on with from before" in said
    assert archived(file) == paper.urls(FIRST, LAST)
    assert f"/archive/{LAST}" not in paper.asked[asked:]


def test_where_the_section_itself_cannot_be_read_its_past_may_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = Paper(frozenset({"pages", "sitemap"}))
    past(paper)
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        assert cli.main(["crawl", "--config", str(file)]) == 0
        recent = archived(file)
        paper.broken.add("/news/")
        backfill(file, code=1)
    said = capsys.readouterr().out
    assert "section: the section itself could not be read" in said
    assert f"list not read: {SITE}/news/: " in said
    assert archived(file) == paper.urls(FIRST, LAST) | recent  # where it has articles was known


def test_killed_anywhere_it_goes_on_when_it_is_run_again(tmp_path: Path) -> None:
    paper = Paper(frozenset({"pages", "index"}))
    past(paper)
    with serving(paper) as server:
        file = configure(tmp_path, server.port, profile=INDEX)
        file.write_text(file.read_text().replace("delay: 0,", "delay: 0.02,"))
        command = [sys.executable, "-m", "scraper", "backfill", NAME, "--from", str(FIRST), "--to", str(LAST)]
        for stop, enough in ((signal.SIGKILL, 8), (signal.SIGKILL, 18), (signal.SIGTERM, 25)):
            process = subprocess.Popen(
                [*command, "--config", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            paper.wait_for(enough)
            process.send_signal(stop)
            out, err = process.communicate(timeout=60)
            assert process.returncode != 0, err
        assert b"stopped: run the same command again" in out
        backfill(file)
    assert archived(file) == paper.urls(FIRST, LAST)
    fetched = [capture.exchange.url for capture in captures(tmp_path / "archive") if "tide" in capture.exchange.url]
    assert len(fetched) == len(set(fetched))
    assert cli.main(["verify", "--config", str(file)]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pier/sport", "--from", "2026-01-01"], "no section named 'pier/sport'; sections: pier/news"),
        ([NAME, "--from", "last week"], "--from: expected a day such as 2026-11-23, got 'last week'"),
        ([NAME, "--from", "2026-02-30"], "--from: expected a day such as 2026-11-23, got '2026-02-30'"),
        ([NAME, "--from", "2026-02-03", "--to", "2026-02-01"], "--from: 2026-02-03 is after --to, 2026-02-01"),
        ([NAME, "--from", "2199-02-03"], "--from: 2199-02-03"),
        ([NAME, "--from", "2026-02-03", "--by", "guess"], "--by: expected one of pages, index, sitemap, got 'guess'"),
    ],
)
def test_what_cannot_be_asked_is_answered_by_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    file = configure(tmp_path, 1)
    assert cli.main(["backfill", *arguments, "--config", str(file)]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "archive").exists()
