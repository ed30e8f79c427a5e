"""An archive opened: for writing, with what a crash left behind mended and a name to hold leases under; or to read."""

import fcntl
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scraper import profiles, warc
from scraper.catalog import open_catalog, targets
from scraper.config import Config, Section, load
from scraper.discover import check_narrow, check_selector
from scraper.errors import ArchiveError, ConfigError
from scraper.ingest import Shelves, mend
from scraper.judging import Rules, SectionSettings
from scraper.model import Kind, Target
from scraper.records import RecordFiles
from scraper.replay import catch_up
from scraper.urls import normalise
from scraper.workers import Plan

log = logging.getLogger(__name__)

CATALOG = "catalog.sqlite"


def now() -> datetime:
    return datetime.now(UTC)


def load_config(path: Path) -> Config:
    """Read the configuration file, the sections' selectors and patterns checked too. Raises ConfigError."""
    return load(path, check_narrow)


@dataclass(frozen=True, slots=True)
class World:
    """An archive opened for writing, with everything a crawl needs."""

    config: Config
    shelves: Shelves
    rules: Rules
    owner: str


def settings_of(config: Config) -> dict[str, SectionSettings]:
    """What the configuration says of each section that its captures are judged by."""
    return {s.name: SectionSettings(s.links, s.max_pages, s.kind, s.requisites, s.watch) for s in config.sections}


def rules_of(config: Config) -> Rules:
    """What captures are judged by: the profiles, bundled and one's own, and the sections. Raises ConfigError."""
    return Rules(profiles.load(config.profiles, check_selector), settings_of(config), config.watch)


def target_of(section: Section) -> Target:
    """A configured section as a target."""
    url = normalise(section.url)
    if url is None:
        raise ConfigError(f"sections: {section.name}: not an address that can be fetched: {section.url}")
    return Target(url, section.publisher, section.kind or Kind.PAGE, section.name)


@contextmanager
def open_archive(config: Config) -> Iterator[World]:
    """Open an archive for writing: mend what a crash left behind, then hold it under a name of our own."""
    with open_idle(config) as world:
        recover(world)
        yield world


@contextmanager
def open_idle(config: Config) -> Iterator[World]:
    """Open an archive for writing and mend nothing: a replay is about to read those very files."""
    shelves = open_shelves(config.archive)
    try:
        with _name_of_our_own(shelves) as owner:
            yield World(config, shelves, rules_of(config), owner)
    finally:
        shelves.catalog.close()


@contextmanager
def reading(config: Config) -> Iterator[Shelves]:
    """An archive that exists, to be looked at. ConfigError where there is none."""
    if not (config.archive / CATALOG).exists():
        warcs = config.archive / "warc"
        if warcs.is_dir() and warc.find_files([warcs]):
            raise ConfigError(f"{config.archive / CATALOG}: is not there; run: scraper replay {warcs}")
        raise ConfigError(f"{config.path}: archive: nothing has been archived in {config.archive} yet")
    shelves = open_shelves(config.archive, to_look=True)
    try:
        yield shelves
    finally:
        shelves.catalog.close()


def open_shelves(folder: Path, *, to_look: bool = False) -> Shelves:
    """The archive in `folder`, made where there is none; `to_look`: one that cannot be written will do.

    Raises CatalogError.
    """
    return Shelves(folder, open_catalog(folder / CATALOG, to_look=to_look), RecordFiles(folder / "articles"))


def recover(world: World) -> None:
    """Finish the WARC files a dead process left, ingest what the catalog lacks, write torn record files anew."""
    shelves = world.shelves
    left_open = warc.recover(shelves.warcs)
    for found in left_open:
        torn = f"; {found.torn_bytes} torn bytes put into {found.torn.name}" if found.torn else ""
        log.warning(
            "%s: left open by a process that died; closed with %d whole records%s",
            found.path or shelves.warcs,
            found.records,
            torn,
        )
    for sentence in warc.complete(shelves.warcs):
        log.warning("%s", sentence)
    plan, closed = Plan(world.rules.sections, publishers=world.config.profiles), {found.path for found in left_open}
    for damage in catch_up(shelves, plan, world.rules, now, {path for path in closed if path is not None}):
        log.warning("%s: damaged at byte %d: %s", damage.file, damage.offset, damage.reason)
    for sentence in mend(shelves, world.rules):
        log.warning("%s", sentence)


@contextmanager
def _name_of_our_own(shelves: Shelves) -> Iterator[str]:
    """A name to hold leases under, locked while we live; what the dead held is given back first."""
    folder = shelves.folder / "run"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        dead = [path for path in folder.glob("*.lock") if _abandoned(path)]
        if dead:
            with shelves.catalog.writing() as transaction:
                targets.release(transaction, [path.stem for path in dead])
            for path in dead:
                path.unlink(missing_ok=True)
        path = folder / f"{uuid.uuid4()}.lock"
        lock = _lock(path)
    except OSError as error:
        raise ArchiveError(f"{error.filename or folder}: {error.strerror}") from error
    try:
        yield path.stem
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(lock)


def _lock(path: Path) -> int:
    """Make a file that is locked from the moment it has its name: nobody takes it for a dead one's meanwhile."""
    fresh = path.with_suffix(".new")
    lock = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fresh.rename(path)
    except OSError:
        os.close(lock)
        raise
    return lock


def _abandoned(path: Path) -> bool:
    with suppress(OSError), path.open("r") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
