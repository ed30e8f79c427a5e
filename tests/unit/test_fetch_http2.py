"""HTTP/2 without a socket: octets of a server in, an answer out."""

import asyncio
import ssl
from itertools import pairwise
from typing import cast

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.decode import parse_head
from scraper.fetch.framing import Limits
from scraper.fetch.http2 import Answer, Dialogue
from scraper.fetch.negotiated import Negotiated
from scraper.fetch.rendering import lower_names, to_fields, to_head

REQUEST = b"GET /a HTTP/1.1\r\nHost: pantai.example\r\nuser-agent: x\r\n\r\n"
LIMITS = Limits(65_536, 1_000)
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 300\r\n\r\n" + b"x" * 100 + b"y" * 200


def served(sent: bytes) -> bytes:
    """All that a server sends that answers 200, and leaves."""
    server = H2Connection(H2Configuration(client_side=False))
    server.initiate_connection()
    server.receive_data(sent)
    server.send_headers(1, [(":status", "103"), ("link", "</a.css>")])
    server.send_headers(1, [(":status", "200"), ("content-type", "text/html"), ("content-length", "300")])
    server.send_data(1, b"x" * 100)
    server.ping(b"pantai00")
    server.send_data(1, b"y" * 200, pad_length=5)
    server.send_headers(1, [("x-checked", "yes")], end_stream=True)
    server.close_connection()
    return server.data_to_send()


def begin(limits: Limits = LIMITS) -> tuple[Dialogue, Answer, bytes]:
    """A request under way, and what a server would send."""
    dialogue = Dialogue(limits.head)
    answer = dialogue.begin(REQUEST, limits)
    return dialogue, answer, served(dialogue.outgoing())


@given(st.lists(st.integers(0, 600), max_size=20))
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(cuts: list[int]) -> None:
    dialogue, answer, octets = begin()
    at = sorted({0, len(octets), *(cut for cut in cuts if cut < len(octets))})
    for start, end in pairwise(at):
        dialogue.feed(octets[start:end])
    assert (bytes(answer.buffer), answer.truncated, answer.done) == (WHOLE, None, True)
    assert not dialogue.open


def test_every_octet_of_a_body_is_kept_as_it_comes() -> None:
    lengths = []
    for came in range(len(begin()[2]) + 1):
        dialogue, answer, octets = begin()
        dialogue.feed(octets[:came])
        answer.close()
        assert WHOLE.startswith(answer.buffer)
        assert (answer.truncated is None) == (came >= octets.index(b"\0\0\x08\x07"))  # GOAWAY comes last
        lengths.append(len(answer.buffer))
    steps = [longer - shorter for shorter, longer in pairwise(lengths)]
    assert sorted(steps)[-301:] == [1] * 300 + [len(WHOLE) - 300]


@settings(max_examples=300)
@given(st.data())
def test_nothing_that_a_server_sends_is_an_error_of_ours(data: st.DataObject) -> None:
    dialogue, answer, octets = begin()
    spoilt = bytearray(octets)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoilt)))
        spoilt[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=12))
    dialogue.feed(spoilt)
    answer.close()
    dialogue.leave()
    dialogue.outgoing()
    assert answer.done
    assert answer.truncated in (None, "disconnect", "protocol", "length")
    assert len(answer.buffer) <= LIMITS.head + LIMITS.body


@pytest.mark.parametrize("frame", [b"\0\x40\x01\0\0\0\0\0\1", b"\0\0\x04\x07\0\0\0\0\0\0\0\0\0"])
def test_a_frame_that_is_too_large_or_too_short_ends_it(frame: bytes) -> None:
    dialogue, answer, _ = begin()
    dialogue.feed(frame)
    assert (answer.truncated, dialogue.open) == ("protocol", False)


def test_interim_responses_without_end_are_no_answer() -> None:
    dialogue, server = Dialogue(2_000), H2Connection(H2Configuration(client_side=False))
    answer = dialogue.begin(REQUEST, Limits(2_000, 1_000))
    server.initiate_connection()
    server.receive_data(dialogue.outgoing())
    for _ in range(100):
        server.send_headers(1, [(":status", "103"), ("link", "</a.css>; rel=preload")])
    dialogue.feed(server.data_to_send())
    assert answer.truncated == "protocol"


def test_where_no_stream_may_be_opened_the_request_was_not_seen() -> None:
    dialogue = Dialogue(65_536)
    server = H2Connection(H2Configuration(client_side=False))
    server.initiate_connection()
    server.update_settings({3: 0})  # SETTINGS_MAX_CONCURRENT_STREAMS
    dialogue.feed(server.data_to_send())
    answer = dialogue.begin(REQUEST, LIMITS)
    assert answer.done
    assert answer.is_stale(used=False)
    assert not dialogue.open


