"""What is sent, and that what is received is kept to the byte."""

import gzip
from dataclasses import replace

import pytest

from scraper import decode
from scraper.errors import Forbidden, Unreachable
from scraper.model import Capture, FoundOn, Kind, Target
from tests.flow.scripted import Answer, Asked, Reply, Scene, article, page, play

HTML = b"<html><title>Banjir surut</title><p>Warga kembali ke rumah.</p>" * 40
OK = b"HTTP/1.1 200 OK\r\nServer: invented\r\nX-Odd:   two  \r\nx-odd: again\r\n"


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nTrailer: t\r\n\r\n"


ZIPPED = gzip.compress(HTML)
WIRE = {
    "neither": Reply(OK + b"Content-Length: %d\r\n\r\n" % len(HTML) + HTML),
    "gzip": Reply(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(ZIPPED) + ZIPPED),
    "chunked": Reply(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(HTML)),
    "both": Reply(OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(ZIPPED, 7)),
    "until closed": Reply(b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + HTML, close=True),
    "chunked, it says": Reply(OK + b"Transfer-Encoding: chunked\r\n\r\n" + HTML, close=True),
}
CUT = {
    "length": Reply(OK + b"Content-Length: 99999\r\n\r\n" + HTML, close=True),
    "chunked": Reply(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(HTML)[:-20], close=True),
}


def capture(answer: Answer, url: str = "http://pantai.example/a", **changes: object) -> tuple[Capture, Scene]:
    captures: list[Capture] = []

    async def go(scene: Scene) -> None:
        captures.append(await scene.fetcher.fetch(article(url)))

    scene = play(answer, go, **changes)
    return captures[0], scene


@pytest.mark.parametrize("name", WIRE)
def test_the_response_is_what_the_server_sent(name: str) -> None:
    got, scene = capture(lambda asked: WIRE[name])
    exchange = got.exchange
    assert exchange.response == WIRE[name].data
    assert exchange.truncated is None
    assert exchange.request == scene.server.log[-1].head
    assert exchange.remote_ip == "127.0.0.1"
    assert exchange.protocol == ("http/1.0" if name == "until closed" else "http/1.1",)
    assert decode.content(exchange) == HTML
    assert scene.archive.kept[-1][0] == exchange


@pytest.mark.parametrize("name", CUT)
def test_a_response_cut_short_is_kept_and_asked_for_again_and_says_so(name: str) -> None:
    got, scene = capture(lambda asked: CUT[name])
    assert got.exchange.response == CUT[name].data
    assert got.exchange.truncated == "disconnect"
    kept = scene.archive.kept[1:]
    assert [(exchange.response, visit.attempt) for exchange, visit in kept] == [
        (CUT[name].data, attempt) for attempt in (1, 2, 3)
    ]


def test_a_body_over_the_limit_is_kept_as_far_as_it_was_taken_and_not_asked_for_again() -> None:
    got, scene = capture(lambda asked: WIRE["neither"], max_body=500)
    head = WIRE["neither"].data.removesuffix(HTML)
    assert got.exchange.response == head + HTML[:500]
    assert got.exchange.truncated == "length"
    assert scene.server.paths() == ["/robots.txt", "/a"]


def test_a_body_that_stops_coming_is_kept_as_far_as_it_came() -> None:
    async def stall(asked: Asked) -> Reply:
        return Reply(OK + b"Content-Length: 99999\r\n\r\n" + HTML)

    got, scene = capture(stall, timeout=0.2)
    assert got.exchange.response == OK + b"Content-Length: 99999\r\n\r\n" + HTML
    assert got.exchange.truncated == "time"
    assert scene.server.paths() == ["/robots.txt", "/a"]


def test_a_server_that_drips_is_not_waited_for_for_ever() -> None:
    got, _ = capture(lambda asked: Reply(OK + b"\r\n", drip=b"."), timeout=0.1)
    assert got.exchange.truncated == "time"
    assert got.exchange.response.startswith(OK + b"\r\n...")
    assert got.visit is not None
    assert 0.9 < got.visit.seconds < 5


