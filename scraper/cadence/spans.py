"""Spans of time as people write them: 90s, 10m, 1h30m."""

import re
from datetime import timedelta

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN = re.compile(r"(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?", re.ASCII)


def parse_span(text: str) -> timedelta:
    """The length of "90s", "10m", "2h", "1d" or "1h30m"; ValueError for anything else, and for zero."""
    found = _SPAN.fullmatch(text.strip())
    counts = [int(count or 0) for count in found.groups()] if found else []
    seconds = sum(count * unit for count, unit in zip(counts, _UNITS.values(), strict=False))
    if seconds == 0:
        raise ValueError("expected a span such as 10m or 2h")
    return timedelta(seconds=seconds)


def format_span(span: timedelta) -> str:
    """The shortest writing that `parse_span` reads back; fractions of a second are dropped."""
    rest, words = int(span.total_seconds()), []
    for letter, unit in _UNITS.items():
        count, rest = divmod(rest, unit)
        if count:
            words.append(f"{count}{letter}")
    return "".join(words)
