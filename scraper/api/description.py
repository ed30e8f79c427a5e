"""The API as OpenAPI 3.1 describes it. Written by hand: it is the promise, and a test holds the program to it."""

from collections.abc import Iterable
from typing import Any

from scraper.api.orders import MOST_OPEN
from scraper.api.wanting import LONGEST, MOST_TARGETS

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_TIME: Json = {"type": "string", "format": "date-time"}
_COUNTS: Json = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(description: str, schema: Json, media_type: str = "application/json") -> Json:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _refusals(*statuses: int) -> Json:
    words = {
        400: "The body is not what is described here.",
        401: "The token is missing or wrong.",
        404: "There is no such crawl; a restart forgets them.",
        408: "The body did not come in time.",
        413: "The body is too long.",
        415: "The body is not said to be application/json.",
        421: "The Host header names another machine.",
        422: "A section that is not there, or an address that must not be fetched.",
        429: f"{MOST_OPEN} crawls are under way.",
        503: "Not just now: the daemon is stopping, or its catalog cannot be written.",
    }
    return {str(status): _answer(words[status], _ref("Error")) for status in (*statuses, 421)}


_SCHEMAS: Json = {
    "Error": _object(error=_TEXT),
    "Page": _object(
        url=_TEXT,
        section=_MAYBE,
        outcome={
            "description": "waiting, cancelled, or what came of it: new, changed, unchanged, unmodified, part, "
            "variant, listing, requisite, missing, rejected, failed.",
            **_TEXT,
        },
        reason=_MAYBE,
        detail=_MAYBE,
        title=_MAYBE,
    ),
    "Crawl": _object(
        id={"type": "string", "pattern": "^[0-9a-f]{32}$"},
        state={"type": "string", "enum": ["running", "done", "cancelled"]},
        asked_at=_TIME,
        ended_at={"type": ["string", "null"], "format": "date-time"},
        sections=_list(_TEXT),
        urls=_list(_TEXT),
        counts=_COUNTS,
    ),
}
_SCHEMAS["WholeCrawl"] = _object(
    **_SCHEMAS["Crawl"]["properties"], targets=_list(_ref("Page")), pages=_list(_ref("Page"))
)


def _wanted(sections: Iterable[str]) -> Json:
    """The body of a request for a crawl; it lists the sections there are."""
    limits = {"minItems": 1, "maxItems": MOST_TARGETS, "uniqueItems": True}
    url = {"type": "string", "format": "uri", "pattern": "^https?://", "maxLength": LONGEST}
    properties: Json = {"urls": {"type": "array", "items": url, **limits}}
    if names := list(sections):
        properties["sections"] = {"type": "array", "items": {"type": "string", "enum": names}, **limits}
    return {"type": "object", "properties": properties, "minProperties": 1, "additionalProperties": False}


_ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}
_LINKS: Json = {
    name: {"operationId": operation, "parameters": {"id": "$response.body#/id"}}
    for name, operation in (("follow", "followCrawl"), ("cancel", "cancelCrawl"))
}
_CRAWLS: Json = {
    "get": {
        "operationId": "listCrawls",
        "summary": "All that are under way and the last that ended, the newest first",
        "responses": {
            "200": _answer("The crawls, in short.", _object(crawls=_list(_ref("Crawl")))),
            **_refusals(401),
        },
    },
    "post": {
        "operationId": "placeCrawl",
        "summary": "Look at sections or addresses now",
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("Wanted")}}},
        "responses": {
            "201": {
                **_answer("They are due; Location says where to follow them.", _ref("WholeCrawl")),
                "headers": {"Location": {"required": True, "schema": _TEXT}},
                "links": _LINKS,
            },
            **_refusals(400, 401, 408, 413, 415, 422, 429, 503),
        },
    },
}
_CRAWL: Json = {
    "parameters": [_ID],
    "get": {
        "operationId": "followCrawl",
        "summary": "What came of each page so far",
        "responses": {"200": _answer("The crawl.", _ref("WholeCrawl")), **_refusals(401, 404)},
    },
    "delete": {
        "operationId": "cancelCrawl",
        "summary": "Cancel what has not begun; the rest is finished",
        "responses": {
            "200": _answer("The crawl as it is now.", _ref("WholeCrawl")),
            **_refusals(401, 404, 503),
        },
    },
}
_HEALTH: Json = {
    "/healthz": {
        "get": {
            "operationId": "isAlive",
            "summary": "Whether the crawl's loop goes round",
            "security": [],
            "responses": {
                "200": _answer("It does.", _object(alive={"const": True})),
                "503": _answer("It hangs.", _object(alive={"const": False})),
                **_refusals(),
            },
        }
    },
    "/readyz": {
        "get": {
            "operationId": "isReady",
            "summary": "Whether what is fetched can be kept",
            "security": [],
            "responses": {
                "200": _answer("It can.", _object(ready={"const": True}, reasons=_list(_TEXT))),
                "503": _answer("Why not.", _object(ready={"const": False}, reasons=_list(_TEXT))),
                **_refusals(),
            },
        }
    },
    "/metrics": {
        "get": {
            "operationId": "readMetrics",
            "summary": "Figures for Prometheus",
            "responses": {
                "200": _answer("The figures.", _TEXT, "text/plain; version=0.0.4; charset=utf-8"),
                **_refusals(401, 503),
            },
        }
    },
}


def describe(version: str, sections: Iterable[str], *, guarded: bool) -> Json:
    """The document; `guarded`: a token is asked for."""
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "news-scraper",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            **_HEALTH,
            "/api/openapi.json": {
                "get": {
                    "operationId": "describe",
                    "summary": "This document",
                    "responses": {"200": _answer("This document.", {"type": "object"}), **_refusals(401)},
                }
            },
            "/api/crawls": _CRAWLS,
            "/api/crawls/{id}": _CRAWL,
        },
        "components": {"schemas": {**_SCHEMAS, "Wanted": _wanted(sections)}},
    }
    if guarded:
        document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}]
    return document
