"""What an element's name says of the text inside it: tag, class, id, role and the like, read word by word into bits.

Publishers name their boxes for themselves, yet mostly with the same words. The words come in three strengths, since
a wrong guess costs a whole article: `NOISE` (beside the article on every site: related stories, sharing, sign-up),
`DOUBT` (usually beside it, though frames of whole pages carry such words too: meta, author, gallery) and `BODY`
(the frame of the article's text). Whoever asks weighs the bits against how much text the box holds; see
region.py.

Names are read once each: a site repeats its class names thousands of times, and all sites share most of their words.
Most words say nothing, so a name whose words are all known to say nothing costs one look at each and no pattern.
"""

import re
from itertools import pairwise

HIDDEN = 1  # not shown to a reader
NOISE = 2
DOUBT = 4
BODY = 8  # "article-body", "entry-content" and their like
ARTICLE_BODY = 16  # schema.org's own word for it
COMMENT = 32  # readers' comments: prose, and never the article's
PART = 64  # says more together with its neighbours; of words alone, never of an element


def _list_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ANY_BODY = BODY | ARTICLE_BODY
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# `id` is left out for headings, where it repeats the heading's words ("sign-up-now-closed").
NAMING = _list_words(
    """
        class id role itemprop data-testid data-component data-type data-module aria-label
    """
)
HIDING = frozenset(("hidden", "style", "aria-hidden"))
TAGS = {
    "nav": NOISE,
    "footer": NOISE,
    "aside": NOISE,
    "figure": NOISE,
    "figcaption": NOISE,
    "form": DOUBT,
    "details": DOUBT,
}

# Gone from sight, or squeezed out of sight for screen readers alone ("opens in a new tab").
UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*50"
)
UNSEEN_WORDS = frozenset(("screenreader", "visuallyhidden", "offscreen", "assistive", "vh", "sronly"))
UNSEEN_PAIRS = frozenset(("sr-only", "screen-reader", "visually-hidden", "a11y-hidden", "a11y-text"))
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Words of a page's frame that say what the story is about or what the page has: "tag-authors", "has-sidebar".
ABOUT = re.compile(
    r"(?:tag|category|cat|type|status|format|has|with|without|no|not|is|js|field|template|theme|lang|u|md|lg|sm|xl|hover"
    r"|group)-{1,2}."
)

