"""What a reader sees of a text and of a time: the same for what only a program tells apart. PURE."""

import unicodedata
from datetime import datetime

_UNSEEN = ("\u00ad", "\u200b", "\u2060", "\ufeff")  # a soft hyphen, and what has no width and joins nothing


def as_seen(text: str) -> str:
    """A text without soft hyphens and signs that have no width, its letters composed (NFC)."""
    if text.isascii():
        return text
    for sign in _UNSEEN:  # `translate` looks at each letter, and had cost a replay a twelfth of its time
        text = text.replace(sign, "")
    return unicodedata.normalize("NFC", text)


def instant(at: datetime) -> str:
    """A time, the same in whatever zone it is written; one without a zone is another than all that have one."""
    return at.isoformat() if at.tzinfo is None else repr(at.timestamp())
