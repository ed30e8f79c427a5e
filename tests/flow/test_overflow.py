"""A section that brings nothing but news: told once, and what came and went between two polls is found."""

import json
import signal
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text

from scraper import app, cli
from scraper.alerts import AlertKind
from scraper.app import gaps
from scraper.catalog import alerts, ticks, walks
from scraper.catalog.alerts import Standing
from scraper.catalog.walks import Walk, Why
from tests.flow.archives import records
from tests.flow.background import serving
from tests.flow.listed import NAME, SITE, Paper, configure, today
from tests.flow.test_daemon import wait_for

INDEX = f"index: '{SITE}/archive/{{yyyy}}-{{mm}}-{{dd}}'"


def crawl(file: Path) -> None:
    assert cli.main(["crawl", "--config", str(file)]) == 0


def archived(file: Path) -> set[str]:
    return {record["url"] for record in records(file.parent / "archive")}


def overflows(file: Path) -> list[Standing]:
    with app.reading(app.load_config(file)) as shelves, shelves.catalog.reading() as transaction:
        return [one for one in alerts.since(transaction, None) if one.alert.kind is AlertKind.OVERFLOW]


def gap(file: Path) -> Walk:
    with app.reading(app.load_config(file)) as shelves, shelves.catalog.reading() as transaction:
        found = walks.newest(transaction, NAME, Why.OVERFLOW)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("shown", "url", "profile", "said"),
    [
        ("pages", f"{SITE}/news/", "", "pages: what was known began on page 3"),
        ("index", f"{SITE}/feed.xml", INDEX, "index: the lists of"),
        ("sitemap", f"{SITE}/feed.xml", "", "sitemap: all that may list"),
    ],
)
def test_every_article_is_archived_that_came_between_two_polls(
    tmp_path: Path, shown: str, url: str, profile: str, said: str
) -> None:
    paper = Paper(frozenset({shown, "pages"} if shown == "index" else {shown}))
    with serving(paper) as server:
        file = configure(tmp_path, server.port, url, profile)
        paper.publish(2, today() - timedelta(days=9))
        paper.publish(4)
        crawl(file)
        assert archived(file) == paper.urls() - {SITE + paper.path(paper.stories[0])}  # the front holds five
        assert overflows(file) == []
        paper.publish(13)
        crawl(file)
        assert archived(file) == paper.urls() - {SITE + paper.path(paper.stories[0])}
        [told] = overflows(file)
        assert told.alert.detail.startswith("all 5 items are new since the poll of ")
        assert told.alert.detail.endswith(f": it is looked for by {shown}")
        assert told.alert.evidence["items"] == 5
        then, now = cast(list[dict[str, str]], told.alert.evidence["captures"])
        assert (then["url"], now["url"], then["at"] < now["at"]) == (url, url, True)
        assert told.healed_at is None
        filled = gap(file)
        assert filled.whole
        assert filled.told[-1].startswith(said)
        paper.publish(2)
        crawl(file)
        [told] = overflows(file)
        assert told.healed_at is not None
        assert archived(file) == paper.urls() - {SITE + paper.path(paper.stories[0])}
    assert cli.main(["verify", "--config", str(file)]) == 0


def test_where_nothing_is_known_to_look_by_that_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    paper = Paper(frozenset())
    with serving(paper) as server:
        file = configure(tmp_path, server.port, f"{SITE}/feed.xml")
        paper.publish(5)
        crawl(file)
        paper.publish(9)
        crawl(file)
    [told] = overflows(file)
    assert told.alert.detail.endswith("nothing is known to look for it by")
    assert "may not be filled" in caplog.text
    assert not gap(file).whole
    assert len(archived(file)) == 10


def test_pages_that_end_before_the_gap_does_are_followed_by_what_else_there_is(tmp_path: Path) -> None:
    paper = Paper(frozenset({"pages", "sitemap"}))
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        paper.publish(5)
        crawl(file)
        paper.publish(17)
        paper.refused.add("/news/?page=3")
        assert cli.main(["crawl", "--config", str(file)]) == 1
    assert archived(file) == paper.urls()
    assert gap(file).told[0].startswith("pages: a page could not be read")
    assert gap(file).whole


