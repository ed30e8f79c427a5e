"""How sections and hosts have answered so far, as alerts are judged by: see `scraper.alerts`.

The daemon's own account. A replay of the archive makes it again; where it is lost, alerts wait until enough is known.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from scraper.alerts import Host, Listed, Section, Seen, pack_course, pack_host, unpack_course, unpack_host
from scraper.catalog import Transaction, from_text, to_text
from scraper.catalog.account import challenges, courses, listings
from scraper.catalog.schema import captures, files
from scraper.catalog.seals import seal
from scraper.model import Kind

KEPT = timedelta(days=30)

_SEVERAL = 10_000  # variables of one statement
_GOOD = ("article", "part", "variant")
_COURSE = insert(courses)
_KEEP = _COURSE.on_conflict_do_update(
    index_elements=["section"],
    set_={name: _COURSE.excluded[name] for name in ("url", "kind", "state", "seal")},
)
_LISTING = insert(listings)
_LIST = _LISTING.on_conflict_do_update(
    index_elements=["url"],
    set_={name: _LISTING.excluded[name] for name in ("section", "at", "links", "memory", "seal")},
)
_HOST = insert(challenges)
_MEET = _HOST.on_conflict_do_update(
    index_elements=["host"], set_={name: _HOST.excluded[name] for name in ("state", "seal")}
)


def known_sections(transaction: Transaction, names: Collection[str]) -> dict[str, Section]:
    """What is known of these sections, by name."""
    found, asked = dict[str, Section](), list(names)
    for start in range(0, len(asked), _SEVERAL):
        some = courses.c.section.in_(asked[start : start + _SEVERAL])
        for row in transaction.execute(select(courses).where(some)):
            course = unpack_course(row.state)
            if course is not None:
                found[row.section] = Section(row.section, row.url, Kind(row.kind), course)
    return found


def keep_sections(transaction: Transaction, sections: Iterable[Section]) -> None:
    """Write down what is known of sections."""
    rows = [
        _sealed(section=one.name, url=one.url, kind=one.kind.value, state=pack_course(one.course)) for one in sections
    ]
    if rows:
        transaction.execute(_KEEP, rows)


def memory_of(transaction: Transaction, url: str) -> bytes | None:
    """The links that a listing lists and listed; None of one that is not known."""
    return transaction.scalar(select(listings.c.memory).where(listings.c.url == url))


def keep_listed(transaction: Transaction, one: Listed, at: datetime) -> None:
    """Write down what a listing lists as of a time, and listed before."""
    row = _sealed(url=one.url, section=one.name, at=to_text(at), links=one.links, memory=one.memory)
    transaction.execute(_LIST, [row])


def listed(transaction: Transaction, sections: Mapping[str, str]) -> dict[str, Listed]:
    """What sections list, of these by name and URL, in their order."""
    found = {
        row.url: Listed(row.section, row.url, row.links, row.memory) for row in transaction.execute(select(listings))
    }
    return {name: found[url] for name, url in sections.items() if url in found}


def known_hosts(transaction: Transaction, names: Collection[str] | None = None) -> dict[str, Host]:
    """The hosts of which the last pages were challenges, of these or of all."""
    query = select(challenges)
    if names is not None:
        query = query.where(challenges.c.host.in_(list(names)[:_SEVERAL]))
    return {row.host: unpack_host(row.state) for row in transaction.execute(query)}


def keep_hosts(transaction: Transaction, hosts: Mapping[str, Host]) -> None:
    """Write down what is known of hosts; of one that is clear nothing need be."""
    rows = [_sealed(host=name, state=pack_host(host)) for name, host in hosts.items() if not host.clear]
    if rows:
        transaction.execute(_MEET, rows)
    clear = [name for name, host in hosts.items() if host.clear]
    if clear:
        transaction.execute(delete(challenges).where(challenges.c.host.in_(clear)))


def last_good(transaction: Transaction, host: str) -> Seen | None:
    """The newest capture of an article at a host. Reads all captures of that host."""
    found = None
    for scheme in ("http", "https"):
        first, end = f"{scheme}://{host}/", f"{scheme}://{host}0"  # 0 comes after /
        query = (
            select(captures.c.url, captures.c.fetched_at, captures.c.offset, captures.c.status, files.c.name)
            .join(files, files.c.id == captures.c.file_id)
            .where(captures.c.url >= first, captures.c.url < end, captures.c.outcome.in_(_GOOD))
            .order_by(captures.c.fetched_at.desc())
            .limit(1)
        )
        row = transaction.execute(query).first()
        if row is not None and (found is None or from_text(row.fetched_at) > found.at):
            found = Seen(row.url, from_text(row.fetched_at), row.name, row.offset, row.status)
    return found


def prune(transaction: Transaction, now: datetime) -> None:
    """Forget sitemaps that sections have not led to for a month, as those of a day that is past."""
    idle = listings.c.at < to_text(now - KEPT), listings.c.url.not_in(select(courses.c.url))
    transaction.execute(delete(listings).where(*idle))


def _sealed(**values: str | int | bytes) -> dict[str, object]:
    return {**values, "seal": seal(*values.values())}
