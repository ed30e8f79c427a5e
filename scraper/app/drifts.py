"""Sections whose articles no longer give what they used to give, told once in the log and by `scraper status`."""

import logging
import threading
from collections.abc import Iterable

from scraper.catalog import Catalog
from scraper.catalog.looks import last_looks
from scraper.drift import Drift, find_drifts
from scraper.errors import CatalogError
from scraper.events import Event
from scraper.model import Kind

log = logging.getLogger(__name__)


def find_all(catalog: Catalog, sections: Iterable[str]) -> dict[str, list[Drift]]:
    """The drifts of each section that has any. Raises CatalogError."""
    found = {}
    for section in sections:
        with catalog.reading() as transaction:  # a section at a time, so that nobody waits for all of them
            looks = last_looks(transaction, section)
        if drifts := find_drifts(looks):
            found[section] = drifts
    return found


class Watch:
    """Remembers which sections brought articles, and logs each drift of theirs when it is first seen, and its end."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._touched: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._lock = threading.Lock()  # events come on the event loop, and `tell` reads the catalog in a thread

    def see(self, event: Event) -> None:
        """Take note of what became of a target."""
        if event.target.kind is Kind.ARTICLE and event.target.section:
            with self._lock:
                self._touched.add(event.target.section)

    def tell(self) -> None:
        """Log what has drifted in the sections touched since the last call, or since the last that could read them.

        Raises CatalogError where the catalog cannot be read for a reason that does not pass.
        """
        with self._lock:
            touched, self._touched = self._touched, set()
        try:
            found = find_all(self._catalog, sorted(touched))
        except CatalogError as error:
            if not error.passing:
                raise
            with self._lock:  # a drift can wait as long as the catalog cannot be read
                self._touched |= touched
            return
        now = {(section, drift.what): drift for section, drifts in found.items() for drift in drifts}
        for (section, what), drift in now.items():
            if (section, what) not in self._told:
                log.warning("%s: drifted: %s", section, drift)
        for section, what in sorted(self._told):
            if section in touched and (section, what) not in now:
                log.warning("%s: no longer drifted: %s", section, what)
        self._told = {one for one in self._told if one[0] not in touched} | now.keys()
