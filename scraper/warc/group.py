"""The records of one exchange as gzip members: request, metadata, and last the response or, in its place, a revisit.

What a browser made of a page is an exchange that nobody sent: its last record is a conversion, and it has no request.

They share WARC-Date and are tied by WARC-Concurrent-To, which names the last.
"""

from dataclasses import dataclass

from scraper.decode import parse_head, payload
from scraper.model import Exchange, Revisit, RevisitProfile, Visit
from scraper.warc.record import STORED, Original, has_one_reading, serialise, sha1, to_date, to_member
from scraper.warc.visit import write_visit

PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
# An extension field (ISO 28500:2017, section 5.1): HTTP/2 has no message in bytes, so the block had to be made.
BLOCK_ORIGIN = "HTTP/2 frames; start line and fields written as in HTTP/1.1, in their order, DATA frames joined"
# Bodies that are compressed already: gzip takes 30 times as long over them and gains less than 1 %.
_DENSE_CODINGS = ("gzip", "br", "zstd", "deflate", "compress")
_DENSE_TYPES = ("image/", "video/", "audio/", "font/", "application/zip", "application/gzip", "application/pdf")


def revisit_of(exchange: Exchange, original: Original | None) -> Revisit | None:
    """What the revisit record says that is written in place of the response; None where the response is.

    The response is kept although there is an original where it was cut short, since what followed may have differed,
    and where it has no whole head, without which nothing could be told of it.
    """
    if original is None or exchange.truncated is not None:
        return None
    head = parse_head(exchange.response)
    if head is None or not head.complete or not head.status:
        return None
    profile = RevisitProfile.NOT_MODIFIED if head.status == 304 else RevisitProfile.IDENTICAL
    return Revisit(profile, original.url, original.fetched_at, original.record_id, original.label)


@dataclass(frozen=True, slots=True)
class Group:
    """One exchange about to be written: the ids of the warcinfo and the last record, and the level to pack at."""

    exchange: Exchange
    warcinfo: str
    last_id: str
    level: int

    def request(self, record_id: str) -> bytes:
        fields = self._beside(record_id, "request", self.exchange.request)
        fields += [*self._origin(), ("Content-Type", "application/http;msgtype=request")]
        return to_member(serialise(fields, self.exchange.request), self.level)

    def metadata(self, record_id: str, visit: Visit) -> bytes:
        block = write_visit(visit)
        fields = self._beside(record_id, "metadata", block)
        fields.append(("Content-Type", "application/warc-fields"))
        return to_member(serialise(fields, block), self.level)

    def response(self, digest: str) -> bytes:
        """WARC-Payload-Digest is left out where two readings of it are in use: no value would pass both."""
        exchange = self.exchange
        fields = self._head("response", self.last_id) + self._received()
        if exchange.truncated is not None:
            fields.append(("WARC-Truncated", exchange.truncated))
        fields.append(("WARC-Block-Digest", sha1(exchange.response)))
        if has_one_reading(exchange):
            fields.append(("WARC-Payload-Digest", digest))
        fields.append(("Content-Type", "application/http;msgtype=response"))
        return to_member(serialise(fields, exchange.response), STORED if _is_dense(exchange) else self.level)

    def revisit(self, revisit: Revisit) -> bytes:
        """ISO 28500:2017, section 6.7. The block is the head of the response; of a 304, all that came."""
        block = self.exchange.response
        head = parse_head(block)
        if head is not None and revisit.profile is RevisitProfile.IDENTICAL:
            block = block[: head.length]
        fields = self._head("revisit", self.last_id)
        fields.append(("WARC-Profile", PROFILE + revisit.profile))
        if revisit.record_id is not None:
            fields.append(("WARC-Refers-To", f"<{revisit.record_id}>"))
        fields.append(("WARC-Refers-To-Target-URI", revisit.url))
        if revisit.fetched_at is not None:
            fields.append(("WARC-Refers-To-Date", to_date(revisit.fetched_at)))
        fields += self._received()
        fields.append(("WARC-Block-Digest", sha1(block)))
        fields.append(("WARC-Payload-Digest", revisit.digest))
        fields.append(("Content-Type", "application/http;msgtype=response"))
        return to_member(serialise(fields, block), self.level)

    def conversion(self, source: str, digest: str) -> bytes:
        """ISO 28500:2017, section 6.8: another form of what the record `source` holds. The block is all payload."""
        exchange = self.exchange
        fields = [*self._head("conversion", self.last_id), ("WARC-Refers-To", f"<{source}>")]
        if exchange.truncated is not None:
            fields.append(("WARC-Truncated", exchange.truncated))
        fields += [("WARC-Block-Digest", digest), ("WARC-Payload-Digest", digest)]
        fields.append(("Content-Type", exchange.header("content-type") or "application/octet-stream"))
        return to_member(serialise(fields, payload(exchange)), self.level)

    def _head(self, kind: str, record_id: str) -> list[tuple[str, str]]:
        exchange = self.exchange
        fields = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", f"<{record_id}>"),
            ("WARC-Date", to_date(exchange.fetched_at)),
            ("WARC-Target-URI", exchange.url),
            ("WARC-Warcinfo-ID", f"<{self.warcinfo}>"),
        ]
        if exchange.remote_ip is not None and kind != "metadata":
            fields.append(("WARC-IP-Address", exchange.remote_ip))
        return fields

    def _beside(self, record_id: str, kind: str, block: bytes) -> list[tuple[str, str]]:
        fields = self._head(kind, record_id)
        fields.append(("WARC-Concurrent-To", f"<{self.last_id}>"))
        fields.append(("WARC-Block-Digest", sha1(block)))
        return fields

    def _received(self) -> list[tuple[str, str]]:
        """How the response came."""
        exchange = self.exchange
        fields = [("WARC-Protocol", value) for value in exchange.protocol]
        if exchange.cipher is not None:
            fields.append(("WARC-Cipher-Suite", exchange.cipher))
        return fields + self._origin()

    def _origin(self) -> list[tuple[str, str]]:
        return [("WARC-Block-Origin", BLOCK_ORIGIN)] if "h2" in self.exchange.protocol else []


def _is_dense(exchange: Exchange) -> bool:
    coding = (exchange.header("content-encoding") or "").lower()
    kind = (exchange.header("content-type") or "").strip().lower()
    return any(name in coding for name in _DENSE_CODINGS) or (kind.startswith(_DENSE_TYPES) and "svg" not in kind)
