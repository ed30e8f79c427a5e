"""Which charset a document is in."""

import pytest

from scraper.decode.charset import to_utf8

GERMAN = "Die Fähre nach Möwenort fällt aus – „morgen“ fährt sie wieder, heißt es."
RUSSIAN = "Паром сегодня не ходит, сообщает газета. Завтра он снова пойдёт по расписанию."
JAPANESE = "フェリーは本日欠航します。明日は通常どおり運航する予定です。"
CHINESE = "渡轮今天停航,明天恢复正常航班。港务局如此表示。"


@pytest.mark.parametrize(
    ("data", "header", "text", "charset"),
    [
        (b"\xef\xbb\xbf" + GERMAN.encode(), "text/html; charset=windows-1252", GERMAN, "utf-8"),
        (b"\xff\xfe" + GERMAN.encode("utf-16-le"), None, GERMAN, "utf-16le"),
        (b"\xfe\xff" + GERMAN.encode("utf-16-be"), "text/html; charset=utf-8", GERMAN, "utf-16be"),
        (GERMAN.encode("cp1252"), "text/html; charset=ISO-8859-1", GERMAN, "windows-1252"),
        (GERMAN.encode("cp1252"), 'text/html;charset="latin1"', GERMAN, "windows-1252"),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=KOI8-R", RUSSIAN, "koi8-r"),
        (JAPANESE.encode("cp932"), "text/html; charset=Shift_JIS", JAPANESE, "windows-31j"),
        (JAPANESE.encode("iso2022_jp"), "text/html; charset=iso-2022-jp", JAPANESE, "iso-2022-jp"),
        (CHINESE.encode("gbk"), "text/html; charset=gb2312", CHINESE, "gb18030"),
        # Declared otherwise, and yet UTF-8: no other text is UTF-8 by chance.
        (GERMAN.encode(), "text/html; charset=iso-8859-1", GERMAN, "utf-8"),
        (CHINESE.encode(), "text/html; charset=gbk", CHINESE, "utf-8"),
        # Two characters of GBK can be UTF-8 by chance.
        ("联通".encode("gbk"), "text/html; charset=gbk", "联通", "gb18030"),
        # Declared UTF-8, and yet not.
        (GERMAN.encode("cp1252"), "text/html; charset=utf-8", GERMAN, "windows-1252"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=utf-8", RUSSIAN, "windows-1251"),
        # Not declared.
        (GERMAN.encode(), None, GERMAN, "utf-8"),
        (GERMAN.encode("cp1252"), None, GERMAN, "windows-1252"),
        (RUSSIAN.encode("cp1251"), None, RUSSIAN, "windows-1251"),
        (JAPANESE.encode("euc_jp"), None, JAPANESE, "euc-jp"),
        (b"plain", None, "plain", "utf-8"),
        (b"", None, "", "utf-8"),
        # Declared as what is no charset of the web.
        (GERMAN.encode(), "text/html; charset=rot13", GERMAN, "utf-8"),
        (GERMAN.encode(), "text/html; charset=none", GERMAN, "utf-8"),
    ],
)
def test_charsets(data: bytes, header: str | None, text: str, charset: str) -> None:
    assert to_utf8(data, header) == (text.encode(), charset)


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<META http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
        '<?xml version="1.0" encoding="windows-1251"?><rss><![CDATA[<meta charset="koi8-r">]]>',
        '<?xml version="1.0" encoding="koi8-r"?><html><meta charset="windows-1251">',
        "<title>" + " " * 3000 + "</title><meta charset=windows-1251>",
    ],
)
def test_declarations_in_the_document(declaration: str) -> None:
    document, charset = to_utf8((declaration + RUSSIAN).encode("cp1251"), None)
    assert charset == "windows-1251"
    assert document.decode().endswith(RUSSIAN)


def test_the_header_goes_before_the_document() -> None:
    data = b'<meta charset="koi8-r">' + RUSSIAN.encode("cp1251")
    assert to_utf8(data, "text/html; charset=windows-1251")[1] == "windows-1251"


def test_a_little_damage_leaves_utf8_utf8() -> None:
    document, charset = to_utf8(GERMAN.encode() + b" \xe4 " + GERMAN.encode(), "text/html; charset=utf-8")
    assert charset == "utf-8"
    assert document.decode() == f"{GERMAN} \ufffd {GERMAN}"


def test_a_character_cut_off_at_the_end_leaves_utf8_utf8() -> None:
    document, charset = to_utf8((GERMAN + "ß").encode()[:-1], "text/html; charset=utf-8")
    assert (document.decode(), charset) == (GERMAN + "\ufffd", "utf-8")


@pytest.mark.parametrize(
    ("language", "codec"), [("pl", "cp1250"), ("pl", "iso8859-2"), ("tr", "cp1254"), ("fr", "cp1252"), ("et", "cp1257")]
)
def test_latin_charsets_are_told_apart_by_language(language: str, codec: str) -> None:
    text = {
        "pl": "Prom dziś nie płynie, ogłosił zarząd portu w środę. Wróci na trasę jutro o świcie.",
        "tr": "Feribot bugün çalışmıyor, diye açıkladı liman. Yarın sabah yeniden başlayacak.",
        "fr": "Le bac ne traversera pas aujourd’hui, a annoncé le port. Il reprendra dès demain à l’aube.",
        "et": "Praam täna ei sõida, teatas sadam. Homme jätkub liiklus jälle tavapäraselt.",
    }[language]
    data = f'<html lang="{language}">{text}'.encode(codec)
    assert text in to_utf8(data, None)[0].decode()
