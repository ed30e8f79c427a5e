"""URLs: the stated rule, case by case, and its properties for any text."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls

BASE = "https://www.gazette.example/news/index.html?page=1"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTPS://WWW.Gazette.EXAMPLE/News", "https://www.gazette.example/News"),
        ("https://gazette.example:443/a", "https://gazette.example/a"),
        ("http://gazette.example:80/a", "http://gazette.example/a"),
        ("http://gazette.example:443/a", "http://gazette.example:443/a"),
        ("http://gazette.example:/a", "http://gazette.example/a"),
        ("http://gazette.example:0080/a", "http://gazette.example/a"),
        ("https://reader:secret@gazette.example/a", "https://gazette.example/a"),
        ("https://gazette.example", "https://gazette.example/"),
        ("https://gazette.example./a", "https://gazette.example/a"),
        ("https://gazette.example?id=1", "https://gazette.example/?id=1"),
        ("https://gazette.example/a?", "https://gazette.example/a"),
        ("https://gazette.example/a#part", "https://gazette.example/a"),
        ("https://gazette.example/a?b=1#c?d", "https://gazette.example/a?b=1"),
        ("https://gazette.example/a/./b/../c", "https://gazette.example/a/c"),
        ("https://gazette.example/../../a", "https://gazette.example/a"),
        ("https://gazette.example/a/%2e%2E/b", "https://gazette.example/b"),
        ("https://gazette.example/a/..", "https://gazette.example/"),
        ("https://gazette.example/a/b/..", "https://gazette.example/a/"),
        ("https://gazette.example/a//b", "https://gazette.example/a//b"),
        ("https://gazette.example/%7Eann/%c3%a9", "https://gazette.example/~ann/%C3%A9"),
        ("https://gazette.example/caf\u00e9 noir", "https://gazette.example/caf%C3%A9%20noir"),
        ("https://gazette.example/100%-sure", "https://gazette.example/100%25-sure"),
        ("https://gazette.example/a%2Fb", "https://gazette.example/a%2Fb"),
        ("https://gazette.example/?q=a+b%20c&x=[1]", "https://gazette.example/?q=a+b%20c&x=%5B1%5D"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://\u65b0\u805e\u3002example/", "https://xn--efvv70d.example/"),
        ("https://g%61zette.example/", "https://gazette.example/"),
        ("http://[2001:DB8:0::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("http://192.0.2.7:8080/a", "http://192.0.2.7:8080/a"),
        ("  https://gazette.example/a\n", "https://gazette.example/a"),
        ("https://gazette.example/a\n\t b", "https://gazette.example/a%20b"),
        ("https:\\\\gazette.example\\a?b=\\c", "https://gazette.example/a?b=%5Cc"),
        ("https:/gazette.example/a", "https://gazette.example/a"),
    ],
)
def test_one_spelling(written: str, normal: str) -> None:
    assert urls.normalise(written) == normal


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("/a", "https://www.gazette.example/a"),
        ("a.html", "https://www.gazette.example/news/a.html"),
        ("../a", "https://www.gazette.example/a"),
        ("./?id=7", "https://www.gazette.example/news/?id=7"),
        ("?page=2", "https://www.gazette.example/news/index.html?page=2"),
        ("#top", "https://www.gazette.example/news/index.html?page=1"),
        ("", "https://www.gazette.example/news/index.html?page=1"),
        ("//m.gazette.example/a", "https://m.gazette.example/a"),
        ("http://other.example/a", "http://other.example/a"),
        ("a/2021:12", "https://www.gazette.example/news/a/2021:12"),
    ],
)
def test_resolved_against_the_base(written: str, normal: str) -> None:
    assert urls.normalise(written, BASE) == normal


@pytest.mark.parametrize(
    "written",
    [
        "javascript:void(0)", "mailto:desk@gazette.example", "data:text/html,x", "tel:+100", "ftp://gazette.example/a",
        "about:blank", "https://", "https:///?a", "http://a b.example/", "http://a..example/", "http://exa<mple/",
        "http://gazette.example:99999/", "http://gazette.example:port/", "http://[::1/", "http://[fe80::1%25eth0]/",
        "http://999.1.1.1/", "http://127.1/", "http://0x7f000001/", "http://" + "a" * 64 + ".example/", "http://-a.example/",
        "https://gazette.example/" + "a" * 9000, "JAVASCRIPT:alert(1)", "java\nscript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address(written: str) -> None:
    assert urls.normalise(written, BASE) is None


def test_relative_without_a_base_is_nothing() -> None:
    assert urls.normalise("/a") is None
    assert urls.normalise("a", "mailto:desk@gazette.example") is None
    assert urls.normalise("", None) is None


@pytest.mark.parametrize(
    "name",
    [
        "utm_source", "UTM_Campaign", "amp;utm_medium", "fbclid", "gclid", "dclid", "msclkid", "mc_cid",
        "mc_eid", "igshid", "yclid", "_ga", "ref_src", "at_medium", "at_campaign", "at_custom1", "CMP", "xtor",
        "wt_mc", "wt_zmc", "ns_source", "ns_mchannel", "spm", "smid", "ocid", "pk_campaign", "mtm_source",
        "_hsenc", "cmpid", "guccounter", "itm_source",
    ],
)  # fmt: skip
def test_tracking_parameters_go(name: str) -> None:
    assert urls.normalise(f"https://gazette.example/a?id=1&{name}=x&p=2") == "https://gazette.example/a?id=1&p=2"
    assert urls.normalise(f"https://gazette.example/a?{name}") == "https://gazette.example/a"


@pytest.mark.parametrize(
    "name",
    [
        "page", "id", "p", "q", "story", "date", "categoryId", "type", "storyid", "n", "s", "cat", "ref",
        "source", "cid", "mod", "tag", "utmost", "compid", "camp", "at", "at_page", "ns", "ns_id", "smidgen",
        "ga", "feed", "lang", "amp",
    ],
)  # fmt: skip
def test_parameters_that_select_content_stay(name: str) -> None:
    written = f"https://gazette.example/a?z=1&{name}=x&a=2"
    assert urls.normalise(written) == written


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://a.example/", "https://a.example/?", "//", "/"]))
def test_any_text_is_none_or_parses_and_stays(text: str, prefix: str) -> None:
    normal = urls.normalise(prefix + text, BASE)
    if normal is not None:
        assert urls.normalise(normal) == normal
        assert urls.normalise(normal, "http://elsewhere.example/b") == normal
        parts = urlsplit(normal)
        assert normal.isascii()
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert parts.path.startswith("/")
        assert not parts.fragment
        assert parts.username is None
        assert parts.port is None or 0 <= parts.port < 65536
        assert urls.origin(normal) == f"{parts.scheme}://{parts.netloc}"
        assert urls.host(normal).strip("[]") == parts.hostname
        assert urls.host(normal).endswith(urls.site(normal))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_base_is_borne(text: str, base: str) -> None:
    assert urls.normalise(text, base) == urls.normalise(text, base)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://kabar24.bisnis.com/read", "bisnis.com"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://news.com.au/a", "news.com.au"),
        ("https://www.news.com.au/a", "news.com.au"),
        ("https://a.b.setkab.go.id/", "setkab.go.id"),
        ("https://koran.surya.co.id/", "surya.co.id"),
        ("https://desa.web.id/", "desa.web.id"),
        ("https://mail.web.de/", "web.de"),
        ("https://www.ad.nl/", "ad.nl"),
        ("https://www.net.hr/", "net.hr"),
        ("https://www3.nhk.or.jp/", "nhk.or.jp"),
        ("https://www1.folha.uol.com.br/", "uol.com.br"),
        ("https://www.lemonde.fr/", "lemonde.fr"),
        ("https://harbour.wordpress.com/", "harbour.wordpress.com"),
        ("http://localhost:8000/", "localhost"),
        ("http://192.0.2.7/", "192.0.2.7"),
        ("http://[2001:db8::1]:80/", "[2001:db8::1]"),
        ("mailto:x@y.example", ""),
        ("", ""),
    ],
)
def test_site(url: str, site: str) -> None:
    assert urls.site(url) == site


def test_host_and_origin() -> None:
    assert urls.host("HTTPS://u@WWW.Gazette.example:8443/a") == "www.gazette.example"
    assert urls.origin("HTTPS://u@WWW.Gazette.example:8443/a") == "https://www.gazette.example:8443"
    assert urls.origin("http://gazette.example:80") == "http://gazette.example"
    assert urls.host("nothing") == ""
    assert urls.origin("//gazette.example/") == ""
