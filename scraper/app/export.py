"""Packages made of the archive that a configuration names."""

from functools import cache
from pathlib import Path

from scraper import export, profiles
from scraper.app.opening import now, reading, settings_of
from scraper.catalog.captures import Held
from scraper.config import PRODUCT, Config
from scraper.export import Exported, Order, Selection
from scraper.ingest import read_capture
from scraper.judging import Rules, judge
from scraper.records import EXTRACTOR_VERSION


def order(path: Path, selection: Selection, title: str | None, *, overwrite: bool) -> Order:
    """A package as it is asked for on the command line: made by this program, now."""
    return Order(path, selection, f"{PRODUCT}/{EXTRACTOR_VERSION}", now(), title, overwrite)


def export_wacz(config: Config, wanted: Order) -> Exported:
    """Write a WACZ file. Raises ConfigError and ArchiveError, as `export.export` does; then no file is left."""

    @cache
    def rules() -> Rules:
        return Rules(profiles.load(), settings_of(config))

    with reading(config) as shelves:

        def record(held: Held) -> bytes | None:
            return judge(read_capture(shelves, held), rules()).line

        return export.export(shelves, wanted, record)
