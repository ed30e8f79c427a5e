"""Hooks in the configuration: what is taken, and what each mistake is told as."""

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.config import Config, dump, parse
from scraper.errors import ConfigError
from scraper.notices import Occasion

HEAD = """identity: {name: Test, contact: desk@desk.example}
sections:
  - {name: bay/news, url: "https://bay.example/news"}
hooks:
"""


def read(folder: Path, *hooks: str) -> Config:
    (folder / "hook.secret").touch()
    return parse(HEAD + "".join(f"  - {{{hook}}}\n" for hook in hooks), folder / "config.yaml")


def test_all_of_it(tmp_path: Path) -> None:
    web = "name: desk, url: 'https://desk.example/hook?token=x', secret_file: hook.secret, sections: [bay, bay/news]"
    program = f'name: mail, command: [{sys.executable}, -c, "1"], events: [removed, alert], timeout: 1m'
    config = read(tmp_path, web, program)
    assert parse(dump(config), config.path) == config
    desk, mail = config.hooks
    assert desk.secret_file == tmp_path / "hook.secret"
    assert (desk.events, desk.timeout) == (tuple(Occasion), timedelta(seconds=15))
    assert mail.command == (sys.executable, "-c", "1")
    assert (mail.events, mail.timeout) == ((Occasion.REMOVED, Occasion.ALERT), timedelta(minutes=1))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/hook", "http://localhost/hook", "http://[::1]:1/hook"])
def test_without_tls_on_this_machine_alone(tmp_path: Path, url: str) -> None:
    (hook,) = read(tmp_path, f'name: desk, url: "{url}", secret_file: hook.secret').hooks
    assert hook.url == url


WEB = "secret_file: hook.secret, name: desk"
PROGRAM = f"command: [{sys.executable}], name: desk"


@pytest.mark.parametrize(
    ("hook", "complaint"),
    [
        (f"{WEB}, url: http://10.0.0.7/hook", "hooks[0].url: expected an address that begins with https://, or with"),
        (f"{WEB}, url: http://desk.example/hook", "hooks[0].url: expected an address that begins with https://, or"),
        (
            f'{WEB}, url: "https://user:word@desk.example/"',
            "hooks[0].url: expected an address that begins with https://",
        ),
        (
            "name: desk, url: https://desk.example/",
            "hooks[0].url: expected secret_file beside it: what is sent there is",
        ),
        (f"{WEB}, url: https://d.example/, {PROGRAM[:-12]}", "hooks[0].command: expected url or command, got both"),
        ("name: desk", "hooks[0].name: expected url or command beside it, got neither"),
        (f"{PROGRAM}, secret_file: hook.secret", "hooks[0].secret_file: expected beside url only"),
        ("name: desk, command: [sh, -c, x]", "hooks[0].command: expected a program's whole path, such as"),
        (
            "name: desk, command: [/no/such/program]",
            'hooks[0].command: expected a program that may be run, got "/no/such',
        ),
        (
            "name: desk, url: https://d.example/, secret_file: none",
            "hooks[0].secret_file: expected a file that holds a",
        ),
        (
            f"{PROGRAM}, events: [fresh]",
            "hooks[0].events[0]: expected a list of new, changed, removed, restored and alert",
        ),
        (f"{PROGRAM}, events: []", "hooks[0].events: expected a list of new, changed, removed, restored and alert"),
        (f"{PROGRAM}, sections: [hill]", 'hooks[0].sections: expected sections or publishers of this file, got "hill"'),
        (f"{PROGRAM}, timeout: 1h", "hooks[0].timeout: expected a span such as 15s, 10m at most"),
        (PROGRAM.replace("desk", "The Desk"), "hooks[0].name: expected a word such as newsroom"),
        (f"{PROGRAM}, event: [new]", "hooks[0].event: unknown key; did you mean events?"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, hook: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, hook)
    assert f"config.yaml:5: {complaint}" in str(caught.value)


def test_two_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config.yaml:6: hooks\[1\].name: expected another than hooks\[0\] has"):
        read(tmp_path, PROGRAM, PROGRAM)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("fetch: {proxy: 'https://reader:opensesame@proxy.example:1'}", '"https://…@proxy.example:1"'),
        ("fetch: {proxy: 'http://reader:open/sesame@proxy.example:1'}", '"http://…@proxy.example:1"'),
        ("fetch: {proxy: 'reader:opensesame@proxy.example:1'}", '"…@proxy.example:1"'),
        ("fetch: {proxy: 'https://opensesame@proxy.example:1'}", '"https://…@proxy.example:1"'),
        ("hooks: [{name: desk, url: 'https://reader:opensesame@desk.example/'}]", '"https://…@desk.example/…"'),
        ("hooks: [{name: desk, url: 'https://reader:open/sesame@desk.example/'}]", '"https://…@desk.example/…"'),
        ("hooks: [{name: desk, url: 'desk.example/opensesame'}]", '"desk.example/…"'),
        ("hooks: [{name: desk, url: 'http://desk.example'}]", '"http://desk.example/…"'),
        ("hooks: [{name: desk, url: 'http://desk.example/opensesame'}]", '"http://desk.example/…"'),
        ("hooks: [{name: desk, url: 'http://desk.example?key=opensesame'}]", '"http://desk.example/…"'),
        ("hooks: [{name: desk, url: 'https://desk.example/opensesame#1'}]", '"https://desk.example/…"'),
    ],
)
def test_no_secret_is_told_with_a_mistake(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse("identity: {name: Test, contact: desk@desk.example}\n" + line, tmp_path / "config.yaml")
    assert f"got {told}" in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_an_address_without_a_secret_is_told_whole(tmp_path: Path) -> None:
    text = "identity: {name: Test, contact: desk@desk.example}\nsections: [{name: a/b, url: 'https://a.example/@b c'}]"
    with pytest.raises(ConfigError, match=re.escape('got "https://a.example/@b c"')):
        parse(text, tmp_path / "config.yaml")
