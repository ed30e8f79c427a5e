"""Who may ask the API: addresses, tokens, names; and that no address inside is accepted for a crawl."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from scraper.api import access, wanting
from scraper.errors import ConfigError
from scraper.fetch.addresses import Networks
from scraper.model import Kind, Target

LOCAL, OPEN = access.Address("127.0.0.1", 8080), access.Address("192.0.2.1", 8080)
TOKEN = b"0123456789abcdef"
SECTION = Target("https://p.example/", "p", Kind.PAGE, "p/front")


def known(*allowed: str) -> wanting.Known:
    return wanting.Known({"p/front": SECTION}, {SECTION.url: SECTION}, lambda url: "p", Networks(allowed))


@pytest.mark.parametrize(
    "text", ["8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "::1:80", "host.example:80", ""]
)
def test_what_is_no_address_is_a_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match=r"expected an IP address and a port, such as 127\.0\.0\.1:8080"):
        access.parse_address(text)


def test_an_address_of_others_needs_a_token() -> None:
    for text in ("0.0.0.0:0", "[::]:8080", "[::ffff:127.0.0.1]:80", "192.0.2.1:80"):
        address = access.parse_address(text)
        with pytest.raises(ConfigError, match="a token is needed"):
            access.require_token(address, None)
        access.require_token(address, TOKEN)
    for text in ("127.0.0.1:0", "[::1]:0", "localhost:0", "127.3.2.1:0"):
        access.require_token(access.parse_address(text), None)


def test_a_token_comes_from_a_file_or_the_environment_and_is_no_short_one(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(TOKEN + b"\n")
    assert access.read_token(file, {}) == TOKEN
    assert access.read_token(file, {access.VARIABLE: "x" * 20}) == b"x" * 20
    assert access.read_token(None, {}) is None
    for bad in ("", "short", "with a blank in it", "ünübersetzbar-lang-genug"):
        with pytest.raises(ConfigError, match="expected a token of 16"):
            access.read_token(file, {access.VARIABLE: bad})


def ask(guard: access.Guard, path: str, **headers: str) -> int:
    """The status of what the guard answers; 200 where it lets through."""
    answers: list[Message] = []

    async def send(message: Message) -> None:
        answers.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    asyncio.run(guard({"type": "http", "path": path, "headers": pairs}, receive, send))
    return int(answers[0]["status"])


async def welcome(_: Scope, __: Receive, send: Send) -> None:
    await access.refuse(send, 200, "in")


def test_only_the_whole_token_opens() -> None:
    guard = access.Guard(welcome, TOKEN, OPEN, ())
    good = "Bearer " + TOKEN.decode()
    assert ask(guard, "/api/crawls", host="x.example", authorization=good) == 200
    assert ask(guard, "/api/crawls", host="x.example", authorization=good.replace("Bearer", "bearer")) == 200
    for bad in (good[:-1], good + "0", TOKEN.decode(), good.replace("Bearer", "Basic"), "Bearer", "Bearer \xff"):
        assert ask(guard, "/api/crawls", host="x.example", authorization=bad) == 401
    for path in ("/api/crawls", "/metrics", "/api/openapi.json", "/nowhere", "/healthz/"):
        assert ask(guard, path, host="x.example") == 401
    assert ask(guard, "/healthz", host="x.example") == 200


def test_a_name_that_was_bound_to_this_machine_is_refused() -> None:
    guard = access.Guard(welcome, None, LOCAL, ("archive.example",))
    for host in ("127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "archive.example:8080"):
        assert ask(guard, "/api/crawls", host=host) == 200, host
    for host in ("evil.example", "evil.example:8080", "", "127.0.0.1.evil.example", "192.0.2.7:8080", "localhost.evil"):
        assert ask(guard, "/healthz", host=host) == 421, host
    assert ask(guard, "/healthz") == 421


INSIDE = [
    "http://127.0.0.1/", "http://localhost/", "http://a.localhost:8080/", "http://LOCALHOST./", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://[::1]/", "http://0/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://192.168.1.1/", "http://[fe80::1]/", "http://[fc00::1]/",
    "http://user@127.0.0.1/", "http://１２７.0.0.1/", "http:\\\\127.0.0.1\\", "https://0.0.0.0/",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_inside_is_refused(url: str) -> None:
    with pytest.raises(wanting.Unfit):
        wanting.read(json.dumps({"urls": [url]}).encode(), known())


def test_what_may_be_asked_for() -> None:
    body = {"sections": ["p/front"], "urls": ["https://p.example/", "https://other.example/story?utm_source=x"]}
    wanted = wanting.read(json.dumps(body).encode(), known())
    story = "https://other.example/story"
    assert wanted.targets == (SECTION, Target(story, "p", Kind.ARTICLE, story))
    inside = wanting.read(b'{"urls": ["http://127.0.0.1/"]}', known("127.0.0.0/8"))
    assert [target.url for target in inside.targets] == ["http://127.0.0.1/"]


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b"[]", b"{}", b"\xff", b'{"urls": []}', b'{"urls": "x"}', b'{"urls": [1]}', b'{"urls": [""]}',
     b'{"sections": null}', b'{"urls": ["https://p.example/"], "more": 1}', b"[" * 100_000, b"1" * 10_000,
     b'{"urls": ["https://p.example/", "https://p.example/"]}'],
)  # fmt: skip
def test_a_body_of_another_form_is_malformed(body: bytes) -> None:
    with pytest.raises(wanting.Malformed):
        wanting.read(body, known())


@pytest.mark.parametrize(
    "text", ["\ud800", "https://\ud800.example/", "https://p.example/\ud800", "x://y", "//p.example/"]
)
def test_an_odd_string_is_told_and_never_a_fault(text: str) -> None:
    with suppress(wanting.Unfit):
        wanting.read(json.dumps({"urls": [text]}).encode(), known())
    with pytest.raises(wanting.Unfit, match="no section is named"):
        wanting.read(json.dumps({"sections": [text]}).encode(), known())
