"""Ours while connections to many origins lie idle. `python -m tests.bench.ours_idle PORT ORIGINS FOLDER`.

Fetches one page of each origin, prints a line, and then takes orders: for each number read from standard input it
fetches so many pages of the first ten origins and prints the CPU seconds that took. Two such processes that take turns
feel the same noise, so what differs is theirs.
"""

import asyncio
import sys
import time
from pathlib import Path

from tests.bench import pages
from tests.bench.measure import Site
from tests.bench.ours_fetch import Archive, fetch_all, new_fetcher

BUSY = 10


def main() -> None:
    """Hold connections to that many origins until standard input ends."""
    origins = Site(int(sys.argv[1])).origins(int(sys.argv[2]))
    archive = Archive(Path(sys.argv[3]))
    with asyncio.Runner() as runner:
        fetcher = new_fetcher(archive)
        runner.run(fetch_all((f"http://{host}{pages.path(host, 0)}" for host in origins), fetcher))
        print(len(origins), flush=True)
        done = 2
        for line in sys.stdin:
            hosts = ((origins[number % BUSY], number) for number in range(done, done + int(line)))
            urls = [f"http://{host}{pages.path(host, number)}" for host, number in hosts]
            began = time.process_time()
            runner.run(fetch_all(urls, fetcher))
            print(time.process_time() - began, flush=True)
            done += len(urls)
        runner.run(fetcher.close())
    archive.writer.close()


if __name__ == "__main__":
    main()
