"""Records out of Zstandard files, `.warc.zst` ("Zstandard Compression for WARC Files 1.0", IIPC; RFC 8878).

A record lies in one frame or several, and no frame holds more than one record. Frames that are to be skipped may lie
between; the first of a file may hold the dictionary that all others need, as it is or packed itself.

A frame is walked block by block, each of which makes 128 KiB at most: what is held stays bounded, and a frame's end is
known though its contents be damaged.
"""

from collections.abc import Callable, Iterator

import zstandard

from scraper.warc.members import Bytes, Member, Packing
from scraper.warc.plain import Run
from scraper.warc.record import MAX_BLOCK, MAX_HEAD

FRAME = b"\x28\xb5\x2f\xfd"
DICTIONARY = b"\x5d\x2a\x4d\x18"  # the skippable frame that holds one, by its magic number
_MAX_DICTIONARY = 1 << 23  # bytes, packed or not: a decoder need take no larger one
_MAX_UNIT = 1 << 17  # bytes of a block (RFC 8878, section 3.1.1.2.4)

_Decoder = Callable[[], "zstandard.ZstdDecompressionObj"]


class _Broken(Exception):  # noqa: N818  (never leaves this module)
    """A frame cannot be walked to its end."""


def open_frames(descriptor: int) -> Bytes:
    """A file for `members.read_members` and its like. A dictionary that cannot be read is a fault at offset 0."""
    decoder, fault = _open_decoder(Bytes(descriptor))

    def inflate(source: Bytes, offset: int) -> Member:
        return _inflate(source, offset, decoder) if offset or fault is None else Member(b"", 0, fault)

    def peek(source: Bytes, offset: int) -> bytes:
        try:
            return next((part for part, _ in _unpack(source, offset, decoder) if part), b"")
        except (_Broken, zstandard.ZstdError):
            return b""

    return Bytes(descriptor, Packing("zstd frame", FRAME, inflate, peek, loose=True))


def open_frame_stream(descriptor: int, frames: int | None = None) -> Run:
    """What the frames of a file hold, or its first ones, up to the block that is damaged; offsets count these bytes."""
    source = Bytes(descriptor)
    run = Run(lambda: next(chunks, b""))
    chunks = _stream(source, run, frames)
    return run


def _stream(source: Bytes, run: Run, frames: int | None) -> Iterator[bytes]:
    decoder, run.complaint = _open_decoder(source)
    offset, seen = 0, 0
    try:
        while offset < source.size and seen != frames:
            end = offset + _skippable(source, offset)
            if end == offset:
                seen += 1
                for part, end in _unpack(source, offset, decoder):  # noqa: B007  where the frame ends, at last
                    if part:
                        yield part
            offset = end
    except (_Broken, zstandard.ZstdError) as error:
        run.complaint = run.complaint or f"the zstd stream is damaged: {error}"


def _open_decoder(source: Bytes) -> tuple[_Decoder, str | None]:
    """What unpacks the frames of a file, and why its dictionary cannot be read where that is so."""
    if source.piece(0, 4) != DICTIONARY:
        return zstandard.ZstdDecompressor().decompressobj, None
    try:
        data = bytes(source.piece(8, _skippable(source, 0) - 8))
        if len(data) <= _MAX_DICTIONARY and data.startswith(FRAME):
            if zstandard.frame_content_size(data) > _MAX_DICTIONARY:
                raise _Broken(f"it is larger than {_MAX_DICTIONARY} bytes")
            data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_DICTIONARY)
        if len(data) > _MAX_DICTIONARY:
            raise _Broken(f"it is larger than {_MAX_DICTIONARY} bytes")
        dictionary = zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_FULLDICT)
        decoder = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj
        decoder()
    except (_Broken, zstandard.ZstdError) as error:
        return zstandard.ZstdDecompressor().decompressobj, f"the dictionary cannot be read: {error}"
    return decoder, None


def _inflate(source: Bytes, offset: int, decoder: _Decoder) -> Member:
    """The frame at an offset; one that is to be skipped holds nothing."""
    parts, held, end = list[bytes](), 0, offset
    try:
        if size := _skippable(source, offset):
            return Member(b"", size)
        for part, end in _unpack(source, offset, decoder):  # noqa: B007  as above
            held += len(part)
            if held > MAX_BLOCK + MAX_HEAD:
                reason = f"more than {MAX_BLOCK} bytes are too large to hold"
                return Member(b"", _length(source, offset), reason)
            parts.append(part)
    except _Broken as error:
        return Member(b"", 0, str(error))
    except zstandard.ZstdError as error:
        return Member(b"", _length(source, offset), f"its zstd frame is damaged: {error}")
    return Member(b"".join(parts), end - offset)


def _unpack(source: Bytes, offset: int, decoder: _Decoder) -> Iterator[tuple[bytes, int]]:
    """What each part of a frame makes, and where that part ends. Raises _Broken and ZstdError."""
    stream = decoder()
    for end in _walk(source, offset):
        yield stream.decompress(source.piece(offset, end - offset)), end
        offset = end


def _walk(source: Bytes, offset: int) -> Iterator[int]:
    """Where the parts of a frame end: header, blocks, checksum (RFC 8878, section 3.1.1). Raises _Broken."""
    head = source.piece(offset, 18)
    if head[:4] != FRAME:
        raise _Broken("no zstd frame begins here")
    try:
        checksum = 4 if zstandard.get_frame_parameters(head).has_checksum else 0
        offset += zstandard.frame_header_size(head)
    except zstandard.ZstdError as error:
        raise _Broken(f"the header of its zstd frame is damaged: {error}") from error
    yield offset
    last = False
    while not last:
        word = int.from_bytes(source.piece(offset, 3), "little")
        last, kind, size = bool(word & 1), word >> 1 & 3, word >> 3
        if kind == 3 or size > _MAX_UNIT:
            raise _Broken("a block of its zstd frame is damaged")
        offset += 3 + (1 if kind == 1 else size)  # one byte, repeated
        if offset + checksum > source.size:
            raise _Broken("the file ends inside this record")
        yield offset + checksum if last else offset


def _length(source: Bytes, offset: int) -> int:
    """The length of a damaged frame; 0 where no other follows it, since then its end is not to be trusted."""
    try:
        *_, end = _walk(source, offset)
        follows = end == source.size or source.piece(end, 4) == FRAME or _skippable(source, end) > 0
    except _Broken:
        return 0
    return end - offset if follows else 0


def _skippable(source: Bytes, offset: int) -> int:
    """The length of the skippable frame at an offset (RFC 8878, section 3.1.2); 0 where none is. Raises _Broken."""
    head = source.piece(offset, 8)
    if head[1:4] != DICTIONARY[1:] or head[0] >> 4 != 5:
        return 0
    size = 8 + int.from_bytes(head[4:8], "little")
    if offset + size > source.size:
        raise _Broken("the file ends inside a frame that is to be skipped")
    return size
