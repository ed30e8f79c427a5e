"""CDXJ: sorted indexes of the captures in WARC files, as pywb and ReplayWeb.page read them.

`line` is the format, `indexing` makes entries out of a file, `sidecars` keeps an index beside each closed file,
`looking` finds a URL in one.
"""

from scraper.warc.cdxj.indexing import entries, entries_of
from scraper.warc.cdxj.line import Entry, parse_line, to_line
from scraper.warc.cdxj.looking import by_distance, hosts, lookup, nearest
from scraper.warc.cdxj.sidecars import Kept, is_fresh, keep_sidecar, merge, sidecar, write_index

__all__ = [
    "Entry",
    "Kept",
    "by_distance",
    "entries",
    "entries_of",
    "hosts",
    "is_fresh",
    "keep_sidecar",
    "lookup",
    "merge",
    "nearest",
    "parse_line",
    "sidecar",
    "to_line",
    "write_index",
]
