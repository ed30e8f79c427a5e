"""A news page to order: an invented publisher, invented stories."""

from datetime import UTC, datetime

from scraper import decode
from scraper.extract import extract
from scraper.model import Article, Rejection
from scraper.profiles import Profile

URL = "https://www.harbour.example/news/2024/03/05/ferry-timetable-changes-12345"
AT = datetime(2024, 3, 6, 9, 0, tzinfo=UTC)
PROSE = (
    "The ferry between the two islands will sail an hour earlier from Monday, the harbour office said on Tuesday, "
    "because the tide no longer leaves enough water at the northern pier after dusk.",
    "Captain Ida Holm told reporters that the change had been asked for by the crews, who had twice touched the sand "
    "bank in January, and that nobody had been hurt on either day.",
    "Commuters were less pleased, and some of them said that they would have to leave work early, while the school on "
    "the larger island is moving its first lesson by twenty minutes.",
    "The office expects the old timetable to return in autumn, when dredging has been finished and the new buoys have "
    "been laid, but it would not promise a date for either of them.",
    "Tickets that were bought for the later sailing stay valid for the whole day, and season tickets need no change "
    "at all, according to a notice that was posted at both landings.",
)


def prose(count: int = 5) -> str:
    return "".join(f"<p>{text}</p>" for text in PROSE[:count])


def page(
    head: str = "", before: str = "", body: str | None = None, after: str = "", title: str = "Ferry timetable changes"
) -> str:
    text = prose() if body is None else body
    return (
        f"<!doctype html><html><head><title>{title} | The Harbour</title>{head}</head><body><header>"
        f"<nav><a href='/'>Home</a>"
        f"</nav></header><main><article><h1>{title}</h1>{before}<div class='story-text'>{text}</div>"
        f"{after}</article></main>"
        "<footer><p>All rights reserved</p></footer></body></html>"
    )


def run(
    html: str | bytes, url: str = URL, profile: Profile | None = None, head: bytes | None = None
) -> Article | Rejection:
    content = html.encode() if isinstance(html, str) else html
    head = head or b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return extract(decode.exchange(url, AT, b"", head + content), profile)


def article(html: str | bytes, url: str = URL, profile: Profile | None = None) -> Article:
    found = run(html, url, profile)
    assert isinstance(found, Article), found
    return found


def how(found: Article, name: str) -> str | None:
    return dict(found.provenance).get(name)
