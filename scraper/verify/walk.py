"""What is gathered in one pass over the records of a file: its sha256, what is wrong, and what others may refer to."""

import hashlib
from dataclasses import dataclass, field
from typing import assert_never

from scraper.verify.finding import Spans, Totals
from scraper.verify.grammar import Grammar
from scraper.verify.payloads import Reading, read_payload, reading_of
from scraper.verify.references import Reference, keys_of, reference_of
from scraper.verify.sidecars import Sheet
from scraper.warc.members import Bytes, Fault
from scraper.warc.record import Record, agrees, unbracket

CUT_OFF = "files that end with a request whose response their writer did not live to write"
UNREAD = "records too large to be held: of them only the framing was looked at"
_PAYLOAD_KINDS = frozenset({"response", "request", "resource", "conversion"})
_TOO_LARGE = "too large to hold"  # in the reason of a fault that is none of the file


class Hashed(Bytes):
    """A file whose sha256 is taken as it is read, whatever is skipped or read twice."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor)
        self._sha256, self._done = hashlib.sha256(), 0

    def piece(self, offset: int, size: int) -> memoryview:
        piece = super().piece(offset, size)
        if offset <= self._done < offset + len(piece):  # while it is in the processor's cache: a tenth of all time less
            self._sha256.update(piece[self._done - offset :])
            self._done = offset + len(piece)
        return piece

    def finish(self) -> str:
        """The sha256 of the whole file, its unread rest included."""
        while rest := self.piece(self._done, 1 << 20):
            del rest
        return self._sha256.hexdigest()


@dataclass(slots=True)
class Pass:
    """What gathers while the records of a file go by."""

    grammar: Grammar
    sheet: Sheet
    totals: Totals = field(default_factory=lambda: Totals(files=1))
    complaints: dict[int, list[str]] = field(default_factory=dict)  # sentences by offset
    faults: list[Fault] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)  # of records by offset
    lengths: dict[int, int] = field(default_factory=dict)  # of records by offset
    keys: dict[int, tuple[int, ...]] = field(default_factory=dict)  # of captures, by offset
    references: list[Reference] = field(default_factory=list)

    def see(self, found: Record | Fault) -> None:
        """Look at what comes next in the file."""
        if isinstance(found, Fault):
            if _TOO_LARGE in found.reason:
                self.totals.notes[UNREAD] += 1
                return
            self.faults.append(found)
            self.complain(found.offset, found.reason)
        self.grammar.see(found)
        self.sheet.see(found)
        if isinstance(found, Record):
            self._see_record(found)

    def _see_record(self, record: Record) -> None:
        offset = record.offset
        kind = (record.first("warc-type") or "").lower()
        self.kinds[offset], self.lengths[offset] = kind, record.length
        self.totals.records += 1
        if record.complaint is not None:
            self.complain(offset, record.complaint)
        label = record.first("warc-block-digest")
        if label is not None:
            if not agrees(label, record.block):
                self.complain(offset, f"its block is not what WARC-Block-Digest {label} says")
            self.totals.blocks += 1
        if kind == "revisit":
            self.totals.revisits += 1
            self.totals.captures += 1
            self.references.append(reference_of(record, self.grammar.ours))
        elif kind in _PAYLOAD_KINDS and record.first("warc-segment-number") is None:
            self._see_payload(record, kind)

    def _see_payload(self, record: Record, kind: str) -> None:
        label = record.first("warc-payload-digest")
        url = unbracket(record.first("warc-target-uri") or "")
        captured = kind != "request" and url.lower().startswith(("http://", "https://"))
        if not captured and label is None:
            return
        payload = read_payload(record, kind)
        if captured:
            self.totals.captures += 1
            self.keys[record.offset] = keys_of(record, url, payload.labels)
        if label is None:
            return
        match reading_of(label, payload, record.block):
            case Reading.STANDARD:
                self.totals.payloads += 1
            case Reading.ARCHIVED:
                self.totals.archived += 1
            case Reading.NONE:
                self.complain(record.offset, f"its payload is not what WARC-Payload-Digest {label} says")
            case Reading.UNKNOWN:
                pass
            case other:
                assert_never(other)

    def complain(self, offset: int, sentence: str) -> None:
        sentences = self.complaints.setdefault(offset, [])
        if sentence not in sentences:
            sentences.append(sentence)

    def complain_of_grammar(self, *, whole: bool, sealed: bool, renamed: bool) -> None:
        """Take over what is wrong with the records by the standard.

        `whole`: nothing can follow any more; `sealed`: it ended there when it was closed; `renamed`: it is known that
        the file is not called what it was.
        """
        if whole and sealed and self.grammar.unfinished:
            self.totals.notes[CUT_OFF] += 1
        elif whole:
            self.grammar.end()
        for offset, sentences in self.grammar.complaints.items():
            for sentence in sentences:
                if not (renamed and sentence.startswith("WARC-Filename")):
                    self.complain(offset, sentence)

    def hurt(self) -> Spans:
        """From where to where the records lie that something is wrong with, and what is no record."""
        records = [(each, each + self.lengths[each]) for each in self.complaints if each in self.lengths]
        return tuple(sorted([*records, *((fault.offset, fault.end) for fault in self.faults)]))

    def bereft(self) -> frozenset[int]:
        """The captures before which a record is damaged that may have told of their visit."""
        found = set()
        damaged = False
        for offset in sorted({*self.kinds, *(fault.offset for fault in self.faults)}):
            kind = self.kinds.get(offset)
            if kind in ("response", "revisit", "conversion"):
                if damaged:
                    found.add(offset)
                damaged = False
            elif kind is None or offset in self.complaints:
                damaged = True
        return frozenset(found)
