"""A daemon's figures as Prometheus reads them. Only home of prometheus_client."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from scraper.figures import Snapshot, Spread

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "news_scraper_"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is told at one moment."""

    version: str
    counts: Snapshot
    lag: Spread
    lateness: Spread
    transactions: Spread
    queue: Mapping[str, int]  # due, held, in_flight
    oldest_due: float  # seconds the first of what is due has waited
    response_bytes: int
    warc_bytes: int
    warc_writes: int
    turned: float  # seconds since the crawl's loop came round
    untold: Mapping[str, int]  # deliveries that wait, by hook
    alerts: Mapping[str, int]  # that stand, by kind
    hosts: Mapping[str, int]  # asked of late, by state
    ailing: Mapping[tuple[str, str], float]  # by host and state: seconds until it may be asked again


def render(reading: Reading) -> bytes:
    """The text of `/metrics`. Reads /proc for the process's own figures."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(reading))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterator[Metric]:
        reading, counts = self._reading, self._reading.counts
        yield _gauge("build_info", "The version that runs.", {reading.version: 1}, "version")
        yield _counter("polls", "Looks at sections, feeds and sitemaps.", counts.polls, "outcome")
        yield _counter("articles", "Looks at articles and their further pages.", counts.articles, "standing")
        yield _counter("requisites", "Looks at pictures, styles and the like.", counts.requisites, "outcome")
        yield _counter("rejected", "Captures that are no articles.", counts.rejected, "reason")
        yield _counter("failed", "Looks that brought nothing.", counts.failed, "reason")
        yield _counter("host_errors", "Looks that failed, by host; the rest of many as other.", counts.hosts, "host")
        yield _gauge("hosts", "Asked of late, or down.", reading.hosts, "state")
        yield _ailing(reading.ailing)
        yield _deliveries(counts.deliveries)
        yield _gauge("deliveries_waiting", "For hooks.", reading.untold, "hook")
        yield _histogram("publication_lag_seconds", "From publication to the first capture.", reading.lag)
        yield _histogram("poll_lateness_seconds", "From when a section was due to the look.", reading.lateness)
        yield _histogram("catalog_transaction_seconds", "Of writing, waits included.", reading.transactions)
        yield _gauge("alerts", "Alerts that stand.", reading.alerts, "kind")
        yield _gauge("targets", "Due (counted to 100,000), held, and in flight.", reading.queue, "state")
        yield _one("oldest_due_seconds", "How long the first of what is due has waited.", reading.oldest_due)
        yield _one("loop_turn_seconds", "Since the crawl's loop came round.", reading.turned)
        yield _sum("response_bytes", "As received.", reading.response_bytes)
        yield _sum("warc_bytes", "Written to WARC files.", reading.warc_bytes)
        yield _sum("warc_writes", "Exchanges written to WARC files.", reading.warc_writes)


def _ailing(values: Mapping[tuple[str, str], float]) -> Metric:
    words = "Until a host that is left alone may be asked again, those longest down first, of many the first."
    family = GaugeMetricFamily(PREFIX + "host_reopens_seconds", words, labels=["host", "state"])
    for labels, seconds in values.items():
        family.add_metric(labels, seconds)
    return family


def _counter(name: str, words: str, values: Mapping[str, int], label: str) -> Metric:
    family = CounterMetricFamily(PREFIX + name, words, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _deliveries(values: Mapping[tuple[str, str], int]) -> Metric:
    words = "To hooks: delivered, failed (and tried again), given_up."
    family = CounterMetricFamily(PREFIX + "deliveries", words, labels=["hook", "outcome"])
    for labels, count in sorted(values.items()):
        family.add_metric(labels, count)
    return family


def _gauge(name: str, words: str, values: Mapping[str, int], label: str) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, words, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, words, value=value)


def _sum(name: str, words: str, value: int) -> Metric:
    return CounterMetricFamily(PREFIX + name, words, value=value)


def _histogram(name: str, words: str, spread: Spread) -> Metric:
    family = HistogramMetricFamily(PREFIX + name, words)
    buckets = [(f"{bound:g}", count) for bound, count in zip(spread.bounds, spread.counts, strict=True)]
    family.add_metric([], [*buckets, ("+Inf", spread.total)], spread.seconds)
    return family
