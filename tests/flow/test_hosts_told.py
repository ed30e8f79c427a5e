"""How it stands with hosts, told by a running daemon: in its figures, and by `scraper status` in another process."""

import asyncio
from pathlib import Path

import pytest

from scraper import cli, config
from scraper.app.hosts import tell_hosts
from scraper.catalog import open_catalog
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from tests.flow.background import Pages, response, serving
from tests.flow.daemon_api import running


def respond(_: str, host: str, path: str) -> bytes | None:
    if path == "/robots.txt":
        return response(b"User-agent: *\nAllow: /\n", "text/plain")
    if host == "busy.example":
        return b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"
    return response(b"<p>Tides of the week</p>")


def test_a_host_that_is_left_alone_is_told_until_it_is_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.yaml"

    async def work() -> None:
        with serving(Pages(respond)) as server:
            settings = settings_for(Site(), server.port, tmp_path / "archive")
            here = f"127.0.0.1:{server.port}"
            ways = {"busy.example:80": here, "up.example:80": here, "down.example:80": "127.0.0.1:1"}
            fetch = settings.fetch.model_copy(update={"connect_to": ways, "attempts": 3, "delay": 0.0})
            settings = settings.model_copy(update={"fetch": fetch})
            file.write_text(config.dump(settings))
            async with running(settings) as daemon:
                hosts = ("down.example", "busy.example", "up.example")
                await daemon.client.post("/api/crawls", json={"urls": [f"http://{host}/a" for host in hosts]})
                async with asyncio.timeout(40):
                    while {host.state.value for host in daemon.crawl.hosts} != {"up", "busy", "down"}:
                        await asyncio.sleep(0.02)
                told = dict(line.rsplit(" ", 1) for line in (await daemon.client.get("/metrics")).text.splitlines())
                for state in ("up", "busy", "down"):
                    assert float(told[f'news_scraper_hosts{{state="{state}"}}']) == 1, state
                reopens = 'news_scraper_host_reopens_seconds{host="%s",state="%s"}'
                assert 500 < float(told[reopens % ("busy.example", "busy")]) <= 600
                assert 0 < float(told[reopens % ("down.example", "down")]) <= 30
                assert not any('host="up.example"' in name for name in told)
                catalog = open_catalog(tmp_path / "archive" / "catalog.sqlite")
                tell_hosts(daemon.crawl, catalog).do()
                catalog.close()

    asyncio.run(work())
    assert cli.main(["status", "--config", str(file)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "host busy: busy.example until " in said
    assert "host down: down.example since " in said
    assert "up.example" not in said
