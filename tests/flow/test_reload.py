"""`scraper run` reads its configuration again: what is right holds at once, what is wrong changes nothing."""

import asyncio
import json
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper import app, cli, config
from scraper.app.reload import Loaded, Reload, in_force
from scraper.app.settings import fetch_settings
from scraper.app.sole import only_daemon
from scraper.errors import ConfigError
from scraper.fetch import FetchSettings
from scraper.judging import Rules
from scraper.profiles import Profiles
from tests.flow.archives import captures
from tests.flow.background import Pages, response, serving
from tests.flow.test_daemon import daemon, wait_for

HOST = "paper.example"


@dataclass
class Paper:
    """A site whose sections list one story each, and may be held back."""

    held: str = ""  # a path that is not answered before `go`
    arrived: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def respond(self, _: str, host: str, path: str) -> bytes | None:
        if path == "/robots.txt":
            return response(b"User-agent: *\nAllow: /\n", "text/plain")
        if path == self.held:
            self.arrived.set()
            assert self.go.wait(30)
        name = path.strip("/")
        links = f"<a class=first href=/{name}-1>One</a><a class=second href=/{name}-2>Two</a>"
        return response(f"<html><body><h1>{name}</h1>{links}</body></html>".encode())


def settings(folder: Path, port: int, *names: str, **more: Any) -> dict[str, Any]:
    """A configuration that polls sections of these names once a second."""
    sections = [
        {"name": f"paper/{name}", "url": f"http://{HOST}/{name}", "every": "1s", "kind": "page"} for name in names
    ]
    fetch = {"delay": 0, "connect_to": {f"{HOST}:80": f"127.0.0.1:{port}"}, "allow_networks": ["127.0.0.0/8"]}
    identity = {"name": "Test", "contact": "test@library.example"}
    basis = {"archive": str(folder / "archive"), "identity": identity, "fetch": fetch, "sections": sections}
    return basis | more


@contextmanager
def paper(site: Paper) -> Iterator[int]:
    with serving(Pages(site.respond)) as server:
        try:
            yield server.port
        finally:
            site.go.set()


def polled(name: str) -> str:
    return rf"(?:listing|unmodified) +http://{HOST}/{name}\s"


def asked_for(archive: Path) -> list[str]:
    """The paths that were asked for, in order, robots.txt aside."""
    found = sorted(captures(archive), key=lambda capture: capture.exchange.fetched_at)
    return [path for capture in found if (path := capture.exchange.url.partition(HOST)[2]) != "/robots.txt"]


def test_a_new_configuration_holds_at_once_and_a_bad_one_changes_nothing(tmp_path: Path) -> None:
    file, archive = tmp_path / "config.yaml", tmp_path / "archive"
    with paper(Paper()) as port:
        file.write_text(json.dumps(settings(tmp_path, port, "old", "stays")))
        with daemon(file) as process:
            wait_for(process, polled("old"))
            fresh = settings(tmp_path, port, "new", "stays", archive=str(tmp_path / "elsewhere"))
            fresh["identity"]["name"] = "Another"
            fresh["fetch"] |= {"delay": 0.01, "concurrency": 3, "per_host": 2}
            file.write_text(json.dumps(fresh))
            wait_for(process, r"archive: changed, which needs a restart")  # nobody sent a signal: it looks by itself
            wait_for(process, r"reloaded: paper/new added, paper/old removed, identity changed, fetch.delay is 0.01")
            wait_for(process, polled("new"))
            file.write_text(json.dumps(fresh | {"sections": [{"name": "paper/x", "url": "no address"}]}))
            process.send_signal(signal.SIGHUP)
            wait_for(process, r"sections\[0\].url: expected an address")
            wait_for(process, r"not reloaded; what was in force stays")
            wait_for(process, polled("new"), times=2)
            process.send_signal(signal.SIGHUP)
            process.send_signal(signal.SIGTERM)
            _, rest = process.communicate(timeout=30)
            assert process.returncode == 0, rest
            assert "Traceback" not in rest
    assert not (tmp_path / "elsewhere").exists()
    asked = asked_for(archive)
    assert asked.count("/old") >= 1
    assert "/old" not in asked[asked.index("/new") + 1 :]
    first, second = (asked_in(path) for path in sorted((archive / "warc").glob("*.warc.gz")))
    assert {agent for _, agent in first} == {first[0][1]}
    began, name = second[0]
    assert b"Another" in name
    assert {agent for at, agent in second if at >= began} == {name}
    # What was under way when the file began is in it as well, under the name that it was asked in.
    assert {agent for at, agent in second if at < began} <= {first[0][1], name}


