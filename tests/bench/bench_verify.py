"""Verifying a WARC (framing, every digest, sha256, index) beside FastWARC's bare iteration of the same file.

The files are what our Writer makes of real pages, invented ones where the corpus is absent: bodies that are gzip-coded,
as most servers send them, which lie stored in their records, and bodies that are not, which are packed. Time is that of
the work alone, on one core; megabytes are those of the unpacked WARC.
"""

from pathlib import Path

from tests.bench.measure import CORPUS, bar, contest, folder, run

_SIZES = {"coded": 4_500, "plain": 950}  # pages, some 170 MB of each


def measure(quick: bool) -> bool:
    """Run both; whether every bar was met."""
    with folder() as place:
        met = [_verify(place / body, body, count // 3 if quick else count) for body, count in _SIZES.items()]
    return all(met)


def _verify(place: Path, body: str, count: int) -> bool:
    run(["tests.bench.writing", "ours", body, str(count), str(place)])
    (warc,) = place.glob("*.warc.gz")
    commands = {
        "ours": ["tests.bench.verifying", str(warc)],
        "fastwarc": ["tests.bench.indexing", "fastwarc", str(warc)],
    }
    costs = contest(commands, 3)
    size = costs["ours"].summary["size"] / 1e6
    print(f"\nverify {size:,.0f} MB of {'real' if CORPUS.exists() else 'invented'} pages, {body} bodies")
    print(f"  {'':10}{'CPU s':>9}{'MB/s':>9}{'records':>9}")
    for who, cost in costs.items():
        cpu = cost.summary["cpu"]
        print(f"  {who:10}{cpu:9.3f}{size / cpu:9.0f}{cost.summary['records']:9,.0f}")
    if costs["ours"].summary["records"] != costs["fastwarc"].summary["records"]:
        print("  MISSED  the work was not the same")
        return False
    ratio = costs["fastwarc"].summary["cpu"] / costs["ours"].summary["cpu"]
    speed = size / costs["ours"].summary["cpu"]
    if ratio >= 0.5:
        return bar("ours : FastWARC's bare iteration", ratio, 0.5)
    return bar(f"MB/s of unpacked WARC (FastWARC's bare iteration: {ratio:.2f}x)", speed, 150, unit="")
