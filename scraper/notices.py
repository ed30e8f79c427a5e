"""What the hooks of an archive are told of, and which of them want to hear it. PURE."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

LONGEST_BODY = 65_536  # bytes; what a page or an alert says at greater length is left out
_LONGEST_TEXT = 1_000  # characters of a title or an address


class Occasion(StrEnum):
    """What a hook may want to be told of."""

    NEW = "new"  # an article, captured for the first time
    CHANGED = "changed"  # an article that a reader sees otherwise than before
    REMOVED = "removed"
    RESTORED = "restored"
    ALERT = "alert"  # raised or healed


@dataclass(frozen=True, slots=True)
class Wish:
    """Which notices a hook wants: on what occasions, of which sections or publishers; of all where none is named."""

    hook: str
    occasions: frozenset[Occasion] = frozenset(Occasion)
    sections: frozenset[str] = frozenset()

    def wants(self, notice: "Notice") -> bool:
        """Whether this is for the hook. What is of no section, as an alert of a host is, goes to all of them."""
        if notice.occasion not in self.occasions:
            return False
        section = notice.section
        return not self.sections or section is None or not self.sections.isdisjoint((section, section.split("/")[0]))


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told. `kind` is `article.new` or alike; `key` is what makes it this one and no other."""

    occasion: Occasion
    kind: str
    key: str
    at: datetime
    section: str | None
    data: Mapping[str, object] = field(default_factory=dict)  # JSON's values

    @property
    def id(self) -> str:
        """The same whenever and to whomever it is told, so that a receiver can tell what it has heard already."""
        return "evt_" + hashlib.sha256(f"{self.kind}\n{self.key}".encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def body(self) -> bytes:
        """The JSON that is sent, in ASCII, 64 KiB at most."""
        at = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        head = {"type": self.kind, "id": self.id, "timestamp": at}
        for data in (dict(self.data), _short(self.data)):
            body = json.dumps(head | {"data": data}, separators=(",", ":")).encode("ascii")
            if len(body) <= LONGEST_BODY:
                return body
        return json.dumps(head | {"data": {"section": self.section}}, separators=(",", ":")).encode("ascii")


class Receipt(StrEnum):
    """What became of a delivery that was tried."""

    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"  # for what it says: the next one may well be taken
    GONE = "gone"  # nobody wants to hear anything there any more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery that was tried, in words that name no address and no secret."""

    receipt: Receipt
    words: str = ""
    retry_after: float | None = None  # seconds that the receiver asks to be left alone


def _short(data: Mapping[str, object]) -> dict[str, object]:
    """Data with long texts cut and long lists and the like left out."""
    cut = {name: value[:_LONGEST_TEXT] if isinstance(value, str) else value for name, value in data.items()}
    return {name: value for name, value in cut.items() if len(json.dumps(value)) <= 6 * _LONGEST_TEXT + 2}
