"""When a section has changed for the worse, and when it has not."""

from datetime import UTC, datetime, timedelta

import pytest

from scraper.drift import FIELDS, Drift, Look, find_drifts, mark
from scraper.model import Article

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ALL = (1 << len(FIELDS)) - 1


def bits(*without: str) -> int:
    return sum(1 << place for place, name in enumerate(FIELDS) if name not in without)


def looks(*runs: tuple[int, int | None, int]) -> list[Look]:
    """Captures, newest first, as runs of (how many, found, size)."""
    made = [(found, size) for count, found, size in runs for _ in range(count)]
    return [
        Look(f"https://ledger.example/{n}", NOW - timedelta(hours=n), found, size)
        for n, (found, size) in enumerate(made)
    ]


def told(drifts: list[Drift]) -> list[str]:
    return [drift.what for drift in drifts]


def test_a_field_that_is_found_no_more_is_told_with_the_two_captures_around_the_change() -> None:
    section = looks((12, bits("authors"), 3000), (60, ALL, 3000))
    (drift,) = find_drifts(section)
    assert (drift.what, drift.usual, drift.now) == ("authors", 1.0, 0.0)
    assert (drift.before, drift.after) == (section[12], section[11])
    assert str(drift) == (
        "authors found on 0% of pages, where 100% were usual; compare https://ledger.example/12 "
        "(2026-05-01T00:00:00) with https://ledger.example/11 (2026-05-01T01:00:00)"
    )


def test_bodies_that_collapse_are_told() -> None:
    section = looks((10, ALL, 200), *((1, ALL, 2000 + 100 * n) for n in range(30)))
    (drift,) = find_drifts(section)
    assert (drift.what, drift.now, drift.before) == ("body", 200, section[10])
    assert str(drift).startswith("bodies of 200 characters, where 3,450 were usual; compare ")


def test_rejections_that_rise_are_told_even_where_none_is_left_to_read() -> None:
    (drift,) = find_drifts(looks((10, None, 0), (2, None, 0), (40, ALL, 3000)))
    assert drift.what == "rejected"
    assert str(drift).startswith("100% of captures are rejected, where 0% were usual; compare ")


def test_a_drift_is_told_until_it_is_mended() -> None:
    assert told(find_drifts(looks((300, bits("published_at"), 3000), (60, ALL, 3000)))) == ["published_at"]
    assert told(find_drifts(looks((10, ALL, 3000), (290, bits("published_at"), 3000), (60, ALL, 3000)))) == []


@pytest.mark.parametrize(
    "section",
    [
        [],
        looks((9, bits("authors"), 3000)),
        looks((10, bits("authors"), 3000), (14, ALL, 3000)),  # hardly any history
        looks((80, bits("authors", "tags"), 3000)),  # it never had them
        looks((3, bits("authors"), 3000), (70, ALL, 3000)),  # three bylines left out
        looks(*((1, ALL if n % 2 else bits("authors"), 3000) for n in range(80))),  # half of them always lack it
        looks(*((1, ALL, 400 if n % 3 else 4000) for n in range(80))),  # short and long ones by turns
        looks(*((1, ALL if n % 4 else None, 3000) for n in range(80))),  # a quarter was always rejected
        looks((10, None, 0), (60, None, 0)),
    ],
)
def test_what_is_usual_in_a_section_is_no_drift(section: list[Look]) -> None:
    assert find_drifts(section) == []


def test_marks_say_what_an_article_has() -> None:
    article = Article("https://ledger.example/1", "ledger", "A title", ("Words.",), authors=("Ada Quay",), tags=("a",))
    look = Look(article.url, NOW, mark(article))
    assert {field for field in FIELDS if look.has(field)} == {"authors", "tags"}
