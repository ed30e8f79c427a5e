"""What captures tell of how sections and hosts answer, as the catalog remembers it for alerts."""

from datetime import UTC, datetime, timedelta

from scraper.catalog import Catalog, Transaction, courses
from scraper.ingest.observing import observe
from scraper.judging import Verdict
from scraper.model import Capture, Discovery, Exchange, FoundOn, Kind, Link, Location, Target, Visit

START = datetime(2026, 3, 2, tzinfo=UTC)
INDEX = Target("https://quay.example/sitemap.xml", "quay", Kind.SITEMAP, "quay/all")
CHILD = Target("https://quay.example/today.xml", "quay", Kind.SITEMAP, "quay/all", FoundOn(INDEX.url, "urn:1"), 1)
NEWS = Target("https://quay.example/news/", "quay", Kind.PAGE, "quay/news")
STORY = Target("https://quay.example/news/1", "quay", Kind.ARTICLE, "quay/news", FoundOn(NEWS.url, "urn:1"), 1)


def verdict(target: Target, hour: float, outcome: str = "listing", *links: int, challenged: bool = False) -> Verdict:
    """What a look came to; the payload is another where the links are."""
    exchange = Exchange(target.url, START + timedelta(hours=hour), b"", b"", 403 if challenged else 200, ())
    place = Location("news.warc.gz", round(hour * 100), 1)
    capture = Capture(exchange, place, f"urn:uuid:{target.url}{hour}", f"sha1:{links}", Visit(target))
    listed = tuple(Link(f"https://quay.example/a/{number}") for number in links)
    found = Discovery(target.kind, listed, sitemaps=(CHILD.url,) if target is INDEX else ())
    discovery = found if outcome == "listing" else None
    return Verdict(capture, 1, outcome, discovery=discovery, challenged=challenged)


def hours_quiet(transaction: Transaction, section: str) -> float:
    return courses.known_sections(transaction, [section])[section].course.quiet / 3_600


def test_new_links_count_once_whatever_order_captures_come_in(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        batch = [verdict(NEWS, 0, "listing", 1, 2), verdict(NEWS, 2, "listing", 2, 3), verdict(NEWS, 1, "unmodified")]
        observe(transaction, batch)
        observe(transaction, batch)  # as a replay does
        assert hours_quiet(transaction, "quay/news") == 0
        observe(transaction, [verdict(NEWS, 4, "listing", 3, 1)])  # another document, and nothing new in it
        section = courses.known_sections(transaction, ["quay/news"])["quay/news"]
    assert (section.url, section.kind) == (NEWS.url, Kind.PAGE)
    course = section.course
    assert (course.quiet, course.known.count, course.changed, course.good_links) == (7_200, 1, True, 2)
    assert course.new_capture is not None
    assert course.new_capture.offset == 200


def test_an_index_of_sitemaps_is_as_lively_as_what_it_leads_to(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        observe(transaction, [verdict(INDEX, 0), verdict(CHILD, 0.01, "listing", 1)])
        observe(transaction, [verdict(INDEX, 1), verdict(CHILD, 1.01, "listing", 1)])
        assert hours_quiet(transaction, "quay/all") > 0.9
        observe(transaction, [verdict(INDEX, 2, "unmodified"), verdict(CHILD, 2.01, "listing", 1, 2)])
        assert hours_quiet(transaction, "quay/all") == 0
        older = verdict(CHILD, 2.5, "listing", 1, 2, 3)
        observe(transaction, [older, verdict(INDEX, 3)], {older.capture.record_id})  # somebody walks through it
        assert hours_quiet(transaction, "quay/all") > 0.9
        section = courses.known_sections(transaction, ["quay/all"])["quay/all"]
        assert (section.url, section.course.usual) == (INDEX.url, 1)
        assert courses.memory_of(transaction, CHILD.url) is not None
        courses.prune(transaction, START + courses.KEPT + timedelta(hours=3))
        assert courses.memory_of(transaction, CHILD.url) is None
        assert courses.memory_of(transaction, INDEX.url) is not None


def test_a_host_is_remembered_while_its_pages_are_challenges(catalog: Catalog) -> None:
    with catalog.writing() as transaction:
        observe(transaction, [verdict(STORY, hour, "rejected", challenged=True) for hour in range(3)])
        observe(transaction, [verdict(STORY, 1.5, "article"), verdict(NEWS, 3, "listing", 1)])  # of before, of others
        assert courses.known_hosts(transaction)["quay.example"].articles.count == 3
        observe(transaction, [verdict(NEWS, 4, "failed", challenged=True)])
        assert courses.known_hosts(transaction)["quay.example"].pages.count == 1
        observe(transaction, [verdict(STORY, 5, "article")])
        assert courses.known_hosts(transaction)["quay.example"].articles.count == 0
        observe(transaction, [verdict(NEWS, 6, "listing", 1)])
        assert courses.known_hosts(transaction) == {}
