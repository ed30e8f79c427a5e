"""The nouns of alerts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class AlertKind(StrEnum):
    """What is wrong. The subject is a section, except of `challenged`, which is a host's."""

    SILENT = "silent"  # nothing new for far longer than its rhythm explains
    SELECTOR = "selector"  # its pages list nothing any more, or nothing that its rules take
    UNCHANGING = "unchanging"  # the same document again and again, of a feed that used to change
    CHALLENGED = "challenged"  # nothing but challenges comes from a host
    DRIFT = "drift"  # articles lack what they used to have; the aspect is the field
    OVERFLOW = "overflow"  # every item of a poll was new: some may have come and gone between two polls
    DUPLICATE = "duplicate"  # another section leads to the same articles


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture that bears an alert out."""

    url: str
    at: datetime
    file: str  # base name of the WARC file
    offset: int
    status: int

    def as_json(self) -> dict[str, object]:
        """In JSON's values."""
        at = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {"url": self.url, "at": at, "file": self.file, "offset": self.offset, "status": self.status}


def seen_in(value: Mapping[str, Any]) -> Seen:
    """The inverse of `Seen.as_json`."""
    return Seen(value["url"], datetime.fromisoformat(value["at"]), value["file"], value["offset"], value["status"])


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that is wrong, as of a time."""

    kind: AlertKind
    subject: str  # name of the section, or the host
    at: datetime
    detail: str  # a sentence with what was usual and what is now
    evidence: Mapping[str, object] = field(default_factory=dict)  # JSON's values; `captures` as Seen.as_json has them
    aspect: str = ""  # what of the subject, where several things of one kind may be wrong with it
