"""Dates as publishers write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import parse

NEAR = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-12-23T21:03:00+07:00", "2021-12-23T21:03:00+07:00"),
        ("2021-12-23T14:03:00Z", "2021-12-23T14:03:00+00:00"),
        ("2024-05-06T10:00:00.1234567Z", "2024-05-06T10:00:00.123456+00:00"),
        ("2024-05-06 10:00:00 +0100", "2024-05-06T10:00:00+01:00"),
        ("2021/12/23 21:03:00", "2021-12-23T21:03:00"),
        ("20211223210300", "2021-12-23T21:03:00"),
        ("1640268180", "2021-12-23T14:03:00+00:00"),
        ("1640268180000", "2021-12-23T14:03:00+00:00"),
        ("Thu, 23 Dec 2021 21:03:00 +0700", "2021-12-23T21:03:00+07:00"),
        ("Thu, 23 Dec 2021 14:03:00 GMT", "2021-12-23T14:03:00+00:00"),
        ("Kamis, 23 Desember 2021 | 21:03", "2021-12-23T21:03:00"),
        ("Kamis, 23 Desember 2021 | 21:03 WIB", "2021-12-23T21:03:00+07:00"),
        ("Jum'at, 24 Des 2021 21.03 WITA", "2021-12-24T21:03:00+08:00"),
        ("Jumat, 5 Agustus 2022 - 07:15 WIT", "2022-08-05T07:15:00+09:00"),
        ("December 23, 2021 at 9:03 p.m. EST", "2021-12-23T21:03:00-05:00"),
        ("Dec. 5, 2021 | 8:30 AM ET", "2021-12-05T08:30:00-05:00"),
        ("July 5, 2021 12:10 am ET", "2021-07-05T00:10:00-04:00"),
        ("Published 12:00 GMT+2, 3 May 2023", "2023-05-03T12:00:00+02:00"),
        ("May 3rd, 2023", "2023-05-03T00:00:00"),
        ("23.12.2021, 21:03 Uhr", "2021-12-23T21:03:00"),
        ("5. März 2024 um 12:30 Uhr MEZ", "2024-03-05T12:30:00+01:00"),
        ("12 de marzo de 2024 a las 10:15", "2024-03-12T10:15:00"),
        ("le 1er février 2024 à 18h30", "2024-02-01T18:30:00"),
        ("5 de janeiro de 2024 às 08h05", "2024-01-05T08:05:00"),
        ("14 maggio 2023", "2023-05-14T00:00:00"),
        ("3 augustus 2023 09:30", "2023-08-03T09:30:00"),
        ("7 maj 2021 kl. 14.20", "2021-05-07T14:20:00"),
        ("22 kwietnia 2023", "2023-04-22T00:00:00"),
        ("5. prosince 2022 11:45", "2022-12-05T11:45:00"),
        ("2024. január 5. 13:05", "2024-01-05T13:05:00"),
        ("15 Ağustos 2022 16:40", "2022-08-15T16:40:00"),
        ("5 января 2024, 13:05 МСК", "2024-01-05T13:05:00+03:00"),
        ("7 липня 2023", "2023-07-07T00:00:00"),
        ("1 Ιανουαρίου 2024, 10:00", "2024-01-01T10:00:00"),
        ("٥ يناير ٢٠٢٤", "2024-01-05T00:00:00"),
        ("5 ม.ค. 2567", "2024-01-05T00:00:00"),
        ("5 tháng 1, 2024", "2024-01-05T00:00:00"),
        ("2024年1月5日 13時05分", "2024-01-05T13:05:00"),
        ("2024년 1월 5일 오후 3:05", "2024-01-05T15:05:00"),
        ("5 जनवरी 2024", "2024-01-05T00:00:00"),
        ("5/1/2024", "2024-01-05T00:00:00"),
        ("12/23/2021", "2021-12-23T00:00:00"),
        ("01/05/2024 3:15 PM", "2024-01-05T15:15:00"),
        ("12 Feb '21", "2021-02-12T00:00:00"),
        ("Mon May  6 10:00:00 2024", "2024-05-06T10:00:00"),
    ],
)
def test_words_become_moments(text: str, expected: str) -> None:
    moment = parse(text)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 menit yang lalu", "2024-05-06T11:53:00+00:00"),
        ("3 jam yang lalu", "2024-05-06T09:00:00+00:00"),
        ("2 hours ago", "2024-05-06T10:00:00+00:00"),
        ("an hour ago", "2024-05-06T11:00:00+00:00"),
        ("vor 3 Stunden", "2024-05-06T09:00:00+00:00"),
        ("il y a 2 heures", "2024-05-06T10:00:00+00:00"),
        ("hace 5 minutos", "2024-05-06T11:55:00+00:00"),
        ("2 часа назад", "2024-05-06T10:00:00+00:00"),
        ("3 時間前", "2024-05-06T09:00:00+00:00"),
        ("3小时前", "2024-05-06T09:00:00+00:00"),
        ("3시간 전", "2024-05-06T09:00:00+00:00"),
        ("baru saja", "2024-05-06T12:00:00+00:00"),
        ("kemarin", "2024-05-05T00:00:00+00:00"),
        ("yesterday 10:30", "2024-05-05T10:30:00+00:00"),
    ],
)
def test_relative_words_count_from_the_fetch(text: str, expected: str) -> None:
    moment = parse(text, near=NEAR)
    assert moment is not None
    assert moment.isoformat() == expected
    assert parse(text) is None


def test_a_zone_is_given_to_local_times_only() -> None:
    local = parse("Kamis, 23 Desember 2021 | 21:03", "Asia/Jakarta")
    written = parse("23 December 2021 21:03 +0900", "Asia/Jakarta")
    assert local is not None
    assert written is not None
    assert local.isoformat() == "2021-12-23T21:03:00+07:00"
    assert written.isoformat() == "2021-12-23T21:03:00+09:00"


def test_a_zone_gives_the_offset_of_that_day() -> None:
    winter, summer = parse("2024-01-05 10:00", "Europe/Berlin"), parse("2024-07-05 10:00", "Europe/Berlin")
    assert [moment.isoformat()[-6:] for moment in (winter, summer) if moment] == ["+01:00", "+02:00"]


def test_relative_words_are_told_in_the_zone() -> None:
    moment = parse("3 jam yang lalu", "Asia/Jakarta", NEAR)
    assert moment is not None
    assert moment.isoformat() == "2024-05-06T16:00:00+07:00"


@pytest.mark.parametrize(
    "text", ["", "hello", "2024-13-45", "99/99/9999", "31 Februari 2024", "Room 12, 3rd floor", "12345678901234"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=80))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = parse(text, "Asia/Jakarta", NEAR)
    assert moment is None or moment.tzinfo is not None


@given(st.datetimes(min_value=datetime.fromisoformat("1950-01-01"), max_value=datetime.fromisoformat("2090-01-01")))
def test_iso_8601_is_read_back(moment: datetime) -> None:
    assert parse(moment.isoformat()) == moment
