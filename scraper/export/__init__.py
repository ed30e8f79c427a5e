"""Archives made into packages that others open: WACZ 1.1.1, for ReplayWeb.page, pywb and py-wacz.

By layers, each knowing only those before it: `package`, the ZIP; `zipnum`, its index; `parts`, the archive's WARC files
as they are; `selection`, which captures are chosen, and `excerpt`, files made of those; `pages`, the list a reader
chooses from; `wacz`, all of it.
"""

from scraper.export.selection import Selection
from scraper.export.wacz import Exported, Order, export

__all__ = ["Exported", "Order", "Selection", "export"]
