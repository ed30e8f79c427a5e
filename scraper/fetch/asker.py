"""Asking for one URL until it answers: turn, request, archive, again where that may help. It follows no redirect."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

import httpx
from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt

from scraper import decode
from scraper.errors import Forbidden, Unreachable
from scraper.fetch.connection import Peer, Received
from scraper.fetch.credentials import redact
from scraper.fetch.gate import Gate, Turn
from scraper.fetch.names import host_field, host_of
from scraper.fetch.settings import Clock, FetchSettings
from scraper.fetch.transport import NO_BODY, Transport
from scraper.fetch.waits import exponential, retry_after
from scraper.model import Capture, Exchange, Visit

Archive: TypeAlias = Callable[[Exchange, Visit], Awaitable[Capture]]
Conditions: TypeAlias = Sequence[tuple[str, str]]

_PASSING = frozenset({"dns", "connect", "timeout", "disconnect", "proxy"})  # reasons that another attempt may undo


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Nothing: the responses that httpx sees bear no headers, and to look for cookies costs more than all else."""


class _Client(httpx.AsyncClient):
    cookies = _NoCookies()  # type: ignore[override]


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for, with what, and by which way."""

    url: httpx.URL
    headers: list[tuple[bytes, bytes]]
    proxy: str | None  # instead of the usual way


class Asker:
    """Every exchange goes through `ask`: it keeps to the gate, retries, and hands what was received to `archive`."""

    def __init__(self, settings: FetchSettings, archive: Archive, gate: Gate, clock: Clock) -> None:
        self._archive, self._gate, self._clock = archive, gate, clock
        self._client = _Client(transport=Transport(settings), timeout=settings.timeout, trust_env=False)
        self._headers, self._proxies = _standing_headers(settings), settings.proxies
        # One for all: what each `ask` is at lies in a RetryCallState of its own, and nothing here awaits but the sleep.
        # One for each would be a reference cycle a page, and the collector's work for those a twentieth of the time.
        self._retrying = AsyncRetrying(
            sleep=self._sleep,
            stop=stop_after_attempt(settings.attempts),
            wait=exponential(clock.random),
            retry=self._asks_again,
            retry_error_callback=_last_outcome,
        )

    def adjust(self, settings: FetchSettings) -> None:
        """Ask in this name, and so often, from the next URL on."""
        self._headers, self._proxies = _standing_headers(settings), settings.proxies
        self._retrying.stop = stop_after_attempt(settings.attempts)

    async def ask(
        self, url: httpx.URL, visit: Visit, conditions: Conditions = (), section: str | None = None
    ) -> Capture:
        """The capture of the last attempt, whatever its status. Each attempt is archived before the next is made.

        No more attempts are made once the host is down or asked to be left alone for long. Raises Unreachable where the
        last attempt brought no whole head, or the host is down, whatever it answered; Forbidden where the address may
        not be asked. It goes by the proxy of `section`, where that is none by that of the visit's target.
        """
        attempts = 0
        proxy = self._proxies.get(section or visit.target.section or "")
        request = _Request(url, _headers(self._headers, conditions), proxy)

        async def attempt(request: _Request) -> Capture:
            nonlocal attempts
            attempts += 1
            return await self._attempt(request, replace(visit, attempt=attempts))

        try:
            capture: Capture = await self._retrying(attempt, request)
        except Unreachable as error:
            self._blame(url, error)
            raise
        if capture.exchange.status >= 500:
            self._blame(url, None)
        return capture

    def _blame(self, url: httpx.URL, error: Unreachable | None) -> None:
        """Raise what a down host's other URLs are told: it is no fault of this one."""
        down = self._gate.refusal(host_of(url))
        if down is not None and down.reason == "host_down":
            raise down from error

    def _asks_again(self, state: RetryCallState) -> bool:
        """Whether another attempt may help, and the host lets us make it soon."""
        return _may_help(state) and self._gate.refusal(host_of(state.args[0].url)) is None

    async def _sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    async def close(self) -> None:
        await self._client.aclose()

    async def _attempt(self, request: _Request, visit: Visit) -> Capture:
        """One answer, archived. Finding a kept connection closed is no attempt: the next turn takes a new one."""
        exchange, received = await self._exchange(request, fresh=False)
        if received.stale:
            exchange, received = await self._exchange(request, fresh=True)
        if not received.has_status:
            raise _failure(request.url, received)
        if visit.redacted:
            exchange = replace(exchange, request=redact(exchange.request, visit.redacted))
        capture = await self._archive(exchange, replace(visit, seconds=round(received.seconds, 6)))
        if not _has_head(received):
            raise _failure(request.url, received)
        return capture

    async def _exchange(self, wanted: _Request, *, fresh: bool) -> tuple[Exchange, Received]:
        url, began = wanted.url, list[datetime]()
        async with self._gate.turn(host_of(url)) as turn:

            def sent() -> None:
                turn.sent()
                began.append(self._clock.now())

            extensions = {"sent": sent, "fresh": fresh, "proxy": wanted.proxy}
            headers = [host_field(url), *wanted.headers]
            request = httpx.Request("GET", url, headers=headers, extensions=extensions)
            asked = self._clock.seconds()
            try:
                response = await self._client.send(request, stream=True)
            except Unreachable as error:
                turn.failed(error, str(url), self._clock.seconds() - asked, self._clock.random())
                raise
            response.stream = NO_BODY  # unties httpx's reference cycle, so that the bytes are freed when we are done
            answer = response.extensions
            received: Received = answer["received"]
            exchange = _exchange_of(url, began[0], answer)
            self._learn(turn, url, exchange, received)  # before the host's next request gets its turn
        return exchange, received

    def _learn(self, turn: Turn, url: httpx.URL, exchange: Exchange, received: Received) -> None:
        """Tell the gate what an answer says of the host."""
        if received.stale:
            return
        why = _failure(url, received) if not _has_head(received) else None
        if why is None and exchange.status >= 500:
            why = Unreachable(f"{url}: the server answered {exchange.status}", f"http-{exchange.status}")
        if why is not None:
            turn.failed(why, str(url), received.seconds, self._clock.random())
        else:
            turn.answered(received.seconds, error=exchange.status >= 400)
        said = retry_after(exchange, self._clock.now())
        if exchange.status in (429, 503):
            turn.busy(said)
        elif received.has_status:
            turn.relaxed()
            self._gate.hold(host_of(url), said or 0.0)


