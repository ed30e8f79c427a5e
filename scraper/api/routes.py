"""What is answered at which path. Handlers run on the crawl's event loop, so what may take long is done in a thread."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from scraper.api import description, metrics, wanting
from scraper.api.orders import Order, Orders, Refused, told, told_whole
from scraper.errors import CatalogError
from scraper.health import Health

MAX_BODY = 1_000_000  # bytes
SLOWEST_BODY = 10.0  # seconds until a body must be there


@dataclass(frozen=True, slots=True)
class Desk:
    """What the handlers have at hand."""

    version: str
    health: Health
    orders: Orders
    known: Callable[[], wanting.Known]  # by the configuration now in force; may take a while
    reading: Callable[[], metrics.Reading]  # likewise; raises CatalogError
    aside: Callable[[Callable[[], Any]], Awaitable[Any]]  # does something in a thread
    guarded: bool  # a token is asked for


def application(desk: Desk) -> Starlette:
    """The ASGI application, still without its guard."""
    handlers = (
        ("/healthz", "GET", _is_alive),
        ("/readyz", "GET", _is_ready),
        ("/metrics", "GET", _metrics),
        ("/api/openapi.json", "GET", _describe),
        ("/api/crawls", "GET", _list),
        ("/api/crawls", "POST", _place),
        ("/api/crawls/{id}", "GET", _follow),
        ("/api/crawls/{id}", "DELETE", _cancel),
    )
    paths = dict.fromkeys(path for path, _, _ in handlers)
    ends = {path: _End(desk, {method: do for at, method, do in handlers if at == path}) for path in paths}
    app = Starlette(
        routes=[Route(path, end) for path, end in ends.items()],
        exception_handlers={HTTPException: _refuse, CatalogError: _unavailable},
    )
    app.router.redirect_slashes = False
    return app


Handler = Callable[[Desk, Request], Awaitable[Response]]


class _End:
    """One a path, so that a method which is not there is answered with all that are (RFC 9110, 15.5.6)."""

    def __init__(self, desk: Desk, handlers: dict[str, Handler]) -> None:
        self._desk, self._handlers = desk, handlers
        self._allowed = ", ".join([*handlers, *(["HEAD"] if "GET" in handlers else [])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        handler = self._handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise HTTPException(405, f"expected {self._allowed}", {"Allow": self._allowed})
        response = await handler(self._desk, request)
        await response(scope, receive, send)


async def _is_alive(desk: Desk, _: Request) -> Response:
    alive = desk.health.is_alive()
    return _json({"alive": alive}, 200 if alive else 503)


async def _is_ready(desk: Desk, _: Request) -> Response:
    reasons = await desk.health.complaints()
    return _json({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)


async def _metrics(desk: Desk, _: Request) -> Response:
    text = await desk.aside(lambda: metrics.render(desk.reading()))
    return Response(text, headers={"Content-Type": metrics.MEDIA_TYPE})


async def _describe(desk: Desk, _: Request) -> Response:
    known = await desk.aside(desk.known)
    return _json(description.describe(desk.version, known.by_name, guarded=desk.guarded))


async def _list(desk: Desk, _: Request) -> Response:
    return _json({"crawls": [told(order) for order in desk.orders.all()]})


async def _place(desk: Desk, request: Request) -> Response:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":  # which a page in a browser cannot send unasked
        raise HTTPException(415, "expected Content-Type: application/json")
    body = await _body(request)
    try:
        wanted = await desk.aside(lambda: wanting.read(body, desk.known()))
        order = await desk.orders.place(wanted)
    except wanting.Malformed as error:
        raise HTTPException(400, str(error)) from None
    except wanting.Unfit as error:
        raise HTTPException(422, str(error)) from None
    except Refused as error:
        raise HTTPException(429 if error.busy else 503, str(error)) from None
    return _json(told_whole(order), 201, {"Location": f"/api/crawls/{order.id}"})


async def _follow(desk: Desk, request: Request) -> Response:
    return _json(told_whole(_find(desk, request)))


async def _cancel(desk: Desk, request: Request) -> Response:
    order = _find(desk, request)
    await desk.orders.cancel(order)
    return _json(told_whole(order))


def _find(desk: Desk, request: Request) -> Order:
    order = desk.orders.find(request.path_params["id"])
    if order is None:
        raise HTTPException(404, "there is no such crawl; a restart forgets them")
    return order


async def _body(request: Request) -> bytes:
    """The body, if it is no longer than it may be and comes in time."""
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for piece in request.stream():
                body += piece
                if len(body) > MAX_BODY:
                    raise HTTPException(413, f"expected a body of at most {MAX_BODY:,} bytes")
    except TimeoutError:
        raise HTTPException(408, f"expected the body within {SLOWEST_BODY:g} seconds") from None
    except ClientDisconnect:
        raise HTTPException(400, "the body broke off") from None
    return bytes(body)


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  as it was registered
    return _json({"error": error.detail}, error.status_code, dict(error.headers or {}))


async def _unavailable(_: Request, __: Exception) -> Response:
    return _json({"error": "the catalog cannot be read or written just now"}, 503)


def _json(data: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    # In ASCII: what pages say may hold half of a surrogate pair, which UTF-8 cannot carry.
    return Response(json.dumps(data), status, headers, "application/json")
