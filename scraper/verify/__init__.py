"""`scraper verify`: an archive, or any WARC and ARC files, held against everything that can be known of them.

From the bytes outwards: `walk` and `grammar` look at records, `evidence` at a file with its index (`sidecars`), `files`
at many of them with manifests (`manifest`) and revisits (`references`), `archive` at the catalog (`matching`, `rows`,
and `catalog.soundness`) and the record files (`lines`) that were made from them.

One damage is one finding. What follows from it is not told again: that a damaged file has another sha256 than it had
is told with its first damage, and alone only where all records are whole; index lines, catalog rows, revisits and
record lines that rest on a damaged record are passed over. Of what somebody else wrote only damage is a finding; what
is merely odd is counted. Not to be found: another value of the same form in what nothing else tells of (when a target
was first seen, when a section is polled next, how often a look failed), and bytes of the database that carry nothing.
"""

from scraper.verify.archive import Archive, check_archive
from scraper.verify.files import Evidence, Search, check_files
from scraper.verify.finding import Finding, Totals

__all__ = ["Archive", "Evidence", "Finding", "Search", "Totals", "check_archive", "check_files"]
