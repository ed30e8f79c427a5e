"""Which charset a document is in, and the document as UTF-8.

The order is the WHATWG's (HTML, section 13.2.3): byte order mark, Content-Type header, `<meta>` or XML declaration,
then detection. It is departed from where the bytes say otherwise: text with non-ASCII characters that is valid UTF-8 is
UTF-8 whatever is declared, since no other charset's text is so by chance; and a declared charset under which more
characters are broken than whole is not believed.
"""

import codecs
import re

_PRESCAN = 4096  # bytes searched for a declaration; the standard asks for 1024, templates begin with long comments
_SAMPLE = 6000  # bytes of text given to detection, which costs about a millisecond a kilobyte
_STEP = 16_384  # bytes validated at a time
_CHANCE = 8  # non-ASCII bytes that are valid UTF-8 by chance in a double-byte charset: never more than a few

# Labels as the WHATWG Encoding standard reads them, where Python's codecs read them otherwise or not at all.
_LABELS = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "l1": "windows-1252",
    "ansi": "windows-1252",
    "iso-8859-9": "windows-1254",
    "latin5": "windows-1254",
    "iso-8859-11": "windows-874",
    "tis-620": "windows-874",
    "iso-8859-8-i": "iso-8859-8",
    "logical": "iso-8859-8",
    "visual": "iso-8859-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5-hkscs",
    "x-x-big5": "big5-hkscs",
    "shift_jis": "windows-31j",
    "shift-jis": "windows-31j",
    "sjis": "windows-31j",
    "x-sjis": "windows-31j",
    "ms_kanji": "windows-31j",
    "euc-kr": "windows-949",
    "ks_c_5601-1987": "windows-949",
    "korean": "windows-949",
    "x-euc-jp": "euc-jp",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8_r": "koi8-r",
    "x-cp1250": "windows-1250",
    "x-cp1251": "windows-1251",
    "x-cp1252": "windows-1252",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "macintosh",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-16le",
    "utf-16": "utf-16le",
    "ucs-2": "utf-16le",
}
# The charsets that are read at all, by Python's name for each; the rest of Python's codecs are no web charsets.
_CODECS = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    **{f"windows-{page}": f"cp{page}" for page in (874, 949, *range(1250, 1259))},
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "windows-31j": "cp932",
    "ibm866": "cp866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "mac-cyrillic": "mac-cyrillic",
    "gb18030": "gb18030",
    "big5-hkscs": "big5hkscs",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}
_BY_CODEC = {codecs.lookup(codec).name: label for label, codec in _CODECS.items()}
_WIDE = frozenset(("gb18030", "big5-hkscs", "euc-jp", "windows-31j", "windows-949"))
_NOT_ASCII = frozenset(("utf-16le", "utf-16be", "iso-2022-jp"))  # in these, bytes below 128 are not ASCII
_CANDIDATES = [codec for label, codec in _CODECS.items() if label not in _NOT_ASCII and label != "utf-8"]
# Statistics confuse the charsets of the Latin script with each other; the page's language tells them apart.
_LATIN = frozenset(
    (
        *(f"windows-{page}" for page in (1250, 1252, 1254, 1257, 1258)),
        *(f"iso-8859-{part}" for part in (2, 3, 4, 10, 13, 14, 15, 16)),
        "macintosh",
    )
)
_BY_LANGUAGE = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), ("windows-1250", "iso-8859-2")),
    **dict.fromkeys(("et", "lt", "lv"), ("windows-1257", "iso-8859-13")),
    **dict.fromkeys(("az", "tr"), ("windows-1254",)),
    "vi": ("windows-1258",),
}

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']\s*([^\s\"'>]+)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HIGH_TEXT = re.compile(rb"[A-Za-z]{0,12}[\x80-\xff][^<>]{0,400}")


