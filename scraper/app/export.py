"""Packages made of the archive that a configuration names."""

from functools import cache, partial
from pathlib import Path

from scraper import export
from scraper.app.opening import now, reading, rules_of
from scraper.catalog.captures import Held
from scraper.config import PRODUCT, Config
from scraper.export import Exported, Order, Selection
from scraper.ingest import join_known, read_capture
from scraper.judging import judge
from scraper.records import EXTRACTOR_VERSION


def order(path: Path, selection: Selection, title: str | None, *, overwrite: bool) -> Order:
    """A package as it is asked for on the command line: made by this program, now."""
    return Order(path, selection, f"{PRODUCT}/{EXTRACTOR_VERSION}", now(), title, overwrite)


def export_wacz(config: Config, wanted: Order) -> Exported:
    """Write a WACZ file. Raises ConfigError and ArchiveError, as `export.export` does; then no file is left."""

    rules = cache(partial(rules_of, config))
    with reading(config) as shelves:

        def record(held: Held) -> bytes | None:
            return join_known(shelves, judge(read_capture(shelves, held), rules()), rules()).line

        return export.export(shelves, wanted, record)
