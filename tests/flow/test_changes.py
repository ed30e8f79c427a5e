"""Articles after they were published: when they are looked at again, what is told of it, and what a replay tells."""

import io
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from scraper import app, cli, config
from scraper.app.changes import find_changes
from scraper.app.opening import reading
from scraper.catalog.changes import Wanted
from scraper.catalog.telling import told
from scraper.changes import RECHECK, ChangeKind
from scraper.config import Config
from scraper.workers import Selection
from tests.faults.small_archive import verify
from tests.flow.archives import records
from tests.flow.polled import Polled
from tests.flow.watched import HOST, SECTION, START, STORY, Answer, archive, configure, replay, story
from tests.unit.page import PROSE, prose

MISSING = Answer(0, "<p>nothing here</p>", "404 Not Found")
GONE_PAGE = "<title>Page not found</title><h1>Page not found</h1><p>It may have moved.</p>"


def kinds(settings: Config, **wanted: object) -> list[list[str]]:
    with reading(settings) as shelves:
        return [told(each)["kinds"] for each in find_changes(shelves, Wanted(**wanted))]  # type: ignore[arg-type]


def gone(*minutes: float, **how: str) -> list[Answer]:
    return [Answer(each, **({"body": "<p>nothing here</p>", "status": "404 Not Found"} | how)) for each in minutes]


def run(settings: Config, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main([*arguments, "--config", str(settings.path)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"status": "410 Gone"},
        {"status": "200 OK", "body": GONE_PAGE},
        {"status": "200 OK", "body": "<h1>Harbour</h1>" + prose(), "onward": f"{HOST}/"},
        {"status": "200 OK", "body": "<h1>News</h1>" + prose(), "onward": f"{HOST}/news/"},
    ],
    ids=["404", "410", "soft 404", "home page", "section"],
)
def test_an_article_that_is_gone_at_three_looks_is_removed(tmp_path: Path, how: dict[str, str]) -> None:
    settings = configure(tmp_path)
    archive(settings, Answer(0, story()), *gone(60, 75, 120, 420, **how))
    assert kinds(settings) == [["removed"]]
    archive(settings, Answer(1500, story()))
    assert kinds(settings) == [["removed"], ["restored"]]
    with reading(settings) as shelves:
        removed, restored = find_changes(shelves, Wanted())
    assert [len(each.missed) for each in (removed, restored)] == [3, 4]
    assert removed.after == removed.missed[-1]
    assert verify(settings)[0] == []


@pytest.mark.parametrize(
    "answers",
    [
        gone(60, 75),
        [*gone(60, 75), Answer(90, story()), *gone(120, 150)],
        gone(60, 61, 62),
        [Answer(each, "", "503 Service Unavailable") for each in (60, 75, 120, 400)],
        [Answer(each, "<title>Just a moment...</title><h1>Just a moment...</h1>") for each in (60, 75, 120, 400)],
        [Answer(each, "", "403 Forbidden") for each in (60, 75, 120, 400)],
    ],
    ids=["twice", "not in a row", "within minutes", "errors", "challenges", "refusals"],
)
def test_what_does_not_show_that_it_is_gone_removes_nothing(tmp_path: Path, answers: list[Answer]) -> None:
    settings = configure(tmp_path)
    archive(settings, Answer(0, story()), *answers)
    assert kinds(settings) == []


def test_what_never_was_an_article_is_not_removed_and_is_looked_at_a_few_times_more(tmp_path: Path) -> None:
    """It was listed: a page that is not there so soon, or that a bot check stood before, may be an article yet."""
    settings = configure(tmp_path, "watch: none\n")
    due = archive(settings, *gone(0, 15, 60), Answer(360, "", "403 Forbidden"), *gone(1440))
    asked = START + timedelta(seconds=1)
    assert due == [*(asked + timedelta(minutes=minutes) for minutes in (15, 60, 360, 1440)), None]
    assert kinds(settings) == []
    other = configure(tmp_path / "other")
    archive(other, *gone(0), Answer(15, story()))
    assert kinds(other) == []
    assert [record["title"] for record in records(other.archive)] == ["Gates lifted out"]


