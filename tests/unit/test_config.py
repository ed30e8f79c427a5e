from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cadence import Adaptive, Every, parse_cron
from scraper.config import Config, dump, load, parse
from scraper.errors import ConfigError
from scraper.model import Kind

IDENTITY = "identity: {name: Harbour Archive, contact: https://archive.example/about}\n"


def read(text: str, path: str = "config.yaml") -> Config:
    return parse(IDENTITY + dedent(text), Path(path))


def complaints(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(dedent(text), Path("config.yaml"))
    return str(caught.value).splitlines()


def complaint(text: str) -> str:
    """The one complaint about a text that follows the identity, which is line 1."""
    (found,) = complaints(IDENTITY + dedent(text))
    return found


def section(*lines: str, name: str = "ledger/harbour", url: str = "https://ledger.example/harbour") -> str:
    return f"sections:\n- name: {name}\n  url: {url}\n" + "".join(f"  {line}\n" for line in lines)


def test_the_defaults_are_polite(tmp_path: Path) -> None:
    config = read("", str(tmp_path / "config.yaml"))
    assert config.archive == tmp_path / "archive"
    assert config.path == tmp_path / "config.yaml"
    assert config.sections == ()
    assert (config.fetch.delay, config.fetch.per_host, config.fetch.concurrency) == (1.0, 1, 16)
    assert (config.fetch.attempts, config.fetch.timeout, config.fetch.max_body) == (3, 30.0, 20_000_000)
    assert (config.fetch.proxy, config.fetch.ca_bundle, dict(config.fetch.connect_to)) == (None, None, {})
    assert config.fetch.allow_networks == ()


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").touch()
    config = read(
        """
        archive: ../evidence
        fetch:
          delay: 0.5
          max_body: 5 MiB
          proxy: http://reader:secret@proxy.example:3128
          ca_bundle: authority.pem
          connect_to: {"ledger.example:443": "127.0.0.1:8443", ":80": "[::1]:8080"}
          allow_networks:
            - 127.0.0.0/8
            - ::1
        sections:
          - name: ledger/harbour
            url: https://ledger.example/harbour?page=1
            every: 1h30m
            kind: page
            links: main h2 a
            max_pages: 3
          - {name: ledger/feed, url: "http://ledger.example/rss", cron: "*/15 6-22 * * mon-fri", timezone: Asia/Jakarta}
        """,
        str(tmp_path / "config.yaml"),
    )
    assert config.archive == tmp_path / "../evidence"
    assert config.fetch.max_body == 5 * 2**20
    assert config.fetch.ca_bundle == tmp_path / "authority.pem"
    assert dict(config.fetch.connect_to) == {"ledger.example:443": "127.0.0.1:8443", ":80": "[::1]:8080"}
    assert config.fetch.allow_networks == ("127.0.0.0/8", "::1")
    first, second = config.sections
    assert (first.publisher, first.kind, first.links, first.max_pages) == ("ledger", Kind.PAGE, "main h2 a", 3)
    assert first.cadence == Every(timedelta(minutes=90))
    assert second.cadence == parse_cron("*/15 6-22 * * mon-fri", "Asia/Jakarta")


def test_a_section_without_a_schedule_is_polled_by_its_own_rhythm() -> None:
    assert read(section()).sections[0].cadence == Adaptive()
    assert read(section("adaptive:")).sections[0].cadence == Adaptive()
    told = read(section("adaptive: {floor: 2m, mean: 10m, ceiling: 1h}", "timezone: Asia/Jakarta")).sections[0]
    assert told.cadence == Adaptive(timedelta(minutes=2), timedelta(hours=1), timedelta(minutes=10), "Asia/Jakarta")
    assert read(section("cron: 0 6 * * *")).sections[0].cadence == parse_cron("0 6 * * *", "UTC")


def test_a_key_with_nothing_after_it_counts_as_left_out() -> None:
    assert read("sections:\n  # - all of it is commented out\nfetch:\n") == read("")


def test_the_user_agent_names_product_version_and_contact() -> None:
    web = read("").identity
    assert web.user_agent.startswith("news-scraper/")
    assert web.user_agent.endswith(" (+https://archive.example/about; Harbour Archive)")
    assert web.sender is None
    mail = parse('identity: {name: "Press (city) archive", contact: desk@archive.example}', Path("c.yaml")).identity
    assert mail.user_agent.endswith(" (desk@archive.example; Press \\(city\\) archive)")
    assert mail.sender == "desk@archive.example"


def test_the_configuration_cannot_be_changed() -> None:
    config = read("")
    with pytest.raises(ValueError, match="frozen"):
        config.fetch.delay = 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "fetch: {delay: soon}",
            '2: fetch.delay: expected seconds between two requests to one host, 0 to 3600, got "soon"',
        ),
        ("fetch: {delay: yes}", 'fetch.delay: expected seconds between two requests to one host, 0 to 3600, got "yes"'),
        ("fetch: {delay: true}", "fetch.delay: expected seconds between two requests to one host, 0 to 3600, got true"),
        ("fetch: {delay: .inf}", 'got ".inf"'),
        ("fetch: {delay: '1'}", 'got "1"'),
        ("fetch: {per_host: 0}", "fetch.per_host: expected requests in flight to one host, 1 to 64, got 0"),
        ("fetch: {attempts: 010}", 'fetch.attempts: expected how often to try, 1 to 20, got "010"'),
        ("fetch: {timeout: 0}", "fetch.timeout: expected seconds to wait"),
        (
            "fetch: {max_body: 20 sacks}",
            'fetch.max_body: expected a size such as 20MB, from 1kB to 60MB, got "20 sacks"',
        ),
        ("fetch: {proxy: socks5://proxy.example:1080}", "fetch.proxy: expected the address of an HTTP proxy"),
        ("fetch: {ca_bundle: none.pem}", "fetch.ca_bundle: expected a file of PEM certificates, found none at"),
        ('fetch: {connect_to: {"ledger.example": "127.0.0.1:1"}}', '"host:port" on both sides, got "ledger.example"'),
        ('fetch: {connect_to: {"ledger.example:443": "127.0.0.1:99999"}}', 'both sides, got "127.0.0.1:99999"'),
        (
            "fetch: {connect_to: {'a:1': 5}}",
            'fetch.connect_to.a:1: expected a map of "host:port" to "host:port", got 5',
        ),
        (
            "fetch: {allow_networks: [10.0.0.1/8]}",
            'such as 127.0.0.0/8, got "10.0.0.1/8": 10.0.0.1/8 has host bits set',
        ),
        ("fetch: {allow_networks: 127.0.0.0/8}", "fetch.allow_networks: expected a list of addresses or networks"),
        ("fetch: fast", 'fetch: expected a mapping of settings, got "fast"'),
        ("fetsh: {}", "2: fetsh: unknown key; did you mean fetch?"),
        ("fetch: {dealy: 1}", "2: fetch.dealy: unknown key; did you mean delay?"),
        ("moon: full", "2: moon: unknown key; expected one of archive, identity, fetch, warc, "),
        ("archive: 5", "archive: expected a folder, got 5"),
        ('archive: ""', 'archive: expected a folder, got ""'),
        ("sections: 5", "sections: expected a list of sections, got 5"),
        ("sections: [https://ledger.example/]", "sections[0]: expected a mapping with name and url, got"),
        ("sections: [{url: https://ledger.example/}]", "sections[0].name: missing; expected publisher/section"),
    ],
)
def test_a_mistake_names_its_line_key_and_what_was_expected(text: str, expected: str) -> None:
    found = complaint(text)
    assert found.startswith("config.yaml:2: ")
    assert expected in found


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: section("every: soon"), '5: sections[0].every: expected a span such as 10m or 2h, got "soon"'),
        (lambda: section("every: 10:00"), '5: sections[0].every: expected a span such as 10m or 2h, got "10:00"'),
        (lambda: section("every: 10"), "5: sections[0].every: expected a span such as 10m or 2h, got 10"),
        (lambda: section("every: on"), '5: sections[0].every: expected a span such as 10m or 2h, got "on"'),
        (lambda: section("every: 5m", "cron: 0 6 * * *"), "6: sections[0].cron: expected every or cron, got both"),
        (lambda: section("cron: 0 6 * *"), "5: sections[0].cron: expected five fields, minute hour day month weekday"),
        (
            lambda: section("cron: 0 6 * * 1"),
            "5: sections[0].cron: expected a weekday such as mon, mon-fri or *, not 1",
        ),
        (lambda: section("cron: 5"), "5: sections[0].cron: expected five fields"),
        (lambda: section("cron: 0 6 * * *", "timezone: Mars/Olympus"), "6: sections[0].timezone: expected a time zone"),
        (lambda: section("cron: 0 6 * * *", "timezone: ../etc"), "6: sections[0].timezone: expected a time zone"),
        (lambda: section("cron: 0 6 * * *", "timezone: Asia"), "6: sections[0].timezone: expected a time zone"),
        (
            lambda: section("every: 5m", "timezone: Asia/Jakarta"),
            "6: sections[0].timezone: expected beside cron, adaptive or quiet",
        ),
        (lambda: section("every: 5m", "adaptive: {}"), "6: sections[0].adaptive: expected every or adaptive, got both"),
        (lambda: section("adaptive: {floor: 3h}"), "5: sections[0].adaptive.ceiling: expected at least what floor has"),
        (lambda: section("adaptive: {mean: 3h}"), "5: sections[0].adaptive.mean: expected a span from floor to"),
        (lambda: section("adaptive: {flor: 1m}"), "5: sections[0].adaptive.flor: unknown key; did you mean floor?"),
        (lambda: section("adaptive: yes"), "5: sections[0].adaptive: expected a mapping with floor, ceiling and mean"),
        (lambda: section("every: 5m", "jitter: 6m"), "6: sections[0].jitter: expected no more than every has"),
        (lambda: section("quiet: at night"), "5: sections[0].quiet: expected hours such as 23:00-05:00"),
        (lambda: section('quiet: "05:00-05:00"'), "5: sections[0].quiet: expected hours such as 23:00-05:00"),
        (
            lambda: section("cron: 30 2,3 * * *", "timezone: Asia/Jakarta", 'quiet: "23:00-05:00"'),
            "7: sections[0].quiet: expected hours that leave out one of cron's times at least, got all",
        ),
        (lambda: section("priority: 10"), "5: sections[0].priority: expected 0 to 9, the highest first"),
        (lambda: section("kind: article"), '5: sections[0].kind: expected page, feed or sitemap, got "article"'),
        (lambda: section("max_pages: 0"), "5: sections[0].max_pages: expected how many pages"),
        (lambda: section("link: a"), "5: sections[0].link: unknown key; did you mean links?"),
        (lambda: section(name="Ledger/Harbour"), "3: sections[0].name: expected publisher/section, such as"),
        (lambda: section(name="../harbour"), "3: sections[0].name: expected publisher/section, such as"),
        (
            lambda: section(url="ftp://ledger.example/"),
            "4: sections[0].url: expected an address that begins with https://",
        ),
        (lambda: section(url='"https://[::1"'), "4: sections[0].url: expected an address with a host, no blanks"),
        (lambda: section(url="https://ledger.example:99999/"), "4: sections[0].url: expected an address with a host"),
        (lambda: section(url="https://me:word@ledger.example/"), "4: sections[0].url: expected an address without"),
    ],
)
def test_a_mistake_in_a_section(make: Callable[[], str], expected: str) -> None:
    assert complaint(make()).startswith(f"config.yaml:{expected}")


