"""What stands under a picture, parted into what it shows and who made it.

The credit is an element of its own on most sites, by its name or as the last piece of the caption; else it follows
the caption's words in one of a few forms: "(Photo: X)", "Foto: X", "© X", "/ X", "X/Reuters".
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.body.lines import is_label
from scraper.extract.page.document import TEXT_TAG, Linked, has_elements, number_tags, text_of
from scraper.extract.page.story import Story
from scraper.extract.page.words import fold, plain
from scraper.extract.people.names import is_name
from scraper.extract.pictures.sources import Attributes
from scraper.profiles import Profile

MAX_CAPTION = 1_200  # characters; a longer text is no caption
MAX_CREDIT = 120
MAX_NAME = 40  # characters of who made a picture, where nothing but that is said
MAX_PIECES = 12
_ENDS = frozenset('.!?”»"。！？」)')
FEW_WORDS = 5
TAIL = 200  # characters at the end of a caption in which its credit is sought

NEAR = 5  # steps from a picture up to the box that has its caption
MAX_NODES = 120  # of a box that is still a picture's own
MAX_BOX = 700  # ... characters of its text
MAX_NAMES = 300  # characters of a class
MAX_UNNAMED = 300  # ... and of its text that is its caption though nothing says so
(_PICTURE,), (_CAPTION_TAG,) = number_tags(("img",)), number_tags(("figcaption",))
_BOX = re.compile(
    r"(?<![a-z])(?:pic|picture|pict|photo|foto|image|img|caption|media|bild|figure|figura|gambar|hero|lead|cover|"
    r"illustration|visual|thumb(?:nail)?|main-?art)"
)
_CAPTION = re.compile(
    r"caption|(?<![a-z])cap(?![a-z])|legend|leyenda|pie-?(?:de-?)?foto|bildunterschrift|bildtext|bild-?info|keterangan|"
    r"didascalia|bijschrift|billedtekst|kuvateksti|popisek|podpis|(?<![a-z])desc(?:ription)?(?![a-z])"
)
_NOUN = (
    r"photos?|photo(?:graph)?s?(?:ed)? by|photograph(?:er|s)?|pictures?|pics?|images?|image (?:source|credit)s?|"
    r"photo (?:source|credit|courtesy)s?|illustration|composite|graphic|screenshot|video|"
    r"fotos?|fotos? (?:de|von|di|da|oleh|av|af|cortesía)|foto(?:graf|graf[ií]a|grafie|graphie)|"
    r"dok(?:umentasi)?|bild(?:er|autor|quelle|rechte)?|"
    r"symbolbild|symbolfoto|archivbild|archivfoto|grafik|credits?|crédits?(?: photos?)?|créditos?|crediti|"
    r"quelle|sumber|source|fuente|fonte|bron|källa|kilde|källor|copyright|imagen|imagem|immagine|beeld|"
    r"kuva|kuvat|fot|zdjęci[ea]|źródło|foto ilustrasi|gambar|ilustrasi|fotó|fotók|ảnh|nguồn|ภาพ|"
    r"фото|изображение|источник|снимка|φωτ(?:ο|ογραφία|\.)?|πηγή|صورة|الصورة|تصوير|عکس|צילום|תמונה|फोटो|ছবি|"
    r"写真|撮影|提供|写真提供|사진|图片来源|图源|图片|圖片來源|圖|摄影|攝影|图"
)
_AGENCIES = (
    r"Reuters|REUTERS|AFP|AP|AP Photo|Associated Press|Getty(?: Images)?|dpa|DPA|Antara(?: Foto)?|"
    r"ANTARA(?: FOTO)?|EPA|EFE|"
    r"ANSA|ANP|NTB|Scanpix|Ritzau|Lehtikuva|APA|Keystone|KEYSTONE|Belga|PA(?: Wire| Media)?|Xinhua|Kyodo|Jiji|Yonhap|"
    r"TASS|ТАСС|РИА Новости|Sputnik|Anadolu|IHA|DHA|PAP|ČTK|MTI|TASR|Agerpres|Shutterstock|iStock(?:photo)?|"
    r"Unsplash|Pixabay|Pexels|Bloomberg|[Ii]mago(?: [Ii]mages)?|IMAGO|Istimewa|ZUMA(?: Press)?|Alamy|Depositphotos|"
    r"Adobe ?Stock|[Pp]icture[ -][Aa]lliance|Europa Press|LaPresse|VCG|Bernama|PTI|ANI|IANS|UPI|USA TODAY Sports|"
    r"Canadian Press|TT|AAP|SNA|WAM|연합뉴스|뉴시스|뉴스1|新华社|共同"
)
# "Harbour at dawn (Photo: X)", "Harbour at dawn. Foto: X", "Harbour at dawn © X".
_CREDIT_END = re.compile(
    rf"(?P<before>^|[.,;!?)\]\"”»|–—/(\[【（。！？」-]|\s)\s*[(\[（【]?\s*(?P<noun>(?:{_NOUN})\s?(?:[:：=／|]|/(?=\s?\w)|"
    rf"(?<= by)\s|(?<= (?:de|di|da))\s|(?<= von)\s)|©|\(c\)|copyright\b)\s*"
    r"(?P<credit>[^()\[\]（）【】]{2,100}?)\s*[)\]）】]?\.?\s*$",
    re.IGNORECASE,
)
_CREDIT_MARK = re.compile(r"[:：=／|/©]|\(c\)|copyright|\s(?:by|de|di|da|von)\s", re.IGNORECASE)
# "Harbour at dawn (Ann Berg/Reuters)", "Harbour at dawn. ANTARA FOTO/Budi", "Harbour at dawn / AFP".
_AGENCY_END = re.compile(
    rf"(?:\s*[(/\[|–—-]\s*|(?<=[.!?”\"»)。])\s*)"
    rf"(?P<credit>(?:[^()/|.\[\]]{{1,45}}[/,–—-]\s?)?\b(?:{_AGENCIES})\b"
    r"(?:\s?[/,–—-]\s?[^()|\[\]]{1,40}| via [^()|]{1,40})?)"
    r"\s*[)\]]?\.?\s*$"
)
# "Harbour at dawn (The Harbour/Ann Berg)", "Harbour at dawn. HARBOUR/Ann Berg": a house and who took it for the house.
_HOUSE_END = re.compile(
    r"(?:\s*[(\[](?=[^()\[\]]+[)\]])|(?<=[.!?”\"])\s+(?=[^\s/]{2,25}(?:\s[^\s/]{2,25})?/))"
    r"(?P<credit>[^\W\d_][^()\[\]/]{1,40}/\s?[A-ZÀ-ÞŁŚŻČŠŽА-Я][\w.'’&-]*(?:\s[\w.'’&-]+){0,4})[)\]]?\.?$"
)
# "Harbour at dawn | Ann Berg": two to four words, each with a capital.
_NAME_END = re.compile(r"\s\|\s(?P<credit>[A-ZÀ-ÞŁŚŻČŠŽ][\w.'’-]+(?:\s[A-ZÀ-ÞŁŚŻČŠŽ][\w.'’-]*){1,3})$")
_AGENCY_PIECE = re.compile(rf".{{0,60}}\b(?:{_AGENCIES})\b.{{0,20}}")
_CREDIT_START = re.compile(
    rf"^\W*(?:(?:{_NOUN})(?:\s?[:：=©/|,]|\s(?=©))|©|\(c\)|copyright\b|photo(?:graph)? (?:by|courtesy of)\s)\s*",
    re.IGNORECASE,
)
_TRAILING_NOUN = re.compile(rf"(?:^|(?<=[\s.(]))(?:{_NOUN})\s?[:：=/]?\s*$", re.IGNORECASE)
# "Image source, Getty Images" before "Image caption, The harbour".
_LEADING_LABEL = re.compile(
    r"^(?:image|photo|media) caption\s?[,:]\s*|^(?:caption|keterangan(?: foto)?|bildunterschrift)\s?:\s*", re.IGNORECASE
)
_CREDIT_CLASS = (
    "[class*=credit i],[class*=copyright i],[itemprop=copyrightHolder],[itemprop=creditText],[class*=source i],"
    "[class*=quelle i],[class*=author i],[class*=autor i],[class*=photographer i],[class*=fotograf i],"
    "[class*=byline i],[class*=rights i],[class*=agency i],cite,small"
)


def read_words(node: LexborNode, attributes: Attributes, profile: Profile | None) -> tuple[str | None, str | None]:
    """Caption and credit: <figcaption>, an element named so in the picture's box or after it, `data-caption`."""
    if attribute := plain(attributes.get("data-caption") or attributes.get("data-image-caption")):
        return split_credit(attribute, profile)
    box, caption = _find_box(node)
    if caption is not None:
        return read_caption(caption, profile)
    following = _next_element(box)
    if following is not None and _judge_names(following.attributes.get("class") or "")[0]:
        return read_caption(following, profile)
    # `attrs` raises where the box is the document itself.
    boxed = _judge_names(box.attributes.get("class") or "")[1]
    named = box.tag == "figure" or (boxed and box.css_first("a,button") is None)
    text = text_of(box, 60, MAX_UNNAMED) if named and box.mem_id != node.mem_id else ""
    return read_caption(box, profile) if 0 < len(text) <= MAX_UNNAMED and not is_label(text) else (None, None)


