"""The cookies of one chain of redirects, for sites that set one and send us back to see whether it comes with us.

They live as long as the chain, in memory; nothing is shared between two fetches. Which cookie goes where (RFC 6265,
sections 5.3 and 5.4) is the standard library's judgement, by way of httpx.
"""

from collections.abc import Sequence

import httpx

from scraper.fetch.names import host_field
from scraper.model import Exchange

MAX_LENGTH = 8_192  # octets of a Cookie field; RFC 6265, 6.1 asks for 4,096 a cookie, and servers take about so much
_MOST = 50  # Set-Cookie fields of one response that are read


class Cookies:
    """What the responses of one chain have set."""

    __slots__ = ("_jar",)

    def __init__(self) -> None:
        self._jar: httpx.Cookies | None = None  # most chains need none

    def keep(self, exchange: Exchange) -> None:
        """Take what a response sets."""
        said = [value for name, value in exchange.headers if name.lower() == "set-cookie"][:_MOST]
        if not said:
            return
        if self._jar is None:
            self._jar = httpx.Cookies()
        headers = [(b"set-cookie", value.encode("latin-1", "replace")) for value in said]
        response = httpx.Response(200, headers=headers, request=_request(httpx.URL(exchange.url)))
        response.headers.encoding = "latin-1"  # octets, which go back as they came
        self._jar.extract_cookies(response)

    def field(self, url: httpx.URL) -> Sequence[tuple[str, str]]:
        """The Cookie field that goes with a request, none where nothing fits or it would be too long."""
        if self._jar is None:
            return ()
        request = _request(url)
        self._jar.set_cookie_header(request)
        value = request.headers.get("cookie")
        return (("Cookie", value),) if value and len(value) <= MAX_LENGTH else ()


def _request(url: httpx.URL) -> httpx.Request:
    request = httpx.Request("GET", url, headers=[host_field(url)])
    request.headers.encoding = "latin-1"
    return request