def test_a_password_is_not_repeated() -> None:
    assert "word@" not in complaint(section(url="https://me:word@ledger.example/"))


def test_names_and_addresses_stand_once() -> None:
    text = section() + section(name="ledger/council").removeprefix("sections:\n")
    assert complaint(text) == (
        'config.yaml:6: sections[1].url: expected another than sections[0] has, got "https://ledger.example/harbour"'
    )
    text = section() + section(url="https://ledger.example/2").removeprefix("sections:\n")
    assert complaint(text).startswith("config.yaml:5: sections[1].name: expected another than sections[0] has")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    found = complaints("fetch:\n  delay: -1\nidentity:\n  name: ''\n  contact: nobody\ncolour: blue\n")
    assert [line.split(": ")[0:2] for line in found] == [
        ["config.yaml:2", "fetch.delay"],
        ["config.yaml:4", "identity.name"],
        ["config.yaml:5", "identity.contact"],
        ["config.yaml:6", "colour"],
    ]


@pytest.mark.parametrize("name", ["Ärchive", "two\\nlines", " padded", "x" * 101])
def test_a_name_that_no_header_can_carry(name: str) -> None:
    (found,) = complaints(f'identity: {{name: "{name}", contact: desk@archive.example}}')
    assert found.startswith("config.yaml:1: identity.name: expected your name or your project's, in plain ASCII, got")


