"""Whether a host answers nothing but challenges: bot checks, walls of consent or log-in, refusals (403).

Its articles, its section pages and its feeds are counted apart, for a host may show one and not the other.
"""

from dataclasses import dataclass, replace

from scraper.alerts.values import Alert, AlertKind, Seen
from scraper.model import Kind

MANY = 10  # captures in a row
SPAN = 3_600.0  # seconds from the first to the last of them; what is over sooner is a hiccup


@dataclass(frozen=True, slots=True)
class Run:
    """Challenges in a row."""

    count: int = 0
    first: Seen | None = None
    last: Seen | None = None

    @property
    def span(self) -> float:
        """Seconds from the first to the last."""
        return (self.last.at - self.first.at).total_seconds() if self.first and self.last else 0.0


@dataclass(frozen=True, slots=True)
class Host:
    """What came of a host's pages since the last good one of each sort."""

    articles: Run = Run()
    pages: Run = Run()  # of sections
    feeds: Run = Run()  # and sitemaps

    @property
    def runs(self) -> dict[str, Run]:
        """What there is of each sort."""
        return {"articles": self.articles, "section pages": self.pages, "feeds": self.feeds}

    @property
    def clear(self) -> bool:
        """Whether there is nothing to remember of it."""
        return not any(run.count for run in self.runs.values())


def meet(host: Host, seen: Seen, kind: Kind, *, good: bool) -> Host:
    """The host after one more page of it, a good one or a challenge; as it was where that is an older one."""
    run = host.pages if kind is Kind.PAGE else host.feeds if kind in (Kind.FEED, Kind.SITEMAP) else host.articles
    if run.last is not None and seen.at <= run.last.at:
        return host
    after = Run() if good else Run(run.count + 1, run.first or seen, seen)
    if kind is Kind.PAGE:
        return replace(host, pages=after)
    return replace(host, feeds=after) if kind in (Kind.FEED, Kind.SITEMAP) else replace(host, articles=after)


def is_challenged(host: Host) -> bool:
    """Whether it only answers challenges, of one sort of pages at least."""
    return any(run.count >= MANY and run.span >= SPAN for run in host.runs.values())


def tell_host(name: str, host: Host, good: Seen | None) -> Alert:
    """What is wrong with a host that is challenged; `good` is the last good article of it."""
    what, run = max(host.runs.items(), key=lambda one: one[1].count if one[1].span >= SPAN else 0)
    if run.first is None or run.last is None:
        raise ValueError("nothing was challenged")
    usual = f"the last good article is of {good.at:%Y-%m-%d %H:%M} UTC" if good else "no good article is known"
    hours = run.span / 3_600
    detail = f"the last {run.count} captures of {what}, over {hours:.1f} hours, are challenges or refusals; {usual}"
    evidence = {
        "usual": {"good": good.as_json() if good else None},
        "now": {"of": what, "challenges": run.count, "hours": round(hours, 2)},
        "captures": [run.first.as_json(), run.last.as_json()],
    }
    return Alert(AlertKind.CHALLENGED, name, run.last.at, detail, evidence)
