"""What an operator has to be told of a section or host, with the evidence. PURE.

An alert says what was usual, what is now, and which captures show it. It is raised once and stands until it heals:
`catalog.alerts` remembers it, whoever raises it. `following` puts the answers of a section into its `course`;
`sections` judges that by `silence` and `selector`, `challenges` does both for hosts, `duplicates` compares sections.
"""

from scraper.alerts.challenges import Host, is_challenged, meet, tell_host
from scraper.alerts.course import Course, Look
from scraper.alerts.duplicates import Listed, find_duplicates, tell_pair
from scraper.alerts.following import follow
from scraper.alerts.memory import mark, remember
from scraper.alerts.packing import pack_course, pack_host, unpack_course, unpack_host
from scraper.alerts.sections import OF_COURSE, Section, has_ended, judge_section
from scraper.alerts.values import Alert, AlertKind, Seen

__all__ = [
    "OF_COURSE",
    "Alert",
    "AlertKind",
    "Course",
    "Host",
    "Listed",
    "Look",
    "Section",
    "Seen",
    "find_duplicates",
    "follow",
    "has_ended",
    "is_challenged",
    "judge_section",
    "mark",
    "meet",
    "pack_course",
    "pack_host",
    "remember",
    "tell_host",
    "tell_pair",
    "unpack_course",
    "unpack_host",
]
