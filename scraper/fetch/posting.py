"""Notices sent to addresses of the operator's own: past robots.txt, delays, the archive and the refusal of private
networks. No redirect is followed and no proxy asked; whatever an answer's body says is passed over."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import httpx

from scraper.cadence import read_retry_after
from scraper.fetch import tls
from scraper.fetch.names import host_field
from scraper.notices import Outcome, Receipt

_REFUSALS = frozenset({400, 413, 414, 415, 422})  # of what a request says, not of who asks or where
_BODY, _BODY_SECONDS = 65_536, 1.0  # of an answer; one that is read to its end leaves its connection to be used again


class Poster:
    """Posts JSON. `bundle`: certificates to trust instead of the usual ones. Used and closed on one event loop."""

    def __init__(self, bundle: Path | None = None) -> None:
        self._bundle = bundle

    async def post(self, url: str, fields: Mapping[str, str], body: bytes, seconds: float) -> Outcome:
        """Send a body with these fields besides the usual ones; an answer has so many seconds to begin."""
        try:
            async with asyncio.timeout(seconds):
                headers = [host_field(httpx.URL(url)), (b"content-type", b"application/json")]
                headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in fields.items()]
                request = httpx.Request("POST", url, headers=headers, content=body)
                # Not by a client of httpx: that logs the address, which may well be a secret.
                way = self._encrypted if request.url.scheme == "https" else self._plain
                response = await way.handle_async_request(request)
        except TimeoutError:
            return Outcome(Receipt.FAILED, f"no answer within {seconds:g} s")
        except (httpx.TransportError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            return Outcome(Receipt.FAILED, f"no answer: {str(error) or type(error).__name__}")
        outcome = _outcome(response)
        await _finish(response)
        return outcome

    async def close(self) -> None:
        """Close the connections that are kept."""
        for name in ("_encrypted", "_plain"):
            if name in self.__dict__:
                await self.__dict__[name].aclose()

    @cached_property
    def _encrypted(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=tls.new_context(self._bundle, ["http/1.1"]))

    @cached_property
    def _plain(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=False)  # nothing is encrypted here; a context costs 20 ms


def _outcome(response: httpx.Response) -> Outcome:
    status = response.status_code
    if 200 <= status < 300:
        return Outcome(Receipt.DELIVERED)
    words = f"answered with {status}"
    if status == 410:
        return Outcome(Receipt.GONE, words)
    said, date = response.headers.get("retry-after", ""), response.headers.get("date", "")
    hold = read_retry_after(said, date, datetime.now(UTC))
    receipt = Receipt.REFUSED if status in _REFUSALS else Receipt.FAILED
    return Outcome(receipt, words, hold.total_seconds() if hold is not None else None)


async def _finish(response: httpx.Response) -> None:
    """Read what is left of an answer, if that is little; close it in any case."""
    size = 0
    with suppress(TimeoutError, httpx.TransportError, OSError):
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > _BODY:
                    break
    with suppress(httpx.TransportError, OSError):
        await response.aclose()