def asked_in(path: Path) -> list[tuple[str, bytes]]:
    """When and in whose name each request in a WARC was sent, after when and in whose name the file was begun."""
    found = list[tuple[str, bytes]]()
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type in ("warcinfo", "request"):
                head = record.http_headers.to_bytes() if record.http_headers else record.content_stream().read()
                agent = re.search(rb"(?im)^(?:http-header-)?user-agent: *(.*?)\r?$", head)
                assert agent is not None
                found.append((record.rec_headers.get_header("WARC-Date"), agent[1]))
    return found


def test_a_changed_profile_holds_for_the_next_page(tmp_path: Path) -> None:
    file, own = tmp_path / "config.yaml", tmp_path / "publishers"
    own.mkdir()
    profile = "publisher: paper\nhosts: [paper.example]\nversions: [{{section: {{links: a.{}}}}}]\n"
    (own / "paper.yaml").write_text(profile.format("first"))
    with paper(Paper()) as port:
        file.write_text(json.dumps(settings(tmp_path, port, "news", profiles=str(own))))
        with daemon(file) as process:
            wait_for(process, f"http://{HOST}/news-1")
            (own / "paper.yaml").write_text(profile.format("[second"))
            process.send_signal(signal.SIGHUP)
            wait_for(process, "paper.yaml: is not YAML")
            wait_for(process, "not reloaded")
            (own / "paper.yaml").write_text(profile.format("second"))
            process.send_signal(signal.SIGHUP)
            wait_for(process, "reloaded")
            wait_for(process, f"http://{HOST}/news-2")
    assert "/news-2" in asked_for(tmp_path / "archive")


def test_what_is_in_flight_is_kept_though_its_section_is_removed(tmp_path: Path) -> None:
    file, site = tmp_path / "config.yaml", Paper(held="/slow")
    with paper(site) as port:
        file.write_text(json.dumps(settings(tmp_path, port, "slow")))
        with daemon(file) as process:
            assert site.arrived.wait(30)
            file.write_text(json.dumps(settings(tmp_path, port, "other")))
            process.send_signal(signal.SIGHUP)
            wait_for(process, "reloaded: paper/other added, paper/slow removed")
            site.go.set()
            wait_for(process, polled("slow"))
            wait_for(process, polled("other"), times=2)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
            assert process.returncode == 0
    assert asked_for(tmp_path / "archive").count("/slow") == 1


def rules() -> Rules:
    return Rules(Profiles({}))


def load(path: Path) -> Loaded:
    return Loaded(config.load(path), rules(), (), FetchSettings("agent", None, "agent"))


def write(path: Path, **more: Any) -> None:
    path.write_text(json.dumps({"identity": {"name": "Test", "contact": "test@library.example"}} | more))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    write(path)
    return path


def looked(file: Path, *steps: Callable[[], object]) -> list[float]:
    """The delays that were put in force while these steps were taken, with a look after each."""
    taken: list[float] = []

    async def work() -> None:
        reload = Reload(load(file), load)

        async def take(fresh: Loaded) -> None:
            taken.append(fresh.config.fetch.delay)

        reload.takers.append(take)
        for step in steps:
            step()
            await reload.look()

    asyncio.run(work())
    return taken


def nothing() -> None:
    """The file is left as it is."""


