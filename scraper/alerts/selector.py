"""Whether a listing lists nothing any more, as where a selector stopped matching."""

from scraper.alerts.course import Course
from scraper.model import Kind

FEW = 0.1  # of the usual number of links; a listing of so few or none is a low one
LOW_LOOKS = 3  # in a row; one alone may be a slip
LOW = 3 * 3_600.0  # seconds; less is maintenance
MANY = 5  # links; a listing of fewer may well be empty for a while
SUDDEN = 0.5  # of the usual links, that the last good listing must have had: a list of two days' news fades
KNOWN = 2 * 86_400.0  # seconds watched, so that a list of the day's articles was seen at midnight
UNSURE = 5 * 86_400.0  # seconds that one that has been empty before may be so again, until two weekends were seen
TWO_WEEKS = 14 * 86_400.0


def is_low(course: Course, kind: Kind) -> bool:
    """Whether a listing that used to list many links lists none, or hardly any, for longer than it ever did.

    Or never listed any, though it is a page: feeds and sitemaps may be empty by right.
    """
    low = course.low
    if low is None or low.looks < LOW_LOOKS or low.watched < LOW:
        return False
    if not course.usual:
        return kind is Kind.PAGE
    if not low.why and (course.usual < MANY or course.good_links < max(MANY, SUDDEN * course.usual)):
        return False
    return course.watched - low.watched >= KNOWN and low.watched >= low_limit(course)


def low_limit(course: Course) -> float:
    """For how many seconds a listing may list nothing: twice as long as it did before, if it ever did."""
    known, low = course.known.low, course.low.watched if course.low else 0.0
    if not known:
        return LOW
    return max(2 * known, LOW, UNSURE if course.watched - low < TWO_WEEKS else 0.0)
