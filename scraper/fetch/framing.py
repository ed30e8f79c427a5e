"""Where one HTTP/1.x response ends (RFC 9112, sections 6 and 7), found while its bytes arrive; every byte is kept.

Lenient in what a head may look like (`decode.parse_head`), strict about the end of the message: where the framing lies
or cannot be read, the message runs until the server closes, as for a response that names no length.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from scraper import decode

MAX_CHUNK_LINE = 4_096
_CHUNK_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?\r?", re.DOTALL)
_CHUNK_START = re.compile(rb"[ \t]*[0-9A-Fa-f]{0,16}[ \t]*(?:;.*)?\r?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limits:
    """Octets: of the head, and of the body as it is on the wire."""

    head: int
    body: int


class Message:
    """One response to a GET, fed with what is received.

    `done` turns true at the end of the message, at a limit, or when the stream ended. `buffer` then holds the final
    response from its status line to its last byte; interim (1xx) responses are dropped. `truncated` is `length`,
    `time` or `disconnect` where it is not whole, `reusable` tells whether the connection may carry another exchange.
    """

    def __init__(self, limits: Limits, *, bodiless: bool = False) -> None:
        self.buffer = bytearray()
        self.head: decode.Head | None = None
        self.done = False
        self.reusable = False
        self.truncated: str | None = None
        self._limits = limits
        self._bodiless = bodiless
        self._body_at = 0
        self._scanned = 0  # while in the head: searched so far; afterwards: where the body's next unread element starts
        self._skipped = 0
        self._step: Callable[[Message], None] = Message._read_head  # unbound: a bound one would be a reference cycle

    def feed(self, data: bytes | memoryview) -> bool:
        """Take in what was received; true when the message is done. Bytes after its end make it not reusable."""
        self.buffer += data
        while not self.done:
            step = self._step
            step(self)
            if step is self._step:
                break
        if not self.done and self.head is not None and len(self.buffer) - self._body_at > self._limits.body:
            self._end(len(self.buffer))
        return self.done

    def close(self) -> None:
        """The server will send no more: the end of a message without a length, the breaking off of any other."""
        if self.done:
            return
        if self._step is Message._read_to_close:
            self.done = True
        else:
            self.cut("disconnect")

    def cut(self, why: str) -> None:
        """End it here, truncated; what is no HTTP is not kept."""
        self.done, self.reusable, self.truncated = True, False, why
        if why == "protocol":
            self.buffer.clear()

    def is_stale(self, *, used: bool) -> bool:
        """Whether a connection that had been used before was closed without a byte of an answer."""
        return used and not self.buffer and self.truncated == "disconnect"

    @property
    def has_status(self) -> bool:
        """Whether there is anything of a response, a status line at least."""
        return self.head is not None or (self.buffer.startswith(b"HTTP/") and b"\n" in self.buffer)

    def _read_head(self) -> None:
        """Find the final head, dropping interim responses, and blank lines left from the one before (RFC 9112, 2.2)."""
        buffer, limit = self.buffer, self._limits.head
        while True:
            if self._scanned == 0:
                self._skip(len(buffer) - len(buffer.lstrip(b"\r\n")) if buffer.startswith((b"\r", b"\n")) else 0)
            if not b"HTTP/".startswith(buffer[:5]) or self._skipped > limit:
                self.cut("protocol")
                return
            end = _blank_line(buffer, max(self._scanned - 3, 0))
            if end < 0 or end > limit:
                self._scanned = len(buffer)
                if len(buffer) > limit:
                    del buffer[limit:]
                    self.cut("length")
                return
            head = decode.parse_head(bytes(buffer[:end]))
            if head is None:
                self.cut("protocol")
                return
            if not 100 <= head.status < 200 or head.status == 101:
                self.head = head
                self._scanned = self._body_at = end
                self._choose_body(head)
                return
            self._skip(end)
            self._scanned = 0

    def _skip(self, size: int) -> None:
        del self.buffer[:size]
        self._skipped += size

    def _choose_body(self, head: decode.Head) -> None:
        """RFC 9112, 6.3."""
        fields = [(name.lower(), value) for name, value in head.headers]
        codings, connection = _tokens(fields, "transfer-encoding"), _tokens(fields, "connection")
        lengths = {value for name, value in fields if name == "content-length"}
        self.reusable = (
            "keep-alive" in connection if head.version == "HTTP/1.0" else "close" not in connection
        ) and not (codings and lengths)
        if self._bodiless or head.status in (101, 204, 304):
            self._end(head.length)
        elif codings:
            self._step = Message._read_chunk if codings[-1] == "chunked" else Message._read_to_close
        elif (length := _length(lengths)) is not None:
            self._scanned = head.length + length
            self._step = Message._read_length
        else:
            self._step = Message._read_to_close

    def _read_length(self) -> None:
        if len(self.buffer) >= self._scanned:
            self._end(self._scanned)

    def _read_chunk(self) -> None:
        buffer, at = self.buffer, self._scanned
        while True:
            end = buffer.find(b"\n", at, at + MAX_CHUNK_LINE)
            if end < 0:
                if len(buffer) - at >= MAX_CHUNK_LINE or not _CHUNK_START.fullmatch(buffer, at):
                    self._step = Message._read_to_close
                break
            line = _CHUNK_LINE.fullmatch(buffer, at, end)
            if line is None:
                self._step = Message._read_to_close
                break
            if (size := int(line[1], 16)) == 0:
                self._scanned = end + 1
                self._step = Message._read_trailer
                return
            after = end + 1 + size
            ending = bytes(buffer[after : after + 2])
            if not b"\r\n".startswith(ending) and ending[:1] != b"\n":
                self._step = Message._read_to_close  # the chunk is not as long as it said
                break
            if ending != b"\r\n" and ending[:1] != b"\n":
                break
            at = after + (2 if ending == b"\r\n" else 1)
        self._scanned = at

    def _read_trailer(self) -> None:
        at = self._scanned
        while (end := self.buffer.find(b"\n", at)) >= 0:
            if bytes(self.buffer[at:end]) in (b"", b"\r"):
                self._end(end + 1)
                return
            at = end + 1
        if len(self.buffer) - self._scanned > self._limits.head:
            self._step = Message._read_to_close

    def _read_to_close(self) -> None:
        self.reusable = False

    def _end(self, at: int) -> None:
        if at - self._body_at > self._limits.body:
            del self.buffer[self._body_at + self._limits.body :]
            self.cut("length")
            return
        self.done = True
        if len(self.buffer) > at:
            self.reusable = False
            del self.buffer[at:]


def _blank_line(buffer: bytearray, start: int) -> int:
    """The offset just behind the first empty line, -1 while there is none."""
    usual = buffer.find(b"\n\r\n", start)
    bare = buffer.find(b"\n\n", start, usual + 1 if usual >= 0 else len(buffer))
    return bare + 2 if bare >= 0 else usual + 3 if usual >= 0 else -1


def _tokens(fields: list[tuple[str, str]], name: str) -> list[str]:
    """The members of the comma-separated lists in all fields of a lower-case name, lower-case."""
    values = [value for key, value in fields if key == name]
    return [token for value in values for part in value.split(",") if (token := part.strip().lower())]


def _length(values: set[str]) -> int | None:
    """What the Content-Length fields agree on; None where there are none or they cannot be trusted (RFC 9110, 8.6)."""
    lengths = {part.strip() for value in values for part in value.split(",")}
    if len(lengths) != 1:
        return None
    text = lengths.pop()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
