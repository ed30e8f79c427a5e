"""How SQLite itself keeps `lanes` true to `targets`, whoever writes there.

A lane is what waits of one section at one host, its requisites apart; its row says when the first of that is due. So
what to claim next is found among the lanes, of which there are as many as sections and hosts, not among a million
targets: a host that is busy, or a section out of scope, is passed over in one step however much waits there.
"""

from scraper.timetable import PRIORITY

HIGHEST = 9  # of a section that goes before all others

FREE = "due_at IS NOT NULL AND lease_owner IS NULL"  # planned, and held by nobody: what an index and the lanes know

_OF_OLD = "section = coalesce(OLD.section, '') AND host = OLD.host AND requisite = (OLD.kind = 'requisite')"
_LEFT = (
    "SELECT min(due_at) FROM targets WHERE section IS OLD.section AND host = OLD.host"
    f" AND (kind = 'requisite') = (OLD.kind = 'requisite') AND {FREE}"
)
# What remains is looked up only where the one that leaves was the first.
_LEAVE = (
    f" BEGIN DELETE FROM lanes WHERE {_OF_OLD} AND due_at >= OLD.due_at AND ({_LEFT}) IS NULL;"
    f" UPDATE lanes SET due_at = ({_LEFT}) WHERE {_OF_OLD} AND due_at >= OLD.due_at; END"
)
_ENTER = (
    " BEGIN INSERT INTO lanes (section, host, requisite, priority, due_at) VALUES"
    " (coalesce(NEW.section, ''), NEW.host, NEW.kind = 'requisite',"
    f" coalesce((SELECT priority FROM priorities WHERE section = NEW.section), {PRIORITY}), NEW.due_at)"
    " ON CONFLICT (section, host, requisite) DO UPDATE SET due_at = excluded.due_at"
    " WHERE excluded.due_at < lanes.due_at; END"
)
_WAS_FREE = " WHEN OLD.due_at IS NOT NULL AND OLD.lease_owner IS NULL"
_IS_FREE = " WHEN NEW.due_at IS NOT NULL AND NEW.lease_owner IS NULL"
_UPDATED = " AFTER UPDATE OF due_at, lease_owner, section, kind ON targets"

# Both may fire for one update, in whatever order: each of them leaves the lane as the table then is.
TRIGGERS = (
    f"CREATE TRIGGER targets_enter AFTER INSERT ON targets{_IS_FREE}{_ENTER}",
    f"CREATE TRIGGER targets_leave AFTER DELETE ON targets{_WAS_FREE}{_LEAVE}",
    f"CREATE TRIGGER targets_move_in{_UPDATED}{_IS_FREE}{_ENTER}",
    f"CREATE TRIGGER targets_move_out{_UPDATED}{_WAS_FREE}{_LEAVE}",
)

LANES = "SELECT section, host, requisite, priority, due_at FROM lanes"  # what they say, and what they have to say
TRUTH = (
    "SELECT coalesce(targets.section, ''), host, kind = 'requisite',"
    f" coalesce(max(priority), {PRIORITY}), min(due_at)"
    " FROM targets LEFT JOIN priorities ON priorities.section = targets.section"
    f" WHERE {FREE} GROUP BY 1, 2, 3"
)
FILL = f"INSERT INTO lanes (section, host, requisite, priority, due_at) {TRUTH}"