def test_an_article_is_watched_as_configured_and_more_closely_once_it_is_missing(tmp_path: Path) -> None:
    settings = configure(tmp_path, "watch: [1h, 10d]\n")
    due = archive(settings, Answer(0, story()), Answer(60, story()), *gone(100, 116), Answer(170, "", "403 Forbidden"))
    first, missed = START + timedelta(seconds=1), START + timedelta(minutes=100, seconds=1)
    tenth = first + timedelta(days=10)
    assert due == [first + timedelta(hours=1), tenth, missed + RECHECK[0], missed + RECHECK[1], missed + RECHECK[2]]


def test_a_section_may_be_watched_otherwise_or_not_at_all(tmp_path: Path) -> None:
    sections = "sections: [{name: harbour/news, url: https://www.harbour.example/news/, watch: none}]\n"
    settings = configure(tmp_path / "a", sections)
    assert archive(settings, Answer(0, story()), Answer(60, story()), *gone(90)) == [None] * 3
    other = configure(tmp_path / "b", sections.replace("none", "[5m]").replace("section", "watch: none\nsection", 1))
    assert archive(other, Answer(0, story())) == [START + timedelta(minutes=5, seconds=1)]
    assert archive(configure(tmp_path / "c", "watch: none\n"), Answer(0, story())) == [None]


def test_a_replay_into_a_fresh_archive_tells_the_same_and_plans_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = configure(tmp_path / "live")
    other = f"{HOST}/news/tide-table-42"
    archive(
        settings,
        Answer(0, story()),
        Answer(1, story("Tide table"), url=other),
        Answer(15, story("Gates put back")),
        *gone(60, 75, 120),
        *(Answer(each, "", "410 Gone", other) for each in (61, 80, 140)),
        Answer(400, story("Gates put back", prose(4))),
    )
    told_live = run(settings, capsys, "changes", "--json")
    assert [json.loads(line)["kinds"] for line in told_live.splitlines()] == [
        ["headline"], ["removed"], ["removed"], ["restored", "body"],
    ]  # fmt: skip
    again = replay(settings, tmp_path / "again")
    assert run(again, capsys, "changes", "--json") == told_live
    assert kinds(settings, since=START + timedelta(minutes=130)) == [["removed"], ["restored", "body"]]
    assert kinds(settings, section=SECTION, kinds=frozenset({ChangeKind.BODY})) == [["restored", "body"]]
    assert kinds(settings, section="elsewhere/news") == []


def test_unchanged_pages_are_no_change_and_a_moved_stamp_is_told_on_request(tmp_path: Path) -> None:
    settings = configure(tmp_path)
    stamp = '<meta property="article:modified_time" content="2026-03-05T0{}:00:00Z">'
    noise = "<aside class='ad'>Buy {} boats</aside><p class='share-count'>{} shares</p>"
    pages = [story(before=noise.format(n, n)).replace("</head>", stamp.format(n) + "</head>") for n in (6, 7, 8)]
    archive(settings, *(Answer(60 * n, html) for n, html in enumerate(pages)))
    assert kinds(settings) == []
    assert kinds(settings, kinds=frozenset({ChangeKind.DATE})) == [["date"], ["date"]]