def test_a_file_counts_once_it_has_been_there_for_two_looks(file: Path) -> None:
    def change(delay: float) -> Callable[[], None]:
        return lambda: write(file, fetch={"delay": delay})

    assert looked(file, nothing, nothing) == []
    assert looked(file, change(2), nothing, nothing, nothing) == [2]
    assert looked(file, change(3), change(4), nothing) == [4]


def test_a_file_that_was_only_touched_or_is_half_written_is_not_taken(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = file.read_text()

    def write_half() -> None:
        file.write_text(text[:5])

    def write_whole() -> None:
        file.write_text(text)

    assert looked(file, write_whole, nothing, write_half, write_whole, nothing) == []
    assert caplog.messages == []


def test_a_bad_file_is_complained_of_once_and_a_good_one_after_it_is_taken(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    steps = (lambda: write(file, fetch={"delay": "soon"}), nothing, nothing, nothing, file.unlink, nothing)
    assert looked(file, *steps, lambda: write(file, fetch={"delay": 5}), nothing) == [5]
    assert [message.partition(": ")[2] for message in caplog.messages] == [
        'fetch.delay: expected seconds between two requests to one host, 0 to 3600, got "soon"',
        "not reloaded; what was in force stays",
        "no such file; name another with --config FILE",
        "not reloaded; what was in force stays",
        "reloaded: fetch.delay is 5.0",
    ]


def test_a_log_in_that_is_another_is_told(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    fields = file.parent / "reader.headers"
    fields.write_text("Cookie: sid=old")
    sections = [{"name": "paper/a", "url": "https://paper.example/a", "headers_file": str(fields)}]
    write(file, sections=sections)

    def read(path: Path) -> Loaded:
        loaded = load(path)
        return replace(loaded, fetch=fetch_settings(loaded.config))

    async def work() -> None:
        reload = Reload(read(file), read)
        await reload.take()
        fields.write_text("Cookie: sid=new")
        await reload.take()

    asyncio.run(work())
    assert [message.partition(": ")[2] for message in caplog.messages] == [
        "reloaded: nothing in it changed",
        "reloaded: log-ins changed",
    ]


def test_what_needs_a_restart_stays_as_it_was(file: Path) -> None:
    old = config.load(file)
    write(file, archive="other", fetch={"delay": 9, "timeout": 9, "max_body": "9MB"}, warc={"prefix": "other"})
    new, left = in_force(old, config.load(file))
    assert left == ["archive", "fetch.timeout", "fetch.max_body"]
    assert (new.archive, new.fetch.timeout, new.fetch.max_body) == (old.archive, 30, 20_000_000)
    assert (new.fetch.delay, new.warc.prefix, new.path) == (9, "other", file)


def test_the_second_daemon_of_an_archive_is_refused_and_crawls_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, site = tmp_path / "config.yaml", Paper()
    with paper(site) as port:
        file.write_text(json.dumps(settings(tmp_path, port, "news")))
        with daemon(file) as process:
            wait_for(process, polled("news"))
            assert cli.main(["run", "--config", str(file)]) == 2
            said = " ".join(capsys.readouterr().err.split())
            assert f"process {process.pid} on " in said
            assert "since 20" in said
            assert "is its daemon already" in said
            assert cli.main(["crawl", f"http://{HOST}/by-hand", "--config", str(file)]) in (0, 1)
            process.kill()  # its lock goes with it
            process.wait(60)
        with daemon(file) as process:
            wait_for(process, polled("news"))
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
            assert process.returncode == 0
    with app.open_archive(config.load(file)):
        pass
    assert "/by-hand" in asked_for(tmp_path / "archive")


def test_a_lock_whose_holder_said_nothing_is_a_lock_all_the_same(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with only_daemon(tmp_path, at):
        (tmp_path / "run" / "daemon").write_bytes(b"{")
        with pytest.raises(ConfigError, match="another process is its daemon already"), only_daemon(tmp_path, at):
            pass
    with only_daemon(tmp_path, at):
        pass
