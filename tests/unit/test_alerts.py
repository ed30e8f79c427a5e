"""What is told of sections and hosts, and what is not: healthy weeks of many shapes, and each fault planted in them."""

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest

from scraper.alerts import (
    OF_COURSE,
    Alert,
    AlertKind,
    Course,
    Host,
    Listed,
    Look,
    Section,
    Seen,
    find_duplicates,
    follow,
    has_ended,
    is_challenged,
    judge_section,
    mark,
    meet,
    pack_course,
    pack_host,
    remember,
    tell_host,
    tell_pair,
    unpack_course,
    unpack_host,
)
from scraper.model import Kind
from tests.simulation.polls import START
from tests.simulation.shapes import EVEN, SHAPES, Shape
from tests.simulation.silences import ALL

URL = "https://quay.example/news/"
DAY = 24.0


@dataclass(frozen=True, slots=True)
class Told:
    """An alert, and how many hours after START it was raised and had ended."""

    alert: Alert
    raised: float
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What a section shows at an hour: how many of its articles are out; and how it answers."""

    articles: Sequence[float]
    still: tuple[float, float] = (1e9, 1e9)  # between these hours nothing new is shown
    stuck: bool = False  # and the document stays as it is; else it changes with each poll
    answer: Callable[[float], str] = lambda _: "listing"
    links: Callable[[float], int] = lambda _: 20
    unmatched: Callable[[float], bool] = lambda _: False
    watched: Callable[[float], bool] = lambda _: True
    kind: Kind = Kind.FEED
    step: float = 1.0  # hours between two polls


def seen(hour: float, status: int = 200) -> Seen:
    return Seen(URL, START + timedelta(hours=hour), "news-1.warc.gz", round(hour * 100), status)


def watch(site: Site, hours: float) -> list[Told]:
    """Poll a section as it answers, and tell what an operator is told."""
    course: Course | None = None
    told, standing = list[Told](), dict[AlertKind, Told]()
    shown, hour = 0, 0.0
    while hour < hours:
        if site.watched(hour):
            is_still = site.still[0] <= hour < site.still[1]
            upto = bisect_right(site.articles, site.still[0] if is_still else hour)
            what, links = site.answer(hour), site.links(hour)
            is_list = what == "listing"
            look = Look(
                START + timedelta(hours=hour),
                seen(hour),
                what,
                (str(upto) if site.stuck else str(hour)) if is_list else None,
                links if is_list else None,
                upto - shown if is_list and links else 0,
                "has no article that the selector matches" if site.unmatched(hour) else None,
            )
            shown = upto if look.fresh else shown
            course = follow(course, look)
            section = Section("quay/news", URL, site.kind, course)
            for kind in [kind for kind in standing if has_ended(kind, section)]:
                told[told.index(standing[kind])] = replace(standing[kind], ended=hour)
                del standing[kind]
            alert = judge_section(section)
            if alert is not None and alert.kind not in standing:
                standing[alert.kind] = Told(alert, hour)
                told.append(standing[alert.kind])
        hour += site.step
    return told


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.name)
def test_healthy_months_raise_nothing(shape: Shape) -> None:
    for seed in range(3):
        articles = shape.draw(Random(seed), 16)
        assert watch(Site(articles), 16 * 168) == []


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.name)
def test_what_is_our_own_fault_is_no_silence(shape: Shape) -> None:
    """The daemon was off for nine days, the network away for a day; quiet hours each night."""
    articles = shape.draw(Random(7), 12)

    def watched(hour: float) -> bool:
        return not (900 <= hour < 900 + 9 * DAY or 1_500 <= hour < 1_524 or hour % DAY < 5)

    assert watch(Site(articles, watched=watched), 12 * 168) == []


@pytest.mark.parametrize(
    ("name", "within"),
    [("wire agency", 24), ("daily paper", 5 * DAY), ("magazine", 15 * DAY), ("ministry", 15 * DAY), ("by chance", 12),
     ("weekly issue", 21 * DAY), ("weekdays", 7 * DAY)],
)  # fmt: skip
@pytest.mark.parametrize("stuck", [False, True])
def test_a_silence_beyond_the_rhythm_is_told_once_and_ends_once(name: str, within: float, stuck: bool) -> None:
    shape = next(shape for shape in ALL if shape.name == name)
    articles, began = shape.draw(Random(3), 20), 10 * 168 + 12.0
    [told] = watch(Site(articles, still=(began, began + 30 * DAY), stuck=stuck), 20 * 168)
    assert began < told.raised <= began + within
    assert told.ended == began + 30 * DAY
    alert = told.alert
    assert alert.kind is (AlertKind.UNCHANGING if stuck else AlertKind.SILENT)
    assert alert.subject == "quay/news"
    evidence = json.loads(json.dumps(alert.evidence))
    assert evidence["usual"]["longest_hours"] * 2 <= evidence["now"]["hours"]
    assert evidence["usual"]["silences"] >= 10
    assert evidence["now"]["hours"] > evidence["usual"]["told_after_hours"]
    last_new, last = (capture["offset"] / 100 for capture in evidence["captures"])
    assert last_new <= began < last == told.raised
    answers = round(last - last_new)
    assert evidence["now"]["answers"] == {"same" if stuck else "listing": answers}
    assert f"{answers} answers meanwhile" in alert.detail


def test_a_feed_that_is_not_modified_any_more_is_stuck_and_a_page_is_silent() -> None:
    articles, began = EVEN.draw(Random(3), 4), 3 * 168.0

    def answer(hour: float) -> str:
        return "unmodified" if hour > began + 1 else "listing"

    site = Site(articles, still=(began, 1e9), stuck=True, answer=answer)
    [told] = watch(site, 4 * 168)
    assert told.alert.kind is AlertKind.UNCHANGING
    assert "not modified" in told.alert.detail
    [told] = watch(replace(site, kind=Kind.PAGE), 4 * 168)
    assert told.alert.kind is AlertKind.SILENT


def test_little_is_told_before_two_weekends_were_seen_and_nothing_in_the_first_week() -> None:
    articles = SHAPES[1].draw(Random(5), 8)
    assert watch(Site(articles, still=(5 * DAY, 1e9)), 8 * 168) == []
    [told] = watch(Site(articles, still=(9 * DAY, 1e9)), 8 * 168)
    assert told.raised > 14 * DAY


def test_a_section_that_answers_404_lists_nothing_and_is_told_as_such() -> None:
    articles = EVEN.draw(Random(3), 4)

    def answer(hour: float) -> str:
        return "http-404" if 300 <= hour < 340 else "listing"

    [told] = watch(Site(articles, answer=answer), 4 * 168)
    assert told.alert.kind is AlertKind.SELECTOR
    assert "http-404" in told.alert.detail
    assert (told.raised, told.ended) == (303.0, 340.0)


def test_a_selector_that_stopped_matching_is_told_once_and_ends_once() -> None:
    articles = EVEN.draw(Random(3), 4)
    for links in (0, 2):

        def shown(hour: float, few: int = links) -> int:
            return few if 300 <= hour < 400 else 20 + int(hour) % 7

        told = watch(Site(articles, links=shown, kind=Kind.PAGE), 4 * 168)
        assert [one.alert.kind for one in told] == [AlertKind.SELECTOR]
        assert (told[0].raised, told[0].ended) == (303.0, 400.0)
        evidence = json.loads(json.dumps(told[0].alert.evidence))
        assert 20 <= evidence["usual"]["links"] <= 26
        assert evidence["now"] == {"links": links, "looks": 4, "hours": 3.0, "why": None}
        good, first, last = evidence["captures"]
        assert (good["offset"], first["offset"], last["offset"]) == (29_900, 30_000, 30_300)
        assert 20 <= good["links"] <= 26
        assert last["links"] == links


def test_a_profile_whose_selector_matches_no_more_is_told_though_links_are_found() -> None:
    articles = EVEN.draw(Random(3), 4)
    [told] = watch(Site(articles, unmatched=lambda hour: hour >= 300, kind=Kind.PAGE), 4 * 168)
    assert told.alert.kind is AlertKind.SELECTOR
    assert "the selector matches" in told.alert.detail
    assert watch(Site(articles, unmatched=lambda _: True, kind=Kind.PAGE), 4 * 168) == []


def test_lists_that_are_empty_by_their_nature_raise_nothing() -> None:
    """A page of the day's articles begins anew each midnight; a sitemap of two days fades over a holiday."""
    articles = SHAPES[1].draw(Random(5), 8)

    def today(hour: float) -> int:
        weekend = hour // DAY % 7 >= 5
        return 0 if weekend else int(hour % DAY)

    def fading(hour: float) -> int:
        return max(0, 40 - int(hour - 700)) if hour >= 700 else 40

    for kind, links in ((Kind.PAGE, today), (Kind.SITEMAP, fading)):
        told = watch(Site(articles, links=links, kind=kind), 5 * 168)
        assert AlertKind.SELECTOR not in {one.alert.kind for one in told}
    assert watch(Site([], links=lambda _: 0, kind=Kind.SITEMAP), 168) == []


