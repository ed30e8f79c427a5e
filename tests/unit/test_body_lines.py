"""Phrases that are not the story, and sentences of stories that only look like them."""

import pytest

from scraper.extract.body.lines import is_byline, is_call


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Baca juga:",
        "» Lire aussi",
        "Читайте также:",
        "【関連記事】",
        "___",
        "13",
        "Baca Juga: Harga cabai naik menjelang pesta panen di Kota Quill",
        "Read more: The goat on the town hall's roof has a name",
        "Lesen Sie auch: Die Ziege auf dem Rathaus hat jetzt einen Namen",
        "Leer también: La cabra del ayuntamiento ya tiene nombre",
        "Sign up for our free newsletter and get the river's news every Friday.",
        "Follow us on Facebook and Instagram.",
        "Contact Ada Wren at ada.wren@courier.example.",
        "Ada Wren is a reporter at the Courier. Reach her at ada.wren@courier.example or 555-0102.",
        "Cek Berita dan Artikel yang lain di Google News",
        "Melden Sie sich an und lesen Sie zum Newsletter mehr.",
        "Reporting by Ada Wren in Lower Quill; Editing by Kit Lowe",
        "Courier writer Kit Lowe contributed to this report.",
        "Do you have a story idea for the harbour desk?",
        "This piece was republished from the Harbour Courier on Monday.",
        "Hier können Sie den Inhalt der Karte anzeigen lassen",
        "Dołącz do nas na kanale o kozach",
        "Mời bạn đọc gửi ảnh mùa nước nổi về tòa soạn",
        "Bấm vào đây để xem bản đồ",
        "Foto: Ada Wren/Courier",
        "The ferry at its berth (Image: Courier)",
        "Editor : Kit Lowe",
        "Last updated on 12 January 2026",
        "ada.wren@courier.example",
        "Copyright © 2026 The Quill Courier. All rights reserved.",
        "Image 2 of 5",
        "12 comments",
        "This article was originally published by The Quill Courier.",
        "The post Ferry to run all winter appeared first on The Quill Courier.",
        "By subscribing, you agree to our terms and our privacy policy.",
        "We may earn a small commission if you buy something through our links.",
        "Nichts mehr verpassen: Jetzt den Kurier als App herunterladen",
        "Weitere Nachrichten aus Quill finden Sie hier.",
        "Dieser Beitrag erschien zuerst im Quiller Kurier.",
        "Téléchargez gratuitement notre application pour suivre la rivière.",
        "Toute reproduction interdite sans accord du Courrier",
        "La suite après cette publicité",
        "Sigue toda la información del río en nuestro canal de WhatsApp",
        "Nota relacionada: La cabra ya tiene nombre",
        "Receba as notícias do rio no seu e-mail todas as manhãs",
        "Continua depois da publicidade",
        "Segui il Corriere di Quill sul nostro canale WhatsApp",
        "© Riproduzione riservata",
        "Volg ons nieuws ook via WhatsApp",
        "Har du tips om elva? Send dem til oss",
        "Artikeln fortsätter under annonsen",
        "Zapisz się na newsletter Kuriera",
        "Dalszy ciąg artykułu pod materiałem wideo",
        "Iratkozzon fel hírlevelünkre!",
        "Ikuti berita terbaru Kurir Quill di WhatsApp Channel dan Google News",
        "Unduh sekarang aplikasi Kurir Quill di ponsel Anda",
        "Artikel ini telah tayang di Kurir Quill dengan judul Feri tetap berlayar",
        "Scroll to continue with content",
        "Advertisement · Scroll to continue",
        "This entry was posted in News by Ada Wren.",
        "Der Beitrag wurde am Mittwoch, den 14. Januar 2026 veröffentlicht.",
        "Noch keine Bewertungen vorhanden",
        "Das Thema könnte dich auch interessieren:",
        "If you liked this story, tell the ferry master.",
        "Theo dõi báo Quill trên Facebook",
        "Подписывайтесь на наш канал в Telegram",
        "Нашли ошибку? Выделите её и нажмите Ctrl+Enter",
        "Підписуйтесь на наш канал",
        "Ακολουθήστε το Quill στο Google News",
        "تابعونا على فيسبوك",
        "עקבו אחרינו בפייסבוק",
        "हमें फेसबुक पर फॉलो करें",
        "আমাদের পেজ ফলো করুন",
        "扫描二维码，关注我们",
        "版權所有，未經授權不得轉載",
        "有料会員になると続きを読むことができます。会員登録はこちら。",
        "저작권자 ⓒ 퀼 신문, 무단전재 및 재배포 금지",
        "กดติดตามเพจของเราที่นี่",
        "Fuente: Agencia del Río",
        "Источник: Курьер",
        "사진: 퀼 신문",
    ],
)
def test_lines_beside_the_story(line: str) -> None:
    assert is_call(line)


