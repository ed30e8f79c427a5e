"""One WARC walked or one index looked into. `python -m tests.bench.indexing WHO FILE`.

WHO is `ours` (the sorted CDXJ of the file written), `fastwarc` (its bare iteration, nothing read or computed) or
`lookup` (a thousand addresses of a generated index). The last line of output is a JSON object: `cpu` in seconds and
`records`, of `lookup` the milliseconds of the slowest in a hundred as `late` and of the one in the middle as `middle`.
"""

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from scraper.warc import cdxj
from scraper.warc.surt import surt

LOOKED = 1_000


def address(number: int) -> str:
    """The address of a line in a generated index, all of one width so that their order is that of the numbers."""
    return f"http://courier.example/{number:09d}/a-headline-of-the-usual-length-in-an-address"


def write_lines(path: Path, count: int) -> None:
    """A sorted index of so many captures, each of an address of its own, every other number left out."""
    url, place = address(0), f"{0:09d}"
    name = "news-20260302100000000-00000-courier.warc.gz"
    entry = cdxj.Entry(surt(url), "20260302100000", url, "text/html", "200", "A" * 32, 48_211, 0, name)
    parts = cdxj.to_line(entry).decode().split(place)
    with path.open("w") as stream:
        stream.writelines(f"{number:09d}".join(parts) for number in range(0, 2 * count, 2))


def _walk(who: str, path: Path) -> int:
    if who == "ours":
        return cdxj.write_index(path.with_suffix(".bench.cdxj"), path).lines
    with path.open("rb") as stream:
        return sum(1 for _ in ArchiveIterator(stream, parse_http=False))


def _seconds(path: Path) -> Iterator[float]:
    dice = random.Random(7)
    size = sum(1 for _ in path.open("rb"))
    for _ in range(LOOKED):
        number = dice.randrange(2 * size)
        begun = time.perf_counter()
        found = list(cdxj.lookup(path, address(number)))
        yield time.perf_counter() - begun
        assert len(found) == (number + 1) % 2, (number, found)


def main(arguments: Sequence[str]) -> None:
    who, path = arguments[0], Path(arguments[1])
    if who == "lookup":
        times = sorted(_seconds(path))
        print(json.dumps({"late": 1_000 * times[LOOKED * 99 // 100], "middle": 1_000 * times[LOOKED // 2]}))
        return
    begun = time.process_time()
    records = _walk(who, path)
    print(json.dumps({"cpu": time.process_time() - begun, "records": records}))


if __name__ == "__main__":
    main(sys.argv[1:])
