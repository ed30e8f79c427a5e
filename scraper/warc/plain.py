"""Records out of a run of bytes: an uncompressed file, or one gzip stream over a whole file."""

import os
import re
import zlib
from collections.abc import Callable, Iterator

from scraper.warc.members import Fault
from scraper.warc.record import MAX_BLOCK, MAX_HEAD, Format, Record, parse_length

_CHUNK = 1 << 20
_STEP = 65_536
_LONGEST_LINE = 16_384  # bytes of the line that begins a record: short in WARC, a URL and more in ARC
_BLANK = re.compile(rb"[\r\n]+")


class Run:
    """Bytes that come one after the other. `data` holds those not yet passed; `offset` is where it begins."""

    def __init__(self, more: Callable[[], bytes], offset: int = 0) -> None:
        self.data, self.offset = bytearray(), offset
        self.complaint: str | None = None  # why it ended before its end, once it did
        self._more = more

    def need(self, size: int) -> bool:
        """Hold at least this many bytes; False when the run ends before."""
        while len(self.data) < size:
            chunk = self._more()
            if not chunk:
                return False
            self.data += chunk
        return True

    def skip_blank(self) -> bool:
        """Drop line ends; False when nothing follows them."""
        while self.need(1):
            blank = _BLANK.match(self.data)
            if blank is None:
                return True
            self.pass_over(blank.end())
        return False

    def pass_over(self, size: int) -> int:
        """Drop this many bytes without holding them; how many there were."""
        left = size
        while left > 0 and self.need(1):
            step = min(left, len(self.data))
            del self.data[:step]
            self.offset += step
            left -= step
        return size - left


def open_plain(descriptor: int, start: int) -> Run:
    """The bytes of a file from `start` on."""
    os.lseek(descriptor, start, os.SEEK_SET)
    return Run(lambda: os.read(descriptor, _CHUNK), start)


def open_stream(descriptor: int) -> Run:
    """What the gzip members of a file hold, up to where they are damaged; offsets count these bytes, not the file's."""
    run = Run(lambda: next(chunks, b""))
    chunks = _inflate(descriptor, run, members=None)
    return run


def open_first_member(descriptor: int) -> Run:
    """What the first gzip member of a file holds."""
    run = Run(lambda: next(chunks, b""))
    chunks = _inflate(descriptor, run, members=1)
    return run


def _inflate(descriptor: int, run: Run, members: int | None) -> Iterator[bytes]:
    """By zlib, not isal: its stream can be copied, and so read up to the very byte of a damage."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    stream, data, ended, whole = zlib.decompressobj(31), b"", 0, True
    while members != ended and (data := data or os.read(descriptor, _STEP)):
        saved = stream.copy()
        try:
            part, whole = stream.decompress(data), stream.eof
        except zlib.error as error:
            run.complaint = f"the gzip stream is damaged: {error}"
            yield _inflate_bytes(saved, data)
            return
        if part:
            yield part
        data = stream.unused_data if whole else b""
        if whole:
            stream, ended = zlib.decompressobj(31), ended + 1
    if not whole:
        run.complaint = "the file ends inside its gzip stream"


def _inflate_bytes(stream: "zlib._Decompress", data: bytes) -> bytes:
    out = bytearray()
    try:
        for position in range(len(data)):
            out += stream.decompress(data[position : position + 1])
    except zlib.error:
        pass
    return bytes(out)


def read_run(run: Run, form: Format, end: int | None = None) -> Iterator[Record | Fault]:
    """Records that begin before `end`. What cannot be read is passed over to the next line that begins one."""
    while run.skip_blank():
        if end is not None and run.offset >= end:
            return
        found = read_next(run, form)
        yield found
        if isinstance(found, Record):
            run.pass_over(found.length)
    if run.complaint is not None:
        yield Fault(run.offset, run.offset, run.complaint)


def read_next(run: Run, form: Format) -> Record | Fault:
    """The record at the run's position, which stays there; or a fault, and the position is at the next record."""
    run.need(MAX_HEAD)
    block = form.find_block(run.data) if form.start.match(run.data) else -1
    if block < 0:
        return _resync(run, form, 1, f"bytes that are no {form.name} record")
    head = bytes(run.data[:block])
    fields = form.parse_fields(head)
    size, complaint = parse_length(fields)
    if size is None:
        return _resync(run, form, block, complaint or "")
    if size > MAX_BLOCK:
        start = run.offset
        run.pass_over(block + size)
        return Fault(start, run.offset, f"{size} bytes are too large to hold; the limit is {MAX_BLOCK}")
    if not run.need(block + size):
        there = len(run.data) - block
        return _resync(run, form, block, f"the run of bytes ends after {there} of the {size} bytes of this record")
    run.need(block + size + 16)
    tail = run.data[block + size : block + size + 16]
    if tail.strip(b"\r\n") and not tail.startswith((b"\r\n\r\n", b"\n\n", b"\r\nWARC/", b"\nWARC/", b"WARC/")):
        inner = form.line_start.search(run.data, block, block + size)
        if inner is not None:
            return _resync(run, form, block, f"Content-Length is {size}, and another record begins before that")
    ends = len(tail) - len(tail.lstrip(b"\r\n"))
    body, after = bytes(run.data[block : block + size]), bytes(tail[: max(ends, 4)])
    return Record(fields, body, run.offset, block + size + min(ends, 4), head=head, after=after)


def _resync(run: Run, form: Format, skip: int, reason: str) -> Fault:
    """Go on to the next line that begins a record, `skip` bytes from here or later; or to the end."""
    start = run.offset
    run.pass_over(skip - 1)
    while run.need(1):
        match = form.line_start.search(run.data)
        if match:
            run.pass_over(match.start() + 1)
            break
        size = len(run.data)
        # All but the last bytes, where there are more: a line that begins a record may have begun there.
        run.pass_over(max(size - _LONGEST_LINE, 0) if run.need(size + 1) else size)
    return Fault(start, run.offset, reason)
