"""Courses and hosts as the catalog stores them: JSON that may be read by anybody."""

import json
from dataclasses import asdict
from typing import Any

from scraper.alerts.challenges import Host, Run
from scraper.alerts.course import Course, Era, Low
from scraper.alerts.values import Seen, seen_in


def pack_course(course: Course) -> str:
    """JSON that `unpack_course` reads."""
    return json.dumps(_plain(asdict(course)), ensure_ascii=False, separators=(",", ":"))


def unpack_course(text: str) -> Course | None:
    """The course in a text; None where it is none of this version's, so that it begins anew."""
    try:
        found = json.loads(text)
        found["low"] = _low(found["low"]) if found["low"] else None
        found["this"], found["before"] = _era(found["this"]), _era(found["before"]) if found["before"] else None
        for name in ("capture", "new_capture", "good_capture"):
            found[name] = seen_in(found[name]) if found[name] else None
        return Course(**found)
    except (ValueError, KeyError, TypeError):
        return None


def pack_host(host: Host) -> str:
    """JSON that `unpack_host` reads."""
    return json.dumps(_plain(asdict(host)), ensure_ascii=False, separators=(",", ":"))


def unpack_host(text: str) -> Host:
    """The host in a text; one of which nothing is known, where it is none of this version's."""
    try:
        found = json.loads(text)
        return Host(_run(found["articles"]), _run(found["pages"]), _run(found["feeds"]))
    except (ValueError, KeyError, TypeError):
        return Host()


def _plain(value: Any) -> Any:
    """Captures in their own form."""
    if not isinstance(value, dict):
        return value
    if value.keys() == {"url", "at", "file", "offset", "status"}:
        return Seen(**value).as_json()
    return {name: _plain(each) for name, each in value.items()}


def _low(found: dict[str, Any]) -> Low:
    return Low(**{**found, "capture": seen_in(found["capture"])})


def _era(found: dict[str, Any]) -> Era:
    return Era(**{**found, "longest": tuple(found["longest"])})


def _run(found: dict[str, Any]) -> Run:
    first, last = (seen_in(found[name]) if found[name] else None for name in ("first", "last"))
    return Run(int(found["count"]), first, last)