def test_a_diff_shows_words_and_names_both_captures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = configure(tmp_path)
    edited = prose().replace("twice touched", "once touched").replace(PROSE[4], "Tickets \x1b[2J\x9b31m are void.")
    archive(settings, Answer(0, story()), Answer(60, story(body=edited)), Answer(90, story("Gates shut", edited)))
    shown = run(settings, capsys, "diff", STORY)
    assert "changed: headline (silent)" in shown
    assert "Gates [-lifted out-]{+shut+}" in shown
    shown = run(settings, capsys, "diff", STORY, "--from", "2026-03-05T06:00", "--to", "2026-03-05T07:30")
    assert "who had [-twice-]{+once+} touched" in shown
    assert shown.count("2026-03-05 06:00:01 UTC, status 200: part0") == 1
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    found = json.loads(run(settings, capsys, "diff", STORY, "--to", "2026-03-05T07:10", "--json"))
    assert found["kinds"] == ["body"]
    assert (found["before"]["fetched_at"], found["after"]["fetched_at"]) == (
        "2026-03-05T06:00:01.000000Z", "2026-03-05T07:00:01.000000Z",
    )  # fmt: skip
    assert found["fields"][0]["lines"][0]["after"] == 2


@pytest.mark.parametrize(("colours", "expected"), [(True, "lifted out"), (False, "[-lifted out-]")])
def test_a_terminal_that_wants_no_colour_has_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, colours: bool, expected: str
) -> None:
    settings = configure(tmp_path)
    archive(settings, Answer(0, story()), Answer(60, story("Gates shut")))
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, color_system="standard", no_color=not colours)
    monkeypatch.setattr("scraper.cli.changes.out", console)
    assert cli.main(["diff", STORY, "--config", str(tmp_path / "config.yaml")]) == 0
    assert expected in written.getvalue()
    assert ("[-" in written.getvalue()) != colours


def test_a_section_that_nobody_knows_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = configure(tmp_path, "sections: [{name: quay/all, url: 'https://quay.example/'}]\n")
    archive(settings, Answer(0, story()), Answer(60, story("Gates shut")))
    for name in ("harbour", SECTION):  # not configured, and in the archive
        assert "Gates shut" in run(settings, capsys, "changes", "--section", name)
    for name in ("quay", "quay/all"):  # configured, and without changes as yet
        assert run(settings, capsys, "changes", "--section", name) == ""
    assert cli.main(["changes", "--section", "harbor", "--config", str(tmp_path / "config.yaml")]) == 2
    assert "names no section or publisher 'harbor'" in " ".join(capsys.readouterr().err.split())


def test_a_diff_of_what_was_removed_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = configure(tmp_path)
    archive(settings, Answer(0, story()), *gone(60, 75, 120))
    shown = run(settings, capsys, "diff", STORY)
    assert "no other revision" in shown
    assert "removed: not there at 3 looks in a row" in shown
    assert cli.main(["diff", f"{HOST}/none", "--config", str(settings.path)]) == 2
    assert cli.main(["changes", "--kind", "colour", "--config", str(settings.path)]) == 2
    assert "expected one of headline, summary" in capsys.readouterr().err


def test_a_replay_of_the_demo_tells_the_same_byte_for_byte(
    polled: Polled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live = config.load(polled.file)
    told_live = run(live, capsys, "changes", "--json")
    (change,) = map(json.loads, told_live.splitlines())
    assert (change["url"], change["kinds"]) == (polled.edited, ["headline", "body"])
    assert run(replay(live, tmp_path), capsys, "changes", "--json") == told_live


def test_what_an_older_catalog_did_not_note_is_told_after_a_replay(tmp_path: Path) -> None:
    settings = configure(tmp_path)
    archive(settings, Answer(0, story()), Answer(15, story("Gates put back")), *gone(60, 75, 120))
    catalog = sqlite3.connect(settings.archive / "catalog.sqlite")
    for words in ("DROP INDEX captures_gone", "ALTER TABLE captures DROP COLUMN reason"):
        catalog.execute(words)
    catalog.execute("ALTER TABLE articles DROP COLUMN facets")
    catalog.execute("PRAGMA user_version=4")
    catalog.close()
    with app.open_archive(settings):
        pass
    assert kinds(settings) == [[]]
    assert verify(settings)[0] == []
    for _ in app.replay_into(settings, app.ReplayJob((settings.archive / "warc",), Selection(), 1), lambda _: None):
        pass
    assert kinds(settings) == [["headline"], ["removed"]]
    assert verify(settings)[0] == []
