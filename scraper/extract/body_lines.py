"""Lines that are not the article though they stand inside it: labels, calls to act, credits, links to other stories.

Publishers of one language use the same few phrases. Phrases that a sentence of a story may hold ("get in touch with")
are only matched in the form that speaks to the reader ("get in touch with us"), and only in lines too short to tell
much. What a line is left out for is its form, never its place or the site.
"""

import re

CALL = 300  # characters; no call is longer
STAMP = 80  # nor a line with nothing but a date
EDGES = " \t:›»>→←▶►•·|-–—…!.#[]()*+"  # what stands around a label
LEADING = r"[\s>»→▶►•·|*\-–—\[(]*"  # ... and before a phrase


def _any(*patterns: str, before: str = "", flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(patterns)})", flags)


def _phrases(text: str, divider: str | None = None) -> frozenset[str]:
    return frozenset([phrase for part in text.split(divider) if (phrase := " ".join(part.split()))])


# A whole line that is only a label. Matched without case and without EDGES.
LABELS = _phrases(
    """
    advertisement | advertisements | advert | ad | sponsored | sponsored links | sponsored content | promoted
    content | anzeige | werbung | publicité | publicidad | pubblicità | publicidade | iklan |
    advertorial | реклама | reklama | reklame | annons | annonce | annonse | mainos | reklam | إعلان | 広告 |
    広告の後にも続きます | quảng cáo | advertentie | διαφήμιση | hirdetés | publicitate |
    related | related articles | related article | related stories | related story | related news | related posts
    | related post | related topics | related tags | related coverage | related content |
    related links | related items | related video | related videos | recommended | recommended reading |
    recommended for you | trending | trending now | most read | most popular | popular now | latest news | top
    stories |
    more | more news | more stories | more on this story | more on this | more on this topic | more from this
    section | read more | read more on these topics | read more on this | read also | read next | read now | see
    also | also read | up next |
    you may also like | you might also like | you may like | you might like | don't miss | dont miss | editor's
    picks | editors' picks | in case you missed it | learn more | show more | load more | view comments | continue
    reading |
    comments | comment | leave a comment | leave a reply | join the conversation | tags | tag | tagged | topics |
    topic | categories | category | filed under | share | share this | share this article | share this story |
    share on facebook | share on twitter |
    print | print this page | email this | copy link | link copied | save | listen | follow us | follow |
    subscribe | subscribe now | newsletter | sign up | sign in | log in | register | close | menu | home | image |
    images | photo | photos | video | watch | gallery | enlarge |
    story continues below | story continues below advertisement | article continues below | article continues
    after advertisement | continues below | scroll to continue | click to play | play video | loading | faq |
    mehr zum thema | zum thema | auch interessant | lesen sie auch | lesen sie mehr | lesen sie mehr zum thema |
    lesen sie hier | lies auch | das könnte sie auch interessieren | das könnte dich auch interessieren | auch
    lesenswert | passend zum artikel |
    weitere artikel | weitere artikel zum thema | weitere themen | weitere informationen | ende der weiteren
    informationen | weiterführende links | weiterlesen | mehr lesen | mehr dazu | meistgelesen | schlagworte |
    schlagwörter | themen | kommentare | kommentar |
    kommentieren | kommentar schreiben | artikel teilen | teilen | drucken | merken | ähnliche artikel | ähnliche
    | siehe auch | empfehlungen | empfohlen | empfohlener redaktioneller inhalt | empfohlener externer inhalt |
    externer inhalt | zum selben thema | anmelden |
    ein klick für den datenschutz | das könnte sie interessieren | aus dem ressort | folgen | newsletter
    abonnieren | zur startseite | quellen ausblenden | nach oben | mehr anzeigen |
    lire aussi | à lire aussi | lire la suite | lire plus | sur le même sujet | a lire | à lire | à voir |
    articles liés | articles similaires | à découvrir | vous aimerez aussi | partager | commentaires | voir aussi
    | en savoir plus | mots-clés | la rédaction vous conseille | contenus liés | dans la même rubrique |
    leer también | lee también | lea también | leer más | ver más | te puede interesar | también te puede
    interesar | te recomendamos | le puede interesar | noticias relacionadas | artículos relacionados | más
    noticias | más información | más sobre | comentarios | compartir | etiquetas | temas | relacionadas | lo más
    leído | lo más visto | mira también | sigue leyendo |
    leia também | leia mais | veja também | saiba mais | notícias relacionadas | mais lidas | compartilhe |
    compartilhar | comentários | relacionadas | mais sobre |
    leggi anche | leggi di più | leggi tutto | potrebbe interessarti | potrebbe interessarti anche | articoli
    correlati | condividi | commenti | approfondisci | guarda anche | ti potrebbe interessare | argomenti | vedi
    anche |
    lees ook | lees meer | meer lezen | gerelateerd | gerelateerde artikelen | meer over | deel | reacties |
    bekijk ook |
    baca juga | baca selengkapnya | baca lebih lanjut | berita terkait | artikel terkait | lihat juga | simak juga
    | simak video | pilihan editor | rekomendasi | rekomendasi untuk anda | terpopuler | terkini | bagikan |
    komentar | topik | topik terkait | selengkapnya | halaman selanjutnya | lihat semua | tonton juga |
    gambas:video |
    читайте также | читайте ещё | читать далее | читать также | по теме | материалы по теме | похожие новости |
    поделиться | комментарии | теги | смотрите также | подписаться | подпишитесь | ещё по теме | новости по теме |
    читайте також | читайте ще | по темі | коментарі | поділитися | дивіться також | також читайте |
    czytaj także | czytaj też | czytaj więcej | zobacz także | zobacz też | zobacz również | polecamy | komentarze
    | udostępnij | powiązane | przeczytaj także | przeczytaj też |
    čtěte také | čtěte dále | mohlo by vás zajímat | související | přečtěte si také | sdílet | diskuze | čítajte
    aj | súvisiace | prečítajte si | citeste si | citește și | vezi și | olvasta már | kapcsolódó | kapcsolódó
    cikkek | olvass tovább |
    les også | les mer | relaterte artikler | del | læs også | læs mere | relaterede artikler | läs också | läs
    mer | läs även | relaterat | dela | lue myös | lue lisää | aiheesta lisää | jaa | lesa meira |
    ilgili haberler | ayrıca bakınız | devamını oku | paylaş | yorumlar | etiketler | bunlar da ilginizi çekebilir
    | ilginizi çekebilir | son dakika |
    taip pat skaitykite | skaitykite daugiau | susiję straipsniai | dalintis | loe ka | loe veel | lasi arī | lasi
    vairāk | saistītie raksti | pročitajte još | pročitajte i | povezane vijesti | preberite tudi | preberite še |
    διαβάστε επίσης | διαβάστε ακόμα | σχετικά άρθρα | σχόλια | прочетете още | вижте още | свързани статии |
    прочитајте и |
    اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | مواضيع ذات صلة | أخبار ذات صلة | شارك | التعليقات | الوسوم | المزيد |
    بیشتر بخوانید | مطالب مرتبط | اخبار مرتبط | קראו גם | כתבות נוספות | עוד בנושא | תגובות |
    相关阅读 | 相关新闻 | 延伸阅读 | 推荐阅读 | 责任编辑 | 更多 | 评论 | 分享 | 相關新聞 | 相關報導 |
    延伸閱讀 | 推薦閱讀 | 留言 | 看更多 | 関連記事 | あわせて読みたい |
    おすすめ記事 | 関連ニュース | 【関連記事】 | 続きを読む | コメント | 関連企業・業界 | シェア | もっと見る |
    관련기사 | 관련 기사 | 당신이 관심 있을 만한 이슈 | 댓글 | 공유 | 추천기사 | 많이 본 뉴스 | 더보기 |
    이 기사를 공유하기 | xem thêm | đọc thêm | tin liên
    quan | bài liên quan | chia sẻ | bình luận | อ่านเพิ่มเติม | ข่าวที่เกี่ยวข้อง | อ่านข่าวเพิ่มเติม | แชร์ |
    यह भी पढ़ें | ये भी पढ़ें | संबंधित खबरें | এ সম্পর্কিত খবর | আরও পড়ুন | இதையும் படியுங்கள் | مزید پڑھیں | یہ
    بھی پڑھیں | baca lagi | berita berkaitan | soma pia | basahin din | weiter lesen | xem tiếp
    """,
    "|",
)
# How a line begins that points elsewhere.
OPENERS = _any(
    r"(?:read (?:more|also|next|the full|our|now)|also read|see also|related(?: (?:article|stor(?:y|ies)"
    r"|coverage|video|post|roundup))?|don'?t miss|more (?:on|from)|watch|recommended|must read|click here"
    r" (?:to|for) (?:read|subscribe|sign|get|more|reprint)|listen to|up next)\s?(?:\||:|»|>|–|—| - )",
    r"(?:read more|see also|also read|related (?:article|story|stories|coverage"
    r"|video))\b(?=.{0,140}$)(?!.*[.]$)",
    r"(?:lesen sie (?:auch|hier|dazu|mehr|außerdem|jetzt)|lies auch|mehr (?:zum thema|dazu|lesen)|zum artikel"
    r"|siehe auch|lesetipp|hier lesen)\b.{0,3}(?::|\||–|\b)",
    r"auch interessant\s?(?::|\||–|$)|(?:à )?lire (?:aussi|également|la suite|notre)\b|(?:à )?voir aussi\b",
    r">? ?(?:à )?(?:re)?découvrir\s?:|(?:leer|lee|lea) (?:también|más|además)\b",
    r"(?:te|le) (?:puede|podría) interesar|mira también\b|más información\s?:|ver también\b",
    r"también te puede interesar|(?:leia|veja|confira) (?:também|mais|ainda)\b|saiba mais\s?:",
    r"leggi (?:anche|di più|tutto)\b|(?:ti )?potrebbe interessarti|lees (?:ook|meer)\b",
    r"(?:les|læs|läs) (?:også|också|även|mer|mere|her)\b|lue (?:myös|lisää)\b",
    r"baca (?:juga|selengkapnya|lebih lanjut|lagi)\b|(?:lihat|simak|tonton) juga\b|berita terkait\b",
    r"artikel terkait\b|\[gambas|читайте (?:также|ещё|еще|також|ще|нас)|смотрите также|дивіться також",
    r"подписывайтесь|подпишитесь|по теме\s?:",
    r"(?:czytaj|zobacz|przeczytaj|sprawdź) (?:także|też|również|więcej|takze|tez)\b|čtěte (?:také|též|dále)",
    r"přečtěte si|čítajte (?:aj|tiež)|(?:pročitajte|preberite) (?:još|i|tudi|še)\b",
    r"cite[sș][tț]e (?:si|și|şi)\b|olvas(?:sa|ta|d) (?:el )?(?:is|még|már)|ayrıca (?:bak|oku)|ilgili haber",
    r"taip pat skaityk|skaitykite (?:taip|dar)|loe (?:ka|veel|lisaks)\b|lasi (?:arī|vēl|vairāk)\b",
    r"διαβάστε (?:επίσης|ακόμα|και)|прочетете още|вижте (?:още|също)|(?:إ|ا)قرأ (?:أيض|المزيد|أكثر)",
    r"بیشتر بخوانید|مزید پڑھیں|یہ بھی پڑھیں|קראו (?:גם|עוד)"
    r"|[【\[(（]?(?:相关|相關|延伸|推荐|推薦)(?:阅读|閱讀|新闻|新聞"
    r"|報導)",
    r"[【\[]?(?:関連記事|あわせて読みたい)|\[?관련 ?기사|xem thêm\b|đọc thêm\b|อ่าน(?:เพิ่มเติม|ต่อ|ข่าว)|(?:ये"
    r"|यह) भी पढ़ें",
    r"আরও পড়ুন",
    before=LEADING,
)
# Calls to subscribe, follow, share, comment or write in; what players and consent boxes say; rights. Anywhere in a
# line, from the beginning of a word on: saying so spares the patterns five letters of six. Matched on folded text: a
# pattern that must heed both cases cannot be ruled out by its first letter.
CALLS = _any(
    r"\b(?:sign up|subscribe|register)\b.{0,60}\b(?:newsletters?|inbox|channel|alerts|podcast|edition)",
    r"\bnewsletter\b.{0,80}\b(?:sign up|subscri|inbox|anmeld|abonn|inscri|suscr|here|hier)",
    r"(?:zum|unser(?:en)?|den|täglichen) [\w-]*newsletter",
    r"\b(?:get|receive) (?:the |our |more |all |breaking |daily ).{0,60}\b(?:inbox|newsletter|alerts"
    r"|delivered|app)\b",
    r"delivered (?:straight )?(?:to|through) your",
    r"\bfollow (?:us|me|him|her|them|@\w+)\b.{0,30}(?:\bon\b|@)",
    r"(?:folgen sie|folge|folgt) uns\b|folgst du\b|suivez[- ](?:nous|l)",
    r"(?:síguenos|siga-nos|siga o canal|seguici|ikuti (?:kami|berita|saluran|akun)|volg ons|bizi .{0,20}takip)",
    r"(?:dapatkan|temukan|cek) (?:update )?(?:berita|artikel)",
    r"(?:gabung|bergabung) .{0,40}(?:whatsapp|telegram)|(?:abonnez|inscrivez)-vous|suscr[ií]b(?:ete|ase|anse)",
    r"inscreva-se|iscriviti|abonnieren sie|jetzt (?:abonnieren|anmelden|registrieren)|melden sie sich an",
    r"read more and view comments",
    r"share your (?:thoughts|views|opinion)|have your say|let us know in the comments",
    r"comments (?:are|have been) closed|comments below",
    r"(?:do you have|have you got|^got) a (?:news )?(?:story|tip)\b.*\?",
    r"get in touch (?:with (?:us|our)|at \S+@|by e?-?mail)|for more stories like this",
    r"enjoying our latest content|this is a (?:breaking|developing) (?:news )?story",
    r"(?:hat|gefällt) (?:ihnen|dir) (?:der|die|dieser|diese|dieses|das) (?:artikel|beitrag|text|seite)|^war"
    r" (?:der|dieser) (?:artikel|beitrag)\b.*\?$",
    r"senden sie uns|schreiben sie uns|ihre meinung ist uns",
    r"an dieser stelle (?:finden sie|findest du).{0,60}(?:inhalt|extern|redakt)|damit einverstanden, dass mir",
    r"personenbezogene daten (?:an dritt|können an)",
    r"(?:um )?(?:diesen|den) inhalt.{0,40}(?:anzeigen|laden|aktivieren)",
    r"inhalte? (?:von|anzeigen).{0,30}(?:anzeigen|anzuzeigen|geladen)|this (?:website|site) uses cookies",
    r"we use cookies|video has failed to load|enable javascript|javascript (?:is )?(?:disabled|required)",
    r"javascript aktiv|please refresh|support our journalism|become a (?:subscriber|member (?:today|now|for))",
    r"(?:article )?réservé (?:à nos|aux) abonn|(?:la suite|le reste) est réserv|il vous reste [\d,. ]+%",
    r"(?:log|sign) in (?:or create|to (?:continue|read|unlock))|already (?:a subscriber|have an account)",
    r"weiterlesen mit|contenu réservé|este contenido es exclusivo|reprint permission|all rights reserved",
    r"alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|hak cipta dilindungi",
    r"dilarang (?:keras )?(?:mengambil|mengutip|menyalin)|cek berita dan artikel|artikel ini telah tayang",
    r"this article (?:was )?(?:first|originally) (?:appeared|published)|trust principles",
    before=r"\b(?=\w)",
    flags=re.NOFLAG,
)
# What is a call only where a sentence begins with it.
OPENING_CALLS = _any(
    r"(?:sign up|subscribe|register)\b.{0,60}\b(?:daily|weekly|updates|here|now|today|access|unlock)",
    r"(?:follow|like|join|add|find)\b.{0,60}\b(?:on|@) ?(?:facebook|twitter|x\b|instagram|whatsapp|telegram"
    r"|tiktok|youtube|google news|linkedin|threads|social media|bluesky)",
    r"share (?:it|this) (?:with|on|article|story|post)",
    before=r"(?:^|[.!?] )\W*",
)
# How a line begins that credits somebody.
CREDITS = _any(
    r"(?:additional )?(?:reporting|writing|editing) (?:and (?:writing|editing) )?by\b",
    r"(?:with (?:files|reporting|contributions?|inputs?) (?:from|by))\b|copyright ?(?:©|\(c\)|\d)",
    r"© ?(?:dpa|afp|reuters)\b|published under\s?:|filed under\s?:",
    r"tags?\s?:|categories\s?:|topics?\s?:",
    r"(?:quelle|foto|fotos|bild|bilder|photo|photos|photograph|picture|image|images|pic|crédit|crédits|credit"
    r"|imagen|foto de|ảnh|фото|zdjęcie|fot)\s?[:/©]",
    r"mit (?:agenturmaterial|material (?:von|der)|informationen (?:der|von))",
    r"(?:editor|penulis|reporter|pewarta|sumber)\s?[:|]",
    before=LEADING,
)
STAMPS = _any(
    r"(?:last |first |originally )?(?:updated|published|posted"
    r"|publiziert|veröffentlicht|aktualisiert|uppdaterad|publicerad"
    r"|publicado|actualizado"
    r"|publié|mis à jour|giriş|güncelleme|diterbitkan|diperbarui|dipublikasikan)\b.*\d",
    before=LEADING,
)
CREDIT_TAIL = _any(r"\((?:image|picture|photos?|photograph|credit|foto|source|bild|pic|crédit)[^()]{0,3}:[^()]*\)$")
CONTRIBUTED = _any(r"\bcontributed (?:to this|reporting)")
ADDRESS = _any(r"(?:\S+@\S+\.\S+|(?:https?://)?(?:www\.)?twitter\.com/\w+)$")
BARE = re.compile(r"(?:[\W_]*|\d{1,4})$")  # rules, stray marks, counters
BYLINE = _any(
    r"^(?:by|von|par|por|di|oleh|door|av|af|fra|text|by:|від|от|автор|de la redacción)\s+[^\W\d_]",
    r"\b(?:19|20)\d\d\b.{0,40}$",
    r"^\W*\d{1,2}[:.]\d\d\b",
    r"\d ?min(?:ute)?s? read|min\.? lesezeit|기자",
)

