"""What we know of each publisher, as dated data: `publishers/*.yaml` and a folder of the user's, read strictly, once.

A file names one publisher and holds one or more versions, each true of captures made from `valid_from` up to, but not
on, `valid_until` (UTC days; either may be left out). A profile names only what the generic method gets wrong:

    publisher: example                  # short name: the first half of a section's name, and the folder of its records
    site_name: The Example
    hosts: [example.com]                # with every subdomain; the longest match wins between files
    language: en                        # where pages do not say
    zone: Europe/London                 # IANA name: the zone of dates that come without one
    versions:
      - valid_from: 2024-03-01
        article: '/\\d{4}/\\d\\d/[^/]+$'   # searched in the whole URL: true of articles and nothing else
        section: {links: 'a.card', exclude: ['^https://premium\\.'], next: 'a[rel=next]'}
                                        # and in section, for what lies further back:
        # index: 'https://example.com/archive/{yyyy}/{mm}/{dd}'  the list of a day's articles; {section} in it is the
        #                                section's own address without its query, {m} and {d} have no leading zeros
        # sitemaps: [https://example.com/sitemap.xml]            those that robots.txt does not name
        select:                         # field -> CSS selector, {css, attr, pattern}, or a list of them
          title: h1.headline
          authors: {css: .byline, pattern: '^By (.+)$'}
        caption_credit: '^(?P<caption>.+)/(?P<credit>[^/]+)$'
        remove: [.newsletter]           # elements that are never part of the body
        drop_lines: ['^Follow us on ']  # paragraphs that are never part of the body, searched

What is not done here: selectors are compiled by whoever runs them; `load` takes a checker, since selectolax lives
elsewhere.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from scraper.errors import ConfigError
from scraper.profiles.sheet import Sheet
from scraper.urls import host as host_of
from scraper.urls import site

FIELDS = frozenset(
    (
        *("kicker", "title", "summary", "body", "authors", "editors", "photographers", "dateline"),
        *("published", "modified", "published_text", "section", "tags", "caption", "corrections"),
    )
)
BUNDLED = Path(__file__).parent.with_name("publishers")

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times faster
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Select:
    """Where a field stands: the text of what `css` matches, or its attribute; `pattern`'s group 1 (or all of it) cut
    out.
    """

    css: str
    attr: str | None = None
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class SectionRule:
    """How a section page lists its articles."""

    links: str | None = None  # CSS selector of <a> elements
    exclude: tuple[re.Pattern[str], ...] = ()  # searched in the absolute URL
    next: str | None = None  # CSS selector of the link to the next page
    index: str | None = None  # address of the list of a day's articles, with {yyyy}, {mm} and {dd} in it
    sitemaps: tuple[str, ...] = ()  # addresses of sitemaps that robots.txt does not name


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of what we know of one publisher."""

    publisher: str
    hosts: tuple[str, ...]
    site_name: str | None = None
    language: str | None = None
    zone: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    article: re.Pattern[str] | None = None
    section: SectionRule = SectionRule()
    select: Mapping[str, tuple[Select, ...]] = field(default_factory=lambda: MappingProxyType({}))
    caption_credit: re.Pattern[str] | None = None
    remove: tuple[str, ...] = ()
    drop_lines: tuple[re.Pattern[str], ...] = ()

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )

    def is_article(self, url: str) -> bool | None:
        """Whether a URL is an article's, or None where the profile does not say."""
        return None if self.article is None else self.article.search(url) is not None


@dataclass(frozen=True, slots=True)
class Profiles:
    """Every profile, by host."""

    by_host: Mapping[str, tuple[Profile, ...]]

    def choose(self, url: str, at: datetime) -> Profile | None:
        """The profile of the URL's host, or of the nearest parent domain, that holds at the time of capture."""
        host = host_of(url)
        while host:
            for profile in self.by_host.get(host, ()):
                if profile.holds_on(at.date()):
                    return profile
            host = host.partition(".")[2]
        return None

    def publisher(self, url: str) -> str:
        """The short name of the URL's publisher, whether one of ours or not."""
        host = host_of(url)
        while host:
            if versions := self.by_host.get(host):
                return versions[0].publisher
            host = host.partition(".")[2]
        return publisher_of(url)


def publisher_of(url: str) -> str:
    """A short name for an unknown publisher: the first label of its site, "example" for news.example.co.uk."""
    return _name_publisher(site(url))


@lru_cache(maxsize=4_096)
def _name_publisher(domain: str) -> str:
    name = domain if domain[-1:].isdigit() else domain.partition(".")[0]  # an address of digits stays whole
    return re.sub(r"[^a-z0-9-]+", "-", name).strip("-") or "unknown"


def load(own: Path | None = None, check_selector: Callable[[str], str | None] | None = None) -> Profiles:
    """Read and check the bundled profiles and those in a folder of one's own, which take a host's place whole.

    `check_selector` gives a complaint about a CSS selector, or None. Raises ConfigError naming file, line and key.
    """
    by_host = _read_folder(BUNDLED, check_selector)
    if own is not None:
        by_host |= _read_folder(own, check_selector)
    return Profiles(MappingProxyType(by_host))


