"""Writers and editors as papers in other languages name them."""

import json

import pytest

from tests.unit.page import article, page, prose

SITE = '<meta property="og:site_name" content="The Harbour">'


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def written(head: str = "", before: str = "", after: str = "") -> tuple[str, ...]:
    return article(page(head, before, None, after)).authors


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("김민수 기자 minsu@harbour.example", "김민수"),
        ("기자명 박지훈 기자", "박지훈"),
        ("本报记者 李晓明", "李晓明"),
        ("记者李晓明", "李晓明"),
        ("Аутор: Јелена Петровић", "Јелена Петровић"),
        ("Rep: Bowo Setiadi/Red: Agus Lestari", "Bowo Setiadi"),
        ("Redaktur & Reporter : Bowo Setiadi", "Bowo Setiadi"),
        ("Piše: Marko Ilić", "Marko Ilić"),
        ("كتب - أحمد سعيد", "أحمد سعيد"),
        ("Teksti: Laura Mäkinen, Kuva: Antti Virta", "Laura Mäkinen"),
        ("Írta: Kovács Eszter", "Kovács Eszter"),
    ],
)
def test_papers_of_other_languages_name_their_writers_by_their_own_words(line: str, name: str) -> None:
    assert written(before=f"<p>{line}</p>") == (name,)


def test_a_source_is_no_writer() -> None:
    assert written(before="<p><span>来源：港口日报</span><span>作者：陈静</span></p>") == ("陈静",)
    assert written(before="<p>来源：港口日报</p>") == ()


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("(속초=항구통신) 이종건 기자 = 설악산에 올가을 첫눈이 내렸다고 공단이 23일 밝혔다.", ("이종건",)),
        ("本报港口11月22日电（记者李晓明、王强）历时四年建设的新桥22日正式建成通车。", ("李晓明", "王强")),
        ("（港口社記者黃國芳嘉義23日電）林業鐵路今天全線復駛，首班列車車票即售罄。", ("黃國芳",)),
        ("連絡船が23日、五日ぶりに運航を再開した。【山田太郎】", ("山田太郎",)),
        ("連絡船が23日、五日ぶりに運航を再開した。【動画あり】", ()),
    ],
)
def test_east_asian_agencies_name_the_reporter_within_the_text(opening: str, names: tuple[str, ...]) -> None:
    language = "ko" if "기자" in opening else "ja" if "【" in opening else "zh"
    html = page(body=f"<p>{opening}</p>" + prose(4)).replace("<html>", f'<html lang="{language}">')
    assert article(html).authors == names


@pytest.mark.parametrize("desk", ["Redaksi", "Redacción", "Редакция", "ویب ڈیسک"])
def test_a_desk_is_believed_only_where_nobody_else_is_named(desk: str) -> None:
    byline = f'<span class="byline">{desk}</span>'
    assert written(before=byline) == (desk,)
    assert written(before=byline, after="<p>Penulis: Wahyu Setiadi</p>") == ("Wahyu Setiadi",)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Penulis: <a>Wahyu Setiadi</a> | Editor: <a>Dewi Lestari</a></p>",
        "<p>Penulis: Wahyu Setiadi<br>Editor: Dewi Lestari<br>Hak cipta 2024</p>",
        "<div><span>Reporter</span> <a>Wahyu Setiadi</a></div><div><span>Editor</span> <a>Dewi Lestari</a></div>",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_indonesian_papers_name_the_editor_in_words(line: str, place: str) -> None:
    html = page(before=line if place == "before" else "", after=line if place == "after" else "")
    assert article(html.replace("<html>", '<html lang="id">')).editors == ("Dewi Lestari",)


def test_meta_that_names_a_person_goes_before_the_site_in_json_ld() -> None:
    head = SITE + linked(author={"@type": "Person", "name": "The Harbour"}) + '<meta name="author" content="Ann Berg">'
    assert written(head) == ("Ann Berg",)
