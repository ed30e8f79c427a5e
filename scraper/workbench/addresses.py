"""What the addresses of a publisher's articles have in common, as a pattern for its profile."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper import urls

_SLUG = re.compile(r"[^\W_]+(?:[-_.]+[^\W_]+){2,}")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece)$")  # and no last word of a slug that has dots
_TOGETHER = 4  # literal words that one column may have; more are a slug's


def draft_pattern(articles: Sequence[str], own: str) -> str | None:
    """A regular expression that the address `own` has and most of `articles` have, with what tells an article's.

    None where nothing in them does: no number, no slug.
    """
    like = [address for address in articles if _shape(address) == _shape(own)] or [own]
    paths = [_segments(address) for address in (*like, own)]
    columns = [_column([path[place] for path in paths]) for place in range(len(paths[0]))]
    if not any(re.search(r"\\d|\[\^/", column) for column in columns):
        return None
    site = re.escape(urls.site(own)).replace(r"\-", "-")
    host = rf"^https?://(?:[\w-]+\.)*{site}(?::\d+)?" if re.search(r"[a-z]", site) else "^https?://[^/]+"
    pattern = "/".join((host, *columns))
    return pattern if re.search(pattern, own) else None


def parents(address: str) -> list[str]:
    """The pages that may list an article: each folder of its path whose name has no number, the nearest first."""
    parts = urlsplit(address)
    names = [name for name in parts.path.split("/")[:-1] if name]
    words = []
    for name in names:
        if re.search(r"\d{2}", name) or _SLUG.fullmatch(name) or name in ("read", "article", "news", "berita", "story"):
            break
        words.append(name)
    start = f"{parts.scheme}://{parts.netloc}/"
    return [start + "/".join(words[:count]) + "/" for count in range(len(words), 0, -1)] + [start]


def _segments(address: str) -> list[str]:
    return [part for part in urlsplit(address).path.split("/") if part]


def _shape(address: str) -> tuple[str, ...]:
    """What each part of a path is: a number, a slug, a name."""
    return tuple(_kind(part) for part in _segments(address))


def _kind(part: str) -> str:
    if part.isdigit():
        return "number"
    return "slug" if _SLUG.search(part) or re.search(r"\d{4,}", part) else "name"


def _column(parts: Sequence[str]) -> str:
    """One part of all paths as an expression."""
    if all(part.isdigit() for part in parts):
        lengths = {len(part) for part in parts}
        return rf"\d{{{lengths.pop()}}}" if len(lengths) == 1 and len(parts[0]) in (2, 4, 8) else r"\d+"
    if all(_kind(part) == "name" for part in parts):
        names = Counter(parts)
        if len(names) == 1:
            return re.escape(parts[0])
        return "(?:" + "|".join(sorted(map(re.escape, names))) + ")" if len(names) <= _TOGETHER else "[^/]+"
    end = _ENDING.search(parts[0])
    tail = re.escape(end[0]) if end and all(part.endswith(end[0]) for part in parts) else ""
    bare = [part.removesuffix(end[0]) if tail and end else part for part in parts]
    if all(re.search(r"-\d{4,}$", part) for part in bare):
        return rf"[^/]+-\d+{tail}"
    if all(re.match(r"\d{4,}-", part) for part in bare):
        return rf"\d+-[^/]+{tail}"
    return rf"[^/?#]+{tail}"
