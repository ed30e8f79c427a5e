"""Writers as East Asian papers name them: by their title, in a line or within the text's first or last sentence."""

import re

from scraper.extract.page.document import Document, text_of

_HAN, _HANGUL = "[\u4e00-\u9fff]", "[\uac00-\ud7a3]"
_KOREAN = rf"({_HANGUL}{{2,4}}(?:\s?[·,]\s?{_HANGUL}{{2,4}})*)\s?(?:{_HANGUL}{{0,4}}기자|특파원|논설위원)"
_TITLED = re.compile(rf"{_KOREAN}(?=$|[\s(=|/])|({_HAN}{{2,5}})\s?記者$")
_OPENINGS = (
    re.compile(rf"\)\s*{_KOREAN}\s?="),  # "(속초=통신) 이종건 기자 ="
    re.compile(rf"記者({_HAN}{{3}}){_HAN}{{2,6}}\d{{1,2}}日[電电]"),  # "（中央社記者黃國芳嘉義23日電）"
    re.compile(r"[（(][^（()）]{0,12}?(?:记者|記者)\s*[:：]?\s*([^（()）\d]{2,30})[)）]"),  # "（记者李晓明、王强）"
)
_SIGNED = re.compile(rf"【({_HAN}{{3,5}}(?:[、・]{_HAN}{{3,5}})*)】$")
_NO_NAMES = re.compile(r"通讯员.*|通訊員.*|摄影.*|攝影.*|报道.*|報導.*|文/|图/")
_NAME = re.compile(rf"{_HAN}{{2,4}}|{_HANGUL}{{2,4}}")
MAX_PARAGRAPHS, MAX_OPENING = 40, 200


def read_titled(line: str) -> str | None:
    """The names before a reporter's title where a line begins with them: "김민수 기자 minsu@harbour.example"."""
    match = _TITLED.match(line)
    return (match[1] or match[2]) if match is not None else None


def read_openings(document: Document) -> list[str]:
    """The reporters that a text names where it begins, or where it ends; only of Chinese, Japanese and Korean pages."""
    if (document.language or "zh")[:2].lower() not in ("zh", "ja", "ko"):
        return []
    texts = [text_of(node, enough=2000) for node in document.tree.tags("p")[:MAX_PARAGRAPHS]]
    for text in texts:
        if "记者" in text or "記者" in text or "기자" in text or "특파원" in text:
            for pattern in _OPENINGS:
                if (match := pattern.search(text[:MAX_OPENING])) and (names := _part(match[1])):
                    return names
    return next((match[1].replace("・", "、").split("、") for text in texts if (match := _SIGNED.search(text))), [])


def _part(names: str) -> list[str]:
    parts = re.split(r"[\s、,，·]+", _NO_NAMES.sub("", names).strip())
    return parts if all(map(_NAME.fullmatch, parts)) else []
