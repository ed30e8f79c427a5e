"""What the watch of articles rests on: its key in the configuration, redirects to pages above, looks in a row."""

from datetime import timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.cadence import WATCH
from scraper.catalog.schema import MISSED
from scraper.changes import GONE, Look, leads_up, missing_since, turns
from scraper.errors import ConfigError
from tests.flow.watched import START

IDENTITY = "identity: {name: Test, contact: desk@desk.example}\n"
SITE = "https://news.example"


def parse(text: str) -> config.Config:
    return config.parse(IDENTITY + text, Path("config.yaml"))


def test_the_watch_is_read_and_written_back() -> None:
    assert parse("").watch == WATCH
    assert parse("watch: none").watch == parse("watch: []").watch == ()
    section = "sections: [{name: a/b, url: https://a.example/, watch: [90s, 1d12h]}]"
    settings = parse(section)
    assert settings.sections[0].watch == (timedelta(seconds=90), timedelta(hours=36))
    again = config.parse(config.dump(settings), Path("config.yaml"))
    assert (again.watch, again.sections) == (settings.watch, settings.sections)
    assert config.parse(config.dump(parse("watch: none")), Path("config.yaml")).watch == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("watch: soon", "watch: expected a list of rising spans such as [15m, 1h, 1d], or none, got \"soon\""),
        ("watch: [1h, 15m]", "config.yaml:2: watch: expected a list of rising spans"),
        ("watch: [1h, 1h]", "config.yaml:2: watch: expected a list of rising spans"),
        ("watch: [1h, never]", "config.yaml:2: watch: expected a span such as 10m or 2h"),
        ("watch: [15]", "config.yaml:2: watch[0]: expected a list of rising spans"),
        ("sections: [{name: a/b, url: https://a.example/, watch: 1h}]", "sections[0].watch: expected a list of rising"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_watch_is_named(text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(text)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("url", "onward", "expected"),
    [
        ("/harbour/gates-lifted-41", "/harbour/", True),
        ("/harbour/gates-lifted-41", "/", True),
        ("/2026/03/gates-lifted", "https://www.news.example/", True),
        ("/id/berita-1", "/id", True),
        ("/?p=412", "/", True),
        ("/gates-lifted/amp", "/gates-lifted", False),
        ("/gates-lifted-41", "/gates-lifted-41/", False),
        ("/gates-lifted-41", "/harbour/gates-lifted-41", False),
        ("/gates-lifted-41", "/?p=41", False),
        ("/news/2026/gates-lifted", "/news/2026", False),
        ("/harbour/gates-lifted", "/harbourmaster", False),
        ("/harbour/gates-lifted", "https://other.example/harbour", False),
    ],
)
def test_a_redirect_to_a_page_above_is_told_from_any_other(url: str, onward: str, expected: bool) -> None:
    there = onward if onward.startswith("https") else SITE + onward
    assert leads_up(SITE + url, there) is expected


def looks(signs: str) -> list[Look]:
    """A look each half hour: `+` shows the article, `-` finds it gone."""
    return [Look(START + timedelta(minutes=30 * n), n, n if sign == "+" else None) for n, sign in enumerate(signs)]


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("", []),
        ("---", []),
        ("+--+--+", []),
        ("+---", [(False, 3)]),
        ("+-----+", [(False, 3), (True, 6)]),
        ("+---+---", [(False, 3), (True, 4), (False, 7)]),
        ("--+--", []),
    ],
)
def test_what_counts_as_removed_and_restored(signs: str, expected: list[tuple[bool, int]]) -> None:
    assert [(turn.restored, turn.look.key) for turn in turns(looks(signs))] == expected


def test_an_article_is_missing_since_the_first_look_in_a_row_that_missed_it() -> None:
    assert missing_since(looks("+-+--")) == START + timedelta(minutes=90)
    assert missing_since(looks("+-+")) is None
    assert missing_since(looks("--")) is None


def test_the_index_of_what_is_gone_has_every_reason_for_it() -> None:
    assert "'" + "', '".join(GONE) + "'" in MISSED
