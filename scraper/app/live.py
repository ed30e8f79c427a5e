"""Live crawls: real sockets, clocks and signals around the crawl loop, once or as a daemon."""

import asyncio
import logging
import signal
import threading
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial

from scraper import daemon, profiles, warc
from scraper.app.drifts import Watch
from scraper.app.opening import World, now, open_archive, target_of
from scraper.catalog import captures, targets
from scraper.config import PRODUCT, Config
from scraper.crawl import Crawl, Event, Ports
from scraper.errors import ArchiveError, ConfigError
from scraper.fetch import Fetcher, FetchSettings, require_http2
from scraper.ingest import Shelves, conditions, read_capture
from scraper.model import Exchange, Kind, Target
from scraper.pipeline import Pipeline
from scraper.tally import Tally
from scraper.urls import normalise

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]
DRIFT_EVERY = timedelta(minutes=5)  # a section is looked at for drift, if it brought articles meanwhile


@asynccontextmanager
async def open_crawl(
    world: World, scope: targets.Scope, listen: Listener, *, forever: bool = False
) -> AsyncIterator[Crawl]:
    """A crawl with its WARC open and its sockets ready; what was fetched is ingested and the WARC closed at the end."""
    config, catalog = world.config, world.shelves.catalog
    writer = warc.Writer(writer_settings(config), now=now, new_id=lambda: f"urn:uuid:{uuid.uuid4()}")
    pipeline = Pipeline(writer, world.shelves, world.rules, now, patient=forever)
    known = partial(asyncio.to_thread, partial(conditions, world.shelves, full_every=config.fetch.full_every))
    fetcher = Fetcher(fetch_settings(config), pipeline.archive, recall=_recall(world.shelves), conditions=known)
    ports = Ports(
        fetch=fetcher.fetch,
        pipeline=pipeline,
        catalog=catalog,
        now=now,
        listen=listen,
        owner=world.owner,
        concurrency=config.fetch.concurrency,
        per_host=config.fetch.per_host,
        drain=config.fetch.timeout,
    )
    crawl, began = Crawl(ports, scope, forever=forever), time.monotonic()
    try:
        yield crawl
    finally:
        try:
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
    _check_extras(config)
    with open_archive(config) as world:
        plan(world, asked)

        watch = Watch(world.shelves.catalog)

        async def work() -> Tally:
            async with open_crawl(world, scope, _both(watch.see, listen)) as running:
                with _stopped_by_signals(running):
                    await running.run()
            return running.tally

        tally = asyncio.run(work())
        watch.tell()
        return tally


def _both(first: Listener, second: Listener) -> Listener:
    def listen(event: Event) -> None:
        first(event)
        second(event)

    return listen


def _check_extras(config: Config) -> None:
    """Tell of a package that is missing before an archive is made."""
    if config.fetch.http2:
        try:
            require_http2()
        except ConfigError as error:
            raise ConfigError(f"{config.path}: {error}") from error


def plan(world: World, asked: Sequence[Target]) -> None:
    """Make targets due now."""
    with world.shelves.catalog.writing() as transaction:
        targets.make_due(transaction, asked, now())


def run(config: Config, listen: Listener) -> Tally:
    """The daemon: every configured section on its schedule, until a signal asks it to stop."""
    _check_extras(config)
    with open_archive(config) as world:
        watch = Watch(world.shelves.catalog)
        chore = daemon.Chore(watch.tell, DRIFT_EVERY)

        async def work() -> Tally:
            async with open_crawl(world, targets.Scope(), _both(watch.see, listen), forever=True) as running:
                with _stopped_by_signals(running):
                    await daemon.serve(running, polls_of(config), world.shelves.catalog, now, [chore])
            return running.tally

        return asyncio.run(work())


def polls_of(config: Config) -> list[daemon.Poll]:
    """Every configured section and when to look at it. ConfigError where two are one once normalised."""
    names: dict[str, str] = {}
    for section in config.sections:
        first = names.setdefault(target_of(section).url, section.name)
        if first != section.name:
            raise ConfigError(f"{config.path}: sections: {first} and {section.name} have the same url, {section.url}")
    return [daemon.Poll(target_of(section), section.cadence) for section in config.sections]


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
    return list(asked.values()), targets.Scope(names, frozenset(asked))


@contextmanager
def _stopped_by_signals(crawl: Crawl) -> Iterator[None]:
    """The first SIGTERM or Ctrl-C drains; the second stops at once, as any process does."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python delivers signals to the main thread only; whoever runs us elsewhere calls stop()
        return
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]

    def stop(first: signal.Signals) -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        log.warning("%s: finishing what is in flight; once more stops at once", first.name)
        crawl.stop()

    for number in numbers:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def fetch_settings(config: Config) -> FetchSettings:
    """The configuration's fetch part as the fetcher takes it."""
    fetch = config.fetch
    return FetchSettings(
        user_agent=config.identity.user_agent,
        sender=config.identity.sender,
        robots_product_token=PRODUCT,
        delay=fetch.delay,
        per_host=fetch.per_host,
        concurrency=fetch.concurrency,
        attempts=fetch.attempts,
        timeout=fetch.timeout,
        max_body=fetch.max_body,
        proxy=fetch.proxy,
        ca_bundle=fetch.ca_bundle,
        connect_to=fetch.connect_to,
        allow_networks=fetch.allow_networks,
        http2=frozenset(fetch.http2),
    )


def writer_settings(config: Config) -> warc.WriterSettings:
    """How captures are written, and the configuration's identity as each WARC's warcinfo states it."""
    return warc.WriterSettings(
        folder=config.archive / "warc",
        software=config.identity.user_agent.partition(" ")[0],
        user_agent=config.identity.user_agent,
        operator=config.identity.name,
        contact=config.identity.contact,
        prefix=config.warc.prefix,
        max_bytes=config.warc.max_size,
        max_age=config.warc.max_age.total_seconds(),
        gzip_level=config.warc.gzip_level,
        min_free=config.warc.min_free,
    )
