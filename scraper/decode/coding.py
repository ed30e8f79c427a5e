"""Content- and transfer-codings undone: gzip, deflate, br, zstd. Bounded; lenient with what is cut short or damaged."""

import zlib
from collections.abc import Callable
from typing import cast

import brotlicffi
import zstandard
from isal import isal_zlib

_IsalError = cast("type[Exception]", isal_zlib.error)  # isal's stubs call the class an instance
_GZIP = b"\x1f\x8b"
_MAX_MEMBERS = 1000  # gzip members in one body; each costs a copy of the rest
_ZSTD_WINDOW = 1 << 23  # RFC 9659: a window of at most 8 MB under Content-Encoding


def undo(data: bytes, coding: str, limit: int) -> bytes:
    """Undo one coding of `CODINGS`; the data itself where it turns out not to be coded so. `limit` bytes at most."""
    if not data:
        return data
    out, sound = CODINGS[coding](data, limit)
    if not sound and (not out or _is_text(data)):
        return data
    return out[:limit]


def _is_text(data: bytes) -> bool:
    """Whether the data reads as UTF-8, which compressed data of any length never does."""
    try:
        data[:4096].decode()
    except UnicodeDecodeError as error:
        return error.start > 4090
    return True


def _inflate(data: bytes, limit: int, wbits: int = 31) -> tuple[bytes, bool]:
    """What a gzip or zlib stream, or several in a row, hold, and whether they were sound as far as they went."""
    parts: list[bytes] = []
    for _ in range(_MAX_MEMBERS):
        stream = isal_zlib.decompressobj(wbits)
        try:
            part = stream.decompress(data, limit)
        except _IsalError:
            parts.append(_salvage(lambda: zlib.decompressobj(wbits).decompress, data, zlib.error))
            return b"".join(parts), False
        parts.append(part)
        limit -= len(part)
        data = stream.unused_data
        if limit <= 0 or not stream.eof or not data.startswith(_GZIP):
            break
    return b"".join(parts), True


def _salvage(open_stream: Callable[[], Callable[[bytes], bytes]], data: bytes, error: type[Exception]) -> bytes:
    """What a damaged stream holds up to the byte of the damage: in steps, then byte by byte from the step that fails.

    Unbounded by itself: its callers come here only where the damage lies within their limit.
    """
    feed = open_stream()
    for start in range(0, len(data), 4096):
        try:
            feed(data[start : start + 4096])
        except error:
            break
    feed = open_stream()
    out = bytearray(feed(data[:start]))
    try:
        for position in range(start, min(start + 4096, len(data))):
            out += feed(data[position : position + 1])
    except error:
        pass
    return bytes(out)


def _inflate_deflate(data: bytes, limit: int) -> tuple[bytes, bool]:
    """`deflate` is zlib by RFC 9110, section 8.4.1.2, and raw deflate from servers that read it otherwise."""
    wrapped = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    out, sound = _inflate(data, limit, 15 if wrapped else -15)
    return _inflate(data, limit, -15) if wrapped and not out and not sound else (out, sound)


def _decode_brotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        return brotlicffi.Decompressor().process(data, output_buffer_limit=limit), True
    except brotlicffi.error:
        return _salvage(lambda: brotlicffi.Decompressor().process, data, brotlicffi.error), False


def _decode_zstd(data: bytes, limit: int) -> tuple[bytes, bool]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    reader = decompressor.stream_reader(data, read_across_frames=True)
    parts: list[bytes] = []
    try:
        while limit > 0 and (part := reader.read(min(262_144, limit))):
            parts.append(part)
            limit -= len(part)
    except zstandard.ZstdError:
        return _salvage(lambda: decompressor.decompressobj().decompress, data, zstandard.ZstdError), False
    return b"".join(parts), True


CODINGS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate_deflate,
    "br": _decode_brotli,
    "zstd": _decode_zstd,
}
