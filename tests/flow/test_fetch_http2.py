"""HTTP/2 on the wire: what is asked, what is kept, and that a WARC gives it back."""

import asyncio
import gzip
import sys
from pathlib import Path

import pytest
from h2.errors import ErrorCodes
from h2.events import PingAckReceived, SettingsAcknowledged
from warcio.archiveiterator import ArchiveIterator

from scraper import decode
from scraper.app.settings import fetch_settings
from scraper.config import parse
from scraper.errors import ConfigError, Unreachable
from scraper.fetch import Fetcher
from scraper.model import Capture
from scraper.warc import read
from tests.flow import scripted
from tests.flow.http2_scene import HEAD, HTML, HTTP2, OK, Authority, Scene, new_authority, once, play
from tests.flow.http2_server import Asked, Talk, serve
from tests.flow.scripted import Archive, article, no_robots, page, settings
from tests.flow.test_fetch_tls import proxying
from tests.unit.warc_files import VISIT, make_writer, only

URL = "https://pantai.example/a?b=%C3%A9"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("tls"))


def test_a_page_is_asked_for_and_kept_in_the_words_of_http_1(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(
            asked,
            *OK,
            ("upgrade", "h2,h2c"),
            ("x-odd", "  two"),
            ("content-length", str(len(HTML))),
            ("x-odd", "again"),
        )
        talk.body(asked, HTML)

    exchange, scene = once(authority, answer)
    fields = scene.server.log[-1].fields
    assert fields[:4] == [
        (":method", "GET"),
        (":scheme", "https"),
        (":authority", "pantai.example"),
        (":path", "/a?b=%C3%A9"),
    ]
    lines = exchange.request.decode().split("\r\n")
    assert lines[:2] == ["GET /a?b=%C3%A9 HTTP/1.1", "Host: pantai.example"]
    assert [tuple(line.split(": ", 1)) for line in lines[2:-2]] == fields[4:]
    assert [name for name, _ in fields[4:]] == ["user-agent", "accept", "accept-language", "accept-encoding", "from"]
    length = b"content-length: %d\r\n" % len(HTML)
    assert exchange.response == HEAD + b"upgrade: h2,h2c\r\nx-odd:   two\r\n" + length + b"x-odd: again\r\n\r\n" + HTML
    assert exchange.protocol == ("h2", "tls/1.3")
    assert exchange.cipher is not None
    assert exchange.cipher.startswith("TLS_")
    assert (exchange.status, exchange.truncated, exchange.remote_ip) == (200, None, "127.0.0.1")
    assert scene.archive.kept[-1][0] == exchange


def test_what_is_kept_is_written_and_read_back_by_us_and_by_others(authority: Authority, tmp_path: Path) -> None:
    zipped = gzip.compress(HTML)

    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK, ("content-encoding", "gzip"))
        talk.body(asked, zipped)

    exchange, _ = once(authority, answer)
    assert exchange.response == HEAD + b"content-encoding: gzip\r\n\r\n" + zipped
    writer = make_writer(tmp_path)
    writer.append(exchange, VISIT)
    writer.close()
    (capture,) = read(only(tmp_path))
    assert isinstance(capture, Capture)
    assert capture.exchange == exchange
    assert decode.content(capture.exchange) == HTML
    with only(tmp_path).open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            if record.rec_type not in ("request", "response"):
                continue
            assert record.http_headers.get_header("host" if record.rec_type == "request" else "content-type")
            if record.rec_type == "response":
                assert record.http_headers.get_statuscode() == "200"
                assert record.content_stream().read() == HTML
                said = [value for name, value in record.rec_headers.headers if name == "WARC-Protocol"]
                assert said == ["h2", "tls/1.3"]
            assert record.rec_headers.get_header("WARC-Block-Origin")


def test_a_body_larger_than_the_windows_comes_whole(authority: Authority) -> None:
    body = bytes(range(256)) * 40_000

    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK)
        talk.body(asked, body)

    exchange, _ = once(authority, answer, max_body=20_000_000)
    assert exchange.response == HEAD + b"\r\n" + body
    assert exchange.truncated is None


def test_many_fields_come_in_order_and_more_than_we_take_are_no_answer(authority: Authority) -> None:
    many = [(f"x-{number}", "tide" * 20) for number in range(1_500)]

    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK, *many, end=True)

    exchange, scene = once(authority, answer)
    assert list(exchange.headers) == [*OK[1:], *many]

    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable, match="the head of the answer is larger than we take") as caught:
            await scene.fetch()
        assert caught.value.reason == "protocol"

    scene = play(authority, answer, go, max_head=65_536)
    assert ErrorCodes.ENHANCE_YOUR_CALM in scene.server.resets()


