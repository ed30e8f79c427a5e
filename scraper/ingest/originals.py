"""What an archive holds already: on which conditions a URL is asked for again, and what an answer is a revisit of."""

from collections.abc import Sequence
from contextlib import suppress

from scraper.catalog import captures, parts
from scraper.decode import payload
from scraper.errors import ArchiveError
from scraper.ingest.shelves import Shelves, original_of, read_capture
from scraper.model import Exchange, Kind
from scraper.warc import Original, payload_labels, sha1

Conditions = tuple[tuple[str, str], ...]  # header lines

# What comes of a capture that has something to tell, by what we come for; of any other, a 304 would tell as little.
_TELLING = {
    Kind.PAGE: ("listing",),
    Kind.FEED: ("listing",),
    Kind.SITEMAP: ("listing",),
    Kind.ARTICLE: ("article", "listing"),  # the latter where it was given by hand
    Kind.PART: ("part",),
    Kind.REQUISITE: ("requisite",),
    Kind.ROBOTS: (),
    Kind.LOADED: (),
}
_MANY = 10_000  # as many as a configuration may say
_LONGEST = 1_000  # characters of a validator that is echoed; servers refuse requests that grow too long
# Those that hold a payload may each be unfit: gone, damaged, cut short, or coded otherwise for the way.
_CANDIDATES = 4


def conditions(shelves: Shelves, url: str, kind: Kind, full_every: int) -> Conditions:
    """If-None-Match and If-Modified-Since for the next look at a URL, echoed as they came (RFC 9110, section 13.1).

    None where nothing of it is archived that could stand in for the answer, judged as what we come for now. None either
    each `full_every`-th time, since servers say "not modified" of what was; nor for an article over several pages, of
    which the first may be as it was when another was edited.
    """
    held = _last_full(shelves, url, full_every)
    telling = held is not None and held.outcome in _TELLING[kind] and _lies_there(shelves, held)
    if held is None or not telling or (kind is Kind.ARTICLE and _is_paged(shelves, held)):
        return ()
    return _validators(held)


def find_original(shelves: Shelves, exchange: Exchange) -> Original | None:
    """The capture whose payload an answer has again, or has not modified; it was read back just now.

    A page that was cut short is no revisit and an empty one is none; nor is an error or a redirect, or a 304 to
    something else than we hold.
    """
    if exchange.truncated is not None or exchange.status not in (200, 304):
        return None
    candidates = _not_modified(shelves, exchange) if exchange.status == 304 else _identical(shelves, exchange)
    for held in candidates:
        with suppress(ArchiveError):  # its file was moved away or is damaged
            capture = read_capture(shelves, held)
            if capture.source is not None:  # a conversion came over no wire, so that nothing is the same as it
                continue
            there = capture.exchange
            standard, label = payload_labels(there)
            if standard == held.payload_digest and (exchange.status == 304 or _goes_with(exchange, there)):
                return Original(held.record_id, held.url, held.fetched_at, label)
    return None


def _identical(shelves: Shelves, exchange: Exchange) -> Sequence[captures.Held]:
    body = payload(exchange)
    if not body or not shelves.catalog.has_payload(digest := sha1(body)):
        return ()
    with shelves.catalog.reading() as transaction:
        return captures.holding(transaction, digest, _CANDIDATES)


def _not_modified(shelves: Shelves, exchange: Exchange) -> Sequence[captures.Held]:
    """The capture whose validators the request echoed, unless the answer speaks of another (RFC 9111, 4.3.4)."""
    held = _last_full(shelves, exchange.url, _MANY)
    if held is None or not (lines := _validators(held)):
        return ()
    fields = [line.partition(b":") for line in exchange.request.split(b"\r\n")[1:]]
    sent = {name.lower(): value.strip() for name, _, value in fields}  # in lower case by HTTP/2
    if any(sent.get(name.lower().encode("ascii")) != value.encode("latin-1") for name, value in lines):
        return ()
    ours, theirs = dict(lines).get("If-None-Match"), exchange.header("etag")
    if ours and theirs and ours.removeprefix("W/") != theirs.removeprefix("W/"):
        return ()
    original = original_of(shelves, held)
    return (original,) if original else ()


def _goes_with(exchange: Exchange, there: Exchange) -> bool:
    """Whether the head of an answer goes with the body that is there: who replays a revisit puts them together."""
    coded_alike = all(
        _values(exchange, name) == _values(there, name) for name in ("transfer-encoding", "content-encoding")
    )
    return coded_alike and there.truncated is None


def _values(exchange: Exchange, name: str) -> list[str]:
    return [value for key, value in exchange.headers if key.lower() == name]


def _last_full(shelves: Shelves, url: str, most: int) -> captures.Held | None:
    with shelves.catalog.reading() as transaction:
        return captures.last_full(transaction, url, most - 1)


def _is_paged(shelves: Shelves, held: captures.Held) -> bool:
    with shelves.catalog.reading() as transaction:
        return parts.rests_on_others(transaction, held)


def _validators(held: captures.Held) -> Conditions:
    if held.status != 200:
        return ()
    lines = (("If-None-Match", held.etag), ("If-Modified-Since", held.last_modified))
    return tuple((name, value) for name, value in lines if value and _may_be_sent(value))


def _may_be_sent(value: str) -> bool:
    """Whether a header value can be echoed: no control characters, which might break out of their line."""
    return len(value) <= _LONGEST and not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in value)


def _lies_there(shelves: Shelves, held: captures.Held) -> bool:
    """Whether the file of what it refers to is where it was, closed or being written."""
    original = original_of(shelves, held)
    if original is None:
        return False
    path = shelves.folder / original.folder / original.location.file
    return path.exists() or path.with_name(path.name + ".open").exists()