@pytest.mark.parametrize(
    ("reply", "reason", "kept"),
    [
        (Reply(b"", close=True), "disconnect", 0),
        (Reply(b"HTTP/1.1 2", close=True), "disconnect", 0),
        (Reply(b"HTTP/1.1 200 OK\r\nServer: inv", close=True), "disconnect", 3),
        (Reply(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 400_000), "protocol", 1),
        (Reply(b"SSH-2.0-invented\r\n"), "protocol", 0),
        (Reply(b"<html>no head</html>", close=True), "protocol", 0),
        (Reply(b""), "timeout", 0),
        (Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), "timeout", 3),
    ],
)
def test_what_is_no_whole_answer_is_unreachable_and_kept_where_it_has_a_status(
    reply: Reply, reason: str, kept: int
) -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable, match=r"^http://pantai\.example/a: ") as caught:
            await scene.fetcher.fetch(article("http://pantai.example/a"))
        assert caught.value.reason == reason

    scene = play(lambda asked: reply, go, timeout=0.3)
    # hung up at without a byte, the connection that brought robots.txt looks as if it had been closed while it was idle
    assert scene.archive.urls().count("http://pantai.example/a") == kept
    attempts = 1 if reason == "protocol" else 4 if reply.data == b"" and reply.close else 3
    assert scene.server.paths().count("/a") == attempts


def test_nobody_listening_is_unreachable() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable, match=r"robots\.txt") as caught:
            await scene.fetcher.fetch(article("http://pantai.example/a"))
        assert caught.value.reason == "host_down"

    assert play(lambda asked: page(), go, connect_to={":": "127.0.0.1:1"}).archive.kept == []


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable):
            await scene.fetcher.fetch(article("http://nowhere.invalid/a"))

    play(lambda asked: page(), go, connect_to={})


def test_the_request_names_us_and_asks_for_what_we_can_read() -> None:
    got, _ = capture(lambda asked: page(), "http://pantai.example:8080/b%20c?q=1&r=%C3%A9")
    lines = got.exchange.request.decode("ascii").split("\r\n")
    assert lines[:2] == ["GET /b%20c?q=1&r=%C3%A9 HTTP/1.1", "Host: pantai.example:8080"]
    headers = dict(line.split(": ", 1) for line in lines[1:-2])
    assert headers["User-Agent"] == "news-scraper/0.1 (+https://desk.example/)"
    assert headers["From"] == "desk@desk.example"
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert set(headers) == {"Host", "User-Agent", "From", "Accept", "Accept-Language", "Accept-Encoding"}


@pytest.mark.parametrize(
    ("url", "line", "host"),
    [
        ("http://pantai.example", "/", "pantai.example"),
        ("http://editor:secret@pantai.example/a#part", "/a", "pantai.example"),
        ("http://PANTAI.example:80/a", "/a", "pantai.example"),
        ("http://pantai.example/berita utama?q=a b", "/berita%20utama?q=a%20b", "pantai.example"),
        ("http://bücher.example/straße", "/stra%C3%9Fe", "xn--bcher-kva.example"),
        ("http://xn--ls8h.example/a", "/a", "xn--ls8h.example"),  # which is in use, and no IDNA
        ("http://xn--zzzzzz.example/a", "/a", "xn--zzzzzz.example"),  # which is nothing at all
    ],
)
def test_urls_are_sent_as_clients_send_them(url: str, line: str, host: str) -> None:
    got, _ = capture(lambda asked: page(), url)
    assert got.exchange.request.startswith(f"GET {line} HTTP/1.1\r\nHost: {host}\r\n".encode())
    assert b"secret" not in got.exchange.request
    assert got.exchange.url == f"http://{host}{line}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://pantai.example/a", "scheme"),
        ("javascript:void(0)", "scheme"),
        ("/a", "scheme"),
        ("http://", "url"),
        ("http:///a", "url"),
        ("http://pantai.example:port/", "url"),
        ("http://[::1/", "url"),
    ],
)
def test_what_is_no_web_address_is_forbidden(url: str, reason: str) -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Forbidden) as caught:
            await scene.fetcher.fetch(article(url))
        assert caught.value.reason == reason

    assert play(lambda asked: page(), go).server.log == []


def test_validators_are_echoed_verbatim_and_cannot_break_out_of_their_line() -> None:
    conditions = [
        ("If-None-Match", 'W/"a\xe9,b"'),
        ("If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"),
        ("If-Match", "a\rX: y"),
    ]

    async def go(scene: Scene) -> None:
        target = article("http://pantai.example/a")
        scene.known[target.url] = conditions
        assert b"If-" not in (await scene.fetcher.fetch(target)).exchange.request
        got = await scene.fetcher.fetch(replace(target, seen=True))
        assert b'\r\nIf-None-Match: W/"a\xe9,b"\r\n' in got.exchange.request
        assert b"\r\nIf-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT\r\n" in got.exchange.request
        assert b"If-Match" not in got.exchange.request

    play(lambda asked: page(), go)


