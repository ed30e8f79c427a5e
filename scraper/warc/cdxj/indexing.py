"""What a WARC or ARC file holds, as index entries: the records that pywb's cdx-indexer lists, whoever wrote the file.

Listed are `response`, `revisit`, `resource`, `conversion`, `metadata` and what else names a URL; not `warcinfo` and
`request`, nor records of type application/warc-fields, nor metadata of type text/anvl: these tell of the crawl.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from scraper.warc.arc import ARC
from scraper.warc.cdxj.line import Entry
from scraper.warc.files import Layout, location_name, opened, read_records, sniff
from scraper.warc.members import Fault
from scraper.warc.record import Record, parse_date, sha1, unbracket
from scraper.warc.surt import surt

_LEFT_OUT = ("warcinfo", "request")
_WITH_HEAD = ("response", "revisit")
_HEAD_END = re.compile(rb"\n[ \t\r\f\v]*\n")
_CONTENT_TYPE = re.compile(rb"^content-type[ \t]*:([^\n]*)", re.IGNORECASE | re.MULTILINE)
_PARAMETERS = re.compile("[; ]")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d*)?Z")


def entries(path: Path) -> Iterator[Entry | Fault]:
    """The entries of a file in file order, and what could not be read of it. Raises ArchiveError.

    A record that was read though something is wrong with it gives a fault and its entry. A file that is packed as a
    whole gives a fault and no entry: nothing in it can be read by a seek.
    """
    with opened(path) as descriptor:
        size = os.fstat(descriptor).st_size
        if size == 0:
            yield Fault(0, 0, "the file is empty")
            return
        layout, form = sniff(descriptor, path)
        if layout is Layout.STREAM:
            yield Fault(0, size, "its records are not packed one by one: none can be read by a seek")
            return
        name = location_name(path)
        for found in read_records(descriptor, path):
            if isinstance(found, Fault):
                yield found
                continue
            if found.complaint is not None:
                yield Fault(found.offset, found.offset + found.length, found.complaint)
            yield from entries_of(found, layout, name, is_arc=form is ARC)


def entries_of(record: Record, layout: Layout, name: str, *, is_arc: bool) -> Iterator[Entry | Fault]:
    """The entry of one record of the file `name`; none where it is not listed, a fault where its date is none."""
    kind = (record.first("warc-type") or "").lower()
    url = unbracket(record.first("warc-target-uri") or "")
    content_type = record.first("content-type") or ""
    if kind in _LEFT_OUT or not url or (content_type == "application/warc-fields" and not is_arc):
        return
    timestamp = _to_timestamp(record.first("warc-date") or "")
    if timestamp is None:
        reason = f"WARC-Date is {record.first('warc-date')!r}, not a date"
        yield Fault(record.offset, record.offset + record.length, reason)
        return
    if not is_arc:
        url = url.replace(" ", "%20")
    status: str | None = "200"
    declared, body = None, 0
    if kind in _WITH_HEAD and url.startswith(("http:", "https:")):
        status, declared, body = _read_head(record.block)
    mime = _to_mime(content_type if declared is None or is_arc else declared)
    if kind == "revisit":
        mime = "warc/revisit"
    elif kind == "metadata" and mime == "text/anvl":
        return
    digest = record.first("warc-payload-digest")
    if digest in (None, "", "-") and kind != "revisit":
        digest = sha1(memoryview(record.block)[body:])
    yield Entry(
        surt(url),
        timestamp,
        url,
        mime,
        status if kind == "response" else None,
        digest.removeprefix("sha1:") if digest else None,
        # A plain record's line ends are not counted: so do pywb and others.
        len(record.head) + len(record.block) if layout is Layout.PLAIN else record.length,
        record.offset,
        name,
    )


def _read_head(block: bytes) -> tuple[str | None, str | None, int]:
    """The status code and Content-Type of an HTTP head, and where the payload begins behind it.

    As warcio reads it, more leniently than `decode.parse_head`, so that digests are of the same bytes. Where there is
    no head the record is listed as an answer of status 200 of the record's own type, which is None here.
    """
    line = block.find(b"\n") + 1 or len(block)
    words = block[:line].decode("latin-1").split(None, 1)
    if not words:
        return "200", None, line
    end = _HEAD_END.search(block)
    body = end.end() if end else len(block)
    if len(words) < 2 and b":" not in block[line:body]:
        return "200", None, body
    match = _CONTENT_TYPE.search(block, line, body)
    code = words[1].split(" ", 1)[0].strip() if len(words) > 1 else None
    return code, _decode(match[1]) if match else "", body


def _decode(value: bytes) -> str:
    try:
        return value.strip().decode()
    except UnicodeDecodeError:
        return value.strip().decode("latin-1")


def _to_mime(content_type: str) -> str:
    return _PARAMETERS.split(content_type, 1)[0] if content_type else "unk"


def _to_timestamp(date: str) -> str | None:
    match = _ISO_DATE.fullmatch(date)
    if match:
        return "".join(match.groups())
    moment = parse_date(date)
    return moment.strftime("%Y%m%d%H%M%S") if moment else None
