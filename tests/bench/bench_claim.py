"""Claiming due work from ten thousand, a hundred thousand and a million targets, beside the query that was used before.

Sections have a host each, half as many as there are, three in five of the targets lie at one host, and one in ten is a
requisite of one of a hundred hosts of pictures. Every claim takes 32 and is taken back. Times are of the clock;
the bar is for the CPU time of the slowest, since whoever else uses the machine is no part of it. In the end, looks are
settled all the while by another thread, 64 at a time, each planned for another day by the schedule of articles.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import insert, or_, select, update

from scraper.cadence import WATCH
from scraper.catalog import Catalog, Transaction, lanes, open_catalog, targets, to_text
from scraper.catalog.schema import targets as table
from scraper.model import Kind, Target
from tests.bench.measure import bar, folder

_BAR = 20.0  # ms
_START = datetime(2026, 3, 1, tzinfo=UTC)
_PICTURES, _ARTICLES = _START + timedelta(days=1), _START + timedelta(days=2)  # due on that day
_LEASE = targets.Lease("bench", _START + timedelta(days=9))
_ROUNDS = 9


class _Undone(Exception):  # noqa: N818  it ends a transaction on purpose
    pass


@dataclass(frozen=True, slots=True)
class _Case:
    what: str
    now: datetime = _START + timedelta(days=4)
    sections: frozenset[str] | None = None
    busy: tuple[str, ...] = ()


def measure(quick: bool) -> bool:
    """Run all sizes; whether every claim, look-up and plan kept to the bar."""
    sizes = (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000)
    with folder() as place:
        met = [_measure(place / f"{size}.sqlite", size) for size in sizes]
    return all(met)


def _measure(path: Path, size: int) -> bool:
    sections = size // 100
    catalog = _fill(path, size, sections)
    print(f"\n{size:,} targets planned, of {sections:,} sections; ms a claim of 32, the middle and the slowest")
    print(f"  {'':34}{'middle':>9}{'slowest':>9}{'its CPU':>9}{'before':>10}")
    slowest = 0.0
    for case in _cases(sections):
        took, cpu = _timed(catalog, partial(_claim, case), _ROUNDS)
        before, _ = _timed(catalog, partial(_claim_before, case), 1)
        slowest = max(slowest, cpu)
        print(f"  {case.what:34}{took[len(took) // 2]:9.2f}{took[-1]:9.2f}{cpu:9.2f}{before[-1]:10.2f}")
    scope = targets.Scope(frozenset(map(_section, range(sections // 2))))
    ticks = [Target(f"https://new.example/{n}", "p", Kind.PAGE, _section(n)) for n in range(100)]
    others: Mapping[str, Callable[[Transaction], object]] = {
        "when the next is due": lambda transaction: targets.next_due(transaction, targets.Scope()),
        "the same of half of the sections": lambda transaction: targets.next_due(transaction, scope),
        "100 ticks planned": lambda transaction: targets.make_due(transaction, ticks, _START),
    }
    for what, work in others.items():
        took, cpu = _timed(catalog, work, _ROUNDS)
        slowest = max(slowest, cpu)
        print(f"  {what:34}{took[len(took) // 2]:9.2f}{took[-1]:9.2f}{cpu:9.2f}")
    with _settling(catalog, size, sections) as settled:
        took, cpu = _timed(catalog, partial(_claim, _Case("")), 50 * _ROUNDS)
    slowest = max(slowest, cpu)
    print(f"  {'while looks are settled':34}{took[len(took) // 2]:9.2f}{took[-1]:9.2f}{cpu:9.2f}")
    print(f"  {settled.looks:,} of those, {1_000 * settled.cpu / max(settled.looks, 1):.3f} ms of CPU each")
    catalog.close()
    return bar(f"the slowest of all at {size:,} targets", slowest, _BAR, below=True, unit=" ms")


@dataclass(slots=True)
class _Settled:
    looks: int = 0
    cpu: float = 0.0  # seconds


@contextmanager
def _settling(catalog: Catalog, size: int, sections: int) -> Iterator[_Settled]:
    """Have looks settled by another thread until the block ends."""
    found, ended, now = _Settled(), threading.Event(), _START + timedelta(days=4)

    def settle() -> None:
        chance = Random(11)
        while not ended.is_set():
            numbers = (chance.randrange(size) for _ in range(64))
            looks = [
                targets.Look(str(_row(number, sections)["url"]), now, "unmodified", due_at=now + chance.choice(WATCH))
                for number in numbers
            ]
            with catalog.writing() as transaction:
                targets.settle(transaction, looks, now)
            found.looks, found.cpu = found.looks + len(looks), time.thread_time()
            ended.wait(0.01)  # as the ingest, which judges in between

    thread = threading.Thread(target=settle)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def _cases(sections: int) -> Iterator[_Case]:
    hosts = tuple(_host(number) for number in range(sections // 2))
    pictures = tuple(_pictures(number) for number in range(100))
    yield _Case("all due")
    yield _Case("nothing due", now=_START)
    yield _Case("only requisites due", now=_ARTICLES)
    yield _Case("the great host busy", busy=("great.example",))
    yield _Case("thousands of hosts busy", busy=("great.example", *hosts[: 4 * len(hosts) // 5]))
    yield _Case("every host busy", busy=("great.example", *hosts, *pictures))
    yield _Case("one section", sections=frozenset({_section(1)}))
    yield _Case("one section, its hosts busy", sections=frozenset({_section(1)}), busy=("great.example", _host(1)))
    yield _Case("half of the sections", sections=frozenset(map(_section, range(sections // 2))))
    yield _Case("a section with nothing due", sections=frozenset({"nobody/s"}))


def _claim(case: _Case, transaction: Transaction) -> None:
    room = targets.Room(32, case.busy, each=2, oldest=8)
    targets.claim(transaction, targets.Scope(case.sections), case.now, _LEASE, room)


def _claim_before(case: _Case, transaction: Transaction) -> None:
    """As it was done before there were lanes: the targets themselves in the order they became due."""
    text = to_text(case.now)
    free = or_(table.c.lease_until.is_(None), table.c.lease_until < text)
    query = select(table).where(table.c.due_at <= text, free).order_by(table.c.due_at, table.c.depth, table.c.url)
    if case.sections is not None:
        query = query.where(table.c.section.in_(list(case.sections)))
    if case.busy:
        query = query.where(table.c.host.not_in(list(case.busy)))
    requisite = table.c.kind == Kind.REQUISITE.value
    rows = transaction.execute(query.where(~requisite).limit(32)).all()
    if len(rows) < 32:
        rows = [*rows, *transaction.execute(query.where(requisite).limit(32 - len(rows)))]
    if rows:
        taken = update(table).where(table.c.url.in_([row.url for row in rows]))
        transaction.execute(taken.values(lease_owner="bench", lease_until=to_text(_LEASE.until)))


def _timed(catalog: Catalog, work: Callable[[Transaction], object], rounds: int) -> tuple[list[float], float]:
    """Milliseconds of each round, the transaction included, sorted; and the most CPU time that one took.

    What is done is taken back.
    """
    found, most = list[float](), 0.0
    for _ in range(rounds):
        began, used = time.perf_counter(), time.thread_time()
        with suppress(_Undone), catalog.writing() as transaction:
            work(transaction)
            found.append(1_000 * (time.perf_counter() - began))
            most = max(most, 1_000 * (time.thread_time() - used))
            raise _Undone
    return sorted(found), most


def _fill(path: Path, size: int, sections: int) -> Catalog:
    catalog = open_catalog(path)
    with catalog.writing() as transaction:
        lanes.prioritise(transaction, {_section(number): number % 10 for number in range(0, sections, 2)})
        for start in range(0, size, 10_000):
            transaction.execute(insert(table), [_row(number, sections) for number in range(start, start + 10_000)])
    return catalog


def _row(number: int, sections: int) -> dict[str, object]:
    section, nth = number % sections, number // sections  # a hundred of each
    picture, great = nth % 10 == 0, nth % 5 < 3
    host = _pictures(section % 100) if picture else "great.example" if great else _host(section)
    due_at = (_PICTURES if picture else _ARTICLES) + timedelta(seconds=number * 7919 % 86_400)
    return {
        "url": f"https://{host}/{number}",
        "host": host,
        "publisher": "p",
        "kind": Kind.REQUISITE.value if picture else Kind.ARTICLE.value,
        "section": _section(section),
        "depth": 1,
        "first_seen": to_text(_START),
        "due_at": to_text(due_at),
    }


def _section(number: int) -> str:
    return f"p/{number}"


def _host(section: int) -> str:
    return f"h{section // 2}.example"


def _pictures(number: int) -> str:
    return f"pictures{number}.example"
