"""Whether a section has been silent far beyond its own rhythm.

Its rhythm is told by its silences: the times, nights, weekends and holidays included, from a look that brought
something new to the next that did. It is silent beyond them after some times the longest of them: twice, where hundreds
are known. If silences ended by pure chance, one as long as k times the longest of n would come with a chance of
k! n! / (n + k)!, so where few are known it takes more than twice, until that is one in a hundred thousand; less where
the longest are alike, as those between the issues of a weekly are.

A feed or sitemap whose document has not changed either, while the server answered, is not silent but stuck: a cache
that serves what it has, or a feed that is not made any more.
"""

from functools import cache
from math import exp, lgamma

from scraper.alerts.course import TOP, Course
from scraper.model import Kind

FACTOR = 2.0
FACTOR_ALIKE = 2.5
ALIKE = 0.9  # of the longest silence, that the fifth longest must have
CHANCE = 1e-5
OF_SPAN = 5  # silences are counted for each time that all of them hold the longest: those within an issue tell little
LEAST = 6 * 3_600.0  # seconds, however lively the section
FEWEST = 10  # silences
KNOWN = 7 * 86_400.0  # seconds, from the first new link to the last, before anything is said
TWO_WEEKS, WEEKEND = 14 * 86_400.0, 60 * 3_600.0  # until two weekends were seen, one may come that is so long


def limit(course: Course) -> float | None:
    """From how many seconds of silence on a section is told of; None where too little is known."""
    known, seen = course.known, course.watched - course.quiet - course.since
    if known.count < FEWEST or seen < KNOWN:
        return None
    longest = max(known.longest[0], WEEKEND if seen < TWO_WEEKS else 0.0)
    alike = len(known.longest) == TOP and known.longest[-1] >= ALIKE * known.longest[0]
    span = course.watched - course.quiet - max(course.since, known.began)
    factor = _factor(min(known.count, max(int(OF_SPAN * span / known.longest[0]), 1)))
    return max(LEAST, longest * (min(factor, FACTOR_ALIKE) if alike else factor))


def is_stuck(course: Course, kind: Kind) -> bool:
    """Whether the document of a feed or sitemap has been the same ever since a new link came."""
    same = course.answers.get("same", 0) + course.answers.get("unmodified", 0)
    return kind in (Kind.FEED, Kind.SITEMAP) and not course.changed and same > 0


@cache
def _factor(count: int) -> float:
    factor = FACTOR
    while exp(lgamma(factor + 1) + lgamma(count + 1) - lgamma(count + factor + 1)) > CHANCE:
        factor += 0.1
    return factor
