"""Changes, and captures that bear them out, as JSON has them.

They name files, never folders, so that a replay elsewhere tells the same.
"""

from typing import Any

from scraper.catalog import to_text
from scraper.catalog.changes import Change, Evidence


def told(change: Change) -> dict[str, Any]:
    """A change as `scraper changes --json` says it."""
    return {
        "at": to_text(change.at),
        "publisher": change.publisher,
        "section": change.section,
        "kinds": [kind.value for kind in change.kinds],
        "silent": change.silent,
        "id": change.article_id,
        "url": change.url,
        "title": change.title,
        "title_before": change.title_before,
        "before": place(change.before),
        "after": place(change.after),
        "missed": [place(held) for held in change.missed],
    }


def place(capture: Evidence) -> dict[str, Any]:
    """Where a capture lies and when it was made."""
    return {
        "file": capture.file,
        "offset": capture.offset,
        "length": capture.length,
        "record_id": capture.record_id,
        "fetched_at": to_text(capture.fetched_at),
        "status": capture.status,
    }
