"""Pages a second from 200 origins with the archive written: ours, Scrapy + warcio, httpx's default client + warcio.

The origins are 200 loopback addresses (127.0.1.1 to 127.0.1.200) at one port, asked in turn, so that a client that
keeps too few connections connects again for each page. All have 32 requests in flight, ask each robots.txt once and
write the coded body as it came. Then ours again: ten origins asked over and over while connections to 10 or 1,000
origins lie in its pool.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench import pages
from tests.bench.measure import Site, bar, contest, folder, outrun, site, start_pinned, table
from tests.bench.ours_idle import BUSY

ORIGINS = 200
FEW, MANY = BUSY, 1_000


def _write_urls(file: Path, hosts: list[str], count: int, start: int = 0) -> None:
    """One URL a line, of one host after the other in turn."""
    chosen = ((hosts[index % len(hosts)], start + index) for index in range(count))
    with file.open("a") as lines:
        lines.writelines(f"http://{host}{pages.path(host, number)}\n" for host, number in chosen)


def measure(quick: bool) -> bool:
    """Run both measures; whether every bar was met."""
    with site(stories=1, variants=50 if quick else 200) as server:
        met = [_against_peers(server, quick), _with_idle_origins(server, quick)]
    return all(met)


def _against_peers(server: Site, quick: bool) -> bool:
    count = 2_000 if quick else 6_000
    with folder() as place:
        urls = place / "urls"
        _write_urls(urls, server.origins(ORIGINS), count)
        # The archive of ours is thrown away with the folder; each run adds a file of its own to it.
        commands = {
            "ours": ["tests.bench.ours_fetch", str(urls), str(place)],
            "httpx default client + warcio": ["tests.bench.peer_httpx", str(urls), str(place)],
            "Scrapy + warcio": ["tests.bench.peer_scrapy", "fetch", str(urls), str(place)],
        }
        before = server.stats()
        costs = contest(commands, 1 if quick else 2)
        after = server.stats()
    table(
        f"fetch {count:,} pages from {ORIGINS} origins, archive written",
        [(name, count, costs[name]) for name in commands],
    )
    sent = after.sent - before.sent
    print(f"  server: {1000 * (after.cpu - before.cpu) / sent:.3f} CPU ms a page on its own core, {sent:,} sent")
    ours, httpx, scrapy = (costs[name] for name in commands)
    met = [outrun("Scrapy + warcio", ours, scrapy, 4), outrun("httpx + warcio", ours, httpx, 3)]
    return all(met)


def _with_idle_origins(server: Site, quick: bool) -> bool:
    """A process with few connections and one with many take turns, so that both feel what else the machine does."""
    pairs, turns, slice_of = (3, 24, 100) if quick else (4, 30, 200)
    print(f"\nfetch {slice_of} pages from {BUSY} origins, {pairs * turns} times by turns, others idle in the pool")
    costs: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(pairs):  # of processes: no two lie in memory alike
        with folder() as place, _idler(server, FEW, place) as few, _idler(server, MANY, place) as many:
            for turn in range(turns + 1):
                each = [(FEW, few), (MANY, many)]
                for origins, idler in each if turn % 2 else reversed(each):
                    took = 1000 * idler(slice_of) / slice_of
                    costs[origins] += [took] if turn else []  # the first turn warms up
            held = server.stats().connections
        if held < FEW + MANY:
            print(f"  MISSED  only {held:,} connections were held, so this measured nothing")
            return False
    for origins, each_took in costs.items():
        print(f"  {origins:5,} origins: {median(each_took):.3f} CPU ms a page (median; best {min(each_took):.3f})")
    ratio = median(one / other for one, other in zip(costs[FEW], costs[MANY], strict=True))
    # Two runs of the same differ by a few hundredths on a shared machine; a pool that scans them all is far slower.
    return bar("speed with 1,000 idle origins : with 10 (CPU, median of the turns)", ratio, 0.95)


@contextmanager
def _idler(server: Site, origins: int, place: Path) -> Iterator[Callable[[int], float]]:
    """A process that holds connections to so many origins; what is given fetches pages and says the CPU seconds."""
    command = ["-m", "tests.bench.ours_idle", str(server.port), str(origins), str(place)]
    with start_pinned(command) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout
        answers.readline()

        def fetch(count: int) -> float:
            orders.write(b"%d\n" % count)
            orders.flush()
            return float(answers.readline())

        yield fetch
