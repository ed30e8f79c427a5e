"""What hooks are told of a crawl: each article and what becomes of it, once, and nothing by a replay."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper import app, cli, config
from scraper.alerts import Alert, AlertKind
from scraper.app import telling
from scraper.app.alarms import announce
from scraper.app.sole import hold
from scraper.catalog import alerts, open_catalog, outbox
from scraper.config import Config, Hook
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.figures import Figures
from scraper.ingest import Source, store
from scraper.judging import judge_safely
from scraper.model import Kind, Location, Target, Visit
from scraper.notices import Notice, Occasion, Wish
from scraper.warc import Originals, read_at
from scraper.workers import Selection
from tests.faults.small_archive import make_archive
from tests.flow.archives import crawl_urls, ignore, records
from tests.flow.background import serving
from tests.flow.daemon_api import running
from tests.flow.receiver import SECRET, Heard, Receiver, receiving, signed, write_secrets
from tests.flow.test_daemon import daemon
from tests.flow.test_pages_crawled import STORY as PAGED
from tests.flow.test_pages_crawled import crawled, full
from tests.flow.test_pages_crawled import page as part
from tests.flow.test_readme import block
from tests.flow.watched import STORY, Answer, _exchanges, _writer, archive, configure, story
from tests.unit.page import prose

HIDDEN = "whsec_" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="  # the secret as its file has it


@contextlib.contextmanager
def crawling(folder: Path, *hooks: Hook) -> Iterator[Config]:
    """The demo's site, and the configuration of a crawl of it in `folder`/config.yaml, with these hooks."""
    site = Site()
    with serving(site) as server:
        settings = settings_for(site, server.port, folder / "archive").model_copy(update={"hooks": hooks})
        (folder / "config.yaml").write_text(config.dump(settings))
        yield config.load(folder / "config.yaml")


def at(receiver: Receiver, folder: Path, **more: Any) -> Hook:
    return Hook(name="desk", url=receiver.url, secret_file=write_secrets(folder / "hook.secret", SECRET), **more)


def waiting(settings: Config, hook: str = "desk") -> list[dict[str, Any]]:
    """What waits in the outbox for a hook."""
    catalog = open_catalog(settings.archive / "catalog.sqlite")
    with contextlib.closing(catalog), catalog.reading() as transaction:
        rows = transaction.exec_driver_sql("SELECT body FROM outbox WHERE hook = ? ORDER BY id", (hook,))
        return [json.loads(row.body) for row in rows]


def enlist(settings: Config, *wishes: Wish) -> None:
    with app.open_archive(settings) as world, world.shelves.catalog.writing() as transaction:
        outbox.enlist(transaction, wishes, app.now())


def test_each_new_article_is_told_once_and_its_capture_is_where_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with receiving() as receiver, crawling(tmp_path, at(receiver, tmp_path)) as settings:
        app.crawl(settings, [], ignore)
        app.crawl(settings, [], ignore)
    told = {heard.told["data"]["url"]: heard.told for heard in receiver.heard}
    kept = {record["url"]: record for record in records(settings.archive)}
    assert kept
    assert told.keys() == kept.keys()
    assert len(receiver.heard) == len(kept)
    assert all(signed(heard) and heard.fields["webhook-id"] == heard.told["id"] for heard in receiver.heard)
    warcs = settings.archive / "warc"
    for url, record in kept.items():
        said = told[url]["data"]
        assert told[url]["type"] == "article.new"
        assert told[url]["timestamp"] == said["capture"]["fetched_at"] == record["capture"]["fetched_at"]
        assert {name: said[name] for name in ("id", "publisher", "title")} == {
            name: record[name] for name in ("id", "publisher", "title")
        }
        assert said["published_at"] is None or said["published_at"] == record["published_at"]
        assert said["capture"].items() <= record["capture"].items()
        place = Location(said["capture"]["file"], said["capture"]["offset"], said["capture"]["length"])
        capture = read_at(warcs / place.file, place, Originals([warcs]))
        assert capture.record_id == said["capture"]["record_id"]
    assert cli.main(["status", "--config", str(settings.path)]) == 0
    assert f"desk │ {len(kept):>9} │       0 │        0" in " ".join(capsys.readouterr().out.split("\n"))


