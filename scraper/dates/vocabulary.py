"""The words for months, units of time and days gone by in the languages publishers write."""

import re
from dataclasses import dataclass
from functools import lru_cache

# Twelve names a language, "-" where a name is two words; lines that begin with "~" give other names or abbreviations.
MONTHS = """
january february march april may june july august september october november december
januari februari maret april mei juni juli agustus september oktober november desember
~ jan peb mrt apr mei jun jul agt sep okt nop des
~ - pebruari - - - - - - - - nopember -
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
~ janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris
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
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro
januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra
јануар фебруар март април мај јун јул август септембар октобар новембар децембар
~ јануари февруари март април мај јуни јули август септември октомври ноември декември
студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня
janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor
yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
~ yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი
հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի
جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்
జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్
जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर
જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઓગસ્ટ સપ્ટેમ્બર ઓક્ટોબર નવેમ્બર ડિસેમ્બર
january februarie maart april mei junie julie augustus september oktober november desember
janwari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
"""

# Months of two words, as one word of the list above.
_TWO_WORDS = {
    "كانون الثاني": "يناير", "كانون الأول": "ديسمبر", "كانون الاول": "ديسمبر", "تشرين الأول": "أكتوبر",
    "تشرين الاول": "أكتوبر", "تشرين الثاني": "نوفمبر",
}  # fmt: skip
_TWO_WORD_MONTH = re.compile("|".join(_TWO_WORDS))

