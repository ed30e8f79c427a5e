"""What language a page is in: as declared, as its words say, and whom to believe."""

import pytest

from scraper.extract.about.language import detect_language
from tests.unit.page import article, how, page
from tests.unit.test_extract_fields import linked

SHORT = "<p>Ida Holm, 1950-2024.</p>"  # too short to tell a language by
SAID = {
    "en": "The ferry between the two islands will sail an hour earlier from Monday because the tide leaves less water.",
    "de": "Die Fähre zwischen den beiden Inseln wird ab Montag eine Stunde früher fahren, weil "
    "das Wasser nicht reicht.",
    "fr": "Le bac entre les deux îles partira une heure plus tôt à partir de lundi, car la "
    "marée ne laisse plus assez d'eau.",
    "es": "El transbordador entre las dos islas saldrá una hora antes desde el lunes porque ya "
    "no hay agua en el muelle.",
    "pt": "A balsa entre as duas ilhas vai sair uma hora mais cedo a partir de segunda, porque "
    "já não há água no cais do norte.",
    "it": "Il traghetto tra le due isole partirà un'ora prima da lunedì, perché la marea non lascia più acqua al molo.",
    "nl": "De veerboot tussen de twee eilanden zal vanaf maandag een uur eerder varen omdat "
    "het water niet meer hoog is.",
    "sv": "Färjan mellan de båda öarna ska från måndag gå en timme tidigare, för att det inte "
    "finns vatten vid den norra kajen.",
    "fi": "Lautta saarten välillä lähtee maanantaista alkaen tuntia aiemmin, koska vettä ei "
    "ole enää tarpeeksi, mutta se on vain nyt.",
    "pl": "Prom między dwiema wyspami od poniedziałku będzie odpływał godzinę wcześniej, bo "
    "nie ma już dość wody przy pomoście.",
    "cs": "Přívoz mezi dvěma ostrovy bude od pondělí vyplouvat o hodinu dříve, protože u mola "
    "už není dost vody, která by stačila.",
    "hu": "A két sziget közötti komp hétfőtől egy órával korábban indul, mert az apály után "
    "már nem lesz elég víz, és ez nem jó.",
    "ro": "Feribotul dintre cele două insule va pleca de luni cu o oră mai devreme, pentru că "
    "nu mai este destulă apă la dig.",
    "tr": "İki ada arasındaki vapur pazartesiden sonra bir saat daha erken kalkacak, çünkü "
    "kuzey iskelesinde su için yer yok.",
    "id": "Kapal feri antara dua pulau itu akan berangkat satu jam lebih awal mulai Senin "
    "karena air tidak lagi cukup bagi kapal.",
    "ms": "Feri antara dua pulau itu akan berlepas sejam lebih awal mulai Isnin kerana air "
    "tidak lagi cukup, katanya ketika itu.",
    "vi": "Chuyến phà giữa hai đảo sẽ khởi hành sớm hơn một giờ từ thứ Hai vì nước ở bến phía "
    "bắc không còn đủ cho các tàu.",
    "sw": "Kivuko kati ya visiwa hivyo viwili kitaondoka saa moja mapema kuanzia Jumatatu kwa "
    "sababu ya maji, alisema katika bandari.",
    "ru": "Паром между двумя островами с понедельника будет отправляться на час раньше, потому "
    "что воды у причала уже не хватает.",
    "uk": "Пором між двома островами з понеділка відпливатиме на годину раніше, бо води біля "
    "причалу вже не вистачає для нього.",
    "bg": "Фериботът между двата острова ще тръгва от понеделник с един час по-рано, защото "
    "водата не е достатъчна и за него.",
    "el": "Το πλοίο ανάμεσα στα δύο νησιά θα φεύγει μία ώρα νωρίτερα.",
    "he": "המעבורת בין שני האיים תצא שעה מוקדם יותר החל מיום שני.",
    "ar": "ستبحر العبارة بين الجزيرتين قبل ساعة من موعدها ابتداء من يوم الاثنين كما قال مكتب "
    "الميناء بعد ذلك في بيان على الموقع.",
    "fa": "کشتی میان دو جزیره از روز دوشنبه یک ساعت زودتر حرکت می‌کند، زیرا آب در اسکله شمالی دیگر برای آن کافی نیست.",
    "hi": "दोनों द्वीपों के बीच की नाव सोमवार से एक घंटा पहले चलेगी क्योंकि उत्तरी घाट पर शाम "
    "को पानी कम हो जाता है और यह सुरक्षित नहीं है।",
    "th": "เรือข้ามฟากระหว่างสองเกาะจะออกเร็วขึ้นหนึ่งชั่วโมงตั้งแต่วันจันทร์",
    "ja": "二つの島を結ぶフェリーは月曜日から一時間早く出航する。",
    "zh": "港口办公室周二表示，两岛之间的渡轮将从周一起提前一小时起航。",
    "ko": "두 섬을 오가는 배가 월요일부터 한 시간 일찍 떠난다.",
}