def parse_url(text: str) -> httpx.URL:
    """A URL as it is asked for: without user name, password and fragment, percent-encoded. Raises Forbidden."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise Forbidden(f"{text[:200]!r} is not a URL: {error}", "url") from error
    if url.scheme not in ("http", "https"):
        raise Forbidden(f"{text[:200]}: only http and https are fetched", "scheme")
    if not host_of(url):
        raise Forbidden(f"{text[:200]!r} names no host", "url")
    if "/" not in text[8:]:
        url = url.copy_with(raw_path=url.raw_path)  # "https://host" is asked for as "https://host/"
    return url.copy_with(userinfo=b"", fragment=None) if url.userinfo or "#" in text else url


def _exchange_of(url: httpx.URL, began: datetime, answer: dict[str, Any]) -> Exchange:
    received: Received = answer["received"]
    peer: Peer = answer["peer"]
    version = received.head.version.lower() if received.head and "h2" not in peer.protocol else ""
    return decode.exchange(
        str(url),
        began,
        answer["request"],
        received.response,
        remote_ip=peer.remote_ip,
        truncated=received.truncated,
        protocol=((version,) if version.startswith("http/") else ()) + peer.protocol,
        cipher=peer.cipher,
        head=received.head,
    )


def _standing_headers(settings: FetchSettings) -> list[tuple[bytes, bytes]]:
    headers = [
        ("User-Agent", settings.user_agent),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        ("Accept-Language", "id,en;q=0.8,*;q=0.5"),
        ("Accept-Encoding", "gzip, deflate"),  # not br: warcio 1.8, and so many tools, cannot check it
    ]
    if settings.sender:
        headers.append(("From", settings.sender))
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers]


def _headers(standing: list[tuple[bytes, bytes]], conditions: Conditions) -> list[tuple[bytes, bytes]]:
    """The standing headers, and verbatim those of one request, but for such as would break out of their line.

    An Accept among these goes in place of the standing one.
    """
    if any(name.lower() == "accept" for name, _ in conditions):
        standing = [field for field in standing if field[0] != b"Accept"]
    return [*standing, *_own_headers(conditions)]


def _own_headers(conditions: Conditions) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode("ascii"), value.encode("latin-1"))
        for name, value in conditions
        if not any(ord(character) < 32 or 127 <= ord(character) < 160 or ord(character) > 255 for character in value)
    ]


def _has_head(received: Received) -> bool:
    """Whether there is an answer to go by: a whole head, and not a head alone with no word after it in time."""
    head = received.head
    return head is not None and not (received.truncated == "time" and len(received.response) <= head.length)


def _may_help(state: RetryCallState) -> bool:
    """Whether another attempt may help: after a failure that may pass, an answer that says so or one that broke off."""
    outcome = state.outcome
    if outcome is None:
        return False
    if (error := outcome.exception()) is not None:
        return isinstance(error, Unreachable) and error.reason in _PASSING
    exchange: Exchange = outcome.result().exchange
    return exchange.status == 429 or exchange.status >= 500 or exchange.truncated == "disconnect"


def _last_outcome(state: RetryCallState) -> Any:
    return state.outcome.result() if state.outcome else None


def _failure(url: httpx.URL, received: Received) -> Unreachable:
    match received.truncated:
        case "time":
            return Unreachable(f"{url}: no whole answer in time", "timeout")
        case "disconnect":
            return Unreachable(f"{url}: the server closed the connection before it had answered", "disconnect")
        case "length":
            return Unreachable(f"{url}: the head of the answer is larger than we take", "protocol")
        case _:
            return Unreachable(f"{url}: what came back is no HTTP response", "protocol")
