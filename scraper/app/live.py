"""Live crawls: real sockets, clocks and signals around the crawl loop, once or as a daemon."""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from scraper import daemon, profiles, warc
from scraper.app import gaps, memory
from scraper.app.alarms import Watch
from scraper.app.attending import Attendance, open_door
from scraper.app.hosts import tell_hosts
from scraper.app.opening import World, load_config, now, open_archive, rules_of, target_of
from scraper.app.reload import Loaded, Reload
from scraper.app.rendering import LateBrowser, check_browser, rendered
from scraper.app.settings import fetch_settings, writer_settings
from scraper.app.signals import heard_hangup, stopped_by_signals
from scraper.app.sole import only_daemon
from scraper.app.telling import hooks_of, telling
from scraper.catalog import captures, lanes, targets
from scraper.config import Config
from scraper.crawl import Crawl, Ports
from scraper.errors import ArchiveError, ConfigError
from scraper.events import Event
from scraper.fetch import Fetcher, require_http2
from scraper.ingest import Shelves, conditions, read_capture
from scraper.model import Exchange, Kind, Target
from scraper.pipeline import Pipeline
from scraper.tally import Tally
from scraper.urls import normalise
from scraper.visiting import Means, Visiting

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]


@asynccontextmanager
async def open_crawl(
    world: World, scope: targets.Scope, listen: Listener, *, forever: bool = False, reload: Reload | None = None
) -> AsyncIterator[Crawl]:
    """A crawl with its WARC open and its sockets ready; what was fetched is ingested and the WARC closed at the end.

    It goes by what `reload` says from then on.
    """
    config, catalog = world.config, world.shelves.catalog
    writer = warc.Writer(writer_settings(config), now=now, new_id=lambda: f"urn:uuid:{uuid.uuid4()}")
    pipeline = Pipeline(writer, world.shelves, world.rules, now, patient=forever)

    async def known(url: str, kind: Kind) -> Sequence[tuple[str, str]]:
        every = (reload.now.config if reload else config).fetch.full_every
        return await asyncio.to_thread(conditions, world.shelves, url, kind, full_every=every)

    browser = LateBrowser(config)
    means = Means(pipeline.archive, browser.show, now, frozenset(config.browser.hosts))
    visiting = Visiting(means, rendered(config))
    fetcher = Fetcher(fetch_settings(config), visiting.archive, recall=_recall(world.shelves), conditions=known)
    ports = Ports(
        fetch=partial(visiting.visit, fetcher.fetch),
        pipeline=pipeline,
        catalog=catalog,
        now=now,
        listen=listen,
        owner=world.owner,
        concurrency=config.fetch.concurrency,
        per_host=config.fetch.per_host,
        drain=config.fetch.timeout,
        hosts=fetcher.hosts,
    )
    crawl, began = Crawl(ports, scope, forever=forever), time.monotonic()

    async def take(fresh: Loaded) -> None:
        fetch = fresh.config.fetch
        pipeline.adjust(fresh.rules, writer_settings(fresh.config))
        fetcher.adjust(fresh.fetch)
        visiting.adjust(rendered(fresh.config))
        crawl.adjust(fetch.concurrency, fetch.per_host, fetch.timeout)

    if reload is not None:
        reload.takers.append(take)
    try:
        yield crawl
    finally:
        try:
            await browser.close()
            await fetcher.close()
        finally:
            await pipeline.close()
            crawl.tally.bytes, crawl.tally.seconds = pipeline.bytes, time.monotonic() - began


def _recall(shelves: Shelves) -> Callable[[str], Awaitable[Exchange | None]]:
    """The newest capture of a URL, so that a robots.txt fetched by an earlier run still counts today."""

    def look(url: str) -> Exchange | None:
        with shelves.catalog.reading() as transaction:
            held = captures.latest(transaction, [url])
        if held is None or held.outcome != "robots":  # somebody else's capture, replayed, is no answer to us
            return None
        try:
            return read_capture(shelves, held).exchange
        except ArchiveError as error:  # its WARC was moved away: ask again
            log.warning("%s", error)
            return None

    async def recall(url: str) -> Exchange | None:
        return await asyncio.to_thread(look, url)

    return recall


def crawl(config: Config, wanted: Sequence[str], listen: Listener) -> Tally:
    """Crawl sections by name, or any URLs, once; every configured section when none is named."""
    asked, scope = resolve(config, wanted)
    check_extras(config)
    with open_archive(config) as world:
        plan(world, asked)

        watch = Watch(world.shelves.catalog, lambda: addresses_of(config), now)

        async def work() -> Tally:
            async with telling(world, hooks_of(config)):
                async with open_crawl(world, scope, _both(watch.see, listen)) as running:
                    with stopped_by_signals(running):
                        await running.run()
                for look in (watch.tell, partial(watch.compare, whole=not wanted), watch.announce):
                    await asyncio.to_thread(look)
            return running.tally

        return asyncio.run(work())


def _both(first: Listener, second: Listener) -> Listener:
    def listen(event: Event) -> None:
        first(event)
        second(event)

    return listen


