"""Folding of white space, and other small judgements on strings that several fields need."""

import html
import re

_LONE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\ufeff\x00-\x08\x0e-\x1b\x7f]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_NOT_WORD = re.compile(r"[\W_]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def fold(text: str | None) -> str:
    """One line: white space folded to single spaces, control characters and lone surrogates out."""
    if not text:
        return ""
    if not text.isprintable():  # most texts are, and are spared the patterns
        text = _INVISIBLE.sub("", _LONE.sub("\ufffd", text))
    return " ".join(text.split())


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


def key(text: str) -> str:
    """What two writings of the same words have in common: letters and digits, case folded."""
    text = "".join(text.casefold().split())
    return text if text.isalnum() else _NOT_WORD.sub("", text)
