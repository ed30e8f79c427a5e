"""Poll news sections, keep what came over the wire in WARC files, and make a normalized JSON record of each article.

The commands (`scraper --help`) in Python:

    extract_page(html, url)     one page's bytes -> Article, or Rejection saying why it is none
    read_records(paths)         WARC or ARC files -> their articles' records, as dictionaries
    crawl_urls(urls, archive)   fetch, archive and extract these URLs -> a Tally
    read_changes(archive)       what became of its articles since -> edits, removals and returns, as dictionaries
    compare_records(a, b)       two records of one article -> what was edited, word by word, as a dictionary

Errors are `ScraperError`s, sorted in `scraper.errors` by what to do about them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.errors import ScraperError
from scraper.model import Article, Rejection

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.profiles import Profiles
    from scraper.tally import Tally

__all__ = [
    "Article",
    "Rejection",
    "ScraperError",
    "compare_records",
    "crawl_urls",
    "extract_page",
    "read_changes",
    "read_records",
]

# Each function imports what it needs: extracting a page loads no HTTP client and no database.


def extract_page(
    html: bytes, url: str, *, content_type: str = "text/html", fetched_at: datetime | None = None
) -> Article | Rejection:
    """What one page says.

    `html` is the page as bytes, content-coding removed; its charset is told by a byte order mark, `content_type`, the
    page itself, or guessed. `fetched_at` (aware) chooses the version of the publisher's profile and anchors relative
    dates ("3 hours ago"); it defaults to now. Never raises on what the bytes contain.

        >>> import scraper
        >>> words = "<p>" + "The lock gates were lifted out on Monday and will be back before the fleet returns. " * 2
        >>> page = "<title>Gates lifted</title><article><h1>Gates lifted</h1>" + words * 4 + "</article>"
        >>> article = scraper.extract_page(page.encode(), "https://www.harbour-ledger.example/2024/05/gates-lifted")
        >>> article.title, len(article.paragraphs)
        ('Gates lifted', 4)
    """
    from scraper import decode
    from scraper.extract import extract

    head = f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    at = (fetched_at or datetime.now(UTC)).astimezone(UTC)
    exchange = decode.exchange(url, at, b"", head + html)
    return extract(exchange, _profiles().choose(url, at))


@lru_cache(maxsize=1)
def _profiles() -> "Profiles":
    from scraper import profiles

    return profiles.load()


def read_records(paths: Iterable[str | Path], *, workers: int = 1) -> Iterator[dict[str, Any]]:
    """The records of the articles in WARC or ARC files, or folders of them, in the order of the files.

    A record that says what the one before it of the same article said is left out. The payload of a revisit is taken
    from whichever of the files holds it. What cannot be read is logged with file and offset (logger `scraper`), and the
    rest is read. More than one worker needs `if __name__ == "__main__":`.

        >>> records = list(scraper.read_records(["archive/warc"]))
        >>> records[0]["publisher"], len(records[0]["paragraphs"]) > 2
        ('harbour-ledger', True)
    """
    import json
    import logging

    from scraper.replay import changed_lines
    from scraper.warc import Damage
    from scraper.workers import Plan, cut_files, judge_ranges

    places = tuple(map(Path, paths))
    for result in changed_lines(judge_ranges(cut_files(places), Plan(originals=places, parts=places), workers)):
        if isinstance(result, Damage):
            logging.getLogger("scraper").warning("%s at byte %d: %s", result.file, result.offset, result.reason)
        elif result.line is not None:
            yield json.loads(result.line)


def crawl_urls(urls: Sequence[str], archive: str | Path, *, name: str, contact: str, **fetch: Any) -> "Tally":
    """Fetch URLs of sections or articles politely, archive them, and write their records under `archive`.

    `name` and `contact` (a URL or a mail address) tell publishers who asks. `fetch` takes the keys of the
    configuration's `fetch` part, such as `delay=2.0`. Raises ConfigError for a wrong value.

        >>> tally = scraper.crawl_urls(
        ...     ["http://www.harbour-ledger.example/harbour/"],
        ...     "archive", name="Example Library", contact="https://library.example/bot", **fetch,
        ... )
        >>> tally.new, dict(tally.failed)
        (6, {})
    """
    from scraper import app

    return app.crawl(_config(Path(archive), {"name": name, "contact": contact}, fetch), urls, lambda _: None)


def read_changes(
    archive: str | Path, *, since: datetime | None = None, section: str | None = None
) -> list[dict[str, Any]]:
    """What became of an archive's articles after they were published, in the order of time: `scraper changes --json`.

    `since` (aware) leaves out what was seen before, `section` what is not of that section or publisher. Raises
    ConfigError where the archive has no catalog.

        >>> [change["kinds"] for change in scraper.read_changes("archive")]
        []
    """
    from scraper.app.changes import read_changes as read
    from scraper.catalog.changes import Wanted

    return read(Path(archive), Wanted(since, section))


def compare_records(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What lies between two records of one article, as `read_records` gives them: kinds of edit, fields, lines, words.

    A line has its number before and after (None where it is not there) and `spans` of text that stayed ("="), went
    ("-") or came ("+").

        >>> record = next(scraper.read_records(["archive/warc"]))
        >>> edit = scraper.compare_records(record, {**record, "title": "Gates lifted at last"})
        >>> edit["kinds"], edit["silent"], edit["fields"][0]["lines"][0]["spans"][-1]
        (['headline'], True, ['+', 'Gates lifted at last'])
    """
    from scraper.app.changes import told_edit
    from scraper.changes import compare

    return told_edit(compare(before, after))


def _config(archive: Path, identity: dict[str, str], fetch: dict[str, Any]) -> "Config":
    import json

    from scraper.config import parse

    settings = {"archive": str(archive.absolute()), "identity": identity, "fetch": fetch}
    return parse(json.dumps(settings, default=str), Path("arguments of crawl_urls"))
