"""What pages say that stand in an article's place: bot checks, consent and log-in walls, error and list pages.

Phrases are matched in titles, or in pages with hardly a text: an article may say any of them.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# How the title of a bot check begins.
CHALLENGE_TITLE = re.compile(
    r"^(?:just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:human|robot)|"
    r"pardon our interruption|security (?:check|checkpoint|verification)|vercel security checkpoint|"
    r"verify(?:ing)? (?:you|that you|your)|checking your browser|robot check|bot (?:verification|check|detection)|"
    r"human verification|please (?:wait|verify)|one moment,? please|one more step|ddos[- ]guard|"
    r"before you continue|you have been blocked|request (?:blocked|unsuccessful|rejected)|403 forbidden|forbidden$|"
    r"error 1\d{3}\b|making sure you.re not a bot|you are (?:now )?in (?:line|queue)|queue-it|waiting room|"
    r"bitte (?:bestätigen|warten)|einen moment|sicherheitsprüfung|sind sie ein mensch|un momento|un instant|"
    r"verificación de seguridad|vérification de sécurité|veuillez patienter|"
    r"verifica (?:di sicurezza|que eres)|attendere prego|verificação de segurança|mohon tunggu|"
    r"memeriksa (?:browser|peramban)|verifikasi keamanan|"
    r"один момент|проверка (?:браузера|безопасности)|güvenlik doğrulaması|请稍候|安全验证|"
    r"しばらくお待ちください|잠시만)",
    re.IGNORECASE,
)
# What only their markup and scripts hold, whoever made them.
CHALLENGE_MARKS = re.compile(
    rb"cf-chl-|/cdn-cgi/challenge-platform/h/|_cf_chl_opt|challenges\.cloudflare\.com/turnstile|cf-turnstile|"
    rb"px-captcha|_pxAppId|_pxhd|captcha\.px-cdn|captcha-delivery\.com|geo\.captcha|interstitial\.captcha|"
    rb"_Incapsula_Resource|Incapsula incident|sucuri_cloudproxy|ddos-guard/js-challenge|"
    rb"awswaf\.com/[^\"']*challenge|gokuProps|AwsWafIntegration|sec-if-cpt-container|bm-verify|akam-sw|"
    rb"errors\.edgesuite\.net|id=\"challenge-form\"|g-recaptcha|h-captcha|hcaptcha\.com/1/api\.js|sgcaptcha|"
    rb"queue-it\.net|queueit_overlay|KPSDK|anubis_challenge|smartcaptcha\.yandexcloud|wordfence_|geetest"
)
# Consent on its own: two words near each other.
CONSENT = _any(
    r"(?:accept|agree|zustimmen|akzeptieren|consent|einwilligung|aceptar|accepter|accetta|setuju|accepteren|godkänn|"
    r"godta|hyväksy|zgadzam|souhlas)[^.]{0,80}(?:cookies?|tracking|werbung|advertising|reklam)",
    r"(?:cookies?|tracking|privacy)[^.]{0,80}(?:accept|agree|zustimm|akzeptier|consent|einwillig|aceptar|accepter|"
    r"accetta|setuju|godkänn|godta|hyväksy|zgadzam|souhlas)",
)
# "Pay or consent" walls run to many words of law. Each of these is one sign; a wall has several.
CONSENT_SIGNS = (
    _any(r"\b(?:cookies?|tracking|trackern?|ip-adressen?)\b"),
    _any(
        r"\b(?:our|unsere[nr]?|nos|nuestros|nostri|nossos|onze) (?:\d+ )?(?:partners?|partnern?|partenaires|socios)\b"
    ),
    _any(r"\b\d{2,4} (?:partners?|partnern?|partenaires|socios|terceros|drittanbiet\w+|vendors|fornitori)\b"),
    _any(
        r"(?:mit|ohne) werbung (?:und tracking )?(?:weiter|lesen|nutzen)|werbung oder abo|pur[- ]abo|"
        r"werbefrei(?:es)? (?:abo|lesen)",
        r"(?:accept and|pay or) (?:continue|consent|ok)|reject and (?:pay|subscribe)|continue without accepting",
        r"accetta e continua|rifiuta e abbonati|aceptar y continuar|rechazar y (?:suscribirse|pagar)",
        r"accepter et (?:continuer|fermer)|refuser et s.abonner|continuer sans accepter|aceitar e continuar",
        r"accepteren en doorgaan|akceptuję i przechodzę|przejdź do serwisu",
    ),
    _any(
        r"store (?:and/or|or) access information on (?:a|your) device|informationen auf (?:einem|ihrem) (?:end)?gerät",
        r"almacenar (?:o acceder|la información|y/o)|stocker (?:et/ou|ou) accéder|archiviare (?:informazioni|e/o)",
        r"personali[sz]ed (?:ads|advertising)|personalisierte (?:anzeigen|werbung)|publicidad personalizada",
        r"publicités? personnalisée|annunci personalizzati|pubblicità personalizzata|spersonalizowane reklamy",
    ),
    _any(
        r"withdraw (?:your )?consent|einwilligung (?:jederzeit )?widerruf|jederzeit widerruf|"
        r"retirar (?:el|su|tu) consent",
        r"retirer votre consentement|revocare (?:il )?(?:tuo )?consenso|cofnąć (?:zgodę|w każdej chwili)",
        r"legitimate interest|berechtigte[ns]? interesse|intérêt légitime|interés legítimo|interesse legittimo",
    ),
)
GONE_TITLE = _any(
    r"\b404\b(?!\.\d)|page (?:not found|cannot be found|doesn.t exist|no longer (?:exists|available))|"
    r"not found|oops|gone\b",
    r"(?:we )?can.?t find (?:that|this|the) page|nothing (?:was )?found|no longer available|"
    r"has been (?:removed|deleted)",
    r"seite (?:wurde )?nicht gefunden|seite existiert nicht|nicht mehr verfügbar|beitrag nicht gefunden",
    r"(?:halaman|artikel|berita) (?:yang anda cari )?(?:tidak ditemukan|tidak tersedia)|"
    r"laman tidak (?:ditemui|dijumpai)",
    r"página (?:no|não) encontrada|no se (?:ha )?encontr|page (?:introuvable|non trouvée)|"
    r"pagina (?:non trovata|niet gevonden)",
    r"pagina negăsită|pàgina no trobada|contenido no disponible|conteúdo não encontrado|cette page n.existe",
    r"sidan (?:hittades inte|kunde inte|finns inte)|siden (?:blev ikke fundet|finnes ikke|ble ikke funnet|findes ikke)",
    r"sivua ei (?:löyt|ole)|síða fannst ekki|strona nie (?:istnieje|została)|nie znaleziono|"
    r"stránka (?:nenalezena|nebyla)",
    r"stránka (?:neexistuje|sa nenašla)|stranica (?:nije pronađena|ne postoji)|az oldal nem található|lehte ei leitud",
    r"lapa nav atrasta|puslapis nerastas|страница не найдена|сторінку не знайдено|страницата не е намерена",
    r"sayfa bulunamadı|η σελίδα δεν βρέθηκε|الصفحة (?:غير موجودة|المطلوبة غير)|صفحه (?:مورد نظر )?یافت نشد|הדף לא נמצא",
    r"पृष्ठ नहीं मिला|पेज नहीं मिला|ไม่พบหน้า|không tìm thấy|ページが見つかりません|页面不存在|找不到(?:网页|頁面|页面)",
    r"페이지를 찾을 수|페이지가 존재하지",
)
# The first words of a page that says so where the story was.
REMOVED = _any(
    r"this (?:article|story|page|content|post) (?:has been|was|is) (?:removed|unpublished|deleted|taken down|withdrawn|"
    r"retracted|no longer available)|(?:article|story) (?:you requested )?(?:has expired|is no longer available)",
    r"dieser (?:artikel|beitrag|inhalt) (?:wurde (?:gelöscht|entfernt|depubliziert)|ist nicht (?:mehr|"
    r"länger) verfügbar)",
    r"(?:artikel|berita|konten) ini (?:telah|sudah) (?:dihapus|ditarik|diturunkan|tidak tersedia)",
    r"cet article (?:a été (?:supprimé|retiré)|n.est plus disponible)|este (?:artículo|"
    r"contenido) (?:ha sido|fue|ya no)",
    r"est[ea] (?:artigo|matéria|conteúdo) (?:foi removid|não está mais)|questo articolo (?:è stato rimosso|non è più)",
    r"dit artikel is (?:verwijderd|niet (?:meer|langer))|artikeln (?:har tagits bort|är borttagen)",
    r"materiał (?:został usunięty|jest niedostępny)|(?:статья|материал|публикация) (?:удален|снят|недоступ)",
    r"この記事は(?:削除|掲載を終了|公開を終了)|(?:该|本)(?:文章|页面)已(?:被)?(?:删除|下线)|삭제된 (?:기사|게시)",
)
REGION = _any(
    r"(?:not|un)\s?available in your (?:region|country|location|area)|unavailable (?:due to|for) legal reasons",
    r"\b451\b.{0,40}(?:legal|unavailable)|european (?:economic area|visitors|union countries)|due to the gdpr",
    r"unavailable in (?:most )?(?:european|your)|(?:in )?(?:ihrem|deinem) (?:land|region) nicht verfügbar",
    r"(?:aus|in) rechtlichen gründen nicht|no (?:está )?disponible en (?:tu|su) (?:país|región)",
    r"(?:n.est )?pas disponible dans votre (?:pays|région)|non (?:è )?disponibile nel tuo paese",
    r"não (?:está )?disponível (?:no seu país|na sua região)|tidak tersedia di (?:negara|wilayah) anda",
    r"недоступ\w+ в (?:вашей|вашем) (?:стране|регионе)|お住まいの(?:地域|国)では|您所在的(?:地区|国家)",
)
MAINTENANCE = _any(
    r"(?:under|scheduled|down for|site|undergoing) maintenance|we.?ll be (?:right )?back|"
    r"temporarily (?:unavailable|offline)",
    r"service unavailable|wartungs(?:arbeiten|modus)|en mantenimiento|en (?:cours de )?maintenance|in manutenzione",
    r"em manutenção|(?:sedang )?dalam (?:perbaikan|pemeliharaan)|sedang maintenance|технически[ех] работ",
    r"メンテナンス中",
    r"系统维护|점검 중",
)
LOGIN_TITLE = re.compile(
    r"^(?:log ?in|sign ?in|login|anmelden|anmeldung|einloggen|registrieren|register|create (?:an )?account|"
    r"iniciar sesión|inicia sesión|connexion|se connecter|identifiez-vous|accedi|accesso|entrar|acessar|inloggen|"
    r"logga in|logg inn|log ind|kirjaudu|zaloguj|přihlá\w+|masuk|daftar|войти|вход|увійти|giriş yap|"
    r"ログイン|登录|로그인)"
    r"(?=\W|$)",
    re.IGNORECASE,
)
# The path of a list: tags, topics, authors, archives, searches. A slug of a story after it has many words.
LIST_PATH = re.compile(
    r"^(?:/[a-z]{2}(?:-[a-z]{2})?)?/(?:tags?|topics?|topik|thema|themen|temas?|tema|sujet|authors?|"
    r"autor(?:en|es)?|auteurs?|"
    r"autori|penulis|profile?|search|suche|cari|buscar|busca|recherche|cerca|zoeken|category|"
    r"categor(?:ies|ia|ie)|kategorie?|"
    r"rubrik|rubriques?|label|etiquetas?|indeks|index|archives?|archiv|arsip|page)"
    r"(?:/[\w%.-]+){0,3}/?$",
    re.IGNORECASE,
)
LIST_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage"))