def test_a_page_that_never_listed_anything_is_told() -> None:
    [told] = watch(Site([], links=lambda _: 0, kind=Kind.PAGE), 168)
    assert told.alert.kind is AlertKind.SELECTOR
    assert "it never listed any" in told.alert.detail


def test_a_fault_is_not_taken_for_a_habit_and_a_habit_is_taken_for_a_fault_but_few_times() -> None:
    """Two long breakages are both told soon; a list that begins to be empty on Sundays is told of thrice."""
    articles = EVEN.draw(Random(3), 12)

    def broken(hour: float) -> int:
        return 0 if 600 <= hour < 700 or 900 <= hour < 1_000 else 20

    told = watch(Site(articles, links=broken, kind=Kind.PAGE), 8 * 168)
    assert [(one.raised, one.ended) for one in told] == [(603.0, 700.0), (906.0, 1_000.0)]
    told = watch(Site(articles, links=lambda hour: 0 if hour > 600 and hour // 24 % 7 == 6 else 20), 12 * 168)
    assert len(told) == 3
    again = Site(articles, still=(600, 700))
    [first] = watch(again, 8 * 168)
    assert first.raised < 620


def test_a_short_maintenance_and_what_is_challenged_are_no_fault_of_the_selector() -> None:
    articles = EVEN.draw(Random(3), 4)
    assert watch(Site(articles, links=lambda hour: 0 if 300 <= hour < 302 else 20, kind=Kind.PAGE), 4 * 168) == []
    assert watch(Site(articles, answer=lambda hour: "challenge" if hour >= 300 else "listing"), 4 * 168) == []


@pytest.mark.parametrize(("before", "after"), [(24.0, 24.0), (0.25, 24.0), (24.0, 0.25)])
def test_time_counts_as_watched_however_often_a_section_is_polled(before: float, after: float) -> None:
    course, hour = follow(None, Look(START, seen(0), "listing", "a", 5, 5)), 0.0
    for step in [before] * 40 + [after] * 40:
        hour += step
        course = follow(course, Look(START + timedelta(hours=hour), seen(hour), "listing", "a", 5))
    assert hour - 49 < course.watched / 3_600 <= hour  # two steps of a new habit may be taken for lapses
    assert course.quiet == course.watched
    off = follow(course, Look(START + timedelta(hours=hour + 900), seen(hour), "listing", "a", 5))
    assert off.watched - course.watched == pytest.approx(course.step)


def test_an_answer_that_is_known_changes_nothing() -> None:
    look = Look(START, seen(0), "listing", "a", 5, 5)
    course = follow(None, look)
    later = follow(course, Look(START + timedelta(hours=1), seen(1), "listing", "b", 6, 1))
    assert follow(later, look) is later
    assert follow(later, Look(START + timedelta(hours=1), seen(1), "listing", "b", 6, 1)) is later
    assert unpack_course(pack_course(later)) == later
    assert unpack_course('{"at": 1}') is None
    assert set(OF_COURSE) == {AlertKind.SILENT, AlertKind.SELECTOR, AlertKind.UNCHANGING}


def test_a_host_that_answers_nothing_but_challenges_is_told_with_the_first_and_the_last() -> None:
    host = Host()
    for minute in range(0, 54, 6):
        host = meet(host, seen(minute / 60, 403), Kind.ARTICLE, good=False)
        assert not is_challenged(host)  # nine are few, and an hour is not over
    host = meet(host, seen(1.0, 403), Kind.ARTICLE, good=False)
    assert is_challenged(host)
    assert unpack_host(pack_host(host)) == host
    alert = tell_host("quay.example", host, seen(-5.0))
    assert (alert.kind, alert.subject) == (AlertKind.CHALLENGED, "quay.example")
    assert "the last 10 captures of articles, over 1.0 hours" in alert.detail
    assert [capture["status"] for capture in json.loads(json.dumps(alert.evidence))["captures"]] == [403, 403]
    assert is_challenged(meet(host, seen(2.0), Kind.FEED, good=True))  # a feed that is let through is no article
    assert meet(host, seen(0.5), Kind.ARTICLE, good=True) == host  # it was before
    assert meet(host, seen(2.0), Kind.ARTICLE, good=True).clear
    burst = Host()
    for second in range(100):
        burst = meet(burst, seen(second / 3_600, 403), Kind.PAGE, good=False)
    assert not is_challenged(burst)


def listed(name: str, articles: Sequence[int], shows: int = 20) -> Listed:
    """A section that has listed these articles, one after the other, and shows the last of them."""
    memory = b""
    for end in range(shows, len(articles) + 1):
        _, memory = remember(memory, [mark(f"https://quay.example/{n}") for n in reversed(articles[end - shows : end])])
    return Listed(name, f"https://quay.example/{name}", shows, memory)


def test_sections_that_lead_to_the_same_articles_are_told_and_those_that_overlap_are_not() -> None:
    of_all = {
        "quay/news": listed("quay/news", range(100)),
        "quay/latest": listed("quay/latest", range(40, 100)),  # added later
        "quay/sport": listed("quay/sport", range(0, 200, 2)),
        "quay/front": listed("quay/front", [*range(60, 90), *range(300, 312)]),
        "quay/still": listed("quay/still", range(80, 100)),  # as alike, but neither was seen to change
    }
    [pair] = find_duplicates(of_all)
    alert = tell_pair(pair, START)
    assert (alert.subject, alert.aspect) == ("quay/latest", "quay/news")
    assert "20 of 20 links" in alert.detail
    assert find_duplicates({"quay/still": of_all["quay/still"], "quay/news": of_all["quay/news"]}) == []


def test_only_links_that_were_never_listed_are_new() -> None:
    first, memory = remember(b"", [mark("a"), mark("b"), mark("b")])
    assert (first, len(memory)) == (2, 16)
    assert remember(memory, [mark("b"), mark("c")]) == (1, b"".join(map(mark, "bca")))
    assert remember(memory, []) == (0, memory)
