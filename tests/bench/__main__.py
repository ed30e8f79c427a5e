"""`python -m tests.bench [WHICH ...] [--quick]`: ours beside its peers in the same run, with the bar beside each ratio.

Exit code 1 when a bar is missed. Peers are installed by `pip install -e '.[bench]'`.
"""

import argparse
import importlib
import importlib.util
import sys

_BENCHES = {
    "fetch": "pages a second from 200 origins with the archive written, and with many idle origins",
    "crawl": "from section pages to records, end to end",
    "replay": "from a WARC to records, on one worker and on two",
    "extract": "one page's bytes to its fields, beside trafilatura with its metadata",
    "writer": "exchanges into a WARC, beside warcio's own writer",
    "index": "a WARC to its CDXJ, beside FastWARC's bare iteration, and look-up in a million lines",
    "claim": "due work out of a million targets, beside the query used before",
    "schedule": "planning the polls of 10,000 sections over a day, with the catalog's part",
    "polls": "the daemon itself on 10,000 sections of a loopback site with nothing new, for twenty minutes",
    "verify": "every record and digest of a WARC, beside FastWARC's bare iteration",
    "memory": "resident memory over 20,000 pages",
}


def main() -> int:
    """Run the benchmarks asked for, all when none is named."""
    listing = "\n".join(f"  {name:8} {what}" for name, what in _BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", epilog=listing, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("which", nargs="*", metavar="WHICH", help="which to run; all when none is named")
    parser.add_argument(
        "--quick", action="store_true", help="smaller sizes: start-up weighs more, so ratios come out lower"
    )
    given = parser.parse_args()
    for name in given.which:
        if name not in _BENCHES:
            parser.error(f"no benchmark is called {name}; there are:\n{listing}")
    met = []
    for name in given.which or _BENCHES:
        print(f"\n== {name}: {_BENCHES[name]}", flush=True)
        met.append(_run(name, given.quick))
    return 0 if all(met) else 1


def _run(name: str, quick: bool) -> bool:
    source = f"tests.bench.bench_{name}"
    absent = [peer for peer in ("scrapy", "trafilatura") if importlib.util.find_spec(peer) is None]
    if absent and name not in ("writer", "index", "memory", "claim", "schedule", "polls"):
        print(f"  {' and '.join(absent)} must be installed to be measured against: pip install -e '.[bench]'")
        return False
    return bool(importlib.import_module(source).measure(quick))


if __name__ == "__main__":
    sys.exit(main())
