"""The name of a host, as it goes over the wire."""

import httpx


def host_of(url: httpx.URL) -> str:
    """In ASCII: httpx's `host` raises for names such as those of emoji, which are in use and no IDNA (RFC 5891)."""
    return url.raw_host.decode("ascii")
