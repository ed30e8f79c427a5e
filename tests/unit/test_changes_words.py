"""Texts held against each other word by word, and lists paragraph by paragraph."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.changes import Op, diff_words
from scraper.changes.comparing import LineEdit, _compare_lines
from scraper.changes.words import align, split_words

MARKS = {Op.SAME: "{}", Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}


def shown(before: str, after: str) -> str:
    return "".join(MARKS[span.op].format(span.text) for span in diff_words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The gate is shut.", "The gate is open.", "The gate is [-shut-]{+open+}."),
        ("He said no.", "He said: no!", "He said{+:+} no[-.-]{+!+}"),
        ("two old boats", "three new boats", "[-two old-]{+three new+} boats"),
        ("It’s a well-known pier", "It’s a little-known pier", "It’s a [-well-known-]{+little-known+} pier"),
        ("港口星期一关闭。", "港口星期二关闭。", "港口星期[-一-]{+二+}关闭。"),
        ("フェリーは月曜日に出る", "フェリーは火曜日に出る", "フェリーは[-月-]{+火+}曜日に出る"),
        ("เรือออกวันจันทร์", "เรือออกวันอังคาร", "เรือออกวัน[-จันทร์-]{+อังคาร+}"),
        ("항구는 월요일에 닫힌다", "항구는 화요일에 닫힌다", "항구는 [-월요일에-]{+화요일에+} 닫힌다"),
        ("नाव सोमवार को चलेगी", "नाव मंगलवार को चलेगी", "नाव [-सोमवार-]{+मंगलवार+} को चलेगी"),
        ("ميناء مغلق الاثنين", "ميناء مفتوح الاثنين", "ميناء [-مغلق-]{+مفتوح+} الاثنين"),
        ("", "news", "{+news+}"),
        ("news", "", "[-news-]"),
        ("same", "same", "same"),
    ],
)
def test_words_are_told_from_one_another(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


_TEXTS = st.text(st.sampled_from("ab ,.’\u3042\u4e00\u0e01\u0e34 \n"), max_size=60)


@settings(max_examples=300)
@given(_TEXTS, _TEXTS)
def test_what_stayed_with_what_went_is_the_one_and_with_what_came_the_other(before: str, after: str) -> None:
    spans = diff_words(before, after)
    assert "".join(span.text for span in spans if span.op is not Op.ADDED) == before
    assert "".join(span.text for span in spans if span.op is not Op.REMOVED) == after
    assert "".join(split_words(before)) == before


def lines(before: list[str], after: list[str]) -> list[tuple[int | None, int | None]]:
    found: list[LineEdit] = list(_compare_lines(before, after))
    return [(line.before, line.after) for line in found]


def test_a_paragraph_is_held_against_the_one_it_was() -> None:
    one, two, three = "The gate was lifted out on Monday.", "The fleet is back in May.", "No one was hurt at the pier."
    fresh = "An inquiry begins in the town hall next week."
    assert lines([one, two, three], [one, fresh, two.replace("May", "June"), three]) == [(None, 2), (2, 3)]
    assert lines([one, two, three], [one, three]) == [(2, None)]
    assert lines([one, two], [fresh, one.replace("Monday", "Friday"), two]) == [(None, 1), (1, 2)]
    assert lines([one, two], [one, two]) == []


@settings(max_examples=200)
@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_an_alignment_covers_both_sides_in_order(before: list[str], after: list[str]) -> None:
    blocks = align(before, after)
    assert [each for block in blocks for each in before[block.i : block.j]] == before
    assert [each for block in blocks for each in after[block.k : block.l]] == after
    assert all(before[block.i : block.j] == after[block.k : block.l] for block in blocks if block.same)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["the gate of " * 30_000], ["of the gate " * 30_000]),
        ([f"the gate {n} of the pier" for n in range(20_000)], [f"a sail {n} of the pier" for n in range(20_000)]),
        ([" ".join(f"w{n % 997} the" for n in range(60_000))], [" ".join(f"w{n % 991} the" for n in range(60_000))]),
        (["x"] * 20_000 + ["y"], ["x"] * 5_000 + ["z"] + ["x"] * 9_000),
    ],
)
def test_a_huge_text_takes_seconds_at_most(before: list[str], after: list[str]) -> None:
    began = time.process_time()
    assert list(_compare_lines(before, after))
    assert time.process_time() - began < 10
