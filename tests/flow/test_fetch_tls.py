"""TLS, and the way through a proxy."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import trustme

from scraper.errors import ConfigError, Forbidden, Unreachable
from scraper.fetch import Fetcher
from scraper.model import Capture
from tests.flow.scripted import Archive, Asked, Reply, article, no_robots, page, serve, settings

URL = "https://pantai.example/a"


@dataclass(frozen=True, slots=True)
class Authority:
    bundle: Path
    server: ssl.SSLContext


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    issuer = trustme.CA()
    bundle = tmp_path_factory.mktemp("tls") / "ca.pem"
    issuer.cert_pem.write_to_path(bundle)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert("pantai.example", "laut.example").configure_cert(server)
    return Authority(bundle, server)


def answer(asked: Asked) -> Reply:
    return no_robots(asked, lambda _: page(b"<p>news</p>"))  # type: ignore[return-value]


async def fetch(url: str, port: int, **changes: object) -> Capture:
    fetcher = Fetcher(settings(port, attempts=1, **changes), Archive())
    try:
        async with asyncio.timeout(60):
            return await fetcher.fetch(article(url))
    finally:
        await fetcher.close()


def test_a_publisher_on_loopback_keeps_its_name_on_the_certificate_in_sni_and_in_host(authority: Authority) -> None:
    names: list[str | None] = []
    authority.server.sni_callback = lambda _, name, __: names.append(name)

    async def main() -> None:
        async with serve(answer, authority.server) as server:
            for url in (URL, "https://laut.example/b"):
                got = await fetch(url, server.port, ca_bundle=authority.bundle)
                assert got.exchange.status == 200
                assert got.exchange.protocol == ("http/1.1", "tls/1.3")
                assert got.exchange.cipher is not None
                assert got.exchange.cipher.startswith("TLS_")
                assert got.exchange.remote_ip == "127.0.0.1"
            assert [asked.host for asked in server.log[1::2]] == ["pantai.example", "laut.example"]

    asyncio.run(main())
    assert names == ["pantai.example", "laut.example"]


def test_older_tls_names_its_cipher_as_iana_does(authority: Authority) -> None:
    older = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer = trustme.CA()
    issuer.issue_cert("pantai.example").configure_cert(older)
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    bundle = authority.bundle.with_name("older.pem")
    issuer.cert_pem.write_to_path(bundle)

    async def main() -> None:
        async with serve(answer, older) as server:
            exchange = (await fetch(URL, server.port, ca_bundle=bundle)).exchange
            assert exchange.protocol == ("http/1.1", "tls/1.2")
            assert exchange.cipher is not None
            assert exchange.cipher.startswith("TLS_ECDHE_")
            assert "_WITH_" in exchange.cipher

    asyncio.run(main())


@pytest.mark.parametrize("url", ["https://gunung.example/a", "https://pantai.example/a"])
def test_a_certificate_of_another_name_or_issuer_is_refused(authority: Authority, url: str) -> None:
    stranger = authority.bundle.with_name("stranger.pem")
    trustme.CA().cert_pem.write_to_path(stranger)
    bundle = authority.bundle if "gunung" in url else stranger

    async def main() -> None:
        async with serve(answer, authority.server) as server:
            with pytest.raises(Unreachable, match=r"no TLS connection to .*: .*(issuer|[Hh]ostname)") as caught:
                await fetch(url, server.port, ca_bundle=bundle)
            assert caught.value.reason == "robots"
            assert server.log == []

    asyncio.run(main())


def test_a_connection_cut_without_goodbye_ends_the_message(authority: Authority) -> None:
    cut = Reply(b"HTTP/1.0 200 OK\r\n\r\n<p>half", close=True)

    async def main() -> None:
        async with serve(lambda asked: no_robots(asked, lambda _: cut), authority.server) as server:
            got = await fetch(URL, server.port, ca_bundle=authority.bundle)
            assert (got.exchange.response, got.exchange.truncated) == (cut.data, None)

    asyncio.run(main())


def test_a_bundle_that_is_none_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")

    async def main() -> None:
        with pytest.raises(ConfigError, match=r"ca\.pem"):
            await fetch(URL, 1, ca_bundle=broken)

    asyncio.run(main())


@dataclass(slots=True)
class Proxy:
    port: int
    heads: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def proxying(port: int, status: bytes = b"200 Connection established") -> AsyncIterator[Proxy]:
    """A proxy that leads everything to one port of ours."""
    proxy = Proxy(0)
    tasks: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        proxy.heads.append(head)
        onward_reader, onward = await asyncio.open_connection("127.0.0.1", port)
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 " + status + b"\r\n\r\n")
        else:
            onward.write(head)
        await asyncio.gather(pump(reader, onward), pump(onward_reader, writer))

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(attend(reader, writer))
        tasks.add(task)

    listening = await asyncio.start_server(accept, "127.0.0.1", 0)
    proxy.port = listening.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listening.close()
        async with asyncio.timeout(60):
            await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(5):
            await asyncio.sleep(0)


def test_http_goes_through_a_proxy_in_absolute_form_and_its_password_is_not_kept() -> None:
    async def main() -> None:
        async with serve(answer) as server, proxying(server.port) as proxy:
            got = await fetch(
                "http://pantai.example/a?b", 1, proxy=f"http://desk:se%3Acret@127.0.0.1:{proxy.port}", connect_to={}
            )
            secret = base64.b64encode(b"desk:se:cret")
            assert b"\r\nProxy-Authorization: Basic " + secret + b"\r\n" in server.log[-1].head
            assert got.exchange.request.startswith(
                b"GET http://pantai.example/a?b HTTP/1.1\r\nHost: pantai.example\r\n"
            )
            assert got.exchange.request.endswith(b"\r\n\r\n")
            assert secret not in got.exchange.request
            assert got.exchange.remote_ip is None
            assert got.exchange.url == "http://pantai.example/a?b"

    asyncio.run(main())


def test_a_proxy_that_does_not_let_us_in_is_no_answer_of_the_host() -> None:
    def shut(_: Asked) -> Reply:
        return Reply(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    async def main() -> None:
        async with serve(shut) as server, proxying(server.port) as proxy:
            archive = Archive()
            way = f"http://desk:x@127.0.0.1:{proxy.port}"
            fetcher = Fetcher(settings(server.port, proxy=way, connect_to={}, attempts=1), archive)
            with pytest.raises(
                Unreachable, match=r"robots\.txt cannot be had: .* the proxy 127\.0\.0\.1 answered with"
            ):
                await fetcher.fetch(article("http://pantai.example/a"))
            await fetcher.close()
            assert server.paths() == ["http://pantai.example/robots.txt"]
            assert archive.kept == []

    asyncio.run(main())


def test_https_goes_through_a_proxy_by_connect(authority: Authority) -> None:
    async def main() -> None:
        async with serve(answer, authority.server) as server, proxying(server.port) as proxy:
            got = await fetch(
                URL, 1, proxy=f"http://desk:x@127.0.0.1:{proxy.port}", ca_bundle=authority.bundle, connect_to={}
            )
            assert proxy.heads == [
                b"CONNECT pantai.example:443 HTTP/1.1\r\nHost: pantai.example:443\r\n"
                b"Proxy-Authorization: Basic ZGVzazp4\r\n\r\n"
            ]
            assert got.exchange.request == server.log[-1].head
            assert b"Proxy" not in server.log[-1].head
            assert got.exchange.protocol == ("http/1.1", "tls/1.3")
            assert got.exchange.remote_ip is None

    asyncio.run(main())


def test_a_section_may_have_a_proxy_of_its_own_and_its_robots_txt_goes_the_same_way() -> None:
    async def main() -> None:
        async with serve(answer) as server, proxying(server.port) as proxy:
            own = {"pantai/far": f"http://127.0.0.1:{proxy.port}"}
            fetcher = Fetcher(settings(server.port, proxies=own), Archive())
            for section in ("pantai/far", "pantai/near", "pantai/far"):
                got = await fetcher.fetch(replace(article("http://pantai.example/a"), section=section))
                assert (got.exchange.remote_ip is None) == (section == "pantai/far")
            await fetcher.close()
            through = [head.split(b" ")[1] for head in proxy.heads]
            assert through == [b"http://pantai.example/robots.txt"]  # and the connection is kept for the pages
            paths = ["http://pantai.example/robots.txt", "http://pantai.example/a", "/a", "http://pantai.example/a"]
            assert server.paths() == paths

    asyncio.run(main())


def test_a_proxy_that_refuses_is_named(authority: Authority) -> None:
    async def main() -> None:
        async with serve(answer, authority.server) as server, proxying(server.port, b"407 Who are you") as proxy:
            with pytest.raises(Unreachable, match=r"the proxy 127\.0\.0\.1 answered CONNECT with 407") as caught:
                await fetch(URL, 1, proxy=f"http://127.0.0.1:{proxy.port}", connect_to={})
            assert caught.value.reason == "robots"
            assert server.log == []

    asyncio.run(main())


def test_an_address_of_a_private_network_is_not_asked_of_a_proxy_either() -> None:
    async def main() -> None:
        async with serve(answer) as server, proxying(server.port) as proxy:
            with pytest.raises(Forbidden) as caught:
                await fetch("http://192.168.0.1/", 1, proxy=f"http://127.0.0.1:{proxy.port}", allow_networks=())
            assert caught.value.reason == "private-network"
            assert proxy.heads == []

    asyncio.run(main())


@pytest.mark.parametrize(
    "proxy", ["https://a.example:1", "a.example:3128", "socks5://a.example:1", "http://", "http://[::1"]
)
def test_a_proxy_that_is_none_is_a_mistake_in_the_configuration(proxy: str) -> None:
    async def main() -> None:
        with pytest.raises(ConfigError, match="proxy: "):
            Fetcher(settings(1, proxy=proxy), Archive())

    asyncio.run(main())
