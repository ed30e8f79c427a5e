"""Records joined to captures: a response with its request and its visit, whoever wrote them and in whatever order.

Records belong together when WARC-Concurrent-To says so and no more than `WINDOW` records lie between them. What becomes
a capture, by WARC-Type: `response` to an http or https URI; `revisit` of one, with the payload it refers to; `resource`
and `conversion` with such a URI, as the answer `200` that their type and length tell of. The others are no captures:
`request`, `metadata`, `warcinfo` by themselves, `continuation`, and responses of other protocols. A response, or one
of the other three, that names no URI is a damage.
"""

import re
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper import decode
from scraper.decode import parse_head
from scraper.model import Capture, Location, Revisit, RevisitProfile, Visit
from scraper.warc.members import Fault
from scraper.warc.record import Record, agrees, parse_date, sha1, unbracket
from scraper.warc.revisit import Find, resolve
from scraper.warc.visit import read_visit

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
WINDOW = 8  # records; every writer we know keeps a group's records side by side
_HELD_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Damage:
    """What could not be read, or was read though something is wrong with it: which file, where, and why."""

    file: str
    offset: int
    reason: str


@dataclass(slots=True)
class _Held:
    """A response that waits for the rest of its group."""

    record: Record
    number: int
    fetched_at: datetime
    response: bytes  # its block, or that of a resource with a head put before it
    request: bytes | None = None
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class _Loose:
    """A request or metadata record that waits for its response."""

    record: Record
    number: int
    visit: Visit | None


