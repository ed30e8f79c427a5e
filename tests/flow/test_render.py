"""Sections that say `render`: archived as a browser shows them, by our own requests alone, and replayed to the byte."""

import asyncio
import gzip
import json
import re
import shutil
import signal
import threading
import urllib.request
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper import app, cli, config
from scraper.catalog.targets import Scope
from scraper.demo.server import Request
from scraper.errors import ConfigError
from scraper.events import Event
from scraper.model import Capture, FoundOn, Kind, Target
from tests.flow import shells
from tests.flow.archives import captures, crawl_sections, crawl_targets, lines, records
from tests.flow.background import Pages, response, serving
from tests.flow.browsing import browsing
from tests.flow.shells import ADS, HOST, SECTION, STORY, TITLE, TRAP, browser_processes
from tests.flow.test_daemon import daemon
from tests.unit.page import PROSE


class Crawled:
    """What a crawl of the rendered section left: archive, events, the server's log, and who came into the trap."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.archive = folder, folder / "archive"
        self.events: list[Event] = []
        with serving(Pages(lambda method, host, path: shells.answer(server.port, host, path))) as server:
            self.settings = shells.configure(folder, server.port)
            asyncio.run(crawl_sections(self.settings, self.events.append))
        self.log: list[Request] = server.log
        self.captures: list[Capture] = captures(self.archive)

    @property
    def record(self) -> dict[str, Any]:
        (record,) = records(self.archive)
        return record

    @property
    def file(self) -> str:
        return str(self.folder / "config.yaml")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return Crawled(tmp_path_factory.mktemp("rendered"))


def test_a_story_that_only_a_script_brings_is_a_record(crawled: Crawled) -> None:
    record = crawled.record
    assert (record["url"], record["title"]) == (STORY, TITLE)
    assert record["paragraphs"] == [*PROSE, "The café on the pier opens too."]
    assert record["lead_image"]["url"] == f"http://{HOST}/pier.png"
    assert record["provenance"]["capture"] == "conversion"
    told = [(event.target.kind, event.outcome) for event in crawled.events]
    assert told == [(Kind.PAGE, "listing"), (Kind.ARTICLE, "new"), (Kind.REQUISITE, "missing")]


def test_the_record_names_the_conversion_and_that_the_response(crawled: Crawled) -> None:
    shown = {capture.exchange.url: capture for capture in crawled.captures if capture.source is not None}
    assert set(shown) == {SECTION, STORY}
    story = shown[STORY]
    assert crawled.record["capture"]["record_id"] == story.record_id
    assert crawled.record["found_on"] == {"url": SECTION, "capture": shown[SECTION].record_id}
    (shell,) = [capture for capture in crawled.captures if capture.record_id == story.source]
    assert shell.visit is not None
    assert (shell.exchange.url, shell.visit.target.kind) == (STORY, Kind.LOADED)
    assert b"<main></main>" in shell.exchange.response
    assert story.visit is not None
    assert story.visit.target.kind is Kind.ARTICLE
    rendering = story.visit.rendering
    assert rendering is not None
    assert rendering.software.startswith("Chromium/")
    assert (rendering.ended, rendering.refused) == ("quiet", (TRAP, ADS))


def test_every_request_that_was_made_is_in_the_archive(crawled: Crawled) -> None:
    made = Counter(f"http://{one.host}{one.path}" for one in crawled.log)
    kept = Counter(capture.exchange.url for capture in crawled.captures if capture.source is None)
    assert kept == made
    assert {f"http://{HOST}/app.js", f"http://{HOST}/app.css"} < set(kept)
    assert any("seen=yes" in url for url in kept)  # a script read the cookie that its page had set


def test_what_may_be_kept_is_asked_for_once(crawled: Crawled) -> None:
    asked = Counter(one.path for one in crawled.log if one.host == HOST)
    assert (asked["/app.css"], asked["/app.js"]) == (1, 2)  # the script says nothing of how long it is good for


def test_nothing_was_asked_but_by_us_and_by_get(crawled: Crawled) -> None:
    asked = {(one.method, one.path.partition("?")[0]) for one in crawled.log}
    assert {method for method, _ in asked} == {"GET"}
    assert not {path for _, path in asked} & {"/count", "/beacon", "/elsewhere", "/popup", "/socket", "/secret"}
    agent = crawled.settings.identity.user_agent
    assert {one.headers["user-agent"] for one in crawled.log} == {agent}
    (api,) = {one.headers["x-edition"] for one in crawled.log if one.host == shells.API and "?" in one.path}
    assert api == "tide"  # what the script says goes with its request
    assert ADS not in {one.host for one in crawled.log}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_replay_makes_the_same_bytes(crawled: Crawled, tmp_path: Path, workers: str) -> None:
    shutil.copytree(crawled.archive / "warc", tmp_path / "archive" / "warc")
    settings = crawled.settings.model_copy(update={"archive": tmp_path / "archive"})
    (tmp_path / "config.yaml").write_text(config.dump(settings))
    file = str(tmp_path / "config.yaml")
    warcs = str(tmp_path / "archive" / "warc")
    assert cli.main(["replay", warcs, "--config", file, "--workers", workers]) == 0
    assert lines(tmp_path / "archive") == lines(crawled.archive)
    assert cli.main(["verify", "--config", file]) == 0
    assert cli.main(["replay", warcs, "--output", str(tmp_path / "out.jsonl"), "--workers", workers]) == 0
    (record,) = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert record == crawled.record


def test_a_lost_record_file_is_written_anew(crawled: Crawled, tmp_path: Path) -> None:
    shutil.copytree(crawled.archive, tmp_path / "archive")
    before = lines(tmp_path / "archive")
    for path in (tmp_path / "archive" / "articles").rglob("*.jsonl"):
        path.unlink()
    with app.open_archive(crawled.settings.model_copy(update={"archive": tmp_path / "archive"})):
        pass
    assert lines(tmp_path / "archive") == before


def test_verify_and_warcio_find_nothing_wrong(crawled: Crawled, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "--config", crawled.file]) == 0
    assert "all is well" in capsys.readouterr().out
    found = list[tuple[str, str]]()
    (path,) = (crawled.archive / "warc").glob("*.warc.gz")
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            if record.rec_type == "conversion":
                found.append(
                    (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read().decode())
                )
    assert [url for url, _ in found] == [SECTION, STORY]
    assert TITLE in found[1][1]


def test_viewers_are_shown_the_page_and_pywb_the_conversion_too(crawled: Crawled, tmp_path: Path) -> None:
    """ReplayWeb.page passes conversions over, so that an index that names one would lead it nowhere."""
    shown = {c.exchange.url: c for c in crawled.captures if c.source is not None}
    package = tmp_path / "tide.wacz"
    assert cli.main(["export", "wacz", str(package), "--config", crawled.file]) == 0
    with zipfile.ZipFile(package) as wacz:
        index = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode().splitlines()
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]
    offsets = {json.loads(line.split(" ", 2)[2])["offset"] for line in index}
    everything = {str(capture.location.offset) for capture in crawled.captures}
    assert everything - offsets == {str(capture.location.offset) for capture in shown.values()}
    assert {page["url"] for page in pages} == {SECTION, STORY}
    with browsing(["--config", crawled.file]) as pywb:
        for capture in crawled.captures:
            if capture.exchange.url == STORY:
                url = f"{pywb.url}{capture.exchange.fetched_at:%Y%m%d%H%M%S}id_/{STORY}"
                with urllib.request.urlopen(url, timeout=30) as answer:
                    assert (PROSE[0] in answer.read().decode()) == (capture.source is not None)


def test_an_edit_that_a_script_shows_is_a_new_record_and_the_same_again_is_none(tmp_path: Path) -> None:
    crawled = Crawled(tmp_path)
    found_on = FoundOn(SECTION, crawled.record["found_on"]["capture"])
    story, scope = Target(STORY, "tide", Kind.ARTICLE, "tide/news", found_on, 1), Scope(frozenset({"tide/news"}))

    def edited(_: str, host: str, path: str) -> bytes | None:
        answer = shells.answer(server.port, host, path)
        return answer.replace(b"opens too", b"stays off") if answer else None

    for _ in range(2):
        with serving(Pages(edited)) as server:
            settings = shells.configure(tmp_path, server.port)
            asyncio.run(crawl_targets(settings, [story], scope, crawled.events.append))
    looks = [event.outcome for event in crawled.events if event.target.kind is Kind.ARTICLE]
    assert looks == ["new", "changed", "unchanged"]
    assert [record["paragraphs"][-1] for record in records(crawled.archive)] == [
        "The café on the pier opens too.",
        "The café on the pier stays off.",
    ]
    assert cli.main(["verify", "--config", crawled.file]) == 0


@pytest.mark.parametrize(
    ("package", "path", "sentence"),
    [
        (None, True, r"config\.yaml: render needs the package playwright; pip install '\.\[browser\]'"),
        ("playwright", False, r"config\.yaml: render needs a Chromium, and PATH has none of chromium, "),
    ],
)
def test_what_is_missing_is_said_at_the_start(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    package: str | None,
    path: bool,
    sentence: str,
) -> None:
    shells.configure(tmp_path, 1)
    if package is None:
        monkeypatch.setattr("scraper.render.finding.importlib.util.find_spec", lambda _: None)
    if not path:
        monkeypatch.setenv("PATH", str(tmp_path))
    for command in ("crawl", "run"):
        assert cli.main([command, "--config", str(tmp_path / "config.yaml")]) == 2
        told = capsys.readouterr().err
        assert re.search(sentence, " ".join(told.split())), told
    assert not (tmp_path / "archive").exists()


def test_a_browser_that_is_not_there_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    text = "identity: {name: Test, contact: test@library.example}\nbrowser: {path: none}\n"
    with pytest.raises(
        ConfigError, match=r"config\.yaml:2: browser\.path: expected the file of a Chromium, found none"
    ):
        config.parse(text, tmp_path / "config.yaml")


def test_a_daemon_that_is_stopped_amid_a_page_leaves_no_browser(tmp_path: Path, profiles: Path) -> None:
    """The page asks without end, each request waits its turn, and the stop waits no longer than it should."""
    asking = threading.Event()

    def answer(_: str, host: str, path: str) -> bytes | None:
        if path.startswith("/tick"):
            asking.set()
        elif path == "/app.js":
            return response(b"let n = 0; setInterval(() => fetch('/tick' + n++), 50);", "text/javascript")
        return shells.answer(1, host, path)

    with serving(Pages(answer)) as server:
        settings = shells.configure(tmp_path, server.port, timeout=600)
        fetch = settings.fetch.model_copy(update={"delay": 0.5, "timeout": 2.0})
        (tmp_path / "config.yaml").write_text(config.dump(settings.model_copy(update={"fetch": fetch})))
        with daemon(tmp_path / "config.yaml") as process:
            assert asking.wait(60)
            assert browser_processes(profiles)
            process.send_signal(signal.SIGTERM)
            _, complaint = process.communicate(timeout=60)
            assert process.returncode == 0, complaint
    assert not browser_processes(profiles)
    assert "Traceback" not in complaint
    assert "never retrieved" not in complaint
    found = captures(tmp_path / "archive")
    assert not [capture for capture in found if capture.source is not None]
    assert any("/tick" in capture.exchange.url for capture in found)
    assert cli.main(["verify", "--config", str(tmp_path / "config.yaml")]) == 0
