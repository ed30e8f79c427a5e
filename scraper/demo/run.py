"""`scraper demo`: the bundled site on loopback, and the daemon's own code against it until all is archived."""

import asyncio
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from scraper import app, config, daemon
from scraper.catalog.targets import Scope
from scraper.demo.server import Server, serve
from scraper.demo.site import Expected, Site
from scraper.errors import ConfigError
from scraper.events import Event
from scraper.tally import Tally
from scraper.warc import find_files
from scraper.warc.second_opinion import second_opinion

PATIENCE = 50.0  # seconds until the demo gives up
# A reader waits for the edit to be noticed, so articles are looked at again after seconds instead of hours.
WATCH = tuple(timedelta(seconds=seconds) for seconds in range(3, int(PATIENCE), 3))


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the demo site does on purpose, and what was made of it."""

    what: str
    expected: str
    found: str

    @property
    def good(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Result:
    """What the demo came to, and where it put things."""

    tally: Tally
    checks: tuple[Check, ...]
    archive: Path
    files: tuple[Path, ...]  # what was written, relative to the archive

    @property
    def complete(self) -> bool:
        return all(check.good for check in self.checks)


@dataclass(slots=True)
class _Spectator:
    """Follows the crawl, publishes the edit once all is archived, and stops the daemon once the edit was noticed."""

    site: Site
    listen: Callable[[Event], None]
    stop: Callable[[], None] = lambda: None
    events: dict[str, list[Event]] = field(default_factory=dict)

    def see(self, event: Event) -> None:
        if event.outcome != "unchanged":
            self.listen(event)
        self.events.setdefault(event.target.url, []).append(event)
        if event.outcome == "changed":
            self.stop()
        elif not self.site.edited and self._saw_all():
            self.site.publish_edit()

    def _saw_all(self) -> bool:
        titles = {event.title for events in self.events.values() for event in events}
        return self.site.requisites() <= self.events.keys() and all(
            (each.title in titles if each.rejected in (None, "redirect") else each.url in self.events)
            and self.events.keys() >= set(each.pages)
            for each in self.site.expected()
        )


def run(folder: Path | None, listen: Callable[[Event], None]) -> Result:
    """Serve the site, watch it until everything is archived and its edit noticed, and check every record."""
    archive = (folder or Path(tempfile.mkdtemp(prefix="scraper-demo-"))).absolute()
    if archive.exists() and (not archive.is_dir() or any(archive.iterdir())):
        raise ConfigError(f"{archive}: expected a new or empty folder for the demo's archive")
    return asyncio.run(_run(archive, listen))


async def _run(archive: Path, listen: Callable[[Event], None]) -> Result:
    site = Site()
    spectator = _Spectator(site, listen)
    async with serve(site) as server:
        settings = settings_for(site, server.port, archive)
        with app.open_archive(settings.model_copy(update={"watch": WATCH})) as world:
            async with app.open_crawl(world, Scope(), spectator.see, forever=True) as crawl:
                spectator.stop = crawl.stop
                giving_up = asyncio.get_running_loop().call_later(PATIENCE, crawl.stop)
                await daemon.serve(crawl, app.polls_of(settings), world.shelves.catalog, app.now)
                giving_up.cancel()
        checks = (*_checks(site, server, spectator.events, _records(archive)), _digests(archive))
    return Result(crawl.tally, checks, archive, _files(archive))


def settings_for(site: Site, port: int, archive: Path) -> config.Config:
    """A configuration that watches the demo site, served on `port` of this machine."""
    lead = {
        "archive": str(archive),
        "identity": {"name": "Demo", "contact": "https://harbour-ledger.example/bot"},
        "fetch": {
            "delay": 0.01,
            "per_host": 4,
            "connect_to": {f"{host}:80": f"127.0.0.1:{port}" for host in site.hosts},
            "allow_networks": ["127.0.0.0/8"],
        },
        "sections": [
            {
                "name": section.name,
                "url": section.url,
                "kind": section.kind.value,
                "every": "5s",
                "max_pages": 3,
                "requisites": "page",
            }
            for section in site.sections
        ],
    }
    return config.parse(json.dumps(lead), Path("demo"))


def _files(archive: Path) -> tuple[Path, ...]:
    files = (path for path in archive.rglob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(sorted(path.relative_to(archive) for path in files))


def _records(archive: Path) -> list[dict[str, object]]:
    files = sorted((archive / "articles").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def _checks(
    site: Site, server: Server, events: dict[str, list[Event]], records: list[dict[str, object]]
) -> list[Check]:
    by_title = {record["title"]: record for record in records}
    wanted = [each for each in site.expected() if each.rejected is None]
    exact = sum(_is_exact(by_title.get(each.title, {}), each) for each in wanted)
    checks = [Check("articles with the very headline, names, date and paragraphs", str(len(wanted)), str(exact))]
    outcomes = {
        "edited": ("an edit published meanwhile", "changed"),
        "redirect": ("an address that redirects", "new"),
        "flaky": ("a page that fails twice, then answers", "new"),
        "windows-1252": ("a page in windows-1252", "new"),
        "two-pages": ("an article over two pages", "new"),
        "missing": ("a dead link", "http-404"),
        "paywalled": ("a paywalled stub", "paywall"),
        "disallowed": ("a link that robots.txt forbids", "robots"),
    }
    for each in site.expected():
        if each.special in outcomes:
            what, outcome = outcomes[each.special]
            seen = [event.reason or event.outcome for event in events.get(each.url, ())]
            checks.append(Check(what, outcome, outcome if outcome in seen else ", ".join(seen) or "nothing"))
    wanted_too = site.requisites()
    came = sum("requisite" in {event.outcome for event in events.get(url, ())} for url in wanted_too)
    checks.append(Check("images, stylesheets and scripts of the pages", str(len(wanted_too)), str(came)))
    forbidden = [request.path for request in server.log if request.path.startswith("/subscriber/")]
    checks.append(Check("requests to forbidden addresses", "0", str(len(forbidden))))
    told = [request for request in server.log if request.path == "/robots.txt"]
    checks.append(Check("requests for robots.txt, one a host", str(len(site.hosts)), str(len(told))))
    return checks


def _digests(archive: Path) -> Check:
    """Every record of ours bears a digest that a reader which is not ours finds right."""
    opinions = [second_opinion(path) for path in find_files([archive / "warc"])]
    records, confirmed = sum(each.records for each in opinions), sum(each.confirmed for each in opinions)
    return Check("WARC records whose digests warcio confirms", str(records), str(confirmed))


def _is_exact(record: dict[str, object], expected: Expected) -> bool:
    return all(
        record.get(name) == value
        for name, value in (
            ("url", expected.url),
            ("authors", list(expected.authors)),
            ("editors", list(expected.editors)),
            ("published_at", expected.published_at),
            ("paragraphs", list(expected.paragraphs)),
        )
    )