def to_utf8(data: bytes, content_type: str | None) -> tuple[bytes, str]:
    """The document as valid UTF-8 without a byte order mark, and the charset it was read in; damage becomes U+FFFD."""
    for mark, label in _BOMS:
        if data.startswith(mark):
            return _convert(data[len(mark) :], label), label
    declared = _declared(data[:_PRESCAN], content_type)
    if declared in ("utf-16le", "utf-16be") and b"\0" not in data[:_PRESCAN]:
        declared = None  # markup is ASCII, of which UTF-16 makes every second octet 0
    if declared in _NOT_ASCII:
        return _convert(data, declared), declared
    if data.isascii():
        return data, declared or "utf-8"
    if _is_utf8(data) and (declared not in _WIDE or _count_high(data) > _CHANCE):
        return data, "utf-8"
    for label in filter(None, (declared, "utf-8")):
        text = _believe(data, label)
        if text is not None:
            return text, label
    label = _detect(data)
    return _convert(data, label), label


def _declared(head: bytes, content_type: str | None) -> str | None:
    """The charset that header, `<meta>` or XML declaration name, first come, by its WHATWG name."""
    if content_type and (match := _PARAMETER.search(content_type)) and (label := _known(match[1])):
        return label
    if head[:4] in (b"<\x00?\x00", b"<\x00!\x00", b"<\x00h\x00"):
        return "utf-16le"
    if head[:4] in (b"\x00<\x00?", b"\x00<\x00!", b"\x00<\x00h"):
        return "utf-16be"
    head = _COMMENT.sub(b"", head)
    xml, meta = _XML.match(head), _META.search(head)
    # In a feed a <meta> can only stand in quoted HTML; in a page it is what browsers go by.
    first = xml if xml and not re.search(rb"<html\b", head, re.IGNORECASE) else meta or xml
    label = _known(first[1].decode("latin-1")) if first else None
    return "utf-8" if label in ("utf-16le", "utf-16be") else label  # it was read as ASCII, so it cannot be


def _known(name: str) -> str | None:
    """The WHATWG name of a charset label, or None where it names none that we read."""
    name = name.strip().lower()
    if name in _LABELS:
        return _LABELS[name]
    if name in _CODECS:
        return name
    try:
        return _BY_CODEC.get(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return None


def _is_utf8(data: bytes) -> bool:
    """Read in small steps: no text as long as the document, of up to four bytes a character, is made to be dropped."""
    view, place = memoryview(data), 0
    try:
        while place < len(data):
            end = place + _STEP
            place += codecs.utf_8_decode(view[place:end], "strict", end >= len(data))[1]
    except UnicodeDecodeError:
        return False
    return True


def _count_high(data: bytes) -> int:
    return len(data) - len(data.decode("ascii", "ignore"))


def _convert(data: bytes, label: str) -> bytes:
    return data.decode(_CODECS[label], "replace").encode("utf-8", "replace")


def _believe(data: bytes, label: str) -> bytes | None:
    """The document read in this charset, or None where more of its non-ASCII characters are broken than whole.

    A character cut off at the end of the data, as in a truncated body, does not count if there are whole ones.
    """
    decoder = codecs.getincrementaldecoder(_CODECS[label])("replace")
    text = decoder.decode(data)
    rest = decoder.decode(b"", True)
    broken = text.count("\ufffd")
    if broken or rest:
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken
        if broken > whole or not whole:
            return None
    return (text + rest).encode("utf-8", "replace")


def _detect(data: bytes) -> str:
    """The charset by its statistics, over the text around non-ASCII bytes; windows-1252 where those say nothing."""
    sample = b""
    for match in _HIGH_TEXT.finditer(data):
        sample += match[0] + b"\n"
        if len(sample) > _SAMPLE:
            break
    label = _judge(sample, _CANDIDATES)
    if label is not None and label not in _LATIN:
        return label
    language = _LANGUAGE.search(data[:_PRESCAN])
    likely = _BY_LANGUAGE.get(language[1].decode().lower() if language else "", ("windows-1252",))
    return _judge(sample, [_CODECS[name] for name in likely]) or likely[0]


def _judge(sample: bytes, candidates: list[str]) -> str | None:
    from charset_normalizer import from_bytes  # here, since few pages need it and its tables load in 10 ms

    best = from_bytes(sample, cp_isolation=candidates, enable_fallback=False).best()
    return _known(best.encoding) if best else None
