"""One page's bytes to its fields: ours beside trafilatura with its metadata, page by page in one process.

Pages are the real ones of ../shared/corpus, and invented ones where that is absent. Each page is read by both in turn
and both keep their quickest reading, so what else the machine does weighs on both alike. Time is the CPU's. The first
reading of each page counts too: what is remembered between pages helps a site's second page, not its first.
"""

import gzip
import importlib
import json
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from tests.bench import pages
from tests.bench.measure import CORPUS, bar
from tests.quality.adapter import answer

MEDIAN, SLOWEST, TIMES = 3.5, 100, 8  # milliseconds, milliseconds, and how many times faster than the peer
ROUNDS, QUICK_STEP = 3, 12


def measure(quick: bool) -> bool:
    """Read every page (quick: every twelfth) with each contestant; whether every bar was met."""
    logging.disable(logging.CRITICAL)
    trafilatura: Any = importlib.import_module("trafilatura")
    contestants: dict[str, Callable[[bytes, str], object]] = {
        "ours": answer,
        "trafilatura": lambda html, url: trafilatura.bare_extraction(html, url=url, with_metadata=True),
        "lexbor's parse alone": lambda html, url: LexborHTMLParser(html),
    }
    sources = list(_real_pages() if CORPUS.exists() else _invented_pages())[:: QUICK_STEP if quick else 1]
    first, best = _read(contestants, [(html, url) for _, html, url in sources])
    print(f"\n{'real' if CORPUS.exists() else 'invented'} pages, CPU ms a page, each page's best of {ROUNDS} readings")
    print(f"  {'':24}{'pages':>7}{'median':>9}{'mean':>9}{'slowest':>9}{'first reading, median':>24}")
    for name, times in best.items():
        print(
            f"  {name:24}{len(times):7,}{statistics.median(times):9.2f}{statistics.mean(times):9.2f}{max(times):9.1f}"
            f"{statistics.median(first[name]):24.2f}"
        )
    ours, theirs = best["ours"], best["trafilatura"]
    slowest = ours.index(max(ours))
    print(f"  our slowest page: {sources[slowest][0]}, {len(sources[slowest][1]) / 1e3:,.0f} kB")
    met = [
        bar("our median page", statistics.median(ours), MEDIAN, below=True, unit=" ms"),
        bar("our slowest page", max(ours), SLOWEST, below=True, unit=" ms"),
        bar("ours : trafilatura, all pages", sum(theirs) / sum(ours), TIMES),
    ]
    return all(met)


def _read(
    contestants: dict[str, Callable[[bytes, str], object]], sources: list[tuple[bytes, str]]
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of each contestant for each page: of its first reading and of its best."""
    first: dict[str, list[float]] = {name: [] for name in contestants}
    best: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(ROUNDS):
        for place, (html, url) in enumerate(sources):
            for name, read in contestants.items():
                begun = time.process_time()
                read(html, url)
                spent = 1000 * (time.process_time() - begun)
                if number == 0:
                    first[name].append(spent)
                    best[name].append(spent)
                else:
                    best[name][place] = min(best[name][place], spent)
    return first, best


def _real_pages() -> Iterator[tuple[str, bytes, str]]:
    for line in (CORPUS / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield entry["id"], gzip.decompress((CORPUS / entry["page"]).read_bytes()), entry["url"]


def _invented_pages() -> Iterator[tuple[str, bytes, str]]:
    rests = [pages.remainder(variant) for variant in range(40)]
    for number in range(240):
        host = f"desk{number % 40}.courier.example"
        path = pages.path(host, number)
        yield f"invented {number}", pages.opening(host, number) + rests[number % len(rests)], f"https://{host}{path}"
