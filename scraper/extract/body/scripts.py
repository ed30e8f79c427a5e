"""The body where no element holds it: in JSON-LD, or as HTML inside the script that would have built the page."""

import json
import re
from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.body.blocks import WIDE

MIN_CHARS = 200
MAX_SCRIPT = 3_000_000
# Possessive, and with the end of the text for a closing quote, so that no character is looked at twice.
STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"?', re.DOTALL)
# A paragraph's start as HTML, as JSON escapes it and as JSON within JSON does.
PARAGRAPH = re.compile(r"(?:<|(?<!\\)\\++u003[cC])(?:p|br)\b")
PARAGRAPH_STEMS = ("<p", "<br", "03cp", "03cbr", "03Cp", "03Cbr")  # of which each holds one, at a tenth of the price
WORD = re.compile(r"\w+")
TAG = re.compile(r"<(?:p|br|div|h[2-4])\b", re.IGNORECASE)


def read_article_body(linked: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The longest `articleBody` of the page's JSON-LD, cut at its own line breaks; empty where it says little."""
    texts = [text for item in linked if isinstance(text := item.get("articleBody"), str)]
    longest = _encodable(max(texts, key=len, default=""))
    if len(longest) < MIN_CHARS:
        return ()
    if TAG.search(longest[:5000]):
        longest = LexborHTMLParser(TAG.sub(lambda tag: "\n" + tag[0], longest)).text()
    return tuple([line for part in longest.splitlines() if (line := " ".join(part.split()))])


def read_script_body(root: LexborNode, about: str) -> LexborNode | None:
    """The string of a script that holds the most paragraphs of HTML, parsed; None where no script holds three.

    It must use at least half of the words of `about`, the page's title or summary, else it is a consent text or
    another story.
    """
    best, most = "", 2
    for script in root.css("script"):
        text = script.text() or ""
        if not MIN_CHARS < len(text) < MAX_SCRIPT or not _has_paragraph(text):
            continue
        for found in STRING.finditer(text):
            count = len(PARAGRAPH.findall(found[1])) if len(found[1]) >= MIN_CHARS else 0
            if count > most:
                best, most = found[1], count
    html = _unescape(best)
    if html.count("\\u003") > 5:  # JSON within JSON
        html = _unescape(max(STRING.findall(html), key=len, default=html))
    words = [word for word in WORD.findall(about.casefold()) if len(word) > 3 or WIDE.match(word)]
    folded = html.casefold()
    if not html or 2 * sum([word[:6] in folded for word in words]) < len(words):
        return None
    return LexborHTMLParser(html).body


def _has_paragraph(text: str) -> bool:
    return True in [stem in text for stem in PARAGRAPH_STEMS] and PARAGRAPH.search(text) is not None


def _unescape(string: str) -> str:
    try:
        text = json.loads(f'"{string}"', strict=False)
    except ValueError:
        return _encodable(string)
    return _encodable(text) if isinstance(text, str) else ""


def _encodable(text: str) -> str:
    """Half surrogate pairs, which JSON may spell out, become question marks: no UTF-8 can hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")
