"""Profiles: read strictly, chosen by host and day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scraper.errors import ConfigError
from scraper.extract import complain_of_selector
from scraper.profiles import load, publisher_of, read

WHOLE = """\
publisher: harbour
site_name: The Harbour
hosts: [harbour.example]
language: en
zone: Europe/London
versions:
  - valid_until: 2024-03-01
    article: '/story/\\d+'
    select: {title: h1.old}
  - valid_from: 2024-03-01
    section: {links: a.card, exclude: ['^https://premium\\.'], next: 'a[rel="next"]',
              index: 'https://harbour.example/{yyyy}/{mm}/{dd}', sitemaps: [https://harbour.example/news.xml]}
    select:
      title: [h1.new, {css: 'meta[name="t"]', attr: content}]
      authors: {css: .byline, pattern: '^By (.+)$'}
    caption_credit: '^(?P<caption>.+)/(?P<credit>.+)$'
    remove: [.promo]
    drop_lines: ['^Follow us']
"""


def write(folder: Path, text: str, name: str = "harbour.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    newer, older = read(write(tmp_path, WHOLE), complain_of_selector)
    assert (newer.publisher, newer.site_name, newer.language, newer.zone) == (
        "harbour",
        "The Harbour",
        "en",
        "Europe/London",
    )
    assert (older.valid_until, newer.valid_from) == (date(2024, 3, 1), date(2024, 3, 1))
    assert (newer.section.links, newer.section.next) == ("a.card", 'a[rel="next"]')
    assert newer.section.index == "https://harbour.example/{yyyy}/{mm}/{dd}"
    assert newer.section.sitemaps == ("https://harbour.example/news.xml",)
    assert newer.section.exclude[0].search("https://premium.harbour.example/x")
    assert [select.css for select in newer.select["title"]] == ["h1.new", 'meta[name="t"]']
    assert newer.select["title"][1].attr == "content"
    pattern = newer.select["authors"][0].pattern
    assert pattern is not None
    assert pattern.pattern == "^By (.+)$"
    assert newer.remove == (".promo",)
    assert newer.drop_lines[0].search("Follow us on everything")
    assert older.is_article("https://harbour.example/story/12") is True
    assert older.is_article("https://harbour.example/sport") is False
    assert newer.is_article("https://harbour.example/sport") is None


def test_a_profile_is_chosen_by_host_and_day_of_capture(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    profiles = load(tmp_path)
    before = profiles.choose("https://www.harbour.example/a", datetime(2024, 2, 29, 23, tzinfo=UTC))
    after = profiles.choose("https://harbour.example:8443/a", datetime(2024, 3, 1, tzinfo=UTC))
    assert before is not None
    assert after is not None
    assert (before.select["title"][0].css, after.select["title"][0].css) == ("h1.old", "h1.new")
    assert profiles.choose("https://notharbour.example/a", datetime(2024, 3, 1, tzinfo=UTC)) is None
    assert profiles.choose("no address", datetime(2024, 3, 1, tzinfo=UTC)) is None


def test_the_longest_host_wins(tmp_path: Path) -> None:
    write(tmp_path, "publisher: harbour\nhosts: [harbour.example]\n")
    write(tmp_path, "publisher: pier\nhosts: [pier.harbour.example]\n", "pier.yaml")
    profiles = load(tmp_path)
    assert profiles.publisher("https://m.pier.harbour.example/") == "pier"
    assert profiles.publisher("https://m.harbour.example/") == "harbour"
    assert profiles.publisher("https://lighthouse.example/") == "lighthouse"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("publisher: harbour\n", 1, "hosts: is missing"),
        ("publisher: harbour\nhosts: [harbour.example]\nhost: x\n", 3, "host: is no key here; known are publisher"),
        ("publisher: Har bour\nhosts: [harbour.example]\n", 1, "publisher: 'Har bour' must be"),
        ("publisher: harbour\nhosts: [https://harbour.example]\n", 2, "hosts: 'https://harbour.example' must be"),
        ("publisher: harbour\nhosts: harbour.example\n", 2, "hosts: must be a list"),
        ("publisher: a\npublisher: b\nhosts: [a.example]\n", 2, "publisher: is given twice"),
        ("publisher: a\nhosts: [a.example]\nzone: Mars/Base\n", 3, "zone: 'Mars/Base' is no IANA time zone"),
        ("publisher: a\nhosts: [a.example]\nlanguage: English\n", 3, "language: 'English' must be"),
        ("publisher: a\nhosts: [a.example]\nversions:\n - article: '('\n", 4, "article: '(' is no regular expression"),
        ("publisher: a\nhosts: [a.example]\nversions:\n - remove: ['a[']\n", 4, "remove: 'a[' is no CSS selector"),
        ("publisher: a\nhosts: [a.example]\nversions:\n - select: {titel: h1}\n", 4, "select.titel: is no key here"),
        ("publisher: a\nhosts: [a.example]\nversions:\n - valid_from: soon\n", 4, "valid_from: 'soon' must be a day"),
        (
            "publisher: a\nhosts: [a.example]\nversions:\n - valid_from: 2024-01-02\n   valid_until: 2024-01-02\n",
            5,
            "valid_until: 2024-01-02 is not after valid_from",
        ),
        ("publisher: a\nhosts: [a.example]\nversions:\n - {}\n - valid_from: 2024-01-01\n", 4, "overlap"),
        ("publisher: a\nhosts: [a.example]\nversions:\n - caption_credit: '(.+)/(.+)'\n", 4, "must have the groups"),
        (
            "publisher: a\nhosts: [a.example]\nversions:\n - section: {index: 'https://a.example/{year}'}\n",
            4,
            "section.index: 'https://a.example/{year}' must have {yyyy}, {mm} and {dd}",
        ),
        (
            "publisher: a\nhosts: [a.example]\nversions:\n - section: {index: '/{yyyy}/{m}/{d}'}\n",
            4,
            "section.index: '/{yyyy}/{m}/{d}' must begin with https://",
        ),
        (
            "publisher: a\nhosts: [a.example]\nversions:\n - section: {sitemaps: [/map.xml]}\n",
            4,
            "section.sitemaps: '/map.xml' must be an address",
        ),
        ("- a\n", 1, "the file: must be a mapping"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_key(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read(path, complain_of_selector)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_broken_yaml_and_a_missing_file_are_errors_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not YAML"):
        read(write(tmp_path, "a: [1"))
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path / "absent.yaml")


def test_two_publishers_cannot_have_one_host(tmp_path: Path) -> None:
    write(tmp_path, "publisher: a\nhosts: [one.example]\n", "a.yaml")
    write(tmp_path, "publisher: b\nhosts: [one.example]\n", "b.yaml")
    with pytest.raises(ConfigError, match=r"b\.yaml: hosts: one\.example belongs to publisher a already"):
        load(tmp_path)


def test_ones_own_profiles_go_before_the_bundled_ones(tmp_path: Path) -> None:
    write(tmp_path, "publisher: my-bisnis\nhosts: [bisnis.com]\n")
    assert load().publisher("https://www.bisnis.com/") == "bisnis"
    assert load(tmp_path).publisher("https://www.bisnis.com/") == "my-bisnis"


def test_the_bundled_profiles_are_right() -> None:
    profiles = load(check_selector=complain_of_selector)
    bisnis = profiles.choose("https://kabar24.bisnis.com/read/20240101/15/1/x", datetime(2024, 1, 1, tzinfo=UTC))
    assert bisnis is not None
    assert bisnis.publisher == "bisnis"
    assert bisnis.is_article("https://market.bisnis.com/read/20250729/7/1897771/contoh-judul") is True
    assert bisnis.is_article("https://market.bisnis.com/terbaru") is False


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.harbour.co.uk/a", "harbour"),
        ("https://news.harbour.go.id/", "harbour"),
        ("https://www.oe.at/", "oe"),
        ("https://harbour.example", "harbour"),
        ("http://127.0.0.1:8080/", "127-0-0-1"),
        ("nothing", "unknown"),
    ],
)
def test_an_unknown_publisher_is_named_after_its_domain(url: str, name: str) -> None:
    assert publisher_of(url) == name
