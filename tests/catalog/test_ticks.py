"""The daemon's account of its schedule in the catalog: rhythms, next ticks, what was missed."""

from datetime import UTC, datetime, timedelta

from scraper.cadence import Rhythm, learn
from scraper.catalog import Catalog, targets, ticks
from scraper.model import Kind, Target
from scraper.timetable import Plan, Standing, Tick, What

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Target("https://a.example/feed", "a", Kind.FEED, "a/news")


def tick(hours: float, what: What = What.LATE, section: str = "a/news", **more: str) -> Tick:
    return Tick(f"https://{section}/", section, NOW - hours * HOUR, what, more.get("reason", "busy"), 2, 7.4)


def test_what_is_remembered_is_there_at_the_next_start(catalog: Catalog) -> None:
    rhythm = learn(learn(Rhythm(), NOW - HOUR, 9), NOW, 3)
    with catalog.writing() as transaction:
        targets.make_due(transaction, [FEED], NOW)
        for plan in (Plan(FEED.url, NOW, None), Plan(FEED.url, NOW + HOUR, rhythm), Plan(FEED.url, NOW + HOUR, rhythm)):
            ticks.remember(transaction, [plan])
    with catalog.reading() as transaction:
        found = ticks.standings(transaction, [FEED.url, "https://unknown.example/"])
    assert found == {FEED.url: Standing(None, NOW + HOUR, rhythm)}


def test_what_was_missed_is_summed_by_section_and_sort(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        ticks.note(transaction, [tick(3), tick(1, reason="busier"), tick(2), tick(50), tick(1, What.REFUSED, "b/news")])
    with catalog.reading() as transaction:
        found = ticks.missed_since(transaction, NOW - 24 * HOUR)
    assert [(each.section, each.what, each.count, each.last, each.reason) for each in found] == [
        ("a/news", "late", 6, NOW - HOUR, "busier"),
        ("b/news", "refused", 2, NOW - HOUR, "busy"),
    ]


def test_what_was_missed_is_forgotten_by_age_and_by_number(catalog: Catalog) -> None:
    old, many = (
        [tick(24 * 31), tick(24 * 29)],
        [tick(0.1 * count, section="b/news") for count in range(ticks.MOST + 30)],
    )
    with catalog.writing() as transaction:
        ticks.note(transaction, old + many)
        ticks.prune(transaction, NOW)
    with catalog.reading() as transaction:
        found = {each.section: each for each in ticks.missed_since(transaction, NOW - timedelta(days=60))}
    assert (found["a/news"].count, found["b/news"].count) == (2, 2 * ticks.MOST)
    assert found["b/news"].last == NOW
