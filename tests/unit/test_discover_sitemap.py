"""Sitemaps: news, indexes, gzip files, any namespace prefix, and documents made to hurt."""

import gzip
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from scraper import decode
from scraper.discover import discover, named_sitemaps
from scraper.discover.sitemap import MAX_URLS, read_sitemap
from scraper.model import Discovery, Exchange, Kind, Link

URL = "https://gazette.example/sitemap-news.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<!-- <url><loc>https://gazette.example/commented-out</loc></url> -->
<url><loc>https://gazette.example/a?x=1&amp;y=2</loc><lastmod>2024-02-05</lastmod>
<image:image><image:loc>https://gazette.example/a.jpg</image:loc><image:title>A picture</image:title></image:image>
<news:news><news:publication><news:name>Gazette</news:name></news:publication>
<news:publication_date>2024-02-05T08:00:00+07:00</news:publication_date>
<news:title><![CDATA[Fish & chips <rise>]]></news:title></news:news></url>
<url>
  <loc> https://gazette.example/b </loc><lastmod>2024-02-04</lastmod></url>
<url><loc><![CDATA[https://gazette.example/c]]></loc>
<news:news><news:title>L&#39;&#x2019; &quot;x&quot;</news:title></news:news></url>
<url><loc>https://gazette.example/a?x=1&amp;y=2</loc></url>
<url><loc>javascript:alert(1)</loc></url><url></url>
</urlset>"""


def _answer(body: bytes, content_type: str, coding: str = "") -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{coding}\r\n".encode()
    return decode.exchange(URL, datetime(2024, 2, 5, tzinfo=UTC), b"", head + body)


def test_news_sitemap() -> None:
    assert read_sitemap(NEWS.encode(), URL) == Discovery(
        Kind.SITEMAP,
        (
            Link("https://gazette.example/a?x=1&y=2", "Fish & chips <rise>", "2024-02-05T08:00:00+07:00"),
            Link("https://gazette.example/b", None, "2024-02-04"),
            Link("https://gazette.example/c", 'L\'\u2019 "x"'),
        ),
    )


def test_an_index_lists_its_children_newest_first() -> None:
    index = b"""<ns0:sitemapindex xmlns:ns0="http://www.sitemaps.org/schemas/sitemap/0.9">
    <ns0:sitemap><ns0:loc>/old.xml</ns0:loc><ns0:lastmod>2023-01-01</ns0:lastmod></ns0:sitemap>
    <ns0:sitemap><ns0:loc>https://gazette.example/undated.xml.gz</ns0:loc></ns0:sitemap>
    <ns0:sitemap><ns0:loc>/new.xml</ns0:loc><ns0:lastmod>2024-01-01T00:00:00Z</ns0:lastmod></ns0:sitemap></ns0:sitemapindex>"""
    found = read_sitemap(index, URL)
    assert found.sitemaps == (
        "https://gazette.example/new.xml",
        "https://gazette.example/old.xml",
        "https://gazette.example/undated.xml.gz",
    )
    assert found.changed == ("2024-01-01T00:00:00Z", "2023-01-01", "")
    assert found.links == ()


def test_a_date_of_the_last_edit_is_told_apart_from_one_of_publication() -> None:
    told = b"<url><loc>https://g.example/a</loc><lastmod>2024-02-05</lastmod>%b</url>"
    [edited] = read_sitemap(b"<urlset>" + told % b"" + b"</urlset>", URL).links
    assert (edited.published_hint, edited.edited_hint) == ("2024-02-05", "2024-02-05")
    published = told % b"<news:publication_date>2024-02-01</news:publication_date>"
    [link] = read_sitemap(b"<urlset>" + published + b"</urlset>", URL).links
    assert (link.published_hint, link.edited_hint) == ("2024-02-01", None)


def test_gzip_files_and_gzip_coding() -> None:
    want = read_sitemap(NEWS.encode(), URL)
    packed = gzip.compress(NEWS.encode())
    assert discover(_answer(packed, "application/gzip"), None) == want
    assert discover(_answer(packed, "application/octet-stream"), None, None, Kind.SITEMAP) == want
    assert discover(_answer(packed, "text/xml", "Content-Encoding: gzip\r\n"), None) == want
    assert discover(_answer(gzip.compress(packed), "application/x-gzip", "Content-Encoding: gzip\r\n"), None) == want
    cut = gzip.compress(NEWS.replace("</urlset>", "<url><loc>https://gazette.example/cut</loc></url>" * 9).encode())
    assert discover(_answer(cut[:-9], "application/gzip"), None).links[:3] == want.links


def test_an_empty_sitemap_is_legal() -> None:
    assert read_sitemap(b"<urlset></urlset>", URL) == Discovery(Kind.SITEMAP)


def test_cut_short_and_wrongly_nested() -> None:
    cut = NEWS.encode()[: NEWS.index("<url><loc><![CDATA[https")]
    found = read_sitemap(cut, URL)
    assert [link.url for link in found.links] == ["https://gazette.example/a?x=1&y=2", "https://gazette.example/b"]
    assert found.complaint is not None
    unclosed = read_sitemap(
        b"<urlset><url><loc>https://g.example/1</loc><url><loc>https://g.example/2</loc></url></urlset>", URL
    )
    assert [link.url for link in unclosed.links] == ["https://g.example/1", "https://g.example/2"]


def test_entities_of_a_doctype_are_never_read() -> None:
    bomb = b'<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>https://g.example/&b;</loc></url></urlset>'
    assert [link.url for link in read_sitemap(bomb, URL).links] == ["https://g.example/&b;"]


def test_more_entries_than_the_protocol_allows() -> None:
    entries = "".join(f"<url><loc>https://g.example/{number}</loc></url>" for number in range(MAX_URLS + 5))
    found = read_sitemap(f"<urlset>{entries}</urlset>".encode(), URL)
    assert len(found.links) == MAX_URLS
    assert found.complaint is not None


def test_the_sitemaps_that_robots_txt_names() -> None:
    text = b"User-agent: *\r\nDisallow: /x\r\nSitemap: /news.xml # new\r\nsitemap:https://b.example/all.xml\nSitemap:\n"
    assert named_sitemaps(text + b"SITEMAP : /news.xml\nx-sitemap: /not.xml\n", "https://g.example/robots.txt") == (
        "https://g.example/news.xml",
        "https://b.example/all.xml",
    )


def test_a_plain_list() -> None:
    found = discover(_answer(b"https://g.example/1\r\nhttps://g.example/2\n", "text/plain"), None)
    assert found == Discovery(Kind.SITEMAP, (Link("https://g.example/1"), Link("https://g.example/2")))


def test_what_is_no_sitemap_says_so() -> None:
    assert read_sitemap(b"<error>gone</error>", URL).complaint is not None
    assert read_sitemap(b"gone", URL).complaint is not None


@given(st.binary(max_size=200), st.integers(0, len(NEWS)))
def test_any_bytes(noise: bytes, cut: int) -> None:
    document = NEWS.encode()
    read_sitemap(document[:cut] + noise + document[cut:], URL)
