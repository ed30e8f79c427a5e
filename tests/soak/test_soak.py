"""A short soak in the ordinary tests: the same hosts, faults and checks, one kill. The long one is `make soak`."""

import asyncio
from pathlib import Path

import pytest

from tests.soak.findings import find
from tests.soak.plan import HOSTS, course, draw
from tests.soak.soak import soak
from tests.soak.summary import summary

SEED = 11


def test_the_same_seed_plans_the_same_and_a_long_soak_has_all_that_can_happen() -> None:
    plan = draw(course(20.0), SEED)
    assert plan == draw(course(20.0), SEED)
    ends = [story.states[-1].status for story in plan.stories]
    assert ends.count(404) + ends.count(410) >= 5
    assert sum(len({state.text for state in story.states}) > 2 for story in plan.stories) > 50
    assert any([state.status == 200 for state in story.states][-2:] == [False, True] for story in plan.stories)
    assert {(window.host, window.what) for window in plan.windows} > {(host, "down") for host in HOSTS}
    assert len(plan.kills) == 3


@pytest.mark.timeout(420)
def test_a_daemon_among_failing_hosts_loses_nothing_and_does_not_grow(tmp_path: Path) -> None:
    soaked = asyncio.run(soak(tmp_path, course(1.0), SEED, lambda _: None))
    assert soaked.ledger.faults.total() > 10
    assert len(soaked.kills) == 1
    assert find(soaked) == [], summary(soaked)