def test_interim_responses_and_trailers_are_not_kept(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, (":status", "103"), ("link", "</a.css>"))
        talk.head(asked, *OK)
        talk.h2.send_data(asked.stream, HTML, pad_length=200)
        talk.head(asked, ("x-checked", "yes"), end=True)

    exchange, _ = once(authority, answer)
    assert exchange.response == HEAD + b"\r\n" + HTML


def test_a_connection_carries_one_exchange_after_the_other_and_answers_pings(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.h2.ping(b"pantai00")
        talk.head(asked, (":status", "304" if asked.path == "/1" else "299"), ("content-length", "900"), end=True)
        if asked.path == "/2":
            talk.flush()

    async def go(scene: Scene) -> None:
        first = await scene.fetch("/1")
        assert first.response == b"HTTP/1.1 304 Not Modified\r\ncontent-length: 900\r\n\r\n"
        assert first.truncated is None
        second = await scene.fetch("/2")
        assert second.response == b"HTTP/1.1 299 \r\ncontent-length: 900\r\n\r\n"
        assert second.truncated == "disconnect"  # 900 octets were promised

    scene = play(authority, answer, go, attempts=1)
    assert [(asked.path, asked.connection, asked.stream) for asked in scene.server.log] == [
        ("/robots.txt", 1, 1),
        ("/1", 1, 3),
        ("/2", 1, 5),
    ]
    assert any(isinstance(event, PingAckReceived) for event in scene.server.events)
    assert any(isinstance(event, SettingsAcknowledged) for event in scene.server.events)


def test_where_the_server_has_no_http2_the_same_connection_speaks_http_1(authority: Authority) -> None:
    async def main() -> None:
        async with scripted.serve(lambda asked: no_robots(asked, lambda _: page(HTML)), authority.http1) as server:
            fetcher = Fetcher(settings(server.port, ca_bundle=authority.bundle, http2=HTTP2), Archive())
            got = await fetcher.fetch(article(URL))
            assert got.exchange.protocol == ("http/1.1", "tls/1.3")
            assert got.exchange.request == server.log[-1].head
            assert {asked.connection for asked in server.log} == {1}
            await fetcher.close()

    asyncio.run(main())


def test_a_host_that_is_not_configured_is_not_offered_http2(authority: Authority) -> None:
    async def main() -> None:
        async with scripted.serve(lambda asked: no_robots(asked, lambda _: page(HTML)), authority.server) as server:
            other = frozenset({"laut.example"})
            fetcher = Fetcher(settings(server.port, ca_bundle=authority.bundle, http2=other), Archive())
            assert (await fetcher.fetch(article(URL))).exchange.protocol == ("http/1.1", "tls/1.3")
            await fetcher.close()

    asyncio.run(main())


def test_the_hosts_come_from_the_configuration(tmp_path: Path) -> None:
    text = "identity: {name: Desk, contact: https://desk.example/}\nfetch: {http2: [PANTAI.example]}\n"
    assert fetch_settings(parse(text, tmp_path / "config.yaml")).http2 == HTTP2


def test_it_goes_through_a_proxy(authority: Authority) -> None:
    def answer(talk: Talk, asked: Asked) -> None:
        talk.head(asked, *OK)
        talk.body(asked, HTML)

    async def main() -> None:
        async with serve(answer, authority.server) as server, proxying(server.port) as proxy:
            changes = {"proxy": f"http://127.0.0.1:{proxy.port}", "connect_to": {}}
            fetcher = Fetcher(settings(1, ca_bundle=authority.bundle, http2=HTTP2, **changes), Archive())
            got = await fetcher.fetch(article(URL))
            assert got.exchange.response == HEAD + b"\r\n" + HTML
            assert (got.exchange.protocol, got.exchange.remote_ip) == (("h2", "tls/1.3"), None)
            assert len(proxy.heads) == 1
            await fetcher.close()

    asyncio.run(main())


def test_a_missing_library_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h2", None)
    for name in [
        name for name in sys.modules if name.startswith(("h2.", "scraper.fetch.negotiated", "scraper.fetch.http2"))
    ]:
        monkeypatch.delitem(sys.modules, name)

    async def main() -> None:
        Fetcher(settings(1), Archive())
        with pytest.raises(ConfigError, match=r"fetch\.http2: the package h2 is not installed"):
            Fetcher(settings(1, http2=HTTP2), Archive())

    asyncio.run(main())
