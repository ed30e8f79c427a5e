"""The demo site answers as its stories tell, and its server is one that a crawler can be judged by."""

import asyncio
import gzip
import json
import ssl
import struct
import zlib
from collections.abc import Coroutine
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import trustme
from selectolax.lexbor import LexborHTMLParser

from scraper.demo.pictures import HEIGHT, SMALL, WIDTH, picture
from scraper.demo.server import HEAD_LIMIT, Server, serve
from scraper.demo.site import HOSTS, Expected, Site
from scraper.demo.wire import Answer, serialise
from scraper.model import Kind, Reason

WWW, NEWS, KABAR = HOSTS


class Response:
    """A response taken apart by the plainest means, so that the code under test is not its own judge."""

    def __init__(self, data: bytes) -> None:
        head, _, self.raw = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ")[1])
        self.headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}
        chunked = self.headers.get("transfer-encoding") == "chunked"
        self.body = unchunk(self.raw) if chunked and self.raw else self.raw
        if self.body and self.headers.get("content-encoding") == "gzip":
            self.body = gzip.decompress(self.body)


def unchunk(data: bytes) -> bytes:
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            assert data == b"\r\n"
            return body
        body, data = body + data[:length], data[length + 2 :]


def ask(site: Site, url: str, method: str = "GET", **headers: str) -> Response:
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(site.respond(method, parts.netloc, path, asked))


def special(site: Site, kind: str) -> Expected:
    return next(entry for entry in site.expected() if entry.special == kind)


def run(work: Coroutine[Any, Any, None]) -> None:
    async def within() -> None:
        async with asyncio.timeout(30):
            await work

    asyncio.run(within())


@pytest.fixture
def site() -> Site:
    return Site()


def test_about_forty_articles_over_five_sections(site: Site) -> None:
    articles = [entry for entry in site.expected() if entry.rejected is None]
    assert len(articles) == 40
    assert {entry.section for entry in articles} == {"harbour", "council", "sport", "culture", "kabar"}
    assert sum(entry.language == "id" for entry in articles) == 8
    assert all(len(entry.paragraphs) >= 4 for entry in articles)
    assert len({entry.url for entry in site.expected()}) == len(site.expected())
    assert len({entry.title for entry in articles}) == 40


def test_every_article_page_shows_its_title_and_paragraphs_among_boilerplate(site: Site) -> None:
    for entry in site.expected():
        if entry.rejected is not None:
            continue
        seen = ""
        for url in (entry.url, *entry.pages):
            while (response := ask(site, url)).status == 503:
                pass
            assert response.status == 200
            assert 10_000 < len(response.body) < 40_000
            charset = "cp1252" if entry.special == "windows-1252" else "utf-8"
            tree = LexborHTMLParser(response.body.decode(charset))
            heading = tree.css_first("h1")
            body = tree.css_first(".story-body, .entry-content, .text, .detail-content")
            assert heading is not None
            assert heading.text() == entry.title
            assert body is not None
            seen += "".join(body.text(separator=" ").split())
            page = tree.root.text() if tree.root else ""
            assert sum(phrase in page for phrase in site.boilerplate) > 8
        places = [seen.find("".join(paragraph.split())) for paragraph in entry.paragraphs]
        assert -1 not in places
        assert places == sorted(places)


def test_boilerplate_is_in_no_story(site: Site) -> None:
    words = "\n".join(text for entry in site.expected() for text in (entry.title, *entry.paragraphs))
    assert not [phrase for phrase in site.boilerplate if phrase in words]


def test_templates_differ_in_what_they_say_of_themselves(site: Site) -> None:
    linked, meta, bare, kabar = (
        ask(site, next(entry.url for entry in site.expected() if entry.section == section and not entry.special)).body
        for section in ("harbour", "council", "sport", "kabar")
    )
    tree = LexborHTMLParser(linked)
    block = tree.css_first('script[type="application/ld+json"]')
    assert block is not None
    data = json.loads(block.text())
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"].endswith("+08:00")
    assert b"ld+json" not in meta + bare + kabar
    assert b"article:published_time" in meta
    assert b"og:title" not in bare
    assert b"<br><br>" in bare
    assert "Kamis, 16 Mei 2024 | 21:03 WITA" in kabar.decode()


