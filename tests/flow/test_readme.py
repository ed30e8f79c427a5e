"""The README's commands exist, its configuration loads, its record has the very keys, its Python runs."""

import json
import os
import re
import shlex
from pathlib import Path

import pytest

import scraper
from scraper import cli, config
from scraper.demo.run import settings_for
from scraper.demo.site import Site
from scraper.records import SCHEMA
from tests.flow.background import serving

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text()


def block(name: str) -> str:
    found = re.search(rf"<!-- test: {name} -->\n```\w+\n(.*?)```", TEXT, re.DOTALL)
    assert found, name
    return found[1]


def commands() -> list[str]:
    shown = re.findall(r"^\$ (.*)$", TEXT, re.MULTILINE)
    return [shlex.join(shlex.split(line, comments=True)) for line in shown]


@pytest.mark.parametrize("command", [line for line in commands() if "bin/scraper" in line])
def test_every_command_shown_is_one_there_is(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, name, *arguments = shlex.split(command)
    asked = [name, arguments[0]] if name == "export" else [name]  # which has commands of its own
    assert cli.main([*asked, "--help"]) == 0
    described = capsys.readouterr().out
    assert [option for option in arguments if option.startswith("--") and option not in described] == []


def test_every_make_target_shown_is_one_there_is() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    shown = [line.split()[1] for line in commands() if line.startswith("make ")]
    assert shown
    assert set(shown) <= set(targets)


def test_the_configuration_loads(tmp_path: Path) -> None:
    loaded = config.parse(block("config"), tmp_path / "config.yaml")
    assert [section.name for section in loaded.sections] == ["bisnis/kabar24"]


def test_the_record_has_the_keys_of_a_record() -> None:
    shown, schema = json.loads(block("record")), json.loads(SCHEMA.read_text())
    assert list(shown) == schema["required"]
    for part in ("found_on", "capture", "extractor"):
        described = schema["properties"][part]
        choices = [described, *described.get("anyOf", []), schema["$defs"].get(part, {})]
        assert list(shown[part]) == next(choice["required"] for choice in choices if "required" in choice)
    assert list(shown["lead_image"]) == schema["$defs"]["image"]["required"]


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    site = Site()
    page = next(section.url for section in site.sections if section.kind == "page")
    story = next(each for each in site.expected() if each.special is None)
    host, _, path = story.url.removeprefix("http://").partition("/")
    answer = site.respond("GET", host, "/" + path, {})
    (tmp_path / "page.html").write_bytes(answer.partition(b"\r\n\r\n")[2])
    monkeypatch.chdir(tmp_path)
    with serving(site) as server:
        settings = settings_for(site, server.port, tmp_path / "archive")
        names = {"section": page, "fetch": settings.fetch.model_dump(mode="json", exclude_none=True)}
        exec(compile(block("python"), "README.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"{story.title} {len(story.paragraphs)}"
    assert re.fullmatch(r"\d+ articles", printed[1])
    assert len(printed) == 2 + int(printed[1].split()[0])
    assert {name for name in scraper.__all__ if name[0].islower()} == set(
        re.findall(r"scraper\.([a-z_]+)\(", block("python"))
    )


def test_no_file_it_links_to_is_missing() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
