"""A reader's log-in: sent to its own origin alone, and archived as a name without a value."""

from dataclasses import replace
from pathlib import Path

import pytest

from scraper import app, config
from scraper.errors import ConfigError
from scraper.fetch import read_credentials
from scraper.model import Kind, Target, Visit
from scraper.warc.visit import read_visit, write_visit
from tests.flow.scripted import Asked, Reply, Scene, page, play

PAGE = "http://pantai.example/premium/a"
SECRET = "s3cret-of-a-reader"


def file_of(folder: Path, text: str) -> Path:
    path = folder / "reader.headers"
    path.write_text(text)
    return path


def test_they_go_to_their_origin_alone_and_not_into_the_archive(tmp_path: Path) -> None:
    file = file_of(tmp_path, f"# mine\n\nCookie: sid={SECRET}\nAuthorization: Bearer {SECRET}\n")
    credentials = {"pantai/premium": read_credentials(file, "http://pantai.example/premium/")}

    def answer(asked: Asked) -> Reply:
        match asked.host, asked.path:
            case "pantai.example", "/premium/a":
                return page(b"", "302 Found", "Location: /premium/b", "Set-Cookie: seen=yes; Path=/")
            case "pantai.example", "/premium/b":
                return page(b"", "302 Found", "Location: http://laut.example/premium/c")
            case _:
                return page()

    async def go(scene: Scene) -> None:
        for section in ("pantai/premium", "pantai/other"):
            await scene.fetcher.fetch(Target(PAGE, "pantai", Kind.ARTICLE, section))

    scene = play(answer, go, credentials=credentials)
    sent = [(one.host, one.path, one.header("cookie"), one.header("authorization")) for one in scene.server.log]
    assert sent == [
        ("pantai.example", "/robots.txt", None, None),
        ("pantai.example", "/premium/a", f"sid={SECRET}", f"Bearer {SECRET}"),
        ("pantai.example", "/premium/b", f"sid={SECRET}; seen=yes", f"Bearer {SECRET}"),
        ("laut.example", "/robots.txt", None, None),
        ("laut.example", "/premium/c", None, None),
        ("pantai.example", "/premium/a", None, None),
        ("pantai.example", "/premium/b", "seen=yes", None),
        ("laut.example", "/premium/c", None, None),
    ]
    kept = {(exchange.url, visit.redacted): exchange.request for exchange, visit in scene.archive.kept}
    assert not any(SECRET.encode() in request for request in kept.values())
    first = kept[PAGE, ("authorization", "cookie")]
    assert b"\r\nCookie: [redacted]\r\n" in first
    assert b"\r\nAuthorization: [redacted]\r\n" in first
    assert [visit.redacted for _, visit in scene.archive.kept if visit.target.kind is Kind.ROBOTS] == [(), ()]
    assert ("http://laut.example/premium/c", ()) in kept


def test_the_record_says_what_was_left_out() -> None:
    visit = Visit(Target(PAGE, "pantai", Kind.ARTICLE), redacted=("authorization", "cookie"))
    assert b"redacted: authorization, cookie\r\n" in write_visit(visit)
    assert read_visit(write_visit(visit)) == visit
    assert b"redacted" not in write_visit(replace(visit, redacted=()))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no field"),
        (f"Cookie: a={SECRET}\n{SECRET}\n", "line 2: expected a field of a request"),
        (f"Cookie: a\x01{SECRET}\n", "line 1: expected a field"),
        (f"Host: {SECRET}\n", "line 1: Host is ours to say"),
        (f"\nIf-None-Match: {SECRET}\n", "line 2: If-None-Match is ours to say"),
    ],
)
def test_a_file_that_will_not_do_is_named_and_not_told(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=rf"reader\.headers: {complaint}") as caught:
        read_credentials(file_of(tmp_path, text), PAGE)
    assert SECRET not in str(caught.value)


def test_a_section_names_its_file(tmp_path: Path) -> None:
    file_of(tmp_path, f"Cookie: sid={SECRET}\n")
    section = "{name: pantai/premium, url: 'https://pantai.example/premium/', headers_file: reader.headers}"
    text = f"identity: {{name: Test, contact: test@library.example}}\nsections: [{section}]\n"
    settings = config.parse(text, tmp_path / "config.yaml")
    assert SECRET not in config.dump(settings)
    assert app.settings.fetch_settings(settings).credentials["pantai/premium"].origin == "https://pantai.example:443"
    with pytest.raises(ConfigError, match=r"headers_file: expected a file of lines such as Cookie"):
        config.parse(text.replace("reader.headers", "none"), tmp_path / "config.yaml")
