"""Records out of a file with one gzip member a record, as WARC files should be packed: each is found by one seek."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from isal import isal_zlib

from scraper.warc.record import MAX_BLOCK, MAX_HEAD, Format, Record, parse_length

_IsalError = cast("type[Exception]", isal_zlib.error)  # isal's stubs call the class an instance
MAGIC = b"\x1f\x8b\x08"
_FIRST, _STEP = 2_048, 65_536  # compressed bytes inflated at a time: a request or metadata record fits into the first
_AHEAD = 1 << 20


class Bytes:
    """A file that is read at any offset, a megabyte at a time."""

    def __init__(self, descriptor: int) -> None:
        self.size = os.fstat(descriptor).st_size
        self._descriptor, self._start, self._data = descriptor, 0, memoryview(b"")

    def piece(self, offset: int, size: int) -> memoryview:
        """At most `size` bytes from `offset` on; fewer only at the end of the file."""
        start = offset - self._start
        if start < 0 or start + size > len(self._data):
            self._data = memoryview(os.pread(self._descriptor, max(_AHEAD, size), offset))
            self._start, start = offset, 0
        return self._data[start : start + size]


@dataclass(frozen=True, slots=True)
class Fault:
    """Bytes from `offset` to `end` that could not be read as a record, and why."""

    offset: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Member:
    data: bytes
    length: int  # compressed
    fault: str | None = None
    joined: bool = False  # put together out of several


def read_members(source: Bytes, form: Format, start: int, end: int | None) -> Iterator[Record | Fault]:
    """Records that begin from `start` on and before `end`. What cannot be read is passed over to the next record."""
    offset, stop = start, source.size if end is None else min(end, source.size)
    while offset < stop:
        found = read_member(source, form, offset)
        yield found
        offset = found.end if isinstance(found, Fault) else offset + found.length


def read_member(source: Bytes, form: Format, offset: int) -> Record | Fault:
    """The one record at this offset; a fault ends where the next record may begin."""
    member = _inflate(source, offset)
    if member.fault is not None:
        return Fault(offset, find_member(source, form, offset + max(member.length, 1)), member.fault)
    found = _parse(member, form, offset)
    if isinstance(found, Record) and found.missing:
        found = _parse(_add_members(source, form, offset, (member, found.missing)), form, offset)
    return found


def _add_members(source: Bytes, form: Format, offset: int, begun: tuple[_Member, int]) -> _Member:
    """A member, and those after it that go on with its record: some writers cut one into several."""
    member, missing = begun
    parts, length = [member.data], member.length
    while missing > 0:
        following = _inflate(source, offset + length)
        if following.fault is not None or form.start.match(following.data.lstrip(b"\r\n")):
            break
        parts.append(following.data)
        length += following.length
        missing -= len(following.data)
    return _Member(b"".join(parts), length, joined=len(parts) > 1)


def _inflate(source: Bytes, offset: int) -> _Member:
    """The member at `offset`. With a fault, `length` is 0 unless its end was found."""
    if source.piece(offset, 3) != MAGIC:
        return _Member(b"", 0, "no gzip member begins here")
    stream = isal_zlib.decompressobj(31)
    parts: list[bytes] = []
    position, held, size = offset, 0, _FIRST
    while not stream.eof:
        piece = source.piece(position, size)
        if not piece:
            return _Member(b"", 0, "the file ends inside this record")
        try:
            part = stream.decompress(piece)
        except _IsalError as error:
            return _Member(b"", 0, f"its gzip member is damaged: {error}")
        position += len(piece)
        held += len(part)
        if held <= MAX_BLOCK + MAX_HEAD:
            parts.append(part)
        else:
            parts.clear()
        size = _STEP
    length = position - len(stream.unused_data) - offset
    if held > MAX_BLOCK + MAX_HEAD:
        return _Member(b"", length, f"{held} bytes are too large to hold; the limit is {MAX_BLOCK}")
    return _Member(b"".join(parts) if len(parts) != 1 else parts[0], length)


def _parse(member: _Member, form: Format, offset: int) -> Record | Fault:
    """The record in a member. The member's end bounds the block where Content-Length is missing or wrong."""
    data = member.data
    if data[:1] in (b"\r", b"\n"):  # the line ends of the record before, in the wrong member
        data = data.lstrip(b"\r\n")
    block = form.find_block(data) if form.start.match(data) else -1
    if block < 0:
        return Fault(offset, offset + member.length, f"its gzip member holds no {form.name} record")
    fields = form.parse_fields(data[:block])
    size, complaint = parse_length(fields)
    left, missing = len(data) - block, 0
    if member.joined:
        complaint = complaint or "it is cut into several gzip members"
    if size is None:
        size = left - 4 if data.endswith(b"\r\n\r\n") else left
    elif size > left:
        missing = size - left if size <= MAX_BLOCK else 0
        size, complaint = left, f"Content-Length is {size}, and {left} bytes are there"
    elif (rest := data[block + size :].strip(b"\r\n")) != b"":
        more = "other records follow" if form.start.match(rest) else f"{len(rest)} bytes follow"
        complaint = f"{more} after its {size} bytes in the same gzip member"
    return Record(fields, data[block : block + size], offset, member.length, complaint, missing)


def find_member(source: Bytes, form: Format, offset: int) -> int:
    """The first offset from `offset` on where a gzip member begins as a record does; else the file's size."""
    while offset < source.size:
        piece = bytes(source.piece(offset, _AHEAD))
        for match in re.finditer(MAGIC, piece):
            if _begins_record(source, form, offset + match.start()):
                return offset + match.start()
        offset += max(len(piece) - 2, 1)
    return source.size


def _begins_record(source: Bytes, form: Format, offset: int) -> bool:
    try:
        data: bytes = isal_zlib.decompressobj(31).decompress(source.piece(offset, 4_096), 4_096)
    except _IsalError:
        return False
    return form.start.match(data) is not None