def test_a_gap_that_cannot_be_filled_in_the_end_is_told(tmp_path: Path) -> None:
    paper = Paper()
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        paper.publish(5)
        crawl(file)
        paper.publish(17)
        paper.broken.add("/news/?page=2")
        assert cli.main(["crawl", "--config", str(file)]) == 1
        assert gap(file).ended_at is None
        with app.open_archive(app.load_config(file)) as world:
            gaps.give_up_gaps(world)
            assert gap(file).ended_at is None  # it will be tried again
            with world.shelves.catalog.writing() as transaction:  # as after the last try
                transaction.execute(text("UPDATE targets SET due_at = NULL"))
            gaps.give_up_gaps(world)
        _, told = overflows(file)
        assert told.alert.detail.endswith(
            "pages: a page could not be read; index: none is known; sitemap: none is known"
        )
        assert told.alert.evidence == {"lists": [f"{SITE}/news/?page=2"]}
        paper.publish(1)
        crawl(file)
        assert [one.healed_at is not None for one in overflows(file)] == [True, True]


def test_what_several_pages_of_each_poll_hold_is_no_overflow(tmp_path: Path) -> None:
    paper = Paper()
    with serving(paper) as server:
        file = configure(tmp_path, server.port, more=", max_pages: 2")
        paper.publish(8)
        crawl(file)
        paper.publish(5)  # all of the first page, and none of the second
        crawl(file)
        assert overflows(file) == []
        paper.publish(11)
        crawl(file)
        assert len(overflows(file)) == 1
    assert archived(file) == paper.urls()


def test_what_another_section_has_led_to_is_no_gap_where_the_poll_before_listed_it(tmp_path: Path) -> None:
    paper = Paper()
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        twin = f"  - {{name: pier/feed, url: '{SITE}/feed.xml', every: 1h, watch: none}}\n"
        file.write_text(file.read_text() + twin)
        paper.publish(5)
        for _ in range(3):
            crawl(file)
            paper.publish(3)
    assert overflows(file) == []


def test_a_news_sitemap_overflows_into_those_that_robots_txt_names(tmp_path: Path) -> None:
    paper = Paper(frozenset({"sitemap"}))
    with serving(paper) as server:
        file = configure(tmp_path, server.port, f"{SITE}/latest.xml", more=", kind: sitemap")
        paper.publish(5)
        crawl(file)
        assert archived(file) == paper.urls()
        paper.publish(9)
        crawl(file)
        assert len(overflows(file)) == 1
        assert archived(file) == paper.urls()
        assert gap(file).whole


def test_a_gap_is_filled_by_whoever_comes_next_when_the_first_was_killed(tmp_path: Path) -> None:
    paper = Paper()
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        paper.publish(5)
        crawl(file)
        paper.publish(17)
        begun, command = len(paper.asked), [sys.executable, "-m", "scraper", "crawl", "--config", str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        paper.wait_for(begun + 4)
        process.kill()
        process.wait()
        crawl(file)
    assert archived(file) == paper.urls()
    assert len(overflows(file)) == 1


def test_where_the_catalog_was_lost_no_article_is_asked_for_again(tmp_path: Path) -> None:
    paper = Paper()
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        paper.publish(5)
        crawl(file)
        paper.publish(9)
        crawl(file)
        (tmp_path / "archive" / "catalog.sqlite").unlink()
        assert cli.main(["replay", str(tmp_path / "archive" / "warc"), "--config", str(file)]) == 0
        paper.publish(2)
        asked = len(paper.asked)
        crawl(file)
    assert archived(file) == paper.urls()
    assert sum("tide" in path for path in paper.asked[asked:]) == 2


def test_a_daemon_polls_sooner_what_has_overflowed(tmp_path: Path) -> None:
    paper = Paper()
    with serving(paper) as server:
        file = configure(tmp_path, server.port)
        paper.publish(5)
        command = [sys.executable, "-m", "scraper", "run", "--http", "127.0.0.1:0", "--log-format", "json"]
        process = subprocess.Popen([*command, "--config", str(file)], stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            door = json.loads(process.stderr.readline())["event"].split()[-1]
            wait_for(process, rf"{SITE}/news/\"")
            paper.publish(9)
            body = json.dumps({"sections": [NAME]}).encode()
            asked = urllib.request.Request(
                f"http://{door}/api/crawls", body, {"Content-Type": "application/json"}, method="POST"
            )
            urllib.request.urlopen(asked, timeout=30).close()
            wait_for(process, rf"{SITE}/news/\?page=2")
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
        finally:
            process.kill()
            process.communicate()
    assert len(overflows(file)) == 1
    url = f"{SITE}/news/"
    with app.reading(app.load_config(file)) as shelves, shelves.catalog.reading() as transaction:
        planned = ticks.standings(transaction, [url])[url].next
    assert planned is not None
    assert timedelta(minutes=20) < planned - app.now() < timedelta(minutes=31)  # of an hour