@pytest.mark.parametrize(
    "contact", ["nobody", "https://", "desk@localhost", "mailto:desk@archive.example", "a b@c.example"]
)
def test_a_contact_that_reaches_nobody(contact: str) -> None:
    (found,) = complaints(f'identity: {{name: Archive, contact: "{contact}"}}')
    assert found.startswith("config.yaml:1: identity.contact: expected a web address or a mail address of yours, got")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "config.yaml: expected at least identity with name and contact, got an empty file"),
        ("# nothing\n", "config.yaml: expected at least identity"),
        ("- a\n", "config.yaml:1: expected keys such as identity: and sections:, got a list"),
        ("a: b: c", "config.yaml:1: mapping values are not allowed here; put quotes around"),
        ("a: 1\nb:\n\tc: d", "config.yaml:3: expected blanks for indentation, got a tab"),
        ("a: 1\nb: 2\na: 3", "config.yaml:3: a: stands twice, first in line 1"),
        ("fetch: {delay: 1, delay: 2}", "config.yaml:1: fetch.delay: stands twice, first in line 1"),
        ("x: !!python/object:os.system {}", "config.yaml:1: expected the value itself, got the tag"),
        ("x: &a 5", "config.yaml:1: expected the value itself, got an anchor"),
        ("x: &a [*a]", "config.yaml:1: expected the value itself, got an anchor"),
        ("[" * 5_000, "config.yaml:1: expected no more than 12 levels"),
        ("a: 1\nb: 'open", "config.yaml:2: found unexpected end of stream"),
        ("a: 1\nb: \x07", "config.yaml:2: expected plain text, got the control character U+0007"),
        ("{a: b}: c", "config.yaml:1: expected a word before the colon"),
        ("a: 1\n---\nb: 2", "config.yaml:2: but found another document"),
    ],
)
def test_what_is_not_plain_yaml(text: str, expected: str) -> None:
    (found,) = complaints(text)
    assert found.startswith(expected)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"archive: here\nidentity: {name: caf\xe9}\n")
    utf16 = tmp_path / "utf16.yaml"
    utf16.write_bytes(IDENTITY.encode("utf-16"))
    for path, words in [
        (tmp_path / "none.yaml", "none.yaml: no such file; name another with --config FILE"),
        (tmp_path, ": expected a file, got a folder"),
        (latin, "latin.yaml:2: expected UTF-8 text, got the byte 0xe9"),
        (utf16, "utf16.yaml:1: expected UTF-8 text, got the byte 0xff"),
        (latin / "inside.yaml", "inside.yaml: cannot be read: "),
        (Path("a\0b"), "cannot be read: "),
    ]:
        with pytest.raises(ConfigError) as caught:
            load(path)
        assert words in str(caught.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + IDENTITY.encode())
    assert load(path).identity.name == "Harbour Archive"


def test_an_archive_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(IDENTITY + "archive: config.yaml\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.yaml:2: archive: expected a folder, found a file at"):
        load(path)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "every": st.sampled_from(["90s", "10m", "1d"]),
            "links": st.sampled_from(
                ["main a", "^https://x/\\d+: y", "# h2", "0123", "yes", "1e5", "1.0e+05", "null", "é…"]
            ),
            "kind": st.sampled_from(["page", "feed", "sitemap"]),
            "max_pages": st.integers(1, 1_000),
        },
    ),
    st.floats(0, 3_600),
)
def test_the_effective_configuration_loads_again_to_an_equal_one(keys: dict[str, object], delay: float) -> None:
    words = {key: f"'{value}'" if isinstance(value, str) else str(value) for key, value in keys.items()}
    config = read(f"fetch: {{delay: {delay:.9f}}}\n" + section(*(f"{key}: {value}" for key, value in words.items())))
    assert parse(dump(config), config.path) == config


@given(st.text(max_size=200))
def test_no_text_makes_anything_but_a_configuration_or_a_configuration_error(text: str) -> None:
    with suppress(ConfigError):
        parse(text, Path("config.yaml"))