# How a word of a name begins that tells of a box beside the article; most say so in the publisher's own language.
NOISE_START = re.compile(
    r"relat(?:ed|ionad|as)|relacion|newsletter|nieuwsbrief|nyhetsbrev|infolettre|bulten|subscri|suscri|abonn?(?!i)"
    r"|sidebar|breadcrumb|sharing|share(?:bar|button|tool|link|box|icon|this|post|article|wrap|r?s?$)|social|whatsapp"
    r"|telegram|promo|sponsor|advert|outbrain|taboola|plista|revcontent|mgid|zergnet|recirc|recommend|recomend|empfehl"
    r"|trending|popular|populer|cookie|consent|gdpr|onetrust|signup|signin|login|byline|caption|pagina|pager|tooltip"
    r"|popup|modal|lightbox|banner|donat|spenden|follow|navigation|skiplink|toolbar|carousel|slideshow|slider"
    r"|swiper|readmore|readalso|readnext|alsoread|seealso|upnext|morefrom|interstitial|interlink|crosslink|lookuplink"
    r"|sharedaddy|saboxplugin|addtoany|addthis|reactions|copyright|timestamp|correlat|weitere|weiterles"
    r"|publicid|publicit|pubblicit|reklam|annons|annonc|anunci|iklan|quangcao|hirdet|inzer[ct]|mainos|oglas|adslot|adunit"
    r"|adbox|adzone|adcontainer|adwrap|adplace|compartir|compartilh|condivid|partag|bagikan|paylas|udost|sdilen"
    r"|gerelateerd|relater|terkait|terpopuler|terkini|terbaru|polecan|powiaz|souvisej|povezan|kapcsolod|benzer|ilgili"
    r"|leiatambem|leiamais|lireaussi|leertambien|leggianche|leesook|lesenswert|meistgelesen|masleid|maislid|piulett"
    r"|pluslus|mestlest|meestgelezen|najczesciej|verwandt|bildunterschrift|bildbeschreibung|bildtext|bildquelle"
    r"|bildnachweis|bildrecht|fotocredit|piedefoto|didascali|onderschrift|feedback|infobox|factbox|faktaboks"
    r"|faktaruta|noprint|regwall|jwplayer|playlist|mostread|morenews|bacajuga|simakjuga|paginator"
)
NOISE_WORDS = _list_words(
    """
        ad ads adv adsense anzeige anzeigen werbung pub nav navbar menu share sns tags toc cta bio footer credit credits
    kicker btn button buttons topics icon rail crumbs aside legend contentinfo complementary navigation search dialog
    alert alertdialog authorbox teilen hashtags keywords schlagworte
    """
)
NOISE_PAIRS = _list_words(
    """
        read-more read-also read-next read-on most-read most-viewed see-also also-read also-like up-next sign-up
    sign-in log-in pop-up side-bar skip-link skip-to baca-juga simak-juga lihat-juga lire-aussi a-lire leer-mas
    leer-tambien lea-tambien lee-tambien te-puede leggi-anche leia-mais leia-tambem veja-tambem saiba-mais lees-ook
    les-ogsa laes-ogsa las-aven lue-myos zobacz-takze czytaj-takze xem-them doc-them lesen-sie mehr-zum mehr-lesen
    more-stories more-news more-from more-articles more-on more-posts you-may may-like might-like next-article
    next-post prev-post next-story latest-news latest-stories latest-articles latest-posts top-news top-stories
    top-articles other-news other-stories other-articles other-posts mas-leidas mais-lidas piu-letti plus-lus
    cok-okunan pie-foto read-time reading-time call-to no-print info-box fact-box fakta-boks reg-wall audio-player
    video-player jw-player paywall-message paywall-overlay paywall-banner paywall-prompt paywall-box paywall-barrier
    paywall-wall author-box author-bio author-info about-author author-desc author-profile author-biography
    authors-box authors-boxes comments-link google-news link-list link-box tag-list tag-cloud
    """
)
COMMENT_START = re.compile(
    r"comm?ent(?!ary)|komm?ent|disqus|livefyre|viafoura|spotim|respond$|repl(?:y|ies)|reacties|yorum|binhluan|lesermeinung"
)
DOUBT_START = re.compile(
    r"publish|author|autor|auteur|penulis|yazar|photographer|gallery|galler|galer|overlay|widget|rating|voting|register"
    r"|attachment|player|contact|hero|masthead|labels?$|teaser"
)
DOUBT_WORDS = _list_words(
    """
        meta date datum fecha tanggal tarih time author authors tag views rail label hidden hide print disclaimer tools
    count duration badge listen audio poll quiz printonly viewscount
    """
)
DOUBT_PAIRS = _list_words(
    """
        post-nav post-info entry-header article-info article-actions article-tools article-header print-only
    external-content embed-consent embed-placeholder embed-privacy
    """
)
BODY_WORD = re.compile(
    r"(?:(?:article|story|post|entry|news|content|text|page|detail)(?:body|text|content|copy|richtext|main)"
    r"|body(?:copy|text|content)|artikel(?:body|text|inhalt)|richtext|paywall|wysiwyg|prose|article|story|articulo)$"
)
# Said by two words together: the first says of what, the second that it is the text.
BODY_FIRST = _list_words(
    """
        article story post entry news content text page detail body rich artikel noticia read
    """
)
BODY_SECOND = _list_words(
    """
        body text content copy richtext main texto cuerpo inhalt inner wrapper container
    """
)
# What a paywall stands before: the article, even where it is hidden.
BODY_PAIRS = _list_words(
    """
        paywall-content paywall-body paywall-text paywalled-content premium-content paid-content subscriber-content
    """
)
PAIRS = NOISE_PAIRS | DOUBT_PAIRS | UNSEEN_PAIRS | BODY_PAIRS
PAIR_STARTS = BODY_FIRST.union([pair.partition("-")[0] for pair in PAIRS])

MAX_KEPT = 150_000  # names and parts of names remembered at a time
MAX_NAME = 500  # characters of a name read