def test_sections_lead_to_every_article(site: Site) -> None:
    found: set[str] = set()
    for section in site.sections:
        if section.kind is Kind.PAGE:
            url = section.url
            while url:
                response = ask(site, url)
                tree = LexborHTMLParser(response.body)
                links = [
                    urljoin(url, node.attributes["href"] or "")
                    for node in tree.css(".listing h3 a, .listing a:has(h3)")
                ]
                assert tuple(links) == site.listed(url)
                found.update(link.partition("?")[0] for link in links)
                following = tree.css_first(".pager a[rel=next]")
                url = urljoin(url, following.attributes["href"] or "") if following else ""
        else:
            found.update(site.listed(section.url))
    moved = {
        ask(site, url).headers.get("location") and urljoin(url, ask(site, url).headers["location"]) for url in found
    }
    assert {entry.url for entry in site.expected()} <= found | moved


def test_harbour_has_two_pages_and_no_third(site: Site) -> None:
    url = site.sections[0].url
    assert b'<link rel="next" href="/harbour/?page=2">' in ask(site, url).body
    assert b'rel="next"' not in ask(site, url + "?page=2").body
    assert not set(site.listed(url)) & set(site.listed(url + "?page=2"))
    assert ask(site, url + "?page=3").status == 404
    assert ask(site, url + "?page=0").status == 404


def test_feed_and_sitemaps(site: Site) -> None:
    kinds = {section.name: section for section in site.sections}
    feed = ask(site, kinds["ledger/council"].url)
    assert feed.headers["content-type"].startswith("application/rss+xml")
    assert feed.body.count(b"<item>") == 9
    index = ask(site, kinds["ledger/culture"].url).body.decode()
    children = [piece.partition("</loc>")[0] for piece in index.split("<loc>")[1:]]
    urlsets = [gzip.decompress(ask(site, child).body) for child in children]
    assert [urlset.count(b"<url>") for urlset in urlsets] == [0, 7]
    assert all(url.encode() in urlsets[1] for url in site.listed(kinds["ledger/culture"].url))


def test_same_state_same_bytes(site: Site) -> None:
    other = Site()
    for entry in site.expected():
        assert ask(site, entry.url, accept_encoding="gzip").raw == ask(other, entry.url, accept_encoding="gzip").raw


def test_https_addresses_where_it_is_served_over_tls() -> None:
    site = Site("https")
    entry = site.expected()[0]
    assert entry.url.startswith("https://")
    assert b"http://www.harbour-ledger" not in ask(site, entry.url).body


def test_edit_changes_page_and_lists_once_published(site: Site) -> None:
    before, section = special(site, "edited"), site.sections[0].url
    first = ask(site, before.url)
    site.publish_edit()
    after = special(site, "edited")
    second = ask(site, before.url)
    assert after.url == before.url
    assert after.title != before.title
    assert sum(a != b for a, b in zip(after.paragraphs, before.paragraphs, strict=True)) == 1
    assert first.headers["etag"] != second.headers["etag"]
    assert after.title in second.body.decode()
    assert before.title not in second.body.decode()
    assert after.title in ask(site, section).body.decode()


def test_redirect(site: Site) -> None:
    entry = special(site, "redirect")
    assert entry.rejected == Reason.REDIRECT
    response = ask(site, entry.url)
    assert response.status == 301
    assert urljoin(entry.url, response.headers["location"]) == special(site, "moved").url
    assert entry.url in site.listed(site.sections[0].url)
    assert special(site, "moved").url not in site.listed(site.sections[0].url)


def test_missing_paywalled_and_disallowed(site: Site) -> None:
    assert ask(site, special(site, "missing").url).status == 404
    stub = ask(site, special(site, "paywalled").url)
    assert stub.status == 200
    assert b'class="paywall' in stub.body
    disallowed = special(site, "disallowed")
    assert disallowed.url in site.listed(site.sections[0].url)
    assert urlsplit(disallowed.url).path.startswith("/subscriber/")
    for host in HOSTS:
        assert b"\nDisallow: /subscriber/\n" in ask(site, f"http://{host}/robots.txt").body


def test_windows_1252_under_a_label_that_lies(site: Site) -> None:
    entry = special(site, "windows-1252")
    response = ask(site, entry.url)
    assert response.headers["content-type"] == "text/html"
    assert b'<meta charset="iso-8859-1">' in response.body
    assert ["Café", "Élan", "–", "“"][0].encode("cp1252") in response.body
    assert b"\x93" in response.body
    with pytest.raises(UnicodeDecodeError):
        response.body.decode("utf-8")


