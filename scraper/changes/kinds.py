"""What kind of edit lies between two records of one article, told from a short digest of each.

`facets` folds a record into a few characters for each kind of thing it says. Two of them side by side tell which of
those differ, so the catalog can list the kinds of a hundred thousand edits without reading a page.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from scraper.seen import as_seen, instant


class ChangeKind(StrEnum):
    """What became of an article."""

    HEADLINE = "headline"  # title, kicker
    SUMMARY = "summary"
    BODY = "body"  # paragraphs, dateline; not those of a correction note
    BYLINE = "byline"  # authors, editors, photographers
    DATE = "date"  # of publication; of modification, where nothing else is another
    CORRECTION = "correction"  # a note was added, altered or taken back
    RETRACTION = "retraction"  # it says that it is withdrawn, and did not before
    PICTURE = "picture"  # captions and credits, or how many; addresses do not count
    ACCESS = "access"  # a paywall went up or came down
    REMOVED = "removed"
    RESTORED = "restored"


# The fields of a record that a reader sees, by the kind that they are of, in the order that they are shown in.
FIELDS: Mapping[str, ChangeKind] = {
    "kicker": ChangeKind.HEADLINE,
    "title": ChangeKind.HEADLINE,
    "summary": ChangeKind.SUMMARY,
    "authors": ChangeKind.BYLINE,
    "editors": ChangeKind.BYLINE,
    "photographers": ChangeKind.BYLINE,
    "published_at": ChangeKind.DATE,
    "modified_at": ChangeKind.DATE,
    "access": ChangeKind.ACCESS,
    "dateline": ChangeKind.BODY,
    "corrections": ChangeKind.CORRECTION,
    "pictures": ChangeKind.PICTURE,
    "paragraphs": ChangeKind.BODY,
}

_STAMP = "modified_at"  # sites move it with no edit made, so it is no part of a kind
_KINDS = tuple(kind for kind in ChangeKind if kind in FIELDS.values())
_WIDTH = 6  # characters of a digest: of ten thousand million edits, one might be missed
_CUTS = tuple((kind, slice(at * _WIDTH, (at + 1) * _WIDTH)) for at, kind in enumerate(_KINDS))
_STAMPED = slice(len(_KINDS) * _WIDTH, -2)
_MARK, _RETRACTED = -2, "R"
_PARTIAL = "?"
# What may stand on a further page of an article.
PAGED = frozenset({ChangeKind.BODY, ChangeKind.CORRECTION, ChangeKind.RETRACTION, ChangeKind.PICTURE})
# Words that an editor can amend in silence: neither a new time of modification nor a note tells of it.
_OPEN = frozenset({ChangeKind.HEADLINE, ChangeKind.SUMMARY, ChangeKind.BODY, ChangeKind.BYLINE, ChangeKind.DATE})

# As a label before the headline or a note; a headline or a note may say any of these words of something else.
_LABELLED = re.compile(
    r"[\[(【]?(?:retracted|retraction|withdrawn|zurückgezogen|dicabut|ditarik|retractad[oa]|rétracté|ritrattato|"
    r"ingetrokken|отозван[аоы]?|撤回|撤稿|철회)(?:[\])】]|\s*[:：|–—]|\s+-\s)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:this|the) (?:article|story|report|piece|column) (?:has been|was|is) (?:\w+ )?(?:retracted|withdrawn)|"
    r"we (?:have )?(?:retracted|withdrawn) (?:this|the) (?:article|story|report|piece)|"
    r"(?:artikel|berita) ini (?:telah |sudah )?(?:dicabut|ditarik)|"
    r"dieser (?:artikel|beitrag|text) wurde (?:\w+ )?zurückgezogen|"
    r"cet article a été (?:retiré|rétracté)|este (?:artículo|texto) (?:ha sido|fue) (?:retirado|retractado)|"
    r"est[ea] (?:artigo|matéria|texto) foi (?:retirad|retratad)[oa]|questo articolo è stato (?:ritirato|ritrattato)|"
    r"dit artikel is ingetrokken|(?:статья|материал) отозван|この記事は撤回|本文已(?:被)?撤(?:回|稿)",
    re.IGNORECASE,
)
_SHORTEST = 20  # characters of a part of a note; a shorter line may stand in any
_ENDS = 3  # paragraphs at either end in which an article says that it is withdrawn


def shown(record: Mapping[str, Any], field: str) -> list[str]:
    """What a field of FIELDS shows, as lines of text; the paragraphs without those that are a correction note."""
    match field:
        case "pictures":
            lines = list(_pictures(record))
        case "paragraphs":
            notes = record["corrections"]
            lines = [text for text in record["paragraphs"] if not (notes and _is_of(text, notes))]
        case _:
            value = record[field]
            lines = list(value) if isinstance(value, list) else [value] if value else []
    return [as_seen(text) for text in lines]


def meant(record: Mapping[str, Any], field: str) -> list[str]:
    """What a field shows, the same where only the zone is another in which a time is written."""
    lines = shown(record, field)
    return [instant(datetime.fromisoformat(text)) for text in lines] if FIELDS[field] is ChangeKind.DATE else lines


def facets(record: Mapping[str, Any]) -> str:
    """A record in short: a digest for each kind of thing it says, one of its time of modification, and two marks."""
    said = [[meant(record, name) for name, of in FIELDS.items() if of is kind and name != _STAMP] for kind in _KINDS]
    digests = map(_digest, [*said, meant(record, _STAMP)])
    whole = all(page["capture"] for page in record["pages"])
    return "".join(digests) + (_RETRACTED if is_retracted(record) else "-") + ("." if whole else _PARTIAL)


def kinds_between(before: str, after: str) -> tuple[ChangeKind, ...]:
    """The kinds of edit that lie between two `facets`; none where these are the same, or of different versions.

    What an article says on further pages is held against nothing where one of them was not captured.
    """
    if before == after or len(before) != len(after):
        return ()
    partial = is_partial(before) or is_partial(after)
    found = {kind for kind, cut in _CUTS if before[cut] != after[cut] and not (partial and kind in PAGED)}
    if after[_MARK] == _RETRACTED != before[_MARK] and not partial:
        found.add(ChangeKind.RETRACTION)
    if not found and not partial and before[_STAMPED] != after[_STAMPED]:
        found.add(ChangeKind.DATE)
    return tuple(kind for kind in ChangeKind if kind in found)


def is_partial(facets: str) -> bool:
    """Whether they are of a record that lacks further pages of its article."""
    return facets.endswith(_PARTIAL)


def is_silent(before: str, after: str, kinds: Collection[ChangeKind]) -> bool:
    """Whether words were edited, and neither the time of modification nor a note tells of it; `kinds`: between them."""
    told = ChangeKind.CORRECTION in kinds or ChangeKind.RETRACTION in kinds or before[_STAMPED] != after[_STAMPED]
    return not told and any(kind in _OPEN for kind in kinds)


def is_retracted(record: Mapping[str, Any]) -> bool:
    """Whether an article says of itself that it is withdrawn: before its headline, in a note, at either end."""
    if any(_LABELLED.match(record[name] or "") for name in ("title", "kicker")):
        return True
    notes, body = record["corrections"], record["paragraphs"]
    return any(map(_LABELLED.match, notes)) or any(map(_SAID.search, (*notes, *body[:_ENDS], *body[-_ENDS:])))


def _is_of(text: str, notes: Sequence[str]) -> bool:
    """Whether a paragraph is one of these notes, or a part of one."""
    return text in notes or (len(text) >= _SHORTEST and any(text in note for note in notes))


def _pictures(record: Mapping[str, Any]) -> Iterator[str]:
    for picture in (record["lead_image"], *record["images"]):
        if picture is not None:
            yield " / ".join(filter(None, (picture["caption"], picture["credit"]))) or "a picture without a caption"


def _digest(value: object) -> str:
    text = json.dumps(value).encode("ascii")
    return urlsafe_b64encode(hashlib.sha256(text).digest())[:_WIDTH].decode("ascii")
