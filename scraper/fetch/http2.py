"""HTTP/2 (RFC 9113) as a client speaks it: one request at a time, octets in and octets out, no socket.

The only home of h2. A WARC holds HTTP/1.1 messages, so an answer is put down as one: its head as `rendering` writes it,
then the DATA as it came, content-coding and all. Not kept: interim (1xx) responses, trailers, padding.
"""

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, InformationalResponseReceived, ResponseReceived, StreamEnded, StreamReset
from h2.exceptions import DenialOfServiceError, InvalidBodyLengthError, ProtocolError
from h2.settings import SettingCodes, Settings

from scraper.decode import parse_head
from scraper.fetch.framing import Limits, Message
from scraper.fetch.rendering import Fields, to_fields, to_head

WINDOW = 4 * 1024 * 1024  # octets that a server may send ahead of our acknowledgement: 20 MB/s at 200 ms
_FRAME_HEAD = 9
_MAX_FRAME = 16_384  # the least that SETTINGS_MAX_FRAME_SIZE may be, and what it is where nothing is said
_DATA, _GOAWAY = 0x0, 0x7
_PADDED = 0x8


class Answer(Message):
    """One response in frames; `buffer` holds the HTTP/1.1 message that is made of them."""

    def __init__(self, limits: Limits, stream: int, pending: bytearray) -> None:
        super().__init__(limits)
        self.stream = stream
        self.unseen = False  # the server said that it has not looked at the request
        self.refused = False
        self._pending = pending
        self._promised: int | None = None

    def skip(self, fields: Fields) -> None:
        """An interim response: only its size counts, for they may go on and on."""
        self._skipped += sum(len(name) + len(value) for name, value in fields)
        if self._skipped > self._limits.head:
            self.cut("protocol")

    def begin(self, fields: Fields) -> None:
        block = to_head(fields)
        self.head = parse_head(block) if block is not None else None
        if block is None or self.head is None:
            self.cut("protocol")
            return
        self.buffer += block
        self._body_at = len(block)
        if self.head.status not in (204, 304):  # theirs tells of a body that is not sent (RFC 9110, 8.6)
            self._promised = next((int(value) for name, value in fields if name == b"content-length"), None)

    def add(self, data: bytes) -> None:
        if self.head is None:
            self.cut("protocol")
        elif len(data) > self._keep(data):
            self.cut("length")

    def finish(self, *, reusable: bool) -> None:
        """The server ended the stream, having answered."""
        if self.head is None:
            self.cut("protocol")
        elif self._promised is not None and len(self.buffer) - self._body_at < self._promised:
            self.cut("disconnect")
        else:
            self.done, self.reusable = True, reusable

    def refuse(self, *, unseen: bool) -> None:
        """The server ended the stream and will answer no more, or has not begun to."""
        self.refused, self.unseen = True, unseen and self.head is None
        self.close()

    def close(self) -> None:
        if not self.done:
            self.cut("disconnect")

    def cut(self, why: str) -> None:
        """End it here, with what has come of a DATA frame that is not whole or was not taken."""
        if self.head is not None and not self.done:
            self._keep(_data_in(self._pending, self.stream))
        super().cut(why)

    def is_stale(self, *, used: bool) -> bool:
        return self.unseen or (not self.refused and super().is_stale(used=used))

    def _keep(self, data: bytes) -> int:
        """Add what there is room for; how many octets that was."""
        kept = data[: max(0, self._body_at + self._limits.body - len(self.buffer))]
        self.buffer += kept
        return len(kept)


