"""The API of a running daemon: health, figures, crawls by hand, and what it will not fetch."""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from scraper import config
from scraper.api import server as api_server
from scraper.demo.run import settings_for
from scraper.demo.server import serve
from scraper.demo.site import Site
from tests.flow.background import Pages, response, serving
from tests.flow.daemon_api import running


def test_a_crawl_by_hand_is_followed_to_its_end(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site()
        async with serve(site) as server:
            settings = settings_for(site, server.port, tmp_path / "archive")
            async with running(settings) as daemon:
                await daemon.until("/readyz", lambda answer: answer == {"ready": True, "reasons": []})
                story = next(each for each in site.expected() if each.special == "paywalled")
                body = {"sections": ["ledger/harbour"], "urls": [story.url]}
                placed = await daemon.client.post("/api/crawls", json=body)
                assert placed.status_code == 201
                crawl = await daemon.until(placed.headers["location"], lambda answer: answer["state"] != "running")
                assert [target["outcome"] for target in crawl["targets"]] == ["listing", "rejected"]
                assert crawl["targets"][1]["reason"] == "paywall"
                assert {page["outcome"] for page in crawl["pages"]} >= {"new", "listing"}
                assert crawl["counts"]["new"] == sum(event.outcome == "new" for event in daemon.events)
                (listed,) = (await daemon.client.get("/api/crawls")).json()["crawls"]
                assert listed["id"] == crawl["id"]
                figures = (await daemon.client.get("/metrics")).text
                assert f'news_scraper_articles_total{{standing="new"}} {crawl["counts"]["new"]}.0' in figures
                told = dict(line.rsplit(" ", 1) for line in figures.splitlines())
                spans = ("publication_lag", "poll_lateness", "catalog_transaction")
                sums = ("warc_writes_total", "warc_bytes_total", "response_bytes_total")
                for name in (*(f"{span}_seconds_count" for span in spans), *sums):
                    assert float(told[f"news_scraper_{name}"]) > 0, name
                assert "process_resident_memory_bytes" in figures
                daemon.crawl.stop()
                drained = await daemon.client.get("/readyz")
                assert (drained.status_code, drained.json()["reasons"]) == (
                    503, ["stopping: what is in flight is being finished"])  # fmt: skip
                assert (await daemon.client.post("/api/crawls", json=body)).status_code == 503

    asyncio.run(work())


HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "sent",
    [b"", HEAD, HEAD + b"\r\n" + HEAD, HEAD.replace(b"GET", b"POST") + b"Content-Length: 9\r\n\r\n1"],
    ids=["nothing", "half a request", "a request and a half", "half a body that nobody wants"],
)
def test_whoever_asks_nothing_keeps_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """All places are taken by connections that go no further; they are closed, and there is room again."""
    monkeypatch.setattr(api_server, "SLOWEST_HEAD", 0.2)

    async def work() -> None:
        async with running(_config(tmp_path, 1), headers={"Connection": "close"}) as daemon:
            port = daemon.client.base_url.port
            idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(api_server.CONNECTIONS)]
            for _, writer in idle:
                writer.write(sent)
            async with asyncio.timeout(30):
                await asyncio.gather(*(reader.read() for reader, _ in idle), return_exceptions=True)
                answered = False
                while not answered:
                    with suppress(httpx.TransportError):  # a machine that is busy may make us too slow ourselves
                        answered = (await daemon.client.get("/healthz")).status_code == 200
            for _, writer in idle:
                writer.close()

    asyncio.run(work())


