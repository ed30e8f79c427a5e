"""Phrases of lines that are not the article though they stand inside it, in the languages of the world's press.

Publishers of one language use the same few. Phrases that a sentence of a story may hold ("get in touch with") are only
matched in the form that speaks to the reader ("get in touch with us"). `lines` says when each list is asked;
labels, which are whole lines, stand in
`labels`, and calls to act in `calls` and `far_calls`.
"""

import re

LEADING = r"[\s>»→▶►•·|*\-–—\[(]*"  # what stands before a phrase


def _any(*patterns: str, before: str = "", flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(patterns)})", flags)


def _list_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


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
    r"আর[ওো] (?:পড়ুন|দেখুন)|(?:इसे|और|आगे) (?:भी )?पढ़ें|மேலும் படிக்க|இதையும் படி",
    r"(?:lesen sie dazu|mehr (?:nachrichten|artikel|zu[mr]?|aus|über) [^.]{3,80}|zum weiterlesen)\s?:"
    r"|weiterlesen\b\s?[:»>]",
    r"(?:nota|noticia|contenido|artículo|matéria|notícia|conteúdo)s? relacionad[ao]s?\s?:|(?:vea|mire) (?:también"
    r"|además)\b",
    r"(?:leggi pure|vedi anche|guarda anche)\b|(?:lees verder|bekijk ook)\b|(?:se også|se även|katso myös"
    r"|sjá einnig)\b",
    r"(?:více k tématu|více čtěte|čtěte více|další k tématu)\b|vezi (?:și|si|şi)\b|citi[tț]i (?:și|si|şi)\b",
    r"(?:devamını oku|bunu da oku|benzer haber)|δείτε (?:επίσης|ακόμα|και)\b|(?:شاهد|إقرأ|اقرا) (?:أيض|ايض|المزيد)",
    r"(?:相关|相關)(?:报道|文章|链接|文章)\s?[:：]|(?:阅读全文|閱讀全文|閱讀更多|更多新聞)|こちらも(?:おすすめ"
    r"|読まれて)"
    r"|xem tiếp\b|tin liên quan\b|(?:ดูเพิ่มเติม|ข่าวที่เกี่ยวข้อง)",
    r"(?:simak|tonton|lihat|saksikan) (?:juga |pula )?(?:video|infografis|foto)\b(?!.*\.$)|saksikan juga\b"
    r"|pilihan (?:editor|redaksi)\s?:|baca\s?:|basahin(?: rin| din)?\s?:|soma (?:zaidi|pia)\b",
    r"haberin devamı|haberle ilgili daha fazlası|kapcsolódó (?:cikk|anyag)\w*\s?:|ajánljuk(?: még)?\s?:"
    r"|(?:po)?vezan[ie] (?:člana?k|vijest)\w*|【?看更多",
    r"(?:прочитајте|погледајте) (?:још|и)\b|още (?:по темата|новини)|ראו גם|עוד בנושא|לכתבות נוספות"
    r"|(?:طالع|اقرأ) (?:أيض|كذلك|المزيد)|مواضيع ذات صلة|انتهای (?:پیام|خبر)|हे(?:ही|पण) वाचा",
    r"(?:版权|版權|免责|免責|特别|特別)?(?:声明|聲明)\s?[:：]|【(?:写真|動画|画像|図解?|グラフ|フォト)[^】]*】(?!.*。$)",
    before=LEADING,
)
# How a line begins that credits somebody.
CREDITS = _any(
    r"(?:additional )?(?:reporting|writing|editing) (?:and (?:writing|editing) )?by\b",
    r"(?:with (?:files|reporting|contributions?|inputs?) (?:from|by))\b|copyright ?(?:©|\(c\)|\d)",
    r"© ?(?:dpa|afp|reuters)\b|published under\s?:|filed under\s?:",
    r"tags?\s?:|categories\s?:|topics?\s?:",
    r"(?:quelle|foto|fotos|bild|bilder|photo|photos|photograph|picture|image|images|pic|crédit|crédits|credit"
    r"|imagen|foto de|ảnh|фото|zdjęcie|fot)\s?[:/©]",
    r"mit (?:agenturmaterial|material (?:von|der)|informationen (?:der|von))|avec (?:l'|l’)?(?:afp|agences)\b",
    r"con (?:información|informaciones|datos) de\b.{0,60}$|com informações d[aeo]s?\b.{0,60}$",
    r"(?:editor|penulis|reporter|pewarta|sumber|kontributor|laporan|fotografer|autor|autorin|autora|auteur|autore"
    r"|text|texte"
    r"|texto|testo|tekst|redaktion|redacción|redacteur|redaktor|redaktör|redakce|édité par|fuente|fuentes|fonte"
    r"|bron|kilde"
    r"|källa|lähde|źródło|zdroj|forrás|sursa|izvor|kaynak|muhabir|nguồn|theo)\s?[:|](?=.{0,70}$)",
    r"(?:kuva|valokuva|bilde|billede|ljósmynd|mynd|beeld|zdjęcia|snímek|fotó|fotók|fotoğraf|fotografía|fotografia"
    r"|imagem|gambar)"
    r"\s?[:/©]",
    r"(?:источник|джерело|автор|редактор|πηγή|φωτογραφία|φωτο|снимка|фотография|المصدر|تصوير|الصورة|منبع|عکس|מקור"
    r"|צילום|स्रोत|फोटो"
    r"|সূত্র|ছবি|来源|來源|编辑|編輯|记者|記者|责任编辑|責任編輯|图|圖|图片来源|圖片來源|摄影|攝影|校对|出典|写真"
    r"|撮影|출처|사진|기자|ที่มา|ภาพ)\s?[:：](?=.{0,70}$)",
    before=LEADING,
)
# How a line begins that lists a story's tags, or says what else there is of it.
LISTED = _any(
    r"(?:tagi|tagy|štítky|etiquetas|etichete|etiketler|címkék|oznake|avainsanat|emner|ämnen|mots[- ]clés|palabras clave"
    r"|palavras-chave|parole chiave|słowa kluczowe|klíčová slova|kulcsszavak|cuvinte cheie|từ khó?[aá]|kata kunci|topik"
    r"|теги|тэги|метки|ключевые слова|ключові слова|тагове|ознаке|태그|الوسوم|وسوم|الكلمات المفتاحية"
    r"|برچسب\u200c?\s?ها|کلیدواژه\u200c?ها|標籤|标签|关键词|關鍵字|タグ|टैग्?स?|ট্যাগ|תגיות|ετικέτες|แท็ก)"
    r"\s?[:：](?!.*[.。।]$)",
    r"laporan (?:wartawan|reporter|jurnalis|kontributor|langsung)\b(?!.*\.$)",
    r"(?:بقلم|إعداد|تحرير|نویسنده|خبرنگار|מאת|аутор|пише|текст|글|文|撰文|作者|लेखक|লেখক|ผู้เขียน|piše|írta|szerző|yazan)"
    r"\s?[:：](?=.{0,70}$)(?!.*[.。।]$)",
    r"dieses thema im programm\s?:|(?:borítókép|nyitókép|címlapkép|kiemelt kép|teksti|kuvat"
    r"|toimittaja)\s?[:/](?=.{0,90}$)",
    r"[가-힣]{2,4}\s?(?:[가-힣]{0,4}기자|특파원)(?:\s*[(=]?\s*\S+@\S+)?\s*$",
    before=LEADING,
)
STAMPS = _any(
    r"(?:last |first |originally )?(?:updated|published|posted"
    r"|publiziert|veröffentlicht|aktualisiert|uppdaterad|publicerad"
    r"|publicado|actualizado"
    r"|publié|mis à jour|giriş|güncelleme|diterbitkan|diperbarui|dipublikasikan)\b.*\d",
    r"(?:(?:sist )?oppdatert|publisert|opdateret|publiceret|udgivet|päivitetty|julkaistu|opublikowano|aktualizacja"
    r"|data publikacji|publikováno|aktualizováno|vydáno|frissítve|megjelent|közzétéve|publicat|actualizat"
    r"|ultima actualizare|pubblicato|(?:ultimo )?aggiorna(?:to|mento)|atualizado|gepubliceerd|bijgewerkt"
    r"|laatste update|objavljeno|ažurirano|izmenjeno|(?:di)?tayang(?:kan)?|terakhir dikemas ?kini"
    r"|oluşturulma|yayınlanma|son güncelleme"
    r"|δημοσι\w+|ενημερώθηκε|τελευταία ενημέρωση|опубликовано|обновлено|дата публикации|опубліковано|оновлено"
    r"|публикувана?|обновена?|објављено|ажурирано|تاريخ النشر|آخر تحديث|تاریخ انتشار|פורסם|עודכן|প্রকাশ|আপডেট"
    r"|प्रकाशित|अपडेट|เผยแพร่|อัปเดต|cập nhật)\W.{0,30}(?:\d{1,2}[:.]\s?\d\d|\d{4}|[০-৯۰-۹]{4})",
    r"(?:发布|發布|發佈|更新|公開|掲載|입력|수정|등록|승인|송고)(?:时间|時間|日期|日時|於|于|시간)?\s?[:：]?\s?\d.{0,40}$",
    before=LEADING,
)
CREDIT_TAIL = _any(r"\((?:image|picture|photos?|photograph|credit|foto|source|bild|pic|crédit)[^()]{0,3}:[^()]*\)$")
ADDRESS = _any(r"(?:\S+@\S+\.\S+|(?:https?://)?(?:www\.)?twitter\.com/\w+)$")
BARE = re.compile(r"(?:[\W_]*|\d{1,4}|(?:#\w[^#.!?]{0,30}){2,})$")  # rules, stray marks, counters, hashtags
# Pages of a gallery, and how many there are of what readers did.
COUNTED = _any(
    r"(?:(?:image|photo|picture|slide|bild|foto|imagen|imagem|immagine|gambar|zdjęcie"
    r"|фото)\s)?\d{1,3}\s?(?:of|von|de|di|van"
    r"|av|af|dari|z|из|/)\s?/?\s?\d{1,3}\W*$",
    r"\d[\d.,]*\s?[km]?\s(?:comments?|shares?|views?|likes?|votes?|replies|commentaires?|coment[aá]rios?"
    r"|commenti|kommentare?r?"
    r"|komentar\w*|reacties|yorum|просмотр\w*|комментари\w*)\W*$",
    r"(?:dibaca|dilihat|posten|diskuse|댓글|조회수?|コメント|评论|評論|阅读|閱讀|浏览|瀏覽)\s?[:：]?\s?\(?\d[\d.,]*\)?"
    r"(?:\s?(?:kali|vstoupit do diskuse))?\W*$",
    r"(?:temps de lecture|lesezeit|tempo di lettura|tiempo de lectura|tempo de leitura|leestijd"
    r"|czas czytania|doba čtení"
    r"|lästid|lesetid|okuma süresi|время (?:на )?чтени[ея]|час читання|waktu baca)\b\W?.{0,16}$",
    r"\d{1,2} (?:menit (?:mem)?baca|min\w* (?:de lecture|de lectura|di lettura|de leitura|czytania|čtení))\W*$",
)
BYLINE = _any(
    r"^(?:by|von|par|por|di|oleh|door|av|af|fra|text|by:|від|от|автор|de la redacción)\s+[^\W\d_]",
    r"\b(?:19|20)\d\d\b.{0,40}$",
    r"^\W*\d{1,2}[:.]\d\d\b",
    r"\d ?min(?:ute)?s? read|min\.? lesezeit|기자",
)

