"""Lines that are only a label: whole lines, in the languages of the world's press, and never part of a story.

Matched without case and without the marks around them, see `lines.is_label`. A word that a story may use as a
sub-heading ("Summary", "Zur Person") is not among them.
"""


def _list_labels(text: str) -> frozenset[str]:
    return frozenset([" ".join(label.split()) for label in text.split("|")])


LABELS = _list_labels(
    """
    advertisement | advertisements | advert | ad | sponsored | sponsored links | sponsored content |
    promoted content | anzeige | werbung | publicité | publicidad | pubblicità | publicidade | iklan |
    advertorial | реклама | reklama | reklame | annons | annonce | annonse | mainos | reklam | إعلان | 広告 |
    広告の後にも続きます | quảng cáo | advertentie | διαφήμιση | hirdetés | publicitate | related |
    related articles | related article | related stories | related story | related news | related posts |
    related post | related topics | related tags | related coverage | related content | related links |
    related items | related video | related videos | recommended | recommended reading | recommended for you |
    trending | trending now | most read | most popular | popular now | latest news | top stories | more |
    more news | more stories | more on this story | more on this | more on this topic | more from this section |
    read more | read more on these topics | read more on this | read also | read next | read now | see also |
    also read | up next | you may also like | you might also like | you may like | you might like | don't miss |
    dont miss | editor's picks | editors' picks | in case you missed it | learn more | show more | load more |
    view comments | continue reading | comments | comment | leave a comment | leave a reply |
    join the conversation | tags | tag | tagged | topics | topic | categories | category | filed under | share |
    share this | share this article | share this story | share on facebook | share on twitter | print |
    print this page | email this | copy link | link copied | save | listen | follow us | follow | subscribe |
    subscribe now | newsletter | sign up | sign in | log in | register | close | menu | home | image | images |
    photo | photos | video | watch | gallery | enlarge | story continues below |
    story continues below advertisement | article continues below | article continues after advertisement |
    continues below | scroll to continue | click to play | play video | loading | faq | mehr zum thema |
    zum thema | auch interessant | lesen sie auch | lesen sie mehr | lesen sie mehr zum thema | lesen sie hier |
    lies auch | das könnte sie auch interessieren | das könnte dich auch interessieren | auch lesenswert |
    passend zum artikel | weitere artikel | weitere artikel zum thema | weitere themen | weitere informationen |
    ende der weiteren informationen | weiterführende links | weiterlesen | mehr lesen | mehr dazu | meistgelesen |
    schlagworte | schlagwörter | themen | kommentare | kommentar | kommentieren | kommentar schreiben |
    artikel teilen | teilen | drucken | merken | ähnliche artikel | ähnliche | siehe auch | empfehlungen |
    empfohlen | empfohlener redaktioneller inhalt | empfohlener externer inhalt | externer inhalt |
    zum selben thema | anmelden | ein klick für den datenschutz | das könnte sie interessieren | aus dem ressort |
    folgen | newsletter abonnieren | zur startseite | quellen ausblenden | nach oben | mehr anzeigen |
    lire aussi | à lire aussi | lire la suite | lire plus | sur le même sujet | a lire | à lire | à voir |
    articles liés | articles similaires | à découvrir | vous aimerez aussi | partager | commentaires |
    voir aussi | en savoir plus | mots-clés | la rédaction vous conseille | contenus liés |
    dans la même rubrique | leer también | lee también | lea también | leer más | ver más | te puede interesar |
    también te puede interesar | te recomendamos | le puede interesar | noticias relacionadas |
    artículos relacionados | más noticias | más información | más sobre | comentarios | compartir | etiquetas |
    temas | relacionadas | lo más leído | lo más visto | mira también | sigue leyendo | leia também | leia mais |
    veja também | saiba mais | notícias relacionadas | mais lidas | compartilhe | compartilhar | comentários |
    relacionadas | mais sobre | leggi anche | leggi di più | leggi tutto | potrebbe interessarti |
    potrebbe interessarti anche | articoli correlati | condividi | commenti | approfondisci | guarda anche |
    ti potrebbe interessare | argomenti | vedi anche | lees ook | lees meer | meer lezen | gerelateerd |
    gerelateerde artikelen | meer over | deel | reacties | bekijk ook | baca juga | baca selengkapnya |
    baca lebih lanjut | berita terkait | artikel terkait | lihat juga | simak juga | simak video |
    pilihan editor | rekomendasi | rekomendasi untuk anda | terpopuler | terkini | bagikan | komentar | topik |
    topik terkait | selengkapnya | halaman selanjutnya | lihat semua | tonton juga | gambas:video |
    читайте также | читайте ещё | читать далее | читать также | по теме | материалы по теме | похожие новости |
    поделиться | комментарии | теги | смотрите также | подписаться | подпишитесь | ещё по теме | новости по теме |
    читайте також | читайте ще | по темі | коментарі | поділитися | дивіться також | також читайте |
    czytaj także | czytaj też | czytaj więcej | zobacz także | zobacz też | zobacz również | polecamy |
    komentarze | udostępnij | powiązane | przeczytaj także | przeczytaj też | čtěte také | čtěte dále |
    mohlo by vás zajímat | související | přečtěte si také | sdílet | diskuze | čítajte aj | súvisiace |
    prečítajte si | citeste si | citește și | vezi și | olvasta már | kapcsolódó | kapcsolódó cikkek |
    olvass tovább | les også | les mer | relaterte artikler | del | læs også | læs mere | relaterede artikler |
    läs också | läs mer | läs även | relaterat | dela | lue myös | lue lisää | aiheesta lisää | jaa | lesa meira |
    ilgili haberler | ayrıca bakınız | devamını oku | paylaş | yorumlar | etiketler |
    bunlar da ilginizi çekebilir | ilginizi çekebilir | son dakika | taip pat skaitykite | skaitykite daugiau |
    susiję straipsniai | dalintis | loe ka | loe veel | lasi arī | lasi vairāk | saistītie raksti |
    pročitajte još | pročitajte i | povezane vijesti | preberite tudi | preberite še | διαβάστε επίσης |
    διαβάστε ακόμα | σχετικά άρθρα | σχόλια | прочетете още | вижте още | свързани статии | прочитајте и |
    اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | مواضيع ذات صلة | أخبار ذات صلة | شارك | التعليقات | الوسوم | المزيد |
    بیشتر بخوانید | مطالب مرتبط | اخبار مرتبط | קראו גם | כתבות נוספות | עוד בנושא | תגובות | 相关阅读 |
    相关新闻 | 延伸阅读 | 推荐阅读 | 责任编辑 | 更多 | 评论 | 分享 | 相關新聞 | 相關報導 | 延伸閱讀 | 推薦閱讀 |
    留言 | 看更多 | 関連記事 | あわせて読みたい | おすすめ記事 | 関連ニュース | 【関連記事】 | 続きを読む |
    コメント | 関連企業・業界 | シェア | もっと見る | 관련기사 | 관련 기사 | 당신이 관심 있을 만한 이슈 | 댓글 |
    공유 | 추천기사 | 많이 본 뉴스 | 더보기 | 이 기사를 공유하기 | xem thêm | đọc thêm | tin liên quan |
    bài liên quan | chia sẻ | bình luận | อ่านเพิ่มเติม | ข่าวที่เกี่ยวข้อง | อ่านข่าวเพิ่มเติม | แชร์ |
    यह भी पढ़ें | ये भी पढ़ें | संबंधित खबरें | এ সম্পর্কিত খবর | আরও পড়ুন | இதையும் படியுங்கள் | مزید پڑھیں |
    یہ بھی پڑھیں | baca lagi | berita berkaitan | soma pia | basahin din | weiter lesen | xem tiếp |
    more from this author | further reading | more coverage | full coverage | what to read next | top picks |
    our picks | editor's pick | most commented | most shared | latest stories | latest articles | breaking news |
    promoted | paid content | paid post | partner content | more for you | more like this | you may have missed |
    what others are reading | keep reading | go deeper | skip to content | skip advertisement | skip ad |
    end of advertisement | end of article | back to top | return to top | next | previous | prev | next article |
    previous article | next story | next page | previous page | next post | previous post |
    listen to this article | listen to article | listen now | gift this article | share article |
    share full article | share this page | share this post | share via | share on | share with friends | tweet |
    pin it | facebook | twitter | whatsapp | linkedin | telegram | reddit | email | e-mail | copy url | copied |
    bookmark | report an error | report a typo | about the author | about the authors | posted in |
    in this article | in this story | on this page | table of contents | keywords | key words | image credit |
    photo credit | view gallery | open gallery | view more | see more | see all | view all |
    advertisement - continue reading below | advertisement - scroll to continue | ad feedback |
    this ad will end in | subscribe to our newsletter | join our newsletter | get the app | download the app |
    follow us on | follow us on google news | add a comment | post a comment | write a comment | all comments |
    no comments | no comments yet | google news | click here | tap here | pause | mute | unmute | fullscreen |
    full screen | source link | lesen sie dazu auch | mehr zu diesem thema | mehr zu diesem artikel |
    mehr nachrichten | mehr artikel | weitere nachrichten | weitere meldungen | weitere beiträge | weitere news |
    verwandte themen | verwandte artikel | verwandte beiträge | ähnliche beiträge | ähnliche themen |
    das könnte ihnen auch gefallen | das könnte dir auch gefallen | auch spannend | leserempfehlung |
    leserfavoriten | neueste artikel | neueste beiträge | neueste nachrichten | aktuelle artikel | top-artikel |
    beliebte artikel | beliebte beiträge | beitrag teilen | seite teilen | diesen artikel teilen |
    diesen beitrag teilen | teilen sie diesen artikel | link kopieren | artikel drucken | seite drucken |
    artikel merken | vorlesen | artikel anhören | jetzt anhören | bilderstrecke | fotostrecke | bildergalerie |
    zurück zur übersicht | vorheriger artikel | nächster artikel | vorheriger beitrag | nächster beitrag |
    kommentar verfassen | kommentare anzeigen | jetzt kommentieren | schreibe einen kommentar |
    schreiben sie einen kommentar | keine kommentare | diskutieren sie mit | anzeigen | werbepause |
    inhaltsverzeichnis | über den autor | über die autorin | stichworte | kategorien | kategorie | bildquelle |
    bildnachweis | startseite | newsletter bestellen | newsletter anmelden | jetzt abonnieren | jetzt lesen |
    jetzt registrieren | mehr erfahren | mehr infos | mehr informationen | hier klicken | alle artikel |
    top-themen | meistgelesene artikel | meistkommentiert | lesetipp | lesetipps | leseempfehlung |
    à lire également | lire également | à lire ou à relire | sur le même thème | dans la même catégorie |
    à voir aussi | voir plus | lire l'article | articles recommandés | recommandé pour vous |
    nos recommandations | vous pourriez aussi aimer | les plus lus | les plus partagés | plus d'articles |
    à ne pas manquer | la suite après la publicité | la suite après cette publicité | suivez-nous | s'abonner |
    abonnez-vous | je m'abonne | s'inscrire | se connecter | réagir | réagissez | commenter |
    laisser un commentaire | écrire un commentaire | aucun commentaire | copier le lien | imprimer |
    envoyer par mail | partager l'article | partager cet article | ajouter à vos favoris | offrir cet article |
    écouter cet article | écouter l'article | étiquettes | catégories | mots clés | crédit photo |
    article précédent | article suivant | précédent | suivant | haut de page | publicités | contenu sponsorisé |
    lea más | lea además | leer además | lee además | ver además | mire también | vea también | vea además |
    ver también | puede leer | también puede leer | no te pierdas | no se pierda | más leídas | más leídos |
    las más leídas | lo último | últimas noticias | noticias destacadas | notas relacionadas | nota relacionada |
    noticia relacionada | contenido relacionado | contenidos relacionados | temas relacionados | relacionado |
    relacionados | artículo relacionado | en esta nota | seguir leyendo | continuar leyendo | continúa leyendo |
    síguenos | síguenos en | seguinos | suscríbete | suscribirse | suscribite | iniciar sesión | regístrate |
    registrarse | imprimir | copiar enlace | copiar link | enviar por correo | comentar | deja un comentario |
    deja una respuesta | dejar comentario | sin comentarios | categorías | archivado en | anuncio | anuncios |
    patrocinado | contenido patrocinado | galería | ver galería | siguiente | anterior | volver arriba |
    escuchar | escuchar artículo | leia ainda | veja mais | confira também | continue lendo |
    continua após a publicidade | continua depois da publicidade | anúncio | conteúdo patrocinado |
    matérias relacionadas | artigos relacionados | mais notícias | últimas notícias | recomendados |
    recomendados para você | assine já | inscreva-se | siga-nos | partilhar | partilhe | deixe um comentário |
    deixe uma resposta | ver comentários | sem comentários | marcadores | categorias | tópicos | assuntos |
    palavras-chave | próximo | ouvir | ouça | leggi pure | ti può interessare | notizie correlate | correlati |
    contenuti correlati | continua a leggere | continua la lettura | continua dopo la pubblicità | sponsorizzato |
    contenuto sponsorizzato | i più letti | più letti | più lette | ultime notizie | altre notizie |
    altri articoli | consigliati | raccomandati | iscriviti | abbonati | accedi | registrati | seguici |
    seguici su | copia link | commenta | lascia un commento | lascia una risposta | nessun commento | etichette |
    categorie | parole chiave | precedente | successivo | articolo precedente | articolo successivo | torna su |
    torna indietro | ascolta | ascolta l'articolo | riproduzione riservata | lees verder | bekijk meer |
    meer nieuws | meer artikelen | meest gelezen | laatste nieuws | gerelateerde berichten | gerelateerd nieuws |
    aanbevolen | ook interessant | gesponsord | delen | deel dit artikel | deel op facebook | kopieer link |
    reageer | reageren | geef een reactie | plaats een reactie | geen reacties | trefwoorden | onderwerpen |
    categorieën | abonneren | aanmelden | inloggen | registreren | nieuwsbrief | volg ons | volgende | vorige |
    naar boven | advertensie | verwante artikels | auglýsing | læs videre | läs mera | lesið einnig | sjá einnig |
    se også | se även | katso myös | mest lest | mest læst | mest läst | mest læste | mest lästa | luetuimmat |
    siste nytt | senaste nytt | seneste nyt | tuoreimmat | uusimmat | relaterte saker | relaterede nyheder |
    relaterade artiklar | aiheeseen liittyvää | del artikel | del artikkelen | dela artikeln | del på facebook |
    dela på facebook | deila | kommentarer | kommentera | kommenter | kommentoi | kommentit | skriv en kommentar |
    emneord | stikord | ämnen | taggar | nøkkelord | avainsanat | aiheet | følg oss | følg os | följ oss |
    seuraa meitä | prenumerera | bli abonnent | bliv abonnent | logg inn | log ind | logga in | kirjaudu |
    til toppen | neste | næste | nästa | seuraava | forrige | föregående | edellinen | lytt til saken |
    lyt til artiklen | kuuntele | artikkelen fortsetter under annonsen | artikeln fortsätter under annonsen |
    artiklen fortsætter efter annoncen | juttu jatkuu mainoksen jälkeen | artikkeli jatkuu mainoksen jälkeen |
    czytaj dalej | zobacz więcej | przeczytaj również | polecane | polecane artykuły | podobne |
    podobne artykuły | powiązane artykuły | powiązane tematy | najczęściej czytane | najnowsze |
    ostatnie wiadomości | więcej na ten temat | materiał sponsorowany | artykuł sponsorowany |
    udostępnij na facebooku | udostępnij artykuł | dodaj komentarz | skomentuj | brak komentarzy | tagi |
    słowa kluczowe | subskrybuj | zapisz się | zaloguj się | zarejestruj się | obserwuj nas | śledź nas |
    następny | poprzedni | następny artykuł | poprzedni artykuł | drukuj | kopiuj link | posłuchaj | čtěte více |
    číst dál | přečtěte si více | mohlo by vás také zajímat | související články | související témata |
    nejčtenější | nejnovější | další články | doporučujeme | inzerce | sdílejte | komentáře | přidat komentář |
    vstoupit do diskuse | štítky | klíčová slova | odebírat | přihlásit se | registrovat | předplatit |
    předchozí | nahoru | tisknout | kopírovat odkaz | fotogalerie | čítajte tiež | prečítajte si aj |
    mohlo by vás zaujímať | mohlo by vás zaujať | súvisiace články | najčítanejšie | odporúčame | zdieľať |
    prihlásiť sa | ajánlott | ajánlott cikkek | megosztás | hozzászólások | kommentek | címkék | legolvasottabb |
    legfrissebb | további cikkek | feliratkozás | bejelentkezés | nyomtatás | citeşte şi | citiți și |
    citește mai mult | vezi şi | vezi si | articole similare | articole recomandate | recomandări | recomandate |
    cele mai citite | ultimele știri | distribuie | comentarii | etichete | abonează-te | autentificare |
    reclamă | articolul precedent | articolul următor | pročitajte više | povezane vesti | povezani članci |
    vezane vijesti | najčitanije | najnovije | izdvajamo | preporučujemo | oglas | oglasi | podijeli | podeli |
    komentari | komentiraj | ključne riječi | povezane novice | najbolj brano | komentarji | još iz rubrike |
    прочитајте још | повезане вести | најчитаније | коментари | подели | поврзани вести | најчитано | сподели |
    свързани | още по темата | споделете | коментар | най-четени | тагове | ключови думи | διαβάστε περισσότερα |
    διαβάστε ακόμη | δείτε επίσης | δείτε ακόμα | δείτε περισσότερα | σχετικά θέματα | κοινοποίηση |
    κοινοποιήστε | μοιραστείτε | σχολιάστε | ετικέτες | ακολουθήστε μας | εγγραφή | σύνδεση | δημοφιλή |
    τελευταία νέα | ροή ειδήσεων | περισσότερα | читать ещё | читать еще | читайте еще | читать полностью |
    читать подробнее | подробнее | читать продолжение | самое читаемое | самое популярное | популярное |
    последние новости | главные новости | новости партнеров | новости партнёров | материалы партнеров |
    рекомендуем | обсудить | оставить комментарий | добавить комментарий | нет комментариев |
    поделиться в соцсетях | войти | регистрация | следующая | предыдущая | наверх | ключевые слова | метки |
    рубрики | читайте нас | что почитать | еще по теме | читати далі | останні новини | популярне |
    найпопулярніше | схожі новини | за темою | новини партнерів | поширити | прокоментувати | підписатися |
    підписка | увійти | детальніше | більше новин | benzer haberler | önerilen haberler | çok okunanlar |
    en çok okunanlar | son haberler | diğer haberler | devamı | haberin devamı | haberin devami |
    ayrıca oku | bunları da okuyun |
    facebook'ta paylaş | yorum yap | yorum yaz | abone ol | giriş yap | kayıt ol | takip et | bizi takip edin |
    sonraki | önceki | yazdır | haberi paylaş | daha fazla | اقرأ المزيد | اقرأ ايضا | اقرأ أيضًا | إقرأ أيضاً |
    شاهد أيضا | شاهد أيضاً | موضوعات ذات صلة | مقالات ذات صلة | ذات صلة | الأكثر قراءة | الاكثر قراءة |
    الأكثر مشاهدة | آخر الأخبار | أحدث الأخبار | اعلان | إعلانات | شارك المقال | شارك الخبر | مشاركة | تعليقات |
    أضف تعليق | اترك تعليقا | الكلمات المفتاحية | كلمات مفتاحية | كلمات دلالية | اشترك | تابعنا | تابعونا |
    تسجيل الدخول | طباعة | نسخ الرابط | التالي | السابق | مطالب پیشنهادی | خبرهای مرتبط | پربازدیدترین |
    پربیننده‌ترین | آخرین اخبار | تبلیغات | آگهی | اشتراک گذاری | اشتراک‌گذاری | نظرات | نظر شما | ارسال نظر |
    دیدگاه‌ها | برچسب‌ها | کلیدواژه‌ها | لینک کوتاه | کپی لینک | ادامه مطلب | چاپ | قراءة المزيد | مزید خبریں |
    متعلقہ خبریں | اشتہار | شیئر کریں | تبصرے | קראו עוד | כתבות קשורות | כתבות מומלצות | אולי יעניין אותך |
    מומלצים | הנקראות ביותר | פרסומת | שיתוף | שתפו | הוסף תגובה | תגיות | הרשמה | התחברות | עקבו אחרינו |
    להמשך קריאה | לכתבה המלאה | इसे भी पढ़ें | यह भी देखें | ये भी देखें | और पढ़ें | आगे पढ़ें | सम्बंधित खबरें |
    संबंधित समाचार | ताजा खबरें | ताज़ा ख़बरें | लेटेस्ट न्यूज़ | बड़ी खबरें | लोकप्रिय | विज्ञापन | शेयर करें |
    शेयर | टिप्पणियाँ | टिप्पणी करें | टैग | टैग्स | फॉलो करें | सब्सक्राइब करें | আরো পড়ুন | আরও দেখুন |
    সম্পর্কিত খবর | সম্পর্কিত | সর্বশেষ | সর্বাধিক পঠিত | বিজ্ঞাপন | শেয়ার করুন | শেয়ার | মন্তব্য |
    মন্তব্য করুন | ট্যাগ | மேலும் படிக்க | தொடர்புடைய செய்திகள் | விளம்பரம் | பகிர் | கருத்துகள் | குறிச்சொற்கள் |
    相关报道 | 相关文章 | 相关链接 | 相关推荐 | 推荐新闻 | 热门新闻 | 热点新闻 | 热门推荐 | 热门文章 | 最新新闻 |
    更多新闻 | 阅读更多 | 查看更多 | 展开全文 | 阅读全文 | 返回首页 | 返回顶部 | 返回列表 | 上一篇 | 下一篇 |
    打印 | 分享到 | 分享至 | 收藏 | 发表评论 | 我要评论 | 网友评论 | 暂无评论 | 广告 | 关键词 | 标签 | 订阅 |
    关注我们 | 扫一扫 | 登录 | 注册 | 猜你喜欢 | 精彩推荐 | 相關文章 | 相關閱讀 | 更多新聞 | 熱門新聞 | 熱門文章 |
    最新新聞 | 廣告 | 評論 | 發表留言 | 關鍵字 | 標籤 | 訂閱 | 追蹤我們 | 上一則 | 下一則 | 回首頁 | 閱讀更多 |
    繼續閱讀 | 你可能還想看 | 您可能感興趣 | 猜你喜歡 | 大家都在看 | 延伸阅读推荐 | 関連リンク | 関連トピックス |
    関連キーワード | 関連タグ | 関連する記事 | 合わせて読みたい | こちらもおすすめ | 人気記事 | 人気ランキング |
    アクセスランキング | 最新記事 | 最新ニュース | 新着記事 | 続きはこちら | もっと読む | 記事一覧 | 一覧へ |
    一覧を見る | 次へ | 前へ | 次のページ | 前のページ | 次の記事 | 前の記事 | シェアする | ツイート |
    コメントを書く | コメントする | タグ | キーワード | カテゴリー | カテゴリ | スポンサーリンク |
    スポンサードリンク | 会員登録 | ログイン | 無料会員登録 | フォローする | フォロー | メルマガ登録 | 印刷 |
    トップへ戻る | ページトップへ | 目次 | 관련뉴스 | 관련 뉴스 | 관련 태그 | 추천 기사 | 추천 뉴스 |
    많이 본 기사 | 인기기사 | 인기 기사 | 인기뉴스 | 최신기사 | 최신뉴스 | 주요뉴스 | 주요 뉴스 | 더 보기 |
    기사 더보기 | 댓글 쓰기 | 댓글쓰기 | 공유하기 | 기사공유 | 기사 공유하기 | 좋아요 | 구독 | 구독하기 | 로그인 |
    회원가입 | 태그 | 키워드 | 광고 | 프린트 | 인쇄 | 스크랩 | 글자크기 | 이전기사 | 다음기사 | 기사제보 |
    tin cùng chuyên mục | tin mới nhất | tin mới | tin nổi bật | đọc nhiều | đọc nhiều nhất | xem nhiều |
    có thể bạn quan tâm | gửi bình luận | từ khóa | từ khoá | chủ đề | theo dõi | đăng nhập | đăng ký |
    bài trước | bài tiếp theo | อ่านต่อ | ข่าวเกี่ยวข้อง | บทความที่เกี่ยวข้อง | เรื่องที่เกี่ยวข้อง |
    ข่าวล่าสุด | ข่าวยอดนิยม | ยอดนิยม | โฆษณา | แชร์ข่าวนี้ | ความคิดเห็น | แสดงความคิดเห็น | แท็ก | ติดตามเรา |
    สมัครสมาชิก | เข้าสู่ระบบ | ดูเพิ่มเติม | ดูทั้งหมด | baca artikel lainnya | artikel lainnya |
    berita lainnya | berita terpopuler | berita populer | berita terbaru | berita pilihan | baca berita lainnya |
    artikel selanjutnya | artikel sebelumnya | artikel menarik lainnya | halaman berikutnya | halaman sebelumnya |
    sebelumnya | berikutnya | lainnya | video terkait | kata kunci | penulis | ikuti kami | berlangganan |
    tulis komentar | kirim komentar | beri komentar | scroll to continue with content | lanjut baca |
    lihat selengkapnya | lihat lainnya | bagikan artikel ini | salin tautan | salin link | show all |
    artikel berkaitan | kongsi | kongsikan | soma zaidi | llegeix també | comparteix
    """
)
