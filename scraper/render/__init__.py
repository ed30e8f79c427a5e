"""Pages as a browser shows them: a headless Chromium that asks nobody but us. The only home of playwright.

It is the system's own; none is ever downloaded. Every request of a page is handed to who wants it shown, and what is
not cannot leave: the browser's way out is a proxy whose name leads nowhere. `render.chromium` is not imported here,
since it needs the extra `browser`.
"""

from scraper.render.finding import find_chromium, require_browser
from scraper.render.keeping import LONGEST, Kept
from scraper.render.values import PAGE, Answer, Asked, BrowserSettings, Respond, Shown

__all__ = [
    "LONGEST",
    "PAGE",
    "Answer",
    "Asked",
    "BrowserSettings",
    "Kept",
    "Respond",
    "Shown",
    "find_chromium",
    "require_browser",
]
