"""TLS as we ask for it: whom we believe, which protocols we offer, and what to say where it fails."""

import ssl
from collections.abc import Sequence
from pathlib import Path

import httpx

from scraper.errors import ConfigError, Unreachable
from scraper.fetch.names import host_of


def new_context(bundle: Path | None, protocols: Sequence[str]) -> ssl.SSLContext:
    """A context that costs about 20 ms and 0.7 MB: to be shared. ConfigError where the bundle cannot be read."""
    try:
        context = ssl.create_default_context(cafile=str(bundle)) if bundle else httpx.create_ssl_context()
    except OSError as error:
        raise ConfigError(f"{bundle}: cannot be read as PEM certificates: {error}") from error
    context.set_alpn_protocols(list(protocols))
    return context


def failure(url: httpx.URL, error: ssl.SSLError) -> Unreachable:
    why = getattr(error, "verify_message", "") or error.reason or str(error)
    return Unreachable(f"{url}: no TLS connection to {host_of(url)}: {why}", "tls")
