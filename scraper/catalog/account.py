"""The tables of the daemon's own account, which may be lost without harm to the evidence; `schema` has the others.

    rhythms    what has been learned of each section's rhythm
    ticks      of sections' schedules, that were no polls in time
    hosts      that are left alone just now, as the daemon says
    alerts     that stand, or have healed
    hooks      of those that are told of news: what each wants, and how it stands
    outbox     what hooks were not told yet
    walks      through a section's older lists: gaps that are filled, ranges that are asked for
    steps      the lists that a walk leads through
    finds      the articles that it has found, but for those that were archived before
    courses    how each section has answered so far, for its alerts
    listings   the links that each section lists and listed, in short
    challenges what came of the pages of hosts that answered challenges last

Times are as in `schema`.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from scraper.catalog.schema import metadata

UNTOLD = text("told < 1 + (healed_at IS NOT NULL)")  # alerts of which not every turn was told

rhythms = Table(
    "rhythms",
    metadata,
    Column("url", Text, primary_key=True),  # of the section
    Column("state", LargeBinary, nullable=False),  # cadence.Rhythm
)

ticks = Table(
    "ticks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("at", Text, nullable=False),  # when it was due, the first of them
    Column("what", Text, nullable=False),  # timetable.What
    Column("reason", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),  # how late the poll was in the end
    Index("ticks_section", "section", "at"),
    Index("ticks_at", "at"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("state", Text, nullable=False),  # busy, down or probing
    Column("since", Text),
    Column("until", Text),  # when it may be asked again
    Column("error", Text),
    Column("told_at", Text, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # alerts.AlertKind
    Column("subject", Text, nullable=False),  # a section or a host
    Column("aspect", Text, nullable=False),  # what of it, or empty
    Column("raised_at", Text, nullable=False),
    Column("healed_at", Text),
    Column("detail", Text, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON
    Column("seal", Integer, nullable=False),  # of what came before, but when it healed
    Column("told", Integer, nullable=False, server_default="0"),  # of its turns: 1 that it was raised, 2 both
    Index("alerts_standing", "kind", "subject", "aspect", unique=True, sqlite_where=text("healed_at IS NULL")),
    Index("alerts_untold", "id", sqlite_where=UNTOLD),
    Index("alerts_healed", "healed_at"),
)

hooks = Table(
    "hooks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("wish", Text),  # occasions and, in a second line, sections; null where it is not configured any more
    Column("shut", Integer, nullable=False, server_default="0"),  # 1: its receiver wants nothing more
    Column("delivered", Integer, nullable=False, server_default="0"),
    Column("given_up", Integer, nullable=False, server_default="0"),
    Column("crowded_out", Integer, nullable=False, server_default="0"),  # of those, what no log has told yet
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("next_at", Text),  # not before then
    Column("failed_at", Text),
    Column("failure", Text),  # of the last try that failed
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order of commits
    Column("hook", Text, nullable=False),
    Column("message", Text, nullable=False),  # notices.Notice.id
    Column("at", Text, nullable=False),  # when it was put here
    Column("body", LargeBinary, nullable=False),
    Column("refused_at", Text),  # when its receiver refused it first, for what it says
    Index("outbox_hook", "hook", "id"),
    UniqueConstraint("message", "hook"),
    sqlite_autoincrement=True,
)

walks = Table(
    "walks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("section", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("url", Text, nullable=False),  # of the section
    Column("why", Text, nullable=False),  # catalog.walks.Why
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("zone", Text, nullable=False),  # whose days they are
    Column("began_at", Text, nullable=False),  # of a gap: the poll that found it
    Column("known_at", Text),  # of a gap: the poll before that, up to which all is known
    Column("sources", Text, nullable=False),  # still to be tried, in order, with commas between
    Column("source", Text),  # that is walked now; null before the section was read
    Column("found_capture", Text),  # of the section, which led here
    Column("found_url", Text),
    Column("places", Text, nullable=False),  # where its articles lie, with blanks between
    Column("told", Text, nullable=False),  # how each source ended, a line each
    Column("ended_at", Text),
    Column("whole", Integer),  # 1 where the range was walked to its end; null while it is walked
    Index("walks_open", "section", sqlite_where=text("ended_at IS NULL")),
    Index("walks_section", "section", "began_at"),
)

steps = Table(
    "steps",
    metadata,
    Column("walk", Integer, ForeignKey("walks.id"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("number", Integer, nullable=False),  # of the source, counted from 1
    Column("source", Text),  # null: the section itself
    Column("day", Text),  # that it lists
    Column("state", Text, nullable=False),  # catalog.walks.State
    Column("capture", Text),  # record id, once it was read
    Column("detail", Text),  # why it could not be
    Column("listed", Integer, nullable=False, server_default="0"),
    Column("taken", Integer, nullable=False, server_default="0"),  # new targets
    Column("known", Integer, nullable=False, server_default="0"),  # of the range, and known
    Column("outside", Integer, nullable=False, server_default="0"),  # of the range
    Column("edited", Integer, nullable=False, server_default="0"),  # after it, and published nobody knows when
    Column("elsewhere", Integer, nullable=False, server_default="0"),  # where the section has no articles
    Column("undated", Integer, nullable=False, server_default="0"),  # and so left
    Column("inside", Integer, nullable=False, server_default="0"),  # articles it led to, by when they were published
    Column("early", Integer, nullable=False, server_default="0"),
    Column("late", Integer, nullable=False, server_default="0"),
    Column("partial", Integer, nullable=False, server_default="0"),  # 1: not all it lists was taken
    Index("steps_url", "url"),
    Index("steps_capture", "capture"),
    Index("steps_open", "walk", sqlite_where=text("state = 'open'")),
)

finds = Table(
    "finds",
    metadata,
    Column("walk", Integer, ForeignKey("walks.id"), primary_key=True),
    Column("url", Text, primary_key=True),
    sqlite_with_rowid=False,
)

courses = Table(
    "courses",
    metadata,
    Column("section", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),  # alerts.Course as JSON
    Column("seal", Integer, nullable=False),  # seals.seal
)

listings = Table(
    "listings",
    metadata,
    Column("url", Text, primary_key=True),  # of a section, or of a sitemap that it leads to
    Column("section", Text, nullable=False),
    Column("at", Text, nullable=False),  # when that changed last
    Column("links", Integer, nullable=False),  # how many of these are listed now
    Column("memory", LargeBinary, nullable=False),  # eight bytes each, the newest first
    Column("seal", Integer, nullable=False),
)

challenges = Table(
    "challenges",
    metadata,
    Column("host", Text, primary_key=True),
    Column("state", Text, nullable=False),  # alerts.Host as JSON
    Column("seal", Integer, nullable=False),
)
