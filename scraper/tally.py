"""What a crawl or a replay came to, counted."""

from collections import Counter
from dataclasses import dataclass, field

from scraper.model import Kind


@dataclass(slots=True)
class Tally:
    """Counts of pages by what became of them; `bytes` of responses as received, `seconds` of wall time."""

    pages: int = 0
    listings: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unmodified: int = 0  # the server said so
    parts: int = 0  # further pages of articles
    variants: int = 0  # other forms of articles, as AMP pages are
    rejected: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    requisites: int = 0  # pictures, stylesheets and the like: no pages
    missing: Counter[str] = field(default_factory=Counter)  # those of them that did not come, by reason
    bytes: int = 0
    seconds: float = 0.0

    def tell(self, outcome: str, reason: str | None = None) -> None:
        """Count one page: `outcome` is new, changed, unchanged, known, unmodified, part, variant, listing, rejected or
        failed.

        One requisite: requisite or missing.
        """
        match outcome:
            case "requisite":
                self.requisites += 1
            case "missing":
                self.missing[reason or "unknown"] += 1
            case "new":
                self.new += 1
            case "changed":
                self.changed += 1
            case "unchanged" | "known":
                self.unchanged += 1
            case "unmodified":
                self.unmodified += 1
            case "part":
                self.parts += 1
            case "variant":
                self.variants += 1
            case "listing":
                self.listings += 1
            case "rejected":
                self.rejected[reason or "unknown"] += 1
            case _:
                self.failed[reason or "unknown"] += 1


def called(outcome: str, reason: str | None, kind: Kind | None) -> str:
    """What an outcome is called where it is told and counted: a requisite is no page, and no failure of its page.

    A fault of ours stays one.
    """
    if kind is not Kind.REQUISITE or reason == "internal":
        return outcome
    return "requisite" if outcome in ("requisite", "unmodified") else "missing"
