"""The daemon's account: what is counted where, and that no flood of hosts makes it grow."""

from scraper.figures import MOST_HOSTS, OTHERS, Figures, Spans
from scraper.model import Kind, Target


def target(url: str, kind: Kind = Kind.ARTICLE) -> Target:
    return Target(url, "ledger", kind)


def test_looks_are_counted_by_what_they_were_at() -> None:
    figures = Figures()
    figures.tell(target("https://p.example/", Kind.PAGE), "listing")
    figures.tell(target("https://p.example/a"), "rejected", "paywall")
    figures.tell(target("https://p.example/b"), "failed", "timeout")
    figures.tell(target("https://p.example/c.png", Kind.REQUISITE), "requisite")
    counts = figures.snapshot()
    assert (counts.polls, counts.requisites) == ({"listing": 1}, {"requisite": 1})
    assert counts.articles == {"rejected": 1, "failed": 1}
    assert (counts.rejected, counts.failed) == ({"paywall": 1}, {"timeout": 1})
    assert counts.hosts == {"p.example": 1, OTHERS: 0}


def test_hosts_are_bounded_and_no_error_is_lost() -> None:
    figures = Figures()
    for number in range(1_000):
        figures.tell(target(f"https://h{number}.example/"), "failed", "dns")
        figures.tell(target("https://always.example/"), "failed", "dns")
    hosts = figures.snapshot().hosts
    assert len(hosts) == MOST_HOSTS + 1
    assert sum(hosts.values()) == 2_000
    assert hosts["always.example"] == 1_000
    assert "h0.example" not in hosts


def test_spans_are_cumulated() -> None:
    spans = Spans((1.0, 5.0))
    for seconds in (-3.0, 1.0, 2.0, 60.0):
        spans.tell(seconds)
    spread = spans.spread()
    assert (spread.counts, spread.total, spread.seconds) == ((2, 3), 4, 63.0)
