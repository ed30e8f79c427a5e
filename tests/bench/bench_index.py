"""Indexing a WARC beside FastWARC's bare iteration of the same file, and a look-up in an index of a million lines.

The files are what our Writer makes of real pages, invented ones where the corpus is absent: bodies that are gzip-coded,
as most servers send them, which lie stored in their records, and bodies that are not, which are packed. Time is that of
the work alone, on one core; megabytes are those of the unpacked WARC.
"""

import gzip
from pathlib import Path

from tests.bench.indexing import LOOKED, write_lines
from tests.bench.measure import CORPUS, bar, contest, folder, run

_SIZES = {"coded": 4_500, "plain": 950}  # pages, some 170 MB of each


def measure(quick: bool) -> bool:
    """Run all three; whether every bar was met."""
    with folder() as place:
        met = [_index(place / body, body, count // 3 if quick else count) for body, count in _SIZES.items()]
        met.append(_look_up(place / "million.cdxj", 1_000_000))
    return all(met)


def _index(place: Path, body: str, count: int) -> bool:
    run(["tests.bench.writing", "ours", body, str(count), str(place)])
    (warc,) = place.glob("*.warc.gz")
    size = _unpacked(warc) / 1e6
    costs = contest({who: ["tests.bench.indexing", who, str(warc)] for who in ("ours", "fastwarc")}, 3)
    print(f"\nindex {size:,.0f} MB of {'real' if CORPUS.exists() else 'invented'} pages, {body} bodies")
    print(f"  {'':10}{'CPU s':>9}{'MB/s':>9}{'records':>9}")
    for who, cost in costs.items():
        cpu = cost.summary["cpu"]
        print(f"  {who:10}{cpu:9.3f}{size / cpu:9.0f}{cost.summary['records']:9,.0f}")
    if costs["ours"].summary["records"] != count:
        print(f"  MISSED  {count:,} captures were to be listed")
        return False
    ratio = costs["fastwarc"].summary["cpu"] / costs["ours"].summary["cpu"]
    speed = size / costs["ours"].summary["cpu"]
    if ratio >= 0.5:
        return bar("ours : FastWARC's bare iteration", ratio, 0.5)
    return bar(f"MB/s of unpacked WARC (FastWARC's bare iteration: {ratio:.2f}x)", speed, 150, unit="")


def _unpacked(warc: Path) -> int:
    total = 0
    with gzip.open(warc) as stream:
        while piece := stream.read(1 << 20):
            total += len(piece)
    return total


def _look_up(index: Path, lines: int) -> bool:
    write_lines(index, lines)
    cost = run(["tests.bench.indexing", "lookup", str(index)])
    print(f"\nlook {LOOKED:,} addresses up in an index of {lines:,} lines, {index.stat().st_size / 1e6:,.0f} MB")
    print(f"  half of them take less than {cost.summary['middle']:.2f} ms")
    return bar("99 in 100 take less than", cost.summary["late"], 5, below=True, unit=" ms")
