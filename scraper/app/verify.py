"""An archive, or any WARC and ARC files, verified; and what is derived from them made anew where it is wrong."""

import fcntl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from scraper import verify, warc
from scraper.app.opening import CATALOG, World, now, open_idle, open_shelves, settings_of
from scraper.app.paths import files_in
from scraper.catalog import captures, checking, soundness
from scraper.config import Config
from scraper.errors import CatalogError, ConfigError
from scraper.ingest import Shelves, mend
from scraper.replay import catch_up
from scraper.verify import Archive, Evidence, Finding, Search
from scraper.warc.cdxj import keep_sidecar, sidecar
from scraper.workers import Plan

LATE = 600.0  # seconds after its last byte in which a living writer gives a file its line and its index


@dataclass(frozen=True, slots=True)
class VerifyJob:
    """What to verify: files and folders, or the configured archive where none is named; on how many processes."""

    paths: tuple[Path, ...]
    workers: int


def check(config: Config | None, job: VerifyJob, evidence: Evidence) -> Iterator[Finding]:
    """Everything that is wrong, as it is found. ConfigError where there is nothing to verify."""
    if job.paths:
        files_in(job.paths)
        yield from verify.check_files(Search(job.paths, None, job.workers), evidence)
    elif config is not None:
        yield from _check_archive(config, job.workers, evidence)


def _check_archive(config: Config, workers: int, evidence: Evidence) -> Iterator[Finding]:
    folder = config.archive
    catalog = folder / CATALOG
    home = folder / "warc"
    young = now().timestamp() - LATE if is_busy(folder) else None
    if not catalog.exists():
        if not home.exists() or not warc.find_files([home]):
            raise ConfigError(f"{config.path}: archive: nothing has been archived in {folder} yet")
        yield from verify.check_files(Search((home,), home, workers, young), evidence)
        yield Finding(str(catalog), None, f"is not there; run: scraper replay {home}")
        return
    try:
        shelves = open_shelves(folder, to_look=True)
    except CatalogError as error:
        yield from verify.check_files(Search((home,) if home.exists() else (), home, workers, young), evidence)
        yield Finding(str(catalog), None, str(error).removeprefix(f"{catalog}: "))
        return
    with closing(shelves.catalog):
        plan = Plan(settings_of(config), publishers=config.profiles, originals=(home,))
        yield from verify.check_archive(Archive(shelves, plan, workers, young), evidence)


def is_busy(folder: Path) -> bool:
    """Whether some process has the archive open to write to it."""
    for path in (folder / "run").glob("*.lock"):
        try:
            with path.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            continue
    return False


def repair(config: Config | None, job: VerifyJob, evidence: Evidence) -> Iterator[str]:
    """Make anew what is derived and was found wrong; a sentence for each thing done. Evidence is only ever added to.

    Raises ConfigError while somebody writes to the archive.
    """
    if job.paths:
        for folder in dict.fromkeys(path if path.is_dir() else path.parent for path in job.paths):
            yield from _finish_files(folder)
        yield from _index(evidence)
    elif config is not None:
        if is_busy(config.archive):
            raise ConfigError(f"--repair: a process is writing to {config.archive}; stop it first")
        yield from _repair_archive(config, evidence)


def _repair_archive(config: Config, evidence: Evidence) -> Iterator[str]:
    yield from _set_aside(config.archive / CATALOG)
    with open_idle(config) as world:
        shelves = world.shelves
        yield from _rename_back(evidence)
        yield from _finish_files(shelves.warcs)
        yield from _index(evidence)
        yield from _forget(shelves, evidence)
        yield from _catch_up(world)
        with shelves.catalog.reading() as transaction:  # now that all captures are as they should be
            evidence.stale.rows = [row.key for row in soundness.unsound_rows(transaction)]
        if evidence.stale.rows:
            yield from _forget(shelves, evidence)
            yield from _catch_up(world)
        for path in evidence.stale.strays:
            path.rename(path.with_name(path.name + ".stray"))
            yield f"{path}: put aside as {path.name}.stray"
        yield from mend(shelves, world.rules)


def _catch_up(world: World) -> Iterator[str]:
    plan = Plan(world.rules.sections, publishers=world.config.profiles)
    for damage in catch_up(world.shelves, plan, world.rules, now):
        yield f"{damage.file}: byte {damage.offset}: cannot be ingested: {damage.reason}"


def _rename_back(evidence: Evidence) -> Iterator[str]:
    """Call files what they were called when they were closed, as index, catalog and records do."""
    for path, before in evidence.sealed.renamed:
        if path.exists() and not before.exists():
            path.rename(before)
            if sidecar(path).exists() and not sidecar(before).exists():
                sidecar(path).rename(sidecar(before))
            yield f"{path}: called {before.name} again"


def _finish_files(folder: Path) -> Iterator[str]:
    """Close what dead writers left, note what was never noted, index what was never indexed."""
    for found in warc.recover(folder):
        torn = f"; {found.torn_bytes} torn bytes put into {found.torn.name}" if found.torn else ""
        yield f"{found.path or folder}: closed with {found.records} whole records{torn}"
    yield from warc.complete(folder)


def _index(evidence: Evidence) -> Iterator[str]:
    for path in evidence.stale.indexes:
        if path.exists():
            kept = keep_sidecar(path)
            yield f"{kept.path}: made anew with {kept.lines} lines"


def _set_aside(catalog: Path) -> Iterator[str]:
    """Put a catalog away that is not sound, so that another is made from the WARC files."""
    if not catalog.exists() or not soundness.is_damaged(catalog):
        return
    names = (f"{CATALOG}.damaged{number}" for number in count(1))
    name = next(name for name in names if not catalog.with_name(name).exists())
    for suffix in ("-wal", "-shm", ""):
        path = catalog.with_name(CATALOG + suffix)
        if path.exists():
            path.rename(catalog.with_name(name + suffix))
    yield f"{catalog}: put aside as {name}; another is made from the WARC files"


def _forget(shelves: Shelves, evidence: Evidence) -> Iterator[str]:
    """Drop rows that are wrong: what they are of is ingested again. Those of damaged files stay, being all there is."""
    stale = evidence.stale
    damaged = {one.job.path.name for one in evidence.checked.values() if one.changed and not one.job.open}
    torn = {one.job.path.name.removesuffix(".open") for one in evidence.checked.values() if one.job.open}
    with shelves.catalog.writing() as transaction:
        for number, file in stale.moved:
            checking.rename(transaction, number, file)
            yield f"{shelves.catalog.path}: the row of {file.name} put right"
        if stale.rows:
            stale.files |= soundness.drop_unsound(transaction, stale.rows)
            yield f"{shelves.catalog.path}: {len(stale.rows)} rows that cannot be right dropped"
        for row in checking.file_rows(transaction):
            if (row.number in stale.files or row.name in torn) and row.name not in damaged:
                checking.forget(transaction, row.number)
                yield f"{shelves.catalog.path}: {row.captures} captures of {row.name} are ingested again"
        for day in sorted(stale.days):
            captures.set_day(transaction, *day, captures.UNKNOWN_LENGTH)