def test_what_becomes_of_an_article_is_told_with_its_kinds(tmp_path: Path) -> None:
    settings = configure(tmp_path)
    enlist(settings, Wish("desk"), Wish("gone", frozenset({Occasion.REMOVED})), Wish("hill", sections=frozenset({"h"})))
    edited = story(title="Gates lifted out again", body=prose(4))
    missing = [Answer(minutes, "", "410 Gone") for minutes in (180, 200, 230, 300)]
    archive(settings, Answer(0, story()), Answer(60, story()), Answer(120, edited), news=True)
    archive(settings, *missing, news=True)
    archive(settings, Answer(600, story()), Answer(660, story()), news=True)
    told = waiting(settings)
    assert [each["type"].partition(".")[2] for each in told] == ["new", "changed", "removed", "restored", "changed"]
    assert [each["data"].get("kinds") for each in told] == [
        None, ["headline", "body"], ["removed"], ["restored"], ["headline", "body"]]  # fmt: skip
    assert {each["data"]["url"] for each in told} == {STORY}
    assert {each["data"]["section"] for each in told} == {"harbour/news"}
    assert told[1]["data"]["title_before"] == "Gates lifted out"
    assert told[1]["data"]["before"]["fetched_at"] == "2026-03-05T07:00:01.000000Z"
    shown, real = json.loads(block("notice")), told[1]
    assert [list(each) for each in (shown, shown["data"])] == [list(each) for each in (real, real["data"])]
    for place in ("capture", "before"):
        assert list(shown["data"][place]) == list(real["data"][place])
    assert len(told[2]["data"]["missed"]) == 3
    assert len({each["id"] for each in told}) == 5
    assert [each["type"] for each in waiting(settings, "gone")] == ["article.removed"]
    assert waiting(settings, "hill") == []


def test_an_article_over_several_pages_is_told_as_one(tmp_path: Path) -> None:
    pages = full()

    def edit(settings: Config) -> None:
        asyncio.run(crawl_urls(settings, PAGED))
        pages[PAGED.partition("example")[2] + "?page=2"] = part(2, prose="The harbour office took all of it back.")
        asyncio.run(crawl_urls(settings, PAGED))

    enlist(configure(tmp_path), Wish("desk"))
    crawled(tmp_path, pages, PAGED, then=edit)
    settings = config.load(tmp_path / "config.yaml")
    told = waiting(settings)
    assert [each["type"] for each in told] == ["article.new", "article.changed"]
    assert [each["data"]["url"] for each in told] == [PAGED, PAGED]
    assert told[1]["data"]["kinds"] == ["body"]
    assert told[1]["data"]["capture"] == {name: value for name, value in records(settings.archive)[1]["capture"].items()
        if name != "payload_digest"}  # fmt: skip


def test_an_alert_is_told_when_it_is_raised_and_when_it_heals(tmp_path: Path) -> None:
    settings = configure(tmp_path)
    enlist(settings, Wish("desk", frozenset({Occasion.ALERT})), Wish("harbour", sections=frozenset({"harbour"})))
    when, evidence = app.now(), {"usual": {"longest": 3_600}, "now": {"seconds": 90_000}}
    silent = Alert(AlertKind.SILENT, "harbour/news", when, "nothing new for 25 hours", evidence)
    host = Alert(AlertKind.CHALLENGED, "www.hill.example", when, "nothing but challenges")
    with app.open_archive(settings) as world:
        catalog = world.shelves.catalog
        for alert in (silent, silent, host):
            with catalog.writing() as transaction:
                alerts.raise_alert(transaction, alert)
            announce(catalog, when)
        with catalog.writing() as transaction:
            assert alerts.heal(transaction, AlertKind.SILENT, "harbour/news", when)
        announce(catalog, when)
    told = waiting(settings)
    assert [each["type"] for each in told] == ["alert.raised", "alert.raised", "alert.healed"]
    assert told == waiting(settings, "harbour")  # of what is no section's, everybody is told
    raised, of_host, healed = (each["data"] for each in told)
    wanted = {"section": "harbour/news", "kind": "silent", "detail": "nothing new for 25 hours", "evidence": evidence}
    assert wanted.items() <= raised.items()
    assert (raised["healed_at"], of_host["section"], of_host["subject"]) == (None, None, "www.hill.example")
    assert wanted.items() <= healed.items()
    assert healed["healed_at"]
    assert len({each["id"] for each in told}) == 3