# Words without which no pattern of CALLS holds: most lines have none, and are spared the patterns.
TRIGGERS = _phrases(
    """
    abonnez abonnieren alerts already app article artikel beitrag bergabung bizi bluesky cek cipta comment comments
    cookies dapatkan delivered derechos dilarang droits einverstanden exclusivo facebook folge folgen folgst folgt
    follow gabung google ikuti inbox inhalt inhalte inscreva inscrivez instagram iscriviti javascript jetzt
    journalism latest linkedin log meinung melden member newsletter newsletters personenbezogene principles rechte
    refresh register reprint reste rights réservé say schreiben seguici seite senden share siga sign social stelle
    stories story subscribe subscriber subscription suite suivez suscribase suscribete suscríbanse suscríbase
    suscríbete síguenos tayang telegram temukan text threads tiktok tip touch twitter video volg vous weiterlesen
    whatsapp x youtube
    """
)
# The first words of OPENERS and CREDITS. Scripts after Latin are not sorted by them, since some write no blanks.
FIRST_WORDS = _phrases(
    """
    a additional also artikel auch ayrıca baca berita bild bilder categories citeste citeşte citește click confira
    copyright credit crédit crédits czytaj don don't dont découvrir editing editor filed first fot foto fotos gambas
    hier ilgili image imagen images lasi le lea lee leer lees leggi leia les lesen lesetipp lies lihat lire listen
    loe lue läs læs mehr mira mit more must más olvasd olvassa olvasta originally penulis pewarta photo photograph
    photos pic picture potrebbe preberite pročitajte przeczytaj published přečtěte quelle read recommended
    redécouvrir related reporter reporting saiba see siehe simak skaitykite sprawdź sumber tag tags taip también te
    ti tonton topic topics up veja ver voir watch with writing xem zdjęcie zobacz zum © à čtěte čítajte đọc ảnh
    """
)
LAST_LATIN = "\u0370"
PUNCTUATION = ".,:;!?()[]{}\"'“”„‘’«»‹›|/\\-–—•·@"
FIRST_WORD = re.compile(r"[\s{0}]*([^\s{0}]+)".format(re.escape(PUNCTUATION)))
# Words are sought as ASCII, four times as fast as text: other characters become question marks, hence blanks, and a
# word that has some is known by the longest piece between them.
BLANKS = bytes.maketrans(PUNCTUATION.encode("ascii", "ignore"), b" " * len(PUNCTUATION.encode("ascii", "ignore")))
TRIGGER_PIECES = frozenset([max(word.encode("ascii", "replace").split(b"?"), key=len) for word in TRIGGERS])


