"""`scraper profile`: a profile drafted from the demo's site, tried on its pages, and held against its archive."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper import cli, config, profiles
from scraper.app import workbench
from scraper.demo.run import settings_for
from scraper.demo.server import Server
from scraper.demo.site import Site
from scraper.discover import check_selector
from scraper.model import Exchange
from scraper.workbench import Draft, draft_profile
from scraper.workbench.addresses import draft_pattern
from tests.flow.archives import lines, records
from tests.flow.background import serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(Site()) as running:
        yield running


@pytest.fixture(scope="module")
def file(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of the demo site, whose harbour section was crawled."""
    folder = tmp_path_factory.mktemp("profile")
    path = folder / "config.yaml"
    path.write_text(config.dump(settings_for(server.site, server.port, folder / "archive")))
    assert cli.main(["crawl", "ledger/harbour", "--config", str(path)]) == 0
    return path


def article(file: Path) -> dict[str, Any]:
    return next(one for one in records(file.parent / "archive") if one["authors"] and one["access"] == "full")


def profile(folder: Path, select: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "ledger.yaml"
    path.write_text(f"publisher: ledger\nhosts: [harbour-ledger.example]\nversions:\n  - {select}\n")
    return path


def test_a_draft_is_a_profile_that_changes_nothing(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = article(file)
    section = f"{wanted['url'].partition('/harbour/')[0]}/harbour/"
    capsys.readouterr()
    assert cli.main(["profile", "new", wanted["url"], "--section", section, "--config", str(file)]) == 0
    drafted = tmp_path / "ledger.yaml"
    drafted.write_text(capsys.readouterr().out)
    (version,) = profiles.read(drafted, check_selector)
    assert version.publisher == "harbour-ledger"
    assert version.language == wanted["language"]
    assert version.is_article(wanted["url"])
    assert not version.is_article(section)
    text = drafted.read_text()
    assert "#   title: 'h1" in text
    assert "#   body: '" in text
    # With its `select` taken in, the profile finds what the generic method found.
    mended = tmp_path / "mended.yaml"
    mended.write_text(text.replace("    # select:\n", "    select:\n").replace("    #   title:", "      title:"))
    command = ["profile", "try", wanted["url"], "--profile", str(mended), "--config", str(file), "--json"]
    assert cli.main(command) == 0
    rows = {row["field"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["title"]["standing"] == "needless"
    assert rows["title"]["found"] == [wanted["title"]] == rows["title"]["generic"]
    assert rows["paragraphs"]["found"] == wanted["paragraphs"]


def test_a_trial_tells_what_the_profile_does_and_what_it_does_in_vain(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = article(file)
    first = wanted["paragraphs"][0]
    path = profile(tmp_path, f"{{select: {{title: p, authors: .nobody}}, drop_lines: ['^{first.split()[0]} ']}}")
    capsys.readouterr()
    saved = tmp_path / "page.html"
    assert cli.main(["show", wanted["url"], "--html", "--config", str(file)]) == 0
    saved.write_text(capsys.readouterr().out)
    command = ["profile", "try", str(saved), "--url", wanted["url"], "--profile", str(path)]
    assert cli.main([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    standings = {row["field"]: row["standing"] for row in found["rows"]}
    assert (standings["title"], standings["authors"], standings["language"]) == ("needed", "empty", "generic")
    assert first in found["lost"]
    assert found["complaints"] == ["select.authors: .nobody matches nothing"]
    assert cli.main(command) == 0
    shown = capsys.readouterr().out
    assert "note: select.authors: .nobody matches nothing" in shown
    assert f"- {first}" in shown


def test_diff_lists_the_records_that_a_profile_changes_and_writes_nothing(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lines(file.parent / "archive")
    command = ["profile", "diff", "--config", str(file), "--workers", "1"]
    capsys.readouterr()
    assert cli.main(command) == 0
    assert capsys.readouterr() == ("", "0 records change, 0 are gained, 0 are lost\n")
    profile(tmp_path / "own", "{select: {title: title}}")
    assert cli.main([*command, "--profiles", str(tmp_path / "own"), "--json"]) == 0
    told, summary = capsys.readouterr()
    drawn = [json.loads(line) for line in told.splitlines()]
    assert drawn
    assert {one["change"] for one in drawn} == {"changed"}
    titles = {one["url"]: difference for one in drawn for difference in one["differences"]}
    changed = titles[article(file)["url"]]
    assert (changed["field"], changed["before"]) == ("title", article(file)["title"])
    assert changed["after"].startswith(article(file)["title"])
    assert f"{len(drawn)} records change" in summary
    assert lines(file.parent / "archive") == before
    assert cli.main([*command, "--since", "2100-01-01"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["try", "absent.html"], "absent.html: no file of that name, and no http(s) URL"),
        (["try", "absent.html", "--profile", "absent.yaml"], "absent.html: no file of that name"),
        (["diff", "--profiles", "absent"], "--profiles: absent is no folder"),
        (["diff", "--since", "soon"], "--since: expected a time"),
        (["try", __file__, "--url", "pier.example"], "--url: pier.example is no http(s) URL"),
        (["try", "http://a.exam\x1b[31mple/"], "http://a.exam\ufffd[31mple/: no http(s) URL"),
        (["new", __file__, "--url", "http://192.0.2.7/a"], "http://192.0.2.7/a: a profile is of a host name"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    arguments: list[str], sentence: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["profile", *arguments, "--config", str(file)]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told


def test_what_the_archive_holds_otherwise_is_told_with_the_reason(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(file.parent / "archive", archive)
    own = tmp_path / "config.yaml"
    own.write_text(file.read_text().replace(str(file.parent / "archive"), str(archive)))
    folder = profile(tmp_path / "own", "{select: {caption: p}}").parent
    command = ["profile", "diff", "--config", str(own), "--workers", "1", "--profiles", str(folder)]
    capsys.readouterr()
    assert cli.main(command) == 0
    told = capsys.readouterr().out
    assert "lead_image.caption: " in told
    assert "lead_image: " not in told
    (warc,) = archive.glob("warc/*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 255
    warc.write_bytes(data)
    caplog.clear()
    assert cli.main(command) == 0
    assert [message for message in caplog.messages if "damaged" in message]


def saved(path: Path, head: str, tail: str = "", site: str = "Pier") -> Exchange:
    """A page in a file, and the capture that it would be."""
    words = "The harbour master said on Monday that the old pier would be mended before winter. " * 3
    body = "".join(f"<p>{words}{number}</p>" for number in range(6))
    path.write_text(
        f'<html lang="en"><head><title>Pier mended</title><meta property="og:site_name" content="{site}">{head}</head>'
        f'<body><article class="story"><h1>Pier mended</h1><p class="byline">By Ada Quay</p>{body}</article>{tail}'
    )
    return workbench.read_page(path, "https://null.example/news/the-pier-is-mended-12345" if not head else None)


def test_a_draft_is_yaml_whatever_the_page_says(tmp_path: Path) -> None:
    page = saved(tmp_path / "page.html", "", site="A\x01B \u2028versions: [] \x9b\ufffe 'quoted' # no comment")
    drafted = draft_profile(page, None)
    assert isinstance(drafted, Draft)
    (tmp_path / "null.yaml").write_text(drafted.text)
    (version,) = profiles.read(tmp_path / "null.yaml", check_selector)
    assert version.publisher == "null"
    assert version.site_name == "AB versions: [] \ufffd\ufffd 'quoted' # no comment"


def test_a_pattern_has_the_other_articles_of_a_site_whatever_divides_their_words() -> None:
    site = "https://warta.example/read/2014/06/03/0915443/"
    for own, other in (
        ("Kereta.Malam.Contoh.Kembali.Beroperasi", "Pasar.Ikan.Contoh.Pindah"),
        ("kereta-malam-contoh-kembali.html", "pasar-ikan-contoh-pindah.html"),
    ):
        pattern = draft_pattern([], site + own)
        assert pattern is not None
        assert re.search(pattern, site + other)
        assert not re.search(pattern, "https://warta.example/read/2014/06/")


@pytest.mark.timeout(30)
def test_a_draft_of_a_page_made_to_hurt_takes_no_time(tmp_path: Path) -> None:
    teasers = "".join(f'<p><a href="/{number}">Tide table {number}</a></p>' for number in range(20_000))
    for tail in ("<div>" * 100_000 + "x" + "</div>" * 100_000, "<div>" * 300 + teasers):
        page = saved(tmp_path / "page.html", "", tail)
        drafted = draft_profile(page, page)
        assert isinstance(drafted, Draft)
        assert "#   body: 'article.story'" in drafted.text


@pytest.mark.parametrize(
    "head",
    [
        '<link href="https://pier.example/a?b=1&amp;c=2" rel="alternate canonical">',
        "<meta content='https://pier.example/a?b=1&c=2' property=og:url>",
    ],
)
def test_a_saved_page_says_its_address_in_any_spelling(tmp_path: Path, head: str) -> None:
    assert saved(tmp_path / "page.html", head).url == "https://pier.example/a?b=1&c=2"


def test_a_page_that_does_not_say_its_address_needs_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>A page</h1>")
    assert cli.main(["profile", "try", str(page)]) == 2
    assert "the page does not say its address; give it by --url" in capsys.readouterr().err
    assert cli.main(["profile", "try", str(page), "--url", "https://ledger.example/a"]) == 1
    told = capsys.readouterr().out
    assert "finds no article" in told
    assert "https://ledger.example/a, no profile" in told
    assert "field" not in told