@pytest.mark.parametrize(
    "line",
    [
        "Voters can register to vote at the town hall today, the clerk said.",
        "People find most of their news on Facebook, the survey shows.",
        "Lower Quill hopes to become a member of the river union next year.",
        "She could not get in touch with the ferry master before the vote.",
        "Published in 1871, the first Courier was a single page.",
        "Auch interessant ist, dass die Fähre nie versichert war.",
        "Damals war der Text der Satzung noch handgeschrieben.",
        "El ayuntamiento suscribe un acuerdo con la naviera.",
        "The editor, who is 91, reads every page.",
        "More than forty people came.",
        "Police got a tip about the goat on Monday night.",
        "La defensora pidió respetar todos los derechos humanos.",
        "First published in 1871, it is the oldest paper on the river.",
        "Related industries suffered, too.",
        "Die Werbung wirkte: Alle Plätze waren besetzt.",
        "Watching from the pier, the children cheered.",
        "It costs £100 a year.",
        "Tickets rose by 4%.",
        "The company will download an app for every driver, he said.",
        "This article of the charter forbids it.",
        "The report published on Tuesday says otherwise.",
        "She has more stories about the river than anyone.",
        "Wer mehr wissen will, fragt den Fährmann.",
        "Hier ging es immer nur um Geld.",
        "Die Firma baut eine App für Fährleute.",
        "Il suit la rivière depuis l'enfance.",
        "La policía sigue la pista de la cabra desde el lunes.",
        "La fuente del pueblo lleva seca dos años.",
        "Ele recebe o salário no fim do mês.",
        "Segui l'acqua, diceva il nonno.",
        "De bron van de rivier ligt hoger.",
        "Ia mengikuti sidang sejak pagi.",
        "Klik pertama terdengar pukul tujuh.",
        "Он подписал договор во вторник.",
        "Она следит за рекой с детства.",
        "وقال إنه تابع الجلسة من البداية.",
        "公司关注河流的水位。",
        "彼は記者会見で登録者数を公表した。",
        "그는 경찰에 제보했다고 밝혔다.",
        "Two of five boats sank.",
        "Customers can download the app from Monday, the company said.",
        "Vierzig Fälle wurden bereits registriert.",
        "Weitere Informationen gibt es bisher nicht.",
        "Der Prüfer hat einen Fehler gefunden, der niemandem aufgefallen war.",
        "La disputa entre los dos barrios llegó hasta el canal.",
        "El consumo sigue creciendo en las redes.",
        "Wszelkie prawa człowieka są dla niej ważne.",
        "Учёные нашли ошибку в расчётах.",
        "اشترك في السباق مئة قارب.",
        "네이버에서 일했던 그는 지난해 퇴사했다.",
        "Comments by the mayor drew laughter.",
        "Contact with the boat was lost at noon on Tuesday.",
        "The mayor said that she could be reached at home on most evenings.",
    ],
)
def test_sentences_of_a_story(line: str) -> None:
    assert not is_call(line)


def test_a_long_paragraph_is_never_a_call() -> None:
    assert not is_call(
        "Sign up for our newsletter, said the sign. " + "Nobody in the town had ever done so, as far as is known. " * 6
    )


@pytest.mark.parametrize(
    "line", ["By Ada Wren", "Von Ada Wren, Quill", "Oleh Ada Wren", "12 January 2026", "3 min read", "09:30 Uhr"]
)
def test_bylines_and_stamps(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["Ferry 3, Bridge 1", "Two boats a day", "By noon the ice had gone.", "A preventable crisis"]
)
def test_short_lines_that_say_something(line: str) -> None:
    assert not is_byline(line)