def test_the_figures_tell_of_deliveries(tmp_path: Path) -> None:
    async def work() -> str:
        async with running(settings) as daemon:
            return (await daemon.client.get("/metrics")).text

    settings = configure(tmp_path)
    enlist(settings, Wish("desk"), Wish("idle", frozenset({Occasion.NEW})))
    told = [Notice(Occasion.ALERT, "alert.raised", key, app.now(), None) for key in ("one", "another")]
    with app.open_archive(settings) as world, world.shelves.catalog.writing() as transaction:
        outbox.put(transaction, told, app.now())
    lines = asyncio.run(work()).splitlines()
    assert 'news_scraper_deliveries_waiting{hook="desk"} 2.0' in lines
    assert 'news_scraper_deliveries_waiting{hook="idle"} 0.0' in lines
    figures = Figures()
    for outcome, number in (("delivered", 1), ("delivered", 1), ("given_up", 7)):
        figures.deliver("desk", outcome, number)
    assert figures.snapshot().deliveries == {("desk", "delivered"): 2, ("desk", "given_up"): 7}


def test_neither_a_replay_nor_a_catalog_made_anew_tells_anybody(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    (settings.archive / "catalog.sqlite").unlink()
    catalog = open_catalog(settings.archive / "catalog.sqlite")
    with contextlib.closing(catalog), catalog.writing() as transaction:
        outbox.enlist(transaction, [Wish("desk")], app.now())
    with app.open_archive(settings):
        assert waiting(settings) == []
    fresh = configure(tmp_path / "fresh")
    enlist(fresh, Wish("desk"))
    job = app.ReplayJob((settings.archive / "warc",), Selection(), 1)
    assert len(list(app.replay_into(fresh, job, lambda _: None))) > 3
    assert records(fresh.archive)
    assert waiting(fresh) == []


def test_what_a_crash_kept_from_the_catalog_is_told_at_the_next_start(tmp_path: Path) -> None:
    """The WARC has three articles, the catalog the first; the file was left as the dead process had it."""
    settings = configure(tmp_path)
    enlist(settings, Wish("desk"))
    with app.open_archive(settings) as world:
        writer = _writer(world.shelves.warcs, Answer(0, "").asked_at)
        captures = []
        for number in range(3):
            url = f"{STORY}{number}"
            answer = Answer(number, story(title=f"Story {number}"), url=url)
            target = Target(url, "harbour", Kind.ARTICLE, "harbour/news")
            captures += [writer.append(exchange, Visit(target)) for exchange in _exchanges(answer)]
        writer.sync()
        source = Source(world.shelves.warcs, gapless=True, news=True)
        store(world.shelves, [judge_safely(captures[0], world.rules)], world.rules, app.now(), source)
        assert writer._file is not None
        os.close(writer._file.descriptor)
    assert [each["data"]["title"] for each in waiting(settings)] == ["Story 0"]
    for _ in range(2):
        with app.open_archive(settings):
            assert [each["data"]["title"] for each in waiting(settings)] == ["Story 0", "Story 1", "Story 2"]


def test_what_was_committed_before_a_kill_is_delivered_after_it(tmp_path: Path) -> None:
    """The receiver holds its first answer back until the crawl that waits for it was killed."""
    killed = threading.Event()

    def answer(_: Heard) -> tuple[int, dict[str, str]]:
        assert killed.wait(60)
        return 204, {}

    with receiving(answer) as receiver, crawling(tmp_path, at(receiver, tmp_path, timeout="1m")) as settings:
        command = [sys.executable, "-m", "scraper", "crawl", "--config", str(settings.path)]
        crawl = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        (first,) = receiver.wait_for(1)
        crawl.send_signal(signal.SIGKILL)
        crawl.communicate()
        killed.set()
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert again.returncode == 0, again.stderr
        kept = {record["url"] for record in records(settings.archive)}
        heard = receiver.wait_for(len(kept) + 1)
    assert heard[1].told == first.told  # at least once, and known by its id
    assert {one.told["data"]["url"] for one in heard} == kept
    assert len({one.told["id"] for one in heard}) == len(kept) == len(heard) - 1
    assert all(signed(one) for one in heard)
    assert waiting(settings) == []


def test_a_receiver_that_hangs_holds_no_crawl_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(telling, "DRAIN", 0.1)
    never = threading.Event()

    def hang(_: Heard) -> tuple[int, dict[str, str]]:
        never.wait(60)
        return 204, {}

    with receiving(hang) as receiver, crawling(tmp_path, at(receiver, tmp_path, timeout="10m")) as settings:
        tally = app.crawl(settings, [], ignore)
        never.set()
    assert tally.new == len(waiting(settings)) == len(records(settings.archive))
    assert f"hooks: {tally.new} deliveries wait for the next time" in caplog.messages


def test_one_process_tells_and_another_beside_it_does_not(tmp_path: Path) -> None:
    with receiving() as receiver, crawling(tmp_path, at(receiver, tmp_path)) as settings:
        enlist(settings, Wish("desk"))
        holding = hold(settings.archive / "run" / "hooks")
        assert holding is not None
        app.crawl(settings, [], ignore)
        assert receiver.heard == []
        told = waiting(settings)
        assert len(told) == len(records(settings.archive))
        os.close(holding)
        app.crawl(settings, [], ignore)
    assert [heard.told for heard in receiver.heard] == told


def test_a_program_is_told_too(tmp_path: Path) -> None:
    program = tmp_path / "told"
    program.write_text('#!/bin/sh\ncat >>"$1"\necho >>"$1"\n')
    program.chmod(0o755)
    hook = Hook(name="desk", command=(str(program), str(tmp_path / "lines")), sections=("ledger/harbour",))
    with crawling(tmp_path, hook) as settings:
        app.crawl(settings, [], ignore)
    told = [json.loads(line) for line in (tmp_path / "lines").read_text().splitlines()]
    assert told
    assert {each["data"]["section"] for each in told} == {"ledger/harbour"}
    assert {each["type"] for each in told} == {"article.new"}


def heard_until(process: "subprocess.Popen[str]", words: str) -> str:
    """A daemon's lines up to the first with these words."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def test_a_daemon_takes_another_address_and_says_no_secret(tmp_path: Path) -> None:
    def down(_: Heard) -> tuple[int, dict[str, str]]:
        return 500, {}

    with contextlib.ExitStack() as stack:
        before, after = stack.enter_context(receiving(down)), stack.enter_context(receiving())
        settings = stack.enter_context(crawling(tmp_path, at(before, tmp_path)))
        with daemon(settings.path) as process:
            before.wait_for(2)
            fresh = settings.model_copy(update={"hooks": (at(after, tmp_path),)})
            settings.path.write_text(config.dump(fresh))
            (tmp_path / "hook.secret").write_text("short")
            process.send_signal(signal.SIGHUP)
            said = heard_until(process, "not reloaded")
            assert re.search(r"hooks: desk: secret_file: .*line 1: expected a secret of 24 to 64 bytes in base64", said)
            assert "hook desk: not delivered: answered with 500; it is tried again" in said
            write_secrets(tmp_path / "hook.secret", SECRET)
            process.send_signal(signal.SIGHUP)
            said += heard_until(process, "reloaded: hooks changed")
            heard = after.wait_for(2)
            process.send_signal(signal.SIGTERM)
            said += process.communicate(timeout=60)[1]
            assert process.returncode == 0, said
    assert heard[0].told == before.heard[0].told
    assert HIDDEN.removeprefix("whsec_") in (tmp_path / "hook.secret").read_text()
    assert "token-in-it" not in said
    assert HIDDEN not in said


def test_the_hooks_of_the_readme_are_taken(tmp_path: Path) -> None:
    write_secrets(tmp_path / "newsroom.secret", SECRET)
    head = "identity: {name: Test, contact: desk@desk.example}\nsections: [{name: bisnis/x, url: https://x.example}]\n"
    text = head + block("hooks").replace("/usr/local/bin/told", sys.executable)
    newsroom, mail = telling.hooks_of(config.parse(text, tmp_path / "config.yaml"))
    assert newsroom.secrets == (SECRET,)
    assert repr(SECRET) not in repr(newsroom)
    assert mail.hook.sections == ("bisnis",)


def test_a_daemon_begins_with_no_secret_that_will_not_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with receiving() as receiver, crawling(tmp_path, at(receiver, tmp_path)) as settings:
        (tmp_path / "hook.secret").write_text("far too short")
        for command in ("run", "crawl"):
            assert cli.main([command, "--config", str(settings.path)]) == 2
            said = " ".join(capsys.readouterr().err.split())
            assert "hooks: desk: secret_file: " in said
            assert "line 1: expected a secret of 24 to 64 bytes in base64" in said
            assert "far too short" not in said
    assert not settings.archive.exists()
