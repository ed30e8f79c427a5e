"""SURT keys: hard cases by hand, and any address at all against the `surt` package, by which pywb makes them."""

import socket
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.warc.surt import surt

CASES = [
    ("http://gazette.example:000000000080/", "example,gazette)/"),
    ("http://www.gazette.example/", "example,gazette)/"),
    ("https://WWW2.Gazette.EXAMPLE:443/A/B/?b=2&a=1#top", "example,gazette)/a/b?a=1&b=2"),
    ("gazette.example", "example,gazette)/"),
    ("  http://gazette.ex\r\n\tample/ ", "example,gazette)/"),
    ("http://user:secret@gazette.example:8080", "example,gazette:8080)/"),
    ("https://gazette.example:80/", "example,gazette:80)/"),
    ("http://gazette.example:/x", "example,gazette)/x"),
    ("http://https://gazette.example/x", "example,gazette)/x"),
    ("http:////gazette.example//x", "example,gazette)/x"),
    ("http://www.www.gazette.example/", "example,gazette,www)/"),
    ("http://.gazette..example./", "example,gazette)/"),
    ("http://gazette.example/a/../b/./c//d/", "example,gazette)/b/c/d"),
    ("http://gazette.example/../up/..", "example,gazette)/.."),
    ("http://gazette.example/a/%2E%2e/b%252Fc%20d%23e", "example,gazette)/b/c%20d%23e"),
    ("http://gazette.example/%zz%", "example,gazette)/%25zz%25"),
    ("http://gazette.example/caf\u00e9/CAF%C3%89", "example,gazette)/caf%c3%a9/caf%c3%89"),
    ("http://m\u00fcnchen.example/", "example,xn--mnchen-3ya)/"),
    ("http://gazette.example?", "example,gazette)/"),
    ("http://gazette.example?b&a=&a=%41", "example,gazette)/?a=&a=a&b"),
    ("http://gazette.example/?q=%26&a", "example,gazette)/?&a&q="),
    ("http://gazette.example/x;jsessionid=1?q=1;2", "example,gazette)/x;jsessionid=1?q=1;2"),
    ("http://gazette.example/?b=1&PHPSESSID=" + "0a" * 16 + "&a=2", "example,gazette)/?a=2&b=1"),
    ("http://gazette.example/?jsessionid=" + "0a" * 16, "example,gazette)/"),
    ("http://gazette.example/?cfid=7&cftoken=8&z", "example,gazette)/?z"),
    ("http://gazette.example/?ASPSESSIONIDABCDEFGH=" + "a" * 24, "example,gazette)/"),
    ("http://gazette.example/(S(" + "a1" * 12 + "))/page.ASPX?x", "example,gazette)/page.aspx?x"),
    ("http://gazette.example/(" + "a1" * 12 + ")/page.aspx", "example,gazette)/page.aspx"),
    ("http://192.0.2.7/x", "7,2,0,192)/x"),
    ("http://3221225991/", "7,2,0,192)/"),
    ("http://0300.0.2.7/", "7,2,0,192)/"),
    ("http://[2001:DB8::7]:8080/", "2001:db8::7:8080)/"),
    ("dns:www.gazette.example", "dns:www.gazette.example"),
    ("urn:X-Log:1", "urn:x-log:1"),
    ("metadata://gazette.example/log", "example,gazette)/log"),
    ("file:///a b.png", "file:/a%20b.png"),
    ("mailto:Desk@gazette.example", "mailto:desk@gazette.example"),
    ("", "-"),
]
# What the package raises an error for: keys of our own.
BROKEN = [
    ("http://gazette.example:port/A b", "http://gazette.example:port/a%20b"),
    ("http://gazette.example:99999/", "http://gazette.example:99999/"),
    (" \n", "-"),
    ("http://gazette.example/\ud800", "example,gazette)/%ed%a0%80"),
]
PIECES = r"""
http:// https:// HTTP:// http: httpx:// // / . .. www. www2. WWW. gazette .example :80 :443 :8080 : :0 :99999
? & = # a B %20 %25 %2F %2e %c3%a9 é % %zz + @ user:pw@ [::1] [ ] 192.0.2.7 010.1 127.1 3232235777 256.1.1.1
jsessionid= sid= cfid=1&cftoken=2 .aspx /( (S( )) )/ dns: urn: ftp:// xn-- ~ ! ' ( ) * , ; $ \ ^ | ` { } < > "
日本 ß q=1 b=2
"""


@pytest.fixture(scope="module")
def oracle() -> Iterator[Callable[[str], str]]:
    """The package's own `surt`, kept from asking a name server for hosts that look like numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its regular expressions have invalid escapes
        package = pytest.importorskip("surt", reason="the surt package is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "gethostbyname_ex", _resolve)
        yield package.surt


def _resolve(host: Any) -> tuple[str, list[str], list[str]]:
    name = host.decode("ascii") if isinstance(host, bytes) else host
    try:
        return name, [], [socket.inet_ntoa(socket.inet_aton(name))]
    except OSError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no network in tests") from error


@pytest.mark.parametrize(("url", "key"), CASES + BROKEN)
def test_hard_cases(url: str, key: str) -> None:
    assert surt(url) == key


def test_the_package_says_the_same_of_them(oracle: Callable[[str], str]) -> None:
    assert [(url, oracle(url)) for url, _ in CASES] == CASES
    for url, _ in BROKEN:
        with pytest.raises((AttributeError, ValueError)):
            oracle(url)


_PIECE = st.one_of(
    st.sampled_from(PIECES.split()),
    st.text(max_size=4),
    st.sampled_from("0aZ").map(lambda letter: letter * 24),
    st.sampled_from("0aZ").map(lambda letter: letter * 32),
)
_URL = st.tuples(
    st.sampled_from(("", "", "http://", "https://www.gazette.example/", "http://gazette.example/?")),
    st.lists(_PIECE, max_size=8),
).map(lambda parts: parts[0] + "".join(parts[1]))


@given(url=_URL)
def test_any_address_has_the_key_that_the_package_gives(url: str, oracle: Callable[[str], str]) -> None:
    key = surt(url)
    assert key.isascii()
    assert key.isprintable()
    assert " " not in key
    if url.startswith("filedesc"):  # an ARC header, which is no capture: the package hands it back
        return
    try:
        expected = oracle(url)
    except (AttributeError, ValueError):
        return
    assert key == expected
