"""The seed, crawled over TLS as if this machine were its publisher."""

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from scraper import cli
from tests.flow.archives import captures, records
from tests.flow.background import Pages, response, serving

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed"
SECTION = "https://www.bisnis.com/index?categoryId=186"

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed is not beside this checkout (../shared/seed)")


def expected(name: str) -> Any:
    return json.loads((SEED / name).read_text())


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The archive of `scraper crawl bisnis/kabar24`, and the addresses that were asked for."""
    folder = tmp_path_factory.mktemp("seed")
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("kabar24.bisnis.com", "www.bisnis.com").configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    article = expected("article.expected.json")["url"]
    answers = {SECTION: "section.html", article: "article.html"}

    def respond(_: str, host: str, path: str) -> bytes | None:
        name = answers.get(f"https://{host}{path}")
        return response((SEED / name).read_bytes()) if name else None

    with serving(Pages(respond), context) as server:
        place = f"127.0.0.1:{server.port}"
        settings = {
            "archive": "archive",
            "identity": {"name": "Test", "contact": "test@library.example"},
            "fetch": {
                "delay": 0,
                "ca_bundle": "ca.pem",
                "connect_to": {"kabar24.bisnis.com:443": place, "www.bisnis.com:443": place},
                "allow_networks": ["127.0.0.0/8"],
            },
            "sections": [{"name": "bisnis/kabar24", "url": SECTION}],
        }
        (folder / "config.yaml").write_text(yaml.safe_dump(settings))
        cli.main(["crawl", "bisnis/kabar24", "--config", str(folder / "config.yaml")])
        asked = [f"https://{request.host}{request.path}" for request in server.log]
    return folder / "archive", asked


def test_every_field_is_exactly_as_expected(crawled: tuple[Path, list[str]]) -> None:
    wanted = expected("article.expected.json")
    [record] = records(crawled[0])
    assert {name: record[name] for name in wanted} == wanted
    assert record["found_on"]["url"] == SECTION


def test_the_listed_articles_and_nothing_else_are_visited(crawled: tuple[Path, list[str]]) -> None:
    asked = [url for url in crawled[1] if not url.endswith("/robots.txt")]
    assert sorted(asked) == sorted([SECTION, *expected("section.expected.json")["article_urls"]])


def test_no_line_of_the_boilerplate_is_in_the_record(crawled: tuple[Path, list[str]]) -> None:
    own, said = list(texts(expected("article.expected.json"))), "\n".join(texts(records(crawled[0])))
    page = {" ".join(line.split()) for line in (SEED / "article.txt").read_text().splitlines()} - {""}
    boilerplate = [line for line in page if not any(line in text or text in line for text in own)]
    assert len(boilerplate) > 5
    assert [line for line in boilerplate if line in said] == []


def texts(value: Any) -> Iterator[str]:
    """Every string in a value from JSON, white space folded."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def test_each_exchange_says_how_it_was_protected(crawled: tuple[Path, list[str]]) -> None:
    assert {capture.exchange.protocol for capture in captures(crawled[0])} == {("http/1.1", "tls/1.3")}
