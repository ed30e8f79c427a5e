"""A fetcher that is to speak HTTP/2, and the server it speaks with."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import trustme

from scraper.fetch import Clock, Fetcher
from scraper.model import Exchange
from tests.flow.http2_server import Answer, Server, serve
from tests.flow.scripted import Archive, FakeTime, article, settings

HTML = b"<html><title>Banjir surut</title><p>Warga kembali ke rumah.</p>" * 40
OK = ((":status", "200"), ("content-type", "text/html"))
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"  # what is made of it
HTTP2 = frozenset({"pantai.example"})


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom the fetcher believes, and two servers' TLS: with HTTP/2 on offer, and without."""

    bundle: Path
    server: ssl.SSLContext
    http1: ssl.SSLContext


def new_authority(folder: Path) -> Authority:
    issuer = trustme.CA()
    bundle = folder / "ca.pem"
    issuer.cert_pem.write_to_path(bundle)
    contexts = [ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2)]
    for context in contexts:
        issuer.issue_cert("pantai.example").configure_cert(context)
    contexts[0].set_alpn_protocols(["h2", "http/1.1"])
    contexts[1].set_alpn_protocols(["http/1.1"])
    return Authority(bundle, *contexts)


@dataclass(frozen=True, slots=True)
class Scene:
    server: Server
    fetcher: Fetcher
    archive: Archive

    async def fetch(self, path: str = "/a?b=%C3%A9") -> Exchange:
        return (await self.fetcher.fetch(article("https://pantai.example" + path))).exchange


def play(authority: Authority, answer: Answer, go: Callable[[Scene], Awaitable[object]], **changes: object) -> Scene:
    """Run a scene, until the last connection is gone; waits between attempts take no time."""

    async def main() -> Scene:
        async with asyncio.timeout(60), serve(answer, authority.server) as server:
            time, archive = FakeTime(), Archive()
            fetcher = Fetcher(
                settings(server.port, ca_bundle=authority.bundle, http2=HTTP2, **changes),
                archive,
                clock=Clock(time.now, time.tell, time.sleep, lambda: 0.5),
            )
            scene = Scene(server, fetcher, archive)
            try:
                await go(scene)
            finally:
                await fetcher.close()
            await server.left.wait()
            return scene

    return asyncio.run(main())


def once(authority: Authority, answer: Answer, **changes: object) -> tuple[Exchange, Scene]:
    """The exchange that one fetch gives."""
    got: list[Exchange] = []

    async def go(scene: Scene) -> None:
        got.append(await scene.fetch())

    scene = play(authority, answer, go, **changes)
    return got[0], scene
