"""Folding of white space, and other small judgements on strings that several fields need."""

import html
import re
from collections.abc import Callable

MAX_KEPT = 300  # characters of a text whose key is remembered
MAX_KEYS = 4_096

_LONE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\ufeff\x00-\x08\x0e-\x1b\x7f]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_LETTERS = bytes([code for code in range(128) if not chr(code).isalnum()])  # nor digits
_COMMON_MARKS = "\u2019\u201c\u201d\u201e\u2018\u2013\u2014\u2026\xab\xbb\xa0"  # quotes, dashes, ellipsis, hard blank
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def fold(text: str | None) -> str:
    """One line: white space folded to single spaces, control characters and lone surrogates out."""
    if not text:
        return ""
    if text.isprintable():  # as most texts are; of white space, only " " is printable
        return " ".join(text.split()) if "  " in text else text.strip()
    folded = " ".join(text.split())
    if folded.isprintable():  # there were line breaks, and nothing worse
        return folded
    return " ".join(_INVISIBLE.sub("", _LONE.sub("\ufffd", folded)).split())


def plain(text: object) -> str:
    """A string out of JSON-LD or an attribute as a reader sees it: entities and tags that were left in are resolved."""
    if not isinstance(text, str):
        return ""
    # Twice: "&amp;quot;" is common where a template and a plug-in both escape.
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return fold(text)


def listing(text: str) -> tuple[str, ...]:
    """The words of a text in their order."""
    return tuple(text.split())


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, to look up in."""
    return frozenset(text.split())


class _Keys(dict[str, str]):
    """Keys of texts, read when first asked for; forgets all at MAX_KEYS, and keeps none of a long text."""

    __slots__ = ()

    def __missing__(self, text: str) -> str:
        if len(text) > MAX_KEPT:
            return _read_key(text)
        if len(self) >= MAX_KEYS:
            self.clear()
        said = self[text] = _read_key(text)
        return said


# What two writings of the same words have in common: letters and digits, case folded. A page's headline is compared
# with everything, time and again: two of three calls ask what was asked before, and cost 0.05 us for a function's 0.2.
key: Callable[[str], str] = _Keys().__getitem__


def _read_key(text: str) -> str:
    text = text.casefold()
    if text.isascii():  # the pattern takes ten times as long
        return text.encode().translate(None, _NOT_LETTERS).decode()
    text = text.encode(errors="surrogatepass").translate(None, _NOT_LETTERS).decode(errors="surrogatepass")
    if text.isalnum():
        return text
    for mark in _COMMON_MARKS:
        text = text.replace(mark, "")
    return text if text.isalnum() else _NOT_WORD.sub("", text)
