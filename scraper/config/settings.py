"""The keys of the configuration: frozen values, what each accepts, and what an error says was expected."""

import ipaddress
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from scraper.cadence import Cadence, Every, format_span, parse_cron, parse_span
from scraper.model import Kind

PRODUCT = "news-scraper"  # the product token of RFC 9110, 10.1.5, and what robots.txt groups are matched against
_SLUG = r"[a-z0-9]+(?:[-_.][a-z0-9]+)*"
_SIZE = re.compile(r"(\d{1,12})\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)?", re.ASCII)
_UNITS = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ENDPOINT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/@]*):(\d{0,5})", re.ASCII)


class CombinationError(ValueError):
    """A mistake seen only by looking at several keys; `key` is the one to mend."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def _span(value: object) -> object:
    return parse_span(value) if isinstance(value, str) else value


def _size(value: object) -> object:
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) * _UNITS[found[2] or "B"] if found else value


def _path(value: object, info: ValidationInfo) -> object:
    """A path as text, taken from the configuration file's own folder."""
    if not isinstance(value, str):
        return value
    _accept(bool(value) and "\0" not in value)
    return (info.context or {}).get("folder", Path()) / Path(value).expanduser()


def _is_web(text: str, schemes: tuple[str, ...] = ("http", "https")) -> bool:
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


def _file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"expected a file of PEM certificates, found none at {path}")
    return path


def _web(text: str) -> str:
    _accept(_is_web(text) and "@" not in urlsplit(text).netloc)
    return text


def _proxy(text: str) -> str:
    _accept(_is_web(text, ("http",)) and urlsplit(text).path in ("", "/"))
    return text


def _contact(text: str) -> str:
    _accept(text.isascii() and (_is_web(text) or _MAIL.fullmatch(text) is not None))
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


def _watched(kind: Kind) -> Kind:
    _accept(kind in (Kind.PAGE, Kind.FEED, Kind.SITEMAP))
    return kind


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder of the database, not a name
        raise ValueError from None
    return name


_Span = Annotated[timedelta, BeforeValidator(_span), PlainSerializer(format_span)]
_Path = Annotated[Path, BeforeValidator(_path), PlainSerializer(str)]


class _Part(BaseModel):
    # Each key's description is also what an error says was expected.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        """A key with nothing after it counts as left out, so that everything below it may be commented out."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class Identity(_Part):
    """Who asks: sent in User-Agent and From, and written in every WARC's warcinfo."""

    name: str = Field(
        pattern=r"^[!-~](?:[ -~]{0,98}[!-~])?$", description="your name or your project's, in plain ASCII"
    )
    contact: Annotated[str, AfterValidator(_contact)] = Field(description="a web address or a mail address of yours")

    @property
    def sender(self) -> str | None:
        """The mail address for the From header (RFC 9110, 10.1.2); None where the contact is a web address."""
        return None if _is_web(self.contact) else self.contact

    @property
    def user_agent(self) -> str:
        """The User-Agent value: `news-scraper/0.1.0 (+https://example.org/bot; Example Archive)`."""
        contact = self.contact if self.sender else f"+{self.contact}"
        comment = re.sub(r"([()\\])", r"\\\1", f"{contact}; {self.name}")  # quoted-pair, RFC 9110, 5.6.4
        return f"{PRODUCT}/{version(PRODUCT)} ({comment})"


class Fetch(_Part):
    """How we ask, and how hard we try."""

    delay: float = Field(default=1.0, ge=0, le=3_600, description="seconds between two requests to one host, 0 to 3600")
    per_host: int = Field(default=1, ge=1, le=64, description="requests in flight to one host, 1 to 64")
    concurrency: int = Field(default=16, ge=1, le=2_048, description="requests in flight altogether, 1 to 2048")
    attempts: int = Field(default=3, ge=1, le=20, description="how often to try, 1 to 20")
    timeout: float = Field(
        default=30.0, gt=0, le=3_600, description="seconds to wait for an answer, more than 0, at most 3600"
    )
    max_body: Annotated[int, BeforeValidator(_size)] = Field(
        default=20_000_000, ge=1_000, le=60_000_000, description="a size such as 20MB, from 1kB to 60MB"
    )
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        default=None, description="the address of an HTTP proxy, http://[user:password@]host:port"
    )
    ca_bundle: Annotated[_Path, AfterValidator(_file)] | None = Field(
        default=None, description="a file of PEM certificates"
    )
    connect_to: Annotated[Mapping[str, str], AfterValidator(_endpoints)] = Field(
        default={}, description='a map of "host:port" to "host:port"'
    )
    allow_networks: Annotated[tuple[str, ...], AfterValidator(_networks)] = Field(
        default=(), description="a list of addresses or networks such as 127.0.0.0/8"
    )


class Section(_Part):
    """A page, feed or sitemap that lists articles, and when to look at it."""

    name: str = Field(
        pattern=f"^{_SLUG}/{_SLUG}$", max_length=100, description="publisher/section, such as bisnis/kabar24"
    )
    url: Annotated[str, AfterValidator(_web)] = Field(description="an address that begins with https:// or http://")
    every: _Span | None = Field(default=None, description="a span such as 10m or 2h")
    cron: str | None = Field(
        default=None, description="five fields, minute hour day month weekday, such as */15 6-22 * * mon-fri"
    )
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None, description="a time zone by its IANA name, such as Asia/Jakarta"
    )
    kind: Annotated[Kind, Field(strict=False), AfterValidator(_watched)] | None = Field(
        default=None, description="page, feed or sitemap"
    )
    links: str | None = Field(default=None, min_length=1, description="a CSS selector or a pattern of addresses")
    max_pages: int = Field(default=1, ge=1, le=1_000, description="how many pages of the section to read, 1 to 1000")

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if isinstance(data, dict):
            if data.get("cron") is None:
                return {"every": "30m"} | {key: value for key, value in data.items() if value is not None}
            if data.get("timezone") is None:
                return data | {"timezone": "UTC"}
        return data

    @model_validator(mode="after")
    def _check(self) -> "Section":
        if self.cron is None:
            if self.timezone is not None:
                raise CombinationError("timezone", "expected beside cron only; a span has no use for it")
            return self
        if self.every is not None:
            raise CombinationError("cron", "expected every or cron, got both")
        try:
            parse_cron(self.cron, self.timezone or "UTC")
        except ValueError as error:
            raise CombinationError("cron", str(error)) from None
        return self

    @property
    def publisher(self) -> str:
        """The first half of the name."""
        return self.name.partition("/")[0]

    @property
    def cadence(self) -> Cadence:
        """When it is polled: by span or by cron line."""
        return Every(self.every) if self.every else parse_cron(self.cron or "", self.timezone or "")


class Config(_Part):
    """The whole configuration."""

    archive: Annotated[_Path, AfterValidator(_folder)] = Field(
        default="archive", description="a folder", validate_default=True
    )
    identity: Identity = Field(description="a mapping with name and contact")
    fetch: Fetch = Field(default=Fetch(), description="a mapping of settings")
    sections: tuple[Section, ...] = Field(default=(), description="a list of sections")
    _path: Path = PrivateAttr(Path("config.yaml"))

    @property
    def path(self) -> Path:
        """The file it was read from."""
        return self._path
