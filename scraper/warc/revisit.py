"""Revisit records (ISO 28500:2017, section 6.7): what they refer to, and the response they stand for.

Written by many hands over many years, so much is taken: profiles of any version and spelling, records that name neither
URL nor time of what they refer to, blocks that are empty or hold the body after all.
"""

from collections.abc import Callable
from dataclasses import replace

from scraper import decode
from scraper.decode import parse_head, payload
from scraper.model import Exchange, Revisit, RevisitProfile
from scraper.warc.record import Record, agrees, is_checkable, parse_date, to_date, unbracket

Find = Callable[[Revisit], Exchange | None]  # the exchange that holds the payload a revisit refers to

_NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n\r\n"  # what came, where the record does not hold it


def resolve(exchange: Exchange, record: Record, find: Find | None) -> tuple[Exchange, Revisit] | str:
    """The response that a revisit stands for, with its payload, and what it is a revisit of; or why it has none.

    `exchange` is that of the record as it is. `WARC-Truncated: length` is what Heritrix writes of the payload left out:
    nobody cut anything.
    """
    revisit = _read_revisit(exchange, record)
    exchange = replace(exchange, truncated=None if exchange.truncated == "length" else exchange.truncated)
    if revisit.profile is RevisitProfile.NOT_MODIFIED:
        return (exchange if exchange.status else _become(exchange, _NOT_MODIFIED)), revisit
    if exchange.status and is_checkable(revisit.digest) and holds(exchange, revisit.digest):
        return exchange, revisit  # the body is there, or should be empty
    found = find(revisit) if find is not None else None
    when = f" at {to_date(revisit.fetched_at).replace('.000000Z', 'Z')}" if revisit.fetched_at else ""
    name = f"the response it refers to, {revisit.url}{when},"
    if found is None:
        return f"{name} is in none of the files read"
    if not holds(found, revisit.digest):
        return f"{name} has another payload than WARC-Payload-Digest {revisit.digest} says"
    return _join(exchange, found), replace(revisit, url=found.url, fetched_at=found.fetched_at)


def holds(exchange: Exchange, label: str) -> bool:
    """Whether a response's payload has this digest in either reading; true where the digest cannot be checked."""
    if not is_checkable(label) or agrees(label, payload(exchange)):
        return True
    head = parse_head(exchange.response)
    return agrees(label, exchange.response[head.length :] if head else exchange.response)


def _read_revisit(exchange: Exchange, record: Record) -> Revisit:
    """What the record says; a 304 is "not modified" whatever profile is written over it."""
    profile = (record.first("warc-profile") or "").lower()
    unmodified = exchange.status == 304 or ("not-modified" in profile and exchange.status == 0)
    return Revisit(
        RevisitProfile.NOT_MODIFIED if unmodified else RevisitProfile.IDENTICAL,
        unbracket(record.first("warc-refers-to-target-uri") or "") or exchange.url,
        parse_date(record.first("warc-refers-to-date") or ""),
        unbracket(record.first("warc-refers-to") or "") or None,
        (record.first("warc-payload-digest") or "").strip(),
    )


def _join(exchange: Exchange, found: Exchange) -> Exchange:
    """The head of the one before the payload of the other, in one chunk where the head calls it chunked."""
    exchange = replace(exchange, truncated=exchange.truncated or found.truncated)
    head = parse_head(exchange.response)
    if head is None or not head.status:
        return _become(exchange, found.response)
    start = exchange.response[: head.length]
    if not head.complete:
        start = start.rstrip(b"\r\n") + b"\r\n\r\n"
    body = payload(found)
    if "chunked" in (exchange.header("transfer-encoding") or "").lower():
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    return replace(exchange, response=start + body)


def _become(exchange: Exchange, response: bytes) -> Exchange:
    told = decode.exchange(exchange.url, exchange.fetched_at, b"", response)
    return replace(exchange, response=response, status=told.status, headers=told.headers)
