"""How it stands with hosts, as a daemon tells it: in the catalog, where `scraper status` looks, and in `/metrics`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from scraper.app import opening
from scraper.catalog import Catalog, hosts
from scraper.catalog.hosts import RENEWED, Ailing
from scraper.crawl import Crawl
from scraper.daemon import Chore
from scraper.errors import CatalogError
from scraper.fetch import Standing, State
from scraper.figures import MOST_HOSTS


def ailing(standings: Sequence[Standing]) -> list[Ailing]:
    """Those that are not asked just now."""
    return [
        Ailing(one.host, one.state.value, one.since, one.reopens_at, one.error)
        for one in standings
        if one.state is not State.UP
    ]


def count_states(standings: Sequence[Standing]) -> Mapping[str, int]:
    """How many hosts are up, busy, down and being probed."""
    counts = Counter(one.state for one in standings)
    return {state.value: counts[state] for state in State}


def reopenings(standings: Sequence[Standing], now: datetime) -> dict[tuple[str, str], float]:
    """By host and state, in how many seconds one that is left alone may be asked again; of many those longest down."""
    found = sorted(ailing(standings), key=lambda one: (one.since or now, one.host))[:MOST_HOSTS]
    return {(one.host, one.state): max(((one.until or now) - now).total_seconds(), 0.0) for one in found}


def tell_hosts(crawl: Crawl, catalog: Catalog) -> Chore:
    """The chore that writes down which of a crawl's hosts are left alone."""

    def tell() -> None:
        found = ailing(crawl.hosts)
        try:
            with catalog.reading() as transaction:
                stale = hosts.are_told(transaction)
            if found or stale:
                with catalog.writing() as transaction:
                    hosts.tell(transaction, found, opening.now())
        except CatalogError as error:
            if not error.passing:  # else they are told the next time
                raise

    return Chore(tell, RENEWED)
