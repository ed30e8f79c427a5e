"""Whether a section's articles have stopped giving what they used to give: a redesign that breaks extraction. PURE.

A publisher changes its pages, and a field that was always found is found no more, bodies shrink to a line, or pages are
rejected. Each section is held against its own history: the last RECENT articles against the best stretch of WINDOW
articles before them, as long as the history goes back; of each article its last capture counts. So a drift is told
until it is mended (a replay under a mended profile puts the history right too), and a section that never had authors is
never said to have lost them.

A share that fell by half or more, and would fall so by chance less than once in a thousand times (a binomial tail), is
a drift. Nothing is lost by one: the captures are archived.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import comb
from statistics import median

from scraper.model import Article

RECENT = 10  # captures that are held against the history
WINDOW = 40  # captures of one stretch of the history
LEAST = 15  # captures below which there is no history to speak of
HISTORY = 500  # captures looked at
USUAL = 0.7  # share of the best stretch from which a field is one that the section has
FALL = 0.5  # of a share; of the length of bodies
CHANCE = 1e-3

FIELDS = ("authors", "published_at", "summary", "lead_image", "section", "tags", "language", "dateline")


@dataclass(frozen=True, slots=True)
class Look:
    """One capture of an article of a section."""

    url: str
    fetched_at: datetime
    found: int | None  # bits of FIELDS; None where the capture was rejected
    size: int = 0  # characters of the body

    def has(self, field: str) -> bool:
        return self.found is not None and bool(self.found >> FIELDS.index(field) & 1)


@dataclass(frozen=True, slots=True)
class Drift:
    """What a section's captures no longer give, and two of them to compare: the last that did and one that does not."""

    what: str  # a field, "body" or "rejected"
    usual: float  # share that had it in the best stretch; of "body" the usual length in characters
    now: float
    before: Look
    after: Look

    def __str__(self) -> str:
        match self.what:
            case "body":
                told = f"bodies of {self.now:,.0f} characters, where {self.usual:,.0f} were usual"
            case "rejected":
                told = f"{self.now:.0%} of captures are rejected, where {self.usual:.0%} were usual"
            case field:
                told = f"{field} found on {self.now:.0%} of pages, where {self.usual:.0%} were usual"
        return f"{told}; compare {self.before.url} ({_stamp(self.before)}) with {self.after.url} ({_stamp(self.after)})"


def mark(article: Article) -> int:
    """Which of FIELDS an article has, as bits."""
    return sum(1 << place for place, name in enumerate(FIELDS) if getattr(article, name))


def find_drifts(looks: Sequence[Look]) -> list[Drift]:
    """What has changed for the worse in a section, its captures given newest first."""
    recent, history = looks[:RECENT], looks[RECENT:HISTORY]
    if len(recent) < RECENT or len(history) < LEAST:
        return []
    drifts = [_compare(looks, "rejected", lambda look: look.found is not None)]
    read, before = (sum(look.found is not None for look in part) for part in (recent, history))
    if read >= RECENT // 2 and before >= LEAST:
        articles = [look for look in looks[:HISTORY] if look.found is not None]
        drifts.append(_shrunk(articles))
        drifts += [_compare(articles, field, _having(field)) for field in FIELDS]
    return [drift for drift in drifts if drift is not None]


def _having(field: str) -> Callable[[Look], bool]:
    return lambda look: look.has(field)


def _compare(looks: Sequence[Look], what: str, good: Callable[[Look], bool]) -> Drift | None:
    recent, history = looks[:RECENT], looks[RECENT:HISTORY]
    usual = max(_share(stretch, good) for stretch in _stretches(history))
    hits = sum(map(good, recent))
    now = hits / len(recent)
    if usual < USUAL or now > usual * FALL or _tail(hits, len(recent), usual) > CHANCE:
        return None
    pair = _pair(looks, good)
    if pair is None:
        return None
    shares = (1 - usual, 1 - now) if what == "rejected" else (usual, now)
    return Drift(what, *shares, *pair)


def _shrunk(looks: Sequence[Look]) -> Drift | None:
    """Whether bodies have collapsed: nearly all are under FALL of the usual length, which few were before."""
    recent, history = looks[:RECENT], looks[RECENT:HISTORY]
    usual = max(median(look.size for look in stretch) for stretch in _stretches(history))
    limit = usual * FALL

    def whole(look: Look) -> bool:
        return look.size >= limit

    share = max(_share(stretch, whole) for stretch in _stretches(history))
    hits = sum(map(whole, recent))
    if share < USUAL or hits / len(recent) > share * FALL or _tail(hits, len(recent), share) > CHANCE:
        return None
    pair = _pair(looks, whole)
    return Drift("body", usual, median(look.size for look in recent), *pair) if pair else None


def _stretches(history: Sequence[Look]) -> list[Sequence[Look]]:
    """Runs of WINDOW captures, each overlapping the next by half; a shorter history is one."""
    last = max(len(history) - WINDOW, 0)
    return [history[start : start + WINDOW] for start in {*range(0, last, WINDOW // 2), last}]


def _share(looks: Sequence[Look], good: Callable[[Look], bool]) -> float:
    return sum(map(good, looks)) / len(looks)


def _tail(hits: int, tries: int, share: float) -> float:
    """How likely so few hits are, or fewer, where each has this chance; a share of 1 is taken for a little less."""
    share = min(share, 0.99)
    return sum(comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(hits + 1))


def _pair(looks: Sequence[Look], good: Callable[[Look], bool]) -> tuple[Look, Look] | None:
    """The last capture before the drift that was good, and the first after it that was not."""
    place = next((n for n in range(RECENT, len(looks)) if good(looks[n])), None)
    if place is None:
        return None
    after = next((looks[n] for n in range(place - 1, -1, -1) if not good(looks[n])), None)
    return (looks[place], after) if after else None


def _stamp(look: Look) -> str:
    return f"{look.fetched_at:%Y-%m-%dT%H:%M:%S}"
