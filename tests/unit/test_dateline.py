"""The place a report was filed from, as first paragraphs open with it."""

import pytest

from scraper.extract.about.dateline import find_dateline


@pytest.mark.parametrize(
    ("opening", "site_name", "place"),
    [
        ("Harbour.com, AMBON--Kapal sore", None, "AMBON"),
        ("HARBOUR.CO.ID, KENDAL -- Santri", None, "KENDAL"),
        ("HARBOUR.CO.ID - JAKARTA. Produsen batik", None, "JAKARTA"),
        ("MAKASSAR, HARBOUR.com - Sebuah perahu", None, "MAKASSAR"),
        ("Ambon, The Harbour -- Kapal sore", "The Harbour", "Ambon"),
        ("Kudus, HARBOUR – Tukang jam", "Harbour.co.id", "Kudus"),
        ("London (Reuters) - A ferry", None, "London"),
        ("Ambon, kota pelabuhan - kota yang", "The Harbour", None),
        ("Harbour.com - Tiga puluh relawan", "Harbour.com", None),
        ("HARBOUR.COM - Tiga puluh relawan", "Harbour.com", None),
    ],
)
def test_the_place_is_told_from_the_site_and_the_agency(opening: str, site_name: str | None, place: str | None) -> None:
    found = find_dateline((f"{opening} dan seterusnya.",), site_name)
    assert (found.value if found else None) == place
