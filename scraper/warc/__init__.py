"""The evidence: WARC files, written by us and read whoever wrote them.

By layers, each knowing only those before it. Records: `record` (WARC), `arc`; out of files: `members`, `plain`,
`files`. Captures: `visit`, `naming`, `writer` to write them, `capture`, `reading` to read them, `recovery` after a
crash. An index over records (CDXJ), revisits and WACZ have their place on the record layer, which knows no HTTP.
"""

from scraper.warc.capture import Damage
from scraper.warc.files import find_files
from scraper.warc.reading import Range, read, read_at, split
from scraper.warc.recovery import Recovered, recover
from scraper.warc.writer import Writer, WriterSettings

__all__ = [
    "Damage",
    "Range",
    "Recovered",
    "Writer",
    "WriterSettings",
    "find_files",
    "read",
    "read_at",
    "recover",
    "split",
]
