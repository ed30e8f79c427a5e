"""Strict reading of a YAML document: a value of the right kind, or a ConfigError that names file, line and key."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from scraper.errors import ConfigError
from scraper.urls import normalise

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PARTS = frozenset({"yyyy", "mm", "dd", "m", "d", "section"})  # of an index's address
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One YAML file under reading: turns nodes into values, or into a ConfigError that says where."""

    path: Path
    check_selector: Callable[[str], str | None] | None

    def wrong(self, node: yaml.Node | None, key: str, complaint: str) -> ConfigError:
        line = f":{node.start_mark.line + 1}" if node is not None else ""
        return ConfigError(f"{self.path}{line}: {key or 'the file'}: {complaint}")

    def mapping(self, node: yaml.Node | None, key: str, allowed: str, required: str = "") -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, key, "must be a mapping of keys to values")
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if name.value not in allowed.split():
                raise self.wrong(
                    name, f"{key}.{name.value}".lstrip("."), f"is no key here; known are {', '.join(allowed.split())}"
                )
            if name.value in found:
                raise self.wrong(name, name.value, "is given twice")
            if value.tag != "tag:yaml.org,2002:null":
                found[name.value] = value
        for name in required.split():
            if name not in found:
                raise self.wrong(node, f"{key}.{name}".lstrip("."), "is missing")
        return found

    def items(self, top: Mapping[str, yaml.Node], key: str) -> Iterator[yaml.Node]:
        node = top.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(node, key, "must be a list")
        yield from node.value

    def string(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.wrong(node, key, "must be a text that is not empty")
        return str(node.value)

    def text(self, top: Mapping[str, yaml.Node], key: str) -> str | None:
        return self.string(top[key], key) if key in top else None

    def matching(self, top: Mapping[str, yaml.Node], key: str, pattern: re.Pattern[str], meaning: str) -> str | None:
        value = self.text(top, key)
        if value is not None and not pattern.fullmatch(value):
            raise self.wrong(top[key], key, f"{value!r} must be {meaning}")
        return value

    def hosts(self, top: Mapping[str, yaml.Node]) -> Iterator[str]:
        for node in self.items(top, "hosts"):
            host = self.string(node, "hosts")
            if not HOST.fullmatch(host):
                raise self.wrong(node, "hosts", f"{host!r} must be a lower-case host name such as example.com")
            yield host

    def day(self, top: Mapping[str, yaml.Node], key: str) -> date | None:
        if (value := self.text(top, key)) is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.wrong(top[key], key, f"{value!r} must be a day such as 2024-03-01") from None

    def pattern(self, node: yaml.Node, key: str) -> re.Pattern[str]:
        value = self.string(node, key)
        try:
            return re.compile(value)
        except re.error as error:
            raise self.wrong(node, key, f"{value!r} is no regular expression: {error}") from None

    def selector(self, node: yaml.Node, key: str) -> str:
        value = self.string(node, key)
        if self.check_selector is not None and (complaint := self.check_selector(value)):
            raise self.wrong(node, key, f"{value!r} is no CSS selector: {complaint}")
        return value

    def address(self, node: yaml.Node, key: str) -> str:
        value = self.string(node, key)
        if not value.startswith(("https://", "http://")) or normalise(value) is None:
            raise self.wrong(node, key, f"{value!r} must be an address that begins with https:// or http://")
        return value

    def template(self, node: yaml.Node, key: str) -> str:
        """An address in which a day stands."""
        value = self.string(node, key)
        named = set(PLACEHOLDER.findall(value))
        if not named <= PARTS or not ("yyyy" in named and named & {"mm", "m"} and named & {"dd", "d"}):
            raise self.wrong(node, key, f"{value!r} must have {{yyyy}}, {{mm}} and {{dd}}, and may have {{section}}")
        example = PLACEHOLDER.sub(lambda part: "https://a.example" if part[1] == "section" else "11", value)
        if not example.startswith(("https://", "http://")) or normalise(example) is None:
            raise self.wrong(node, key, f"{value!r} must begin with https://, http:// or {{section}}")
        return value
