"""What the catalog can tell about an archive as a whole: per section, in total, and what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from scraper.catalog import Transaction, from_text
from scraper.catalog.schema import articles, captures, failures, targets
from scraper.model import Kind


@dataclass(frozen=True, slots=True)
class SectionState:
    """How a configured section stands."""

    name: str
    last_poll: datetime | None
    next_poll: datetime | None
    articles_seen: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over the whole archive."""

    captures: int
    articles: int
    revisions: int
    waiting: int  # targets that are due
    outcomes: dict[str, int]  # captures by what they were judged to be
    failures: int


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as captured once: its title, the address that was asked for, and when."""

    title: str
    url: str
    fetched_at: datetime


def last_headlines(transaction: Transaction, count: int) -> list[Headline]:
    """The new and changed articles that were put into the archive last, the newest capture first."""
    last = (
        select(articles.c.title, captures.c.url, articles.c.fetched_at).join(captures).where(articles.c.revision == 1)
    )
    rows = transaction.execute(last.order_by(articles.c.capture_id.desc()).limit(count))
    found = [Headline(row.title, row.url, from_text(row.fetched_at)) for row in rows]
    return sorted(found, key=lambda headline: headline.fetched_at, reverse=True)


def section_states(transaction: Transaction, sections: Sequence[tuple[str, str]]) -> list[SectionState]:
    """The state of each (name, url), in the order given; one that was never polled has no times.

    The last error is that of the last look; or what has kept any from being taken since, such as a robots.txt.
    """
    count = select(targets.c.section, func.count().label("n")).where(targets.c.kind == Kind.ARTICLE.value)
    seen = {row.section: row.n for row in transaction.execute(count.group_by(targets.c.section))}
    states = []
    for name, url in sections:
        row = transaction.execute(select(targets).where(targets.c.url == url)).first()
        since = row.last_at if row and row.last_at else ""
        kept_off = select(failures.c.detail).where(failures.c.url == url, failures.c.at > since)
        trouble = transaction.scalar(kept_off.order_by(failures.c.at.desc()).limit(1))
        states.append(
            SectionState(
                name,
                from_text(row.last_at) if row and row.last_at else None,
                from_text(row.next_poll) if row and row.next_poll else None,
                seen.get(name, 0),
                trouble or (row.last_error if row else None),
            )
        )
    return states


def totals(transaction: Transaction, now: str) -> Totals:
    """Counts over everything in the catalog; `now` as `catalog.to_text` writes it."""
    revisions = select(func.count(), func.count(articles.c.article_id.distinct())).where(articles.c.revision == 1)
    revised, distinct = transaction.execute(revisions).one()
    waiting = select(func.count()).select_from(targets).where(targets.c.due_at <= now)
    by_outcome = select(captures.c.outcome, func.count().label("n")).group_by(captures.c.outcome)
    counts = {row.outcome: row.n for row in transaction.execute(by_outcome)}
    return Totals(
        captures=sum(counts.values()),
        articles=distinct,
        revisions=revised,
        waiting=transaction.scalar(waiting) or 0,
        outcomes=counts,
        failures=transaction.scalar(select(func.count()).select_from(failures)) or 0,
    )