def is_byline(text: str) -> bool:
    """Whether a short line before the story says who wrote it, or when."""
    return len(text) < 70 and not text.endswith((".", "!", "?", "”", "»")) and bool(BYLINE.search(text))


def is_label(text: str) -> bool:
    """Whether the whole line is a label: "Advertisement", "Baca juga:"."""
    return len(text) < 60 and text.strip(EDGES).casefold() in LABELS


def is_call(text: str) -> bool:
    """Whether a line points elsewhere, calls for something or credits somebody, rather than tells the story."""
    if len(text) >= CALL:
        return False
    if (
        not text
        or BARE.match(text)
        or is_label(text)
        or (len(text) < STAMP and text[-1] not in ".!?" and STAMPS.match(text))
    ):
        return True
    found = FIRST_WORD.match(text)
    first = found[1].casefold() if found else ""
    if (first in FIRST_WORDS or first[:1] > LAST_LATIN) and (OPENERS.match(text) or CREDITS.match(text)):
        return True
    folded = text.casefold()
    words = folded.encode("ascii", "replace").translate(BLANKS).split()
    if not TRIGGER_PIECES.isdisjoint(words) and (CALLS.search(folded) or OPENING_CALLS.search(text)):
        return True
    if text.endswith(")") and CREDIT_TAIL.search(text):
        return True
    return bool((b"contributed" in words and CONTRIBUTED.search(text)) or ADDRESS.match(text))