def _read_folder(
    folder: Path, check_selector: Callable[[str], str | None] | None = None
) -> dict[str, tuple[Profile, ...]]:
    by_host: dict[str, tuple[Profile, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        versions = read(path, check_selector)
        for host in versions[0].hosts:
            if host in by_host:
                raise ConfigError(f"{path}: hosts: {host} belongs to publisher {by_host[host][0].publisher} already")
            by_host[host] = versions
    return by_host


def read(path: Path, check_selector: Callable[[str], str | None] | None = None) -> tuple[Profile, ...]:
    """The versions of one profile file, newest first. Raises ConfigError naming file, line and key."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    sheet = Sheet(path, check_selector)
    top = sheet.mapping(root, "", "publisher site_name hosts language zone versions", required="publisher hosts")
    zone = sheet.text(top, "zone")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise sheet.wrong(top["zone"], "zone", f"{zone!r} is no IANA time zone such as Asia/Jakarta") from None
    shared = Profile(
        publisher=sheet.matching(top, "publisher", _NAME, "lower-case letters, digits and hyphens") or "",
        site_name=sheet.text(top, "site_name"),
        hosts=tuple(sheet.hosts(top)),
        language=sheet.matching(top, "language", _LANGUAGE, "a lower-case language tag such as id or pt-br"),
        zone=zone,
    )
    versions = [
        _read_version(sheet, node, f"versions[{index}]", shared)
        for index, node in enumerate(sheet.items(top, "versions"))
    ]
    versions.sort(key=lambda version: version.valid_from or date.min, reverse=True)
    for newer, older in pairwise(versions):
        if older.valid_until is None or newer.valid_from is None or older.valid_until > newer.valid_from:
            raise sheet.wrong(top["versions"], "versions", f"{_span(older)} and {_span(newer)} overlap")
    return tuple(versions) or (shared,)


def _read_version(sheet: Sheet, node: yaml.Node, key: str, shared: Profile) -> Profile:
    keys = "valid_from valid_until article section select caption_credit remove drop_lines"
    top = sheet.mapping(node, key, keys)
    valid_from, valid_until = sheet.day(top, "valid_from"), sheet.day(top, "valid_until")
    if valid_from and valid_until and valid_until <= valid_from:
        raise sheet.wrong(top["valid_until"], "valid_until", f"{valid_until} is not after valid_from, {valid_from}")
    keys = "links exclude next index sitemaps"
    section = sheet.mapping(top["section"], "section", keys) if "section" in top else {}
    caption_credit = sheet.pattern(top["caption_credit"], "caption_credit") if "caption_credit" in top else None
    if caption_credit is not None and set(caption_credit.groupindex) != {"caption", "credit"}:
        raise sheet.wrong(
            top["caption_credit"], "caption_credit", "must have the groups (?P<caption>...) and (?P<credit>...)"
        )
    select: dict[str, tuple[Select, ...]] = {}
    if "select" in top:
        for name, value in sheet.mapping(top["select"], "select", " ".join(sorted(FIELDS))).items():
            several = value.value if isinstance(value, yaml.SequenceNode) else [value]
            select[name] = tuple(_read_select(sheet, one, f"select.{name}") for one in several)
    return Profile(
        publisher=shared.publisher,
        site_name=shared.site_name,
        hosts=shared.hosts,
        language=shared.language,
        zone=shared.zone,
        valid_from=valid_from,
        valid_until=valid_until,
        article=sheet.pattern(top["article"], "article") if "article" in top else None,
        section=SectionRule(
            links=sheet.selector(section["links"], "section.links") if "links" in section else None,
            exclude=tuple(sheet.pattern(one, "section.exclude") for one in sheet.items(section, "exclude")),
            next=sheet.selector(section["next"], "section.next") if "next" in section else None,
            index=sheet.template(section["index"], "section.index") if "index" in section else None,
            sitemaps=tuple(sheet.address(one, "section.sitemaps") for one in sheet.items(section, "sitemaps")),
        ),
        select=MappingProxyType(select),
        caption_credit=caption_credit,
        remove=tuple(sheet.selector(one, "remove") for one in sheet.items(top, "remove")),
        drop_lines=tuple(sheet.pattern(one, "drop_lines") for one in sheet.items(top, "drop_lines")),
    )


def _read_select(sheet: Sheet, node: yaml.Node, key: str) -> Select:
    if not isinstance(node, yaml.MappingNode):
        return Select(sheet.selector(node, key))
    parts = sheet.mapping(node, key, "css attr pattern", required="css")
    return Select(
        css=sheet.selector(parts["css"], f"{key}.css"),
        attr=sheet.text(parts, "attr"),
        pattern=sheet.pattern(parts["pattern"], f"{key}.pattern") if "pattern" in parts else None,
    )


def _span(profile: Profile) -> str:
    return f"{profile.valid_from or 'ever'}..{profile.valid_until or 'now'}"