def test_what_has_not_begun_is_cancelled(tmp_path: Path) -> None:
    """The host is asked once a minute, so that all but what holds its place can still be cancelled."""

    async def work() -> None:
        def respond(_: str, host: str, path: str) -> bytes | None:
            return response(b"User-agent: *\nAllow: /\n", "text/plain") if path == "/robots.txt" else None

        with serving(Pages(respond)) as server:
            settings = settings_for(Site(), server.port, tmp_path / "archive")
            slow = settings.fetch.model_copy(update={"delay": 60.0, "per_host": 1, "timeout": 0.5})
            async with running(settings.model_copy(update={"fetch": slow})) as daemon:
                urls = [f"http://www.harbour-ledger.example/{number}.html" for number in range(10)]
                crawl = (await daemon.client.post("/api/crawls", json={"urls": urls})).json()
                path = f"/api/crawls/{crawl['id']}"
                while not daemon.crawl.held:
                    await asyncio.sleep(0.01)
                cancelled = (await daemon.client.delete(path)).json()
                assert cancelled["state"] == "cancelled"
                outcomes = [target["outcome"] for target in cancelled["targets"]]
                assert outcomes.count("cancelled") >= 8
                assert (await daemon.client.get("/metrics")).text.count('targets{state="due"} 0.0') == 0

    asyncio.run(work())


def test_no_private_address_is_fetched_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the API, by a redirect in any spelling, by a name of the DNS. Of 127/8 only the publisher is allowed."""
    spellings = ("127.0.0.2", "2130706434", "0x7f000002", "0177.2", "[::ffff:127.0.0.2]")

    async def work() -> None:
        def respond(_: str, host: str, path: str) -> bytes | None:
            if path == "/robots.txt":
                return response(b"", "text/plain")
            number = path.removeprefix("/to/")
            to = f"http://{spellings[int(number)]}:{server.port}/secret" if number.isdecimal() else ""
            head = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
            return head.encode() if to else response(b"secret", "text/plain")

        with serving(Pages(respond)) as server:
            monkeypatch.setattr("socket.getaddrinfo", _resolve)
            settings = _config(tmp_path, server.port)
            async with running(settings) as daemon:
                for spelling in spellings:
                    answer = await daemon.client.post(
                        "/api/crawls", json={"urls": [f"http://{spelling}:{server.port}/"]}
                    )
                    assert answer.status_code == 422, spelling
                urls = [f"http://front.example/to/{number}" for number in range(len(spellings))]
                urls.append(f"http://inside.example:{server.port}/secret")
                placed = await daemon.client.post("/api/crawls", json={"urls": urls})
                crawl = await daemon.until(placed.headers["location"], lambda answer: answer["state"] == "done")
                assert [target["outcome"] for target in crawl["targets"]] == ["failed"] * len(urls), crawl
                assert {target["reason"] for target in crawl["targets"]} == {"private-network"}, crawl
            assert [request.path for request in server.log if "secret" in request.path] == []

    asyncio.run(work())


_getaddrinfo = socket.getaddrinfo


def _resolve(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
    return _getaddrinfo("127.0.0.2" if host.endswith(".example") else host, port, *rest, **named)


def _config(folder: Path, port: int) -> config.Config:
    text = f"""
archive: {folder / "archive"}
identity: {{name: Test, contact: test@library.example}}
fetch:
  delay: 0
  attempts: 1
  connect_to: {{"front.example:80": "127.0.0.1:{port}"}}
  allow_networks: [127.0.0.1]
sections: [{{name: p/front, url: "http://front.example/"}}]
"""
    return config.parse(text, folder / "config.yaml")


def test_requests_are_bounded(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(_config(tmp_path, 1)) as daemon:
            post = daemon.client.post
            sent = {"content-type": "application/json"}
            assert (await post("/api/crawls", content=b" " * 1_000_001, headers=sent)).status_code == 413
            assert (await post("/api/crawls", content=b"{}", headers={"content-type": "text/plain"})).status_code == 415
            assert (await post("/api/crawls", json={"sections": ["p/nothing"]})).status_code == 422
            missing = await daemon.client.get("/api/crawls/" + "0" * 32)
            assert (missing.status_code, list(missing.json())) == (404, ["error"])
            allowed = (await daemon.client.put("/api/crawls")).headers["allow"]
            assert allowed == "GET, POST, HEAD"

    asyncio.run(work())
