"""When a host counts as down, how long it is left alone, and how fast it is asked."""

import pytest

from scraper.fetch.circuit import Circuit, State
from scraper.fetch.pace import Pace


def fail(circuit: Circuit, reason: str = "connect", url: str = "http://a.example/", *, probe: bool = False) -> bool:
    return circuit.fail(reason, url, f"{url}: {reason}", probe=probe)


def down() -> Circuit:
    circuit = Circuit()
    assert [fail(circuit) for _ in range(3)] == [False, False, True]
    assert circuit.pause(1_000.0, 1.0)
    return circuit


def test_the_third_failure_in_a_row_opens_it() -> None:
    circuit = Circuit()
    assert [fail(circuit), fail(circuit)] == [False, False]
    assert circuit.succeed() is False
    assert [fail(circuit) for _ in range(3)] == [False, False, True]
    assert circuit.failures == 3


@pytest.mark.parametrize("reason", ["timeout", "disconnect", "protocol", "http-500"])
def test_a_page_that_fails_by_itself_never_closes_its_host(reason: str) -> None:
    circuit = Circuit()
    assert not any(fail(circuit, reason, "http://a.example/1") for _ in range(50))
    assert not fail(circuit, reason, "http://a.example/2")
    assert fail(circuit, reason, "http://a.example/3")


def test_one_probe_a_step_and_each_step_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    circuit, now, steps = down(), 1_000.0, list[float]()
    for _ in range(8):
        wait = circuit.shut_for(now)
        assert circuit.shut_for(now + wait - 1) == pytest.approx(1)
        steps.append(wait)
        now += wait
        assert circuit.shut_for(now) == 0.0
        assert circuit.enter()
        assert circuit.shut_for(now) > 0.0  # the others are turned back
        assert fail(circuit, probe=True)
        assert not circuit.pause(now, 1.0)
        circuit.leave()
        assert circuit.state is State.DOWN
    assert steps == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_quarter_of_each_step_is_left_to_chance() -> None:
    circuit = Circuit()
    circuit.pause(0.0, 0.0)
    assert circuit.shut_for(0.0) == 22.5


def test_a_late_failure_of_what_was_under_way_lengthens_nothing() -> None:
    circuit = down()
    assert not fail(circuit)
    assert circuit.shut_for(1_000.0) == 30


def test_the_first_answer_heals_it_and_the_next_trouble_begins_anew() -> None:
    circuit = down()
    circuit.pause(1_030.0, 1.0)
    assert circuit.succeed() is True
    assert circuit.succeed() is False
    assert (circuit.state, circuit.failures, circuit.error, circuit.shut_for(1_031.0)) == (State.UP, 0, "", 0.0)
    assert [fail(circuit) for _ in range(3)] == [False, False, True]
    circuit.pause(2_000.0, 1.0)
    assert circuit.shut_for(2_000.0) == 30


def test_a_probe_that_was_given_up_leaves_the_way_free() -> None:
    circuit = down()
    circuit.enter()
    circuit.leave()
    assert circuit.shut_for(1_030.0) == 0.0


def test_after_a_week_it_is_lost() -> None:
    circuit = down()
    circuit.pause(1_000.0 + 6 * 86_400, 1.0)
    assert not circuit.is_lost(1_000.0 + 7 * 86_400)
    assert circuit.is_lost(1_001.0 + 7 * 86_400)


def test_a_server_that_slows_is_asked_at_half_its_speed_at_most_and_faster_again_when_it_has_recovered() -> None:
    pace = Pace(1.0)
    pace.take(0.1, failed=False)
    assert pace.delay == 1.0
    seen = []
    for seconds in (8.0, 8.0, 8.0, 0.1, 0.1, 0.1, 0.1, 0.1):
        pace.take(seconds, failed=False)
        seen.append(round(pace.delay, 1))
    assert seen == [8.1, 12.0, 14.0, 7.1, 3.7, 1.9, 1.1, 1.0]


def test_an_error_makes_it_slower_alone_and_a_minute_is_the_slowest() -> None:
    pace = Pace(1.0)
    for _ in range(10):
        pace.take(300.0, failed=True)
    assert pace.delay == 60.0
    pace.take(0.001, failed=True)
    assert pace.delay == 60.0
    pace.set(1.0, 90.0)  # what robots.txt or the configuration wants is not shortened
    assert pace.delay == 90.0


def test_a_server_of_ones_own_is_not_slowed_down() -> None:
    pace = Pace(0.0)
    pace.take(10.0, failed=False)
    assert pace.delay == 0.0


def test_a_busy_host_is_left_alone_for_as_long_as_it_says_and_longer_each_time() -> None:
    pace = Pace(2.0)
    assert [pace.hold(None) for _ in range(4)] == [2.0, 4.0, 8.0, 16.0]
    pace.relax()
    assert [pace.hold(3_600.0), pace.hold(0.0), pace.hold(0.0)] == [3_600.0, 4.0, 8.0]
    for _ in range(20):
        pace.hold(None)
    assert pace.hold(None) == 3_600.0
