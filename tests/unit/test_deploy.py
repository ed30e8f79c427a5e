"""The files under `deploy/` name options, paths and variables that there are."""

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from scraper import cli
from scraper.api import access

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def check_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([words[0], "--help"]) == 0
    described = capsys.readouterr().out
    assert [word for word in words if word.startswith("--") and word not in described] == []


def test_the_unit(capsys: pytest.CaptureFixture[str]) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "scraper.service")
    service = unit["Service"]
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) >= 180
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "scraper"
    check_command(words, capsys)
    assert access.parse_address(words[words.index("--http") + 1]).is_loopback


def test_the_image(capsys: pytest.CaptureFixture[str]) -> None:
    lines = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
    words = json.loads(next(line for line in lines if line.startswith("CMD")).removeprefix("CMD"))
    check_command(words, capsys)
    address = access.parse_address(words[words.index("--http") + 1])
    check = next(line for line in lines if line.startswith("HEALTHCHECK"))
    assert f":{address.port}/healthz" in check
    assert "USER 10001" in lines
    extras = set(re.findall(r"\[([\w,]+)\]'", "\n".join(lines))[0].split(","))
    assert all(f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text() for extra in extras)


def test_the_composition() -> None:
    (service,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert access.VARIABLE in (DEPLOY / "compose.yaml").read_text()
    assert (DEPLOY / service["volumes"][0].split(":")[0]).is_file()
