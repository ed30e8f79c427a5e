"""HTTP/2 that ends otherwise than it should: limits, resets, servers that leave, and what is no answer at all."""

import pytest
from h2.errors import ErrorCodes

from scraper.errors import Unreachable
from tests.flow.http2_scene import HEAD, HTML, OK, Authority, Scene, new_authority, once, play
from tests.flow.http2_server import Answer, Asked, Talk


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("tls"))


def test_a_body_over_the_limit_is_cut_and_the_server_told_to_stop(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK)
        talk.h2.send_data(asked.stream, HTML)

    exchange, scene = once(authority, answer, max_body=500)
    assert exchange.response == HEAD + b"\r\n" + HTML[:500]
    assert exchange.truncated == "length"
    assert scene.server.paths() == ["/robots.txt", "/a?b=%C3%A9"]
    assert scene.server.resets() == [ErrorCodes.CANCEL, ErrorCodes.NO_ERROR]


def test_a_body_that_stops_coming_is_kept_as_far_as_it_came(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK)
        talk.h2.send_data(asked.stream, HTML)
        talk.flush(b"\0\0\x64\0\0" + asked.stream.to_bytes(4, "big") + b"half of a frame")

    exchange, _ = once(authority, answer, timeout=0.5)
    assert exchange.response == HEAD + b"\r\n" + HTML + b"half of a frame"
    assert exchange.truncated == "time"


def reset(talk: Talk, asked: Asked) -> None:
    talk.h2.reset_stream(asked.stream, ErrorCodes.INTERNAL_ERROR)


def hang_up(talk: Talk, asked: Asked) -> None:
    talk.flush()
    talk.transport.close()


def leave(talk: Talk, asked: Asked) -> None:
    talk.h2.close_connection(ErrorCodes.INTERNAL_ERROR)
    hang_up(talk, asked)


def talk_nonsense(talk: Talk, asked: Asked) -> None:
    talk.flush(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("end", [reset, hang_up, leave, talk_nonsense])
def test_an_answer_that_breaks_off_is_kept_and_asked_for_again(authority: Authority, end: Answer) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK, ("content-length", "99999"))
        talk.h2.send_data(asked.stream, HTML)
        end(talk, asked)

    exchange, scene = once(authority, answer, attempts=2)
    assert exchange.response == HEAD + b"content-length: 99999\r\n\r\n" + HTML
    assert exchange.truncated == "disconnect"
    assert [visit.attempt for _, visit in scene.archive.kept[1:]] == [1, 2]


def lie(talk: Talk, asked: Asked) -> None:
    talk.head(asked, *OK, ("content-length", "100"))
    talk.flush(b"\0\0\x05\0\1" + asked.stream.to_bytes(4, "big") + b"short")


def test_a_body_shorter_than_it_said_is_kept(authority: Authority) -> None:
    exchange, _ = once(authority, lie, attempts=1)
    assert exchange.response == HEAD + b"content-length: 100\r\n\r\nshort"
    assert exchange.truncated == "disconnect"


def malformed(talk: Talk, asked: Asked) -> None:
    talk.head(asked, *OK, ("x-split", "a\r\nset-cookie: b"), end=True)


def statusless(talk: Talk, asked: Asked) -> None:
    talk.head(asked, ("content-type", "text/html"), end=True)


@pytest.mark.parametrize(
    ("answer", "reason", "times"),
    [
        (reset, "disconnect", 3),
        (hang_up, "disconnect", 4),  # its connection may have been closed while it was idle: once more
        (talk_nonsense, "protocol", 1),
        (malformed, "protocol", 1),
        (statusless, "protocol", 1),
        (lambda talk, asked: None, "timeout", 3),
    ],
)
def test_what_is_no_answer_is_unreachable(authority: Authority, answer: Answer, reason: str, times: int) -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable, match=r"^https://pantai\.example/a") as caught:
            await scene.fetch()
        assert caught.value.reason == reason

    scene = play(authority, answer, go, timeout=0.5 if reason == "timeout" else 5.0)
    assert len(scene.server.log) == times + 1
    assert len(scene.archive.kept) == 1


def test_a_server_that_goes_before_our_request_costs_no_attempt(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        if asked.connection == 1:
            talk.h2.close_connection(last_stream_id=asked.stream - 2)
        else:
            talk.head(asked, *OK, end=True)

    exchange, scene = once(authority, answer, attempts=1)
    assert exchange.status == 200
    assert [(asked.path, asked.connection) for asked in scene.server.log[1:]] == [
        ("/a?b=%C3%A9", 1),
        ("/a?b=%C3%A9", 2),
    ]


def test_a_server_that_goes_after_our_request_still_answers_it(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.flush(b"\0\0\x08\x07\0\0\0\0\0\x7f\xff\xff\xff\0\0\0\0")
        talk.head(asked, *OK)
        talk.body(asked, HTML)

    async def go(scene: Scene) -> None:
        for path in ("/1", "/2"):
            assert (await scene.fetch(path)).response == HEAD + b"\r\n" + HTML

    scene = play(authority, answer, go, attempts=1)
    assert [asked.connection for asked in scene.server.log] == [1, 1, 2]


def test_a_refused_stream_is_asked_for_again(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        if asked.connection < 3:
            talk.h2.reset_stream(asked.stream, ErrorCodes.REFUSED_STREAM)
        else:
            talk.head(asked, *OK, end=True)

    exchange, scene = once(authority, answer)
    assert exchange.status == 200
    assert scene.archive.kept[-1][1].attempt == 3


def test_a_server_that_wants_http_1_after_all_gets_it_from_then_on(authority: Authority) -> None:
    async def go(scene: Scene) -> None:
        for path, protocol in (("/1", "http/1.1"), ("/2", "http/1.1")):
            got = await scene.fetch(path)
            assert got.protocol == (protocol, "tls/1.3")
            assert got.request.startswith(f"GET {path} HTTP/1.1\r\nHost: pantai.example\r\nUser-Agent: ".encode())

    scene = play(
        authority, lambda talk, asked: talk.h2.reset_stream(asked.stream, ErrorCodes.HTTP_1_1_REQUIRED), go, attempts=1
    )
    assert scene.server.paths() == ["/robots.txt", "/1"]
    assert scene.server.connections == 2


def test_a_connection_that_the_server_leaves_while_it_is_idle_is_not_used_again(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK, end=True)
        talk.h2.close_connection()

    async def go(scene: Scene) -> None:
        for path in ("/1", "/2"):
            assert (await scene.fetch(path)).status == 200

    scene = play(authority, answer, go, attempts=1)
    assert [(asked.path, asked.connection) for asked in scene.server.log[1:]] == [("/1", 1), ("/2", 2)]