class Dialogue:
    """Our side of a connection. `open` tells whether another request may follow.

    Frames are handed to h2 one by one, so that an error in one does not lose what those before it brought. GOAWAY is
    read here: h2 takes it for the end, though a server that says it still answers what it has begun (RFC 9113, 6.8).
    """

    def __init__(self, max_head: int) -> None:
        # Not strict about fields: servers send "upgrade" or "connection" though they must not, and it is evidence.
        self._h2 = H2Connection(H2Configuration(validate_inbound_headers=False, normalize_inbound_headers=False))
        self._h2.local_settings = Settings(
            client=True,
            initial_values={
                SettingCodes.ENABLE_PUSH: 0,
                SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
                SettingCodes.MAX_HEADER_LIST_SIZE: max_head,
            },
        )
        del self._h2.local_settings[SettingCodes.ENABLE_CONNECT_PROTOCOL]  # is for servers to say (RFC 8441)
        self._h2.decoder.max_header_list_size = max_head  # tells a compression bomb while it is being unpacked
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(WINDOW - 65_535)
        self._pending = bytearray()
        self._answer: Answer | None = None  # while its stream is open
        self._failed = False
        self.open = True
        self.http1_required = False  # the server will answer by HTTP/1.1 alone

    def begin(self, request: bytes, limits: Limits) -> Answer:
        """Send a request given as an HTTP/1.1 message. The answer is done at once where no stream can be opened."""
        answer = Answer(limits, self._h2.get_next_available_stream_id(), self._pending)
        try:
            self._h2.send_headers(answer.stream, to_fields(request), end_stream=True)
        except ProtocolError:  # the server allows fewer streams than one, or the connection is closed
            self.open = False
            answer.refuse(unseen=True)
        else:
            self._answer = answer
        return answer

    def feed(self, data: bytes | bytearray | memoryview) -> None:
        """Take in what was received. What is wrong with it shows in the answer, and in `open`."""
        pending = self._pending
        pending += data
        while len(pending) >= _FRAME_HEAD and not self._failed:
            size = _FRAME_HEAD + int.from_bytes(pending[:3], "big")
            if size > _FRAME_HEAD + _MAX_FRAME:
                self._fail("protocol")
            elif len(pending) < size:
                return
            elif (events := self._read(bytes(pending[:size]))) is not None:
                del pending[:size]
                for event in events:
                    self._take(event)

    def outgoing(self) -> bytes:
        """What is to be sent now."""
        return bytes(self._h2.data_to_send())

    def leave(self) -> None:
        """Say that we go: to the stream that is still open, and to the connection."""
        answer, self._answer = self._answer, None
        if not self.open and answer is None:
            return
        self.open = False
        if answer is not None:
            self._h2.reset_stream(answer.stream, ErrorCodes.CANCEL)
        self._h2.close_connection()

    def _read(self, frame: bytes) -> list[Event] | None:
        """What one whole frame says; None where it breaks the protocol, after which nothing can be read."""
        if frame[3] == _GOAWAY:
            return self._read_goaway(frame)
        try:
            return self._h2.receive_data(frame)
        except DenialOfServiceError:
            self._fail("length")
        except InvalidBodyLengthError:
            self._fail("disconnect")
        except ProtocolError:
            self._fail("protocol")
        return None

    def _read_goaway(self, frame: bytes) -> list[Event] | None:
        if len(frame) < _FRAME_HEAD + 8:
            self._fail("protocol")
            return None
        self.open = False
        last, code = (int.from_bytes(frame[at : at + 4], "big") & 0x7FFF_FFFF for at in (_FRAME_HEAD, _FRAME_HEAD + 4))
        self.http1_required = code == ErrorCodes.HTTP_1_1_REQUIRED
        if self._answer is not None and (self._answer.stream > last or self.http1_required):
            self._answer.refuse(unseen=True)
            self._answer = None
        return []

    def _take(self, event: Event) -> None:
        if isinstance(event, DataReceived):
            self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        answer = self._answer
        if answer is None or getattr(event, "stream_id", None) != answer.stream:
            return
        if isinstance(event, StreamEnded | StreamReset):
            self._answer = None
        if answer.done:
            return
        match event:
            case InformationalResponseReceived(headers=fields):
                answer.skip(list(fields))
            case ResponseReceived(headers=fields):
                answer.begin(list(fields))
            case DataReceived(data=data):
                answer.add(data)
            case StreamEnded():
                answer.finish(reusable=self.open)
            case StreamReset(error_code=code):
                self.http1_required = code == ErrorCodes.HTTP_1_1_REQUIRED
                answer.refuse(unseen=self.http1_required)

    def _fail(self, why: str) -> None:
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done:
            answer.cut(why if answer.head is None else "disconnect")
        self.open, self._failed = False, True


def _data_in(frame: bytearray, stream: int) -> bytes:
    """The data that has come of a DATA frame of a stream, whole or not; nothing where it is another frame."""
    if len(frame) < _FRAME_HEAD or frame[3] != _DATA or int.from_bytes(frame[5:9], "big") & 0x7FFF_FFFF != stream:
        return b""
    start, end = _FRAME_HEAD, _FRAME_HEAD + int.from_bytes(frame[:3], "big")
    if frame[4] & _PADDED and len(frame) > start:
        start, end = start + 1, end - frame[start]
    return bytes(frame[start:end])
