"""Memory of a long crawl: 20,000 pages end to end, resident memory looked at on the way.

Flat means that the last quarter of the crawl holds no more than the first quarter ended with, give or take an
allocator's 15 in 100.
"""

import sys

from tests.bench.measure import bar, folder, run, site, table
from tests.bench.ours import count_records, write_config


def measure(quick: bool) -> bool:
    """Crawl and watch; whether both bars were met."""
    hosts, stories = (40, 50) if quick else (100, 200)
    count = hosts * stories
    marks = [count * quarter // 4 for quarter in (1, 2, 3, 4)]
    seen: list[tuple[int, int]] = []
    with site(stories=stories, variants=50) as server, folder() as place:
        config = write_config(place, server.origins(hosts))
        cost = run(
            ["scraper", "crawl", "--config", str(config)],
            watch=lambda resident: seen.append((server.stats().sent, resident)),
        )
        records = count_records(place)
    table(f"crawl {count:,} pages of {hosts} origins to records", [("ours", count, cost)])
    held = {mark: max((resident for sent, resident in seen if mark * 0.9 <= sent <= mark), default=0) for mark in marks}
    print("  resident MB after " + ", ".join(f"{mark:,} pages: {bytes_ / 1e6:.0f}" for mark, bytes_ in held.items()))
    if records < 0.98 * count:
        print(f"  MISSED  only {records:,} records of {count:,} pages", file=sys.stderr)
        return False
    if not cost.peak:
        print("  this system has no /proc: memory cannot be watched here")
        return True
    met = [
        bar("peak resident memory", cost.peak / 1e6, 300, below=True, unit=" MB"),
        bar("resident at the end : after a quarter", held[marks[3]] / max(held[marks[0]], 1), 1.15, below=True),
    ]
    return all(met)