def _find_box(node: LexborNode) -> tuple[LexborNode, LexborNode | None]:
    """The <figure> around a picture; else the widest element near it that holds little else; and the caption in it."""
    parents: list[LexborNode] = []
    parent = node.parent
    while parent is not None and len(parents) < NEAR:
        if parent.tag == "figure":
            return parent, _find_caption(parent)
        parents.append(parent)
        parent = parent.parent
    box = node
    for parent in parents:
        captioned = _survey(parent)
        if captioned is None:
            break
        box = parent
        if (caption := _find_caption(box, captioned)) is not None:
            return box, caption
    return box, None


def _survey(box: LexborNode) -> bool | None:
    """Whether an element holds a <figcaption>; None where it holds too much to be a picture's own."""
    length = pictures = captions = 0
    for count, node in enumerate(box.traverse(include_text=True)):
        tag = node.tag_id
        if tag == TEXT_TAG:
            length += len((node.text_content or "").strip())
        pictures += tag == _PICTURE
        captions += tag == _CAPTION_TAG
        if count > MAX_NODES or length > MAX_BOX or pictures > 2:
            return None
    return captions > 0


def _find_caption(box: LexborNode, captioned: bool = True) -> LexborNode | None:
    """The caption in a box; `captioned` tells whether a <figcaption> may be in it."""
    if captioned and (caption := box.css_first("figcaption")) is not None:
        return caption
    for node in box.css("[class]")[:20]:
        named = _judge_names(node.attrs.get("class") or "")[0] and node.tag not in ("img", "a", "picture")
        if named and node.css_first("img") is None and text_of(node):
            return node
    return None


