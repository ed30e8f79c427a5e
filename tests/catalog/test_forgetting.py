"""The daemon's own account does not grow for ever: what is forgotten when, and what is kept that the rest stands on."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from scraper.catalog import Catalog, failed, hosts, soundness, targets, waiting
from scraper.catalog.hosts import Ailing
from scraper.catalog.schema import failures
from scraper.model import FoundOn, Kind, Target

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECTION = Target("https://a.example/feed", "a", Kind.FEED, "a/news")
STORY = Target("https://a.example/gone", "a", Kind.ARTICLE, "a/news", FoundOn(SECTION.url, "urn:uuid:1"))


def look(target: Target, at: datetime) -> targets.Look:
    return targets.Look(target.url, at, "failed", "no answer")


def kept(catalog: Catalog) -> dict[str, list[datetime]]:
    with catalog.reading() as transaction:
        rows = transaction.execute(select(failures).order_by(failures.c.at)).all()
    found = dict[str, list[datetime]]()
    for row in rows:
        found.setdefault(row.url, []).append(datetime.fromisoformat(row.at))
    return found


def test_failures_are_forgotten_after_a_month_but_for_the_last_look(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.make_due(transaction, [SECTION], NOW)
        targets.add(transaction, [STORY], NOW, NOW)
        for days in (90, 80):
            targets.fail(transaction, STORY, look(STORY, NOW - days * DAY), "timeout")
        for days in (60, 31, 29, 1):
            targets.fail(transaction, SECTION, look(SECTION, NOW - days * DAY), "timeout")
        failed.prune(transaction, NOW)
        assert soundness.complaints(transaction) == []
    assert kept(catalog) == {STORY.url: [NOW - 80 * DAY], SECTION.url: [NOW - 29 * DAY, NOW - DAY]}


def test_a_section_that_could_not_be_asked_for_weeks_keeps_its_newest_rows_and_its_last_look(catalog: Catalog) -> None:
    minute = timedelta(minutes=1)
    with catalog.writing() as transaction:
        targets.make_due(transaction, [SECTION], NOW)
        targets.fail(transaction, SECTION, look(SECTION, NOW - 2 * DAY), "timeout")
        for number in range(2 * failed.MOST):
            at = NOW - DAY + number * minute
            waiting.put_off(transaction, SECTION, look(SECTION, at), "host_down")
        for _ in range(2):  # the second time finds nothing more
            failed.prune(transaction, NOW)
            count = transaction.scalar(select(func.count()).select_from(failures))
            assert count == failed.MOST + 1
    times = kept(catalog)[SECTION.url]
    assert times[0] == NOW - 2 * DAY, "which the target's last look is known by"
    assert times[1:] == [NOW - DAY + number * minute for number in range(failed.MOST, 2 * failed.MOST)]


def test_hosts_are_told_until_the_daemon_says_otherwise_or_nothing_any_more(catalog: Catalog) -> None:
    down = Ailing("b.example", "down", NOW - DAY, NOW + timedelta(minutes=9), "b.example: refused")
    busy = Ailing("a.example", "busy", None, NOW + timedelta(minutes=1), None)
    with catalog.writing() as transaction:
        hosts.tell(transaction, [down, busy], NOW)
        assert hosts.ailing(transaction, NOW + hosts.RENEWED) == [busy, down]
        assert hosts.ailing(transaction, NOW + timedelta(minutes=3)) == [], "the daemon was killed"
        assert hosts.are_told(transaction)
        hosts.tell(transaction, [down], NOW + hosts.RENEWED)
        assert hosts.ailing(transaction, NOW + hosts.RENEWED) == [down]
        hosts.tell(transaction, [], NOW)
        assert not hosts.are_told(transaction)
