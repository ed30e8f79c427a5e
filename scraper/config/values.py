"""The kinds of values that keys accept. A refused one is told in the words of its key's description."""

import ipaddress
import json
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo

from scraper.cadence import format_span, parse_span
from scraper.model import Kind

_SIZE = re.compile(r"(\d{1,12})\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)?", re.ASCII)
_UNITS = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
_ENDPOINT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/@]*):(\d{0,5})", re.ASCII)


def _span(value: object) -> object:
    return parse_span(value) if isinstance(value, str) else value


def _watch(value: object) -> object:
    if value == "none":
        return ()
    return tuple(_span(one) for one in value) if isinstance(value, tuple) else value


def _rising(spans: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    _accept(all(one < other for one, other in pairwise(spans)))
    return spans


def _size(value: object) -> object:
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) * _UNITS[found[2] or "B"] if found else value


def _path(value: object, info: ValidationInfo) -> object:
    """A path as text, taken from the configuration file's own folder."""
    if not isinstance(value, str):
        return value
    _accept(bool(value) and "\0" not in value)
    return (info.context or {}).get("folder", Path()) / Path(value).expanduser()


def is_web(text: str, schemes: tuple[str, ...] = ("http", "https")) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s\\]", text)
    except ValueError:
        return False


def _accept(good: bool) -> None:
    """Refuse a value in the words of its key's description."""
    if not good:
        raise ValueError


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ValueError(f"expected a folder, found a file at {path}")
    return path


def _existing_folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError(f"expected a folder of publisher profiles, found none at {path}")
    return path


def _file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected a file of PEM certificates, found none at {path}")
    return path


def _headers(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected a file of lines such as Cookie: name=value, found none at {path}")
    return path


def _chromium(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected the file of a Chromium, found none at {path}")
    return path


def _secret(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected a file that holds a token, found none at {path}")
    return path


def _signing(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected a file that holds a secret for signing, found none at {path}")
    return path


def _hook(text: str) -> str:
    _accept(is_web(text) and "@" not in urlsplit(text).netloc and "#" not in text)
    _accept(urlsplit(text).scheme == "https" or _is_loopback(urlsplit(text).hostname or ""))
    return text


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:  # another name
        return False


def _program(words: tuple[str, ...]) -> tuple[str, ...]:
    _accept(bool(words) and not any("\0" in word for word in words))
    if not Path(words[0]).is_absolute():
        raise ValueError(f"expected a program's whole path, such as /usr/local/bin/told, got {json.dumps(words[0])}")
    if not (Path(words[0]).is_file() and os.access(words[0], os.X_OK)):
        raise ValueError(f"expected a program that may be run, got {json.dumps(words[0])}")
    return words


def _web(text: str) -> str:
    _accept(text.lower().startswith(("http://", "https://")))
    if not is_web(text):
        raise ValueError("expected an address with a host, no blanks and a port, if any, from 1 to 65535")
    if "@" in urlsplit(text).netloc:
        raise ValueError("expected an address without user name and password (a headers_file may log in), got both")
    return text


def _proxy(text: str) -> str:
    _accept(is_web(text, ("http",)) and urlsplit(text).path in ("", "/"))
    return text


def _contact(text: str) -> str:
    _accept(text.isascii() and (is_web(text) or _MAIL.fullmatch(text) is not None))
    return text


def _endpoints(pairs: Mapping[str, str]) -> Mapping[str, str]:
    for text in (*pairs, *pairs.values()):
        found = _ENDPOINT.fullmatch(text)
        if not found or int(found[1] or 0) > 65_535:
            raise ValueError(f'expected "host:port" on both sides, got {json.dumps(text)}')
    return pairs


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise ValueError(
                f"expected addresses or networks such as 127.0.0.0/8, got {json.dumps(text)}: {error}"
            ) from None
    return texts


def _hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if not _HOST.fullmatch(name):
            raise ValueError(f"expected names of hosts such as www.example.org, got {json.dumps(name)}")
    return tuple(name.lower() for name in names)


def _watched(kind: Kind) -> Kind:
    _accept(kind in (Kind.PAGE, Kind.FEED, Kind.SITEMAP))
    return kind


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder of the database, not a name
        raise ValueError from None
    return name


_AnyPath = Annotated[Path, BeforeValidator(_path), PlainSerializer(str)]
Folder = Annotated[_AnyPath, AfterValidator(_folder)]
ExistingFolder = Annotated[_AnyPath, AfterValidator(_existing_folder)]
SecretFile = Annotated[_AnyPath, AfterValidator(_secret)]
HookSecret = Annotated[_AnyPath, AfterValidator(_signing)]
PemFile = Annotated[_AnyPath, AfterValidator(_file)]
Chromium = Annotated[_AnyPath, AfterValidator(_chromium)]
HeadersFile = Annotated[_AnyPath, AfterValidator(_headers)]
Span = Annotated[timedelta, BeforeValidator(_span), PlainSerializer(format_span)]
Watch = Annotated[
    tuple[timedelta, ...],
    BeforeValidator(_watch),
    AfterValidator(_rising),
    PlainSerializer(lambda spans: [format_span(span) for span in spans] or "none"),
]
Size = Annotated[int, BeforeValidator(_size)]  # bytes
WebAddress = Annotated[str, AfterValidator(_web)]
HookAddress = Annotated[str, AfterValidator(_hook)]
Program = Annotated[tuple[str, ...], AfterValidator(_program)]
ProxyAddress = Annotated[str, AfterValidator(_proxy)]
Contact = Annotated[str, AfterValidator(_contact)]
Endpoints = Annotated[Mapping[str, str], AfterValidator(_endpoints)]
Networks = Annotated[tuple[str, ...], AfterValidator(_networks)]
Hosts = Annotated[tuple[str, ...], AfterValidator(_hosts)]
Watched = Annotated[Kind, Field(strict=False), AfterValidator(_watched)]
Zone = Annotated[str, AfterValidator(_zone)]
