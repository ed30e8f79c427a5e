"""An HTTP proxy: its address, and the words that let us in."""

import base64

import httpx

from scraper.errors import ConfigError
from scraper.fetch.names import host_of


class Proxy:
    """One proxy. Raises ConfigError where the address is none."""

    __slots__ = ("_line", "address", "host", "port")

    def __init__(self, address: str) -> None:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL as error:
            raise ConfigError(f"proxy: {error}; expected http://[user:password@]host:port") from error
        if url.scheme != "http" or not host_of(url):
            raise ConfigError("proxy: expected http://[user:password@]host:port")
        self.address = address
        self.host, self.port = host_of(url), url.port or 80
        secret = base64.b64encode(f"{url.username}:{url.password}".encode()) if url.userinfo else None
        self._line = b"Proxy-Authorization: Basic " + secret + b"\r\n\r\n" if secret else b"\r\n"

    def sign(self, request: bytes) -> bytes:
        """The request with Proxy-Authorization, which is the operator's secret and is not kept in a WARC."""
        return request[:-2] + self._line
