"""Calls to subscribe, follow, share, comment or write in; what players and consent boxes say; rights. Latin scripts.

Anywhere in a line, from the beginning of a word on. Each pattern comes with the words of which every match holds at
least one: only the patterns of a line's words are tried, and most lines have none. Calls in other scripts stand in
`far_calls`.
"""

import re
from string import ascii_lowercase, ascii_uppercase


def _read_calls(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of words and pattern out of "words = pattern"; white space around a line's end parts nothing."""
    calls: list[tuple[str, str]] = []
    words = ""
    for line in map(str.strip, text.strip().splitlines()):
        before, equals, after = line.partition(" =")
        if equals:
            calls.append((f"{words} {before}", after.strip()))
            words = ""
        elif calls and (not calls[-1][1] or line.startswith("|")):
            calls[-1] = (calls[-1][0], calls[-1][1] + line)
        else:
            words = f"{words} {line}"
    return tuple(calls)


CALLS = _read_calls(
    r"""
    register sign subscribe =
        \b(?:sign up|subscribe|register)\b.{0,60}\b(?:newsletters?|inbox|channel|alerts|podcast|edition)
    newsletter = \bnewsletter\b.{0,80}\b(?:sign up|subscri|inbox|anmeld|abonn|inscri|suscr|here|hier)
    newsletter = (?:zum|unser(?:en)?|den|täglichen) (?:[\w-]*-)?newsletter
    alerts app delivered inbox newsletter =
        \b(?:get|receive) (?:the |our |more |all |breaking |daily ).{0,60}\b(?:inbox|newsletter|alerts|delivered
        |app)\b
    delivered = delivered (?:straight )?(?:to|through) your
    follow = \bfollow (?:us|me|him|her|them|@\w+)\b.{0,30}(?:\bon\b|@)
    folge folgen folgst folgt suivez = (?:folgen sie|folge|folgt) uns\b|folgst du\b|suivez[- ](?:nous|l)
    bizi ikuti seguici siga síguenos volg =
        (?:síguenos|siga-nos|siga o canal|seguici|ikuti (?:kami|berita|saluran|akun)|volg ons|bizi .{0,20}takip)
    google =
        \b(?:follow|ikuti|baca|simak|urm[aă]re\w+|sigue\w*|síguenos|siga|segui\w*|suivez|volg|sledujte|obserwuj|seuraa
        |følg|följ|kövess\w*)\b.{0,80}\bgoogle (?:news|haberler|discover)|google (?:news|haberler).{0,40}(?:takip|abone)
    follow sundan = i-follow\b|sundan (?:kami|kaming)
    gulir scroll = (?:scroll|gulir) (?:ke bawah|untuk (?:membaca|melanjutkan))\b
    ketinggalan lewatkan = jangan (?:sampai )?(?:ketinggalan|lewatkan)\b.{0,60}(?:video|berita|informasi|update)
    berkontribusi = berkontribusi (?:dalam|pada|untuk) (?:penulisan |pembuatan )?(?:artikel|laporan|berita|tulisan) ini
    berlangganan konten khusus pelanggan =
        (?:artikel|konten|berita) ini (?:khusus|hanya)(?: tersedia)? untuk (?:pelanggan|member|anggota)
        |berlangganan mulai (?:dari )?rp|sudah (?:berlangganan|jadi pelanggan)\b.{0,3}\?
    hoaks = ^\W*fakta atau hoaks\?
    diskuse diskuze = (?:vstoupit|zapojte se|přejít) do disku[sz]e
    cek dapatkan informasi temukan = (?:dapatkan|temukan|cek) (?:update |informasi )?(?:berita|artikel|terkini)
    bergabung gabung suscribanse suscribase suscribete suscríbanse suscríbase suscríbete vous =
        (?:gabung|bergabung) .{0,40}(?:whatsapp|telegram)|(?:abonnez|inscrivez)-vous|suscr[ií]b(?:ete|ase|anse)
    abonnieren inscreva iscriviti jetzt melden =
        inscreva-se|iscriviti|abonnieren sie|jetzt (?:abonnieren|anmelden|registrieren)|melden sie sich an
    scroll = ^(?:advertisement\W+)?scroll to (?:continue|resume)
    comments = read more and view comments
    entry responses pings =
        this entry was posted|responses to this entry|comments and pings are|responses are currently
    antworten abgelegt = antworten zu diesem eintrag|\babgelegt unter\b
    beitrag eintrag =
        (?:dieser|der) (?:beitrag|eintrag) wurde (?:am|unter|von|in|veröffentlicht|geschrieben|gepostet)\b
    publié entrada articolo =
        cet article a été publié (?:dans|le)|esta entrada fue publicada|questo articolo è stato pubblicato
    kommentare kommentarfunktion bewertungen =
        kommentare (?:sind )?(?:derzeit )?geschlossen|kommentarfunktion|(?:noch|bisher) keine (?:bewertungen
        |kommentare)
    interessieren gefallen = könnte(?:n)? (?:dich|sie|euch|ihnen|dir) (?:auch|ebenfalls) (?:interessieren|gefallen)
    apps = (?:download|get|install) (?:the|our) .{0,30}\bapps\b
    javascript = requires javascript|javascript (?:wird benötigt|muss|est désactivé|desactivado)
    interested enjoy enjoyed like liked =
        you (?:may|might) (?:also )?(?:like|enjoy|be interested in)\b.{0,60}[:…]?$|if you (?:liked|enjoyed) this
    comments say share = share your (?:thoughts|views|opinion)|have your say|let us know in the comments
    comments = comments (?:are|have been) closed|comments below
    idea story tip tips = (?:do you have|have you got|^got|^have) (?:a|any) (?:news |story )?(?:story|tips?|idea)\b.*\?
    contact email reach = ^(?:contact|reach|e-?mail) .{2,60}? (?:at|on|via) \S+@\S+\.\w
    reach reached = \b(?:reach (?:her|him|them)|be reached) (?:at|on|by|via) .{0,20}\S+@\S+\.\w
    email mail stories touch = get in touch (?:with (?:us|our)|at \S+@|by e?-?mail)|for more stories like this
    breaking developing enjoying = enjoying our latest content|this is a (?:breaking|developing) (?:news )?story
    artikel beitrag diese dieser dieses gefällt ihnen seite text =
        (?:hat|gefällt) (?:ihnen|dir) (?:der|die|dieser|diese|dieses|das) (?:artikel|beitrag|text|seite)|^war (?:der
        |dieser) (?:artikel|beitrag)\b.*\?$
    meinung schreiben senden = senden sie uns|schreiben sie uns|ihre meinung ist uns
    einverstanden stelle =
        an dieser stelle (?:finden sie|findest du).{0,60}(?:inhalt|extern|redakt)|damit einverstanden, dass mir
    personenbezogene = personenbezogene daten (?:an dritt|können an)
    inhalt inhalte inhalten inhalts = (?:um )?(?:diesen|den) inhalt.{0,40}(?:anzeigen|laden|aktivieren)
    cookies inhalt inhalte =
        inhalte? (?:von|anzeigen).{0,30}(?:anzeigen|anzuzeigen|geladen)|this (?:website|site) uses cookies
    cookies failed javascript =
        we use cookies|video has failed to load|enable javascript|javascript (?:is )?(?:disabled|required)
    become javascript journalism refresh =
        javascript aktiv|please refresh|support our journalism|become a (?:subscriber|member (?:today|now|for))
    reste réserv réservé =
        (?:article )?réservé (?:à nos|aux) abonn|(?:la suite|le reste) est réserv|il vous reste [\d,. ]+%
    already continue create read sign unlock =
        (?:log|sign) in (?:or create|to (?:continue|read|unlock))|already (?:a subscriber|have an account)
    contenido contenu permission reserved weiterlesen =
        weiterlesen mit|contenu réservé|este contenido es exclusivo|reprint permission|all rights reserved
    dilindungi reservados réservés vorbehalten =
        alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|hak cipta dilindungi
    berita dilarang tayang =
        dilarang (?:keras )?(?:mengambil|mengutip|menyalin)|cek berita dan artikel|artikel ini telah tayang
    appeared posted printed published reappeared reposted reprinted republished =
        this (?:article|story|post|piece|column|essay|interview|report) (?:was |has been |is )?(?:first|originally
        |previously|re)\s?-?(?:appeared|published|posted|printed)|the post .{3,160} (?:appeared first
        |first appeared) on
    browser click principles protected tap unsubscribe =
        trust principles|protected by recaptcha|unsubscribe at any|(?:tap|click) here to|refresh(?:ing)? your browser
    clicking continuing providing registering signing submitting subscribing =
        by (?:signing up|subscribing|registering|clicking|providing|submitting|continuing)\b.{0,90}(?:agree
        |acknowledge|consent)
    contributed = contributed (?:to this|reporting)
    affiliate commission commissions may =
        (?:earn|receive) (?:an? |some )?(?:small |affiliate )?commissions?|affiliate links?
        |may not be (?:published, |reproduced|republished|reprinted|redistributed)
    app comment conversation discussion =
        (?:download|get|install) our .{0,30}\bapps?\b|^(?:download|get|install) the .{0,40}\bapps?\b|^(?:post|leave
        |write|add) a comment|^join the (?:conversation|discussion)
    donation independent journalism local newsroom quality support =
        (?:make|consider making) a donation|support (?:our|independent|quality|local) (?:work|journalism|newsroom)
    coverage error mistake more stories typo =
        (?:spotted|found|see|noticed) (?:an error|a mistake|a typo)\b.{0,40}\?|^report (?:an error|a typo)
        |for more (?:stories|news|updates|coverage|from us)\b.{0,60}(?:visit|click|follow|subscribe|download)
    don dont never stay =
        stay (?:up[- ]to[- ]date|informed|connected|updated) (?:with|on|via)\b|(?:never|don'?t) miss (?:a|an|out
        |the latest|our)\b.{0,30}(?:story|update|news|newsletter|article|post)
    folge folgen folget =
        folge(?:n sie|t)? .{0,40}(?:auf|bei) (?:facebook|twitter|x\b|instagram|whatsapp|google|linkedin|youtube
        |threads|bluesky)
    fehler hier klicken =
        hier (?:geht es|geht's|gehts|kommen sie) (?:zu|zur|zum|direkt)\b|hier klicken|klicken sie hier
        |fehler (?:gefunden|entdeckt)\?|fehler melden
    informationen infos mehr meldungen nachrichten themen weitere =
        (?:mehr|weitere) (?:nachrichten|artikel|infos|informationen|news|meldungen|themen)\b.{0,60}(?:finden sie
        |gibt es\b.{0,20}\b(?:hier|auf|unter)|lesen sie|hier)\b
    dieser =
        dieser (?:artikel|beitrag|text) (?:ist |wurde |erschien )?(?:zuerst|erstmals|ursprünglich|zunächst)\b.{0,40}
    informiert laufenden unterstützen verpassen =
        nichts mehr verpassen|auf dem laufenden bleiben|bleiben sie (?:informiert|auf dem laufenden)
        |unterstützen sie (?:uns|unser)
    bereits jetzt laden weiterlesen weiterzulesen =
        (?:sind sie|sie sind|^) ?bereits (?:registriert|abonnent|abonniert)|(?:um weiterzulesen|zum weiterlesen)\b
        |jetzt (?:freischalten|downloaden|herunterladen|weiterlesen|(?:testen|spenden)\W*$)|laden sie .{0,40}\bapp\b
    recevez rejoignez retrouvez suivez téléchargez =
        (?:téléchargez|rejoignez|recevez|retrouvez|suivez)\b.{0,70}(?:application|appli\b|newsletter|whatsapp|google
        |facebook|instagram|alertes|podcast|e-mail|courriel|boîte mail)
    abonné continuer poursuivre suite =
        déjà abonné|pour (?:lire la suite|poursuivre votre lecture|continuer)\b.{0,60}(?:abonn|connect|inscri|compte)
    cliquez faites partagez reproduction signaler =
        (?:toute )?reproduction (?:interdite|totale|partielle)|signaler une erreur|faites un don|partagez cet article
        |cliquez ici
    abord initialement republié = cet article (?:a été|est) (?:initialement|d'abord|republié)
    entre participe seguí siga sigue súmate unite únete =
        (?:(?:sigue|siga|seguí)(?:nos\b| toda| todas| las (?:últimas|noticias)| nuestr| o (?:canal|perfil)| el canal
        | @)|únete|unite|súmate|entre (?:no|em)).{0,60}(?:whatsapp|telegram|instagram|facebook|google|canal|redes
        |grupo)
    clic clique receba reciba recibe recibí =
        ^\W*(?:recibe|recibí|reciba|receba)\b.{0,80}(?:newsletter|correo|boletín|alertas|e-?mail|whatsapp)|haz clic
        |haga clic|clique aqui
    baixe descarga descargá reproducción reprodução =
        (?:descarga|descargá|baixe)\b.{0,40}(?:\bapp\b|aplicación|aplicativo)|prohibida (?:la|su) reproducción
        |proibida a reprodução
    assinante cadastre comentario comentário direitos sesión suscriptor =
        todos os direitos reservados|inicia sesión|ya eres suscriptor|já é assinante|deja tu comentario
        |deixe (?:o )?seu comentário|cadastre-se
    assine comparte compartilhe compartí =
        compart(?:e|í|ilhe) (?:esta|este|essa) (?:nota|noticia|artículo|notícia|matéria)|assine (?:a|o|nossa|já
        |agora)\b
    clicca ricevi scarica segui =
        (?:segui|ricevi|scarica)\b.{0,60}(?:canale|whatsapp|telegram|google news|facebook|instagram|newsletter
        |\bapp\b)|clicca qui
    abbonati abbonato aggiornato diritti riproduzione =
        riproduzione riservata|tutti i diritti (?:sono )?riservati|sei già abbonato|resta (?:sempre )?aggiornato
        |abbonati (?:a|per|ora|subito)\b
    meld ontvang schrijf volg voorbehouden =
        (?:volg|ontvang)\b.{0,60}(?:whatsapp|facebook|instagram|google|nieuwsbrief)|schrijf je in|meld je aan
        |alle rechten voorbehouden
    abonnee een eerder klik oorspronkelijk vraag =
        klik hier|word (?:nu )?abonnee|heb je een (?:tip|vraag)|dit artikel (?:verscheen|werd) (?:eerder
        |oorspronkelijk)
    dig följ følg meld prenumerera seuraa =
        (?:følg|följ|seuraa)\b.{0,40}(?:facebook|instagram|whatsapp|twitter|google)|(?:meld deg|tilmeld dig|anmäl dig
        |prenumerera)\b.{0,60}(?:nyhetsbrev|nyhedsbrev|her|här)
    ett har klicka klik klikk oss rettigheder rettigheter rättigheter spørsmål tipsa =
        har du (?:et |ett )?(?:nyhets|nyheds)?(?:tips|tip|spørsmål)\b.*\?
        |tips oss|tipsa oss|alle rettighe[td]er (?:forbeholdt
        |reservert)|alla rättigheter förbehållna|klikk her|klik her|klicka här
    artikkeli fortsetter fortsätter fortsætter jatkuu =
        artikkelen fortsetter|artikeln fortsätter|artiklen fortsætter|juttu jatkuu|artikkeli jatkuu
    kliknij nas wszelkie zapisz =
        zapisz się (?:na|do)\b|obserwuj nas|śledź nas|polub nas|dołącz do nas|wszelkie prawa zastrzeżone
        |kliknij tutaj|napisz do nas
    dalsza dalszy masz pobierz =
        dalsz(?:y|a) (?:ciąg|część)\b.{0,40}(?:reklam|pod|materiał)|masz (?:ciekawy temat|dla nas)
        |pobierz .{0,20}aplikacj
    klikněte napište odebírejte předplaťte přihlaste sledujte všechna všetky =
        přihlaste se k|odebírejte|sledujte nás|sledujte nás na|předplaťte si|klikněte (?:zde|sem)
        |všechna práva vyhrazena|všetky práva vyhradené|napište nám
    drepturile fel fenntartva ide minket urmareste urmaresţe urmaresțe urmareşte urmareşţe urmareşțe urmarește
    urmareșţe urmareșțe urmăreste urmăresţe urmăresțe urmăreşte urmăreşţe urmăreşțe urmărește urmăreșţe urmăreșțe =
        iratkozz(?:on)? fel|kövess(?:en)? minket|minden jog fenntartva|kattints(?:on)? ide|urm[aă]re[sșş][tțţ]e-ne
        |toate drepturile rezervate
    abonați abonează click kliknite pratite prava pridružite zapratite =
        abon(?:ează-te|ați-vă)|click aici|pratite nas|pridružite se|sva prava (?:zadržana|pridržana)
        |kliknite (?:ovdje|ovde|tukaj)|zapratite
    abone bizi hakları hesabımızı izinsiz sitemizi tıklayın tıklayınız =
        (?:bizi|sitemizi|hesabımızı)\b.{0,30}takip ed|abone olun|tıklayın(?:ız)?\b|tüm hakları saklı
    download ikuti instal unduh =
        ikuti\b.{0,80}(?:whatsapp|telegram|google news|instagram|facebook|channel|saluran|kanal)|^(?:unduh|download
        |instal)\b.{0,40}aplikasi
    klik simak =
        simak (?:berita|artikel|breaking|video|informasi)\b.{0,40}(?:lain|pilihan|terbaru|menarik|di\b)
        |klik (?:di sini|disini)
    baca berita konten langganan merupakan pertama sertai sudah =
        baca (?:berita|artikel)\b.{0,40}(?:lain|menarik|terkait|terbaru)|artikel ini (?:sudah|pertama kali
        |merupakan)\b.{0,30}(?:tayang|terbit|kerja sama)|(?:konten|berita) ini (?:disadur|diproduksi|merupakan kerja)
        |langganan sekarang|sertai (?:kami|saluran)
    bạn bấm dụng giả nhấn theo đăng =
        theo dõi\b.{0,40}(?:facebook|zalo|youtube|google|telegram|fanpage)|đăng ký (?:kênh|nhận|theo dõi)
        |tải ứng dụng|(?:bấm|nhấn) vào đây|mời (?:quý )?(?:độc giả|bạn đọc)\b.{0,30}(?:xem|đọc|gửi|theo dõi)
    """
)
# What is a call only where a sentence begins with it.
OPENING_CALLS = _read_calls(
    r"""
    register sign subscribe =
        (?:sign up|subscribe|register)\b.{0,60}\b(?:daily|weekly|updates|here|now|today|access|unlock)
    bluesky facebook google instagram linkedin social telegram threads tiktok twitter whatsapp x youtube =
        (?:follow|like|join|add|find)\b.{0,60}\b(?:on|@) ?(?:facebook|twitter|x\b|instagram|whatsapp|telegram|tiktok
        |youtube|google news|linkedin|threads|social media|bluesky)
    share = share (?:it|this) (?:with|on|article|story|post)
    """
)
PUNCTUATION = ".,:;!?()[]{}\"'“”„‘’«»‹›|/\\-–—•·@"
# Words are sought as ASCII, four times as fast as text: other characters become question marks, hence blanks, and a
# word that has some is known by the longest piece between them.
MARKS = PUNCTUATION.encode("ascii", "ignore")
LETTERS = bytes.maketrans(ascii_uppercase.encode() + MARKS, ascii_lowercase.encode() + b" " * len(MARKS))


def _sort_by_word() -> dict[bytes, tuple[re.Pattern[str], ...]]:
    """For each word, as ASCII, the patterns that may hold where it stands."""
    found: dict[bytes, tuple[re.Pattern[str], ...]] = {}
    for calls, before in ((CALLS, r"\b"), (OPENING_CALLS, r"(?:^|[.!?] )\W*")):
        for words, pattern in calls:
            compiled = re.compile(f"{before}(?:{pattern})")
            for word in words.split():
                piece = max(word.encode("ascii", "replace").split(b"?"), key=len)
                found[piece] = (*found.get(piece, ()), compiled)
    return found


PATTERNS = _sort_by_word()
WORDS = frozenset(PATTERNS)


def is_latin_call(text: str) -> bool:
    """Whether a line holds a call."""
    words = text.encode("ascii", "replace").translate(LETTERS).split()
    if WORDS.isdisjoint(words):  # two lines of three
        return False
    folded = text.casefold()
    return any(pattern.search(folded) for word in WORDS.intersection(words) for pattern in PATTERNS[word])
