"""Records out of a file that is packed record by record, as WARC files should be: each is found by one seek.

Into gzip members, one a record; `frames` has what is different where it is Zstandard.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from isal import isal_zlib

from scraper.warc.record import MAX_BLOCK, MAX_HEAD, Format, Record, parse_length

_IsalError = cast("type[Exception]", isal_zlib.error)  # isal's stubs call the class an instance
MAGIC = b"\x1f\x8b\x08"
_FIRST, _STEP = 2_048, 65_536  # compressed bytes inflated at a time: a request or metadata record fits into the first
_AHEAD = 1 << 20


class Bytes:
    """A file that is read at any offset, a megabyte at a time, and how its records are packed: by gzip, unless told."""

    def __init__(self, descriptor: int, packing: "Packing | None" = None) -> None:
        self.size = os.fstat(descriptor).st_size
        self.packing = packing or GZIP
        self._descriptor, self._start, self._data = descriptor, 0, memoryview(b"")

    def piece(self, offset: int, size: int) -> memoryview:
        """At most `size` bytes from `offset` on; fewer only at the end of the file."""
        start = offset - self._start
        if start < 0 or start + size > len(self._data):
            self._data = memoryview(os.pread(self._descriptor, max(_AHEAD, size), offset))
            self._start, start = offset, 0
        return self._data[start : start + size]


@dataclass(frozen=True, slots=True)
class Member:
    """What one gzip member or Zstandard frame holds. With a fault, `length` is 0 unless its end was found."""

    data: bytes
    length: int  # compressed
    fault: str | None = None
    joined: bool = False  # put together out of several


@dataclass(frozen=True, slots=True)
class Packing:
    """How records are packed one by one: `GZIP` here, the other in `frames`."""

    name: str  # of what holds a record
    magic: bytes  # that it begins with
    inflate: Callable[[Bytes, int], Member]  # the one at an offset
    peek: Callable[[Bytes, int], bytes]  # how the data of the one at an offset begins; empty where there is none
    loose: bool = False  # a record may rightly lie in several, and one may hold nothing


@dataclass(frozen=True, slots=True)
class Fault:
    """Bytes from `offset` to `end` that could not be read as a record, and why."""

    offset: int
    end: int
    reason: str


def read_members(source: Bytes, form: Format, start: int, end: int | None) -> Iterator[Record | Fault]:
    """Records that begin from `start` on and before `end`. What cannot be read is passed over to the next record."""
    offset, stop = start, source.size if end is None else min(end, source.size)
    while offset < stop:
        offset, found = _read_next(source, form, offset)
        if found is None or found.offset >= stop:
            return
        yield found


def read_member(source: Bytes, form: Format, offset: int) -> Record | Fault:
    """The one record at this offset; a fault ends where the next record may begin."""
    end, found = _read_next(source, form, offset)
    return found or Fault(offset, end, "nothing but line ends and empty frames follow")


def _read_next(source: Bytes, form: Format, offset: int) -> tuple[int, Record | Fault | None]:
    """Where the record at this offset ends, and the record; in a loose packing the first after it, if there is one."""
    member = source.packing.inflate(source, offset)
    while source.packing.loose and member.fault is None and not member.data.strip(b"\r\n"):
        offset += member.length
        if offset >= source.size:
            return offset, None
        member = source.packing.inflate(source, offset)
    if member.fault is not None:
        end = find_member(source, form, offset + max(member.length, 1))
        return end, Fault(offset, end, member.fault)
    if source.packing.loose and form.start.match(member.data) and form.find_block(member.data) < 0:
        member = _add_members(source, form, offset, (member, MAX_HEAD - len(member.data)))
    found = _parse(source, form, offset, member)
    if isinstance(found, Record) and found.missing:
        found = _parse(source, form, offset, _add_members(source, form, offset, (member, found.missing)))
    return (found.end if isinstance(found, Fault) else offset + found.length), found


def _add_members(source: Bytes, form: Format, offset: int, begun: tuple[Member, int]) -> Member:
    """A member, and those after it that go on with its record: some writers cut one into several."""
    member, missing = begun
    parts, length = [member.data], member.length
    while missing > 0:
        following = source.packing.inflate(source, offset + length)
        if following.fault is not None or form.start.match(following.data.lstrip(b"\r\n")):
            break
        parts.append(following.data)
        length += following.length
        missing -= len(following.data)
    return Member(b"".join(parts), length, joined=len(parts) > 1)


def _inflate(source: Bytes, offset: int) -> Member:
    """The gzip member at an offset."""
    if source.piece(offset, 3) != MAGIC:
        return Member(b"", 0, "no gzip member begins here")
    stream = isal_zlib.decompressobj(31)
    parts: list[bytes] = []
    position, held, size = offset, 0, _FIRST
    while not stream.eof:
        piece = source.piece(position, size)
        if not piece:
            return Member(b"", 0, "the file ends inside this record")
        try:
            part = stream.decompress(piece)
        except _IsalError as error:
            return Member(b"", 0, f"its gzip member is damaged: {error}")
        position += len(piece)
        held += len(part)
        if held <= MAX_BLOCK + MAX_HEAD:
            parts.append(part)
        else:
            parts.clear()
        size = _STEP
    length = position - len(stream.unused_data) - offset
    if held > MAX_BLOCK + MAX_HEAD:
        return Member(b"", length, f"{held} bytes are too large to hold; the limit is {MAX_BLOCK}")
    return Member(b"".join(parts) if len(parts) != 1 else parts[0], length)


def _parse(source: Bytes, form: Format, offset: int, member: Member) -> Record | Fault:
    """The record in a member. The member's end bounds the block where Content-Length is missing or wrong."""
    data = member.data
    if data[:1] in (b"\r", b"\n"):  # the line ends of the record before, in the wrong member
        data = data.lstrip(b"\r\n")
    block = form.find_block(data) if form.start.match(data) else -1
    if block < 0:
        return Fault(offset, offset + member.length, f"its {source.packing.name} holds no {form.name} record")
    fields = form.parse_fields(data[:block])
    size, complaint = parse_length(fields)
    left, missing = len(data) - block, 0
    if member.joined and not source.packing.loose:
        complaint = complaint or "it is cut into several gzip members"
    if size is None:
        size = left - 4 if data.endswith(b"\r\n\r\n") else left
    elif size > left:
        missing = size - left if size <= MAX_BLOCK else 0
        size, complaint = left, f"Content-Length is {size}, and {left} bytes are there"
    elif (rest := data[block + size :].strip(b"\r\n")) != b"":
        more = "other records follow" if form.start.match(rest) else f"{len(rest)} bytes follow"
        complaint = f"{more} after its {size} bytes in the same {source.packing.name}"
    head, after = data[:block], data[block + size :]
    return Record(fields, data[block : block + size], offset, member.length, complaint, missing, head, after)


def find_member(source: Bytes, form: Format, offset: int) -> int:
    """The first offset from `offset` on where a gzip member or frame begins as a record does; else the file's size."""
    magic = source.packing.magic
    while offset < source.size:
        piece = bytes(source.piece(offset, _AHEAD))
        for match in re.finditer(re.escape(magic), piece):
            if form.start.match(source.packing.peek(source, offset + match.start())):
                return offset + match.start()
        offset += max(len(piece) - len(magic) + 1, 1)
    return source.size


def _peek(source: Bytes, offset: int) -> bytes:
    try:
        data: bytes = isal_zlib.decompressobj(31).decompress(source.piece(offset, 4_096), 4_096)
    except _IsalError:
        return b""
    return data


GZIP = Packing("gzip member", MAGIC, _inflate, _peek)
