"""What section pages call things, in the languages of the press: word lists, and nothing but word lists.

Words on a page are matched after folding case and blanks. Class names are matched as the words that hyphens,
underscores and capitals divide them into ("mostRead-list" is `most read list`).
"""

import re


def word_set(text: str) -> frozenset[str]:
    """The words of a text that lists them between blanks."""
    return frozenset(text.split())


# Headings of boxes that repeat what stands elsewhere: most read, trending, related, recommended, paid for. Matched
# from the heading's first letter; only headings that link nowhere are asked.
BOX_TITLE = re.compile(
    r"""
    (?:the\s|die\s|las?\s|los?\s|les?\s|i\s|os\s|as\s|de\s|berita\s|artikel\s|tin\s)?(?: most[\s-](?:read
    |popular|viewed|watched|shared|commented|discussed|clicked|recent\scomments)|(?:now\s)?trending\b|popular\b
    |what.?s\s(?:popular|trending)|top\s?(?:10|ten|5|five)\b|you\smay\s(?:also\s)?like|recommended|related\b
    |sponsored|promoted|partner\s(?:content|offers)|paid\s(?:content|post)|from\s(?:around\sthe\sweb
    |our\s(?:partners|sponsors))|advertise?ment|advertorial|more\sfrom\sour\snetwork|(?:tags?|etiquetas
    |schlagw[oö]rter|mots-clés)$|(?:hot|trending|popular)\s(?:tags|topics)|(?:ter|paling\s)?popul[ae]r
    |(?:paling\s)?(?:banyak|sering)\s(?:dibaca|dicari|dilihat|dikomentari)|tren(?:ding)?\b|baca\sjuga|(?:artikel
    |berita)?\s?terkait|rekomendasi|iklan\b|topik\s(?:populer|hangat|terkait)|tag\s(?:populer|terpopuler)
    |popul[ae]r|meist\s?(?:gelesen|geklickt|kommentiert|gesehen|gesucht)\w*|am\smeisten\sgelesen|beliebt\w*
    |top[\s-]themen$|mehr\szum\sthema|das\skönnte|empfehlung\w*|anzeigen?\b|gerade\sgefragt
    |(?:lo\s)?más\s(?:leíd|vist|popular|comentad|compartid|buscad)\w*|tendencias?\b|te\spuede\sinteresar
    |relacionad\w*|publicidad|patrocinad\w*|mais\s(?:lid|vist|acessad|comentad)\w*|em\salta|leia\stambém
    |veja\stambém|publicidade|(?:\+|plus)\s?(?:lus?|lues?|partagés|consultés|commentés|populaires)\b
    |articles\sles\splus|tendances?\b|à\slire\saussi|sponsorisé\w*|publicité|più\s(?:lett|vist|popolar|condivis
    |cliccat)\w*|leggi\sanche|potrebbe\sinteressarti|meest\s(?:gelezen|bekeken|populair)|mest\s(?:läst|lest|læst
    |delat|delt|sett|sedd|populær|populär)\w*|luetuimmat|katsotuimmat|najczęściej\sczytane|najpopularniejsze
    |popularne|najchętniej|nejčtenější|nejoblíbenější|najčítanejšie|najčitanije|najbrani|legolvasottabb
    |legnépszerűbb|cele\smai\scitite|(?:en\s)?çok\s(?:okunan|izlenen|konuşulan)\w*|popüler\w*|(?:самое
    |самые)\s(?:читаемое|популярн\w+|обсуждаемое)|популярн\w+|читаемое|(?:сейчас\s)?читают(?:\sсейчас)?
    |в\sтренде|тренды|по\sтеме|читайте\sтакже|реклама|найпопулярніш\w+|читають|най-?четени|δημοφιλ\w+
    |τα\sπιο\sδιαβασμένα|διαβάστε\sεπίσης|(?:アクセス|人気|記事|総合|週間|月間|デイリー)?ランキング|人気(?:の|記事|ニュース)?.{0,6}$|よく読まれ
    |注目(?:の)?(?:記事|キーワード|ワード)|関連(?:記事|ニュース)|おすすめ|広告$|(?:热门|熱門|最热|最熱|热点|熱點|人气|人氣)(?:文章|新闻|新聞|排行|推荐|推薦|标签|標籤|点击
    |點擊)?|(?:点击|點擊|阅读|閱讀|新闻|新聞)?排行榜?|最受[欢歡]迎|相关(?:阅读|新闻|文章)|相關(?:閱讀|新聞|文章)|推[荐薦]阅?[读讀]?|猜你喜欢|(?:가장\s)?많이\s?본
    |인기\s?(?:기사|뉴스|글)|랭킹|관련\s?(?:기사|뉴스)|ال[أا]كثر\s\w+|ا?ل?مواضيع\sذات\sصلة|إقرأ\sأيضا|اقرأ\sأيضا|إعلان
    |پربازدید\w*|پربیننده\w*|مرتبط|הנקרא\w*|הכי\s(?:נקרא|פופולרי)\w*|פופולרי\w*|सबसे\s(?:ज्यादा|ज़्यादा
    |अधिक)\s(?:पढ़ी|पढ़े|देखी)|ट्रेंडिंग|लोकप्रिय|जरूर\sपढ़ें|(?:được\s)?(?:đọc|xem)\snhiều|nổi\sbật\snhất
    |ข่าวยอดนิยม|ยอดนิยม|อ่านมากที่สุด )
    """,
    re.IGNORECASE | re.VERBOSE,
)

