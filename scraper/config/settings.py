"""The keys of the configuration: frozen values, what each accepts, and what an error says was expected."""

import re
from datetime import time, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, model_validator

from scraper.cadence import WATCH, Adaptive, Cadence, Cron, Every, Quiet, parse_cron, parse_quiet
from scraper.config.browser import Browser
from scraper.config.hooks import Hook
from scraper.config.part import CombinationError, Part
from scraper.config.values import (
    Contact,
    Endpoints,
    ExistingFolder,
    Folder,
    HeadersFile,
    Hosts,
    Networks,
    PemFile,
    ProxyAddress,
    SecretFile,
    Size,
    Span,
    Watch,
    Watched,
    WebAddress,
    Zone,
    is_web,
)
from scraper.model import Requisites
from scraper.timetable import PRIORITY

PRODUCT = "news-scraper"  # the product token of RFC 9110, 10.1.5, and what robots.txt groups are matched against
_WATCH = "a list of rising spans such as [15m, 1h, 1d], or none"
_SLUG = r"[a-z0-9]+(?:[-_.][a-z0-9]+)*"


class Identity(Part):
    """Who asks: sent in User-Agent and From, and written in every WARC's warcinfo."""

    name: str = Field(
        pattern=r"^[!-~](?:[ -~]{0,98}[!-~])?$", description="your name or your project's, in plain ASCII"
    )
    contact: Contact = Field(description="a web address or a mail address of yours")

    @property
    def sender(self) -> str | None:
        """The mail address for the From header (RFC 9110, 10.1.2); None where the contact is a web address."""
        return None if is_web(self.contact) else self.contact

    @property
    def user_agent(self) -> str:
        """The User-Agent value: `news-scraper/0.1.0 (+https://example.org/bot; Example Archive)`."""
        contact = self.contact if self.sender else f"+{self.contact}"
        comment = re.sub(r"([()\\])", r"\\\1", f"{contact}; {self.name}")  # quoted-pair, RFC 9110, 5.6.4
        return f"{PRODUCT}/{version(PRODUCT)} ({comment})"


class Fetch(Part):
    """How we ask, and how hard we try."""

    delay: float = Field(default=1.0, ge=0, le=3_600, description="seconds between two requests to one host, 0 to 3600")
    per_host: int = Field(default=1, ge=1, le=64, description="requests in flight to one host, 1 to 64")
    concurrency: int = Field(default=16, ge=1, le=2_048, description="requests in flight altogether, 1 to 2048")
    attempts: int = Field(default=3, ge=1, le=20, description="how often to try, 1 to 20")
    timeout: float = Field(
        default=30.0, gt=0, le=3_600, description="seconds to wait for an answer, more than 0, at most 3600"
    )
    max_body: Size = Field(
        default=20_000_000, ge=1_000, le=60_000_000, description="a size such as 20MB, from 1kB to 60MB"
    )
    proxy: ProxyAddress | None = Field(
        default=None, description="the address of an HTTP proxy, http://[user:password@]host:port"
    )
    ca_bundle: PemFile | None = Field(default=None, description="a file of PEM certificates")
    connect_to: Endpoints = Field(default={}, description='a map of "host:port" to "host:port"')
    allow_networks: Networks = Field(default=(), description="a list of addresses or networks such as 127.0.0.0/8")
    full_every: int = Field(
        default=20,
        ge=1,
        le=10_000,
        description="a count: 20 fetches each twentieth time in full, 1 to 10000",
    )
    http2: Hosts = Field(
        default=(), description="a list of hosts, such as www.example.org, that are asked by HTTP/2 where they offer it"
    )


class Warc(Part):
    """How captures are written."""

    max_size: Size = Field(
        default=1_000_000_000, ge=100_000, le=1_000_000_000_000, description="a size such as 1GB, from 100kB to 1000GB"
    )
    max_age: Span = Field(default=timedelta(days=1), description="a span such as 1d or 6h")
    gzip_level: int = Field(default=2, ge=0, le=9, description="0 (stored) to 9 (smallest)")
    min_free: Size = Field(
        default=1_000_000, ge=0, le=1_000_000_000_000, description="a size such as 1GB that is left free on the disk"
    )
    prefix: str = Field(
        default="news",
        pattern=r"^[A-Za-z0-9]+(?:[._][A-Za-z0-9]+)*$",
        max_length=40,
        description="a word for file names",
    )


class Api(Part):
    """Who may ask the daemon over HTTP (`scraper run --http`)."""

    token_file: SecretFile | None = Field(default=None, description="a file with a token of 16 characters or more")
    hosts: Hosts = Field(
        default=(), description="a list of names under which others reach it, such as news.example.org"
    )


class Tempo(Part):
    """The bounds in which a section is polled by its own rhythm."""

    floor: Span = Field(default=timedelta(minutes=5), description="a span such as 5m, the shortest between two polls")
    ceiling: Span = Field(default=timedelta(hours=2), description="a span such as 2h, the longest between two polls")
    mean: Span = Field(
        default=timedelta(minutes=17), description="a span such as 17m: a week has as many polls as one each so often"
    )

    @model_validator(mode="after")
    def _check(self) -> "Tempo":
        if not self.floor <= self.ceiling:
            raise CombinationError("ceiling", "expected at least what floor has")
        if not self.floor <= self.mean <= self.ceiling:
            raise CombinationError("mean", "expected a span from floor to ceiling")
        return self


