"""Which entries of a list lie in a range of days, and where the lists of those days lie."""

from datetime import UTC, date, datetime

import pytest

from scraper.discover.ranges import (
    Range,
    index_address,
    is_there,
    is_within,
    places_of,
    sort_links,
    worth_reading,
)
from scraper.model import Link

SITE = "https://pier.example"
NEAR = datetime(2026, 3, 10, 20, tzinfo=UTC)
MARCH = Range(date(2026, 3, 2), date(2026, 3, 5), "Asia/Jakarta")


@pytest.mark.parametrize(
    ("path", "hint", "day"),
    [
        ("/news/2026/03/04/boats", None, date(2026, 3, 4)),
        ("/read/20260304/15/1770001/boats", None, date(2026, 3, 4)),
        ("/2026-03-04-boats.html", "Mon, 09 Mar 2026 10:00:00 +0000", date(2026, 3, 4)),
        ("/boats-1", "Wed, 04 Mar 2026 17:30:00 +0000", date(2026, 3, 5)),  # in Jakarta
        ("/boats-1", "2026-03-04T23:00", date(2026, 3, 4)),
        ("/boats-1", "2 hours ago", date(2026, 3, 11)),
        ("/d-20260399/boats", None, None),
        ("/d-120260304/boats", None, None),
        ("/plans/2031/01/01/pier", "4 March 2026", date(2026, 3, 4)),  # that is another date than of publication
        ("/boats-1", "soon", None),
        ("/boats-1", None, None),
    ],
)
def test_the_day_an_entry_bears(path: str, hint: str | None, day: date | None) -> None:
    link = Link(SITE + path, None, hint)
    whole = sort_links([link], Range(date(1900, 1, 1), date(2999, 1, 1), MARCH.zone), NEAR)
    assert (whole.inside, whole.undated) == (((), (link,)) if day is None else ((link,), ()))
    if day is not None:
        assert sort_links([link], Range(day, day, MARCH.zone), NEAR).inside == (link,)


def test_entries_by_where_they_lie() -> None:
    links = [
        Link(f"{SITE}/a", None, "2026-03-01T10:00:00+07:00"),
        Link(f"{SITE}/b", None, "2026-03-02T00:30:00+07:00"),
        Link(f"{SITE}/c", None, "2026-03-05T23:30:00+07:00"),
        Link(f"{SITE}/d", None, "2026-03-06T00:30:00+07:00"),
        Link(f"{SITE}/e", None, "2026-03-08", "2026-03-08"),
        Link(f"{SITE}/2026/03/08/f", None, "2026-03-09", "2026-03-09"),
        Link(f"{SITE}/g"),
    ]
    found = sort_links(links, MARCH, NEAR)
    names = [[link.url[-1] for link in some] for some in (found.early, found.inside, found.late, found.edited)]
    assert names == [["a"], ["b", "c"], ["d", "f"], ["e"]]
    assert [link.url[-1] for link in found.undated] == ["g"]
    assert not found.is_past
    assert sort_links(links[:1], MARCH, NEAR).is_past
    assert not sort_links([links[0], *(Link(f"{SITE}/{number}") for number in range(2))], MARCH, NEAR).is_past
    assert list(MARCH.days()) == [date(2026, 3, day) for day in (5, 4, 3, 2)]


def test_where_a_section_has_its_articles() -> None:
    own = [Link(f"https://sea.pier.example/read/2026/03/0{day}/boats") for day in range(1, 10)]
    places = places_of([*own, *own, Link(f"{SITE}/promo/win")])
    assert is_there("https://sea.pier.example/read/other", places)
    assert not is_there(f"{SITE}/promo/lose", places)
    assert not is_there(f"{SITE}/read/other", places)
    assert is_there(f"{SITE}/anything", ())
    flat = places_of([Link(f"{SITE}/boats-{number}") for number in range(9)])
    assert is_there(f"{SITE}/2026/03/04/boats", flat)
    assert not is_there(f"{SITE}/sport/boats", flat)


def test_which_sitemaps_may_list_something_of_a_range() -> None:
    assert worth_reading(f"{SITE}/sitemap-2026-03.xml", "2020-01-01", MARCH)
    assert worth_reading(f"{SITE}/sitemap.xml?yyyy=2026&mm=03&date=2026-03-04", None, MARCH)
    assert not worth_reading(f"{SITE}/sitemap-2026-02.xml", "2026-03-10", MARCH)
    assert not worth_reading(f"{SITE}/sitemap-20260306.xml", None, MARCH)
    assert worth_reading(f"{SITE}/sitemap-7.xml", "2026-03-01T18:00:00Z", MARCH)  # the second of March in Jakarta
    assert not worth_reading(f"{SITE}/sitemap-7.xml", "2026-03-01T16:00:00Z", MARCH)
    assert worth_reading(f"{SITE}/sitemap-7.xml", "who knows", MARCH)
    assert is_within(f"{SITE}/sitemap-20260304.xml", MARCH)
    assert not is_within(f"{SITE}/sitemap-2026-03.xml", MARCH)
    assert not is_within(f"{SITE}/sitemap-7.xml", MARCH)


def test_the_address_of_a_days_list() -> None:
    day = date(2026, 3, 4)
    assert index_address("{section}?date={mm}/{dd}/{yyyy}", f"{SITE}/news/?x=1", day) == f"{SITE}/news?date=03/04/2026"
    assert index_address(f"{SITE}/{{yyyy}}/{{m}}/{{d}}", "", day) == f"{SITE}/2026/3/4"
