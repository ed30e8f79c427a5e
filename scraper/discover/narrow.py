"""A section's `links` setting: a CSS selector or a URL pattern that says which links are articles.

How they are told apart, in this order:

- `re:...` or `^...`: a regular expression, searched in the normalised URL;
- a text with a `/` and no `[`: a URL pattern, where `*` stands for any characters. From its scheme it is matched
  against the whole URL, from a leading `/` against path and query, else against the URL without its scheme. Without a
  `*` it stands for everything below it: `/berita/` is `/berita/*`;
- anything else: a CSS selector of links, of elements inside links, or of boxes whose links are meant. (No selector
  has a `/` outside of the brackets of an attribute.)
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.profiles import Profile

_SCHEME = re.compile(r"https?://[^/?#]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Narrow:
    """Exactly one of the two is set."""

    selector: str | None = None
    pattern: re.Pattern[str] | None = None

    def admits(self, url: str) -> bool:
        """Whether a normalised URL matches the pattern; a selector has no say on bare URLs."""
        return self.pattern is None or self.pattern.search(url) is not None


@lru_cache(maxsize=256)
def read_narrow(text: str) -> Narrow:
    """The reading of a `links` setting. A text that `check_narrow` complains of matches nothing."""
    text = text.strip()
    if text.startswith(("re:", "^")):
        try:
            return Narrow(pattern=re.compile(text.removeprefix("re:").strip()))
        except re.error:
            return Narrow(pattern=re.compile(r"(?!)"))
    if "/" in text and "[" not in text:
        return Narrow(pattern=_glob(text))
    return Narrow(selector=text)


def check_narrow(text: str) -> str | None:
    """What is wrong with a `links` setting, in a phrase that follows its name, or None when it can be used."""
    text = text.strip()
    if not text:
        return "is empty; expected a CSS selector such as a.card or a URL pattern such as /news/*"
    if text.startswith(("re:", "^")):
        try:
            re.compile(text.removeprefix("re:").strip())
        except re.error as error:
            return f"is no regular expression: {error}"
        return None
    return None if "/" in text and "[" not in text else check_selector(text)


def check_selector(selector: str) -> str | None:
    """What is wrong with a CSS selector, or None."""
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except (SelectolaxError, ValueError, RuntimeError):
        return f"is no CSS selector that can be used: {selector!r}"
    return None


def admits(url: str, narrow: Narrow | None, profile: Profile | None) -> bool:
    """Whether the section's own rules let a URL pass as an article: those of the user, or else those of the profile."""
    if profile is not None and any(pattern.search(url) for pattern in profile.section.exclude):
        return False
    if narrow is not None:
        return narrow.admits(url)
    return profile is None or profile.is_article(url) is not False


def _glob(text: str) -> re.Pattern[str]:
    if "*" not in text:
        text += "*"
    body = ".*".join(map(re.escape, text.split("*")))
    if _SCHEME.match(text):
        return re.compile(rf"^{body}$", re.IGNORECASE)
    if text.startswith("/"):
        return re.compile(rf"^https?://[^/]+{body}$")
    return re.compile(rf"^https?://{body}$")
