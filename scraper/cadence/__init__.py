"""When to look again: at a section, an article that may still be edited, a page that failed.

Pure; `now` is passed in. `polling` says when a section is due by its cadence, `rhythm` learns one from what polls
brought, `bounds` reads how soon a publisher wants to be asked again.
"""

from scraper.cadence.again import DOUBT, WATCH, after_failure, look_again
from scraper.cadence.bounds import feed_period, not_before, read_retry_after
from scraper.cadence.cron import Cron, parse_cron
from scraper.cadence.polling import Cadence, Every, count_ticks, next_poll
from scraper.cadence.quiet import Quiet, after_quiet, parse_quiet
from scraper.cadence.rhythm import Adaptive, Rhythm, learn, learn_more, next_gap, unpack
from scraper.cadence.spans import format_span, parse_span

__all__ = [
    "DOUBT",
    "WATCH",
    "Adaptive",
    "Cadence",
    "Cron",
    "Every",
    "Quiet",
    "Rhythm",
    "after_failure",
    "after_quiet",
    "count_ticks",
    "feed_period",
    "format_span",
    "learn",
    "learn_more",
    "look_again",
    "next_gap",
    "next_poll",
    "not_before",
    "parse_cron",
    "parse_quiet",
    "parse_span",
    "read_retry_after",
    "unpack",
]
