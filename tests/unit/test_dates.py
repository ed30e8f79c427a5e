"""Dates as publishers write them."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import parse
from scraper.dates.calendars import persian_day

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
        ("23 Nopember 2021 14:05 WITA", "2021-11-23T14:05:00+08:00"),
        ("7 Pebruari 2022", "2022-02-07T00:00:00"),
        ("Isnin, 5 Ogos 2024, 4:18 petang", "2024-08-05T16:18:00"),
        ("5/8/2024 02:05 CH", "2024-08-05T14:05:00"),
        ("5.8.2024 02:05 hafen.ch", "2024-08-05T02:05:00"),
        ("৫ জানুয়ারি ২০২৪, ০২:০৫ পিএম", "2024-01-05T14:05:00"),
        ("5 ஜனவரி 2024, 3:10 பிற்பகல்", "2024-01-05T15:10:00"),
        ("2024年1月5日 凌晨12:10", "2024-01-05T00:10:00"),
        ("Kamis, 23 Desember 2021 | 21:03", "2021-12-23T21:03:00"),
        ("Kamis, 23 Desember 2021 | 21:03 WIB", "2021-12-23T21:03:00+07:00"),
        ("Jum'at, 24 Des 2021 21.03 WITA", "2021-12-24T21:03:00+08:00"),
        ("Jumat, 5 Agustus 2022 - 07:15 WIT", "2022-08-05T07:15:00+09:00"),
        ("December 23, 2021 at 9:03 p.m. EST", "2021-12-23T21:03:00-05:00"),
        ("Dec. 5, 2021 | 8:30 AM ET", "2021-12-05T08:30:00-05:00"),
        ("July 5, 2021 12:10 am ET", "2021-07-05T00:10:00-04:00"),
        ("Published 12:00 GMT+2, 3 May 2023", "2023-05-03T12:00:00+02:00"),
        ("May 3rd, 2023", "2023-05-03T00:00:00"),
        ("Fri, 10/04/2013 - 11:22", "2013-10-04T11:22:00"),
        ("Thursday 11/04/2013 6:05 PM", "2013-04-11T18:05:00"),
        ("Sat, 05/05/2012", "2012-05-05T00:00:00"),
        ("Mon, 10/04/2013", "2013-04-10T00:00:00"),
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
        ("12. März 2019", "2019-03-12T00:00:00"),
        ("12.3.19", "2019-03-12T00:00:00"),
        ("26 | 01 | 2022", "2022-01-26T00:00:00"),
        ("29.12.2010 - 22:40", "2010-12-29T22:40:00"),
        ("15. März 2024, 10:15 - 5 Kommentare", "2024-03-15T10:15:00"),
        ("17.06.2024 14.05 Uhr MESZ", "2024-06-17T14:05:00+02:00"),
        ("05.04.2025 - Güncelleme : 05.04.2025", "2025-04-05T00:00:00"),
        ("05.04.2025 10:20 - Güncelleme : 05.04.2025 11:40", "2025-04-05T10:20:00"),
        ("Senin, 05/07/2024 16:40 WIB", "2024-07-05T16:40:00+07:00"),
        ("Sabtu, 6 April 2024", "2024-04-06T00:00:00"),
        ("Ahad, 6 Apr 2024 10.15 WIB", "2024-04-06T10:15:00+07:00"),
        ("5 Ogos 2024 8:15 MYT", "2024-08-05T08:15:00+08:00"),
        ("Published 5 May, 2024, 4:40pm IST", "2024-05-05T16:40:00+05:30"),
        ("Sunday 5 May 2024 16.40 BST", "2024-05-05T16:40:00+01:00"),
        ("May 5, 2024 at 10:15 pm PT", "2024-05-05T22:15:00-07:00"),
        ("10:15 GMT+7 5 May 2024", "2024-05-05T10:15:00+07:00"),
        ("5 May 2024 10:15 (UTC+03:00)", "2024-05-05T10:15:00+03:00"),
        ("Wed May 5 2021 10:15:00 GMT+0200 (CEST)", "2021-05-05T10:15:00+02:00"),
        ("2024-05-06 10:00:00 UTC", "2024-05-06T10:00:00+00:00"),
        ("5 May 2024, 19:05 JST", "2024-05-05T19:05:00+09:00"),
        ("2024.05.06 10:15 KST", "2024-05-06T10:15:00+09:00"),
        ("6 ene. 2024 10:15 a. m.", "2024-01-06T10:15:00"),
        ("06 ene 2024 - 10:15 hs", "2024-01-06T10:15:00"),
        ("5 de març de 2024", "2024-03-05T00:00:00"),
        ("mardi 5 mars 2024 à 7h05", "2024-03-05T07:05:00"),
        ("5.5.2024 klo 14.00", "2024-05-05T14:00:00"),
        ("5. toukokuuta 2024", "2024-05-05T00:00:00"),
        ("søndag 5. mai 2024 kl. 14.20", "2024-05-05T14:20:00"),
        ("7. lipnja 2023.", "2023-06-07T00:00:00"),
        ("7. junija 2023", "2023-06-07T00:00:00"),
        ("2024. gada 5. janvāris", "2024-01-05T00:00:00"),
        ("2024 m. sausio 5 d. 13:05", "2024-01-05T13:05:00"),
        ("5 қаңтар 2024", "2024-01-05T00:00:00"),
        ("5 студзеня 2024", "2024-01-05T00:00:00"),
        ("5 იანვარი 2024", "2024-01-05T00:00:00"),
        ("12:30, 5 мая 2024", "2024-05-05T12:30:00"),
        ("٥ كانون الثاني ٢٠٢٤", "2024-01-05T00:00:00"),
        ("5 تشرين الأول 2023", "2023-10-05T00:00:00"),
        ("5 جون 2024", "2024-06-05T00:00:00"),
        ("۱۵ اسفند ۱۴۰۲ ساعت ۱۰:۱۵", "2024-03-05T10:15:00"),
        ("۱۴۰۲/۱۲/۱۵ - ۰۹:۳۰", "2024-03-05T09:30:00"),
        ("৫ জানুয়ারি ২০২৪, ১০:১৫", "2024-01-05T10:15:00"),
        ("5 ஜனவரி 2024", "2024-01-05T00:00:00"),
        ("๕ มกราคม ๒๕๖๗ เวลา 10:15 น.", "2024-01-05T10:15:00"),
        ("令和6年5月6日 13時05分", "2024-05-06T13:05:00"),
        ("令和元年5月6日", "2019-05-06T00:00:00"),
        ("民國113年5月6日", "2024-05-06T00:00:00"),
        ("2024年5月6日 下午3:05", "2024-05-06T15:05:00"),
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
        ("2 hours 5 minutes ago", "2024-05-06T09:55:00+00:00"),
        ("sejam yang lalu", "2024-05-06T11:00:00+00:00"),
        ("vor einer Stunde", "2024-05-06T11:00:00+00:00"),
        ("hace una hora", "2024-05-06T11:00:00+00:00"),
        ("há 3 horas", "2024-05-06T09:00:00+00:00"),
        ("3 godziny temu", "2024-05-06T09:00:00+00:00"),
        ("před 3 hodinami", "2024-05-06T09:00:00+00:00"),
        ("2 saat önce", "2024-05-06T10:00:00+00:00"),
        ("3 timmar sedan", "2024-05-06T09:00:00+00:00"),
        ("3 tuntia sitten", "2024-05-06T09:00:00+00:00"),
        ("3 години тому", "2024-05-06T09:00:00+00:00"),
        ("πριν από 3 ώρες", "2024-05-06T09:00:00+00:00"),
        ("منذ 3 ساعات", "2024-05-06T09:00:00+00:00"),
        ("۳ ساعت پیش", "2024-05-06T09:00:00+00:00"),
        ("לפני 3 שעות", "2024-05-06T09:00:00+00:00"),
        ("2 घंटे पहले", "2024-05-06T10:00:00+00:00"),
        ("২ ঘন্টা আগে", "2024-05-06T10:00:00+00:00"),
        ("3 ชั่วโมงที่แล้ว", "2024-05-06T09:00:00+00:00"),
        ("3 giờ trước", "2024-05-06T09:00:00+00:00"),
        ("3 min read, posted an hour ago", "2024-05-06T11:00:00+00:00"),
        # Days and more tell no hour.
        ("2 hari lalu", "2024-05-04T00:00:00"),
        ("il y a un jour", "2024-05-05T00:00:00"),
        ("1d ago", "2024-05-05T00:00:00"),
        ("a week ago", "2024-04-29T00:00:00"),
        ("2 bulan yang lalu", "2024-03-06T00:00:00"),
        ("vor 16 Jahren, 10 Monaten, 2 Tagen", "2007-07-04T00:00:00"),
        ("vorgestern", "2024-05-04T00:00:00"),
        ("hari ini, 10.15 WIB", "2024-05-06T10:15:00+07:00"),
        ("gestern, 10:15 Uhr", "2024-05-05T10:15:00"),
        ("yesterday at 2:05 pm", "2024-05-05T14:05:00"),
        # A day without a year is the latest one.
        ("Friday, May 3", "2024-05-03T00:00:00"),
        ("Aug 5", "2023-08-05T00:00:00"),
        ("24. Juni, 11:30 Uhr", "2023-06-24T11:30:00"),
        ("24.04. 11:30", "2024-04-24T11:30:00"),
        ("[06月24日 11時30分]", "2023-06-24T11:30:00"),
        ("kemarin", "2024-05-05T00:00:00"),
        ("yesterday 10:30", "2024-05-05T10:30:00"),
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


@pytest.mark.parametrize(
    "text", ["5 min read", "Lesedauer 3 Min.", "vor allem 3 Stunden", "hello", "last", "3 hours", "1402/13/01"]
)
def test_what_does_not_count_from_the_fetch_is_none(text: str) -> None:
    assert parse(text, near=NEAR) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ((1300, 1, 1), "1921-03-21"), ((1357, 11, 22), "1979-02-11"), ((1399, 12, 30), "2021-03-20"),
        ((1402, 12, 15), "2024-03-05"), ((1403, 12, 30), "2025-03-20"), ((1404, 7, 1), "2025-09-23"),
        ((1402, 12, 30), None), ((1402, 13, 1), None), ((1402, 7, 31), None), ((2024, 1, 1), None),
    ],
)  # fmt: skip
def test_the_persian_solar_year(written: tuple[int, int, int], day: str | None) -> None:
    found = persian_day(*written)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("piece", ["1.", "5 March ", "2024-", "1/", "12:", "5 de ", "3 hours ", "a ", "年", "ago "])
def test_hostile_text_is_read_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    parse(piece * (1_000_000 // len(piece)), "Asia/Jakarta", NEAR)
    parse(piece * (200 // len(piece)), "Asia/Jakarta", NEAR)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("near", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("text", ["3 hours ago", "2 years ago", "yesterday", "29 Feb", "just now", "Aug 5"])
def test_a_clock_at_either_end_of_time_never_raises(text: str, near: datetime) -> None:
    parse(text, "Asia/Jakarta", near)
    parse(text, None, near)


@given(st.text(max_size=80))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = parse(text, "Asia/Jakarta", NEAR)
    assert moment is None or moment.tzinfo is not None


@given(st.datetimes(min_value=datetime.fromisoformat("1950-01-01"), max_value=datetime.fromisoformat("2090-01-01")))
def test_iso_8601_is_read_back(moment: datetime) -> None:
    assert parse(moment.isoformat()) == moment
