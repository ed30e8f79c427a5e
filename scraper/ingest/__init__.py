"""The path every capture takes once it is judged, live or replayed: verdict -> catalog, links to follow, record.

`store` commits a batch of verdicts to the catalog and then to the record files. Doing it twice, or in another order,
ends in the same catalog and files.
"""

from scraper.ingest.days import mend
from scraper.ingest.lookback import Ground
from scraper.ingest.originals import conditions, find_original
from scraper.ingest.pages import join_known
from scraper.ingest.shelves import Shelves, Source, original_of, read_capture
from scraper.ingest.storing import Stored, store
from scraper.ingest.walking import give_up

__all__ = [
    "Ground",
    "Shelves",
    "Source",
    "Stored",
    "conditions",
    "find_original",
    "give_up",
    "join_known",
    "mend",
    "original_of",
    "read_capture",
    "store",
]