@pytest.mark.parametrize("language", SAID)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert detect_language(SAID[language]) == language


@pytest.mark.parametrize("text", ["", "Ida Holm", "4 : 3 (2 : 1)", "Xqz vrt plm " * 20])
def test_what_tells_no_language_is_left_open(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ('<meta property="og:locale" content="id_ID">', "id"),
        ('<meta property="og:locale" content="pt_BR">', "pt-br"),
        (linked(headline="Ferry timetable changes", inLanguage="sv-SE"), "sv-se"),
        ('<meta http-equiv="content-language" content="en">', "en"),
        ('<meta name="language" content="zh-Hans-CN">', "zh-cn"),
        ("", None),
    ],
)
def test_what_is_declared_is_believed_where_the_words_say_nothing(head: str, language: str | None) -> None:
    assert article(page(head, body=SHORT)).language == language


def test_a_language_nobody_declared_is_read_off_the_words() -> None:
    found = article(page())
    assert (found.language, how(found, "language")) == ("en", "text")


@pytest.mark.parametrize("language", ["id", "de", "ar", "ru", "ja"])
def test_a_theme_s_english_gives_way_to_what_the_page_is_written_in(language: str) -> None:
    html = page(body=f"<p>{' '.join([SAID[language]] * 6)}</p>").replace("<html>", '<html lang="en-US">')
    found = article(html)
    assert (found.language, how(found, "language")) == (language, "text")


def test_a_quotation_in_another_language_overrules_nothing() -> None:
    html = page(body=f"<p>{' '.join([SAID['de']] * 4)}</p><p>{SAID['en']}</p>").replace("<html>", '<html lang="de-AT">')
    found = article(html)
    assert (found.language, how(found, "language")) == ("de-at", "html[lang]")


def test_languages_that_are_written_alike_overrule_each_other_nowhere() -> None:
    html = page(body=f"<p>{' '.join([SAID['id']] * 6)}</p>").replace("<html>", '<html lang="ms">')
    assert article(html).language == "ms"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kami berharap produksi garam naik, katanya kepada petani di balai desa Kamis pagi. Mesin pompa air itu "
         "diserahkan langsung kepada sejumlah petani usai rapat dengan harga sewa Rp 150 ribu per hari.", "id"),
        ("Seramai 14 keluarga dipindahkan ke pusat pemindahan, katanya kepada pemberita pada Khamis. Beliau berkata "
         "bantuan RM 500 diberikan kepada semua mangsa daripada tiga buah kampung.", "ms"),
        ("Ученики посадили аллею из молодых лип, саженцы подарил питомник, и это был уже третий выезд.", "ru"),
    ],
)  # fmt: skip
def test_languages_that_share_most_small_words_are_told_by_the_others(text: str, language: str) -> None:
    assert detect_language(text) == language
