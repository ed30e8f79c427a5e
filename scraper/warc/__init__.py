"""The evidence: WARC files, written by us and read whoever wrote them.

By layers, each knowing only those before it. Records: `record` (WARC), `arc`; out of files: `members`, `frames`,
`plain`, `files`. Beside each closed file: `cdxj` (its index), `fixity` (its sha256), both kept by `closing`. Captures:
`visit`, `naming`, `group`, `open_file`, `writer` to write them, `capture`, `revisit`, `reading`, `originals`,
`addresses` to read them, `recovery` after a crash.
"""

from scraper.warc.addresses import Addresses
from scraper.warc.capture import Damage, as_answer
from scraper.warc.closing import complete
from scraper.warc.files import find_files, path_now
from scraper.warc.originals import Originals
from scraper.warc.reading import Range, read, read_at, split
from scraper.warc.record import Original, payload_labels, sha1
from scraper.warc.recovery import Recovered, recover
from scraper.warc.revisit import Find
from scraper.warc.writer import Writer, WriterSettings

__all__ = [
    "Addresses",
    "Damage",
    "Find",
    "Original",
    "Originals",
    "Range",
    "Recovered",
    "Writer",
    "WriterSettings",
    "as_answer",
    "complete",
    "find_files",
    "path_now",
    "payload_labels",
    "read",
    "read_at",
    "recover",
    "sha1",
    "split",
]
