"""Feeds: links, titles and dates as written, from whole, broken and hostile documents."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scraper import decode
from scraper.discover import discover
from scraper.discover.feed import MAX_ITEMS, read_feed
from scraper.model import Discovery, Exchange, Kind, Link

URL = "https://gazette.example/feeds/all.xml"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Gazette</title><link>https://gazette.example/</link>
<item><title>Ferries &amp; trams: <![CDATA[<i>what</i> changes]]></title><link>https://gazette.example/a?utm_source=rss&amp;id=1</link>
<pubDate>Kamis, 23 Desember 2021 | 21:03</pubDate><guid isPermaLink="false">1</guid></item>
<item><title>Only a guid</title><guid>https://gazette.example/b</guid><dc:date>2021-12-22</dc:date></item>
<item><title>By the burner</title><link>https://burner.example/~r/3</link><feedburner:origLink>https://gazette.example/c</feedburner:origLink></item>
<item><title>Relative</title><link>/d</link></item>
<item><title>Twice</title><link>https://gazette.example/a?id=1</link></item>
<item><title>No link</title><guid isPermaLink="false">tag:5</guid></item>
<item><title>A call</title><link>tel:+100</link></item>
</channel></rss>"""


def _answer(body: bytes, content_type: str = "application/rss+xml", url: str = URL) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode()
    return decode.exchange(url, datetime(2024, 2, 5, tzinfo=UTC), b"", head + body)


def test_rss() -> None:
    assert read_feed(RSS.encode(), URL) == Discovery(
        Kind.FEED,
        (
            Link("https://gazette.example/a?id=1", "Ferries & trams: what changes", "Kamis, 23 Desember 2021 | 21:03"),
            Link("https://gazette.example/b", "Only a guid", "2021-12-22"),
            Link("https://gazette.example/c", "By the burner"),
            Link("https://gazette.example/d", "Relative"),
        ),
    )


def test_atom_takes_the_alternate_link() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/x/"><title>G</title>
    <entry><title type="html">Quay &lt;b&gt;walls&lt;/b&gt;</title><id>tag:1</id><link rel="self" href="https://gazette.example/self"/>
    <link rel="enclosure" href="https://gazette.example/a.mp3"/><link rel="alternate" type="text/html" href="y"/>
    <updated>2024-02-05T10:00:00Z</updated><published>2024-02-05T09:00:00+07:00</published></entry></feed>"""
    assert read_feed(atom, URL).links == (
        Link("https://gazette.example/x/y", "Quay walls", "2024-02-05T09:00:00+07:00"),
    )


def test_the_next_document_of_a_paged_feed() -> None:
    paged = RSS.replace("<title>Gazette</title>", "<title>Gazette</title><atom:link rel='next' href='?page=2'/>", 1)
    paged = paged.replace("<rss ", "<rss xmlns:atom='http://www.w3.org/2005/Atom' ", 1)
    assert read_feed(paged.encode(), URL).next_page == f"{URL}?page=2"
    elsewhere = paged.replace("?page=2", "https://burner.example/2")
    assert read_feed(elsewhere.encode(), URL).next_page is None
    assert read_feed(RSS.encode(), URL).next_page is None


def test_rdf() -> None:
    rdf = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="https://gazette.example/"><title>G</title></channel>
    <item rdf:about="https://gazette.example/r"><title>R</title><link>https://gazette.example/r</link></item></rdf:RDF>"""
    assert read_feed(rdf, URL).links == (Link("https://gazette.example/r", "R"),)


def test_broken_xml_is_read_and_complained_of() -> None:
    found = read_feed(RSS.encode().replace(b"</channel></rss>", b""), URL)
    assert len(found.links) == 4
    assert found.complaint is not None
    assert "not well-formed" in found.complaint


def test_the_charset_is_decided_by_us() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><item><title>Café</title><link>https://g.example/x</link></item></channel></rss>'
    found = discover(_answer(body.encode("latin-1")), None)
    assert found.links == (Link("https://g.example/x", "Café"),)
    assert found.complaint is None


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    found = read_feed(
        bomb + b"<rss><channel><item><title>&b;&c;</title><link>https://g.example/x</link></item></channel></rss>", URL
    )
    assert [link.url for link in found.links] == ["https://g.example/x"]
    assert "aaaa" not in (found.links[0].title_hint or "")


def test_an_endless_feed_is_cut() -> None:
    items = "".join(f"<item><link>https://g.example/{number}</link></item>" for number in range(MAX_ITEMS + 10))
    found = read_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), URL)
    assert len(found.links) == MAX_ITEMS
    assert found.complaint is not None


def test_what_is_no_feed_says_so() -> None:
    assert read_feed(b"", URL) == Discovery(Kind.FEED, complaint="is no RSS, Atom or RDF feed")
    assert read_feed(b"/etc/hostname", URL).links == ()


def test_an_html_page_where_a_feed_was_expected() -> None:
    found = discover(
        _answer(b"<!doctype html><html><body><a href='/a-long-slug-of-words-12345'>x</a>", "text/html"),
        None,
        None,
        Kind.FEED,
    )
    assert found == Discovery(Kind.PAGE, complaint="is an HTML page where a feed was expected")


def test_a_pattern_narrows_a_feed() -> None:
    found = discover(_answer(RSS.encode()), None, "/b*")
    assert [link.url for link in found.links] == ["https://gazette.example/b"]


@given(st.binary(max_size=200), st.integers(0, len(RSS)))
def test_any_bytes(noise: bytes, cut: int) -> None:
    document = RSS.encode()
    read_feed((document[:cut] + noise + document[cut:]).decode("utf-8", "replace").encode(), URL)


def test_how_often_it_changes_is_read_off_a_feed_that_says_so() -> None:
    ours = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    for said, minutes in (
        ("<ttl>25</ttl>", 25),
        ("<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30),
        ("<ttl>soon</ttl>", None),
        ("", None),
    ):
        document = f'<rss version="2.0" {ours}><channel><title>A</title>{said}</channel></rss>'
        found = read_feed(document.encode(), "https://a.example/feed").not_before
        assert found == (timedelta(minutes=minutes) if minutes else None)
