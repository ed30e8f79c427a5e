"""The course of a section, one answer after the other.

Time is counted as watched: a span in which nobody asked, since the daemon or its network was down, is no silence of the
publisher's, and is counted as one usual step between two looks. Of what was told as a fault no more is learned than
what would have been let pass.
"""

from dataclasses import replace

from scraper.alerts.course import TOP, Course, Era, Look, Low
from scraper.alerts.selector import FEW, low_limit
from scraper.alerts.silence import limit

LAPSE = 3 * 3_600.0  # seconds between two answers from which on nobody was looking, where the usual step is shorter
LONG, LAPSES = 4, 2  # usual steps that make one that long; and how many of those in a row are still no new habit
ERA = 45 * 86_400.0  # seconds; what is known is of this era and the one before it
HOLDS = 8  # times its longest silence, that an era lasts at least: those of a monthly are few
MATCHED = 5  # listings that a profile's selector must have matched before it can be said to have stopped
GONE = frozenset({"http-404", "http-410"})  # a section that is not there any more lists nothing
_STEP = 0.1  # weight of the newest in a decaying mean


def follow(course: Course | None, look: Look) -> Course:
    """The course after one more answer; as it was where that is older than what it knows."""
    at = look.at.timestamp()
    if course is None:
        course = Course(at, look.capture)
    elif at <= course.at:
        return course
    step, following = _stepped(course, at - course.at)
    watched, quiet = course.watched + step, course.quiet + step
    following = replace(following, at=at, capture=look.capture, watched=watched, quiet=quiet)
    return _count(_listed(following, look, step), look)


def _stepped(course: Course, gone: float) -> tuple[float, Course]:
    """How much of the time since the last answer was watched, and the course with what is usual of that."""
    lapsed = course.step > 0.0 and gone > max(LONG * course.step, LAPSE)
    if not lapsed:
        usual = course.step + _STEP * (gone - course.step) if course.step else gone
        return gone, replace(course, step=usual, lapses=0)
    if course.lapses < LAPSES:
        return course.step, replace(course, lapses=course.lapses + 1)
    return gone, replace(course, step=gone, lapses=0)  # it is polled less often than before


def _count(course: Course, look: Look) -> Course:
    """What is known of new links, and of the document, after a look."""
    same = look.what == "unmodified" or (look.digest is not None and look.digest == course.digest)
    what = "same" if same and look.what == "listing" else look.what
    course = replace(
        course,
        answers={**course.answers, what: course.answers.get(what, 0) + 1},
        changed=course.changed or not (same or look.digest is None),
        digest=look.digest or course.digest,
    )
    if not look.fresh:
        return course
    era, since = course.this, course.since if course.new_at else course.watched
    if course.new_at:
        silence = min(course.quiet, limit(course) or course.quiet)
        longest = sorted((*era.longest, silence), reverse=True)[:TOP]
        era = replace(era, count=era.count + 1, longest=tuple(longest))
    at = look.at.timestamp()
    course = replace(course, quiet=0.0, new_at=at, since=since, new_capture=look.capture, this=era)
    return _rotated(replace(course, answers={}, changed=False))


def _listed(course: Course, look: Look, step: float) -> Course:
    """What is known of how much it lists, after a look."""
    links = 0 if look.what in GONE else look.links
    if links is None:  # as it was, or nothing to go by
        if course.low is not None and look.what == "unmodified":
            low = replace(course.low, watched=course.low.watched + step, looks=course.low.looks + 1)
            return replace(course, low=low)
        return course
    unmatched = look.unmatched is not None and course.matched >= MATCHED
    if links == 0 or links <= FEW * course.usual or unmatched:
        why = look.unmatched or (look.what if look.what in GONE else "")
        low = course.low or Low(look.at.timestamp(), look.capture, 0.0, 0)
        watched = low.watched + step if low.looks else 0.0
        return replace(course, low=replace(low, watched=watched, looks=low.looks + 1, links=links, why=why))
    era = course.this
    if course.low is not None and course.usual:
        era = replace(era, low=max(era.low, min(course.low.watched + step, low_limit(course))))
    return replace(
        course,
        low=None,
        this=era,
        matched=course.matched + (look.unmatched is None),
        usual=course.usual + _STEP * (links - course.usual) if course.usual else float(links),
        good_capture=look.capture,
        good_links=links,
    )


def _rotated(course: Course) -> Course:
    """Only as a silence ends: while one lasts, what it is held against stays."""
    era = course.this
    if course.watched - era.began < max(ERA, HOLDS * max(era.longest, default=0.0)):
        return course
    return replace(course, before=course.this, this=Era(course.watched))