def test_a_304_to_something_that_is_not_in_the_archive_is_followed_by_an_asking_without_conditions() -> None:
    """This archive holds nothing, so nothing is a revisit. A 304 that no condition asked for is left alone."""

    async def go(scene: Scene) -> None:
        target = article("http://pantai.example/a")
        scene.known[target.url] = [("If-None-Match", '"a"')]
        got = await scene.fetcher.fetch(replace(target, seen=True))
        assert (got.exchange.status, b"If-None-Match" in got.exchange.request) == (304, False)
        await scene.fetcher.fetch(target)

    scene = play(lambda asked: Reply(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n"), go)
    asked = [b"If-None-Match" in exchange.request for exchange, _ in scene.archive.kept if exchange.status == 304]
    assert asked == [True, False, False]


def test_interim_responses_are_not_the_answer() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    got, _ = capture(lambda asked: Reply(hints + WIRE["gzip"].data))
    assert got.exchange.response == WIRE["gzip"].data


def test_a_connection_carries_one_exchange_after_the_other_while_both_sides_agree() -> None:
    replies = {
        "/1": WIRE["neither"],
        "/2": WIRE["both"],
        "/3": Reply(WIRE["gzip"].data + b"HTTP/1.1 200 OK\r\n"),
        "/4": page(HTML, "200 OK", "Connection: close"),
        "/5": WIRE["chunked"],
        "/6": WIRE["gzip"],
    }

    async def go(scene: Scene) -> None:
        for path, reply in replies.items():
            got = await scene.fetcher.fetch(article(f"http://pantai.example{path}"))
            assert decode.content(got.exchange) == HTML
            if path != "/3":
                assert got.exchange.response == reply.data
        await scene.fetcher.fetch(article("http://laut.example/6"))

    scene = play(lambda asked: replies[asked.path], go)
    assert [
        (asked.host, asked.path, asked.connection) for asked in scene.server.log if asked.path != "/robots.txt"
    ] == [
        ("pantai.example", "/1", 1),
        ("pantai.example", "/2", 1),
        ("pantai.example", "/3", 1),
        ("pantai.example", "/4", 2),
        ("pantai.example", "/5", 3),
        ("pantai.example", "/6", 3),
        ("laut.example", "/6", 4),
    ]


def test_a_kept_connection_that_turns_out_closed_costs_no_attempt() -> None:
    def answer(asked: Asked) -> Reply:
        first_here = sum(other.connection == asked.connection for other in scene_log) == 0
        scene_log.append(asked)
        return page() if first_here else Reply(b"", close=True)

    scene_log: list[Asked] = []

    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article("http://pantai.example/a"))
        got = await scene.fetcher.fetch(article("http://pantai.example/b"))
        assert (got.exchange.status, got.visit.attempt if got.visit else 0) == (200, 1)

    scene = play(answer, go, attempts=1)
    # the connection that brought robots.txt carries /a; /b finds it closed and comes again on a new one
    assert [(asked.path, asked.connection) for asked in scene.server.log] == [
        ("/robots.txt", 1),
        ("/a", 1),
        ("/b", 1),
        ("/b", 2),
    ]


def test_visits_tell_why_and_how_we_came() -> None:
    def answer(asked: Asked) -> Reply:
        return page(b"", "301 Moved", "Location: /b") if asked.path == "/a" else page()

    target = Target(
        "http://pantai.example/a",
        "pantai",
        Kind.ARTICLE,
        "pantai/kota",
        FoundOn("http://pantai.example/", "urn:uuid:0"),
        2,
    )

    async def go(scene: Scene) -> None:
        got = await scene.fetcher.fetch(target)
        assert got.visit == scene.archive.kept[-1][1]

    scene = play(answer, go)
    (_, robots), (first, asked), (second, redirected) = scene.archive.kept
    assert (robots.target.kind, robots.hops, robots.via) == (Kind.ROBOTS, "LLP", "http://pantai.example/a")
    assert robots.target.url == "http://pantai.example/robots.txt"
    assert (asked.target, asked.hops, asked.via) == (target, "LL", "http://pantai.example/")
    assert (redirected.target, redirected.hops, redirected.via) == (target, "LLR", "http://pantai.example/a")
    assert (first.url, second.url) == ("http://pantai.example/a", "http://pantai.example/b")
    assert first.fetched_at <= second.fetched_at
    assert redirected.seconds >= 0
