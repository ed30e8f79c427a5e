"""What `../shared/corpus/score.py` calls: one page's bytes through the code that captures take."""

from collections.abc import Mapping
from datetime import UTC, datetime

from scraper import decode
from scraper.extract import extract
from scraper.model import Article
from scraper.workers import collect_rarely

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
collect_rarely()  # as every command does
FETCHED_AT = datetime(2030, 1, 1, tzinfo=UTC)  # the gold pages do not say when they were fetched


def answer(html: bytes, url: str) -> Mapping[str, object]:
    """The scored fields of one page, by the generic method alone."""
    found = extract(decode.exchange(url, FETCHED_AT, b"", HEAD + html), None)
    if not isinstance(found, Article):
        return {}
    return {
        "title": found.title,
        "authors": found.authors,
        "published_at": found.published_at,
        "paragraphs": found.paragraphs,
    }
