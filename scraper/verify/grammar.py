"""What the standard asks of records beyond what it takes to read them (WARC/1.1, ISO 28500:2017, sections 4 and 5).

Of every file: version line, mandatory fields, dates, nothing but line ends after the block. Of files that this program
wrote also that those are two and ids are unique, and its own order (see `warc.writer`): a warcinfo first and no second
one, that every record names; request and metadata before the response, revisit or conversion that they are tied to, all
of one moment. Well-known writers give ids twice (wget 1.14) or other line ends (ia-web-commons): that is counted, no
more.
"""

import re
from collections import defaultdict

from scraper.config import PRODUCT
from scraper.warc.members import Fault
from scraper.warc.record import WARC, Format, Record, parse_date, unbracket

_VERSION = re.compile(rb"WARC/(?:0\.\d+|1\.[01])\r*\n")
_MANDATORY = {"warc-type": "WARC-Type", "warc-record-id": "WARC-Record-ID", "warc-date": "WARC-Date"}
_NAMED = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})  # have a target URI
_TIE = "warc-concurrent-to"
_SOFTWARE = re.compile(rb"^software: *" + PRODUCT.encode() + rb"/", re.MULTILINE)


class Grammar:
    """Takes the records and faults of one file in order; `complaints` are sentences by the offset they are about."""

    def __init__(self, name: str, form: Format) -> None:
        self.complaints: dict[int, list[str]] = defaultdict(list)
        self.ours = False
        self.twice = 0  # records of others that have the id of one before them
        self._name, self._strict = name, form is WARC
        self._ids: dict[str, int] = {}
        self._warcinfo: list[str] | None = None  # its id, as it is written
        self._beside: list[Record] = []  # records of a group whose response has not come yet
        self._first = True
        self._date: str | None = None  # the last that could be read

    def see(self, found: Record | Fault) -> None:
        first, self._first = self._first, False
        if isinstance(found, Fault):
            self._beside.clear()  # what they are tied to may be what could not be read
            return
        if not self._strict:
            return
        kind = (found.first("warc-type") or "").lower()
        if first and kind == "warcinfo":
            self.ours = _SOFTWARE.search(found.block) is not None
        self._see_record(found)
        if kind in _NAMED and not found.first("warc-target-uri"):
            self._complain(found, "WARC-Target-URI is missing")
        if self.ours and first:
            self._see_warcinfo(found)
        elif self.ours:
            self._see_member_of_group(found, kind)

    @property
    def unfinished(self) -> bool:
        """Whether request or metadata wait for a response, as after a crash that cut the file off between them."""
        return bool(self._beside)

    def end(self) -> None:
        """The file is over: what still waits for its response waits in vain."""
        if self._beside:
            self._complain(self._beside[0], "the response it is tied to is not in the file")

    def _complain(self, record: Record, sentence: str) -> None:
        self.complaints[record.offset].append(sentence)

    def _see_record(self, record: Record) -> None:
        if not _VERSION.match(record.head):
            self._complain(record, f"its version line is {record.head[:12].splitlines()[:1]!r}")
        fields = record.fields
        if not fields.keys() >= _MANDATORY.keys() or [""] in (fields[key] for key in _MANDATORY):
            for key, name in _MANDATORY.items():
                if not record.first(key):
                    self._complain(record, f"{name} is missing")
        date = record.first("warc-date")
        if date and date != self._date:  # that of a whole group is the same
            self._date = date if parse_date(date) is not None else None
            if self._date is None:
                self._complain(record, f"WARC-Date is {date!r}, not a date")
        after = record.after
        if record.complaint is None and (after != b"\r\n\r\n" if self.ours else after.strip(b"\r\n")):
            self._complain(record, f"{after[:8]!r} follows its block instead of two line ends")
        own = record.record_id
        if own and self._ids.setdefault(own, record.offset) != record.offset:
            self.twice += not self.ours
            if self.ours:
                self._complain(record, f"its WARC-Record-ID is that of the record at byte {self._ids[own]} too")

    def _see_warcinfo(self, record: Record) -> None:
        self._warcinfo = record.fields.get("warc-record-id")
        told = record.first("warc-filename")
        if told != self._name:
            self._complain(record, f"WARC-Filename is {told!r}, and the file is called {self._name!r}")

    def _see_member_of_group(self, record: Record, kind: str) -> None:
        if kind == "warcinfo":
            self._complain(record, "a second warcinfo record in one file")
        elif record.fields.get("warc-warcinfo-id") != self._warcinfo:
            told = unbracket(record.first("warc-warcinfo-id") or "")
            self._complain(record, f"WARC-Warcinfo-ID names {told or 'nothing'}, which is not this file's warcinfo")
        if kind in ("request", "metadata"):
            if self._beside and self._beside[0].fields.get(_TIE) != record.fields.get(_TIE):
                self.end()
                self._beside.clear()
            if self._beside and (kind, (self._beside[-1].first("warc-type") or "").lower()) != ("metadata", "request"):
                self._complain(record, f"a {kind} record is out of order in its group")
            self._beside.append(record)
        elif kind in ("response", "revisit", "conversion"):
            for each in self._beside:
                self._see_tie(each, record)
            self._beside.clear()

    def _see_tie(self, beside: Record, last: Record) -> None:
        if beside.fields.get(_TIE) != last.fields.get("warc-record-id"):
            self._complain(beside, "WARC-Concurrent-To does not name the record that follows it")
        elif any(beside.first(name) != last.first(name) for name in ("warc-date", "warc-target-uri")):
            self._complain(beside, "WARC-Date or WARC-Target-URI is not that of the record that follows it")