# A label of its own inside a card that makes the whole card paid matter. Matched against a whole line.
PAID_LABEL = re.compile(
    r"""
    (?: sponsor(?:ed|isé|izzato|iert)?(?:\s(?:content|post|story|by\b.*))?|promoted|paid\s(?:content|post
    |partnership|program)|partner\s?(?:content|inhalt)?|brand(?:ed)?\s?(?:content|studio|voice)|advertise?ment
    |advertorial|\[?adv\]?|ad|iklan|promosi|konten\sbersponsor|bersponsor|anzeige|werbung|gesponsert|publicidad
    |publirreportaje|patrocinad[oa]|contenido\spatrocinado|publicidade|conteúdo\spatrocinado|publicité
    |publi-?rédactionnel|pubblicità|contenuto\ssponsorizzato|advertentie|annons|annonse|annonce|reklama
    |artykuł\ssponsorowany|reklam|реклама|на\sправах\sрекламы|партнерский\sматериал|広告|pr|\[pr\]|sponsored\sby.*
    |提供[:：].*|广告|廣告|推广|광고|إعلان|محتوى\sمدفوع|quảng\scáo|tài\strợ )
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Class and id words of boxes that are no list of articles, and of parts of a page that are none.
BOX_WORDS = word_set(
    """
    popular populer terpopuler mostpopular mostread mostviewed mostshared trending trend trends meistgelesen
    masleidas maisleidas ranking rankings ad ads adv advert adverts advertisement advertorial adsense adslot
    iklan anzeige werbung publicidad sponsor sponsored sponsors taboola outbrain mgid revcontent dianomi
    recommendation recommendations recommended recommend rekomendasi related relacionadas terkait bacajuga
    newsletter tagcloud hashtag breadcrumb breadcrumbs pagination ticker promo promos promoted promotion partner
    partners native paidcontent podcast podcasts video videos
    """
)
PART_WORDS = word_set(
    """
    nav navbar navigation menu menus submenu megamenu dropdown offcanvas drawer hamburger sidebar sidebars aside
    rail topbar masthead toolbar modal popup cookie consent cookies login signin social share sharing comments
    skiplinks langswitch language appstore
    """
)
# Pairs of words that say together what neither says alone.
BOX_PAIRS = word_set(
    """
    most-read most-viewed most-popular most-shared most-commented most-watched most-clicked mas-leidas mas-leido
    mas-vistas mas-leidos lo-mas mais-lidas plus-lus piu-letti top-news10 paling-populer banyak-dibaca baca-juga
    tag-cloud tags-cloud also-read read-also read-more-box hot-topics trending-topics also-like right-rail
    """
)
# "header" and "footer" stand in the names of card parts too (card-header), so only these whole class names count.
PART_NAMES = word_set(
    """
    header footer site-header site-footer page-header page-footer main-header main-footer global-header
    global-footer top-header header-top header-main footer-main footer-top footer-bottom header-wrapper
    footer-wrapper headerwrap footerwrap colophon bottom-bar foot top-bar masthead app-header app-footer
    """
)
# Words before "sidebar" and the like that take the meaning back: "has-sidebar" names the column beside it.
LAYOUT_WORDS = word_set("has with no without layout open closed is js")

# What a pager calls the link to the next page, alone or before an arrow.
NEXT = re.compile(
    r"""
    (?: next(?:\s(?:page|\d+|posts?|stories))?|older(?:\s(?:posts?|stories|entries|articles))?|selanjutnya
    |berikutnya|lanjut|halaman\sberikutnya|seterusnya|weiter|nächste(?:\sseite)?|vor|siguientes?
    |página\ssiguiente|suivante?s?|page\ssuivante|próxim[oa]s?(?:\spágina)?|seguinte|successiv[ao]|avanti
    |pagina\ssuccessiva|volgende|nästa|neste|næste|seuraava|następn[ay]|dalej|další|ďalšia|sljedeća|sonraki
    |következő|următoarea|вперед|вперёд|далее|следующая|дальше|наступна|далі|επόμενη|次へ|次のページ|次|下一页|下一頁|下页|다음
    |التالي|التالية|بعدی|הבא|अगला|tiếp|trang\ssau|ถัดไป )?\s*[›»>→⟩▶❯]{0,2}
    """,
    re.IGNORECASE | re.VERBOSE,
)