@pytest.mark.parametrize("code", [ErrorCodes.HTTP_1_1_REQUIRED, ErrorCodes.NO_ERROR])
def test_a_goaway_says_whether_http_1_is_required(code: ErrorCodes) -> None:
    dialogue, answer, _ = begin()
    dialogue.feed(b"\0\0\x08\x07\0\0\0\0\0" + (0).to_bytes(4, "big") + int(code).to_bytes(4, "big"))
    assert answer.is_stale(used=False)
    assert dialogue.http1_required == (code == ErrorCodes.HTTP_1_1_REQUIRED)


_names = st.from_regex(rb"[a-z0-9-]{1,12}", fullmatch=True)
_values = st.text(st.characters(max_codepoint=255, exclude_characters="\0\r\n"), max_size=30).map(
    lambda text: text.encode("latin-1")
)


@given(st.integers(200, 999), st.lists(st.tuples(_names, _values), max_size=6))
def test_a_head_is_read_back_as_it_was_received(status: int, fields: list[tuple[bytes, bytes]]) -> None:
    block = to_head([(b":status", b"%d" % status), *fields])
    assert block is not None
    head = parse_head(block)
    assert head is not None
    assert (head.status, head.length, head.complete) == (status, len(block), True)
    received = [(name.decode("ascii"), value.decode("latin-1").strip(" \t")) for name, value in fields]
    assert list(head.headers) == received


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [(b":status", b"200"), (b":status", b"200")],
        [(b":status", b"20")],
        [(b":status", b"101")],
        [(b":status", b"200"), (b":path", b"/")],
        [(b":status", b"200"), (b"", b"a")],
        [(b":status", b"200"), (b"a:b", b"c")],
        [(b":status", b"200"), (b"a b", b"c")],
        [(b":status", b"200"), (b"a", b"b\nc")],
        [(b":status", b"200"), (b"a", b"b\0")],
    ],
)
def test_fields_that_no_head_can_be_made_of(fields: list[tuple[bytes, bytes]]) -> None:
    assert to_head(fields) is None


def test_a_request_is_written_as_it_is_sent() -> None:
    request = b'GET /a?b=c:d HTTP/1.1\r\nHost: pantai.example:8443\r\nIf-None-Match: W/"\xe9: a" \r\n\r\n'
    written = lower_names(request)
    assert written == b'GET /a?b=c:d HTTP/1.1\r\nHost: pantai.example:8443\r\nif-none-match: W/"\xe9: a"\r\n\r\n'
    assert lower_names(written) == written
    assert to_fields(written) == [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"pantai.example:8443"),
        (b":path", b"/a?b=c:d"),
        (b"if-none-match", b'W/"\xe9: a"'),
    ]


class _Line:
    """TLS that is up, and whose peer has said something already."""

    def __init__(self, protocol: str) -> None:
        self.protocol, self.sent, self.closed = protocol, b"", False

    def get_extra_info(self, name: str) -> object:
        return self if name == "ssl_object" else None

    def selected_alpn_protocol(self) -> str:
        return self.protocol

    def version(self) -> str:
        return "TLSv1.3"

    def cipher(self) -> None:
        return None

    def write(self, data: bytes) -> None:
        self.sent += data

    def get_write_buffer_size(self) -> int:
        return len(self.sent)

    def is_closing(self) -> bool:
        return self.closed

    def abort(self) -> None:
        self.closed = True


@pytest.mark.parametrize("protocol", ["h2", "http/1.1"])
def test_what_comes_with_the_end_of_a_handshake_behind_a_proxy_is_understood(protocol: str) -> None:
    server = H2Connection(H2Configuration(client_side=False))
    server.initiate_connection()
    hello = server.data_to_send()

    async def main() -> None:
        landing = memoryview(bytearray(1_000))
        connection = Negotiated(65_536, 5.0, landing, lambda _: None)
        line = _Line(protocol)

        class Loop:
            async def start_tls(self, *_: object, server_hostname: str) -> _Line:
                connection.get_buffer(-1)[: len(hello)] = hello
                connection.buffer_updated(len(hello))
                return line

        connection._transport = cast(asyncio.Transport, line)
        connection._loop = cast(asyncio.AbstractEventLoop, Loop())
        await connection.start_tls(ssl.create_default_context(), "pantai.example")
        assert connection.peer.protocol == (("h2", "tls/1.3") if protocol == "h2" else ("tls/1.3",))
        assert connection.reusable == (protocol == "h2")
        assert line.closed == (protocol != "h2")
        assert (b"\0\0\0\x04\x01\0\0\0\0" in line.sent) == (protocol == "h2")  # SETTINGS acknowledged

    asyncio.run(main())


def test_a_server_that_reads_no_answers_is_left() -> None:
    async def main() -> None:
        landing = memoryview(bytearray(200_000))
        connection = Negotiated(65_536, 5.0, landing, lambda _: None)
        line = _Line("h2")
        connection.connection_made(cast(asyncio.BaseTransport, line))
        pings = b"\0\0\x08\x06\0\0\0\0\0pantai00" * 10_000
        for _ in range(8):
            landing[: len(pings)] = pings
            connection.buffer_updated(len(pings))
        assert line.closed

    asyncio.run(main())