class _Memory(dict[str, int]):
    """The bits of names, of their tokens and of the words of those, read when first met; forgets all at MAX_KEPT.

    One memory holds all three: a word alone says as a name what it says as a word.
    """

    __slots__ = ()

    def __missing__(self, name: str) -> int:
        if len(self) >= MAX_KEPT:
            self.clear()
        bits = 0
        for token in (name if len(name) <= MAX_NAME else name[:MAX_NAME]).split():
            known = self.get(token)
            if known is None:
                known = self[token] = _read_token(token)
            bits |= known
        if len(name) <= MAX_NAME:
            self[name] = bits
        return bits


class _Classes(dict[str, int]):
    """The bits of elements that have nothing but a class, as most do: all that `read_attributes` would say of them."""

    __slots__ = ()

    def __missing__(self, name: str) -> int:
        bits = read_attributes(0, "", {"class": name})
        if len(name) <= MAX_NAME:
            if len(self) >= MAX_KEPT:
                self.clear()
            self[name] = bits
        return bits


_bits = _Memory()
CLASSES = _Classes()


def judge(tag: str, attributes: dict[str, str | None]) -> int:
    """The bits that an element's tag and attributes say."""
    # <site-factbox> is named by its tag
    return read_attributes(_bits[tag] if "-" in tag else TAGS.get(tag, 0), tag, attributes)


def read_attributes(bits: int, tag: str, attributes: dict[str, str | None]) -> int:
    """The bits that an element's attributes say, with those that its tag says."""
    unseen = False
    for name, value in attributes.items():
        if name == "class":
            if value:
                bits |= _bits[value]
        elif name in NAMING:
            if value and not (name == "id" and tag in HEADINGS):
                bits |= _bits[value]
        elif name in HIDING:
            unseen = unseen or (
                name == "hidden"
                or (name == "style" and bool(value) and _is_unseen(value or ""))
                or (name == "aria-hidden" and value == "true")
            )
    if bits & ANY_BODY:
        # What a paywall hides from the eye is still in the page, and is the article.
        return bits & ~(NOISE | DOUBT | COMMENT | PART) if bits & ARTICLE_BODY else bits & ~(DOUBT | PART)
    return HIDDEN if unseen else bits & ~PART


def _is_unseen(style: str) -> bool:
    """Whether a `style` takes its element out of sight. Most styles lack the words, and are spared the pattern."""
    style = style.lower()
    return ("none" in style or "hidden" in style or "clip" in style) and bool(UNSEEN_STYLE.search(style))


def _read_token(token: str) -> int:
    """The bits of one token of a name, its words divided by hyphens, underlines or capitals."""
    name = token.lower()
    name = (name if name == token else CAMEL.sub("-", token).lower()).replace("_", "-")
    words = name.split("-")
    if len(words) == 1:
        return _read_word(name)
    bits = 0
    for word in words:
        known = _bits.get(word)
        if known is None:
            known = _bits[word] = _read_word(word)
        bits |= known
    if not bits or ABOUT.match(name):
        return 0
    if bits & PART:
        return _read_together(name, words, bits)
    return bits & ~(DOUBT | BODY) if bits & NOISE else bits & ~BODY


def _read_together(name: str, words: list[str], bits: int) -> int:
    """The bits of a name whose words may say more two by two than `bits`, what they say alone."""
    if "articlebody" in name.replace("-", ""):
        return ARTICLE_BODY
    body = bits & BODY if words[-1] in ("article", "story") else 0
    bits &= ~PART
    for first, second in pairwise(words):
        if first not in PAIR_STARTS:
            continue
        pair = f"{first}-{second}"
        if pair in NOISE_PAIRS:
            bits |= NOISE
        elif pair in DOUBT_PAIRS:
            bits |= DOUBT
        elif pair in UNSEEN_PAIRS:
            return HIDDEN
        elif (first in BODY_FIRST and second in BODY_SECOND) or pair in BODY_PAIRS:
            body = BODY
    if bits & NOISE:
        return bits & ~(DOUBT | BODY)
    return bits & ~BODY or body


def _read_word(word: str) -> int:
    part = PART if "body" in word or word in PAIR_STARTS else 0
    if "articlebody" in word:
        return ARTICLE_BODY | part
    if word in NOISE_WORDS or NOISE_START.match(word):
        return NOISE | part
    if COMMENT_START.match(word):
        return COMMENT | NOISE | part
    if word in DOUBT_WORDS or DOUBT_START.match(word):
        return DOUBT | part
    if word in UNSEEN_WORDS:
        return HIDDEN | part
    return BODY | part if BODY_WORD.match(word) else part
