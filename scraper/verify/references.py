"""What revisit records refer to, across files, by short keys: 64 bits of a digest for each way to name a capture."""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from scraper.warc.record import Record, parse_date, unbracket

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Reference:
    """A revisit record and what it refers to, each as a key; 0 where it does not say."""

    offset: int
    ours: bool  # written by this program, which refers to captures of the same archive only
    words: str  # of what it refers to: "https://paper.example/a at 2024-03-05T12:00:00Z"
    record: int
    place: int  # URL and second
    payload: int
    record_payload: int
    place_payload: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Keys of captures: of all in the files looked at, and of those that are damaged."""

    there: frozenset[int]
    lost: frozenset[int]
    lost_unnamed: bool  # a capture may be damaged of which nobody knows any more what it was


def reference_of(record: Record, ours: bool) -> Reference:
    name = unbracket(record.first("warc-refers-to") or "")
    url = unbracket(record.first("warc-refers-to-target-uri") or record.first("warc-target-uri") or "")
    date = record.first("warc-refers-to-date")
    second = _to_second(date or "")
    label = _plain(record.first("warc-payload-digest") or "")
    place = f"{url} {second}" if second else ""
    return Reference(
        offset=record.offset,
        ours=ours,
        words=f"{url} at {date}" if date else url or name,
        record=_key("record", name) if name else 0,
        place=_key("place", place) if place else 0,
        payload=_key("payload", label) if label else 0,
        record_payload=_key(name, label) if name and label else 0,
        place_payload=_key(place, label) if place and label else 0,
    )


def keys_of(record: Record, url: str, labels: tuple[str, ...]) -> tuple[int, ...]:
    """Every key by which a revisit may refer to a capture; `labels` are the digests of its payload."""
    second, name = _to_second(record.first("warc-date") or ""), record.record_id
    place = f"{url} {second}"
    keys = []
    if name:
        keys += [_key("record", name), *(_key(name, label) for label in labels)]
    if second:
        keys += [_key("place", place), *(_key(place, label) for label in labels)]
    return (*keys, *(_key("payload", label) for label in labels))


def place_key(url: str, timestamp: str) -> int:
    """The key of a capture of which an index line tells."""
    return _key("place", f"{url} {timestamp}")


def complaint_of(reference: Reference, reach: Reach) -> str | None:
    """What is wrong with a reference of ours, or with what anybody's leads to; None where all is well."""
    if {reference.record, reference.place} & reach.lost:
        return None  # what it leads to is damaged, and was told
    there = reach.there
    pairs = [key for key in (reference.record_payload, reference.place_payload) if key]
    if reference.ours:
        if reference.record in there and reference.place in there and all(key in there for key in pairs):
            return None
        if reference.record in there:
            return f"the record it refers to is not {reference.words}, or has another payload"
        if reach.lost_unnamed:
            return None
        return f"what it refers to, {reference.words}, is in none of the files looked at"
    named = reference.record in there or reference.place in there
    if named and pairs and not any(key in there for key in pairs) and reference.payload:
        return f"what it refers to, {reference.words}, has another payload"
    return None


def is_out_of_reach(reference: Reference, reach: Reach) -> bool:
    """Whether nothing that a revisit of somebody else's may mean is in the files looked at."""
    return not {reference.record, reference.place, reference.payload} & reach.there


def wanted(references: Iterable[Reference], arrays: Iterable["array[int]"]) -> frozenset[int]:
    """The keys in the arrays that some reference has, which are few beside them."""
    asked = {
        key
        for each in references
        for key in (each.record, each.place, each.payload, each.record_payload, each.place_payload)
    }
    return frozenset(_among(arrays, asked))


def _among(arrays: Iterable["array[int]"], asked: set[int]) -> Iterator[int]:
    for keys in arrays if asked else ():
        yield from asked.intersection(keys)


def _key(kind: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}\n{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _to_second(date: str) -> str:
    """A date as indexes have it, 14 digits in UTC; empty where it is none."""
    match = _DATE.match(date)
    if match is not None and date.endswith("Z"):
        return "".join(match.groups())
    at = parse_date(date)
    return f"{at:%Y%m%d%H%M%S}" if at is not None else ""


def _plain(label: str) -> str:
    """A digest as we write it: others have the algorithm in capitals, or Base32 in small letters."""
    algorithm, _, value = label.strip().partition(":")
    return f"{algorithm.lower()}:{value.upper() if algorithm.lower() == 'sha1' and len(value) == 32 else value}"
