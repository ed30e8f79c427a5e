"""What is asked for by hand, and taken back before anybody began."""

from datetime import timedelta

from scraper.catalog import Catalog, demand, targets
from scraper.model import Kind, Target
from tests.catalog.conftest import START

HOUR = timedelta(hours=1)
KNOWN = Target("https://p.example/", "p", Kind.PAGE, "p/front")
FRESH = Target("https://p.example/story", "p", Kind.ARTICLE, "https://p.example/story")
SCOPE = targets.Scope(frozenset({"p/front", FRESH.url}), frozenset({KNOWN.url, FRESH.url}))


def test_what_was_planned_before_is_planned_again_unless_somebody_began(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        targets.add(transaction, [KNOWN], START, START + HOUR)
        before = demand.ask_for(transaction, [KNOWN, FRESH], START)
        assert before == {KNOWN.url: START + HOUR, FRESH.url: None}
        assert demand.measure(transaction, START) == demand.Demand(2, START)
        assert demand.is_busy(transaction, SCOPE, START)
        lease, room = targets.Lease("us", START + HOUR), targets.Room(1)
        (held,) = targets.claim(transaction, SCOPE, START, lease, room)
        left = next(target for target in (KNOWN, FRESH) if target.url != held.url)
        assert demand.take_back(transaction, before) == [left.url]
        assert demand.is_busy(transaction, SCOPE, START)  # the one that is held
        targets.settle(transaction, [targets.Look(held.url, START, "listing")], START)
        assert not demand.is_busy(transaction, SCOPE, START)
        later = demand.measure(transaction, START + 2 * HOUR)
        assert later.counted == (1 if left == KNOWN else 0)
