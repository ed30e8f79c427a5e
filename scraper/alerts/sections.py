"""What is wrong with a section, by the course of its looks: at most one thing, the one that explains most."""

from dataclasses import dataclass
from datetime import UTC, datetime

from scraper.alerts.course import Course
from scraper.alerts.selector import FEW, is_low
from scraper.alerts.silence import is_stuck, limit
from scraper.alerts.values import Alert, AlertKind, Seen
from scraper.model import Kind

OF_COURSE = (AlertKind.SELECTOR, AlertKind.UNCHANGING, AlertKind.SILENT)  # the kinds that are judged here


_ANSWERS = {"same": "with the same payload", "unmodified": "not modified", "listing": "with another document"}


@dataclass(frozen=True, slots=True)
class Section:
    """A section whose looks had such a course."""

    name: str
    url: str
    kind: Kind
    course: Course


def judge_section(section: Section) -> Alert | None:
    """What is wrong with a section now, None where nothing is."""
    if is_low(section.course, section.kind):
        return _low(section)
    answers = section.course.answers
    if not _is_silent(section.course) or 2 * answers.get("challenge", 0) > sum(answers.values()):
        return None  # of challenges the host's alert tells
    return _silent(section)


def has_ended(kind: AlertKind, section: Section) -> bool:
    """Whether what was wrong with a section, of one of OF_COURSE, is right again; something else may be wrong."""
    if kind is AlertKind.SELECTOR:
        return not is_low(section.course, section.kind)
    if kind is AlertKind.UNCHANGING and not is_stuck(section.course, section.kind):
        return True
    return not _is_silent(section.course)


def _is_silent(course: Course) -> bool:
    longest = limit(course)
    return longest is not None and course.quiet > longest


def _low(section: Section) -> Alert:
    course = section.course
    low, known = course.low, course.known
    if low is None:
        raise ValueError("nothing is low")
    usual = f"{course.usual:.0f} were usual" if course.usual else "it never listed any"
    why = f" ({low.why})" if low.why else ""
    detail = f"lists {_links(low.links)} at {low.looks} looks over {_span(low.watched)}, where {usual}{why}"
    captures = [(course.good_capture, course.good_links), (low.capture, None), (course.capture, low.links)]
    evidence = {
        "url": section.url,
        "usual": {
            "links": round(course.usual, 1),
            "low_below": int(FEW * course.usual),
            "low_hours": _hours(known.low),
        },
        "now": {"links": low.links, "looks": low.looks, "hours": _hours(low.watched), "why": low.why or None},
        "captures": [_listed(seen, links) for seen, links in captures if seen],
    }
    return Alert(AlertKind.SELECTOR, section.name, _at(course.at), detail, evidence)


def _silent(section: Section) -> Alert:
    course, known = section.course, section.course.known
    kind = AlertKind.UNCHANGING if is_stuck(course, section.kind) else AlertKind.SILENT
    what = "the same document" if kind is AlertKind.UNCHANGING else "nothing new"
    told = ", ".join(f"{count} {_ANSWERS.get(one, one)}" for one, count in course.answers.items())
    detail = (
        f"{what} for {_span(course.quiet)}, where the longest of {known.count} silences in"
        f" {_span(course.watched - course.since - course.quiet)} was {_span(known.longest[0])};"
        f" {sum(course.answers.values())} answers meanwhile: {told}"
    )
    evidence = {
        "url": section.url,
        "usual": {
            "longest_hours": _hours(known.longest[0]),
            "silences": known.count,
            "told_after_hours": _hours(limit(course)),
        },
        "now": {"hours": _hours(course.quiet), "answers": dict(course.answers)},
        "captures": [seen.as_json() for seen in (course.new_capture, course.capture) if seen],
    }
    return Alert(kind, section.name, _at(course.at), detail, evidence)


def _listed(seen: Seen, links: int | None) -> dict[str, object]:
    return seen.as_json() | ({} if links is None else {"links": links})


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _links(count: int) -> str:
    return "nothing" if count == 0 else "1 link" if count == 1 else f"{count} links"


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3_600, 2)


def _span(seconds: float) -> str:
    return f"{seconds / 86_400:.1f} days" if seconds >= 2 * 86_400 else f"{seconds / 3_600:.1f} hours"
