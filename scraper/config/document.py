"""YAML read the narrow way, with the line of every key.

true, false, null and plain decimal numbers mean what they look like; every other scalar is text, so that `on`, `012`
and `10:00` are not changed behind the writer's back (YAML 1.1 makes them true, 10 and 600). Tags, anchors, aliases
and duplicate keys are refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from scraper.errors import ConfigError

Place = tuple[str | int, ...]  # ("sections", 1, "every")
Value = str | int | float | bool | None | tuple["Value", ...] | dict[str, "Value"]

_MAX_DEPTH = 12
_WORDS: Mapping[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}(?:e[-+][0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file's values (lists as tuples) and the line, from 1, of each of them."""

    value: Value
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest thing around it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(text: str, name: str) -> Document:
    """Read one YAML document. ConfigError, naming file and line, for all that is not plain YAML."""
    try:
        for line, complaint in _refusals(text):
            raise ConfigError(f"{name}:{line}: {complaint}")
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(
            f"{name}:{line}: expected plain text, got the control character U+{error.character:04X}"
        ) from None
    except yaml.MarkedYAMLError as error:
        raise ConfigError(_wording(error, name)) from None
    lines: dict[Place, int] = {}
    return Document(_value(root, (), lines, name), lines)


def spelled(place: Place) -> str:
    """A place as people write it: `sections[1].every`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


def _refusals(text: str) -> Iterator[tuple[int, str]]:
    """What is valid YAML and yet has no place here; found before anything is built of it."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield (
                line,
                "expected the value itself, got an anchor or alias (& or * before a word; quote it if meant as text)",
            )
        elif tag := getattr(event, "tag", None):
            yield line, f"expected the value itself, got the tag {tag} (quote it if meant as text)"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            yield line, f"expected no more than {_MAX_DEPTH} levels, one inside the other"


def _line(item: yaml.Event | yaml.Node) -> int:
    return item.start_mark.line + 1 if item.start_mark else 1


def _value(node: yaml.Node | None, place: Place, lines: dict[Place, int], name: str) -> Value:
    if node is None:
        return None
    lines.setdefault(place, _line(node))
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, (*place, index), lines, name) for index, item in enumerate(node.value))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, name)
    return _scalar(node.value) if isinstance(node, yaml.ScalarNode) and node.style is None else str(node.value)


def _mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], name: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in node.value:
        line = _line(key)
        if not isinstance(key, yaml.ScalarNode):
            raise ConfigError(f"{name}:{line}: expected a word before the colon, got a list or mapping")
        inside = (*place, key.value)
        if key.value in found:
            raise ConfigError(f"{name}:{line}: {spelled(inside)}: stands twice, first in line {lines[inside]}")
        lines[inside] = line
        found[key.value] = _value(value, inside, lines, name)
    return found


def _scalar(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _wording(error: yaml.MarkedYAMLError, name: str) -> str:
    mark = error.problem_mark or error.context_mark
    line = f":{mark.line + 1}" if mark else ""
    problem = error.problem or "not YAML"
    if "'\\t'" in problem:
        problem = "expected blanks for indentation, got a tab"
    elif "mapping values are not allowed here" in problem:
        problem += "; put quotes around a value that holds a colon and a blank, and check the indentation"
    context = f" ({error.context})" if error.context else ""
    return f"{name}{line}: {problem}{context}"