class Joiner:
    """Takes records in file order, gives captures and damages in file order. Holds `WINDOW` records at most.

    `find` gives the exchange that holds the payload of a revisit; one for which there is none is a damage.
    """

    def __init__(self, file: str, name: str, find: Find | None = None) -> None:
        self._file, self._name = file, name  # as given, and the base name that locations bear
        self._find = find
        self._number = 0
        self._queue: deque[_Held | Damage] = deque()
        self._loose: deque[_Loose] = deque()

    def join(self, found: Iterable[Record | Fault]) -> Iterator[Capture | Damage]:
        for item in found:
            if isinstance(item, Fault):
                self._queue.append(Damage(self._file, item.offset, item.reason))
            else:
                self._take(item)
            yield from self._release(WINDOW)
        yield from self._release(-1)

    def _take(self, record: Record) -> None:
        self._number += 1
        while self._loose and self._number - self._loose[0].number > WINDOW:
            self._loose.popleft()
        if record.complaint is not None:
            self._complain(record, record.complaint)
        kind = (record.first("warc-type") or "").lower()
        if kind in ("request", "metadata"):
            self._take_beside(record, kind)
        elif kind in ("response", "revisit", "resource", "conversion"):
            self._take_response(record, kind)
        elif kind == "warcinfo":
            self._queue.extend(self._disagreements(record, record.block, None))

    def _take_beside(self, record: Record, kind: str) -> None:
        has_payload = kind == "request" and "warc-payload-digest" in record.fields
        payload = _split_body(record.block) if has_payload else None
        self._queue.extend(self._disagreements(record, record.block, payload))
        visit = read_visit(record.block) if kind == "metadata" else None
        if kind == "metadata" and visit is None:
            return
        loose = _Loose(record, self._number, visit)
        for held in self._queue:
            if isinstance(held, _Held) and self._number - held.number <= WINDOW and tied(held.record, record):
                _attach(held, loose)
                return
        self._loose.append(loose)

    def _take_response(self, record: Record, kind: str) -> None:
        response = self._to_response(record, kind)
        if response is None:
            return
        fetched_at = parse_date(record.first("warc-date") or "")
        if fetched_at is None:
            self._complain(record, f"WARC-Date is {record.first('warc-date')!r}, not a date")
            return
        held = _Held(record, self._number, fetched_at, response)
        for loose in [loose for loose in self._loose if tied(record, loose.record)]:
            _attach(held, loose)
            self._loose.remove(loose)
        self._queue.append(held)

    def _to_response(self, record: Record, kind: str) -> bytes | None:
        """The response a record holds, or the head of it; None where it holds none."""
        uri = unbracket(record.first("warc-target-uri") or "")
        if not uri.lower().startswith(("http://", "https://")):
            if not _SCHEME.match(uri):
                self._complain(record, f"WARC-Target-URI is {f'{uri[:80]!r}, not a URI' if uri else 'missing'}")
            return None
        if record.first("warc-segment-number") is not None:
            self._complain(record, "its block is continued in other records, which are not put together")
            return None
        if kind in ("response", "revisit"):
            return record.block
        return as_answer(record.first("content-type") or "application/octet-stream", record.block)

    def _release(self, window: int) -> Iterator[Capture | Damage]:
        """What is whole at the front of the queue, what waited long enough, and the oldest where too much is held."""
        queue = self._queue
        while queue:
            item = queue[0]
            if isinstance(item, Damage):
                yield item
                queue.popleft()
                continue
            if item.request is None and self._number - item.number <= window and self._room():
                return
            queue.popleft()
            yield from self._finish(item)

    def _room(self) -> bool:
        return sum(len(item.response) for item in self._queue if isinstance(item, _Held)) <= _HELD_BYTES

    def _finish(self, held: _Held) -> Iterator[Capture | Damage]:
        record = held.record
        exchange = decode.exchange(
            unbracket(record.first("warc-target-uri") or ""),
            held.fetched_at,
            held.request or b"",
            held.response,
            remote_ip=record.first("warc-ip-address"),
            truncated=record.first("warc-truncated"),
            protocol=tuple(record.fields.get("warc-protocol", ())),
            cipher=record.first("warc-cipher-suite"),
        )
        revisit: Revisit | None = None
        kind = (record.first("warc-type") or "").lower()
        if kind == "revisit":
            yield from self._disagreements(record, record.block, None)
            resolved = resolve(exchange, record, self._find)
            if isinstance(resolved, str):
                yield Damage(self._file, record.offset, resolved)
                return
            exchange, revisit = resolved
        payload = decode.payload(exchange)
        digest = sha1(payload)
        if revisit is None:
            known = record.first("warc-payload-digest") == digest  # as in our own files: nothing to compute again
            yield from self._disagreements(record, record.block, None if known else payload)
        elif revisit.profile is RevisitProfile.NOT_MODIFIED:
            digest = revisit.digest or digest
        record_id = record.record_id or uuid.uuid5(uuid.NAMESPACE_URL, f"{self._name}#{record.offset}").urn
        location = Location(self._name, record.offset, record.length)
        source = unbracket(record.first("warc-refers-to") or "") or None if kind == "conversion" else None
        yield Capture(exchange, location, record_id, digest, held.visit, revisit, source)

    def _disagreements(self, record: Record, block: bytes, payload: bytes | None) -> Iterator[Damage]:
        """A block or payload digest that is not that of the bytes.

        Two readings of the payload of a response are in use, with and without the transfer-coding: either will do.
        """
        label = record.first("warc-block-digest")
        if label is not None and not agrees(label, block):
            yield Damage(self._file, record.offset, f"its block is not what WARC-Block-Digest {label} says")
        label = record.first("warc-payload-digest")
        if label is None or payload is None or agrees(label, payload):
            return
        if not any(agrees(label, reading) for reading in (_split_body(block), block)):
            yield Damage(self._file, record.offset, f"its payload is not what WARC-Payload-Digest {label} says")

    def _complain(self, record: Record, reason: str) -> None:
        self._queue.append(Damage(self._file, record.offset, reason))


def as_answer(content_type: str, block: bytes) -> bytes:
    """A resource or conversion as the response it would have been: 200, of this type and length."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode("latin-1", "replace") + block


def tied(one: Record, other: Record) -> bool:
    """Whether two records belong to one capture event, as either of them says."""
    return other.record_id in one.concurrent_to or one.record_id in other.concurrent_to


def _attach(held: _Held, loose: _Loose) -> None:
    if loose.visit is not None:
        held.visit = held.visit or loose.visit
    elif held.request is None:
        held.request = loose.record.block


def _split_body(message: bytes) -> bytes:
    """What follows the head of an HTTP request or response; nothing where there is no head."""
    head = parse_head(message)
    if head is not None:
        return message[head.length :]
    return message.partition(b"\r\n\r\n")[2]
