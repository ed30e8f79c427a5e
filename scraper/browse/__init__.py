"""The archive in a browser, by pywb.

`layout` prepares a folder for it and `start` its start page, `process` runs it, `child` is what runs.
"""

from scraper.browse.layout import lay_out
from scraper.browse.process import Showing, require_pywb, showing

__all__ = ["Showing", "lay_out", "require_pywb", "showing"]
