"""The catalog's tables of what is archived, and of what is to be looked at; `account` has the others.

    targets    what is looked at again and again: when it is due, who holds it, how the last look ended
    lanes      when the first target of each section and host is due; kept by triggers
    priorities of the sections that have another than the usual one
    files      WARC files and how far each has been ingested
    captures   one row a response or revisit record: where it lies and what it was judged to be
    articles   the captures that are articles: identity, fingerprint, whether a revision
    failures   looks that brought no capture
    parts      addresses whose captures the record of an article was made with, or would be if they came
    days       how long each record file must be, so that a torn or missing one is noticed

Times are UTC text of fixed width (`2026-01-31T06:00:00.000000Z`), which sorts as it reads.
"""

from collections.abc import Collection

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from scraper.catalog.triggers import FILL, FREE, TRIGGERS

# Captures that a redirect led to, and those that show that an article is gone (changes.GONE), as their indexes say it.
ELSEWHERE = "target_url != url"
MISSED = "reason IN ('http-404', 'http-410', 'index-page', 'soft-404')"

metadata = MetaData()

targets = Table(
    "targets",
    metadata,
    Column("url", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("section", Text),
    Column("depth", Integer, nullable=False, default=0),
    Column("found_url", Text),
    Column("found_capture", Text),
    Column("first_seen", Text, nullable=False),
    Column("first_at", Text),  # first look that brought a capture
    Column("last_at", Text),
    Column("last_outcome", Text),
    Column("last_error", Text),
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("due_at", Text),  # null: nothing planned
    Column("next_poll", Text),  # the daemon's next tick, for `scraper status`
    Column("lease_owner", Text),
    Column("lease_until", Text),
    Index("targets_due", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    Index("targets_section", "section"),
    Index("targets_lease", "lease_owner", sqlite_where=text("lease_owner IS NOT NULL")),
    Index("targets_held", "lease_until", sqlite_where=text("lease_until IS NOT NULL")),
    Index("targets_lane", "section", "host", text("(kind = 'requisite')"), "due_at", "depth", sqlite_where=text(FREE)),
)

lanes = Table(
    "lanes",
    metadata,
    Column("section", Text, primary_key=True),  # empty where targets have none
    Column("host", Text, primary_key=True),
    Column("requisite", Integer, primary_key=True),  # 1: what waits here are requisites
    Column("priority", Integer, nullable=False),
    Column("due_at", Text, nullable=False),  # of the first of them that nobody holds
    Index("lanes_turn", "requisite", "priority", "due_at"),
    Index("lanes_due", "requisite", "due_at"),
    sqlite_with_rowid=False,
)

priorities = Table(
    "priorities",
    metadata,
    Column("section", Text, primary_key=True),
    Column("priority", Integer, nullable=False),  # 0 to 9, the highest first
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("mark", Text, nullable=False),  # of how it begins, which tells files of one name in two folders apart
    Column("folder", Text, nullable=False),  # relative to the archive, or absolute for a file that lies elsewhere
    Column("ingested", Integer, nullable=False, default=0),  # bytes
    UniqueConstraint("name", "mark"),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True),  # the file's id and the offset: captures.row_number
    Column("file_id", Integer, ForeignKey("files.id"), nullable=False),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("fetched_at", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("etag", Text),  # as sent, to be echoed by the next poll (RFC 9110, 13.1)
    Column("last_modified", Text),
    # What a revisit record refers to; null for a response, which holds its payload itself.
    Column("revisit", Text),  # model.RevisitProfile
    Column("refers_url", Text),
    Column("refers_at", Text),
    # Why it was fetched, as its metadata record says; null for a capture that is not ours.
    Column("target_url", Text),
    Column("kind", Text),
    Column("publisher", Text),
    Column("section", Text),
    Column("found_url", Text),
    Column("found_capture", Text),
    Column("outcome", Text, nullable=False),  # article, listing, requisite, rejected, loaded ...: judging
    Column("detail", Text),
    Column("reason", Text),  # a short word, where rejected; null where it was stored before that was noted
    Index("captures_url", "url", "fetched_at"),
    Index("captures_target", "target_url", "fetched_at", sqlite_where=text(ELSEWHERE)),
    Index("captures_gone", "fetched_at", sqlite_where=text(MISSED)),
    Index("captures_payload", "payload_digest", sqlite_where=text("revisit IS NULL")),
    Index(
        "captures_looks",
        "section",
        "fetched_at",
        sqlite_where=text("kind = 'article' AND outcome IN ('article', 'rejected')"),
    ),
)

articles = Table(
    "articles",
    metadata,
    Column("capture_id", Integer, ForeignKey("captures.id"), primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("fetched_at", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),  # file name, mark and offset, sorting as they lie
    Column("fingerprint", Text, nullable=False),
    Column("line_digest", Text, nullable=False),  # sha256 of the record's line, to notice that new code says otherwise
    Column("revision", Integer, nullable=False),  # 1 where a reader sees another article than before
    # What it had, for `drift`; null where it was stored before that was noted.
    Column("found", Integer),  # bits of drift.FIELDS
    Column("size", Integer),  # characters of the body
    Column("facets", Text),  # what it says in short, for the kinds of its edits
    Index("articles_history", "article_id", "fetched_at", "place"),
    Index("articles_url", "url"),
    Index("articles_time", "fetched_at", sqlite_where=text("revision = 1")),
    Index("articles_day", "publisher", "day", "place", sqlite_where=text("revision = 1")),
)

parts = Table(
    "parts",
    metadata,
    Column("capture_id", Integer, ForeignKey("captures.id"), primary_key=True),  # of the article
    Column("url", Text, primary_key=True),
    Column("since", Text, nullable=False),  # captures from then on count
    Column("until", Text, nullable=False),  # and before then
    Index("parts_url", "url", "since"),
)

failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("section", Text),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("failures_at", "at"),
    Index("failures_url", "url", "at"),
)

days = Table(
    "days",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("bytes", Integer, nullable=False),  # -1: to be written anew
)


@event.listens_for(metadata, "after_create")
def _keep_lanes(_: MetaData, connection: Connection, tables: Collection[Table], **__: object) -> None:
    """What SQLAlchemy knows nothing of: the triggers, and the lanes of targets that are there already."""
    if lanes in tables:
        for statement in (*TRIGGERS, FILL):
            connection.exec_driver_sql(statement)
