"""The configuration: `config.yaml`, read once, strict, frozen and handed down.

Every mistake in the file becomes one line of a single ConfigError:

    config.yaml:12: sections[1].every: expected a span such as 10m or 2h, got "soon"
"""

import difflib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scraper.config.document import Place, read, spelled
from scraper.config.hooks import Hook
from scraper.config.part import CombinationError
from scraper.config.settings import PRODUCT, Config, Fetch, Identity, Section
from scraper.errors import ConfigError

__all__ = ["PRODUCT", "Config", "Fetch", "Hook", "Identity", "Section", "dump", "load", "parse"]


# The scheme is left, since it may be what is wrong. A password may hold any letter, whether it ought to or not.
_CREDENTIALS = re.compile(r"(?<=://)(?:[^@]*:.*|[^/@]*)@|^(?!\w+://)[^@]*:.*@", re.DOTALL)

Check = Callable[[str], str | None]  # what is wrong with a text, in a phrase, or None


def load(path: Path, check_links: Check = lambda _: None) -> Config:
    """Read a configuration file. ConfigError names file, line, key and what was expected, for every mistake at once.

    `check_links` judges the `links` of a section; what selectors and patterns there are is for others to know.
    """
    try:
        return parse(path.read_bytes().decode("utf-8-sig"), path, check_links)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}:{line}: expected UTF-8 text, got the byte 0x{error.object[error.start]:02x}"
        ) from None
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; name another with --config FILE") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: expected a file, got a folder") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise ConfigError(f"{path}: cannot be read: {error}") from None


def parse(text: str, path: Path, check_links: Check = lambda _: None) -> Config:
    """The configuration in a text; relative folders and files in it are taken from the folder of `path`."""
    document = read(text, str(path))
    if document.value is None:
        raise ConfigError(f"{path}: expected at least identity with name and contact, got an empty file")
    if not isinstance(document.value, dict):
        raise ConfigError(
            f"{path}:{document.line(())}: expected keys such as identity: and sections:, got {_said(document.value)}"
        )
    try:
        config = Config.model_validate(document.value, context={"folder": path.parent.absolute()})
    except ValidationError as error:
        found = [_problem(detail) for detail in error.errors(include_url=False)]
    else:
        config._path = path
        found = [*_repeats(config), *_wrong_links(config, check_links), *_wrong_hooks(config)]
        if not found:
            return config
    found.sort(key=lambda problem: document.line(problem[0]))
    raise ConfigError("\n".join(f"{path}:{document.line(place)}: {spelled(place)}: {words}" for place, words in found))


def dump(config: Config) -> str:
    """The effective configuration as YAML, defaults filled in and paths absolute; `parse` makes an equal one of it."""
    data = config.model_dump(mode="json", exclude_none=True)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def _repeats(config: Config) -> Iterator[tuple[Place, str]]:
    first: dict[tuple[str, str], int] = {}
    for index, section in enumerate(config.sections):
        for key, value in (("name", section.name), ("url", section.url)):
            before = first.setdefault((key, value), index)
            if before != index:
                yield ("sections", index, key), f"expected another than sections[{before}] has, got {_said(value)}"


def _wrong_links(config: Config, check: Check) -> Iterator[tuple[Place, str]]:
    for index, section in enumerate(config.sections):
        complaint = check(section.links) if section.links is not None else None
        if complaint:
            yield ("sections", index, "links"), complaint


def _wrong_hooks(config: Config) -> Iterator[tuple[Place, str]]:
    known = {name for section in config.sections for name in (section.name, section.publisher)}
    first: dict[str, int] = {}
    for index, hook in enumerate(config.hooks):
        before = first.setdefault(hook.name, index)
        if before != index:
            yield ("hooks", index, "name"), f"expected another than hooks[{before}] has, got {_said(hook.name)}"
        for name in hook.sections:
            if name not in known:
                yield ("hooks", index, "sections"), f"expected sections or publishers of this file, got {_said(name)}"


def _problem(detail: ErrorDetails) -> tuple[Place, str]:
    """Where a mistake is and what is wrong, in our words rather than pydantic's."""
    place, kind = tuple(detail["loc"]), detail["type"]
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, CombinationError):
        return (*place, cause.key), str(cause)
    keys, description, place = _described(place)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), keys, 1)
        return (
            place,
            f"unknown key; did you mean {near[0]}?" if near else f"unknown key; expected one of {', '.join(keys)}",
        )
    if kind == "missing":
        return place, f"missing; expected {description}"
    words = str(cause or "") or f"expected {description}"
    value = _without_secret(detail["input"]) if place[0] == "hooks" and place[-1] == "url" else detail["input"]
    return place, words if ", got " in words else f"{words}, got {_said(value)}"


def _described(place: Place) -> tuple[list[str], str, Place]:
    """The keys that may stand where a place's last one does, what is expected there, and the place itself."""
    model: type[BaseModel] | None = Config
    keys, description = list(Config.model_fields), "something else"
    for depth, step in enumerate(place):
        if model is None:
            break
        if isinstance(step, int):
            description = f"a mapping with {' and '.join(_required(model))}"
            continue
        keys = list(model.model_fields)
        if step not in model.model_fields:
            return keys, description, place[: depth + 1]
        field = model.model_fields[step]
        description = field.description or description
        model = next((part for part in (field.annotation, *get_args(field.annotation)) if _is_model(part)), None)
    return keys, description, place


def _required(model: type[BaseModel]) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.is_required()]


def _is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _without_secret(value: Any) -> Any:
    """Of a hook's address its host: path and query are what lets one in, and a daemon's log has many readers."""
    if not isinstance(value, str):
        return value
    return re.sub(r"^(\w+://)?([^/?#]*).*", r"\1\2/…", _CREDENTIALS.sub("…@", value), flags=re.DOTALL)


def _said(value: Any) -> str:
    """A value as the writer knows it, short; without the name and password that an address may begin with."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case tuple() | list():
            return "a list"
        case bool() | int() | float():
            return json.dumps(value)
        case _:
            text = _CREDENTIALS.sub("…@", str(value))
            return json.dumps(text if len(text) <= 60 else text[:59] + "…", ensure_ascii=False)
