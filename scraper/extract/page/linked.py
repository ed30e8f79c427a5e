"""JSON-LD as sites write it: broken, nested, in several objects. What comes out is plain parsed values."""

import json
import re
from collections.abc import Iterator

_WRAPPED = re.compile(r"<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?|<!\[CDATA\[")
_UNWRAPPED = re.compile(r"(?://\s*)?(?:-->|/?\*?\s*\]\]>\s*(?:\*/)?)\s*;?$")
_ENDING = 60  # characters looked through for the end of a wrapping
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_GOES_ON = re.compile(r'\s*(?:[:}\]]|,\s*(?:["{\[\d}\]-]|true|false|null)|$)')
_MAX_OBJECTS = 500

_decoder = json.JSONDecoder(strict=False)  # raw line breaks inside strings are common


def _drop_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", text)


def _escape_quotes(text: str) -> str:
    """Quotes inside a string, written as they are: one closes a string only where the syntax can go on after it."""
    parts: list[str] = []
    copied, inside = 0, False
    for match in _QUOTE.finditer(text):
        if len(match[0]) > 1:
            continue
        if not inside:
            inside = True
        elif _GOES_ON.match(text, match.end()):
            inside = False
        else:
            parts += (text[copied : match.start()], "\\")
            copied = match.start()
    return "".join((*parts, text[copied:]))


_MENDS = (_drop_commas, _escape_quotes)


def read_json(text: str) -> list[object]:
    """Every JSON value in a script, as far as it can be read.

    Comment and CDATA wrapping, raw control characters, trailing commas, bare quotes inside strings, a closing semicolon
    and several values one after the other are tolerated; what follows the first damage that is none of these is lost.
    """
    text = text.strip()
    if not text:
        return []
    try:
        return [_decoder.decode(text)]
    except (ValueError, RecursionError):
        pass
    if start := _WRAPPED.match(text):
        text = text[start.end() :]
    if end := _UNWRAPPED.search(text, max(0, len(text) - _ENDING)):
        text = text[: end.start()]
    text = text.strip()
    values: list[object] = []
    position = mended = 0
    while position < len(text) and len(values) < _MAX_OBJECTS:
        try:
            value, position = _decoder.raw_decode(text, position)
        except RecursionError:
            break
        except ValueError:
            if mended == len(_MENDS):
                break
            text, mended = _MENDS[mended](text), mended + 1
            values.clear()
            position = 0
            continue
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n;,":
            position += 1
    return values


def flatten(values: list[object]) -> Iterator[dict[str, object]]:
    """The objects at the top of a document: lists and @graph are opened, what hangs below other keys is not."""
    stack = list(reversed(values))
    given = 0
    while stack and given < _MAX_OBJECTS:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            graph = value.get("@graph")
            if isinstance(graph, list | dict):
                stack.append(graph)
            if graph is None or len(value) > 2:
                given += 1
                yield value


def types(item: object) -> tuple[str, ...]:
    """The schema.org types of an object, without their prefix: ("NewsArticle",)."""
    if not isinstance(item, dict):
        return ()
    kind = item.get("@type") or item.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple([one.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for one in kinds if isinstance(one, str)])
