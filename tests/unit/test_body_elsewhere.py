"""Lines beside the story on pages in other languages, and sentences of stories that only look like them."""

import pytest

from scraper.extract.body.lines import is_call, is_stamp
from tests.unit.page import article, page, prose


@pytest.mark.parametrize(
    "line",
    [
        "Scroll ke bawah untuk melanjutkan membaca",
        "Follow Berita Pelabuhan di Google News",
        "Laporan Wartawan Pelabuhan.example, Wahyu Setiadi",
        "Wahyu Setiadi berkontribusi dalam penulisan artikel ini",
        "Artikel ini khusus untuk pelanggan",
        "Sudah berlangganan? Masuk",
        "Scroll untuk membaca",
        "Jangan Sampai Ketinggalan Video Pilihan Redaksi ini:",
        "VEZANI ČLANAK Gužve na granici",
        "【看更多】東部公路拓寬",
        "Больше новостей — в нашем телеграм-канале",
        "بقلم: ليلى حداد",
        "Dibaca 412 kali",
        "Simak Video: Kapal Malam Berlayar Lagi",
        "I-follow kami sa Facebook para sa pinakabagong balita.",
        "HABERİN DEVAMI",
        "İLGİLİ HABER: Köprüde çatlak iddiası",
        "Haberle ilgili daha fazlası: #Edirne #köprü",
        "Urmărește cele mai noi știri și pe Google News",
        "Diskuse (12) Vstoupit do diskuse",
        "Borítókép: Tóth Gábor",
        "Har du ett nyhetstips? Mejla redaktionen",
        "Teksti: Laura Mäkinen, Kuva: Antti Virta",
        "Päivitetty 23.11. 9:42",
        "Publisert: 23.11.2026 07:15",
        "Temps de lecture 4 min.",
        "Recevez chaque matin les nouvelles du port par e-mail",
        "Dieses Thema im Programm: Hafenwelle | 23.11.2026 | 16:00 Uhr",
        "#Brest #Faits divers",
        "Теги: концерт, день города",
        "Прочитајте још: Нови парк на левој обали",
        "تابعوا آخر الأخبار عبر قناتنا على تليغرام",
        "انتهای پیام/",
        "מצאתם טעות בכתבה? כתבו לנו",
        "发布时间：2026年11月12日 上午9:30",
        "分享让更多人看到",
        "声明：转载此文是出于传递更多信息之目的。",
        "댓글 0",
        "김민수 기자 minsu@harbour.example",
        "【写真】運航を再開した連絡船",
        "প্রকাশ: ২৩ নভেম্বর ২০২৬, ১৪: ০৫",
    ],
)
def test_a_line_beside_the_story(line: str) -> None:
    assert is_call(line)


@pytest.mark.parametrize(
    "line",
    [
        "Laporan wartawan itu dibantah kepala desa pada Senin sore.",
        "Tayang perdana film itu dihadiri dua ribu orang di alun-alun kota pada 5 Mei.",
        "Google News wird in dem kleinen Land zum Jahresende eingestellt.",
        "Jangan sampai kapal itu tenggelam lagi, kata nakhoda.",
        "Saksikan bagaimana nelayan menarik jala pada malam hari.",
        "发布会于11月23日在港口举行，三百人到场。",
        "김민수 기자는 23일 항구에서 주민들을 만났다.",
        "Diskuse o mostě trvala dvanáct hodin a skončila bez dohody.",
        "#Ferry is what the islanders call their new song.",
        "【速報】瀬戸内の連絡船が運航を再開した。",
        "Oppdatert utstyr gjør at redningsmannskapene kommer raskere fram.",
    ],
)
def test_a_sentence_of_the_story(line: str) -> None:
    assert not is_call(line)


def test_a_date_between_the_standfirst_and_the_story_is_neither() -> None:
    standfirst = "Thirty-eight people sat in the cabins for three hours."
    html = page(body=f"<p>{standfirst}</p><p>22. November 2023, 19:00</p>{prose(4)}")
    assert article(html).paragraphs[1].startswith("The ferry between")
    assert is_stamp("22. November 2023, 19:00")
    assert not is_stamp("It was the worst storm since 1953.")
