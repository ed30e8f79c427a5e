"""Exchanges into a WARC: our Writer against warcio's WARCWriter, by the CPU time that writing alone took.

Bodies that are gzip-coded, as most servers send them, and bodies that are not. Both write the same request and response
records with block and payload digests, in gzip; ours writes the metadata record besides, and its closing is counted:
fsync, manifest line and index.
"""

from pathlib import Path

from tests.bench.measure import CORPUS, bar, contest, folder
from tests.bench.writing import count_responses


def measure(quick: bool) -> bool:
    """Run both kinds of bodies; whether ours was cheaper each time."""
    with folder() as place:
        met = [_measure(place, body, 1_000 if quick else 4_000) for body in ("coded", "plain")]
    return all(met)


def _measure(place: Path, body: str, count: int) -> bool:
    homes = {who: place / body / who for who in ("ours", "warcio")}
    commands = {who: ["tests.bench.writing", who, body, str(count), str(home)] for who, home in homes.items()}
    costs = contest(commands, 1)
    print(f"\nwrite {count:,} {'real' if CORPUS.exists() else 'invented'} pages, {body} bodies")
    print(f"  {'':10}{'CPU s':>9}{'CPU ms/page':>13}{'pages/s':>10}{'WARC MB':>9}")
    for who, cost in costs.items():
        cpu = cost.summary["cpu"]
        print(f"  {who:10}{cpu:9.2f}{1000 * cpu / count:13.3f}{count / cpu:10,.0f}{cost.summary['bytes'] / 1e6:9.0f}")
    responses = {who: count_responses(home) for who, home in homes.items()}
    if set(responses.values()) != {count}:
        print(f"  MISSED  the work was not the same: {responses}")
        return False
    return bar("CPU, warcio : ours", costs["warcio"].summary["cpu"] / costs["ours"].summary["cpu"], 1)