@lru_cache(maxsize=65_536)
def _judge_names(names: str) -> tuple[bool, bool]:
    """Whether a class speaks of a caption, and of a picture's box. A site's pages share their classes."""
    names = names[:MAX_NAMES].lower()
    return _CAPTION.search(names) is not None, _BOX.search(names) is not None


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and not following.is_element_node and not (following.text_content or "").strip():
        following = following.next
    return following if following is not None and following.is_element_node else None


def read_caption(node: LexborNode, profile: Profile | None) -> tuple[str | None, str | None]:
    """The words and the credit of a caption's element."""
    text = text_of(node)
    if not text or len(text) > MAX_CAPTION:
        return None, None
    if not has_elements(node) or (profile is not None and profile.caption_credit is not None):
        return split_credit(text, profile)
    for marked in node.css(_CREDIT_CLASS)[:MAX_PIECES]:
        credit = text_of(marked)
        rest = _without(text, credit) if 0 < len(credit) <= MAX_CREDIT else None
        if rest is not None and marked.mem_id != node.mem_id:
            return rest, clean_credit(credit)
    pieces = _read_pieces(node)
    if len(pieces) > 1 and _is_credit(pieces[-1], pieces[-2]):
        return fold(" ".join(pieces[:-1])) or None, clean_credit(pieces[-1])
    if len(pieces) > 1:
        text = " ".join(pieces)
    return split_credit(text, profile)


