"""The peer: warcio's ArchiveIterator with trafilatura. `python -m tests.bench.peer_replay WARC RECORDS`."""

import importlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

trafilatura: Any = importlib.import_module("trafilatura")


def main() -> None:
    """Extract each response of a WARC and write its fields as a JSON line."""
    logging.disable(logging.CRITICAL)
    count = 0
    with Path(sys.argv[1]).open("rb") as file, Path(sys.argv[2]).open("w", encoding="utf-8") as records:
        for record in ArchiveIterator(file):
            if record.rec_type != "response":
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            document = trafilatura.bare_extraction(record.content_stream().read(), url=url, with_metadata=True)
            if document is not None:
                fields = {
                    name: value for name, value in document.as_dict().items() if name not in ("body", "commentsbody")
                }
                records.write(json.dumps(fields, ensure_ascii=False, default=str) + "\n")
                count += 1
    print(json.dumps({"records": count}))


if __name__ == "__main__":
    main()
