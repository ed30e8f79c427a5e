"""The workbench, set up: one page tried, a profile drafted, what profiles change in an archive shown."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scraper import decode, profiles, urls
from scraper.app.opening import now, reading, rules_of, settings_of
from scraper.app.settings import fetch_settings
from scraper.catalog.told import told
from scraper.config import Config
from scraper.discover import check_selector
from scraper.errors import ConfigError, ScraperError
from scraper.extract import claimed_address
from scraper.fetch import Fetcher
from scraper.model import Capture, Exchange, Kind, Location, Rejection, Target, Visit
from scraper.profiles import Profile, publisher_of
from scraper.profiles.sheet import HOST
from scraper.warc import Damage
from scraper.workbench import Draft, Drawn, Trial, draft_profile, find_changes, try_page
from scraper.workbench.addresses import parents
from scraper.workers import Judged, Plan, Selection, cut_files, judge_ranges

log = logging.getLogger(__name__)

MAX_PAGE = 60_000_000  # bytes of a file; a capture is no longer


def try_profile(config: Config | None, exchange: Exchange, profile: Path | None) -> Trial:
    """A page by the generic method, and by a profile: the one in a file, or the one that a crawl would take."""
    return try_page(exchange, _profile_of(config, exchange, profile))


def draft(config: Config, exchange: Exchange, section: str | None) -> Draft:
    """A profile drafted from a page, fetched or read, and its section page.

    ConfigError where the page is no article, or its address has no host name that a profile could be of.
    """
    if not HOST.fullmatch(urls.host(exchange.url)):
        raise ConfigError(f"{exchange.url}: a profile is of a host name such as example.com, and this has none")
    drafted = draft_profile(exchange, _find_section(config, exchange, section))
    if isinstance(drafted, Rejection):
        raise ConfigError(f"{exchange.url}: is no article: {drafted.reason.value}: {drafted.detail}")
    return drafted


def read_page(path: Path, url: str | None) -> Exchange:
    """A saved page as if it had been fetched when it was saved; its address is `url`, or what the page says.

    Raises ConfigError.
    """
    try:
        with path.open("rb") as stream:  # which may be a pipe, whose length nobody knows
            html, at = stream.read(MAX_PAGE + 1), datetime.fromtimestamp(path.stat().st_mtime, tz=now().tzinfo)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(html) > MAX_PAGE:
        raise ConfigError(f"{path}: longer than {MAX_PAGE} bytes; no page is")
    if url is not None and urls.normalise(url) is None:
        raise ConfigError(f"--url: {url} is no http(s) URL")
    page = decode.exchange("", at, b"", b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + html)
    address = urls.normalise(url) if url is not None else claimed_address(decode.text_utf8(page)[0])
    if address is None:
        raise ConfigError(f"{path}: the page does not say its address; give it by --url")
    return replace(page, url=address)


def fetch_page(config: Config, url: str) -> Exchange:
    """One page, asked for as a crawl would, robots.txt first, and archived nowhere. Raises ScraperError."""
    address = urls.normalise(url)
    if address is None:
        raise ConfigError(f"{url}: no http(s) URL, and no file of that name")

    async def keep(exchange: Exchange, visit: Visit) -> Capture:
        return Capture(exchange, Location("", 0, 0), "", "", visit)

    async def work() -> Exchange:
        fetcher = Fetcher(fetch_settings(config), keep)
        try:
            capture = await fetcher.fetch(Target(address, publisher_of(address), Kind.ARTICLE))
        finally:
            await fetcher.close()
        return capture.exchange

    return asyncio.run(work())


@dataclass(frozen=True, slots=True)
class ChangesJob:
    """Which captures of the archive to hold against today's code: from a time on, of one publisher; on processes."""

    since: datetime | None
    publisher: str | None
    profiles: Path | None  # a folder in place of the configuration's
    workers: int


def changes(config: Config, job: ChangesJob, advance: Callable[[int], object]) -> Iterator[Drawn]:
    """What today's code and profiles would make otherwise of the archive's captures; nothing is written.

    Of what was replayed from files elsewhere nothing is told; what cannot be read is logged. `advance` is told the
    bytes read. Raises ConfigError where there is no archive.
    """
    if job.profiles is not None:
        if not job.profiles.is_dir():
            raise ConfigError(f"--profiles: {job.profiles} is no folder")
        config = config.model_copy(update={"profiles": job.profiles})
    rules_of(config)  # a mistake in a profile is told before anything is read
    with reading(config) as shelves:
        with shelves.catalog.reading() as transaction:
            known = told(transaction, job.since, job.publisher)
        home = shelves.warcs
        plan = Plan(
            settings_of(config), Selection(job.since), publishers=config.profiles, originals=(home,), parts=(home,)
        )
        judged = judge_ranges(cut_files((home,)), plan, job.workers)
        yield from find_changes(_advancing(judged, advance), known, shelves.files)


def _advancing(ranges: Iterator[Judged], advance: Callable[[int], object]) -> Iterator[Judged]:
    for judged in ranges:
        for damage in judged.results:
            if isinstance(damage, Damage):
                log.warning("%s at byte %d: %s", damage.file, damage.offset, damage.reason)
        yield judged
        advance(judged.size)


def _profile_of(config: Config | None, exchange: Exchange, path: Path | None) -> Profile | None:
    if path is None:
        known = profiles.load(config.profiles if config else None, check_selector)
        return known.choose(exchange.url, exchange.fetched_at)
    versions = profiles.read(path, check_selector)
    day = exchange.fetched_at.date()
    for version in versions:
        if version.holds_on(day):
            return version
    raise ConfigError(f"{path}: versions: none holds on {day}, the day of the page")


def _find_section(config: Config, article: Exchange, given: str | None) -> Exchange | None:
    """The page that lists an article: the one given, or the first of its folders that answers; None where none does."""
    if given is not None:
        return fetch_page(config, given)
    for address in parents(article.url):
        try:
            found = fetch_page(config, address)
        except ConfigError:
            raise
        except ScraperError:  # it is a guess: the next one may be better
            continue
        if found.status == 200:
            return found
    return None