class Section(Part):
    """A page, feed or sitemap that lists articles, and when to look at it."""

    name: str = Field(
        pattern=f"^{_SLUG}/{_SLUG}$", max_length=100, description="publisher/section, such as bisnis/kabar24"
    )
    url: WebAddress = Field(description="an address that begins with https:// or http://")
    every: Span | None = Field(default=None, description="a span such as 10m or 2h")
    cron: str | None = Field(
        default=None, description="five fields, minute hour day month weekday, such as */15 6-22 * * mon-fri"
    )
    adaptive: Tempo | None = Field(default=None, description="a mapping with floor, ceiling and mean, or nothing")
    timezone: Zone | None = Field(default=None, description="a time zone by its IANA name, such as Asia/Jakarta")
    quiet: str | None = Field(default=None, description="hours such as 23:00-05:00 in which it is not polled")
    jitter: Span | None = Field(default=None, description="a span such as 30s: each poll comes up to so much later")
    priority: int = Field(default=PRIORITY, ge=0, le=9, description="0 to 9, the highest first where many are due")
    kind: Watched | None = Field(default=None, description="page, feed or sitemap")
    links: str | None = Field(default=None, min_length=1, description="a CSS selector or a pattern of addresses")
    max_pages: int = Field(default=1, ge=1, le=1_000, description="how many pages of the section to read, 1 to 1000")
    requisites: Annotated[Requisites, Field(strict=False)] = Field(
        default=Requisites.IMAGES, description="none, images or page"
    )
    watch: Watch | None = Field(default=None, max_length=50, description=_WATCH)
    proxy: ProxyAddress | None = Field(default=None, description="the address of an HTTP proxy, instead of fetch.proxy")
    headers_file: HeadersFile | None = Field(default=None, description="a file of lines such as Cookie: name=value")
    render: bool = Field(default=False, description="true: its pages are taken as a browser shows them; or false")

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if value is not None}
            if not data.keys() & {"every", "cron"}:
                data = {"adaptive": {}} | data
            if data.keys() & {"cron", "adaptive", "quiet"}:
                data = {"timezone": "UTC"} | data
        return data

    @model_validator(mode="after")
    def _check(self) -> "Section":
        named = [key for key in ("every", "cron", "adaptive") if getattr(self, key) is not None]
        if len(named) > 1:
            raise CombinationError(named[1], f"expected {named[0]} or {named[1]}, got both")
        if self.timezone is not None and self.cron is None and self.adaptive is None and self.quiet is None:
            raise CombinationError("timezone", "expected beside cron, adaptive or quiet; a span has no use for it")
        for key, read in (("cron", parse_cron), ("quiet", parse_quiet)):
            if (text := getattr(self, key)) is not None:
                try:
                    read(text, self.timezone or "UTC")
                except ValueError as error:
                    raise CombinationError(key, str(error)) from None
        if self.every is not None and self.jitter is not None and self.jitter > self.every:
            raise CombinationError("jitter", "expected no more than every has: polls would come less often than that")
        if _is_never(self.cadence, self.quiet_hours):
            raise CombinationError("quiet", "expected hours that leave out one of cron's times at least, got all")
        return self

    @property
    def publisher(self) -> str:
        """The first half of the name."""
        return self.name.partition("/")[0]

    @property
    def cadence(self) -> Cadence:
        """When it is polled: by span, by cron line or by its own rhythm."""
        if self.every is not None:
            return Every(self.every)
        if self.cron is not None:
            return parse_cron(self.cron, self.timezone or "UTC")
        tempo = self.adaptive or Tempo()
        return Adaptive(tempo.floor, tempo.ceiling, tempo.mean, self.timezone or "UTC")

    @property
    def quiet_hours(self) -> Quiet | None:
        """When it is not polled."""
        return parse_quiet(self.quiet, self.timezone or "UTC") if self.quiet is not None else None


def _is_never(cadence: Cadence, quiet: Quiet | None) -> bool:
    """Whether every time of a cron line is quiet."""
    if quiet is None or not isinstance(cadence, Cron):
        return False
    return all(quiet.holds(time(hour, minute)) for hour in cadence.hours for minute in cadence.minutes)


class Config(Part):
    """The whole configuration."""

    archive: Folder = Field(default="archive", description="a folder", validate_default=True)
    identity: Identity = Field(description="a mapping with name and contact")
    fetch: Fetch = Field(default=Fetch(), description="a mapping of settings")
    warc: Warc = Field(default=Warc(), description="a mapping of settings")
    api: Api = Field(default=Api(), description="a mapping with token_file and hosts")
    browser: Browser = Field(default=Browser(), description="a mapping of settings")
    profiles: ExistingFolder | None = Field(default=None, description="a folder of publisher profiles")
    watch: Watch = Field(default=WATCH, max_length=50, description=_WATCH)
    sections: tuple[Section, ...] = Field(default=(), description="a list of sections")
    hooks: tuple[Hook, ...] = Field(default=(), max_length=20, description="a list of hooks, 20 at most")
    _path: Path = PrivateAttr(Path("config.yaml"))

    @property
    def path(self) -> Path:
        """The file it was read from."""
        return self._path