def check_extras(config: Config) -> None:
    """Tell of a package that is missing, a file of log-ins or secrets that will not do, before an archive is made."""
    fetch_settings(config)
    hooks_of(config)
    check_browser(config)
    if config.fetch.http2:
        try:
            require_http2()
        except ConfigError as error:
            raise ConfigError(f"{config.path}: {error}") from error


def plan(world: World, asked: Sequence[Target]) -> None:
    """Make targets due now, sections with the priorities they are configured to have."""
    with world.shelves.catalog.writing() as transaction:
        lanes.prioritise(transaction, {section.name: section.priority for section in world.config.sections})
        targets.make_due(transaction, asked, now())


def run(config: Config, listen: Listener, http: str | None = None) -> Tally:
    """The daemon: every configured section on its schedule, until a signal asks it to stop.

    `http`: an address such as `127.0.0.1:8080` where it answers (`scraper.api`). The configuration is read again when
    it changes, or on SIGHUP. Raises ConfigError where the archive has a daemon already.
    """
    check_extras(config)
    memory.keep_small()
    with only_daemon(config.archive, now()), open_door(config, http) as door, open_archive(config) as world:
        attendance = Attendance(world, door)
        watch = Watch(world.shelves.catalog, lambda: addresses_of(attendance.world.config), now)
        chores = (
            *watch.chores(),
            daemon.Chore(lambda: gaps.give_up_gaps(attendance.world), gaps.EVERY),
            daemon.Chore(memory.give_back, memory.EVERY),
        )

        async def work() -> Tally:
            heard, world = _both(attendance.see, _both(watch.see, listen)), attendance.world
            first = Loaded(config, world.rules, tuple(polls_of(config)), fetch_settings(config), hooks_of(config))
            reload = Reload(first, _load, attendance.notifier.reloading, attendance.notifier.ready)
            opened = open_crawl(world, targets.Scope(), heard, forever=True, reload=reload)
            told = telling(world, first.hooks, attendance.count)
            async with told as teller, opened as running, attendance.over(running), reload.watching(running.fail):
                reload.takers.append(lambda fresh: teller.take(fresh.hooks))
                with stopped_by_signals(running), heard_hangup(reload.ask):
                    started, catalog = partial(_follow, reload, first, attendance), world.shelves.catalog
                    every = (*chores, tell_hosts(running, catalog))
                    await daemon.serve(running, first.polls, catalog, now, every, started=started)
                await asyncio.to_thread(watch.tell)  # what would wait for the next start
            return running.tally

        return asyncio.run(work())


def _load(path: Path) -> Loaded:
    """A configuration for a daemon. Raises ConfigError."""
    config = load_config(path)
    check_extras(config)
    if not config.sections:
        raise ConfigError(f"{path}: sections is empty; a daemon needs at least one to watch")
    return Loaded(config, rules_of(config), tuple(polls_of(config)), fetch_settings(config), hooks_of(config))


def _follow(reload: Reload, first: Loaded, attendance: Attendance, schedule: daemon.Schedule) -> None:
    """Let the sections be polled as the newest configuration says, and the others no more."""

    async def take(fresh: Loaded) -> None:
        attendance.world = replace(attendance.world, config=fresh.config, rules=fresh.rules)
        await schedule.replace(fresh.polls)

    reload.takers.append(take)
    if reload.now is not first:  # it was quicker than the schedule
        reload.ask()


def polls_of(config: Config) -> list[daemon.Poll]:
    """Every configured section and when to look at it. ConfigError where two are one once normalised."""
    names: dict[str, str] = {}
    for section in config.sections:
        first = names.setdefault(target_of(section).url, section.name)
        if first != section.name:
            raise ConfigError(f"{config.path}: sections: {first} and {section.name} have the same url, {section.url}")
    return [
        daemon.Poll(target_of(section), section.cadence, section.quiet_hours, section.jitter, section.priority)
        for section in config.sections
    ]


def addresses_of(config: Config) -> dict[str, str]:
    """The URL of each configured section, by name."""
    return {section.name: target_of(section).url for section in config.sections}


def resolve(config: Config, wanted: Sequence[str]) -> tuple[list[Target], targets.Scope]:
    """The targets that names and URLs mean, and the scope a crawl of them has. ConfigError for an unknown name."""
    sections = {section.name: section for section in config.sections}
    by_url = {target_of(section).url: section for section in config.sections}
    known = profiles.load(config.profiles)
    asked: dict[str, Target] = {}
    for name in wanted or sections:
        url = normalise(name) if "://" in name else None
        section = sections.get(name) or by_url.get(url or "")
        if section is not None:
            target = target_of(section)
        elif url is not None:
            target = Target(url, known.publisher(url), Kind.ARTICLE, section=url)
        else:
            there = ", ".join(sections) or "none"
            raise ConfigError(f"{config.path}: no section named {name!r}, and it is no http(s) URL; sections: {there}")
        asked[target.url] = target
    names = frozenset(target.section for target in asked.values() if target.section)
    by_hand = frozenset(url for url, target in asked.items() if target.kind is Kind.ARTICLE)
    return list(asked.values()), targets.Scope(names, by_hand)
