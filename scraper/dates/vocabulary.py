"""The words for months, units of time and zones in the languages publishers write."""

import re
from functools import lru_cache

# Twelve names a language, "-" where a name is two words; lines that begin with "~" give other names or abbreviations.
MONTHS = """
january february march april may june july august september october november december
januari februari maret april mei juni juli agustus september oktober november desember
~ jan peb mrt apr mei jun jul agt sep okt nop des
~ jan feb mac apr mei jun julai ogos sept okt nov disember
januar februar märz april mai juni juli august september oktober november dezember
~ jänner feber mrz apr mai jun jul aug sep okt nov dez
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
~ janv févr mars avr mai juin juil aout sept oct nov déc
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
~ ene feb mar abr may jun jul ago setiembre oct nov dic
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
~ jan fev mar abr mai jun jul ago set out nov dez
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november desember
tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
~ styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
ledna února března dubna května června července srpna září října listopadu prosince
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
január február március április május június július augusztus szeptember október november december
~ jan febr márc ápr máj jún júl aug szept okt nov dec
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
~ январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април май юни юли август септември октомври ноември декември
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
~ ιαν φεβ μαρ απρ μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
~ جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
~ - شباط آذار نيسان أيار حزيران تموز آب أيلول - - -
ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
~ בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
~ ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค
enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
"""

UNITS = (
    (1, "detik second sec s segundo sekunde seconde secondo saniye секунд giây 秒 초 ثانية วินาที sekund"),
    (
        60,
        "menit minute minutes min mins mn minit minut minuten minuto minutos minuti minuta minuty minutę dakika "
        "минут хвилин phút 分 分钟 分鐘 분 دقيقة دقائق นาที λεπτά मिनट minuter minutter minuut perc",
    ),
    (
        3600,
        "jam hour hours hr hrs h stunde stunden std hora horas heure heures ora ore saat час часа часов годин "
        "годину giờ 時間 小时 小時 시간 ساعة ساعات ชั่วโมง ώρες ώρα घंटे घंटा timme timmar time timer uur godzin godziny "
        "godzinę hodin hodinami tuntia óra",
    ),
    (
        86400,
        "hari day days d tag tage tagen día días dia dias jour jours giorno giorni gün день дня дней днів дні "
        "ngày 日 天 일 يوم أيام วัน ημέρες दिन dag dagar dage dager dagen dni dzień päivää nap",
    ),
    (
        604800,
        "minggu week weeks w woche wochen semana semanas semaine semaines settimana settimane hafta неделю "
        "недели недель tuần 週間 周 주 أسبوع สัปดาห์ vecka veckor uke uker weken tydzień tygodnie",
    ),
)
AGO = re.compile(
    r"\b(?:lalu|lepas|ago|vor|hace|il y a|há|atrás|fa|önce|назад|тому|trước|temu|sedan|sitten|siden|geleden|πριν|"
    r"acum|před|pred|ezelőtt)\b"
    r"|前|전|قبل|منذ|ที่แล้ว|पहले"
)
AMOUNT = re.compile(r"(\d{1,3}|\b(?:an?|ein(?:er?|em)?|satu|se(?=jam|menit|hari))\b)\s*([^\W\d_]+)")
NAMED_DAYS = (
    (
        0,
        re.compile(
            r"\b(?:today|hari ini|heute|hoy|aujourd'hui|oggi|hoje|bugün|сегодня|сьогодні|hôm nay|vandaag|idag|i "
            r"dag|dziś|dzisiaj)\b|今日|今天|오늘|اليوم"
        ),
    ),
    (
        1,
        re.compile(
            r"\b(?:yesterday|kemarin|gestern|ayer|hier|ieri|ontem|dün|вчера|вчора|hôm qua|gisteren|igår|i går|"
            r"wczoraj)\b|昨日|昨天|어제|أمس"
        ),
    ),
)
NOW = re.compile(r"\b(?:just now|baru saja|gerade eben|ahora mismo|à l'instant|только что)\b|たった今|刚刚|방금")

HOURS = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "wib": 7, "wita": 8, "wit": 9, "bst": 1, "cet": 1, "mez": 1, "wat": 1,
    "ist": 5.5, "cest": 2, "mesz": 2, "eet": 2, "sast": 2, "cat": 2, "eest": 3, "msk": 3, "мск": 3, "eat": 3,
    "trt": 3, "pkt": 5, "sgt": 8, "hkt": 8, "myt": 8, "pht": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "brt": -3, "art": -3, "ast": -4, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
ZONES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}


def month_number(word: str) -> int | None:
    """The month a word names, in full or cut short, in any of the languages; None for other words."""
    full, short = _month_names()
    word = word.removesuffix("ta").removesuffix("kuu") if "kuu" in word else word  # Finnish "toukokuuta", "of May"
    return full.get(word) or short.get(word)


@lru_cache(maxsize=1)
def _month_names() -> tuple[dict[str, int], dict[str, int]]:
    """Names, and their prefixes from three letters on. Where languages disagree on a prefix, the earlier line holds."""
    full: dict[str, int] = {}
    short: dict[str, int] = {}
    for line in MONTHS.strip().splitlines():
        for number, name in enumerate(line.removeprefix("~ ").split(), 1):
            full.setdefault(name, number)
            for length in range(3, len(name)):
                short.setdefault(name[:length], number)
    return full, short


def unit_seconds(word: str) -> int | None:
    """The length of a unit of time in seconds; in scripts without spaces other words may follow it ("時間前")."""
    table = _unit_table()
    if word.isascii():
        return table.get(word)
    return next((table[word[:length]] for length in range(len(word), 0, -1) if word[:length] in table), None)


@lru_cache(maxsize=1)
def _unit_table() -> dict[str, int]:
    return {word: seconds for seconds, words in UNITS for word in words.split()}
