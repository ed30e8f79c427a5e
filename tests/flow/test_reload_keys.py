"""Each key of the configuration is either taken over by a running daemon or answered by what needs a restart."""

import base64
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from scraper import config
from scraper.app.live import polls_of
from scraper.app.opening import rules_of
from scraper.app.reload import in_force
from scraper.app.rendering import rendered
from scraper.app.settings import fetch_settings, writer_settings
from scraper.app.telling import hooks_of
from scraper.config import Config

# A value for each key that is another than the one it has; a key without one is not tested, which is a failure.
OTHER: dict[str, Any] = {
    "archive": "another",
    "identity.name": "Another Library",
    "identity.contact": "another@library.example",
    "fetch.delay": 3,
    "fetch.per_host": 2,
    "fetch.concurrency": 9,
    "fetch.attempts": 2,
    "fetch.timeout": 7,
    "fetch.max_body": "5MB",
    "fetch.proxy": "http://proxy.example:3128",
    "fetch.ca_bundle": "authority.pem",
    "fetch.connect_to": {":80": "127.0.0.1:8080"},
    "fetch.allow_networks": ["127.0.0.0/8"],
    "fetch.full_every": 5,
    "fetch.http2": ["www.news.example"],
    "warc.max_size": "5MB",
    "warc.max_age": "1h",
    "warc.gzip_level": 6,
    "warc.min_free": "2GB",
    "warc.prefix": "other",
    "api.token_file": "token",
    "api.hosts": ["desk.example"],
    "browser.path": "chromium",
    "browser.hosts": ["cdn.example"],
    "browser.pages": 3,
    "browser.timeout": 33,
    "browser.sandbox": False,
    "profiles": "publishers",
    "watch": ["1h"],
    "sections.name": "news/other",
    "sections.url": "https://news.example/other",
    "sections.every": "11m",
    "sections.cron": "*/5 * * * *",
    "sections.adaptive": {"floor": "1m"},
    "sections.timezone": "Asia/Jakarta",
    "sections.quiet": "23:00-05:00",
    "sections.jitter": "30s",
    "sections.priority": 9,
    "sections.kind": "feed",
    "sections.links": "h2 a",
    "sections.max_pages": 4,
    "sections.requisites": "none",
    "sections.watch": ["2h"],
    "sections.proxy": "http://proxy.example:3128",
    "sections.headers_file": "reader.headers",
    "sections.render": True,
    "hooks.name": "other",
    "hooks.url": "https://hooks.example/other",
    "hooks.command": ["/bin/sh"],
    "hooks.secret_file": "token",
    "hooks.events": ["alert"],
    "hooks.sections": ["news/home"],
    "hooks.timeout": "7s",
}
INSTEAD_OF = {
    "sections.cron": ("every",),
    "sections.adaptive": ("every",),
    "sections.timezone": ("every",),
    "hooks.command": ("url", "secret_file"),
}


def plain() -> dict[str, Any]:
    section = {"name": "news/home", "url": "https://news.example/", "every": "10m"}
    return {
        "identity": {"name": "Test", "contact": "test@library.example"},
        "sections": [section],
        "hooks": [{"name": "desk", "url": "https://hooks.example/desk", "secret_file": "secret"}],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "publishers").mkdir()
    for name in ("authority.pem", "reader.headers", "chromium"):
        (tmp_path / name).write_text("Cookie: sid=1\n")
        (tmp_path / name).chmod(0o700)
    for name, letter in (("token", b"t"), ("secret", b"s")):
        (tmp_path / name).write_text(base64.b64encode(32 * letter).decode() + "\n")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def keys(model: type[BaseModel], above: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        parts = {"identity", "fetch", "warc", "api", "browser", "sections", "hooks"}
        if not above and name in parts:
            inner: Any = field.annotation  # a part, or a list of parts
            yield from keys(getattr(inner, "__args__", (inner,))[0], f"{name}.")
        else:
            yield above + name


def read(folder: Path, values: dict[str, Any]) -> Config:
    return config.parse(yaml.safe_dump(values), folder / "config.yaml")


def changed(folder: Path, key: str) -> Config:
    values, (part, _, name) = copy.deepcopy(plain()), key.partition(".")
    at = values.setdefault(part, {}) if name else values
    at = at[0] if isinstance(at, list) else at
    for other in INSTEAD_OF.get(key, ()):
        del at[other]
    at[name or part] = OTHER[key]
    return read(folder, values)


def handed_over(settings: Config) -> list[object]:
    """All that a reload gives to those who work by it."""
    fetch = settings.fetch
    numbers = (fetch.concurrency, fetch.per_host, fetch.full_every)
    rules = rules_of(settings)
    settled = polls_of(settings), rules.sections, rules.watch, settings.profiles
    return [
        numbers,
        settled,
        fetch_settings(settings),
        writer_settings(settings),
        rendered(settings),
        hooks_of(settings),
    ]


def test_every_key_has_another_value_here() -> None:
    assert set(OTHER) == set(keys(Config))


@pytest.mark.parametrize("key", OTHER)
def test_a_changed_key_is_taken_over_or_needs_a_restart_and_says_so(folder: Path, key: str) -> None:
    old, new = read(folder, plain()), changed(folder, key)
    taken, left = in_force(old, new)
    named = key if key in left else key.partition(".")[0]
    if named in left:
        assert left == [named]
        assert taken == old
    else:
        assert left == []
        assert taken == new
        assert handed_over(taken) != handed_over(old), "nobody would hear of it"
