"""What languages are known by: their scripts, letters that only they have, and the small words of every sentence."""

# First and last character, and the language; of a script that writes several, its name.
SCRIPTS = (
    ("\u0370", "\u03ff", "el"),
    ("\u0400", "\u052f", "Cyrillic"),
    ("\u0531", "\u058f", "hy"),
    ("\u05d0", "\u05f4", "he"),
    ("\u0600", "\u077f", "Arabic"),
    ("\u0900", "\u097f", "Devanagari"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b00", "\u0b7f", "or"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0c00", "\u0c7f", "te"),
    ("\u0c80", "\u0cff", "kn"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0e80", "\u0eff", "lo"),
    ("\u0f00", "\u0fff", "bo"),
    ("\u1000", "\u109f", "my"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1100", "\u11ff", "ko"),
    ("\u1200", "\u139f", "am"),
    ("\u1780", "\u17ff", "km"),
    ("\u1f00", "\u1fff", "el"),
    ("\u3040", "\u30ff", "ja"),
    ("\u3400", "\u9fff", "zh"),
    ("\uac00", "\ud7a3", "ko"),
)
# Letters that one language of a script has and the languages after it have not.
OWN_LETTERS = (
    ("Cyrillic", "uk", "їєґ"),
    ("Cyrillic", "be", "ў"),
    ("Cyrillic", "mk", "ѓќѕ"),
    ("Cyrillic", "sr", "ђћ"),
    ("Cyrillic", "tg", "ӣӯҷҳ"),
    ("Cyrillic", "kk", "әұ"),
    ("Cyrillic", "ky", "ң"),
    ("Cyrillic", "mn", "өү"),
    ("Cyrillic", "ru", "ыэё"),
    ("Arabic", "ur", "ٹڈڑںے"),
    ("Arabic", "ps", "ټډړښځڅې"),
    ("Arabic", "ckb", "ڕۆێڵ"),
    ("Arabic", "fa", "پچگژکی"),
)
# Articles, prepositions, pronouns, forms of "be" and "have": a third of the words of any prose.
SMALL_WORDS = {
    "en": "the of and to in is that for it was with as on be by are this have from at not he his but they has which "
    "you had were their said we who will would there been its",
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor "
    "zur bis mehr",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son "
    "aux d'un d'une cette ont ses mais comme ou leur nous elle était été c'est qu'il",
    "es": "de la que el en y los del se las por un para con no una su al lo como más pero sus le ya o este sí "
    "porque esta entre cuando muy sin sobre ser tiene también fue había ha han según desde años",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao ele das tem à seu "
    "sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre são segundo",
    "it": "di e il la che in un a per è una sono del con non si da le dei nel al della i più alla anche ha lo gli "
    "delle come ma su nella dal o questo ci se dalla dell'anno degli tra era hanno stato essere",
    "ca": "de la i el que a en els les per un del amb una al és no es ha dels seva aquest també més com han seu "
    "però són pel va ser d'un d'una aquesta entre l'any sobre fins quan havia",
    "gl": "de a o que e do da en un para con non unha os no se na por máis as dos como pero foi ao das ten á súa "
    "seu ou ser cando moi xa tamén pola polo ata isto entre son segundo hai nos",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook als bij maar heeft door worden "
    "naar uit wordt nog over dan was zich hij hebben of tot meer deze werd kan zij geen dit",
    "af": "die van en in is dat wat nie het vir met om te op was sy aan hy word daar as ook ons deur by hulle maar "
    "uit na kan sal oor tot toe een gaan moet wees",
    "sv": "och i att det som en på är av för med till den har de inte om ett han men var sig från vi så kan när år "
    "under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket än "
    "här då sedan",
    "da": "og i at det er en til på som for med de den af har ikke der et han var fra vi om men sig så kan hun nu "
    "blev også efter eller sin ved mod skal ville bliver ud fået være havde alle andre meget end hvor når op "
    "siger",
    "no": "og i at det er en til på som for med de den av har ikke et han var fra vi om men seg så kan hun nå ble "
    "også etter eller sin ved mot skal ville blir ut fått være hadde alle andre mye enn hvor når opp sier",
    "fi": "ja on ei että se oli hän mutta ovat kun myös joka mukaan kuin vuoden niin sen tai jo vielä hänen olla "
    "sekä ole jos ollut nyt voi noin vain sitä tämä siitä mitä jotka sanoo kertoo tämän eikä vaan kanssa "
    "sitten",
    "is": "og að í á er sem til við um var en með fyrir ekki það hann af hefur frá því þetta verið segir eru þá hún "
    "hafa eftir svo þar vera nú ég sér þess einnig ár þeir eða úr upp",
    "pl": "w i na z do się nie że to o jest po a jak za od przez dla co ale roku tym są ma czy oraz jego który już "
    "tylko może będzie przed także być które która został było tego ze jednak",
    "cs": "a se v na je že o s z do i to k ve pro za by ale si po jako podle od jsou které který bude také která "
    "při jeho byl už tak až nebo jen před bylo má jsem ještě roku",
    "sk": "a sa v na je že o s z do i to k vo pre za by ale si po ako podľa od sú ktoré ktorý bude aj ktorá pri "
    "jeho bol už tak až alebo len pred bolo má som ešte roku však",
    "sl": "in je v na se da za so z ki pa ne po o bi ali tudi kot od bo sta do pri iz še pred več ni bil leta bila "
    "kar lahko med bilo le zaradi že tem ter",
    "hr": "i u je na se da za su od s koji a će o ne to iz po do kako što nije koja kao bi te prema ali biti samo "
    "još kod više bio nakon godine koje ili već sve rekao između",
    "hu": "a az és hogy nem is egy volt de meg ez csak már el ha még mint azt kell vagy lesz szerint után majd "
    "amely között ki ami aki pedig során nagyon ezt van lehet több",
    "ro": "de și în a la cu o pe să din că un care nu pentru mai este au fost al sunt prin dar se ce va după iar "
    "ale sau fi dintre ar lui am acest această până când către fiind",
    "et": "ja on ei et ka oli kui see mis aga ta oma ning või nii kes siis veel selle mille olid välja pärast kas "
    "eesti poolt võib pole seda tema juba nende ütles aasta",
    "lv": "un ir ar no uz par ka kas lai to gan arī bet pēc bija vai kā tika ko jau pie nav tas gada būs viņš tā ja "
    "līdz kad savu tiek šo vēl ļoti",
    "lt": "ir į kad iš su tai yra ne o bet kaip buvo apie per ar už nuo jis po taip pat dar prie savo metų šis dėl "
    "jau tik bus kurie kuris vis to jų",
    "sq": "të e në i dhe për me një që nga më është se ka u nuk do janë si po ai kjo kanë duke ishte por ky edhe "
    "pas tij sipas ndaj",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi en ise sonra kadar olduğunu ne değil ancak göre her "
    "var olduğu yeni oldu ya tarafından dedi etti iki ki diye yapılan olmak bin tüm iyi gün yıl önce büyük "
    "ilk kendi bunun şekilde üzerinde arasında ifade eden son",
    "az": "və bir bu da də ilə üçün ki olan olub sonra kimi edilib daha çox ən onun o isə qədər görə deyib ancaq "
    "var bildirib azərbaycan həm yeni olaraq edir",
    "id": "yang dan di itu dengan untuk dari ini pada tidak dalam akan ke juga adalah kata telah bisa karena oleh "
    "saat sudah ada kami saya tersebut menjadi secara atau para hingga agar sebagai serta lebih bahwa mereka "
    "orang seperti namun jadi harus belum bagi turut beliau negara ketika kepada katanya berkata ujar ujarnya usai "
    "pihaknya sejumlah senin kamis jumat rp",
    "ms": "yang dan di itu dengan untuk dari ini pada tidak dalam akan ke juga adalah kata telah boleh kerana oleh "
    "ketika sudah ada kami saya tersebut menjadi secara atau para berkata katanya bagi sebagai serta lebih "
    "bahawa mereka orang seperti namun berkenaan turut beliau iaitu daripada kepada negara mahu ialah isnin "
    "khamis jumaat ahad seramai sebanyak rm",
    "jv": "sing lan ing ora iku karo saka kanggo wis uga bisa ana kang dadi iki marang menyang amarga nalika kuwi "
    "wong nanging supaya yaiku",
    "su": "nu jeung di ka ti teu keur ku geus bisa aya jadi ieu éta urang kana dina tina ogé sarta nyaéta anu "
    "pikeun lantaran",
    "fil": "ang ng sa na mga at ay ni si para hindi kay ito nang ko mo niya siya kung may isang din rin pa kanyang "
    "naman dahil mula nitong lang ayon habang nila kaya",
    "vi": "của và là có được cho trong không với các một người đã những này khi đến về từ ở để ra cũng như năm tại "
    "theo đó bị sẽ trên phải nhiều vào lại ngày tháng nhà sau khoảng rất thì mà bệnh nhân hai",
    "sw": "ya na wa kwa ni katika la za kuwa hiyo huo cha hii kama huyo alisema hao yake wake ambayo ambao pia "
    "lakini baada watu bila yao nchi kutoka mwaka",
    "zu": "ukuthi futhi kodwa noma uma ngoba lapho kanye lokhu kusho ukuze kuthiwa ngesikhathi ngemuva phakathi "
    "bonke kakhulu ngokusho nje lo le la ngo uthe bathi",
    "eu": "eta da ez du bat egin izan dute dira zen ere dela baina edo beste bere zuen hori izango den egiten hau "
    "ditu arte gehiago dago daude",
    "ga": "an na agus ar i go a bhí tá sé is le do ag sa ní ach ó chun mar gur sí siad faoi nach bhfuil leis seo "
    "sin dúirt",
    "cy": "y yr yn i o a ar ac mae ei wedi am bod fod gan sydd hyn ond oedd eu roedd gyda nid hefyd dweud dywedodd "
    "ni cael hynny",
    "mt": "li u ta' il f' ma' minn dan għal biex kien din mill dwar hu se fuq jew fil lill huwa qal hija waqt dawn "
    "bħala aktar wkoll ukoll",
    "ru": "и в не на что с по это как к но из за он для от а о же у было его при до года также все так или были "
    "после был если чтобы только которые их уже этом более",
    "uk": "і в не на що з до як у за та для від про це але його він після якщо року також щоб або були буде було "
    "які більше лише вже є й",
    "be": "і ў не на што з па як да у за для ад пра гэта але яго ён пасля года таксама каб або былі будзе было якія "
    "больш толькі ўжо",
    "bg": "на и да в се за от е с че по не са като към ще до със при но след би което които беше във този има го "
    "или също още бъде я му тази",
    "sr": "и у је на се да за су од са који а ће о не то из по до како што није која као би те према али само још "
    "код више после године које или већ рекао",
    "mk": "на и да во се за од е со дека ќе не по како кои што но до кој тоа ги го беше или а сè може биде им уште "
    "има која",
    "kk": "және мен бұл бір үшін деп да де бойынша болып болды еді ол осы туралы кейін екен бар керек",
    "ar": "في من على إلى أن عن مع التي هذا الذي كان هذه لا ما بعد قال كما بين أو وقد ذلك خلال حيث قد لم هو هي كل وفي",
    "fa": "و در به از که این را با است برای آن یک خود تا بر شد بود های می شده کرد هم ما اما او نیز کرده گفت دو",
    "ur": "کے میں کی ہے اور سے کا نے کو کہ پر ہیں اس یہ بھی ایک تھا نہیں جو کر ان تھے گیا کہا ہو",
    "ps": "د په او چې کې له دی ته سره یې دا هم کړي شوي وي نه دي پر",
    "hi": "के में है की और से का को ने पर कि यह हैं इस भी एक था नहीं जो कर लिए तो हो गया उन्होंने कहा थी ही वह साथ",
    "mr": "आहे आणि या च्या ते हे तो की होते आहेत असे मात्र झाली झाले केली होता त्यांनी यांनी नाही काही तर मध्ये",
    "ne": "छ र को मा ले गरेको पनि भएको छन् हो यो लागि तथा गर्न थियो भने उनले रहेको गर्ने एक बाट",
}