def split_credit(text: str, profile: Profile | None) -> tuple[str | None, str | None]:
    """A caption without its credit, and the credit: ("Harbour at dawn", "Reuters") of "Harbour at dawn (Photo:
    Reuters)".
    """
    if profile is not None and profile.caption_credit is not None:
        match = profile.caption_credit.search(text)
        return (match["caption"].strip(), match["credit"].strip()) if match else (text or None, None)
    if label := _LEADING_LABEL.match(text):
        text = text[label.end() :]
    tail = text[-TAIL:]
    for pattern in _may_end(tail):
        match = pattern.search(tail)
        if match is None or (pattern is _CREDIT_END and not match["before"].strip() and _is_inside(match)):
            continue
        start = match.start() + max(0, len(text) - TAIL)
        start += text[start : start + 1] in _ENDS  # a full stop is the caption's
        rest = text[:start].strip(" |/-–—(,;")
        if (opening := _CREDIT_START.match(rest)) and len(rest) - opening.end() <= MAX_NAME:
            return None, clean_credit(text)  # "© Ann Berg / Reuters"
        return rest or None, clean_credit(match["credit"])
    if _CREDIT_START.match(text) and len(text) <= MAX_NAME:
        return None, clean_credit(text)
    return text or None, None


def _may_end(tail: str) -> Iterator[re.Pattern[str]]:
    """The forms of a credit that a caption may end with, by marks that each form has: the patterns are dear."""
    yield _AGENCY_END
    if _CREDIT_MARK.search(tail):
        yield _CREDIT_END
    if "/" in tail:
        yield _HOUSE_END
    if "|" in tail:
        yield _NAME_END


def _is_inside(match: re.Match[str]) -> bool:
    """Whether the noun stands inside a sentence ("a photo: ..."), rather than begin a part of its own."""
    return match["noun"][:1].islower() and match.start() > 0


def clean_credit(text: str) -> str | None:
    """A credit without "Photo:", "©" and brackets."""
    text = fold(text).strip(" .|/-–—")
    if text.startswith(("(", "[", "（")) and text.endswith((")", "]", "）")):
        text = text[1:-1]
    for _ in range(2):  # "Foto: © X"
        text = _CREDIT_START.sub("", text)
    return text.strip(" .|/-–—:,()[]") or None


def find_said(story: Story, same: str, pictures: Iterable[Linked]) -> tuple[str | None, str | None]:
    """What JSON-LD's ImageObjects say of a picture: (caption, credit)."""
    for picture in pictures:
        if same in (picture.get("url"), picture.get("contentUrl"), picture.get("@id")):
            # Plug-ins give the file's name or its alternative text for a caption: those are a few words.
            caption = plain(picture.get("caption"))
            caption = caption if len(caption.split()) > FEW_WORDS or not caption.isascii() else ""
            for name in ("creditText", "copyrightHolder", "creator", "author", "copyrightNotice"):
                value = story.follow(picture.get(name))
                credit = plain(value.get("name") if isinstance(value, dict) else value)
                if credit and len(credit) <= MAX_CREDIT:
                    return caption or None, clean_credit(credit)
            return split_credit(caption, None) if caption else (None, None)
    return None, None


def _without(text: str, credit: str) -> str | None:
    """A caption without its credit, wherever in it that stands."""
    rest = text[: -len(credit)] if text.endswith(credit) else text.replace(credit, " ", 1)
    return _LEADING_LABEL.sub("", _TRAILING_NOUN.sub("", fold(rest)).strip(" |/-–—(")) or None


def _read_pieces(node: LexborNode) -> list[str]:
    """The texts of a caption's parts, where it has several side by side; else the whole."""
    for _ in range(3):
        parts = [child for child in node.iter(include_text=True) if (child.text() or "").strip()]
        if len(parts) != 1 or parts[0].is_text_node:
            break
        node = parts[0]
    if len(parts) > MAX_PIECES or not any(not part.is_text_node for part in parts):
        return [text_of(node)]
    return [fold(part.text_content if part.is_text_node else text_of(part)) for part in parts]


def _is_credit(piece: str, before: str) -> bool:
    """Whether the last piece of a caption says who made the picture, by its form or as a name after a sentence."""
    if len(piece) > MAX_CREDIT:
        return False
    if _CREDIT_START.match(piece) or _AGENCY_PIECE.fullmatch(piece):
        return True
    inner = piece.strip("()[] ")
    bracketed = piece.startswith("(") and piece.endswith(")")
    return is_name(inner) and (bracketed or before.endswith((".", "!", "?", "”", '"', "»"))) and inner[:1].isupper()
