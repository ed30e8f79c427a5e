"""A `Visit` as the block of a metadata record (application/warc-fields), and back, exactly.

`via`, `hopsFromSeed` and `fetchTimeMs` are Heritrix's names, so that other tools understand them; the rest are ours.
"""

import re

from scraper.model import FoundOn, Kind, Rendering, Target, Visit

# One escape for what a line cannot hold: control characters, backslashes, blanks at either end, lone surrogates.
_UNSAFE = re.compile("[\\\\\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]|^[ ]|[ ]$")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


def write_visit(visit: Visit) -> bytes:
    """The lines of the metadata record; what is None has no line."""
    target, found, shown = visit.target, visit.target.found_on, visit.rendering
    lines = (
        ("via", visit.via),
        ("hopsFromSeed", visit.hops),
        ("fetchTimeMs", str(int(visit.seconds * 1000))),
        ("target", target.url),
        ("kind", target.kind.value),
        ("publisher", target.publisher),
        ("section", target.section),
        ("foundOn", found.url if found else None),
        ("foundOnCapture", found.capture if found else None),
        ("depth", str(target.depth)),
        ("attempt", str(visit.attempt)),
        ("seconds", repr(visit.seconds)),
        ("redacted", ", ".join(visit.redacted) or None),
        ("renderedBy", shown.software if shown else None),
        ("renderedUntil", shown.ended if shown else None),
        ("refusedHosts", (", ".join(shown.refused) or None) if shown else None),
        ("unanswered", str(shown.unanswered) if shown else None),
    )
    return "".join(f"{name}: {_escape(value)}\r\n" for name, value in lines if value is not None).encode()


def read_visit(block: bytes) -> Visit | None:
    """The visit that a metadata record tells of; None where it is not one of ours."""
    fields: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields[name] = _unescape(value.strip(" \r"))
    if "target" not in fields or "kind" not in fields:
        return None
    try:
        target = Target(
            url=fields["target"],
            publisher=fields["publisher"],
            kind=Kind(fields["kind"]),
            section=fields.get("section"),
            found_on=FoundOn(fields["foundOn"], fields["foundOnCapture"]) if "foundOn" in fields else None,
            depth=int(fields["depth"]),
        )
        attempt, seconds = int(fields["attempt"]), float(fields["seconds"])
        rendering = _read_rendering(fields)
    except (KeyError, ValueError):
        return None
    hops, via, redacted = fields.get("hopsFromSeed", ""), fields.get("via"), _listed(fields, "redacted")
    return Visit(target, hops, via, attempt, seconds, redacted, rendering)


def _read_rendering(fields: dict[str, str]) -> Rendering | None:
    if "renderedBy" not in fields:
        return None
    unanswered = int(fields.get("unanswered", "0"))
    return Rendering(fields["renderedBy"], fields.get("renderedUntil", ""), _listed(fields, "refusedHosts"), unanswered)


def _listed(fields: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(fields[name].split(", ")) if name in fields else ()


def _escape(value: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", value)


def _unescape(value: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value) if "\\" in value else value
