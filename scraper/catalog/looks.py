"""What the captures of a section's articles gave, for whoever asks whether they still give it."""

from sqlalchemy import select, text

from scraper.catalog import Transaction, from_text
from scraper.catalog.schema import articles, captures
from scraper.drift import HISTORY, Look

TAKEN_DOWN = frozenset(
    {"http-404", "http-410", "soft-404"}
)  # which `changes` tells; it says nothing of how pages are read
LOOKS = 4  # captures read for each article that is wanted: most are captured once or twice


def last_looks(transaction: Transaction, section: str) -> list[Look]:
    """The last capture of each of a section's articles, newest first, among those of which was noted what they had.

    One that is looked at again and again is one article all the same: its captures together would tell of a drift. One
    that was taken down is as it was last seen.
    """
    query = (
        select(
            captures.c.url,
            captures.c.fetched_at,
            captures.c.outcome,
            captures.c.reason,
            articles.c.found,
            articles.c.size,
        )
        .select_from(captures.outerjoin(articles, articles.c.capture_id == captures.c.id))
        .where(captures.c.section == section)
        # In the words of the index `captures_looks`, without which this reads every capture there is.
        .where(text("captures.kind = 'article' AND captures.outcome IN ('article', 'rejected')"))
        .order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
        .limit(HISTORY * LOOKS)
    )
    found: dict[str, Look] = {}
    for row in transaction.execute(query):
        if row.reason not in TAKEN_DOWN and (row.outcome == "rejected" or row.found is not None):
            found.setdefault(row.url, Look(row.url, from_text(row.fetched_at), row.found, row.size or 0))
    return list(found.values())[:HISTORY]
