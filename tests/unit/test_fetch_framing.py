"""Where a response ends, however its bytes arrive."""

import gc
import itertools
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch.framing import Limits, Message

LIMITS = Limits(head=4_096, body=100_000)
OK = b"HTTP/1.1 200 OK\r\n"

# response, whether it ends by itself, whether the connection may carry another
WHOLE = {
    "length": (OK + b"Content-Length: 5\r\n\r\nhello", True),
    "empty": (OK + b"Content-Length: 0\r\n\r\n", True),
    "same length twice": (OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", True),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", True),
    "mixed line ends": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\n\r\nhello", True),
    "odd header lines": (OK + b"no colon here\r\n : \r\nX\xff: \xfe\r\ncontent-LENGTH :5\r\n\r\nhello", True),
    "chunked": (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", True),
    "chunked, many": (OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 40 + b"0\r\n\r\n", True),
    "chunked with extensions and trailers": (
        OK + b"Transfer-Encoding: Chunked\r\n\r\n05;a=b\r\nhello\r\n000\r\nDigest: x\r\nY: z\r\n\r\n",
        True,
    ),
    "chunked with blanks and bare line feeds": (OK + b"Transfer-Encoding: chunked\r\n\r\n5  \nhello\n0\n\n", True),
    "chunks that hold line ends": (OK + b"Transfer-Encoding: chunked\r\n\r\n6\r\n\r\n0\r\n\r\r\n0\r\n\r\n", True),
    "chunked and a length": (
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        False,
    ),
    "gzip, chunked": (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n\x1f\x8b\r\n0\r\n\r\n", True),
    "connection: close": (OK + b"Connection: Keep-Alive, Close\r\nContent-Length: 2\r\n\r\nhi", False),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", False),
    "HTTP/1.0 kept alive": (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", True),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", True),
    "304 with the length of what it did not send": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", True),
}
TO_CLOSE = {
    "no length": OK + b"\r\nhello",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n",
    "lengths that differ": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "length that is none": OK + b"Content-Length: five\r\n\r\nhello",
    "negative length": OK + b"Content-Length: -5\r\n\r\nhello",
    "not chunked last": OK + b"Transfer-Encoding: gzip\r\n\r\nhello",
    "chunked, it says": OK + b"Transfer-Encoding: chunked\r\n\r\n<p>not at all</p>\n",
    "a chunk longer than it says": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
    "a huge chunk size": OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\nhello\r\n0\r\n\r\n",
}


def feed(data: bytes, cuts: list[int], limits: Limits = LIMITS) -> Message:
    message = Message(limits)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, stop in itertools.pairwise(edges):
        if start < stop and not message.done:
            message.feed(data[start:stop])
    return message


@pytest.mark.parametrize("name", WHOLE)
@given(cuts=st.lists(st.integers(0, 2_000), max_size=8))
def test_a_whole_response_ends_at_its_last_byte_and_not_before(name: str, cuts: list[int]) -> None:
    data, reusable = WHOLE[name]
    assert not feed(data[:-1], cuts).done
    message = feed(data, cuts)
    assert message.done
    assert bytes(message.buffer) == data
    assert (message.truncated, message.reusable) == (None, reusable)


@pytest.mark.parametrize("name", WHOLE)
def test_bytes_after_the_end_are_left_out_and_end_the_connection(name: str) -> None:
    message = feed(WHOLE[name][0] + b"HTTP/1.1 200 OK\r\n", [])
    assert bytes(message.buffer) == WHOLE[name][0]
    assert message.done
    assert not message.reusable


@pytest.mark.parametrize("name", TO_CLOSE)
@given(cuts=st.lists(st.integers(0, 2_000), max_size=8))
def test_a_response_without_an_end_of_its_own_lasts_until_the_server_closes(name: str, cuts: list[int]) -> None:
    assert not feed(TO_CLOSE[name], cuts).done
    message = feed(TO_CLOSE[name], cuts)
    message.close()
    assert message.done
    assert (bytes(message.buffer), message.truncated, message.reusable) == (TO_CLOSE[name], None, False)


@pytest.mark.parametrize("name", WHOLE)
def test_a_response_cut_short_says_so(name: str) -> None:
    for length in range(len(WHOLE[name][0])):
        message = feed(WHOLE[name][0][:length], [])
        message.close()
        assert (bytes(message.buffer), message.truncated) == (WHOLE[name][0][:length], "disconnect")
        assert not message.reusable


@given(cuts=st.lists(st.integers(0, 200), max_size=8))
def test_interim_responses_are_passed_over(cuts: list[int]) -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    final = WHOLE["length"][0]
    message = feed(interim + final, cuts)
    assert message.done
    assert bytes(message.buffer) == final
    assert message.head is not None
    assert message.head.status == 200


def test_blank_lines_left_from_the_response_before_are_passed_over() -> None:
    assert bytes(feed(b"\r\n\r\n" + WHOLE["length"][0], [1, 3]).buffer) == WHOLE["length"][0]


@given(cuts=st.lists(st.integers(0, 300), max_size=8), body=st.integers(1, 40))
def test_a_body_over_the_limit_is_cut_there_to_the_byte(cuts: list[int], body: int) -> None:
    for start in (b"Content-Length: 100\r\n\r\n", b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n64\r\n"):
        head = OK + start.removesuffix(b"64\r\n")
        data = OK + start + b"x" * 100
        for ending in (b"", b"\r\n0\r\n\r\n"):
            message = feed(data + ending, cuts, Limits(4_096, body))
            assert message.done
            assert (bytes(message.buffer), message.truncated) == (data[: len(head) + body], "length")


def test_a_body_as_large_as_the_limit_is_whole() -> None:
    for data in (WHOLE["length"][0], TO_CLOSE["no length"]):
        message = feed(data, [], Limits(4_096, 5))
        message.close()
        assert (bytes(message.buffer), message.truncated) == (data, None)


@pytest.mark.parametrize("noise", [b"\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100\n\n"])
def test_a_server_that_never_comes_to_the_point_is_left(noise: bytes) -> None:
    message = feed(noise * 10_000, [7, 1_000, 9_000])
    assert (message.done, message.truncated, message.has_status) == (True, "protocol", False)


def test_a_message_is_gone_when_nobody_holds_it() -> None:
    gc.disable()
    try:
        buffers = []
        for data, _ in WHOLE.values():
            message = feed(data, [3])
            buffers.append(weakref.ref(message))
            del message
        assert not any(buffer() for buffer in buffers)
    finally:
        gc.enable()


def test_a_head_over_the_limit_is_cut_there() -> None:
    message = feed(OK + b"X: " + b"y" * 9_000, [])
    assert (message.done, message.truncated, len(message.buffer), message.head) == (True, "length", 4_096, None)
    assert message.has_status
    within = feed(OK + b"X: " + b"y" * 9_000 + b"\r\n\r\n", [])
    assert within.truncated == "length"


@pytest.mark.parametrize(
    "data", [b"SSH-2.0-OpenSSH_9.6\r\n", b"<html>", b"\x15\x03\x01\x00\x02\x02", b"HTTX/1.1 200\r\n"]
)
def test_what_is_no_http_is_told_at_once(data: bytes) -> None:
    message = feed(data, [2])
    assert (message.done, message.truncated, message.has_status) == (True, "protocol", False)


def test_an_answer_to_connect_ends_with_its_head() -> None:
    message = Message(LIMITS, bodiless=True)
    assert message.feed(b"HTTP/1.1 200 Connection established\r\n\r\n")
    assert message.truncated is None


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=6))
def test_any_bytes_are_kept_up_to_the_end(data: bytes, cuts: list[int]) -> None:
    for start in (b"", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n", OK + b"Content-Length: 7\r\n\r\n"):
        message = feed(start + data, cuts)
        whole = feed(start + data, [])
        message.close()
        whole.close()
        assert message.truncated == whole.truncated
        if message.truncated != "protocol":
            assert bytes(message.buffer) == bytes(whole.buffer)
            assert bytes(message.buffer) in start + data