# The first words of OPENERS, CREDITS and LISTED. Scripts after Latin are not sorted by them, since some write no
# blanks.
FIRST_WORDS = _list_words(
    """
    a additional also artikel artículo artículos auch auteur autor autora autore autorin avec ayrıca baca beeld
    bekijk benzer berita bild bilde bilder billede bron bunu categories citeste citeşte citește cititi citiţi
    citiți click com con confira contenido contenidos conteúdo conteúdos copyright credit crédit crédits czytaj
    další devamını don don't dont découvrir editing edito editor filed first fonte forrás fot foto fotografer
    fotografia fotografía fotos fotoğraf fotó fotók fuente fuentes gambar gambas guarda hier ilgili image imagem
    imagen images izvor katso kaynak kilde kontributor kuva källa laporan lasi le lea lee leer lees leggi leia les
    lesen lesetipp lies lihat lire listen ljósmynd loe lue lähde läs læs matéria matérias mehr mira mire mit more
    muhabir must mynd más nguồn nota notas noticia noticias notícia notícias olvasd olvassa olvasta originally
    penulis pewarta photo photograph photos pic picture potrebbe preberite pročitajte przeczytaj published
    přečtěte quelle read recommended redacción redacteur redakce redaktion redaktor redaktör redécouvrir related
    reporter reporting saiba se see siehe simak sjá skaitykite snímek sprawdź sumber sursa tag tags taip también
    te tekst testo text texte texto theo ti tin tonton topic topics up valokuva vea vedi veja ver vezi voir více
    watch weiterlesen with writing xem zdjęcia zdjęcie zdroj zobacz zum © à ajánljuk avainsanat
    piše povezane povezani szerző vezane vezani yazan írta
    basahin borítókép címkék címlapkép cuvinte dieses emner etichete etiketler etiquetas haberin haberle kapcsolódó kata
    kiemelt klíčová kulcsszavak kuvat mots nyitókép oznake palabras palavras parole pilihan saksikan soma słowa tagi
    tagy teksti toimittaja topik từ ämnen štítky édité čtěte čítajte đọc źródło ảnh
    """
)