# Months and seconds of a unit, and its names.
UNITS = (
    (0, 1, """
        detik saat second seconds sec secs s segundo segundos sekunde sekunden seconde secondes secondo
        secondi saniye saniyə секунд секунды секунду секунди giây 秒 초 ثانية ثوان ثانیه วินาที sekund
        sekunda sekundi sekundy seconden sekuntia δευτερόλεπτα שניות सेकंड সেকেন্ড
    """),
    (0, 60, """
        menit minit minute minutes min mins mn m minuten minuto minutos minuti minuta minuty minutu
        minut minutę dakika dk dəqiqə минут минуты минуту минута минути хвилин хвилини хвилину мин phút
        分 分钟 分鐘 분 دقيقة دقائق دقیقه นาที λεπτά λεπτό मिनट মিনিট minuter minutter minuttia minuuttia
        minuutit minuut perc perce דקות דקה منٹ
    """),
    (0, 3600, """
        jam hour hours hr hrs h stunde stunden std hora horas heure heures ora ore saat saati час часа
        часов годин годину години giờ tiếng 時間 小时 小時 시간 ساعة ساعات ساعت ชั่วโมง ชม ώρες ώρα घंटे घंटा
        ঘণ্টা ঘন্টা timme timmar time timer uur godz godzin godziny godzinę hodin hodinami hodinou hodiny
        sat sata sati óra órája órával tunti tuntia שעות שעה گھنٹے oras orë hores tund tundi valandų
        valandas stundām
    """),
    (0, 86400, """
        hari day days d tag tage tagen día días dia dias jour jours giorno giorni gün день дня дней
        днів дні дена дни дана ngày 日 天 일 يوم أيام روز วัน ημέρες ημέρα μέρες दिन দিন dag dagar dage
        dager dagen dni dzień dnem dny dní päivää päivä nap napja nappal zile zi ימים יום دن araw ditë
        dies päeva dienų dienām dana dan siku
    """),
    (0, 604800, """
        minggu pekan week weeks w wk wks woche wochen semana semanas semaine semaines settimana
        settimane hafta неделю недели недель тиждень тижні тижнів tuần 週間 周 週 주 أسبوع أسابيع هفته
        สัปดาห์ εβδομάδες vecka veckor uke uker uge uger weken tydzień tygodnie týdny hét hete
        săptămâni שבועות हफ्ते সপ্তাহ viikkoa nedelja nedjelje linggo
    """),
    (1, 0, """
        bulan month months monat monate monaten mois mes meses mês mese mesi maand maanden månad
        månader måned måneder miesiąc miesiące miesięcy ay месяц месяца месяцев місяць місяці місяців
        tháng か月 ヶ月 カ月 个月 個月 개월 شهر أشهر ماه เดือน μήνες μήνα महीने মাস hónap hónapja luni lună
        kuukautta měsíce חודשים buwan
    """),
    (12, 0, """
        tahun year years yr yrs jahr jahre jahren ans année années año años ano anos anno anni jaar år
        rok lata lat roky yıl год года лет рік роки років năm 年 년 سنة سنوات سال ปี χρόνια έτη साल বছর
        év éve ani vuotta שנים taon godina
    """),
)  # fmt: skip
# What says that the time has passed: before the amount, or after it.
BEFORE_AMOUNT = re.compile(
    r"(?:\b(?:vor|hace|il y a|depuis|há|ha|fa|před|pred|prije|pre|пре|преди|пред|acum|πριν|cách đây)(?: (?:etwa|"
    r"rund|ca\.|unos|unas|environ|cerca de|από|asi))?"
    r"|قبل|منذ|לפני)\s*$"
)
AFTER_AMOUNT = re.compile(
    r"\s*(?:(?:yang |y)?(?:lalu|lepas)\b|(?:ago|atrás|fa|önce|əvvəl|назад|тому|temu|sedan|sitten|siden|geleden|"
    r"ezelőtt|trước|nakalipas|iliyopita|zpět|raniej|тому назад)\b|[の]?前|전|ที่แล้ว|ที่ผ่านมา|पहले|আগে|پیش|پہلے|قبل)"
)
AMOUNT = re.compile(
    r"(\d{1,3}|\b(?:(?<!y )an?|one|ein(?:e[mrn]?)?|une?|una|uma?|een|satu|se(?=jam|menit|hari|minggu|pekan|bulan|"
    r"tahun))(?:\b|(?<=\bse)))\s*([^\W\d_][^\s\d.,:;!?()|/-]*)"
)
NAMED_DAYS = (
    (
        2,
        re.compile(
            r"\b(?:kemarin (?:lusa|dulu)|day before yesterday|vorgestern|anteayer|avant-hier|anteontem|eergisteren|"
            r"позавчера|позавчора|przedwczoraj|i förrgår|i forgårs)\b|一昨日|おととい|前天|그저께"
        ),
    ),
    (
        0,
        re.compile(
            r"\b(?:today|hari ini|heute|hoy|aujourd['’]hui|oggi|hoje|bugün|сегодня|сьогодні|днес|hôm nay|vandaag|idag|"
            r"i dag|dziś|dzisiaj|dnes|tänään|ma|astăzi|azi|danas|avui|σήμερα|ngayong araw|bu gün)\b|"
            r"今日|今天|오늘|اليوم|امروز|วันนี้|आज|আজ|היום"
        ),
    ),
    (
        1,
        re.compile(
            r"\b(?:yesterday|kemarin|kelmarin|semalam|gestern|ayer|hier|ieri|ontem|dün|вчера|вчора|"
            r"hôm qua|gisteren|igår|"
            r"i går|wczoraj|včera|eilen|tegnap|jučer|juče|ahir|χθες|χτες|kahapon|dünən)\b|"
            r"昨日|昨天|어제|أمس|دیروز|เมื่อวาน|कल|গতকাল|אתמול"
        ),
    ),
)
NOW = re.compile(
    r"\b(?:just now|right now|moments ago|baru saja|sebentar tadi|gerade eben|soeben|ahora mismo|hace un momento|"
    r"à l['’]instant|agora mesmo|adesso|zojuist|az önce|только что|щойно|przed chwilą|just nu|vừa xong)\b|"
    r"たった今|刚刚|剛剛|방금|الآن|همین الان|เมื่อสักครู่"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time, and how many letters of the word named it."""

    months: int
    seconds: int
    length: int


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


def join_months(text: str) -> str:
    """A text with the months that are two words written as one."""
    return _TWO_WORD_MONTH.sub(lambda match: _TWO_WORDS[match[0]], text)


def unit_of(word: str) -> Unit | None:
    """The unit of time a word names; in scripts without spaces other words may follow it ("時間前")."""
    table = _unit_table()
    if word in table:
        return Unit(*table[word], len(word))
    if word.isascii():
        return None
    return next((Unit(*table[word[:end]], end) for end in range(len(word) - 1, 0, -1) if word[:end] in table), None)


@lru_cache(maxsize=1)
def _unit_table() -> dict[str, tuple[int, int]]:
    return {word: (months, seconds) for months, seconds, words in UNITS for word in words.split()}
