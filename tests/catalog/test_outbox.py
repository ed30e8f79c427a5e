"""What hooks are to be told: put and taken out by the transactions that make it so, wanted by whom, and how much."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from scraper.catalog import Catalog, outbox
from scraper.catalog.outbox import Entry, Failure, State
from scraper.notices import LONGEST_BODY, Notice, Occasion, Wish
from tests.catalog.conftest import START


def notice(key: str = "1", occasion: Occasion = Occasion.NEW, section: str | None = "bay/news") -> Notice:
    return Notice(occasion, f"article.{occasion.value}", key, START, section, {"title": key})


def later(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def enlist(catalog: Catalog, *wishes: Wish, at: datetime = START) -> None:
    with catalog.writing() as transaction:
        outbox.enlist(transaction, wishes, at)


def put(catalog: Catalog, *notices: Notice, at: datetime = START) -> None:
    with catalog.writing() as transaction:
        outbox.put(transaction, notices, at)


def due(catalog: Catalog, hook: str, at: datetime = START) -> Sequence[Entry]:
    with catalog.reading() as transaction:
        return outbox.due(transaction, hook, at, 100_000)


def titles(catalog: Catalog, hook: str, at: datetime = START) -> list[str]:
    return [json.loads(entry.body)["data"]["title"] for entry in due(catalog, hook, at)]


def fail(catalog: Catalog, hook: str, at: datetime, *, refused: bool = False) -> int:
    """The first that is due is tried in vain; it may be tried again after a minute. Returns how many are given up."""
    with catalog.writing() as transaction:
        (entry, *_) = outbox.due(transaction, hook, at, 1)
        failure = Failure(at, at + timedelta(minutes=1), "answered with 500", refused)
        return outbox.fail(transaction, hook, entry, failure)


def state(catalog: Catalog, hook: str) -> State:
    with catalog.reading() as transaction:
        return next(each for each in outbox.states(transaction) if each.name == hook)


def test_a_hook_is_told_what_it_wants_in_order_and_nothing_twice(catalog: Catalog) -> None:
    put(catalog, notice("before anybody listened"))
    edits = Wish("edits", frozenset({Occasion.CHANGED, Occasion.ALERT}), frozenset({"bay"}))
    enlist(catalog, Wish("all"), edits)
    told = [notice("a"), notice("b", Occasion.CHANGED), notice("c", Occasion.CHANGED, "hill/news"), notice("a")]
    put(catalog, *told, notice("d", Occasion.ALERT, None), notice("e", Occasion.ALERT, "hill/news"))
    assert titles(catalog, "all") == ["a", "b", "c", "d", "e"]
    assert titles(catalog, "edits") == ["b", "d"]
    assert titles(catalog, "nobody") == []
    assert due(catalog, "all")[1].message == due(catalog, "edits")[0].message


def test_what_is_not_committed_is_not_told(catalog: Catalog) -> None:
    enlist(catalog, Wish("all"))

    def broken() -> None:
        with catalog.writing() as transaction:
            outbox.put(transaction, [notice()], START)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert titles(catalog, "all") == []


def test_what_was_delivered_is_gone_and_a_failure_leaves_the_hook_alone_for_a_while(catalog: Catalog) -> None:
    enlist(catalog, Wish("all"))
    put(catalog, notice("a"), notice("b"))
    assert fail(catalog, "all", START) == 0
    assert titles(catalog, "all", later(0.9)) == []
    assert titles(catalog, "all", later(1)) == ["a", "b"]
    with catalog.writing() as transaction:
        assert outbox.deliver(transaction, "all", outbox.due(transaction, "all", later(1), 1)[0])
        assert not outbox.deliver(transaction, "all", outbox.due(transaction, "all", later(1), 1)[0])
    now = state(catalog, "all")
    assert (now.waiting, now.delivered, now.failures, now.failure) == (0, 2, 0, "answered with 500")


def test_three_days_on_it_is_given_up_but_not_untried(catalog: Catalog) -> None:
    enlist(catalog, Wish("all"))
    put(catalog, notice("a"), notice("b"))
    put(catalog, notice("c"), at=later(60))
    days = 3 * 24 * 60
    assert titles(catalog, "all", later(days + 30)) == ["a", "b", "c"]
    assert fail(catalog, "all", later(days - 5)) == 0
    assert fail(catalog, "all", later(days + 30)) == 2
    assert titles(catalog, "all", later(days + 40)) == ["c"]
    assert (state(catalog, "all").given_up, state(catalog, "all").waiting) == (2, 1)


def test_what_is_refused_for_what_it_says_holds_up_the_others_for_an_hour(catalog: Catalog) -> None:
    enlist(catalog, Wish("all"))
    put(catalog, notice("a"), notice("b"))
    assert [fail(catalog, "all", later(minutes), refused=True) for minutes in (0, 30, 59)] == [0, 0, 0]
    assert fail(catalog, "all", later(60), refused=True) == 1
    assert titles(catalog, "all", later(60)) == ["b"]


def test_only_so_many_wait_and_the_oldest_go(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST", 3)
    enlist(catalog, Wish("all"), Wish("edits", frozenset({Occasion.CHANGED})))
    put(catalog, notice("edited", Occasion.CHANGED))
    put(catalog, *(notice(str(number)) for number in range(5)))
    assert titles(catalog, "all") == ["2", "3", "4"]
    assert titles(catalog, "edits") == ["edited"]
    assert state(catalog, "all").given_up == 3
    assert [fail(catalog, "all", later(minutes)) for minutes in (0, 1)] == [3, 0]  # told once


def test_one_that_is_shut_is_told_nothing_until_it_is_enlisted_anew(catalog: Catalog) -> None:
    enlist(catalog, Wish("all"))
    put(catalog, notice("a"))
    with catalog.writing() as transaction:
        outbox.shut(transaction, "all", START, "answered with 410")
    put(catalog, notice("b"))
    assert titles(catalog, "all") == []
    assert state(catalog, "all").shut
    enlist(catalog, Wish("all"))
    assert titles(catalog, "all") == ["a"]


def test_what_waits_for_a_hook_that_is_not_configured_is_kept_for_three_days(catalog: Catalog) -> None:
    enlist(catalog, Wish("all"))
    put(catalog, notice("a"))
    enlist(catalog, Wish("other"))
    put(catalog, notice("b"))
    assert titles(catalog, "all") == []
    assert not state(catalog, "all").configured
    enlist(catalog, Wish("all"))
    assert titles(catalog, "all") == ["a"]
    enlist(catalog, at=later(3 * 24 * 60 + 1))
    with catalog.reading() as transaction:
        assert outbox.states(transaction) == []


def test_a_body_is_bounded_whatever_a_page_or_an_alert_says() -> None:
    title, seen = "\u00e9\ud800" * 50_000, [{"url": "https://bay.example/" + "x" * 1_000}] * 1_000
    data = {"section": "bay/news", "title": title, "url": "https://bay.example/a", "captures": seen}
    body = Notice(Occasion.ALERT, "alert.raised", "k", START, "bay/news", data).body()
    assert len(body) <= LONGEST_BODY
    told = json.loads(body)
    assert told["data"] == {"section": "bay/news", "title": title[:1_000], "url": "https://bay.example/a"}
    assert (told["type"], told["timestamp"]) == ("alert.raised", "2026-03-01T12:00:00.000000Z")