def test_flaky_fails_twice_for_get_and_then_answers(site: Site) -> None:
    url = special(site, "flaky").url
    assert ask(site, url, "HEAD").status == 503
    answers = [ask(site, url) for _ in range(4)]
    assert [answer.status for answer in answers] == [503, 503, 200, 200]
    assert [answer.headers.get("retry-after") for answer in answers] == ["1", "0", None, None]
    assert ask(site, url, "HEAD").status == 200


def test_tracked_story_is_listed_twice(site: Site) -> None:
    url = special(site, "tracked").url
    listed = site.listed(next(section.url for section in site.sections if section.name == "ledger/sport"))
    assert [link.partition("?")[0] for link in listed].count(url) == 2
    assert "?utm_source=" in listed[0]
    assert ask(site, listed[0]).body == ask(site, url).body


def test_validators_and_304(site: Site) -> None:
    url = site.expected()[1].url
    first = ask(site, url)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    assert ask(site, url, if_none_match=etag).status == 304
    assert ask(site, url, if_none_match=f'"x", W/{etag}').status == 304
    assert ask(site, url, if_none_match="*").status == 304
    assert ask(site, url, if_none_match='"x"', if_modified_since=modified).status == 200
    assert ask(site, url, if_modified_since=modified).status == 304
    assert ask(site, url, if_modified_since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
    assert ask(site, url, if_modified_since="yesterday").status == 200
    unchanged = ask(site, url, if_none_match=etag)
    assert unchanged.raw == b""
    assert unchanged.headers["etag"] == etag
    assert parsedate_to_datetime(modified).tzinfo is not None
    assert ask(site, url, accept_encoding="gzip").headers["etag"] != etag


def test_whatever_answers_has_validators_and_keeps_to_them(site: Site) -> None:
    urls = [section.url for section in site.sections] + [site.expected()[1].url, *site.requisites()]
    for url in [*urls, *(f"http://{host}/robots.txt" for host in HOSTS), f"http://{WWW}/", f"http://{WWW}/about"]:
        first = ask(site, url, accept_encoding="gzip")
        known = {"if_none_match": first.headers["etag"], "if_modified_since": first.headers["last-modified"]}
        again = ask(site, url, accept_encoding="gzip", **known)
        assert (again.status, again.raw) == (304, b""), url
        assert "content-length" not in again.headers


@pytest.mark.parametrize(
    ("asked", "packed"),
    [("", False), ("gzip", True), ("br;q=1, GZIP ; q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False)],
)
def test_gzip_where_asked(site: Site, asked: str, packed: bool) -> None:
    response = ask(site, site.expected()[1].url, accept_encoding=asked)
    assert ("content-encoding" in response.headers) is packed
    assert response.body == ask(site, site.expected()[1].url).body


def test_some_answers_are_chunked_but_never_for_http_1_0(site: Site) -> None:
    chunked = [ask(site, e.url) for e in site.expected() if e.rejected is None]
    framing = ["transfer-encoding" in answer.headers for answer in chunked]
    assert any(framing)
    assert not all(framing)
    answer = Answer(200, "text/plain", b"tide" * 3_000, chunked=True)
    old = Response(serialise(answer, "GET", {}, "HTTP/1.0"))
    assert old.headers["content-length"] == "12000"
    assert Response(serialise(answer, "GET", {})).body == answer.body == old.body
    assert Response(serialise(answer, "HEAD", {})).raw == b""


def test_refusals(site: Site) -> None:
    assert ask(site, "http://elsewhere.example/").status == 421
    assert ask(site, f"http://{WWW}/harbour/", "POST").headers["allow"] == "GET, HEAD"
    assert ask(site, f"http://{WWW.upper()}:80/harbour/").status == 200
    for path in ("/nowhere", "/pictures/99.png", "/assets/style.css", "/sitemap.xml", "/%zz?page=x", "//"):
        assert ask(site, f"http://{WWW}{path}").status == 404


def test_links_of_a_page_lead_somewhere(site: Site) -> None:
    entry = special(site, "windows-1252")
    tree = LexborHTMLParser(ask(site, entry.url).body.decode("cp1252"))
    links = {urljoin(entry.url, node.attributes["href"] or "") for node in tree.css("a[href], link[href]")}
    links |= {urljoin(entry.url, node.attributes["src"] or "") for node in tree.css("img[src]")}
    ours = {link.partition("#")[0] for link in links if urlsplit(link).netloc in HOSTS}
    assert len(ours) > 20
    assert {ask(site, link).status for link in ours} == {200}


@pytest.mark.parametrize(("width", "least", "most"), [(WIDTH, 700_000, 1_200_000), (SMALL, 60_000, 120_000)])
def test_pictures_are_png_as_heavy_as_photographs(width: int, least: int, most: int) -> None:
    data = picture(10401, width)
    chunks, place = {}, 8
    while place < len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        chunks[name] = data[place + 8 : place + 8 + size]
        place += size + 12
        assert zlib.crc32(name + chunks[name]) == struct.unpack(">I", data[place - 4 : place])[0]
    height = width * HEIGHT // WIDTH
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">2I5B", chunks[b"IHDR"]) == (width, height, 8, 3, 0, 0, 0)
    assert len(chunks[b"PLTE"]) == 3 * 256
    assert len(zlib.decompress(chunks[b"IDAT"])) == height * (width + 1)
    assert least < len(data) < most
    assert picture(10402, width) != data


def test_every_requisite_is_there_and_weighs_little_unless_it_is_a_picture(site: Site) -> None:
    sizes = {}
    for url in site.requisites():
        response = ask(site, url)
        assert response.status == 200, url
        sizes[url] = len(response.body)
    assert len(sizes) > 80
    assert all(size < 3_000 for url, size in sizes.items() if "/assets/" in url)


async def send(server: Server, data: bytes) -> bytes:
    """One connection: send, say that nothing more comes, read until it is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def test_server_logs_requests_and_keeps_the_bytes_it_sent(site: Site) -> None:
    async def work() -> None:
        async with serve(site) as server:
            one = f"GET /harbour/ HTTP/1.1\r\nHost: {WWW}\r\nUser-Agent: test\r\n\r\n".encode()
            two = f"HEAD http://{KABAR}/ HTTP/1.1\r\nHost: x\r\n\r\n".encode()
            data = await send(server, one + two)
        assert data == server.sent[WWW, "/harbour/"][0] + server.sent[KABAR, "/"][0]
        assert [(r.host, r.method, r.path, r.connection) for r in server.log] == [
            (WWW, "GET", "/harbour/", 1),
            (KABAR, "HEAD", "/", 1),
        ]
        assert server.log[0].headers["user-agent"] == "test"
        assert server.log[0].at <= server.log[1].at

    run(work())


def test_server_counts_requests_in_flight_by_host(site: Site) -> None:
    async def work() -> None:
        async with serve(site, latency=0.2) as server:
            ask_host = "GET /robots.txt HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n"
            await asyncio.gather(*(send(server, ask_host.format(host).encode()) for host in (WWW, WWW, NEWS)))
        assert sorted((r.host, r.in_flight) for r in server.log) == [(NEWS, 1), (WWW, 1), (WWW, 2)]

    run(work())


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
        (b"GET example HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # TLS to a plain port
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: " + b"a" * (HEAD_LIMIT + 9) + b"\r\n\r\n", 431),
        (f"POST / HTTP/1.1\r\nHost: {WWW}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi".encode(), 405),
        (f"GET / HTTP/1.0\r\nHost: {WWW}\r\n\r\n".encode(), 200),
    ],
)
def test_server_survives_malformed_requests(site: Site, data: bytes, status: int) -> None:
    async def work() -> None:
        async with serve(site) as server:
            assert Response(await send(server, data)).status == status
            good = f"GET /robots.txt HTTP/1.1\r\nHost: {WWW}\r\n\r\n".encode()
            assert Response(await send(server, good)).status == 200

    run(work())


def test_server_stops_with_a_connection_idle_and_one_cut_short(site: Site) -> None:
    async def work() -> None:
        async with serve(site) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(f"GET /robots.txt HTTP/1.1\r\nHost: {WWW}\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
            assert await send(server, b"GET / HT") == b""
        assert b"Disallow" in await reader.read()  # to the end: the server closed it
        writer.close()
        await writer.wait_closed()

    run(work())


def test_server_speaks_tls_where_it_is_given_a_context() -> None:
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(*HOSTS).configure_cert(theirs)
    authority.configure_trust(ours)

    async def work() -> None:
        async with serve(Site("https"), theirs) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=ours, server_hostname=NEWS)
            writer.write(f"GET /sport/ HTTP/1.1\r\nHost: {NEWS}\r\nConnection: close\r\n\r\n".encode())
            assert b"https://news.harbour-ledger.example/sport/article/10447/" in await reader.read()
            writer.close()
            await writer.wait_closed()

    run(work())
