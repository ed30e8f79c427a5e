"""A section's articles of a range of days, looked for on purpose: interrupted anywhere, it goes on when run again."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from scraper.app.live import Listener, check_extras, open_crawl, plan
from scraper.app.opening import World, now, open_archive, target_of
from scraper.app.signals import stopped_by_signals
from scraper.app.telling import hooks_of, telling
from scraper.catalog import Transaction, targets, walked, walks
from scraper.catalog.walked import Account
from scraper.catalog.walks import Source, Step, Walk, Why
from scraper.config import Config, Section
from scraper.discover.ranges import Range, local_day
from scraper.errors import ConfigError
from scraper.ingest import Ground, give_up
from scraper.profiles import load

ORDER = (Source.INDEX, Source.PAGES, Source.SITEMAP)  # as they are tried: what names days goes first


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which section, from which day to which (None: today), both included, and by what (None: what there is)."""

    section: str
    first: date
    last: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Backfill:
    """What came of it."""

    account: Account
    resumed: bool  # one that was begun before
    stopped: bool  # by a signal


def backfill(config: Config, wanted: Wanted, listen: Listener) -> Backfill:
    """Walk through what a section listed in a range of days, and archive what is found. Raises ConfigError."""
    section, within = _resolve(config, wanted)
    check_extras(config)
    with open_archive(config) as world:
        walk, resumed = _begin(world, section, within, wanted.source)
        scope = targets.Scope(frozenset({section.name}))

        async def work() -> bool:
            async with telling(world, hooks_of(config)), open_crawl(world, scope, listen) as running:
                with stopped_by_signals(running):
                    await running.run()
            return running.stopped

        stopped = asyncio.run(work())
        while not stopped and _goes_on(world, walk):
            stopped = asyncio.run(work())
        with world.shelves.catalog.reading() as transaction:
            account = walked.account(transaction, walks.get(transaction, walk.number))
    return Backfill(account, resumed, stopped)


def _resolve(config: Config, wanted: Wanted) -> tuple[Section, Range]:
    """The section and the days, as they are counted where it is published."""
    section = next((section for section in config.sections if section.name == wanted.section), None)
    if section is None:
        there = ", ".join(section.name for section in config.sections) or "none"
        raise ConfigError(f"{config.path}: no section named {wanted.section!r}; sections: {there}")
    profile = load(config.profiles).choose(target_of(section).url, now())
    told = section.timezone if section.timezone not in (None, "UTC") else None
    zone = told or (profile.zone if profile else None) or "UTC"
    today = local_day(now(), zone)
    within = Range(wanted.first, wanted.last or today, zone)
    if within.first > within.last:
        raise ConfigError(f"--from: {within.first} is after --to, {within.last}")
    if within.first > today:
        raise ConfigError(f"--from: {within.first} has not come yet; today is {today} ({zone})")
    return section, replace(within, last=min(within.last, today))


def _begin(world: World, section: Section, within: Range, source: Source | None) -> tuple[Walk, bool]:
    """The walk of before, where one of this range did not come to its end, or else a new one; its lists are due."""
    plan(world, [])
    with world.shelves.catalog.writing() as transaction:
        before = walks.newest(transaction, section.name, Why.BACKFILL, within)
        if before is not None and _may_resume(transaction, before, source):
            return walks.resume(transaction, before, now()), True
        target, at = target_of(section), now()
        fresh = Walk(
            number=0,
            section=section.name,
            publisher=section.publisher,
            url=target.url,
            why=Why.BACKFILL,
            within=within,
            began_at=at,
            known_at=None,
            sources=(source,) if source else ORDER,
            source=None,
            found_on=None,
            places=frozenset(),
        )
        walk = walks.begin(transaction, fresh)
        walks.add_steps(transaction, walk, [Step(target.url)])
        targets.make_due(transaction, [target], at)
        return walk, False


def _may_resume(transaction: Transaction, walk: Walk, source: Source | None) -> bool:
    account = walked.account(transaction, walk)
    unfinished = walk.ended_at is None or account.failed or account.unreached
    return bool(unfinished) and source in (None, walk.source)


def _goes_on(world: World, walk: Walk) -> bool:
    """Whether there is more to do, now that all was done that could be: what failed is given up for another source."""
    shelves, at = world.shelves, now()
    with shelves.catalog.writing() as transaction:
        ground = Ground(transaction, shelves, world.rules, at)
        current = walks.get(transaction, walk.number)
        if current.ended_at is not None or not give_up(ground, current):
            return False
        return walks.is_left(transaction, current)
