"""The name of a host, as it goes over the wire: in ASCII.

httpx's own `host` raises for names such as those of emoji, which are in use and no IDNA (RFC 5891).
"""

import httpx


def host_of(url: httpx.URL) -> str:
    """The host, without its port."""
    return url.raw_host.decode("ascii")


def host_field(url: httpx.URL) -> tuple[bytes, bytes]:
    """The Host of a request: one that is told it does not ask for `host`."""
    return b"Host", url.netloc
