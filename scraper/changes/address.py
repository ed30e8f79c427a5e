"""Whether an article's address was redirected to where an article of its name cannot be."""

import re

_LANGUAGE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?", re.IGNORECASE)


def leads_up(url: str, onward: str) -> bool:
    """Whether a redirect from an article's address leads to a home page, or to a section that it lies in.

    What is cut off must look like an article's name, and what is left like a section's: `/harbour/gates-lifted-41` to
    `/harbour/`, but not `/gates-lifted/amp` to `/gates-lifted`.
    """
    (asked, path, query), (found, above, _) = _cut(url), _cut(onward)
    if (asked, path, query) == _cut(onward) or "?" in onward:
        return False
    if not above or _LANGUAGE.fullmatch(above):
        return bool(path.removeprefix(above) or query)
    inside = path.startswith(above + "/") and asked.removeprefix("www.") == found.removeprefix("www.")
    return inside and above[1:].replace("/", "").isalpha() and bool(re.search(r"[\d_-]", path[len(above) :]))


def _cut(url: str) -> tuple[str, str, str]:
    """Host, path without a slash at its end, and query of a URL."""
    authority, _, rest = url.partition("//")[2].partition("/")
    path, _, query = rest.partition("?")
    return authority, "/" + path.rstrip("/") if path.rstrip("/") else "", query
