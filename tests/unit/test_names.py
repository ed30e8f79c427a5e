"""Bylines as publishers write them, in some thirty languages: who wrote, who took the pictures, who edited."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.people.agencies import is_agency, is_picture_agency, read_agencies
from scraper.extract.people.credits import Credits, read_credits
from scraper.extract.people.names import is_login, is_organisation, is_person, split_names, turn_name


@pytest.mark.parametrize(
    ("line", "names"),
    [
        # English
        ("By Ann Berg", ["Ann Berg"]),
        ("BY ANN BERG", ["ANN BERG"]),
        ("By Ann Berg, Bo Dahl and Cara Finn", ["Ann Berg", "Bo Dahl", "Cara Finn"]),
        ("Ann Berg, Bo Dahl, and Cara Finn", ["Ann Berg", "Bo Dahl", "Cara Finn"]),
        ("Ann Berg & Bo Dahl", ["Ann Berg", "Bo Dahl"]),
        ("Ann Berg; Bo Dahl", ["Ann Berg", "Bo Dahl"]),
        ("Ann Berg With Bo Dahl", ["Ann Berg", "Bo Dahl"]),
        ("By ANN BERG, Associated Press", ["ANN BERG", "Associated Press"]),
        ("ANN BERG Associated Press", ["ANN BERG", "Associated Press"]),
        ("By The Associated Press", ["The Associated Press"]),
        ("By Ann Berg, Staff Writer", ["Ann Berg"]),
        ("By Staff Writer", ["Staff Writer"]),
        ("Ann Berg, AP National Political Writer", ["Ann Berg"]),
        ("By Ann Berg, Chief Political Correspondent", ["Ann Berg"]),
        ("Chief Reporter Ann Berg", ["Ann Berg"]),
        ("Reporter Ann Berg and Staff Writer Bo Dahl", ["Ann Berg", "Bo Dahl"]),
        ("By Ann Berg Staff Writer", ["Ann Berg"]),
        ("By Ann Berg Health correspondent and Bo Dahl political editor", ["Ann Berg", "Bo Dahl"]),
        ("Science Writers Guild", ["Science Writers Guild"]),
        ("By Ann Berg, Office of Communications", ["Ann Berg"]),
        ("By Ann Berg, Northern University", ["Ann Berg"]),
        ("By Ann Berg and the Harbour Data Team", ["Ann Berg", "the Harbour Data Team"]),
        ("Submitted by Ann Berg on Mon, 03/04/2024 - 09:14", ["Ann Berg"]),
        ("By Ann Berg for The Harbour", ["Ann Berg"]),
        ("By Ann Berg in London", ["Ann Berg"]),
        ("By Ann Berg | 5 March 2024", ["Ann Berg"]),
        ("By Ann Berg on March 5, 2024 at 10:15", ["Ann Berg"]),
        ("By Ann Berg Published 5 March 2024 10:00", ["Ann Berg"]),
        ("Posted by Ann Berg on Tuesday", ["Ann Berg"]),
        ("By Ann Berg (Reuters)", ["Ann Berg"]),
        ("Written by Ann Berg, MD", ["Ann Berg"]),
        ("Martin Holm, PhD and Ann Berg, M.D.", ["Martin Holm", "Ann Berg"]),
        ("Ann Berg, Jr.", ["Ann Berg Jr."]),
        ("Ann Berg Jr. and Bo Dahl III", ["Ann Berg Jr.", "Bo Dahl III"]),
        ("Prof. Dr. Ann Berg", ["Prof. Dr. Ann Berg"]),
        ("Ann Berg @annberg", ["Ann Berg"]),
        ("Ann Berg is a reporter at The Harbour", ["Ann Berg"]),
        ("Jean-Luc O'Neill", ["Jean-Luc O'Neill"]),
        ("R. R.", ["R. R."]),
        # German
        ("Von Max Muster", ["Max Muster"]),
        ("Von Max Muster, Bremen", ["Max Muster"]),
        ("Von Max Muster und Eva Beispiel", ["Max Muster", "Eva Beispiel"]),
        ("Von Max Muster/dpa", ["Max Muster", "dpa"]),
        ("Ein Gastbeitrag von Max Muster", ["Max Muster"]),
        ("Blog-Beitrag von Eva Beispiel", ["Eva Beispiel"]),
        ("Eingestellt von Max Muster am Samstag", ["Max Muster"]),
        ("BR24 Redaktion", ["BR24 Redaktion"]),
        ("Hafenstiftung e.V.", ["Hafenstiftung e.V."]),
        # Indonesian and Malay
        ("Oleh: Budi Santoso", ["Budi Santoso"]),
        ("Oleh Budi Santoso dan Sari Dewi", ["Budi Santoso", "Sari Dewi"]),
        ("Penulis : Budi Santoso, S.H.", ["Budi Santoso"]),
        ("Laporan: Budi Santoso dari Jakarta", ["Budi Santoso"]),
        ("Pewarta: Sari Dewi", ["Sari Dewi"]),
        ("Ahmad bin Salleh", ["Ahmad bin Salleh"]),
        # Romance languages
        ("Par Luc Petit et Anne Grand", ["Luc Petit", "Anne Grand"]),
        ("Par Luc Petit (avec AFP)", ["Luc Petit"]),
        ("Luc Petit, envoyé spécial à Kiev", ["Luc Petit"]),
        ("Por Ana Ruiz y Luis Gil", ["Ana Ruiz", "Luis Gil"]),
        ("Por José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Por Ana Souza e Rui Costa", ["Ana Souza", "Rui Costa"]),
        ("Di Anna Verdi", ["Anna Verdi"]),
        ("di Anna Verdi e Marco Neri", ["Anna Verdi", "Marco Neri"]),
        # The north
        ("Door Jan de Vries en Piet Bakker", ["Jan de Vries", "Piet Bakker"]),
        ("Av Anna Lund och Erik Berg", ["Anna Lund", "Erik Berg"]),
        ("Skrevet av Kari Nordmann", ["Kari Nordmann"]),
        ("Teksti: Matti Virtanen", ["Matti Virtanen"]),
        ("Jón Jónsson skrifar frá Osló", ["Jón Jónsson"]),
        # The east
        ("Autor: Jan Kowalski", ["Jan Kowalski"]),
        ("Írta: Kovács Anna", ["Kovács Anna"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("Иван Петров и Анна Сидорова", ["Иван Петров", "Анна Сидорова"]),
        ("Автори: Олена Коваль і Іван Мельник", ["Олена Коваль", "Іван Мельник"]),
        ("Του Γιώργου Παπαδόπουλου", ["Γιώργου Παπαδόπουλου"]),
        ("Ayşe Yılmaz ve Mehmet Kaya", ["Ayşe Yılmaz", "Mehmet Kaya"]),
        # Asia
        ("記者：李明", ["李明"]),
        ("文／王小明", ["王小明"]),
        ("撰文：李明、王華", ["李明", "王華"]),
        ("山田太郎・鈴木花子", ["山田太郎", "鈴木花子"]),
        ("ジョン・スミス", ["ジョン・スミス"]),
        ("김철수 기자", ["김철수"]),
        ("بقلم: أحمد علي", ["أحمد علي"]),
        ("מאת: דנה כהן", ["דנה כהן"]),
        ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("Tác giả: Nguyễn Văn An", ["Nguyễn Văn An"]),
        # Agencies and their codes
        ("dpa", ["dpa"]),
        ("dpa/lno", ["dpa/lno"]),
        ("APA/AP", ["APA/AP"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
    ],
)
def test_names_in_a_byline(line: str, names: list[str]) -> None:
    assert split_names(read_credits(line).authors) == names


@pytest.mark.parametrize(
    "line",
    [
        "", "By", "admin", "Share", "Comments", "3 min read", "Lesezeit: 3 Minuten", "12 March 2024",
        "Updated 5 March 2024", "Zuletzt geändert am: 15.10.2021", "Veröffentlicht am 19.10.19", "Follow Ann Berg",
        "View all posts by Ann Berg", "Alle Artikel", "https://harbour.example/author/ann", "ann@harbour.example",
        "Special to The Harbour", "Foto: dpa", "Anzahl der Kommentare: 0", "x" * 301, "...", "&nbsp;",
    ],
)  # fmt: skip
def test_what_is_no_name(line: str) -> None:
    assert split_names(read_credits(line).authors) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Text: Ann Berg / Fotos: Bo Dahl", Credits("Ann Berg", "Bo Dahl", "")),
        ("Text & Fotos: Ann Berg", Credits("Ann Berg", "Ann Berg", "")),
        ("Text von Ann Berg Illustration von Bo Dahl", Credits("Ann Berg", "Bo Dahl", "")),
        ("Penulis: Budi Santoso | Editor: Sari Dewi", Credits("Budi Santoso", "", "Sari Dewi")),
        ("Reporter: Budi | Redaktur: Sari | Foto: Joko", Credits("Budi", "Joko", "Sari")),
        ("Reporting by Ann Berg; Editing by Cara Finn", Credits("Ann Berg", "", "Cara Finn")),
        ("Words by Ann Berg Photos by Bo Dahl", Credits("Ann Berg", "Bo Dahl", "")),
        ("文：李明 摄影：王伟", Credits("李明", "王伟", "")),
        ("责任编辑：王伟", Credits("", "", "王伟")),
        ("Von Ann Berg", Credits("Von Ann Berg", "", "")),
        ("Ann Berg", Credits("Ann Berg", "", "")),
    ],
)
def test_who_did_what(line: str, found: Credits) -> None:
    assert read_credits(line) == found


@pytest.mark.parametrize(
    ("name", "agencies"),
    [
        ("Reuters", ["Reuters"]), ("Thomson Reuters", ["Reuters"]), ("dpa/rtr", ["dpa", "Reuters"]),
        ("The Associated Press", ["AP"]), ("Agence France-Presse", ["AFP"]), ("LKBN Antara", ["Antara"]),
        ("新华社", ["Xinhua"]), ("연합뉴스", ["Yonhap"]), ("ТАСС", ["TASS"]), ("Anadolu Agency", ["Anadolu Ajansı"]),
        ("Press Trust of India", ["PTI"]), ("Ann Berg", []), ("Reuters Plus Studio", []), ("", []),
    ],
)  # fmt: skip
def test_agencies_by_the_name_we_give_them(name: str, agencies: list[str]) -> None:
    assert read_agencies(name) == agencies
    assert is_agency(name) == bool(agencies)


def test_sellers_of_pictures_are_no_writers() -> None:
    assert is_picture_agency("iStockphoto")
    assert is_picture_agency("Getty Images")
    assert not is_picture_agency("Bo Dahl")


@pytest.mark.parametrize(
    "name", ["Ann Berg", "Jan de Vries", "Ludwig van der Berg", "李明", "김철수", "Иван Петров", "R. R."]
)
def test_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["Redaktion", "BR24 Redaktion", "Harbour News", "Ann", "ann berg", "Hafenstiftung e.V.", "Tim Humas"]
)
def test_no_persons(name: str) -> None:
    assert not is_person(name)


def test_organisations_and_log_in_names() -> None:
    assert is_organisation("Harbour Media Group")
    assert not is_organisation("Ann Berg")
    assert is_login("annberg")
    assert not is_login("dpa")


@pytest.mark.parametrize(
    ("said", "name"), [("Berg, Ann", "Ann Berg"), ("O'Neill, Jean-Luc", "Jean-Luc O'Neill"), ("Ann Berg", "Ann Berg")]
)
def test_a_name_turned_round(said: str, name: str) -> None:
    assert turn_name(said) == name


@given(st.text(max_size=120))
def test_any_text_is_names_or_none(text: str) -> None:
    for name in split_names(read_credits(text).authors):
        assert name == " ".join(name.split())
        assert len(name) <= 60


@pytest.mark.parametrize(
    "text",
    ["By " * 100_000, "a," * 100_000, "/" * 200_000, "Von " + "x " * 100_000, "von " * 70, "Foto: " * 45, "A. " * 90],
)
def test_hostile_bylines_are_read_in_bounded_time(text: str) -> None:
    start = time.process_time()
    split_names(read_credits(text).authors)
    split_names(text)
    assert time.process_time() - start < 0.5
