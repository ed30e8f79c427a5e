"""What a crawl or a replay came to, counted."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of pages by what became of them; `bytes` of responses as received, `seconds` of wall time."""

    pages: int = 0
    listings: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    seconds: float = 0.0

    def tell(self, outcome: str, reason: str | None = None) -> None:
        """Count one page: `outcome` is new, changed, unchanged, known, listing, rejected or failed."""
        match outcome:
            case "new":
                self.new += 1
            case "changed":
                self.changed += 1
            case "unchanged" | "known":
                self.unchanged += 1
            case "listing":
                self.listings += 1
            case "rejected":
                self.rejected[reason or "unknown"] += 1
            case _:
                self.failed[reason or "unknown"] += 1
