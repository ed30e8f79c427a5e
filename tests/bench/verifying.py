"""One WARC verified on one process. `python -m tests.bench.verifying FILE`.

Framing, digests, manifest and index, as `scraper verify FILE` does it. The last line of output is a JSON object: `cpu`
in seconds, `records`, and `size` in bytes, unpacked.
"""

import gzip
import json
import sys
import time
from pathlib import Path

from scraper.verify import Evidence, Search, check_files
from scraper.workers import collect_rarely


def main(path: Path) -> None:
    collect_rarely()  # as every command does
    evidence = Evidence()
    begun = time.process_time()
    findings = list(check_files(Search((path,)), evidence))
    cpu = time.process_time() - begun
    assert not findings, findings
    assert (evidence.totals.sealed, evidence.totals.indexed) == (1, evidence.totals.captures)
    size = 0
    with gzip.open(path) as stream:
        while piece := stream.read(1 << 20):
            size += len(piece)
    print(json.dumps({"cpu": cpu, "records": evidence.totals.records, "size": size}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
