"""A selection out of an archive: which captures a package of sections, addresses or days holds.

Those that are asked for, and what a browser needs besides, whenever and for whichever page it was captured: requisites,
redirects that led there, and the responses that revisits refer to.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from scraper.catalog import Transaction, choice
from scraper.catalog.choice import Chosen, Wanted
from scraper.discover import page_requisites, sheet_requisites
from scraper.errors import ArchiveError, ConfigError
from scraper.export.parts import Complain
from scraper.ingest import Shelves, read_capture
from scraper.model import Kind, RevisitProfile
from scraper.records import article_id
from scraper.urls import normalise

_HOPS = 10  # redirects followed from one address
_PAGES = frozenset({"article", "listing"})
# No stylesheet bears such a name; pictures are most of an archive's bytes, and reading them in vain takes long.
_NO_SHEET = re.compile(r"\.(?:avif|gif|ico|jpe?g|m?js|png|svg|ttf|webp|woff2?)(?:\?|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a package is asked to hold: captures of any of the sections, of any of the addresses, and in time."""

    sections: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    since: datetime | None = None  # at or after
    until: datetime | None = None  # before

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == Selection()

    def __str__(self) -> str:
        """What it asks for, in words; the title of a package that is given none."""
        parts = [", ".join(self.sections + self.urls)] if self.sections or self.urls else []
        if self.since is not None:
            parts.append(f"from {self.since:%Y-%m-%d %H:%M:%S%z}")
        if self.until is not None:
            parts.append(f"until {self.until:%Y-%m-%d %H:%M:%S%z}")
        return " ".join(parts) or "News archive"


def choose(shelves: Shelves, transaction: Transaction, selection: Selection, complain: Complain) -> None:
    """Begin the transaction's choice, and choose all that the package is to hold.

    Raises ConfigError where that is nothing, or one of the sections or addresses is not in the archive at all.
    """
    wanted = _wanted(transaction, selection)
    choice.begin(transaction)
    if not choice.add_wanted(transaction, wanted):
        raise ConfigError(f"the archive holds nothing of this selection: {selection}; no package was written")
    choice.add_originals(transaction)
    choice.add_requisites(transaction)
    for chosen in choice.chosen(transaction):
        _add_redirects(transaction, chosen)
        _add_requisites(shelves, transaction, chosen, complain)
    choice.add_originals(transaction)
    for chosen in choice.without_original(transaction):
        held = chosen.held
        when = f"{held.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
        complain(f"{held.url} of {when}: the capture that this revisit refers to is not in the archive")


def _wanted(transaction: Transaction, selection: Selection) -> Wanted:
    for section in selection.sections:
        if not choice.holds(transaction, Wanted((section,))):
            raise ConfigError(f"{section}: nothing of this section is in the archive")
    urls, ids = frozenset[str](), frozenset[str]()
    for url in selection.urls:
        addresses = _addresses(transaction, url)
        asked = Wanted(urls=addresses, article_ids=frozenset(map(article_id, addresses)))
        if not choice.holds(transaction, asked):
            raise ConfigError(f"{url}: nothing of this address is in the archive")
        urls, ids = urls | asked.urls, ids | asked.article_ids
    return Wanted(selection.sections, urls, ids, selection.since, selection.until)


def _addresses(transaction: Transaction, url: str) -> frozenset[str]:
    """An address as given and normalised, and where it ever redirected to, section pages left out.

    Many a site sends readers of what it took down to its front page: those are not asked for.
    """
    known = {url, normalise(url) or url}
    latest = set(known)
    for _ in range(_HOPS):
        ends = {normalise(location, base) for base, location in choice.redirects(transaction, latest)}
        latest = {end for end in ends if end is not None} - known
        latest -= choice.listings(transaction, latest)
        if not latest:
            break
        known |= latest
    return frozenset(known)


def _add_redirects(transaction: Transaction, chosen: Chosen) -> None:
    """The redirects between what a capture was fetched for and where it was found."""
    held = chosen.held
    address = held.target.url if held.target else held.url
    for _ in range(_HOPS):
        if address == held.url:
            return
        hop = choice.redirect_before(transaction, address, held.fetched_at)
        onward = normalise(hop.held.detail or "", address) if hop else None
        if hop is None or onward is None:
            return
        choice.add(transaction, [hop.number])
        address = onward


def _add_requisites(shelves: Shelves, transaction: Transaction, chosen: Chosen, complain: Complain) -> None:
    """What a page, or a stylesheet, is shown with: of each address the capture nearest to it in time, and so on."""
    waiting = [chosen]
    while waiting:
        current = waiting.pop()
        at = current.held.fetched_at
        wanted = [(url, at) for url in _named(shelves, current, complain)]
        if current.held.refers_to is not None:
            wanted.append(current.held.refers_to)
        captured = choice.known(transaction, [url for url, _ in wanted])
        numbers = [
            only if (only := captured[url]) is not None else choice.nearest(transaction, url, moment)
            for url, moment in wanted
            if url in captured
        ]
        waiting += choice.add(transaction, numbers)


def _named(shelves: Shelves, chosen: Chosen, complain: Complain) -> tuple[str, ...]:
    """What a capture names that is loaded at once: the requisites of a page or stylesheet, the end of a redirect."""
    held = chosen.held
    if held.outcome == "redirect":
        onward = normalise(held.detail or "", held.url)
        return (onward,) if onward else ()
    sheet = held.target is not None and held.target.kind is Kind.REQUISITE
    if held.revisit is RevisitProfile.NOT_MODIFIED or not (sheet or held.outcome in _PAGES):
        return ()
    if sheet and (held.outcome != "requisite" or _NO_SHEET.search(held.url)):
        return ()
    try:
        exchange = read_capture(shelves, held).exchange
    except ArchiveError as error:
        complain(f"{error}; what it is shown with is not looked for")
        return ()
    return sheet_requisites(exchange) if sheet else page_requisites(exchange)
